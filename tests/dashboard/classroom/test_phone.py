"""The pupils' page: small, apart from the app, nothing in it but labels."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.classroom.access import BOARD, AccessGate

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.55"}


@pytest.fixture(scope="module")
def server() -> Any:
    """A server with a gate."""
    app = create_app("tiny", hosts=["localhost"])
    AccessGate("KITES", ["http://192.0.2.7:8050/"]).install(app.server)
    return app.server


@pytest.fixture
def phone(server: Any) -> Any:
    """A phone that has given the class code."""
    client = server.test_client()
    client.environ_base |= ELSEWHERE
    client.get(BOARD, query_string={"code": "KITES"})
    return client


def test_the_page_says_who_looks_and_is_kept_by_nobody(server: Any, phone: Any) -> None:
    page = phone.get("/phone")
    assert 'data-seat="student"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    at_home = server.test_client().get("/phone", environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
    assert 'data-seat="presenter"' in at_home.text
    assert "KITES" not in page.text


def test_all_that_a_phone_loads_is_a_few_kilobytes(phone: Any) -> None:
    page = phone.get("/phone")
    files = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    assert len(files) == 2
    sizes = [len(gzip.compress(content)) for content in (page.data, *(phone.get(path).data for path in files))]
    assert sum(sizes) < 16_000


def test_without_the_code_there_are_labels_alone_and_without_a_class_a_sentence(server: Any, phone: Any) -> None:
    client = server.test_client()
    assert client.get("/phone", environ_overrides=ELSEWHERE).text == phone.get("/phone").text
    assert client.get("/_class/now", environ_overrides=ELSEWHERE).status_code == 401
    alone = create_app("tiny").server.test_client().get("/phone", headers={"Host": "127.0.0.1"})
    assert "No class is served here." in alone.text
    assert "<script" not in alone.text


def test_the_heartbeat_says_who_sits_there(server: Any, phone: Any) -> None:
    assert phone.get("/_alive").json["seat"] == "student"
    assert server.test_client().get("/_alive", environ_overrides=ELSEWHERE).json["seat"] == ""
    assert (
        server.test_client().get("/_alive", environ_overrides={"REMOTE_ADDR": "127.0.0.1"}).json["seat"] == "presenter"
    )
