"""Legibility from the back row: letters, overlaps and folds at three sizes of window, on every world and story."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HUGE, SMALL, WIDE, Watched, watched
from tests.browser.label_boxes import faults
from tests.browser.test_dense_worlds import OUT_OF_VIEW
from tests.browser.test_stage import STORIES, press

SIZES = {"1920x1080": (WIDE, 18.0), "1024x768": (SMALL, 14.0), "3840x2160": (HUGE, 28.0)}


@pytest.fixture(scope="module", params=SIZES, ids=lambda name: name)
def sized(request: pytest.FixtureRequest, window: Any, base: str) -> Iterator[tuple[Watched, float]]:
    """A window of one of the sizes, and the least size of letters in it."""
    size, least = SIZES[request.param]
    with watched(window, base, size) as watch:
        yield watch, least


@pytest.mark.thorough
@pytest.mark.parametrize(("world", "story"), STORIES, ids=lambda name: name)
def test_the_map_can_be_read(sized: tuple[Watched, float], world: str, story: str) -> None:
    watch, least = sized
    page = watch.open(f"?world={world}&story={story}")
    sentences = faults(page, least, "#picture-map svg.map")
    press(page, "End")
    assert sentences + faults(page, least, "#picture-map svg.map") == []


HALLS = {"1920x1080": (WIDE, 20.0), "1280x720": ({"width": 1280, "height": 720}, 14.0)}


@pytest.mark.thorough
@pytest.mark.parametrize("hall", HALLS)
@pytest.mark.parametrize(("world", "story"), STORIES, ids=lambda name: name)
def test_in_a_hall_every_story_is_in_view_in_large_letters(
    window: Any, base: str, world: str, story: str, hall: str
) -> None:
    size, least = HALLS[hall]
    with watched(window, base, size) as watch:
        page = watch.open(f"?world={world}&story={story}&room=yes")
        page.emulate_media(reduced_motion="reduce")
        expect(page.locator(".dressing")).to_have_count(0)
        sentences = faults(page, least, "#picture-map svg.map")
        for _ in range(page.locator("#timeline li").count() - 1):
            press(page, "ArrowRight")
            assert page.evaluate(OUT_OF_VIEW) == []
        assert sentences + faults(page, least, "#picture-map svg.map") == []


@pytest.mark.thorough
def test_world_story_and_reading_are_said_whole_at_every_width(window: Any, base: str) -> None:
    cut = (
        "['.showing b', '.showing span', '#showing-foot', '#ask-world', '#ask-story', '#ask-reading']"
        ".map(s => document.querySelector(s)).filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 2)"
        ".map(e => e.id)"
    )
    for width, height in ((1920, 1080), (1600, 900), (1366, 768), (1280, 720), (1024, 768)):
        with watched(window, base, {"width": width, "height": height}) as watch:
            page = watch.open("?world=beijing&story=court-fine")
            shown = page.evaluate(
                "[document.querySelector('header').innerText, document.querySelector('footer').innerText]"
            )
            for words in ("Beijing 2018", "An unpaid court judgment (Li)", "As planned"):
                assert any(words in part for part in shown), (width, words)
            assert (width, page.evaluate(cut)) == (width, [])
            apart = "e => [...e.children].filter(c => c.checkVisibility()).map(c => c.getBoundingClientRect())"
            boxes = page.locator("header.head").evaluate(apart)
            assert all(left["right"] <= right["left"] + 1 for left, right in pairwise(boxes)), width


def test_nothing_beside_the_map_is_cut_off(sized: tuple[Watched, float]) -> None:
    watch, _ = sized
    page = watch.open("?story=court-fine")
    for _ in range(4):
        cut = page.evaluate(
            "[...document.querySelectorAll('.sentence, .head .button, .steps .button, .badge')]"
            ".filter(e => e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 2)"
            ".map(e => e.className + ': ' + e.textContent)"
        )
        assert cut == []
        press(page, "ArrowRight")


@pytest.mark.parametrize(("world", "story"), STORIES, ids=lambda name: name)
def test_no_sentence_of_a_story_is_cut_off(sized: tuple[Watched, float], world: str, story: str) -> None:
    watch, _ = sized
    page = watch.open(f"?world={world}&story={story}")
    cut = "(e => e.scrollHeight > e.clientHeight + 2 ? e.textContent : '')(document.getElementById('sentence'))"
    for _ in range(page.locator("#timeline li").count()):
        assert page.evaluate(cut) == ""
        press(page, "ArrowRight")


@pytest.mark.thorough
@pytest.mark.parametrize(
    "query",
    [
        "why?world=beijing&story=court-fine&why=loan",
        "why?world=beijing&story=wrong-phone",
        "join?world=beijing&story=wrong-phone",
        "join?story=skipped-fare",
        "?world=beijing&story=court-fine&on-day=45",
    ],
)
def test_nothing_is_cut_off_on_the_other_pages_and_by_days(sized: tuple[Watched, float], query: str) -> None:
    watch, _ = sized
    page = watch.open(query)
    cut = page.evaluate(
        "[...document.querySelectorAll("
        "'main:not([hidden]) :is(h1, h2, .button, .badge, .says, td, th, .what, .keeper)')]"
        ".filter(e => e.checkVisibility() && (e.scrollHeight > e.clientHeight + 2 && e.clientHeight"
        " || e.scrollWidth > e.clientWidth + 2 && e.clientWidth)).map(e => e.className + ': ' + e.textContent)"
    )
    assert cut == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.thorough
def test_the_sentence_is_larger_than_the_map(sized: tuple[Watched, float]) -> None:
    watch, least = sized
    page = watch.open("?story=court-fine")
    assert page.evaluate("parseFloat(getComputedStyle(document.getElementById('sentence')).fontSize)") > 1.5 * least


@pytest.mark.thorough
def test_panels_fold_in_a_small_window(small_stage: Any) -> None:
    page = small_stage.open("?story=court-fine&wave=1")
    assert not page.locator("#panel").is_visible()
    assert page.locator("#doors-short").inner_text() == "1 of 5 services closed to Li"
    press(page, "i")
    assert page.locator("#quotes").is_visible()
    press(page, "Escape")
    assert not page.locator("#panel").is_visible()
    page.locator(".tools [data-do='ask']").click()
    assert page.locator("#ask-story").is_visible()


@pytest.mark.thorough
def test_a_clicked_part_opens_the_folded_panel(small_stage: Any) -> None:
    page = small_stage.open("?story=court-fine&wave=2")
    page.locator("#picture-map [data-id='database:rail-tickets'] .body").click()
    assert page.locator("#about").is_visible()
