"""The proofs that survive a removal: a run under it, and the steps behind what it still brings.

A plan is made smaller in two ways: to the routes and rules that can matter for some goals (`towards`), and by what
is removed (`without`). A proof is told as `why` tells it: ends, and what is wrong, are those of the whole spread.
Source: design 4.6 and 5.
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

Place = tuple[str, str]
"""A database and a record kind."""

_Ready = TypeVar("_Ready", bound=Any)


class StartingRecords(NamedTuple):
    """Where a spread starts: some records among some people."""

    tables: Tables
    records: tuple[Record, ...]


def run(plan: CompiledRules, start: StartingRecords, only_right: bool = False) -> Fixpoint:
    """What some records bring about under a plan; records of kinds that the world lacks don't exist there."""
    records = [record for record in start.records if record.kind in plan.world.record_kinds]
    return fixpoint(plan, start.tables, sorted(records), only_right)


def without(plan: CompiledRules, links: Collection[str], rules: Collection[str]) -> CompiledRules:
    """A plan in which some links carry nothing and some rules never fire."""
    if not rules:
        return replace(plan, routes=_less(plan.routes, links))
    return replace(
        plan,
        routes=_less(plan.routes, links),
        triggers=_less(plan.triggers, rules),
        score_triggers=_less(plan.score_triggers, rules),
    )


def _less(ready: Mapping[Any, tuple[_Ready, ...]], gone: Collection[str]) -> dict[Any, tuple[_Ready, ...]]:
    return {at: tuple([each for each in found if each.id not in gone]) for at, found in ready.items()}


def towards(plan: CompiledRules, kinds: Iterable[str], goals: Collection[str]) -> CompiledRules:
    """The part of a plan by which records of some kinds can make some rules fire; other effects are left out.

    A score rule can fire by any points at its database. A place is a database and a record kind; what matters lies
    on a way from where a record is born to where a goal looks.
    """
    ahead = _reached(plan, kinds)
    matter = _behind(plan, goals, ahead)
    listing = {t.id for t in _triggers(plan) if t.effect in LISTING_EFFECTS and _home(plan, t) in matter}
    wanted = {*goals, *listing}
    counted = {database for database, found in plan.score_triggers.items() if any(t.id in wanted for t in found)}
    return replace(
        plan,
        routes={
            at: tuple(route for route in found if (route.target, at[1]) in matter)
            for at, found in plan.routes.items()
            if at in matter
        },
        triggers={
            at: tuple(t for t in found if t.id in wanted or (t.effect in SCORE_EFFECTS and at[0] in counted))
            for at, found in plan.triggers.items()
            if at in matter
        },
        score_triggers={
            database: tuple(t for t in found if t.id in wanted)
            for database, found in plan.score_triggers.items()
            if database in counted
        },
    )


def _triggers(plan: CompiledRules) -> list[Trigger]:
    """Every rule that is ready, score rules too."""
    groups = (*plan.triggers.values(), *plan.score_triggers.values())
    return list({trigger.id: trigger for group in groups for trigger in group}.values())


def _home(plan: CompiledRules, trigger: Trigger) -> Place:
    return plan.world.record_kinds[trigger.lists].home, trigger.lists


def _onward(plan: CompiledRules, place: Place) -> list[Place]:
    """The places to which a record, or the listing that it brings, gets from a place in one step."""
    database, kind = place
    firing = list(plan.triggers.get(place, ()))
    if any(trigger.effect in SCORE_EFFECTS for trigger in firing):
        firing += plan.score_triggers.get(database, ())
    listed = [_home(plan, trigger) for trigger in firing if trigger.effect in LISTING_EFFECTS]
    return [*((route.target, kind) for route in plan.routes.get(place, ())), *listed]


def _reached(plan: CompiledRules, kinds: Iterable[str]) -> set[Place]:
    there = plan.world.record_kinds
    waiting = [(there[kind].home, kind) for kind in kinds if kind in there]
    found = set(waiting)
    while waiting:
        new = set(_onward(plan, waiting.pop())) - found
        found |= new
        waiting += new
    return found


