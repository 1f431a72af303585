"""Lessons on paper: a form shows no answer that another task of the same page asks for; the key's maps show answers."""

from __future__ import annotations

import re

import pytest

from linkage.lessons import catalogue
from linkage.lessons.lesson_model import Lesson
from linkage.lessons.step_map import step_map
from linkage.lessons.worksheet import worksheet
from linkage.world.storage.folders import load

LESSONS = [catalogue.load(name) for name in catalogue.paths()]
COUNTED = [
    lesson
    for lesson in LESSONS
    if any(stop.puzzle and stop.puzzle.protect in lesson.counted_services for stop in lesson.stops)
]
SAYS_HOW_MANY = re.compile(r"with (one change|at most \w+ changes)")


def text_of(lesson: Lesson, form: str) -> str:
    """A form as it is read with everything folded."""
    return re.sub(r"<details>.*?</details>", "", worksheet(lesson, load(lesson.world), form), flags=re.DOTALL)


@pytest.mark.parametrize("lesson", COUNTED, ids=lambda lesson: lesson.id)
def test_where_the_number_is_asked_for_only_the_key_says_it(lesson: Lesson) -> None:
    for form in ("worksheet", "handout"):
        assert not SAYS_HOW_MANY.search(text_of(lesson, form)), form
        assert "as few changes as you can" in text_of(lesson, form)
    assert SAYS_HOW_MANY.search(text_of(lesson, "key"))


def test_there_is_such_a_lesson_and_a_puzzle_alone_says_its_number() -> None:
    assert COUNTED
    alone = [lesson for lesson in LESSONS if lesson not in COUNTED and any(stop.puzzle for stop in lesson.stops)]
    assert all(SAYS_HOW_MANY.search(text_of(lesson, "worksheet")) for lesson in alone)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_the_key_s_map_of_a_puzzle_shows_a_solution(lesson: Lesson) -> None:
    for stop in lesson.stops:
        if stop.puzzle:
            shown = step_map(load(lesson.world), stop)
            assert any({"off", "gone"} & set(classes) for classes in shown.lights_after.values())
            assert not any({"off", "gone"} & set(classes) for classes in shown.lights.values())
