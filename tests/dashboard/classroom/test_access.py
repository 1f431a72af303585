"""Access for a class: this machine needs no code, all others do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.classroom.access import BOARD, LETTERS, TRIES, AccessGate, new_code

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.55"}
AT_THIS_MACHINE = {"REMOTE_ADDR": "127.0.0.1"}
MAPPED = {"REMOTE_ADDR": "::ffff:127.0.0.1"}
HTML = {"Accept": "text/html"}


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
    assert (response.status_code, response.headers["Location"]) == (303, "/")
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


def test_codes_are_not_guessed_by_trying(client: Any) -> None:
    for _ in range(TRIES):
        client.get(BOARD, query_string={"code": "wrong"}, environ_overrides=ELSEWHERE)
    assert client.get(BOARD, query_string={"code": "KITES"}, environ_overrides=ELSEWHERE).status_code == 429
    assert (
        client.get(BOARD, query_string={"code": "KITES"}, environ_overrides={"REMOTE_ADDR": "192.0.2.56"}).status_code
        == 303
    )


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
    assert all(len(code) == 5 and set(code) <= set(LETTERS) for code in codes)
