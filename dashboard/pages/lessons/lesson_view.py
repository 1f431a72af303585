"""Lessons as the screen shows them: all stops with the engine's answers, as plain values. Knows no Dash.

Answers are sent with the lesson, so that a reveal needs no server; a puzzle's solutions are not: answers are run.
"""

from __future__ import annotations

from typing import Any

from dashboard.services.app_context import AppContext
from dashboard.services.recent_values import RecentValues
from dashboard.state.display_names import ENGLISH, NAME_CHOICES, rename_world
from dashboard.state.labels import Labels
from linkage.errors import LinkageError, UsageError
from linkage.lessons import catalogue as bookcase
from linkage.lessons.lesson_answers import answer_question
from linkage.lessons.lesson_model import Discussion, Lesson, LessonPuzzle, LessonQuestion, LessonStop, View
from linkage.lessons.puzzle_view import check_answer, puzzle_view
from linkage.lessons.viewpoints import viewpoints
from linkage.world.model import World

Json = dict[str, Any]


class LessonView:
    """The bundled lessons, and those that were worked out lately. Safe from many threads."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self._lessons: RecentValues[tuple[str, str], Json] = RecentValues()

    def listed(self, labels: Labels) -> list[Json]:
        """The lessons to choose from, by world."""
        lessons = [bookcase.load(each) for each in bookcase.paths()]
        titles = self.context.worlds.titles
        return [
            {
                "id": each.id,
                "title": each.title,
                "world": titles.get(each.world, each.world),
                "minutes": labels("lessons.minutes", minutes=each.minutes),
            }
            for each in lessons
            if each.world in titles
        ]

    def lesson(self, name: str) -> Lesson:
        """A bundled lesson; an address never names a file.

        Raises:
            LinkageError: there is no such lesson.
        """
        paths = bookcase.paths()
        return bookcase.load(name) if name in paths else bookcase.load(bookcase.find(_safe(name)))

    def json(self, lesson: Lesson, names: str = ENGLISH) -> Json:
        """A lesson with all its answers, in names as they are to be shown; worked out once."""
        return self._lessons.get_or_make((lesson.id, names), lambda: self._json(lesson, names))

    def _json(self, lesson: Lesson, names: str) -> Json:
        world = rename_world(self.context.worlds.world(lesson.world), names)
        return {
            "id": lesson.id,
            "title": lesson.title,
            "about": lesson.about,
            "stops": [_stop(world, stop) for stop in lesson.stops],
        }

    def tried(self, given: object) -> Json:
        """What became of the removals that somebody tried: `{"lesson", "part", "answer"}` in, a verdict out."""
        if not isinstance(given, dict):
            raise UsageError("An answer names its lesson, its step and its removals.")
        lesson = self.lesson(str(given.get("lesson", ""))[:80])
        part, answer = given.get("part"), str(given.get("answer", ""))[:2000]
        stop = lesson.stops[part - 1] if type(part) is int and 1 <= part <= len(lesson.stops) else None
        if stop is None or stop.puzzle is None:
            raise UsageError(f"Step {part} of '{lesson.title}' is no puzzle.")
        names = next((names for names in NAME_CHOICES if names == given.get("names")), ENGLISH)
        verdict = check_answer(rename_world(self.context.worlds.world(lesson.world), names), stop.puzzle, answer)
        return {
            "lesson": lesson.id,
            "part": part,
            "answer": answer,
            "solved": verdict.solved,
            "sentence": verdict.sentence,
        }


def _safe(name: str) -> str:
    """A name that can't be a path."""
    return name.replace("/", " ").replace("\\", " ").removesuffix(".toml")


def _stop(world: World, stop: LessonStop) -> Json:
    made: Json = {"say": stop.say, "note": stop.note, "view": _view(stop.view)}
    if stop.question:
        made["question"] = _question(world, stop.question)
    if stop.puzzle:
        made["puzzle"] = _puzzle(world, stop.puzzle)
    if stop.discuss:
        made["discuss"] = _talk(world, stop.discuss)
    return made


def _view(view: View) -> Json:
    return {"path": "/" if view.page == "stage" else f"/{view.page}", "parts": dict(view.parts)}


def _question(world: World, asked: LessonQuestion) -> Json:
    """A question with its choices and answer; in a world where it has none, the sentence that says why."""
    try:
        found = answer_question(world, asked)
    except LinkageError as error:
        return {"ask": asked.ask, "cannot": str(error)}
    return {
        "ask": found.ask,
        "several": found.several,
        "choices": [choice.label for choice in found.choices],
        "right": [place for place, choice in enumerate(found.choices) if choice.id in found.right],
        "because": list(found.because),
        "command": found.command,
    }


def _puzzle(world: World, riddle: LessonPuzzle) -> Json:
    try:
        found = puzzle_view(world, riddle)
    except LinkageError as error:
        return {"ask": riddle.ask, "cannot": str(error)}
    return {
        "ask": found.ask,
        "task": found.task,
        "most": found.most,
        "choices": [[choice.id, choice.label] for choice in found.choices],
        "hints": list(found.hints),
        "command": found.command,
    }


def _talk(world: World, talk: Discussion) -> Json:
    found = [
        {
            "title": side.title,
            "says": side.says,
            "quotes": [[quote.text, quote.seen, quote.source] for quote in side.quotes],
            "whatIf": side.what_if,
        }
        for side in viewpoints(world, talk)
    ]
    return {"ask": talk.ask, "sides": found}
