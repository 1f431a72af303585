"""An export that is imported is the same world, a file that can't be one says why, and nothing is half written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from linkage.answers.exports.export import export_world
from linkage.answers.exports.export_formats import EXPORT_FORMATS
from linkage.imports.world_import import import_world
from linkage.world.model import TABLES, World
from linkage.world.storage import folders
from linkage.world.storage.fingerprint import fingerprint
from linkage.world.what_if.parser import under
from tests.oracles.random_worlds import write_world

WAYS = [(form, links) for form in EXPORT_FORMATS if EXPORT_FORMATS[form].keeps_rows and form != "gexf"
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
