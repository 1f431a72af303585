"""A world's links and rules compiled into a plan: what can happen at a database to a record of a kind.

A `CompiledRules` is made once for a world and used for any number of spreads. Knows no people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from linkage.population.account_table import Account
from linkage.population.tables import Tables
from linkage.spread.matching import Route
from linkage.vocabulary import weakest
from linkage.world.column_errors import errors_of, errors_on
from linkage.world.link_paths import finds_across_districts, first_blank, hops_of, kinds_carried, pairs_count_from
from linkage.world.model import Link, Rule, Threshold, World


class Trigger(NamedTuple):
    """A rule compiled for running: when it fires, and what its firing brings."""

    id: str
    database: str
    at_least: int
    confirmed: bool
    effect: str
    service: str
    lists: str
    falls_on: str
    days: int
    term: int | None
    points: int
    threshold: Threshold | None
    status: str
    number_status: str
    evidence: tuple[str, ...]
    enforced: float = 1.0  # the share of accounts at which it fires


@dataclass(frozen=True, eq=False)
class CompiledRules:
    """A world's live links and rules by (database, record kind); score rules by database."""

    world: World
    routes: dict[tuple[str, str], tuple[Route, ...]]
    triggers: dict[tuple[str, str], tuple[Trigger, ...]]
    score_triggers: dict[str, tuple[Trigger, ...]]
    lists: frozenset[str]

    @cached_property
    def finds_across_districts(self) -> bool:
        """Whether a link joins on an identifier whose values residents of a whole district share."""
        return finds_across_districts(self.world)

    @classmethod
    def of(cls, world: World) -> CompiledRules:
        """The plan of a world."""
        routes: dict[tuple[str, str], list[Route]] = {}
        errors = errors_of(world)
        for link in world.links.values():
            if first_blank(world, link) is None:
                route = _route(world, link)._replace(errors=errors_on(link, errors))
                for kind in kinds_carried(world, link):
                    routes.setdefault((link.source, kind), []).append(route)
        triggers: dict[tuple[str, str], list[Trigger]] = {}
        scores: dict[str, list[Trigger]] = {}
        for rule in world.rules.values():
            if rule.threshold is not None:
                scores.setdefault(rule.database, []).append(_trigger(world, rule))
            for kind in rule.kinds:
                triggers.setdefault((rule.database, kind), []).append(_trigger(world, rule))
        return cls(
            world,
            {key: tuple(group) for key, group in routes.items()},
            {key: tuple(group) for key, group in triggers.items()},
            {key: tuple(group) for key, group in scores.items()},
            frozenset(id_ for id_, database in world.databases.items() if database.kind == "list"),
        )


def _route(world: World, link: Link) -> Route:
    hops = () if link.id in world.paired else hops_of(link)
    translations = [world.registers[hop] for hop in hops]
    evidence = dict.fromkeys([*link.evidence, *(quote for row in translations for quote in row.evidence)])
    return Route(
        link.id,
        link.source,
        link.target,
        link.key,
        hops,
        link.last,
        world.is_list(link.source),
        world.is_list(link.target),
        link.needs == "confirmed",
        1.0 if link.share is None else link.share,
        link.add_days or 0,
        link.remove_days,
        weakest([link.status, *(row.status for row in translations)]),
        weakest([link.number_status, *(row.number_status for row in translations)]),
        tuple(evidence),
        pairs_count_from(link),
    )


def _trigger(world: World, rule: Rule) -> Trigger:
    return Trigger(
        rule.id,
        rule.database,
        rule.at_least,
        rule.needs == "confirmed",
        rule.effect,
        rule.service,
        rule.lists,
        rule.falls_on,
        rule.after_days or 0,
        rule.term_days,
        rule.points or 0,
        rule.threshold,
        rule.status,
        rule.number_status,
        rule.evidence,
        world.enforced.get(rule.id, 1.0),
    )


def is_enforced(trigger: Trigger, account: str, tables: Tables) -> bool:
    """Whether a rule is enforced at an account: the same in every run, and with a larger share at more accounts."""
    return trigger.enforced >= 1 or tables.draws.of_rule(trigger.id, account) < trigger.enforced


def affected_subjects(trigger: Trigger, subject: str, tables: Tables) -> list[str]:
    """The subjects on whom a rule's effect falls: the subject itself, or its children, officers or companies."""
    return [subject] if trigger.falls_on == "self" else resolve_falls_on(trigger.falls_on, subject, tables)


def resolve_falls_on(falls_on: str, subject: str, tables: Tables) -> list[str]:
    """The subjects whom a rule's `falls_on` names for a subject: itself, its children, officers or companies."""
    if falls_on == "self":
        return [subject]
    relation = {"children": "parent", "officers": "officer of", "company": "officer"}[falls_on]
    return tables.related(relation, subject)


def home_rows(world: World, kind: str, subject: str, tables: Tables) -> list[Account]:
    """The accounts at which a listing of a subject is born (none in a roll without one)."""
    home = world.record_kinds[kind].home
    if world.is_list(home):
        return tables.rows_in_list(home, subject) if tables.can_hold(home, subject) else []
    return tables.of(home, subject)
