"""The web addresses to which a class's browsers send predictions, and from which the presenter's gets the tally.

Only while a class is served (`classroom.access.AccessGate` says who sits where), only for questions of the bundled
lessons; anything else is refused with one line. Students get no count before the presenter has shown the answer. Opens
no file but the bundled lesson's own, once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask, Response, g, jsonify, request

from dashboard.pages.lessons.lesson_view import LessonView
from dashboard.pages.lessons.prediction_tally import Place, PredictionTally
from linkage.lessons import catalogue

PREDICT, TALLY, SHOW, BEGIN = "/_class/predict", "/_class/tally", "/_class/show", "/_class/begin"
PRESENTER, STUDENT = "presenter", "student"
_LONGEST_BODY = 2_000
"""Bytes: a question's name and its choices need a hundred."""

CROWDED = "crowded"
"""The number of all browsers of an address from which too many have come: none of them is counted."""

_EXTENSION = "linkage-predictions"

Json = dict[str, Any]


class PredictionQuestion(NamedTuple):
    """A question as it was sent to everybody: its text, its choices, and whether several may be chosen."""

    ask: str
    choices: tuple[str, ...]
    several: bool


class PredictionError(Exception):
    """A request that is no valid prediction; the answer is its text, with its HTTP status code."""

    def __init__(self, text: str, code: int = 400) -> None:
        super().__init__(text)
        self.code = code


def predictions_of(server: Flask) -> PredictionApi:
    """The tally's addresses of a server, which the Lessons page has installed."""
    api: PredictionApi = server.extensions[_EXTENSION]
    return api


def seat() -> str:
    """The seat of the browser that asks: presenter (this machine), student (gave the code), blank without a class."""
    return str(g.get("seat", ""))


class PredictionApi:
    """The four addresses of the tally, for the lessons of one app."""

    def __init__(self, lesson_view: LessonView, predictions: PredictionTally) -> None:
        self.lesson_view, self.tally = lesson_view, predictions
        self._lesson_ids = frozenset(catalogue.paths())
        self._questions: dict[str, dict[int, PredictionQuestion]] = {}

    def install(self, server: Flask) -> None:
        """Add the four addresses to a server; the classroom finds them by `predictions_of`."""
        server.extensions[_EXTENSION] = self
        for path, method, seats, endpoint in (
            (PREDICT, "POST", (STUDENT,), self._predict),
            (SHOW, "POST", (PRESENTER,), self._show),
            (BEGIN, "POST", (PRESENTER,), self._begin),
            (TALLY, "GET", (PRESENTER, STUDENT), self._tally),
        ):
            server.add_url_rule(path, path, guard(seats, endpoint), methods=[method])

    def question(self, lesson: object, part: object) -> PredictionQuestion:
        """A question of a bundled lesson, made once.

        Raises:
            Refused: there is none at that place.
        """
        if not isinstance(lesson, str) or lesson not in self._lesson_ids or type(part) is not int:
            raise PredictionError("There is no such question.")
        if lesson not in self._questions:
            self._questions[lesson] = _lesson_questions(self.lesson_view.json(self.lesson_view.lesson(lesson)))
        if part not in self._questions[lesson]:
            raise PredictionError("There is no such question.")
        return self._questions[lesson][part]

    def _predict(self) -> Json:
        body = json_body()
        question = self.question(body.get("lesson"), body.get("part"))
        choices = _choices(body.get("choices"), question)
        visitor = str(g.get("visitor", ""))
        if not visitor:
            raise PredictionError("This browser came in without a number: enter the class code again.", 403)
        place = (body["lesson"], body["part"])
        if visitor == CROWDED:
            return {"refused": self.tally.leave_out()}
        return {"refused": self.tally.predict(place, len(question.choices), visitor, choices)}

    def _show(self) -> Json:
        body = json_body()
        self.question(body.get("lesson"), body.get("part"))
        self.tally.show((body["lesson"], body["part"]))
        return {}

    def _begin(self) -> Json:
        self.tally.begin()
        return {}

    def _tally(self) -> Json:
        """The tally of the question that is named; for the presenter without a name, of the one predicted last."""
        place = _requested_place()
        if place is None and seat() == PRESENTER:
            place = self.tally.latest
            if place is None:
                return {"begun": self.tally.count(("", 0), 0).begun}
        if place is None:
            raise PredictionError("Which question?")
        question = self.question(*place)
        tally = self.tally.count(place, len(question.choices))
        if seat() != PRESENTER and not tally.is_answer_shown:
            return {"shown": False}
        return {
            "lesson": place[0],
            "part": place[1],
            "ask": question.ask,
            "choices": question.choices,
            "counts": tally.counts,
            "visitors": tally.visitors,
            "shown": tally.is_answer_shown,
            "left_out": tally.left_out if seat() == PRESENTER else 0,
            "begun": tally.begun,
        }


def _lesson_questions(lesson: Json) -> dict[int, PredictionQuestion]:
    """The questions of a lesson as it is sent, by the number of their step."""
    questions = {}
    for number, stop in enumerate(lesson["stops"], 1):
        question = stop.get("question", {})
        if "choices" in question:
            questions[number] = PredictionQuestion(question["ask"], tuple(question["choices"]), question["several"])
    return questions


def _requested_place() -> Place | None:
    lesson, part = request.args.get("lesson", ""), request.args.get("part", "")
    if not lesson and not part:
        return None
    if not (part.isascii() and part.isdigit() and len(part) < 4):
        raise PredictionError("There is no such question.")
    return lesson, int(part)


def json_body(longest: int = _LONGEST_BODY) -> Json:
    """The JSON object that was sent, of so many bytes at most.

    Raises:
        PredictionError: it is longer, or no JSON object.
    """
    if (request.content_length or 0) > longest:
        raise PredictionError("That is too long for a prediction.", 413)
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    if not isinstance(body, dict):
        raise PredictionError("A prediction is JSON: its lesson, its step, its choices.")
    return body


def _choices(choices: object, question: PredictionQuestion) -> list[int]:
    if not isinstance(choices, list) or len(choices) > (len(question.choices) if question.several else 1):
        raise PredictionError("These are no choices of that question.")
    are_places = all(type(choice) is int and 0 <= choice < len(question.choices) for choice in choices)
    if not are_places or len(set(choices)) < len(choices):
        raise PredictionError("These are no choices of that question.")
    return choices


def guard(seats: tuple[str, ...], endpoint: Callable[[], Json | Response]) -> Callable[[], Response]:
    """An endpoint for those who sit on some seats, while a class is served; a refusal is one line."""

    def answer() -> Response:
        if not seat():
            return _text_response("No class is served.", 404)
        if seat() not in seats:
            return _text_response(f"This is for the {seats[0]}.", 403)
        try:
            said = endpoint()
        except PredictionError as error:
            return _text_response(str(error), error.code)
        if isinstance(said, Response):
            return said
        response = jsonify(said)
        response.cache_control.no_store = True
        return response

    return answer


def _text_response(text: str, code: int) -> Response:
    return Response(text + "\n", status=code, mimetype="text/plain")
