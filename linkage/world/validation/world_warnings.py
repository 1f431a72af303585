"""Warnings: what a world may say, and hardly means. It loads all the same; `check` lists them, each with its place.

Looked for in worlds without a fault. Everything that the folder says counts, whatever reading it shows first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import Any

from linkage.errors import WarningFaultError
from linkage.vocabulary import SCORE_EFFECTS
from linkage.world.model import TABLES, World
from linkage.world.reading.csv_text import folder_contents
from linkage.world.reading.partial_world import PartialWorld, read_partial_world
from linkage.world.reading.rows import MOST_FAULTS
from linkage.world.real_data_guard import safe_text

_TOLERANCE = 1e-6
_FIGURE_KINDS = frozenset({"share", "days", "number"})


def warnings_of(folder: Path) -> list[WarningFaultError]:
    """The warnings about a folder that holds a world without a fault."""
    draft = read_partial_world(folder.resolve().name, folder_contents(folder))
    return [warning for find in WARNINGS for warning in islice(find(draft), MOST_FAULTS)]


def rules_out_of_reach(draft: PartialWorld) -> Iterator[WarningFaultError]:
    """Rules at databases where too few of the records that they look for can ever arrive."""
    world = draft.world
    reach = {kind: databases_reached(world, kind) for kind in world.record_kinds}
    fed = _scores_that_change(world, reach)
    for rule in world.rules.values():
        place = draft.place("rules", rule.id, "when")
        if rule.threshold is not None:
            if rule.database not in fed:
                expected = "a points rule there whose records arrive"
                yield WarningFaultError(place, f"{rule.threshold}, a score that nothing changes", expected)
            continue
        missing = [kind for kind in rule.kinds if rule.database not in reach[kind]]
        if len(rule.kinds) - len(missing) < rule.at_least:
            found = f"{', '.join(missing)}, which never arrives at {rule.database}"
            yield WarningFaultError(
                place, safe_text(found, 200), "records that a link carries there, or that begin there"
            )


def databases_reached(world: World, kind: str) -> set[str]:
    """The databases where a record of a kind can become known: its home, and where links carry it from there."""
    reached = {world.record_kinds[kind].home}
    waiting = list(reached)
    for database in waiting:
        for link in world.links.values():
            carries = link.carries == ("*",) or kind in link.carries
            if link.source == database and carries and link.share != 0 and link.target not in reached:
                reached.add(link.target)
                waiting.append(link.target)
    return reached


def _scores_that_change(world: World, reach: dict[str, set[str]]) -> set[str]:
    """The databases where some points rule can fire."""
    return {
        rule.database
        for rule in world.rules.values()
        if rule.effect in SCORE_EFFECTS and sum(rule.database in reach[kind] for kind in rule.kinds) >= rule.at_least
    }


def idle_kinds(draft: PartialWorld) -> Iterator[WarningFaultError]:
    """Record kinds that no link carries from home and no rule looks for."""
    world = draft.world
    used = {kind for rule in world.rules.values() for kind in rule.kinds}
    for kind in world.record_kinds.values():
        if kind.id not in used and len(databases_reached(world, kind.id)) == 1:
            place = draft.place("record_kinds", kind.id, "id")
            yield WarningFaultError(
                place, f"{kind.id}, which nothing carries or uses", "a link or a rule that names it"
            )


def services_without_rules(draft: PartialWorld) -> Iterator[WarningFaultError]:
    """Services that no rule and no needed service can close, slow or open, and that remain for none that closes."""
    world = draft.world
    ruled = {rule.service for rule in world.rules.values()} | {row.instead for row in world.services.values()}
    for service in world.services.values():
        if service.id not in ruled and not service.needs:
            place = draft.place("services", service.id, "id")
            yield WarningFaultError(place, f"{service.id}, at which no rule does anything", "a rule that names it")


def idle_agencies(draft: PartialWorld) -> Iterator[WarningFaultError]:
    """Agencies that keep no database and provide no service."""
    world = draft.world
    used = {row.agency for row in world.databases.values()} | {row.provider for row in world.services.values()}
    for agency in world.agencies.values():
        if agency.id not in used:
            place = draft.place("agencies", agency.id, "id")
            yield WarningFaultError(
                place, f"{agency.id}, which keeps and provides nothing", "a database or a service of it"
            )


def idle_identifiers(draft: PartialWorld) -> Iterator[WarningFaultError]:
    """Identifiers that are no database's column."""
    world = draft.world
    used = {name for row in world.databases.values() for name in row.identifiers}
    for identifier in world.identifiers.values():
        if identifier.id not in used:
            place = draft.place("identifiers", identifier.id, "id")
            yield WarningFaultError(place, f"{identifier.id}, which no database holds", "a database that names it")


def low_coverages(draft: PartialWorld) -> Iterator[WarningFaultError]:
    """Registers whose wrong rows are given as a larger share than its filled rows are."""
    for row in draft.world.registers.values():
        wrong = (row.wrong_household or 0) + (row.wrong_stranger or 0)
        if row.coverage is not None and wrong > row.coverage:
            place = draft.place("registers", row.id, "coverage")
            found = f"{row.coverage:g}, below the wrong shares ({wrong:g})"
            yield WarningFaultError(place, found, "a larger share: the wrong shares are of the rows that it fills")


def odd_weights(draft: PartialWorld) -> Iterator[WarningFaultError]:
    """Weights in `world.toml` that don't sum to 1: they are taken as parts of their sum."""
    people = draft.world.people
    named: list[tuple[str, Iterable[float]]] = [
        ("household_sizes", people.household_sizes),
        ("age_groups", (weight for _, weight in people.age_groups)),
        ("company_sizes", (weight for _, weight in people.company_sizes)),
        *((f"values.{name}", weights) for name, weights in people.values),
    ]
    for name, weights in named:
        total = sum(weights)
        if abs(total - 1) > _TOLERANCE:
            yield WarningFaultError(draft.setting(f"people.{name}"), f"weights that sum to {total:g}", "a sum of 1")


def unsaid_figures(draft: PartialWorld) -> Iterator[WarningFaultError]:
    """Assumed rows with figures and no `number_status`: no range ever redraws such a figure."""
    for table, row_type in TABLES.items():
        columns = [column for column in fields(row_type) if _is_figure(column)]
        if not hasattr(row_type, "number_status"):
            continue
        for key, row in ((row.id, row) for row in getattr(draft.world, table).values()):
            filled = [column.name for column in columns if getattr(row, column.name) is not None]
            if filled and row.status == "assumed" and not row.number_status:
                found = f"a blank cell beside {' and '.join(filled)}"
                yield WarningFaultError(draft.place(table, key, "number_status"), found, "assumed, or how it is known")


def _is_figure(column: Any) -> bool:
    return column.metadata.get("kind") in _FIGURE_KINDS


WARNINGS: Sequence[Callable[[PartialWorld], Iterator[WarningFaultError]]] = (
    rules_out_of_reach,
    idle_kinds,
    services_without_rules,
    idle_agencies,
    idle_identifiers,
    low_coverages,
    odd_weights,
    unsaid_figures,
)
"""What is warned about."""
