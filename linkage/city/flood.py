"""A world on some blocks of a city: what becomes known where, day by day, in packed columns.

A bucket a day (Dial 1969): what arrives and isn't known yet is new, goes along the links into later buckets, and
makes rules fire. Whole columns move at once, so a run costs a few operations a link, kind and day, not a resident.
Scores come second, as in the readable engine: a first run counts points, a second one starts with what their sums
cause. `hits` are the effects, by the kind that made the rule fire. Source: design 4.1-4.5.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from linkage.city import bits
from linkage.city.bits import Bits
from linkage.city.joins import COMPANY, SLOTS, Joins
from linkage.city.plan import Plan
from linkage.city.universe import Universe
from linkage.people.ties import Numbers, is_among
from linkage.vocabulary import SERVICE_EFFECTS
from linkage.world.model import Rule

State = tuple[int, str, int]
"""A universe's place in the run, a database, a slot."""


class Hit(NamedTuple):
    """An effect on some subjects, from one day on: places of a universe, or codes."""

    rule: Rule
    kind: str
    day: int
    universe: Universe | None
    where: Bits | Numbers


class Arrivals(NamedTuple):
    """A kind known at some accounts, from one day on."""

    kind: str
    day: int
    rows: Numbers


class Shard:
    """Some blocks of a city: their joins, and the universes of every record kind and listing met so far."""

    def __init__(self, joins: Joins) -> None:
        self.joins = joins
        self._kinds: dict[str, Universe] = {}
        self._listings: dict[str, list[Universe]] = {}

    def of_kind(self, kind: str) -> Universe:
        """All records of a kind, by incidence."""
        if kind not in self._kinds:
            holders = self.joins.holders(kind)
            slots = self.joins.homes(kind, holders)
            homes = {int(slot): np.flatnonzero(slots == slot) for slot in np.unique(slots)}
            suspected = np.zeros(len(holders), dtype=np.bool_)
            firms = holders >= COMPANY
            for holder, here in (("resident", ~firms), ("company", firms)):
                suspected[here] = self.joins.town.suspected(kind, holder, holders[here] % COMPANY)
            self._kinds[kind] = Universe(self.joins, kind, kind, ":", holders, homes, suspected)
        return self._kinds[kind]

    def of_listings(self, rule: Rule, codes: Numbers) -> list[tuple[Universe, Numbers]]:
        """The universes in which some subjects' listings are, each with their places; new ones are made."""
        known = self._listings.setdefault(rule.id, [])
        found: list[tuple[Universe, Numbers]] = []
        for universe in known:
            if len(codes) == len(universe.holders) and (codes == universe.holders).all():
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

    def _listed(self, rule: Rule, codes: Numbers) -> Universe:
        home = self.joins.world.databases[self.joins.world.record_kinds[rule.lists].home]
        where, rows = self.joins.rows_of(home, codes)
        slots = rows % SLOTS
        homes = {int(slot): where[slots == slot] for slot in np.unique(slots)}
        return Universe(self.joins, rule.lists, rule.id, "@", codes, homes, None)


