"""The web addresses by which phones follow the class, and from which the teacher gets its results.

The presenter's browser, at this machine, tells where it is; phones ask for that every other second and mostly hear that
nothing is new (in a few bytes: after a 304 this server would close the connection, and 300 phones would open it anew);
the story behind is fetched once, and is the same bytes for all. Nothing that a phone sends names what is worked out.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any, NamedTuple

from flask import Flask, Response, request

from dashboard.classroom.class_place import ClassPlace, PresenterPlace
from dashboard.classroom.phone_view import phone_story, place_json, story_key, story_place
from dashboard.classroom.results_file import results_csv
from dashboard.pages.lessons.prediction_api import PRESENTER, STUDENT, PredictionApi, PredictionError, guard, json_body
from dashboard.services.app_context import AppContext
from dashboard.services.recent_values import RecentValues
from dashboard.state.page_table import PAGES
from dashboard.state.view_state import read_address

NOW, STORY, TELL, RESULTS = "/_class/now", "/_class/story", "/_class/place", "/_class/results.csv"
_LONGEST_PLACE = 20_000
"""Bytes: an address has at most 8,000 characters."""

Json = dict[str, Any]


class SentJson(NamedTuple):
    """An answer that is the same for all phones: its JSON, and the same packed."""

    plain: bytes
    packed: bytes

    @classmethod
    def of(cls, value: Json) -> SentJson:
        """A value, packed once."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(plain, gzip.compress(plain, 6, mtime=0))

    def response(self) -> Response:
        """The answer to the present request."""
        is_packed = len(self.packed) < len(self.plain) and request.accept_encodings.best_match(["gzip"]) == "gzip"
        response = Response(self.packed if is_packed else self.plain, mimetype="application/json")
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        response.cache_control.no_store = True
        return response


NOTHING_NEW = SentJson(b"{}", b"{}")


class PhoneApi:
    """The four addresses, for the class of one app."""

    def __init__(self, context: AppContext, predictions: PredictionApi, place: ClassPlace) -> None:
        self._context, self._predictions, self._place = context, predictions, place
        self._places: RecentValues[str, SentJson] = RecentValues(4)
        self._stories: RecentValues[str, SentJson] = RecentValues(4)
        self._edition = 0
        context.worlds.on_change.append(lambda _names: self._change())

    def install(self, server: Flask) -> None:
        """Add the four addresses to a server."""
        for path, method, seats, endpoint in (
            (NOW, "GET", (PRESENTER, STUDENT), self._now),
            (STORY, "GET", (PRESENTER, STUDENT), self._story),
            (TELL, "POST", (PRESENTER,), self._tell),
            (RESULTS, "GET", (PRESENTER,), self._results),
        ):
            server.add_url_rule(path, path, guard(seats, endpoint), methods=[method])

    def _change(self) -> None:
        """Another world stands under a name now."""
        self._edition += 1
        self._place.touch()

    def _now(self) -> Response:
        """Where the class is; `{}` for a phone that names the tag of what it has already."""
        turn, place = self._place.now
        resets = self._predictions.tally.resets
        tag = f"{self._place.boot}-{turn}-{resets}"

        def make() -> SentJson:
            shown = place_json(self._context, self._predictions.lesson_view, place, self._edition)
            return SentJson.of({"tag": tag, "boot": self._place.boot, "resets": resets, "turn": turn, **shown})

        if request.args.get("have") == tag:
            return NOTHING_NEW.response()

        return self._places.get_or_make(tag, make).response()

    def _story(self) -> Response:
        """The story that is on the screen; `{}` where there is none."""
        _, place = self._place.now
        story = story_place(self._context, self._predictions.lesson_view, place) if place else None
        if story is None:
            return NOTHING_NEW.response()
        state, edition = story.state.bare, self._edition

        def make() -> SentJson:
            return SentJson.of(phone_story(self._context, state, edition))

        return self._stories.get_or_make(story_key(state, edition), make).response()

    def _tell(self) -> Json:
        """The presenter's browser is somewhere."""
        body = json_body(_LONGEST_PLACE)
        window, again = body.get("window"), body.get("again")
        if not (isinstance(window, str) and window.isalnum() and len(window) <= 40):
            raise PredictionError("A place names the window that is there.")
        teller = self._place.tell(window, _place_of(body), again is True)
        if teller == window:
            self._close_again()
        return {"window": teller}

    def _close_again(self) -> None:
        """A question that was revealed before a restart is closed again, once phones could send their votes."""
        _, place = self._place.now
        if place is None or place.state.told != "yes" or not self._place.is_regathered:
            return
        try:
            self._predictions.question(place.state.lesson, place.state.part)
        except PredictionError:
            return
        self._predictions.tally.show((place.state.lesson, place.state.part))

    def _results(self) -> Response:
        """The counts of all questions as a file."""
        response = Response(results_csv(self._predictions), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="linkage-class.csv"'
        response.cache_control.no_store = True
        return response


def _place_of(body: Json) -> PresenterPlace | None:
    """The place that a body tells; None where the presenter shares none."""
    page, search = body.get("page"), body.get("search")
    if page is None:
        return None
    if not isinstance(page, str) or page not in PAGES or not isinstance(search, str):
        raise PredictionError("A place is a page of this app with its address.")
    return PresenterPlace(page, replace(read_address(search)[0], guess=""))
