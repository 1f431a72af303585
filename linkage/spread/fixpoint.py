"""The fixpoint of a spread: which facts are known, from which day on, and the causes of each.

Semi-naive evaluation, one new fact at a time: a fact joins with what is known and brings its consequences. The
worklist is a heap ordered by day, then by the number of steps behind, then by the link and rule ids from the fact
back as text (Knuth's generalisation of Dijkstra's algorithm, 1977): so the first derivation of a fact is its earliest
proof, and the order of rows in files changes nothing. Facts are only ever added.

Scores come second: a first run learns at which accounts how many points fall, a second one lets the score rules of
an account look once all its points are in (`points`). Nothing that a score rule causes can reach a points rule, so
the points of both runs are the same. Source: design 4.1-4.5.

Settled in this file: a rule's firing is its n-th kind's arrival plus `after_days`, for listings and points too; a kind
that arrives later still counts at an account whose points rule has fired, `after_days` after its own arrival.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from math import inf
from typing import NamedTuple

from linkage.population.account_table import Account
from linkage.population.tables import Record, Tables
from linkage.spread.compiled_rules import CompiledRules, Trigger, affected_subjects, home_rows, is_enforced
from linkage.spread.matching import Match, Route, matches
from linkage.spread.steps import JoinedOn
from linkage.vocabulary import LISTING_EFFECTS, SCORE_EFFECTS, SERVICE_EFFECTS
from linkage.world.model import Rule


class Fact(NamedTuple):
    """Something known, or waiting to be: a record at an account, an effect on a subject, points at an account."""

    day: int
    depth: int
    path: tuple[str, ...]  # the ids of links and rules, from this fact back
    record_key: str  # the record that is known at an account; blank for effects and points
    place_key: str  # the account; of an effect subject, service, effect, rule; of points account, rule, kind
    fired_by: tuple[str, str]  # of what a rule brings: the record and account that made it fire; they settle ties
    causes: tuple[int, ...]
    kind: str
    account: Account
    joined: tuple[JoinedOn, ...]
    subject: str
    by: Route | Trigger | None
    record: str


_NOBODY = ("", "")  # what no rule brought

Joins = dict[tuple[str, str], list[Match]]
"""What links found from accounts, by the link's id and the account's: the same in every run of a world's rules."""


class LinkEdge(NamedTuple):
    """A match that carries a record from one account to another."""

    record: str
    source: Account
    target: str
    route: Route


class Firing(NamedTuple):
    """A rule's first firing at an account, on `day`, and the subjects on whom it falls."""

    trigger: Trigger
    account: Account
    day: int
    subjects: tuple[str, ...]


