"""The tally of a class's predictions: how many chose what, one prediction a visitor and question. In memory, bounded.

No name and no address is kept: a visitor is a random number that the gate gave, and all is forgotten when the app
ends. Knows no Flask, no lessons, no labels.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

MOST_VISITORS = 2_000
"""How many visitors are counted at most; a hall holds fewer. Each question keeps one small number for each."""

Refusal = Literal["", "late", "full"]
"""Why a prediction was not counted; blank: it was."""

Place = tuple[str, int]
"""A lesson's id and the number of its step, from 1."""


@dataclass(frozen=True, slots=True)
class QuestionTally:
    """The predictions on one question: how many visitors chose each choice, and how many chose anything."""

    counts: tuple[int, ...]
    visitors: int
    is_answer_shown: bool  # the presenter has shown the answer: no more are taken
    begun: float  # seconds since 1970
    left_out: int  # predictions since then that were not counted, because too many devices came


@dataclass
class _Question:
    counts: list[int]
    asked: float  # when it was predicted first, in seconds since 1970
    choices_by_visitor: dict[str, int] = field(default_factory=dict)  # visitor -> the choices, a bit each
    is_answer_shown: bool = False


class PredictionTally:
    """The tally of one app. Safe from many threads; every method takes the same time however many were counted.

    Args:
        clock: seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._resets = 0
        self._forget()

    def _forget(self) -> None:
        self._questions: dict[Place, _Question] = {}
        self._visitors: set[str] = set()
        self._latest: Place | None = None
        self._begun = self._clock()
        self._left_out = 0

    def begin(self) -> None:
        """Forget all predictions, and begin anew now."""
        with self._lock:
            self._resets += 1
            self._forget()

    def predict(self, place: Place, size: int, visitor: str, choices: Iterable[int]) -> Refusal:
        """Count a visitor's prediction, in place of an earlier one; return why it was not counted (blank: it was).

        `late`: the answer was shown before; `full`: there are too many visitors. Without choices it is taken back.

        Args:
            size: how many choices the question has.
            choices: those that were chosen, each from 0 and below `size`.
        """
        new = sum(1 << choice for choice in set(choices))
        with self._lock:
            question = self._questions.get(place) or _Question([0] * size, self._clock())
            full = visitor not in self._visitors and len(self._visitors) >= MOST_VISITORS
            if question.is_answer_shown:
                return "late"
            if full:
                return self.leave_out()
            self._questions[place] = question
            self._visitors.add(visitor)
            self._latest = place
            before = question.choices_by_visitor.pop(visitor, 0)
            if new:
                question.choices_by_visitor[visitor] = new
            for choice in range(size):
                question.counts[choice] += (new >> choice & 1) - (before >> choice & 1)
            return ""

    def leave_out(self) -> Refusal:
        """Note a prediction that isn't counted, because too many devices came."""
        with self._lock:
            self._left_out += 1
        return "full"

    def show(self, place: Place) -> None:
        """Close a question, as the presenter shows its answer; one without predictions was tried out and stays open."""
        with self._lock:
            question = self._questions.get(place)
            if question and question.choices_by_visitor:
                question.is_answer_shown = True

    def count(self, place: Place, size: int) -> QuestionTally:
        """The tally of a question with `size` choices."""
        with self._lock:
            question = self._questions.get(place) or _Question([0] * size, self._begun)
            return QuestionTally(
                tuple(question.counts),
                len(question.choices_by_visitor),
                question.is_answer_shown,
                self._begun,
                self._left_out,
            )

    @property
    def resets(self) -> int:
        """How often the class has begun anew."""
        return self._resets

    def all_questions(self) -> list[tuple[Place, float, QuestionTally]]:
        """Every question that was predicted, as they came: its place, when it was predicted first, its tally."""
        with self._lock:
            return [
                (place, question.asked, self.count(place, len(question.counts)))
                for place, question in self._questions.items()
            ]

    @property
    def latest(self) -> Place | None:
        """The question that was predicted last."""
        return self._latest
