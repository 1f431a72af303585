"""The World page as a reviewer uses it: by keyboard alone, a row opened, its address sent, the folder downloaded."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from linkage.world.storage import folders
from tests.browser.conftest import SMALL, WIDE, served, watched
from tests.browser.test_escaping import PAYLOADS, SPOILT, world_with_payload
from tests.browser.test_stage import press, texts
from tests.browser.test_why import tab_to

BEIJING = "world?world=beijing"
TITLE = "#world-title"
ROW = "#world-row"
VIEWS = ["overview", "conflicts", "voices", "gaps", "dates", "glossary", "links", "rules", "quotes", "figures", "cards"]


def names(page: Any) -> list[str]:
    """The names of the rows that are shown, in order."""
    return texts(page, "#world-view table.rows tbody .open")


# -- tables


@pytest.mark.thorough
def test_a_table_has_a_row_for_every_row_of_its_file(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=links")
    expect(page.locator(TITLE)).to_have_text("Links")
    assert page.locator("#world-view tbody tr").count() == len(folders.load("beijing").links)
    counted = dict(line.split("\n") for line in texts(page, "#world-list button") if "\n" in line)
    assert counted["Quotes"] == str(len(folders.load("beijing").quotes))


def test_a_row_opens_what_it_is_and_the_chain_of_sources_behind_its_quotes(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=links")
    page.locator("tr[data-row='defaulters-to-rail'] td").last.click()
    expect(page.locator(f"{ROW} h2")).to_have_text("Defaulter list → Rail tickets")
    expect(page.locator(f"{ROW} .says").first).to_contain_text("Creditors gain; a copy that is slow to forget")
    assert texts(page, f"{ROW} .row-basis .badge") == ["reported", "assumed"]
    assert texts(page, f"{ROW} .quote >> nth=0 >> .behind .see") == [
        "unnamed outlet",
        "Xinhua",
        "Beijing municipal government",
    ]
    expect(page).to_have_url(re.compile("row=defaulters-to-rail"))
    assert "table=links" in page.url


@pytest.mark.thorough
def test_a_name_in_a_row_leads_to_its_own_row_and_back_returns(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=databases&row=rail-tickets")
    page.locator(f"{ROW} .names .see", has_text=re.compile("^Defaulter list → Rail tickets$")).click()
    expect(page.locator(TITLE)).to_have_text("Links")
    expect(page.locator(f"{ROW} h2")).to_have_text("Defaulter list → Rail tickets")
    page.go_back()
    expect(page.locator(TITLE)).to_have_text("Databases")
    expect(page.locator(f"{ROW} h2")).to_have_text("Rail tickets")


@pytest.mark.thorough
def test_a_head_sorts_and_says_so(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=record_kinds")
    head = page.locator("th", has=page.locator("[data-do='sort:lasts_days']"))
    page.click("[data-do='sort:lasts_days']")
    expect(head).to_have_attribute("aria-sort", "ascending")
    column = page.evaluate("document.querySelector('[data-do=\"sort:lasts_days\"]').closest('th').cellIndex")
    cells = texts(page, f"#world-view tbody tr > :nth-child({column + 1})")
    days = [int(cell) for cell in cells if cell.isdigit()]
    assert days == sorted(days)
    assert len(set(days)) > 2
    page.click("[data-do='sort:lasts_days']")
    expect(head).to_have_attribute("aria-sort", "descending")


@pytest.mark.thorough
def test_find_keeps_what_says_the_word_and_counts_it_everywhere(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=identifiers")
    press(page, "/")
    page.keyboard.type("phone")
    expect(page.locator("#world-view tbody tr")).not_to_have_count(len(folders.load("beijing").identifiers))
    assert "phone number" in names(page)
    expect(page.locator("#world-found")).to_contain_text("rows here")
    page.fill("#world-find", "zzzz")
    expect(page.locator("#world-view")).to_have_text("Nothing here says 'zzzz'.")
    press(page, "Escape")
    expect(page.locator("#world-view tbody tr")).to_have_count(len(folders.load("beijing").identifiers))


# -- to read


def test_every_conflict_shows_its_sides_and_its_switch_or_that_it_has_none(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=conflicts")
    assert texts(page, "#world-view article .number")[:3] == ["C1", "C2", "C3"]
    for number in range(1, 11):
        card = page.locator(f"article[data-row='c{number}']")
        assert card.locator(".sides .quote").count() > 0
        assert card.locator(".tries a").count() + card.locator("p.soft").count() > 0
    assert page.locator("article[data-row='c6'] .other-side").count() == 1


@pytest.mark.thorough
def test_a_conflict_is_switched_on_the_what_if_page(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=conflicts")
    page.locator("article[data-row='c5'] .tries a").first.click()
    expect(page.locator("html")).to_have_attribute("data-page", "what-if")
    expect(page).to_have_url(re.compile("what-if=confirmed"))
    assert "table=" not in page.url


@pytest.mark.thorough
def test_a_reading_is_shown_on_the_stage_and_the_page_says_what_it_leaves_out(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=rules&what-if=reading:narrow")
    expect(page.locator("#world-about")).to_contain_text("hold in the reading “The narrow reading”")
    assert page.locator("tr[data-row='orders-refuse-private-school'] .left-out").count() == 1
    page.click("[data-do='view:voices']")
    page.locator("article[data-row='press'] .tries a").first.click()
    expect(page.locator("html")).to_have_attribute("data-page", "stage")
    expect(page).to_have_url(re.compile("what-if=reading:press"))


@pytest.mark.thorough
def test_the_overview_counts_and_lists_what_was_only_told(stage: Any) -> None:
    page = stage.open(BEIJING)
    assert page.locator("table.counted").count() == 2
    page.locator("summary", has_text="rest only on texts that we have not seen").click()
    page.locator("#world-view li .see").first.click()
    expect(page.locator(f"{ROW} .row-basis")).to_contain_text("second-hand")


@pytest.mark.thorough
def test_the_folder_is_downloaded(stage: Any) -> None:
    page = stage.open(BEIJING)
    with page.expect_download() as download:
        page.click("text=Download the folder")
    assert download.value.suggested_filename == "linkage-beijing.zip"
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        table = (folders.bundled_folder() / "beijing" / "links.csv").read_bytes()
        assert archive.read("beijing/links.csv") == table


# -- keyboard


def test_the_page_is_gone_through_by_keyboard_alone(stage: Any) -> None:
    page = stage.open("?world=beijing")
    press(page, "6")
    expect(page.locator("html")).to_have_attribute("data-page", "world")
    expect(page.locator(TITLE)).to_have_text("Overview")
    tab_to(page, "[data-do='view:links']", 80)
    press(page, "Enter")
    expect(page.locator(TITLE)).to_have_text("Links")
    press(page, "/")
    page.keyboard.type("rail")
    press(page, "Enter")
    first, second = names(page)[:2]
    assert page.evaluate("document.activeElement.innerText") == first
    press(page, "ArrowDown")
    assert page.evaluate("document.activeElement.innerText") == second
    press(page, "Enter")
    expect(page.locator(f"{ROW} h2")).to_be_focused()
    expect(page.locator(f"{ROW} h2")).to_have_text(second)
    press(page, "ArrowLeft")
    expect(page.locator(f"{ROW} h2")).to_have_text(first)
    press(page, "Escape")
    expect(page.locator(ROW)).to_be_hidden()
    assert page.evaluate("document.activeElement.innerText") == first
    press(page, "End")
    assert page.evaluate("document.activeElement.innerText") == names(page)[-1]


def focused(page: Any) -> str:
    """What the control that has the focus does, or its id."""
    does: str = page.evaluate("document.activeElement.dataset.do || document.activeElement.id")
    return does


def test_the_focus_stays_where_it_is_while_one_finds_sorts_and_goes_to_another_table(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=links")
    for control in ("sort:", "view:rules", "sort:status", "view:glossary", "view:voices", "view:links"):
        page.locator(f"[data-do='{control}']").focus()
        press(page, "Enter")
        expect(page.locator(f"[data-do='{control}']")).to_be_focused()
    press(page, "/")
    for letter in "rail":
        press(page, letter)
        assert focused(page) == "world-find"
    for _ in range(4):
        press(page, "Backspace")
        assert focused(page) == "world-find"
    expect(page.locator("#world-view tbody tr")).to_have_count(len(folders.load("beijing").links))


@pytest.mark.thorough
def test_a_control_that_is_gone_leaves_the_focus_in_its_part_of_the_page(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=links&row=defaulters-to-rail")
    page.locator(f"{ROW} .behind .see").first.click()
    expect(page.locator(TITLE)).to_have_text("Sources")
    expect(page.locator(f"{ROW} h2")).to_be_focused()
    page.locator("#world-view .open").nth(3).focus()
    page.go_back()
    expect(page.locator(f"{ROW} h2")).to_have_text("Defaulter list → Rail tickets")
    assert page.evaluate("document.activeElement.closest('#world-view') !== null")


@pytest.mark.thorough
def test_what_was_unfolded_stays_so_while_one_finds_and_another_row_is_folded(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=links&row=defaulters-to-rail")
    details = page.locator(f"{ROW} details")
    details.locator("summary").click()
    expect(details).to_have_attribute("open", "")
    page.fill("#world-find", "rail")
    expect(page.locator("#world-found")).to_contain_text("rows here")
    expect(details).to_have_attribute("open", "")
    page.locator("#world-view .open").last.click()
    expect(details).not_to_have_attribute("open", "")


# -- the address


@pytest.mark.thorough
def test_an_address_opens_its_row_and_a_reload_keeps_it(stage: Any) -> None:
    page = stage.open(f"{BEIJING}&table=rules&row=orders-refuse-private-school&theme=light")
    expect(page.locator(f"{ROW} h2")).to_have_text("Spending orders: refuse High-fee school")
    page.reload()
    expect(page.locator(f"{ROW} h2")).to_have_text("Spending orders: refuse High-fee school")
    assert "row=orders-refuse-private-school" in page.url


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("query", "remark"),
    [
        ("world?table=lnks", "There is no table 'lnks'."),
        ("world?table=links&row=nothing", "There is no row 'nothing' in Links."),
        ("world?table=%3Cimg src=x onerror=alert(1)%3E", "There is no table '<img src=x onerror=alert(1)>'."),
    ],
)
def test_an_address_that_names_nothing_gets_a_remark(stage: Any, query: str, remark: str) -> None:
    page = stage.open(query)
    expect(page.locator("#remark")).to_contain_text(remark)
    assert page.locator(".page img").count() == 0


@pytest.mark.thorough
def test_another_world_is_shown_in_the_same_table(stage: Any) -> None:
    page = stage.open("world?table=rules")
    page.locator("#ask-world").select_option("hangzhou")
    expect(page.locator("#world-view tbody tr")).to_have_count(len(folders.load("hangzhou").rules))
    assert "table=rules" in page.url


# -- room and safety


def faults(page: Any) -> list[str]:
    """Elements that scroll sideways, and elements whose letters are too small."""
    names: list[str] = page.evaluate(
        "[...[...document.querySelectorAll('html, .world, .world-stage, #world-view, #world-row, #world-list')]"
        ".filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1),"
        "...[...document.querySelectorAll('.world *')].filter(e => e.checkVisibility()"
        " && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())"
        " && parseFloat(getComputedStyle(e).fontSize) < 12.5)].map(e => e.id || e.className || e.tagName)"
    )
    return names


@pytest.mark.thorough
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_nothing_scrolls_sideways_and_no_text_is_too_small(
    window: Any, base: str, view: str, size: dict[str, int]
) -> None:
    with watched(window, base, size) as watch:
        page = watch.open(f"{BEIJING}&table={view}")
        assert faults(page) == []
        if page.locator("#world-view .open").count():
            page.locator("#world-view .open").first.click()
            assert faults(page) == []


@pytest.mark.parametrize("view", ["overview", "links", "folder"])
def test_on_a_phone_the_page_is_as_wide_as_its_screen(window: Any, base: str, view: str) -> None:
    with watched(window, base, {"width": 390, "height": 844}) as watch:
        page = watch.open(f"{BEIJING}&table={view}")
        wider = page.evaluate(
            "[...document.querySelectorAll('.page, .head, .world, .world-stage, .world-head, #world-find')]"
            ".filter(e => e.getBoundingClientRect().right > window.innerWidth).map(e => e.id || e.className)"
        )
        assert wider == []
        assert page.locator("#world-view").bounding_box()["height"] > 300


@pytest.mark.thorough
@pytest.mark.parametrize("payload", PAYLOADS, ids=["img", "script", "svg", "markup"])
def test_a_world_full_of_markup_is_shown_as_text(window: Any, payload: str) -> None:
    with served(world_with_payload(folders.load("tiny"), payload)) as base, watched(window, base) as watch:
        page = watch.open("world")
        payload_visible = payload in page.locator("#world-view").inner_text()
        assert payload_visible
        for table in SPOILT:
            page.click(f"[data-do='view:{table}']")
            page.locator("#world-view .open").first.click()
            assert payload in page.locator(ROW).inner_text()
        for view in VIEWS[1:5]:
            page.click(f"[data-do='view:{view}']")
        assert not page.title().startswith("run")
        assert page.locator(".page img, .page script, .page b > b, [onload], [onerror]").count() == 0


@pytest.mark.thorough
def test_an_address_in_a_world_is_text_and_never_a_link(window: Any) -> None:
    script = "javascript:document.title='run'"
    world = world_with_payload(folders.load("tiny"), script)
    sources = {name: replace(source, where=script, title=script) for name, source in world.sources.items()}
    with served(replace(world, sources=sources)) as base, watched(window, base) as watch:
        page = watch.open("world?table=sources")
        page.locator("#world-view .open").first.click()
        expect(page.locator(f"{ROW} .facts").last).to_contain_text(script)
        for view in [*VIEWS, *SPOILT]:
            page.click(f"[data-do='view:{view}']")
            if page.locator("#world-view .open").count():
                page.locator("#world-view .open").first.click()
            links = page.evaluate("[...document.querySelectorAll('.world a')].map(link => link.href)")
            assert [link for link in links if not link.startswith(base)] == []
            assert page.locator(".world :is([src], [action], [formaction], [onclick])").count() == 0
        assert not page.title().startswith("run")


def test_the_arrows_go_through_a_table_that_nobody_has_touched(stage: Any) -> None:
    page = stage.open("world?table=links")
    press(page, "ArrowDown", "ArrowDown", "Enter")
    second = page.locator("#world-view tbody tr").nth(1).get_attribute("data-row")
    expect(page).to_have_url(re.compile(rf"row={second}$"))
    press(page, "Escape")
    expect(page.locator("#world-row")).to_be_hidden()
