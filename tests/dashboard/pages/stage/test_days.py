"""The days of a spread as the stage gets them: stretches in which nothing changes, and what holds each effect."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

import pytest

from dashboard.pages.stage import page as stage
from dashboard.pages.stage.days import Days
from dashboard.services.app_context import AppContext
from dashboard.state.labels import labels_in
from linkage.answers import sentences
from linkage.answers.spread_question import Answer, Question, ask
from linkage.answers.trace import residual_copies
from linkage.answers.trace.trace_report import filter_to_day
from linkage.world.model import World
from linkage.world.storage import folders

STORIES = [(world.id, story) for world in folders.worlds() for story in folders.load(world.folder).stories]


def days_json(answer: Answer) -> dict[str, Any]:
    return Days(answer, sentences.names(answer.subject, answer.name), labels_in()).json()


def rows(days: dict[str, Any], stretch: dict[str, Any], state: str) -> list[dict[str, Any]]:
    """The rows of a stretch in a state: shut, other or ended."""
    return [days["rows"][place] for place in stretch["rows"] if days["rows"][place]["state"] == state]


def court_fine_answer(world: World) -> Answer:
    return ask(world, Question(story="court-fine", what_if="correct:unpaid-court-judgment=30"))


def test_the_changes_of_a_corrected_fine_are_its_stops(tiny: World) -> None:
    days = days_json(court_fine_answer(tiny))
    assert dict(zip(days["stops"], days["happens"], strict=True)) == {
        0: "unpaid court judgment is recorded, one service closes",
        1: "one copy arrives, two services close",
        7: "one copy arrives",
        21: "two other effects begin",
        30: "the original of unpaid court judgment is deleted, one service reopens",
        33: "one copy is deleted",
        366: "two services reopen",
    }


def test_where_nothing_spreads_there_is_one_day_on_which_nothing_holds(tiny: World) -> None:
    days = days_json(ask(tiny, Question(story="paid-bills", what_if="reading:documented")))
    assert (days["stops"], days["happens"], days["places"]) == ([0], [""], [])
    assert days["stretches"] == [{"sentence": "nothing is in force", "shut": 0, "rows": [], "holding": []}]


def test_a_day_says_what_keeps_each_door_and_what_is_open_again(tiny: World) -> None:
    days = days_json(court_fine_answer(tiny))
    stretch = days["stretches"][days["stops"].index(33)]
    closed = {row["name"]: (row["when"], row["kept"]) for row in rows(days, stretch, "shut")}
    assert closed == {
        "High-speed rail": ("until day 366", "Still closed because the rule itself lasts 365 days"),
        "Package tour": ("until day 366", "Closed together with High-speed rail"),
    }
    assert [(row["name"], row["when"]) for row in rows(days, stretch, "ended")] == [("Bank loan", "open again, day 30")]
    assert (stretch["shut"], stretch["sentence"]) == (
        2,
        "the original record was deleted on day 30, but 2 of 5 services are still closed to Li",
    )


def test_an_effect_on_somebody_else_is_told_with_whom(tiny: World) -> None:
    days = days_json(court_fine_answer(tiny))
    children = rows(days, days["stretches"][-1], "other")
    assert len({child["word"] for child in children}) == 2
    for child in children:
        assert child["name"] == "Private school"
        assert child["word"].startswith("refused · R0000")
        assert child["when"] == "for good"
        assert child["kept"] == "Still closed because School enrolment keeps its copy for good"


def test_the_stage_is_told_its_days_with_its_question() -> None:
    answer = stage.stage_answer(AppContext.serving("tiny"), "?story=court-fine&on-day=9")[0]
    assert answer["state"]["on-day"] == 9
    assert answer["days"]["stops"][0] == 0
    assert len(answer["days"]["stretches"]) == len(answer["days"]["stops"])


@pytest.mark.parametrize(("world", "story"), STORIES, ids=lambda value: value)
def test_nothing_changes_between_two_stops_and_the_doors_are_those_of_that_day(world: str, story: str) -> None:
    answer = ask(folders.load(world), Question(story=story))
    spread, days = answer.spread, days_json(answer)
    rng = Random(story)
    for (first, after), stretch in zip(
        pairwise([*days["stops"], days["stops"][-1] + 99]), days["stretches"], strict=True
    ):
        for day in {first, after - 1, rng.randrange(first, after)}:
            assert residual_copies.day_headline(answer, day) == stretch["sentence"]
            closed = {row["id"].removeprefix("service:") for row in rows(days, stretch, "shut")}
            assert closed == set(residual_copies.closed_service_ids(spread, answer.subject, day))
            refused = {effect.service for effect in filter_to_day(spread, day)[1]
                       if effect.subject == answer.subject and effect.effect == "refuse"}  # fmt: skip
            assert refused <= closed
            effects = residual_copies.effects_in_force(spread, answer.tables, day)
            holding = {days["places"][place]["part"] for place in stretch["holding"]}
            assert holding == {
                f"database:{step.database}" for effect_in_force in effects for step in effect_in_force.holders
            }
