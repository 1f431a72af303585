"""The faults of given tables, gathered: one line a kind, with the first places and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from linkage.errors import FaultError, Place
from linkage.population.text_tables.agency_columns import TextTable
from linkage.world.real_data_guard import safe_text

_MOST_PLACES = 5
_MOST_HINTS = 5

Kind = tuple[str, str, str]
"""What makes faults alike: file, column, what was expected."""


@dataclass
class _Alike:
    """Faults of one kind: the first of them, on which rows they are, and how many."""

    first: FaultError
    rows: list[int] = field(default_factory=list)
    number: int = 0

    def merged(self) -> FaultError:
        """One fault that stands for all."""
        first = self.first
        if self.number == 1:
            return first
        others = [str(row) for row in sorted(set(self.rows)) if row != first.place.row]
        listed = ", ".join(others[:_MOST_PLACES]) + (", …" if self.number - 1 > _MOST_PLACES else "")
        where = f" (row{'s' * (len(others) != 1)} {listed})" if others else ""
        found = f"{first.found}, and {self.number - 1:,} more such{where}"
        return type(first)(first.place, found, first.expected, first.nearest)


class FaultList:
    """Collects faults.

    Args:
        file_of: what a table is called in messages.
    """

    def __init__(self, file_of: Callable[[str], str]) -> None:
        self.file_of = file_of
        self._kinds: dict[Kind, _Alike] = {}

    def __bool__(self) -> bool:
        return bool(self._kinds)

    @property
    def number(self) -> int:
        """How many faults there are, each cell counted."""
        return sum(alike.number for alike in self._kinds.values())

    def merged(self) -> list[FaultError]:
        """A fault a kind, in the order in which they were found."""
        return [alike.merged() for alike in self._kinds.values()]

    def names(self, name: str, column: str) -> bool:
        """Whether something is reported of a column already."""
        return any(kind[:2] == (self.file_of(name), column) for kind in self._kinds)

    def add(self, fault: FaultError, number: int = 1) -> None:
        """Add a fault, which may stand for several."""
        kind = (fault.place.file, fault.place.column, fault.expected)
        alike = self._kinds.setdefault(kind, _Alike(fault))
        alike.number += number
        if fault.place.row is not None and len(alike.rows) <= _MOST_PLACES:
            alike.rows.append(fault.place.row)

    def table(
        self, sort: type[FaultError], name: str, row: int | None, column: str, found: str, expected: str, hint: str = ""
    ) -> None:
        """Add a fault of a table."""
        self.add(sort(Place(self.file_of(name), row, column), found, expected, hint))

    def cells(
        self,
        sort: type[FaultError],
        name: str,
        column: str,
        table: TextTable,
        places: Sequence[int],
        expected: str,
        meant: Callable[[str], str] | None = None,
    ) -> None:
        """Add the cells at some places of a column as faults of one kind.

        Args:
            meant: says what a cell may mean, or gives a blank.
        """
        for number, place in enumerate(places[: _MOST_PLACES + 1]):
            cell = table[column][place]
            hint = meant(cell) if meant and number < _MOST_HINTS else ""
            found = f"'{safe_text(cell)}'" if cell else "a blank"
            self.table(sort, name, table.lines[place], column, found, expected, hint)
        if len(places) > _MOST_PLACES + 1:
            kind = (self.file_of(name), column, expected)
            self._kinds[kind].number += len(places) - _MOST_PLACES - 1
