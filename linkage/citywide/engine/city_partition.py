"""A partition of a city, some blocks of it: its joins, its subject index, and its record and listing populations.

All of it depends on the people alone, so it is computed once and serves every world on them. A listing's population
holds everybody whom its rule could list because of the population that it looks at, so that who is listed is a bit
column like any other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.bitsets import Bits, Positions
from linkage.citywide.engine.link_joins import SLOTS, Births, LinkJoins
from linkage.citywide.engine.reached_population import ReachedPopulation
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Numbers, is_among
from linkage.world.model import Rule


class Transfer(NamedTuple):
    """A map from the positions of one population to the listings of another.

    Where `sources` is None, position p goes to position p; else `sources[i]` goes to `targets[i]` (`int64[m]` each).
    """

    target: ReachedPopulation
    sources: Positions | None
    targets: Positions

    def apply(self, bits: Bits) -> Bits:
        """The bit column of the listings that follow from a bit column of records."""
        if self.sources is None:
            return bitsets.widen(bits, self.target.size)
        return bitsets.from_positions(self.targets[bitsets.are_set(bits, self.sources)], self.target.size)


class CityPartition:
    """Some blocks of a city, with the populations of every record kind and listing met so far."""

    def __init__(self, joins: LinkJoins) -> None:
        self.joins = joins
        self.subject_index = SubjectIndex(joins)
        self._kinds: dict[str, list[ReachedPopulation]] = {}
        self._listings: dict[str, list[ReachedPopulation]] = {}
        self._transfers: dict[tuple[str, int], tuple[int, list[Transfer]]] = {}

    def reached_populations(self, kind: str) -> list[ReachedPopulation]:
        """The populations of all records of a kind in these blocks: in each, a subject has at most one."""
        if kind not in self._kinds:
            self._kinds[kind] = [self._born(kind, births) for births in self.joins.births(kind)]
        return self._kinds[kind]

    def _born(self, kind: str, births: Births) -> ReachedPopulation:
        return ReachedPopulation(
            self.subject_index,
            kind,
            kind,
            ":",
            births.holders,
            lambda: _positions_by_slot(births.home_slots()),
            births.suspected,
            births.draws,
            births.falsehood_draws,
        )

    def transfers(self, rule: Rule, population: ReachedPopulation) -> list[Transfer]:
        """From a population's positions to the listings that a rule can make because of them."""
        key = (rule.id, id(population))
        known = self._transfers.get(key)
        if known is None or known[0] != population.size:
            known = self._transfers[key] = (population.size, self._make_transfers(rule, population))
        return known[1]

    def _make_transfers(self, rule: Rule, population: ReachedPopulation) -> list[Transfer]:
        positions, codes = self.joins.affected_codes(rule.falls_on, population.subjects)
        transfers = []
        for target, positions_of_codes in self.listing_populations(rule, bitsets.sorted_unique(codes)):
            if rule.falls_on == "self" and np.array_equal(target.holders, population.subjects):
                transfers.append(Transfer(target, None, positions_of_codes))
                continue
            mask = is_among(codes, target.holders)
            transfers.append(Transfer(target, positions[mask], np.searchsorted(target.holders, codes[mask])))
        return transfers

    def listing_populations(self, rule: Rule, codes: Numbers) -> list[tuple[ReachedPopulation, Positions]]:
        """The populations that hold the listings of some subjects by a rule, each with their positions there.

        Subjects whom no population of the rule holds yet get a new one.

        Args:
            codes: the subjects' codes, sorted, without repeats.
        """
        known = self._listings.setdefault(rule.id, [])
        parts: list[tuple[ReachedPopulation, Positions]] = []
        for population in known:
            if np.array_equal(codes, population.holders):
                return [*parts, (population, np.arange(len(codes)))]
            mask = is_among(codes, population.holders)
            if mask.any():
                parts.append((population, np.searchsorted(population.holders, codes[mask])))
                codes = codes[~mask]
        if len(codes):
            population = self._new_listing_population(rule, codes)
            known.append(population)
            parts.append((population, np.arange(len(codes))))
        return parts

    def _new_listing_population(self, rule: Rule, codes: Numbers) -> ReachedPopulation:
        joins = self.joins  # and not self, which holds the population: a circle would outlive its use
        home = joins.world.databases[joins.world.record_kinds[rule.lists].home]

        def homes() -> dict[int, Positions]:
            owners, rows = joins.rows_of(home, codes)
            return {slot: owners[positions] for slot, positions in _positions_by_slot(rows & (SLOTS - 1)).items()}

        return ReachedPopulation(
            self.subject_index,
            rule.lists,
            rule.id,
            "@",
            codes,
            homes,
            None,
            lambda link: joins.listing_draws(rule.id, link, codes),
        )


def _positions_by_slot(slots: Numbers) -> dict[int, Positions]:
    """For each slot in use, its positions among some slots."""
    used_slots = np.flatnonzero(np.bincount(slots, minlength=SLOTS)).tolist()
    return {slot: np.flatnonzero(slots == slot) for slot in used_slots}
