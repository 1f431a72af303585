"""The answers of the Why page without a browser: the smallest sets of removals where no single one is enough."""

from __future__ import annotations

from typing import Any

import pytest

import linkage
from dashboard.pages.why import page as why
from dashboard.services.app_context import AppContext
from linkage.world.storage.folders import worlds

NAMES = [world_id for world_id, *_ in worlds()]


def why_answer(world: str, search: str) -> dict[str, Any]:
    return why.why_answer(AppContext.serving(world), f"?{search}")


@pytest.fixture(scope="module")
def flight() -> dict[str, Any]:
    """The removals that would lift the refusal of flights after a court fine, in `beijing`."""
    return why_answer("beijing", "story=court-fine&why=flight")["lifting"]


def test_where_no_single_removal_is_enough_the_smallest_sets_are_named(flight: dict[str, Any]) -> None:
    assert flight["none"]
    assert flight["least"]["title"] == "The fewest changes that keep Flight open"
    assert flight["least"]["says"].startswith("It takes 2 changes together; 3 sets are enough.")
    assert {row["text"] for row in flight["least"]["rows"]} == {
        ",".join(cut) for cut in linkage.cut("beijing", "flight", story="court-fine").cuts
    }


def test_each_set_says_what_it_also_does(flight: dict[str, Any]) -> None:
    assert all("this would also end" in row["also"] for row in flight["least"]["rows"])


@pytest.mark.thorough
@pytest.mark.parametrize("most", [1, pytest.param(99, marks=pytest.mark.prove)], ids=["first-story", "every-story"])
@pytest.mark.parametrize("name", NAMES)
def test_every_set_that_is_named_opens_the_door_again(name: str, most: int) -> None:
    context, sets = AppContext.serving(name), 0
    for story in list(context.worlds.world(name).everything.stories)[:most]:
        page = why.why_answer(context, f"?story={story}")
        for row in page["rows"]:
            answer = why.why_answer(context, f"?story={story}&why={row['id']}")
            least = (answer.get("lifting") or {}).get("least")
            for set_row in least["rows"] if least else ():
                service = row["id"].split("/")[0]
                after = linkage.compare(linkage.trace(name, story), set_row["text"]).attrs["doors"]
                assert service not in after["stay"], (story, row["id"], set_row["text"])
                sets += 1
    assert sets or name != "beijing"


@pytest.mark.thorough
@pytest.mark.parametrize("search", ["story=court-fine&why=flight", "record=unpaid-court-judgment&why=flight"])
def test_the_recipe_of_the_sets_gives_the_same_sets(search: str) -> None:
    page = why_answer("beijing", search)
    lines = page["recipes"]["least"]["python"].splitlines()
    names: dict[str, Any] = {}
    exec("\n".join(lines[:-1]), names)
    cuts = eval(lines[-1], names)
    assert [",".join(cut) for cut in cuts] == [row["text"] for row in page["lifting"]["least"]["rows"]]


def test_a_database_and_an_agency_on_the_way_are_larger_changes() -> None:
    wider = why_answer("tiny", "story=skipped-fare&why=rail-tickets-slow-rail")["lifting"]["wider"]
    (row,) = [row for row in wider if row["text"].startswith("isolate:")]
    assert (row["text"], row["lifts"]) == ("isolate:subscribers", True)
    assert row["sentence"] == "Phone subscribers shares nothing, and no rule acts there."
