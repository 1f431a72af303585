"""Which rows of effects are in force on a day: begun by then, and not ended.

A row is a subject under a rule: it begins with the rule's first firing for it, and ends with the last. Rules that one
kind fires are looked at in columns, all others account by account. Source: design 4.5.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from linkage.citywide.durations.expiry import NEVER, UNKNOWN, Expiry, Known, Slowest, Table
from linkage.citywide.engine import bitsets
from linkage.citywide.engine.account_joins import SLOT_BITS, SLOTS
from linkage.citywide.engine.bitsets import Places
from linkage.citywide.engine.column_fixpoint import (
    DAY,
    STEP_BITS,
    ColumnRun,
    Hit,
    State,
    crossed,
    earliest,
    fires,
    first_arrivals,
)
from linkage.population.households import Flags, Numbers
from linkage.vocabulary import SERVICE_EFFECTS
from linkage.world.model import Rule

_ALWAYS = NEVER + 1


def rows_of(run: ColumnRun, hits: Iterable[Hit]) -> dict[str, Flags]:
    """For each rule, a flag for everybody on whom it falls: the rows of effects."""
    numbers = [(hit.rule.id, numbers_of(hit)) for hit in hits]
    found: dict[str, Flags] = {}
    for rule, where in numbers:
        if rule not in found:
            found[rule] = run.shard.roster.nobody()
        found[rule][where] = True
    return found


def numbers_of(hit: Hit) -> Numbers:
    """The roster's numbers of a hit's people."""
    if hit.source is None or hit.on_others:
        return hit.where.view(np.int64)
    return hit.source.numbers[bitsets.places(hit.where.view(np.uint64))]


class ActiveEffects:
    """A run's rows on a day.

    Args:
        slowest: says when a removal notice has come to every account (`ends`).
    """

    def __init__(self, run: ColumnRun, day: int, slowest: Slowest) -> None:
        self.run, self.day = run, day
        self.joins, self.roster = run.shard.joins, run.shard.roster
        self.ends = Expiry(run, slowest, self._causes_end)

    def rows(self) -> dict[str, Flags]:
        """For each rule, a flag for everybody on whom it falls on the day."""
        found = {}
        for rule in self.run.plan.world.rules.values():
            if rule.effect in SERVICE_EFFECTS:
                begun, lasting = self._joint(rule) if _is_joint(rule) else self._single(rule)
                size = self.roster.size
                found[rule.id] = np.logical_and(*(np.pad(each, (0, size - len(each))) for each in (begun, lasting)))
        return found

    # rules that one kind fires

    def _facts(self, rule: Rule, kinds: tuple[str, ...], needs: str) -> list[tuple[State, Known, Places]]:
        """What is known of some kinds where a rule looks, of any or of confirmed records only; and at which places."""
        found = []
        for state, known in self.ends.at(rule.database, kinds):
            universe = self.run.universes[state[0]]
            there = known.moments < NEVER
            if needs == "confirmed" and universe.confirmed is not None:
                there &= bitsets.unpack(universe.confirmed, universe.size)
            found.append((state, known, np.flatnonzero(there)))
        return found

    def _single(self, rule: Rule) -> tuple[Flags, Flags]:
        facts = self._facts(rule, rule.kinds, rule.needs)
        latest = (self.day - (rule.after_days or 0) + 1) * DAY  # a moment before this has fired by the day
        first = [(state, places[known.moments[places] < latest]) for state, known, places in facts]
        begun = self._flags(rule, first)
        if rule.term_days is None:
            last = [(state, places[known.until[places] > self.day]) for state, known, places in facts]
            return begun, self._flags(rule, last)
        if not facts:
            return begun, begun
        rows = np.concatenate([self.run.universes[s[0]].subjects[p] * SLOTS + s[2] for s, _, p in facts])
        rows, moments = earliest(rows, np.concatenate([known.moments[p] for _, known, p in facts]))
        ends = (moments >> STEP_BITS) + (rule.after_days or 0) + rule.term_days
        return begun, self._flags_of(rule, rows[ends > self.day] >> SLOT_BITS)

    def _flags(self, rule: Rule, where: list[tuple[State, Places]]) -> Flags:
        numbers = []
        for state, places in where:
            universe = self.run.universes[state[0]]
            if rule.falls_on == "self":
                numbers.append(universe.numbers[places])
            else:
                sources, targets = universe.ties(rule.falls_on)
                there = np.zeros(universe.size, dtype=np.bool_)
                there[places] = True
                numbers.append(targets[there[sources]])
        flags = self.roster.nobody()
        for each in numbers:
            flags[each] = True
        return flags

    def _flags_of(self, rule: Rule, owners: Numbers) -> Flags:
        _, codes = self.joins.fall_on(rule.falls_on, bitsets.distinct(owners))
        numbers = self.roster.numbers(codes)
        flags = self.roster.nobody()
        flags[numbers] = True
        return flags

    # rules that need several kinds, and scores

    def _joint(self, rule: Rule) -> tuple[Flags, Flags]:
        rows, days = self._firings(rule)
        if rule.term_days is not None:
            ends = days + rule.term_days
        else:
            ends = self._holds(rule, rows, np.full(len(rows), _ALWAYS))
        begun = self._flags_of(rule, rows[days <= self.day] >> SLOT_BITS)
        return begun, self._flags_of(rule, rows[ends > self.day] >> SLOT_BITS)

    def _firings(self, rule: Rule) -> tuple[Numbers, Table]:
        """The accounts at which a rule fires, and its days there."""
        none = np.empty(0, dtype=np.int64)
        if rule.threshold is None:
            arrived = self.run.joint.get(rule.id)
            rows, moments = fires(first_arrivals(arrived), rule.at_least) if arrived else (none, none)
        else:
            points = self.run.points().get(rule.database)
            if points is None:
                return none, none
            rows, totals, moments = points.summed(self.run.plan.world.bases.get(rule.database, 0))
            rows, moments = rows[crossed(rule, totals)], moments[crossed(rule, totals)]
        return rows, (moments >> STEP_BITS) + (rule.after_days or 0)

    def _table(self, rule: Rule, kinds: tuple[str, ...], needs: str) -> _Facts:
        parts = self._facts(rule, kinds, needs)
        return _Facts(
            [self.run.universes[state[0]].subjects[places] * SLOTS + state[2] for state, _, places in parts],
            [np.full(len(p), kinds.index(self.run.universes[s[0]].kind)) for s, _, p in parts],
            [known.moments[places] for _, known, places in parts],
            [known.until[places] for _, known, places in parts],
        )

    def _holds(self, rule: Rule, rows: Numbers, before: Table) -> Table:
        """Until when a rule holds at some accounts, by what was known there before some moments."""
        if rule.threshold is not None:
            return self._pushed(rule, rows, before)
        return self._table(rule, rule.kinds, rule.needs).nth(rows, before, rule.at_least)

    def _pushed(self, rule: Rule, rows: Numbers, before: Table) -> Table:
        """Until when the kinds that pushed a score over a rule's line are known at some accounts."""
        points = self.run.points().get(rule.database)
        if points is None:
            return np.full(len(rows), UNKNOWN)
        totals = np.full(len(rows), self.run.plan.world.bases.get(rule.database, 0))
        scored = np.zeros(len(rows), dtype=np.bool_)
        last, pushed = np.full(len(rows), UNKNOWN), np.zeros(len(rows), dtype=np.bool_)
        down = rule.threshold is not None and rule.threshold.sign == "<"
        for by, kind, (at, moments) in zip(points.rules, points.kinds, points.parts, strict=True):
            if not len(at):
                continue
            place = np.minimum(np.searchsorted(at, rows), len(at) - 1)
            there = (at[place] == rows) & (moments[place] < before)
            totals += there * (by.points or 0)
            scored |= there
            if by.points and (by.points < 0) == down:
                ends = self._table(by, (kind,), by.needs).nth(rows, before, 1)
                last = np.where(there, np.maximum(last, ends), last)
                pushed |= there
        ends = np.where(pushed, last, NEVER)
        return np.where(scored & crossed(rule, totals), ends, UNKNOWN)

    # listings

    def _causes_end(self, ends: Expiry, place: int, records: Places, moments: Table) -> Table:
        """When what was known before some listings no longer makes their rule fire."""
        self.ends = ends
        universe = self.run.universes[place]
        rule = self.run.plan.world.rules[universe.name]
        if not _is_joint(rule):
            return self._cause_ends(rule, place)[records]
        rows, _ = self._firings(rule)
        pairs, codes = self.joins.fall_on(rule.falls_on, rows >> SLOT_BITS)
        holders = universe.holders[records]
        which = np.minimum(np.searchsorted(holders, codes), len(holders) - 1)
        here = holders[which] == codes
        found = np.full(len(records), UNKNOWN)
        np.maximum.at(found, which[here], self._holds(rule, rows[pairs[here]], moments[which[here]]))
        return found

    def _cause_ends(self, rule: Rule, place: int) -> Table:
        target = self.run.universes[place]
        found = np.full(target.size, UNKNOWN)
        born = self.ends.born[place]
        for state, known, places in self._facts(rule, rule.kinds, rule.needs):
            there = np.zeros(len(known.until), dtype=np.bool_)
            there[places] = True
            for transfer in self.run.shard.transfers(rule, self.run.universes[state[0]]):
                if transfer.target is target:
                    sources = np.arange(len(known.until)) if transfer.sources is None else transfer.sources
                    targets = sources if transfer.sources is None else transfer.targets
                    counts = there[sources] & (known.moments[sources] < born[targets])
                    np.maximum.at(found, targets[counts], known.until[sources[counts]])
        return found


