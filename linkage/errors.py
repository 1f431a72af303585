"""The errors that the tool raises on purpose, in words that tell a teacher in mid-lecture what to do.

    LinkageError
      BadWorldError        (ExceptionGroup)  every fault that was found at the door:
        UnknownNameError   (LookupError)     a cell, a what-if or a question names something that isn't there
        MissingSourceError (ValueError)      a reported claim without evidence
        BadTableError      (ValueError)      file, row, column, what was found and what was expected
        RealDataError      (ValueError)      a value or column that looks like real people's; never repeats it
      WarningFaultError    (FaultError)      what a world may say and hardly means; it loads all the same
      WhatIfError          (ValueError)      unreadable text, or interventions that can't be applied together
      NoProofError         (LookupError)     asked why about an effect that did not happen
      NobodyFitsError      (LookupError)     no resident fits the story
      UsageError           (ValueError)      the command line's words are off

Each message says what was asked, what exists, the nearest name, and where. Knows nothing of worlds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches


class LinkageError(Exception):
    """The base of every error that the tool raises on purpose."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault stands: a file, the line in it, and the column."""

    file: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column {self.column}")
        return ", ".join(part for part in parts if part)


class FaultError(LinkageError):
    """One fault of a world folder: place, what was found, what was expected, the nearest name."""

    severity = "error"

    def __init__(self, place: Place, found: str, expected: str, nearest: str = "") -> None:
        self.place = place
        self.found = found
        self.expected = expected
        self.nearest = nearest
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """The fault in one line."""
        hint = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        return f"{self.place}: found {self.found}, expected {self.expected}{hint}"

    def fields(self) -> dict[str, object]:
        """The fault as data: file, row, column, found, expected, nearest, severity."""
        where = {"file": self.place.file, "row": self.place.row, "column": self.place.column}
        said = {"found": self.found, "expected": self.expected, "nearest": self.nearest}
        return {**where, **said, "severity": self.severity}


class UnknownNameError(FaultError, LookupError):
    """A name that the world lacks."""

    def __str__(self) -> str:
        return self.sentence()


class MissingSourceError(FaultError, ValueError):
    """A reported claim without evidence."""


class BadTableError(FaultError, ValueError):
    """A cell, column, row or file that can't be read as what it should be."""


class RealDataError(FaultError, ValueError):
    """A value or column that looks like real people's data. The value itself is never repeated."""


class WarningFaultError(FaultError):
    """What a world may say and hardly means; it loads all the same."""

    severity = "warning"


class BadWorldError(LinkageError, ExceptionGroup[FaultError]):
    """All faults of a folder at once."""

    def lines(self) -> list[str]:
        """One line a fault, in the order in which they were found."""
        return [fault.sentence() for fault in self.faults()]

    def faults(self) -> list[FaultError]:
        """The faults themselves."""
        return [fault for fault in self.exceptions if isinstance(fault, FaultError)]


class WhatIfError(LinkageError, ValueError):
    """A what-if that can't be read or applied."""


class NoProofError(LinkageError, LookupError):
    """Asked why about an effect that did not happen."""


class NobodyFitsError(LinkageError, LookupError):
    """No resident of the asked population fits the story; `smallest` is the first population that has one."""

    def __init__(self, message: str, smallest: int | None = None) -> None:
        self.smallest = smallest
        super().__init__(message)


class UsageError(LinkageError, ValueError):
    """The words of a command are off (exit code 2)."""


_CLOSE, _ALIKE = 0.85, 0.6
"""How alike two spellings are (0-1) of which one is a slip of the other, and of which it may be."""

_LABELS = ("name", "name_zh", "title")


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is meant, capitals aside; blank where none is close.

    First one that is called so, or that is spelled almost so; then one that shares whole words with it; then the one
    that is spelled most like it. Of a table of rows what people read (their names and titles) is understood as well,
    and answered with the id, which can be typed.

    >>> nearest("rail-tickts", ["air-tickets", "rail-tickets"]), nearest("LOAN", ["loan"])
    ('rail-tickets', 'loan')
    >>> nearest("phone-number", ["company-number", "phone"]), nearest("gym", ["loan", "service-of-gym"])
    ('phone', 'service-of-gym')
    >>> nearest("zebra", ["air-tickets"])
    ''
    """
    ids = {other.casefold(): other for other in sorted(known, reverse=True)}
    called = {**_ids_by_label(known), **ids}
    asked = name.casefold()
    spelled = get_close_matches(asked, sorted(called), n=1, cutoff=_ALIKE)
    if spelled and SequenceMatcher(None, spelled[0], asked).ratio() >= _CLOSE:
        return called[spelled[0]]
    sharing = get_close_matches(asked, sorted(other for other in called if _share_words(asked, other)), n=1, cutoff=0)
    return called[(sharing or spelled)[0]] if sharing or spelled else ""


def _ids_by_label(known: Iterable[str]) -> dict[str, str]:
    """Of a table of rows, the id of each by what people read; of mere names nothing."""
    if not isinstance(known, Mapping):
        return {}
    labels = ((getattr(known[id_], label, ""), id_) for id_ in sorted(known, reverse=True) for label in _LABELS)
    return {label.casefold(): id_ for label, id_ in labels if isinstance(label, str) and label}


def _share_words(one: str, other: str) -> bool:
    """Whether all words of one name are in the other; names with numbers have none."""
    words = [frozenset(re.split(r"[^\w]+|_", text)) - {""} for text in (one, other)]
    if any(char.isdigit() for char in one + other) or not all(words):
        return False
    return words[0] <= words[1] or words[1] <= words[0]


def unknown(what: str, name: str, known: Iterable[str], where: str = "") -> str:
    """The sentence that says that there is no such name, which name is nearest, or which names there are.

    >>> unknown("link", "to-rial", ["to-rail"])
    "There is no link 'to-rial'. Did you mean 'to-rail'?"
    """
    known = known if isinstance(known, Mapping) else list(known)
    names = sorted(known)
    near = nearest(name, known)
    if near:
        hint = f" Did you mean '{near}'?"
    elif names:
        hint = f" {there_are(names)}"
    else:
        hint = f" This world has no {what} at all."
    place = f"  ({where})" if where else ""
    return f"There is no {what} '{name}'.{hint}{place}"


def there_are(names: Iterable[str]) -> str:
    """The sentence that says which names there are; of many the first eight.

    >>> there_are(["b", "a"])
    'There are: a, b.'
    """
    listed = sorted(names)
    return f"There {'is' if len(listed) == 1 else 'are'}: {', '.join(listed[:8])}{', …' if len(listed) > 8 else ''}."
