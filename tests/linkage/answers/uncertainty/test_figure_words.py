"""Every figure of a world is called something in words, and no two the same."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from linkage.answers.uncertainty.figure_cells import FIGURE_TABLES, figure_cells
from linkage.answers.uncertainty.figure_words import _MEASURES, figure_words
from linkage.world.storage import folders
from tests.oracles.random_worlds import write_world

WORLDS = ("tiny", "beijing", "elsewhere", "hangzhou", "jiangsu", "thirty-cities")


@pytest.mark.parametrize("name", WORLDS)
def test_every_figure_has_words_of_its_own(name: str) -> None:
    world = folders.load(name)
    words = figure_words(world)
    assert list(words) == list(figure_cells(world))
    assert len(set(words.values())) == len(words)


def test_figures_of_a_random_world_have_words_too(tmp_path: Path) -> None:
    for seed in range(10):
        world = folders.load(write_world(tmp_path / str(seed), Random(seed), errors=True, composites=True))
        words = figure_words(world)
        assert len(set(words.values())) == len(words) > 0


def test_every_column_with_figures_has_its_words() -> None:
    assert set(_MEASURES) == {(table.table, column) for table in FIGURE_TABLES for column in table.columns}


def test_links_of_the_same_two_ends_are_told_apart_by_id() -> None:
    words = figure_words(folders.load("beijing"))
    assert words["defaulters-to-hub-companies.share"] == (
        "Defaulter list → Public credit hub (defaulters-to-hub-companies) · share of records passed on"
    )
    assert words["rail-tickets.national-id.mistyped"] == "Rail tickets, national ID · share of cells mistyped"
