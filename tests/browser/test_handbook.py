"""The documentation's site from the disk, the network refused: it reads, searches and draws on a phone and a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from linkage.cli.command_line import VERBS

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 768}
SCHEMES = ("light", "dark")
PAGES = (
    "index.html",
    "commands.html",
    "reference/what-ifs.html",
    "reference/world-tables.html",
    "gallery/tiny.html",
    "gallery/figures.html",
)
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
    for size, scheme, place in product((PHONE, DESK), SCHEMES, PAGES):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.goto((site / place).as_uri())
        page.wait_for_load_state()
        wait_for_ground(page, scheme)
        assert violations(page) == [], (place, scheme)
        assert not page.evaluate(SCROLLS), place


def wait_for_ground(page: Any, scheme: str) -> None:
    """Wait until a page's ground is light or dark."""
    red = "Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])"
    page.wait_for_function(f"({red} > 127 ? 'light' : 'dark') === '{scheme}'", timeout=5_000)


def test_the_site_is_dark_as_the_system_is_or_as_its_reader_chooses(page: Any, site: Path) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto((site / "index.html").as_uri())
    wait_for_ground(page, "dark")
    page.locator("label[title='To light']").click()
    wait_for_ground(page, "light")
    page.goto((site / "gallery/figures.html").as_uri())
    wait_for_ground(page, "light")
    page.locator("label[title='To dark']").click()
    page.locator("label[title='As the system is']").click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wait_for_ground(page, scheme)


def test_what_is_wider_than_a_phone_scrolls_in_its_own_box_and_says_so(page: Any, site: Path) -> None:
    for place, box in (
        ("gallery/beijing.html", ".picture"),
        ("reference/world-tables.html", ".md-typeset__scrollwrap"),
    ):
        page.set_viewport_size(PHONE)
        page.goto((site / place).as_uri())
        page.locator(f".scroll-hint:visible + {box}").first.wait_for()
        wider = f"[...document.querySelectorAll('{box}')].filter(e => e.scrollWidth > e.clientWidth + 1)"
        assert page.evaluate(f"{wider}.every(e => e.previousElementSibling.checkVisibility() && e.tabIndex === 0)")
    page.goto((site / "gallery/beijing.html").as_uri())
    assert page.locator(".picture img").first.bounding_box()["width"] >= 900
    page.locator(".picture a").first.click()
    page.wait_for_url("**/gallery/beijing/court-fine.svg")


def test_search_finds_a_page_and_opens_it(page: Any, site: Path) -> None:
    for size, scheme in ((PHONE, "dark"), (PHONE, "light"), (DESK, "dark"), (DESK, "light")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
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


FOUND = {
    **{verb.name: ("reference/verbs.html", verb.name) for verb in VERBS},
    "trade-off": ("reference/python.html", "trade_off"),
    "what-if": ("reference/what-ifs.html", ""),
    "links.csv": ("reference/world-tables.html", "links.csv"),
    "how sure": ("tutorials/analyse.html", "5. How sure"),
}
"""What stands first when something is searched for: the page, and its first section."""


def test_a_search_finds_the_entry_of_a_thing_before_what_only_tells_of_it(page: Any, site: Path) -> None:
    page.set_viewport_size(DESK)
    page.goto((site / "index.html").as_uri())
    first = page.locator(".md-search-result__item").first
    for words, (place, section) in FOUND.items():
        page.locator(".md-search__input").fill("")
        page.keyboard.type(words)  # the theme looks when a key is let go
        expect(first.locator("h2" if section else "h1").first).to_have_text(section or "What-ifs")
        expect(first.locator("a").first).to_have_attribute("href", re.compile(re.escape(place)))


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
