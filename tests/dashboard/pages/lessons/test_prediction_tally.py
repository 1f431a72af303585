"""The tally of a class's predictions: one a visitor, in memory, bounded, seen by students once the answer is shown."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.app import create_app
from dashboard.classroom.access import BOARD, AccessGate
from dashboard.pages.lessons import prediction_tally
from dashboard.pages.lessons.prediction_api import BEGIN, PREDICT, SHOW, TALLY
from dashboard.pages.lessons.prediction_tally import MOST_VISITORS, PredictionTally

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.55"}
AT_THIS_MACHINE = {"REMOTE_ADDR": "127.0.0.1"}
PLACE = ("one-record-many-doors", 2)
QUESTION = {"lesson": PLACE[0], "part": PLACE[1]}


# -- the tally itself


def test_a_new_tally_counts_nobody_and_says_when_it_was_begun() -> None:
    tally = PredictionTally(clock=lambda: 1_800_000_000.0).count(PLACE, 4)
    assert tally == prediction_tally.QuestionTally((0, 0, 0, 0), 0, False, 1_800_000_000.0, 0)


def test_changing_ones_mind_moves_the_prediction() -> None:
    tally = PredictionTally()
    assert tally.predict(PLACE, 4, "a", [1]) == ""
    assert tally.predict(PLACE, 4, "b", [1]) == ""
    assert tally.predict(PLACE, 4, "a", [3]) == ""
    assert tally.count(PLACE, 4).counts == (0, 1, 0, 1)
    assert tally.count(PLACE, 4).visitors == 2


def test_one_who_ticks_several_is_one_visitor() -> None:
    tally = PredictionTally()
    tally.predict(PLACE, 4, "a", [0, 2])
    assert tally.count(PLACE, 4).counts == (1, 0, 1, 0)
    assert tally.count(PLACE, 4).visitors == 1


def test_unticking_takes_a_prediction_back() -> None:
    tally = PredictionTally()
    tally.predict(PLACE, 4, "a", [0])
    tally.predict(PLACE, 4, "a", [])
    assert (tally.count(PLACE, 4).counts, tally.count(PLACE, 4).visitors) == ((0, 0, 0, 0), 0)


def test_once_the_answer_is_shown_nothing_is_predicted_any_more() -> None:
    tally = PredictionTally()
    tally.predict(PLACE, 4, "a", [0])
    tally.show(PLACE)
    assert tally.predict(PLACE, 4, "a", [1]) == "late"
    assert tally.predict(PLACE, 4, "b", [1]) == "late"
    assert tally.count(PLACE, 4).counts == (1, 0, 0, 0)


def test_a_rehearsal_closes_no_question() -> None:
    tally = PredictionTally()
    tally.show(PLACE)
    assert tally.predict(PLACE, 4, "a", [1]) == ""


def test_beginning_anew_forgets_all_and_opens_every_question() -> None:
    now = iter([10.0, 15.0, 20.0, 25.0])
    tally = PredictionTally(clock=lambda: next(now))
    tally.predict(PLACE, 4, "a", [0])
    tally.show(PLACE)
    tally.begin()
    assert tally.count(PLACE, 4) == prediction_tally.QuestionTally((0, 0, 0, 0), 0, False, 20.0, 0)
    assert tally.latest is None
    assert tally.predict(PLACE, 4, "a", [1]) == ""


def test_a_full_tally_takes_nobody_new_and_those_it_knows_may_change_their_minds() -> None:
    tally = PredictionTally()
    for number in range(MOST_VISITORS):
        assert tally.predict(PLACE, 4, str(number), [number % 4]) == ""
    assert tally.predict(PLACE, 4, "one more", [0]) == "full"
    assert tally.predict(("another", 1), 4, "one more", [0]) == "full"
    assert tally.predict(PLACE, 4, "0", [1]) == ""
    assert tally.count(PLACE, 4).visitors == MOST_VISITORS
    assert tally.count(PLACE, 4).counts == (499, 501, 500, 500)


def test_three_hundred_at_once_are_all_counted() -> None:
    tally = PredictionTally()
    ready = threading.Barrier(30)

    def class_of_ten(first: int) -> None:
        ready.wait()
        for number in range(first, first + 10):
            for choice in range(5):
                tally.predict(PLACE, 5, str(number), [choice])

    threads = [threading.Thread(target=class_of_ten, args=(number * 10,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tally.count(PLACE, 5).counts == (0, 0, 0, 0, 300)
    assert tally.count(PLACE, 5).visitors == 300


@given(st.lists(st.tuples(st.sampled_from("abc"), st.frozensets(st.integers(0, 3))), max_size=30))
def test_the_counts_are_those_of_each_visitors_last_word(predictions: list[tuple[str, frozenset[int]]]) -> None:
    tally = PredictionTally()
    for visitor, choices in predictions:
        tally.predict(PLACE, 4, visitor, choices)
    last = dict(predictions)
    question_tally = tally.count(PLACE, 4)
    assert question_tally.counts == tuple(sum(choice in choices for choices in last.values()) for choice in range(4))
    assert question_tally.visitors == sum(bool(choices) for choices in last.values())


# -- over the wire

Student = Callable[[], Any]


@pytest.fixture(scope="module")
def server() -> Any:
    """A server with a gate."""
    app = create_app("tiny", hosts=["localhost"])
    AccessGate("KITES", ["http://192.0.2.7:8050/"]).install(app.server)
    return app.server


@pytest.fixture
def presenter(server: Any) -> Iterator[Any]:
    """A client at this machine, with a tally that was just begun."""
    client = server.test_client()
    client.environ_base |= AT_THIS_MACHINE
    client.post(BEGIN, json={})
    return client


@pytest.fixture
def student(server: Any) -> Student:
    """A function that makes clients that have given the class code."""

    def browser_with_code() -> Any:
        client = server.test_client()
        client.environ_base |= ELSEWHERE
        assert client.get(BOARD, query_string={"code": "KITES"}).status_code == 303
        return client

    return browser_with_code


def test_a_class_predicts_and_the_presenter_sees_it_before_the_students(presenter: Any, student: Student) -> None:
    browsers = [student() for _ in range(3)]
    for browser, choice in zip(browsers, (1, 1, 2), strict=True):
        assert browser.post(PREDICT, json={**QUESTION, "choices": [choice]}).json == {"refused": ""}
    tally = presenter.get(TALLY, query_string=QUESTION).json
    assert (tally["counts"], tally["visitors"], tally["shown"]) == ([0, 2, 1, 0], 3, False)
    assert browsers[0].get(TALLY, query_string=QUESTION).json == {"shown": False}
    presenter.post(SHOW, json=QUESTION)
    assert browsers[0].get(TALLY, query_string=QUESTION).json["counts"] == [0, 2, 1, 0]
    assert browsers[0].post(PREDICT, json={**QUESTION, "choices": [0]}).json == {"refused": "late"}


def test_one_browser_is_one_prediction_however_often_it_gives_the_code(presenter: Any, student: Student) -> None:
    browser = student()
    browser.post(PREDICT, json={**QUESTION, "choices": [0]})
    browser.get(BOARD, query_string={"code": "KITES"})
    browser.post(PREDICT, json={**QUESTION, "choices": [3]})
    assert presenter.get(TALLY, query_string=QUESTION).json["counts"] == [0, 0, 0, 1]


def test_the_board_is_told_the_question_that_was_predicted_last(presenter: Any, student: Student) -> None:
    assert set(presenter.get(TALLY).json) == {"begun"}
    student().post(PREDICT, json={**QUESTION, "choices": [0]})
    tally = presenter.get(TALLY).json
    assert (tally["lesson"], tally["part"]) == PLACE
    assert tally["ask"] == "How many services are closed to Li at some point?"
    assert len(tally["choices"]) == len(tally["counts"]) == 4
    assert student().get(TALLY).status_code == 400
    board = presenter.get(BOARD).text
    assert 'id="tally"' in board
    assert presenter.get("/_class.js").status_code == 200


def test_only_the_presenter_begins_anew_and_shows_and_predicts_nothing(presenter: Any, student: Student) -> None:
    assert student().post(BEGIN, json={}).status_code == 403
    assert student().post(SHOW, json=QUESTION).status_code == 403
    assert presenter.post(PREDICT, json={**QUESTION, "choices": [0]}).status_code == 403


def test_neither_addresses_nor_cookies_are_told(presenter: Any, student: Student) -> None:
    browser = student()
    number = browser.get_cookie("linkage-visitor").value.partition(".")[0]
    browser.post(PREDICT, json={**QUESTION, "choices": [0]})
    tally_text = presenter.get(TALLY).text
    assert number not in tally_text
    assert "192.0.2.55" not in tally_text


@pytest.mark.parametrize("cookie", ["", "x", "x.y", "f" * 24 + "." + "0" * 64, "ключ.ключ", "a" * 3_000])
def test_a_number_that_the_gate_did_not_give_predicts_nothing(presenter: Any, student: Student, cookie: str) -> None:
    browser = student()
    browser.set_cookie("linkage-visitor", cookie)
    assert browser.post(PREDICT, json={**QUESTION, "choices": [0]}).status_code == 403
    assert presenter.get(TALLY, query_string=QUESTION).json["visitors"] == 0


BAD_CHOICES = (None, "0", [4], [-1], [True], [0.0], [[0]], [0, 1], [0, 0])
BAD_PLACES = (
    {"part": 1}, {"part": 99}, {"part": "2"}, {"part": True}, {"part": None}, {"lesson": "one-record"},
    {"lesson": "../lessons/one-record-many-doors"}, {"lesson": ["x"]}, {"lesson": "protect-the-train", "part": 3},
)  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        *([], None, "x", 7, {}, QUESTION, {**QUESTION, "part": 4, "choices": [0, 0]}),
        *({**QUESTION, "choices": choices} for choices in BAD_CHOICES),
        *({**QUESTION, "choices": [0], **place} for place in BAD_PLACES),
    ],
)
def test_what_is_no_prediction_is_refused_in_one_line_and_counts_nothing(
    presenter: Any, student: Student, body: Any
) -> None:
    answer = student().post(PREDICT, json=body)
    assert answer.status_code == 400
    assert answer.text.count("\n") == 1
    assert "Traceback" not in answer.text
    assert set(presenter.get(TALLY).json) == {"begun"}


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"{", "application/json", 400),
        (b"[" * 1_500, "application/json", 400),
        (b"x" * 5_000, "application/json", 413),
        (json.dumps({**QUESTION, "choices": [0]}).encode(), "text/plain", 400),
    ],
)
def test_a_hostile_body_is_refused(student: Student, body: bytes, kind: str, code: int) -> None:
    assert student().post(PREDICT, data=body, content_type=kind).status_code == code


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
)


@settings(max_examples=60)
@given(ANYTHING, ANYTHING, ANYTHING)
def test_whatever_is_sent_is_taken_or_refused(server: Any, lesson: Any, part: Any, choices: Any) -> None:
    client = server.test_client()
    client.environ_base |= ELSEWHERE
    client.get(BOARD, query_string={"code": "KITES"})
    for body in (lesson, {"lesson": lesson, "part": part, "choices": choices}, {**QUESTION, "choices": choices}):
        assert client.post(PREDICT, json=body).status_code in (200, 400)


@pytest.mark.parametrize("part", ["", "x", "-2", "2.0", "²", "9" * 400, "3"])
def test_a_tally_of_no_question_is_refused(presenter: Any, part: str) -> None:
    assert presenter.get(TALLY, query_string={"lesson": PLACE[0], "part": part}).status_code == 400


@pytest.mark.parametrize("path", [PREDICT, SHOW, BEGIN])
def test_another_sites_page_predicts_nothing(student: Student, path: str) -> None:
    assert student().post(path, json=QUESTION, headers={"Origin": "http://evil.example"}).status_code == 403


def test_without_the_code_nobody_predicts(server: Any) -> None:
    client = server.test_client()
    client.environ_base |= ELSEWHERE
    assert client.post(PREDICT, json={**QUESTION, "choices": [0]}).status_code == 401
    assert client.get(TALLY, query_string=QUESTION).status_code == 401


def test_with_nobody_but_this_machine_there_is_no_class() -> None:
    client = create_app("tiny").server.test_client()
    client.environ_base |= AT_THIS_MACHINE
    headers = {"Host": "127.0.0.1"}
    assert client.get(TALLY, query_string=QUESTION, headers=headers).status_code == 404
    assert client.post(PREDICT, json={**QUESTION, "choices": [0]}, headers=headers).status_code == 404


def test_two_apps_have_two_tallies(presenter: Any, student: Student) -> None:
    """No tally is kept outside an app."""
    student().post(PREDICT, json={**QUESTION, "choices": [0]})
    second_app = create_app("tiny", hosts=["localhost"])
    AccessGate("OTHER", ["http://192.0.2.7:8050/"]).install(second_app.server)
    client = second_app.server.test_client()
    assert client.get(TALLY, query_string=QUESTION, environ_overrides=AT_THIS_MACHINE).json["visitors"] == 0
