"""The map beside a lesson's step, asked for when the step is shown: in two sizes, with lights and what can be cut."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from dashboard.pages.lessons.lesson_view import LessonView
from dashboard.services.recent_values import RecentValues
from dashboard.state.display_names import NAME_CHOICES
from linkage.drawing.effect_language import ENGLISH
from linkage.drawing.layout.geometry import Canvas
from linkage.errors import LinkageError
from linkage.lessons.lesson_answers import answer_question
from linkage.lessons.lesson_model import Lesson, LessonStop
from linkage.lessons.puzzle_view import puzzle_view
from linkage.lessons.step_map import Lights, step_map
from linkage.world.model import World

PATH = "/_lesson-map"

BESIDE_QUESTION = Canvas(1010, 790, (30, 27, 25, 23, 21, 19.5, 18.1, 16.5, 15.2, 14.1))
"""The room right of the question in a 1920x1080 window."""

SMALL = Canvas(690, 500, (22, 20, 18.5, 17, 15.5, 14.1, 13.1))
"""The same in a window of 1280x720, and below the question on a phone."""

Json = dict[str, Any]


class LessonMaps:
    """The maps of the steps of lessons; those made last are kept. Safe from many threads."""

    def __init__(self, lesson_view: LessonView) -> None:
        self._lesson_view = lesson_view
        self._maps: RecentValues[tuple[str, int, str], Json] = RecentValues(64)

    def response(self) -> Response:
        """The map that a request names, as JSON; a line that says what is wrong where there is none."""
        try:
            lesson = self._lesson_view.lesson(request.args.get("lesson", "")[:80])
            part = request.args.get("part", "")
            number = int(part) if part.isascii() and part.isdigit() and len(part) < 4 else 0
            names = request.args.get("names", "")
            return jsonify(self.json(lesson, number, names if names in NAME_CHOICES else ENGLISH))
        except LinkageError as error:
            return Response(f"{error}\n", status=409, mimetype="text/plain")

    def json(self, lesson: Lesson, part: int, names: str = ENGLISH) -> Json:
        """The map of a step, from 1.

        Raises:
            LinkageError: there is no such step, or it has no answer in this world.
        """
        if not 1 <= part <= len(lesson.stops):
            raise LinkageError(f"'{lesson.title}' has {len(lesson.stops)} steps, from 1; there is no step {part}.")
        key = (lesson.id, part, names)
        return self._maps.get_or_make(key, lambda: self._json(lesson, lesson.stops[part - 1], names))

    def _json(self, lesson: Lesson, stop: LessonStop, names: str) -> Json:
        world = self._lesson_view.world(lesson, names)
        shown = step_map(world, stop)
        draw = self._lesson_view.context.maps.draw
        places = {choice: place for place, choice in enumerate(_choices(world, stop))}
        return {
            "before": [draw(shown.scene, canvas) for canvas in (BESIDE_QUESTION, SMALL)],
            "after": [draw(shown.scene_after, canvas) for canvas in (BESIDE_QUESTION, SMALL)]
            if shown.scene_after != shown.scene
            else None,
            "lights": lights_json(shown.lights),
            "lightsAfter": lights_json(shown.lights_after),
            "picks": {part: [places[choice] for choice in choices] for part, choices in shown.picks.items()},
        }


def _choices(world: World, stop: LessonStop) -> list[str]:
    """The ids of a step's choices, in their order."""
    if stop.question:
        return [choice.id for choice in answer_question(world, stop.question).choices]
    return [choice.id for choice in puzzle_view(world, stop.puzzle).choices] if stop.puzzle else []


def lights_json(lights: Lights) -> dict[str, list[str]]:
    """Lights as a script takes them: data-id → classes."""
    return {part: list(classes) for part, classes in lights.items()}
