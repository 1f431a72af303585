"""The Join page as a lecture uses it: the tables, the rows that slide together, the SQL, and what each side sees."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from linkage.cli.command_line import main
from tests.browser.conftest import SMALL, WIDE, watched
from tests.browser.test_stage import press, texts
from tests.browser.test_why import tab_to

WRONG = "join?world=beijing&story=wrong-phone"
TITLE = "#join-title"


def lit_cells(page: Any) -> list[str]:
    """The cells that are lit, in the order of the tables."""
    return texts(page, "#join-stage table.sheet td.lit")


def steps(page: Any) -> int:
    """The number of joins in the list."""
    return int(page.locator("#join-list button").count())


# -- tables


def test_two_tables_stand_side_by_side_with_the_shared_value_lit_and_tied(stage: Any) -> None:
    page = stage.open("join?story=court-fine")
    expect(page.locator(TITLE)).to_have_text("Defaulter list → Rail tickets")
    assert texts(page, "#join-stage .one-sheet .title b") == ["Defaulter list", "Rail tickets"]
    first, second = lit_cells(page)
    assert first == second
    assert re.match(r"SYN-\d{10}$", first)
    assert page.locator("#join-stage svg.ties path").count() == 1
    left, right = (page.locator("#join-stage table.sheet").nth(place).bounding_box() for place in (0, 1))
    assert left["x"] + left["width"] < right["x"]


@pytest.mark.thorough
def test_a_translation_shows_the_registers_in_between(stage: Any) -> None:
    page = stage.open("join?story=skipped-fare")
    assert texts(page, "#join-stage .one-sheet .title b") == [
        "Payment accounts",
        "Payment accounts",
        "Phone subscribers",
        "Rail tickets",
    ]
    account, again, phone, phone_again, national, national_again = lit_cells(page)
    assert (account, phone, national) == (again, phone_again, national_again)
    assert page.locator("#join-stage svg.ties path").count() == 3


def test_a_wrong_match_stands_before_what_it_brought_about(stage: Any) -> None:
    page = stage.open(WRONG)
    assert texts(page, "#join-stage .one-join > h2") == [
        "Wrong match: the row belongs to someone else",
        "Correct match - but an earlier wrong match had already put the record on the wrong person",
    ]
    wrong = page.locator("#join-stage .one-join").first
    owners = [row.locator("td").all_inner_texts() for row in wrong.locator("tr.used").all()]
    assert "Wu" in owners[0]
    assert "Wu" not in owners[-1]
    expect(wrong.locator(".one-sheet.is-wrong .note")).to_contain_text("somebody else's row")


@pytest.mark.thorough
def test_where_no_match_is_wrong_a_story_that_has_one_is_a_click_away(stage: Any) -> None:
    page = stage.open("join?world=beijing&story=court-fine")
    card = page.locator("#join-sql", has_text="No match of this story is wrong.")
    card.get_by_role("link", name="Wu").click()
    expect(page.locator("#join-stage .one-join")).to_have_count(2)


# -- together


@pytest.mark.thorough
def test_with_reduced_motion_the_rows_stand_together_at_once(stage: Any) -> None:
    page = stage.open("join?story=court-fine")
    expect(page.locator("#join-stage .one-row").first).to_be_visible()
    expect(page.get_by_role("button", name="Separate")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0


def test_with_motion_a_key_slides_the_rows_together_and_back_takes_them_apart(browser: Any, base: str) -> None:
    window = browser.new_context(reduced_motion="no-preference")
    with watched(window, base) as watch:
        page = watch.open("join?story=court-fine")
        row = page.locator("#join-stage .one-row").first
        expect(row).to_be_hidden()
        press(page, "ArrowRight")
        assert page.evaluate("document.getAnimations().some(each => each.playState === 'running')")
        expect(row).to_be_visible()
        press(page, "ArrowLeft")
        expect(row).to_be_hidden()
    window.close()


@pytest.mark.thorough
def test_the_row_says_what_the_receiver_knows_now(stage: Any) -> None:
    page = stage.open("join?story=court-fine")
    assert texts(page, "#join-stage .known") == ["now also knows: unpaid court judgment"]
    assert texts(page, "#join-stage .slid small") == ["Defaulter list", "Rail tickets"]


# -- who sees what


@pytest.mark.thorough
def test_the_clerk_sees_one_row_and_not_whose_it_truly_is(stage: Any) -> None:
    page = stage.open(WRONG)
    page.get_by_role("button", name="What the clerk sees").click()
    wrong = page.locator("#join-stage .one-join").first
    expect(wrong.locator(".says")).to_have_text(
        "At Credit file: unpaid phone bill on this row, because the national ID matches. "
        "Nothing says whose row it came from."
    )
    tables = [table.inner_text() for table in wrong.locator("table.sheet tbody").all()]
    assert "TEL-" not in "".join(tables[:-1])
    assert "SYN-" in tables[-1]
    assert "R0000" not in "".join(tables)
    assert page.locator("#join-stage svg.ties").count() == 0


@pytest.mark.thorough
def test_the_person_sees_nothing_where_nothing_is_told_and_the_row_where_it_is(stage: Any) -> None:
    page = stage.open(WRONG)
    page.get_by_role("button", name="What the person sees").click()
    assert texts(page, "#join-stage .says") == ["The person is not told."] * 2
    assert "SYN-" not in page.locator("#join-stage").inner_text()
    page = stage.open("join?story=court-fine")
    page.get_by_role("button", name="What the person sees").click()
    assert texts(page, "#join-stage .says") == ["The person is not told, but it is on a public list."]
    assert "SYN-" in page.locator("#join-stage").inner_text()


# -- SQL


@pytest.mark.thorough
@pytest.mark.parametrize("place", [0, 1, 4])
def test_the_copied_sql_returns_the_rows_on_the_file_that_the_shown_command_writes(
    browser: Any, base: str, tmp_path: Path, place: int
) -> None:
    window = browser.new_context(reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"])
    with watched(window, base) as watch:
        page = watch.open("join?world=beijing&story=court-fine")
        page.locator("#join-list button").nth(place).click()
        expect(page.locator("#join-list button").nth(place)).to_have_attribute("aria-current", "true")
        page.get_by_role("button", name="Copy").first.click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("pre.sql code").first.inner_text()
        command = page.locator(".runs code").inner_text().split()
        used = [row.locator("td").all_inner_texts() for row in page.locator("table.sheet tr.used").all()]
    window.close()
    assert command[:2] == ["linkage", "generate"]
    main([str(tmp_path / "tables") if word == "tables" else word for word in command[1:]])
    with closing(sqlite3.connect(tmp_path / "tables" / "agencies.sqlite")) as file:
        *before, last = copied.split(";\n\n")
        for statement in before:
            file.execute(statement)
        rows = file.execute(last).fetchall()
    assert len(rows) == 1
    values = {cell for row in used for cell in row if re.match(r"[A-Z]{3}-\d{10}$", cell)}
    assert values <= set(rows[0])


# -- by keyboard, by address, back


@pytest.mark.thorough
def test_by_keyboard_alone_the_joins_are_watched_one_after_the_other(stage: Any) -> None:
    page = stage.open("?world=beijing&story=court-fine")
    press(page, "3")
    expect(page.locator(TITLE)).to_have_text("Court judgments → Defaulter list")
    press(page, "ArrowRight")
    expect(page.locator(TITLE)).to_have_text("Defaulter list → Air tickets")
    press(page, "ArrowLeft")
    expect(page.locator(TITLE)).to_have_text("Court judgments → Defaulter list")
    tab_to(page, "#join-list button:not([aria-current])")
    chosen = page.evaluate("document.activeElement.querySelector('.way').textContent")
    press(page, "Enter")
    expect(page.locator(TITLE)).to_have_text(chosen)
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "true", "the focus stays"
    tab_to(page, "[data-do='sees:person']")
    press(page, "Enter")
    expect(page.locator("[data-do='sees:person']")).to_have_attribute("aria-pressed", "true")


@pytest.mark.thorough
def test_going_back_shows_the_join_before(stage: Any) -> None:
    page = stage.open("join?world=beijing&story=court-fine")
    page.locator("#join-list button").nth(2).click()
    expect(page.locator(TITLE)).to_have_text("Defaulter list → Private score")
    page.go_back()
    expect(page.locator(TITLE)).to_have_text("Court judgments → Defaulter list")


@pytest.mark.thorough
def test_the_address_opens_the_same_join_in_a_new_window(stage: Any, window: Any) -> None:
    page = stage.open("join?world=beijing&story=court-fine&theme=light")
    page.locator("#join-list button").nth(3).click()
    expect(page.locator(TITLE)).to_have_text("Defaulter list → Spending orders")
    page.wait_for_timeout(250)
    with watched(window, stage.base) as new_window:
        again = new_window.open(page.url.removeprefix(stage.base))
        assert again.locator("#join-stage").inner_text() == page.locator("#join-stage").inner_text()
        assert again.locator("html").get_attribute("data-theme") == "light"


@pytest.mark.thorough
def test_a_join_that_is_not_there_is_said_and_the_first_is_shown(stage: Any) -> None:
    page = stage.open("join?story=court-fine&join=s99")
    expect(page.locator("#remark")).to_contain_text("There is no join 's99'")
    expect(page.locator(TITLE)).to_have_text("Defaulter list → Rail tickets")


@pytest.mark.thorough
@pytest.mark.parametrize("query", [WRONG, "join?story=skipped-fare", "join?world=beijing&story=court-fine"])
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_no_cell_is_cut_off_and_nothing_scrolls_sideways(
    window: Any, base: str, size: dict[str, int], query: str
) -> None:
    with watched(window, base, size) as watch:
        page = watch.open(query)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('section.join-stage'))")
        small = page.evaluate(
            "Math.min(...[...document.querySelectorAll('#join-stage td, #join-stage th')]"
            ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
        )
        assert small >= (14 if size is WIDE else 12)
