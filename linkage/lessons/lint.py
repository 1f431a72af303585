"""Checking a lesson against its world: names, what-ifs, views, answers, and whether one is given away too early.

Lists every fault at once, with file, row, column, found, expected and the nearest name. Nothing is shown to pupils
that was not run here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from linkage.errors import BadTableError, BadWorldError, FaultError, LinkageError, Place, UnknownNameError, nearest
from linkage.lessons.leaks import leaks
from linkage.lessons.lesson_answers import answer_question
from linkage.lessons.lesson_file import read_lesson
from linkage.lessons.lesson_model import Discussion, Lesson, LessonPuzzle, LessonQuestion, LessonStop, RecordSelection
from linkage.lessons.puzzle_view import puzzle_view
from linkage.lessons.view_check import ViewCheck, first_line
from linkage.lessons.viewpoints import has_two_sides, viewpoints
from linkage.world.model import World
from linkage.world.what_if.parser import check_text


class LintResult(NamedTuple):
    """The result of checking a lesson file: the lesson (None where it can't be read), and its faults."""

    path: Path
    lesson: Lesson | None
    faults: tuple[FaultError, ...]


def check(path: Path, load: Callable[[str], World]) -> LintResult:
    """A lesson file checked against the world that it names.

    Args:
        load: gives a world by its name; a `LinkageError` is one of the lesson's faults.
    """
    try:
        lesson = read_lesson(path)
    except BadWorldError as error:
        return LintResult(path, None, tuple(error.faults()))
    try:
        world = load(lesson.world)
    except LinkageError as error:
        fault = BadTableError(Place(path.name, None, "world"), f"'{lesson.world}': {first_line(error)}", "a world")
        return LintResult(path, lesson, (fault,))
    return LintResult(path, lesson, tuple(faults(lesson, world)))


def faults(lesson: Lesson, world: World) -> Iterator[FaultError]:
    """The faults of a lesson in a world."""
    found = [
        fault for stop in lesson.stops for fault in _StopLinter(f"{lesson.id}.toml", world.everything, stop).faults()
    ]
    yield from found
    if not found:
        yield from leaks(lesson, world)


@dataclass(frozen=True)
class _StopLinter:
    """Checks one stop of a lesson."""

    file: str
    world: World
    stop: LessonStop

    def faults(self) -> Iterator[FaultError]:
        faults = list(ViewCheck(self.file, self.stop.row, "view.", self.world, self.stop.view).faults())
        if self.stop.question:
            faults += self._selection("question", self.stop.question.selection) or list(
                self._question(self.stop.question)
            )
        if self.stop.puzzle:
            faults += self._selection("puzzle", self.stop.puzzle.selection) or list(self._puzzle(self.stop.puzzle))
        if self.stop.discuss:
            faults += self._discussion(self.stop.discuss)
        yield from faults

    def _place(self, column: str) -> Place:
        return Place(self.file, self.stop.row, column)

    def _known_names(self, column: str, names: Iterable[str], known: Iterable[str], noun: str) -> Iterator[FaultError]:
        listed = sorted(known)
        for name in names:
            if name and name not in listed:
                near = nearest(name, listed)
                yield UnknownNameError(self._place(column), f"'{name}'", f"a {noun} of '{self.world.id}'", near)

    def _what_if(self, column: str, what_if: str) -> Iterator[FaultError]:
        for found, expected, near in check_text(what_if, self.world):
            yield BadTableError(self._place(column), found, expected, near)

    def _selection(self, column: str, selection: RecordSelection) -> list[FaultError]:
        faults = list(self._known_names(f"{column}.story", [selection.story], self.world.stories, "story"))
        faults += self._known_names(f"{column}.record", [selection.record], self.world.record_kinds, "record kind")
        faults += self._what_if(f"{column}.what_if", selection.what_if)
        return faults

    def _question(self, question: LessonQuestion) -> Iterator[FaultError]:
        names = [
            *self._known_names("question.service", [question.service], self.world.services, "service"),
            *self._known_names("question.services", question.services, self.world.services, "service"),
            *self._known_names("question.readings", question.readings, self.world.readings, "reading"),
            *self._what_if("question.change", question.change),
            *(fault for removal in question.removals for fault in self._what_if("question.removals", removal)),
        ]
        yield from names
        if names:
            return
        try:
            answer = answer_question(self.world, question)
        except LinkageError as error:
            yield BadTableError(
                self._place("question"), f"no answer: {first_line(error)}", "a question the engine answers"
            )
            return
        if len({choice.id for choice in answer.choices}) != len(answer.choices):
            yield BadTableError(self._place("question"), "one choice twice", "each choice once")

    def _puzzle(self, puzzle: LessonPuzzle) -> Iterator[FaultError]:
        names = list(self._known_names("puzzle.protect", [puzzle.protect], self.world.services, "service"))
        names += self._known_names("puzzle.keep", puzzle.keep, self.world.services, "service")
        yield from names
        if names:
            return
        try:
            puzzle_view(self.world, puzzle)
        except LinkageError as error:
            yield BadTableError(
                self._place("puzzle"), f"no solution: {first_line(error)}", "a puzzle that can be solved"
            )

    def _discussion(self, discussion: Discussion) -> Iterator[FaultError]:
        names = list(self._known_names("discuss.cards", discussion.cards, self.world.cards, "card"))
        names += self._known_names("discuss.readings", discussion.readings, self.world.readings, "reading")
        yield from names
        if not names and not has_two_sides(viewpoints(self.world, discussion)):
            yield BadTableError(self._place("discuss"), "one side only", "both sides: two cards or readings")
