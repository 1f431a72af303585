"""The City page without a browser: its numbers are those of `linkage city`; its figures stay text; files are safe."""

from __future__ import annotations

import csv
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.pages.city import city_answers as city
from dashboard.pages.city.city_query import city_query
from dashboard.pages.city.counts_view import CountsView, number_in_words
from dashboard.pages.city.csv_download import PICTURE_TABLES, counts_csv
from dashboard.pages.city.example_resident import Bar, example_resident
from dashboard.services.app_context import AppContext
from dashboard.services.city_jobs import (
    MOST_RESIDENTS,
    BeforeAndAfter,
    CityJobs,
    Progress,
    _Turns,
    bytes_needed,
    free_memory,
    too_large_text,
)
from dashboard.state.labels import labels_in
from linkage.answers.spread_question import Question, ask
from linkage.answers.whole_city import city_report
from linkage.cli.command_line import main
from linkage.errors import LinkageError
from linkage.world.model import World
from linkage.world.storage.folders import load

PEOPLE = 4_000
WORLDS_AND_WHAT_IFS = [
    ("tiny", ""),
    ("tiny", "drop:phone"),
    ("tiny", "cut:defaulter-list-to-rail-tickets,confirmed"),
    ("beijing", ""),
    ("beijing", "reading:press,drop:payment-account"),
    ("beijing", "forget:subscribers.national-id"),
    ("jiangsu", "drop:national-id"),
    ("hangzhou", "reading:documented"),
    ("elsewhere", "confirmed"),
]


@pytest.fixture(scope="module")
def context() -> Iterator[AppContext]:
    """The tiny world; the others by name."""
    context = AppContext.serving("tiny")
    yield context
    context.cities.close()


def search(world: str, what_if: str, residents: int = PEOPLE) -> str:
    return f"?world={world}&what-if={what_if}&residents={residents}"


def counted_answer(context: AppContext, search: str) -> dict[str, Any]:
    """What the page is told once it is counted."""
    for _ in range(300):
        answer = city.city_answer(context, search, patience=1)
        if answer["status"] == "counted":
            return answer
        time.sleep(0.05)
    raise AssertionError(answer)


def command_json(*words: str) -> Any:
    """The JSON of a command."""
    with redirect_stdout(io.StringIO()) as output:
        assert main([*words, "--format", "json"]) == 0
    return json.loads(output.getvalue())


# -- the numbers


def test_who_is_there_by_a_false_record_only_stands_beside_who_is_there_by_a_wrong_match(context: AppContext) -> None:
    """On the page, in its CSV and by the command; and a sweep may measure it."""
    what_if = "false:*=0.25"
    page = counted_answer(context, search("tiny", what_if))
    rows = {
        f"{row['service']}/{row['effect']}": row
        for row in command_json("city", "tiny", "--residents", str(PEOPLE), "--what-if", what_if)["effects"]
    }
    found = {door["id"]: (door["before"]["falsely"], door["after"]["falsely"]) for door in page["doors"]}
    assert found == {door: (0, row["falsely"]) for door, row in rows.items()}
    assert 0 < rows["loan/refuse"]["falsely"] < rows["loan/refuse"]["residents"]


@pytest.mark.thorough
@pytest.mark.parametrize(("world", "what_if"), WORLDS_AND_WHAT_IFS)
def test_the_numbers_on_the_page_are_those_of_the_command(context: AppContext, world: str, what_if: str) -> None:
    options = ["--what-if", what_if] if what_if else []
    wanted = command_json("city", world, "--residents", str(PEOPLE), *options)
    first = command_json("city", world, "--residents", str(PEOPLE))
    page = counted_answer(context, search(world, what_if))
    for side, answer in (("before", first), ("after", wanted)):
        rows = {f"{row['service']}/{row['effect']}": row for row in answer["effects"]}
        for door in page["doors"]:
            row = rows.pop(door["id"], None)
            assert door[side]["residents"] == (row["residents"] if row else 0)
            assert door[side]["companies"] == (row["companies"] if row else 0)
            assert door[side]["wrongly"] == (row["wrongly"] if row else 0)
            assert door[side]["falsely"] == (row["falsely"] if row else 0)
            assert door[side]["assumed"] == (row["assumed_share"] if row else None)
            assert door["days"][side] == (row["by_day"] if row else [])
            groups = {group["id"]: group[side] for group in door["groups"] if group[side]}
            assert groups == (row["by_group"] if row else {})
        assert rows == {}
        kinds = {
            (door["id"], kind): tuple(numbers[side])
            for door in page["doors"]
            for kind, numbers in door["kinds"].items()
            if any(numbers[side])
        }
        assert kinds == {
            (f"{row['service']}/{row['effect']}", row["record_kind"]): (row["residents"], row["companies"])
            for row in answer["by_record_kind"]
        }
    assert (page["residents"], page["companies"], page["records"]) == (PEOPLE, wanted["companies"], wanted["records"])


