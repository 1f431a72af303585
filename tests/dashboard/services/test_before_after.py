"""Answers that are kept: those about everybody's people, and of other people only a few where a class asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.services import before_after
from dashboard.services.before_after import BeforeAfter
from dashboard.state.view_state import State
from dashboard.web.asker import ASKED_HERE
from linkage.world.model import World
from linkage.world.storage.folders import load


@pytest.fixture
def answers() -> Iterator[BeforeAfter]:
    worlds = {"tiny": load("tiny")}

    def world(name: str) -> World:
        return worlds["tiny"]

    token = ASKED_HERE.set(False)
    yield BeforeAfter(world)
    ASKED_HERE.reset(token)


def kept(answers: BeforeAfter) -> tuple[int, int]:
    """How many answers are kept about everybody's people, and for a class about others."""
    return len(answers._answers.values()), len(answers._class_answers.values())


def test_a_class_that_asks_for_people_of_many_seeds_fills_little(answers: BeforeAfter) -> None:
    for seed in range(2, 40):
        answers.of(State(seed=seed))
    assert kept(answers) == (0, before_after._OF_OTHER_PEOPLE)
    answers.of(State(residents=500))
    answers.of(State(what_if="drop:phone"))
    assert kept(answers) == (2, before_after._OF_OTHER_PEOPLE)  # everybody's, with and without the what-if


def test_what_the_presenter_asked_is_there_for_the_class_and_never_pushed_out_by_it(answers: BeforeAfter) -> None:
    ASKED_HERE.set(True)
    shown = answers.of(State(seed=5)).answer
    ASKED_HERE.set(False)
    for seed in range(6, 100):
        answers.of(State(seed=seed))
    assert answers.of(State(seed=5)).answer is shown


def test_another_world_under_the_name_is_asked_anew(answers: BeforeAfter) -> None:
    first = answers.of(State(seed=7)).answer
    assert answers.of(State(seed=7)).answer is first
    answers.forget(["tiny"])
    assert kept(answers) == (0, 0)
    assert answers.of(State(seed=7)).answer is not first
