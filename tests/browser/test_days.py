"""The stage by days: effects in force on a day, what keeps each door closed, by keys, by the line, by the address."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

import linkage
from linkage.answers.trace import residual_copies
from linkage.cli.command_line import main
from tests.browser.conftest import watched
from tests.browser.label_boxes import faults
from tests.browser.test_stage import is_background, lit_parts, press, texts

CORRECTED = "?world=beijing&story=court-fine&what-if=correct:unpaid-court-judgment=30"
LINE = "#day-range"


def ended_parts(page: Any) -> set[str]:
    """The parts of the map that are shown as ended."""
    return set(page.evaluate("[...document.querySelectorAll('#picture-map .ended')].map(e => e.dataset.id)"))


def day(page: Any) -> str:
    """The day that is shown."""
    return str(page.locator("#day-now").inner_text())


def closed_doors(page: Any) -> dict[str, str]:
    """The doors that are closed, each with the copy or term that keeps it."""
    rows = page.locator("#day-doors li").all()
    doors, keeper = {}, ""
    for row in rows:
        if "keeper" in row.get_attribute("class"):
            keeper = row.inner_text()
        elif row.locator(".door.refuse:not(.ended)").count():
            doors[row.locator(".what").inner_text()] = keeper
    return doors


def test_the_doors_that_stay_shut_on_day_60_are_named_with_the_copy_that_keeps_each(stage: Any) -> None:
    page = stage.open(f"{CORRECTED}&on-day=60")
    expect(page.locator("#sentence")).to_have_text(
        "Day 60: the original record was deleted on day 30, but 10 of 25 services are still closed to Li."
    )
    at = {
        "Loan accounts keeps its copy until day 63": ["Credit card", "Bank loan"],
        "Air tickets keeps its copy until day 63": ["Flight"],
        "Private score keeps its copy until day 63": [
            "Booking in the app",
            "Loan in the app",
            "Car rental",
            "Shopping in the app",
        ],
        "Rail tickets keeps its copy until day 63": ["First-class train", "High-speed train"],
    }
    keepers = {door: f"Still closed because {place}" for place, doors in at.items() for door in doors}
    assert closed_doors(page) == {**keepers, "House purchase": "Closed together with Bank loan"}
    assert texts(page, "#doors-shut") == ["10"]


def test_the_screen_and_the_command_line_name_the_same_doors_on_day_60(
    stage: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "?world=beijing&record=unpaid-court-judgment&what-if=correct:unpaid-court-judgment=30&on-day=60"
    page = stage.open(query)
    main(["trace", "beijing", "--record", "unpaid-court-judgment", "--what-if", "correct:unpaid-court-judgment=30",
          "--on-day", "60", "--format", "json"])  # fmt: skip
    trace = json.loads(capsys.readouterr().out)
    refused = {
        f"service:{effect['service']}": effect["until"] for effect in trace["effects"] if effect["effect"] == "refuse"
    }
    rows = page.locator("#day-doors .door.refuse:not(.ended)").all()
    on_screen = {
        row.get_attribute("data-do").removeprefix("about:"): int(row.locator(".when").inner_text().split()[-1])
        for row in rows
    }
    assert on_screen.pop("service:house-purchase") == refused["service:loan"], "it closes with the bank loan"
    assert on_screen == refused
    main(["trace", "beijing", "--record", "unpaid-court-judgment", "--what-if", "correct:unpaid-court-judgment=30",
          "--on-day", "60"])  # fmt: skip
    lines = capsys.readouterr().out.splitlines()
    assert page.locator("#sentence").inner_text() in lines
    for door, keeper in closed_doors(page).items():
        if keeper.startswith("Still closed because "):
            assert any(line.startswith(f"{door}: ") and line.endswith(f", {keeper[13:]}.") for line in lines)


@pytest.mark.thorough
def test_what_has_ended_is_dashed_and_struck_through_and_not_only_another_colour(stage: Any) -> None:
    page = stage.open(f"{CORRECTED}&on-day=60")
    assert {"database:court-judgments", "service:star-hotel", "effect:star-hotel/refuse"} <= ended_parts(page)
    assert "database:loan-accounts" in lit_parts(page) - ended_parts(page)
    style = "e => getComputedStyle(document.querySelector(e[0])).getPropertyValue(e[1])"
    body = "#picture-map [data-id='service:star-hotel'] rect.body"
    word = "#picture-map [data-id='effect:star-hotel/refuse'] .did"
    assert page.evaluate(style, [body, "stroke-dasharray"]) != "none"
    assert "line-through" in page.evaluate(style, [word, "text-decoration"])
    expect(page.locator("#day-told li.ended").first).to_contain_text(re.compile("ended on day 30|deleted on day"))


@pytest.mark.thorough
def test_y_turns_the_waves_into_days_at_the_day_that_was_told_and_back(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=1")
    waves = page.locator("#sentence").inner_text()
    press(page, "y")
    assert day(page) == "day 0"
    expect(page.locator("#timeline")).to_be_hidden()
    expect(page.locator(LINE)).to_be_visible()
    press(page, "y")
    expect(page.locator("#sentence")).to_have_text(waves)
    page.wait_for_timeout(250)
    assert page.url.endswith("?story=court-fine&wave=1")


@pytest.mark.thorough
def test_arrows_go_from_change_to_change_and_shift_goes_day_by_day(stage: Any) -> None:
    page = stage.open("?story=court-fine&on-day=0")
    days = []
    for _ in range(7):
        days.append(day(page))
        press(page, "ArrowRight")
    assert days == [f"day {number}" for number in (0, 1, 7, 21, 366, 730, 733)]
    press(page, "ArrowLeft")  # the card that stands after the last change goes first
    press(page, "ArrowLeft", "Shift+ArrowLeft")
    assert day(page) == "day 729"
    press(page, "Shift+ArrowRight", "PageUp")
    assert day(page) == "day 366"
    press(page, "Home")
    assert day(page) == "day 0"
    press(page, "End", "ArrowRight")
    assert day(page) == "day 733"


@pytest.mark.thorough
def test_each_day_looks_the_same_forward_and_back(stage: Any) -> None:
    page = stage.open(f"{CORRECTED}&on-day=0")
    look = (
        "() => document.querySelector('#stage').cloneNode(true).outerHTML"
        ".replace(/(?<= )now|now(?= )/g, '').replace(/<p id=.city-corner.*?<[/]p>/, '')"
    )
    stops = page.locator("#day-ticks .tick").count()
    forward = [page.evaluate(look)]
    for _ in range(stops - 1):
        press(page, "ArrowRight")
        forward.append(page.evaluate(look))
    backward = [page.evaluate(look)]
    for _ in range(stops - 1):
        press(page, "ArrowLeft")
        backward.append(page.evaluate(look))
    assert len(set(forward)) == stops
    assert backward[::-1] == forward


def test_the_line_is_dragged_to_a_day_and_the_changes_are_marked_on_it(stage: Any) -> None:
    page = stage.open(f"{CORRECTED}&on-day=0")
    marks = page.locator("#day-ticks .tick")
    answer = linkage.trace("beijing", story="court-fine", what_if="correct:unpaid-court-judgment=30")
    assert marks.count() == len(residual_copies.change_days(answer.spread))
    box = page.locator(LINE).bounding_box()
    target = marks.nth(12).bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(target["x"] + target["width"] / 2, box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()
    assert day(page) == f"day {marks.nth(12).text_content()}"


@pytest.mark.thorough
def test_the_line_with_the_focus_says_its_day_and_goes_by_the_same_keys(stage: Any) -> None:
    page = stage.open("?story=court-fine&on-day=0")
    page.locator(LINE).focus()
    press(page, "ArrowRight", "ArrowRight", "Shift+ArrowRight")
    expect(page.locator(LINE)).to_have_attribute("aria-valuetext", "day 8")
    press(page, "End")
    assert day(page) == "day 733"


@pytest.mark.thorough
def test_p_plays_the_days_and_any_key_stops_it(browser: Any, base: str) -> None:
    window = browser.new_context(reduced_motion="no-preference")
    with watched(window, base) as watch:
        page = watch.open("?story=paid-bills")
        press(page, "p")
        expect(page.locator("#play-days")).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#day-now")).not_to_have_text(re.compile("^day [01]$"))
        press(page, "p")
        expect(page.locator("#play-days")).to_have_attribute("aria-pressed", "false")
        stopped = day(page)
        page.wait_for_timeout(200)
        assert day(page) == stopped
        press(page, "p")
        expect(page.locator("#day-now")).to_have_text("day 366", timeout=15_000)
        expect(page.locator("#play-days")).to_have_attribute("aria-pressed", "false")
    window.close()


@pytest.mark.prove
def test_with_reduced_motion_playing_hops_from_change_to_change(stage: Any) -> None:
    page = stage.open("?story=paid-bills&on-day=0")
    press(page, "p")
    days = [day(page)]
    while len(days) < 3:
        page.wait_for_timeout(40)
        days += [day(page)] if day(page) != days[-1] else []
    press(page, "Escape")
    expect(page.locator("#play-days")).to_have_attribute("aria-pressed", "false")
    assert days == ["day 0", "day 1", "day 181"]


@pytest.mark.thorough
@pytest.mark.parametrize("on_day", ["60", "0", "9999"])
def test_the_address_opens_the_same_day_in_a_new_window(stage: Any, window: Any, on_day: str) -> None:
    page = stage.open(f"{CORRECTED}&on-day={on_day}")
    page.wait_for_timeout(250)
    assert page.url.endswith(f"on-day={on_day}")
    with watched(window, stage.base) as new_window:
        again = new_window.open(page.url.removeprefix(stage.base))
        assert again.locator("#sentence").inner_text() == page.locator("#sentence").inner_text()
        assert (lit_parts(again), ended_parts(again), closed_doors(again)) == (
            lit_parts(page),
            ended_parts(page),
            closed_doors(page),
        )


@pytest.mark.thorough
def test_a_day_stays_under_another_reading_and_goes_with_another_story(stage: Any) -> None:
    page = stage.open("?story=court-fine&on-day=40")
    page.locator("#ask-reading").select_option(label="Documented")
    expect(page.locator("#label")).to_contain_text("reading: Documented")
    assert day(page) == "day 40"
    page = stage.open("?story=court-fine&on-day=40")
    page.locator("#ask-story").select_option(label="A skipped fare (Wang)")
    expect(page.locator("#sentence")).to_contain_text("Wang skipped a fare")
    expect(page.locator("#timeline")).to_be_visible()


def test_no_day_asks_the_server(stage: Any) -> None:
    page = stage.open(CORRECTED)
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    press(page, "y", "ArrowRight", "End", "Shift+ArrowLeft", "Home", "p", "p", "d", "d", "y")
    page.wait_for_timeout(300)
    assert [url for url in urls if not is_background(url)] == []


@pytest.mark.thorough
def test_a_door_on_a_day_shows_its_proof(stage: Any) -> None:
    page = stage.open(f"{CORRECTED}&on-day=60")
    page.locator("#day-doors .door", has_text="Credit card").click()
    expect(page.locator("#about h2")).to_have_text("Credit card")
    expect(page.locator("#about .proof").first).to_contain_text("from day 8 to day 63")
    press(page, "Escape")
    expect(page.locator("#day-told")).to_be_visible()


@pytest.mark.thorough
@pytest.mark.parametrize("query", ["?world=beijing&story=namesake", CORRECTED, "?story=officer"])
@pytest.mark.parametrize("size", ["stage", "small_stage"])
def test_nothing_jumps_or_overlaps_from_day_to_day(request: pytest.FixtureRequest, size: str, query: str) -> None:
    page = request.getfixturevalue(size).open(f"{query}&on-day=0")
    least = 18.0 if size == "stage" else 14.0
    boxes = (
        "() => ['.strip', '.pictures', '#day-now', '.day-line', '.steps .main'].map(e => {"
        "const r = document.querySelector(e).getBoundingClientRect(); return [e, r.left, r.right, r.top, r.bottom]})"
    )
    crowded = (
        "() => { const r = [...document.querySelectorAll('#day-ticks span')].filter(e => e.checkVisibility())"
        ".map(e => e.getBoundingClientRect()); return r.filter((b, i) => i && b.left < r[i - 1].right).length }"
    )
    first = page.evaluate(boxes)
    for _ in range(page.locator("#day-ticks .tick").count() - 1):
        press(page, "ArrowRight")
        assert page.evaluate(boxes) == first
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("(e => e.scrollHeight <= e.clientHeight + 2)(document.getElementById('sentence'))")
    assert page.evaluate(crowded) == 0
    assert faults(page, least, "#picture-map svg.map") == []


def test_a_door_that_stays_shut_for_another_reason_is_not_struck_out(stage: Any) -> None:
    """From day 36 nobody refuses Li the house any more; it stays out of reach without the loan that it needs."""
    page = stage.open("?world=beijing&story=paid-late&on-day=36")
    assert "House purchase" in closed_doors(page)
    row = page.locator('#picture-map [data-id="effect:house-purchase/refuse"]').first
    assert row.locator(".did").evaluate("e => getComputedStyle(e).textDecorationLine") == "none"
    assert "effect:house-purchase/refuse" not in ended_parts(page)
