"""Proofs of an effect, made on demand: the derivations of every fact, and the proofs that they add up to.

A derivation is one way to know one fact: a link's match (one for each chain of register rows), a rule's firing, a
listing, or nothing but the starting record. A proof chooses one derivation for each fact that it uses, without a
circle. Proofs come shortest first, by best-first search over partial proofs, backwards from the effect. Source:
design 4.6.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import inf
from typing import Any, NamedTuple

from linkage.population.account_table import Account
from linkage.population.tables import Tables
from linkage.spread.compiled_rules import CompiledRules, Trigger, affected_subjects, home_rows, is_enforced
from linkage.spread.fixpoint import crosses_threshold
from linkage.spread.matching import Route, matches_by_chain
from linkage.spread.steps import Effect, JoinedOn, Spread, Step
from linkage.vocabulary import LISTING_EFFECTS, SCORE_EFFECTS

MOST_PROOFS = 1_000
_MOST_EXPANSIONS = 100_000
_MOST_IN_DEPTH = 10_000

FactKey = tuple[str, str]
"""A record at an account, points by a rule at an account, or a rule's effect: (`RULE`, `SUBJECT`)."""


_Extension = tuple["Derivation", dict[FactKey, "Derivation"], tuple[FactKey, ...]]
"""A derivation, a partial proof with it, and the facts that are still open."""


class Derivation(NamedTuple):
    """One way to know a fact: by which link or rule, from which premises."""

    fact: FactKey
    kind: str  # recorded | linked | listed | scored | effect
    by: str
    premises: tuple[FactKey, ...]
    joined: tuple[JoinedOn, ...]
    account: str


@dataclass(frozen=True)
class Proofs:
    """The proofs of one effect, shortest first. `more`: there are more than could be listed."""

    effect: Effect
    proofs: tuple[tuple[Step, ...], ...]
    number: int
    more: bool

    @property
    def count(self) -> int | str:
        """Their number: "1,000+" past a thousand."""
        return f"{MOST_PROOFS:,}+" if self.more else self.number