def test_without_a_what_if_nothing_is_changed(context: AppContext) -> None:
    page = counted_answer(context, search("tiny", ""))
    assert page["changed"] is False
    assert all(door["before"] == door["after"] for door in page["doors"])


def test_children_are_counted_by_themselves(context: AppContext) -> None:
    page = counted_answer(context, search("tiny", ""))
    children = {door["id"]: door["after"]["children"] for door in page["doors"] if door["after"]["children"]}
    groups = {
        door["id"]: group["after"] for door in page["doors"] for group in door["groups"] if group["id"] == "under-18"
    }
    assert children
    assert children == groups


def test_doors_keep_their_order_under_a_what_if(context: AppContext) -> None:
    before = [door["id"] for door in counted_answer(context, search("beijing", ""))["doors"]]
    after = [door["id"] for door in counted_answer(context, search("beijing", "drop:national-id"))["doors"]]
    assert [door for door in after if door in before] == before


def test_the_storys_own_what_if_counts_as_it_does_on_the_stage(context: AppContext) -> None:
    page = counted_answer(context, f"?world=beijing&story=flagged-post&what-if=drop:phone&residents={PEOPLE}")
    assert page["what_if"] == "reading:coercive-and-nice,drop:phone"
    assert [(part["text"], part["own"]) for part in page["changes"]] == [
        ("reading:coercive-and-nice", False),
        ("drop:phone", True),
    ]


def test_one_changed_cell_of_a_link_changes_the_numbers(context: AppContext) -> None:
    world = load("tiny")
    link = world.links["defaulter-list-to-rail-tickets"]
    changed = replace(world, links={**world.links, link.id: replace(link, share=0.5)})
    numbers = [
        counted_answer(AppContext.serving(served), f"?residents={PEOPLE}")["doors"] for served in (world, changed)
    ]
    rail = [
        next(door["after"]["residents"] for door in doors if door["id"] == "high-speed-rail/refuse")
        for doors in numbers
    ]
    assert 0 < rail[1] < rail[0]


def test_every_number_can_be_had_again(context: AppContext) -> None:
    page = counted_answer(context, search("tiny", "drop:phone"))
    for door in page["doors"]:
        recipe = door["recipes"]["service"]
        assert recipe["address"].startswith("/city?")
        answer = command_json(*recipe["command"].split()[1:])
        counts = [row["residents"] for row in answer["effects"] if f"{row['service']}/{row['effect']}" == door["id"]]
        assert (counts or [0]) == [door["after"]["residents"]]


@pytest.mark.parametrize("way", ["service", "day", "group", "record_kind"])
def test_three_lines_of_python_give_the_numbers_again(context: AppContext, way: str) -> None:
    door = counted_answer(context, search("tiny", "drop:phone"))["doors"][0]
    lines = door["recipes"][way]["python"].splitlines()
    names: dict[str, Any] = {}
    exec("\n".join(lines[:-1]), names)
    value = eval(lines[-1], names)
    if way == "service":
        assert value == door["after"]["residents"]
    elif way == "day":
        assert value[["day", "first_reached", "reached"]].to_numpy().tolist() == door["days"]["after"]
    elif way == "group":
        wanted = {group["id"]: group["after"] for group in door["groups"] if group["after"]}
        assert dict(zip(value["group"], value["number"], strict=True)) == wanted
    else:
        assert {row.record_kind: [row.residents, row.companies] for row in value.itertuples()} == {
            kind: numbers["after"] for kind, numbers in door["kinds"].items() if any(numbers["after"])
        }


