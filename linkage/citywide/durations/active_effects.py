"""Active effects: which rows of effects are in force on a day, begun by then and not ended.

A row is a subject under a rule: it begins with the rule's first firing for it, and ends with the last. Rules that one
kind fires are computed in columns, all others account by account. A set of rows is, for each rule, one flag a subject
(`bool[subjects]`, by the numbers of the subject index). Source: design 4.5.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from linkage.citywide.durations.expiry import NEVER, UNKNOWN, Expiry, KnownPeriod, LatestRemovals, Times
from linkage.citywide.engine import bitsets
from linkage.citywide.engine.bitsets import Positions
from linkage.citywide.engine.column_fixpoint import DAY, STEP_BITS, ColumnFixpoint, ColumnKey, EffectBatch
from linkage.citywide.engine.joint_firings import first_arrivals, first_moments, joint_firings
from linkage.citywide.engine.link_joins import SLOT_BITS, SLOTS
from linkage.population.households import Flags, Numbers
from linkage.vocabulary import SERVICE_EFFECTS
from linkage.world.model import Rule

_ALWAYS = NEVER + 1


def effect_rows(run: ColumnFixpoint, effects: Iterable[EffectBatch]) -> dict[str, Flags]:
    """The rows of some effects: for each rule, the flags of the subjects on whom it falls."""
    numbers = [(batch.rule.id, subject_numbers(batch)) for batch in effects]
    rows: dict[str, Flags] = {}
    for rule, members in numbers:
        if rule not in rows:
            rows[rule] = run.partition.subject_index.empty_flags()
        rows[rule][members] = True
    return rows


def subject_numbers(batch: EffectBatch) -> Numbers:
    """The numbers of a batch's subjects in the subject index: `int64[m]`, perhaps some of them twice."""
    if batch.population is None or batch.on_others:
        return batch.members.view(np.int64)
    return batch.population.numbers[bitsets.positions_of(batch.members.view(np.uint64))]


