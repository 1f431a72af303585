"""Every figure shows the numbers of its table, all of them and no others, in both themes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import linkage
from linkage.plots import (
    change_bars,
    count_bars,
    day_curve,
    figure_names,
    kind_heat_map,
    link_bars,
    plot_file,
    range_bars,
    sweep_figures,
    tornado_bars,
    trade_off_figure,
)
from linkage.plots.plot_theme import THEMES, Theme, series_styles
from linkage.plots.series_names import series_name

PEOPLE = 3_000
SHARE = "share:subscribers-to-defaulter-list=0..1/0.25"
DELAY = "delay:subscribers-to-defaulter-list=0..60/30"


def city(by: str) -> pd.DataFrame:
    return linkage.city("tiny", residents=PEOPLE, by=by)


def points(figure: Any) -> list[tuple[Any, ...]]:
    """The points of a figure's lines: series, x, y."""
    return [(trace.name, x, y) for trace in figure.data for x, y in zip(trace.x, trace.y, strict=True)]


def test_a_curve_by_day_has_the_rows_of_its_table() -> None:
    table = city("day")
    rows = [(series_name(row), row["day"], row["reached"]) for _, row in table.iterrows()]
    assert points(day_curve.day_curve(table)) == rows
    assert len(rows) > 8


def test_before_and_after_are_two_lines_of_one_colour() -> None:
    after = linkage.city("tiny", "drop:phone", residents=PEOPLE, by="day")
    table = pd.concat([city("day").assign(side="before"), after.assign(side="after")])
    lines = {trace.name: trace.line for trace in day_curve.day_curve(table).data}
    one, other = lines["loan · refuse (before)"], lines["loan · refuse (after)"]
    assert one.color == other.color
    assert one.dash != other.dash


def test_a_heat_map_has_a_cell_for_each_row_and_nothing_where_there_is_none() -> None:
    table = city("record_kind")
    (cells,) = kind_heat_map.kind_heat_map(table).data
    drawn = {
        (kind, door): count
        for kind, row in zip(cells.y, cells.z, strict=True)
        for door, count in zip(cells.x, row, strict=True)
        if count is not None
    }
    assert drawn == {(row["record_kind"], series_name(row)): row["residents"] for _, row in table.iterrows()}
    assert len(drawn) < len(cells.x) * len(cells.y)


def test_a_sweep_over_one_figure_is_a_line_with_its_units() -> None:
    table = linkage.sweep("tiny", SHARE, ["refuse:loan", "restricted"], residents=PEOPLE)
    figure = sweep_figures.sweep_figure(table, 1)
    assert [list(trace.y) for trace in figure.data] == [list(table["refuse:loan"]), list(table["restricted"])]
    assert list(figure.data[0].x) == [0, 0.25, 0.5, 0.75, 1]
    assert "share (0-1)" in figure.layout.xaxis.title.text


def test_a_sweep_over_two_is_a_grid() -> None:
    table = linkage.sweep("tiny", [SHARE, DELAY], "refuse:loan", residents=PEOPLE)
    (cells,) = sweep_figures.sweep_figure(table, 2).data
    drawn = {
        (float(column), float(row)): count
        for row, line in zip(cells.y, cells.z, strict=True)
        for column, count in zip(cells.x, line, strict=True)
    }
    assert drawn == {(row.iloc[0], row.iloc[1]): row.iloc[2] for _, row in table.iterrows()}
    assert len(drawn) == 15


def test_a_range_goes_from_the_least_to_the_most_with_the_count_and_the_median_on_it() -> None:
    table = pd.DataFrame(
        [["loan", "refuse", 30, 12, 28.5, 61], ["rail", "refuse", -4, -9, -4, 0]],
        columns=["service", "effect", "count", "least", "median", "most"],
    )
    bars, marks, medians = range_bars.range_bars(table).data
    assert [(low, low + length) for low, length in zip(bars.base, bars.x, strict=True)] == [(12, 61), (-9, 0)]
    assert list(marks.x) == [30, -4]
    assert list(medians.x) == [28.5, -4]