# -- reported figures


def test_a_reported_figure_is_text_with_unit_area_period_and_what_it_is_not(context: AppContext) -> None:
    figures = counted_answer(context, search("beijing", ""))["figures"]
    reported = command_json("figures", "beijing")
    assert {figure["id"] for figure in figures} == {figure["id"] for figure in reported}
    for figure in figures:
        assert all(isinstance(value, str | bool) for value in figure.values())
        assert figure["unit"]
        assert figure["area"]
        assert figure["period"]
        assert figure["source"]
    for id_, number in (("flights-2018-05", "11,000,000"), ("rail-2018-05", "4,000,000")):
        figure = next(figure for figure in figures if figure["id"] == id_)
        assert figure["value"] == f"more than {number}"
        assert figure["unit"] == "blocked bookings"
        assert figure["area"] == "China"
        assert figure["period"].startswith("to the end of May 2018")
        assert "not people" in figure["why_not"]
        assert "ational" in figure["why_not"]


def test_bookings_stand_in_no_picture_with_residents(context: AppContext) -> None:
    page = counted_answer(context, search("beijing", ""))
    pictured = json.dumps({key: value for key, value in page.items() if key != "figures"})
    assert "11,000,000" not in pictured
    assert "11000000" not in pictured
    assert "4,000,000" not in pictured
    assert "4000000" not in pictured
    flight = next(door for door in page["doors"] if door["id"] == "flight/refuse")
    assert flight["figures"][0] == "flights-2018-05"  # named only: its text stands in the strip


def test_the_best_evidenced_figure_stands_first(context: AppContext) -> None:
    figures = counted_answer(context, search("beijing", ""))["figures"]
    assert {figure["id"] for figure in figures[:2]} == {"flights-2018-05", "rail-2018-05"}


# -- files


def counts_view(context: AppContext, world: World, what_if: str) -> CountsView:
    counted_answer(context, search(world.id, what_if))
    counts = context.cities.ask(world, 1, PEOPLE, what_if, patience=60)
    assert isinstance(counts, BeforeAndAfter)
    query = city.city_query(context, search(world.id, what_if))
    return CountsView(world, what_if, counts, query.state, labels_in())


@pytest.mark.parametrize("picture", sorted(PICTURE_TABLES))
def test_behind_every_picture_there_is_a_table(context: AppContext, picture: str) -> None:
    text = counts_csv(counts_view(context, context.worlds.world("beijing").everything, "drop:phone"), picture)
    rows = [row for row in csv.reader(io.StringIO(text)) if not row[0].startswith("#")]
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 3
    stamp = [line for line in text.splitlines() if line.lstrip('"').startswith("#")]
    assert "invented people" in stamp[0]
    assert "hash" in stamp[1]
    assert "seed 1" in stamp[2]


def test_a_formula_in_a_name_is_neutralised(context: AppContext) -> None:
    world = context.worlds.world("tiny").everything
    service = world.services["loan"]
    bad = replace(world, services={**world.services, "loan": replace(service, name="=HYPERLINK(1)")})
    text = counts_csv(replace(counts_view(context, world, ""), world=bad), "services")
    assert "'=HYPERLINK(1)" in text
    assert ",=HYPERLINK" not in text


def test_the_files_come_over_the_wire() -> None:
    app = create_app("tiny")
    client = app.server.test_client()
    query = {"search": f"?residents={PEOPLE}", "picture": "services"}
    answer = client.get("/_city/csv", query_string=query, headers={"Host": "127.0.0.1"})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tiny-city-services.csv"'
    assert client.get("/_city/csv", query_string={"picture": "../x"}, headers={"Host": "127.0.0.1"}).status_code == 404
    app.context.cities.close()


# -- one of those who are counted


def found_example(context: AppContext, search: str, bar: Bar) -> dict[str, Any]:
    """The answer about somebody behind a bar, asked for until it is there, as the page does."""
    for _ in range(200):
        answer = city.example_answer(context, search, bar)
        if answer.get("status") != "counting":
            return answer
    raise AssertionError("nobody was found, and nothing was said")


