"""The world of copies: what one record costs when other towns do as Beijing plans, and what joining them adds."""

from __future__ import annotations

import pytest

from linkage.answers.spread_question import Question, ask
from linkage.world.model import World
from linkage.world.storage import folders


@pytest.fixture(scope="module")
def cities() -> World:
    """Six named towns, an invented one, and two boxes."""
    return folders.load("thirty-cities")


def refused_services(world: World, story: str, what_if: str = "") -> set[str]:
    """The services that a story's effects refuse, whoever is hit."""
    answer = ask(world, Question(story=story, what_if=what_if))
    return {effect.service for effect in answer.spread.effects if effect.effect == "refuse"}


def test_what_is_documented_closes_two_doors_and_the_copies_nine_more(cities: World) -> None:
    assert refused_services(cities, "court-fine", "reading:islands") == {"flight", "high-speed-rail"}
    assert len(refused_services(cities, "court-fine")) == 11


def test_no_copy_counts_as_reported(cities: World) -> None:
    copies = [row for row in (*cities.links.values(), *cities.rules.values()) if row.id.startswith("platform-to-")]
    copies += [rule for rule in cities.rules.values() if rule.id.endswith(("-refuses", "-welcomes"))]
    assert len(copies) == 27
    assert {row.status for row in copies} == {"planned", "view"}


def test_between_towns_nothing_flows_but_what_is_ours(cities: World) -> None:
    outward = [link for link in cities.links.values() if link.target == "platform" and link.source != "court-list"]
    assert {link.status for link in outward} == {"assumed"}
    assert refused_services(cities, "red-light", "reading:copied") == set()
    assert len(refused_services(cities, "red-light")) == 8


def test_the_card_of_a_dozen_leaves_the_eighteen_out(cities: World) -> None:
    gone = refused_services(cities, "court-fine") - refused_services(cities, "court-fine", cities.cards["c4"].what_if)
    assert gone == {"eighteen-more-offices"}


def test_one_link_by_name_is_all_that_makes_thirty_towns_err(cities: World) -> None:
    wrong = {effect.service for effect in ask(cities, Question(story="careless-town")).spread.effects if effect.wrong}
    assert len(wrong) == 9
    assert "flight" not in wrong
    right = ask(cities, Question(story="careless-town", what_if="cut:court-to-city-seven-by-name"))
    assert [effect for effect in right.spread.effects if effect.wrong] == []
