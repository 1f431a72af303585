"""The details of a link, rule or database: from the map and from a proof to its row, and what the row shows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched, watched


def open_row(stage: Watched, query: str) -> Any:
    """The World page with a row opened, once its stories were run."""
    page = stage.open(query)
    page.wait_for_selector(".row-about li", state="attached", timeout=20_000)
    return page


@pytest.mark.thorough
def test_from_the_map_to_all_about_a_link_and_to_a_story_that_passes_it(stage: Watched) -> None:
    page = stage.open("?story=court-fine&wave=1")
    page.locator("#picture-map [data-id='link:defaulter-list-to-rail-tickets']").first.dispatch_event("click")
    page.locator("#about a.whole").click()
    expect(page).to_have_url(re.compile("/world.*table=links&row=defaulter-list-to-rail-tickets"))
    expect(page.locator(".row-about")).to_contain_text("High-speed rail and Package tour are open again.")
    page.locator(".row-about .see", has_text="An unpaid court judgment").first.click()
    expect(page.locator("#world-row h2")).to_have_text("An unpaid court judgment")


@pytest.mark.thorough
def test_from_a_proof_to_the_rule_at_its_end(stage: Watched) -> None:
    page = stage.open("why?story=court-fine&why=high-speed-rail")
    page.locator("#why-lines a.whole").last.click()
    expect(page).to_have_url(re.compile("table=rules&row=rail-tickets-refuse-high-speed-rail"))
    expect(page.locator("#world-row h2")).to_be_visible()


@pytest.mark.thorough
def test_a_row_tries_itself_without_on_the_what_if_page(stage: Watched) -> None:
    page = open_row(stage, "world?table=databases&row=rail-tickets")
    page.locator(".row-about .tries a").first.click()
    expect(page).to_have_url(re.compile("/what-if.*what-if=cut:"))
    expect(page.locator("#outcome")).to_contain_text("open again")


@pytest.mark.thorough
def test_rows_of_other_tables_run_nothing(stage: Watched) -> None:
    page = stage.open("world?table=stories&row=court-fine")
    expect(page.locator("#world-row h2")).to_be_visible()
    assert page.locator(".row-about").count() == 0


@pytest.mark.thorough
def test_a_pool_is_taken_apart_by_one_switch_and_put_together_again(window: Any, base: str) -> None:
    with watched(window, base) as stage:
        page = stage.open("what-if?world=beijing&story=court-fine")
        page.locator("#sift").fill("in pairs")
        switch = page.locator("#groups [role=switch]", has_text="instead of through Public credit hub")
        switch.click()
        expect(switch).to_have_attribute("aria-checked", "true")
        expect(page).to_have_url(re.compile("add:tax-file%3Epublished-lists:national-id"))
        expect(page.locator("#outcome")).to_contain_text("Business licence and Civil-service job are open again")
        switch.click()
        expect(page).not_to_have_url(re.compile("add:"))


@pytest.mark.thorough
def test_what_is_told_about_a_row_stays_within_the_panel(small_stage: Watched) -> None:
    page = open_row(small_stage, "world?world=beijing&table=databases&row=credit-hub")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(
        "(() => { const e = document.querySelector('.world-row'); return e.scrollWidth <= e.clientWidth + 1; })()"
    )
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.row-about li p')).fontSize)") >= 14
