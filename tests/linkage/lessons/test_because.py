"""The one sentence that says why: it names a step that stands in the proof, and changes with the world."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from linkage.answers.spread_question import Question, ask
from linkage.lessons import catalogue
from linkage.lessons.lesson_answers import answer_question
from linkage.lessons.lesson_model import LessonQuestion, RecordSelection
from linkage.lessons.puzzle_view import puzzle_view
from linkage.world.model import World
from linkage.world.storage import folders

load = cache(folders.load)
LESSONS = list(catalogue.paths())


def because(world: World, kind: str, story: str = "court-fine", **fields: object) -> str:
    return answer_question(world, LessonQuestion("?", kind, RecordSelection(story=story), **fields)).because  # type: ignore[arg-type]


@pytest.mark.parametrize("id_", LESSONS)
def test_every_answer_of_every_lesson_has_one_sentence_that_names_a_place_of_its_map(id_: str) -> None:
    lesson = catalogue.load(id_)
    world = load(lesson.world)
    named = {row.name for row in world.everything.databases.values()}
    for question in [stop.question for stop in lesson.stops if stop.question]:
        answer = answer_question(world, question)
        assert answer.because.startswith("Because ")
        assert answer.because.endswith(".")
        unused = "this record uses none of them" in answer.because
        moved = "this is all that changes" in answer.because
        assert unused or moved or any(name in answer.because for name in named), answer.because
        assert len(answer.hints) == 3


def test_the_sentence_is_the_step_of_the_proof() -> None:
    world = load("beijing")
    assert because(world, "whom", "wrong-phone", service="loan") == (
        "Because Phone subscribers passes the record to Credit file by phone number, looked up as national ID,"
        " and the row that this finds is somebody else's."
    )
    removals = ("drop:phone", "drop:national-id")
    assert because(world, "which-alone", service="flight", removals=removals) == (
        "Because this no longer happens: Court judgments passes the record to Defaulter list by national ID;"
        " after the other, a way to Flight is left: Court judgments → Defaulter list → Air tickets."
    )


def test_without_its_link_the_answer_has_another_reason() -> None:
    world = load("tiny")
    closed = because(world, "which-closed", services=("high-speed-rail", "monthly-pass"))
    without = replace(world, links={})
    assert because(without, "which-closed", services=("high-speed-rail", "monthly-pass")) != closed


def test_the_copy_that_most_refusals_come_after_stands_in_their_proofs() -> None:
    answer = ask(load("beijing"), Question(story="court-fine"))
    said = because(load("beijing"), "how-many-closed")
    assert (
        said
        == "Because Court judgments passes the record to Defaulter list by national ID: all 16 close after that copy."
    )
    assert len(answer.spread.closed(answer.subject)) == 16


@pytest.mark.parametrize(("kind", "service"), [("whom", "monthly-pass"), ("which-reading", "loan")])
def test_where_nothing_is_closed_the_sentence_says_so(kind: str, service: str) -> None:
    fields = {"readings": ("documented",)} if kind == "which-reading" else {}
    assert "reaches a rule that closes" in because(load("tiny"), kind, service=service, **fields)


def test_a_puzzle_has_three_hints_from_gentle_to_nearly_the_answer() -> None:
    for id_ in LESSONS:
        lesson = catalogue.load(id_)
        for puzzle in [stop.puzzle for stop in lesson.stops if stop.puzzle]:
            shown = puzzle_view(load(lesson.world), puzzle)
            ways, middle, begins = shown.hints
            assert ways.startswith("One way: ")
            assert "no fewer" in middle
            assert begins.startswith("One solution has this in it: ")
            assert shown.because.startswith("Because each of them stops every way to ")
