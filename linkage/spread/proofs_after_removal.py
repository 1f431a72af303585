"""Proofs after a removal: the run under a smaller plan, and the proof of a fact that it still reaches.

A plan is made smaller in two ways: to the routes and rules that can matter for some goals (`relevant_part`, by forward
and backward reachability), and by removing links and rules (`plan_without`). In a proof, ends and what is wrong are
those of the whole spread, as in `why`. Source: design 4.6 and 5.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from linkage.population.tables import Record, Tables
from linkage.spread.compiled_rules import CompiledRules, Trigger
from linkage.spread.durations import Durations
from linkage.spread.fixpoint import Fixpoint, fixpoint
from linkage.spread.steps import Step
from linkage.vocabulary import LISTING_EFFECTS, SCORE_EFFECTS

Node = tuple[str, str]
"""A node of the reachability graph: a database and a record kind."""

_Compiled = TypeVar("_Compiled", bound=Any)


class StartingRecords(NamedTuple):
    """Where a spread starts: some records among some people."""

    tables: Tables
    records: tuple[Record, ...]


def run(plan: CompiledRules, start: StartingRecords, without_wrong_matches: bool = False) -> Fixpoint:
    """The fixpoint of some records under a plan; records of kinds that its world lacks don't exist there."""
    records = [record for record in start.records if record.kind in plan.world.record_kinds]
    return fixpoint(plan, start.tables, sorted(records), without_wrong_matches)


def plan_without(plan: CompiledRules, links: Collection[str], rules: Collection[str]) -> CompiledRules:
    """A plan in which some links carry nothing and some rules never fire."""
    if not rules:
        return replace(plan, routes=_without_ids(plan.routes, links))
    return replace(
        plan,
        routes=_without_ids(plan.routes, links),
        triggers=_without_ids(plan.triggers, rules),
        score_triggers=_without_ids(plan.score_triggers, rules),
    )


def _without_ids(
    groups: Mapping[Any, tuple[_Compiled, ...]], removed: Collection[str]
) -> dict[Any, tuple[_Compiled, ...]]:
    return {key: tuple([item for item in group if item.id not in removed]) for key, group in groups.items()}


def relevant_part(
    plan: CompiledRules, kinds: Iterable[str], goals: Collection[str], goal_databases: Collection[str] = ()
) -> CompiledRules:
    """The part of a plan by which records of some kinds can make some rules fire, or become known at some databases.

    Other effects are left out.

    A score rule can fire by any points at its database. A node is a database and a record kind; the relevant nodes lie
    on a path from the home of a starting record to the database of a goal.
    """
    reachable = _forward_reachable(plan, kinds)
    relevant = _backward_reachable(plan, goals, goal_databases, reachable)
    listing_rules = {
        trigger.id
        for trigger in _triggers(plan)
        if trigger.effect in LISTING_EFFECTS and _home(plan, trigger) in relevant
    }
    needed_rules = {*goals, *listing_rules}
    scored_databases = {
        database
        for database, group in plan.score_triggers.items()
        if any(trigger.id in needed_rules for trigger in group)
    }
    return replace(
        plan,
        routes={
            node: tuple(route for route in group if (route.target, node[1]) in relevant)
            for node, group in plan.routes.items()
            if node in relevant
        },
        triggers={
            node: tuple(
                trigger
                for trigger in group
                if trigger.id in needed_rules or (trigger.effect in SCORE_EFFECTS and node[0] in scored_databases)
            )
            for node, group in plan.triggers.items()
            if node in relevant
        },
        score_triggers={
            database: tuple(trigger for trigger in group if trigger.id in needed_rules)
            for database, group in plan.score_triggers.items()
            if database in scored_databases
        },
    )


def _triggers(plan: CompiledRules) -> list[Trigger]:
    """Every rule of a plan, score rules too."""
    groups = (*plan.triggers.values(), *plan.score_triggers.values())
    return list({trigger.id: trigger for group in groups for trigger in group}.values())


def _home(plan: CompiledRules, trigger: Trigger) -> Node:
    return plan.world.record_kinds[trigger.lists].home, trigger.lists


def _successors(plan: CompiledRules, node: Node) -> list[Node]:
    """The nodes to which a record, or the listing that it brings, gets from a node in one step."""
    database, kind = node
    triggers = list(plan.triggers.get(node, ()))
    if any(trigger.effect in SCORE_EFFECTS for trigger in triggers):
        triggers += plan.score_triggers.get(database, ())
    listing_homes = [_home(plan, trigger) for trigger in triggers if trigger.effect in LISTING_EFFECTS]
    return [*((route.target, kind) for route in plan.routes.get(node, ())), *listing_homes]


def _forward_reachable(plan: CompiledRules, kinds: Iterable[str]) -> set[Node]:
    known_kinds = plan.world.record_kinds
    stack = [(known_kinds[kind].home, kind) for kind in kinds if kind in known_kinds]
    reached = set(stack)
    while stack:
        unvisited = set(_successors(plan, stack.pop())) - reached
        reached |= unvisited
        stack += unvisited
    return reached


