"""Expiry: until when each record is known at each account of a run, in columns.

Records of one population that pass the same links, from the same home accounts, with the same end, form an equivalence
class: how long they are known is computed once a class, by a function that is passed in (`LatestRemovals`: the latest
day on which a removal notice comes to each account, over routes that visit none twice). Records with wrong matches form
classes of their own, in which accounts are told apart by their owners. Listings come in the order of their moments,
since each rests on what was known before it. Source: design 4.5. Knows nothing of effects or of days to count on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.durations.removal_routes import RemovalRoutes, group_keys
from linkage.citywide.engine import bitsets
from linkage.citywide.engine.bitsets import Positions
from linkage.citywide.engine.column_fixpoint import STEP_BITS, ColumnFixpoint, ColumnKey
from linkage.population.households import Numbers

LatestRemovals = Callable[[list[str], dict[str, list[tuple[str, Callable[[float], float]]]], float], dict[str, float]]
"""From home nodes, a route graph and the day of a record's end to the day on which its removal reaches each node."""

NEVER = 1 << 60  # an end that doesn't come
UNKNOWN = -1  # the end of what was never known
Times = NDArray[np.int64]
"""Days, or moments of a run (`column_fixpoint.DAY`): `int64[n]`."""


class KnownPeriod(NamedTuple):
    """When a kind is known at the accounts of one slot, by position: `int64[size]` each."""

    moments: Times  # from which moment on; NEVER where it isn't known
    until: Times  # the day on which it ends


