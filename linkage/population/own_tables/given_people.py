"""Everybody of given tables by name: columns, of which a person is made when somebody looks.

Who asks for a few costs no more than these few; from the thousandth on everybody is made, once and for all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from functools import partial

from linkage.population.tables import Person
from linkage.population.text_tables.text_columns import Column, ColumnIndex, rows_of

_FEW = 1_000


class GivenPeople(Mapping[str, Person]):
    """The persons of some columns.

    Args:
        columns: their names, each another one; whether they are residents or companies; groups; households.
    """

    def __init__(self, columns: tuple[Column, Column, Column, Column]) -> None:
        self._columns, self._names = columns, ColumnIndex(columns[0])
        self._asked = 0
        self._everybody: dict[str, Person] | None = None

    def __len__(self) -> int:
        return len(self._columns[0])

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns[0])

    def __getitem__(self, name: str) -> Person:
        self._asked += 1
        if self._everybody is not None or self._asked > _FEW:
            return self.everybody()[name]
        places = self._names.places(name)
        if not places:
            raise KeyError(name)
        return Person(*(column[places[0]] for column in self._columns))

    def everybody(self) -> dict[str, Person]:
        """Everybody by name."""
        if self._everybody is None:
            alike = sys.intern  # kinds and groups are few
            made: Callable[[tuple[str, str, str, str]], Person] = partial(tuple.__new__, Person)  # a third of the time
            rows = rows_of(self._columns)
            self._everybody = {row[0]: made((row[0], alike(row[1]), alike(row[2]), row[3])) for row in rows}
        return self._everybody

    def values(self) -> ValuesView[Person]:
        """Everybody."""
        return self.everybody().values()

    def items(self) -> ItemsView[str, Person]:
        """Everybody with their name."""
        return self.everybody().items()
