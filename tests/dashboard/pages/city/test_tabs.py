"""What the City page tells when somebody looks: its numbers are the command line's, made again by its recipes."""

from __future__ import annotations

import csv
import io
import json
import shlex
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.pages.city.city_query import city_query
from dashboard.pages.city.sweep_jobs import sweep_choices
from dashboard.pages.city.tab_question import TabQuestion
from dashboard.pages.city.tabs import TABS, tab_csv
from dashboard.services.app_context import AppContext
from dashboard.services.background_job import BackgroundJob
from dashboard.services.city_jobs import BeforeAndAfter, CityJobs, Counter, Progress
from dashboard.state.view_state import read_address
from linkage.answers.whole_city.city_measures import read_measure
from linkage.answers.whole_city.sweep import AXES, read_axis
from linkage.cli.command_line import main
from linkage.errors import LinkageError
from linkage.world.model import World
from linkage.world.storage.folders import load

PEOPLE = 4_000
RAIL = "high-speed-rail/refuse"
WHAT_IF = "correct:unpaid-court-judgment=20"
QUESTIONS = {
    "day": TabQuestion(door=RAIL, day=30),
    "link": TabQuestion(door=RAIL),
    "match": TabQuestion(door=RAIL),
    "best": TabQuestion(door=RAIL),
    "sweep": TabQuestion(RAIL, 30, "share:subscribers-to-defaulter-list=0..1/0.5", "refuse:high-speed-rail"),
}


@pytest.fixture(scope="module")
def context() -> Iterator[AppContext]:
    """The tiny world; the others by name."""
    context = AppContext.serving("tiny")
    yield context
    context.cities.close()


def search(world: str, what_if: str = "") -> str:
    return f"?world={world}&what-if={what_if}&residents={PEOPLE}"


def counted_answer(context: AppContext, tab: str, search: str, question: TabQuestion | None = None) -> dict[str, Any]:
    """What a tab is told once it is worked out."""
    for _ in range(600):
        answer = TABS[tab].answer(context, city_query(context, search), question or QUESTIONS[tab], patience=1)
        if answer["status"] == "counted":
            return answer
    raise AssertionError(answer)


def command_json(*words: str) -> Any:
    """The JSON of a command."""
    with redirect_stdout(io.StringIO()) as output:
        assert main([*words, "--format", "json"]) == 0
    return json.loads(output.getvalue())


# -- the numbers


@pytest.mark.parametrize("what_if", ["", WHAT_IF])
def test_a_day_shows_what_the_command_counts_on_that_day(context: AppContext, what_if: str) -> None:
    answer = counted_answer(context, "day", search("tiny", what_if))
    for side, text in (("before", ""), ("after", what_if)):
        options = ["--what-if", text] if text else []
        rows = command_json("city", "tiny", "--residents", str(PEOPLE), "--on-day", "30", *options)["effects"]
        wanted = {f"{row['service']}/{row['effect']}": (row["residents"], row["companies"]) for row in rows}
        counts = {door: tuple(row[side].values()) for door, row in answer["rows"].items()}
        assert {door: numbers for door, numbers in counts.items() if any(numbers)} == wanted


def test_links_stand_in_the_order_of_what_they_hold_up(context: AppContext) -> None:
    answer = counted_answer(context, "link", search("beijing", "drop:phone"))
    printed = command_json("city", "beijing", "--residents", str(PEOPLE), "--what-if", "drop:phone", "--by-link")
    wanted = [row for row in printed["by_link"] if row["measure"] == "restrictions"]
    assert [(row["link"], row["shapley"], row["alone"]) for row in answer["rows"]] == [
        (row["link"], row["shapley"], row["alone"]) for row in wanted
    ]
    values = [row["value"] for row in answer["rows"]]
    assert values == sorted(values, reverse=True)
    assert any(row["with"] for row in answer["rows"])
    assert all("→" in row["name"] for row in answer["rows"])


@pytest.mark.parametrize(("world", "door"), [("tiny", RAIL), ("beijing", "flight/refuse"), ("hangzhou", "/fine")])
def test_the_best_removals_are_those_of_the_command(context: AppContext, world: str, door: str) -> None:
    answer = counted_answer(context, "best", search(world), TabQuestion(door=door))
    service = door.partition("/")[0]
    protect = ["--protect", service] if service else []
    wanted = command_json("cut", world, "--city", "--best", "3", "--residents", str(PEOPLE), *protect)
    for part in ("choices", "restricted", "whatever_is_removed", "why_not"):
        assert answer[part] == wanted[part]
    for choice in answer["choices"]:
        assert {text for cut in choice["cuts"] for text in cut} <= set(answer["sentences"])


