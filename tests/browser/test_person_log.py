"""The log of a person's data beside the drawing of accounts: as far as it is told, by steps, by days, and on paper."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from linkage.answers.spread_question import Question, ask
from linkage.answers.trace.person_log import log_lines, log_summary
from linkage.world.storage import folders

STORY = "?world=beijing&story=wrong-phone&drawing=accounts"


def lines_of(story: str) -> tuple[list[tuple[int, int, str]], str]:
    """Of each line of a story's log the wave that brings it, its day and its sentence; and what all come to."""
    answer = ask(folders.load("beijing"), Question(story=story))
    wave_of = {step.id: number for number, wave in enumerate(answer.spread.waves, start=1) for step in wave}
    lines = log_lines(answer)
    told = [(wave_of[line.step.id], line.step.day, line.sentence) for line in lines]
    return told, log_summary(answer, lines)


def shown(page: Any) -> list[str]:
    """The sentences of the lines that are shown."""
    return [line.inner_text() for line in page.locator("#log .line:visible > span:not(.badge)").all()]


def test_the_log_stands_beside_the_accounts_as_far_as_it_is_told(stage: Any) -> None:
    lines, summary = lines_of("wrong-phone")
    page = stage.open(STORY)
    expect(page.locator("#log h2")).to_have_text("What is done with Wu's data")
    expect(page.locator("#log .none")).to_be_visible()
    for wave in range(1, max(number for number, _, _ in lines) + 1):
        page.keyboard.press("ArrowRight")
        expect(page.locator("#log .line:visible")).to_have_count(sum(number <= wave for number, _, _ in lines))
        assert shown(page) == [sentence for number, _, sentence in lines if number <= wave]
    expect(page.locator("#log-sum")).to_have_text(summary)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#log-sum")).to_have_text("")


def test_only_the_drawing_of_accounts_has_the_log(stage: Any) -> None:
    page = stage.open("?world=beijing&story=wrong-phone&wave=2")
    expect(page.locator("#log")).to_be_hidden()
    page.get_by_role("button", name="Accounts", exact=True).click()
    expect(page.locator("#log")).to_be_visible()
    page.get_by_role("button", name="Map", exact=True).click()
    expect(page.locator("#log")).to_be_hidden()


def test_by_days_the_log_tells_what_was_done_by_the_day(stage: Any) -> None:
    lines, _ = lines_of("wrong-phone")
    page = stage.open(f"{STORY}&on-day=30")
    expect(page.locator("#log .line:visible")).to_have_count(sum(day <= 30 for _, day, _ in lines))
    assert shown(page) == [sentence for _, day, sentence in lines if day <= 30]


def test_the_whole_log_is_on_the_page_print(stage: Any) -> None:
    lines, summary = lines_of("court-fine")
    waves = max(number for number, _, _ in lines)
    page = stage.open(f"?world=beijing&story=court-fine&drawing=accounts&wave={waves}")
    page.emulate_media(media="print")
    assert shown(page) == [sentence for _, _, sentence in lines]
    expect(page.locator("#log-sum")).to_have_text(summary)
    assert page.evaluate(
        "document.querySelector('#log ol').scrollHeight <= document.querySelector('#log ol').clientHeight + 1"
    )
    page.emulate_media(media="screen")
