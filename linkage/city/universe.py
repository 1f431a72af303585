"""All records of one kind (or all listings of one rule), and the people whom they can come to.

A place is a pair: a record, and a subject at whose accounts it may be known. The first places are the records' own
subjects; wrong matches add others. A link is then a few packed columns: for each pair of slots, the places where its
join finds the subject's own account, and beside them, listed one by one, the matches that cross to somebody else's.
Columns are made for what a record can reach, when a link is first asked for; they say what joins, whatever the links'
shares, days and standing, so every world on the same people uses the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.city import bits
from linkage.city.bits import Bits, Places
from linkage.city.joins import COMPANY, SLOTS, Joins
from linkage.people import draws
from linkage.people.ties import Flags, Numbers
from linkage.world.model import Link

Slots = tuple[int, int]


class Crossing(NamedTuple):
    """Matches of a link that cross from places to other places, between two slots."""

    source_slot: int
    target_slot: int
    sources: Places
    targets: Places


class Column:
    """What a link joins: places by slots, and crossings. Packed when first asked for."""

    def __init__(self) -> None:
        self.own: dict[Slots, list[Places]] = {}
        self.crossing: dict[Slots, list[tuple[Places, Places]]] = {}
        self.packed: tuple[int, dict[Slots, Bits], list[Crossing]] | None = None

    def ready(self, size: int) -> tuple[dict[Slots, Bits], list[Crossing]]:
        """Its packed columns, and its crossings."""
        if self.packed is None or self.packed[0] != size:
            own = {slots: bits.at(np.concatenate(parts), size) for slots, parts in self.own.items()}
            crossing = [
                Crossing(*slots, np.concatenate([s for s, _ in parts]), np.concatenate([t for _, t in parts]))
                for slots, parts in self.crossing.items()
            ]
            self.packed = (size, own, crossing)
        return self.packed[1], self.packed[2]


class Universe:
    """The records of one kind, or the listings of one rule.

    Args:
        name: the record kind, or the listing rule: what the records' ids begin with.
        mark: what stands between that and the subject in a record's id.
        holders: the codes of the records' subjects, sorted.
        homes: home slot → places of the records born there.
    """

    def __init__(
        self,
        joins: Joins,
        kind: str,
        name: str,
        mark: str,
        holders: Numbers,
        homes: dict[int, Places],
        suspected: Flags | None,
    ) -> None:
        self.joins, self.kind, self.name, self.mark = joins, kind, name, mark
        self.holders, self.homes = holders, homes
        self.subjects = holders
        self.records = np.arange(len(holders))
        self.confirmed_records = None if suspected is None or not suspected.any() else ~suspected
        self.columns: dict[str, Column] = {}
        self._reached: dict[str, dict[int, Flags]] = {}
        self._followed: dict[str, dict[int, Flags]] = {}
        self._foreign: tuple[Numbers, Numbers] = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
        self._draws: dict[str, NDArray[np.uint64]] = {}
        self._cached: dict[object, tuple[int, Bits]] = {}
        home = joins.world.record_kinds[kind].home
        for slot, where in homes.items():
            self._reach(home, slot, where)

    @property
    def size(self) -> int:
        """How many places there are."""
        return len(self.subjects)

    @property
    def is_plain(self) -> bool:
        """Whether no record can come to anybody but its own subject: then each subject has one place."""
        return self.size == len(self.holders)

    # growing

    def grow(self, links_of: Callable[[str], Sequence[Link]]) -> None:
        """Follow links from every account that a record can be known at, until nothing new is found."""
        waiting = list(self._reached)
        while waiting:
            database = waiting.pop()
            for link in links_of(database):
                if self._follow(link):
                    waiting += [each for each in (link.target, link.source) if each not in waiting]

    def _follow(self, link: Link) -> bool:
        """Follow one link from the accounts from which it wasn't followed yet."""
        column = self.columns.setdefault(link.id, Column())
        followed = self._followed.setdefault(link.id, {})
        found = False
        for slot, reached in list(self._reached.get(link.source, {}).items()):
            before = followed.get(slot)
            left = reached if before is None else reached[: len(before)] & ~before
            where = np.flatnonzero(left)
            if before is not None and len(reached) > len(before):
                where = np.concatenate([where, len(before) + np.flatnonzero(reached[len(before) :])])
            followed[slot] = reached.copy()
            if len(where):
                found = True
                self._add(link, column, slot, where)
        return found

    def _add(self, link: Link, column: Column, slot: int, where: Places) -> None:
        column.packed = None
        sources, rows = self.joins.follow(link, self.subjects[where] * SLOTS + slot)
        sources = where[sources]
        owners, slots = rows // SLOTS, rows % SLOTS
        own = owners == self.subjects[sources]
        for target_slot in np.unique(slots).tolist():
            same = own & (slots == target_slot)
            if same.any():
                column.own.setdefault((slot, target_slot), []).append(sources[same])
                self._reach(link.target, target_slot, sources[same])
            other = ~own & (slots == target_slot)
            if other.any():
                targets = self._places_of(self.records[sources[other]], owners[other])
                column.crossing.setdefault((slot, target_slot), []).append((sources[other], targets))
                self._reach(link.target, target_slot, targets)

    def _places_of(self, records: Places, owners: Numbers) -> Places:
        """The places of records at other subjects' accounts, made where they are new."""
        found = np.where(self.holders[records] == owners, records, -1)
        foreign = np.flatnonzero(found < 0)
        keys = records[foreign] * (COMPANY * 2) + owners[foreign]
        known, where = self._foreign
        new = np.setdiff1d(keys, known)
        if len(new):
            first = self.size
            self.subjects = np.concatenate([self.subjects, new % (COMPANY * 2)])
            self.records = np.concatenate([self.records, new // (COMPANY * 2)])
            known = np.concatenate([known, new])
            where = np.concatenate([where, np.arange(first, first + len(new))])
            order = np.argsort(known)
            self._foreign = known, where = known[order], where[order]
            self._draws.clear()
        found[foreign] = where[np.searchsorted(known, keys)]
        return found

    def _reach(self, database: str, slot: int, where: Places) -> None:
        slots = self._reached.setdefault(database, {})
        before = slots.get(slot)
        flags = np.zeros(self.size, dtype=np.bool_)
        if before is not None:
            flags[: len(before)] = before
        flags[where] = True
        slots[slot] = flags

    # what runs ask

    def start(self, slot: int) -> Bits:
        """The records born at one slot of their home."""
        return self._kept(("start", slot), lambda: bits.at(self.homes[slot], self.size))

    def passing(self, link: Link) -> Bits | None:
        """The places whose record a link lets through: its standing, and the draw. None: all."""
        found = self.confirmed if link.needs == "confirmed" else None
        if link.share is not None and link.share < 1:
            drawn = bits.pack(self._drawn(link.id) < np.uint64(_threshold(link.share)))
            found = drawn if found is None else found & drawn
        return found

    @property
    def confirmed(self) -> Bits | None:
        """The places whose record is confirmed. None: all."""
        flags = self.confirmed_records
        return None if flags is None else self._kept("confirmed", lambda: bits.pack(flags[self.records]))

    def _drawn(self, link: str) -> NDArray[np.uint64]:
        if link not in self._draws:
            owners = self.holders[self.records]
            found = np.zeros(self.size, dtype=np.uint64)
            for letter, here in (("R", owners < COMPANY), ("C", owners >= COMPANY)):
                numbers = owners[here] % COMPANY
                found[here] = draws.held_back(self.joins.town.seed, link, f"{self.name}{self.mark}{letter}", numbers)
            self._draws[link] = found
        return self._draws[link]

    def _kept(self, key: object, make: Callable[[], Bits]) -> Bits:
        known = self._cached.get(key)
        if known is None or known[0] != self.size:
            known = self._cached[key] = (self.size, make())
        return known[1]

    def in_groups(self) -> list[Bits]:
        """For each group, the places of its people."""
        groups = self.joins.groups(self.subjects) if not self._has_groups() else None
        names = len(self.joins.town.group_names("resident")) + len(self.joins.town.group_names("company"))
        return [self._kept(("group", each), lambda each=each: bits.pack(groups == each)) for each in range(names)]  # type: ignore[misc]

    def _has_groups(self) -> bool:
        known = self._cached.get(("group", 0))
        return known is not None and known[0] == self.size


def _threshold(share: float) -> int:
    """The whole number below which draws pass: a draw is a multiple of 2^-32.

    >>> _threshold(0.5) == 2**31, _threshold(0.0), _threshold(2**-33)
    (True, 0, 1)
    """
    scaled = share * 2**32
    return int(scaled) if scaled == int(scaled) else int(scaled) + 1
