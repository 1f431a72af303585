"""The ways of one universe's records, from account to account, for a removal notice to follow.

Each live link between two slots is one bit a place; where a register is repaired, one bit for each day on which its
wrong matches end. Nodes are named `DATABASE SLOT`, and for records that cross to somebody else
`DATABASE SLOT NUMBER`, where 0 is the record's own subject.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.account_joins import SLOT_BITS, SLOTS
from linkage.citywide.engine.bitsets import Places
from linkage.citywide.engine.column_fixpoint import ColumnRun
from linkage.population.households import Flags, Numbers
from linkage.world.model import Link

Onward = dict[str, list[tuple[str, Callable[[float], float]]]]
_COLUMNS = 16  # taken into a signature at once
_FEW = 1 << 22


class RemovalRoute(NamedTuple):
    """A link between two slots: what a removal's day becomes on it, and where it is open."""

    source: str
    target: str
    days: float  # later by so many
    repaired: float  # or on this day, if that is earlier
    open: Flags  # by place; of crossings, unused
    crossing: tuple[Places, Places] | None

    def later(self) -> Callable[[float], float]:
        """What a removal's day becomes."""
        days, repaired = self.days, self.repaired
        return lambda day: min(day + days, repaired)


class _Edges(NamedTuple):
    """The ways of records that cross, by record: number of the way, and of its ends among the record's places."""

    records: Numbers
    codes: Numbers
    most: int
    foreign: Places  # places at others' accounts, by record
    foreign_records: Numbers


