"""The World page without a browser: every row is there, counted and linked; the zip is the folder; text stays text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import fields, replace
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
from linkage.vocabulary import LABEL, WORDS
from linkage.world.model import TABLES, World, columns
from linkage.world.reading.cells import read_cell
from linkage.world.storage import folders
from linkage.world.what_if.parser import under

README = Path(__file__).parents[4] / "README.md"
BUNDLED = [each.id for each in folders.worlds()]
PAYLOAD = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def context() -> AppContext:
    """Beijing opened, all others by name."""
    return AppContext.serving("beijing")


def shown(context: AppContext, search: str) -> dict[str, Any]:
    """What the page shows for an address."""
    return page.world_answer(context, search)


def tables(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in data["tables"]}


def row(data: dict[str, Any], table: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in tables(data)[table]["rows"] if each["id"] == name)
    return found


def in_file(world: str, table: str) -> list[dict[str, str]]:
    """The rows of a bundled world's file, read without the tool."""
    path = folders.bundled() / world / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


# -- rows


@pytest.mark.parametrize("name", BUNDLED)
def test_every_row_of_every_table_is_there_with_every_cell(context: AppContext, name: str) -> None:
    data = shown(context, f"?world={name}")
    assert set(tables(data)) == set(TABLES) == set(MAIN_COLUMNS)
    for table, told in tables(data).items():
        heads = [each["head"] for each in told["columns"]]
        assert heads == list(columns(TABLES[table]))
        world_rows = list(getattr(folders.load(name), table).values())
        assert [each["id"] for each in told["rows"]] == [each.id for each in world_rows]
        for each, value in zip(told["rows"], world_rows, strict=True):
            read = [read_cell(cell, column) for cell, column in zip(each["cells"], fields(value), strict=True)]
            assert read == [getattr(value, column.name) for column in fields(value)]


@pytest.mark.parametrize("name", BUNDLED)
def test_the_rows_are_those_of_the_files(context: AppContext, name: str) -> None:
    data = tables(shown(context, f"?world={name}"))
    for table in TABLES:
        cells = {tuple(each["cells"][:3]) for each in data[table]["rows"]}
        heads = list(columns(TABLES[table]))[:3]
        assert {each[0] for each in cells} == {each.get(heads[0], "") for each in in_file(name, table)}
        assert len(data[table]["rows"]) == len(in_file(name, table))


@pytest.mark.parametrize("name", BUNDLED)
def test_every_quote_that_a_row_rests_on_is_there_with_its_sources(context: AppContext, name: str) -> None:
    data = shown(context, f"?world={name}")
    used = {quote for table in data["tables"] for each in table["rows"] for quote in each["quotes"]}
    assert used <= set(data["quotes"])
    assert all(quote["chain"] for quote in data["quotes"].values())


def test_a_chain_of_sources_goes_from_the_article_by_xinhua_to_the_plan(context: AppContext) -> None:
    quoted = shown(context, "")["quotes"]["s002-court-fines"]
    assert [each["id"] for each in quoted["chain"]] == ["s002", "xinhua", "plan"]
    assert quoted["text"] == "individuals blacklisted for such offences as failing to pay court-mandated fines"


def test_a_circle_of_sources_ends() -> None:
    tiny = folders.load("tiny")
    one, other = list(tiny.sources)[:2]
    circle = {**tiny.sources, one: replace(tiny.sources[one], via=other), other: replace(tiny.sources[other], via=one)}
    assert [each.id for each in evidence.chain(replace(tiny, sources=circle), one)] == [one, other]


def test_a_link_says_what_it_is_whom_it_helps_and_whom_it_harms(context: AppContext) -> None:
    link = row(shown(context, ""), "links", "defaulters-to-rail")
    assert link["title"] == "Defaulter list → Rail tickets"
    assert link["about"].startswith("The railway gets the court's list")
    assert ["Joins on", "national ID"] in link["facts"]
    assert link["tries"] == [
        {"page": "what-if", "label": "Switch it on What-if", "more": {"what-if": "cut:defaulters-to-rail"}}
    ]


@pytest.mark.parametrize("name", BUNDLED)
def test_every_link_and_rule_says_what_it_is(context: AppContext, name: str) -> None:
    data = tables(shown(context, f"?world={name}"))
    silent = [each["id"] for table in ("links", "rules") for each in data[table]["rows"] if not each["about"]]
    assert silent == []


@pytest.mark.parametrize("name", BUNDLED)
def test_whatever_a_row_can_be_tried_with_is_a_what_if_of_its_world(context: AppContext, name: str) -> None:
    world = folders.load(name)
    data = shown(context, f"?world={name}")
    tries = [each for table in data["tables"] for line in table["rows"] for each in line["tries"]]
    texts = {each["more"]["what-if"] for each in tries if "what-if" in each["more"]}
    assert len(texts) >= len(world.links) + len(world.rules)
    for text in texts:
        assert under(world, text)


# -- readings


def test_a_reading_leaves_out_rows_and_the_page_says_which(context: AppContext) -> None:
    narrow, everything = shown(context, "?what-if=reading:narrow"), shown(context, "?what-if=reading:everything")
    assert narrow["reading"] == "The narrow reading"
    assert not row(narrow, "rules", "orders-refuse-private-school")["held"]
    assert row(everything, "rules", "orders-refuse-private-school")["held"]
    assert all(each["held"] for table in everything["tables"] for each in table["rows"])