class ActiveEffects:
    """The rows of a run that are in force on a day.

    Args:
        latest_removals: computes when a removal notice has come to every account (see `expiry`).
    """

    def __init__(self, run: ColumnFixpoint, day: int, latest_removals: LatestRemovals) -> None:
        self.run, self.day = run, day
        self.joins, self.subject_index = run.partition.joins, run.partition.subject_index
        self.ends = Expiry(run, latest_removals, self._listing_causes_end)

    def rows(self) -> dict[str, Flags]:
        """For each rule, the flags of the subjects on whom it falls on the day."""
        rows = {}
        for rule in self.run.city_rules.world.rules.values():
            if rule.effect in SERVICE_EFFECTS:
                has_begun, is_lasting = self._joint_rows(rule) if _is_joint(rule) else self._single_kind_rows(rule)
                size = self.subject_index.size
                rows[rule.id] = np.logical_and(
                    *(np.pad(flags, (0, size - len(flags))) for flags in (has_begun, is_lasting))
                )
        return rows

    # rules that one kind fires

    def _known_facts(
        self, rule: Rule, kinds: tuple[str, ...], needs: str
    ) -> list[tuple[ColumnKey, KnownPeriod, Positions]]:
        """What is known of some kinds at a rule's database, of all or only of confirmed records: columns, positions."""
        facts = []
        for key, known in self.ends.known_at(rule.database, kinds):
            population = self.run.populations[key[0]]
            is_known = known.moments < NEVER
            if rule.id in self.run.city_rules.enforced:
                mask = population.enforced_mask(rule, key[2], self.run.city_rules.enforced[rule.id])
                is_known &= bitsets.unpack(mask, population.size)
            if needs == "confirmed":
                is_known &= known.moments < self.run.disputed_from(population)
            if needs == "confirmed" and population.confirmed is not None:
                is_known &= bitsets.unpack(population.confirmed, population.size)
            facts.append((key, known, np.flatnonzero(is_known)))
        return facts

    def _single_kind_rows(self, rule: Rule) -> tuple[Flags, Flags]:
        facts = self._known_facts(rule, rule.kinds, rule.needs)
        fired_before = (self.day - (rule.after_days or 0) + 1) * DAY  # a moment before this has fired by the day
        firing_facts = [(key, positions[known.moments[positions] < fired_before]) for key, known, positions in facts]
        has_begun = self._flags_at(rule, firing_facts)
        if rule.term_days is None:
            lasting_facts = [(key, positions[known.until[positions] > self.day]) for key, known, positions in facts]
            return has_begun, self._flags_at(rule, lasting_facts)
        if not facts:
            return has_begun, has_begun
        rows = np.concatenate([self.run.populations[s[0]].subjects[p] * SLOTS + s[2] for s, _, p in facts])
        rows, moments = first_moments(rows, np.concatenate([known.moments[p] for _, known, p in facts]))
        ends = (moments >> STEP_BITS) + (rule.after_days or 0) + rule.term_days
        return has_begun, self._flags_of_owners(rule, rows[ends > self.day] >> SLOT_BITS)

    def _flags_at(self, rule: Rule, facts: list[tuple[ColumnKey, Positions]]) -> Flags:
        numbers = []
        for key, positions in facts:
            population = self.run.populations[key[0]]
            if rule.falls_on == "self":
                numbers.append(population.numbers[positions])
            else:
                sources, targets = population.affected_numbers(rule.falls_on)
                in_facts = np.zeros(population.size, dtype=np.bool_)
                in_facts[positions] = True
                numbers.append(targets[in_facts[sources]])
        flags = self.subject_index.empty_flags()
        for part in numbers:
            flags[part] = True
        return flags

    def _flags_of_owners(self, rule: Rule, owners: Numbers) -> Flags:
        _, codes = self.joins.affected_codes(rule.falls_on, bitsets.sorted_unique(owners))
        numbers = self.subject_index.numbers(codes)
        flags = self.subject_index.empty_flags()
        flags[numbers] = True
        return flags

    # rules that need several kinds, and scores

    def _joint_rows(self, rule: Rule) -> tuple[Flags, Flags]:
        rows, days = self._firings(rule)
        if rule.term_days is not None:
            ends = days + rule.term_days
        else:
            ends = self._holding_ends(rule, rows, np.full(len(rows), _ALWAYS))
        has_begun = self._flags_of_owners(rule, rows[days <= self.day] >> SLOT_BITS)
        return has_begun, self._flags_of_owners(rule, rows[ends > self.day] >> SLOT_BITS)

    def _firings(self, rule: Rule) -> tuple[Numbers, Times]:
        """The accounts at which a rule fires, and the day of its firing at each."""
        none = np.empty(0, dtype=np.int64)
        if rule.threshold is None:
            arrivals = self.run.joint_arrivals.get(rule.id)
            rows, moments = joint_firings(first_arrivals(arrivals), rule.at_least) if arrivals else (none, none)
        else:
            points = self.run.points().get(rule.database)
            if points is None:
                return none, none
            rows, totals, moments = points.scores(self.run.city_rules.world.bases.get(rule.database, 0))
            is_fired = self.run.are_fired(rule, rows, totals)
            rows, moments = rows[is_fired], moments[is_fired]
        return rows, (moments >> STEP_BITS) + (rule.after_days or 0)

    def _kind_table(self, rule: Rule, kinds: tuple[str, ...], needs: str) -> _KindTable:
        parts = self._known_facts(rule, kinds, needs)
        return _KindTable(
            [self.run.populations[key[0]].subjects[positions] * SLOTS + key[2] for key, _, positions in parts],
            [np.full(len(p), kinds.index(self.run.populations[s[0]].kind)) for s, _, p in parts],
            [known.moments[positions] for _, known, positions in parts],
            [known.until[positions] for _, known, positions in parts],
        )

    def _holding_ends(self, rule: Rule, rows: Numbers, before: Times) -> Times:
        """Until which day a rule holds at some accounts, by what was known at each before its moment in `before`."""
        if rule.threshold is not None:
            return self._score_ends(rule, rows, before)
        return self._kind_table(rule, rule.kinds, rule.needs).nth_end(rows, before, rule.at_least)

    def _score_ends(self, rule: Rule, rows: Numbers, before: Times) -> Times:
        """Until which day the kinds that pushed a score over a rule's threshold are known at some accounts."""
        points = self.run.points().get(rule.database)
        if points is None:
            return np.full(len(rows), UNKNOWN)
        totals = np.full(len(rows), self.run.city_rules.world.bases.get(rule.database, 0))
        scored = np.zeros(len(rows), dtype=np.bool_)
        last, has_pushed = np.full(len(rows), UNKNOWN), np.zeros(len(rows), dtype=np.bool_)
        is_downward = rule.threshold is not None and rule.threshold.sign == "<"
        for points_rule, kind, (point_rows, moments) in zip(points.rules, points.kinds, points.parts, strict=True):
            if not len(point_rows):
                continue
            positions = np.minimum(np.searchsorted(point_rows, rows), len(point_rows) - 1)
            has_points = (point_rows[positions] == rows) & (moments[positions] < before)
            totals += has_points * (points_rule.points or 0)
            scored |= has_points
            if points_rule.points and (points_rule.points < 0) == is_downward:
                ends = self._kind_table(points_rule, (kind,), points_rule.needs).nth_end(rows, before, 1)
                last = np.where(has_points, np.maximum(last, ends), last)
                has_pushed |= has_points
        ends = np.where(has_pushed, last, NEVER)
        return np.where(scored & self.run.are_fired(rule, rows, totals), ends, UNKNOWN)

    # listings

    def _listing_causes_end(self, ends: Expiry, index: int, records: Positions, moments: Times) -> Times:
        """The day on which what was known before some listings no longer makes their rule fire."""
        self.ends = ends
        population = self.run.populations[index]
        rule = self.run.city_rules.world.rules[population.name]
        if not _is_joint(rule):
            return self._single_cause_ends(rule, index)[records]
        rows, _ = self._firings(rule)
        pairs, codes = self.joins.affected_codes(rule.falls_on, rows >> SLOT_BITS)
        holders = population.holders[records]
        positions = np.minimum(np.searchsorted(holders, codes), len(holders) - 1)
        is_listed = holders[positions] == codes
        latest_ends = np.full(len(records), UNKNOWN)
        np.maximum.at(
            latest_ends,
            positions[is_listed],
            self._holding_ends(rule, rows[pairs[is_listed]], moments[positions[is_listed]]),
        )
        return latest_ends

    def _single_cause_ends(self, rule: Rule, index: int) -> Times:
        target = self.run.populations[index]
        latest_ends = np.full(target.size, UNKNOWN)
        listing_moments = self.ends.listing_moments[index]
        for key, known, positions in self._known_facts(rule, rule.kinds, rule.needs):
            is_known = np.zeros(len(known.until), dtype=np.bool_)
            is_known[positions] = True
            for transfer in self.run.partition.transfers(rule, self.run.populations[key[0]]):
                if transfer.target is target:
                    sources = np.arange(len(known.until)) if transfer.sources is None else transfer.sources
                    targets = sources if transfer.sources is None else transfer.targets
                    is_cause = is_known[sources] & (known.moments[sources] < listing_moments[targets])
                    np.maximum.at(latest_ends, targets[is_cause], known.until[sources[is_cause]])
        return latest_ends