def test_who_looks_for_somebody_holds_no_thread_and_one_is_looked_for_at_a_time(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking: list[int] = []
    most = []
    go_on = threading.Event()

    def slow(*_: object) -> None:
        looking.append(1)
        most.append(len(looking))
        go_on.wait(20)
        looking.pop()

    monkeypatch.setattr(city, "example_resident", slow)
    bars = [Bar("loan", "refuse", day=day) for day in range(900, 916)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda bar: city.example_answer(context, search("tiny", ""), bar), bars))
    assert answers == [{"status": "counting"}] * 16
    go_on.set()
    assert "remark" in found_example(context, search("tiny", ""), bars[0])
    assert max(most) == 1


@pytest.mark.parametrize(("world", "what_if"), [("tiny", ""), ("beijing", "drop:phone"), ("elsewhere", "")])
def test_behind_a_bar_stands_somebody_whose_story_it_is(context: AppContext, world: str, what_if: str) -> None:
    opened = 0
    for door in counted_answer(context, search(world, what_if))["doors"][:8]:
        service, _, effect = door["id"].partition("/")
        if not (door["after"]["residents"] or door["after"]["companies"]) or opened == 4:
            continue
        example = found_example(context, search(world, what_if), Bar(service, effect))
        if "go" not in example:
            continue
        opened += 1
        go = example["go"]
        question = Question(record_kind=go["record"], resident=go["resident"], what_if=go["what-if"], residents=PEOPLE)
        spread = ask(context.worlds.world(world), question).spread
        assert (service, effect) in {(effect.service, effect.effect) for effect in spread.effects}
        assert (go["residents"], go["seed"], go["story"]) == (str(PEOPLE), "1", "")
    assert opened


def test_a_bar_of_a_group_a_kind_or_a_day_opens_one_of_that_group_kind_or_day(context: AppContext) -> None:
    world = context.worlds.world("beijing")
    for bar in (
        Bar("loan", "refuse", group="60-plus"),
        Bar("loan", "refuse", kind="unpaid-court-judgment"),
        Bar("flight", "refuse", day=2),
    ):
        example = example_resident(world, 1, 100_000, "", bar, patience=30)
        assert example is not None
        answer = ask(world, Question(record_kind=example.record_kind, resident=example.holder, residents=100_000))
        effects = [
            effect
            for effect in answer.spread.effects
            if (effect.service, effect.effect) == bar[:2] and effect.subject == example.subject
        ]
        assert effects
        if bar.day is not None:
            assert effects[0].day == bar.day
        if bar.group:
            assert answer.tables.people[example.subject].group == bar.group
        if bar.kind:
            assert example.record_kind == bar.kind


def test_where_nobody_is_counted_nobody_is_found(context: AppContext) -> None:
    assert (
        example_resident(context.worlds.world("tiny"), 1, 500, "", Bar("no-such-service", "refuse"), patience=0.2)
        is None
    )


# -- cities in the background


