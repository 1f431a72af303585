"""Names in Chinese as a presenter switches them: by key and by control; the map stays the same map, and can be read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SMALL, WIDE, Watched, watched
from tests.browser.label_boxes import faults
from tests.browser.test_stage import SENTENCE, lit_parts, press

DEFAULTERS = "#picture-map [data-id='database:defaulter-list']"
PARTS = "[...document.querySelectorAll('#picture-map [data-id]')].map(e => e.dataset.id).sort()"
SIZES = {"1920x1080": (WIDE, 18.0), "1024x768": (SMALL, 14.0)}


@pytest.mark.thorough
def test_a_key_goes_through_the_three_and_nothing_else_of_the_picture_changes(stage: Any) -> None:
    page = stage.open("?world=beijing&story=court-fine&wave=2")
    parts, on = page.evaluate(PARTS), lit_parts(page)
    place = re.compile("wave=2")
    press(page, "c")
    expect(page.locator(DEFAULTERS)).to_contain_text("失信")
    expect(page.locator(DEFAULTERS)).to_contain_text("Defaulter")
    expect(page).to_have_url(re.compile("names=both"))
    press(page, "c")
    expect(page.locator(DEFAULTERS)).not_to_contain_text("Defaulter")
    expect(page).to_have_url(re.compile("names=zh"))
    expect(page).to_have_url(place)
    assert (page.evaluate(PARTS), lit_parts(page)) == (parts, on)
    expect(page.locator(SENTENCE)).to_contain_text("失信被执行人名单")
    press(page, "c")
    expect(page.locator(DEFAULTERS)).to_contain_text("Defaulter")
    expect(page).not_to_have_url(re.compile("names="))
    assert (page.evaluate(PARTS), lit_parts(page)) == (parts, on)


@pytest.mark.thorough
def test_the_control_says_which_it_is_and_every_page_keeps_it(stage: Any) -> None:
    page = stage.open("?world=beijing&story=court-fine")
    page.locator(".tools [data-do='ask']").click()
    page.get_by_label("Names").select_option(label="Chinese")
    expect(page.locator(DEFAULTERS)).to_contain_text("失信")
    expect(page.locator("#ask-names")).to_have_value("zh")
    for key, path, selector in (("2", "/why", "#why-title"), ("6", "/world", "#world-list"), ("1", "/", SENTENCE)):
        press(page, key)
        expect(page).to_have_url(re.compile(f"{path}\\?.*names=zh"))
        expect(page.locator(selector)).to_be_visible()
    press(page, "2")
    expect(page.locator("#why-title")).to_contain_text(re.compile("[\u4e00-\u9fff]"))


def test_what_is_all_chinese_says_so_and_english_sentences_do_not(stage: Any) -> None:
    page = stage.open("?world=beijing&story=court-fine&wave=1&names=zh")
    expect(page.locator(f"{DEFAULTERS} text").first).to_have_attribute("lang", "zh-Hans")
    expect(page.locator(SENTENCE)).not_to_have_attribute("lang", re.compile(".*"))
    press(page, "c")
    expect(page.locator(DEFAULTERS)).to_contain_text("Defaulter")
    expect(page.locator("[lang=zh-Hans]")).to_have_count(0)


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("story", ["court-fine", "wrong-phone", "school-place", "namesake"])
def test_the_map_in_both_languages_can_be_read(window: Any, base: str, size: str, story: str) -> None:
    shape, least = SIZES[size]
    with watched(window, base, shape) as watch:
        assert faults_in_both_languages(watch, story, least) == []


def faults_in_both_languages(watch: Watched, story: str, least: float) -> list[str]:
    page = watch.open(f"?world=beijing&story={story}&names=both")
    sentences = faults(page, least, "#picture-map svg.map")
    press(page, "End")
    return sentences + faults(page, least, "#picture-map svg.map")