class Run:
    """One run of a world on a shard.

    Args:
        only_right: take every wrong match away.
    """

    def __init__(self, plan: Plan, shard: Shard, only_right: bool = False) -> None:
        self.plan, self.shard, self.only_right = plan, shard, only_right
        self.hits: list[Hit] = []
        self.met_wrong = False
        self._begin()

    def _begin(self) -> None:
        self.universes: list[Universe] = []
        self.places: dict[int, int] = {}  # a universe's id → its place in `universes`
        self.known: dict[State, Bits] = {}
        self.buckets: dict[int, dict[State, Bits]] = {}
        self.days: list[int] = []
        self.listed: dict[str, Numbers] = {}
        self.joint: dict[str, dict[str, list[Arrivals]]] = {}
        self.seen: dict[str, dict[str, Numbers]] = {}
        self.fired: dict[str, Numbers] = {}
        self.hits.clear()

    def go(self) -> Run:
        """Run to the fixpoint; where points fell, again with what their sums cause."""
        self._flood([])
        listings, hits = self._scores()
        if listings:
            self._begin()
            self._flood(listings)
        self.hits += hits
        return self

    def _flood(self, listings: list[tuple[Rule, int, Numbers]]) -> None:
        for kind in sorted(self.plan.world.record_kinds):
            universe = self.shard.of_kind(kind)
            if len(universe.holders):
                home = self.plan.world.record_kinds[kind].home
                for slot in universe.homes:
                    self._pend(0, (self._enter(universe), home, slot), universe.start(slot))
        for rule, day, codes in sorted(listings, key=lambda each: each[1]):
            self._list(rule, day, codes)
        while self.days:
            day = heapq.heappop(self.days)
            bucket = self.buckets[day]
            while bucket:
                state = next(iter(bucket))
                self._arrive(day, state, bucket.pop(state))
            del self.buckets[day]
        self._join()

    def _enter(self, universe: Universe) -> int:
        """A universe's place in this run; its columns are made for this world's links where they are missing."""
        place = self.places.get(id(universe))
        if place is None:
            universe.grow(lambda database: self.plan.links.get((database, universe.kind), ()))
            place = self.places[id(universe)] = len(self.universes)
            self.universes.append(universe)
            self.met_wrong |= not universe.is_plain
        return place

    def _pend(self, day: int, state: State, new: Bits) -> None:
        bucket = self.buckets.get(day)
        if bucket is None:
            bucket = self.buckets[day] = {}
            heapq.heappush(self.days, day)
        waiting = bucket.get(state)
        bucket[state] = new if waiting is None else waiting | new

    def _arrive(self, day: int, state: State, arriving: Bits) -> None:
        known = self.known.get(state)
        new = arriving if known is None else arriving & ~known
        if not new.any():
            return
        self.known[state] = new if known is None else known | new
        place, database, slot = state
        universe = self.universes[place]
        for rule in self.plan.rules.get((database, universe.kind), ()):
            self._trigger(rule, day, universe, slot, new)
        for link in self.plan.links.get((database, universe.kind), ()):
            passing = universe.passing(link)
            moving = new if passing is None else new & passing
            own, crossings = universe.columns[link.id].ready(universe.size)
            later = day + (link.add_days or 0)
            for (source, target), column in own.items():
                if source == slot:
                    found = moving & column
                    if found.any():
                        self._pend(later, (place, link.target, target), found)
            if not self.only_right:
                for crossing in crossings:
                    if crossing.source_slot == slot:
                        there = crossing.targets[bits.has(moving, crossing.sources)]
                        if len(there):
                            new_bits = bits.at(there, universe.size)
                            self._pend(later, (place, link.target, crossing.target_slot), new_bits)

    # rules

    def _trigger(self, rule: Rule, day: int, universe: Universe, slot: int, new: Bits) -> None:
        if rule.needs == "confirmed" and universe.confirmed is not None:
            new = new & universe.confirmed
            if not new.any():
                return
        if rule.effect == "points" or rule.at_least > 1:
            rows = bits.distinct(universe.subjects[bits.places(new)] * SLOTS + slot)
            arrivals = Arrivals(universe.kind, day, rows)
            self.joint.setdefault(rule.id, {}).setdefault(universe.kind, []).append(arrivals)
            if rule.effect == "list":
                self._list_jointly(rule, day, universe.kind, rows)
            return
        later = day + (rule.after_days or 0)
        if rule.effect in SERVICE_EFFECTS and rule.falls_on == "self":
            self.hits.append(Hit(rule, universe.kind, later, universe, new))
            return
        self._fall(rule, universe.kind, later, bits.distinct(universe.subjects[bits.places(new)]))

    def _fall(self, rule: Rule, kind: str, day: int, subjects: Numbers) -> None:
        """A rule fires for some subjects, and falls on them or on those whom it says."""
        _, codes = self.shard.joins.fall_on(rule.falls_on, subjects)
        codes = bits.distinct(codes)
        if rule.effect == "list":
            self._list(rule, day, codes)
        elif len(codes) and rule.effect in SERVICE_EFFECTS:
            self.hits.append(Hit(rule, kind, day, None, codes))

    def _list(self, rule: Rule, day: int, codes: Numbers) -> None:
        listed = self.listed.get(rule.id)
        if listed is not None:
            codes = codes[~is_among(codes, listed)]
        if not len(codes):
            return
        home = self.plan.world.record_kinds[rule.lists].home
        for universe, where in self.shard.of_listings(rule, codes):
            place = self._enter(universe)
            for slot, born in universe.homes.items():
                there = where if len(born) == len(universe.holders) else where[is_among(where, born)]
                if len(there):
                    self._pend(day, (place, home, slot), bits.at(there, universe.size))
        self.listed[rule.id] = codes if listed is None else bits.merged(listed, codes)

    def _list_jointly(self, rule: Rule, day: int, kind: str, rows: Numbers) -> None:
        """A listing that needs several kinds: it is born when the last of them arrives at an account."""
        seen = self.seen.setdefault(rule.id, {})
        seen[kind] = bits.merged(seen[kind], rows) if kind in seen else rows
        fired = self.fired.get(rule.id, np.empty(0, dtype=np.int64))
        counts = sum(is_among(rows, known).astype(np.int64) for known in seen.values())
        new = rows[counts >= rule.at_least]
        new = new[~is_among(new, fired)]
        if len(new):
            self.fired[rule.id] = bits.merged(fired, new)
            self._fall(rule, kind, day + (rule.after_days or 0), bits.distinct(new // SLOTS))

    def _join(self) -> None:
        """The service effects of rules that need several kinds, once all arrivals are in."""
        for name, arrived in sorted(self.joint.items()):
            rule = self.plan.world.rules[name]
            if rule.effect in SERVICE_EFFECTS:
                table = first_arrivals(arrived)
                rows, days = fires(table, rule.at_least)
                for kind, (known, _) in sorted(table.items()):
                    here = is_among(rows, known)
                    for day in np.unique(days[here]).tolist():
                        at = rows[here & (days == day)]
                        self._fall(rule, kind, day + (rule.after_days or 0), bits.distinct(at // SLOTS))

    # scores

    def _scores(self) -> tuple[list[tuple[Rule, int, Numbers]], list[Hit]]:
        """What the sums of points cause: listings, for another run, and effects."""
        listings: list[tuple[Rule, int, Numbers]] = []
        kept, self.hits = self.hits, []
        for database, (rows, totals, days, kinds) in self._totals().items():
            for rule in self.plan.score_rules.get(database, ()):
                if rule.threshold is None:
                    continue
                sign, score = rule.threshold
                crosses = totals < score if sign == "<" else totals >= score
                for day in np.unique(days[crosses]).tolist():
                    at = rows[crosses & (days == day)]
                    later = day + (rule.after_days or 0)
                    if rule.effect == "list":
                        _, codes = self.shard.joins.fall_on(rule.falls_on, bits.distinct(at // SLOTS))
                        listings.append((rule, later, bits.distinct(codes)))
                        continue
                    for kind, known in sorted(kinds.items()):
                        here = bits.distinct(at[is_among(at, known)] // SLOTS)
                        if len(here):
                            self._fall(rule, kind, later, here)
        found, self.hits = self.hits, kept
        return listings, found

    def _totals(self) -> dict[str, tuple[Numbers, Numbers, Numbers, dict[str, Numbers]]]:
        """By database: the accounts at which points fell, their sums, the last day, and the accounts of each kind."""
        found: dict[str, list[tuple[Numbers, Numbers, Numbers]]] = {}
        kinds: dict[str, dict[str, Numbers]] = {}
        for name, arrived in sorted(self.joint.items()):
            rule = self.plan.world.rules[name]
            if rule.effect != "points":
                continue
            table = first_arrivals(arrived)
            rows, days = fires(table, rule.at_least)
            for kind, (known, first) in table.items():
                here = is_among(known, rows)
                at = known[here]
                fired = days[np.searchsorted(rows, at)] + (rule.after_days or 0)
                later = np.maximum(fired, first[here])
                found.setdefault(rule.database, []).append((at, np.full(len(at), rule.points or 0), later))
                there = kinds.setdefault(rule.database, {})
                there[kind] = bits.merged(there[kind], at) if kind in there else at
        return {
            database: (*_summed(parts, self.plan.world.bases.get(database, 0)), kinds[database])
            for database, parts in found.items()
        }


def first_arrivals(arrived: Mapping[str, list[Arrivals]]) -> dict[str, tuple[Numbers, Numbers]]:
    """For each kind, the accounts at which it is known, and its first day there."""
    found = {}
    for kind, parts in arrived.items():
        rows = np.concatenate([part.rows for part in parts])
        days = np.concatenate([np.full(len(part.rows), part.day) for part in parts])
        order = np.lexsort((days, rows))
        rows, days = rows[order], days[order]
        new = np.concatenate([[True], rows[1:] != rows[:-1]])
        found[kind] = rows[new], days[new]
    return found


def fires(table: Mapping[str, tuple[Numbers, Numbers]], at_least: int) -> tuple[Numbers, Numbers]:
    """The accounts at which enough kinds are known, and the day on which the last of them came."""
    rows = np.concatenate([rows for rows, _ in table.values()])
    days = np.concatenate([days for _, days in table.values()])
    order = np.lexsort((days, rows))
    rows, days = rows[order], days[order]
    new = np.concatenate([[True], rows[1:] != rows[:-1]])
    first = np.flatnonzero(new)
    counts = np.diff(np.concatenate([first, [len(rows)]]))
    enough = counts >= at_least
    return rows[first[enough]], days[first[enough] + at_least - 1]


def _summed(parts: list[tuple[Numbers, Numbers, Numbers]], base: int) -> tuple[Numbers, Numbers, Numbers]:
    """The accounts of some points, their sums with the base, and their latest days."""
    rows, inverse = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
    totals = np.full(len(rows), base, dtype=np.int64)
    days = np.zeros(len(rows), dtype=np.int64)
    np.add.at(totals, inverse, np.concatenate([part[1] for part in parts]))
    np.maximum.at(days, inverse, np.concatenate([part[2] for part in parts]))
    return rows, totals, days
