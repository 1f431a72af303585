"""The addresses at which a tour is asked for: the list, one by its name, and one that somebody opened from a file.

A tour comes at once, what is wrong with its stops a moment later: that needs every stop's answer. Nothing is kept: a
file is read by the browser, and comes here as text to be checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, request

from dashboard.services.app_context import AppContext
from dashboard.services.recent_values import RecentValues
from dashboard.shell.page_frame import error_text
from linkage.errors import BadWorldError, LinkageError
from linkage.lessons.lesson_model import View
from linkage.tours.tour_catalogue import bundled_tour, tour_paths
from linkage.tours.tour_check import stop_faults
from linkage.tours.tour_file import parse_tour, read_tour
from linkage.tours.tour_model import Tour, TourStop

Json = dict[str, Any]
LIST, ONE, FAULTS, READ = "/_tours", "/_tours/one", "/_tours/faults", "/_tours/read"
LONGEST_NAME = 80


class TourApi:
    """The four addresses, for the tours of one app."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self._faults: RecentValues[str, list[str]] = RecentValues()
        context.worlds.on_change.append(lambda _names: self._faults.forget(lambda _name: True))

    def install(self, server: Flask) -> None:
        """Add the addresses to a server."""
        server.add_url_rule(LIST, "tours", lambda: jsonify(self.listed()))
        server.add_url_rule(ONE, "tour", lambda: _bundled(self.json))
        server.add_url_rule(FAULTS, "tour-faults", lambda: _bundled(self._kept_faults))
        server.add_url_rule(READ, "tour-read", self._read, methods=["POST"])

    def listed(self) -> Json:
        """The bundled tours whose worlds are here, the shortest first, and the world that is served."""
        tours = sorted((read_tour(path) for path in tour_paths().values()), key=lambda tour: tour.presses)
        known = self.context.worlds.titles
        rows = [
            {"id": tour.id, "title": tour.title, "about": tour.about, "stops": len(tour.stops), "presses": tour.presses}
            for tour in tours
            if tour.world in known
        ]
        return {"tours": rows, "world": self.context.worlds.served.id}

    def json(self, tour: Tour) -> Json:
        """A tour as the browser walks it: each stop with its page and the fields of its address."""
        return {
            "id": tour.id,
            "title": tour.title,
            "about": tour.about,
            "stops": [self._stop(stop) for stop in tour.stops],
            "end": {
                "ask": tour.end.ask,
                "tries": [{"label": link.label, **self._place(link.view)} for link in tour.end.tries],
            },
        }

    def faults(self, tour: Tour) -> list[str]:
        """For each stop what is wrong with it, in one sentence; blank if nothing is."""
        found = [stop_faults(tour, stop, self.context.worlds.world) for stop in tour.stops]
        return [faults[0].sentence() if faults else "" for faults in found]

    def _kept_faults(self, tour: Tour) -> list[str]:
        return self._faults.get_or_make(tour.id, lambda: self.faults(tour))

    def _stop(self, stop: TourStop) -> Json:
        return {"say": stop.say, "note": stop.note, "walk": stop.walk, **self._place(stop.view)}

    def _place(self, view: View) -> Json:
        """The page of a view and the fields of its address; the world that is served is never named."""
        fields = dict(view.parts)
        if fields.get("world") == self.context.worlds.served.id:
            del fields["world"]
        return {"page": view.page, "fields": fields}

    def _read(self) -> Response:
        """A tour from a file's text, or every fault of it."""
        body = request.get_json(silent=True)
        if not isinstance(body, dict) or not isinstance(body.get("text"), str):
            return _refusal(["A tour comes as its file's name and text."])
        name = str(body.get("name", ""))[:LONGEST_NAME].replace("\\", "/").rpartition("/")[2]
        try:
            tour = parse_tour(body["text"], name)
            return jsonify({**self.json(tour), "faults": self.faults(tour)})
        except BadWorldError as error:
            return _refusal(error.lines())
        except LinkageError as error:
            return _refusal([str(error)])


def _bundled(says: Callable[[Tour], Any]) -> Response:
    """What is said of the bundled tour that is asked for; an address never names a file."""
    try:
        return jsonify(says(read_tour(bundled_tour(request.args.get("name", "")[:LONGEST_NAME]))))
    except LinkageError as error:
        return _refusal([error_text(error)])


def _refusal(sentences: list[str]) -> Response:
    """An answer that says why there is no tour: an ordinary one, for a browser complains of every other."""
    return jsonify(refused=sentences)