class Fixpoint:
    """One run to the fixpoint, with the facts, edges and firings that it met.

    Args:
        without_wrong_matches: take every wrong match away.
        points: how many points facts fall at each account (by its id), once that is known.
        joins: what links found in earlier runs of the same plan and tables; what they find now is added.
    """

    def __init__(
        self,
        plan: CompiledRules,
        tables: Tables,
        without_wrong_matches: bool = False,
        points: Mapping[str, int] | None = None,
        joins: Joins | None = None,
    ) -> None:
        self.plan, self.tables, self.without_wrong_matches, self.points = plan, tables, without_wrong_matches, points
        self.joins: Joins = {} if joins is None else joins
        self.has_wrong_match = False
        self.worklist: list[Fact] = []
        self.facts: list[Fact] = []
        self.records: dict[str, tuple[str, str]] = {}  # record → kind, standing
        self.disputed_from: dict[str, int] = {}  # record → the day from which on it is in dispute
        self.known: dict[tuple[str, str], int] = {}  # record_key, place_key → index in `facts`
        self.edges: list[LinkEdge] = []
        self.firings: list[Firing] = []
        self.known_kinds: dict[tuple[str, str], dict[str, int]] = {}  # rule, account → kind → index of its fact
        self.first_firings: dict[tuple[str, str], tuple[int, tuple[int, ...]]] = {}  # rule, account → day, causes
        self.scored: dict[str, list[int]] = {}  # account → indices of its points

    def run(self, records: Iterable[Record]) -> Fixpoint:
        """Spread from some records until nothing new is known."""
        for record in records:
            self.records[record.id] = (record.kind, record.standing)
            if record.kind in self.plan.world.disputed:
                self.disputed_from[record.id] = self.plan.world.disputed[record.kind]
            account = self.tables.account_of(record)
            fact = Fact(
                0, 0, (), record.id, account.id, _NOBODY, (), "recorded", account, (), account.subject, None, record.id
            )
            heapq.heappush(self.worklist, fact)
        worklist, known, facts = self.worklist, self.known, self.facts
        while worklist:
            fact = heapq.heappop(worklist)
            key = (fact.record_key, fact.place_key)
            if key in known:
                continue
            known[key] = index = len(facts)
            facts.append(fact)
            if fact.record_key:
                self._arrive(fact, index)
            elif fact.kind == "scored":
                self._apply_score_rules(fact, index)
        return self

    def _arrive(self, fact: Fact, index: int) -> None:
        kind, is_sure = self.records[fact.record_key][0], self.is_sure(fact)
        node = (fact.account.database, kind)
        for trigger in self.plan.triggers.get(node, ()):
            if (is_sure or not trigger.confirmed) and is_enforced(trigger, fact.account.id, self.tables):
                self._offer_to_rule(trigger, fact, index, kind)
        for route in self.plan.routes.get(node, ()):
            if route.confirmed and not is_sure:
                continue
            if route.share >= 1 or self.tables.draws.of_link(route.id, fact.record_key) < route.share:
                self._follow(route, fact, index)

    def is_sure(self, fact: Fact) -> bool:
        """Whether an arrival counts where confirmed records are needed: confirmed, and not in dispute on its day."""
        if self.records[fact.record_key][1] != "confirmed":
            return False
        return not self.disputed_from or fact.day < self.disputed_from.get(fact.record_key, inf)

    def _follow(self, route: Route, fact: Fact, index: int) -> None:
        """Copy a record along a link to every row that its join finds."""
        record, source = fact.record_key, fact.account
        found = self.joins.get((route.id, source.id))
        if found is None:
            found = self.joins[route.id, source.id] = matches(route, source, self.tables)
        for account, joined, _ in found:
            if account.subject != source.subject:
                self.has_wrong_match = True
                if self.without_wrong_matches:
                    continue
            self.edges.append(LinkEdge(record, source, account.id, route))
            if (record, account.id) not in self.known:
                arrival = Fact(
                    fact.day + route.days,
                    fact.depth + 1,
                    (route.id, *fact.path),
                    record,
                    account.id,
                    _NOBODY,
                    (index,),
                    "linked",
                    account,
                    joined,
                    account.subject,
                    route,
                    record,
                )
                heapq.heappush(self.worklist, arrival)

    def _offer_to_rule(self, trigger: Trigger, fact: Fact, index: int, kind: str) -> None:
        """Tell a rule that one more kind is known at an account; it fires once it knows enough kinds."""
        rule_at_account = (trigger.id, fact.account.id)
        if trigger.at_least == 1 and trigger.effect not in SCORE_EFFECTS:
            if rule_at_account not in self.first_firings:
                self.first_firings[rule_at_account] = fact.day + trigger.days, (index,)
                self._fire(trigger, fact, (index,))
            return
        known_kinds = self.known_kinds.setdefault(rule_at_account, {})
        if kind in known_kinds:
            return
        known_kinds[kind] = index
        first_firing = self.first_firings.get(rule_at_account)
        if first_firing is None and len(known_kinds) == trigger.at_least:
            self.first_firings[rule_at_account] = fact.day + trigger.days, tuple(known_kinds.values())
            if trigger.effect in SCORE_EFFECTS:
                for known_kind in known_kinds:
                    self._add_points(trigger, fact, known_kind)
            else:
                self._fire(trigger, fact, tuple(known_kinds.values()))
        elif first_firing is not None and trigger.effect in SCORE_EFFECTS:
            self._add_points(trigger, fact, kind)

    def _add_points(self, trigger: Trigger, fact: Fact, kind: str) -> None:
        """A kind changes an account's score, once: `after_days` after the rule had enough kinds and it had come.

        Either is the day of `fact`, the arrival on which the rule fires or the later one.
        """
        rule_at_account = (trigger.id, fact.account.id)
        _, causes = self.first_firings[rule_at_account]
        arrival = self.known_kinds[rule_at_account][kind]
        causes = (*(cause for cause in causes if cause != arrival), arrival)
        points_fact = Fact(
            fact.day + trigger.days,
            fact.depth + 1,
            (trigger.id, *fact.path),
            "",
            f"{fact.account.id} {trigger.id} {kind}",
            (fact.record, fact.account.id),
            causes,
            "scored",
            fact.account,
            (),
            fact.account.subject,
            trigger,
            self.facts[arrival].record,
        )
        heapq.heappush(self.worklist, points_fact)

    def _apply_score_rules(self, fact: Fact, index: int) -> None:
        """Count points at an account; once all of its points are in, its score rules look at their sum."""
        account = fact.account
        indices = self.scored.setdefault(account.id, [])
        indices.append(index)
        if self.points is None or len(indices) < self.points.get(account.id, 0):
            return
        total = self.plan.world.bases.get(account.database, 0) + sum(
            points_of(self.facts[scored]) for scored in indices
        )
        for trigger in self.plan.score_triggers.get(account.database, ()):
            if crosses_threshold(trigger, total) and is_enforced(trigger, account.id, self.tables):
                self._fire(trigger, fact, tuple(indices))

    def _fire(self, trigger: Trigger, fact: Fact, causes: tuple[int, ...]) -> None:
        day = fact.day + trigger.days
        subjects = tuple(affected_subjects(trigger, fact.account.subject, self.tables))
        self.firings.append(Firing(trigger, fact.account, day, subjects))
        for subject in subjects:
            if trigger.effect in SERVICE_EFFECTS:
                self._add_effect(trigger, fact, causes, subject)
            elif trigger.effect in LISTING_EFFECTS:
                self._add_listing(trigger, fact, causes, subject)

    def _add_effect(self, trigger: Trigger, fact: Fact, causes: tuple[int, ...], subject: str) -> None:
        place_key = f"{subject} {trigger.service} {trigger.effect} {trigger.id}"
        if ("", place_key) not in self.known:
            self._add_consequence(trigger, fact, causes, subject, "", place_key, "effect", fact.account, fact.record)

    def _add_listing(self, trigger: Trigger, fact: Fact, causes: tuple[int, ...], subject: str) -> None:
        listing = f"{trigger.id}@{subject}"
        if listing in self.records:
            return
        homes = home_rows(self.plan.world, trigger.lists, subject, self.tables)
        if homes:
            self.records[listing] = (trigger.lists, "confirmed")
        for account in homes:
            self._add_consequence(trigger, fact, causes, subject, listing, account.id, "listed", account, listing)

    def _add_consequence(
        self,
        trigger: Trigger,
        fact: Fact,
        causes: tuple[int, ...],
        subject: str,
        record_key: str,
        place_key: str,
        kind: str,
        account: Account,
        record: str,
    ) -> None:
        consequence = Fact(
            fact.day + trigger.days,
            fact.depth + 1,
            (trigger.id, *fact.path),
            record_key,
            place_key,
            (fact.record, fact.account.id),
            causes,
            kind,
            account,
            (),
            subject,
            trigger,
            record,
        )
        heapq.heappush(self.worklist, consequence)


def points_of(fact: Fact) -> int:
    """How many points a scored fact gives."""
    return fact.by.points if isinstance(fact.by, Trigger) else 0


def crosses_threshold(trigger: Trigger | Rule, total: int) -> bool:
    """Whether a score rule fires at a score."""
    if trigger.threshold is None:
        return False
    sign, score = trigger.threshold
    return total < score if sign == "<" else total >= score


def fixpoint(
    plan: CompiledRules,
    tables: Tables,
    records: Iterable[Record],
    without_wrong_matches: bool = False,
    joins: Joins | None = None,
) -> Fixpoint:
    """The fixpoint of some records: without score rules first; where points fell, a second run with them."""
    start = list(records)
    first = Fixpoint(plan, tables, without_wrong_matches, joins=joins).run(start)
    if not first.scored:
        return first
    points = {account: len(indices) for account, indices in first.scored.items()}
    return Fixpoint(plan, tables, without_wrong_matches, points, first.joins).run(start)