def test_a_tornado_goes_from_the_count_to_both_ends_and_leaves_out_what_moves_nothing() -> None:
    table = pd.DataFrame(
        [["a.share", 0.4, 1.0, 60, 110], ["b.share", 0.1, 0.2, 100, 90], ["c.share", 0.1, 0.2, 100, 100]],
        columns=["figure", "low", "high", "at_low", "at_high"],
    )
    table.attrs["count"] = 100
    low, high = tornado_bars.tornado_bars(table).data
    assert (list(low.y), list(low.x), list(high.x)) == (["a.share", "b.share"], [-40, 0], [10, -10])
    assert (low.base, high.base) == (100, 100)
    assert list(low.customdata[0]) == [0.4, 60]


def test_a_tornado_shows_words_where_there_are_any_and_is_high_enough_for_them() -> None:
    tornado = linkage.tornado("tiny", "refuse:loan", residents=400)
    low, _ = tornado.plot().data
    assert tornado["figure"].isin(["unpaid-phone-bill.per_100k"]).any()
    assert "unpaid phone bill · new records a year per 100,000" in low.y
    figure = tornado.plot()
    assert figure.layout.meta["rem"] == tornado_bars.least_rem(low.y) > 20
    page = plot_file.figures_html([count_bars.count_bars(city("service")), figure])
    assert f"section:nth-of-type(2)>div{{min-height:{figure.layout.meta['rem']:g}rem}}" in page
    assert "nth-of-type(1)" not in page


def test_a_trade_off_labels_no_two_points_on_each_other_and_leaves_out_groups_without_any() -> None:
    rows = [
        ("0", "everybody", 9, 0, 40), ("0", "18-34", 5, 0, 40), ("0", "60-plus", 4, 0, 0),
        ("0.5", "everybody", 9, 1, 40), ("0.5", "18-34", 5, 1, 40), ("0.5", "60-plus", 4, 0, 0),
        ("a key of several long words", "everybody", 9, 30, 0), ("a key of several long words", "18-34", 5, 30, 0),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["point", "group", "reached", "wrongly", "missed"])
    everybody, young = trade_off_figure.trade_off_figure(table).data
    assert (everybody.name, young.name) == ("everybody", "18-34")
    assert list(everybody.x) == [40, 40, 0]
    assert list(everybody.text) == ["0", "", "a key of<br>several long<br>words"]
    assert list(everybody.textposition) == ["top left", "top left", "top right"]


def test_each_link_has_a_bar() -> None:
    table = city("link")
    for measure, rows in table.groupby("measure"):
        shares, alone = link_bars.link_bars(rows).data
        brings = rows[(rows["value"] != 0) | (rows["alone"] != 0)]
        assert list(shares.y) == list(alone.y) == list(brings["link"]), measure
        assert (list(shares.x), list(alone.x)) == (list(brings["value"]), list(brings["alone"]))


def test_counts_are_two_bars_a_service() -> None:
    table = city("service")
    residents, companies = count_bars.count_bars(table).data
    assert list(residents.x) == list(table["residents"])
    assert list(companies.x) == list(table["companies"])


def test_bars_without_an_order_of_their_own_stand_by_size_the_largest_on_top() -> None:
    counts = pd.DataFrame(
        [["loan", "refuse", 3, 0], ["rail", "refuse", 9, 0], ["flight", "refuse", 2, 5]],
        columns=["service", "effect", "residents", "companies"],
    )
    links = pd.DataFrame([["a", 1.0, 2, ""], ["b", None, 7, ""]], columns=["link", "value", "alone", "with"])
    changes = counts.iloc[[0, 1, 1]].assign(change="gone")
    ranges = counts.rename(columns={"residents": "count"}).assign(least=0, median=1.0, most=9)
    for figure, order in (
        (count_bars.count_bars(counts), ["rail · refuse", "flight · refuse", "loan · refuse"]),
        (link_bars.link_bars(links), ["b", "a"]),
        (change_bars.change_bars(changes), ["rail · refuse", "loan · refuse"]),
        (range_bars.range_bars(ranges), ["rail · refuse", "loan · refuse", "flight · refuse"]),
    ):
        assert list(figure.layout.yaxis.categoryarray) == order
        assert figure.layout.yaxis.autorange == "reversed"


