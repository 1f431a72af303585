"""Every page in a window as narrow as a phone's (390x844), and on a small projector: nothing is cut off."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched, watched

PHONE = {"width": 390, "height": 844}
PROJECTOR = {"width": 1366, "height": 768}
STORY = "world=beijing&story=court-fine"
PAGES = {
    "the stage": f"?{STORY}&wave=3",
    "days": f"?{STORY}&on-day=736",
    "accounts": f"?{STORY}&drawing=accounts",
    "Why": f"why?{STORY}",
    "Join": f"join?{STORY}",
    "What-if": f"what-if?{STORY}&what-if=drop:phone",
    "two what-ifs": f"what-if?{STORY}&what-if=drop:phone&beside=expire:*=365",
    "City": "city?world=tiny",
    "City by link": "city?world=tiny&tab=link",
    "City's trade-off": "city?world=tiny&tab=trade&residents=3000",
    "World": f"world?{STORY}",
    "a row": f"world?{STORY}&table=rules",
    "lessons": f"lessons?{STORY}",
    "a lesson": "lessons?lesson=one-record-many-doors&part=4",
}
CUT = """() => {
  const scrolls = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
    }
    return false;
  };
  const cut = (element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (right > innerWidth + 1 || left < -1) && !scrolls(element);
  };
  const parts = [...document.querySelectorAll("header *, footer *, main:not([hidden]) *")];
  const seen = parts.filter((e) => e.checkVisibility() && !e.closest("svg, .sr, .skip"));
  return seen.filter(cut).map((e) => e.outerHTML.slice(0, 90));
}"""
"""The parts of a page that reach beyond the window where nothing scrolls."""
CLIPPED = """() => [...document.querySelectorAll("main:not([hidden]) *, header *")].filter((e) => {
  const style = getComputedStyle(e);
  const isClipped = style.overflowX === "hidden" && e.scrollWidth > e.clientWidth + 2;
  return isClipped && e.checkVisibility() && e.clientWidth > 2 && !e.closest("svg, .sr, cite");
}).map((e) => e.outerHTML.slice(0, 90))"""
"""The parts whose text is cut off at the side and can't be scrolled to; a source's long title gives way on purpose."""
HEAD_CUT = """() => [...document.querySelectorAll("header .pages a, header .tools button, footer button")]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth).map((e) => e.textContent)"""


@pytest.fixture
def phone(window: Any, base: str) -> Any:
    """The app in a window as narrow as a phone's."""
    with watched(window, base, PHONE) as watch:
        yield watch


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_a_phone_and_nothing_is_cut(phone: Watched, name: str) -> None:
    page = phone.open(PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(HEAD_CUT) == []
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("name", PAGES)
def test_on_a_small_projector_nothing_is_cut_at_the_side(window: Any, base: str, name: str) -> None:
    with watched(window, base, PROJECTOR) as watch:
        page = watch.open(PAGES[name])
        assert page.evaluate(CUT) + page.evaluate(CLIPPED) == []


@pytest.mark.parametrize("side", ["A", "B"])
def test_two_what_ifs_side_by_side_are_said_whole(window: Any, base: str, side: str) -> None:
    long = "drop:phone,expire:*=365,drop:payment-account,off:app-refuses-app-loan,cut:judgments-to-defaulters,confirmed"
    asked = {"A": (long, "drop:phone"), "B": ("drop:phone", long)}[side]
    with watched(window, base, PROJECTOR) as watch:
        page = watch.open(f"what-if?{STORY}&what-if={asked[0]}&beside={asked[1]}")
        place = page.locator(".chosen-side").nth("AB".index(side))
        assert page.evaluate(CUT) + page.evaluate(CLIPPED) == []
        expect(place.locator("li").last).to_be_in_viewport(ratio=0.95)


def test_the_tabs_of_the_city_take_two_lines_on_a_small_projector(window: Any, base: str) -> None:
    with watched(window, base, PROJECTOR) as watch:
        tabs = watch.open(PAGES["City"]).locator(".city-tabs .button:visible").all()
        assert len({round(tab.bounding_box()["y"]) for tab in tabs}) <= 2


def test_on_a_phone_the_sentence_stands_whole_and_the_map_follows_its_step(phone: Watched) -> None:
    page = phone.open(f"?{STORY}")
    whole = "(() => { const s = document.getElementById('sentence'); return s.scrollHeight <= s.clientHeight + 1; })()"
    assert page.evaluate(whole)
    for _ in range(3):
        page.locator("[data-do=next]:visible").last.click()
        assert page.evaluate(whole)
    expect(page.locator("#sentence")).to_contain_text("15 services close")
    seen = """[...document.querySelectorAll('#picture-map .node.now')].some((e) => {
      const { left, right } = e.getBoundingClientRect(); return left >= 0 && right <= innerWidth; })"""
    page.wait_for_function(seen)