@pytest.mark.parametrize(
    "fields",
    [
        {"group": "60-plus"},
        {"weigh": "yes"},
        {"among": "rules"},
        {"group": "18-34", "among": "identifiers,rules", "weigh": "yes"},
    ],
)
def test_the_best_removals_are_asked_for_by_group_among_sorts_and_with_rewards(
    context: AppContext, fields: dict[str, str]
) -> None:
    question = TabQuestion(door="flight/refuse", **fields)
    answer = counted_answer(context, "best", search("beijing"), question)
    options = shlex.split(answer["recipe"]["command"])[1:]
    assert answer["choices"] == command_json(*options)["choices"]
    options_by_field = {"group": "--group", "among": "--among", "weigh": "--weigh-rewards"}
    assert {name for name, option in options_by_field.items() if option in options} == set(fields)
    state = read_address(answer["recipe"]["address"].partition("?")[2])[0]
    assert (state.group, state.among, state.weigh) == (question.group, question.among, question.weigh)
    assert "60-plus" in answer["groups"]


def test_what_was_spared_is_what_the_page_counts_less(context: AppContext) -> None:
    answer = counted_answer(context, "best", search("tiny"))
    best = answer["choices"][-1]
    counts = []
    for what_if in ("", ",".join(best["cuts"][0])):
        options = ["--what-if", what_if] if what_if else []
        rows = command_json("city", "tiny", "--residents", str(PEOPLE), *options)["effects"]
        counts.append(sum(row["residents"] for row in rows if f"{row['service']}/{row['effect']}" == RAIL))
    assert counts[0] - counts[1] == best["spared"] > 0


@pytest.mark.parametrize("grid", [False, True])
def test_a_sweep_has_the_rows_of_the_command(context: AppContext, grid: bool) -> None:
    over = [
        "share:subscribers-to-defaulter-list=0..1/0.5",
        *(["correct:unpaid-court-judgment=10..40/15"] if grid else []),
    ]
    question = QUESTIONS["sweep"]._replace(over=",".join(over))
    answer = counted_answer(context, "sweep", search("tiny", "drop:phone"), question)
    figures = [word for axis in over for word in ("--over", axis)]
    options = ["--measure", question.measure, "--residents", str(PEOPLE), "--what-if", "drop:phone", "--on-day", "30"]
    wanted = command_json("sweep", "tiny", *figures, *options)["rows"]
    assert [[float(cell) for cell in row] for row in answer["rows"]] == [
        [float(cell) for cell in row.values()] for row in wanted
    ]
    assert [len(axis["values"]) for axis in answer["axes"]] == [3] * len(over)
    assert answer["measure"]["says"] == "residents, barred at High-speed rail"


def test_an_address_that_says_no_measure_counts_the_residents_of_the_service_in_front(context: AppContext) -> None:
    named, unnamed = (
        counted_answer(context, "sweep", search("tiny"), QUESTIONS["sweep"]._replace(**fields))
        for fields in ({}, {"measure": ""})
    )
    assert unnamed["measure"]["text"] == "refuse:high-speed-rail"
    assert unnamed == named


# -- the same again (*How sure?* and *Trade-off* have tests of their own)


def test_each_tab_is_asked_here_or_there() -> None:
    assert {*TABS} == {*QUESTIONS, "range", "seeds", "tornado", "trade"}


@pytest.mark.parametrize("tab", sorted(QUESTIONS))
def test_every_answer_can_be_had_again(context: AppContext, tab: str) -> None:
    tab_rows = counted_answer(context, tab, search("tiny", WHAT_IF))
    recipe = tab_rows["recipe"]
    assert f"tab={tab}" in recipe["address"]
    printed = command_json(*shlex.split(recipe["command"])[1:])
    names: dict[str, Any] = {}
    exec(recipe["python"], names)
    answer = names["answer"]
    if tab == "day":
        after = {door: row["after"]["residents"] for door, row in tab_rows["rows"].items()}
        assert {
            f"{row['service']}/{row['effect']}": row["residents"] for row in printed["effects"]
        }.items() <= after.items()
        assert list(answer["residents"]) == [row["residents"] for row in printed["effects"]]
    elif tab == "link":
        assert (
            list(answer["shapley"])
            == [row["shapley"] for row in tab_rows["rows"]]
            == [row["shapley"] for row in printed["by_link"]]
        )
    elif tab == "match":
        shown = {row["link"]: (row["right"], row["wrong"], row["missed"]) for row in tab_rows["rows"]}
        assert shown == {row["link"]: (row["right"], row["wrong"], row["missed"]) for row in printed}
        assert list(shown) != sorted(shown)  # the worst first
        assert shown == {row.link: (row.right, row.wrong, row.missed) for row in answer.itertuples()}
    elif tab == "best":
        assert printed["choices"] == tab_rows["choices"]
        assert list(answer["spared"]) == [row["spared"] for row in tab_rows["choices"]]
    else:
        counts = [row[-1] for row in tab_rows["rows"]]
        assert list(answer.iloc[:, -1]) == counts == [list(row.values())[-1] for row in printed["rows"]]


