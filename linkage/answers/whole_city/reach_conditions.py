"""How everybody is reached: for each effect, the sets of removals of which any one would break a way to it.

The city's flood without days, each column told apart by the removals that hit the way so far (`Broken`, one bit a
removal). A way that is hit by all that another is, and more, is not followed where the other has come. What is left
for one resident is an antichain: a cut spares the resident when it hits every one. Ways are followed on whole packed
columns, so the cost follows links and ways, not residents. Source: notes/engine.md, "Path families".

Joint rules at a service are products of ways. Joint listings and scores are not followed (`can_follow`).
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from itertools import combinations, product
from typing import NamedTuple

import numpy as np

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.account_joins import SLOTS
from linkage.citywide.engine.bitsets import Bits
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import State
from linkage.citywide.engine.record_population import RecordPopulation
from linkage.citywide.engine.shard import Shard
from linkage.errors import LinkageError
from linkage.population.households import Numbers
from linkage.vocabulary import LISTING_EFFECTS, SCORE_EFFECTS, SERVICE_EFFECTS
from linkage.world.model import Link, Rule, World

Broken = int
"""The removals that break a way, one bit each; 0: none does."""

MOST = 20_000
"""Columns that are followed before giving up."""


class TooManyWaysError(LinkageError):
    """More ways than can be followed."""


class Reached(NamedTuple):
    """Some people (the roster's numbers, perhaps some twice) on whom a rule falls by ways that are hit alike."""

    rule: Rule
    broken: Broken
    numbers: Numbers


def can_follow(world: World) -> bool:
    """Whether ways tell all: no scores, and no listing that needs several kinds."""
    return not any(
        rule.threshold is not None
        or rule.effect in SCORE_EFFECTS
        or (rule.effect in LISTING_EFFECTS and rule.at_least > 1)
        for rule in world.rules.values()
    )


class ReachConditions:
    """The ways of a world on a shard.

    Args:
        hitting: `cut:LINK` and `off:RULE` → the removals that end it; what isn't named can't be ended.
    """

    def __init__(self, plan: CityRules, shard: Shard, hitting: Mapping[str, Broken]) -> None:
        self.plan, self.shard, self.hitting = plan, shard, hitting
        self.universes: list[RecordPopulation] = []
        self.places: dict[int, int] = {}
        self.known: dict[State, dict[Broken, Bits]] = {}
        self.pending: dict[tuple[State, Broken], Bits] = {}
        self.heap: list[tuple[int, int, State, Broken]] = []
        self.followed = 0
        self.joint: dict[str, dict[str, dict[Broken, list[Numbers]]]] = {}
        self.reached: list[Reached] = []

    def follow(self) -> list[Reached]:
        """Everybody reached.

        Raises:
            TooManyWaysError: there are too many ways to follow.
        """
        for kind in sorted(self.plan.world.record_kinds):
            if self.plan.matters(kind):
                universe = self.shard.of_kind(kind)
                if len(universe.holders):
                    place, home = self._enter(universe), self.plan.world.record_kinds[kind].home
                    for slot in universe.homes:
                        self._pend((place, home, slot), 0, universe.start(slot))
        while self.heap:
            _, _, state, broken = heapq.heappop(self.heap)
            self._arrive(state, broken, self.pending.pop((state, broken)))
        for rule, arrived in sorted(self.joint.items()):
            self._join(self.plan.world.rules[rule], arrived)
        return self.reached

    def _enter(self, universe: RecordPopulation) -> int:
        place = self.places.get(id(universe))
        if place is None:
            universe.grow(lambda database: self.plan.links.get((database, universe.kind), ()))
            place = self.places[id(universe)] = len(self.universes)
            self.universes.append(universe)
        return place

    def _pend(self, state: State, broken: Broken, new: Bits) -> None:
        waiting = self.pending.get((state, broken))
        if waiting is None:
            heapq.heappush(self.heap, (broken.bit_count(), len(self.heap), state, broken))
        self.pending[state, broken] = new if waiting is None else waiting | new

    def _arrive(self, state: State, broken: Broken, new: Bits) -> None:
        known = self.known.setdefault(state, {})
        for other, where in known.items():
            if not other & ~broken:
                new = new & ~where
        if not new.any():
            return
        self.followed += 1
        if self.followed > MOST:
            raise TooManyWaysError(f"There are more than {MOST:,} ways.")
        known[broken] = new if broken not in known else known[broken] | new
        place, database, slot = state
        universe = self.universes[place]
        for rule in self.plan.rules.get((database, universe.kind), ()):
            self._trigger(rule, broken, place, slot, new)
        for link in self.plan.links.get((database, universe.kind), ()):
            self._carry(link, broken, place, slot, new)

    def _carry(self, link: Link, broken: Broken, place: int, slot: int, new: Bits) -> None:
        universe = self.universes[place]
        passing = universe.passing(link)
        moving = new if passing is None else new & passing
        later = broken | self.hitting.get(f"cut:{link.id}", 0)
        own, crossings = universe.columns[link.id].ready(universe.size)
        for (source, target), column in own.items():
            if source == slot and (found := moving & column).any():
                self._pend((place, link.target, target), later, found)
        for crossing in crossings:
            if crossing.source_slot == slot:
                there = crossing.targets[bitsets.has(moving, crossing.sources)]
                if len(there):
                    self._pend((place, link.target, crossing.target_slot), later, bitsets.at(there, universe.size))

    def _trigger(self, rule: Rule, broken: Broken, place: int, slot: int, new: Bits) -> None:
        universe = self.universes[place]
        if rule.needs == "confirmed" and universe.confirmed is not None:
            new = new & universe.confirmed
            if not new.any():
                return
        later = broken | self.hitting.get(f"off:{rule.id}", 0)
        if rule.at_least > 1:
            rows = bitsets.distinct(universe.subjects[bitsets.places(new)] * SLOTS + slot)
            self.joint.setdefault(rule.id, {}).setdefault(universe.kind, {}).setdefault(later, []).append(rows)
        elif rule.effect in LISTING_EFFECTS:
            self._list(rule, later, place, new)
        elif rule.effect in SERVICE_EFFECTS and rule.falls_on == "self":
            self.reached.append(Reached(rule, later, universe.numbers[bitsets.places(new)]))
        elif rule.effect in SERVICE_EFFECTS:
            sources, numbers = universe.ties(rule.falls_on)
            numbers = numbers[bitsets.has(new, sources)]
            if len(numbers):
                self.reached.append(Reached(rule, later, numbers))

    def _list(self, rule: Rule, broken: Broken, place: int, new: Bits) -> None:
        for transfer in self.shard.transfers(rule, self.universes[place]):
            target, where = transfer.target, transfer.move(new)
            if where.any():
                there = self._enter(target)
                where = bitsets.widened(where, target.size)
                home = self.plan.world.record_kinds[target.kind].home
                for slot in target.homes:
                    born = where & target.start(slot)
                    if born.any():
                        self._pend((there, home, slot), broken, born)

    def _join(self, rule: Rule, arrived: Mapping[str, Mapping[Broken, list[Numbers]]]) -> None:
        """A joint rule at a service: every way to each of as many kinds as it needs, at one account."""
        if rule.effect not in SERVICE_EFFECTS:
            return
        tables = {
            kind: {broken: bitsets.distinct(np.concatenate(parts)) for broken, parts in ways.items()}
            for kind, ways in sorted(arrived.items())
        }
        found: dict[Broken, list[Numbers]] = {}
        for kinds in combinations(tables, rule.at_least):
            for chosen in product(*(tables[kind].items() for kind in kinds)):
                broken, rows = 0, chosen[0][1]
                for each, others in chosen:
                    broken |= each
                    rows = rows if others is rows else np.intersect1d(rows, others, assume_unique=True)
                if len(rows):
                    found.setdefault(broken, []).append(rows)
                if len(found) > MOST:
                    raise TooManyWaysError(f"There are more than {MOST:,} ways.")
        for broken, parts in found.items():
            owners = bitsets.distinct(bitsets.distinct(np.concatenate(parts)) // SLOTS)
            _, codes = self.shard.joins.fall_on(rule.falls_on, owners)
            if len(codes):
                self.reached.append(Reached(rule, broken, self.shard.roster.numbers(codes)))
