"""Reads the names and numbers in one part of a what-if's text, and keeps every fault that it finds.

An intervention's own `parse` uses these readers, so that the same mistake gets the same words everywhere. Knows no
intervention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from linkage.errors import nearest, unknown
from linkage.world.model import Database, Link, World

_WHOLE = re.compile(r"-?[0-9]{1,9}")
_DECIMAL = re.compile(r"[0-9]*\.?[0-9]+(e-?[0-9]{1,3})?")


class TextFault(NamedTuple):
    """What can't be read in a what-if: what was found, what was expected, the nearest name, and a sentence."""

    found: str
    expected: str
    nearest: str
    sentence: str


class PartReader:
    """Reads one part of a what-if, such as `delay:LINK=DAYS`.

    Args:
        world: everything that the folder says; names are looked up there.
        part: the text of the part.
        form: how the part is to be written.
        added: the links that the parts before add, by id; an `add:` puts its own there.
        faults: where faults are put.
    """

    def __init__(self, world: World, part: str, form: str, added: dict[str, Link], faults: list[TextFault]) -> None:
        self.world = world
        self.part = part
        self.form = form
        self.added = added
        self.faults = faults

    @property
    def value(self) -> str:
        """What stands behind the colon."""
        return self.part.partition(":")[2]

    @property
    def links(self) -> list[str]:
        """The links that can be named: the folder's, and those that the what-if added before."""
        return [*self.world.links, *self.added]

    @property
    def registers(self) -> Mapping[str, Database]:
        """The databases that translate."""
        return {database: self.world.databases[database] for database, *_ in self.world.registers}

    # faults

    def fault(self, found: str, expected: str, near: str, sentence: str) -> None:
        """Keep a fault."""
        self.faults.append(TextFault(found, expected, near, sentence))

    def malformed(self) -> None:
        """Keep the fault that the part isn't written in its form."""
        self.fault(f"'{self.part}'", self.form, "", f"'{self.part}' can't be read: it is written {self.form}.")

    # names

    def is_known(self, noun: str, name: str, names: Iterable[str]) -> bool:
        """Whether a name is one of some names; if not, that is a fault, with the nearest.

        Args:
            noun: what is named: link, rule, identifier …
        """
        known = names if isinstance(names, Mapping) else list(names)
        if name in known:
            return True
        self.fault(f"{noun} '{name}'", f"a {noun} of this world", nearest(name, known), unknown(noun, name, known))
        return False

    def name(self, noun: str, names: Iterable[str]) -> str | None:
        """The value as one of some names."""
        return self.value if self.is_known(noun, self.value, names) else None

    def name_and_figure(self, noun: str, names: Iterable[str]) -> tuple[str, str] | None:
        """The value as `NAME=FIGURE`; the figure is text still."""
        name, equals, figure = self.value.rpartition("=")
        if not equals:
            self.malformed()
            return None
        return (name, figure) if self.is_known(noun, name, names) else None

    def name_and_days(self, noun: str, names: Iterable[str]) -> tuple[str, int] | None:
        """The value as `NAME=DAYS`, or `NAME=DAY`."""
        pair = self.name_and_figure(noun, names)
        if pair is None:
            return None
        days = self.whole_number(pair[1])
        return None if days is None else (pair[0], days)

    def name_and_share(self, noun: str, names: Iterable[str]) -> tuple[str, float] | None:
        """The value as `NAME=SHARE`."""
        pair = self.name_and_figure(noun, names)
        if pair is None:
            return None
        share = self.share(pair[1])
        return None if share is None else (pair[0], share)

    # numbers

    def whole_number(self, text: str, low: int = 0, high: int = 36_500) -> int | None:
        """A figure as a whole number from `low` to `high`."""
        if _WHOLE.fullmatch(text) and low <= int(text) <= high:
            return int(text)
        self._not_a_number(text, f"a whole number from {low:,} to {high:,}")
        return None

    def share(self, text: str) -> float | None:
        """A figure as a share (0-1)."""
        if _DECIMAL.fullmatch(text) and 0 <= float(text) <= 1:
            return float(text)
        self._not_a_number(text, "a share from 0 to 1")
        return None

    def _not_a_number(self, text: str, expected: str) -> None:
        self.fault(f"'{text}'", expected, "", f"'{self.part}' needs {expected} after the '=', not '{text}'.")
