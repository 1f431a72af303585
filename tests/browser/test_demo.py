"""The five-minute demonstration, by the very keys that the README names: from the first page round all to a reset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from linkage.lessons import catalogue
from linkage.lessons.lesson_answers import answer_question
from linkage.world.storage import folders
from tests.browser.conftest import Watched, served, watched
from tests.browser.test_new_user import tab_to
from tests.browser.test_stage import press, texts

FEWER = "residents=100000"
"""The same keys in a smaller city, so that the test weighs less; `make run` shows 22 million."""


@pytest.fixture
def first_page(window: Any) -> Iterator[Watched]:
    """What `make run` opens."""
    with served("beijing") as base, watched(window, base) as watch:
        yield watch


@pytest.mark.thorough
def test_thirty_seconds_tell_one_record_by_one_key(first_page: Watched) -> None:
    page = first_page.open()
    expect(page.locator("#sentence")).to_have_text("Li has not paid what a court ordered.")
    for closed in ("0", "0", "15", "15", "16"):
        press(page, "ArrowRight")
        expect(page.locator("#doors-shut")).to_have_text(closed)
    press(page, "d")
    expect(page).to_have_url(re.compile("drawing=accounts"))
    press(page, "r")
    expect(page.locator("#sentence")).to_have_text("Li has not paid what a court ordered.")


@pytest.mark.thorough
def test_five_minutes_go_round_every_page_and_back_to_the_start(first_page: Watched) -> None:
    page = first_page.open(f"?{FEWER}")

    # One record, wave by wave.
    press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    expect(page.locator("#doors-shut")).to_have_text("16")

    # 2: why, a line of the proof at each press.
    press(page, "2")
    expect(page.locator("#why-title")).to_have_text("Why is Booking in the app closed to Li?")
    for line in (
        "Li gets a record in Court judgments",
        "is copied to Defaulter list",
        "is copied to Private score",
        "Li is refused: Booking in the app",
    ):
        press(page, "ArrowRight")
        expect(page.locator("#why-lines .now")).to_contain_text(line)

    # 3: the join, slid together.
    press(page, "3")
    expect(page.locator("#join-title")).to_have_text("Court judgments → Defaulter list")
    press(page, "ArrowRight")
    expect(page.locator(".together .one-row").first).to_contain_text("national ID")

    # 4: drop the national ID, and every door opens.
    press(page, "4")
    expect(page.locator("#outcome .doors-line")).to_have_text("16 → 16 of 25 services closed")
    expect(page.locator("#outcome .sentence")).to_have_text("")
    press(page, "/")
    page.keyboard.type("national ID drop:")
    press(page, "Enter", " ")
    expect(page.locator("#outcome .sentence")).to_contain_text("All 16 services are open again")
    assert texts(page, ".doors-cell strong") == ["16", "0"]

    # 5: the same for the whole city.
    press(page, "5")
    expect(page.locator("#city-says")).to_contain_text("residents barred through links", timeout=60_000)
    expect(page.locator("#city-facts")).to_contain_text("fewer")

    # 7: a lesson; its question is predicted, then revealed.
    press(page, "7")
    expect(page.locator("html")).to_have_attribute("data-page", "lessons")
    lesson = catalogue.load("protect-the-train")
    question = lesson.stops[1].question
    assert question
    answer = answer_question(folders.load(lesson.world), question)
    tab_to(page, lesson.title)
    press(page, "Enter")
    expect(page.locator("#lesson-say")).to_have_text(lesson.stops[0].say)
    press(page, "ArrowRight")
    tab_to(page, next(choice.label for choice in answer.choices if choice.id in answer.right))
    press(page, "Enter", "ArrowRight")
    expect(page.locator("#lesson-task .answer")).to_contain_text("You predicted this.")

    # R: the first page again, at its start.
    press(page, "r")
    expect(page.locator("html")).to_have_attribute("data-page", "stage")
    expect(page.locator("#sentence")).to_have_text("Li has not paid what a court ordered.")
    expect(page.locator("#doors-shut")).to_have_text("0")
    expect(page).to_have_url(re.compile(r"/\?story=court-fine$"))
