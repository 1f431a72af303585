"""Until when records are known where: every account of a run, in columns.

Records of one universe that pass the same links, from the same home accounts, with the same end, form a class: the
question how long they are known is answered once a class, by a function that is passed in (`Slowest`: the latest day
on which a removal notice comes to each account, over routes that visit none twice). Records that cross to somebody
else form classes of their own, whose accounts are told apart by whose they are. Listings come in the order of their
births, since each rests on what was known before it. Source: design 4.5. Knows no rows and no days to be in force on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.durations.removal_routes import RemovalRoutes, grouped
from linkage.citywide.engine import bitsets
from linkage.citywide.engine.bitsets import Places
from linkage.citywide.engine.column_fixpoint import ColumnRun, State
from linkage.population.households import Numbers

Slowest = Callable[[list[str], dict[str, list[tuple[str, Callable[[float], float]]]], float], dict[str, float]]

NEVER = 1 << 60  # an end that doesn't come
UNKNOWN = -1  # the end of what was never known
Table = NDArray[np.int64]


class Known(NamedTuple):
    """A kind at the accounts of one slot: by place, the moment from which on it is known, and the day it ends."""

    moments: Table  # NEVER where it isn't
    until: Table


class Expiry:
    """When everything that a run made known ends.

    Args:
        slowest: says when a removal notice has come to every account.
        causes_end: says when the causes of some listings end: universe's place, records, their moments.
    """

    def __init__(
        self, run: ColumnRun, slowest: Slowest, causes_end: Callable[[Expiry, int, Places, Table], Table]
    ) -> None:
        self.run, self.slowest, self.causes_end = run, slowest, causes_end
        self.known: dict[State, Known] = {}
        self.born: dict[int, Table] = {}
        self._ways: dict[int, RemovalRoutes] = {}
        self._arrivals()
        self._follow()

    def at(self, database: str, kinds: tuple[str, ...]) -> Iterator[tuple[State, Known]]:
        """All that is known of some kinds at a database."""
        for state, known in self.known.items():
            if state[1] == database and self.run.universes[state[0]].kind in kinds:
                yield state, known

    def _arrivals(self) -> None:
        for moment, state, new in self.run.arrived:
            known = self.known.get(state)
            if known is None:
                size = self.run.universes[state[0]].size
                known = self.known[state] = Known(np.full(size, NEVER), np.full(size, UNKNOWN))
            known.moments[bitsets.places(new)] = moment
        for birth in self.run.births:
            place = self.run.places[id(birth.target)]
            moments = self.born.setdefault(place, np.full(birth.target.size, NEVER))
            where = bitsets.places(birth.where)
            moments[where] = np.minimum(moments[where], birth.moment)

    def _follow(self) -> None:
        world = self.run.plan.world
        for place, universe in enumerate(self.run.universes):
            if universe.mark == ":":
                kind = world.record_kinds[universe.kind]
                end = NEVER if kind.lasts_days is None else kind.lasts_days
                end = min(end, world.corrected.get(kind.id, NEVER))
                records = np.arange(len(universe.holders))
                self._last(place, records, np.full(len(records), end))
        for moment, place in sorted((m, p) for p, moments in self.born.items() for m in _each(moments)):
            records = np.flatnonzero(self.born[place] == moment)
            self._last(place, records, self._listings_end(place, records))

    def _listings_end(self, place: int, records: Places) -> Table:
        universe, world = self.run.universes[place], self.run.plan.world
        rule, kind = world.rules[universe.name], world.record_kinds[universe.kind]
        moments = self.born[place][records]
        ends = self.causes_end(self, place, records, moments)
        for days in (kind.lasts_days, rule.term_days):
            if days is not None:
                ends = np.minimum(ends, (moments >> 20) + days)
        return ends

    # one universe

    def _last(self, place: int, records: Places, ends: Table) -> None:
        """Say how long some records of a universe last, wherever they are known."""
        ways = self._ways.get(place)
        if ways is None:
            ways = self._ways[place] = RemovalRoutes(self.run, place)
        plain = ~ways.crosses[records]
        self._by_class(place, ways, records[plain], ends[plain])
        self._crossing(place, ways, records[~plain], ends[~plain])

    def _by_class(self, place: int, ways: RemovalRoutes, records: Places, ends: Table) -> None:
        if not len(records):
            return
        first, which = grouped(ends) if (ends != ends[0]).any() else (np.zeros(1, dtype=np.int64), np.zeros_like(ends))
        kinds_of_end = ends[first]
        signature, inverse = ways.classes(records)
        classes, class_of = _paired(inverse, which, len(kinds_of_end))
        values: dict[str, Table] = {}
        for number, (alike, end) in enumerate(classes):
            homes, onward = ways.of_class(signature[alike])
            for node, day in self.slowest(homes, onward, _day(int(kinds_of_end[end]))).items():
                values.setdefault(node, np.full(len(classes), UNKNOWN))[number] = _whole(day)
        for node, by_class in values.items():
            known = self.known.get((place, *ways.place(node)))
            if known is not None:
                known.until[records] = by_class[class_of]

    def _crossing(self, place: int, ways: RemovalRoutes, records: Places, ends: Table) -> None:
        if not len(records):
            return
        first, which = grouped(ends)
        signature, inverse = ways.crossing_classes(records)
        classes, class_of = _paired(inverse, which, len(first))
        order = np.argsort(class_of, kind="stable")
        bounds = np.searchsorted(class_of[order], np.arange(len(classes) + 1)).tolist()
        for number, (alike, end) in enumerate(classes):
            members = records[order[bounds[number] : bounds[number + 1]]]
            homes, onward = ways.of_record(signature[alike])
            for node, day in self.slowest(homes, onward, _day(int(ends[first[end]]))).items():
                name, _, local = node.rpartition(" ")
                known = self.known.get((place, *ways.place(name)))
                if known is not None:
                    known.until[ways.places_at(members, int(local))] = _whole(day)


def _each(moments: Table) -> list[int]:
    return [int(moment) for moment in np.unique(moments) if moment != NEVER]


def _paired(one: Numbers, other: Numbers, size: int) -> tuple[list[tuple[int, int]], Numbers]:
    """The pairs that two numbers of each record form, and which pair each record has."""
    key = one * size + other
    first, inverse = grouped(key)
    return [(int(pair) // size, int(pair) % size) for pair in key[first]], inverse


def _day(end: int) -> float:
    return inf if end >= NEVER else -inf if end < 0 else float(end)


def _whole(day: float) -> int:
    return NEVER if day == inf else UNKNOWN if day == -inf else int(day)