class DerivationGraph:
    """Every derivation of every fact of a spread (its provenance graph)."""

    def __init__(self, plan: CompiledRules, tables: Tables, spread: Spread) -> None:
        self.plan, self.tables, self.spread = plan, tables, spread
        self.derivations: dict[FactKey, list[Derivation]] = {}
        self.arrivals = [step for step in spread.steps if step.kind in ("recorded", "linked", "listed")]
        self.known = {(step.record, step.account): step for step in self.arrivals}
        self.scored = {(s.account, s.by, s.record_kind): s for s in spread.steps if s.kind == "scored"}
        self.standing = {record.id: record.standing for record in spread.records}
        self.steps_at: dict[str, list[Step]] = {}
        for step in self.arrivals:
            self.steps_at.setdefault(step.account, []).append(step)
        for record in spread.records:
            self._add(Derivation((record.id, record.account), "recorded", "", (), (), record.account))
        for step in self.arrivals:
            self._add_matches(step)
        for account, steps in self.steps_at.items():
            self._add_rules(account, steps)
        self._add_scores()
        for derivations in self.derivations.values():
            derivations.sort(
                key=lambda derivation: (
                    derivation.by,
                    derivation.account,
                    derivation.premises,
                    tuple(map(str, derivation.joined)),
                )
            )

    def _add(self, derivation: Derivation) -> None:
        self.derivations.setdefault(derivation.fact, []).append(derivation)

    def step_of(self, fact: FactKey) -> Step:
        """The step of an arrival or of points."""
        if fact in self.known:
            return self.known[fact]
        return next(step for step in self.scored.values() if _points_key(step) == fact)

    def confirmed(self, step: Step) -> bool:
        """Whether an arrival counts where confirmed records are needed (a listing always does)."""
        return self.standing.get(step.record, "confirmed") == "confirmed" and not self.in_dispute(step)

    def in_dispute(self, step: Step) -> bool:
        """Whether a step's record is in dispute on its day: a starting record, from its kind's day on."""
        return step.record in self.standing and step.day >= self.plan.world.disputed.get(step.record_kind, inf)

    def account(self, step: Step) -> Account:
        """The account of a step, also one that the spread opened."""
        return self.tables.account(step.database, step.account) or self.tables.open_row(step.database, step.subject)

    def _add_matches(self, step: Step) -> None:
        account = self.account(step)
        for route in self.plan.routes.get((step.database, step.record_kind), ()):
            if not passes(route, step, self):
                continue
            for target, joined, _ in matches_by_chain(route, account, self.tables):
                fact = (step.record, target.id)
                if target.id != account.id and fact in self.known:
                    premises = ((step.record, step.account),)
                    self._add(Derivation(fact, "linked", route.id, premises, joined, target.id))

    def _add_rules(self, account: str, steps: list[Step]) -> None:
        database = steps[0].database
        triggers = {t.id: t for step in steps for t in self.plan.triggers.get((database, step.record_kind), ())}
        for trigger in triggers.values():
            for premises in self.firings(trigger, steps):
                if trigger.effect in SCORE_EFFECTS:
                    self._add_points(trigger, steps, premises, account)
                else:
                    self._add_firing(trigger, steps[0].subject, premises, account)

    def _add_points(self, trigger: Trigger, steps: list[Step], premises: tuple[FactKey, ...], account: str) -> None:
        """Once enough kinds are known, each known kind gives points: those that made the rule fire, and later ones."""
        kinds = {self.known[premise].record_kind for premise in premises}
        for step in steps:
            scored = self.scored.get((account, trigger.id, step.record_kind))
            arrival = (step.record, account)
            if scored is not None and (arrival in premises or step.record_kind not in kinds):
                causes = (*(premise for premise in premises if premise != arrival), arrival)
                self._add(Derivation(_points_key(scored), "scored", trigger.id, causes, (), account))

    def _add_scores(self) -> None:
        """Add the derivations by score rules: at each account all of its points are the premises."""
        by_account: dict[str, list[Step]] = {}
        for step in self.scored.values():
            by_account.setdefault(step.account, []).append(step)
        fired = {step.by for step in self.spread.steps}
        for account, steps in by_account.items():
            premises = tuple(_points_key(step) for step in steps)
            for trigger in self.plan.score_triggers.get(steps[0].database, ()):
                is_crossing = trigger.id in fired and crosses_threshold(trigger, self.score(steps))
                if is_crossing and is_enforced(trigger, account, self.tables):
                    self._add_firing(trigger, steps[0].subject, premises, account)

    def score(self, scored: Iterable[Step]) -> int:
        """The score of an account after some points."""
        steps = list(scored)
        rules = self.plan.world.rules
        return self.plan.world.bases.get(steps[0].database, 0) + sum(rules[step.by].points or 0 for step in steps)

    def firings(self, trigger: Trigger, steps: list[Step]) -> Iterator[tuple[FactKey, ...]]:
        """Every smallest set of arrivals at an account that makes a rule fire: so many different kinds."""
        by_kind: dict[str, list[FactKey]] = {}
        if not is_enforced(trigger, steps[0].account, self.tables):
            return
        for step in steps:
            triggers = self.plan.triggers.get((step.database, step.record_kind), ())
            if trigger in triggers and (not trigger.confirmed or self.confirmed(step)):
                by_kind.setdefault(step.record_kind, []).append((step.record, step.account))
        for kinds in combinations(sorted(by_kind), trigger.at_least):
            yield from product(*(by_kind[kind] for kind in kinds))

    def _add_firing(self, trigger: Trigger, subject: str, premises: tuple[FactKey, ...], account: str) -> None:
        for affected in affected_subjects(trigger, subject, self.tables):
            if trigger.effect not in LISTING_EFFECTS:
                self._add(Derivation((trigger.id, affected), "effect", trigger.id, premises, (), account))
                continue
            for home in home_rows(self.plan.world, trigger.lists, affected, self.tables):
                listing = (f"{trigger.id}@{affected}", home.id)
                if listing in self.known:
                    self._add(Derivation(listing, "listed", trigger.id, premises, (), home.id))


def _points_key(step: Step) -> FactKey:
    """The fact of a scored step."""
    return f"points by {step.by}", f"{step.account} {step.record_kind}"


def passes(route: Route, step: Step, graph: DerivationGraph) -> bool:
    """Whether a link lets a record through: its standing, and the draw."""
    if route.confirmed and not graph.confirmed(step):
        return False
    return route.share >= 1 or graph.tables.draws.of_link(route.id, step.record) < route.share