def _is_joint(rule: Rule) -> bool:
    return rule.at_least > 1 or rule.threshold is not None


class _KindTable:
    """Record kinds known at accounts, sorted by account: `int64[n]` columns."""

    def __init__(self, rows: list[Numbers], kinds: list[Numbers], moments: list[Times], until: list[Times]) -> None:
        none = [np.empty(0, dtype=np.int64)]
        self.rows, self.kinds = np.concatenate(rows or none), np.concatenate(kinds or none)
        self.moments, self.until = np.concatenate(moments or none), np.concatenate(until or none)
        order = np.argsort(self.rows, kind="stable")
        self.rows, self.kinds = self.rows[order], self.kinds[order]
        self.moments, self.until = self.moments[order], self.until[order]

    def nth_end(self, rows: Numbers, before: Times, n: int) -> Times:
        """Until which day n kinds are known at each account, by what was known there before its moment in `before`."""
        low, high = np.searchsorted(self.rows, rows, "left"), np.searchsorted(self.rows, rows, "right")
        row_numbers = np.repeat(np.arange(len(rows)), high - low)
        facts = np.arange(len(row_numbers)) + np.repeat(low - (np.cumsum(high - low) - (high - low)), high - low)
        is_before = self.moments[facts] < before[row_numbers]
        row_numbers, facts = row_numbers[is_before], facts[is_before]
        nth_ends = np.full(len(rows), UNKNOWN)
        if not len(row_numbers):
            return nth_ends
        kinds, until = self.kinds[facts], self.until[facts]
        order = np.lexsort((-until, kinds, row_numbers))
        row_numbers, kinds, until = row_numbers[order], kinds[order], until[order]
        is_latest = np.concatenate([[True], (row_numbers[1:] != row_numbers[:-1]) | (kinds[1:] != kinds[:-1])])
        row_numbers, until = row_numbers[is_latest], until[is_latest]
        order = np.lexsort((-until, row_numbers))
        row_numbers, until = row_numbers[order], until[order]
        first = np.flatnonzero(np.concatenate([[True], row_numbers[1:] != row_numbers[:-1]]))
        sizes = np.diff(np.concatenate([first, [len(row_numbers)]]))
        enough = sizes >= n
        nth_ends[row_numbers[first[enough]]] = until[first[enough] + n - 1]
        return nth_ends
