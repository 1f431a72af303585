"""Checking a tour against its worlds: every stop's address answers, and no sentence contradicts what it shows.

Lists every fault at once, with file, row, column, found, expected and the nearest name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from linkage.answers.spread_question import Answer
from linkage.errors import BadTableError, BadWorldError, FaultError, LinkageError, Place, UnknownNameError, nearest
from linkage.lessons import catalogue
from linkage.lessons.lesson_model import Lesson, View
from linkage.lessons.view_check import ViewCheck, first_line
from linkage.tours.tour_file import read_tour
from linkage.tours.tour_model import Tour, TourStop
from linkage.vocabulary import count_of
from linkage.world.model import World

Load = Callable[[str], World]
"""Gives a world by its name; its `LinkageError` is a fault of the tour."""

_WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_SERVICES = re.compile(rf"\b(\d+|{'|'.join(_WORDS)})\b(?: of (?:the )?(\d+))? services?\b", re.IGNORECASE)


class TourCheck(NamedTuple):
    """The result of checking a tour's file: the tour (None where it can't be read), and its faults."""

    path: Path
    tour: Tour | None
    faults: tuple[FaultError, ...]


def check_tour(path: Path, load: Load) -> TourCheck:
    """A tour's file, checked."""
    try:
        tour = read_tour(path)
    except BadWorldError as error:
        return TourCheck(path, None, tuple(error.faults()))
    return TourCheck(path, tour, tuple(tour_faults(tour, load)))


def tour_faults(tour: Tour, load: Load) -> Iterator[FaultError]:
    """The faults of a tour, stop by stop, and those of what is worth a try after it."""
    for stop in tour.stops:
        yield from stop_faults(tour, stop, load)
    for link in tour.end.tries:
        yield from _StopCheck(f"{tour.id}.toml", TourStop("", link.view), "end.try.at, ", load).faults()


def stop_faults(tour: Tour, stop: TourStop, load: Load) -> list[FaultError]:
    """The faults of one stop."""
    return list(_StopCheck(f"{tour.id}.toml", stop, "at, ", load).faults())


def services_said(sentence: str) -> list[int]:
    """The numbers of services that a sentence names, in digits or in words.

    >>> services_said("15 of 25 services close, and then one service more.")
    [15, 25, 1]
    """
    found = [number for match in _SERVICES.finditer(sentence) for number in match.groups() if number]
    return [int(number) if number.isdigit() else _WORDS.index(number.lower()) for number in found]


def closed_services(answer: Answer, waves: int) -> int:
    """How many services are closed to the subject once so many waves are told."""
    told = {step.id for wave in answer.spread.waves[:waves] for step in wave}
    effects = tuple(effect for effect in answer.spread.effects if effect.step in told)
    return len(replace(answer.spread, effects=effects).closed(answer.subject))


@dataclass(frozen=True)
class _StopCheck:
    """Checks one stop; `column` leads to its address in the file's words."""

    file: str
    stop: TourStop
    column: str
    load: Load

    @property
    def view(self) -> View:
        return self.stop.view

    @cached_property
    def parts(self) -> dict[str, str]:
        return dict(self.view.parts)

    def place(self, name: str) -> Place:
        return Place(self.file, self.stop.row, self.column + name)

    def faults(self) -> Iterator[FaultError]:
        if self.parts.get("lesson"):
            yield from self._lesson()
        try:
            world = self.load(self.parts["world"]).everything
        except LinkageError as error:
            yield BadTableError(self.place("world"), f"'{self.parts['world']}': {first_line(error)}", "a world")
            return
        check = ViewCheck(self.file, self.stop.row, self.column, world, self.view)
        faults = list(check.faults())
        yield from faults
        if not faults and self.view.page != "lessons":
            yield from self._walk(check.answer)
            yield from self._sentence(check, check.answer)

    def _lesson(self) -> Iterator[FaultError]:
        known = catalogue.paths()
        name = self.parts["lesson"]
        if name not in known:
            yield UnknownNameError(self.place("lesson"), f"'{name}'", "a lesson", nearest(name, known))
            return
        lesson: Lesson = catalogue.load(name)
        if int(self.parts.get("part", 1)) > len(lesson.stops):
            yield BadTableError(
                self.place("part"), self.parts["part"], f"at most {len(lesson.stops)}, the lesson's steps"
            )

    def _walk(self, answer: Answer) -> Iterator[FaultError]:
        """A fault where a walk on the stage would lead beyond the last wave."""
        most = len(answer.spread.waves) - self._wave
        if self.view.page == "stage" and self.stop.walk > most:
            found, expected = f"walk = {self.stop.walk}", f"at most {most}, the waves that are left"
            yield BadTableError(Place(self.file, self.stop.row, "walk"), found, expected)

    @property
    def _wave(self) -> int:
        return int(self.parts.get("wave", 0))

    def _sentence(self, check: ViewCheck, answer: Answer) -> Iterator[FaultError]:
        """A fault for each number of services that the sentence names and the stop doesn't show."""
        shown = self._counts(check, answer)
        for number in services_said(self.stop.say):
            if number not in shown:
                expected = " or ".join(map(str, sorted(shown)))
                place = Place(self.file, self.stop.row, "say")
                yield BadTableError(place, count_of(number, "service"), f"{expected}: what is shown there")

    def _counts(self, check: ViewCheck, answer: Answer) -> set[int]:
        """The numbers of services that a sentence may name there: closed, newly closed, open again, and all."""
        total = len(answer.world.doors)
        if self.view.page != "stage":
            before = ViewCheck("", None, "", check.world, _unchanged(self.view)).answer
            closed = {len(each.spread.closed(each.subject)) for each in (answer, before)}
            return closed | {total, max(closed) - min(closed)}
        waves = range(max(0, self._wave - 1), self._wave + self.stop.walk + 1)
        counts = [closed_services(answer, wave) for wave in waves]
        shown = counts[1:] if self._wave else counts
        newly = {after - before for before, after in pairwise(counts)}
        return set(shown) | newly | {total} | {total - count for count in shown}


def _unchanged(view: View) -> View:
    """The same view without its what-if, except for a reading."""
    kept = [(name, value) for name, value in view.parts if name != "what-if"]
    first = dict(view.parts).get("what-if", "").partition(",")[0]
    reading = [("what-if", first)] if first.startswith("reading:") else []
    return View(view.page, tuple(kept + reading))
