"""An export that is imported is the same world, a file that can't be one says why, and nothing is half written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from linkage.answers.exports.export import export_world
from linkage.answers.exports.export_formats import EXPORT_FORMATS
from linkage.cli.command_line import main
from linkage.imports.world_import import import_world
from linkage.world.model import TABLES, World
from linkage.world.storage import folders
from linkage.world.storage.fingerprint import fingerprint
from linkage.world.what_if.parser import under
from tests.oracles.random_worlds import write_world

WAYS = [(form, links) for form in EXPORT_FORMATS if EXPORT_FORMATS[form].keeps_rows
        for links in ("nodes", "edges")]  # fmt: skip
WORLDS = [found.id for found in folders.worlds()]


def imported_again(world: World, folder: Path, form: str, links: str, what_if: str = "") -> World:
    """A world after it was exported and imported."""
    file = folder / f"{form}-{links}{EXPORT_FORMATS[form].ending}"
    file.write_text(export_world(under(world, what_if), form, what_if, links).text, encoding="utf-8", newline="")
    return folders.load(import_world([file], folder / f"{form}-{links}").folder)


def without_notes(world: World) -> World:
    """A world without the notes for editors, which no export has."""
    tables = {
        table: {key: replace(row, **({"editors": ""} if hasattr(row, "editors") else {})) for key, row in rows.items()}
        for table in TABLES
        if (rows := getattr(world, table)) is not None
    }
    return replace(world, **tables)


@pytest.mark.thorough
@pytest.mark.parametrize(("form", "links"), WAYS)
@pytest.mark.parametrize("name", WORLDS)
def test_a_bundled_world_that_is_exported_and_imported_is_the_same_world(
    name: str, form: str, links: str, tmp_path: Path
) -> None:
    world = without_notes(folders.load(name))
    assert fingerprint(imported_again(folders.load(name), tmp_path, form, links)) == fingerprint(world)


def assert_round_trip(seed: int, folder: Path) -> None:
    world = folders.load(write_world(folder / "random", Random(seed), scores=seed % 2 == 0))
    form, links = WAYS[seed % len(WAYS)]
    assert fingerprint(imported_again(world, folder, form, links)) == fingerprint(world)


@pytest.mark.parametrize("seed", range(25))
def test_a_random_world_that_is_exported_and_imported_is_the_same_world(seed: int, tmp_path: Path) -> None:
    assert_round_trip(seed, tmp_path)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(25, 225))
def test_two_hundred_random_worlds_come_back_the_same(seed: int, tmp_path: Path) -> None:
    assert_round_trip(seed, tmp_path)


HOSTILE = "</data></graphml> \"'&amp; <b>two</b>\nlines; -- ]]> 法院"


@pytest.mark.parametrize(("form", "links"), WAYS)
def test_names_full_of_markup_come_back_as_they_were(form: str, links: str, tmp_path: Path) -> None:
    tiny = without_notes(folders.load("tiny"))
    hostile = replace(
        tiny,
        title="A title\nof two lines",
        databases={key: replace(row, name=HOSTILE) for key, row in tiny.databases.items()},
        links={key: replace(row, about=HOSTILE, threshold=0.25) for key, row in tiny.links.items()},
        sources={key: replace(row, note=HOSTILE) for key, row in tiny.sources.items()},
    )
    assert fingerprint(imported_again(hostile, tmp_path, form, links)) == fingerprint(hostile)


@pytest.mark.parametrize(("form", "links"), WAYS)
@pytest.mark.parametrize("what_if", ["cut:*", "delay:*=9", "off:defaulter-list-refuse-loan"])
def test_a_world_under_a_what_if_comes_back_as_its_rows_are_then(
    what_if: str, form: str, links: str, tmp_path: Path
) -> None:
    tiny = folders.load("tiny")
    what_if = what_if.replace("*", "defaulter-list-to-rail-tickets")
    again, changed = imported_again(tiny, tmp_path, form, links, what_if), under(tiny, what_if)
    for table in ("agencies", "identifiers", "databases", "registers", "record_kinds", "links", "services", "rules"):
        assert getattr(again, table) == {
            key: replace(row, **({"editors": ""} if hasattr(row, "editors") else {}))
            for key, row in getattr(changed, table).items()
        }
    assert again.baseline == ""


@pytest.mark.parametrize("name", WORLDS)
def test_under_a_reading_no_row_is_left_that_names_what_the_reading_took_away(name: str, tmp_path: Path) -> None:
    world = folders.load(name)
    for reading in world.readings:
        (tmp_path / reading).mkdir()
        what_if = f"reading:{reading}"
        again, changed = imported_again(world, tmp_path / reading, "json", "nodes", what_if), under(world, what_if)
        assert again.links.keys() <= changed.links.keys()
        assert again.databases.keys() <= changed.databases.keys()
        assert again.rules.keys() <= changed.rules.keys()


def test_what_an_export_under_a_what_if_lacks_is_listed(tmp_path: Path) -> None:
    tiny, what_if = folders.load("tiny"), "reading:documented"
    file = tmp_path / "tiny.json"
    file.write_text(export_world(under(tiny, what_if), "json", what_if).text, encoding="utf-8")
    left = [what for what, _ in import_world([file], tmp_path / "world").draft.left_out]
    assert "the world before 'reading:documented'" in left
    assert f"{len(tiny.readings)} readings" in left


def test_where_the_record_begins_is_asked_of_other_programs_graphs_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "tiny", "--to", "json", "-o", str(tmp_path / "tiny.json")]) == 0
    words = ["import", str(tmp_path / "tiny.json"), "--as", str(tmp_path / "world"), "--from", "rail-tickets"]
    assert main(words) == 2
    assert "this export says itself" in capsys.readouterr().err
    assert not (tmp_path / "world").exists()
