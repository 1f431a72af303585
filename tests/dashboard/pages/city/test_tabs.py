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
from dashboard.pages.city.tabs import TABS, TabQuestion, tab_csv
from dashboard.services.app_context import AppContext
from dashboard.services.background_job import BackgroundJob
from dashboard.services.city_jobs import BeforeAndAfter, CityJobs, Counter, Progress
from dashboard.state.view_state import read_address
from linkage.answers.whole_city.sweep import AXES, read_axis, read_measure
from linkage.cli.command_line import main
from linkage.errors import LinkageError
from linkage.world.model import World
from linkage.world.storage.folders import load

PEOPLE = 4_000
RAIL = "high-speed-rail/refuse"
WHAT_IF = "correct:unpaid-court-fine=20"
LOOKS = {
    "day": TabQuestion(door=RAIL, day=30),
    "link": TabQuestion(door=RAIL),
    "best": TabQuestion(door=RAIL),
    "sweep": TabQuestion(RAIL, 30, "share:subscribers-to-defaulter-list=0..1/0.5", "refuse:high-speed-rail"),
}


@pytest.fixture(scope="module")
def context() -> Iterator[AppContext]:
    """The tiny world; the others by name."""
    made = AppContext.serving("tiny")
    yield made
    made.cities.close()


def search(world: str, what_if: str = "") -> str:
    return f"?world={world}&what-if={what_if}&residents={PEOPLE}"


def told(context: AppContext, tab: str, asked: str, look: TabQuestion | None = None) -> dict[str, Any]:
    """What a tab is told once it is worked out."""
    for _ in range(600):
        found = TABS[tab].tell(context, city_query(context, asked), look or LOOKS[tab], patience=1)
        if found["status"] == "counted":
            return found
    raise AssertionError(found)


def command(*words: str) -> Any:
    """The JSON of a command."""
    with redirect_stdout(io.StringIO()) as said:
        assert main([*words, "--format", "json"]) == 0
    return json.loads(said.getvalue())


# -- the numbers


@pytest.mark.parametrize("what_if", ["", WHAT_IF])
def test_a_day_shows_what_the_command_counts_on_that_day(context: AppContext, what_if: str) -> None:
    found = told(context, "day", search("tiny", what_if))
    for side, text in (("before", ""), ("after", what_if)):
        asked = ["--what-if", text] if text else []
        rows = command("city", "tiny", "--residents", str(PEOPLE), "--on-day", "30", *asked)["effects"]
        wanted = {f"{row['service']}/{row['effect']}": (row["residents"], row["companies"]) for row in rows}
        shown = {door: tuple(row[side].values()) for door, row in found["rows"].items()}
        assert {door: numbers for door, numbers in shown.items() if any(numbers)} == wanted


def test_links_stand_in_the_order_of_what_they_hold_up(context: AppContext) -> None:
    found = told(context, "link", search("beijing", "drop:phone"))
    wanted = command("city", "beijing", "--residents", str(PEOPLE), "--what-if", "drop:phone", "--by-link")["by_link"]
    assert [(row["link"], row["rows"], row["share"]) for row in found["rows"]] == [
        (row["link"], row["rows"], row["share"]) for row in wanted
    ]
    assert all("→" in row["name"] for row in found["rows"])


@pytest.mark.parametrize(("world", "door"), [("tiny", RAIL), ("beijing", "flight/refuse"), ("hangzhou", "/fine")])
def test_the_best_removals_are_those_of_the_command(context: AppContext, world: str, door: str) -> None:
    found = told(context, "best", search(world), TabQuestion(door=door))
    service = door.partition("/")[0]
    protect = ["--protect", service] if service else []
    wanted = command("cut", world, "--city", "--best", "3", "--residents", str(PEOPLE), *protect)
    for part in ("choices", "restricted", "whatever_is_removed", "why_not"):
        assert found[part] == wanted[part]
    for choice in found["choices"]:
        assert {text for cut in choice["cuts"] for text in cut} <= set(found["sentences"])


