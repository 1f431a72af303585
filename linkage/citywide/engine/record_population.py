"""All records of one kind (or all listings of one rule), and the people whom they can come to.

A place is a pair: a record, and a subject at whose accounts it may be known. The first places are the records' own
subjects; wrong matches add others. A link is then a few packed columns: for each pair of slots, the places where its
join finds the subject's own account, and beside them, listed one by one, the matches that cross to somebody else's.
Columns are made for what a record can reach, when a link is first asked for; they say what joins, whatever the links'
shares, days and standing, so every world on the same people uses the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.account_joins import COMPANY, SLOT_BITS, SLOTS
from linkage.citywide.engine.bitsets import Bits, Places
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population import random_draws
from linkage.population.households import Flags, Numbers
from linkage.world.model import Link

Slots = tuple[int, int]
_Made = TypeVar("_Made")
_DRAWS = 2**32  # a draw is a whole number below


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
            own = {slots: bitsets.at(np.concatenate(parts), size) for slots, parts in self.own.items()}
            crossing = [
                Crossing(*slots, np.concatenate([s for s, _ in parts]), np.concatenate([t for _, t in parts]))
                for slots, parts in self.crossing.items()
            ]
            self.packed = (size, own, crossing)
        return self.packed[1], self.packed[2]


class RecordPopulation:
    """The records of one kind, or the listings of one rule.

    Args:
        name: the record kind, or the listing rule: what the records' ids begin with.
        mark: what stands between that and the subject in a record's id.
        holders: the codes of the records' subjects, sorted.
        homes: says home slot → places of the records born there; asked when the records first matter.
        suspected: says which records aren't confirmed; none: all are.
    """

    def __init__(
        self,
        roster: SubjectIndex,
        kind: str,
        name: str,
        mark: str,
        holders: Numbers,
        homes: Callable[[], dict[int, Places]],
        suspected: Callable[[], Flags] | None,
    ) -> None:
        self.roster, self.joins = roster, roster.joins
        self.kind, self.name, self.mark = kind, name, mark
        self.holders = holders
        self.subjects = holders
        self.records = np.arange(len(holders))
        self.columns: dict[str, Column] = {}
        self._find_homes, self._suspected = homes, suspected
        self._reached: dict[str, dict[int, Flags]] = {}
        self._reached_times: dict[tuple[str, int], int] = {}
        self._followed: dict[tuple[str, int], Flags] = {}
        self._followed_times: dict[tuple[str, int], int] = {}
        self._foreign: tuple[Numbers, Numbers] = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
        self._cached: dict[object, tuple[int, Any]] = {}

    @property
    def size(self) -> int:
        """How many places there are."""
        return len(self.subjects)

    @property
    def is_plain(self) -> bool:
        """Whether no record can come to anybody but its own subject: then each subject has one place."""
        return self.size == len(self.holders)

    @cached_property
    def homes(self) -> dict[int, Places]:
        """Home slot → places of the records born there."""
        return self._find_homes()

    # growing

    def grow(self, links_of: Callable[[str], Sequence[Link]]) -> None:
        """Follow links from every account that a record can be known at, until nothing new is found."""
        if not self._reached:
            home = self.joins.world.record_kinds[self.kind].home
            for slot, where in self.homes.items():
                self._reach(home, slot, where)
        waiting = list(self._reached)
        while waiting:
            database = waiting.pop()
            for link in links_of(database):
                if self._follow(link):
                    waiting += [each for each in (link.target, link.source) if each not in waiting]

    def _follow(self, link: Link) -> bool:
        """Follow one link from the accounts from which it wasn't followed yet."""
        column = self.columns.setdefault(link.id, Column())
        found = False
        for slot, reached in list(self._reached.get(link.source, {}).items()):
            at = (link.id, slot)
            times = self._reached_times[link.source, slot]
            if self._followed_times.get(at) == times:
                continue
            self._followed_times[at] = times
            before = self._followed.get(at)
            left = reached if before is None else reached[: len(before)] & ~before
            where = np.flatnonzero(left)
            if before is not None and len(reached) > len(before):
                where = np.concatenate([where, len(before) + np.flatnonzero(reached[len(before) :])])
            if len(where):
                self._followed[at] = reached.copy()
                found = True
                self._add(link, column, slot, where)
        return found

    def _add(self, link: Link, column: Column, slot: int, where: Places) -> None:
        column.packed = None
        sources, rows = self.joins.follow(link, self.subjects[where] * SLOTS + slot)
        sources = where[sources]
        owners, slots = rows >> SLOT_BITS, rows & (SLOTS - 1)
        own = owners == self.subjects[sources]
        all_own = bool(own.all())
        for target_slot in np.flatnonzero(np.bincount(slots, minlength=SLOTS)).tolist():
            there = slots == target_slot
            same = there if all_own else own & there
            if same.any():
                column.own.setdefault((slot, target_slot), []).append(sources[same])
                self._reach(link.target, target_slot, sources[same])
            if not all_own and (other := there & ~own).any():
                targets = self.places_of(self.records[sources[other]], owners[other])
                column.crossing.setdefault((slot, target_slot), []).append((sources[other], targets))
                self._reach(link.target, target_slot, targets)

    def places_of(self, records: Places, owners: Numbers) -> Places:
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
        found[foreign] = where[np.searchsorted(known, keys)]
        return found

    def _reach(self, database: str, slot: int, where: Places) -> None:
        slots = self._reached.setdefault(database, {})
        flags = slots.get(slot)
        if flags is None or len(flags) < self.size:
            grown = np.zeros(self.size, dtype=np.bool_)
            if flags is not None:
                grown[: len(flags)] = flags
            flags = slots[slot] = grown
        flags[where] = True
        self._reached_times[database, slot] = self._reached_times.get((database, slot), 0) + 1

    def reached(self, database: str) -> list[tuple[int, Flags]]:
        """The slots of a database at which records can be known, and at which places."""
        slots = self._reached.get(database, {})
        return [(slot, np.pad(flags, (0, self.size - len(flags)))) for slot, flags in slots.items()]

    # what runs ask

    def start(self, slot: int) -> Bits:
        """The records born at one slot of their home."""
        return self._kept(("start", slot), lambda: bitsets.at(self.homes[slot], self.size))

    def passing(self, link: Link) -> Bits | None:
        """The places whose record a link lets through: its standing, and the draw. None: all."""
        found = self.confirmed if link.needs == "confirmed" else None
        below = _DRAWS if link.share is None else threshold(link.share)
        if below < _DRAWS:
            drawn = bitsets.pack(self._drawn(link.id) < np.uint32(below))
            found = drawn if found is None else found & drawn
        return found

    @property
    def confirmed(self) -> Bits | None:
        """The places whose record is confirmed. None: all."""
        made = self._kept("confirmed", self._confirmed)
        return made if made is None else np.asarray(made, dtype=np.uint64)

    def _confirmed(self) -> Bits | None:
        suspected = self._suspected() if self._suspected is not None else None
        return None if suspected is None or not suspected.any() else bitsets.pack(~suspected[self.records])

    def _drawn(self, link: str) -> NDArray[np.uint32]:
        return self._kept(("drawn", link), lambda: self._draw(link))

    def _draw(self, link: str) -> NDArray[np.uint32]:
        owners = self.holders[self.records]
        found = np.zeros(self.size, dtype=np.uint32)
        for letter, here in (("R", owners < COMPANY), ("C", owners >= COMPANY)):
            numbers = owners[here] % COMPANY
            found[here] = random_draws.held_back(self.joins.town.seed, link, f"{self.name}{self.mark}{letter}", numbers)
        return found

    @property
    def numbers(self) -> Numbers:
        """Each place's subject, as the roster numbers it."""
        return self._kept("numbers", lambda: self.roster.numbers(self.subjects))

    def ties(self, falls_on: str) -> tuple[Places, Numbers]:
        """On whom a rule falls when it fires at some places: places, and the numbers of those people."""
        return self._kept(("ties", falls_on), lambda: self._ties(falls_on))

    def _ties(self, falls_on: str) -> tuple[Places, Numbers]:
        places, codes = self.joins.fall_on(falls_on, self.subjects)
        return places, self.roster.numbers(codes)

    def in_groups(self) -> list[Bits]:
        """For each group, the places of its people."""
        return self._kept("groups", self._groups)

    def _groups(self) -> list[Bits]:
        numbers = self.numbers  # first: it may give new ones
        groups = self.roster.groups[numbers]
        return [bitsets.pack(groups == each) for each in range(len(self.roster.names))]

    def _kept(self, key: object, make: Callable[[], _Made]) -> _Made:
        """Something made of all places, made again only when there are more of them."""
        known = self._cached.get(key)
        if known is None or known[0] != self.size:
            known = self._cached[key] = (self.size, make())
        made: _Made = known[1]
        return made


def threshold(share: float) -> int:
    """The whole number below which draws pass: a draw is a multiple of 2^-32.

    >>> threshold(0.5) == 2**31, threshold(0.0), threshold(2**-33)
    (True, 0, 1)
    """
    scaled = share * 2**32
    return int(scaled) if scaled == int(scaled) else int(scaled) + 1
