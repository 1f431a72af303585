"""Every page on paper: black on white, A4 landscape, nothing cut off, no controls; label and address at the foot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE, Watched, watched

PAPER = {"width": 1062, "height": 733}
"""A4 landscape without its margins of 8 mm, in CSS pixels."""

PAGES = {
    "stage": "?world=beijing&story=court-fine&wave=3",
    "accounts": "?world=beijing&story=court-fine&drawing=accounts&wave=2",
    "matrix": "?world=beijing&story=court-fine&drawing=matrix&wave=2",
    "days": "?world=beijing&story=court-fine&on-day=45",
    "why": "why?world=beijing&story=court-fine&why=loan",
    "join": "join?world=beijing&story=wrong-phone",
    "what-if": "what-if?world=beijing&story=court-fine&what-if=drop:phone&beside=drop:national-id",
    "city": "city?story=court-fine&residents=10000",
    "sweep": "city?residents=10000&tab=sweep",
    "trade-off": "city?residents=10000&tab=trade&door=loan/refuse",
    "world": "world?world=beijing",
    "links": "world?world=beijing&table=links&row=judgments-to-defaulters",
    "conflicts": "world?world=beijing&table=conflicts",
    "lessons": "lessons?lesson=one-record-many-doors&part=4&told=yes",
    "discussion": "lessons?lesson=two-readings&part=6",
    "puzzle": "lessons?lesson=protect-the-train&part=3",
}

CUT_OFF = """() => {
  const wide = document.documentElement.clientWidth + 1;
  const shown = e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.sr') && e.getClientRects().length;
  return [...document.querySelectorAll('.page, .page *')].filter(shown).filter(e => {
    if (e.closest('svg') && e.tagName !== 'svg') return false;
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const scrolls = [style.overflowX, style.overflowY].some(each => each === 'auto' || each === 'scroll');
    const hides = style.overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1;
    return box.right > wide || box.left < -1 || scrolls || hides;
  }).map(e => e.tagName + '.' + (e.className.baseVal ?? e.className));
}"""
CONTROLS = """() => [...document.querySelectorAll(
  'input, select, textarea, progress, .head .tools, .asks, .pages, .steps .button, .lesson-foot button, .button'
  + ', button.again, a.again, .try, .switch, .copy, button.toggle, button.off, .switches, [data-do=reveal]')]
  .filter(e => e.checkVisibility() && !e.matches('.tabs [aria-pressed=true]'))
  .map(e => e.tagName + '.' + e.getAttribute('class') + ' ' + e.textContent)"""
MAPS = """() => [...document.querySelectorAll('svg.map')].filter(e => e.checkVisibility())
  .map(e => e.getBoundingClientRect()).map(box => [box.width, box.height])"""


@pytest.fixture
def paper(window: Any, base: str) -> Iterator[Watched]:
    """A page that is shown as it is printed, as wide as paper."""
    with watched(window, base, PAPER) as watch:
        yield watch
        watch.page.emulate_media(media="screen")


SAYS_ITS_ADDRESS = """() => getComputedStyle(document.querySelector('.foot'), '::after').content
    .replaceAll('\\\\', '').includes(location.href)"""


def printed(watch: Watched, query: str) -> Any:
    """A page of the app under print."""
    watch.page.emulate_media(media="screen")
    page = watch.open(query)
    if "city" in query:
        expect(page.locator("#city-says strong").first).to_be_visible(timeout=60_000)
    page.emulate_media(media="print")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    return page


@pytest.mark.parametrize("query", [PAGES["stage"], PAGES["why"], PAGES["lessons"]], ids=["stage", "why", "lessons"])
def test_a_page_on_paper_has_its_words_its_label_and_its_address(paper: Watched, query: str) -> None:
    page = printed(paper, query)
    expect(page.locator("#label")).to_contain_text("a picture of 2018, not a forecast")
    page.wait_for_function(SAYS_ITS_ADDRESS)  # what was about to be written into the address stands on paper at once
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.emulate_media(media="screen")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.thorough
@pytest.mark.parametrize("query", PAGES.values(), ids=PAGES)
def test_nothing_is_cut_off_on_paper_and_nothing_is_left_to_press(paper: Watched, query: str) -> None:
    page = printed(paper, query)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(CONTROLS) == []
    expect(page.locator("#label")).to_be_visible()
    for width, height in page.evaluate(MAPS):
        assert width <= PAPER["width"]
        assert 100 < height < PAPER["height"] - 60


def test_the_stage_on_paper_has_the_map_the_sentence_the_badges_and_the_quotes(paper: Watched) -> None:
    page = printed(paper, PAGES["stage"])
    for part in ("#picture-map svg.map", "#sentence", "#badges .badge", "#quotes .quote", "#doors .door"):
        expect(page.locator(f"{part} >> visible=true").first).to_be_visible()
    assert page.evaluate(
        "document.querySelector('#quotes').scrollHeight <= document.querySelector('#told').clientHeight"
    )


def test_what_is_printed_is_on_a_landscape_sheet(window: Any, base: str) -> None:
    with watched(window, base, WIDE) as watch:
        page = watch.open(PAGES["stage"])
        sheet = page.pdf(prefer_css_page_size=True)
        assert set(re.findall(rb"/MediaBox \[([0-9. ]+)", sheet)) == {b"0 0 841.91998 594.95996"}
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
