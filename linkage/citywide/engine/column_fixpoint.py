"""The fixpoint of a world's links and rules on a partition of a city, in bit columns: what is known where, and when.

A semi-naive fixpoint over a bucket queue (Dial 1969), one bucket a moment: of what arrives, only the bits that weren't
known yet go along the links into later buckets and make rules fire. Whole columns move at once, so a run costs a few
operations a link, kind and day, not a resident. Scores come second, as in the readable engine: a first run counts
points, a second one starts with what their sums cause. Source: design 4.1-4.5.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.bitsets import Bits
from linkage.citywide.engine.city_partition import CityPartition
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.joint_firings import ArrivalBatch, first_arrivals, joint_firings
from linkage.citywide.engine.link_joins import SLOTS
from linkage.citywide.engine.reached_population import ReachedPopulation
from linkage.citywide.engine.run_populations import RunPopulations
from linkage.citywide.engine.score_points import Points, passes_threshold
from linkage.population.households import Flags, Numbers, is_among
from linkage.vocabulary import LISTING_EFFECTS, SCORE_EFFECTS, SERVICE_EFFECTS
from linkage.world.model import Link, Rule

ColumnKey = tuple[int, str, int]
"""Which column: the index of a record population in the run, a database, a slot."""

STEP_BITS = 20
DAY = 1 << STEP_BITS
"""A moment is a whole number: days times `DAY`, plus steps. So the earlier of two has fewer days, then fewer steps."""

UNDISPUTED = 1 << 60  # a moment that never comes


class EffectBatch(NamedTuple):
    """An effect of one rule on many subjects, from one day on.

    `members` is a bit column over the positions of `population`; or, where there is no `population` or the rule falls
    on others (`on_others`), the subjects' numbers in the subject index, `int64[m]`, perhaps some of them twice.
    """

    rule: Rule
    kind: str  # the record kind that made the rule fire
    day: int
    population: ReachedPopulation | None
    on_others: bool
    members: Bits | Numbers


class ListingBatch(NamedTuple):
    """Listings of one population that begin at a slot of their home, because of another one (a joint rule: -1)."""

    source: int  # index of the population that the rule looked at
    target: ReachedPopulation
    slot: int
    moment: int
    bits: Bits  # positions of `target`


class ColumnFixpoint:
    """One run of a world's rules on a partition.

    After `run`, `known` holds the bit columns of what is known, `effects` the effects, `arrivals` and `listings` when
    each of them came about.

    Args:
        without_wrong_matches: take every wrong match away.
        without_false_records: take every record away that states what isn't so.
        progress: called with how many of how many record kinds have been started.
    """

    def __init__(
        self,
        city_rules: CityRules,
        partition: CityPartition,
        without_wrong_matches: bool = False,
        without_false_records: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.city_rules, self.partition, self.progress = city_rules, partition, progress
        self.without_wrong_matches, self.without_false_records = without_wrong_matches, without_false_records
        self.effects: list[EffectBatch] = []
        self._reset()

    def _reset(self) -> None:
        self.populations = RunPopulations(self.city_rules)
        self.known: dict[ColumnKey, Bits] = {}
        self.buckets: dict[int, dict[ColumnKey, Bits]] = {}
        self.pending_moments: list[int] = []  # heap of the buckets' moments
        self.arrivals: list[tuple[int, ColumnKey, Bits]] = []
        self.used_links: set[str] = set()  # links that passed something on
        self.listings: list[ListingBatch] = []
        self.link_masks: dict[tuple[int, str], Bits | None] = {}
        self.joint_arrivals: dict[str, dict[str, list[ArrivalBatch]]] = {}
        self._joint_rows: dict[str, dict[str, Numbers]] = {}
        self._fired_rows: dict[str, Numbers] = {}
        self.effects.clear()

    def run(self) -> ColumnFixpoint:
        """Run to the fixpoint; where points fell, again with what their sums cause."""
        self._run_once([])
        score_listings, effects = self._apply_score_rules()
        if score_listings:
            self._reset()
            self._run_once(score_listings)
        self.effects += effects
        return self

    def _run_once(self, score_listings: list[tuple[Rule, int, Numbers]]) -> None:
        kinds = [kind for kind in sorted(self.city_rules.world.record_kinds) if self.city_rules.matters(kind)]
        for done, kind in enumerate(kinds, start=1):
            self.start(self.partition.reached_populations(kind))
            if self.progress is not None:
                self.progress(done, len(kinds))
        for rule, moment, codes in sorted(score_listings, key=lambda listing: listing[1]):
            self._list_codes(rule, moment, codes)
        self.propagate()
        self._apply_joint_rules()

    def start(self, populations: Iterable[ReachedPopulation]) -> None:
        """Schedule incidence: every record of some populations is known at home on day 0."""
        for population in populations:
            if len(population.holders):
                index, home = self.populations.add(population), self.city_rules.world.record_kinds[population.kind].home
                false = self.false_bits(population) if self.without_false_records else None
                for slot in population.homes:
                    born = population.initial_bits(slot)
                    self._schedule(0, (index, home, slot), born if false is None else born & ~false)

    def propagate(self) -> ColumnFixpoint:
        """Empty the buckets, moment by moment, until nothing new is known."""
        while self.pending_moments:
            moment = heapq.heappop(self.pending_moments)
            for key, arriving in self.buckets.pop(moment).items():
                self._arrive(moment, key, arriving)
        return self

    def _schedule(self, moment: int, key: ColumnKey, new: Bits) -> None:
        bucket = self.buckets.get(moment)
        if bucket is None:
            bucket = self.buckets[moment] = {}
            heapq.heappush(self.pending_moments, moment)
        waiting = bucket.get(key)
        bucket[key] = new if waiting is None else waiting | new

    def _arrive(self, moment: int, key: ColumnKey, arriving: Bits) -> None:
        known = self.known.get(key)
        new = arriving if known is None else arriving & ~known
        if not new.any():
            return
        self.known[key] = new if known is None else known | new
        self.arrivals.append((moment, key, new))
        index, database, slot = key
        population = self.populations[index]
        for rule in self.city_rules.rules.get((database, population.kind), ()):
            self._apply_rule(rule, moment, index, slot, new)
        is_disputed = moment >= self.disputed_from(population)
        for link in self.city_rules.links.get((database, population.kind), ()):
            if is_disputed and link.needs == "confirmed":
                continue
            mask = self.link_mask(index, link)
            moving = new if mask is None else new & mask
            later = moment + (link.add_days or 0) * DAY + 1
            for target, bits in population.carried(link, slot, moving, self.without_wrong_matches):
                self.used_links.add(link.id)
                self._schedule(later, (index, link.target, target), bits)

    def link_mask(self, index: int, link: Link) -> Bits | None:
        """The positions of a population whose record a link lets through. None: all."""
        key = (index, link.id)
        if key not in self.link_masks:
            self.link_masks[key] = self.populations[index].link_mask(link)
        return self.link_masks[key]

    def false_bits(self, population: ReachedPopulation) -> Bits | None:
        """The positions of a population's records that state what isn't so. None: none of them."""
        return population.false_bits(self.city_rules.world.false_shares.get(population.name, 0.0))

    def disputed_from(self, population: ReachedPopulation) -> int:
        """The moment from which on a population's records are in dispute; of listings, and of all others, never."""
        day = self.city_rules.world.disputed.get(population.kind) if population.mark == ":" else None
        return UNDISPUTED if day is None else day * DAY

    # rules

    def _apply_rule(self, rule: Rule, moment: int, index: int, slot: int, new: Bits) -> None:
        population = self.populations[index]
        if rule.id in self.city_rules.enforced:
            new = new & population.enforced_mask(rule, slot, self.city_rules.enforced[rule.id])
            if not new.any():
                return
        if rule.needs == "confirmed" and moment >= self.disputed_from(population):
            return
        if rule.needs == "confirmed" and population.confirmed is not None:
            new = new & population.confirmed
            if not new.any():
                return
        if rule.effect in SCORE_EFFECTS or rule.at_least > 1:
            rows = bitsets.sorted_unique(population.subjects[bitsets.positions_of(new)] * SLOTS + slot)
            arrivals = ArrivalBatch(population.kind, moment, rows)
            self.joint_arrivals.setdefault(rule.id, {}).setdefault(population.kind, []).append(arrivals)
            if rule.effect in LISTING_EFFECTS:
                self._apply_joint_listing(rule, moment, population.kind, rows)
            return
        later = moment + (rule.after_days or 0) * DAY + 1
        if rule.effect in LISTING_EFFECTS:
            self._list_subjects(rule, later, index, new)
        elif rule.effect in SERVICE_EFFECTS and rule.falls_on == "self":
            self.effects.append(EffectBatch(rule, population.kind, later >> STEP_BITS, population, False, new))
        elif rule.effect in SERVICE_EFFECTS:
            sources, numbers = population.affected_numbers(rule.falls_on)
            numbers = numbers[bitsets.are_set(new, sources)]
            if len(numbers):
                self.effects.append(EffectBatch(rule, population.kind, later >> STEP_BITS, population, True, numbers))

    def _list_subjects(self, rule: Rule, moment: int, index: int, new: Bits) -> None:
        """A rule lists the subjects of some positions, or those on whom it falls."""
        for transfer in self.partition.transfers(rule, self.populations[index]):
            target, bits = transfer.target, transfer.apply(new)
            if bits.any():
                self.populations.add(target)
                bits = bitsets.widen(bits, target.size)
                for slot in target.homes:
                    self.add_listing(ListingBatch(index, target, slot, moment, bits & target.initial_bits(slot)))

    def add_listing(self, listing: ListingBatch) -> None:
        """Schedule some listings at their home, if there are any."""
        if listing.bits.any():
            self.listings.append(listing)
            home = self.city_rules.world.record_kinds[listing.target.kind].home
            index = self.populations.add(listing.target)
            self._schedule(listing.moment, (index, home, listing.slot), listing.bits)

    def _list_codes(self, rule: Rule, moment: int, codes: Numbers) -> None:
        for population, positions in self.partition.listing_populations(rule, codes):
            self.populations.add(population)
            bits = bitsets.from_positions(positions, population.size)
            for slot in population.homes:
                self.add_listing(ListingBatch(-1, population, slot, moment, bits & population.initial_bits(slot)))

    def _apply_to_subjects(self, rule: Rule, kind: str, moment: int, subjects: Numbers) -> None:
        """A rule fires for some subjects, and falls on them or on those whom it names."""
        _, codes = self.partition.joins.affected_codes(rule.falls_on, subjects)
        if rule.effect in LISTING_EFFECTS:
            self._list_codes(rule, moment, bitsets.sorted_unique(codes))
        elif len(codes) and rule.effect in SERVICE_EFFECTS:
            self.effects.append(
                EffectBatch(rule, kind, moment >> STEP_BITS, None, True, self.partition.subject_index.numbers(codes))
            )

    def _apply_joint_listing(self, rule: Rule, moment: int, kind: str, rows: Numbers) -> None:
        """A listing that needs several kinds begins when the last of them arrives at an account."""
        rows_by_kind = self._joint_rows.setdefault(rule.id, {})
        rows_by_kind[kind] = bitsets.sorted_union(rows_by_kind[kind], rows) if kind in rows_by_kind else rows
        fired = self._fired_rows.get(rule.id, np.empty(0, dtype=np.int64))
        counts = sum(is_among(rows, known).astype(np.int64) for known in rows_by_kind.values())
        new = rows[counts >= rule.at_least]
        new = new[~is_among(new, fired)]
        if len(new):
            self._fired_rows[rule.id] = bitsets.sorted_union(fired, new)
            self._apply_to_subjects(
                rule, kind, moment + (rule.after_days or 0) * DAY + 1, bitsets.sorted_unique(new // SLOTS)
            )

    def _apply_joint_rules(self) -> None:
        """The service effects of rules that need several kinds, once all arrivals are in."""
        for name, arrivals in sorted(self.joint_arrivals.items()):
            rule = self.city_rules.world.rules[name]
            if rule.effect in SERVICE_EFFECTS:
                first_by_kind = first_arrivals(arrivals)
                rows, moments = joint_firings(first_by_kind, rule.at_least)
                for kind, (known, _) in sorted(first_by_kind.items()):
                    is_kind_row = is_among(rows, known)
                    for moment in np.unique(moments[is_kind_row]).tolist():
                        moment_rows = rows[is_kind_row & (moments == moment)]
                        self._apply_to_subjects(
                            rule,
                            kind,
                            moment + (rule.after_days or 0) * DAY,
                            bitsets.sorted_unique(moment_rows // SLOTS),
                        )

    # scores

    def _apply_score_rules(self) -> tuple[list[tuple[Rule, int, Numbers]], list[EffectBatch]]:
        """What the sums of points cause: listings (rule, moment, codes) for another run, and effects."""
        score_listings: list[tuple[Rule, int, Numbers]] = []
        rule_effects, self.effects = self.effects, []
        for database, points in self.points().items():
            rows, totals, moments = points.scores(self.city_rules.world.bases.get(database, 0))
            for rule in self.city_rules.score_rules.get(database, ()):
                crossing = self.are_fired(rule, rows, totals)
                for moment in np.unique(moments[crossing]).tolist():
                    crossing_rows = rows[crossing & (moments == moment)]
                    later = moment + (rule.after_days or 0) * DAY + 1
                    if rule.effect in LISTING_EFFECTS:
                        _, codes = self.partition.joins.affected_codes(
                            rule.falls_on, bitsets.sorted_unique(crossing_rows // SLOTS)
                        )
                        score_listings.append((rule, later, bitsets.sorted_unique(codes)))
                        continue
                    for kind in sorted(set(points.kinds)):
                        subjects = bitsets.sorted_unique(
                            crossing_rows[is_among(crossing_rows, points.accounts_with(kind))] // SLOTS
                        )
                        if len(subjects):
                            self._apply_to_subjects(rule, kind, later, subjects)
        score_effects, self.effects = self.effects, rule_effects
        return score_listings, score_effects

    def are_fired(self, rule: Rule, rows: Numbers, totals: Numbers) -> Flags:
        """At which accounts a score rule fires: where it is enforced, and the score is one that it looks for."""
        crossing = passes_threshold(rule, totals)
        if rule.id in self.city_rules.enforced:
            crossing &= self.partition.joins.are_enforced(rule, rows, self.city_rules.enforced[rule.id])
        return crossing

    def points(self) -> dict[str, Points]:
        """The points at accounts, by database."""
        points_by_database: dict[str, Points] = {}
        for name, arrivals in sorted(self.joint_arrivals.items()):
            rule = self.city_rules.world.rules[name]
            if rule.effect in SCORE_EFFECTS:
                first_by_kind = first_arrivals(arrivals)
                rows, fired_moments = joint_firings(first_by_kind, rule.at_least)
                for kind, (known, first) in sorted(first_by_kind.items()):
                    has_fired = is_among(known, rows)
                    point_rows, own_moments = known[has_fired], first[has_fired]
                    firing_moments = fired_moments[np.searchsorted(rows, point_rows)]
                    moments = np.maximum(firing_moments, own_moments) + (rule.after_days or 0) * DAY + 1
                    points_by_database.setdefault(rule.database, Points()).add(rule, kind, point_rows, moments)
        return points_by_database