@pytest.mark.parametrize("tab", sorted(QUESTIONS))
def test_behind_each_there_is_a_file_with_its_stamp(context: AppContext, tab: str) -> None:
    counted_answer(context, tab, search("tiny"))
    text = tab_csv(context, city_query(context, search("tiny")), tab, QUESTIONS[tab])
    assert text
    lines = list(csv.reader(io.StringIO(text)))
    rows = [line for line in lines if not line[0].startswith("#")]
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 1
    assert "invented people" in lines[-4][0]
    assert "hash" in lines[-3][0]
    assert "4,000 residents" in lines[-2][0]


def test_a_formula_in_a_name_is_neutralised_here_too() -> None:
    world = load("tiny").everything
    database = world.databases["rail-tickets"]
    bad = replace(world, databases={**world.databases, "rail-tickets": replace(database, name='=HYPERLINK("x")')})
    context = AppContext.serving(bad)
    counted_answer(context, "link", search("tiny"))
    text = tab_csv(context, city_query(context, search("tiny")), "link", TabQuestion()) or ""
    names = [row[1] for row in csv.reader(io.StringIO(text)) if len(row) > 1]
    context.cities.close()
    assert any("HYPERLINK" in name for name in names)
    assert not any(name.startswith("=") for name in names)


def test_they_come_over_the_wire() -> None:
    app = create_app("tiny")
    client = app.server.test_client()
    host = {"Host": "127.0.0.1"}
    for tab, question in QUESTIONS.items():
        query = {
            "search": search("tiny"),
            **{name: value for name, value in question._asdict().items() if value not in ("", None)},
        }
        for _ in range(200):
            answer = client.get(f"/_city/{tab}", query_string=query, headers=host)
            assert answer.status_code == 200
            if answer.json["status"] == "counted":
                break
        assert answer.json["status"] == "counted", tab
        file = client.get("/_city/csv", query_string={**query, "picture": tab}, headers=host)
        assert file.status_code == 200
        assert file.headers["Content-Disposition"] == f'attachment; filename="tiny-city-{tab}.csv"'
    bad = client.get("/_city/sweep", query_string={"search": search("tiny"), "over": "dely:x=1..2"}, headers=host)
    assert "Did you mean 'delay'" in bad.json["remark"]
    app.context.cities.close()


# -- what can be swept


@pytest.mark.parametrize("world", ["tiny", "beijing", "jiangsu", "elsewhere"])
def test_every_figure_and_measure_that_is_offered_can_be_swept(context: AppContext, world: str) -> None:
    query = city_query(context, search(world))
    for door in (RAIL, "flight/refuse", "/publish", "no-such/refuse"):
        offer = sweep_choices(query, door)
        for figure in offer["figures"]:
            axis = read_axis(f"{figure['text']}={figure['from']}..{figure['to']}/{figure['step']}", query.world)
            assert 2 <= len(axis.values) <= 60, figure
            assert figure["verb"]
            assert figure["name"]
        assert all(read_measure(measure["text"], query.world) for measure in offer["measures"])
    verbs = {
        figure["text"].partition(":")[0]
        for figure in sweep_choices(city_query(context, search("beijing")), "")["figures"]
    }
    assert verbs == set(AXES)


def test_figures_on_a_way_to_the_service_stand_first(context: AppContext) -> None:
    near = [
        figure["near"] for figure in sweep_choices(city_query(context, search("beijing")), "flight/refuse")["figures"]
    ]
    assert near[0]
    assert near == sorted(near, reverse=True)
    assert not all(near)


def test_more_points_than_a_page_waits_for_are_sent_to_the_command_line(context: AppContext) -> None:
    question = QUESTIONS["sweep"]._replace(over="correct:unpaid-court-judgment=0..400/1")
    with pytest.raises(LinkageError, match="401 points are more than this page counts"):
        TABS["sweep"].answer(context, city_query(context, search("tiny")), question)


@pytest.mark.parametrize(("text", "day"), [("30", 30), ("", None)])
def test_a_blank_day_means_any_day(text: str, day: int | None) -> None:
    assert TabQuestion.read({"day": text}).day == day


# -- nobody waits for a sweep


