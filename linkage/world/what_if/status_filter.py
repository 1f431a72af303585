"""What stays of a world when only statements of some statuses stay: each stands on others, which must stay too.

A kind that goes drops out of what links carry and rules look for, and its records don't exist. Source: design 5.
"""

from __future__ import annotations

from dataclasses import replace

from linkage.world.link_connects import connection_fault
from linkage.world.model import Link, Rule, World


def keep(world: World, statuses: frozenset[str]) -> World:
    """What stays when only statements of some statuses stay: each stands on others, which must stay too."""
    agencies = {name: row for name, row in world.agencies.items() if row.status in statuses}
    identifiers = {name: row for name, row in world.identifiers.items() if row.status in statuses}
    databases = {
        name: row for name, row in world.databases.items() if row.status in statuses and row.agency in agencies
    }
    registers = {
        name: row
        for name, row in world.registers.items()
        if row.status in statuses and row.database in databases and row.from_ in identifiers and row.to in identifiers
    }
    kinds = {name: row for name, row in world.record_kinds.items() if row.status in statuses and row.home in databases}
    gone = {(database, i) for database, row in databases.items() for i in row.identifiers if i not in identifiers}
    kept = replace(
        world,
        agencies=agencies,
        identifiers=identifiers,
        databases=databases,
        registers=registers,
        record_kinds=kinds,
        blank=world.blank | gone,
    )
    links = {
        name: link
        for name, link in world.links.items()
        if link.status in statuses and _stands(kept, link) and connection_fault(kept, link) is None
    }
    rules = {
        name: rule
        for name, rule in world.rules.items()
        if rule.status in statuses and rule.database in databases and (not rule.lists or rule.lists in kinds)
    }
    return _only_kinds_that_exist(replace(kept, links=links, rules=rules))


def _stands(world: World, link: Link) -> bool:
    return link.key in world.identifiers and link.last in world.identifiers


def _only_kinds_that_exist(world: World) -> World:
    def passing(link: Link) -> Link:
        if "*" in link.carries:
            return link
        return replace(link, carries=tuple(kind for kind in link.carries if kind in world.record_kinds))

    def firing(rule: Rule) -> Rule:
        return rule if rule.threshold else replace(rule, when=tuple(k for k in rule.kinds if k in world.record_kinds))

    links = {name: passing(link) for name, link in world.links.items()}
    rules = {name: firing(rule) for name, rule in world.rules.items()}
    return replace(world, links=links, rules=rules)
