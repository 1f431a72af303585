"""CSV files of the City page: the table behind each chart, with exact numbers and formula cells neutralised.

The last lines begin with `#` and say what the file is: version, world and hash, what-if, seed, number of residents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from dashboard.pages.city.counts_view import CountsView
from linkage.answers.exports.provenance_stamp import world_provenance
from linkage.answers.exports.safe_csv import csv_text
from linkage.world.what_if.parser import under

Json = dict[str, Any]
Table = tuple[list[str], list[list[str]]]


def counts_csv(counts: CountsView, picture: str) -> str:
    """The table of a chart as CSV.

    Args:
        picture: one of `PICTURE_TABLES`.
    """
    head, rows = PICTURE_TABLES[picture](counts)
    totals = counts.counts.after
    changed = under(counts.world, counts.what_if)
    stamp = [
        *world_provenance(changed, counts.what_if),
        f"seed {counts.state.seed}, {totals['residents']:,} residents, {totals['companies']:,} companies",
    ]
    return csv_text(head, [*rows, *([f"# {line}"] for line in stamp)])


_SUBJECTS = ("residents", "companies")


def _services(counts: CountsView) -> Table:
    columns = ["residents", "companies", "wrongly", "falsely", "children"]
    through = [f"{holder}_through_links" for holder in _SUBJECTS]
    sides = [*columns, *through]
    head = ["service", "effect", "name", *(f"{column}_before" for column in sides), *sides, "assumed_share"]
    return head, [
        [
            *door["id"].split("/"),
            door["name"],
            *(
                str(cell)
                for side in ("before", "after")
                for cell in (
                    *(door[side][column] for column in columns),
                    *(door[side]["through"][holder] for holder in _SUBJECTS),
                )
            ),
            _cell_text(door["after"]["assumed"]),
        ]
        for door in counts.json()["doors"]
    ]


def _days(counts: CountsView) -> Table:
    head = ["service", "effect", "counted", "day", "first_reached", "reached"]
    return head, [
        [*door["id"].split("/"), side, *(str(number) for number in numbers)]
        for door in counts.json()["doors"]
        for side in ("before", "after")
        for numbers in door["days"][side]
    ]


def _groups(counts: CountsView) -> Table:
    return ["service", "effect", "group", "before", "after"], [
        [*door["id"].split("/"), group["id"], str(group["before"]), str(group["after"])]
        for door in counts.json()["doors"]
        for group in door["groups"]
    ]


def _kinds(counts: CountsView) -> Table:
    head = ["service", "effect", "record_kind", "residents_before", "companies_before", "residents", "companies"]
    return head, [
        [*door["id"].split("/"), kind, *(str(number) for side in ("before", "after") for number in numbers[side])]
        for door in counts.json()["doors"]
        for kind, numbers in door["kinds"].items()
    ]


def _figures(counts: CountsView) -> Table:
    head = ["id", "value", "bound", "unit", "area", "period", "as_of", "source", "why_not"]
    return head, [
        [f"{row[column]:.10g}" if column == "value" else str(row[column] or "") for column in head]
        for row in (asdict(figure) for figure in counts.world.figures.values())
    ]


def _cell_text(value: object) -> str:
    return "" if value is None else str(value)


PICTURE_TABLES: Mapping[str, Callable[[CountsView], Table]] = MappingProxyType(
    {"services": _services, "days": _days, "groups": _groups, "kinds": _kinds, "figures": _figures}
)
"""The function that makes each chart's table."""
