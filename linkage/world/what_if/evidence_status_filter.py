"""The part of a world that rests on statements of some statuses only: each stands on others, which must stay too.

A kind that goes drops out of what links carry and rules look for, and its records don't exist. Source: design 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from linkage.world.composites import parts_of
from linkage.world.link_connects import connection_fault
from linkage.world.model import Identifier, Link, Rule, World


def filter_statuses(world: World, statuses: frozenset[str]) -> World:
    """The world with statements of these statuses only, as far as all that they stand on has them too."""
    agencies = {name: row for name, row in world.agencies.items() if row.status in statuses}
    identifiers = {name: row for name, row in world.identifiers.items() if row.status in statuses}
    databases = {
        name: row for name, row in world.databases.items() if row.status in statuses and row.agency in agencies
    }
    registers = {
        name: row
        for name, row in world.registers.items()
        if row.status in statuses and row.database in databases and _all_stay((row.from_, row.to), identifiers)
    }
    columns = {
        key: row
        for key, row in world.columns.items()
        if row.status in statuses and row.database in databases and row.identifier in identifiers
    }
    kinds = {name: row for name, row in world.record_kinds.items() if row.status in statuses and row.home in databases}
    blank = {
        (database, column)
        for database, row in databases.items()
        for column in row.identifiers
        if column not in identifiers
    }
    filtered = replace(
        world,
        agencies=agencies,
        identifiers=identifiers,
        databases=databases,
        registers=registers,
        columns=columns,
        record_kinds=kinds,
        blank=world.blank | blank,
    )
    links = {
        name: link
        for name, link in world.links.items()
        if link.status in statuses and _has_identifiers(filtered, link) and connection_fault(filtered, link) is None
    }
    rules = {
        name: rule
        for name, rule in world.rules.items()
        if rule.status in statuses and rule.database in databases and (not rule.lists or rule.lists in kinds)
    }
    return _only_kinds_that_exist(replace(filtered, links=links, rules=rules))


def _has_identifiers(world: World, link: Link) -> bool:
    return _all_stay((link.key, link.last), world.identifiers)


def _all_stay(keys: Iterable[str], identifiers: Mapping[str, Identifier]) -> bool:
    """Whether every part of some keys is among the identifiers that stay."""
    return all(part in identifiers for key in keys for part in parts_of(key))


def _only_kinds_that_exist(world: World) -> World:
    def passing(link: Link) -> Link:
        if "*" in link.carries:
            return link
        return replace(link, carries=tuple(kind for kind in link.carries if kind in world.record_kinds))

    def firing(rule: Rule) -> Rule:
        if rule.threshold:
            return rule
        return replace(rule, when=tuple(kind for kind in rule.kinds if kind in world.record_kinds))

    links = {name: passing(link) for name, link in world.links.items()}
    rules = {name: firing(rule) for name, rule in world.rules.items()}
    return replace(world, links=links, rules=rules)
