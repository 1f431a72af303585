"""What a class predicts: how many chose what, one prediction a visitor and question. In memory, bounded, forgotten.

No name and no address is kept: a visitor is a random number that the gate gave. Knows no Flask, no lessons, no words.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

MOST_VISITORS = 2_000
"""So many visitors are counted; a hall holds fewer. Each question keeps at most one small number for each."""

Place = tuple[str, int]
"""A lesson's id and the number of its step, from 1."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The predictions on one question: how many visitors chose each choice, and how many chose anything."""

    counts: tuple[int, ...]
    visitors: int
    shown: bool  # the presenter has shown the answer: no more are taken
    begun: float  # seconds since 1970


@dataclass
class _Question:
    counts: list[int]
    chosen: dict[str, int] = field(default_factory=dict)  # visitor -> the choices, a bit each
    shown: bool = False


class PredictionTally:
    """The tally of one app. Safe from many threads; every deed costs the same however many were counted.

    Args:
        clock: seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._questions: dict[Place, _Question] = {}
        self._visitors: set[str] = set()
        self._latest: Place | None = None
        self._begun = self._clock()

    def begin(self) -> None:
        """Forget everything, and begin anew now."""
        with self._lock:
            self._forget()

    def predict(self, place: Place, size: int, visitor: str, choices: Iterable[int]) -> bool:
        """Count a visitor's prediction, in place of an earlier one; whether it was taken.

        It isn't once the answer was shown, or when there are too many visitors. Without choices it is taken back.

        Args:
            size: how many choices the question has.
            choices: those that were chosen, each from 0 and below `size`.
        """
        new = sum(1 << each for each in set(choices))
        with self._lock:
            asked = self._questions.setdefault(place, _Question([0] * size))
            full = visitor not in self._visitors and len(self._visitors) >= MOST_VISITORS
            if asked.shown or full:
                return False
            self._visitors.add(visitor)
            self._latest = place
            before = asked.chosen.pop(visitor, 0)
            if new:
                asked.chosen[visitor] = new
            for each in range(size):
                asked.counts[each] += (new >> each & 1) - (before >> each & 1)
            return True

    def show(self, place: Place) -> None:
        """The presenter shows the answer. Where nobody has predicted anything, it was tried out and stays open."""
        with self._lock:
            asked = self._questions.get(place)
            if asked and asked.chosen:
                asked.shown = True

    def counted(self, place: Place, size: int) -> Counted:
        """The predictions on a question with so many choices."""
        with self._lock:
            asked = self._questions.get(place) or _Question([0] * size)
            return Counted(tuple(asked.counts), len(asked.chosen), asked.shown, self._begun)

    @property
    def latest(self) -> Place | None:
        """The question that was predicted last."""
        return self._latest
