"""Worksheets on paper: printed by a browser, two pages each, with nothing cut off."""

from __future__ import annotations

import re
from typing import Any

import pytest

from linkage.lessons import catalogue
from linkage.lessons.worksheet import worksheet
from linkage.world.storage import folders

PAPER_WIDTH = 711  # pixels of A4 without its margins
TOO_WIDE = """width => [...document.querySelectorAll('body *')]
  .filter(e => !e.closest('svg svg, svg *') && e.getBoundingClientRect().right > width + 1).map(e => e.className)"""
TINY = """() => [...document.querySelectorAll('figure svg')].map(e => e.getBoundingClientRect())
  .filter(box => box.width < 200 || box.height < 40).length"""


@pytest.mark.thorough
@pytest.mark.parametrize("id_", list(catalogue.paths()))
def test_a_worksheet_is_two_pages_and_a_key_at_most_three(browser: Any, id_: str) -> None:
    lesson = catalogue.load(id_)
    world = folders.load(lesson.world)
    page = browser.new_page(viewport={"width": PAPER_WIDTH, "height": 1000})
    for form in ("worksheet", "key"):
        page.set_content(worksheet(lesson, world, form))
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= (2 if form == "worksheet" else 3)
        page.emulate_media(media="print")
        assert page.evaluate(TOO_WIDE, PAPER_WIDTH) == []
        assert page.evaluate(TINY) == 0
        page.emulate_media(media="null")
    page.close()
