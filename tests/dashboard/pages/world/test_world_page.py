"""The World page without a browser: every row is there, counted and linked; the zip is the folder; text stays text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.app import create_app
from dashboard.pages.world import evidence, page
from dashboard.pages.world.tables_view import MAIN_COLUMNS
from dashboard.pages.world.zip_download import folder_files, safe_name, zip_world
from dashboard.services.app_context import AppContext
from linkage.answers.about.row_about import source_chain
from linkage.vocabulary import WORDS
from linkage.world.model import TABLES, World, columns, shown_columns
from linkage.world.reading.cells import read_cell
from linkage.world.storage import folders
from linkage.world.what_if.parser import under

WORLDS_PAGE = Path(__file__).parents[4] / "docs" / "worlds.md"
BUNDLED = [world.id for world in folders.worlds()]
PAYLOAD = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def context() -> AppContext:
    """Beijing opened, all others by name."""
    return AppContext.serving("beijing")


def page_answer(context: AppContext, search: str) -> dict[str, Any]:
    """What the page shows for an address."""
    return page.world_answer(context, search)


def tables(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {table["id"]: table for table in data["tables"]}


def row(data: dict[str, Any], table: str, name: str) -> dict[str, Any]:
    result: dict[str, Any] = next(row for row in tables(data)[table]["rows"] if row["id"] == name)
    return result


def file_rows(world: str, table: str) -> list[dict[str, str]]:
    """The rows of a bundled world's file, read without the tool."""
    path = folders.bundled_folder() / world / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


# -- rows


@pytest.mark.parametrize("name", BUNDLED)
def test_every_row_of_every_table_is_there_with_every_cell(context: AppContext, name: str) -> None:
    data = page_answer(context, f"?world={name}")
    assert set(tables(data)) == set(TABLES) == set(MAIN_COLUMNS)
    for table, table_json in tables(data).items():
        heads = [column["head"] for column in table_json["columns"]]
        assert heads == list(shown_columns(TABLES[table]))
        world_rows = list(getattr(folders.load(name), table).values())
        assert [row["id"] for row in table_json["rows"]] == [row.id for row in world_rows]
        for row_json, value in zip(table_json["rows"], world_rows, strict=True):
            shown = shown_columns(type(value)).values()
            read = [read_cell(cell, column) for cell, column in zip(row_json["cells"], shown, strict=True)]
            assert read == [getattr(value, column.name) for column in shown]


@pytest.mark.parametrize("name", BUNDLED)
def test_the_rows_are_those_of_the_files(context: AppContext, name: str) -> None:
    data = tables(page_answer(context, f"?world={name}"))
    for table in TABLES:
        cells = {tuple(row["cells"][:3]) for row in data[table]["rows"]}
        heads = list(columns(TABLES[table]))[:3]
        assert {row[0] for row in cells} == {row.get(heads[0], "") for row in file_rows(name, table)}
        assert len(data[table]["rows"]) == len(file_rows(name, table))


@pytest.mark.parametrize("name", BUNDLED)
def test_every_quote_that_a_row_rests_on_is_there_with_its_sources(context: AppContext, name: str) -> None:
    data = page_answer(context, f"?world={name}")
    used = {quote for table in data["tables"] for row in table["rows"] for quote in row["quotes"]}
    assert used <= set(data["quotes"])
    assert all(quote["chain"] for quote in data["quotes"].values())


def test_a_chain_of_sources_goes_from_the_article_by_xinhua_to_the_plan(context: AppContext) -> None:
    quote = page_answer(context, "")["quotes"]["s002-court-fines"]
    assert [source["id"] for source in quote["chain"]] == ["s002", "xinhua", "plan"]
    assert quote["text"] == "individuals blacklisted for such offences as failing to pay court-mandated fines"


def test_a_circle_of_sources_ends() -> None:
    tiny = folders.load("tiny")
    first, second = list(tiny.sources)[:2]
    circle = {
        **tiny.sources,
        first: replace(tiny.sources[first], via=second),
        second: replace(tiny.sources[second], via=first),
    }
    assert [source.id for source in source_chain(replace(tiny, sources=circle), first)] == [first, second]


