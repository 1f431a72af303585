"""Proofs made on demand: all the ways in which an effect comes about, and why another one doesn't.

A derivation is one way to know one fact: a link's match (each chain of register rows is one of its own), a rule's
firing, a listing, or nothing but the starting record. A proof chooses one derivation for each fact it uses, without
a circle. They are found shortest first by walking back from the effect. Source: design 4.6.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, NamedTuple

from linkage.population.tables import Account, Tables
from linkage.spread.compiled_rules import CompiledRules, Trigger, falls_on, home_rows
from linkage.spread.fixpoint import crosses
from linkage.spread.matching import Route, matches_by_chain
from linkage.spread.steps import Effect, JoinedOn, Spread, Step
from linkage.vocabulary import LISTING_EFFECTS, SCORE_EFFECTS

MOST = 1_000
_MOST_TRIES = 100_000

Fact = tuple[str, str]
"""A record at an account, points by a rule at an account, or a rule's effect: (`RULE`, `SUBJECT`)."""


class Derivation(NamedTuple):
    """One way to know a fact."""

    fact: Fact
    kind: str  # recorded | linked | listed | scored | effect
    by: str
    premises: tuple[Fact, ...]
    joined: tuple[JoinedOn, ...]
    account: str


@dataclass(frozen=True)
class Proofs:
    """Some proofs of one effect, shortest first. `more`: there are more than could be listed."""

    effect: Effect
    proofs: tuple[tuple[Step, ...], ...]
    number: int
    more: bool

    @property
    def count(self) -> int | str:
        """Their number: "1,000+" past a thousand."""
        return f"{MOST:,}+" if self.more else self.number


class DerivationGraph:
    """Every derivation of every fact of a spread."""

    def __init__(self, plan: CompiledRules, tables: Tables, spread: Spread) -> None:
        self.plan, self.tables, self.spread = plan, tables, spread
        self.ways: dict[Fact, list[Derivation]] = {}
        self.arrivals = [step for step in spread.steps if step.kind in ("recorded", "linked", "listed")]
        self.known = {(step.record, step.account): step for step in self.arrivals}
        self.scored = {(s.account, s.by, s.record_kind): s for s in spread.steps if s.kind == "scored"}
        self.standing = {record.id: record.standing for record in spread.records}
        self.at: dict[str, list[Step]] = {}
        for step in self.arrivals:
            self.at.setdefault(step.account, []).append(step)
        for record in spread.records:
            self._add(Derivation((record.id, record.account), "recorded", "", (), (), record.account))
        for step in self.arrivals:
            self._links(step)
        for account, steps in self.at.items():
            self._rules(account, steps)
        self._scores()
        for ways in self.ways.values():
            ways.sort(key=lambda way: (way.by, way.account, way.premises, tuple(map(str, way.joined))))

    def _add(self, way: Derivation) -> None:
        self.ways.setdefault(way.fact, []).append(way)

    def like(self, fact: Fact) -> Step:
        """The step of an arrival or of points."""
        if fact in self.known:
            return self.known[fact]
        return next(step for step in self.scored.values() if _points(step) == fact)

    def confirmed(self, step: Step) -> bool:
        """Whether a step's record is confirmed (a listing always is)."""
        return self.standing.get(step.record, "confirmed") == "confirmed"

    def account(self, step: Step) -> Account:
        """The account of a step, also one that the spread opened."""
        return self.tables.accounts.get(step.account) or self.tables.open_row(step.database, step.subject)

    def _links(self, step: Step) -> None:
        account = self.account(step)
        for route in self.plan.routes.get((step.database, step.record_kind), ()):
            if not passes(route, step, self):
                continue
            for target, joined, _ in matches_by_chain(route, account, self.tables):
                fact = (step.record, target.id)
                if target.id != account.id and fact in self.known:
                    before = ((step.record, step.account),)
                    self._add(Derivation(fact, "linked", route.id, before, joined, target.id))

    def _rules(self, account: str, steps: list[Step]) -> None:
        database = steps[0].database
        triggers = {t.id: t for step in steps for t in self.plan.triggers.get((database, step.record_kind), ())}
        for trigger in triggers.values():
            for premises in self.firings(trigger, steps):
                if trigger.effect in SCORE_EFFECTS:
                    self._count(trigger, steps, premises, account)
                else:
                    self._fire(trigger, steps[0].subject, premises, account)

    def _count(self, trigger: Trigger, steps: list[Step], premises: tuple[Fact, ...], account: str) -> None:
        """Once enough kinds are known, each known kind gives points: those that made the rule fire, and later ones."""
        kinds = {self.known[premise].record_kind for premise in premises}
        for step in steps:
            scored = self.scored.get((account, trigger.id, step.record_kind))
            arrival = (step.record, account)
            if scored is not None and (arrival in premises or step.record_kind not in kinds):
                causes = (*(premise for premise in premises if premise != arrival), arrival)
                self._add(Derivation(_points(scored), "scored", trigger.id, causes, (), account))

    def _scores(self) -> None:
        """At each account the score rules that fired, by all of its points."""
        by_account: dict[str, list[Step]] = {}
        for step in self.scored.values():
            by_account.setdefault(step.account, []).append(step)
        fired = {step.by for step in self.spread.steps}
        for account, steps in by_account.items():
            premises = tuple(_points(step) for step in steps)
            for trigger in self.plan.score_triggers.get(steps[0].database, ()):
                if trigger.id in fired and crosses(trigger, self.score(steps)):
                    self._fire(trigger, steps[0].subject, premises, account)

    def score(self, scored: Iterable[Step]) -> int:
        """The score of an account after some points."""
        listed = list(scored)
        rules = self.plan.world.rules
        return self.plan.world.bases.get(listed[0].database, 0) + sum(rules[step.by].points or 0 for step in listed)

    def firings(self, trigger: Trigger, steps: list[Step]) -> Iterator[tuple[Fact, ...]]:
        """Every smallest set of arrivals at an account that makes a rule fire: so many different kinds."""
        by_kind: dict[str, list[Fact]] = {}
        for step in steps:
            triggers = self.plan.triggers.get((step.database, step.record_kind), ())
            if trigger in triggers and (not trigger.confirmed or self.confirmed(step)):
                by_kind.setdefault(step.record_kind, []).append((step.record, step.account))
        for kinds in combinations(sorted(by_kind), trigger.at_least):
            yield from product(*(by_kind[kind] for kind in kinds))

    def _fire(self, trigger: Trigger, subject: str, premises: tuple[Fact, ...], account: str) -> None:
        for whom in falls_on(trigger, subject, self.tables):
            if trigger.effect not in LISTING_EFFECTS:
                self._add(Derivation((trigger.id, whom), "effect", trigger.id, premises, (), account))
                continue
            for home in home_rows(self.plan.world, trigger.lists, whom, self.tables):
                listing = (f"{trigger.id}@{whom}", home.id)
                if listing in self.known:
                    self._add(Derivation(listing, "listed", trigger.id, premises, (), home.id))