class SlowCity:
    """A city that answers when it is let go."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        self.residents = residents
        self.free = threading.Event()
        self.what_ifs: list[str] = []
        self.closed = threading.Event()
        SLOW_CITIES.append(self)

    def answer(self, what_if: str = "", *, progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
        self.what_ifs.append(what_if)
        if progress:
            progress(3, 25)
        assert self.free.wait(20)
        return {"effects": [], "by_record_kind": [], "residents": self.residents}

    def close(self) -> None:
        self.closed.set()


SLOW_CITIES: list[SlowCity] = []


@pytest.fixture
def slow() -> Iterator[CityJobs]:
    """Cities that take as long as a test wants."""
    SLOW_CITIES.clear()
    cities = CityJobs(SlowCity)
    yield cities
    for slow_city in SLOW_CITIES:
        slow_city.free.set()
    cities.close()


def wait_until(true: Callable[[], object]) -> None:
    """Wait for something that another thread does."""
    for _ in range(2_000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("it did not happen")


def test_a_first_visit_is_told_how_far_it_is_and_then_the_numbers(slow: CityJobs) -> None:
    tiny = load("tiny").everything
    assert slow.ask(tiny, 1, 1_000, "", patience=0) in (Progress(0, 0, False), Progress(3, 25, False))
    wait_until(lambda: slow.ask(tiny, 1, 1_000, "", patience=0) == Progress(3, 25, False))
    SLOW_CITIES[0].free.set()
    assert isinstance(slow.ask(tiny, 1, 1_000, "", patience=20), BeforeAndAfter)


def free_one_after_the_other(count: int) -> None:
    """Let so many cities answer, each as soon as it has its turn."""
    for number in range(count):
        wait_until(lambda number=number: len(SLOW_CITIES) > number)
        SLOW_CITIES[number].free.set()


def test_one_city_counts_at_a_time_and_who_waits_for_it_is_told_so(slow: CityJobs) -> None:
    tiny = load("tiny").everything
    slow.ask(tiny, 1, 1_000, "", patience=0)
    wait_until(lambda: len(SLOW_CITIES) == 1)
    wait_until(lambda: slow.ask(tiny, 2, 1_000, "", patience=0) == Progress(0, 0, False, waits=True))
    assert slow.ask(tiny, 1, 1_000, "", patience=0) == Progress(3, 25, False)
    free_one_after_the_other(2)
    for seed in (1, 2):
        assert isinstance(slow.ask(tiny, seed, 1_000, "", patience=20), BeforeAndAfter)


def test_a_turn_is_given_in_the_order_in_which_it_is_asked_for() -> None:
    turns, order, asking = _Turns(), list[int](), list[threading.Thread]()

    def take(number: int) -> None:
        for _ in range(2):
            with turns:
                order.append(number)

    with turns:
        for number in range(4):
            asking.append(threading.Thread(target=take, args=(number,)))
            asking[-1].start()
            wait_until(lambda number=number: turns._tickets == number + 2)
    for thread in asking:
        thread.join(20)
    assert order[:4] == [0, 1, 2, 3]
    assert sorted(order[4:]) == [0, 1, 2, 3]


def test_two_cities_are_kept_and_a_third_waits_until_one_is_idle(
    slow: CityJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = load("tiny").everything
    for seed in (1, 2, 3):
        assert isinstance(slow.ask(tiny, seed, 1_000, "", patience=0), Progress)
    free_one_after_the_other(2)
    for seed in (1, 2):
        assert isinstance(slow.ask(tiny, seed, 1_000, "", patience=20), BeforeAndAfter)
    assert isinstance(slow.ask(tiny, 3, 1_000, "", patience=0), Progress)
    assert len(SLOW_CITIES) == 2
    monkeypatch.setattr("dashboard.services.city_jobs.IN_USE_SECONDS", -1.0)
    slow.ask(tiny, 3, 1_000, "", patience=0)
    wait_until(lambda: any(slow_city.closed.is_set() for slow_city in SLOW_CITIES))


def test_whoever_asks_for_other_cities_the_served_worlds_own_is_begun_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dashboard.services.city_jobs.IN_USE_SECONDS", 100.0)
    SLOW_CITIES.clear()
    tiny = load("tiny").everything
    cities = CityJobs(SlowCity, reserved=("tiny", 1, 1_000))
    for _ in range(3):  # three who keep asking, each for another city
        *_, third = (cities.ask(tiny, seed, 500, "", patience=0) for seed in (7, 8, 9))
    assert third == Progress(0, 0, False, waits=True)
    wait_until(lambda: len(SLOW_CITIES) == 1)
    cities.ask(tiny, 1, 1_000, "", patience=0)
    wait_until(lambda: len(SLOW_CITIES) == 2)
    SLOW_CITIES[1].free.set()
    assert isinstance(cities.ask(tiny, 1, 1_000, "", patience=20), BeforeAndAfter)
    assert not SLOW_CITIES[0].free.is_set()  # the served world's city was counted while another one still is
    free_one_after_the_other(3)
    monkeypatch.setattr("dashboard.services.city_jobs.IN_USE_SECONDS", -1.0)

    def the_fourth_is_begun() -> bool:
        """Asked for again and again, as the page does: another one's thread may be just ending its answer."""
        cities.ask(tiny, 9, 500, "", patience=0)
        return len(SLOW_CITIES) == 4

    wait_until(the_fourth_is_begun)
    SLOW_CITIES[-1].free.set()
    assert isinstance(cities.ask(tiny, 9, 500, "", patience=20), BeforeAndAfter)
    assert isinstance(cities.known(tiny, 1, 1_000, ""), BeforeAndAfter)  # and it isn't given up for another one
    cities.close()


