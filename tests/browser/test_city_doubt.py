"""False records on the City page: whom they alone reach, beside whom wrong matches alone reach."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from linkage.answers.whole_city.city_report import CityCounter
from linkage.world.storage import folders
from tests.browser.test_city import open_city

WHAT_IF = "false:*=0.25"


def test_a_column_says_whom_false_records_alone_reach_and_stands_only_where_there_are_any(stage: Any) -> None:
    page = open_city(stage, f"world=tiny&residents=3000&what-if={WHAT_IF}")
    with CityCounter(folders.load("tiny"), 1, 3_000) as city:
        rows = {(row["service"], row["effect"]): row for row in city.answer(WHAT_IF)["effects"]}
    loan = rows["loan", "refuse"]
    assert loan["falsely"] > 0
    expect(page.locator(".bars thead", has_text="false record")).to_be_visible()
    row = page.locator(".bars tbody tr", has_text="Bank loan").first
    expect(row.locator("td.is-false")).to_have_text(f"{loan['falsely']:,}")
    page.locator("[data-do='door:loan/refuse']").click()
    expect(page.locator(".fact.is-false")).to_contain_text(f"{loan['falsely']:,} of these")
    plain = open_city(stage, "world=tiny&residents=3000")
    expect(plain.locator(".bars thead", has_text="false record")).to_have_count(0)
