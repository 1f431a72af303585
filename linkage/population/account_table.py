"""The accounts of one database: columns of text, of which a row is made when a join finds it.

A row is the same object whoever asks. `Accounts` is the accounts of all databases, by their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, repeat

from linkage.population.text_tables.text_columns import Column, ColumnIndex
from linkage.tokens import trailing_number


class Account:
    """One subject's row in one database: at most one value a column."""

    __slots__ = ("database", "id", "number", "subject", "values")

    def __init__(self, database: str, number: int, subject: str, values: dict[str, str], id: str = "") -> None:
        self.database = database
        self.number = number
        self.subject = subject
        self.values = values
        self.id = id or f"{database}/{number}"

    def __repr__(self) -> str:
        return f"Account({self.id!r}, {self.subject!r}, {self.values!r})"


class AccountTable:
    """The rows of one database, found by what they hold. A blank cell is found by nothing.

    Args:
        columns: the cells of each identifier, as long as `ids` and `subjects`.
    """

    def __init__(self, database: str, ids: Column, subjects: Column, columns: Mapping[str, Column]) -> None:
        self.database = database
        self.ids, self.subjects, self.columns = ids, subjects, columns
        self._rows: dict[int, Account] = {}
        self._by_id = ColumnIndex(self.ids)
        self._by_subject = ColumnIndex(self.subjects)
        self._by_identifier = {identifier: ColumnIndex(column) for identifier, column in self.columns.items()}
        self._prefix = f"{database}/"
        self._other_names, self._looked_through = False, 0

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, account: Account) -> None:
        """Add a row."""
        self._rows[len(self.ids)] = account
        self.ids.append(account.id)
        self.subjects.append(account.subject)
        for identifier, column in self.columns.items():
            column.append(account.values.get(identifier, ""))

    def extend(self, ids: Sequence[str], subjects: Sequence[str], columns: Mapping[str, Sequence[str]]) -> None:
        """Add rows, given by their columns; a blank is no value."""
        self.ids.extend(ids)
        self.subjects.extend(subjects)
        for identifier, column in self.columns.items():
            column.extend(columns[identifier])

    def row(self, place: int) -> Account:
        """The row at a place."""
        row = self._rows.get(place)
        if row is None:
            id_ = self.ids[place]
            values = {identifier: cell for identifier, column in self.columns.items() if (cell := column[place])}
            row = Account(self.database, trailing_number(id_)[1], self.subjects[place], values, id_)
            self._rows[place] = row
        return row

    def count(self, identifier: str, value: str) -> int:
        """How many rows hold a value."""
        index = self._by_identifier.get(identifier)
        return len(index.places(value)) if value and index is not None else 0

    def rows(self, identifier: str, value: str) -> list[Account]:
        """The rows that hold a value, lowest number first."""
        index = self._by_identifier.get(identifier)
        return self._in_order(index.places(value)) if value and index is not None else []

    def of(self, subject: str) -> list[Account]:
        """The rows of a subject, lowest number first."""
        return self._in_order(self._by_subject.places(subject))

    def named(self, name: str) -> Account | None:
        """The row of that name, if there is one."""
        place = self.place_of(name)
        return None if place is None else self.row(place)

    def place_of(self, name: str) -> int | None:
        """The place of the row of that name, if there is one."""
        if not name.startswith(self._prefix) and not self._has_other_names():
            return None
        places = self._by_id.places(name)
        return places[-1] if places else None

    def _has_other_names(self) -> bool:
        """Whether some row isn't named after its database, as rows of one's own tables may be."""
        if self._looked_through < len(self.ids) and not self._other_names:
            new = islice(self.ids, self._looked_through, None)
            self._other_names = not all(map(str.startswith, new, repeat(self._prefix)))
            self._looked_through = len(self.ids)
        return self._other_names

    def warm_up(self) -> None:
        """Make the indices, so that many threads may ask."""
        for index in (self._by_id, self._by_subject, *self._by_identifier.values()):
            index.places("")

    def _in_order(self, places: Sequence[int]) -> list[Account]:
        if len(places) == 1:
            return [self.row(places[0])]
        return sorted((self.row(place) for place in places), key=by_number)

    def as_rows(self) -> list[tuple[str, ...]]:
        """Every row as text, lowest number first: its name, its subject, and its cells."""
        rows = zip(self.ids, self.subjects, *self.columns.values(), strict=True)
        return sorted(rows, key=lambda row: (trailing_number(row[0])[1], row[0]))

    def __iter__(self) -> Iterator[Account]:
        """Every row, in no order."""
        return map(self.row, range(len(self.ids)))


class ExtendedTable(AccountTable):
    """The rows of another table, and one more, of which the other knows nothing."""

    def __init__(self, table: AccountTable, account: Account) -> None:
        super().__init__(table.database, [account.id], [account.subject], {})
        self.table, self.account = table, account
        self.ids, self.subjects = [*table.ids, account.id], [*table.subjects, account.subject]
        added = ((identifier, account.values.get(identifier, "")) for identifier in table.columns)
        self.columns = {identifier: [*table.columns[identifier], cell] for identifier, cell in added}

    def row(self, place: int) -> Account:
        """The row at a place."""
        return self.account if place == len(self.table) else self.table.row(place)

    def renewed(self, table: AccountTable) -> ExtendedTable:
        """The same row added to another table."""
        return ExtendedTable(table, self.account)

    def count(self, identifier: str, value: str) -> int:
        """How many rows hold a value."""
        return self.table.count(identifier, value) + bool(value and self.account.values.get(identifier) == value)

    def rows(self, identifier: str, value: str) -> list[Account]:
        """The rows that hold a value, lowest number first."""
        own = [self.account] if value and self.account.values.get(identifier) == value else []
        return sorted([*self.table.rows(identifier, value), *own], key=by_number)

    def of(self, subject: str) -> list[Account]:
        """The rows of a subject, lowest number first."""
        own = [self.account] if self.account.subject == subject else []
        return sorted([*self.table.of(subject), *own], key=by_number)

    def place_of(self, name: str) -> int | None:
        """The place of the row of that name, if there is one."""
        return len(self.table) if name == self.account.id else self.table.place_of(name)


class Accounts(Mapping[str, Account]):
    """The accounts of all databases, by their names."""

    def __init__(self, tables: Mapping[str, AccountTable]) -> None:
        self._tables = tables

    def __getitem__(self, name: str) -> Account:
        for table in self._tables.values():
            row = table.named(name)
            if row is not None:
                return row
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (id_ for table in self._tables.values() for id_ in table.ids)

    def __len__(self) -> int:
        return sum(map(len, self._tables.values()))


def by_number(account: Account) -> tuple[int, str]:
    """What rows of a database are ordered by."""
    return account.number, account.id
