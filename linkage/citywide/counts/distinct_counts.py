"""What a run's hits come to: distinct residents and companies, by service and effect, day, group and record kind.

Where one universe without wrong matches makes all of a (service, effect), its columns are counted as they are;
elsewhere people are marked in one flag each, so that nobody counts twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from linkage.citywide.durations.active_effects import numbers_of
from linkage.citywide.engine import bitsets
from linkage.citywide.engine.column_fixpoint import Hit
from linkage.citywide.engine.record_population import RecordPopulation
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Numbers

Door = tuple[str, str]
"""A service (blank for fines and publications without one) and an effect."""


@dataclass
class Count:
    """Distinct subjects of one (service, effect): by group (age groups, then company sizes) and by first day."""

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


def counted(hits: list[Hit], roster: SubjectIndex) -> Count:
    """Distinct subjects of some hits."""
    source = hits[0].source if hits else None
    if source is not None and source.is_plain and all(h.source is source and not h.on_others for h in hits):
        return _plain(hits, source)
    numbers = {id(hit): numbers_of(hit) for hit in hits}
    flags = roster.nobody()  # everybody has a number by now
    days: dict[int, int] = {}
    reached = 0
    for day, some in sorted(_by_day(hits).items()):
        for hit in some:
            flags[numbers[id(hit)]] = True
        before, reached = reached, int(np.count_nonzero(flags))
        if reached > before:
            days[day] = reached - before
    return Count(roster.by_group(flags), days)


def _by_day(hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    found: dict[int, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.day, []).append(hit)
    return found


def _plain(hits: list[Hit], universe: RecordPopulation) -> Count:
    known = bitsets.empty(universe.size)
    days: dict[int, int] = {}
    reached = 0
    for day, some in sorted(_by_day(hits).items()):
        for hit in some:
            known |= hit.where.view(np.uint64)
        before, reached = reached, bitsets.count(known)
        if reached > before:
            days[day] = reached - before
    groups = [bitsets.count(known & group) for group in universe.in_groups()]
    return Count(np.array(groups, dtype=np.int64), days)


def by_door(hits: Iterable[Hit]) -> dict[Door, list[Hit]]:
    """Hits by service and effect."""
    found: dict[Door, list[Hit]] = {}
    for hit in hits:
        found.setdefault((hit.rule.service, hit.rule.effect), []).append(hit)
    return found


def by_kind(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    """Hits by the kind known at the firing account."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.kind, []).append(hit)
    return found
