"""The City page's tab *How sure?* in a browser: three ways to ask, and what stands beside small counts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import PATIENCE, SMALL, WIDE, watched
from tests.browser.test_city import RAIL, SMALL_CITY, figure_data, open_city
from tests.browser.test_city_figures import until
from tests.browser.test_phone_width import PHONE

SLOW = 4 * PATIENCE
"""Milliseconds that two dozen cities may take on a machine that does something else."""
CHANGED = f"{SMALL_CITY}&door={RAIL}&what-if=drop:phone"
PLOT = "#city-figure .js-plotly-plot"


def cells(page: Any, rows: str) -> list[list[str]]:
    """The texts of the cells of some rows."""
    found: list[list[str]] = page.locator(rows).evaluate_all(
        "all => all.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent.trim()))"
    )
    return found


def amount(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-").replace("+", ""))


@pytest.mark.thorough
def test_how_sure_shows_counts_and_changes_over_the_same_draws_and_draws_the_change(stage: Any) -> None:
    page = open_city(stage, CHANGED)
    page.locator("[data-do='tab:range']").first.click()
    page.wait_for_selector(".ranges tbody tr", state="attached", timeout=SLOW)
    assert "How far, not how likely" in page.locator(".by-range").text_content()
    rows = cells(page, ".ranges tbody tr")
    counts, changes = rows[::2], rows[1::2]
    assert all(len(row) == 5 for row in rows)
    assert all(row[4] == "" for row in counts)
    until(page, f"document.querySelector('{PLOT}')?.data?.length === 3")
    ends, marks, medians = figure_data(page)
    drawn = list(zip(marks["x"], ends["base"], medians["x"], strict=True))
    shown = [tuple(amount(text) for text in row[:3]) for row in changes]
    assert drawn
    assert set(drawn) <= set(shown)
    assert all(row[4].endswith("of 24") for row in changes)


@pytest.mark.thorough
def test_other_people_and_single_figures_are_asked_by_buttons_and_by_the_address(stage: Any) -> None:
    page = open_city(stage, f"{CHANGED}&tab=seeds")
    page.wait_for_selector(".ranges tbody tr", state="attached", timeout=SLOW)
    assert "other invented people" in page.locator(".by-seeds").text_content()
    assert page.locator("[data-do='tab:range'][aria-pressed='true']").count() == 1
    page.locator("[data-do='tab:tornado']").click()
    page.wait_for_selector(".tornado tbody tr", state="attached", timeout=SLOW)
    assert "tab=tornado" in page.url
    assert len(cells(page, ".tornado tbody tr")[0]) == 5
    page.locator("[data-sets='tornado-measure']").select_option("restricted")
    page.wait_for_selector("text=residents with a restriction anywhere:", timeout=SLOW)
    assert "measure=restricted" in page.url


def test_a_small_count_says_what_chance_may_do(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}")
    page.wait_for_selector("#city-services .spread", timeout=SLOW)
    until(page, "[...document.querySelectorAll('#city-services .spread')].some(e => e.textContent.includes('–'))")
    low, high = (amount(text) for text in page.locator("#city-services .spread").first.text_content().split("–"))
    assert low < high
    assert "invented cities" in page.locator("#city-services .spread").first.get_attribute("title")


def test_it_is_about_the_pages_day_and_the_counts_beside_it_about_any(stage: Any) -> None:
    page = open_city(stage, f"{CHANGED}&tab=seeds&on-day=15")
    page.wait_for_selector(".by-seeds:has-text('in force on day 15')", timeout=SLOW)
    assert page.locator("[data-sets='sure-day']").input_value() == "15"
    page.wait_for_selector("#city-services .spread", timeout=SLOW)  # the five cities of any day
    page.locator("[data-sets='sure-day']").fill("")
    page.locator("[data-sets='sure-day']").press("Tab")
    page.wait_for_url(lambda url: "on-day" not in url)
    page.wait_for_selector(".ranges tbody tr", state="attached", timeout=SLOW)
    assert "in force on day" not in page.locator(".by-seeds").text_content()
    page.locator("[data-sets='sure-day']").fill("15days")
    page.locator("[data-sets='sure-day']").press("Tab")
    page.wait_for_selector(".by-seeds .large:has-text('is no number for')", timeout=SLOW)


ROWS = """() => {
  const rows = [...document.querySelectorAll("#city-figure .ytick text")].map((e) => e.getBoundingClientRect());
  const order = rows.sort((a, b) => a.top - b.top);
  return { number: rows.length, meet: order.filter((row, i) => i && row.top < order[i - 1].bottom - 2).length };
}"""


@pytest.mark.parametrize("size", [WIDE, SMALL, PHONE], ids=["wide", "small", "phone"])
def test_figures_are_named_in_words_that_do_not_stand_on_each_other(
    window: Any, base: str, size: dict[str, int]
) -> None:
    with watched(window, base, size) as watch:
        page = open_city(watch, f"{SMALL_CITY}&door={RAIL}&tab=tornado")
        page.wait_for_selector(".tornado tbody tr", state="attached", timeout=SLOW)
        names = page.locator(".tornado tbody th").all_text_contents()
        assert "unpaid court judgment · new records a year per 100,000" in names
        assert not [name for name in names if re.search(r"[a-z]\.[a-z]", name)]
        figure_data(page)
        rows = page.evaluate(ROWS)
        assert rows["number"] > 5
        assert rows["meet"] == 0
