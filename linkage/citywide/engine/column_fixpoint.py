"""A world on some blocks of a city: what becomes known where, day by day, in packed columns.

A bucket a moment (Dial 1969): what arrives and isn't known yet is new, goes along the links into later buckets, and
makes rules fire. Whole columns move at once, so a run costs a few operations a link, kind and day, not a resident.
Scores come second, as in the readable engine: a first run counts points, a second one starts with what their sums
cause. `hits` are the effects, by the kind that made the rule fire. Source: design 4.1-4.5.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.account_joins import SLOTS
from linkage.citywide.engine.bitsets import Bits
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.record_population import RecordPopulation
from linkage.citywide.engine.shard import Shard
from linkage.population.households import Flags, Numbers, is_among
from linkage.vocabulary import LISTING_EFFECTS, SCORE_EFFECTS, SERVICE_EFFECTS
from linkage.world.model import Link, Rule

State = tuple[int, str, int]
"""A universe's place in the run, a database, a slot."""

STEP_BITS = 20
DAY = 1 << STEP_BITS
"""Moments are whole numbers: a day, and below it the steps behind. So the earlier of two has fewer days, then steps."""


class Hit(NamedTuple):
    """An effect on some subjects, from one day on.

    `where` are places of `source`; or, where there is no `source` or the rule falls on others (`on_others`), the
    roster's numbers of those people, perhaps some of them twice.
    """

    rule: Rule
    kind: str
    day: int
    source: RecordPopulation | None
    on_others: bool
    where: Bits | Numbers


class Birth(NamedTuple):
    """Listings of one universe that come about at a slot of their home, because of another one (a joint rule: -1)."""

    source: int
    target: RecordPopulation
    slot: int
    moment: int
    where: Bits


class Arrivals(NamedTuple):
    """A kind known at some accounts, from one moment on."""

    kind: str
    moment: int
    rows: Numbers


