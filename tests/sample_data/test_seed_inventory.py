"""Every entry of the seed inventory has its place in a world, or a stated reason why not.

`sample_data/seed-inventory.csv` has one row for each of the 104 things that the five articles give. A place is
`WORLD/FILE:ROW`; it stands beside the worlds and not in one, because some entries lead into two worlds.
With LINKAGE_SOURCES naming the folder of the articles, the phrases are looked up there as well.
"""

from __future__ import annotations

import csv
import hashlib
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from linkage.world.storage.folders import bundled_folder
from linkage.world.validation.quote_checks import fold_white_space

Row = dict[str, str]
WORLD = "beijing"
SOURCES = os.environ.get("LINKAGE_SOURCES", "")


def read(path: Path) -> list[Row]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INVENTORY = read(bundled_folder().parent / "seed-inventory.csv")
ENTRIES = [pytest.param(row, id=f"{row['entry']}-{row['what']}".replace(" ", "-")) for row in INVENTORY]
QUOTES = {row["id"]: row for row in read(bundled_folder() / WORLD / "quotes.csv")}
VERIFIED = {row["quote"]: row for row in read(bundled_folder() / WORLD / "verified.csv")}


def entry_at(place: str) -> Any:
    """The entry at a place: a table's row, or a figure of `world.toml`.

    A register's row is called by its database and both identifiers: `subscribers.phone.national-id`.
    """
    path, _, row = place.partition(":")
    if path.endswith(".toml"):
        value: Any = tomllib.loads((bundled_folder() / path).read_text("utf-8"))
        for key in row.split("."):
            value = value[key]
        return value
    rows = read(bundled_folder() / path)
    rows_by_name = {row_.get("id") or f"{row_['database']}.{row_['from']}.{row_['to']}": row_ for row_ in rows}
    return rows_by_name[row]


def test_the_inventory_has_its_104_entries_in_order() -> None:
    assert [int(row["entry"]) for row in INVENTORY] == list(range(1, 105))
    assert all(row["what"] and row["phrase"] and row["seed"] for row in INVENTORY)


@pytest.mark.parametrize("row", ENTRIES)
def test_an_entry_has_places_that_can_be_opened_or_a_reason(row: Row) -> None:
    assert row["places"] or row["reason"]
    assert all(entry_at(place) for place in row["places"].split())


@pytest.mark.parametrize("row", ENTRIES)
def test_every_place_that_has_evidence_rests_on_its_quote(row: Row) -> None:
    entries = [entry_at(place) for place in row["places"].split()]
    evidence = [entry["evidence"].split() for entry in entries if isinstance(entry, dict) and "evidence" in entry]
    assert evidence
    assert all(row["quote"] in quotes for quotes in evidence)


@pytest.mark.parametrize("row", ENTRIES)
def test_its_quote_holds_the_phrase_and_was_verified_in_that_article(row: Row) -> None:
    quote, verified = QUOTES[row["quote"]], VERIFIED[row["quote"]]
    assert fold_white_space(row["phrase"]) in fold_white_space(quote["quote"])
    assert hashlib.sha256(quote["quote"].encode()).hexdigest() == verified["quote_sha256"]
    assert (quote["checked"], verified["source_file"]) == ("file", row["seed"])


@pytest.mark.skipif(not SOURCES, reason="LINKAGE_SOURCES names no folder of the articles")
@pytest.mark.parametrize("row", ENTRIES)
def test_its_phrase_stands_in_the_article_where_the_record_says(row: Row) -> None:
    data = (Path(SOURCES) / row["seed"]).read_bytes()
    article, quote, verified = fold_white_space(data.decode()), QUOTES[row["quote"]], VERIFIED[row["quote"]]
    assert fold_white_space(row["phrase"]) in article
    assert article.startswith(fold_white_space(quote["quote"]), int(verified["offset"]))
    assert hashlib.sha256(data).hexdigest() == verified["source_sha256"]


def test_the_sources_lead_from_an_article_over_xinhua_to_the_plan() -> None:
    assert [entry_at(f"{WORLD}/sources.csv:{source}")["via"] for source in ("s002", "xinhua")] == ["xinhua", "plan"]
