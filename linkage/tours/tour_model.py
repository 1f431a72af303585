"""The data model of a tour, a guided talk: frozen values, as its file has them.

A tour is a list of stops. A stop is an address of the app, the sentence that the room hears there, and notes for who
presents it. The talk ends with a question for the room, and with addresses that are worth a try.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from linkage.lessons.lesson_model import PAGES as LESSON_PAGES
from linkage.lessons.lesson_model import View

PAGES = (*LESSON_PAGES, "lessons")
"""The pages of the app that a stop can name."""

TEXTS = (
    "world", "story", "record", "resident", "what-if", "beside", "why", "join", "door", "over", "measure", "group",
    "among", "spare", "costs", "without", "match", "table", "row", "lesson", "guess",
)  # fmt: skip
"""The parts of an address that hold a text."""

NUMBERS: Mapping[str, int] = MappingProxyType(
    {"seed": 0, "residents": 1, "wave": 0, "step": 0, "on-day": 0, "proof": 1, "part": 1, "budget": 1}
)
"""The parts that hold a whole number, each with the least that it can be."""

CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "drawing": ("map", "accounts", "matrix"),
        "tab": (
            "services",
            "door",
            "kinds",
            "day",
            "link",
            "match",
            "best",
            "sweep",
            "trade",
            "range",
            "seeds",
            "tornado",
            "figures",
        ),
        "weigh": ("yes",),
        "objective": ("doors",),
        "told": ("yes",),
    }
)
"""The parts that hold one of some words."""

PARTS = (*TEXTS, *NUMBERS, *CHOICES)
"""The parts that a stop's address can have: all but the tour itself, and how the screen shows things."""


@dataclass(frozen=True, slots=True)
class TourStop:
    """One stop: what is said there, what it shows, and notes.

    `walk` is how many presses go on within the page before the next stop is gone to: waves of the stage, lines of a
    proof, a lesson's answer. `row` is the line of its file.
    """

    say: str
    view: View
    note: str = ""
    walk: int = 0
    row: int | None = None


@dataclass(frozen=True, slots=True)
class TourLink:
    """Something to try after the talk: what a link says, and where it leads."""

    label: str
    view: View


@dataclass(frozen=True, slots=True)
class Ending:
    """What the card at the end says; without a question it is the one that every story has."""

    ask: str = ""
    tries: tuple[TourLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Tour:
    """A tour. `id` is its file's name without the suffix."""

    id: str
    title: str
    about: str
    world: str
    stops: tuple[TourStop, ...]
    end: Ending

    @property
    def presses(self) -> int:
        """How many presses lead from the first stop to the card at the end."""
        return sum(1 + stop.walk for stop in self.stops)
