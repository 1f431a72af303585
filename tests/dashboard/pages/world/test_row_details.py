"""What the World page adds to an opened row, the switch that takes a pool apart, and the ways that lead to a row."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.pages.stage import page as stage
from dashboard.pages.what_if import page as whatif
from dashboard.pages.why import page as why
from dashboard.pages.world import row_details
from dashboard.services import central_pool_switches
from dashboard.services.app_context import AppContext
from dashboard.state.labels import labels_in
from linkage.answers.about.pool_as_pairs import pool_as_pairs
from linkage.errors import LinkageError
from linkage.world.storage.folders import load
from linkage.world.what_if.parser import parse, under

LINK = "?table=links&row=defaulter-list-to-rail-tickets"


@pytest.fixture(scope="module")
def context() -> AppContext:
    """The tiny world, opened."""
    return AppContext.serving("tiny")


@pytest.fixture(scope="module")
def client() -> Any:
    """The tiny world's app."""
    return create_app("tiny").server.test_client()


def test_a_link_tells_its_stories_and_what_falls_without_it(context: AppContext) -> None:
    details = row_details.row_answer(context, LINK)
    assert details["stories"][0] == {
        "table": "stories",
        "id": "court-fine",
        "label": "An unpaid court judgment",
        "passes": "one step, on day 1",
        "says": "High-speed rail and Package tour are open again.",
    }
    assert details["removal"] == "cut:defaulter-list-to-rail-tickets"
    assert [kind["id"] for kind in details["kinds"]] == ["officer-listed", "unpaid-court-judgment"]
    assert [reading["id"] for reading in details["readings"]] == ["documented", "planned"]
    assert details["pairs"] is None


def test_the_row_is_told_under_the_reading_of_the_address(context: AppContext) -> None:
    rule = "?table=rules&row=rail-tickets-refuse-monthly-pass"
    assert row_details.row_answer(context, rule)["kinds"]
    assert not row_details.row_answer(context, f"{rule}&what-if=reading:documented")["kinds"]


def test_a_pool_says_what_it_would_be_in_pairs_and_what_that_can_not_keep(context: AppContext) -> None:
    pairs = row_details.row_answer(context, "?world=beijing&table=databases&row=credit-hub")["pairs"]
    assert pairs["text"] == pool_as_pairs(under(load("beijing")), "credit-hub").text
    assert pairs["notes"][0].startswith(
        "More than the pool did: Air tickets would also send Published lists tax evasion"
    )
    assert "hub-blacklists" in pairs["notes"][-1]


def test_names_are_said_as_the_page_says_them(context: AppContext) -> None:
    details = row_details.row_answer(context, f"{LINK}&names=both")
    assert any("判决" in kind["label"] for kind in details["kinds"])


@pytest.mark.parametrize("search", ["", "?table=stories&row=court-fine", "?table=links&row=nothing", "?table=links"])
def test_an_address_that_opens_no_such_row_is_answered_with_a_sentence(
    client: Any, context: AppContext, search: str
) -> None:
    with pytest.raises(LinkageError):
        row_details.row_answer(context, search)
    answer = client.get(f"{row_details.ANSWER_PATH}{search}")
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


def test_the_page_asks_by_address(client: Any) -> None:
    assert client.get(row_details.ANSWER_PATH + LINK).get_json()["stories"][0]["id"] == "court-fine"
    assert client.get(row_details.ANSWER_PATH + LINK, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_each_pool_of_the_reading_is_a_switch_on_the_what_if_page(context: AppContext) -> None:
    group = whatif.what_if_answer(context, "?world=beijing")[0]["pooled"]
    hub = next(row for row in group["rows"] if row["title"] == "In pairs, instead of through Public credit hub")
    assert hub["near"] == ["database:credit-hub"]
    assert parse(hub["text"], load("beijing"))
    assert "13 links lead from each source straight to each target" in hub["about"]


def test_where_nothing_pools_there_is_no_such_switch(context: AppContext) -> None:
    assert whatif.what_if_answer(context, "?world=elsewhere")[0]["pooled"]["rows"] == []


def test_another_reading_pools_otherwise(context: AppContext) -> None:
    group = whatif.what_if_answer(context, "?world=beijing&what-if=reading:documented,drop:phone")[0]["pooled"]
    assert not [row for row in group["rows"] if "credit hub" in row["title"]]


def test_a_what_if_too_long_for_an_address_is_named_and_not_offered() -> None:
    world = under(load("thirty-cities"), "reading:joined")
    (row,) = central_pool_switches.pool_switch_group(world, labels_in())["rows"]
    assert row["text"] == ""
    assert row["about"].endswith("'linkage about thirty-cities platform' prints it.")


def test_every_line_of_a_proof_leads_to_the_row_that_made_it(context: AppContext) -> None:
    answer = why.why_answer(context, "?story=court-fine&why=high-speed-rail")
    rows = [step["row"] for step in answer["proofs"][0]["steps"]]
    assert rows == [
        ["record_kinds", "unpaid-court-judgment"],
        ["links", "defaulter-list-to-rail-tickets"],
        ["rules", "rail-tickets-refuse-high-speed-rail"],
    ]


def test_the_panel_of_the_stage_has_the_words_for_the_way_there() -> None:
    assert labels_in()("panel.whole") in str(stage.layout())
