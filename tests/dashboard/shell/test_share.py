"""Sharing: the address as a QR code, and the story as one page; nothing is written and nothing foreign gets in."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
import segno

from dashboard.app import create_app
from dashboard.shell.share import MOST_LETTERS
from linkage.drawing.qr_code import qr_code


@pytest.fixture(scope="module")
def client() -> Any:
    return create_app("tiny").server.test_client()


def test_a_qr_code_holds_the_address(client: Any) -> None:
    address = "http://127.0.0.1:8050/?world=tiny&story=court-fine&wave=2"
    answer = client.get("/_share/qr", query_string={"address": address})
    assert answer.mimetype == "image/svg+xml"
    assert answer.text == qr_code(address)
    side = segno.make(address, micro=False).symbol_size(border=2)[0]
    assert ET.fromstring(answer.text).get("viewBox") == f"0 0 {side} {side}"


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "http://" + "a" * MOST_LETTERS])
def test_what_is_no_address_gets_no_code(client: Any, address: str) -> None:
    answer = client.get("/_share/qr", query_string={"address": address})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")


def test_a_story_comes_as_one_page_that_asks_nobody(client: Any) -> None:
    answer = client.get("/_share/page", query_string={"search": "?story=court-fine&theme=light"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="linkage-tiny-court-fine.html"'
    assert "default-src &#x27;none&#x27;" in answer.text or "default-src &#39;none&#39;" in answer.text
    assert 'data-theme="light"' in answer.text


def test_an_address_that_means_nothing_shares_the_first_story(client: Any) -> None:
    answer = client.get("/_share/page", query_string={"search": "?story=nosuch"})
    assert answer.status_code == 200
