"""The route graphs of one population's records, from account to account, along which a removal notice travels.

Each live link between two slots is one edge with one flag a position; where a register is repaired, one edge for each
day on which its wrong matches end. Records with the same open edges form a class and share one graph. Nodes are named
`DATABASE SLOT`, and for records with wrong matches `DATABASE SLOT NUMBER`, where 0 is the record's own subject.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.bitsets import Positions
from linkage.citywide.engine.column_fixpoint import UNDISPUTED, ColumnFixpoint
from linkage.citywide.engine.link_joins import SLOT_BITS, SLOTS
from linkage.population.households import Flags, Numbers
from linkage.world.model import Link

RouteGraph = dict[str, list[tuple[str, Callable[[float], float]]]]
"""Adjacency: node → (next node, what a removal's day becomes on the way there)."""

_SIGNATURE_COLUMNS = 16  # taken into a signature at once
_MAX_DIRECT_KEY = 1 << 22  # below it, keys are grouped by direct addressing instead of sorting


class RemovalEdge(NamedTuple):
    """An edge of a route graph, a link between two slots: what a removal's day becomes on it, and where it is open."""

    source: str
    target: str
    days: float  # later by so many
    repaired: float  # or on this day, if that is earlier
    open: Flags  # bool[size], by position; of wrong matches, unused
    wrong_pairs: tuple[Positions, Positions] | None  # source and target positions of wrong matches; None: own matches

    def day_function(self) -> Callable[[float], float]:
        """The function from the day of a removal at `source` to its day at `target`."""
        days, repaired = self.days, self.repaired
        return lambda day: min(day + days, repaired)


class _WrongMatchEdges(NamedTuple):
    """The edges of records with wrong matches, sorted by record: `int64[n]` each.

    A code holds the number of the edge, and of its ends among the record's positions; a home is a negative number.
    """

    records: Numbers
    codes: Numbers
    most_positions: int
    foreign: Positions  # positions at other subjects' accounts, sorted by record
    foreign_records: Numbers


class RemovalRoutes:
    """The removal edges of all records of a population in a run.

    Args:
        index: the index of the population in the run.
        moments_at: from which moment on each position is known at a database's slot, `int64[size]`; None: nothing is.
    """

    def __init__(
        self, run: ColumnFixpoint, index: int, moments_at: Callable[[str, int], NDArray[np.int64] | None]
    ) -> None:
        self.run, self.index, self.moments_at = run, index, moments_at
        self.population = run.populations[index]
        self.edges: list[RemovalEdge] = []
        for (database, kind), links in run.city_rules.links.items():
            if kind == self.population.kind:
                for link in links:
                    self._add(database, link)
        home = run.city_rules.world.record_kinds[self.population.kind].home
        self.homes = [
            (f"{home} {slot}", bitsets.unpack(self.population.initial_bits(slot), self.population.size))
            for slot in self.population.homes
        ]
        self.has_wrong_match = np.zeros(len(self.population.holders), dtype=np.bool_)
        for edge in self.edges:
            if edge.wrong_pairs is not None:
                self.has_wrong_match[self.population.records[edge.wrong_pairs[0]]] = True

    def _add(self, database: str, link: Link) -> None:
        population, run = self.population, self.run
        mask = run.link_mask(self.index, link)
        let_through = (
            np.ones(population.size, dtype=np.bool_) if mask is None else bitsets.unpack(mask, population.size)
        )
        days = inf if link.remove_days is None else float(link.remove_days)
        if repairs := {r: d for r, d in run.city_rules.world.repaired.items() if r in _databases_used(link)}:
            self._add_repaired(database, link, let_through, days, repairs)
            return
        joined = population.columns.get(population.joins.join_name(link))
        own_columns, wrong_matches = joined.packed_columns(population.size) if joined is not None else ({}, [])
        for (source, target), column in own_columns.items():
            passes = self._before_dispute(link, source, let_through)
            nodes = f"{database} {source}", f"{link.target} {target}"
            self.edges.append(RemovalEdge(*nodes, days, inf, bitsets.unpack(column, population.size) & passes, None))
        for matches in wrong_matches:
            passes = self._before_dispute(link, matches.source_slot, let_through)
            pair_passes = passes[matches.sources]
            if pair_passes.any():
                nodes = f"{database} {matches.source_slot}", f"{link.target} {matches.target_slot}"
                pairs = matches.sources[pair_passes], matches.targets[pair_passes]
                self.edges.append(RemovalEdge(*nodes, days, inf, passes, pairs))

    def _before_dispute(self, link: Link, slot: int, let_through: Flags) -> Flags:
        """Of some positions those whose record a link takes from a slot of its source: not in dispute there."""
        disputed_from = self.run.disputed_from(self.population)
        if link.needs != "confirmed" or disputed_from == UNDISPUTED:
            return let_through
        moments = self.moments_at(link.source, slot)
        return np.zeros_like(let_through) if moments is None else let_through & (moments < disputed_from)

    def _add_repaired(
        self, database: str, link: Link, let_through: Flags, days: float, repairs: dict[str, int]
    ) -> None:
        """The same with an edge for each day on which a wrong cell on it is repaired; every chain of rows counts."""
        population, joins = self.population, self.population.joins
        for slot, reached in population.reached_slots(database):
            passes = self._before_dispute(link, slot, let_through)
            positions = np.flatnonzero(reached & passes)
            if not len(positions):
                continue
            selected, rows, ends = joins.follow_chains(link, population.subjects[positions] * SLOTS + slot, repairs)
            sources = positions[selected]
            owners, slots = rows >> SLOT_BITS, rows & (SLOTS - 1)
            for target in np.unique(slots).tolist():
                for day in np.unique(ends[slots == target]).tolist():
                    in_group = (slots == target) & (ends == day)
                    nodes = f"{database} {slot}", f"{link.target} {target}"
                    repaired = inf if day < 0 else float(day)
                    own_matches = in_group & (owners == population.subjects[sources])
                    if own_matches.any():
                        open_flags = np.zeros(population.size, dtype=np.bool_)
                        open_flags[sources[own_matches]] = True
                        self.edges.append(RemovalEdge(*nodes, days, repaired, open_flags, None))
                    wrong_matches = in_group & ~own_matches
                    if wrong_matches.any():
                        targets = population.find_positions(
                            population.records[sources[wrong_matches]], owners[wrong_matches]
                        )
                        self.edges.append(
                            RemovalEdge(*nodes, days, repaired, passes, (sources[wrong_matches], targets))
                        )

    # classes

    def classes(self, records: Positions) -> tuple[Numbers, Numbers]:
        """For some records without wrong matches: one record of each class, and the class number of each record."""
        columns = [is_home for _, is_home in self.homes] + [
            edge.open for edge in self.edges if edge.wrong_pairs is None
        ]
        covers_all = len(records) == self.population.size
        first, inverse = np.zeros(1, dtype=np.int64), np.zeros(len(records), dtype=np.int64)
        for low in range(0, len(columns), _SIGNATURE_COLUMNS):
            signature = inverse
            for column in columns[low : low + _SIGNATURE_COLUMNS]:
                signature = signature * 2 + (column if covers_all else column[records])
            first, inverse = group_keys(signature)
        return records[first], inverse

    def class_routes(self, record: int) -> tuple[list[str], RouteGraph]:
        """The home nodes and the route graph of a record without wrong matches."""
        homes = [name for name, is_home in self.homes if is_home[record]]
        routes: RouteGraph = {}
        for edge in self.edges:
            if edge.wrong_pairs is None and edge.open[record]:
                routes.setdefault(edge.source, []).append((edge.target, edge.day_function()))
        return homes, routes

    # records with wrong matches

    def wrong_match_classes(self, records: Positions) -> tuple[list[int], Numbers]:
        """For some records with wrong matches: one record of each class, and the class number of each record."""
        wrong_edges = self._wrong_match_edges
        low = np.searchsorted(wrong_edges.records, records, "left").tolist()
        high = np.searchsorted(wrong_edges.records, records, "right").tolist()
        classes: dict[bytes, int] = {}
        representatives: list[int] = []
        inverse = np.empty(len(records), dtype=np.int64)
        for position, record in enumerate(records.tolist()):
            signature = wrong_edges.codes[low[position] : high[position]].tobytes()
            number = classes.setdefault(signature, len(representatives))
            if number == len(representatives):
                representatives.append(record)
            inverse[position] = number
        return representatives, inverse

    def record_routes(self, record: int) -> tuple[list[str], RouteGraph]:
        """The home nodes and the route graph of a record with wrong matches: a number tells its positions apart."""
        wrong_edges = self._wrong_match_edges
        low, high = np.searchsorted(wrong_edges.records, [record, record + 1]).tolist()
        homes, routes = [], RouteGraph()
        for code in wrong_edges.codes[low:high].tolist():
            if code < 0:
                homes.append(f"{self.homes[-1 - code][0]} 0")
                continue
            number, local = divmod(code, wrong_edges.most_positions**2)
            source, target = divmod(local, wrong_edges.most_positions)
            edge = self.edges[number]
            routes.setdefault(f"{edge.source} {source}", []).append((f"{edge.target} {target}", edge.day_function()))
        return homes, routes

    def positions_at(self, records: Positions, local: int) -> Positions:
        """The positions that one of those numbers means for some records of a class."""
        wrong_edges = self._wrong_match_edges
        if local == 0:
            return records
        return wrong_edges.foreign[np.searchsorted(wrong_edges.foreign_records, records) + local - 1]

    @cached_property
    def _wrong_match_edges(self) -> _WrongMatchEdges:
        records, holders = self.population.records, len(self.population.holders)
        foreign = holders + np.argsort(records[holders:], kind="stable")
        foreign_records = records[foreign]
        local = np.zeros(self.population.size, dtype=np.int64)
        local[foreign] = np.arange(len(foreign)) - np.searchsorted(foreign_records, foreign_records) + 1
        most_positions = int(local.max(initial=0)) + 1
        has_wrong = self.has_wrong_match[records]
        parts = []
        for number, (_, is_home) in enumerate(self.homes):
            positions = np.flatnonzero(is_home & has_wrong)
            parts.append((records[positions], np.full(len(positions), -1 - number)))
        for number, edge in enumerate(self.edges):
            if edge.wrong_pairs is None:
                sources = targets = np.flatnonzero(edge.open & has_wrong)
            else:
                sources, targets = edge.wrong_pairs
            parts.append(
                (records[sources], (number * most_positions + local[sources]) * most_positions + local[targets])
            )
        edge_records, codes = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = np.lexsort((codes, edge_records))
        return _WrongMatchEdges(edge_records[order], codes[order], most_positions, foreign, foreign_records)

    @staticmethod
    def parse_node(node: str) -> tuple[str, int]:
        """A node's database and slot, out of its name."""
        database, _, slot = node.rpartition(" ")
        return database, int(slot)


def _databases_used(link: Link) -> set[str]:
    return {link.source, link.target, *(hop.register for hop in link.via)}


def group_keys(keys: Numbers) -> tuple[Positions, Numbers]:
    """Group equal keys: the first position of each distinct key, in the order of keys, and each position's group.

    Args:
        keys: `int64[n]`; the answer is `int64[groups]` and `int64[n]`, as of `np.unique` without the keys.

    >>> [part.tolist() for part in group_keys(np.array([5, 0, 5, 2]))]
    [[1, 3, 0], [2, 0, 2, 1]]
    """
    if len(keys) and int(keys.min()) >= 0 and int(keys.max()) < _MAX_DIRECT_KEY:
        first = np.full(int(keys.max()) + 1, -1)
        first[keys[::-1]] = np.arange(len(keys) - 1, -1, -1)
        present = np.flatnonzero(first >= 0)
        rank = np.empty(len(first), dtype=np.int64)
        rank[present] = np.arange(len(present))
        return first[present], rank[keys]
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return first, inverse
