"""The pocket edition in a browser, from a file's address: no request, on a phone and on a wall, safe in a frame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from linkage.answers.spread_question import Question
from linkage.book.book_page import book
from linkage.world.model import World
from linkage.world.storage import folders
from tests.browser.conftest import WIDE, serious_violations
from tests.browser.label_boxes import faults
from tests.browser.test_escaping import PAYLOADS, world_with_payload

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}
SIZES = [
    pytest.param(PHONE, id="390"),
    pytest.param(LAPTOP, id="1366"),
    pytest.param(WIDE, id="1920"),
]
VIEWS = {
    "start": "",
    "told": "story=court-fine&wave=2",
    "accounts": "story=wrong-person&wave=2&drawing=accounts",
    "matrix": "story=court-fine&wave=1&drawing=matrix",
    "day": "story=court-fine&on-day=30",
    "why": "page=why&story=court-fine",
    "why-not": "page=why&story=court-fine&why=monthly-pass",
    "why-another": "page=why&story=wrong-person&why=high-speed-rail",
    "join": "page=join&story=wrong-person",
    "switches": "page=what-if&story=court-fine",
    "after": "page=what-if&story=court-fine&what-if=cut:defaulter-list-to-rail-tickets",
    "before": "page=what-if&story=court-fine&what-if=drop:phone&side=before",
    "city": "page=city",
    "city-switched": "page=city&what-if=drop:national-id",
    "about": "page=about",
    "nothing": "page=nowhere&story=gone",
}
"""The hashes of views of the book of `tiny`."""

LESSONS = {
    "lesson": "page=lessons&lesson=the-wrong-person",
    "lessons": "page=lessons",
    "tours": "page=tours",
    "tour": "page=why&story=court-fine&why=flight&tour=five-minutes&stop=2",
}
"""The same of `beijing`, which has lessons and tours."""


@cache
def text_of(name: str) -> str:
    """The book of a bundled world, with a small city."""
    return book(folders.load(name), Question(residents=3_000))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of books are written."""
    return tmp_path_factory.mktemp("books")


def file_of(shelf: Path, name: str | World) -> Path:
    """The file of a book, written once for a bundled world."""
    if isinstance(name, World):
        target = shelf / "spoilt.html"
        target.write_text(book(name, Question(residents=500)), encoding="utf-8")
        return target
    target = shelf / f"{name}.html"
    if not target.exists():
        target.write_text(text_of(name), encoding="utf-8")
    return target


@contextmanager
def opened(window: Any, file: Path, place: str = "", size: dict[str, int] = WIDE, **more: Any) -> Iterator[Any]:
    """A book at a place; it may request nothing but itself, and say nothing on the console."""
    page = window.new_page()
    complaints: list[str] = []
    page.set_viewport_size(size)
    page.emulate_media(**more)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: complaints.append(request.url) if request.url.split("#")[0] != file.as_uri() else None,
    )
    try:
        page.goto(file.as_uri() + (f"#{place}" if place else ""))
        page.wait_for_selector("html[data-shown]", state="attached")
        yield page
    finally:
        page.close()
    assert complaints == []


def keys(page: Any, *named: str) -> None:
    for key in named:
        page.keyboard.press(key)


def place(page: Any) -> str:
    """What stands behind the address's #."""
    return str(page.evaluate("location.hash.slice(1)"))


def shown(page: Any) -> str:
    """All that stands on the page."""
    markup: str = page.evaluate("document.getElementById('main').outerHTML")
    return markup


