"""Every lesson held against its world: names, what-ifs, views, and whether each question and puzzle has an answer.

Lists every fault at once, with file, row, column, found, expected and the nearest name. Nothing is shown to pupils
that was not run here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from linkage.answers.spread_question import ask
from linkage.errors import BadTableError, BadWorldError, FaultError, LinkageError, Place, UnknownNameError, nearest
from linkage.lessons.lesson_answers import reveal
from linkage.lessons.lesson_file import read
from linkage.lessons.lesson_model import Lesson, Predict, PuzzleStop, Stop, Talk, Whose
from linkage.lessons.puzzle_view import pose
from linkage.lessons.viewpoints import balanced, sides
from linkage.world.model import World
from linkage.world.what_if.parser import check_text


class Checked(NamedTuple):
    """A lesson file, what it says (None where it can't be read), and its faults."""

    path: Path
    lesson: Lesson | None
    faults: tuple[FaultError, ...]


def check(path: Path, load: Callable[[str], World]) -> Checked:
    """One lesson file, held against the world that it names.

    Args:
        load: gives a world by its name; a `LinkageError` is one of the lesson's faults.
    """
    try:
        lesson = read(path)
    except BadWorldError as error:
        return Checked(path, None, tuple(error.faults()))
    try:
        world = load(lesson.world)
    except LinkageError as error:
        fault = BadTableError(Place(path.name, None, "world"), f"'{lesson.world}': {_first(error)}", "a world")
        return Checked(path, lesson, (fault,))
    return Checked(path, lesson, tuple(faults(lesson, world)))


def faults(lesson: Lesson, world: World) -> Iterator[FaultError]:
    """What is wrong with a lesson in a world."""
    for stop in lesson.stops:
        yield from _Linter(f"{lesson.id}.toml", world.everything, stop).faults()


@dataclass(frozen=True)
class _Linter:
    """One stop."""

    file: str
    world: World
    stop: Stop

    def faults(self) -> Iterator[FaultError]:
        found = list(self._view())
        if self.stop.question:
            found += self._asked("question", self.stop.question.whose) or list(self._question(self.stop.question))
        if self.stop.puzzle:
            found += self._asked("puzzle", self.stop.puzzle.whose) or list(self._puzzle(self.stop.puzzle))
        if self.stop.discuss:
            found += self._talk(self.stop.discuss)
        yield from found

    def _place(self, column: str) -> Place:
        return Place(self.file, self.stop.row, column)

    def _known(self, column: str, names: Iterable[str], known: Iterable[str], what: str) -> Iterator[FaultError]:
        listed = sorted(known)
        for each in names:
            if each and each not in listed:
                near = nearest(each, listed)
                yield UnknownNameError(self._place(column), f"'{each}'", f"a {what} of '{self.world.id}'", near)

    def _readable(self, column: str, what_if: str) -> Iterator[FaultError]:
        for found, expected, near in check_text(what_if, self.world):
            yield BadTableError(self._place(column), found, expected, near)

    def _view(self) -> Iterator[FaultError]:
        parts = dict(self.stop.view.parts)
        yield from self._known("view.story", [parts.get("story", "")], self.world.stories, "story")
        yield from self._known("view.record", [parts.get("record", "")], self.world.record_kinds, "record kind")
        for name in ("what-if", "beside"):
            yield from self._readable(f"view.{name}", parts.get(name, ""))
        why = parts.get("why", "")
        if "@" not in why:  # or it names a rule, and whom that falls on
            yield from self._known("view.why", [why], self.world.services, "service")
        if "wave" in parts:
            yield from self._wave(parts)

    def _wave(self, parts: dict[str, str]) -> Iterator[FaultError]:
        """A wave that the spread doesn't have would show the last one, and nobody would notice."""
        whose = Whose(*(parts.get(name, "") for name in ("story", "record", "resident", "what-if")))
        try:
            waves = len(ask(self.world, whose.question()).spread.waves)
        except LinkageError:
            return  # said already, or said by the question
        if int(parts["wave"]) > waves:
            yield BadTableError(self._place("view.wave"), parts["wave"], f"at most {waves}, the waves of this spread")

    def _asked(self, column: str, whose: Whose) -> list[FaultError]:
        found = list(self._known(f"{column}.story", [whose.story], self.world.stories, "story"))
        found += self._known(f"{column}.record", [whose.record], self.world.record_kinds, "record kind")
        found += self._readable(f"{column}.what_if", whose.what_if)
        return found

    def _question(self, asked: Predict) -> Iterator[FaultError]:
        names = [
            *self._known("question.service", [asked.service], self.world.services, "service"),
            *self._known("question.services", asked.services, self.world.services, "service"),
            *self._known("question.readings", asked.readings, self.world.readings, "reading"),
            *self._readable("question.change", asked.change),
            *(fault for each in asked.removals for fault in self._readable("question.removals", each)),
        ]
        yield from names
        if names:
            return
        try:
            found = reveal(self.world, asked)
        except LinkageError as error:
            yield BadTableError(self._place("question"), f"no answer: {_first(error)}", "a question the engine answers")
            return
        if len({choice.id for choice in found.choices}) != len(found.choices):
            yield BadTableError(self._place("question"), "one choice twice", "each choice once")

    def _puzzle(self, asked: PuzzleStop) -> Iterator[FaultError]:
        names = list(self._known("puzzle.protect", [asked.protect], self.world.services, "service"))
        names += self._known("puzzle.keep", asked.keep, self.world.services, "service")
        yield from names
        if names:
            return
        try:
            pose(self.world, asked)
        except LinkageError as error:
            yield BadTableError(self._place("puzzle"), f"no solution: {_first(error)}", "a puzzle that can be solved")

    def _talk(self, asked: Talk) -> Iterator[FaultError]:
        names = list(self._known("discuss.cards", asked.cards, self.world.cards, "card"))
        names += self._known("discuss.readings", asked.readings, self.world.readings, "reading")
        yield from names
        if not names and not balanced(sides(self.world, asked)):
            yield BadTableError(self._place("discuss"), "one side only", "both sides: two cards or readings")


def _first(error: LinkageError) -> str:
    return error.lines()[0] if isinstance(error, BadWorldError) else str(error)