class Expiry:
    """When everything that a run has made known ends.

    Args:
        latest_removals: computes when a removal notice has come to every account.
        causes_end: computes when the causes of some listings end: index of the population, records, their moments.
    """

    def __init__(
        self,
        run: ColumnFixpoint,
        latest_removals: LatestRemovals,
        causes_end: Callable[[Expiry, int, Positions, Times], Times],
    ) -> None:
        self.run, self.latest_removals, self.causes_end = run, latest_removals, causes_end
        self.known: dict[ColumnKey, KnownPeriod] = {}
        self.listing_moments: dict[int, Times] = {}
        self._removal_routes: dict[int, RemovalRoutes] = {}
        self._read_arrivals()
        self._compute_ends()

    def known_at(self, database: str, kinds: tuple[str, ...]) -> Iterator[tuple[ColumnKey, KnownPeriod]]:
        """All columns of some kinds at a database, with their periods."""
        for key, known in self.known.items():
            if key[1] == database and self.run.populations[key[0]].kind in kinds:
                yield key, known

    def _read_arrivals(self) -> None:
        for moment, key, new in self.run.arrivals:
            known = self.known.get(key)
            if known is None:
                size = self.run.populations[key[0]].size
                known = self.known[key] = KnownPeriod(np.full(size, NEVER), np.full(size, UNKNOWN))
            known.moments[bitsets.positions_of(new)] = moment
        for listing in self.run.listings:
            index = self.run.populations.index_of(listing.target)
            moments = self.listing_moments.setdefault(index, np.full(listing.target.size, NEVER))
            positions = bitsets.positions_of(listing.bits)
            moments[positions] = np.minimum(moments[positions], listing.moment)

    def _compute_ends(self) -> None:
        world = self.run.city_rules.world
        for index, population in enumerate(self.run.populations):
            if population.mark == ":":
                kind = world.record_kinds[population.kind]
                end = NEVER if kind.lasts_days is None else kind.lasts_days
                end = min(end, world.corrected.get(kind.id, NEVER))
                records = np.arange(len(population.holders))
                self._set_ends(index, records, np.full(len(records), end))
        for moment, index in sorted(
            (m, p) for p, moments in self.listing_moments.items() for m in _known_moments(moments)
        ):
            records = np.flatnonzero(self.listing_moments[index] == moment)
            self._set_ends(index, records, self._listings_end(index, records))

    def _listings_end(self, index: int, records: Positions) -> Times:
        population, world = self.run.populations[index], self.run.city_rules.world
        rule, kind = world.rules[population.name], world.record_kinds[population.kind]
        moments = self.listing_moments[index][records]
        ends = self.causes_end(self, index, records, moments)
        for days in (kind.lasts_days, rule.term_days):
            if days is not None:
                ends = np.minimum(ends, (moments >> STEP_BITS) + days)
        return ends

    # one population

    def _set_ends(self, index: int, records: Positions, ends: Times) -> None:
        """Set the ends of some records of a population, wherever they are known: `ends` are days, one a record."""
        removal_routes = self._removal_routes.get(index)
        if removal_routes is None:
            removal_routes = self._removal_routes[index] = RemovalRoutes(
                self.run, index, lambda database, slot: self._moments_at((index, database, slot))
            )
        own_only = ~removal_routes.has_wrong_match[records]
        self._set_ends_by_class(index, removal_routes, records[own_only], ends[own_only])
        self._set_ends_of_wrong_matches(index, removal_routes, records[~own_only], ends[~own_only])

    def _moments_at(self, key: ColumnKey) -> Times | None:
        """From which moment on each position is known in a column; None: nothing is."""
        known = self.known.get(key)
        return None if known is None else known.moments

    def _set_ends_by_class(self, index: int, removal_routes: RemovalRoutes, records: Positions, ends: Times) -> None:
        if not len(records):
            return
        first, end_of = (
            group_keys(ends) if (ends != ends[0]).any() else (np.zeros(1, dtype=np.int64), np.zeros_like(ends))
        )
        distinct_ends = ends[first]
        representatives, inverse = removal_routes.classes(records)
        classes, class_of = _pair_groups(inverse, end_of, len(distinct_ends))
        values: dict[str, Times] = {}
        for number, (group, end) in enumerate(classes):
            homes, routes = removal_routes.class_routes(representatives[group])
            for node, day in self.latest_removals(homes, routes, _to_float_day(int(distinct_ends[end]))).items():
                values.setdefault(node, np.full(len(classes), UNKNOWN))[number] = _to_whole_day(day)
        for node, by_class in values.items():
            known = self.known.get((index, *removal_routes.parse_node(node)))
            if known is not None:
                known.until[records] = by_class[class_of]

    def _set_ends_of_wrong_matches(
        self, index: int, removal_routes: RemovalRoutes, records: Positions, ends: Times
    ) -> None:
        if not len(records):
            return
        first, end_of = group_keys(ends)
        representatives, inverse = removal_routes.wrong_match_classes(records)
        classes, class_of = _pair_groups(inverse, end_of, len(first))
        order = np.argsort(class_of, kind="stable")
        bounds = np.searchsorted(class_of[order], np.arange(len(classes) + 1)).tolist()
        for number, (group, end) in enumerate(classes):
            members = records[order[bounds[number] : bounds[number + 1]]]
            homes, routes = removal_routes.record_routes(representatives[group])
            for node, day in self.latest_removals(homes, routes, _to_float_day(int(ends[first[end]]))).items():
                name, _, local = node.rpartition(" ")
                known = self.known.get((index, *removal_routes.parse_node(name)))
                if known is not None:
                    known.until[removal_routes.positions_at(members, int(local))] = _to_whole_day(day)


def _known_moments(moments: Times) -> list[int]:
    return [int(moment) for moment in np.unique(moments) if moment != NEVER]


def _pair_groups(first_numbers: Numbers, second_numbers: Numbers, size: int) -> tuple[list[tuple[int, int]], Numbers]:
    """The distinct pairs of two group numbers a record, and the number of each record's pair.

    Args:
        size: how many groups the second numbers have.
    """
    keys = first_numbers * size + second_numbers
    first, inverse = group_keys(keys)
    return [(int(pair) // size, int(pair) % size) for pair in keys[first]], inverse


def _to_float_day(end: int) -> float:
    return inf if end >= NEVER else -inf if end < 0 else float(end)


def _to_whole_day(day: float) -> int:
    return NEVER if day == inf else UNKNOWN if day == -inf else int(day)
