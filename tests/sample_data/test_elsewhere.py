"""The world outside China: the same shape, on other words, and each of them with the copy that it was read in."""

from __future__ import annotations

import pytest

from linkage.answers.spread_question import Question, ask
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under


@pytest.fixture(scope="module")
def elsewhere() -> World:
    """Child support in the United States."""
    return folders.load("elsewhere")


def refused_services(world: World, story: str, what_if: str = "") -> set[str]:
    """The services that a story's effects refuse, whoever is hit."""
    answer = ask(world, Question(story=story, what_if=what_if))
    return {effect.service for effect in answer.spread.effects if effect.effect == "refuse"}


def test_every_quote_says_where_and_when_it_was_read_or_is_blank(elsewhere: World) -> None:
    for quote in elsewhere.quotes.values():
        source = elsewhere.sources[quote.source]
        assert quote.checked in ("read", "told")
        assert (quote.checked == "read") == bool(quote.quote)
        assert quote.checked == "told" or (source.where.startswith("http") and "stored copy" in source.retrieved)


def test_every_statute_that_closes_a_door_is_quoted(elsewhere: World) -> None:
    rows = [*elsewhere.links.values(), *elsewhere.rules.values()]
    reported = [row for row in rows if row.status == "reported"]
    assert len(reported) > 25
    assert all(any(elsewhere.quotes[quote].quote for quote in row.evidence) for row in reported)


def test_dropping_one_number_opens_every_door_of_a_debt_and_leaves_the_car(elsewhere: World) -> None:
    assert len(refused_services(elsewhere, "arrears")) == 10
    assert refused_services(elsewhere, "arrears", "drop:national-id") == set()
    assert refused_services(elsewhere, "sold-car", "reading:filled-in,drop:national-id") == {"car-registration"}


def test_the_statutes_alone_find_nobody_by_name(elsewhere: World) -> None:
    named = [link.id for link in under(elsewhere, "").links.values() if link.key == "name-birth-date"]
    assert named == []
    answer = ask(elsewhere, Question(story="wrong-name", what_if="reading:statutes"))
    assert [effect for effect in answer.spread.effects if effect.wrong] == []


def test_a_debt_that_is_not_owed_closes_the_same_doors_and_only_a_dispute_or_a_correction_helps(
    elsewhere: World,
) -> None:
    """Nobody in the chain can see that it is false: every effect is, and is one of the true debt's."""
    answer = ask(elsewhere, Question(story="not-owed"))
    assert answer.spread.false_records == {answer.records[0].id}
    assert all(effect.false for effect in answer.spread.effects)
    assert refused_services(elsewhere, "not-owed") == refused_services(elsewhere, "arrears")
    assert refused_services(elsewhere, "not-owed", "dispute:support-arrears=10") == {"loan"}
    assert refused_services(elsewhere, "not-owed", "dispute:support-arrears=0") == set()


@pytest.mark.parametrize(
    ("reading", "closed"), [("safeguards", 8), ("filled-in", 11), ("critics", 11), ("money-only", 4)]
)
def test_each_reading_changes_what_a_debt_closes(elsewhere: World, reading: str, closed: int) -> None:
    assert len(refused_services(elsewhere, "arrears", f"reading:{reading}")) == closed
