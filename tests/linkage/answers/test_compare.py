"""Comparing two spreads: which effects a what-if changes, and the sentences that say so."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from linkage.answers.compare import CHANGES, compare, compare_closed_services, comparison_sentence, count_changes
from linkage.answers.spread_question import Question, ask, under_what_if
from linkage.spread.steps import Effect
from linkage.world.model import World
from linkage.world.what_if.parser import under

ROW = Effect("R1", "train", "refuse", "r", "self", 3, 30, False, "s2")


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (ROW, "same"),
        (ROW._replace(day=2), "earlier"),
        (ROW._replace(day=4), "later"),
        (ROW._replace(until=29), "shorter"),
        (ROW._replace(until=31), "longer"),
        (ROW._replace(until=None), "longer"),
        (ROW._replace(day=2, until=9), "earlier"),
        (ROW._replace(wrong=True, step="s9"), "same"),
    ],
)
def test_a_rows_change_is_its_day_then_its_end(after: Effect, change: str) -> None:
    assert [row_change.change for row_change in compare([ROW], [after])] == [change]


def test_what_never_ends_can_only_get_shorter() -> None:
    for_ever = ROW._replace(until=None)
    assert [row_change.change for row_change in compare([for_ever], [for_ever])] == ["same"]
    assert [row_change.change for row_change in compare([for_ever], [ROW])] == ["shorter"]


def test_a_row_can_go_and_another_come() -> None:
    new_row = ROW._replace(rule="a")
    changes = compare([ROW], [new_row])
    assert [(row_change.change, row_change.effect) for row_change in changes] == [("new", new_row), ("gone", ROW)]


def test_all_changes_are_counted_also_those_that_did_not_happen() -> None:
    assert count_changes(compare([ROW], [ROW])) == {**dict.fromkeys(CHANGES, 0), "same": 1}


def test_the_empty_what_if_changes_exactly_nothing(tiny: World) -> None:
    for story in tiny.stories:
        before = ask(tiny, Question(story=story))
        after = under_what_if(before, "")
        assert {row_change.change for row_change in compare(before.spread.effects, after.spread.effects)} <= {"same"}
        text = comparison_sentence(tiny, before.spread, after.spread, before.subject, before.name)
        assert text.startswith("Nothing changes: ")


@pytest.fixture
def say(hand: SimpleNamespace):
    """What a what-if changes for R1, who has a fine, in words."""

    def of(what_if: str, first: str = "", needs: str = "") -> str:
        services = [
            hand.service("train", "Train"),
            hand.service("loan", "Bank loan"),
            hand.service("tour", "Tour", needs=needs),
        ]
        world = hand.world(
            {"police": "roll residents national-id", "rail": "roll residents national-id"},
            {"fine": "police"},
            [hand.link("to-rail", "police > rail: national-id")],
            [
                hand.rule("loan", "police: fine > refuse loan"),
                hand.rule("pass", "police: fine > reward tour"),
                hand.rule("rail-one", "rail: fine > refuse train"),
                hand.rule("rail-two", "rail: fine > refuse train"),
            ],
            services=services,
        )
        tables = hand.tables(
            world, {"R1": ""}, {"police/1": "R1 national-id=S1", "rail/1": "R1 national-id=S1"}, ["fine R1 police/1"]
        )
        before, after = (hand.spread(under(world, text), tables) for text in (first, what_if))
        return comparison_sentence(world, before, after, "R1", "Li")

    return of


@pytest.mark.parametrize(
    ("what_if", "sentence"),
    [
        ("cut:to-rail", "Train is open again. Bank loan stays closed to Li."),
        ("cut:to-rail,off:loan", "Bank loan and Train are open again."),
        ("delay:to-rail=9", "2 effects come or end on other days. Bank loan and Train stay closed to Li."),
        ("off:rail-one", "The same services close, by other rules. Bank loan and Train stay closed to Li."),
        ("off:pass", "Li is no longer rewarded: Tour. Bank loan and Train stay closed to Li."),
        ("drop:national-id", "Train is open again. Bank loan stays closed to Li."),
        ("confirmed", "Nothing changes: Bank loan and Train stay closed to Li."),
    ],
)
def test_a_change_is_said_in_words(say, what_if: str, sentence: str) -> None:
    assert say(what_if) == sentence


def test_what_newly_closes_is_said_too(say) -> None:
    assert say("", first="cut:to-rail") == "Train is newly refused. Bank loan stays closed to Li."


def test_a_service_that_needs_another_opens_with_it(say) -> None:
    assert say("cut:to-rail", needs="train") == "Tour and Train are open again. Bank loan stays closed to Li."


def test_where_nothing_happens_nothing_changes(say) -> None:
    assert say("reading:everything,keep:planned", first="keep:planned") == (
        "Nothing changes: with or without it, nothing happens to Li. The reading shown has nothing of it to change."
    )


def test_doors_open_close_and_stay(tiny: World) -> None:
    before = ask(tiny, Question(story="court-fine"))
    after = under_what_if(before, "cut:defaulter-list-to-rail-tickets")
    assert compare_closed_services(before.spread, after.spread, before.subject) == (
        ["high-speed-rail", "package-tour"],
        [],
        ["loan"],
    )