def test_a_link_over_a_column_that_a_reading_blanks_does_not_hold(context: AppContext) -> None:
    planned = shown(context, "?what-if=reading:plan")
    by_id, by_phone = (
        row(planned, "links", each["id"])["held"]
        for wanted in ("payment-accounts.national-id", "payment-accounts.phone subscribers.national-id")
        for each in in_file("beijing", "links")
        if each["via"] == wanted and each["status"] == "planned"
    )
    assert (by_id, by_phone) == (False, True)


# -- conflicts, gaps, words


def test_the_ten_conflicts_have_two_sides_and_a_switch_or_a_reason(context: AppContext) -> None:
    data = shown(context, "")
    for number in range(1, 11):
        card = row(data, "cards", f"c{number}")
        sources = {data["quotes"][quote]["chain"][0]["id"] for quote in card["quotes"]}
        assert len(sources) > 1 or number in (6, 10) or card["tries"]
        assert card["tries"] or re.search(r"change|switch|no rule", card["about"])


@pytest.mark.parametrize("name", BUNDLED)
def test_a_card_that_switches_nothing_says_something(context: AppContext, name: str) -> None:
    cards = tables(shown(context, f"?world={name}"))["cards"]["rows"]
    assert [each["id"] for each in cards if not each["tries"] and not each["about"]] == []


def test_the_glossary_has_every_word_with_linking_and_identifying(context: AppContext) -> None:
    groups = {each["title"]: dict(each["words"]) for each in shown(context, "")["glossary"]}
    assert groups["The words"] == dict(WORDS)
    assert {"linking", "identifying"} <= set(groups["The words"])


# -- counts


@pytest.mark.parametrize("name", BUNDLED)
def test_rows_are_counted_by_status_as_the_files_have_them(context: AppContext, name: str) -> None:
    for table, counted in shown(context, f"?world={name}")["counts"]["status"].items():
        said = [each["status"] for each in in_file(name, table)]
        assert {status: count for status, count in counted.items() if count} == {
            status: said.count(status) for status in set(said)
        }


def told_in_files(name: str) -> set[tuple[str, str]]:
    """Rows whose evidence is all told, from the files alone."""
    checked = {each["id"]: each["checked"] for each in in_file(name, "quotes")}
    rows = [(table, each) for table in TABLES for each in in_file(name, table) if each.get("status")]
    return {
        (table, each.get("id") or f"{each['database']}.{each['from']}>{each['to']}")
        for table, each in rows
        if each["evidence"] and all(checked[quote] == "told" for quote in each["evidence"].split())
    }


@pytest.mark.parametrize("name", BUNDLED)
def test_rows_whose_evidence_is_all_told_are_listed_and_the_readme_counts_them(context: AppContext, name: str) -> None:
    data = shown(context, f"?world={name}")
    told = {tuple(each) for each in data["counts"]["told"]}
    assert told == told_in_files(name)
    marked = {(table["id"], each["id"]) for table in data["tables"] for each in table["rows"] if each["told"]}
    assert told <= marked
    claims = sum(1 for _ in evidence.claim_rows(folders.load(name)))
    assert f"`{name}` {len(told)} of {claims}" in README.read_text("utf-8")


def test_what_reproduces_the_counts_gives_the_counts(context: AppContext) -> None:
    data = shown(context, "?world=tiny")
    for which in ("status", "number"):
        *before, value = data["recipes"][which]["python"].splitlines()
        names: dict[str, Any] = {}
        exec("\n".join(before), names)
        made = eval(value, names)
        for table, counted in data["counts"][which].items():
            assert {k: v for k, v in made[table].items() if k} == {k: v for k, v in counted.items() if v}


# -- the zip


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {each: archive.read(each) for each in archive.namelist()}


@pytest.mark.parametrize("name", BUNDLED)
def test_the_zip_of_a_bundled_world_is_its_folder_letter_for_letter(name: str) -> None:
    world, folder = folders.load(name), folders.bundled() / name
    found = unpacked(zip_world(world))
    there = {f"{name}/{each.name}": each.read_bytes() for each in folder.iterdir() if each.suffix in (".csv", ".toml")}
    assert found == there
    assert zip_world(world) == zip_world(folders.load(name))


def test_the_zip_says_what_it_is() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_world(folders.load("tiny")))) as archive:
        assert LABEL in archive.comment.decode()
        assert "world tiny, hash " in archive.comment.decode()


def test_a_world_of_ones_own_comes_back_from_its_zip(tmp_path: Path) -> None:
    tiny = replace(folders.load("tiny"), id="mine", title="Mine")
    for name, data in unpacked(zip_world(tiny)).items():
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
    answer = client.get(shown(context, "?world=tiny")["zip"])
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
    quotes = {key: replace(each, quote=PAYLOAD, says=PAYLOAD, caution=PAYLOAD) for key, each in tiny.quotes.items()}
    spoilt: World = replace(tiny, id='"><b>', title=PAYLOAD, question=PAYLOAD, quotes=quotes)
    data = page.world_answer(AppContext.serving(spoilt), "")
    assert data["quotes"][next(iter(quotes))]["text"] == PAYLOAD
    assert data["settings"]["question"] == PAYLOAD
    assert {name.split("/")[0] for name in unpacked(zip_world(spoilt))} == {"b"}
