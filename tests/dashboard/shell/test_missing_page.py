"""An address that is no page: 404, the nearest page, and all pages there are."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.state.page_table import PAGES


@pytest.fixture(scope="module")
def client() -> Any:
    """The tiny world's app."""
    return create_app("tiny").server.test_client()


@pytest.mark.parametrize("path", ["/nosuch", "/why/x", "/WHY", "/index.html", "/city/day", "/_nosuch", "/%00", "/é"])
def test_an_address_that_is_no_page_is_not_found_and_names_every_page(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    for page in PAGES.values():
        assert f'href="{page.path}"' in answer.text
    assert 'href="/presenter"' in answer.text


@pytest.mark.parametrize(
    ("path", "near"),
    [("/why/x", "/why"), ("/WHY", "/why"), ("/whatif", "/what-if"), ("/presenterr", "/presenter"), ("/citty", "/city")],
)
def test_the_nearest_page_is_offered_with_the_same_question(client: Any, path: str, near: str) -> None:
    text = client.get(f"{path}?story=court-fine&wave=2").text
    assert f'Did you mean <a href="{near}?story=court-fine&amp;wave=2">{near}</a>' in text
    assert 'href="/?story=court-fine&amp;wave=2"' in text


def test_where_no_page_is_near_none_is_offered(client: Any) -> None:
    assert "Did you mean" not in client.get("/zebra").text


def test_a_slash_too_many_leads_to_the_page(client: Any) -> None:
    answer = client.get("/why/?story=court-fine")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/why?story=court-fine")


def test_what_somebody_typed_stays_text(client: Any) -> None:
    text = client.get("/<script>alert(1)</script>?x=<b>").text
    assert "<script" not in text
    assert "<b>" not in text


@pytest.mark.parametrize("path", [*(page.path for page in PAGES.values()), "/presenter", "/_alive", "/_dash-layout"])
def test_every_page_and_route_is_still_there(client: Any, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_browser_that_asks_for_an_icon_beside_no_page_gets_none(client: Any) -> None:
    assert client.get("/favicon.ico").status_code == 204
