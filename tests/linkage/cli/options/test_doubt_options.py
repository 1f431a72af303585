"""`--range`, `--range-of`, `--seeds`, `--tornado`, `--draw` on `city` and `compare`: text, JSON, CSV, plots, faults."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from linkage.answers.uncertainty.range_text import DRAW_COLUMNS, RANGE_COLUMNS, TORNADO_COLUMNS
from linkage.cli.command_line import main

CITY = ["city", "tiny", "--residents", "600", "--what-if", "drop:phone"]
COMPARE = ["compare", "tiny", "--residents", "600", "--what-if", "drop:phone"]


@pytest.mark.parametrize("verb", [CITY, pytest.param(COMPARE, marks=pytest.mark.prove)])
def test_a_draw_alone_gives_the_counts_that_a_range_lists(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*verb, "--range", "3", "--draw", "2", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["stamp"]["asked"]["draw"] == 2
    rows = {(row["service"], row["effect"]): row for row in answer["range"]["effects"]}
    assert answer["draw"]["effects"]
    for row in answer["draw"]["effects"]:
        listed = rows[row["service"], row["effect"]]["residents_through_links"]
        alone = row["residents_through_links"]
        assert alone["count"] == listed["listed"][1]
        assert alone["before"] == listed["before"]["listed"][1]
        assert alone["change"] == listed["change"]["listed"][1]


def test_two_what_ifs_are_compared_on_the_same_draws(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*COMPARE, "--what-if", "drop:national-id", "--range", "2", "--format", "json"]) == 0
    both = json.loads(capsys.readouterr().out)["range"]
    assert (both["before"], both["what_if"]) == ("drop:phone", "drop:national-id")
    assert main([*CITY, "--range", "2", "--format", "json"]) == 0
    one = {(row["service"], row["effect"]): row for row in json.loads(capsys.readouterr().out)["range"]["effects"]}
    for row in both["effects"]:
        before = one.get((row["service"], row["effect"]))
        if before:
            assert row["residents"]["before"]["listed"] == before["residents"]["listed"]


@pytest.mark.thorough
@pytest.mark.parametrize("verb", [CITY, pytest.param(COMPARE, marks=pytest.mark.prove)])
@pytest.mark.parametrize(
    ("options", "columns"),
    [
        (["--range", "2"], RANGE_COLUMNS),
        (["--seeds", "2"], RANGE_COLUMNS),
        (["--draw", "1"], DRAW_COLUMNS),
        (["--tornado", "refuse:loan"], TORNADO_COLUMNS),
    ],
)
def test_csv_is_the_table_of_what_was_asked(
    verb: list[str], options: list[str], columns: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*verb, *options, "--format", "csv"]) == 0
    head, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert head == columns
    assert rows
    assert all(len(row) == len(columns) for row in rows)


@pytest.mark.thorough
@pytest.mark.parametrize("verb", [CITY, pytest.param(COMPARE, marks=pytest.mark.prove)])
def test_the_text_says_how_far_not_how_likely_and_on_how_many(
    verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*verb, "--range", "2", "--seeds", "2", "--draw", "1", "--tornado", "restricted"]) == 0
    said = capsys.readouterr().out
    assert said.count("how far, not how likely") == 4
    assert said.count("600 residents") >= 4
    assert "in 2 of 2" in said
    assert said.count("± is twice the square root") == 1


@pytest.mark.prove
@pytest.mark.parametrize("verb", [CITY, pytest.param(COMPARE, marks=pytest.mark.prove)])
def test_plot_draws_ranges_changes_and_the_tornado(verb: list[str], tmp_path: Path) -> None:
    path = tmp_path / "figures.html"
    assert main([*verb, "--range", "2", "--seeds", "2", "--tornado", "restricted", "--plot", str(path)]) == 0
    page = path.read_text("utf-8")
    for title in ("How far counts may move", "How far the change may move", "Which figures move it"):
        assert title in page


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--range-of", "a.share=0..1"], "needs --range, --tornado or --draw"),
        (["--seeds", "2", "--range-of", "a.share=0..1"], "needs --range, --tornado or --draw"),
        (["--range", "2", "--range-of", "skipped-fair.per_100k=1..2"], "Did you mean 'skipped-fare.per_100k'"),
        (["--range", "2", "--seeds", "2", "--format", "csv"], "ask for one of --range, --seeds"),
        (["--range", "0"], "found 0, expected a whole number from 1 to 1,000"),
        (["--range", "2000"], "argument --range: found 2,000, expected a whole number from 1 to 1,000"),
        (["--tornado", "restrictid"], "Did you mean 'restricted'"),
    ],
)
def test_faults_name_what_is_right(options: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CITY, *options]) in (1, 2)
    assert said in capsys.readouterr().err


def test_given_people_are_not_drawn_anew(capsys: pytest.CaptureFixture[str]) -> None:
    for option in (["--range"], ["--seeds"], ["--draw", "1"], ["--tornado", "restricted"]):
        assert main(["city", "tiny", *option, "--tables", "somewhere"]) == 2
        assert f"{option[0]} invents other people" in capsys.readouterr().err


def test_a_second_world_takes_none_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "tiny", "beijing", "--range"]) == 2
    assert "--range can't stand beside a second world" in capsys.readouterr().err
