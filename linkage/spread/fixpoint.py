"""One run of a spread to its fixpoint: which facts are known, from when on, and what caused each.

One worklist ordered by day, then by steps behind, then by the link and rule ids from here back as text: so what is
met first is the earliest proof, and the order of rows in files changes nothing. Everything here only ever adds.

Scores come second: a first run learns at which accounts how many points fall, a second one lets the score rules of
an account look once all its points are in (`points`). Nothing that a score rule causes can reach a points rule, so
the points of both runs are the same. Source: design 4.1-4.5.

Settled here: a rule's firing is its n-th kind's arrival plus `after_days`, for listings and points too; a kind that
arrives later still counts at an account whose points rule has fired, on its own day.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from linkage.population.tables import Account, Record, Tables
from linkage.spread.compiled_rules import CompiledRules, Trigger, falls_on, home_rows
from linkage.spread.matching import Route, matches
from linkage.spread.steps import JoinedOn
from linkage.vocabulary import LISTING_EFFECTS, SCORE_EFFECTS, SERVICE_EFFECTS
from linkage.world.model import Rule


class Fact(NamedTuple):
    """Something known, or waiting to be: a record at an account, an effect on a subject, points at an account."""

    day: int
    depth: int
    path: tuple[str, ...]  # the ids of links and rules, from here back
    what: str  # the record; blank for effects and points
    where: str  # the account; of an effect subject, service, effect, rule; of points account, rule, kind
    causes: tuple[int, ...]
    kind: str
    account: Account
    joined: tuple[JoinedOn, ...]
    subject: str
    by: Route | Trigger | None
    record: str


class LinkEdge(NamedTuple):
    """A match that carries a record from one account to another."""

    record: str
    source: Account
    target: str
    route: Route


class Firing(NamedTuple):
    """A rule firing at an account, first there on `day`, and those on whom it falls."""

    trigger: Trigger
    account: Account
    day: int
    subjects: tuple[str, ...]


class Fixpoint:
    """One run to the fixpoint.

    Args:
        only_right: take every wrong match away.
        points: how many points fall at each account (by its id), once that is known.
    """

    def __init__(
        self, plan: CompiledRules, tables: Tables, only_right: bool = False, points: Mapping[str, int] | None = None
    ) -> None:
        self.plan, self.tables, self.only_right, self.points = plan, tables, only_right, points
        self.met_wrong = False
        self.waiting: list[Fact] = []
        self.facts: list[Fact] = []
        self.records: dict[str, tuple[str, str]] = {}  # record → kind, standing
        self.known: dict[tuple[str, str], int] = {}  # what and where → place in `facts`
        self.edges: list[LinkEdge] = []
        self.firings: list[Firing] = []
        self.seen: dict[tuple[str, str], dict[str, int]] = {}  # rule, account → kinds known there
        self.fired: dict[tuple[str, str], tuple[int, tuple[int, ...]]] = {}  # rule, account → day, causes
        self.scored: dict[str, list[int]] = {}  # account → its points' places

    def run(self, records: Iterable[Record]) -> Fixpoint:
        """Spread from some records until nothing new is known."""
        for record in records:
            self.records[record.id] = (record.kind, record.standing)
            account = self.tables.accounts[record.account]
            fact = Fact(0, 0, (), record.id, account.id, (), "recorded", account, (), account.subject, None, record.id)
            heapq.heappush(self.waiting, fact)
        waiting, known, facts = self.waiting, self.known, self.facts
        while waiting:
            fact = heapq.heappop(waiting)
            key = (fact.what, fact.where)
            if key in known:
                continue
            known[key] = place = len(facts)
            facts.append(fact)
            if fact.what:
                self._arrive(fact, place)
            elif fact.kind == "scored":
                self._score(fact, place)
        return self

    def _arrive(self, fact: Fact, place: int) -> None:
        kind, standing = self.records[fact.what]
        at = (fact.account.database, kind)
        for trigger in self.plan.triggers.get(at, ()):
            if not trigger.confirmed or standing == "confirmed":
                self._trigger(trigger, fact, place, kind)
        for route in self.plan.routes.get(at, ()):
            if route.confirmed and standing != "confirmed":
                continue
            if route.share >= 1 or self.tables.draw(route.id, fact.what) < route.share:
                self._follow(route, fact, place)

    def _follow(self, route: Route, fact: Fact, place: int) -> None:
        """Copy a record along a link to every row that its join finds."""
        what, source = fact.what, fact.account
        for account, joined, _ in matches(route, source, self.tables):
            if account.subject != source.subject:
                self.met_wrong = True
                if self.only_right:
                    continue
            self.edges.append(LinkEdge(what, source, account.id, route))
            if (what, account.id) not in self.known:
                new = Fact(
                    fact.day + route.days,
                    fact.depth + 1,
                    (route.id, *fact.path),
                    what,
                    account.id,
                    (place,),
                    "linked",
                    account,
                    joined,
                    account.subject,
                    route,
                    what,
                )
                heapq.heappush(self.waiting, new)

    def _trigger(self, trigger: Trigger, fact: Fact, place: int, kind: str) -> None:
        """Let a rule see that one more kind is known at an account."""
        at = (trigger.id, fact.account.id)
        if trigger.at_least == 1 and trigger.effect not in SCORE_EFFECTS:
            if at not in self.fired:
                self.fired[at] = fact.day + trigger.days, (place,)
                self._fires(trigger, fact, (place,))
            return
        seen = self.seen.setdefault(at, {})
        if kind in seen:
            return
        seen[kind] = place
        fired = self.fired.get(at)
        if fired is None and len(seen) == trigger.at_least:
            self.fired[at] = fact.day + trigger.days, tuple(seen.values())
            if trigger.effect in SCORE_EFFECTS:
                for each in seen:
                    self._count(trigger, fact, each)
            else:
                self._fires(trigger, fact, tuple(seen.values()))
        elif fired is not None and trigger.effect in SCORE_EFFECTS:
            self._count(trigger, fact, kind)

    def _count(self, trigger: Trigger, fact: Fact, kind: str) -> None:
        """A kind changes an account's score, once: on the later of the rule's firing and its own first arrival."""
        at = (trigger.id, fact.account.id)
        day, causes = self.fired[at]
        arrival = self.seen[at][kind]
        causes = (*(cause for cause in causes if cause != arrival), arrival)
        new = Fact(
            max(day, fact.day),
            fact.depth + 1,
            (trigger.id, *fact.path),
            "",
            f"{fact.account.id} {trigger.id} {kind}",
            causes,
            "scored",
            fact.account,
            (),
            fact.account.subject,
            trigger,
            self.facts[arrival].record,
        )
        heapq.heappush(self.waiting, new)

    def _score(self, fact: Fact, place: int) -> None:
        """Points have fallen; when all of an account's are in, its score rules look at their sum."""
        account = fact.account
        places = self.scored.setdefault(account.id, [])
        places.append(place)
        if self.points is None or len(places) < self.points.get(account.id, 0):
            return
        total = self.plan.world.bases.get(account.database, 0) + sum(points_of(self.facts[each]) for each in places)
        for trigger in self.plan.score_triggers.get(account.database, ()):
            if crosses(trigger, total):
                self._fires(trigger, fact, tuple(places))

    def _fires(self, trigger: Trigger, fact: Fact, causes: tuple[int, ...]) -> None:
        day = fact.day + trigger.days
        subjects = tuple(falls_on(trigger, fact.account.subject, self.tables))
        self.firings.append(Firing(trigger, fact.account, day, subjects))
        for subject in subjects:
            if trigger.effect in SERVICE_EFFECTS:
                self._take_effect(trigger, fact, causes, subject)
            elif trigger.effect in LISTING_EFFECTS:
                self._list(trigger, fact, causes, subject)

    def _take_effect(self, trigger: Trigger, fact: Fact, causes: tuple[int, ...], subject: str) -> None:
        where = f"{subject} {trigger.service} {trigger.effect} {trigger.id}"
        if ("", where) not in self.known:
            self._consequence(trigger, fact, causes, subject, "", where, "effect", fact.account, fact.record)

    def _list(self, trigger: Trigger, fact: Fact, causes: tuple[int, ...], subject: str) -> None:
        listing = f"{trigger.id}@{subject}"
        if listing in self.records:
            return
        homes = home_rows(self.plan.world, trigger.lists, subject, self.tables)
        if homes:
            self.records[listing] = (trigger.lists, "confirmed")
        for account in homes:
            self._consequence(trigger, fact, causes, subject, listing, account.id, "listed", account, listing)

    def _consequence(
        self,
        trigger: Trigger,
        fact: Fact,
        causes: tuple[int, ...],
        subject: str,
        what: str,
        where: str,
        kind: str,
        account: Account,
        record: str,
    ) -> None:
        day, path = fact.day + trigger.days, (trigger.id, *fact.path)
        new = Fact(day, fact.depth + 1, path, what, where, causes, kind, account, (), subject, trigger, record)
        heapq.heappush(self.waiting, new)


def points_of(fact: Fact) -> int:
    """How many points a scored fact gives."""
    return fact.by.points if isinstance(fact.by, Trigger) else 0


def crosses(trigger: Trigger | Rule, total: int) -> bool:
    """Whether a score rule fires at a score."""
    if trigger.threshold is None:
        return False
    sign, score = trigger.threshold
    return total < score if sign == "<" else total >= score


def fixpoint(plan: CompiledRules, tables: Tables, records: Iterable[Record], only_right: bool = False) -> Fixpoint:
    """The facts that some records bring about: without scores, then, where points fell, with them."""
    start = list(records)
    first = Fixpoint(plan, tables, only_right).run(start)
    if not first.scored:
        return first
    points = {account: len(places) for account, places in first.scored.items()}
    return Fixpoint(plan, tables, only_right, points).run(start)