def _points(step: Step) -> Fact:
    """The fact of a scored step."""
    return f"points by {step.by}", f"{step.account} {step.record_kind}"


def passes(route: Route, step: Step, web: DerivationGraph) -> bool:
    """Whether a link lets a record through: its standing, and the draw."""
    if route.confirmed and not web.confirmed(step):
        return False
    return route.share >= 1 or web.tables.draw(route.id, step.record) < route.share


def proofs(web: DerivationGraph, effect: Effect, most: int = MOST) -> Proofs:
    """The proofs of an effect: the earliest one, then the others, shortest first.

    Args:
        most: how many to make into steps; all are counted, up to a thousand.
    """
    shown = _alone(web, web.spread.proof(web.spread.by_id[effect.step]))
    found, number, more = [shown][:most], 0, False
    for way in _walk(web, (effect.rule, effect.subject)):
        if way is None or number == MOST:
            more = True
            break
        number += 1
        if len(found) < most:
            steps = _alone(web, as_steps(web, effect, way))
            if _ways_of(steps) != _ways_of(shown):
                found.append(steps)
    return Proofs(effect, tuple(found), max(number, 1), more)


def _ways_of(steps: tuple[Step, ...]) -> set[tuple[Any, ...]]:
    """What makes one proof another than the next: its arrivals, each with its link or rule and the values joined."""
    return {(s.kind, s.by, s.account, s.joined, s.record if s.kind != "effect" else "") for s in steps}