def _is_joint(rule: Rule) -> bool:
    return rule.at_least > 1 or rule.threshold is not None


class _Facts:
    """Kinds known at accounts: sorted by account."""

    def __init__(self, rows: list[Numbers], kinds: list[Numbers], moments: list[Table], until: list[Table]) -> None:
        none = [np.empty(0, dtype=np.int64)]
        self.rows, self.kinds = np.concatenate(rows or none), np.concatenate(kinds or none)
        self.moments, self.until = np.concatenate(moments or none), np.concatenate(until or none)
        order = np.argsort(self.rows, kind="stable")
        self.rows, self.kinds = self.rows[order], self.kinds[order]
        self.moments, self.until = self.moments[order], self.until[order]

    def nth(self, rows: Numbers, before: Table, n: int) -> Table:
        """Until when n kinds are known at each of some accounts, by what was known there before its moment."""
        low, high = np.searchsorted(self.rows, rows, "left"), np.searchsorted(self.rows, rows, "right")
        asked = np.repeat(np.arange(len(rows)), high - low)
        facts = np.arange(len(asked)) + np.repeat(low - (np.cumsum(high - low) - (high - low)), high - low)
        counts = self.moments[facts] < before[asked]
        asked, facts = asked[counts], facts[counts]
        found = np.full(len(rows), UNKNOWN)
        if not len(asked):
            return found
        kinds, until = self.kinds[facts], self.until[facts]
        order = np.lexsort((-until, kinds, asked))
        asked, kinds, until = asked[order], kinds[order], until[order]
        latest = np.concatenate([[True], (asked[1:] != asked[:-1]) | (kinds[1:] != kinds[:-1])])
        asked, until = asked[latest], until[latest]
        order = np.lexsort((-until, asked))
        asked, until = asked[order], until[order]
        first = np.flatnonzero(np.concatenate([[True], asked[1:] != asked[:-1]]))
        sizes = np.diff(np.concatenate([first, [len(asked)]]))
        enough = sizes >= n
        found[asked[first[enough]]] = until[first[enough] + n - 1]
        return found
