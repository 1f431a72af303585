"""The words of the field."""

from __future__ import annotations

from itertools import pairwise

import pytest

from linkage import vocabulary
from linkage.vocabulary import STATUS_KINDS, STATUSES, weakest


def test_the_statuses_are_declared_strongest_first() -> None:
    assert list(STATUSES) == ["reported", "derived", "planned", "view", "alleged", "speculated", "assumed"]


@pytest.mark.parametrize(("one", "next_"), [pair for pair in pairwise(STATUSES) if pair != ("view", "alleged")])
def test_each_status_is_stronger_than_the_next(one: str, next_: str) -> None:
    assert STATUS_KINDS[one].rank < STATUS_KINDS[next_].rank
    assert weakest([one, next_]) == weakest([next_, one]) == next_


def test_a_view_and_an_allegation_rank_together() -> None:
    assert STATUS_KINDS["view"].rank == STATUS_KINDS["alleged"].rank
    assert weakest(["view", "alleged"]) == weakest(["alleged", "view"])


def test_blank_statuses_weaken_nothing() -> None:
    assert weakest(["reported", "", "derived"]) == "derived"
    assert weakest([]) == ""


def test_a_reward_is_no_restriction() -> None:
    assert set(vocabulary.SERVICE_EFFECTS).difference(vocabulary.RESTRICTIONS) == {"reward"}


def test_the_effects_that_close_hinder_or_help_are_told_apart_by_their_rows() -> None:
    assert {"refuse"} == vocabulary.CLOSING_EFFECTS
    assert {"slow", "fine", "wait"} == vocabulary.HINDERING_EFFECTS
    assert {"refuse", "slow", "fine", "wait", "publish"} == vocabulary.RESTRICTIONS
    assert vocabulary.WITHOUT_SERVICE == ("fine", "publish")
    assert ({"list"}, {"points"}) == (vocabulary.LISTING_EFFECTS, vocabulary.SCORE_EFFECTS)


@pytest.mark.parametrize(
    ("effect", "colour"), [("refuse", "hot"), ("wait", "slow"), ("reward", "good"), ("list", ""), ("points", "")]
)
def test_a_colour_follows_from_what_an_effect_does(effect: str, colour: str) -> None:
    assert vocabulary.EFFECT_KINDS[effect].colour == colour


@pytest.mark.parametrize("table", ["EFFECT_KINDS", "STATUS_KINDS"])
def test_a_row_is_found_by_its_own_word_and_stays_as_it_is(table: str) -> None:
    kinds = getattr(vocabulary, table)
    assert [kind.word for kind in kinds.values()] == list(kinds)
    with pytest.raises(AttributeError):
        next(iter(kinds.values())).word = "other"


def test_every_effect_is_at_a_service_or_a_listing_or_points() -> None:
    assert set(vocabulary.EFFECTS) == vocabulary.SERVICE_EFFECTS | {"list", "points"}


@pytest.mark.parametrize("words", ["STATUSES", "EFFECTS", "FALLS_ON", "NOTICES", "STEP_KINDS", "WORDS"])
def test_every_word_comes_with_a_sentence_and_nobody_can_change_it(words: str) -> None:
    said = getattr(vocabulary, words)
    assert all(len(sentence) > 8 for sentence in said.values())
    with pytest.raises(TypeError):
        said["new"] = "word"  # type: ignore[index]


def test_the_label_says_what_this_is_and_what_it_is_not() -> None:
    assert vocabulary.LABEL == vocabulary.label_line() == "invented people - a teaching model - not a forecast"
    assert "a teaching model - a picture of 1900, not a forecast" in vocabulary.label_line("a picture of 1900")
