"""Tables that draw themselves: they stay tables, keep their kind when filtered, and draw their own numbers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import linkage
from linkage.answers.uncertainty.asked_city import AskedCity, finished
from linkage.answers.uncertainty.paired_ranges import range_steps
from linkage.api.plotting_tables import ChangeTable, CityTable, RangeTable, SweepTable
from linkage.plots.answer_figures import doubt_figures
from linkage.plots.figure_names import in_city, world_names
from linkage.plots.plot_theme import THEMES

ROOT = Path(__file__).parents[3]
SHARE = "share:subscribers-to-defaulter-list=0..1/0.5"
DELAY = "delay:subscribers-to-defaulter-list=0..60/30"
METHODS = {"service": "plot_counts", "day": "plot_by_day", "record_kind": "plot_kinds", "link": "plot_links"}


def city(by: str = "service", what_if: str = "") -> CityTable:
    return linkage.city("tiny", what_if, residents=2_000, by=by)


@pytest.fixture(scope="module")
def change() -> ChangeTable:
    return linkage.compare(linkage.trace("tiny", "court-fine"), "drop:national-id")


def test_what_is_filtered_stays_a_table_that_draws_itself(change: ChangeTable) -> None:
    table = city()
    swept = linkage.sweep("tiny", SHARE, "refuse:loan", residents=500)
    ranges = linkage.ranges("tiny", residents=500, draws=1)
    tables = ((table, CityTable), (ranges, RangeTable), (swept, SweepTable), (change, ChangeTable))
    for made, kind in tables:
        for part in (made.head(2), made[made.index < 2], made.copy(), made.sort_index(ascending=False)):
            assert type(part) is kind
            assert part.attrs == made.attrs
    refused = table[table["effect"] == "refuse"]
    assert list(refused.plot().data[0].x) == list(refused["residents"])


def test_a_table_that_draws_itself_is_equal_to_a_plain_one() -> None:
    table = city()
    assert isinstance(table, pd.DataFrame)
    pd.testing.assert_frame_equal(pd.DataFrame(table), table, check_frame_type=False)
    assert "names" not in table.columns


@pytest.mark.parametrize("by", METHODS)
def test_plot_draws_what_the_city_was_counted_by(by: str) -> None:
    table = city(by)
    assert table.plot().to_json() == getattr(table, METHODS[by])().to_json()


@pytest.mark.parametrize("by", METHODS)
def test_a_figure_of_another_count_names_what_to_ask(by: str) -> None:
    table = city("day" if by != "day" else "service")
    with pytest.raises(linkage.LinkageError, match=re.escape(f"ask city with by='{by}'")):
        getattr(table, METHODS[by])()


def test_a_count_by_group_has_no_figure_and_says_which_have() -> None:
    with pytest.raises(linkage.LinkageError, match="counted by group: ask city with by='service'"):
        city("group").plot()


def test_a_figure_has_the_words_of_the_world_and_the_numbers_of_the_table(change: ChangeTable) -> None:
    table = city()
    residents, companies = table.plot().data
    assert "Bank loan · barred" in residents.y
    assert (list(residents.x), list(companies.x)) == (list(table["residents"]), list(table["companies"]))
    (cells,) = city("record_kind").plot().data
    assert "unpaid court judgment" in cells.y
    assert any(name.startswith("High-speed rail · ") for name in change.plot().data[0].y)


def test_before_and_after_stand_in_one_curve() -> None:
    before, after = city("day"), city("day", "drop:phone")
    figure = after.plot_by_day(before=before)
    points = [(trace.name.rpartition(" (")[2], y) for trace in figure.data for y in trace.y]
    wanted = [("before)", y) for y in before["reached"]] + [("after)", y) for y in after["reached"]]
    assert sorted(points) == sorted(wanted)
    assert "invented people" in figure.layout.title.text


def test_a_sweep_draws_a_line_or_a_grid() -> None:
    line = linkage.sweep("tiny", SHARE, ["refuse:loan", "restricted"], residents=500)
    assert [list(trace.y) for trace in line.plot().data] == [list(line["refuse:loan"]), list(line["restricted"])]
    assert [list(trace.y) for trace in line.plot(measure="restricted").data] == [list(line["restricted"])]
    grid = linkage.sweep("tiny", [SHARE, DELAY], ["refuse:loan", "restricted"], residents=500)
    (cells,) = grid.plot(measure="restricted").data
    drawn = [cells.z[row][column] for column in range(len(cells.x)) for row in range(len(cells.y))]
    assert drawn == list(grid["restricted"])
    with pytest.raises(linkage.LinkageError, match="Did you mean 'restricted'"):
        grid.plot(measure="restrict")
    with pytest.raises(linkage.LinkageError, match="keep their columns"):
        grid.drop(columns=grid.columns[0]).plot()


@pytest.mark.parametrize("residents", [0, -5, 3_000_000_000])
def test_a_city_that_cannot_be_is_refused(residents: int) -> None:
    for question in (linkage.city, linkage.ranges):
        with pytest.raises(linkage.LinkageError, match="expected a whole number from 1 to 2,000,000,000"):
            question("tiny", residents=residents)


@pytest.mark.thorough
def test_ranges_are_drawn_with_the_words_of_the_world_and_as_the_command_draws_them() -> None:
    table = linkage.ranges("tiny", residents=2_000)
    shown = table[table["counted"].isin(["residents", "companies"]) & (table["most"] + table["count"] > 0)]
    bars, marks, _ = table.plot().data
    assert (list(bars.base), list(marks.x)) == (list(shown["least"]), list(shown["count"]))
    assert "Bank loan · barred, residents" in bars.y
    tiny = linkage.load("tiny")
    answer = {"range": finished(range_steps(AskedCity.of(tiny, "", 1, 2_000)))}
    (drawn,) = doubt_figures(answer, in_city(world_names(tiny)))
    assert [trace.to_plotly_json() for trace in table.plot().data] == [trace.to_plotly_json() for trace in drawn.data]


@pytest.mark.parametrize("theme", THEMES)
def test_every_figure_takes_a_theme(theme: Any, change: ChangeTable) -> None:
    ranges = linkage.ranges("tiny", residents=100, draws=1)
    for table in (change, city("link"), ranges, linkage.sweep("tiny", SHARE, "refuse:loan", residents=100)):
        assert table.plot(theme).layout.paper_bgcolor == THEMES[theme].ground
        with pytest.raises(linkage.LinkageError, match="Did you mean 'dark'"):
            table.plot("darkk")


def test_plotly_is_loaded_when_something_is_drawn_and_not_before() -> None:
    code = (
        "import linkage, sys; table = linkage.city('tiny', residents=50); first = 'plotly' in sys.modules; "
        "table.plot(); print(first, 'plotly' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert said.stdout.split() == ["False", "True"]