def test_an_app_reserves_the_city_that_it_opens_on(context: AppContext) -> None:
    served = context.worlds.served
    assert context.cities._reserved == (served.id, 1, served.population)
    waiting = city._progress_sentence(
        city_query(context, "?residents=500"), Progress(0, 0, False, waits=True), labels_in()
    )
    assert waiting.startswith("Waiting: another city is being counted.")


def test_another_world_under_the_same_name_is_another_city(slow: CityJobs) -> None:
    first, second = load("tiny").everything, load("tiny").everything
    slow.ask(first, 1, 1_000, "", patience=0)
    wait_until(lambda: len(SLOW_CITIES) == 1)
    SLOW_CITIES[0].free.set()
    slow.ask(second, 1, 1_000, "", patience=0)
    wait_until(lambda: len(SLOW_CITIES) == 2)


def test_the_corner_never_has_a_city_made(slow: CityJobs) -> None:
    tiny = load("tiny").everything
    assert slow.known(tiny, 1, 1_000, "") is None
    slow.ask(tiny, 1, 1_000, "", patience=0)
    assert slow.known(tiny, 1, 1_000, "") is None  # it is still being made
    wait_until(lambda: SLOW_CITIES)
    SLOW_CITIES[0].free.set()
    slow.ask(tiny, 1, 1_000, "", patience=20)
    assert isinstance(slow.known(tiny, 1, 1_000, ""), BeforeAndAfter)
    assert len(SLOW_CITIES) == 1


def test_the_corner_says_what_the_page_says(context: AppContext) -> None:
    address = search("tiny", "drop:phone", 3_000)
    assert city.corner_answer(context, address) == {"status": "none"}
    page = counted_answer(context, address)
    lines = city.corner_answer(context, address)["lines"]
    rail = next(door for door in page["doors"] if door["id"] == "high-speed-rail/refuse")
    alone = rail["kinds"]["unpaid-court-judgment"]["after"][0]
    assert lines["high-speed-rail"] == (
        f"In the whole city, {alone:,} of 3,000 residents are barred by such a record "
        f"({rail['after']['residents']:,} for any reason): High-speed rail"
    )


def test_a_machine_with_little_memory_gets_a_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.services.city_jobs.free_memory", lambda: 0.4e9)
    context = AppContext.serving("beijing")
    page = city.city_answer(context, "")
    assert page["status"] == "cannot"
    assert "22,000,000 residents take about 1.3 GB" in page["says"]
    assert "0.4 GB are free" in page["says"]
    assert "residents=1000000" in page["says"]


def test_more_than_can_be_kept_is_sent_to_the_command_line() -> None:
    page = city.city_answer(AppContext.serving("tiny"), f"?residents={MOST_RESIDENTS + 1}")
    assert page["status"] == "cannot"
    assert "linkage city" in page["says"]


def test_a_city_that_runs_out_of_memory_says_so_and_can_be_asked_again() -> None:
    class Broken(SlowCity):
        def answer(self, what_if: str = "", *, progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
            raise ChildProcessError("a worker ended with code -9")

    cities = CityJobs(Broken)
    for _ in range(2):
        with pytest.raises(LinkageError, match="of memory"):
            cities.ask(load("tiny").everything, 1, 1_000, "", patience=20)
    cities.close()


def test_free_memory_is_read_where_the_system_tells_it(tmp_path: Any) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 99 kB\nMemAvailable:    2000 kB\n")
    assert free_memory(str(tmp_path / "meminfo")) == 2000 * 1024
    assert free_memory(str(tmp_path / "none")) is None
    assert bytes_needed(22_000_000) < 1.5e9
    assert "GB of memory" in too_large_text(1_000_000, None)


def test_the_page_counts_with_the_city_of_the_command_line() -> None:
    assert CityJobs()._make is city_report.CityCounter


def test_round_numbers_are_said_in_words() -> None:
    assert [number_in_words(number) for number in (22_000_000, 9_470_000, 1_234_567)] == [
        "22 million",
        "9.47 million",
        "1,234,567",
    ]
