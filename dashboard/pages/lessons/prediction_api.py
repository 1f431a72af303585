"""Where a class's browsers send what they predict, and where the presenter's asks for the tally.

Only while a class is served (`classroom.Gate` says who sits where), only for questions of the bundled lessons; anything
else is refused with one line. Students hear no count before the presenter has shown the answer. Opens no file but the
bundled lesson's own, once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask, Response, g, jsonify, request

from dashboard.pages.lessons.lesson_view import LessonView
from dashboard.pages.lessons.prediction_tally import Place, PredictionTally
from linkage.lessons import catalogue as bookcase

PREDICT, TALLY, SHOW, BEGIN = "/_class/predict", "/_class/tally", "/_class/show", "/_class/begin"
PRESENTER, STUDENT = "presenter", "student"
_LONGEST_BODY = 2_000
"""Bytes: a question's name and its choices need a hundred."""

Json = dict[str, Any]


class PredictionQuestion(NamedTuple):
    """A question as it was sent to everybody: its words, its choices, and whether several may be chosen."""

    ask: str
    choices: tuple[str, ...]
    several: bool


class Refused(Exception):
    """What is no prediction; its text is answered, with its code."""

    def __init__(self, text: str, code: int = 400) -> None:
        super().__init__(text)
        self.code = code


def seat() -> str:
    """Who asks: the presenter at this machine, a student who gave the class code, or nobody of a class."""
    return str(g.get("seat", ""))


class PredictionApi:
    """The four addresses of the tally, for the lessons that an app teaches."""

    def __init__(self, taught: LessonView, predictions: PredictionTally) -> None:
        self._taught, self._predictions = taught, predictions
        self._known = frozenset(bookcase.paths())
        self._asked: dict[str, dict[int, PredictionQuestion]] = {}

    def install(self, server: Flask) -> None:
        """Stand beside the pages of a server."""
        for path, verb, who, does in (
            (PREDICT, "POST", (STUDENT,), self._predict),
            (SHOW, "POST", (PRESENTER,), self._show),
            (BEGIN, "POST", (PRESENTER,), self._begin),
            (TALLY, "GET", (PRESENTER, STUDENT), self._tally),
        ):
            server.add_url_rule(path, path, _guarded(who, does), methods=[verb])

    def question(self, lesson: object, part: object) -> PredictionQuestion:
        """A question of a bundled lesson, made once.

        Raises:
            Refused: there is none at that place.
        """
        if not isinstance(lesson, str) or lesson not in self._known or type(part) is not int:
            raise Refused("There is no such question.")
        if lesson not in self._asked:
            self._asked[lesson] = _questions(self._taught.json(self._taught.lesson(lesson)))
        if part not in self._asked[lesson]:
            raise Refused("There is no such question.")
        return self._asked[lesson][part]

    def _predict(self) -> Json:
        said = _body()
        asked = self.question(said.get("lesson"), said.get("part"))
        choices = _choices(said.get("choices"), asked)
        visitor = str(g.get("visitor", ""))
        if not visitor:
            raise Refused("This browser came in without a number: give the class code again.", 403)
        return {
            "taken": self._predictions.predict((said["lesson"], said["part"]), len(asked.choices), visitor, choices)
        }

    def _show(self) -> Json:
        said = _body()
        self.question(said.get("lesson"), said.get("part"))
        self._predictions.show((said["lesson"], said["part"]))
        return {}

    def _begin(self) -> Json:
        self._predictions.begin()
        return {}

    def _tally(self) -> Json:
        """Of the question that is named; for the presenter without a name, of the one that was predicted last."""
        place = _named()
        if place is None and seat() == PRESENTER:
            place = self._predictions.latest
            if place is None:
                return {"begun": self._predictions.counted(("", 0), 0).begun}
        if place is None:
            raise Refused("Which question?")
        asked = self.question(*place)
        found = self._predictions.counted(place, len(asked.choices))
        if seat() != PRESENTER and not found.shown:
            return {"shown": False}
        told = {"lesson": place[0], "part": place[1], "ask": asked.ask, "choices": asked.choices}
        return {**told, "counts": found.counts, "visitors": found.visitors, "shown": found.shown, "begun": found.begun}


def _questions(lesson: Json) -> dict[int, PredictionQuestion]:
    """The questions of a lesson as it is sent, by the number of their step."""
    found = {}
    for number, stop in enumerate(lesson["stops"], 1):
        asked = stop.get("question", {})
        if "choices" in asked:
            found[number] = PredictionQuestion(asked["ask"], tuple(asked["choices"]), asked["several"])
    return found


def _named() -> Place | None:
    lesson, part = request.args.get("lesson", ""), request.args.get("part", "")
    if not lesson and not part:
        return None
    if not (part.isascii() and part.isdigit() and len(part) < 4):
        raise Refused("There is no such question.")
    return lesson, int(part)


def _body() -> Json:
    if (request.content_length or 0) > _LONGEST_BODY:
        raise Refused("That is too long for a prediction.", 413)
    try:
        said = request.get_json(silent=True)
    except RecursionError:
        said = None
    if not isinstance(said, dict):
        raise Refused("A prediction is JSON: its lesson, its step, its choices.")
    return said


def _choices(given: object, asked: PredictionQuestion) -> list[int]:
    if not isinstance(given, list) or len(given) > (len(asked.choices) if asked.several else 1):
        raise Refused("These are no choices of that question.")
    if not all(type(each) is int and 0 <= each < len(asked.choices) for each in given) or len(set(given)) < len(given):
        raise Refused("These are no choices of that question.")
    return given


def _guarded(who: tuple[str, ...], does: Callable[[], Json]) -> Callable[[], Response]:
    def answer() -> Response:
        if not seat():
            return _line("No class is served.", 404)
        if seat() not in who:
            return _line(f"This is for the {who[0]}.", 403)
        try:
            found = jsonify(does())
        except Refused as error:
            return _line(str(error), error.code)
        found.cache_control.no_store = True
        return found

    return answer


def _line(text: str, code: int) -> Response:
    return Response(text + "\n", status=code, mimetype="text/plain")