def test_the_bars_of_a_comparison_add_up_to_its_rows() -> None:
    table = linkage.compare(linkage.trace("tiny", "court-fine"), "drop:national-id")
    figure = change_bars.change_bars(table)
    sums = {trace.name: sum(trace.x) for trace in figure.data}
    assert sums == {change: count for change, count in table["change"].value_counts().items() if count}


@pytest.mark.parametrize("theme", THEMES)
def test_every_figure_is_in_its_theme_and_says_that_all_are_invented(theme: Theme) -> None:
    figures = [
        day_curve.day_curve(city("day"), theme),
        kind_heat_map.kind_heat_map(city("record_kind"), theme),
        link_bars.link_bars(city("link"), theme),
        count_bars.count_bars(city("service"), theme),
    ]
    for figure in figures:
        assert figure.layout.paper_bgcolor == THEMES[theme].ground
        assert "invented people" in figure.layout.title.text
        assert figure.layout.xaxis.title.text


def test_no_two_series_differ_by_colour_alone() -> None:
    styles = [style for style, _ in zip(series_styles(), range(8), strict=False)]
    assert len({(style.dash, style.symbol) for style in styles}) == 8


EMPTY = {
    "counts": (count_bars.count_bars, ["service", "effect", "residents", "companies"]),
    "before and after": (count_bars.count_bars, ["service", "effect", "residents", "companies", "side"]),
    "curve": (day_curve.day_curve, ["service", "effect", "day", "first_reached", "reached"]),
    "curve before and after": (day_curve.day_curve, ["service", "effect", "day", "first_reached", "reached", "side"]),
    "record kinds": (kind_heat_map.kind_heat_map, ["record_kind", "service", "effect", "residents", "companies"]),
    "links": (link_bars.link_bars, ["link", "value", "alone", "with"]),
    "ranges": (range_bars.range_bars, ["service", "effect", "count", "least", "median", "most"]),
    "tornado": (tornado_bars.tornado_bars, ["figure", "low", "high", "at_low", "at_high"]),
    "changes": (change_bars.change_bars, ["service", "effect", "change"]),
    "line": (lambda table: sweep_figures.sweep_figure(table, 1), [SHARE, "refuse:loan"]),
    "grid": (lambda table: sweep_figures.sweep_figure(table, 2), [SHARE, DELAY, "refuse:loan"]),
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_table_without_rows_is_an_empty_figure_with_title_and_axes(name: str) -> None:
    draw, columns = EMPTY[name]
    figure = draw(pd.DataFrame(columns=columns))
    assert not [x for trace in figure.data for x in trace.x or ()]
    assert figure.layout.title.text
    assert figure.layout.xaxis.title.text
    figure.to_html(include_plotlyjs=False)


@pytest.mark.parametrize("by", ["service", "day", "record_kind", "link"])
def test_a_typed_table_without_rows_is_an_empty_figure(by: str) -> None:
    figure = city(by).iloc[:0].plot()
    assert not [x for trace in figure.data for x in trace.x or ()]
    assert figure.layout.title.text


def test_bars_before_and_after_a_what_if_are_told_apart_without_colour() -> None:
    after = linkage.city("tiny", "drop:phone", residents=PEOPLE)
    table = pd.concat([city("service").assign(side="before"), after.assign(side="after")])
    bars = count_bars.count_bars(table).data
    assert [bar.name for bar in bars] == [
        "residents (before)", "companies (before)", "residents (after)", "companies (after)",
    ]  # fmt: skip
    assert len({bar.marker.pattern.shape for bar in bars}) == 4
    assert list(bars[2].x) == list(after["residents"])


def test_a_name_with_markup_is_shown_as_text() -> None:
    names = {"service": {"loan": "<b>Loan</b>"}}
    table = figure_names.with_names(city("service"), names)
    assert "&lt;b>Loan&lt;/b>" in set(table["name"])
