"""The goal of a cut: which rules must not take effect, and which proof of one survives a set of removals.

A service is protected when nobody reached finds it closed; where nothing closes it, when nobody is slowed, fined or
made to wait there. Closed is also what needs a closed service. A database is protected when nobody's record becomes
known there, a birth included. Of several targets each has its own test, and all are protected at once. Only the part
of the world that can matter is run.

Without scores spreading is monotone: a removal only ever takes effects away. With them it may bring a refusal: fewer
good points put a score below a threshold, fewer bad ones lift it over one (`nonmonotone`). Source: design 4.4, 5, 11.6.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import replace
from typing import NamedTuple

from linkage.spread.compiled_rules import CompiledRules, Trigger
from linkage.spread.fixpoint import Fact, Fixpoint
from linkage.spread.proofs_after_removal import (
    BaselineRun,
    StartingRecords,
    ancestors,
    plan_without,
    proof_steps,
    relevant_part,
    removals_used,
    run,
)
from linkage.spread.steps import Step
from linkage.vocabulary import CLOSING_EFFECTS, HINDERING_EFFECTS
from linkage.world.model import World

ARRIVALS = frozenset({"recorded", "linked", "listed"})
"""The kinds of fact by which a record becomes known at an account."""


class SurvivingProof(NamedTuple):
    """A proof of the goal that survives some removals: the run after them, its last fact, and the run before them."""

    fixpoint: Fixpoint
    fact_index: int  # the place of the effect (or of the record at a database) among the facts of the fixpoint
    baseline: BaselineRun

    @property
    def uses(self) -> frozenset[str]:
        """The links and rules that the proof uses, as `cut:LINK` and `off:RULE`."""
        return removals_used(self.fixpoint, ancestors(self.fixpoint, self.fact_index))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the proof, causes first."""
        return proof_steps(self.fixpoint, self.fact_index, self.baseline)


DATABASE_TARGET = "database:"
"""What stands in front of a database's name where it is to be protected; a service's name stands alone."""


class ProtectionGoal:
    """Services and databases to protect all at once, and the starting records to protect them from.

    `goal_rules` are the rules that must not take effect, `goal_databases` the databases that no record may reach,
    `plan` the part of the world by which they could; `closed_services` are the targets that are closed without any
    removal: the other services are at most slowed, fined or made to wait.

    Args:
        targets: services, and databases written `database:NAME`.
    """

    def __init__(self, plan: CompiledRules, starts: Sequence[StartingRecords], *targets: str) -> None:
        self.whole_plan, self.starts, self.targets = plan, tuple(starts), tuple(dict.fromkeys(targets))
        self.services = tuple(target for target in self.targets if not target.startswith(DATABASE_TARGET))
        databases = (target for target in self.targets if target.startswith(DATABASE_TARGET))
        self.goal_databases = frozenset(target.removeprefix(DATABASE_TARGET) for target in databases)
        closing = {service: closing_rules(plan.world, service) for service in self.services}
        self._run_towards(frozenset().union(*closing.values()), frozenset())
        fired = self._rules_that_took_effect()
        self.closed_services = frozenset(service for service, rules in closing.items() if rules & fired)
        open_services = [service for service in self.services if service not in self.closed_services]
        hindering = [_rules(plan.world, {service}, HINDERING_EFFECTS) for service in open_services]
        if hindering or self.goal_databases:
            self._run_towards(self.goal_rules.union(*hindering), self.goal_databases)

    def _run_towards(self, rules: frozenset[str], databases: frozenset[str]) -> None:
        kinds = {record.kind for start in self.starts for record in start.records}
        self.goal_rules = rules
        self.plan = relevant_part(self.whole_plan, kinds, rules, databases)
        self.baselines = [BaselineRun(self.plan, start) for start in self.starts]

    def _rules_that_took_effect(self) -> set[str]:
        facts = (fact for baseline in self.baselines for fact in baseline.fixpoint.facts)
        return {fact.by.id for fact in facts if fact.kind == "effect" and fact.by is not None}

    @property
    def nonmonotone(self) -> bool:
        """Whether a removal could bring what it should prevent: where points work against a score rule."""
        return any(
            any(points_against(trigger, giving) for giving in self._points(database))
            for database, triggers in self.plan.score_triggers.items()
            for trigger in triggers
        )

    def _points(self, database: str) -> set[Trigger]:
        return {t for at, triggers in self.plan.triggers.items() if at[0] == database for t in triggers if t.points}

    def without_scores(self) -> ProtectionGoal:
        """The same goal without score rules: what is reached under it is reached whatever the scores are."""
        goal = copy(self)
        goal.plan = replace(self.plan, score_triggers={})
        goal.baselines = [BaselineRun(goal.plan, start) for start in self.starts]
        return goal

    def surviving_proof(self, links: Collection[str] = (), rules: Collection[str] = ()) -> SurvivingProof | None:
        """The shortest proof of the goal once some links and rules are gone; None: the service is protected."""
        nothing = not links and not rules
        plan = self.plan if nothing else plan_without(self.plan, links, rules)
        for baseline in self.baselines:
            fixpoint = baseline.fixpoint if nothing else run(plan, baseline.start)
            reached = [(fact.depth, index) for index, fact in enumerate(fixpoint.facts) if self._is_reached_by(fact)]
            if reached:
                return SurvivingProof(fixpoint, min(reached)[1], baseline)
        return None

    def _is_reached_by(self, fact: Fact) -> bool:
        """Whether a fact is what should not be: a goal's rule takes effect, or a record is at a goal's database."""
        if fact.kind == "effect":
            return fact.by is not None and fact.by.id in self.goal_rules
        return fact.kind in ARRIVALS and fact.account.database in self.goal_databases


def points_against(looking: Trigger, giving: Trigger) -> bool:
    """Whether points work against a score rule: good ones against falling below, bad ones against reaching."""
    if looking.threshold is None:
        return False
    return giving.points > 0 if looking.threshold.sign == "<" else giving.points < 0


def closing_rules(world: World, service: str) -> frozenset[str]:
    """The rules that close a service: those that close it, or one that it needs."""
    return _rules(world, needed_services(world, service), CLOSING_EFFECTS)


def needed_services(world: World, service: str) -> set[str]:
    """A service with all services that it needs, directly or through others."""
    services: set[str] = set()
    while service in world.services and service not in services:
        services.add(service)
        service = world.services[service].needs
    return services


def _rules(world: World, services: Collection[str], effects: Collection[str]) -> frozenset[str]:
    return frozenset(rule.id for rule in world.rules.values() if rule.service in services and rule.effect in effects)
