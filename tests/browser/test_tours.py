"""Guided talks: both demonstrations by the clicker alone, there and back; recorded, opened, left; where stories end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from linkage.tours.tour_catalogue import load_tour
from linkage.tours.tour_check import check_tour
from linkage.tours.tour_model import Tour
from linkage.world.storage import folders
from tests.browser.conftest import WIDE, Watched, served, watched
from tests.browser.test_demo import FEWER
from tests.browser.test_presenting import presenter_window
from tests.browser.test_stage import press

SIZES = {"1920": WIDE, "1366": {"width": 1366, "height": 768}, "1280": {"width": 1280, "height": 720}}


@pytest.fixture(scope="module")
def beijing() -> Iterator[str]:
    """The address of an app that serves the world of the demonstrations."""
    with served("beijing") as base:
        yield base


@pytest.fixture
def room(window: Any, beijing: str) -> Iterator[Watched]:
    """What a presenter has opened."""
    with watched(window, beijing) as watch:
        yield watch


def places(tour: Tour) -> list[tuple[int, int]]:
    """All places of a talk, in order: the stop, and how many presses within it."""
    return [(number, walked) for number, stop in enumerate(tour.stops, 1) for walked in range(stop.walk + 1)]


def stands_at(page: Any, tour: Tour, number: int, walked: int) -> None:
    """The screen shows that place of the talk: its page, its sentence, and the address says it."""
    stop = tour.stops[number - 1]
    expect(page.locator("html")).to_have_attribute("data-page", stop.view.page)
    expect(page.locator(".tour-say")).to_have_text(stop.say)
    expect(page.locator(".tour-place")).to_contain_text(f"stop {number} of {len(tour.stops)}")
    if number > 1:
        expect(page).to_have_url(re.compile(rf"[?&]stop={number}(&|$)"))
    if walked:
        expect(page).to_have_url(re.compile(rf"[?&]walked={walked}(&|$)"))
    else:
        expect(page).not_to_have_url(re.compile("walked="))


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["thirty-seconds", "five-minutes"])
def test_a_demonstration_runs_by_page_down_alone_to_its_end_and_back_by_page_up(
    window: Any, beijing: str, name: str, size: str
) -> None:
    tour = load_tour(name)
    with watched(window, beijing, SIZES[size]) as watch:
        page = watch.open(f"?tour={name}&{FEWER}")
        for number, walked in places(tour):
            stands_at(page, tour, number, walked)
            assert page.locator("#end-card").is_hidden()
            assert is_inside(page, ".tour-say")
            press(page, "PageDown")
        expect(page.locator("#end-card h2")).to_have_text(tour.end.ask)
        assert is_inside(page, "#end-card")
        press(page, "PageDown")
        expect(page.locator("#end-card")).to_be_visible()
        for number, walked in reversed(places(tour)):
            press(page, "PageUp")
            stands_at(page, tour, number, walked)
        expect(page.locator("#end-card")).to_be_hidden()


def is_inside(page: Any, selector: str) -> bool:
    """Whether all of an element is within the window; asked at once, for the bar may be made anew at any moment."""
    measure = """selector => {
        const box = document.querySelector(selector).getBoundingClientRect();
        const fits = box.left >= 0 && box.top >= 0 && box.right <= innerWidth + 1 && box.bottom <= innerHeight + 1;
        return box.width > 0 && fits;
    }"""
    return bool(page.evaluate(measure, selector))


@pytest.mark.thorough
def test_back_is_as_exact_as_forward(room: Watched) -> None:
    """What the stage and Why show at a place is the same on the way there and on the way back."""
    page = room.open(f"?tour=five-minutes&{FEWER}")
    there = []
    for number, walked in places(load_tour("five-minutes"))[:10]:
        stands_at(page, load_tour("five-minutes"), number, walked)
        there.append(shown(page))
        press(page, "PageDown")
    stands_at(page, load_tour("five-minutes"), 2, 4)
    for (number, walked), before in zip(reversed(places(load_tour("five-minutes"))[:10]), reversed(there), strict=True):
        press(page, "PageUp")
        stands_at(page, load_tour("five-minutes"), number, walked)
        assert shown(page) == before


def shown(page: Any) -> list[str]:
    """What tells one place of the stage or of Why from another."""
    if page.locator("html").get_attribute("data-page") == "stage":
        return [page.locator("#sentence").inner_text(), page.locator("#doors-shut").inner_text()]
    return [str(page.locator("#why-lines .now").all_inner_texts())]


def test_held_presses_are_all_walked_however_quickly_they_come(room: Watched) -> None:
    page = room.open(f"?tour=five-minutes&{FEWER}")
    expect(page.locator("#tour")).to_be_visible()
    for _ in range(6 + 5):
        page.keyboard.press("PageDown")
    stands_at(page, load_tour("five-minutes"), 3, 0)


def test_a_reload_stays_at_its_place(room: Watched) -> None:
    page = room.open(f"?tour=five-minutes&stop=2&walked=3&{FEWER}")
    stands_at(page, load_tour("five-minutes"), 2, 3)
    lines = shown(page)
    page.reload()
    stands_at(page, load_tour("five-minutes"), 2, 3)
    expect(page.locator("#why-lines .now")).to_have_count(1)
    assert shown(page) == lines


def test_a_question_from_the_room_leads_away_and_the_clicker_comes_back(room: Watched) -> None:
    tour = load_tour("thirty-seconds")
    page = room.open("?tour=thirty-seconds&stop=4")
    stands_at(page, tour, 4, 0)
    press(page, "2")
    expect(page.locator("#why-title")).to_be_visible()
    expect(page.locator(".tour-say")).to_contain_text("Not part of the talk")
    press(page, "ArrowRight")
    expect(page.locator("#why-lines .now")).to_have_count(1)  # there an arrow is the page's own
    press(page, "PageDown")
    stands_at(page, tour, 4, 0)
    press(page, "r")
    stands_at(page, tour, 1, 0)


def test_escape_leaves_the_talk_and_the_keys_are_the_pages_own_again(room: Watched) -> None:
    page = room.open("?tour=thirty-seconds&stop=3")
    stands_at(page, load_tour("thirty-seconds"), 3, 0)
    press(page, "Escape")
    expect(page.locator("#tour")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("tour="))
    press(page, "PageDown")
    expect(page).to_have_url(re.compile("wave=3"))


def test_a_talk_that_is_not_there_is_a_sentence_and_the_story_can_be_told(room: Watched) -> None:
    page = room.open("?tour=thirty-second")
    expect(page.locator(".tour-say")).to_have_text("There is no tour 'thirty-second'. Did you mean 'thirty-seconds'?")
    press(page, "PageDown")
    expect(page).to_have_url(re.compile("wave=1"))


@pytest.mark.thorough
def test_what_is_worth_a_try_leads_out_of_the_talk(room: Watched) -> None:
    tour = load_tour("thirty-seconds")
    page = room.open(f"?tour=thirty-seconds&stop={len(tour.stops) + 1}")
    expect(page.locator("#end-card")).to_be_visible()
    axe = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert axe.violations_count == 0, axe.generate_report()
    page.locator("#end-card a").first.click()
    expect(page.locator("#why-title")).to_contain_text("Flight")
    expect(page.locator("#end-card")).to_be_hidden()
    expect(page.locator("#tour")).to_be_hidden()


@pytest.mark.parametrize("key", ["r", "Home", "g"])
def test_a_key_that_leads_away_from_the_end_closes_its_card(stage: Any, key: str) -> None:
    page = stage.open("?story=court-fine")
    press(page, "End", "PageDown")
    expect(page.locator("#end-card")).to_be_visible()
    press(page, key)
    expect(page.locator("#end-card")).to_be_hidden()
    if key == "g":
        expect(page.locator("#tours")).to_be_visible()
        return
    expect(page).not_to_have_url(re.compile("wave="))
    press(page, "ArrowRight")
    expect(page).to_have_url(re.compile("wave=1"))


def test_the_clicker_is_told_where_a_plain_story_ends(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    press(page, "End")
    expect(page.locator("#end-card")).to_be_hidden()
    press(page, "PageDown")
    expect(page.locator("#end-card")).to_contain_text("The end of this story.")
    expect(page).to_have_url(re.compile("wave="))  # the address is written a moment after its key
    wave = page.url
    press(page, "PageDown")
    expect(page.locator("#end-card")).to_be_visible()
    press(page, "PageUp")
    expect(page.locator("#end-card")).to_be_hidden()
    assert page.url == wave
    press(page, "PageUp")
    expect(page).not_to_have_url(wave)


def test_the_map_of_a_lessons_step_keeps_its_sentence_and_one_key_leads_there_and_back(stage: Any) -> None:
    page = stage.open("lessons?lesson=one-record-many-doors&part=3")
    say = page.locator("#lesson-say").inner_text()
    press(page, "v")
    expect(page.locator("html")).to_have_attribute("data-page", "stage")
    expect(page.locator(".tour-say")).to_have_text(say)
    press(page, "v")
    expect(page.locator("html")).to_have_attribute("data-page", "lessons")
    expect(page.locator("#lesson-say")).to_have_text(say)
    expect(page).to_have_url(re.compile("part=3"))


def test_a_lesson_says_where_it_ends(stage: Any) -> None:
    page = stage.open("lessons?lesson=one-record-many-doors&part=7")
    press(page, "PageDown")
    expect(page.locator("#end-card")).to_contain_text("The end of this lesson.")


@pytest.mark.thorough
def test_a_recorded_talk_is_saved_checked_opened_again_and_walked(stage: Any, tmp_path: Path) -> None:
    page = stage.open("?story=court-fine&wave=1")
    press(page, "m")
    expect(page.locator("#remark")).to_contain_text("Recorded as stop 1")
    press(page, "2")
    expect(page.locator("#why-title")).to_be_visible()
    press(page, "m")
    expect(page.locator("#remark")).to_contain_text("Recorded as stop 2")
    press(page, "g")
    fields = page.locator("#tour-recorded textarea")
    expect(fields).to_have_count(4)
    fields.nth(0).fill('He said "no", \\ and left 一')
    fields.nth(1).fill("Two\nlines.")
    page.locator("#tour-recorded input").first.fill("My own talk")
    with page.expect_download() as saving:
        page.locator("[data-do='tour-save']").click()
    path = tmp_path / saving.value.suggested_filename
    saving.value.save_as(path)
    checked = check_tour(path, cache(folders.load))
    assert checked.faults == ()
    assert checked.tour is not None
    assert (checked.tour.id, checked.tour.title, checked.tour.world) == ("my-own-talk", "My own talk", "tiny")
    assert checked.tour.stops[0].say == 'He said "no", \\ and left 一'
    assert checked.tour.stops[0].note == "Two\nlines."
    page.locator("#tour-file input").set_input_files(path)
    stands_at(page, checked.tour, 1, 0)
    page.reload()
    stands_at(page, checked.tour, 1, 0)
    press(page, "PageDown")
    stands_at(page, checked.tour, 2, 0)
    press(page, "PageDown")
    expect(page.locator("#end-card")).to_be_visible()


def test_a_file_with_faults_is_not_walked_and_every_fault_is_listed(stage: Any, tmp_path: Path) -> None:
    path = tmp_path / "talk.toml"
    path.write_text('title = "x"\nworld = "tiny"\n\n[[stops]]\nsay = "a"\nat = "/whi"\nnotes = "b"\n', encoding="utf-8")
    page = stage.open("?story=court-fine")
    press(page, "g")
    page.locator("#tour-file input").set_input_files(path)
    expect(page.locator("#tour-list .faults li")).to_have_count(2)
    expect(page.locator("#tour-list .faults")).to_contain_text("row 4, column at")
    expect(page.locator("#tour")).to_be_hidden()
    axe = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert axe.violations_count == 0, axe.generate_report()
    press(page, "Escape")
    expect(page.locator("#tours")).to_be_hidden()


def test_a_stop_that_is_gone_from_the_world_is_a_sentence_on_its_page(stage: Any, tmp_path: Path) -> None:
    path = tmp_path / "talk.toml"
    path.write_text('title = "x"\nworld = "tiny"\n\n[[stops]]\nsay = "a"\nat = "/?story=court-fin"\n', encoding="utf-8")
    page = stage.open("?story=skipped-fare")
    press(page, "g")
    page.locator("#tour-file input").set_input_files(path)
    expect(page.locator(".tour-fault")).to_contain_text("did you mean 'court-fine'?")
    expect(page.locator("#remark")).to_contain_text("court-fin")
    expect(page.locator("#sentence")).not_to_have_text("")


@pytest.mark.thorough
def test_the_presenters_window_has_notes_and_a_picture_of_what_follows_for_each_stop(
    room: Watched, beijing: str
) -> None:
    tour = load_tour("thirty-seconds")
    page = room.open("?tour=thirty-seconds")
    stands_at(page, tour, 1, 0)
    with presenter_window(page, beijing) as presenter:
        for number, stop in enumerate(tour.stops, start=1):
            expect(presenter.locator("#notes")).to_have_text(stop.note)
            expect(presenter.locator("#now")).to_have_text(stop.say)
            expect(presenter.locator("#place")).to_have_text(f"{number} of {len(tour.stops)}")
            after = tour.stops[number].say if number < len(tour.stops) else "the end"
            expect(presenter.locator("#next")).to_have_text(after)
            if number == 3:
                expect(presenter.locator("#preview .node.on.closed, #preview .node.closed")).not_to_have_count(0)
            press(presenter, "PageDown")
        expect(page.locator("#end-card")).to_be_visible()


def test_each_step_of_a_plain_story_has_its_own_facts_in_the_presenters_window(stage: Any, base: str) -> None:
    page = stage.open("?story=court-fine")
    with presenter_window(page, base) as presenter:
        expect(presenter.locator("#preview svg")).to_be_visible()
        expect(presenter.locator("#facts-of")).to_be_hidden()
        told = []
        for _ in range(2):
            press(page, "PageDown")
            expect(presenter.locator("#facts li")).not_to_have_count(0)
            presenter.wait_for_timeout(300)
            told.append(presenter.locator("#facts").inner_text())
        assert told[0] != told[1]