def _alone(web: DerivationGraph, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """A proof that stands by itself: its steps numbered from 1, a list's row made by the first that needs it."""
    ids = {step.id: f"s{place}" for place, step in enumerate(steps, start=1)}
    opened: set[str] = set()
    found = []
    for step in steps:
        new = step.account not in web.tables.accounts and step.account not in opened
        opened.add(step.account)
        causes = tuple(ids[cause] for cause in step.causes)
        found.append(step._replace(id=ids[step.id], causes=causes, made_row=new and step.kind in ("linked", "listed")))
    return tuple(found)


def _walk(web: DerivationGraph, goal: Fact) -> Iterator[dict[Fact, Derivation] | None]:
    """Best-first over proofs that are not yet whole: take an open fact, try each way to know it."""
    tries = 0
    waiting: list[tuple[int, tuple[str, ...], int, dict[Fact, Derivation], tuple[Fact, ...]]] = [
        (0, (), 0, {}, (goal,))
    ]
    while waiting:
        size, path, _, chosen, open_ = heapq.heappop(waiting)
        if not open_:
            yield chosen
            continue
        fact, rest = open_[0], open_[1:]
        for way in web.ways.get(fact, ()):
            if _circles(chosen, way):
                continue
            new = {**chosen, fact: way}
            left = rest + tuple(each for each in way.premises if each not in new and each not in rest)
            tries += 1
            heapq.heappush(waiting, (size + 1, (*path, way.by), tries, new, left))
        if tries > _MOST_TRIES:
            yield None
            return


def _circles(chosen: dict[Fact, Derivation], way: Derivation) -> bool:
    """Whether a fact would come to rest on itself."""
    waiting, seen = list(way.premises), set()
    while waiting:
        fact = waiting.pop()
        if fact == way.fact:
            return True
        if fact in chosen and fact not in seen:
            seen.add(fact)
            waiting.extend(chosen[fact].premises)
    return False


def as_steps(web: DerivationGraph, effect: Effect, ways: dict[Fact, Derivation]) -> tuple[Step, ...]:
    """A proof as steps, causes first, with the days along this very way."""
    days: dict[Fact, tuple[int, int]] = {}
    order: list[Fact] = []

    def visit(fact: Fact) -> tuple[int, int]:
        if fact not in days:
            way = ways[fact]
            before = [visit(premise) for premise in way.premises]
            day, depth = max(before, default=(0, -1))
            if way.kind == "scored" and len(before) > web.plan.world.rules[way.by].at_least:
                fired = max(before[:-1])[0] + _days(web.plan, way, web)  # a kind that came after the rule had fired
                days[fact] = (max(fired, before[-1][0]), depth + 1)
            else:
                days[fact] = (day + _days(web.plan, way, web), depth + 1)
            order.append(fact)
        return days[fact]

    visit((effect.rule, effect.subject))
    order.sort(key=lambda fact: (*days[fact], ways[fact].by, fact))
    ids = {fact: f"s{place}" for place, fact in enumerate(order, start=1)}
    return tuple(_step(web, effect, ways[fact], ids, days[fact], place) for place, fact in enumerate(order))


def _days(plan: CompiledRules, way: Derivation, web: DerivationGraph) -> int:
    if way.kind == "recorded":
        return 0
    if way.kind == "linked":
        return plan.world.links[way.by].add_days or 0
    return plan.world.rules[way.by].after_days or 0


def _step(
    web: DerivationGraph, effect: Effect, way: Derivation, ids: dict[Fact, str], when: tuple[int, int], place: int
) -> Step:
    if way.kind == "effect":
        last = max(way.premises, key=lambda premise: int(ids[premise][1:]))
        likeness = web.like(last)
        shown = next(step for step in web.spread.steps if step.id == effect.step)
        likeness = shown._replace(
            database=likeness.database,
            account=likeness.account,
            record=likeness.record,
            record_kind=likeness.record_kind,
        )
    else:
        likeness = web.like(way.fact)
    status, number_status, evidence = _grounds(web, way)
    return likeness._replace(
        id=ids[way.fact],
        kind=way.kind,
        by=way.by,
        joined=way.joined,
        made_row=likeness.made_row and way.kind in ("linked", "listed"),
        day=when[0],
        depth=when[1],
        causes=tuple(ids[premise] for premise in sorted(way.premises, key=lambda p: int(ids[p][1:]))),
        status=status,
        number_status=number_status,
        evidence=evidence,
    )


def _grounds(web: DerivationGraph, way: Derivation) -> tuple[str, str, tuple[str, ...]]:
    declared: Any
    if way.kind == "recorded":
        declared = web.plan.world.record_kinds[web.known[way.fact].record_kind]
    elif way.kind == "linked":
        declared = next(route for routes in web.plan.routes.values() for route in routes if route.id == way.by)
    else:
        declared = web.plan.world.rules[way.by]
    return declared.status, declared.number_status, declared.evidence
