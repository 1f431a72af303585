"""Access for a class: this machine needs no code, all others do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.classroom import access
from dashboard.classroom.access import BOARD, LETTERS, TRIES, AccessGate, new_code

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.55"}
AT_THIS_MACHINE = {"REMOTE_ADDR": "127.0.0.1"}
MAPPED = {"REMOTE_ADDR": "::ffff:127.0.0.1"}
HTML = {"Accept": "text/html"}
QUESTION = ("one-record-many-doors", 2)


@pytest.fixture
def client() -> Iterator[Any]:
    """A test client of a server with a gate."""
    app = create_app("tiny", hosts=["localhost"])
    AccessGate("KITES", ["http://192.0.2.7:8050/"]).install(app.server)
    with app.server.test_client() as test_client:
        yield test_client


@pytest.mark.parametrize("origin", [AT_THIS_MACHINE, MAPPED, {"REMOTE_ADDR": "::1"}])
def test_whoever_sits_at_this_machine_needs_no_code(client: Any, origin: dict[str, str]) -> None:
    assert client.get("/", environ_overrides=origin).status_code == 200
    assert client.get("/_dash-layout", environ_overrides=origin).status_code == 200


@pytest.mark.parametrize("path", ["/", "/why", "/_dash-layout", "/linkage.js", "/_what-if", "/_dash-update-component"])
def test_without_the_code_nothing_is_shown(client: Any, path: str) -> None:
    answer = client.get(path, environ_overrides=ELSEWHERE)
    assert answer.status_code == 401
    assert "KITES" not in answer.text


@pytest.mark.parametrize("code", ["KITES", "kites", " ki tes "])
def test_the_code_lets_in(client: Any, code: str) -> None:
    response = client.get(BOARD, query_string={"code": code}, environ_overrides=ELSEWHERE)
    assert (response.status_code, response.headers["Location"]) == (303, "/phone#KITES")
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert "SameSite=Lax" in response.headers["Set-Cookie"]
    assert client.get("/", environ_overrides=ELSEWHERE).status_code == 200
    assert client.get("/_dash-layout", environ_overrides=ELSEWHERE).status_code == 200


def test_the_address_in_the_qr_code_brings_the_code_along(client: Any) -> None:
    link = AccessGate("KITES", ["http://192.0.2.7:8050/"]).link
    assert link == "http://192.0.2.7:8050/_class?code=KITES"
    assert client.get(link.removeprefix("http://192.0.2.7:8050"), environ_overrides=ELSEWHERE).status_code == 303


@pytest.mark.parametrize("code", ["KITE", "KITESS", "<img src=x onerror=alert(1)>", "ключ"])
def test_a_wrong_code_is_said_and_lets_nobody_in(client: Any, code: str) -> None:
    answer = client.get(BOARD, query_string={"code": code}, environ_overrides=ELSEWHERE)
    assert answer.status_code == 401
    assert "is not the class code" in answer.text
    assert "<img" not in answer.text
    assert client.get("/_dash-layout", environ_overrides=ELSEWHERE).status_code == 401


def test_who_tries_codes_has_to_wait_and_the_right_code_is_never_refused(client: Any) -> None:
    tried = [ask_code(client, "WRONG").status_code for _ in range(TRIES + 3)]
    assert tried == [401] * TRIES + [429] * 3
    assert ask_code(client, "KITES").status_code == 303  # the whole school may share that address
    assert ask_code(client, "WRONG", "192.0.2.56").status_code == 401


def test_however_many_addresses_try_none_is_forgiven_before_its_minute(client: Any) -> None:
    for _ in range(TRIES):
        ask_code(client, "WRONG")
    for number in range(300):
        ask_code(client, "WRONG", f"198.51.{number // 250}.{number % 250}")
    assert ask_code(client, "WRONG").status_code == 429


def ask_code(client: Any, code: str, address: str = "192.0.2.55") -> Any:
    """Give a code from an address."""
    return client.get(BOARD, query_string={"code": code}, environ_overrides={"REMOTE_ADDR": address})


def test_made_up_browsers_of_one_address_leave_room_for_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "MOST_NUMBERS", 3)
    app = create_app("tiny", hosts=["localhost"])
    AccessGate("KITES", ["http://192.0.2.7:8050/"]).install(app.server)
    lesson, body = QUESTION, {"lesson": QUESTION[0], "part": QUESTION[1], "choices": [0]}

    def come_and_predict(address: str) -> str:
        with app.server.test_client() as browser:
            assert ask_code(browser, "KITES", address).status_code == 303
            said = browser.post("/_class/predict", json=body, environ_overrides={"REMOTE_ADDR": address})
            return str(said.get_json()["refused"])

    assert [come_and_predict("192.0.2.55") for _ in range(5)] == ["", "", "", "full", "full"]
    assert [come_and_predict(f"192.0.2.{number}") for number in (60, 61)] == ["", ""]
    with app.server.test_client() as presenter:
        query = {"lesson": lesson[0], "part": lesson[1]}
        tally = presenter.get("/_class/tally", query_string=query, environ_overrides=AT_THIS_MACHINE).get_json()
    assert (tally["visitors"], tally["left_out"]) == (5, 2)


def test_another_classs_ticket_is_worth_nothing(client: Any) -> None:
    client.set_cookie("linkage-class", AccessGate("KITES", ["http://192.0.2.7/"]).ticket)
    assert client.get("/_dash-layout", environ_overrides=ELSEWHERE).status_code == 401


def test_the_board_shows_the_address_the_code_and_a_picture_of_both_to_the_presenter_only(client: Any) -> None:
    board = client.get(BOARD, environ_overrides=AT_THIS_MACHINE)
    assert board.status_code == 200
    assert "http://192.0.2.7:8050/" in board.text
    assert "KITES" in board.text
    assert "<svg" in board.text
    assert "KITES" not in client.get(BOARD, environ_overrides=ELSEWHERE).text


def test_a_new_code_can_be_read_aloud() -> None:
    codes = {new_code() for _ in range(50)}
    assert len(codes) > 45
    assert all(len(code) == 6 and set(code) <= set(LETTERS) for code in codes)
