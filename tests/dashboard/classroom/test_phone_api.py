"""Phones ask where the class is: only the presenter tells it, nothing new is nothing sent, and results are counts."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dashboard.app import LinkageApp, create_app
from dashboard.classroom import class_place
from dashboard.classroom.access import BOARD, AccessGate
from dashboard.classroom.phone_api import NOW, RESULTS, STORY, TELL
from dashboard.pages.lessons.prediction_api import BEGIN, PREDICT, SHOW, TALLY

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.55"}
AT_THIS_MACHINE = {"REMOTE_ADDR": "127.0.0.1"}
QUESTION = {"lesson": "one-record-many-doors", "part": 2}
LESSON_PLACE = {"window": "w1", "page": "lessons", "search": "?lesson=one-record-many-doors&part=2"}
TOLD_PLACE = {**LESSON_PLACE, "search": LESSON_PLACE["search"] + "&told=yes"}
STAGE_PLACE = {"window": "w1", "page": "stage", "search": "?story=court-fine&wave=2"}

Phone = Callable[[], Any]


def served() -> LinkageApp:
    """An app with a gate: what a start of the server gives."""
    app = create_app("tiny", hosts=["localhost"])
    AccessGate("KITES", ["http://192.0.2.7:8050/"]).install(app.server)
    return app


def presenter_of(app: LinkageApp) -> Any:
    """A client at this machine."""
    client = app.server.test_client()
    client.environ_base |= AT_THIS_MACHINE
    return client


def phone_of(app: LinkageApp) -> Any:
    """A client elsewhere that has given the class code."""
    client = app.server.test_client()
    client.environ_base |= ELSEWHERE
    assert client.get(BOARD, query_string={"code": "KITES"}).status_code == 303
    return client


@pytest.fixture
def app() -> LinkageApp:
    """An app that is served to a class."""
    return served()


@pytest.fixture
def presenter(app: LinkageApp) -> Iterator[Any]:
    """The browser at this machine."""
    return presenter_of(app)


@pytest.fixture
def phone(app: LinkageApp) -> Any:
    """A phone."""
    return phone_of(app)


def test_a_phone_hears_where_the_presenter_is(presenter: Any, phone: Any) -> None:
    assert phone.get(NOW).json["shared"] is False
    assert presenter.post(TELL, json=LESSON_PLACE).json == {"window": "w1"}
    assert phone.get(NOW).json["question"]["choices"] == ["9", "12", "15", "16"]
    presenter.post(TELL, json=STAGE_PLACE)
    assert (phone.get(NOW).json["page"], phone.get(NOW).json["wave"]) == ("stage", 2)
    presenter.post(TELL, json={"window": "w1"})
    assert phone.get(NOW).json["shared"] is False


def test_where_nothing_is_new_nothing_is_sent(presenter: Any, phone: Any) -> None:
    presenter.post(TELL, json=LESSON_PLACE)
    tag = phone.get(NOW).json["tag"]
    assert phone.get(NOW, query_string={"have": tag}).data == b"{}"
    presenter.post(TELL, json=TOLD_PLACE)
    assert phone.get(NOW, query_string={"have": tag}).json["told"] is True


def test_the_presenters_ticks_are_nobodys_business(presenter: Any, phone: Any) -> None:
    presenter.post(TELL, json=LESSON_PLACE)
    before = phone.get(NOW).json
    presenter.post(TELL, json={**LESSON_PLACE, "search": LESSON_PLACE["search"] + "&guess=2"})
    assert phone.get(NOW).json == before


def test_the_story_is_the_one_on_the_screen_and_the_key_says_so(presenter: Any, phone: Any) -> None:
    presenter.post(TELL, json=LESSON_PLACE)
    assert phone.get(STORY).json == {}
    presenter.post(TELL, json=STAGE_PLACE)
    story = phone.get(STORY).json
    assert story["key"] == phone.get(NOW).json["story"]
    assert [row["name"] for row in story["rows"]]
    packed = phone.get(STORY, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"


def test_a_pupil_tells_no_place_and_gets_no_results(phone: Any) -> None:
    assert phone.post(TELL, json=LESSON_PLACE).status_code == 403
    assert phone.get(RESULTS).status_code == 403
    assert phone.get(NOW).json["shared"] is False


@pytest.mark.parametrize(
    "body",
    [
        None, [], "x", {}, {"window": 7}, {"window": ""}, {"window": "a b"}, {"window": "w" * 41},
        {**LESSON_PLACE, "page": "no-page"}, {**LESSON_PLACE, "page": 3}, {**LESSON_PLACE, "search": None},
        {**LESSON_PLACE, "search": ["x"]},
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_in_one_line(presenter: Any, phone: Any, body: Any) -> None:
    answer = presenter.post(TELL, json=body)
    assert (answer.status_code, answer.text.count("\n")) == (400, 1)
    assert phone.get(NOW).json["shared"] is False


@pytest.mark.parametrize(
    "search",
    [
        "?lesson=../../etc/passwd", "?lesson=%00&part=-1", "?story=<script>", "?world=nowhere", "?wave=99999999",
        "?" * 9, "?what-if=" + "cut:x," * 900, "?lesson=one-record-many-doors&part=2&told=maybe",
    ],
)  # fmt: skip
def test_whatever_stands_in_the_presenters_address_phones_get_an_answer(
    presenter: Any, phone: Any, search: str
) -> None:
    for page in ("stage", "lessons", "why", "city"):
        assert presenter.post(TELL, json={"window": "w1", "page": page, "search": search}).status_code == 200
        assert phone.get(NOW).status_code == 200
        assert phone.get(STORY).status_code == 200


def test_another_sites_page_tells_no_place(presenter: Any) -> None:
    assert presenter.post(TELL, json=LESSON_PLACE, headers={"Origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize("path", [NOW, STORY, RESULTS])
def test_without_the_code_or_without_a_class_nothing_is_said(app: LinkageApp, path: str) -> None:
    assert app.server.test_client().get(path, environ_overrides=ELSEWHERE).status_code == 401
    alone = create_app("tiny").server.test_client()
    assert alone.get(path, headers={"Host": "127.0.0.1"}, environ_overrides=AT_THIS_MACHINE).status_code == 404


def test_beginning_anew_is_told_to_phones(presenter: Any, phone: Any) -> None:
    presenter.post(TELL, json=LESSON_PLACE)
    assert phone.get(NOW).json["resets"] == 0
    presenter.post(BEGIN, json={})
    assert phone.get(NOW).json["resets"] == 1


@pytest.mark.thorough
def test_after_a_restart_votes_are_taken_again_and_closed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first server is gone with all that it knew; presenter and phones tell the second one by themselves."""
    monkeypatch.setattr(class_place, "GRACE_SECONDS", -1.0)
    first, second = served(), served()
    boots = []
    for app in (first, second):
        presenter, phones = presenter_of(app), [phone_of(app) for _ in range(3)]
        presenter.post(TELL, json={**TOLD_PLACE, "again": app is second})
        for phone in phones:
            assert phone.post(PREDICT, json={**QUESTION, "choices": [1]}).json == {"refused": ""}
        if app is first:
            presenter.post(SHOW, json=QUESTION)
        else:
            presenter.post(TELL, json={**TOLD_PLACE, "again": True})
        assert phones[0].get(TALLY, query_string=QUESTION).json["counts"] == [0, 3, 0, 0]
        assert phones[0].post(PREDICT, json={**QUESTION, "choices": [0]}).json == {"refused": "late"}
        boots.append(phones[0].get(NOW).json["boot"])
    assert boots[0] != boots[1]