class StepwiseCity:
    """A city that counts pieces when it is let go."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        self.closed = False

    def answer(self, what_if: str = "", *, progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
        return {"effects": [], "by_record_kind": [], "what_if": what_if}

    def close(self) -> None:
        self.closed = True


def test_a_what_if_goes_before_the_next_piece_of_a_sweep() -> None:
    cities, tiny = CityJobs(StepwiseCity), load("tiny").everything
    order: list[str] = []
    first, go = threading.Event(), threading.Event()

    def work(city: Counter) -> Generator[tuple[int, int], None, dict[str, Any]]:
        for place in range(3):
            order.append(f"piece {place}")
            first.set()
            assert go.wait(20)
            yield place + 1, 3
        return {"found": True}

    def again(patience: float) -> Any:
        return cities.work((tiny, 1, 100), "", ("sweep",), work, patience)

    assert isinstance(again(0), Progress)
    assert first.wait(20)
    assert isinstance(cities.ask(tiny, 1, 100, "drop:phone", patience=0), Progress)
    go.set()
    counted = cities.ask(tiny, 1, 100, "drop:phone", patience=20)
    assert isinstance(counted, BeforeAndAfter)
    assert again(20) == {"found": True}
    assert order == ["piece 0", "piece 1", "piece 2"]
    assert again(0) == {"found": True}
    cities.close()


def test_a_sweep_that_nobody_asks_any_more_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.services.city_jobs.GIVE_UP_SECONDS", 0.05)
    cities, tiny = CityJobs(StepwiseCity), load("tiny").everything
    pieces: list[int] = []

    def work(city: Counter) -> Generator[tuple[int, int], None, dict[str, Any]]:
        for place in range(1_000):
            pieces.append(place)
            time.sleep(0.02)
            yield place + 1, 1_000
        return {}

    cities.work((tiny, 1, 100), "", ("sweep",), work, 0)
    time.sleep(0.6)
    done = len(pieces)
    time.sleep(0.2)
    assert len(pieces) == done < 100
    cities.close()


def test_what_can_not_be_answered_beside_the_page_says_why_each_time() -> None:
    beside, tiny = BackgroundJob(), load("tiny").everything

    def fails() -> dict[str, Any]:
        raise LinkageError("not today")

    for _ in range(2):
        with pytest.raises(LinkageError, match="not today"):
            beside.ask(tiny, "key", fails, patience=20)
    assert beside.ask(tiny, "key", lambda: {"found": 1}, patience=20) == {"found": 1}


@pytest.mark.thorough
@pytest.mark.parametrize("day", ["1e9", "60days", "-1", " 5", "+5", "٣", "1000000", "9" * 30])
@pytest.mark.parametrize("path", ["/_city/day", "/_city/sweep", "/_city/someone", "/_city/figure"])
def test_a_day_that_is_no_plain_number_is_said_and_no_other_is_taken(path: str, day: str) -> None:
    client = create_app("tiny").server.test_client()
    parts = {"search": "?residents=3000", "door": "hotel/refuse", "day": day, "picture": "day"}
    answer = client.get(path, query_string=parts, base_url="http://localhost").json
    assert answer["remark"] == f"'{day}' is no number for 'day': it has to be a whole number from 0 to 999,999."


def test_a_theme_that_is_not_there_is_said() -> None:
    client = create_app("tiny").server.test_client()
    parts = {"search": "?residents=3000", "picture": "day", "theme": "lihgt"}
    answer = client.get("/_city/figure", query_string=parts, base_url="http://localhost").json
    assert "Did you mean 'light'?" in answer["remark"]


@pytest.mark.parametrize(
    "fields",
    [
        {"objective": "doors"},
        {"spare": "loan"},
        {"costs": "defaulters-to-air=2.5, orders-to-air=2", "budget": 4},
        {"objective": "doors", "spare": "loan,high-speed-rail", "costs": "defaulters-to-air=3", "budget": 2},
    ],
)
def test_the_best_removals_have_costs_an_objective_and_several_services(
    context: AppContext, fields: dict[str, Any]
) -> None:
    question = TabQuestion(door="flight/refuse", **fields)
    answer = counted_answer(context, "best", search("beijing"), question)
    options = shlex.split(answer["recipe"]["command"])[1:]
    told = command_json(*options)
    assert (answer["choices"], answer["objective"]) == (told["choices"], told["objective"])
    state = read_address(answer["recipe"]["address"].partition("?")[2])[0]
    kept = (state.spare, state.costs, state.budget, state.objective)
    assert kept == (question.spare, question.costs, question.budget, question.objective)
    namespace: dict[str, Any] = {}
    exec(answer["recipe"]["python"], namespace)
    assert namespace["answer"]["spared"].tolist() == [choice["spared"] for choice in answer["choices"]]


@pytest.mark.parametrize("costs", ["defaulters-to-air", "defaulters-to-air=-1", "nothing-so-called=2"])
def test_a_cost_that_means_nothing_is_a_remark(context: AppContext, costs: str) -> None:
    with pytest.raises(LinkageError):
        counted_answer(context, "best", search("beijing"), TabQuestion(door="flight/refuse", costs=costs))
