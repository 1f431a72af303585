"""Every correction that was asked of the worlds has its places, or a stated reason why not.

`sample_data/corrections.csv` has one row a correction: what was wrong, what was done, the places (`WORLD/FILE:ROW`), a
phrase of an article that one of the places' quotes holds, and why something wasn't done.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from linkage.world.model import TABLES, World
from linkage.world.storage import folders

Row = dict[str, str]


def read_rows() -> list[Row]:
    """The rows of the table."""
    path = Path(folders.bundled_folder()).parent / "corrections.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = read_rows()
CORRECTIONS = [pytest.param(row, id=row["row"]) for row in ROWS]


def entry_at(place: str) -> Any:
    """The row or the setting at a place."""
    path, _, name = place.partition(":")
    world_name, file = path.split("/")
    world = folders.load(folders.bundled_folder() / world_name)
    if file == "world.toml":
        return getattr(world, name)
    return table(world, file)[name]


def table(world: World, file: str) -> Any:
    """A table by its file's name."""
    name = file.removesuffix(".csv")
    assert name in TABLES
    return getattr(world, name)


def test_the_rows_are_those_of_five_sections() -> None:
    assert Counter(row["row"].partition(".")[0] for row in ROWS) == {"1": 15, "2": 9, "3": 4, "4": 1, "5": 5}
    assert len({row["row"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", CORRECTIONS)
def test_a_correction_has_places_that_can_be_opened_or_a_reason(row: Row) -> None:
    assert row["what"]
    assert bool(row["places"]) == bool(row["done"])
    assert row["places"] or row["why_not"]
    assert all(entry_at(place) for place in row["places"].split())


@pytest.mark.parametrize("row", [row for row in ROWS if row["quote"]], ids=lambda row: row["row"])
def test_a_quote_that_it_names_stands_at_one_of_its_places(row: Row) -> None:
    entries = [entry_at(place) for place in row["places"].split()]
    assert any(row["quote"] in getattr(entry, "quote", "") for entry in entries)