def test_a_link_says_what_it_is_whom_it_helps_and_whom_it_harms(context: AppContext) -> None:
    link = row(page_answer(context, ""), "links", "defaulters-to-rail")
    assert link["title"] == "Defaulter list → Rail tickets"
    assert link["about"].startswith("The railway gets the court's list")
    assert ["Joins on", "national ID"] in link["facts"]
    assert link["tries"] == [
        {"page": "what-if", "label": "Try it in What-if", "more": {"what-if": "cut:defaulters-to-rail"}}
    ]


@pytest.mark.parametrize("name", BUNDLED)
def test_every_link_and_rule_says_what_it_is(context: AppContext, name: str) -> None:
    data = tables(page_answer(context, f"?world={name}"))
    silent = [row["id"] for table in ("links", "rules") for row in data[table]["rows"] if not row["about"]]
    assert silent == []


@pytest.mark.parametrize("name", BUNDLED)
def test_whatever_a_row_can_be_tried_with_is_a_what_if_of_its_world(context: AppContext, name: str) -> None:
    world = folders.load(name)
    data = page_answer(context, f"?world={name}")
    tries = [entry for table in data["tables"] for line in table["rows"] for entry in line["tries"]]
    texts = {entry["more"]["what-if"] for entry in tries if "what-if" in entry["more"]}
    assert len(texts) >= len(world.links) + len(world.rules)
    for text in texts:
        assert under(world, text)


# -- readings


def test_a_reading_leaves_out_rows_and_the_page_says_which(context: AppContext) -> None:
    narrow, everything = (
        page_answer(context, "?what-if=reading:narrow"),
        page_answer(context, "?what-if=reading:everything"),
    )
    assert narrow["reading"] == "The narrow reading"
    assert not row(narrow, "rules", "orders-refuse-private-school")["held"]
    assert row(everything, "rules", "orders-refuse-private-school")["held"]
    assert all(row["held"] for table in everything["tables"] for row in table["rows"])


def test_a_link_over_a_column_that_a_reading_blanks_does_not_hold(context: AppContext) -> None:
    planned = page_answer(context, "?what-if=reading:plan")
    by_id, by_phone = (
        row(planned, "links", link["id"])["held"]
        for wanted in ("payment-accounts.national-id", "payment-accounts.phone subscribers.national-id")
        for link in file_rows("beijing", "links")
        if link["via"] == wanted and link["status"] == "planned"
    )
    assert (by_id, by_phone) == (False, True)


# -- conflicts, gaps, words


def test_the_ten_conflicts_have_two_sides_and_a_switch_or_a_reason(context: AppContext) -> None:
    data = page_answer(context, "")
    for number in range(1, 11):
        card = row(data, "cards", f"c{number}")
        sources = {data["quotes"][quote]["chain"][0]["id"] for quote in card["quotes"]}
        assert len(sources) > 1 or number in (6, 10) or card["tries"]
        assert card["tries"] or re.search(r"change|switch|no rule", card["about"])


@pytest.mark.parametrize("name", BUNDLED)
def test_a_card_that_switches_nothing_says_something(context: AppContext, name: str) -> None:
    cards = tables(page_answer(context, f"?world={name}"))["cards"]["rows"]
    assert [card["id"] for card in cards if not card["tries"] and not card["about"]] == []


def test_the_glossary_has_every_word_with_linking_and_identifying(context: AppContext) -> None:
    groups = {group["title"]: dict(group["words"]) for group in page_answer(context, "")["glossary"]}
    assert groups["The words"] == dict(WORDS)
    assert {"linking", "identifying"} <= set(groups["The words"])


# -- counts


@pytest.mark.parametrize("name", BUNDLED)
def test_rows_are_counted_by_status_as_the_files_have_them(context: AppContext, name: str) -> None:
    for table, counts in page_answer(context, f"?world={name}")["counts"]["status"].items():
        statuses = [row["status"] for row in file_rows(name, table)]
        assert {status: count for status, count in counts.items() if count} == {
            status: statuses.count(status) for status in set(statuses)
        }


def told_rows_in_files(name: str) -> set[tuple[str, str]]:
    """Rows whose evidence is all told, from the files alone."""
    checked = {quote["id"]: quote["checked"] for quote in file_rows(name, "quotes")}
    rows = [(table, row) for table in TABLES for row in file_rows(name, table) if row.get("status")]
    return {
        (table, row.get("id") or f"{row['database']}.{row['from']}>{row['to']}")
        for table, row in rows
        if row["evidence"] and all(checked[quote] == "told" for quote in row["evidence"].split())
    }


