"""The four hints of a first visit: shown once, to somebody alone at the start of a story; they take no key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import SMALL, WIDE, Watched
from tests.browser.test_stage import SENTENCE, press

SEEN = "localStorage.getItem('linkage-hints')"


@pytest.fixture
def visitor(browser: Any, base: str) -> Iterator[Watched]:
    """A browser that has never been here."""
    context = browser.new_context(reduced_motion="reduce", color_scheme="dark", viewport=WIDE)
    watch = Watched(context.new_page(), base)
    yield watch
    assert watch.complaints == []
    context.close()


def seat_is_known(page: Any) -> None:
    """Wait until the server has said that no class is served here, and a moment more."""
    with page.expect_response(re.compile("_alive")):
        pass
    page.wait_for_timeout(300)


@pytest.mark.thorough
def test_a_first_visit_is_shown_four_hints_by_keyboard(visitor: Watched) -> None:
    page = visitor.open()
    hints = page.locator("#hints")
    expect(hints).to_be_visible()
    said = []
    for number in range(1, 5):
        expect(page.locator("#hint-place")).to_have_text(f"{number} of 4")
        said.append(page.locator("#hint-says").inner_text())
        hints.locator("[data-do=next-hint]").focus()
        press(page, "Enter")
    expect(hints).to_be_hidden()
    assert [word in text for word, text in zip(("Start", "step", "Why", "stopped"), said, strict=True)] == [True] * 4
    assert page.evaluate(SEEN) == "seen"


@pytest.mark.thorough
@pytest.mark.parametrize("size", [WIDE, SMALL, {"width": 390, "height": 844}])
def test_each_hint_is_wholly_on_the_screen_and_axe_finds_nothing(visitor: Watched, size: dict[str, int]) -> None:
    visitor.page.set_viewport_size(size)
    page = visitor.open()
    for number in range(1, 5):
        expect(page.locator("#hint-place")).to_have_text(f"{number} of 4")
        expect(page.locator("#hints")).to_be_in_viewport(ratio=1)
        assert page.locator("#hint-ring").bounding_box()["width"] > 20
        if number in (1, 4):
            assert Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).violations_count == 0
        page.locator("#hints [data-do=next-hint]").click()


@pytest.mark.thorough
@pytest.mark.parametrize("key", ["PageDown", "Space", "ArrowRight"])
def test_a_key_goes_on_working_and_the_hints_go(visitor: Watched, key: str) -> None:
    page = visitor.open()
    expect(page.locator("#hints")).to_be_visible()
    opening = page.locator(SENTENCE).inner_text()
    press(page, key)
    expect(page.locator("#hints")).to_be_hidden()
    expect(page.locator(SENTENCE)).not_to_have_text(opening)


@pytest.mark.thorough
@pytest.mark.parametrize("way", ["Escape", "a click", "Start"])
def test_the_hints_can_be_sent_away_and_never_come_again(visitor: Watched, way: str) -> None:
    page = visitor.open()
    expect(page.locator("#hints")).to_be_visible()
    if way == "Escape":
        press(page, "Escape")
    else:
        page.locator("#question .begin" if way == "Start" else "#asks-question").click()
    expect(page.locator("#hints")).to_be_hidden()
    expect(page.locator("#hint-ring")).to_be_hidden()
    visitor.open()
    seat_is_known(page)
    expect(page.locator("#hints")).to_be_hidden()


@pytest.mark.thorough
@pytest.mark.parametrize(
    "query",
    [
        "?story=court-fine&wave=1",
        "?story=court-fine&on-day=3",
        "?story=court-fine&what-if=drop:phone",
        "?room=yes",
        "?tour=thirty-seconds",
        "why?story=court-fine",
    ],
)
def test_no_hint_comes_where_an_address_leads_somewhere(visitor: Watched, query: str) -> None:
    page = visitor.open(query)
    seat_is_known(page)
    expect(page.locator("#hints")).to_be_hidden()
    assert page.evaluate(SEEN) is None


@pytest.mark.thorough
def test_no_hint_comes_where_a_presenters_window_follows(visitor: Watched) -> None:
    page = visitor.page
    presenter = page.context.new_page()
    presenter.goto(f"{visitor.base}presenter")
    page.add_init_script("localStorage.removeItem('linkage-hints')")
    visitor.open()
    expect(page.locator("html")).to_have_attribute("data-followed", "yes")
    seat_is_known(page)
    expect(page.locator("#hints")).to_be_hidden()


@pytest.mark.thorough
def test_a_browser_that_keeps_nothing_is_shown_no_hints_and_no_error(visitor: Watched) -> None:
    visitor.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    page = visitor.open()
    seat_is_known(page)
    expect(page.locator("#hints")).to_be_hidden()
