"""In windows between a phone's and a projector's the head stays whole, and so do tables, the menu and a talk's map."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, served, watched
from tests.browser.test_phone_width import CUT, PHONE, PROJECTOR, STORY

WIDTHS = (320, 390, 600, 699, 700, 768, 800, 900, 930, 1000, 1100, 1279, 1280, 1366, 1400)
OUTSIDE = """() => [...document.querySelectorAll("header .pages a, header button, header .brand")].filter((e) => {
  const { left, right } = e.getBoundingClientRect();
  return e.checkVisibility() && (left < 0 || right > innerWidth);
}).map((e) => e.title || e.textContent)"""
"""What of the head lies outside the window."""
TOO_WIDE = """() => [...document.querySelectorAll(".city-services, .city-picture, .city-below")].filter((e) =>
  e.checkVisibility() && e.scrollWidth > e.clientWidth).map((e) => [e.className, e.scrollWidth, e.clientWidth])"""
"""The boxes of the City page whose tables are wider than they are."""
SLOW = 4 * PATIENCE
"""Milliseconds that two dozen cities may take on a machine that does something else."""


def box(part: Any) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a part of the page."""
    found = part.bounding_box()
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


@pytest.mark.parametrize("page_name", ["", "what-if", "city"])
def test_every_button_of_the_head_lies_in_the_window_at_every_width(window: Any, base: str, page_name: str) -> None:
    with watched(window, base, PROJECTOR) as watch:
        page = watch.open(f"{page_name}?{STORY}")
        outside = {}
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 768})
            outside[width] = page.evaluate(OUTSIDE)
        assert outside == {width: [] for width in WIDTHS}


@pytest.mark.parametrize("width", [700, 1000])
def test_menu_and_panel_open_below_the_head_however_high_it_is(window: Any, base: str, width: int) -> None:
    with watched(window, base, {"width": width, "height": 768}) as watch:
        page = watch.open(f"?{STORY}")
        foot_of_head = box(page.locator("header.head"))[3]
        page.locator("header [data-do=ask]:visible").click()
        assert box(page.locator("#asks"))[1] >= foot_of_head
        page.locator("header [data-do=ask]:visible").click()
        page.locator("header [data-do=details]:visible").click()
        assert box(page.locator("#panel"))[1] >= foot_of_head - 1


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_no_field_of_the_menu_lies_over_another(window: Any, base: str, width: int) -> None:
    with watched(window, base, PHONE | {"width": width}) as watch:
        page = watch.open(f"?{STORY}&resident=R0000000042")
        page.locator("header [data-do=ask]:visible").click()
        fields = [box(field) for field in page.locator("#asks :is(select, input):visible").all()]
        assert len(fields) == 6
        for one, other in itertools.combinations(fields, 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


@pytest.mark.thorough
def test_how_sure_and_the_counts_beside_it_fit_with_all_their_columns(window: Any, base: str) -> None:
    with watched(window, base, PROJECTOR) as watch:
        page = watch.open("city?world=beijing&what-if=drop:phone&tab=range&residents=20000")
        page.wait_for_selector(".ranges tbody tr", state="attached", timeout=SLOW)
        page.wait_for_function("document.querySelector('.bars').textContent.includes('×')", timeout=SLOW)
        for width in (1366, 1280):
            page.set_viewport_size({"width": width, "height": 768})
            assert page.evaluate(TOO_WIDE) == []
        page.locator(".ranges thead th").last.scroll_into_view_if_needed()
        expect(page.locator(".ranges thead th").last).to_have_text("same direction")
        expect(page.locator(".ranges thead th").last).to_be_in_viewport(ratio=1)
        expect(page.locator(".bars thead th").last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [PROJECTOR, {"width": 1280, "height": 720}], ids=["1366", "1280"])
def test_the_map_of_a_what_if_stands_whole_in_a_talk(window: Any, size: dict[str, int]) -> None:
    with served("beijing") as base, watched(window, base, size) as watch:
        page = watch.open("what-if?story=court-fine&what-if=drop:national-id&tour=five-minutes&stop=5")
        expect(page.locator(".tour-place")).to_contain_text("stop 5 of")
        expect(page.locator("#outcome")).to_contain_text("open again")
        door = page.locator("#what-if-map .service").last
        expect(door).to_contain_text("Star hotel")
        expect(door).to_be_in_viewport(ratio=1)
        assert box(door)[3] <= box(page.locator("#outcome"))[1]


@pytest.mark.parametrize("width", [700, 800, 1000])
def test_a_matchs_tables_stay_in_their_card(window: Any, base: str, width: int) -> None:
    with watched(window, base, {"width": width, "height": 768}) as watch:
        page = watch.open(f"join?{STORY}")
        assert page.evaluate(CUT) == []
        if width >= 800:
            right = box(page.locator(".one-join").first)[2]
            assert all(box(table)[2] <= right for table in page.locator(".one-join").first.locator("table").all())
