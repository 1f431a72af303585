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

from linkage.world.storage.folders import bundled
from linkage.world.validation.quote_checks import folded

Row = dict[str, str]
WORLD = "beijing"
SOURCES = os.environ.get("LINKAGE_SOURCES", "")


def read(path: Path) -> list[Row]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INVENTORY = read(bundled().parent / "seed-inventory.csv")
ENTRIES = [pytest.param(row, id=f"{row['entry']}-{row['what']}".replace(" ", "-")) for row in INVENTORY]
QUOTES = {row["id"]: row for row in read(bundled() / WORLD / "quotes.csv")}
VERIFIED = {row["quote"]: row for row in read(bundled() / WORLD / "verified.csv")}


def opened(place: str) -> Any:
    """What stands at a place: a table's row, or a figure of `world.toml`.

    A register's row is called by its database and both identifiers: `subscribers.phone.national-id`.
    """
    path, _, row = place.partition(":")
    if path.endswith(".toml"):
        found: Any = tomllib.loads((bundled() / path).read_text("utf-8"))
        for key in row.split("."):
            found = found[key]
        return found
    rows = read(bundled() / path)
    named = {each.get("id") or f"{each['database']}.{each['from']}.{each['to']}": each for each in rows}
    return named[row]


def test_the_inventory_has_its_104_entries_in_order() -> None:
    assert [int(row["entry"]) for row in INVENTORY] == list(range(1, 105))
    assert all(row["what"] and row["phrase"] and row["seed"] for row in INVENTORY)


@pytest.mark.parametrize("row", ENTRIES)
def test_an_entry_has_places_that_can_be_opened_or_a_reason(row: Row) -> None:
    assert row["places"] or row["reason"]
    assert all(opened(place) for place in row["places"].split())


@pytest.mark.parametrize("row", ENTRIES)
def test_one_of_its_places_rests_on_its_quote(row: Row) -> None:
    found = [opened(place) for place in row["places"].split()]
    assert any(row["quote"] in each.get("evidence", "").split() for each in found if isinstance(each, dict))


@pytest.mark.parametrize("row", ENTRIES)
def test_its_quote_holds_the_phrase_and_was_verified_in_that_article(row: Row) -> None:
    quote, verified = QUOTES[row["quote"]], VERIFIED[row["quote"]]
    assert folded(row["phrase"]) in folded(quote["quote"])
    assert hashlib.sha256(quote["quote"].encode()).hexdigest() == verified["quote_sha256"]
    assert (quote["checked"], verified["source_file"]) == ("file", row["seed"])


@pytest.mark.skipif(not SOURCES, reason="LINKAGE_SOURCES names no folder of the articles")
@pytest.mark.parametrize("row", ENTRIES)
def test_its_phrase_stands_in_the_article_where_the_record_says(row: Row) -> None:
    data = (Path(SOURCES) / row["seed"]).read_bytes()
    article, quote, verified = folded(data.decode()), QUOTES[row["quote"]], VERIFIED[row["quote"]]
    assert folded(row["phrase"]) in article
    assert article.startswith(folded(quote["quote"]), int(verified["offset"]))
    assert hashlib.sha256(data).hexdigest() == verified["source_sha256"]


def test_the_sources_lead_from_an_article_over_xinhua_to_the_plan() -> None:
    assert [opened(f"{WORLD}/sources.csv:{source}")["via"] for source in ("s002", "xinhua")] == ["xinhua", "plan"]
