"""The tab *Trade-off* without a browser: its numbers are those of `linkage tradeoff`, over figures and over keys."""

from __future__ import annotations

import csv
import io
import json
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from random import Random
from typing import Any

import pytest

import linkage
from dashboard.app import create_app
from dashboard.pages.city.city_answers import figure_answer
from dashboard.pages.city.city_query import city_query
from dashboard.pages.city.renamed_city import rename_tab
from dashboard.pages.city.tab_question import TabQuestion
from dashboard.pages.city.tabs import TABS, tab_csv
from dashboard.pages.city.trade_tab import trade_choices
from dashboard.services.app_context import AppContext
from dashboard.state.view_state import read_address
from linkage.answers.trade_offs.trade_off import EVERYBODY, trade_off
from linkage.cli.command_line import main
from linkage.errors import LinkageError
from linkage.population.agency_files import write
from linkage.population.tables import generate_tables
from linkage.world.storage import folders
from tests.linkage.population.own_tables.test_pair_reader import write_pairs
from tests.oracles.random_worlds import write_world

PEOPLE = 4_000
KEYS = "home-address,name-birth-date"
FILLED = "what-if=reading:filled-in"
QUESTIONS = {
    "tiny": ("", TabQuestion("loan/refuse", over="share:subscribers-to-defaulter-list=0..1/0.5")),
    "tiny, other people": (
        "what-if=drop:phone&seed=3",
        TabQuestion("high-speed-rail/refuse", over="mistyped:rail-tickets.national-id=0..0.4/0.2"),
    ),
    "beijing": ("what-if=reading:everything", TabQuestion("flight/refuse", without="national-id", match=KEYS)),
    "elsewhere": (FILLED, TabQuestion("passport/refuse", without="national-id", match=KEYS)),
}


@pytest.fixture(scope="module")
def context() -> Iterator[AppContext]:
    context = AppContext.serving("tiny")
    yield context
    context.cities.close()


def search(name: str, more: str = "") -> str:
    return f"?world={name.partition(',')[0]}&residents={PEOPLE}&{more or QUESTIONS[name][0]}"


def counted(context: AppContext, search: str, question: TabQuestion) -> dict[str, Any]:
    """What the tab is told once it is counted."""
    for _ in range(120):
        answer = TABS["trade"].answer(context, city_query(context, search), question, 1)
        if answer["status"] == "counted":
            return answer
        assert answer["done"] <= answer["of"] or not answer["of"]
    raise AssertionError("never counted")


def rows_of(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in answer["rows"]]


# -- the numbers


@pytest.mark.parametrize("name", QUESTIONS)
def test_its_numbers_are_the_librarys_the_commands_and_those_of_its_python(context: AppContext, name: str) -> None:
    question = QUESTIONS[name][1]
    query = city_query(context, search(name))
    answer = counted(context, search(name), question)
    service, effect = question.door.split("/")
    wanted = trade_off(
        query.world,
        f"{effect}:{service}",
        over=question.over,
        without=question.without,
        match=[key for key in question.match.split(",") if key],
        what_if=query.what_if,
        seed=query.state.seed,
        residents=PEOPLE,
    )
    assert rows_of(answer) == wanted.rows()
    assert sum(row["reached"] for row in answer["rows"]) > 0
    printed = io.StringIO()
    with redirect_stdout(printed):
        assert main([*shlex.split(answer["recipe"]["command"])[1:], "--format", "json"]) == 0
    assert json.loads(printed.getvalue())["rows"] == answer["rows"]
    names: dict[str, Any] = {}
    exec(answer["recipe"]["python"], names)
    assert [tuple(row) for row in names["answer"].itertuples(index=False)] == wanted.rows()


