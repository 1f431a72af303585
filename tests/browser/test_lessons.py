"""Lessons on the screen: gone through by keys, predicted before revealed, puzzles run, everything in the address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from linkage.lessons import catalogue
from linkage.lessons.lesson_answers import answer_question
from linkage.lessons.puzzle_view import puzzle_view
from linkage.world.storage import folders
from tests.browser.conftest import SMALL, WIDE, serious_violations, served, watched
from tests.browser.test_escaping import PAYLOADS, world_with_payload
from tests.browser.test_stage import press

LESSONS = list(catalogue.paths())
LAPTOP = {"width": 1366, "height": 768}
PROJECTOR = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
SAY = "#lesson-say"
TASK = "#lesson-task"


def play(page: Any, id_: str) -> None:
    """A lesson from its first step to its last by one key, each answer as the engine gives it."""
    lesson = catalogue.load(id_)
    world = folders.load(lesson.world)
    for stop in lesson.stops:
        expect(page.locator(SAY)).to_have_text(stop.say)
        if stop.question:
            expect(page.locator(f"{TASK} .right")).to_have_count(0)
            press(page, "ArrowRight")
            answer = answer_question(world, stop.question)
            right = [choice.label for choice in answer.choices if choice.id in answer.right]
            expect(page.locator(f"{TASK} .guess.right .what")).to_have_text(right)
        press(page, "ArrowRight")
    expect(page.locator(SAY)).to_have_text(lesson.stops[-1].say)


# -- playing


@pytest.mark.thorough
def test_a_lesson_is_chosen_and_played_to_its_end_by_keys(stage: Any) -> None:
    page = stage.open()
    press(page, "7")
    expect(page.locator("html")).to_have_attribute("data-page", "lessons")
    page.click("[data-do='lesson:two-readings']")
    expect(page.locator(SAY)).to_have_text(catalogue.load("two-readings").stops[0].say)
    play(page, "two-readings")


@pytest.mark.thorough
@pytest.mark.parametrize("id_", LESSONS)
def test_every_lesson_is_played_to_its_end_with_the_engines_answers(stage: Any, id_: str) -> None:
    play(stage.open(f"lessons?lesson={id_}"), id_)


@pytest.mark.thorough
def test_a_guess_is_ticked_by_keyboard_and_compared_with_the_answer(stage: Any) -> None:
    page = stage.open("lessons?lesson=one-record-many-doors&part=4")
    page.locator(f"{TASK} .guess").first.focus()
    press(page, "Enter", "ArrowDown", "ArrowDown", "Enter", "ArrowDown", "ArrowDown", "Enter")
    assert page.locator(f"{TASK} .guess[aria-pressed=true]").count() == 3
    page.click("[data-do='reveal']")
    expect(page.locator(f"{TASK} .answer")).to_contain_text("You predicted this.")
    expect(page).to_have_url(re.compile("guess=1%2C3%2C5|guess=1,3,5"))


def test_a_puzzle_is_tried_and_the_engine_says_whether_it_works(stage: Any) -> None:
    lesson = catalogue.load("protect-the-train")
    riddle = lesson.stops[2].puzzle
    assert riddle
    posed = puzzle_view(folders.load("beijing"), riddle)
    page = stage.open("lessons?lesson=protect-the-train&part=3")
    places = [choice.id for choice in posed.choices]
    solution = [places.index(choice_id) for choice_id in posed.solutions[0]]
    page.click(f"[data-do='tick:{solution[0]}']")
    page.click("[data-do='try']")
    expect(page.locator(".verdict")).to_contain_text("Not yet: High-speed train is still not free")
    page.click("[data-do='hint']")
    expect(page.locator(".hints li")).to_contain_text([posed.hints[0]])
    expect(page.locator("[data-do='hint']")).to_have_text("Hint 2 of 3")
    page.click(f"[data-do='tick:{solution[1]}']")
    page.click("[data-do='try']")
    expect(page.locator(".verdict")).to_contain_text("Solved")
    expect(page.locator(".verdict")).to_contain_text(posed.because)
    expect(page.locator("#lesson-map [data-id='service:high-speed-rail'].gone")).to_have_count(1)


# -- the map beside the question


@pytest.mark.parametrize("size", [WIDE, LAPTOP, PROJECTOR, PHONE], ids=["wide", "laptop", "projector", "phone"])
def test_the_map_stands_beside_the_question_and_below_it_where_there_is_no_room(
    window: Any, base: str, size: dict[str, int]
) -> None:
    with watched(window, base, size) as watch:
        page = watch.open("lessons?lesson=protect-the-train&part=3")
        expect(page.locator("#lesson-map svg")).to_be_visible()
        task, picture = page.locator(TASK).bounding_box(), page.locator(".lesson-picture").bounding_box()
        if size == PHONE:
            assert picture["y"] >= task["y"] + task["height"] - 1
        else:
            assert picture["x"] >= task["x"] + task["width"] - 1
            assert picture["width"] > task["width"]
        shown = page.evaluate("[...document.querySelectorAll('.lessons')].map(e => e.scrollWidth <= e.clientWidth + 1)")
        assert shown == [True]


def test_a_line_of_the_map_is_cut_by_a_click_and_by_the_keyboard(stage: Any) -> None:
    page = stage.open("lessons?lesson=protect-the-train&part=3")
    page.locator("#lesson-map [data-id='link:defaulters-to-rail'] .label").click()
    cut = page.locator(f"{TASK} .guess[aria-pressed=true]")
    expect(cut).to_have_text(re.compile("Cut the link Defaulter list → Rail tickets"))
    line = page.locator("#lesson-map [data-id='link:orders-to-rail']")
    line.focus()
    press(page, "Enter")
    expect(line).to_have_attribute("aria-pressed", "true")
    expect(line).to_have_class(re.compile(r"\boff\b"))
    expect(line).to_be_focused()
    page.click("[data-do='try']")
    expect(page.locator(".verdict")).to_contain_text("Solved")


def test_the_map_shows_what_closes_only_with_the_answer(stage: Any) -> None:
    page = stage.open("lessons?lesson=one-record-many-doors&part=4")
    expect(page.locator("#lesson-map svg")).to_be_visible()
    expect(page.locator("#lesson-map [data-id^='service:']")).to_have_count(0)
    press(page, "ArrowRight")
    expect(page.locator("#lesson-map [data-id='service:flight'].refuse")).to_have_count(1)
    expect(page.locator("#lesson-map-says")).to_have_text("With the answer")


def test_the_focus_begins_in_the_question_and_one_tab_leads_to_its_first_choice(stage: Any) -> None:
    page = stage.open("lessons?lesson=one-record-many-doors&part=2")
    expect(page.locator(TASK)).to_be_focused()
    press(page, "Tab")
    expect(page.locator(f"{TASK} .guess").first).to_be_focused()
    press(page, "ArrowRight", "ArrowRight")
    expect(page.locator(SAY)).to_have_text(catalogue.load("one-record-many-doors").stops[2].say)
    expect(page.locator(TASK)).to_be_focused()


def test_before_the_answer_v_leads_to_the_storys_first_picture_and_after_it_to_the_steps_own(stage: Any) -> None:
    page = stage.open("lessons?lesson=protect-the-train&part=2")
    press(page, "v")
    expect(page.locator("html")).to_have_attribute("data-page", "stage")
    page = stage.open("lessons?lesson=protect-the-train&part=2&told=yes")
    press(page, "v")
    expect(page.locator("html")).to_have_attribute("data-page", "why")


def test_the_frame_does_not_name_the_story_while_a_lesson_is_played(stage: Any) -> None:
    page = stage.open("lessons?lesson=the-wrong-person&part=2")
    expect(page.locator("#asks")).to_be_hidden()
    expect(page.locator("body")).not_to_contain_text("Someone else's phone bill", use_inner_text=True)


def test_a_misreading_says_what_is_wrong_with_it_once_the_answer_is_shown(stage: Any) -> None:
    page = stage.open("lessons?lesson=paid-but-refused&part=3")
    expect(page.locator(f"{TASK} .misread")).to_have_count(0)
    press(page, "ArrowRight")
    expect(page.locator(f"{TASK} .misread").first).to_be_visible()
    expect(page.locator(f"{TASK} .because")).to_have_text(re.compile("^Because "))


@pytest.mark.thorough
@pytest.mark.parametrize("id_", LESSONS)
def test_every_lesson_is_played_to_its_end_by_touch(browser: Any, base: str, id_: str) -> None:
    """On a phone: every answer by a tap, the puzzle's cuts too; what is right is what the engine says."""
    lesson = catalogue.load(id_)
    world = folders.load(lesson.world)
    context = browser.new_context(has_touch=True, is_mobile=True, viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{base}lessons?lesson={id_}")
    page.wait_for_selector("html[data-shown]", state="attached", timeout=60_000)
    for stop in lesson.stops:
        expect(page.locator(SAY)).to_have_text(stop.say)
        if stop.question:
            answer = answer_question(world, stop.question)
            page.locator(f"{TASK} .guess").first.tap()
            page.locator("[data-do='reveal']").tap()
            right = [choice.label for choice in answer.choices if choice.id in answer.right]
            expect(page.locator(f"{TASK} .guess.right .what")).to_have_text(right)
            expect(page.locator(f"{TASK} .because")).to_have_text(answer.because)
        if stop.puzzle:
            posed = puzzle_view(world, stop.puzzle)
            expect(page.locator("#lesson-map .pick").first).to_be_attached()
            for choice in posed.solutions[0]:
                part = page.locator(f"#lesson-map [data-id='link:{choice.removeprefix('cut:')}'] .label")
                part.scroll_into_view_if_needed()
                part.tap()
            page.locator("[data-do='try']").tap()
            expect(page.locator(".verdict")).to_contain_text("Solved")
        if stop is not lesson.stops[-1]:
            page.locator("#lesson-steps [data-do='next']").tap()
    context.close()


def test_a_step_shows_its_picture_and_one_key_comes_back_to_it(stage: Any) -> None:
    page = stage.open("lessons?lesson=one-record-many-doors&part=3")
    press(page, "v")
    expect(page.locator("html")).to_have_attribute("data-page", "stage")
    expect(page).to_have_url(re.compile("wave=2"))
    assert "lesson=one-record-many-doors" in page.url
    press(page, "7")
    expect(page.locator(SAY)).to_have_text(catalogue.load("one-record-many-doors").stops[2].say)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("id_", "part"), [(id_, part) for id_ in LESSONS for part in range(1, len(catalogue.load(id_).stops) + 1)]
)
def test_every_picture_of_every_lesson_opens_without_a_remark(stage: Any, id_: str, part: int) -> None:
    page = stage.open(catalogue.load(id_).stops[part - 1].view.address.lstrip("/"))
    expect(page.locator("#remark")).to_have_text("")


