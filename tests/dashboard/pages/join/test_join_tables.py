"""What Join says of a link among everybody is what `linkage matches` counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.pages.join.join_tables import MOST_COUNTED
from dashboard.pages.join.page import join_answer
from dashboard.services.app_context import AppContext
from linkage.answers.match_quality import match_qualities
from linkage.population.agency_files import write
from linkage.population.tables import generate_tables
from linkage.world.storage.folders import load
from linkage.world.what_if.parser import under


@pytest.mark.parametrize("what_if", ["", "drop:phone"])
def test_how_good_a_links_match_is_comes_from_matches(what_if: str) -> None:
    answer = join_answer(AppContext.serving("tiny"), f"?story=court-fine&what-if={what_if}&residents=50000")
    world = load("tiny")
    qualities = match_qualities(under(world, what_if), generate_tables(world, 1, MOST_COUNTED))
    counts = {quality.link: quality.counts for quality in qualities}["defaulter-list-to-rail-tickets"]
    (join,) = (join for join in answer["joins"] if "Rail" in join["sheets"][-1]["title"])
    assert f"{counts.right:,} right pairs of accounts, {counts.wrong:,} wrong" in join["quality"]
    assert f"{counts.missed:,} of the {counts.found + counts.missed:,}" in join["quality"]
    assert f"{MOST_COUNTED:,} residents" in join["quality"]


def test_over_own_tables_their_people_are_counted(tmp_path: Path) -> None:
    tables = generate_tables(load("tiny"), 1, 150)
    tables.visit_all()
    write(tables, tmp_path / "town")
    context = AppContext.serving("tiny", tmp_path / "town")
    answer = join_answer(context, "?story=court-fine")
    assert "Among 150 residents" in answer["joins"][0]["quality"]
