"""Checking what a view of the app names against its world: a lesson's step, a stop of a tour.

The screen answers a view that names nothing with its nearest default; here every such name is a fault, with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from linkage.answers.spread_question import Answer, Question, ask
from linkage.errors import BadTableError, BadWorldError, FaultError, LinkageError, Place, UnknownNameError, nearest
from linkage.lessons.lesson_model import View
from linkage.world.model import World
from linkage.world.what_if.parser import check_text


@dataclass(frozen=True)
class ViewCheck:
    """Checks one view; `column` leads to its parts in the file's words, such as `view.`."""

    file: str
    row: int | None
    column: str
    world: World
    view: View

    def faults(self) -> Iterator[FaultError]:
        """A fault for each part that the world doesn't have; where all names are known, for what has no answer."""
        names = [*self._names()]
        yield from names
        if not names:
            yield from self._places()

    @cached_property
    def answer(self) -> Answer:
        """What the view shows.

        Raises:
            LinkageError: it can't be answered.
        """
        return ask(self.world, self.question())

    def question(self) -> Question:
        """The question that the view asks."""
        parts = dict(self.view.parts)
        return Question(
            story=parts.get("story", ""),
            record_kind="" if parts.get("story") else parts.get("record", ""),
            resident=parts.get("resident", ""),
            what_if=parts.get("what-if", ""),
            seed=int(parts.get("seed", 1)),
        )

    def _names(self) -> Iterator[FaultError]:
        parts, world = dict(self.view.parts), self.world
        why = parts.get("why", "").partition("@")[0]  # a service, or a rule, perhaps with whom it falls on
        known: list[tuple[str, str, Iterable[str], str]] = [
            ("story", parts.get("story", ""), world.stories, "story"),
            ("record", parts.get("record", ""), world.record_kinds, "record kind"),
            ("why", why, world.services if why not in world.rules else [why], "service"),
            ("door", parts.get("door", "").partition("/")[0], world.services, "service"),
        ]
        if parts.get("table"):
            rows = getattr(world, parts["table"], {})
            known.append(("row", parts.get("row", ""), rows if isinstance(rows, dict) else {}, "row"))
        for name, value, names, noun in known:
            listed = sorted(names)
            if value and value not in listed:
                near = nearest(value, listed)
                yield UnknownNameError(self._place(name), f"'{value}'", f"a {noun} of '{world.id}'", near)
        for name in ("what-if", "beside"):
            for found, expected, near in check_text(parts.get(name, ""), world):
                yield BadTableError(self._place(name), found, expected, near)

    def _places(self) -> Iterator[FaultError]:
        """A fault for a wave or a join that the spread doesn't have, which the screen would replace by another."""
        try:
            spread = self.answer.spread
        except LinkageError as error:
            yield BadTableError(self._place("story"), f"no answer: {first_line(error)}", "a record with an answer")
            return
        parts = dict(self.view.parts)
        if int(parts.get("wave", 0)) > len(spread.waves):
            expected = f"at most {len(spread.waves)}, the waves of this spread"
            yield BadTableError(self._place("wave"), parts["wave"], expected)
        joins = [step.id for step in spread.steps if step.joined]
        if parts.get("join") and parts["join"] not in joins:
            near = nearest(parts["join"], joins)
            yield UnknownNameError(self._place("join"), f"'{parts['join']}'", "a step of this spread that joins", near)

    def _place(self, name: str) -> Place:
        return Place(self.file, self.row, self.column + name)


def first_line(error: LinkageError) -> str:
    """The first sentence of an error, of one with many faults the first fault."""
    return error.lines()[0] if isinstance(error, BadWorldError) else str(error)