# -- the address


@pytest.mark.thorough
def test_the_address_holds_lesson_step_guess_and_answer(stage: Any) -> None:
    page = stage.open("lessons?lesson=paid-but-refused&part=3&guess=2&told=yes&theme=light")
    expect(page.locator(f"{TASK} .guess[aria-pressed=true]")).to_have_count(1)
    expect(page.locator(f"{TASK} .answer")).to_be_visible()
    page.reload()
    expect(page.locator(SAY)).to_have_text(catalogue.load("paid-but-refused").stops[2].say)
    expect(page.locator(f"{TASK} .answer")).to_be_visible()


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("query", "remark"),
    [
        ("lessons?lesson=two-readngs", "There is no lesson 'two-readngs'. Here is the list."),
        ("lessons?lesson=../../worlds/tiny/world", "There is no lesson"),
        ("lessons?lesson=%3Cimg src=x onerror=alert(1)%3E", "There is no lesson '<img src=x onerror=alert(1)>'"),
        ("lessons?lesson=two-readings&part=zz", ""),
        ("lessons?lesson=two-readings&part=99&guess=77,x", ""),
    ],
)
def test_an_address_that_names_no_lesson_shows_the_list_and_says_so(stage: Any, query: str, remark: str) -> None:
    page = stage.open(query)
    expect(page.locator("#remark")).to_contain_text(remark)
    expect(page.locator(".lesson-choice")).to_have_count(len(LESSONS))


