"""The table behind every picture of the City page, as CSV: exact numbers, formula cells neutralised, a stamp below.

The last lines begin with `#`: what the file is, version, world and hash, what-if, seed and number of residents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from dashboard.pages.city.counts_view import CountsView
from linkage.answers.exports.provenance import world_provenance
from linkage.answers.trace.trace_report import csv_text
from linkage.world.model import World
from linkage.world.what_if.parser import under

Json = dict[str, Any]
Table = tuple[list[str], list[list[str]]]


def counts_csv(tallies: CountsView, picture: str) -> str:
    """A picture's table.

    Args:
        picture: one of `PICTURES`.
    """
    head, rows = PICTURES[picture](tallies)
    count = tallies.counted.after
    changed = under(tallies.world, tallies.what_if)
    stamp = [
        *world_provenance(changed, tallies.what_if),
        f"seed {tallies.state.seed}, {count['residents']:,} residents, {count['companies']:,} companies",
    ]
    return csv_text(head, [*rows, *([f"# {line}"] for line in stamp)])


def range_csv(world: World, what_if: str, seed: int, found: Json) -> str:
    """The table of ranges: counts on the blocks that were drawn, and the lowest and highest of the draws."""
    head = ["service", "effect", *(f"{whom}_{what}" for whom in _WHOM for what in ("count", "low", "high"))]
    rows = [
        [row["service"], row["effect"], *(str(row[whom][what]) for whom in _WHOM for what in ("count", "low", "high"))]
        for row in found["effects"]
    ]
    stamp = [
        *world_provenance(under(world, what_if), what_if),
        f"{found['label']}: seed {seed}, {found['residents']:,} residents, {found['draws']} draws",
    ]
    return csv_text(head, [*rows, *([f"# {line}"] for line in stamp)])


_WHOM = ("residents", "companies")


def _services(tallies: CountsView) -> Table:
    columns = ["residents", "companies", "wrongly", "children"]
    head = ["service", "effect", "name", *(f"{each}_before" for each in columns), *columns, "assumed_share"]
    return head, [
        [
            *door["id"].split("/"),
            door["name"],
            *(str(door[side][each]) for side in ("before", "after") for each in columns),
            _blank(door["after"]["assumed"]),
        ]
        for door in tallies.json()["doors"]
    ]


def _days(tallies: CountsView) -> Table:
    head = ["service", "effect", "counted", "day", "first_reached", "reached"]
    return head, [
        [*door["id"].split("/"), side, *(str(number) for number in each)]
        for door in tallies.json()["doors"]
        for side in ("before", "after")
        for each in door["days"][side]
    ]


def _groups(tallies: CountsView) -> Table:
    return ["service", "effect", "group", "before", "after"], [
        [*door["id"].split("/"), group["id"], str(group["before"]), str(group["after"])]
        for door in tallies.json()["doors"]
        for group in door["groups"]
    ]


def _kinds(tallies: CountsView) -> Table:
    head = ["service", "effect", "record_kind", "residents_before", "companies_before", "residents", "companies"]
    return head, [
        [*door["id"].split("/"), kind, *(str(number) for side in ("before", "after") for number in numbers[side])]
        for door in tallies.json()["doors"]
        for kind, numbers in door["kinds"].items()
    ]


def _figures(tallies: CountsView) -> Table:
    head = ["id", "value", "bound", "unit", "area", "period", "as_of", "source", "why_not"]
    return head, [
        [f"{row[column]:.10g}" if column == "value" else str(row[column] or "") for column in head]
        for row in (asdict(figure) for figure in tallies.world.figures.values())
    ]


def _blank(value: object) -> str:
    return "" if value is None else str(value)


PICTURES: Mapping[str, Callable[[CountsView], Table]] = MappingProxyType(
    {"services": _services, "days": _days, "groups": _groups, "kinds": _kinds, "figures": _figures}
)
"""Each picture's table."""
