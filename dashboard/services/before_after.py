"""Answers side by side: a question's, and the same record's without the what-if. The people are made once a question.

A what-if never changes people, so the same agency tables serve every what-if of one record, and a switch costs one
spread. Safe from many threads: a spread only asks the tables.

An answer holds its people. Those that everybody sees are the same for all; of others that a
class asks for (another seed, another number of residents) only a few are kept, so that no class fills this machine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import NamedTuple

from dashboard.services.recent_values import RecentValues
from dashboard.state.display_names import rename_answer
from dashboard.state.view_state import State, reading_of, without_reading
from dashboard.web.asker import ASKED_HERE
from linkage.answers.asked_numbers import USUAL_SEED
from linkage.answers.spread_question import Answer, Question, ask, combined_what_if, under_what_if
from linkage.drawing.effect_language import ENGLISH
from linkage.population.tables import Tables
from linkage.world.model import World

_OF_OTHER_PEOPLE = 8
"""Answers about other people than everybody sees that are kept for a class."""


class Pair(NamedTuple):
    """An answer, and what it is compared with: nothing where there is no what-if."""

    answer: Answer
    before: Answer | None


class BeforeAfter:
    """The answers used last, by world, question and how names are shown.

    Args:
        world: the world of a name, as it stands now.
        tables: somebody's own tables that a world is served with, if it is.
    """

    def __init__(
        self, world: Callable[[str], World], tables: Callable[[World], Tables | None] = lambda world: None
    ) -> None:
        self._world, self._tables = world, tables
        self._answers: RecentValues[tuple[str, Question, str], Answer] = RecentValues()
        self._class_answers: RecentValues[tuple[str, Question, str], Answer] = RecentValues(_OF_OTHER_PEOPLE)

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

        def make() -> Answer:
            if names == ENGLISH:
                return self._answer(world, name, question)
            return rename_answer(self.answer(name, question), names)

        def is_current() -> bool:
            return self._world(name) is world

        key = (world.id, question, names)
        if ASKED_HERE.get() or (question.seed == USUAL_SEED and question.residents is None):
            return self._answers.get_or_make(key, make, is_current)
        known = self._answers.get(key)  # of the presenter's own
        return self._class_answers.get_or_make(key, make, is_current) if known is None else known

    def forget(self, names: Collection[str]) -> None:
        """Other worlds stand under these names now."""
        for answers in (self._answers, self._class_answers):
            answers.forget(lambda key: key[0] in names)

    def _answer(self, world: World, name: str, question: Question) -> Answer:
        if not question.what_if:
            own = self._tables(world)
            return ask(world, question, own.branch() if own is not None else None)
        whole = combined_what_if(world, question)
        plain = self.answer(name, replace(question, what_if=""))
        return replace(under_what_if(plain, whole), question=question)


def reading_only(what_if: str) -> str:
    """What a what-if is compared with: its reading, if there is more to it than that; else nothing.

    >>> reading_only("reading:press,drop:phone"), reading_only("reading:press"), reading_only("drop:phone")
    ('reading:press', '', '')
    """
    reading = reading_of(what_if)
    return f"reading:{reading}" if reading and without_reading(what_if) else ""