@pytest.mark.parametrize("seed", [1, 3])
def test_a_world_of_ones_own_has_the_librarys_numbers_whatever_the_service(seed: int, tmp_path: Path) -> None:
    world = folders.load(write_world(tmp_path / "own", Random(seed), crowd=1.5, errors=True, composites=True))
    doors = sorted({f"{r.service}/{r.effect}" for r in world.rules.values() if r.at_a_service and r.service})
    context = AppContext.serving(world)
    own = f"?residents=300&seed={seed}&record={min(world.record_kinds)}"  # it has no stories
    query = city_query(context, own)
    for door, place in zip(doors[:2], (0, -1), strict=False):
        figure = trade_choices(query, door)["figures"][place]
        over = f"{figure['text']}={figure['from']}..{figure['to']}/{figure['to']}"
        answer = counted(context, own, TabQuestion(door, over=over))
        measure = ":".join(reversed(door.split("/")))
        assert rows_of(answer) == trade_off(world, measure, over=over, seed=seed, residents=300).rows()
    context.cities.close()


def test_people_of_given_tables_are_counted_and_a_linkers_threshold_is_what_is_meant(tmp_path: Path) -> None:
    world, link, tables = folders.load("tiny"), "subscribers-to-defaulter-list", tmp_path / "town"
    people = generate_tables(world, 1, 1_000)
    people.visit_all()
    write(people, tables, world.links)
    write_pairs(Random(1), tables, people, link)
    context = AppContext.serving("tiny", tables)
    query = city_query(context, "")
    offer = trade_choices(query, "loan/refuse")
    assert offer["note"] == ""
    assert offer["usual"]["over"] == f"threshold:{link}=0..1/0.1"
    answer = counted(context, "", TabQuestion("loan/refuse"))
    wanted = linkage.trade_off("tiny", "refuse:loan", over=offer["usual"]["over"], tables=tables)
    assert rows_of(answer) == [tuple(row) for row in wanted.itertuples(index=False)]
    everybody = [row["reached"] for row in answer["rows"] if row["group"] == EVERYBODY]
    assert everybody[0] > everybody[-1]
    assert f"--tables {tables}" in answer["recipe"]["command"]
    context.cities.close()


# -- what is asked


def test_an_address_that_names_nothing_means_the_usual_way_to_match(context: AppContext) -> None:
    for name, usual in (
        ("tiny", {"over": "share:subscribers-to-defaulter-list=0..1/0.25", "without": "", "match": ""}),
        ("elsewhere", {"over": "", "without": "national-id", "match": f"{KEYS},home-address+name-birth-date"}),
    ):
        answer = counted(context, search(name), TabQuestion(QUESTIONS[name][1].door))
        assert {part: answer[part] for part in usual} == usual
        state = read_address(answer["recipe"]["address"].partition("?")[2])[0]
        assert (state.tab, state.over, state.without, state.match) == ("trade", *usual.values())
        assert state.residents == PEOPLE


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (TabQuestion("loan/refuse", over="shere:orders-to-rail=0..1"), "Did you mean 'share'"),
        (TabQuestion("loan/refuse", over="share:subscribers-to-defaulter=0..1"), "subscribers-to-defaulter-list"),
        (TabQuestion("loan/refuse", without="natonal-id", match="phone"), "Did you mean 'national-id'"),
        (TabQuestion("loan/refuse", without="natonal-id"), "Did you mean 'national-id'"),
        (TabQuestion("loan/refuse", without="payment-account", match="fone"), "Did you mean 'phone'"),
        (TabQuestion("loan/refuse", without="national-id"), "name one in the address"),
        (TabQuestion("loan/refuse", match="phone"), "over a figure, or over keys"),
        (TabQuestion("lone/refuse"), "Did you mean 'loan'"),
        (TabQuestion("/fine"), "choose one of the services"),
        (TabQuestion("loan/refuse", over="share:a=0..1,share:b=0..1"), "goes over one setting"),
        (TabQuestion("loan/refuse", over="share:subscribers-to-defaulter-list=0..1/0.01"), "101 points are more than"),
        (TabQuestion("loan/refuse", over="coverage:rail-tickets=0..1"), "would be other people"),
    ],
)
def test_what_can_not_be_traded_off_is_said_with_the_nearest_right_name(
    context: AppContext, question: TabQuestion, said: str
) -> None:
    with pytest.raises(LinkageError, match=said):
        TABS["trade"].answer(context, city_query(context, search("tiny")), question, 10)


