"""What a run's hits come to: distinct residents and companies, by service and effect, day, group and record kind.

Where one universe without wrong matches makes all of a (service, effect), its columns are counted as they are;
elsewhere its people are marked in one flag each, so that nobody counts twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from linkage.city import bits
from linkage.city.flood import Hit, Shard
from linkage.city.universe import Universe
from linkage.people.ties import Numbers, is_among

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


class Register:
    """A number for each subject met so far, in the order of groups, so that a group is a slice of flags."""

    def __init__(self, shard: Shard, groups: int) -> None:
        self.shard, self.groups = shard, groups
        self.codes: Numbers = np.empty(0, dtype=np.int64)
        self.order: Numbers = np.empty(0, dtype=np.int64)  # of each code, its place among flags
        self.bounds: Numbers = np.zeros(groups + 1, dtype=np.int64)
        self._of: dict[int, tuple[int, int, Numbers]] = {}

    def know(self, parts: Iterable[Numbers]) -> None:
        """Make room for some subjects."""
        new = bits.distinct(np.concatenate([self.codes, *(part[~is_among(part, self.codes)] for part in parts)]))
        if len(new) == len(self.codes):
            return
        self.codes = new
        groups = self.shard.joins.groups(new)
        order = np.argsort(groups, kind="stable")
        self.order = np.empty(len(new), dtype=np.int64)
        self.order[order] = np.arange(len(new))
        self.bounds = np.searchsorted(groups[order], np.arange(self.groups + 1))
        self._of.clear()

    def places(self, codes: Numbers) -> Numbers:
        """Where some known subjects' flags are."""
        return self.order[np.searchsorted(self.codes, codes)]

    def of(self, universe: Universe) -> Numbers:
        """Where the flags of a universe's subjects are."""
        known = self._of.get(id(universe))
        if known is None or known[0] != universe.size or known[1] != len(self.codes):
            self.know([universe.subjects])
            known = self._of[id(universe)] = (universe.size, len(self.codes), self.places(universe.subjects))
        return known[2]


def counted(hits: list[Hit], register: Register) -> Count:
    """Distinct subjects of some hits."""
    if all(hit.universe is hits[0].universe for hit in hits) and hits[0].universe and hits[0].universe.is_plain:
        return _plain(hits, hits[0].universe)
    codes = [hit.where.view(np.int64) for hit in hits if hit.universe is None]
    register.know([*codes, *({id(h.universe): h.universe.subjects for h in hits if h.universe}.values())])
    flags = np.zeros(len(register.codes), dtype=np.bool_)
    days: dict[int, int] = defaultdict(int)
    for hit in sorted(hits, key=lambda each: each.day):
        where = (
            register.places(hit.where.view(np.int64))
            if hit.universe is None
            else register.of(hit.universe)[bits.places(hit.where.view(np.uint64))]
        )
        new = where[~flags[where]]
        flags[new] = True
        distinct = len(new) if hit.universe is None or hit.universe.is_plain else len(bits.distinct(new))
        if distinct:
            days[hit.day] += distinct
    groups = [
        np.count_nonzero(flags[low:high]) for low, high in zip(register.bounds, register.bounds[1:], strict=False)
    ]
    return Count(np.array(groups, dtype=np.int64), dict(days))


def _plain(hits: list[Hit], universe: Universe) -> Count:
    known = bits.empty(universe.size)
    days: dict[int, int] = defaultdict(int)
    for hit in sorted(hits, key=lambda each: each.day):
        new = hit.where.view(np.uint64) & ~known
        known |= new
        if number := bits.count(new):
            days[hit.day] += number
    groups = [bits.count(known & group) for group in universe.in_groups()]
    return Count(np.array(groups, dtype=np.int64), dict(days))


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
