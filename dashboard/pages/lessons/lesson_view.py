"""Lessons as the Lessons page shows them: all stops with the engine's answers, as plain values. Knows no Dash.

Answers are sent with the lesson, so that a reveal needs no server; a puzzle's solutions are not: answers are run.
"""

from __future__ import annotations

from typing import Any

from dashboard.services.app_context import AppContext
from dashboard.services.recent_values import RecentValues
from dashboard.state.display_names import NAME_CHOICES, rename_world
from dashboard.state.labels import Labels
from linkage.drawing.effect_language import ENGLISH
from linkage.errors import LinkageError, UsageError
from linkage.lessons import catalogue
from linkage.lessons.lesson_answers import answer_question
from linkage.lessons.lesson_model import Discussion, Lesson, LessonPuzzle, LessonQuestion, LessonStop, View
from linkage.lessons.puzzle_view import check_answer, puzzle_view
from linkage.lessons.step_map import lit_after
from linkage.lessons.viewpoints import viewpoints
from linkage.world.model import World

Json = dict[str, Any]


class LessonView:
    """The bundled lessons; those computed last are kept. Safe from many threads."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self._lessons: RecentValues[tuple[str, str], Json] = RecentValues()

    def lesson_choices(self, labels: Labels) -> list[Json]:
        """The lessons to choose from, by world."""
        lessons = [catalogue.load(lesson_id) for lesson_id in catalogue.paths()]
        titles = self.context.worlds.titles
        return [
            {
                "id": lesson.id,
                "title": lesson.title,
                "world": titles.get(lesson.world, lesson.world),
                "minutes": labels("lessons.minutes", minutes=lesson.minutes),
            }
            for lesson in lessons
            if lesson.world in titles
        ]

    def lesson(self, name: str) -> Lesson:
        """A bundled lesson; an address never names a file.

        Raises:
            LinkageError: there is no such lesson.
        """
        paths = catalogue.paths()
        return catalogue.load(name) if name in paths else catalogue.load(catalogue.find(_safe(name)))

    def json(self, lesson: Lesson, names: str = ENGLISH) -> Json:
        """A lesson with all its answers, in names as they are to be shown; computed once."""
        return self._lessons.get_or_make((lesson.id, names), lambda: self._json(lesson, names))

    def world(self, lesson: Lesson, names: str = ENGLISH) -> World:
        """The world of a lesson, in names as they are to be shown."""
        return rename_world(self.context.worlds.world(lesson.world), names)

    def _json(self, lesson: Lesson, names: str) -> Json:
        world = self.world(lesson, names)
        return {
            "id": lesson.id,
            "title": lesson.title,
            "about": lesson.about,
            "stops": [_stop(world, stop) for stop in lesson.stops],
        }

    def check_removals(self, attempt: object) -> Json:
        """The verdict on the removals that a student tried; the attempt is `{"lesson", "part", "answer"}`."""
        if not isinstance(attempt, dict):
            raise UsageError("An answer names its lesson, its step and its removals.")
        lesson = self.lesson(str(attempt.get("lesson", ""))[:80])
        part, answer = attempt.get("part"), str(attempt.get("answer", ""))[:2000]
        stop = lesson.stops[part - 1] if type(part) is int and 1 <= part <= len(lesson.stops) else None
        if stop is None or stop.puzzle is None:
            raise UsageError(f"Step {part} of '{lesson.title}' is no puzzle.")
        names = next((names for names in NAME_CHOICES if names == attempt.get("names")), ENGLISH)
        world = self.world(lesson, names)
        verdict = check_answer(world, stop.puzzle, answer)
        lit = lit_after(world, stop.puzzle, answer)
        return {
            "lesson": lesson.id,
            "part": part,
            "answer": answer,
            "solved": verdict.solved,
            "sentence": verdict.sentence,
            "lights": {part: list(classes) for part, classes in lit.items()},
        }


def _safe(name: str) -> str:
    """A name that can't be a path."""
    return name.replace("/", " ").replace("\\", " ").removesuffix(".toml")


def _stop(world: World, stop: LessonStop) -> Json:
    entry: Json = {"say": stop.say, "note": stop.note, "view": _view(stop.view)}
    if stop.view_before != stop.view:
        entry["viewBefore"] = _view(stop.view_before)
    if stop.question:
        entry["question"] = _question(world, stop.question)
    if stop.puzzle:
        entry["puzzle"] = _puzzle(world, stop.puzzle)
    if stop.discuss:
        entry["discuss"] = _discussion(world, stop.discuss)
    return entry


def _view(view: View) -> Json:
    return {"path": "/" if view.page == "stage" else f"/{view.page}", "parts": dict(view.parts)}


def _question(world: World, question: LessonQuestion) -> Json:
    """A question with its choices and answer; in a world where it has none, the sentence that says why."""
    try:
        shown_question = answer_question(world, question)
    except LinkageError as error:
        return {"ask": question.ask, "cannot": str(error)}
    return {
        "ask": shown_question.ask,
        "several": shown_question.several,
        "choices": [choice.label for choice in shown_question.choices],
        "right": [place for place, choice in enumerate(shown_question.choices) if choice.id in shown_question.right],
        "misread": [choice.misread for choice in shown_question.choices],
        "because": shown_question.because,
        "details": list(shown_question.details),
        "hints": list(shown_question.hints),
        "command": shown_question.command,
    }


def _puzzle(world: World, puzzle: LessonPuzzle) -> Json:
    try:
        shown_puzzle = puzzle_view(world, puzzle)
    except LinkageError as error:
        return {"ask": puzzle.ask, "cannot": str(error)}
    return {
        "ask": shown_puzzle.ask,
        "task": shown_puzzle.task,
        "most": shown_puzzle.most,
        "choices": [[choice.id, choice.label] for choice in shown_puzzle.choices],
        "hints": list(shown_puzzle.hints),
        "because": shown_puzzle.because,
        "command": shown_puzzle.command,
    }


def _discussion(world: World, discussion: Discussion) -> Json:
    sides = [
        {
            "title": side.title,
            "says": side.says,
            "quotes": [[quote.text, quote.seen, quote.source] for quote in side.quotes],
            "whatIf": side.what_if,
        }
        for side in viewpoints(world, discussion)
    ]
    return {"ask": discussion.ask, "sides": sides}
