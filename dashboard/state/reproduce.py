"""How to get a number again, away from the screen: the address, the command, and three lines of Python.

Every number that a page shows names its recipe. A test runs the three lines and holds their value against the screen.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dashboard.state.view_state import State, address
from linkage.answers.spread_question import Question

Json = dict[str, str]

_ASKED = ("story", "record_kind", "resident", "what_if", "seed", "residents")


@dataclass(frozen=True, slots=True)
class Recipes:
    """What recipes have in common: the page, its state, and the world's name."""

    page: str
    state: State
    world: str

    def one(self, verb: str, words: Iterable[str], value: str, what_if: bool = True) -> Json:
        """A number's recipe.

        Args:
            verb: of the command line, with `words` after the world and `--story`.
            value: the expression; `answer` is the trace.
            what_if: whether the command has the state's `--what-if`; a comparison brings its own.
        """
        asked = [*self._whose(), *(["--what-if", self.state.what_if] if what_if and self.state.what_if else [])]
        return {
            "address": f"{self.page}{address(self.state)}",
            "command": shlex.join(["linkage", verb, self.world, *words, *asked]),
            "python": "\n".join(self._lines(value)),
        }

    def _whose(self) -> list[str]:
        """The words of the command line that say whose spread it is."""
        question = self.state.question
        pairs = {
            "--story": question.story,
            "--record": question.record_kind,
            "--resident": question.resident,
            "--seed": "" if question.seed == 1 else str(question.seed),
            "--residents": str(question.residents or ""),
        }
        return [word for flag, value in pairs.items() if value for word in (flag, value)]

    def _lines(self, value: str) -> list[str]:
        return ["import linkage", f"answer = {trace_in_python(self.world, self.state.question)}", value]

    def under(self, what_if: str) -> Recipes:
        """The same for another what-if."""
        return replace(self, state=replace(self.state, what_if=what_if))


def trace_in_python(world: str, question: Question) -> str:
    """The trace of a question as Python asks for it, without what stands at its default.

    >>> trace_in_python("tiny", Question(record_kind="skipped-fare", what_if="drop:phone"))
    "linkage.trace('tiny', record='skipped-fare', what_if='drop:phone')"
    """
    return in_python("trace", question, world)


def in_python(verb: str, question: Question, *first: str) -> str:
    """A question asked by a function of `linkage`, after some words that come first.

    >>> in_python("cut", Question(story="court-fine"), "tiny", "loan")
    "linkage.cut('tiny', 'loan', story='court-fine')"
    """
    said = asked_in_python(question).removeprefix("ask.Question(").removesuffix(")").replace("record_kind=", "record=")
    return f"linkage.{verb}({', '.join([*map(repr, first), *([said] if said else [])])})"


def asked_in_python(question: Question) -> str:
    """A question as Python writes it, without what stands at its default.

    >>> asked_in_python(Question(story="court-fine", what_if="drop:phone"))
    "ask.Question(story='court-fine', what_if='drop:phone')"
    """
    blank = Question()
    said = [f"{name}={getattr(question, name)!r}" for name in _ASKED if getattr(question, name) != getattr(blank, name)]
    return f"ask.Question({', '.join(said)})"