def test_a_world_without_a_linkers_pairs_says_so_and_what_to_do(context: AppContext) -> None:
    offer = trade_choices(city_query(context, search("tiny")), "loan/refuse")
    assert "linkage import pairs" in offer["note"]
    assert {figure["text"].partition(":")[0] for figure in offer["figures"]} == {"missing", "mistyped", "share"}
    near = [figure["near"] for figure in offer["figures"]]
    assert near == sorted(near, reverse=True)
    assert near[0]
    assert not near[-1]


def test_where_nothing_links_it_says_what_to_do(context: AppContext) -> None:
    links = ",".join(f"cut:{link}" for link in folders.load("tiny").links)
    query = city_query(context, search("tiny", f"what-if={links}"))
    with pytest.raises(LinkageError, match="Nothing links here"):
        TABS["trade"].answer(context, query, TabQuestion("loan/refuse"), 10)


def test_what_is_offered_can_be_counted(context: AppContext) -> None:
    for name in ("tiny", "beijing", "elsewhere"):
        query = city_query(context, search(name))
        offer = trade_choices(query, QUESTIONS[name][1].door)
        for figure in offer["figures"]:
            assert figure["name"] != figure["text"].partition(":")[2], figure  # in words
        for row in offer["keys"]:
            assert row["name"] == query.world.identifiers[row["without"]].name
            assert all(key["name"] for key in row["keys"])


# -- its table, its figure, its names


def test_its_file_is_the_commands_table_with_a_stamp(context: AppContext) -> None:
    question = QUESTIONS["elsewhere"][1]
    answer = counted(context, search("elsewhere"), question)
    text = tab_csv(context, city_query(context, search("elsewhere")), "trade", question) or ""
    lines = list(csv.reader(io.StringIO(text)))
    rows = [line for line in lines if not line[0].startswith("#")]
    assert rows == [list(answer["rows"][0]), *([str(cell) for cell in row.values()] for row in answer["rows"])]
    assert "without: national-id, matched on: home-address,name-birth-date" in text
    assert "4,000 residents" in text


def test_its_figure_has_a_line_a_group_in_words(context: AppContext) -> None:
    question = QUESTIONS["elsewhere"][1]
    answer = counted(context, search("elsewhere"), question)
    figure = figure_answer(context, search("elsewhere"), "trade", question, "dark")["figure"]
    names = [line["name"] for line in figure["data"]]
    assert names[0] == "Everybody"
    assert "60+" in names
    everybody = [row for row in answer["rows"] if row["group"] == EVERYBODY]
    assert figure["data"][0]["x"] == [row["missed"] for row in everybody]
    assert figure["data"][0]["y"] == [row["wrongly"] for row in everybody]
    assert figure["data"][0]["text"][0].replace("<br>", " ") == "home address"


def test_its_words_follow_the_names_shown(context: AppContext) -> None:
    question = QUESTIONS["beijing"][1]
    address = f"{search('beijing')}&names=zh"
    query = city_query(context, address)
    answer = counted(context, address, question)
    shown = rename_tab(query, "trade", answer)
    assert shown["rows"] == answer["rows"]
    assert "residents, barred at" in shown["says"]
    assert any("一" <= letter <= "鿿" for letter in shown["says"] + shown["setting"])


def test_it_comes_over_the_wire() -> None:
    app = create_app("tiny")
    client = app.server.test_client()
    query = {"search": "?residents=2000", "door": "loan/refuse"}
    host = {"Host": "127.0.0.1"}
    assert client.get("/_city/trade-choices", query_string=query, headers=host).json["figures"]
    for _ in range(200):
        answer = client.get("/_city/trade", query_string=query, headers=host).json
        if answer["status"] == "counted":
            break
    assert answer["status"] == "counted"
    file = client.get("/_city/csv", query_string={**query, "picture": "trade"}, headers=host)
    assert file.headers["Content-Disposition"] == 'attachment; filename="tiny-city-trade.csv"'
    bad = client.get("/_city/trade", query_string={**query, "without": "fone"}, headers=host)
    assert "Did you mean 'phone'" in bad.json["remark"]
    app.context.cities.close()
