"""An app that is served with somebody's own tables shows, counts and reproduces those people, and no invented ones."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import linkage
from dashboard.app import create_app
from dashboard.pages.city import city_answers
from dashboard.pages.city.city_query import city_query
from dashboard.pages.city.example_resident import Bar
from dashboard.pages.city.tab_question import TabQuestion
from dashboard.pages.city.tabs import TABS
from dashboard.services.app_context import AppContext
from dashboard.state.reproduce import Recipes
from dashboard.state.view_state import State
from linkage.answers.spread_question import Question, ask
from linkage.answers.whole_city.city_report import CityCounter
from linkage.cli.command_line import main, parser
from linkage.errors import LinkageError
from linkage.population.own_tables import agency_reader

KIND, WHO = "unpaid-court-judgment", "R0000000042"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of 300 people of seed 7."""
    folder = tmp_path_factory.mktemp("tables") / "own"
    assert main(["generate", "tiny", "--residents", "300", "--seed", "7", "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def context(own: Path) -> Iterator[AppContext]:
    context = AppContext.serving("tiny", own)
    yield context
    context.cities.close()


def counted(context: AppContext, search: str = "") -> dict[str, Any]:
    answer = city_answers.city_answer(context, search, patience=30)
    assert answer["status"] == "counted"
    return answer


def run(recipe: dict[str, str]) -> Any:
    """The value of a recipe's last line."""
    *lines, last = recipe["python"].split("\n")
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)
    return eval(last, names)


def test_the_city_page_counts_the_people_of_the_tables_and_says_so(context: AppContext, own: Path) -> None:
    answer = counted(context, "?what-if=drop:phone")
    with CityCounter(linkage.load("tiny"), tables=agency_reader.read(linkage.load("tiny"), own)) as city:
        rows = {(row["service"], row["effect"]): row["residents"] for row in city.answer("drop:phone")["effects"]}
    shown = {tuple(door["id"].split("/")): door["after"]["residents"] for door in answer["doors"]}
    assert {door: number for door, number in shown.items() if number} == {d: n for d, n in rows.items() if n}
    assert answer["kicker"].startswith("Just the 300 residents of the tables given")
    assert answer["population"] == 300


def test_another_number_of_residents_in_the_address_gets_a_remark(context: AppContext) -> None:
    answer = counted(context, "?residents=22000000&seed=3")
    assert answer["population"] == 300
    assert any("a number of residents or a seed" in note for note in answer["notes"])


def test_the_recipe_of_a_count_gives_that_count(context: AppContext, own: Path) -> None:
    door = max(counted(context)["doors"], key=lambda door: door["after"]["residents"])
    recipe = door["recipes"]["service"]
    assert run(recipe) == door["after"]["residents"] > 0
    words = shlex.split(recipe["command"])[1:]
    assert parser().parse_args(words).tables == str(own)
    assert main([*words, "--format", "json"]) == 0


def test_the_tabs_are_about_the_same_people(context: AppContext) -> None:
    query = city_query(context, "")
    question = TabQuestion(
        door="loan/refuse", over="share:subscribers-to-defaulter-list=0..1/0.5", measure="refuse:loan"
    )
    for tab in ("day", "link", "match", "best", "sweep"):
        answer = TABS[tab].answer(context, query, question, 30)
        assert answer["status"] == "counted", tab
        assert "--tables" in answer["recipe"]["command"]
        assert "residents=" not in answer["recipe"]["python"]


def test_what_would_need_other_people_is_refused_in_words(context: AppContext) -> None:
    query = city_query(context, "")
    with pytest.raises(LinkageError, match="people of one's own tables are given"):
        TABS["range"].answer(context, query, TabQuestion(), 1)
    with pytest.raises(LinkageError, match="coverage can't be swept"):
        TABS["sweep"].answer(
            context, query, TabQuestion(over="coverage:rail-tickets=0..1/0.5", measure="restricted"), 1
        )


def test_somebody_of_a_bar_is_one_of_them(context: AppContext) -> None:
    answer = {"status": "counting"}
    while answer.get("status") == "counting":
        answer = city_answers.example_answer(context, "", Bar("loan", "refuse", "", "", None))
    assert answer["go"]["resident"] in context.worlds.own_tables.people  # type: ignore[union-attr]


def test_the_stage_asks_them_and_what_is_imposed_on_one_question_no_other_sees(context: AppContext, own: Path) -> None:
    expected = ask(linkage.load("tiny"), Question(record_kind=KIND, resident=WHO, tables=own))
    before = len(context.worlds.own_tables.records)  # type: ignore[union-attr]
    for who in ("R0000000041", WHO):
        answer = context.answers.of(State(record=KIND, resident=who)).answer
    assert answer.spread.steps == expected.spread.steps
    assert len(context.worlds.own_tables.records) == before  # type: ignore[union-attr]


def test_a_recipe_of_the_stage_names_the_tables(context: AppContext, own: Path) -> None:
    state = State(record=KIND, resident=WHO)
    recipe = Recipes("/", state, *context.worlds.name_and_tables("")).recipe("trace", [], "sorted(answer.closed)")
    assert run(recipe) == sorted(context.answers.of(state).answer.spread.closed(WHO))
    assert shlex.split(recipe["command"])[-2:] == ["--tables", str(own)]


def test_another_world_is_not_asked_about_them(context: AppContext) -> None:
    assert city_query(context, "?world=hangzhou&residents=500").own is None


def test_an_app_is_made_with_tables(own: Path) -> None:
    app = create_app("tiny", tables=own)
    try:
        assert app.context.worlds.own_tables is not None
        assert app.server.test_client().get("/").status_code == 200
    finally:
        app.context.cities.close()