def test_a_rehearsal_is_not_closed_by_a_place_that_is_told_again(
    presenter: Any, phone: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(class_place, "GRACE_SECONDS", -1.0)
    presenter.post(TELL, json=TOLD_PLACE)
    phone.post(PREDICT, json={**QUESTION, "choices": [1]})
    presenter.post(TELL, json={**TOLD_PLACE, "again": True})
    assert phone.post(PREDICT, json={**QUESTION, "choices": [0]}).json == {"refused": ""}


def test_results_are_a_row_a_choice_with_counts_and_nobody_in_it(presenter: Any, phone: Any, app: LinkageApp) -> None:
    number = phone.get_cookie("linkage-visitor").value.partition(".")[0]
    phone.post(PREDICT, json={**QUESTION, "choices": [1]})
    phone_of(app).post(PREDICT, json={**QUESTION, "choices": [2]})
    answer = presenter.get(RESULTS)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="linkage-class.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["choice"], row["votes"]) for row in rows] == [("9", "0"), ("12", "1"), ("15", "1"), ("16", "0")]
    assert {row["voters"] for row in rows} == {"2"}
    assert number not in answer.text
    assert "192.0.2.55" not in answer.text


def test_three_hundred_phones_at_once_hear_the_same(presenter: Any, app: LinkageApp) -> None:
    presenter.post(TELL, json=STAGE_PLACE)
    phone, heard = phone_of(app), []
    cookies = {name: phone.get_cookie(name).value for name in ("linkage-class", "linkage-visitor")}

    def ask_ten_times() -> None:
        client = app.server.test_client()
        client.environ_base |= ELSEWHERE
        for name, value in cookies.items():
            client.set_cookie(name, value)
        heard.extend((client.get(NOW).json["turn"], client.get(STORY).json["key"]) for _ in range(10))

    threads = [threading.Thread(target=ask_ten_times) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == [heard[0]] * 300