def look(window: Any, file: Path, hash_: str, size: dict[str, int]) -> None:
    """A view stands in its window, with the label on it, and axe finds nothing serious, dark and light."""
    with opened(window, file, hash_, size, color_scheme="dark") as page:
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme)
            expect(page.locator("html")).to_have_attribute("data-theme", theme)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            label = page.locator("#label")
            assert label.inner_text().startswith("invented people - a teaching model")
            box = label.bounding_box()
            assert box["y"] + box["height"] <= size["height"] + 1
            assert serious_violations(page) == []


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("world", "view"), [*(("tiny", v) for v in VIEWS), *(("beijing", v) for v in LESSONS)])
def test_every_view_stands_in_its_window_with_the_label_and_axe_finds_nothing(
    window: Any, shelf: Path, world: str, view: str, size: dict[str, int]
) -> None:
    look(window, file_of(shelf, world), {**VIEWS, **LESSONS}[view], size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("drawing", ["map", "accounts", "matrix"])
@pytest.mark.parametrize("name", ["tiny", "beijing", "hangzhou"])
def test_no_label_of_a_picture_lies_on_another(
    window: Any, shelf: Path, name: str, drawing: str, size: dict[str, int]
) -> None:
    story = {"hangzhou": "volunteer"}.get(name, "court-fine")
    with opened(window, file_of(shelf, name), f"story={story}&drawing={drawing}&wave=2", size) as page:
        assert faults(page, 8, ".picture svg") == []


@pytest.mark.parametrize("size", SIZES)
def test_nothing_on_the_map_moves_between_before_and_after(window: Any, shelf: Path, size: dict[str, int]) -> None:
    boxes = "[...document.querySelectorAll('svg.map .node .body')].map(e => JSON.stringify(e.getBoundingClientRect()))"
    with opened(window, file_of(shelf, "beijing"), "page=what-if&story=court-fine", size) as page:
        for switch in ("drop:national-id", "reading:press"):
            page.evaluate("s => { location.hash = 'page=what-if&story=court-fine&what-if=' + s }", switch)
            expect(page.locator("[data-key='side:after']")).to_have_attribute("aria-pressed", "true")
            after = page.evaluate(boxes)
            lit = page.locator("svg.map .on").count()
            keys(page, "b")
            assert page.evaluate(boxes) == after
            assert page.locator("svg.map .on").count() != lit
            assert place(page).endswith("side=before")


def test_a_story_is_told_by_keys_to_its_end_and_back(window: Any, shelf: Path) -> None:
    with opened(window, file_of(shelf, "tiny"), "story=court-fine") as page:
        start = shown(page)
        keys(page, "ArrowRight", "ArrowRight")
        assert place(page) == "story=court-fine&wave=2"
        assert page.locator(".waves .reached").count() == 7
        assert page.locator("#shut").inner_text() == "3"
        end = shown(page)
        keys(page, "Home")
        assert shown(page) == start
        keys(page, *["Shift+ArrowRight"] * 7)
        assert place(page) == "story=court-fine&wave=2"
        keys(page, "Home", "End")
        assert shown(page) == end


@pytest.mark.parametrize("view", ["told", "day", "why", "join", "after", "city-switched"])
def test_a_reload_finds_the_same_view_by_its_address(window: Any, shelf: Path, view: str) -> None:
    with opened(window, file_of(shelf, "tiny"), VIEWS[view]) as page:
        keys(page, "t", "ArrowRight", "ArrowLeft")
        said, there = place(page), shown(page)
        page.reload()
        page.wait_for_selector("html[data-shown]", state="attached")
        assert (place(page), shown(page)) == (said, there)
        assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_the_back_button_leads_to_the_page_before(window: Any, shelf: Path) -> None:
    with opened(window, file_of(shelf, "tiny"), "story=court-fine&wave=2") as page:
        page.locator("svg.map [data-id='service:high-speed-rail'] > text").last.click()
        expect(page.locator(".question")).to_contain_text("High-speed rail")
        page.go_back()
        expect(page.locator(".waves .reached")).to_have_count(7)


def test_what_the_book_has_not_is_said(window: Any, shelf: Path) -> None:
    with opened(window, file_of(shelf, "tiny"), "story=court-fien&what-if=drop:fone") as page:
        remark = page.locator("#remark")
        expect(remark).to_have_text(
            "This book has no story 'court-fien'; nearest: court-fine. "
            "This book has no what-if 'drop:fone'; nearest: drop:phone. The first is shown instead."
        )
        keys(page, "ArrowRight")
        expect(page.locator("#remark")).to_have_text("")
        assert place(page) == "wave=1"
        page.evaluate("location.hash = 'page=why&story=court-fine&why=monthly-pas&stpe=1'")
        expect(remark).to_have_text(
            "An address of this book has no 'stpe'; nearest: step. "
            "This book has no service or effect 'monthly-pas'; nearest: monthly-pass. The first is shown instead."
        )
        page.evaluate("location.hash = 'story=court-fine&wave=9'")
        expect(remark).to_have_text("This book has no step '9' here: it is a whole number from 0 to 2.")


@pytest.mark.parametrize(("name", "number"), [("tiny", 6), ("beijing", 8)])
def test_each_page_has_a_number_key_and_the_book_says_how_many(
    window: Any, shelf: Path, name: str, number: int
) -> None:
    with opened(window, file_of(shelf, name)) as page:
        assert page.locator("#pages button").count() == number
        keys(page, str(number))
        expect(page.locator("#main")).to_contain_text(f"1 to {number} the pages")


def test_a_tour_is_walked_by_a_clicker_to_its_end(window: Any, shelf: Path) -> None:
    with opened(window, file_of(shelf, "beijing"), "page=tours") as page:
        page.locator("[data-key='start:five-minutes']").click()
        expect(page.locator(".tour .say")).to_contain_text("Where will this record go?")
        keys(page, *["PageDown"] * 5)
        expect(page.locator("#shut")).to_have_text("16")
        keys(page, "PageDown")
        expect(page.locator(".tour .say")).to_contain_text("Why can't Li fly?")
        keys(page, *["PageDown"] * 30)
        expect(page.locator(".tour .say")).to_contain_text("Is this a list for debts")
        keys(page, "Escape")
        expect(page.locator(".tour")).to_have_count(0)


def test_an_answer_of_a_lesson_is_folded_until_it_is_opened(window: Any, shelf: Path) -> None:
    with opened(window, file_of(shelf, "beijing"), "page=lessons&lesson=one-record-many-doors") as page:
        answer = page.locator("details", has=page.locator("summary", has_text="Answer")).first
        assert not answer.locator("p").first.is_visible()
        answer.locator("summary").click()
        assert answer.locator("p").first.inner_text() == "16"


def test_in_a_sandboxed_frame_without_an_address_of_its_own_the_book_works(window: Any, shelf: Path) -> None:
    inside = file_of(shelf, "tiny")
    outside = shelf / "frame.html"
    frame_tag = f'<iframe sandbox="allow-scripts" width="1300" height="800" src="{inside.name}"></iframe>'
    outside.write_text(f"<!doctype html><title>frame</title>{frame_tag}", encoding="utf-8")
    page = window.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(outside.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("[data-key='next']").click()
    expect(frame.locator(".waves .reached")).not_to_have_count(0)
    frame.locator("[data-page='what-if']").click()
    frame.locator("[data-key='switch:drop:national-id'], summary:has-text('Identifiers')").first.click()
    expect(frame.locator("#sentence")).to_be_visible()
    page.close()
    assert complaints == []


@pytest.mark.thorough
@pytest.mark.parametrize("payload", PAYLOADS, ids=["img", "script", "svg", "markup"])
def test_a_world_full_of_markup_runs_nothing(window: Any, shelf: Path, payload: str) -> None:
    file = file_of(shelf, world_with_payload(folders.load("tiny"), payload))
    with opened(window, file) as page:
        for hash_ in VIEWS.values():
            page.evaluate("hash => { location.hash = hash }", hash_)
            page.wait_for_timeout(30)
            keys(page, "End")
            assert not page.title().startswith("run")
            assert page.locator("main img, main script, b > b, [onload], [onerror]").count() == 0
        page.evaluate("hash => { location.hash = hash }", "story=court-fine")
        expect(page.locator("#sentence")).to_contain_text(payload)


def test_an_address_full_of_markup_is_text(window: Any, shelf: Path) -> None:
    payload = "<img src=x onerror=document.title='run'>"
    with opened(window, file_of(shelf, "tiny"), f"story={quote(payload)}&why={quote(payload)}") as page:
        expect(page.locator("#remark")).to_contain_text(payload)
        assert page.locator("img").count() == 0


def test_on_paper_the_book_is_light_and_shows_every_step(window: Any, shelf: Path) -> None:
    with opened(window, file_of(shelf, "tiny"), "story=court-fine&wave=2", media="print") as page:
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        assert not page.locator("#pages").is_visible()
        assert page.locator(".waves li li").last.is_visible()
        assert page.locator("#label").is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('.beside')).overflowY") == "visible"


def test_on_paper_no_text_lies_on_the_map(window: Any, shelf: Path) -> None:
    for size in (PHONE, WIDE):
        with opened(window, file_of(shelf, "beijing"), "story=court-fine&wave=3", size, media="print") as page:
            map_, below = page.locator(".picture svg").bounding_box(), page.locator("#now").bounding_box()
            assert map_["y"] + map_["height"] <= below["y"] + 1
            listed = page.locator(".beside").bounding_box()
            assert below["y"] + below["height"] <= listed["y"] + 1


def test_a_world_without_stories_has_a_book_that_says_so(window: Any, shelf: Path, tmp_path: Path) -> None:
    target = tmp_path / "empty.html"
    empty = replace(folders.load("tiny"), stories={})
    target.write_text(book(empty, Question(residents=500)), encoding="utf-8")
    with opened(window, target) as page:
        expect(page.locator("#main")).to_contain_text("no stories")
        for number in range(1, 7):
            keys(page, str(number))
        expect(page.locator("#main h2").first).to_have_text("Tiny")


def test_every_control_of_the_book_is_reached_by_tab(window: Any, shelf: Path) -> None:
    with opened(window, file_of(shelf, "tiny"), "page=what-if&story=court-fine&what-if=drop:phone") as page:
        wanted = page.evaluate(
            "[...document.querySelectorAll('button, select, summary')].filter(e => e.checkVisibility() && !e.disabled)"
            ".map((e, i) => { e.dataset.test = i; return String(i) })"
        )
        reached = set()
        for _ in range(len(wanted) + 12):
            keys(page, "Tab")
            reached.add(page.evaluate("document.activeElement.dataset.test || ''"))
        assert set(wanted) - reached == set()


def test_a_button_keeps_the_focus_when_its_page_is_made_anew(window: Any, shelf: Path) -> None:
    with opened(window, file_of(shelf, "tiny"), "story=court-fine") as page:
        page.locator("[data-key='next']").focus()
        keys(page, "Enter")
        assert page.evaluate("document.activeElement.dataset.key") == "next"
