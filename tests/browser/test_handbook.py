"""The documentation's site from the disk, the network refused: it reads, searches and draws on a phone and a desk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 768}
PAGES = ("index.html", "reference/what-ifs.html", "gallery/figures.html")
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page without a network or motion (a colour is looked at where it ends, not on its way there).

    Nothing but files may be asked for, and the console stays silent."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_offline(True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda sent: complaints.append(sent.url) if is_foreign(sent.url) else None)
    yield page
    context.close()
    assert complaints == []


def is_foreign(url: str) -> bool:
    """Whether a request goes anywhere but to the disk or to the page itself."""
    return not url.startswith(("file:", "data:", "blob:"))


def violations(page: Any) -> list[str]:
    """Everything that axe finds in a page, however slight; it must not fetch style sheets, which files may not."""
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found]


def test_its_pages_are_accessible_and_as_wide_as_the_window(page: Any, site: Path) -> None:
    for size, place in product((PHONE, DESK), PAGES):
        page.set_viewport_size(size)
        page.goto((site / place).as_uri())
        page.wait_for_load_state()
        assert violations(page) == [], place
        assert not page.evaluate(SCROLLS), place


def test_search_finds_a_page_and_opens_it(page: Any, site: Path) -> None:
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto((site / "index.html").as_uri())
        if size == PHONE:
            page.locator("label.md-header__button[for='__search']").click()
        page.locator(".md-search__input").click()
        page.keyboard.type("tradeoff")
        result = page.locator(".md-search-result__link[href*='reference/verbs.html']").first
        result.wait_for()
        assert violations(page) == []
        more = page.locator(".md-search-result__more > summary").first
        more.hover()
        assert violations(page) == []
        result.click()
        page.wait_for_url("**/reference/verbs.html*")


def test_every_figure_of_the_gallery_is_drawn_and_every_map_is_shown(page: Any, site: Path) -> None:
    page.goto((site / "gallery/figures.html").as_uri())
    page.wait_for_function("[...document.querySelectorAll('.figure')].every(figure => figure.querySelector('svg'))")
    page.goto((site / "gallery/tiny.html").as_uri())
    page.evaluate("for (const map of document.images) map.loading = 'eager'")
    page.wait_for_function("[...document.images].every(map => map.complete && map.naturalWidth > 0)")
    assert page.locator("article img").count() == 5


def test_a_request_over_the_network_is_seen() -> None:
    assert is_foreign("https://example.org/a.js")
    assert not is_foreign("file:///a.js")
