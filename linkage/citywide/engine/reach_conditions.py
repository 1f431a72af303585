"""Reach conditions: for each effect and subject, the sets of removals of which any one would break a route to it.

The city's fixpoint without days, with a bit column for each set of removals that break the route so far (`RemovalMask`,
one bit a removal; the why-provenance of an effect, seen from its removals). A route that is broken by all that break
another, and more, isn't followed where the other has come. What remains for one resident is an antichain of sets: a cut
spares the resident when it is a hitting set of them. Routes are followed on whole bit columns, so the cost follows
links and sets, not residents. Source: notes/engine.md, "Path families".

Conditions of joint rules at a service are products of those of their kinds. Joint listings and scores have none
(`can_follow`).
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from itertools import combinations, product
from typing import NamedTuple

import numpy as np

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.bitsets import Bits
from linkage.citywide.engine.city_partition import CityPartition
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnKey
from linkage.citywide.engine.link_joins import SLOTS
from linkage.citywide.engine.reached_population import ReachedPopulation
from linkage.citywide.engine.run_populations import RunPopulations
from linkage.errors import LinkageError
from linkage.population.households import Numbers
from linkage.vocabulary import LISTING_EFFECTS, SCORE_EFFECTS, SERVICE_EFFECTS
from linkage.world.link_paths import kinds_carried
from linkage.world.model import Link, Rule, World

RemovalMask = int
"""The removals that break a route, one bit each; 0: none does."""

MAX_COLUMNS = 20_000
"""How many columns are followed before giving up."""


class TooManyConditionsError(LinkageError):
    """There are more columns than can be followed."""


class ReachedSubjects(NamedTuple):
    """Subjects on whom a rule falls by routes with the same mask: numbers of the subject index, perhaps some twice."""

    rule: Rule
    mask: RemovalMask
    numbers: Numbers


def can_follow(world: World) -> bool:
    """Whether a world's effects have reach conditions: no scores, no listing that needs several kinds, no dispute.

    Where confirmed records are needed of a kind in dispute, what passes rests on days, which conditions don't know.
    """
    disputed = frozenset(world.disputed)
    rests_on_days = any(
        link.needs == "confirmed" and disputed.intersection(kinds_carried(world, link)) for link in world.links.values()
    ) or any(rule.needs == "confirmed" and disputed.intersection(rule.kinds) for rule in world.rules.values())
    return not rests_on_days and not any(
        rule.threshold is not None
        or rule.effect in SCORE_EFFECTS
        or (rule.effect in LISTING_EFFECTS and rule.at_least > 1)
        for rule in world.rules.values()
    )


class ReachConditions:
    """The reach conditions of a world on a partition.

    Args:
        removal_masks: `cut:LINK` and `off:RULE` → the removals that end it; what isn't named can't be ended.
    """

    def __init__(
        self, city_rules: CityRules, partition: CityPartition, removal_masks: Mapping[str, RemovalMask]
    ) -> None:
        self.city_rules, self.partition, self.removal_masks = city_rules, partition, removal_masks
        self.populations = RunPopulations(city_rules)
        self.known: dict[ColumnKey, dict[RemovalMask, Bits]] = {}
        self.pending: dict[tuple[ColumnKey, RemovalMask], Bits] = {}
        self.queue: list[tuple[int, int, ColumnKey, RemovalMask]] = []
        self.column_count = 0
        self.joint_arrivals: dict[str, dict[str, dict[RemovalMask, list[Numbers]]]] = {}
        self.reached_subjects: list[ReachedSubjects] = []

    def compute(self) -> list[ReachedSubjects]:
        """All subjects who are reached, by rule and mask.

        Raises:
            TooManyConditionsError: there are too many columns to follow.
        """
        for kind in sorted(self.city_rules.world.record_kinds):
            if self.city_rules.matters(kind):
                for population in self.partition.reached_populations(kind):
                    self._start(population)
        while self.queue:
            _, _, key, mask = heapq.heappop(self.queue)
            self._arrive(key, mask, self.pending.pop((key, mask)))
        for rule, arrivals in sorted(self.joint_arrivals.items()):
            self._apply_joint_rule(self.city_rules.world.rules[rule], arrivals)
        return self.reached_subjects

    def _start(self, population: ReachedPopulation) -> None:
        if len(population.holders):
            index, home = self.populations.add(population), self.city_rules.world.record_kinds[population.kind].home
            for slot in population.homes:
                self._schedule((index, home, slot), 0, population.initial_bits(slot))

    def _schedule(self, key: ColumnKey, mask: RemovalMask, new: Bits) -> None:
        waiting = self.pending.get((key, mask))
        if waiting is None:
            heapq.heappush(self.queue, (mask.bit_count(), len(self.queue), key, mask))
        self.pending[key, mask] = new if waiting is None else waiting | new

    def _arrive(self, key: ColumnKey, mask: RemovalMask, new: Bits) -> None:
        known = self.known.setdefault(key, {})
        for known_mask, bits in known.items():
            if not known_mask & ~mask:
                new = new & ~bits
        if not new.any():
            return
        self.column_count += 1
        if self.column_count > MAX_COLUMNS:
            raise TooManyConditionsError(f"There are more than {MAX_COLUMNS:,} ways.")
        known[mask] = new if mask not in known else known[mask] | new
        index, database, slot = key
        population = self.populations[index]
        for rule in self.city_rules.rules.get((database, population.kind), ()):
            self._apply_rule(rule, mask, index, slot, new)
        for link in self.city_rules.links.get((database, population.kind), ()):
            self._follow_link(link, mask, index, slot, new)

    def _follow_link(self, link: Link, mask: RemovalMask, index: int, slot: int, new: Bits) -> None:
        population = self.populations[index]
        link_mask = population.link_mask(link)
        moving = new if link_mask is None else new & link_mask
        next_mask = mask | self.removal_masks.get(f"cut:{link.id}", 0)
        for target, bits in population.carried(link, slot, moving):
            self._schedule((index, link.target, target), next_mask, bits)

    def _apply_rule(self, rule: Rule, mask: RemovalMask, index: int, slot: int, new: Bits) -> None:
        population = self.populations[index]
        if rule.id in self.city_rules.enforced:
            new = new & population.enforced_mask(rule, slot, self.city_rules.enforced[rule.id])
            if not new.any():
                return
        if rule.needs == "confirmed" and population.confirmed is not None:
            new = new & population.confirmed
            if not new.any():
                return
        next_mask = mask | self.removal_masks.get(f"off:{rule.id}", 0)
        if rule.at_least > 1:
            rows = bitsets.sorted_unique(population.subjects[bitsets.positions_of(new)] * SLOTS + slot)
            self.joint_arrivals.setdefault(rule.id, {}).setdefault(population.kind, {}).setdefault(
                next_mask, []
            ).append(rows)
        elif rule.effect in LISTING_EFFECTS:
            self._list_subjects(rule, next_mask, index, new)
        elif rule.effect in SERVICE_EFFECTS and rule.falls_on == "self":
            self.reached_subjects.append(
                ReachedSubjects(rule, next_mask, population.numbers[bitsets.positions_of(new)])
            )
        elif rule.effect in SERVICE_EFFECTS:
            sources, numbers = population.affected_numbers(rule.falls_on)
            numbers = numbers[bitsets.are_set(new, sources)]
            if len(numbers):
                self.reached_subjects.append(ReachedSubjects(rule, next_mask, numbers))

    def _list_subjects(self, rule: Rule, mask: RemovalMask, index: int, new: Bits) -> None:
        for transfer in self.partition.transfers(rule, self.populations[index]):
            target, bits = transfer.target, transfer.apply(new)
            if bits.any():
                target_index = self.populations.add(target)
                bits = bitsets.widen(bits, target.size)
                home = self.city_rules.world.record_kinds[target.kind].home
                for slot in target.homes:
                    initial = bits & target.initial_bits(slot)
                    if initial.any():
                        self._schedule((target_index, home, slot), mask, initial)

    def _apply_joint_rule(self, rule: Rule, arrivals: Mapping[str, Mapping[RemovalMask, list[Numbers]]]) -> None:
        """A joint rule at a service: every combination of masks of as many kinds as it needs, at one account."""
        if rule.effect not in SERVICE_EFFECTS:
            return
        tables = {
            kind: {mask: bitsets.sorted_unique(np.concatenate(parts)) for mask, parts in rows_by_mask.items()}
            for kind, rows_by_mask in sorted(arrivals.items())
        }
        rows_of_masks: dict[RemovalMask, list[Numbers]] = {}
        for kinds in combinations(tables, rule.at_least):
            for combination in product(*(tables[kind].items() for kind in kinds)):
                mask, rows = 0, combination[0][1]
                for kind_mask, kind_rows in combination:
                    mask |= kind_mask
                    rows = rows if kind_rows is rows else np.intersect1d(rows, kind_rows, assume_unique=True)
                if len(rows):
                    rows_of_masks.setdefault(mask, []).append(rows)
                if len(rows_of_masks) > MAX_COLUMNS:
                    raise TooManyConditionsError(f"There are more than {MAX_COLUMNS:,} ways.")
        for mask, parts in rows_of_masks.items():
            owners = bitsets.sorted_unique(bitsets.sorted_unique(np.concatenate(parts)) // SLOTS)
            _, codes = self.partition.joins.affected_codes(rule.falls_on, owners)
            if len(codes):
                self.reached_subjects.append(ReachedSubjects(rule, mask, self.partition.subject_index.numbers(codes)))
