"""The option `--plot`: a file with every figure of the answer, whose numbers are those that are printed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from linkage.cli.command_line import main
from linkage.plots.plot_theme import THEMES

ROOT = Path(__file__).parents[3]
SHARE = "share:subscribers-to-defaulter-list=0..1/0.5"
DELAY = "delay:subscribers-to-defaulter-list=0..60/30"
CITY = ("city", "tiny", "--residents", "2000")
SWEEP = ("sweep", "tiny", "--residents", "500", "--over", SHARE, "--measure", "refuse:loan", "--measure", "restricted")
COMPARE = ("compare", "tiny", "--story", "court-fine", "--what-if", "drop:national-id")


class Drawn(NamedTuple):
    """A figure of a page: its traces, and its layout."""

    data: list[dict[str, Any]]
    layout: dict[str, Any]

    @property
    def title(self) -> str:
        text: str = self.layout["title"]["text"]
        return text.partition("<br>")[0]


class Said(NamedTuple):
    """What a command printed, and the figures that it wrote."""

    out: str
    err: str
    figures: list[Drawn]


def figures_of(page: str) -> list[Drawn]:
    """The figures of a page, read out of the calls that draw them."""
    decoder = json.JSONDecoder()
    figures = []
    for number in range(1, page.count("<section>") + 1):
        _, _, rest = page.partition(f'Plotly.newPlot(                        "figure-{number}",')
        data, end = decoder.raw_decode(rest.lstrip())
        layout, _ = decoder.raw_decode(rest.lstrip()[end:].lstrip(", \n"))
        figures.append(Drawn(data, layout))
    return figures


@pytest.fixture
def plotted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Said]:
    """Run a command with `--plot`."""

    def run(*words: str) -> Said:
        target = tmp_path / "figures.html"
        capsys.readouterr()
        assert main([*words, "--plot", str(target)]) == 0
        return Said(*capsys.readouterr(), figures_of(target.read_text("utf-8")))

    return run


def pairs(rows: list[dict[str, Any]], column: str) -> list[int]:
    return [row[column] for row in rows]


def test_the_city_as_a_file_has_a_figure_for_each_part_of_its_answer(plotted: Callable[..., Said]) -> None:
    said = plotted(*CITY, "--by-link", "--range", "--format", "json")
    answer = json.loads(said.out)
    counts, curve, kinds, restrictions, rewards, ranges = said.figures
    assert [trace["x"] for trace in counts.data] == [
        pairs(answer["effects"], "residents"),
        pairs(answer["effects"], "companies"),
    ]
    drawn = [[x, y] for trace in curve.data for x, y in zip(trace["x"], trace["y"], strict=True)]
    assert drawn == [[day, reached] for row in answer["effects"] for day, _, reached in row["by_day"]]
    cells = sorted(count for row in kinds.data[0]["z"] for count in row if count is not None)
    assert cells == sorted(pairs(answer["by_record_kind"], "residents"))
    for figure, measure in ((restrictions, "restrictions"), (rewards, "rewards")):
        brings = [row for row in answer["by_link"] if row["measure"] == measure and (row["value"] or row["alone"])]
        assert [trace["x"] for trace in figure.data] == [pairs(brings, "value"), pairs(brings, "alone")]
        assert figure.data[0]["y"] == pairs(brings, "link")
    rows = [row[holder] for row in answer["range"]["effects"] for holder in ("residents", "companies")]
    bars, marks, _ = ranges.data
    wanted = [(row["least"], row["most"], row["count"]) for row in rows if row["most"] or row["count"]]
    assert [
        (low, low + length, count) for low, length, count in zip(bars["base"], bars["x"], marks["x"], strict=True)
    ] == wanted
    assert "Bank loan · barred" in counts.data[0]["y"]


def test_a_what_if_is_drawn_beside_what_was_before(plotted: Callable[..., Said]) -> None:
    said = plotted(*CITY, "--what-if", "drop:phone", "--format", "json")
    answer = json.loads(said.out)
    counts, curve, _ = said.figures
    sides = {trace["name"]: trace["x"] for trace in counts.data}
    assert sides["residents (before)"] == pairs(answer["baseline"], "residents")
    assert sides["residents (after)"] == pairs(answer["effects"], "residents")
    for side, rows in (("before", answer["baseline"]), ("after", answer["effects"])):
        drawn = [y for trace in curve.data if trace["name"].endswith(f"({side})") for y in trace["y"]]
        assert sorted(drawn) == sorted(reached for row in rows for _, _, reached in row["by_day"])


def test_one_day_has_no_curve(plotted: Callable[..., Said]) -> None:
    titles = [figure.title for figure in plotted(*CITY, "--on-day", "30").figures]
    assert titles == ["Reached, by service, in force on day 30", "By record kind and service"]


def test_a_sweep_as_a_file_has_its_rows(plotted: Callable[..., Said]) -> None:
    said = plotted(*SWEEP, "--format", "json")
    rows = json.loads(said.out)["rows"]
    (line,) = said.figures
    assert [trace["y"] for trace in line.data] == [pairs(rows, "refuse:loan"), pairs(rows, "restricted")]
    assert line.data[0]["name"] == "residents, barred at Bank loan"
    assert "share (0-1)" in line.layout["xaxis"]["title"]["text"]


def test_a_grid_has_a_figure_for_each_measure(plotted: Callable[..., Said]) -> None:
    said = plotted(*SWEEP, "--over", DELAY, "--format", "json")
    rows = json.loads(said.out)["rows"]
    assert len(said.figures) == 2
    for figure, measure in zip(said.figures, ("refuse:loan", "restricted"), strict=True):
        (cells,) = figure.data
        drawn = [cells["z"][row][column] for column in range(len(cells["x"])) for row in range(len(cells["y"]))]
        assert drawn == pairs(rows, measure)


def test_a_comparison_as_a_file_adds_up_to_its_effects_and_has_the_city(plotted: Callable[..., Said]) -> None:
    said = plotted(*COMPARE, "--city", "--residents", "1000", "--format", "json")
    answer = json.loads(said.out)
    changes, city = said.figures
    sums = {trace["name"]: sum(trace["x"]) for trace in changes.data}
    assert sums == {change: count for change, count in answer["counts"].items() if count}
    sides = {trace["name"]: trace["x"] for trace in city.data}
    for side in ("before", "after"):
        for holder in ("residents", "companies"):
            assert sides[f"{holder} ({side})"] == [row[side][holder] for row in answer["city"]]


@pytest.mark.parametrize("words", [CITY, SWEEP, COMPARE], ids=lambda words: words[0])
@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_what_is_printed_stays_as_it_is(
    words: tuple[str, ...], form: str, plotted: Callable[..., Said], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([*words, "--format", form]) == 0
    without = capsys.readouterr()
    said = plotted(*words, "--format", form)
    assert said.out == without.out
    target = tmp_path / "figures.html"
    assert said.err.splitlines()[-1] == f"{target}: {target.stat().st_size:,} bytes"


@pytest.mark.parametrize("theme", THEMES)
def test_a_file_has_a_theme_and_says_that_everybody_is_invented(theme: str, plotted: Callable[..., Said]) -> None:
    for words in (CITY, SWEEP, COMPARE):
        for figure in plotted(*words, "--theme", theme).figures:
            assert figure.layout["paper_bgcolor"] == THEMES[theme].ground
            assert "invented people" in figure.layout["title"]["text"]


@pytest.mark.parametrize("words", [CITY, SWEEP, COMPARE], ids=lambda words: words[0])
def test_a_place_that_can_not_be_written_is_one_line(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([*words, "--plot", str(tmp_path / "none" / "figures.html")]) == 1
    said = capsys.readouterr()
    (line,) = said.err.splitlines()
    assert "There is no folder 'none' in" in line
    assert not said.out  # told before anything is counted
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [["--help"], ["city", "--help"], [*CITY], [*SWEEP], [*COMPARE]], ids=" ".join)
def test_without_the_option_nothing_of_it_is_loaded(words: list[str]) -> None:
    code = (
        "import sys, contextlib\n"
        "from linkage.cli.command_line import main\n"
        f"with contextlib.suppress(SystemExit): main({words!r})\n"
        "print(sorted({'plotly', 'pandas', 'linkage.plots'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert said.stdout.splitlines()[-1] == "[]"
