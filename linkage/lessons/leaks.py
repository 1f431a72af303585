"""Leaks: what a lesson shows before a question is answered and what would answer it, as faults with their places.

Looked at is everything that pupils can read up to a question: the title, what the lesson is about, the sentences, asks
and choices of its own and of earlier steps, what earlier answers tell, and what the maps light. The teacher's notes are
not. Which words give an answer away is said here for each kind of question; a hint in other words is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from linkage.answers.sentences import number_word
from linkage.errors import BadTableError, LinkageError, Place
from linkage.lessons.lesson_answers import NONE, answer_question
from linkage.lessons.lesson_case import LessonAnswer
from linkage.lessons.lesson_model import Lesson, LessonQuestion, LessonStop
from linkage.lessons.puzzle_view import puzzle_view
from linkage.lessons.step_map import step_map
from linkage.world.model import World
from linkage.world.what_if.parser import parse


class ShownText(NamedTuple):
    """A text that pupils read before a question is answered, and where it stands in the lesson's file.

    What an earlier answer tells is about something else; only its figures can be those that are asked for.
    """

    place: Place
    text: str
    is_answer: bool = False


_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "fewest": r"(?:links?|columns?|cuts?|removals?|changes?)",
        "how-many-closed": r"(?:services?|doors?)",
        "how-many-on-day": r"(?:services?|doors?)",
    }
)
"""What a number counts that answers a kind of question."""

_TELLING: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("whom", "wrong"): ("wrong person", "wrong people", "wrong match", "somebody else", "someone else", "stranger"),
        ("whom", NONE): ("nobody is refused", "closed to nobody"),
        ("what-changes", "nothing"): (
            "nothing changes",
            "changes nothing",
            "nothing at all changes",
            "when they don't",
        ),
        ("what-changes", "fewer"): ("fewer services", "services open again"),
        ("what-changes", "more"): ("more services",),
        ("what-changes", "same"): ("the same services close",),
        ("until", ""): (
            "still refused",
            "still closed",
            "goes on closing",
            "stays closed",
            "keeps which of them closed",
        ),
        ("how-many-on-day", ""): ("still refused", "still closed", "goes on closing", "stays closed"),
    }
)
"""Kind of question and right choice (blank: any) → phrases that give it away."""


def leaks(lesson: Lesson, world: World) -> Iterator[BadTableError]:
    """A fault for each text or map of a lesson that gives a later answer away."""
    yield from _LeakFinder(lesson, world.everything).faults()


@dataclass(frozen=True)
class _LeakFinder:
    """Finds the leaks of one lesson."""

    lesson: Lesson
    world: World

    def faults(self) -> Iterator[BadTableError]:
        for index, answer in self.answers.items():
            question = self.lesson.stops[index].question
            if question is None:
                continue
            for shown in self.texts_before(index):
                phrases = self.figures(question, answer) + ([] if shown.is_answer else self.words(question, answer))
                found = next(filter(None, (phrase.search(shown.text) for phrase in phrases)), None)
                if found:
                    yield self._fault(shown.place, index, f"“{found[0]}”")
            yield from self._telling_views(index, answer)
            yield from self._telling_maps(index, question, answer)
            if _is_every_choice(answer):
                place = self._place(self.lesson.stops[index], "question")
                yield BadTableError(place, "every choice is right", "a choice that a misreading would lead to")

    @cached_property
    def answers(self) -> dict[int, LessonAnswer]:
        """The answers of the lesson's questions, by the index of their steps; those without one are other faults."""
        answers = {}
        for index, stop in enumerate(self.lesson.stops):
            if stop.question:
                try:
                    answers[index] = answer_question(self.world, stop.question)
                except LinkageError:
                    continue
        return answers

    # -- what is shown

    def texts_before(self, last: int) -> Iterator[ShownText]:
        """All that is read before the question of a step is answered."""
        file = f"{self.lesson.id}.toml"
        yield ShownText(Place(file, None, "title"), self.lesson.title)
        yield ShownText(Place(file, None, "about"), self.lesson.about)
        for index, stop in enumerate(self.lesson.stops[: last + 1]):
            yield ShownText(self._place(stop, "say"), stop.say)
            if stop.question:
                yield ShownText(self._place(stop, "question.ask"), stop.question.ask)
            if stop.question and index < last and index in self.answers:
                told = self.answers[index]
                reasons = (choice.misread for choice in told.choices)
                yield ShownText(self._place(stop, "question"), " ".join((told.because, *told.details, *reasons)), True)
            if stop.puzzle:
                yield ShownText(self._place(stop, "puzzle"), self._puzzle_text(stop))

    def _puzzle_text(self, stop: LessonStop) -> str:
        """What a puzzle's step shows before it is solved."""
        if stop.puzzle is None:
            return ""
        try:
            return f"{stop.puzzle.ask} {puzzle_view(self.world, stop.puzzle).task}"
        except LinkageError:
            return stop.puzzle.ask

    # -- what tells

    def figures(self, question: LessonQuestion, answer: LessonAnswer) -> list[re.Pattern[str]]:
        """The figures that give an answer away: a number with what it counts, a day."""
        numbers = [int(right) for right in answer.right if right.isdigit()]
        if question.kind == "until":
            return [_words(f"day {number}") for number in numbers]
        return [_counted(number, _UNITS[question.kind]) for number in numbers if question.kind in _UNITS]

    def words(self, question: LessonQuestion, answer: LessonAnswer) -> list[re.Pattern[str]]:
        """The words that give an answer away."""
        kind = question.kind
        phrases = [_words(phrase) for right in (*answer.right, "") for phrase in _TELLING.get((kind, right), ())]
        if kind == "rests-on":
            phrases += [re.compile(rf"weakest[^.]*\b{right}\b", re.IGNORECASE) for right in answer.right]
        if kind in ("which-alone", "which-reading") and answer.right != (NONE,):
            phrases += [_words(name) for right in answer.right for name in self._names(question, right, answer)]
        return phrases

    def _names(self, question: LessonQuestion, right: str, answer: LessonAnswer) -> list[str]:
        """What a right removal or reading is called: its label, and of an identifier its name with a verb."""
        labels = [choice.label for choice in answer.choices if choice.id == right]
        if question.kind == "which-reading":
            return labels if len(answer.right) < len(question.readings) else []
        verbs = ("without the", "drop the", "remove the", "take away the", "no")
        dropped = [part.partition(":")[2] for part in right.split(",") if part.startswith("drop:")]
        known = self.world.identifiers
        return labels + [f"{verb} {known[id_].name}" for id_ in dropped if id_ in known for verb in verbs]

    def _telling_views(self, last: int, answer: LessonAnswer) -> Iterator[BadTableError]:
        """Views of earlier steps that show the world under a right removal."""
        question = self.lesson.stops[last].question
        if question is None or question.kind != "which-alone" or answer.right == (NONE,):
            return
        for stop in self.lesson.stops[: last + 1]:
            shown = dict(stop.view_before.parts).get("what-if", "")
            changes = {intervention.text for intervention in parse(shown, self.world)} if shown else set()
            for right in answer.right:
                if {intervention.text for intervention in parse(right, self.world)} <= changes:
                    yield self._fault(self._place(stop, "view.what-if"), last, f"the right removal, {right}")

    def _telling_maps(self, last: int, question: LessonQuestion, answer: LessonAnswer) -> Iterator[BadTableError]:
        """Maps before the answer that show what is closed, where the question asks for that."""
        if question.kind not in ("which-closed", "how-many-closed"):
            return
        asked = set(answer.right) if question.kind == "which-closed" else set()
        for index, stop in enumerate(self.lesson.stops[: last + 1]):
            lit = self._lit_services(index, stop, before=index == last, question=question)
            if question.kind == "how-many-closed" and answer.right == (str(len(lit)),) and lit:
                yield self._fault(self._place(stop, "view"), last, "a map that shows all of them")
            if asked and asked & lit:
                yield self._fault(self._place(stop, "view"), last, f"a map that shows {', '.join(sorted(asked & lit))}")

    def _lit_services(self, index: int, stop: LessonStop, before: bool, question: LessonQuestion) -> set[str]:
        """The closed services that a step's map shows, of the same record; of the question's own step before it."""
        task = stop.question or stop.puzzle
        parts = dict(stop.view.parts)
        story = task.selection.story or task.selection.record if task else parts.get("story") or parts.get("record", "")
        if story != (question.selection.story or question.selection.record):
            return set()
        try:
            shown = step_map(self.world, stop)
        except LinkageError:
            return set()
        lights = shown.lights if before else shown.lights_after
        return {
            part.partition(":")[2]
            for part, classes in lights.items()
            if part.startswith("service:") and {"refuse", "closed"} & set(classes)
        }

    # -- faults

    def _place(self, stop: LessonStop, column: str) -> Place:
        return Place(f"{self.lesson.id}.toml", stop.row, column)

    def _fault(self, place: Place, last: int, found: str) -> BadTableError:
        stop = self.lesson.stops[last]
        return BadTableError(place, found, f"nothing that answers the question in row {stop.row} before it is answered")


def _is_every_choice(answer: LessonAnswer) -> bool:
    return {choice.id for choice in answer.choices} - {NONE} <= set(answer.right)


def _words(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase.rstrip('.'))}(?!\w)", re.IGNORECASE)


def _counted(number: int, unit: str) -> re.Pattern[str]:
    """A number, in digits or as a word, with what it counts at most two words on."""
    said = "|".join(dict.fromkeys((str(number), re.escape(number_word(number)))))
    return re.compile(rf"(?<![\w,])(?:{said})(?:\s+\w+){{0,2}}?\s+{unit}\b", re.IGNORECASE)
