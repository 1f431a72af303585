"""Distinct counts of a run's effects: residents and companies by service and effect, day, group and record kind.

Where one population without wrong matches makes all of a (service, effect), the bits of its columns are counted as they
are; elsewhere subjects are marked in one flag each, so that nobody counts twice. Counts are shared, so nobody changes
one.
"""

from __future__ import annotations

import weakref
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from linkage.citywide.durations.active_effects import subject_numbers
from linkage.citywide.engine import bitsets
from linkage.citywide.engine.column_fixpoint import EffectBatch
from linkage.citywide.engine.reached_population import ReachedPopulation
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Numbers

Door = tuple[str, str]
"""A service (blank: a fine or a publication without one) and an effect."""


@dataclass(frozen=True)
class Count:
    """Distinct subjects of one (service, effect): by group and by first day.

    Groups are age groups, then company sizes: `int64[groups]`.
    """

    groups: Numbers
    days: dict[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Residents and companies together."""
        return int(self.groups.sum())

    def __add__(self, other: Count) -> Count:
        days = defaultdict(int, self.days)
        for day, number in other.days.items():
            days[day] += number
        return Count(self.groups + other.groups, dict(days))


def count_distinct(effects: list[EffectBatch], subject_index: SubjectIndex) -> Count:
    """How many distinct subjects some effects have, by group and by first day.

    What the same effects on the same subjects came to in an earlier world, as most do under a what-if, is looked up.
    """
    key = tuple(
        (  # not the population itself, which knows the subject index: a circle would outlive its use
            None if batch.population is None else weakref.ref(batch.population),
            batch.on_others,
            batch.day,
            batch.members.tobytes(),
        )
        for batch in effects
    )
    return subject_index.once(key, lambda: _count_distinct(effects, subject_index))


def _count_distinct(effects: list[EffectBatch], subject_index: SubjectIndex) -> Count:
    population = effects[0].population if effects else None
    if (
        population is not None
        and population.is_one_to_one
        and all(batch.population is population and not batch.on_others for batch in effects)
    ):
        return _count_columns(effects, population)
    numbers = {id(batch): subject_numbers(batch) for batch in effects}
    flags = subject_index.empty_flags()  # after all numbers are given
    days: dict[int, int] = {}
    total = 0
    for day, batches in sorted(_group_by_day(effects).items()):
        for batch in batches:
            flags[numbers[id(batch)]] = True
        total_before, total = total, int(np.count_nonzero(flags))
        if total > total_before:
            days[day] = total - total_before
    return Count(subject_index.by_group(flags), days)


def _group_by_day(effects: Iterable[EffectBatch]) -> dict[int, list[EffectBatch]]:
    groups: dict[int, list[EffectBatch]] = {}
    for batch in effects:
        groups.setdefault(batch.day, []).append(batch)
    return groups


def _count_columns(effects: list[EffectBatch], population: ReachedPopulation) -> Count:
    known = bitsets.zeros(population.size)
    days: dict[int, int] = {}
    total = 0
    for day, batches in sorted(_group_by_day(effects).items()):
        for batch in batches:
            known |= batch.members.view(np.uint64)
        total_before, total = total, bitsets.count(known)
        if total > total_before:
            days[day] = total - total_before
    groups = [bitsets.count(known & group) for group in population.group_masks()]
    return Count(np.array(groups, dtype=np.int64), days)


def group_by_door(effects: Iterable[EffectBatch]) -> dict[Door, list[EffectBatch]]:
    """Effects by service and effect word."""
    groups: dict[Door, list[EffectBatch]] = {}
    for batch in effects:
        groups.setdefault((batch.rule.service, batch.rule.effect), []).append(batch)
    return groups


def group_by_kind(effects: Iterable[EffectBatch]) -> dict[str, list[EffectBatch]]:
    """Effects by the record kind that is known at the firing account."""
    groups: dict[str, list[EffectBatch]] = {}
    for batch in effects:
        groups.setdefault(batch.kind, []).append(batch)
    return groups
