"""The lessons of a world as data for the book: each stop with its task, and what folds open below it: answer and notes.

Every answer is the engine's, found when the book is made. A lesson that this edition of its world can't answer says so.
"""

from __future__ import annotations

from typing import Any

from linkage.book.book_places import BookPlaces
from linkage.errors import LinkageError
from linkage.lessons import catalogue
from linkage.lessons.lesson_answers import answer_question
from linkage.lessons.lesson_case import Choice, LessonAnswer
from linkage.lessons.lesson_model import Lesson, LessonStop
from linkage.lessons.puzzle_view import PuzzleView, puzzle_view
from linkage.lessons.view_check import first_line
from linkage.lessons.viewpoints import Viewpoint, viewpoints
from linkage.world.model import World

Json = dict[str, Any]


def book_lessons(world: World, places: BookPlaces) -> list[Json]:
    """The bundled lessons of a world, in the order of their ids."""
    lessons = [catalogue.load(name) for name in catalogue.paths()]
    return [_lesson(world.everything, lesson, places) for lesson in lessons if lesson.world == world.id]


def _lesson(world: World, lesson: Lesson, places: BookPlaces) -> Json:
    head = {"id": lesson.id, "title": lesson.title, "about": lesson.about, "minutes": lesson.minutes}
    try:
        return {**head, "stops": [_stop(world, lesson, stop, places) for stop in lesson.stops], "cannot": ""}
    except LinkageError as error:
        return {**head, "stops": [], "cannot": first_line(error)}


def _stop(world: World, lesson: Lesson, stop: LessonStop, places: BookPlaces) -> Json:
    """One stop: its sentence, its note, where the book shows it, and its task if it has one."""
    tasks: Json = {"question": None, "puzzle": None, "discussion": None}
    if stop.question:
        tasks["question"] = _question(answer_question(world, stop.question))
    if stop.puzzle:
        is_counted = stop.puzzle.protect in lesson.counted_services
        tasks["puzzle"] = _puzzle(puzzle_view(world, stop.puzzle), is_counted)
    if stop.discuss:
        sides = [_side(side) for side in viewpoints(world, stop.discuss)]
        tasks["discussion"] = {"ask": stop.discuss.ask, "sides": sides}
    return {
        "say": stop.say,
        "note": stop.note,
        "place": places.place(stop.view_before),
        "after": places.place(stop.view),
        "address": stop.view.address,
        **tasks,
    }


def _question(answer: LessonAnswer) -> Json:
    return {
        "ask": answer.ask,
        "several": answer.several,
        "choices": _choices(answer.choices),
        "right": list(answer.right),
        "answer": answer.answer,
        "because": answer.because,
        "details": list(answer.details),
        "hints": list(answer.hints),
        "command": answer.command,
    }


def _puzzle(puzzle: PuzzleView, is_counted: bool) -> Json:
    labels = {choice.id: choice.label for choice in puzzle.choices}
    return {
        "ask": puzzle.ask,
        "task": puzzle.task_without_number if is_counted else puzzle.task,
        "choices": _choices(puzzle.choices),
        "hints": list(puzzle.hints),
        "solutions": [[labels.get(removal, removal) for removal in solution] for solution in puzzle.solutions],
        "more": puzzle.more,
        "because": puzzle.because,
        "command": puzzle.command,
    }


def _choices(choices: tuple[Choice, ...]) -> list[list[str]]:
    """Choices as their ids, texts, and of a wrong one the misreading that leads to it."""
    return [[choice.id, choice.label, choice.misread] for choice in choices]


def _side(side: Viewpoint) -> Json:
    quotes = [[quote.text, quote.source, quote.seen] for quote in side.quotes]
    return {"title": side.title, "says": side.says, "quotes": quotes, "what_if": side.what_if}
