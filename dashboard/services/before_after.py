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

from dashboard.state.display_names import ENGLISH, renamed_answer
from dashboard.state.view_state import State, beyond_reading, reading_of
from linkage.answers.spread_question import Answer, Question, ask, under_what_if, whole_what_if
from linkage.world.model import World

_MOST = 64


class Pair(NamedTuple):
    """An answer, and what it is compared with: nothing where there is no what-if."""

    answer: Answer
    before: Answer | None


class BeforeAfter:
    """The answers of late, by world, question and how names are shown."""

    def __init__(self, world: Callable[[str], World]) -> None:
        self._world = world
        self._kept: OrderedDict[tuple[str, Question, str], Answer] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, state: State) -> Pair:
        """The answer, and the same record's without the what-if: without its reading, if that is all of it."""
        question = state.question
        answer = self.answer(state.world, question, state.names)
        if not state.what_if:
            return Pair(answer, None)
        plain = replace(question, what_if=reading_only(state.what_if))
        return Pair(answer, self.answer(state.world, plain, state.names))

    def answer(self, name: str, question: Question, names: str = ENGLISH) -> Answer:
        """The answer of one question to a world, with its names as they are to be shown."""
        world = self._world(name)
        if names != ENGLISH:
            key, make = (world.id, question, names), lambda: renamed_answer(self.answer(name, question), names)
        else:
            key, make = (world.id, question, ENGLISH), lambda: self._answer(world, name, question)
        found = self._known(key)
        if found is None:
            found = make()
            with self._lock:
                if self._world(name) is world:  # else another was opened under its name meanwhile
                    keep(self._kept, key, found)
        return found

    def forget(self, name: str) -> None:
        """Another world stands under that name now."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == name]:
                del self._kept[key]

    def _answer(self, world: World, name: str, question: Question) -> Answer:
        if not question.what_if:
            return ask(world, question)
        whole = whole_what_if(world, question)
        plain = self.answer(name, replace(question, what_if=""))
        return replace(under_what_if(plain, whole), question=question)

    def _known(self, key: tuple[str, Question, str]) -> Answer | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)


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