@pytest.mark.parametrize(
    "asked",
    [
        {"group": "60-plus"},
        {"weigh": "yes"},
        {"among": "rules"},
        {"group": "18-34", "among": "identifiers,rules", "weigh": "yes"},
    ],
)
def test_the_best_removals_are_asked_for_by_group_among_sorts_and_with_rewards(
    context: AppContext, asked: dict[str, str]
) -> None:
    look = TabQuestion(door="flight/refuse", **asked)
    found = told(context, "best", search("beijing"), look)
    options = shlex.split(found["recipe"]["command"])[1:]
    assert found["choices"] == command(*options)["choices"]
    named = {"group": "--group", "among": "--among", "weigh": "--weigh-rewards"}
    assert {name for name, option in named.items() if option in options} == set(asked)
    kept = read_address(found["recipe"]["address"].partition("?")[2])[0]
    assert (kept.group, kept.among, kept.weigh) == (look.group, look.among, look.weigh)
    assert "60-plus" in found["groups"]


def test_what_was_spared_is_what_the_page_counts_less(context: AppContext) -> None:
    found = told(context, "best", search("tiny"))
    best = found["choices"][-1]
    counts = []
    for what_if in ("", ",".join(best["cuts"][0])):
        asked = ["--what-if", what_if] if what_if else []
        rows = command("city", "tiny", "--residents", str(PEOPLE), *asked)["effects"]
        counts.append(sum(row["residents"] for row in rows if f"{row['service']}/{row['effect']}" == RAIL))
    assert counts[0] - counts[1] == best["spared"] > 0


@pytest.mark.parametrize("grid", [False, True])
def test_a_sweep_has_the_rows_of_the_command(context: AppContext, grid: bool) -> None:
    over = ["share:subscribers-to-defaulter-list=0..1/0.5", *(["correct:unpaid-court-fine=10..40/15"] if grid else [])]
    look = LOOKS["sweep"]._replace(over=",".join(over))
    found = told(context, "sweep", search("tiny", "drop:phone"), look)
    figures = [word for each in over for word in ("--over", each)]
    asked = ["--measure", look.measure, "--residents", str(PEOPLE), "--what-if", "drop:phone", "--on-day", "30"]
    wanted = command("sweep", "tiny", *figures, *asked)["rows"]
    assert [[float(cell) for cell in row] for row in found["rows"]] == [
        [float(cell) for cell in row.values()] for row in wanted
    ]
    assert [len(each["values"]) for each in found["axes"]] == [3] * len(over)
    assert found["measure"]["says"] == "residents, refuse at High-speed rail"


def test_an_address_that_says_no_measure_counts_the_residents_of_the_service_in_front(context: AppContext) -> None:
    said, unsaid = (
        told(context, "sweep", search("tiny"), LOOKS["sweep"]._replace(**each)) for each in ({}, {"measure": ""})
    )
    assert unsaid["measure"]["text"] == "refuse:high-speed-rail"
    assert unsaid == said


# -- the same again


@pytest.mark.parametrize("tab", sorted(TABS))
def test_every_answer_can_be_had_again(context: AppContext, tab: str) -> None:
    found = told(context, tab, search("tiny", WHAT_IF))
    recipe = found["recipe"]
    assert f"tab={tab}" in recipe["address"]
    again = command(*shlex.split(recipe["command"])[1:])
    names: dict[str, Any] = {}
    exec(recipe["python"], names)
    answer = names["answer"]
    if tab == "day":
        after = {door: row["after"]["residents"] for door, row in found["rows"].items()}
        assert {
            f"{row['service']}/{row['effect']}": row["residents"] for row in again["effects"]
        }.items() <= after.items()
        assert list(answer["residents"]) == [row["residents"] for row in again["effects"]]
    elif tab == "link":
        assert (
            list(answer["rows"]) == [row["rows"] for row in found["rows"]] == [row["rows"] for row in again["by_link"]]
        )
    elif tab == "best":
        assert again["choices"] == found["choices"]
        assert list(answer["spared"]) == [row["spared"] for row in found["choices"]]
    else:
        counts = [row[-1] for row in found["rows"]]
        assert list(answer.iloc[:, -1]) == counts == [list(row.values())[-1] for row in again["rows"]]


