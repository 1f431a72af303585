"""The City page's tab *Trade-off* in a browser: chosen, drawn, in the address; nothing overlaps at any width."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, SMALL, WIDE, serious_violations, watched
from tests.browser.test_city import SMALL_CITY, figure_data, open_city
from tests.browser.test_city_figures import numbers
from tests.browser.test_phone_width import CLIPPED, CUT, PHONE

LOAN = f"{SMALL_CITY}&door=loan/refuse"
KEYS = "world=elsewhere&what-if=reading:filled-in&residents=20000&door=passport/refuse&tab=trade"
FIGURES = f"{LOAN}&tab=trade&over=share:subscribers-to-defaulter-list=0..1/0.1"
TITLES = """() => {
  const texts = ".gtitle, .xtitle, .ytitle, .legendtext, .textpoint text";
  const rect = (e) => ({ says: e.textContent, at: e.getBoundingClientRect() });
  const all = [...document.querySelectorAll("#city-figure :is(" + texts + ")")].filter((e) => e.textContent).map(rect);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  const meeting = (one, i) => all.slice(i + 1).filter((two) => meet(one.at, two.at));
  const pairs = all.flatMap((one, i) => meeting(one, i).map((two) => one.says + " / " + two.says));
  const place = document.getElementById("city-figure").getBoundingClientRect();
  const out = all.filter(({ at }) => at.left < place.left - 1 || at.right > place.right + 1);
  return { number: all.length, faults: [...pairs, ...out.map(({ says }) => says)] };
}"""
"""The words of the figure that stand on each other, or leave it."""


def test_a_way_to_match_is_chosen_counted_drawn_and_stands_in_the_address(stage: Any) -> None:
    page = open_city(stage, LOAN)
    page.locator("[data-do='tab:trade']").click()
    page.wait_for_selector(".trade tbody tr", state="attached", timeout=PATIENCE)
    page.locator("[data-sets='trade-setting']").select_option("over|share:subscribers-to-defaulter-list")
    page.locator("[data-sets='trade-step']").fill("0.5")
    page.locator("[data-sets='trade-step']").press("Tab")
    page.wait_for_url(re.compile(re.escape("over=share:subscribers-to-defaulter-list=0..1/0.5")))
    expect(page.locator(".trade:not(.by-group) tbody tr")).to_have_count(3, timeout=PATIENCE)
    everybody, *_ = figure_data(page)
    cells = numbers(page, ".trade:not(.by-group) tbody tr")
    assert [list(row) for row in zip(everybody["y"], everybody["x"], strict=True)] == [row[1:] for row in cells]
    assert cells[0][2] > cells[2][2] == 0
    page.reload()
    expect(page.locator(".trade:not(.by-group) tbody tr")).to_have_count(3, timeout=PATIENCE)
    assert page.locator("[data-sets='trade-step']").input_value() == "0.5"
    with page.expect_download() as got:
        page.locator("[data-key='csv:trade']").click()
    assert got.value.suggested_filename == "tiny-city-trade.csv"


def test_keys_are_ticked_and_one_is_always_left(stage: Any) -> None:
    page = open_city(stage, KEYS)
    boxes = page.locator(".trade-form input[type=checkbox]")
    expect(boxes).to_have_count(3, timeout=PATIENCE)
    expect(page.locator(".trade:not(.by-group) tbody tr")).to_have_count(3, timeout=PATIENCE)
    boxes.nth(2).uncheck()
    page.wait_for_url(re.compile("without=national-id&match=home-address,name-birth-date"))
    expect(page.locator(".trade:not(.by-group) tbody tr")).to_have_count(2, timeout=PATIENCE)
    boxes.nth(0).uncheck()
    expect(boxes.nth(1)).to_be_disabled()
    boxes.nth(0).check()
    boxes.nth(2).check()
    expect(page.locator(".trade:not(.by-group) tbody tr")).to_have_count(3, timeout=PATIENCE)
    page.wait_for_url(lambda url: "match=" not in url)


def test_what_the_address_gets_wrong_is_said_and_can_be_chosen_anew(stage: Any) -> None:
    page = open_city(stage, f"{LOAN}&tab=trade&over=share:subscribers-to-defaulters=0..1/0.5")
    page.wait_for_selector(".by-trade .large:has-text('subscribers-to-defaulter-list')", timeout=PATIENCE)
    page.locator("[data-sets='trade-setting']").select_option("over|share:subscribers-to-defaulter-list")
    page.wait_for_selector(".trade tbody tr", state="attached", timeout=PATIENCE)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [WIDE, SMALL, PHONE], ids=["wide", "small", "phone"])
@pytest.mark.parametrize("query", [KEYS, FIGURES], ids=["keys", "a figure"])
def test_nothing_overlaps_and_axe_finds_nothing(
    window: Any, base: str, query: str, size: dict[str, int], theme: str
) -> None:
    with watched(window, base, size) as watch:
        page = open_city(watch, f"{query}&theme={theme}")
        figure_data(page)
        page.wait_for_timeout(300)  # the legend takes its place
        found = page.evaluate(TITLES)
        assert found["number"] > 5
        assert found["faults"] == []
        assert page.evaluate(CUT) + page.evaluate(CLIPPED) == []
        assert serious_violations(page) == []
