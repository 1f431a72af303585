"""Some blocks of a city: their joins, everybody met, and the records and listings met so far, made once for all worlds.

A listing's universe is made for everybody whom its rule could list because of the universe that it looks at, so that
who is listed is a column like any other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.account_joins import COMPANY, SLOTS, AccountJoins
from linkage.citywide.engine.bitsets import Bits, Places
from linkage.citywide.engine.record_population import RecordPopulation
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Flags, Numbers, is_among
from linkage.world.model import Rule


class Transfer(NamedTuple):
    """From the places of one universe to the listings of another: each to the same place, or as `sources` say."""

    target: RecordPopulation
    sources: Places | None
    targets: Places

    def move(self, where: Bits) -> Bits:
        """The listings that come of some places."""
        if self.sources is None:
            return bitsets.widened(where, self.target.size)
        return bitsets.at(self.targets[bitsets.has(where, self.sources)], self.target.size)


class Shard:
    """Some blocks of a city, with the universes of every record kind and listing met so far."""

    def __init__(self, joins: AccountJoins) -> None:
        self.joins = joins
        self.roster = SubjectIndex(joins)
        self._kinds: dict[str, RecordPopulation] = {}
        self._listings: dict[str, list[RecordPopulation]] = {}
        self._transfers: dict[tuple[str, int], tuple[int, list[Transfer]]] = {}

    def of_kind(self, kind: str) -> RecordPopulation:
        """All records of a kind, by incidence."""
        if kind not in self._kinds:
            holders = self.joins.holders(kind)
            self._kinds[kind] = RecordPopulation(
                self.roster,
                kind,
                kind,
                ":",
                holders,
                lambda: _by_slot(self.joins.homes(kind, holders)),
                lambda: self._suspected(kind, holders),
            )
        return self._kinds[kind]

    def _suspected(self, kind: str, holders: Numbers) -> Flags:
        found = np.zeros(len(holders), dtype=np.bool_)
        firms = holders >= COMPANY
        if self.joins.world.record_kinds[kind].suspected:
            for holder, here in (("resident", ~firms), ("company", firms)):
                found[here] = self.joins.town.suspected(kind, holder, holders[here] % COMPANY)
        return found

    def transfers(self, rule: Rule, universe: RecordPopulation) -> list[Transfer]:
        """The listings that a rule can make because of a universe's places."""
        key = (rule.id, id(universe))
        known = self._transfers.get(key)
        if known is None or known[0] != universe.size:
            known = self._transfers[key] = (universe.size, self._transfer(rule, universe))
        return known[1]

    def _transfer(self, rule: Rule, universe: RecordPopulation) -> list[Transfer]:
        places, codes = self.joins.fall_on(rule.falls_on, universe.subjects)
        found = []
        for target, where in self.of_listings(rule, bitsets.distinct(codes)):
            if rule.falls_on == "self" and np.array_equal(target.holders, universe.subjects):
                found.append(Transfer(target, None, where))
                continue
            here = is_among(codes, target.holders)
            found.append(Transfer(target, places[here], np.searchsorted(target.holders, codes[here])))
        return found

    def of_listings(self, rule: Rule, codes: Numbers) -> list[tuple[RecordPopulation, Places]]:
        """The universes in which some subjects' listings are, each with their places; new ones are made."""
        known = self._listings.setdefault(rule.id, [])
        found: list[tuple[RecordPopulation, Places]] = []
        for universe in known:
            if np.array_equal(codes, universe.holders):
                return [*found, (universe, np.arange(len(codes)))]
            here = is_among(codes, universe.holders)
            if here.any():
                found.append((universe, np.searchsorted(universe.holders, codes[here])))
                codes = codes[~here]
        if len(codes):
            universe = self._listed(rule, codes)
            known.append(universe)
            found.append((universe, np.arange(len(codes))))
        return found

    def _listed(self, rule: Rule, codes: Numbers) -> RecordPopulation:
        home = self.joins.world.databases[self.joins.world.record_kinds[rule.lists].home]

        def homes() -> dict[int, Places]:
            where, rows = self.joins.rows_of(home, codes)
            return {slot: where[at] for slot, at in _by_slot(rows & (SLOTS - 1)).items()}

        return RecordPopulation(self.roster, rule.lists, rule.id, "@", codes, homes, None)


def _by_slot(slots: Numbers) -> dict[int, Places]:
    """Where each slot stands."""
    there = np.flatnonzero(np.bincount(slots, minlength=SLOTS)).tolist()
    return {slot: np.flatnonzero(slots == slot) for slot in there}
