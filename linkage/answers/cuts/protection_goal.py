"""What protecting a service means, and whether it is protected once something is removed.

A service is protected when nobody reached finds it closed; where nothing closes it, when nobody is slowed, fined or
made to wait there. Closed is also what needs a closed service. Only the part of the world that can matter is run.

Without scores a removal only ever takes away. With them it may bring a refusal: fewer good points put a score below
a line, fewer bad ones lift it over one (`turns`). Source: design 4.4 and 5.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import replace
from typing import NamedTuple

from linkage.spread.compiled_rules import CompiledRules, Trigger
from linkage.spread.fixpoint import Fixpoint
from linkage.spread.proofs_after_removal import BaselineRun, StartingRecords, behind, proof, run, towards, used, without
from linkage.spread.steps import Step
from linkage.vocabulary import CLOSING_EFFECTS, HINDERING_EFFECTS
from linkage.world.model import World


class Survivor(NamedTuple):
    """An effect that is still brought: its run, its place in it, and the run before anything was removed."""

    flood: Fixpoint
    place: int
    baseline: BaselineRun

    @property
    def uses(self) -> frozenset[str]:
        """The links and rules of its proof, as `cut:LINK` and `off:RULE`."""
        return used(self.flood, behind(self.flood, self.place))

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its proof."""
        return proof(self.flood, self.place, self.baseline)


class ProtectionGoal:
    """A service, and the records that it is to be protected from.

    `goals` are the rules that must not take effect, `plan` the part of the world by which they could.
    """

    def __init__(self, plan: CompiledRules, starts: Sequence[StartingRecords], service: str) -> None:
        self.whole, self.starts, self.service = plan, tuple(starts), service
        closing = closing_rules(plan.world, service)
        self._aim(closing)
        self.closes = self.survivor() is not None
        if not self.closes:
            self._aim(closing | _rules(plan.world, {service}, HINDERING_EFFECTS))

    def _aim(self, goals: frozenset[str]) -> None:
        kinds = {record.kind for start in self.starts for record in start.records}
        self.goals = goals
        self.plan = towards(self.whole, kinds, goals)
        self.baselines = [BaselineRun(self.plan, start) for start in self.starts]

    @property
    def turns(self) -> bool:
        """Whether a removal could bring what it should prevent: points that work against a score rule."""
        return any(
            any(points_against(trigger, each) for each in self._points(database))
            for database, found in self.plan.score_triggers.items()
            for trigger in found
        )

    def _points(self, database: str) -> set[Trigger]:
        return {t for at, found in self.plan.triggers.items() if at[0] == database for t in found if t.points}

    def scoreless(self) -> ProtectionGoal:
        """The same where no score is ever looked at: what is brought here is brought whatever the scores."""
        alone = copy(self)
        alone.plan = replace(self.plan, score_triggers={})
        alone.baselines = [BaselineRun(alone.plan, start) for start in self.starts]
        return alone

    def survivor(self, links: Collection[str] = (), rules: Collection[str] = ()) -> Survivor | None:
        """What is still brought once some links and rules are gone, by the fewest steps; None: it is protected."""
        nothing = not links and not rules
        plan = self.plan if nothing else without(self.plan, links, rules)
        for baseline in self.baselines:
            flood = baseline.flood if nothing else run(plan, baseline.start)
            found = [
                (fact.depth, place)
                for place, fact in enumerate(flood.facts)
                if fact.kind == "effect" and fact.by is not None and fact.by.id in self.goals
            ]
            if found:
                return Survivor(flood, min(found)[1], baseline)
        return None


def points_against(looking: Trigger, giving: Trigger) -> bool:
    """Whether points work against a score rule: good ones against falling below, bad ones against reaching."""
    if looking.threshold is None:
        return False
    return giving.points > 0 if looking.threshold.sign == "<" else giving.points < 0


def closing_rules(world: World, service: str) -> frozenset[str]:
    """The rules that close a service, or one that it needs."""
    return _rules(world, needed(world, service), CLOSING_EFFECTS)


def needed(world: World, service: str) -> set[str]:
    """A service, the one it needs, the one that needs, and so on."""
    found: set[str] = set()
    while service in world.services and service not in found:
        found.add(service)
        service = world.services[service].needs
    return found


def _rules(world: World, services: Collection[str], effects: Collection[str]) -> frozenset[str]:
    return frozenset(rule.id for rule in world.rules.values() if rule.service in services and rule.effect in effects)
