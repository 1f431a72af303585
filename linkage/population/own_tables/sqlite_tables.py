"""Given tables in a file of SQLite, as columns of text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from types import NoneType

from linkage.errors import BadTableError, FaultError, Place
from linkage.population.agency_files import TRUTH, quote_name
from linkage.population.own_tables.csv_tables import LIMITS
from linkage.population.own_tables.fault_list import FaultList
from linkage.population.own_tables.table_shape import KNOWN_BESIDE, UNTYPED, check_columns, shape_of
from linkage.population.text_tables.agency_columns import Texts, TextTable, plain_heads, plain_table
from linkage.population.text_tables.text_columns import Column
from linkage.world.model import World
from linkage.world.real_data_guard import column_label

_ROWS_AT_ONCE = 50_000
_FIRST_BYTES = b"SQLite format 3\0"
_CSV_ENDINGS = (".csv", ".tsv", ".txt")
_TYPE_NAMES = {int: "a whole number", float: "a number", bytes: "bytes (a BLOB)"}


class SqliteTables:
    """The tables of one SQLite file.

    Args:
        faults: where what is wrong with them is noted.
    """

    def __init__(self, world: World, path: Path, faults: FaultList) -> None:
        self.world, self.path, self.faults = world, path, faults
        self.further: dict[str, tuple[str, ...]] = {}
        """Of each table the columns that mean nothing here."""
        self.untyped: list[tuple[str, FaultError, int]] = []
        """Columns with cells that are no text, and how many: to be reported unless something worse is said of them."""
        self._others: list[str] = []
        self._texts: Texts = {}

    def others(self) -> list[str]:
        """The names of tables that mean nothing here; known once the tables are read."""
        return self._others

    def tables(self) -> Iterator[tuple[str, TextTable]]:
        """Every table that is there and can be read."""
        if (size := self.path.stat().st_size) > LIMITS.bytes:
            return self.faults.table(BadTableError, "", None, "", f"{size:,} bytes", f"at most {LIMITS.bytes:,} bytes")
        try:
            with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
                stored = _plain_tables(connection)
                known = (*self.world.databases, *TRUTH)
                self._refuse_worked_out(connection, set(known) - stored)
                self._others = sorted(stored - {*known, *KNOWN_BESIDE})
                for name in known:
                    if name in stored:
                        query = f"SELECT * FROM {quote_name(name)}"  # noqa: S608 - quoted
                        plain = self._read_plain(name, connection.execute(query))
                        yield name, plain or self._read(name, connection.execute(query))
        except sqlite3.Error as error:
            found = found_instead_of_sqlite(self.path, error)
            expected = "the folder that holds the CSV files, or a SQLite file"
            self.faults.table(BadTableError, "", None, "", found, expected)

    def _refuse_worked_out(self, connection: sqlite3.Connection, names: set[str]) -> None:
        """Report tables that aren't stored as they are."""
        stored = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
        for name in sorted(names & {name for (name,) in stored}):
            found = "a table that is worked out (a view, a virtual table, a generated column)"
            self.faults.table(BadTableError, name, None, "", found, "a table that is stored")

    def _read_plain(self, name: str, cursor: sqlite3.Cursor) -> TextTable | None:
        """A table in which every cell is plain text, else None."""
        heads = [column[0] for column in cursor.description]
        if len(set(heads)) < len(heads):
            return None
        pieces, length = [",".join(heads)], 0
        try:
            while rows := cursor.fetchmany(_ROWS_AT_ONCE):
                pieces.append("\n".join(map(",".join, rows)))
                length += len(rows)
        except TypeError:  # a cell that is no text
            return None
        data = "\n".join(pieces).encode("utf-8", "surrogatepass")
        table = plain_table(data, heads, length) if plain_heads(data) is not None else None
        if table is not None:
            self.further[name] = check_columns(self.faults, name, shape_of(self.world, name), heads, 1)
        return table

    def _read(self, name: str, cursor: sqlite3.Cursor) -> TextTable:
        """Any table; columns with cells that are no text are noted: is the number 7 the text "07"?"""
        heads = [column[0].strip() for column in cursor.description]
        self.further[name] = check_columns(self.faults, name, shape_of(self.world, name), heads, 1)
        columns: dict[str, Column] = {head: [] for head in heads}
        untyped: dict[int, tuple[int, object, int]] = {}  # position → first line, its cell, how many
        lines: list[int] = []
        read = 0
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            texts = [tuple(map(_as_text, row)) for row in rows]
            filled = [place for place, row in enumerate(texts) if any(row)]
            for position, head in enumerate(heads):
                columns[head].extend(
                    self._texts.setdefault(texts[place][position], texts[place][position]) for place in filled
                )
                _note_untyped(untyped, position, [row[position] for row in rows], read + 2)
            lines += [read + 2 + place for place in filled]
            read += len(rows)
        if name not in UNTYPED:
            self._note(name, heads, untyped)
        return TextTable(columns, lines)

    def _note(self, name: str, heads: Sequence[str], untyped: dict[int, tuple[int, object, int]]) -> None:
        for position, (line, cell, count) in untyped.items():
            if heads[position] in shape_of(self.world, name).columns:
                place = Place(self.faults.file_of(name), line, column_label(heads[position], position))
                fault = BadTableError(place, _TYPE_NAMES[type(cell)], "text (in SQLite: TEXT)")
                self.untyped.append((name, fault, count))


def found_instead_of_sqlite(path: Path, error: sqlite3.Error) -> str:
    """What a file is that SQLite can't read, in words."""
    with suppress(OSError), path.open("rb") as file:
        if file.read(len(_FIRST_BYTES)) != _FIRST_BYTES:
            return "a CSV file" if path.suffix.casefold() in _CSV_ENDINGS else "a file that isn't SQLite"
    return f"a file that can't be read ({error.__class__.__name__})"


def _plain_tables(connection: sqlite3.Connection) -> set[str]:
    """The tables whose cells lie in the file as they are: a view, a virtual table or a generated column works them out,
    and might never end."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    return {
        name
        for (name,) in tables.fetchall()
        if not any(column[-1] for column in connection.execute(f"PRAGMA table_xinfo({quote_name(name)})"))
    }


def _as_text(cell: object) -> str:
    """A cell of a SQLite file: whatever type somebody gave it, without the white space around it."""
    if cell is None:
        return ""
    return (cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)).strip()


def _note_untyped(
    untyped: dict[int, tuple[int, object, int]], position: int, cells: Sequence[object], first_line: int
) -> None:
    """Note the cells of a column that are no text: the first one, and how many."""
    if set(map(type, cells)) <= {str, NoneType}:
        return
    wrong = [(line, cell) for line, cell in enumerate(cells, first_line) if not isinstance(cell, (str, NoneType))]
    line, cell, count = untyped.get(position, (*wrong[0], 0))
    untyped[position] = line, cell, count + len(wrong)