# -- room and access


@pytest.mark.thorough
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_page_is_large_enough_stays_in_its_window_and_axe_finds_nothing(
    window: Any, base: str, size: dict[str, int], theme: str
) -> None:
    with watched(window, base, size) as watch:
        for part, answered in ((1, ""), (3, "yes"), (6, "")):
            page = watch.open(f"lessons?lesson=two-readings&part={part}&told={answered}&theme={theme}")
            elements = "e => [document.documentElement, ...document.querySelectorAll('.lessons, .lessons *')]"
            assert (
                page.evaluate(
                    f"({elements}.filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1"
                    " && getComputedStyle(e).overflowX !== 'visible').map(e => e.className))()"
                )
                == []
            )
            assert serious_violations(page) == []


@pytest.mark.thorough
@pytest.mark.parametrize("payload", PAYLOADS, ids=["img", "script", "svg", "markup"])
def test_a_world_full_of_markup_is_shown_as_text_in_its_lessons(window: Any, payload: str) -> None:
    """A folder that bears a bundled world's name is what its lessons are about."""
    with served(world_with_payload(folders.load("beijing"), payload)) as base, watched(window, base) as watch:
        page = watch.open("lessons?lesson=one-record-many-doors&part=4&told=yes")
        expect(page.locator(TASK)).to_contain_text(payload)
        presenter = page.context.new_page()
        presenter.goto(f"{base}presenter")
        expect(presenter.locator("#now")).not_to_have_text("")
        presenter.close()
        watch.open("lessons?lesson=protect-the-train&part=3")
        expect(page.locator(TASK)).to_contain_text(payload)
        assert not page.title().startswith("run")
        assert page.locator(".page img, .page script, .page b > b, [onload], [onerror]").count() == 0


def test_the_place_of_hints_is_unseen_until_one_is_asked_for(stage: Any) -> None:
    page = stage.open("lessons?lesson=protect-the-train&part=4")
    place = page.locator(".lesson-task .hints")
    assert page.evaluate("e => getComputedStyle(e).borderTopWidth", place.element_handle()) == "0px"
