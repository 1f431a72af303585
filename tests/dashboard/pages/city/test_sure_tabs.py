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
def test_each_way_has_its_figure(context: AppContext, way: str) -> None:
    answered(context, way)
    for _ in range(200):
        figure = figure_answer(context, SEARCH, way, QUESTION, "dark")
        if "figure" in figure or figure.get("status") not in ("counting",):
            break
        time.sleep(0.05)
    assert "loan" in json.dumps(figure).casefold()


def test_a_measure_that_is_not_there_is_said(context: AppContext) -> None:
    query = city_query(context, SEARCH)
    with pytest.raises(LinkageError, match="Did you mean 'loan'"):
        TABS["tornado"].answer(context, query, TabQuestion(measure="refuse:lone"), 10)
