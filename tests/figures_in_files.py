"""A copy of a world's folder with other figures in its files: written as an author writes them, not by the package."""

from __future__ import annotations

import csv
import re
import shutil
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

TABLES = {
    "databases": ("id",),
    "registers": ("database", "from", "to"),
    "record_kinds": ("id",),
    "links": ("id",),
    "rules": ("id",),
    "columns": ("database", "identifier"),
}
PEOPLE = "people."


def copy_with_figures(folder: Path, figures: Mapping[str, float]) -> Path:
    """The copy's folder, beside the first.

    Args:
        figures: by name, as `ID.COLUMN` or `people.SETTING…`.
    """
    copy = folder.with_name(f"{folder.name}-copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    left = dict(figures)
    for table, key in TABLES.items():
        if (copy / f"{table}.csv").exists():
            _write_cells(copy / f"{table}.csv", key, left)
    _write_people(copy / "world.toml", left)
    assert not left, f"figures in no file: {sorted(left)}"
    return copy


def _write_cells(path: Path, key: tuple[str, ...], left: dict[str, float]) -> None:
    """Put the figures of a table into its file, and take them off those that are left."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, heads = list(reader), list(reader.fieldnames or ())
    for row in rows:
        name = ".".join(row[column] for column in key)
        for column in heads:
            if (figure := f"{name}.{column}") in left:
                row[column] = _plain(left.pop(figure))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _plain(number: float) -> str:
    return format(Decimal(repr(number)), "f")


_DEFAULTS: dict[str, Any] = {
    "household_sizes": [0.20, 0.28, 0.28, 0.14, 0.07, 0.03],
    "age_groups": {"18-34": 0.32, "35-59": 0.46, "60-plus": 0.22},
    "company_sizes": {"small": 0.85, "medium": 0.12, "large": 0.03},
    "values": {"payment-account": [0.12, 0.68, 0.20], "phone": [0.04, 0.76, 0.20], "plate": [0.75, 0.25]},
}
"""What `world.toml` leaves out, as the data dictionary says it."""


def _write_people(path: Path, left: dict[str, float]) -> None:
    text = path.read_text("utf-8")
    given = tomllib.loads(text).get("people", {})
    people: dict[str, Any] = {**deepcopy(_DEFAULTS), **given}
    named = {figure.split(".")[2] for figure in left if figure.startswith(f"{PEOPLE}values.")}
    people["values"] = {**{name: [*_DEFAULTS["values"][name]] for name in named}, **given.get("values", {})}
    for figure in [name for name in left if name.startswith(PEOPLE)]:
        setting, *place = figure.removeprefix(PEOPLE).split(".")
        number = left.pop(figure)
        if not place:
            people[setting] = number
        elif setting == "household_sizes":
            people[setting][int(place[0]) - 1] = number
        elif setting == "values":
            people[setting][place[0]][int(place[1])] = number
        else:
            people[setting][place[0]] = number
    parts = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
    others = [part for part in parts if not part.startswith("[people")]
    path.write_text("".join(others) + _people_toml(people), "utf-8")


def _people_toml(people: Mapping[str, Any]) -> str:
    """The `[people]` table."""
    tables = {name: value for name, value in people.items() if isinstance(value, dict)}
    lines = ["[people]", *(f"{name} = {_toml(value)}" for name, value in people.items() if name not in tables)]
    for name, table in tables.items():
        lines += [f"[people.{name}]", *(f'"{key}" = {_toml(value)}' for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else _plain(value)
