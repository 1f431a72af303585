"""How everybody is reached: for each effect, the sets of removals of which any one would break a way to it.

The city's flood without days, each column told apart by the removals that hit the way so far (`RemovalMask`, one bit a
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
from linkage.citywide.engine.city_partition import CityPartition
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnKey
from linkage.citywide.engine.record_population import RecordPopulation
from linkage.errors import LinkageError
from linkage.population.households import Numbers
from linkage.vocabulary import SERVICE_EFFECTS
from linkage.world.model import Link, Rule, World

RemovalMask = int
"""The removals that break a way, one bit each; 0: none does."""

MAX_COLUMNS = 20_000
"""Columns that are followed before giving up."""


class TooManyConditionsError(LinkageError):
    """More ways than can be followed."""


class ReachedSubjects(NamedTuple):
    """Some people (the roster's numbers, perhaps some twice) on whom a rule falls by ways that are hit alike."""

    rule: Rule
    broken: RemovalMask
    numbers: Numbers


def can_follow(world: World) -> bool:
    """Whether ways tell all: no scores, and no listing that needs several kinds."""
    return not any(
        rule.threshold is not None or rule.effect == "points" or (rule.effect == "list" and rule.at_least > 1)
        for rule in world.rules.values()
    )


class ReachConditions:
    """The ways of a world on a shard.

    Args:
        hitting: `cut:LINK` and `off:RULE` → the removals that end it; what isn't named can't be ended.
    """

    def __init__(self, city_rules: CityRules, partition: CityPartition, hitting: Mapping[str, RemovalMask]) -> None:
        self.city_rules, self.partition, self.hitting = city_rules, partition, hitting
        self.populations: list[RecordPopulation] = []
        self.population_indices: dict[int, int] = {}
        self.known: dict[ColumnKey, dict[RemovalMask, Bits]] = {}
        self.pending: dict[tuple[ColumnKey, RemovalMask], Bits] = {}
        self.heap: list[tuple[int, int, ColumnKey, RemovalMask]] = []
        self.followed = 0
        self.joint_arrivals: dict[str, dict[str, dict[RemovalMask, list[Numbers]]]] = {}
        self.reached: list[ReachedSubjects] = []

    def follow(self) -> list[ReachedSubjects]:
        """Everybody reached.

        Raises:
            TooManyWaysError: there are too many ways to follow.
        """
        for kind in sorted(self.city_rules.world.record_kinds):
            if self.city_rules.matters(kind):
                population = self.partition.record_population(kind)
                if len(population.holders):
                    place, home = self._add_population(population), self.city_rules.world.record_kinds[kind].home
                    for slot in population.homes:
                        self._schedule((place, home, slot), 0, population.initial_bits(slot))
        while self.heap:
            _, _, state, broken = heapq.heappop(self.heap)
            self._arrive(state, broken, self.pending.pop((state, broken)))
        for rule, arrived in sorted(self.joint_arrivals.items()):
            self._apply_joint_rules(self.city_rules.world.rules[rule], arrived)
        return self.reached

    def _add_population(self, population: RecordPopulation) -> int:
        place = self.population_indices.get(id(population))
        if place is None:
            population.follow_links(lambda database: self.city_rules.links.get((database, population.kind), ()))
            place = self.population_indices[id(population)] = len(self.populations)
            self.populations.append(population)
        return place

    def _schedule(self, state: ColumnKey, broken: RemovalMask, new: Bits) -> None:
        waiting = self.pending.get((state, broken))
        if waiting is None:
            heapq.heappush(self.heap, (broken.bit_count(), len(self.heap), state, broken))
        self.pending[state, broken] = new if waiting is None else waiting | new

    def _arrive(self, state: ColumnKey, broken: RemovalMask, new: Bits) -> None:
        known = self.known.setdefault(state, {})
        for other, where in known.items():
            if not other & ~broken:
                new = new & ~where
        if not new.any():
            return
        self.followed += 1
        if self.followed > MAX_COLUMNS:
            raise TooManyConditionsError(f"There are more than {MAX_COLUMNS:,} ways.")
        known[broken] = new if broken not in known else known[broken] | new
        place, database, slot = state
        population = self.populations[place]
        for rule in self.city_rules.rules.get((database, population.kind), ()):
            self._apply_rule(rule, broken, place, slot, new)
        for link in self.city_rules.links.get((database, population.kind), ()):
            self._carry(link, broken, place, slot, new)

    def _carry(self, link: Link, broken: RemovalMask, place: int, slot: int, new: Bits) -> None:
        population = self.populations[place]
        link_mask = population.link_mask(link)
        moving = new if link_mask is None else new & link_mask
        later = broken | self.hitting.get(f"cut:{link.id}", 0)
        own, wrong_matches = population.columns[link.id].packed_columns(population.size)
        for (source, target), column in own.items():
            if source == slot and (found := moving & column).any():
                self._schedule((place, link.target, target), later, found)
        for matches in wrong_matches:
            if matches.source_slot == slot:
                there = matches.targets[bitsets.are_set(moving, matches.sources)]
                if len(there):
                    self._schedule(
                        (place, link.target, matches.target_slot), later, bitsets.from_positions(there, population.size)
                    )

    def _apply_rule(self, rule: Rule, broken: RemovalMask, place: int, slot: int, new: Bits) -> None:
        population = self.populations[place]
        if rule.needs == "confirmed" and population.confirmed is not None:
            new = new & population.confirmed
            if not new.any():
                return
        later = broken | self.hitting.get(f"off:{rule.id}", 0)
        if rule.at_least > 1:
            rows = bitsets.sorted_unique(population.subjects[bitsets.positions_of(new)] * SLOTS + slot)
            self.joint_arrivals.setdefault(rule.id, {}).setdefault(population.kind, {}).setdefault(later, []).append(
                rows
            )
        elif rule.effect == "list":
            self._list_subjects(rule, later, place, new)
        elif rule.effect in SERVICE_EFFECTS and rule.falls_on == "self":
            self.reached.append(ReachedSubjects(rule, later, population.numbers[bitsets.positions_of(new)]))
        elif rule.effect in SERVICE_EFFECTS:
            sources, numbers = population.affected_numbers(rule.falls_on)
            numbers = numbers[bitsets.are_set(new, sources)]
            if len(numbers):
                self.reached.append(ReachedSubjects(rule, later, numbers))

    def _list_subjects(self, rule: Rule, broken: RemovalMask, place: int, new: Bits) -> None:
        for transfer in self.partition.transfers(rule, self.populations[place]):
            target, where = transfer.target, transfer.apply(new)
            if where.any():
                there = self._add_population(target)
                where = bitsets.widen(where, target.size)
                home = self.city_rules.world.record_kinds[target.kind].home
                for slot in target.homes:
                    born = where & target.initial_bits(slot)
                    if born.any():
                        self._schedule((there, home, slot), broken, born)

    def _apply_joint_rules(self, rule: Rule, arrived: Mapping[str, Mapping[RemovalMask, list[Numbers]]]) -> None:
        """A joint rule at a service: every way to each of as many kinds as it needs, at one account."""
        if rule.effect not in SERVICE_EFFECTS:
            return
        tables = {
            kind: {broken: bitsets.sorted_unique(np.concatenate(parts)) for broken, parts in ways.items()}
            for kind, ways in sorted(arrived.items())
        }
        found: dict[RemovalMask, list[Numbers]] = {}
        for kinds in combinations(tables, rule.at_least):
            for chosen in product(*(tables[kind].items() for kind in kinds)):
                broken, rows = 0, chosen[0][1]
                for each, others in chosen:
                    broken |= each
                    rows = rows if others is rows else np.intersect1d(rows, others, assume_unique=True)
                if len(rows):
                    found.setdefault(broken, []).append(rows)
                if len(found) > MAX_COLUMNS:
                    raise TooManyConditionsError(f"There are more than {MAX_COLUMNS:,} ways.")
        for broken, parts in found.items():
            owners = bitsets.sorted_unique(bitsets.sorted_unique(np.concatenate(parts)) // SLOTS)
            _, codes = self.partition.joins.affected_codes(rule.falls_on, owners)
            if len(codes):
                self.reached.append(ReachedSubjects(rule, broken, self.partition.subject_index.numbers(codes)))