@pytest.mark.parametrize("name", BUNDLED)
def test_rows_whose_evidence_is_all_told_are_listed_and_a_document_counts_them(context: AppContext, name: str) -> None:
    data = page_answer(context, f"?world={name}")
    told_rows = {tuple(row) for row in data["counts"]["told"]}
    assert told_rows == told_rows_in_files(name)
    marked = {(table["id"], row["id"]) for table in data["tables"] for row in table["rows"] if row["told"]}
    assert told_rows <= marked
    claims = sum(1 for _ in evidence.claim_rows(folders.load(name)))
    assert f"`{name}` {len(told_rows)} of {claims}" in WORLDS_PAGE.read_text("utf-8")


def test_what_reproduces_the_counts_gives_the_counts(context: AppContext) -> None:
    data = page_answer(context, "?world=tiny")
    for column in ("status", "number"):
        *before, value = data["recipes"][column]["python"].splitlines()
        names: dict[str, Any] = {}
        exec("\n".join(before), names)
        value_again = eval(value, names)
        for table, counts in data["counts"][column].items():
            assert {status: count for status, count in value_again[table].items() if status} == {
                status: count for status, count in counts.items() if count
            }


# -- the zip


def zip_files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {file: archive.read(file) for file in archive.namelist()}


@pytest.mark.parametrize("name", BUNDLED)
def test_the_zip_of_a_bundled_world_is_its_folder_letter_for_letter(name: str) -> None:
    world, folder = folders.load(name), folders.bundled_folder() / name
    files = zip_files(zip_world(world))
    disk_files = {
        f"{name}/{file.name}": file.read_bytes() for file in folder.iterdir() if file.suffix in (".csv", ".toml")
    }
    assert files == disk_files
    assert zip_world(world) == zip_world(folders.load(name))


def test_the_zip_says_what_it_is() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_world(folders.load("tiny")))) as archive:
        assert folders.load("tiny").label_line in archive.comment.decode()
        assert "world tiny, hash " in archive.comment.decode()


def test_a_world_of_ones_own_comes_back_from_its_zip(tmp_path: Path) -> None:
    tiny = replace(folders.load("tiny"), id="mine", title="Mine")
    for name, data in zip_files(zip_world(tiny)).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert folders.load(tmp_path / "mine") == tiny


def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe() -> None:
    tiny = folders.load("tiny")
    first = next(iter(tiny.links))
    links = {**tiny.links, first: replace(tiny.links[first], about='=HYPERLINK("http://x")')}
    text = folder_files(replace(tiny, links=links))["links.csv"].decode()
    assert "\"'=HYPERLINK(" in text


@given(some.text())
def test_any_name_becomes_a_safe_one(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", safe_name(name))


@pytest.fixture(scope="module")
def client() -> Any:
    """The tiny world's app."""
    return create_app("tiny").server.test_client()


def test_the_zip_is_downloaded_under_a_safe_name(client: Any, context: AppContext) -> None:
    answer = client.get(page_answer(context, "?world=tiny")["zip"])
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="linkage-tiny.zip"'
    assert answer.data == zip_world(folders.load("tiny"))


@pytest.mark.parametrize("name", ["../tiny", "/etc", "tini", "%00", "tiny/../beijing"])
def test_no_address_names_a_folder(client: Any, name: str) -> None:
    answer = client.get("/_world/zip", query_string={"world": name})
    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"
    assert b"There is no world" in answer.data


# -- text stays text


def test_a_world_full_of_markup_goes_out_as_it_is(tmp_path: Path) -> None:
    tiny = folders.load("tiny")
    quotes = {key: replace(quote, quote=PAYLOAD, says=PAYLOAD, caution=PAYLOAD) for key, quote in tiny.quotes.items()}
    spoilt: World = replace(tiny, id='"><b>', title=PAYLOAD, question=PAYLOAD, quotes=quotes)
    data = page.world_answer(AppContext.serving(spoilt), "")
    assert data["quotes"][next(iter(quotes))]["text"] == PAYLOAD
    assert data["settings"]["question"] == PAYLOAD
    assert {name.split("/")[0] for name in zip_files(zip_world(spoilt))} == {"b"}
