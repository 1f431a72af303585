"""Presenting: a second window in step with the first without a server, a blocked popup, room mode, reset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from linkage.lessons import catalogue
from linkage.world.storage import folders
from tests.browser.conftest import serious_violations, watched
from tests.browser.test_stage import is_background, press


@contextmanager
def presenter_window(page: Any, base: str) -> Iterator[Any]:
    """The presenter's window in the same browser."""
    presenter = page.context.new_page()
    complaints: list[str] = []
    presenter.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    presenter.on("pageerror", lambda error: complaints.append(str(error)))
    presenter.goto(f"{base}presenter")
    page.bring_to_front()
    try:
        yield presenter
    finally:
        presenter.close()
    assert complaints == []


def test_a_key_opens_the_second_window_and_it_has_the_storys_notes(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    with page.expect_popup() as popup:
        press(page, "n")
    presenter = popup.value
    story = folders.load("tiny").stories["court-fine"]
    expect(presenter.locator("#notes")).to_have_text(story.notes)
    expect(presenter.locator("#title")).to_have_text(story.title)
    expect(presenter.locator("#now")).to_have_text(page.locator("#sentence").inner_text())
    presenter.close()


@pytest.mark.thorough
def test_both_windows_stay_in_step_without_asking_the_server(stage: Any, base: str) -> None:
    page = stage.open("?world=beijing&story=court-fine")
    with presenter_window(page, base) as presenter:
        expect(presenter.locator("html")).to_have_attribute("data-heard", "yes")
        urls: list[str] = []
        for window in (page, presenter):
            window.on("request", lambda request: urls.append(request.url))
        following = presenter.locator("#next").inner_text()
        press(page, "ArrowRight")
        expect(presenter.locator("#now")).to_have_text(following)
        expect(presenter.locator("#place")).to_have_text(re.compile("^1 of"))
        press(presenter, "ArrowRight")
        expect(page.locator(".timeline [aria-current]")).to_contain_text(re.compile("."))
        expect(presenter.locator("#place")).to_have_text(re.compile("^2 of"))
        expect(page).to_have_url(re.compile("wave=2"))
        press(presenter, "ArrowLeft")
        expect(presenter.locator("#place")).to_have_text(re.compile("^1 of"))
    assert [url for url in urls if not is_background(url)] == []


@pytest.mark.thorough
def test_a_window_that_was_just_opened_asks_before_it_speaks(stage: Any, base: str) -> None:
    """Without a window that shows Linkage it says so, and its keys steer nothing; a late one is found."""
    page = stage.open("?story=court-fine")
    page.goto("about:blank")
    presenter = page.context.new_page()
    presenter.goto(f"{base}presenter")
    expect(presenter.locator("#status")).to_contain_text("Asking which window")
    press(presenter, "ArrowRight", "r")
    assert presenter.locator("#now").inner_text().strip() == ""
    stage.open("?story=court-fine")
    expect(presenter.locator("#now")).not_to_have_text(" ")
    assert "wave" not in page.url
    presenter.close()


@contextmanager
def second_stage(page: Any, base: str, query: str) -> Iterator[Any]:
    """Another window with Linkage in the same browser."""
    other = page.context.new_page()
    other.goto(f"{base}{query}")
    other.wait_for_selector("html[data-shown]", state="attached")
    try:
        yield other
    finally:
        other.close()


@pytest.mark.prove
def test_of_two_stages_the_chosen_one_is_followed_named_and_driven_alone(stage: Any, base: str) -> None:
    page = stage.open("?story=court-fine")
    with second_stage(page, base, "?story=skipped-fare&wave=1") as other, presenter_window(page, base) as presenter:
        choices = presenter.locator("#screen-list button")
        expect(choices).to_have_count(2)
        expect(presenter.locator("#status")).to_contain_text("Choose the one that you present")
        press(presenter, "ArrowRight")
        choices.filter(has_text=other_title(other)).click()
        expect(presenter.locator("#title")).to_have_text(other_title(other))
        expect(presenter.locator("#status")).to_contain_text(f"In step with: {other_title(other)} · 1 of")
        press(presenter, "ArrowRight")
        expect(presenter.locator("#place")).to_have_text(re.compile("^2 of"))
        press(page, "ArrowRight")
        presenter.wait_for_timeout(3500)  # two rounds of questions and answers
        expect(presenter.locator("#title")).to_have_text(other_title(other))
        assert "wave=2" in other.url
        assert "wave=1" in page.url
        presenter.reload()
        expect(presenter.locator("#title")).to_have_text(other_title(other))
        other.reload()
        other.wait_for_selector("html[data-shown]", state="attached")
        expect(presenter.locator("#status")).to_contain_text("In step with")
        expect(presenter.locator("#place")).to_have_text(re.compile("^2 of"))
        press(presenter, "ArrowLeft")
        expect(presenter.locator("#place")).to_have_text(re.compile("^1 of"))
        assert "wave=1" in page.url


def other_title(page: Any) -> str:
    """The title of the story that a window shows."""
    return str(page.title().split(" · ")[0])


@pytest.mark.thorough
def test_when_the_followed_stage_closes_it_is_said_and_the_others_are_offered(stage: Any, base: str) -> None:
    page = stage.open("?story=court-fine")
    with presenter_window(page, base) as presenter:
        expect(presenter.locator("html")).to_have_attribute("data-standing", "with")
        with second_stage(page, base, "?story=skipped-fare") as other:
            expect(presenter.locator("#screen-list button")).to_have_count(2)
            presenter.locator("#screen-list button", has_text=other_title(other)).click()
            expect(presenter.locator("#title")).to_have_text(other_title(other))
        expect(presenter.locator("#status")).to_contain_text("is closed")
        press(presenter, "ArrowRight")
        presenter.wait_for_timeout(300)
        assert "wave" not in page.url
        presenter.locator("#screen-list button").click()
        expect(presenter.locator("#title")).to_have_text(other_title(page))
        press(presenter, "ArrowRight")
        expect(page).to_have_url(re.compile("wave=1"))


@pytest.mark.thorough
def test_two_presenters_windows_each_drive_their_own_stage(stage: Any, base: str) -> None:
    page = stage.open("?story=court-fine")
    with presenter_window(page, base) as first:
        expect(first.locator("html")).to_have_attribute("data-standing", "with")
        with second_stage(page, base, "?story=skipped-fare") as other, presenter_window(page, base) as second:
            second.locator("#screen-list button", has_text=other_title(other)).click()
            expect(second.locator("#title")).to_have_text(other_title(other))
            press(second, "ArrowRight")
            expect(other).to_have_url(re.compile("wave=1"))
            expect(first.locator("#title")).to_have_text(other_title(page))
            assert "wave" not in page.url


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
    with presenter_window(page, base) as presenter:
        expect(presenter.locator("#notes")).to_have_text(lesson.stops[1].note)
        expect(presenter.locator("#next")).to_have_text(lesson.stops[2].say)
        press(page, "v")  # before the answer: Why would say how few cuts are enough
        expect(page.locator("html")).to_have_attribute("data-page", "stage")
        expect(presenter.locator("#notes")).to_have_text(lesson.stops[1].note)
        assert lesson.stops[1].note not in page.locator("body").inner_text()
        page.reload()
        expect(presenter.locator("#notes")).to_have_text(lesson.stops[1].note)


@pytest.mark.thorough
def test_the_timer_runs_stands_and_goes_to_zero(stage: Any, base: str) -> None:
    page = stage.open("?story=court-fine")
    with presenter_window(page, base) as presenter:
        expect(presenter.locator("html")).to_have_attribute("data-heard", "yes")
        expect(presenter.locator("#time")).to_have_text("0:00")
        press(presenter, "ArrowRight")
        expect(presenter.locator("#time")).not_to_have_text("0:00")
        expect(presenter.locator("#run")).to_have_text("Pause")
        presenter.click("#run")
        stood = presenter.locator("#time").inner_text()
        presenter.reload()
        expect(presenter.locator("#time")).to_have_text(stood)
        presenter.click("#zero")
        expect(presenter.locator("#time")).to_have_text("0:00")


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
    sentence = page.locator("#sentence").inner_text()
    press(page, "r")
    expect(page.locator("#sentence")).not_to_have_text(sentence)
    expect(page).not_to_have_url(re.compile("wave"))


@pytest.mark.thorough
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_in_the_presenters_window(window: Any, base: str, theme: str) -> None:
    with watched(window, base) as watch:
        page = watch.open(f"?story=court-fine&theme={theme}")
        with presenter_window(page, base) as presenter:
            expect(presenter.locator("html")).to_have_attribute("data-theme", theme)
            expect(presenter.locator("html")).to_have_attribute("data-heard", "yes")  # before, nothing is said there
            assert serious_violations(presenter) == []