class ColumnRun:
    """One run of a world on a shard.

    Args:
        only_right: take every wrong match away.
        progress: told how many of how many record kinds have been followed.
    """

    def __init__(
        self,
        plan: CityRules,
        shard: Shard,
        only_right: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.plan, self.shard, self.only_right, self.progress = plan, shard, only_right, progress
        self.hits: list[Hit] = []
        self._begin()

    def _begin(self) -> None:
        self.universes: list[RecordPopulation] = []
        self.places: dict[int, int] = {}  # a universe's id → its place in `universes`
        self.known: dict[State, Bits] = {}
        self.buckets: dict[int, dict[State, Bits]] = {}
        self.moments: list[int] = []
        self.arrived: list[tuple[int, State, Bits]] = []
        self.carried: set[str] = set()  # links that passed something on
        self.births: list[Birth] = []
        self.passing: dict[tuple[int, str], Bits | None] = {}
        self.joint: dict[str, dict[str, list[Arrivals]]] = {}
        self.seen: dict[str, dict[str, Numbers]] = {}
        self.fired: dict[str, Numbers] = {}
        self.hits.clear()

    def go(self) -> ColumnRun:
        """Run to the fixpoint; where points fell, again with what their sums cause."""
        self._flood([])
        listings, hits = self._scores()
        if listings:
            self._begin()
            self._flood(listings)
        self.hits += hits
        return self

    def _flood(self, listings: list[tuple[Rule, int, Numbers]]) -> None:
        kinds = [kind for kind in sorted(self.plan.world.record_kinds) if self.plan.matters(kind)]
        for done, kind in enumerate(kinds, start=1):
            self.start([self.shard.of_kind(kind)])
            if self.progress is not None:
                self.progress(done, len(kinds))
        for rule, moment, codes in sorted(listings, key=lambda each: each[1]):
            self._list_codes(rule, moment, codes)
        self.work()
        self._join()

    def start(self, universes: Iterable[RecordPopulation]) -> None:
        """Incidence: every record of some kinds is known at home on day 0."""
        for universe in universes:
            if len(universe.holders):
                place, home = self._enter(universe), self.plan.world.record_kinds[universe.kind].home
                for slot in universe.homes:
                    self._pend(0, (place, home, slot), universe.start(slot))

    def work(self) -> ColumnRun:
        """Moment by moment, until nothing new is known."""
        while self.moments:
            moment = heapq.heappop(self.moments)
            for state, arriving in self.buckets.pop(moment).items():
                self._arrive(moment, state, arriving)
        return self

    def _enter(self, universe: RecordPopulation) -> int:
        """A universe's place in this run; its columns are made for this world's links where they are missing."""
        place = self.places.get(id(universe))
        if place is None:
            universe.grow(lambda database: self.plan.links.get((database, universe.kind), ()))
            place = self.places[id(universe)] = len(self.universes)
            self.universes.append(universe)
        return place

    def _pend(self, moment: int, state: State, new: Bits) -> None:
        bucket = self.buckets.get(moment)
        if bucket is None:
            bucket = self.buckets[moment] = {}
            heapq.heappush(self.moments, moment)
        waiting = bucket.get(state)
        bucket[state] = new if waiting is None else waiting | new

    def _arrive(self, moment: int, state: State, arriving: Bits) -> None:
        known = self.known.get(state)
        new = arriving if known is None else arriving & ~known
        if not new.any():
            return
        self.known[state] = new if known is None else known | new
        self.arrived.append((moment, state, new))
        place, database, slot = state
        universe = self.universes[place]
        for rule in self.plan.rules.get((database, universe.kind), ()):
            self._trigger(rule, moment, place, slot, new)
        for link in self.plan.links.get((database, universe.kind), ()):
            passing = self.passing_of(place, link)
            moving = new if passing is None else new & passing
            own, crossings = universe.columns[link.id].ready(universe.size)
            later = moment + (link.add_days or 0) * DAY + 1
            for (source, target), column in own.items():
                if source == slot and (found := moving & column).any():
                    self.carried.add(link.id)
                    self._pend(later, (place, link.target, target), found)
            for crossing in () if self.only_right else crossings:
                if crossing.source_slot == slot:
                    there = crossing.targets[bitsets.has(moving, crossing.sources)]
                    if len(there):
                        self.carried.add(link.id)
                        self._pend(later, (place, link.target, crossing.target_slot), bitsets.at(there, universe.size))

    def passing_of(self, place: int, link: Link) -> Bits | None:
        """The places of a universe whose record a link lets through. None: all."""
        key = (place, link.id)
        if key not in self.passing:
            self.passing[key] = self.universes[place].passing(link)
        return self.passing[key]

    # rules

    def _trigger(self, rule: Rule, moment: int, place: int, slot: int, new: Bits) -> None:
        universe = self.universes[place]
        if rule.needs == "confirmed" and universe.confirmed is not None:
            new = new & universe.confirmed
            if not new.any():
                return
        if rule.effect in SCORE_EFFECTS or rule.at_least > 1:
            rows = bitsets.distinct(universe.subjects[bitsets.places(new)] * SLOTS + slot)
            arrivals = Arrivals(universe.kind, moment, rows)
            self.joint.setdefault(rule.id, {}).setdefault(universe.kind, []).append(arrivals)
            if rule.effect in LISTING_EFFECTS:
                self._list_jointly(rule, moment, universe.kind, rows)
            return
        later = moment + (rule.after_days or 0) * DAY + 1
        if rule.effect in LISTING_EFFECTS:
            self._list(rule, later, place, new)
        elif rule.effect in SERVICE_EFFECTS and rule.falls_on == "self":
            self.hits.append(Hit(rule, universe.kind, later >> STEP_BITS, universe, False, new))
        elif rule.effect in SERVICE_EFFECTS:
            sources, numbers = universe.ties(rule.falls_on)
            numbers = numbers[bitsets.has(new, sources)]
            if len(numbers):
                self.hits.append(Hit(rule, universe.kind, later >> STEP_BITS, universe, True, numbers))

    def _list(self, rule: Rule, moment: int, place: int, new: Bits) -> None:
        """A rule lists the subjects of some places, or those on whom it falls."""
        for transfer in self.shard.transfers(rule, self.universes[place]):
            target, where = transfer.target, transfer.move(new)
            if where.any():
                self._enter(target)
                where = bitsets.widened(where, target.size)
                for slot in target.homes:
                    self.born(Birth(place, target, slot, moment, where & target.start(slot)))

    def born(self, birth: Birth) -> None:
        """Listings come about at home."""
        if birth.where.any():
            self.births.append(birth)
            home = self.plan.world.record_kinds[birth.target.kind].home
            place = self._enter(birth.target)
            self._pend(birth.moment, (place, home, birth.slot), birth.where)

    def _list_codes(self, rule: Rule, moment: int, codes: Numbers) -> None:
        for universe, where in self.shard.of_listings(rule, codes):
            self._enter(universe)
            there = bitsets.at(where, universe.size)
            for slot in universe.homes:
                self.born(Birth(-1, universe, slot, moment, there & universe.start(slot)))

    def _fall(self, rule: Rule, kind: str, moment: int, subjects: Numbers) -> None:
        """A rule fires for some subjects, and falls on them or on those whom it says."""
        _, codes = self.shard.joins.fall_on(rule.falls_on, subjects)
        if rule.effect in LISTING_EFFECTS:
            self._list_codes(rule, moment, bitsets.distinct(codes))
        elif len(codes) and rule.effect in SERVICE_EFFECTS:
            self.hits.append(Hit(rule, kind, moment >> STEP_BITS, None, True, self.shard.roster.numbers(codes)))

    def _list_jointly(self, rule: Rule, moment: int, kind: str, rows: Numbers) -> None:
        """A listing that needs several kinds: it is born when the last of them arrives at an account."""
        seen = self.seen.setdefault(rule.id, {})
        seen[kind] = bitsets.merged(seen[kind], rows) if kind in seen else rows
        fired = self.fired.get(rule.id, np.empty(0, dtype=np.int64))
        counts = sum(is_among(rows, known).astype(np.int64) for known in seen.values())
        new = rows[counts >= rule.at_least]
        new = new[~is_among(new, fired)]
        if len(new):
            self.fired[rule.id] = bitsets.merged(fired, new)
            self._fall(rule, kind, moment + (rule.after_days or 0) * DAY + 1, bitsets.distinct(new // SLOTS))

    def _join(self) -> None:
        """The service effects of rules that need several kinds, once all arrivals are in."""
        for name, arrived in sorted(self.joint.items()):
            rule = self.plan.world.rules[name]
            if rule.effect in SERVICE_EFFECTS:
                table = first_arrivals(arrived)
                rows, moments = fires(table, rule.at_least)
                for kind, (known, _) in sorted(table.items()):
                    here = is_among(rows, known)
                    for moment in np.unique(moments[here]).tolist():
                        at = rows[here & (moments == moment)]
                        self._fall(rule, kind, moment + (rule.after_days or 0) * DAY, bitsets.distinct(at // SLOTS))

    # scores

    def _scores(self) -> tuple[list[tuple[Rule, int, Numbers]], list[Hit]]:
        """What the sums of points cause: listings, for another run, and effects."""
        listings: list[tuple[Rule, int, Numbers]] = []
        kept, self.hits = self.hits, []
        for database, points in self.points().items():
            rows, totals, moments = points.summed(self.plan.world.bases.get(database, 0))
            for rule in self.plan.score_rules.get(database, ()):
                crosses = crossed(rule, totals)
                for moment in np.unique(moments[crosses]).tolist():
                    at = rows[crosses & (moments == moment)]
                    later = moment + (rule.after_days or 0) * DAY + 1
                    if rule.effect in LISTING_EFFECTS:
                        _, codes = self.shard.joins.fall_on(rule.falls_on, bitsets.distinct(at // SLOTS))
                        listings.append((rule, later, bitsets.distinct(codes)))
                        continue
                    for kind in sorted(set(points.kinds)):
                        here = bitsets.distinct(at[is_among(at, points.at(kind))] // SLOTS)
                        if len(here):
                            self._fall(rule, kind, later, here)
        found, self.hits = self.hits, kept
        return listings, found

    def points(self) -> dict[str, Points]:
        """The points that fell, by database."""
        found: dict[str, Points] = {}
        for name, arrived in sorted(self.joint.items()):
            rule = self.plan.world.rules[name]
            if rule.effect in SCORE_EFFECTS:
                table = first_arrivals(arrived)
                rows, fired = fires(table, rule.at_least)
                for kind, (known, first) in sorted(table.items()):
                    here = is_among(known, rows)
                    at, own = known[here], first[here]
                    nth = fired[np.searchsorted(rows, at)]
                    day = np.maximum((nth >> STEP_BITS) + (rule.after_days or 0), own >> STEP_BITS)
                    steps = (np.maximum(nth, own) & (DAY - 1)) + 1
                    found.setdefault(rule.database, Points()).add(rule, kind, at, (day << STEP_BITS) + steps)
        return found


class Points:
    """Points at the accounts of a database: by rule and kind, the accounts, and the moments at which they fell."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.kinds: list[str] = []
        self.parts: list[tuple[Numbers, Numbers]] = []

    def add(self, rule: Rule, kind: str, rows: Numbers, moments: Numbers) -> None:
        """Add one rule's points for one kind."""
        self.rules.append(rule)
        self.kinds.append(kind)
        self.parts.append((rows, moments))

    def at(self, kind: str) -> Numbers:
        """The accounts at which a kind brought points, sorted."""
        return bitsets.distinct(
            np.concatenate([rows for each, (rows, _) in zip(self.kinds, self.parts, strict=True) if each == kind])
        )

    def summed(self, base: int) -> tuple[Numbers, Numbers, Numbers]:
        """The accounts, their scores, and the moments of their last points."""
        rows, inverse = np.unique(np.concatenate([rows for rows, _ in self.parts]), return_inverse=True)
        totals = np.full(len(rows), base, dtype=np.int64)
        last = np.zeros(len(rows), dtype=np.int64)
        each = [np.full(len(at), rule.points or 0) for rule, (at, _) in zip(self.rules, self.parts, strict=True)]
        np.add.at(totals, inverse, np.concatenate(each))
        np.maximum.at(last, inverse, np.concatenate([moments for _, moments in self.parts]))
        return rows, totals, last


def crossed(rule: Rule, totals: Numbers) -> Flags:
    """At which scores a score rule fires."""
    if rule.threshold is None:
        return np.zeros(len(totals), dtype=np.bool_)
    sign, score = rule.threshold
    return np.asarray(totals < score if sign == "<" else totals >= score)


def first_arrivals(arrived: Mapping[str, list[Arrivals]]) -> dict[str, tuple[Numbers, Numbers]]:
    """For each kind, the accounts at which it is known, and its first moment there."""
    found = {}
    for kind, parts in arrived.items():
        rows = np.concatenate([part.rows for part in parts])
        moments = np.concatenate([np.full(len(part.rows), part.moment) for part in parts])
        found[kind] = earliest(rows, moments)
    return found


def earliest(rows: Numbers, moments: Numbers) -> tuple[Numbers, Numbers]:
    """Each account once, sorted, with its first moment."""
    order = np.lexsort((moments, rows))
    rows, moments = rows[order], moments[order]
    new = np.ones(len(rows), dtype=np.bool_)
    new[1:] = rows[1:] != rows[:-1]
    return rows[new], moments[new]


def fires(table: Mapping[str, tuple[Numbers, Numbers]], at_least: int) -> tuple[Numbers, Numbers]:
    """The accounts at which enough kinds are known, and the moment at which the last of them came."""
    rows = np.concatenate([rows for rows, _ in table.values()])
    moments = np.concatenate([moments for _, moments in table.values()])
    order = np.lexsort((moments, rows))
    rows, moments = rows[order], moments[order]
    first = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
    counts = np.diff(np.concatenate([first, [len(rows)]]))
    enough = counts >= at_least
    return rows[first[enough]], moments[first[enough] + at_least - 1]