def _backward_reachable(
    plan: CompiledRules, goals: Collection[str], goal_databases: Collection[str], reachable: Collection[Node]
) -> set[Node]:
    """The nodes among the reachable ones from which a goal can be reached."""
    predecessors: dict[Node, list[Node]] = {}
    for node in reachable:
        for successor in _successors(plan, node):
            predecessors.setdefault(successor, []).append(node)
    stack = [node for node in reachable if node[0] in goal_databases or _can_fire(plan, node, goals)]
    goal_nodes = set(stack)
    while stack:
        unvisited = set(predecessors.get(stack.pop(), ())) - goal_nodes
        goal_nodes |= unvisited
        stack += unvisited
    return goal_nodes


def _can_fire(plan: CompiledRules, node: Node, goals: Collection[str]) -> bool:
    """Whether a record at a node can fire a goal, by itself or by its points."""
    triggers = plan.triggers.get(node, ())
    gives_points = any(trigger.effect in SCORE_EFFECTS for trigger in triggers)
    score_triggers = plan.score_triggers.get(node[0], ()) if gives_points else ()
    return any(trigger.id in goals for trigger in (*triggers, *score_triggers))


class BaselineRun:
    """The run before anything is removed: the ends of its facts, and which of them rest on wrong matches."""

    def __init__(self, plan: CompiledRules, start: StartingRecords) -> None:
        self.plan, self.start = plan, start
        self.fixpoint = run(plan, start)
        self._durations: Durations | None = None
        self._without_wrong_matches: Fixpoint | None = None

    def until(self, record_key: str, place_key: str) -> int | None:
        """The day on which a fact ends; None: never, or not known."""
        if self._durations is None:
            self._durations = Durations(self.plan, self.start.tables, self.fixpoint)
        index = self.fixpoint.known.get((record_key, place_key))
        return None if index is None else self._durations.end_of(self.fixpoint.facts[index])

    def is_wrong(self, record_key: str, place_key: str) -> bool:
        """Whether a fact is no longer known once every wrong match is taken away."""
        if not self.fixpoint.has_wrong_match:
            return False
        if self._without_wrong_matches is None:
            self._without_wrong_matches = run(self.plan, self.start, without_wrong_matches=True)
        return (record_key, place_key) not in self._without_wrong_matches.known


def ancestors(fixpoint: Fixpoint, index: int) -> list[int]:
    """The indices of a fact and of all its causes in a run, causes first."""
    visited, stack = {index}, [index]
    while stack:
        unvisited = set(fixpoint.facts[stack.pop()].causes) - visited
        visited |= unvisited
        stack += unvisited
    return sorted(visited)


def removals_used(fixpoint: Fixpoint, indices: Iterable[int]) -> frozenset[str]:
    """The ids of the links and rules by which some facts came about, as `cut:LINK` and `off:RULE`."""
    origins = ((fact.kind, fact.by) for fact in (fixpoint.facts[index] for index in indices))
    return frozenset(
        f"{'cut' if kind == 'linked' else 'off'}:{origin.id}" for kind, origin in origins if origin is not None
    )


def proof_steps(fixpoint: Fixpoint, index: int, baseline: BaselineRun) -> tuple[Step, ...]:
    """The proof of a fact that a run still reaches, as steps, causes first, numbered from 1."""
    indices = ancestors(fixpoint, index)
    ids = {ancestor: f"s{number}" for number, ancestor in enumerate(indices, start=1)}
    opened: set[str] = set()
    steps = []
    for ancestor in indices:
        fact = fixpoint.facts[ancestor]
        account = fixpoint.tables.account(fact.account.database, fact.account.id)
        opens = account is None and fact.account.id not in opened
        if fact.kind in ("linked", "listed"):
            opened.add(fact.account.id)
        step = _step(fixpoint, ancestor, ids, baseline)
        steps.append(step._replace(made_row=opens and fact.kind in ("linked", "listed")))
    return tuple(steps)


def _step(fixpoint: Fixpoint, index: int, ids: Mapping[int, str], baseline: BaselineRun) -> Step:
    fact, kinds = fixpoint.facts[index], fixpoint.plan.world.record_kinds
    kind = fixpoint.records[fact.record][0]
    by, grounds = fact.by, fact.by or kinds[kind]
    step = Step(
        ids[index],
        fact.kind,
        fact.account.database,
        fact.account.id,
        fact.subject,
        fact.record,
        kind,
        by.id if by else "",
        fact.joined,
        False,
        fact.day,
        baseline.until(fact.record_key, fact.place_key),
        tuple([ids[cause] for cause in fact.causes]),
        grounds.status,
        grounds.number_status,
        grounds.evidence,
        baseline.is_wrong(fact.record_key, fact.place_key),
        fact.depth,
    )
    if fact.kind == "effect" and isinstance(by, Trigger):
        return step._replace(service=by.service, effect=by.effect, falls_on=by.falls_on)
    return step
