"""Recipes that reproduce a number away from the screen: the address, the command, and three lines of Python.

Every number that a page shows has its recipe. A test runs the three lines and compares their value with the screen's.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.state.view_state import State, address
from linkage.answers.spread_question import Question

Json = dict[str, str]

_INVENTED = re.compile(r"residents=[0-9]+, seed=[0-9]+")  # the arguments that say which invented people
_QUESTION_FIELDS = ("story", "record_kind", "resident", "what_if", "seed", "residents")


@dataclass(frozen=True, slots=True)
class Recipes:
    """The recipes of one page, with what they share: the page's path, its state, and the world's name.

    `tables` is where somebody's own tables are, if these are asked.
    """

    page: str
    state: State
    world: str
    tables: str = ""

    def recipe(self, verb: str, words: Iterable[str], value: str, what_if: bool = True) -> Json:
        """The recipe of one number.

        Args:
            verb: of the command line, with `words` after the world and `--story`.
            value: the expression; `answer` is the trace.
            what_if: whether the command has the state's `--what-if`; a comparison brings its own.
        """
        options = [
            *self._subject_options(),
            *(["--what-if", self.state.what_if] if what_if and self.state.what_if else []),
        ]
        return {
            "address": f"{self.page}{address(self.state)}",
            "command": shlex.join(["linkage", verb, self.world, *words, *options]),
            "python": "\n".join(self._lines(value)),
        }

    @property
    def question(self) -> Question:
        """The question of the state, put to whom it is asked of."""
        return asked_of_tables(self.state.question, self.tables)

    def _subject_options(self) -> list[str]:
        """The command-line options that say whose spread it is."""
        question = self.question
        pairs = {
            "--story": question.story,
            "--record": question.record_kind,
            "--resident": question.resident,
            "--seed": "" if question.seed == 1 else str(question.seed),
            "--residents": str(question.residents or ""),
            "--tables": self.tables,
        }
        return [word for flag, value in pairs.items() if value for word in (flag, value)]

    def _lines(self, value: str) -> list[str]:
        return ["import linkage", f"answer = {trace_in_python(self.world, self.question)}", value]

    def under(self, what_if: str) -> Recipes:
        """The same recipes under another what-if."""
        return replace(self, state=replace(self.state, what_if=what_if))


def asked_of_tables(question: Question, tables: str) -> Question:
    """A question put to the people of somebody's own tables; a blank: to invented ones."""
    return replace(question, seed=1, residents=None, tables=Path(tables)) if tables else question


def city_of_tables(recipe: Json, tables: str) -> Json:
    """A recipe of a city's number, of the people of somebody's own tables instead of as many invented ones.

    >>> recipe = {"command": "linkage city tiny --residents 9", "python": "linkage.city('tiny', residents=9, seed=1)"}
    >>> list(city_of_tables(recipe, "own").values())
    ['linkage city tiny --tables own', "linkage.city('tiny', tables='own')"]
    """
    words = shlex.split(recipe["command"])
    if "--residents" in words:
        place = words.index("--residents")
        words = [*words[:place], *words[place + 2 :]]
    python = _INVENTED.sub(lambda found: f"tables={tables!r}", recipe["python"])
    return {**recipe, "command": shlex.join([*words, "--tables", tables]), "python": python}


def trace_in_python(world: str, question: Question) -> str:
    """A question as a call of `linkage.trace`, without arguments at their defaults.

    >>> trace_in_python("tiny", Question(record_kind="skipped-fare", what_if="drop:phone"))
    "linkage.trace('tiny', record='skipped-fare', what_if='drop:phone')"
    """
    return call_in_python("trace", question, world)


def call_in_python(verb: str, question: Question, *first: str) -> str:
    """A question as a call of a function of `linkage`; the arguments `first` come first.

    >>> call_in_python("cut", Question(story="court-fine"), "tiny", "loan")
    "linkage.cut('tiny', 'loan', story='court-fine')"
    """
    arguments = (
        question_in_python(question).removeprefix("ask.Question(").removesuffix(")").replace("record_kind=", "record=")
    )
    return f"linkage.{verb}({', '.join([*map(repr, first), *([arguments] if arguments else [])])})"


def question_in_python(question: Question) -> str:
    """A question as a Python expression, without arguments at their defaults.

    >>> question_in_python(Question(story="court-fine", what_if="drop:phone"))
    "ask.Question(story='court-fine', what_if='drop:phone')"
    """
    blank = Question()
    arguments = [
        f"{name}={getattr(question, name)!r}"
        for name in _QUESTION_FIELDS
        if getattr(question, name) != getattr(blank, name)
    ]
    arguments += [f"tables={str(question.tables)!r}"] if question.tables else []
    return f"ask.Question({', '.join(arguments)})"