@pytest.mark.parametrize("tab", sorted(TABS))
def test_behind_each_there_is_a_file_with_its_stamp(context: AppContext, tab: str) -> None:
    told(context, tab, search("tiny"))
    text = tab_csv(context, city_query(context, search("tiny")), tab, LOOKS[tab])
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
    told(context, "link", search("tiny"))
    text = tab_csv(context, city_query(context, search("tiny")), "link", TabQuestion()) or ""
    names = [row[1] for row in csv.reader(io.StringIO(text)) if len(row) > 1]
    context.cities.close()
    assert any("HYPERLINK" in name for name in names)
    assert not any(name.startswith("=") for name in names)


def test_they_come_over_the_wire() -> None:
    app = create_app("tiny")
    client = app.server.test_client()
    host = {"Host": "127.0.0.1"}
    for tab, look in LOOKS.items():
        asked = {"search": search("tiny"), **{k: v for k, v in look._asdict().items() if v not in ("", None)}}
        for _ in range(200):
            answer = client.get(f"/_city/{tab}", query_string=asked, headers=host)
            assert answer.status_code == 200
            if answer.json["status"] == "counted":
                break
        assert answer.json["status"] == "counted", tab
        file = client.get("/_city/csv", query_string={**asked, "picture": tab}, headers=host)
        assert file.status_code == 200
        assert file.headers["Content-Disposition"] == f'attachment; filename="tiny-city-{tab}.csv"'
    bad = client.get("/_city/sweep", query_string={"search": search("tiny"), "over": "dely:x=1..2"}, headers=host)
    assert "Did you mean 'delay'" in bad.json["remark"]
    app.context.cities.close()


# -- what can be swept


@pytest.mark.parametrize("world", ["tiny", "beijing", "jiangsu", "elsewhere"])
def test_every_figure_and_measure_that_is_offered_can_be_swept(context: AppContext, world: str) -> None:
    one = city_query(context, search(world))
    for door in (RAIL, "flight/refuse", "/publish", "no-such/refuse"):
        offered = sweep_choices(one, door)
        for each in offered["figures"]:
            made = read_axis(f"{each['text']}={each['from']}..{each['to']}/{each['step']}", one.world)
            assert 2 <= len(made.values) <= 60, each
            assert each["verb"]
            assert each["name"]
        assert all(read_measure(each["text"], one.world) for each in offered["measures"])
    verbs = {
        each["text"].partition(":")[0] for each in sweep_choices(city_query(context, search("beijing")), "")["figures"]
    }
    assert verbs == set(AXES)


def test_figures_on_a_way_to_the_service_stand_first(context: AppContext) -> None:
    near = [each["near"] for each in sweep_choices(city_query(context, search("beijing")), "flight/refuse")["figures"]]
    assert near[0]
    assert near == sorted(near, reverse=True)
    assert not all(near)


def test_more_points_than_a_page_waits_for_are_sent_to_the_command_line(context: AppContext) -> None:
    look = LOOKS["sweep"]._replace(over="correct:unpaid-court-fine=0..400/1")
    with pytest.raises(LinkageError, match="401 points are more than this page counts"):
        TABS["sweep"].tell(context, city_query(context, search("tiny")), look)


@pytest.mark.parametrize(
    ("said", "day"), [("30", 30), ("", None), ("-1", None), ("9" * 30, None), ("٣", None), ("x", None)]
)
def test_a_day_that_is_none_means_no_day(said: str, day: int | None) -> None:
    assert TabQuestion.read({"day": said}).day == day


# -- nobody waits for a sweep


class Steps:
    """A city that counts pieces when it is let go."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        self.closed = False

    def answer(self, what_if: str = "", *, progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
        return {"effects": [], "by_record_kind": [], "what_if": what_if}

    def close(self) -> None:
        self.closed = True


def test_a_what_if_goes_before_the_next_piece_of_a_sweep() -> None:
    cities, tiny = CityJobs(Steps), load("tiny").everything
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
    cities, tiny = CityJobs(Steps), load("tiny").everything
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
