"""The tab *How sure?* without a browser: its numbers are those of the command, and can be had again."""

from __future__ import annotations

import io
import json
import shlex
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import pytest

from dashboard.pages.city.city_answers import figure_answer
from dashboard.pages.city.city_query import city_query
from dashboard.pages.city.renamed_city import rename_tab
from dashboard.pages.city.tabs import TABS, TabQuestion, tab_csv
from dashboard.services.app_context import AppContext
from linkage.cli.command_line import main
from linkage.errors import LinkageError

SEARCH = "?world=tiny&what-if=drop:phone&residents=1500"
QUESTION = TabQuestion(door="loan/refuse")
DATA = {"range": "range", "seeds": "seeds", "tornado": "tornado"}


@pytest.fixture(scope="module")
def context() -> Iterator[AppContext]:
    context = AppContext.serving("tiny")
    yield context
    context.cities.close()


def answered(context: AppContext, way: str, search: str = SEARCH, question: TabQuestion = QUESTION) -> dict[str, Any]:
    """What the tab is told once it is counted."""
    query = city_query(context, search)
    for _ in range(600):
        answer = TABS[way].answer(context, query, question)
        if answer["status"] == "counted":
            return answer
        assert answer["done"] <= max(answer["of"], 0)
        time.sleep(0.05)
    raise AssertionError("never counted")


def run(command: str) -> dict[str, Any]:
    """What a command prints as JSON."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        assert main([*shlex.split(command)[1:], "--format", "json"]) == 0
    answer: dict[str, Any] = json.loads(printed.getvalue())
    return answer


def figure_of(context: AppContext, way: str, question: TabQuestion) -> dict[str, Any]:
    """The figure of a way, once its table is counted."""
    for _ in range(200):
        figure = figure_answer(context, SEARCH, way, question, "dark")
        if figure.get("status") != "counting":
            return figure
        time.sleep(0.05)
    raise AssertionError("never drawn")


@pytest.mark.parametrize("way", ["range", "seeds"])
def test_a_spread_is_the_commands_and_can_be_had_again(context: AppContext, way: str) -> None:
    answer = answered(context, way)
    said = run(answer["recipe"]["command"])[way]
    rows = {f"{row['service']}/{row['effect']}": row for row in said["effects"]}
    assert answer["rows"].keys() == rows.keys()
    for door, row in answer["rows"].items():
        for count, cells in row.items():
            for side in ({}, "before", "change"):
                shown, wanted = (cells[side], rows[door][count][side]) if side else (cells, rows[door][count])
                assert [shown[key] for key in ("count", "least", "median", "most")] == [
                    wanted[key] for key in ("count", "least", "median", "most")
                ]
            assert cells["change"]["same_sign"] == rows[door][count]["change"]["same_sign"]
    assert "1,500 residents" in answer["label"] or "1,500 other invented people" in answer["label"]
    assert answer["label"].startswith("How far, not how likely")


@pytest.mark.thorough
def test_the_tornado_is_the_commands_and_can_be_had_again(context: AppContext) -> None:
    answer = answered(context, "tornado")
    assert answer["measure"] == "refuse:loan"
    assert run(answer["recipe"]["command"])["tornado"]["figures"] == answer["figures"]


@pytest.mark.thorough
@pytest.mark.parametrize("way", ["range", "seeds", "tornado"])
def test_the_python_of_the_recipe_gives_the_file(context: AppContext, way: str) -> None:
    answer = answered(context, way)
    *lines, last = answer["recipe"]["python"].splitlines()
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)
    table = eval(last, names)
    text = tab_csv(context, city_query(context, SEARCH), way, QUESTION)
    assert text is not None
    assert text.splitlines()[0] == ",".join(table.columns)
    assert len([line for line in text.splitlines()[1:] if not line.lstrip('"').startswith("#")]) == len(table)
    assert "how far, not how likely" in text


@pytest.mark.parametrize("way", ["range", "seeds", "tornado"])
def test_it_is_counted_on_the_pages_day_and_says_so(context: AppContext, way: str) -> None:
    question = QUESTION._replace(door="high-speed-rail/refuse", measure="refuse:high-speed-rail", day=15)
    on_day, ever = (answered(context, way, SEARCH, asked) for asked in (question, question._replace(day=None)))
    assert on_day["label"].endswith("Counted: what is in force on day 15.")
    said = run(on_day["recipe"]["command"])[way]
    assert said["on_day"] == 15
    if way == "tornado":
        assert said["figures"] == on_day["figures"] != ever["figures"]
    else:
        rows = {f"{row['service']}/{row['effect']}": row["residents"]["count"] for row in said["effects"]}
        assert rows == {door: row["residents"]["count"] for door, row in on_day["rows"].items()}
        assert on_day["rows"] != ever["rows"]
    assert "on_day=15" in on_day["recipe"]["python"]
    assert "on-day=15" in on_day["recipe"]["address"]
    assert "on-day" not in ever["recipe"]["address"]
    title = figure_of(context, way, question)["figure"]["layout"]["title"]["text"]
    assert ", in force on day 15" in title


def test_the_tornado_names_figures_in_words_and_its_file_by_id(context: AppContext) -> None:
    answer = answered(context, "tornado")
    words = {row["figure"]: row["says"] for row in answer["figures"]}
    assert words["payment-accounts-to-rail-tickets.share"].endswith("Rail tickets · share of records passed on")
    figure = figure_answer(context, SEARCH, "tornado", QUESTION, "dark")["figure"]
    assert set(figure["data"][0]["y"]) <= set(words.values())
    text = tab_csv(context, city_query(context, SEARCH), "tornado", QUESTION) or ""
    assert {line.split(",")[0] for line in text.splitlines()[1:]} >= set(words)
    shown = rename_tab(city_query(context, f"{SEARCH}&names=zh"), "tornado", answer)
    assert [row["figure"] for row in shown["figures"]] == list(words)


@pytest.mark.parametrize("way", ["range", "seeds", "tornado"])
def test_each_way_has_its_figure(context: AppContext, way: str) -> None:
    answered(context, way)
    assert "loan" in json.dumps(figure_of(context, way, QUESTION)).casefold()


def test_a_measure_that_is_not_there_is_said(context: AppContext) -> None:
    query = city_query(context, SEARCH)
    with pytest.raises(LinkageError, match="Did you mean 'loan'"):
        TABS["tornado"].answer(context, query, TabQuestion(measure="refuse:lone"), 10)