def proofs(graph: DerivationGraph, effect: Effect, most: int = MOST_PROOFS) -> Proofs:
    """The proofs of an effect: the earliest one, then the others, shortest first.

    Args:
        most: how many to make into steps; all are counted, up to a thousand.
    """
    earliest = _standalone(graph, graph.spread.proof(graph.spread.by_id[effect.step]))
    goal = (effect.rule, effect.subject)
    listed, number, more, has_many = [earliest][:most], 0, False, _has_many(graph, goal)
    for proof in _best_first(graph, goal):
        if proof is None or number == MOST_PROOFS or (has_many and len(listed) >= most):
            more = True
            break
        if not _holds_in_time(graph, goal, proof):
            continue
        number += 1
        if len(listed) < most:
            steps = _standalone(graph, as_steps(graph, effect, proof))
            if _signature(steps) != _signature(earliest):
                listed.append(steps)
    return Proofs(effect, tuple(listed), max(number, 1), more)


def _signature(steps: tuple[Step, ...]) -> set[tuple[Any, ...]]:
    """What tells one proof from another: its arrivals, each with its link or rule and the values joined."""
    return {(s.kind, s.by, s.account, s.joined, s.record if s.kind != "effect" else "") for s in steps}


def _standalone(graph: DerivationGraph, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """A proof by itself: its steps numbered from 1, a list's row made by the first step that needs it."""
    ids = {step.id: f"s{number}" for number, step in enumerate(steps, start=1)}
    opened: set[str] = set()
    standalone = []
    for step in steps:
        opens = graph.tables.account(step.database, step.account) is None and step.account not in opened
        opened.add(step.account)
        causes = tuple(ids[cause] for cause in step.causes)
        standalone.append(
            step._replace(id=ids[step.id], causes=causes, made_row=opens and step.kind in ("linked", "listed"))
        )
    return tuple(standalone)


def _best_first(graph: DerivationGraph, goal: FactKey) -> Iterator[dict[FactKey, Derivation] | None]:
    """Best-first search over partial proofs: take an open fact, try each of its derivations. None: too many."""
    expansions = 0
    frontier: list[tuple[int, tuple[str, ...], int, dict[FactKey, Derivation], tuple[FactKey, ...]]] = [
        (0, (), 0, {}, (goal,))
    ]
    while frontier:
        size, path, _, chosen, open_facts = heapq.heappop(frontier)
        if not open_facts:
            yield chosen
            continue
        for derivation, extended, remaining in _extensions(graph, chosen, open_facts):
            expansions += 1
            heapq.heappush(frontier, (size + 1, (*path, derivation.by), expansions, extended, remaining))
        if expansions > _MOST_EXPANSIONS:
            yield None
            return


def _has_many(graph: DerivationGraph, goal: FactKey) -> bool:
    """Whether there are more than a thousand proofs, as far as a short search in depth sees.

    Shortest first, a circle of databases takes a hundred thousand parts of proofs to come to a thousand whole ones; in
    depth, about as many as there are steps in them.
    """
    number, expansions = 0, 0
    stack: list[Iterator[_Extension]] = [_extensions(graph, {}, (goal,))]
    while stack and expansions < _MOST_IN_DEPTH:
        extension = next(stack[-1], None)
        if extension is None:
            stack.pop()
            continue
        expansions += 1
        derivation, chosen, open_facts = extension
        if derivation.kind == "recorded":  # whatever else brings a record home rests on its being there
            stack[-1] = iter(())
        if open_facts:
            stack.append(_extensions(graph, chosen, open_facts))
            continue
        number += _holds_in_time(graph, goal, chosen)
        if number > MOST_PROOFS:
            return True
    return False


def _extensions(
    graph: DerivationGraph, chosen: dict[FactKey, Derivation], open_facts: tuple[FactKey, ...]
) -> Iterator[_Extension]:
    """A partial proof with each derivation of its first open fact: the derivation, what is chosen, what is open."""
    fact, later_facts = open_facts[0], open_facts[1:]
    for derivation in graph.derivations.get(fact, ()):
        if not _is_circular(chosen, derivation):
            extended = {**chosen, fact: derivation}
            remaining = later_facts + tuple(
                premise for premise in derivation.premises if premise not in extended and premise not in later_facts
            )
            yield derivation, extended, remaining


def _is_circular(chosen: dict[FactKey, Derivation], derivation: Derivation) -> bool:
    """Whether a fact would come to rest on itself."""
    stack, visited = list(derivation.premises), set()
    while stack:
        fact = stack.pop()
        if fact == derivation.fact:
            return True
        if fact in chosen and fact not in visited:
            visited.add(fact)
            stack.extend(chosen[fact].premises)
    return False


def _moments(
    graph: DerivationGraph, goal: FactKey, derivations: Mapping[FactKey, Derivation]
) -> dict[FactKey, tuple[int, int]]:
    """The day and the depth of every fact of a proof, along its own derivations; causes first."""
    days: dict[FactKey, tuple[int, int]] = {}

    def visit(fact: FactKey) -> tuple[int, int]:
        if fact not in days:
            derivation = derivations[fact]
            arrivals = [visit(premise) for premise in derivation.premises]
            day, depth = max(arrivals, default=(0, -1))
            days[fact] = (day + _days(graph.plan, derivation), depth + 1)
        return days[fact]

    visit(goal)
    return days


def _holds_in_time(graph: DerivationGraph, goal: FactKey, derivations: Mapping[FactKey, Derivation]) -> bool:
    """Whether a proof's records are taken before they are in dispute, wherever confirmed ones are needed.

    A proof may know a fact later than the spread does: then its record may be in dispute already.
    """
    world = graph.plan.world
    if not world.disputed:
        return True
    moments = _moments(graph, goal, derivations)
    for fact in moments:
        derivation = derivations[fact]
        declared = world.links.get(derivation.by) if derivation.kind == "linked" else world.rules.get(derivation.by)
        if declared is not None and declared.needs == "confirmed":
            arrivals = [graph.known[p]._replace(day=moments[p][0]) for p in derivation.premises if p in graph.known]
            if any(map(graph.in_dispute, arrivals)):
                return False
    return True


def as_steps(graph: DerivationGraph, effect: Effect, derivations: dict[FactKey, Derivation]) -> tuple[Step, ...]:
    """A proof as steps, causes first, with the days along its own derivations."""
    days = _moments(graph, (effect.rule, effect.subject), derivations)
    order = list(days)
    order.sort(key=lambda fact: (*days[fact], derivations[fact].by, fact))
    ids = {fact: f"s{number}" for number, fact in enumerate(order, start=1)}
    return tuple(_step(graph, effect, derivations[fact], ids, days[fact]) for fact in order)


def _days(plan: CompiledRules, derivation: Derivation) -> int:
    if derivation.kind == "recorded":
        return 0
    if derivation.kind == "linked":
        return plan.world.links[derivation.by].add_days or 0
    return plan.world.rules[derivation.by].after_days or 0


def _step(
    graph: DerivationGraph,
    effect: Effect,
    derivation: Derivation,
    ids: dict[FactKey, str],
    moment: tuple[int, int],
) -> Step:
    if derivation.kind == "effect":
        last = max(derivation.premises, key=lambda premise: int(ids[premise][1:]))
        model = graph.step_of(last)
        earliest = next(step for step in graph.spread.steps if step.id == effect.step)
        model = earliest._replace(
            database=model.database,
            account=model.account,
            record=model.record,
            record_kind=model.record_kind,
        )
    else:
        model = graph.step_of(derivation.fact)
    status, number_status, evidence = _grounds(graph, derivation)
    return model._replace(
        id=ids[derivation.fact],
        kind=derivation.kind,
        by=derivation.by,
        joined=derivation.joined,
        made_row=model.made_row and derivation.kind in ("linked", "listed"),
        day=moment[0],
        depth=moment[1],
        causes=tuple(ids[premise] for premise in sorted(derivation.premises, key=lambda p: int(ids[p][1:]))),
        status=status,
        number_status=number_status,
        evidence=evidence,
    )


def _grounds(graph: DerivationGraph, derivation: Derivation) -> tuple[str, str, tuple[str, ...]]:
    declared: Any
    if derivation.kind == "recorded":
        declared = graph.plan.world.record_kinds[graph.known[derivation.fact].record_kind]
    elif derivation.kind == "linked":
        declared = next(route for routes in graph.plan.routes.values() for route in routes if route.id == derivation.by)
    else:
        declared = graph.plan.world.rules[derivation.by]
    return declared.status, declared.number_status, declared.evidence
