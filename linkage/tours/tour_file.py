"""Reading a tour's file: TOML into values, with every fault at once. Knows no world; `tour_check` checks against one.

title = "One record in 30 seconds"
about = "For whom it is, and what they see."
world = "beijing"

[[stops]]
say = "The sentence that the room hears."
at = "/?story=court-fine&wave=2"   # the address on the screen, from the / on
walk = 3                           # presses that go on within the page, before the next stop (default 0)
note = "What only the presenter reads."

[end]
ask = "A question for the room."
try = [{ label = "Why is the flight refused?", at = "/why?story=court-fine&why=flight" }]
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from linkage.errors import BadWorldError, nearest
from linkage.lessons.lesson_model import View
from linkage.tours.tour_model import CHOICES, NUMBERS, PAGES, PARTS, Ending, Tour, TourLink, TourStop
from linkage.vocabulary import count_of
from linkage.world.reading.toml_tables import TableReader, read_text
from linkage.world.real_data_guard import safe_text

MOST_STOPS = 200
MOST_WALKED = 99
MOST_DIGITS = 10
"""Of a number in an address."""

_TOUR = {"title": "text!", "about": "text", "world": "text!", "stops": "tables!", "end": "table"}
_STOP = {"say": "text!", "at": "text!", "walk": "number", "note": "text"}
_END = {"ask": "text", "try": "tables"}
_TRY = {"label": "text!", "at": "text!"}


def read_tour(path: Path) -> Tour:
    """The tour of a file.

    Raises:
        BadWorldError: with every fault: file, row, column, found, expected, nearest.
    """
    return parse_tour(read_text(path), path.name)


def parse_tour(text: str, file: str) -> Tour:
    """The tour of a text; `file` names it in faults, and without its suffix is the tour's id.

    Raises:
        BadWorldError: with every fault: file, row, column, found, expected, nearest.
    """
    reader = _Reader(file, text, "stops")
    tour = reader.tour()
    if reader.faults or tour is None:
        raise BadWorldError(f"{file}: {len(reader.faults)} fault(s)", reader.faults)
    return tour


class _Reader(TableReader):
    """Reads one tour, collecting its faults."""

    def tour(self) -> Tour | None:
        if self.faults:
            return None
        name = self.name()
        own = self.settings(self.raw, _TOUR, None, "")
        world, tables = own.get("world", ""), own.get("stops", [])
        if len(tables) > MOST_STOPS:
            self.fault(self.row(MOST_STOPS), "stops", count_of(len(tables), "stop"), f"at most {MOST_STOPS}")
        stops = tuple(self.stop(table, self.row(place), world) for place, table in enumerate(tables[:MOST_STOPS]))
        end = self.end(own.get("end", {}), world)
        if self.faults:
            return None
        return Tour(name, own["title"], own.get("about", ""), world, stops, end)

    def stop(self, raw: dict[str, Any], row: int | None, world: str) -> TourStop:
        own = self.settings(raw, _STOP, row, "")
        walk = own.get("walk", 0)
        if walk > MOST_WALKED:
            self.fault(row, "walk", str(walk), f"at most {MOST_WALKED} presses")
        return TourStop(
            own.get("say", ""), self.view(own.get("at", "/"), row, "at", world), own.get("note", ""), walk, row
        )

    def end(self, raw: dict[str, Any], world: str) -> Ending:
        own = self.settings(raw, _END, None, "end")
        tries = [self.settings(each, _TRY, None, "end.try") for each in own.get("try", ())]
        links = tuple(
            TourLink(each.get("label", ""), self.view(each.get("at", "/"), None, "end.try.at", world)) for each in tries
        )
        return Ending(own.get("ask", ""), links)

    def view(self, text: str, row: int | None, column: str, world: str) -> View:
        """The page and the parts that an address names; the tour's world where it names none."""
        path, _, query = text.partition("?")
        page = "stage" if path == "/" else path.removeprefix("/")
        if not path.startswith("/"):
            self.fault(row, column, f"'{safe_text(text)}'", "an address from the / on, such as /why?why=flight")
        elif page not in PAGES:
            known = ", ".join("/" if known == "stage" else f"/{known}" for known in PAGES)
            self.fault(row, column, f"the page '{safe_text(path)}'", f"one of {known}", nearest(page, PAGES))
        parts = dict(parse_qsl(query.replace("+", "%2B"), keep_blank_values=True))
        self.check_parts(parts, row, column)
        named = {"world": world, **{name: value for name, value in parts.items() if value}}
        return View(page, tuple((name, named[name]) for name in PARTS if named.get(name)))

    def check_parts(self, parts: dict[str, str], row: int | None, column: str) -> None:
        """Keep a fault for each part of an address that means nothing."""
        for name, value in parts.items():
            if name not in PARTS:
                self.fault(row, column, f"the part '{safe_text(name)}'", _listed(PARTS), nearest(name, PARTS))
            elif name in NUMBERS and not _is_number(value, NUMBERS[name]):
                self.fault(row, column, f"{name} '{safe_text(value)}'", f"a whole number from {NUMBERS[name]} on")
            elif name in CHOICES and value not in ("", *CHOICES[name]):
                near = nearest(value, CHOICES[name])
                self.fault(row, column, f"{name} '{safe_text(value)}'", _listed(CHOICES[name]), near)


def _listed(names: Iterable[str]) -> str:
    return f"one of {', '.join(names)}"


def _is_number(text: str, least: int) -> bool:
    """Whether a part is blank (it stays at its default) or a whole number from `least` on."""
    return not text or (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and int(text) >= least)
