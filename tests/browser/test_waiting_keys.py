"""Keys typed before their page is there: they wait for it, and never run as anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE, Watched
from tests.browser.test_stage import SENTENCE

TYPED = "train lesser"
"""Letters of which many are commands: t, r, i, n, l, s."""


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    """A page of its own, so that none of its other pages was ever shown, on a slow machine."""
    window = browser.new_context(viewport=WIDE, reduced_motion="reduce", color_scheme="dark")
    opened = Watched(window.new_page(), base).open("?story=court-fine")
    with slow(opened):
        yield opened
    window.close()


@contextmanager
def slow(page: Any) -> Iterator[None]:
    """A processor of a twelfth of the speed."""
    speed = page.context.new_cdp_session(page)
    speed.send("Emulation.setCPUThrottlingRate", {"rate": 12})
    yield
    speed.send("Emulation.setCPUThrottlingRate", {"rate": 1})


def type_quickly(page: Any, *keys: str) -> None:
    """Press keys one after the other without waiting for what they do."""
    send = page.context.new_cdp_session(page)
    for key in keys:
        send.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": key, "text": key if len(key) == 1 else ""})
        send.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key})


@pytest.mark.thorough
@pytest.mark.parametrize(("key", "field"), [("4", "#sift"), ("6", "#world-find")])
def test_a_search_typed_before_its_page_is_there_stands_in_its_field(page: Any, key: str, field: str) -> None:
    type_quickly(page, key, "/", *TYPED)
    expect(page.locator(field)).to_have_value(TYPED)
    expect(page.locator(field)).to_be_focused()
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    assert "room=" not in page.url
    assert page.locator("dialog[open]").count() == 0


@pytest.mark.thorough
def test_arrows_typed_before_the_story_is_there_go_on_in_that_story(page: Any) -> None:
    page.locator("#ask-story").select_option("skipped-fare")
    type_quickly(page, "ArrowRight", "ArrowRight")
    expect(page).to_have_url(re.compile("story=skipped-fare.*wave=2"))


@pytest.mark.thorough
def test_another_page_chosen_meanwhile_wins_over_keys_that_wait(page: Any) -> None:
    type_quickly(page, "6", "End", "1")
    expect(page.locator(SENTENCE)).to_be_visible()
    expect(page.locator(SENTENCE)).to_have_text("Li has not paid what a court ordered.")


@pytest.mark.thorough
def test_letters_after_a_search_where_nothing_can_be_searched_run_no_command(page: Any) -> None:
    type_quickly(page, "2", "/", "t", "l")
    expect(page.locator("#why-title")).to_contain_text("closed to Li?")
    page.wait_for_timeout(300)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert "room=" not in page.url
