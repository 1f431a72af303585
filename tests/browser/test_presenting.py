"""Presenting: a second window in step with the first without a server, a blocked popup, room mode, reset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from linkage.lessons import catalogue
from linkage.world.storage import folders
from tests.browser.conftest import watched
from tests.browser.test_stage import press


@contextmanager
def beside(page: Any, base: str) -> Iterator[Any]:
    """The presenter's window in the same browser."""
    other = page.context.new_page()
    complaints: list[str] = []
    other.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    other.on("pageerror", lambda error: complaints.append(str(error)))
    other.goto(f"{base}presenter")
    page.bring_to_front()
    try:
        yield other
    finally:
        other.close()
    assert complaints == []


def test_a_key_opens_the_second_window_and_it_has_the_storys_notes(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    with page.expect_popup() as opened:
        press(page, "n")
    other = opened.value
    story = folders.load("tiny").stories["court-fine"]
    expect(other.locator("#notes")).to_have_text(story.notes)
    expect(other.locator("#title")).to_have_text(story.title)
    expect(other.locator("#now")).to_have_text(page.locator("#sentence").inner_text())
    other.close()


def test_both_windows_stay_in_step_without_asking_the_server(stage: Any, base: str) -> None:
    page = stage.open("?world=beijing&story=court-fine")
    with beside(page, base) as other:
        expect(other.locator("html")).to_have_attribute("data-heard", "yes")
        asked: list[str] = []
        for each in (page, other):
            each.on("request", lambda request: asked.append(request.url))
        following = other.locator("#next").inner_text()
        press(page, "ArrowRight")
        expect(other.locator("#now")).to_have_text(following)
        expect(other.locator("#place")).to_have_text(re.compile("^1 of"))
        press(other, "ArrowRight")
        expect(page.locator(".timeline [aria-current]")).to_contain_text(re.compile("."))
        expect(other.locator("#place")).to_have_text(re.compile("^2 of"))
        expect(page).to_have_url(re.compile("wave=2"))
        press(other, "ArrowLeft")
        expect(other.locator("#place")).to_have_text(re.compile("^1 of"))
        assert [each for each in asked if "/_alive" not in each] == []


def test_a_window_that_was_just_opened_asks_before_it_speaks(stage: Any, base: str) -> None:
    """Without a window that shows Linkage it says so, and its keys steer nothing; a late one is found."""
    page = stage.open("?story=court-fine")
    page.goto("about:blank")
    other = page.context.new_page()
    other.goto(f"{base}presenter")
    expect(other.locator("#status")).to_contain_text("Asking which window")
    press(other, "ArrowRight", "r")
    assert other.locator("#now").inner_text().strip() == ""
    stage.open("?story=court-fine")
    expect(other.locator("#now")).not_to_have_text(" ")
    assert "wave" not in page.url
    other.close()


@pytest.mark.thorough
def test_a_blocked_popup_is_said_with_the_plain_address(stage: Any, base: str) -> None:
    page = stage.open()
    page.evaluate("window.open = () => null")
    press(page, "n")
    expect(page.locator("#remark")).to_contain_text(f"{base}presenter")


@pytest.mark.thorough
def test_a_lessons_note_and_next_step_stand_in_the_second_window(stage: Any, base: str) -> None:
    lesson = catalogue.load("protect-the-train")
    page = stage.open("lessons?lesson=protect-the-train&part=2")
    with beside(page, base) as other:
        expect(other.locator("#notes")).to_have_text(lesson.stops[1].note)
        expect(other.locator("#next")).to_have_text(lesson.stops[2].say)
        press(page, "v")
        expect(page.locator("html")).to_have_attribute("data-page", "why")
        expect(other.locator("#notes")).to_have_text(lesson.stops[1].note)
        assert lesson.stops[1].note not in page.locator("body").inner_text()
        page.reload()
        expect(other.locator("#notes")).to_have_text(lesson.stops[1].note)


@pytest.mark.thorough
def test_the_timer_runs_stands_and_goes_to_zero(stage: Any, base: str) -> None:
    page = stage.open("?story=court-fine")
    with beside(page, base) as other:
        expect(other.locator("html")).to_have_attribute("data-heard", "yes")
        expect(other.locator("#time")).to_have_text("0:00")
        press(other, "ArrowRight")
        expect(other.locator("#time")).not_to_have_text("0:00")
        expect(other.locator("#run")).to_have_text("Pause")
        other.click("#run")
        stood = other.locator("#time").inner_text()
        other.reload()
        expect(other.locator("#time")).to_have_text(stood)
        other.click("#zero")
        expect(other.locator("#time")).to_have_text("0:00")


# -- room mode and reset


@pytest.mark.thorough
def test_room_mode_enlarges_what_is_around_the_map_and_shrinks_nothing_in_it(stage: Any) -> None:
    sizes = (
        "['#sentence', '#panel', '.pages a', '#label'].map(s => document.querySelector(s))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    letters = (
        "Math.min(...[...document.querySelectorAll('#picture-map text')].filter(e => e.checkVisibility())"
        ".map(e => e.getBoundingClientRect().height))"
    )
    page = stage.open("?world=beijing&story=court-fine&wave=3")
    before, small = page.evaluate(sizes), page.evaluate(letters)
    press(page, "l")
    expect(page).to_have_url(re.compile("room=yes"))
    assert all(after > 1.15 * was for after, was in zip(page.evaluate(sizes), before, strict=True))
    assert page.evaluate(letters) > small - 0.1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.reload()
    expect(page.locator("html")).to_have_class(re.compile("room"))
    press(page, "l")
    expect(page).not_to_have_url(re.compile("room"))
    assert page.evaluate(sizes) == before


def test_one_key_brings_everything_to_the_start(stage: Any) -> None:
    page = stage.open("why?story=court-fine&what-if=drop:phone&why=loan&theme=light")
    press(page, "b", "r")
    expect(page.locator("html")).to_have_attribute("data-page", "stage")
    expect(page).not_to_have_url(re.compile("what-if|why"))
    expect(page).to_have_url(re.compile("story=court-fine"))
    assert "theme=light" in page.url
    assert not page.evaluate("document.documentElement.classList.contains('black')")


@pytest.mark.thorough
def test_reset_on_the_stage_goes_back_to_the_first_wave(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=2")
    told = page.locator("#sentence").inner_text()
    press(page, "r")
    expect(page.locator("#sentence")).not_to_have_text(told)
    expect(page).not_to_have_url(re.compile("wave"))


@pytest.mark.thorough
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_in_the_presenters_window(window: Any, base: str, theme: str) -> None:
    with watched(window, base) as watch:
        page = watch.open(f"?story=court-fine&theme={theme}")
        with beside(page, base) as other:
            expect(other.locator("html")).to_have_attribute("data-theme", theme)
            found = Axe().run(other).response["violations"]
            assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
