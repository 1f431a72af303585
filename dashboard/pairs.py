"""Answers side by side: a question's, and the same record's without the what-if. The people are made once a question.

A what-if never changes people, so the same agency tables serve every what-if of one record, and a switch costs one
spread. Safe from many threads: a spread only asks the tables.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from dashboard.state import State, beyond_reading, reading_of
from linkage.answers.ask import Answer, Question, ask, under_what_if, whole_what_if
from linkage.world.model import World

_MOST = 64


class Pair(NamedTuple):
    """An answer, and what it is compared with: nothing where there is no what-if."""

    answer: Answer
    before: Answer | None


class Pairs:
    """The answers of late, by world and question."""

    def __init__(self, world: Callable[[str], World]) -> None:
        self._world = world
        self._kept: OrderedDict[tuple[str, Question], Answer] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, state: State) -> Pair:
        """The answer, and the same record's without the what-if: without its reading, if that is all of it."""
        question = state.question
        answer = self.answer(state.world, question)
        if not state.what_if:
            return Pair(answer, None)
        return Pair(answer, self.answer(state.world, replace(question, what_if=reading_only(state.what_if))))

    def answer(self, name: str, question: Question) -> Answer:
        """The answer of one question to a world."""
        world = self._world(name)
        return self._made((world.id, question), lambda: self._answer(world, name, question))

    def _answer(self, world: World, name: str, question: Question) -> Answer:
        if not question.what_if:
            return ask(world, question)
        whole = whole_what_if(world, question)
        plain = self.answer(name, replace(question, what_if=""))
        return replace(under_what_if(plain, whole), question=question)

    def _made(self, key: tuple[str, Question], make: Callable[[], Answer]) -> Answer:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = make()
        with self._lock:
            keep(self._kept, key, found)
        return found


def reading_only(what_if: str) -> str:
    """What a what-if is compared with: its reading, if there is more to it than that; else nothing.

    >>> reading_only("reading:press,drop:phone"), reading_only("reading:press"), reading_only("drop:phone")
    ('reading:press', '', '')
    """
    reading = reading_of(what_if)
    return f"reading:{reading}" if reading and beyond_reading(what_if) else ""


def keep(kept: OrderedDict[Any, Any], key: object, value: object, most: int = _MOST) -> None:
    """Keep the latest few."""
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