class RemovalRoutes:
    """All ways of a universe in a run."""

    def __init__(self, run: ColumnRun, place: int) -> None:
        self.run, self.place_ = run, place
        self.universe = run.universes[place]
        self.ways: list[RemovalRoute] = []
        for (database, kind), links in run.plan.links.items():
            if kind == self.universe.kind:
                for link in links:
                    self._add(database, link)
        home = run.plan.world.record_kinds[self.universe.kind].home
        self.homes = [
            (f"{home} {slot}", bitsets.unpack(self.universe.start(slot), self.universe.size))
            for slot in self.universe.homes
        ]
        self.crosses = np.zeros(len(self.universe.holders), dtype=np.bool_)
        for way in self.ways:
            if way.crossing is not None:
                self.crosses[self.universe.records[way.crossing[0]]] = True

    def _add(self, database: str, link: Link) -> None:
        universe, run = self.universe, self.run
        passing = run.passing_of(self.place_, link)
        lets = np.ones(universe.size, dtype=np.bool_) if passing is None else bitsets.unpack(passing, universe.size)
        days = inf if link.remove_days is None else float(link.remove_days)
        if repairs := {r: d for r, d in run.plan.world.repaired.items() if r in _used(link)}:
            self._add_repaired(database, link, lets, days, repairs)
            return
        own, crossings = universe.columns[link.id].ready(universe.size) if link.id in universe.columns else ({}, [])
        for (source, target), column in own.items():
            ends = f"{database} {source}", f"{link.target} {target}"
            self.ways.append(RemovalRoute(*ends, days, inf, bitsets.unpack(column, universe.size) & lets, None))
        for crossing in crossings:
            through = lets[crossing.sources]
            if through.any():
                ends = f"{database} {crossing.source_slot}", f"{link.target} {crossing.target_slot}"
                pairs = crossing.sources[through], crossing.targets[through]
                self.ways.append(RemovalRoute(*ends, days, inf, lets, pairs))

    def _add_repaired(self, database: str, link: Link, lets: Flags, days: float, repairs: dict[str, int]) -> None:
        """The same with a way for each day on which a wrong cell on it is put right: every chain of rows counts."""
        universe, joins = self.universe, self.universe.joins
        for slot, reached in universe.reached(database):
            where = np.flatnonzero(reached & lets)
            if not len(where):
                continue
            found, rows, ends = joins.chains(link, universe.subjects[where] * SLOTS + slot, repairs)
            sources = where[found]
            owners, slots = rows >> SLOT_BITS, rows & (SLOTS - 1)
            for target in np.unique(slots).tolist():
                for day in np.unique(ends[slots == target]).tolist():
                    here = (slots == target) & (ends == day)
                    names = f"{database} {slot}", f"{link.target} {target}"
                    repaired = inf if day < 0 else float(day)
                    own = here & (owners == universe.subjects[sources])
                    if own.any():
                        opened = np.zeros(universe.size, dtype=np.bool_)
                        opened[sources[own]] = True
                        self.ways.append(RemovalRoute(*names, days, repaired, opened, None))
                    other = here & ~own
                    if other.any():
                        targets = universe.places_of(universe.records[sources[other]], owners[other])
                        self.ways.append(RemovalRoute(*names, days, repaired, lets, (sources[other], targets)))

    # classes

    def classes(self, records: Places) -> tuple[Numbers, Numbers]:
        """For some records that don't cross: one of each class, and which class each one is of."""
        columns = [open_ for _, open_ in self.homes] + [way.open for way in self.ways if way.crossing is None]
        whole = len(records) == self.universe.size
        first, inverse = np.zeros(1, dtype=np.int64), np.zeros(len(records), dtype=np.int64)
        for low in range(0, len(columns), _COLUMNS):
            signature = inverse
            for column in columns[low : low + _COLUMNS]:
                signature = signature * 2 + (column if whole else column[records])
            first, inverse = grouped(signature)
        return records[first], inverse

    def of_class(self, record: int) -> tuple[list[str], Onward]:
        """The homes of a record that doesn't cross, and the ways onward."""
        homes = [name for name, born in self.homes if born[record]]
        onward: Onward = {}
        for way in self.ways:
            if way.crossing is None and way.open[record]:
                onward.setdefault(way.source, []).append((way.target, way.later()))
        return homes, onward

    # records that cross

    def crossing_classes(self, records: Places) -> tuple[list[int], Numbers]:
        """For some records that cross: one of each class, and which class each one is of."""
        edges = self._edges
        low = np.searchsorted(edges.records, records, "left").tolist()
        high = np.searchsorted(edges.records, records, "right").tolist()
        classes: dict[bytes, int] = {}
        firsts: list[int] = []
        inverse = np.empty(len(records), dtype=np.int64)
        for at, record in enumerate(records.tolist()):
            signature = edges.codes[low[at] : high[at]].tobytes()
            found = classes.setdefault(signature, len(firsts))
            if found == len(firsts):
                firsts.append(record)
            inverse[at] = found
        return firsts, inverse

    def of_record(self, record: int) -> tuple[list[str], Onward]:
        """The homes of a record that crosses, and the ways onward: its places are told apart by a number at the end."""
        edges = self._edges
        low, high = np.searchsorted(edges.records, [record, record + 1]).tolist()
        homes, onward = [], Onward()
        for code in edges.codes[low:high].tolist():
            if code < 0:
                homes.append(f"{self.homes[-1 - code][0]} 0")
                continue
            number, local = divmod(code, edges.most**2)
            source, target = divmod(local, edges.most)
            way = self.ways[number]
            onward.setdefault(f"{way.source} {source}", []).append((f"{way.target} {target}", way.later()))
        return homes, onward

    def places_at(self, records: Places, local: int) -> Places:
        """The places that one of those numbers means for some records of a class."""
        edges = self._edges
        if local == 0:
            return records
        return edges.foreign[np.searchsorted(edges.foreign_records, records) + local - 1]

    @cached_property
    def _edges(self) -> _Edges:
        records, holders = self.universe.records, len(self.universe.holders)
        foreign = holders + np.argsort(records[holders:], kind="stable")
        foreign_records = records[foreign]
        local = np.zeros(self.universe.size, dtype=np.int64)
        local[foreign] = np.arange(len(foreign)) - np.searchsorted(foreign_records, foreign_records) + 1
        most = int(local.max(initial=0)) + 1
        crossing = self.crosses[records]
        parts = []
        for number, (_, born) in enumerate(self.homes):
            places = np.flatnonzero(born & crossing)
            parts.append((records[places], np.full(len(places), -1 - number)))
        for number, way in enumerate(self.ways):
            if way.crossing is None:
                sources = targets = np.flatnonzero(way.open & crossing)
            else:
                sources, targets = way.crossing
            parts.append((records[sources], (number * most + local[sources]) * most + local[targets]))
        whose, codes = (np.concatenate(each) for each in zip(*parts, strict=True))
        order = np.lexsort((codes, whose))
        return _Edges(whose[order], codes[order], most, foreign, foreign_records)

    @staticmethod
    def place(node: str) -> tuple[str, int]:
        """A node's database and slot."""
        database, _, slot = node.rpartition(" ")
        return database, int(slot)


def _used(link: Link) -> set[str]:
    return {link.source, link.target, *(hop.register for hop in link.via)}


def grouped(keys: Numbers) -> tuple[Places, Numbers]:
    """Where each different key stands first, in the order of keys, and for each place which of them it holds.

    >>> [each.tolist() for each in grouped(np.array([5, 0, 5, 2]))]
    [[1, 3, 0], [2, 0, 2, 1]]
    """
    if len(keys) and int(keys.min()) >= 0 and int(keys.max()) < _FEW:
        first = np.full(int(keys.max()) + 1, -1)
        first[keys[::-1]] = np.arange(len(keys) - 1, -1, -1)
        there = np.flatnonzero(first >= 0)
        rank = np.empty(len(first), dtype=np.int64)
        rank[there] = np.arange(len(there))
        return first[there], rank[keys]
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return first, inverse