def _behind(plan: CompiledRules, goals: Collection[str], ahead: Collection[Place]) -> set[Place]:
    """The places among some from which a goal can be reached."""
    before: dict[Place, list[Place]] = {}
    for place in ahead:
        for following in _onward(plan, place):
            before.setdefault(following, []).append(place)
    waiting = [place for place in ahead if _fires(plan, place, goals)]
    found = set(waiting)
    while waiting:
        new = set(before.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def _fires(plan: CompiledRules, place: Place, goals: Collection[str]) -> bool:
    """Whether a record at a place can fire a goal, by itself or by its points."""
    firing = plan.triggers.get(place, ())
    counts = any(trigger.effect in SCORE_EFFECTS for trigger in firing)
    looking = plan.score_triggers.get(place[0], ()) if counts else ()
    return any(trigger.id in goals for trigger in (*firing, *looking))


class BaselineRun:
    """The run before anything is removed: what its proofs say of ends, and of wrong matches."""

    def __init__(self, plan: CompiledRules, start: StartingRecords) -> None:
        self.plan, self.start = plan, start
        self.flood = run(plan, start)
        self._ends: Durations | None = None
        self._right: Fixpoint | None = None

    def until(self, what: str, where: str) -> int | None:
        """When something known ends."""
        if self._ends is None:
            self._ends = Durations(self.plan, self.start.tables, self.flood)
        place = self.flood.known.get((what, where))
        return None if place is None else self._ends.of(self.flood.facts[place])

    def wrong(self, what: str, where: str) -> bool:
        """Whether something known isn't there once every wrong match is taken away."""
        if not self.flood.met_wrong:
            return False
        if self._right is None:
            self._right = run(self.plan, self.start, only_right=True)
        return (what, where) not in self._right.known


def behind(fixpoint: Fixpoint, place: int) -> list[int]:
    """The places of a fact and of all that caused it in a run, causes first."""
    found, waiting = {place}, [place]
    while waiting:
        new = set(fixpoint.facts[waiting.pop()].causes) - found
        found |= new
        waiting += new
    return sorted(found)


def used(fixpoint: Fixpoint, places: Iterable[int]) -> frozenset[str]:
    """The ids of the links and rules by which some facts came about, as `cut:LINK` and `off:RULE`."""
    by = ((fact.kind, fact.by) for fact in (fixpoint.facts[place] for place in places))
    return frozenset(f"{'cut' if kind == 'linked' else 'off'}:{made.id}" for kind, made in by if made is not None)


def proof(fixpoint: Fixpoint, place: int, baseline: BaselineRun) -> tuple[Step, ...]:
    """What a run still brings, as the steps of its proof, causes first, numbered from 1."""
    places = behind(fixpoint, place)
    ids = {each: f"s{number}" for number, each in enumerate(places, start=1)}
    opened: set[str] = set()
    steps = []
    for each in places:
        fact = fixpoint.facts[each]
        new = fact.account.id not in fixpoint.tables.accounts and fact.account.id not in opened
        if fact.kind in ("linked", "listed"):
            opened.add(fact.account.id)
        step = _step(fixpoint, each, ids, baseline)
        steps.append(step._replace(made_row=new and fact.kind in ("linked", "listed")))
    return tuple(steps)


def _step(fixpoint: Fixpoint, place: int, ids: Mapping[int, str], baseline: BaselineRun) -> Step:
    fact, kinds = fixpoint.facts[place], fixpoint.plan.world.record_kinds
    kind = fixpoint.records[fact.record][0]
    by, grounds = fact.by, fact.by or kinds[kind]
    step = Step(
        ids[place],
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
        baseline.until(fact.what, fact.where),
        tuple([ids[cause] for cause in fact.causes]),
        grounds.status,
        grounds.number_status,
        grounds.evidence,
        baseline.wrong(fact.what, fact.where),
        fact.depth,
    )
    if fact.kind == "effect" and isinstance(by, Trigger):
        return step._replace(service=by.service, effect=by.effect, falls_on=by.falls_on)
    return step
