"""The agency tables of a folder or a SQLite file, read and checked before they are trusted.

The guard of design 3.4 looks at every cell: a folder that looks like real people's data is refused, and no value is
repeated. What is written, and what the tables are called, stands in `agency_files`.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import groupby, repeat
from pathlib import Path
from types import NoneType

from linkage.errors import BadTableError, BadWorldError, FaultError, LinkageError, Place
from linkage.population.account_table import AccountTable
from linkage.population.agency_columns import Texts, TextTable, plain_heads, plain_table, table_of
from linkage.population.agency_files import ABOUT, TRUTH, quote_name
from linkage.population.tables import Person, Record, Tables
from linkage.population.text_columns import Column, PairTable, collector_paused, stretch
from linkage.tokens import looks_like_citizen_number
from linkage.vocabulary import LISTING_EFFECTS
from linkage.world.model import World
from linkage.world.reading.cells import point_for_comma, whole_for_comma
from linkage.world.reading.csv_text import Limits, read_csv_table
from linkage.world.real_data_guard import (
    citizen_fault,
    column_fault,
    column_label,
    may_hold_real_numbers,
    nearest_name,
    safe_text,
)

_LIMITS = Limits(bytes=200_000_000, lines=20_000_000)
_MOST_ALIKE = 20  # faults of one kind that are listed one by one
_ROWS_AT_ONCE = 50_000
_WHOLE_NUMBER = re.compile(r"([0-9]{1,18})(?:\.0+)?")
_DRAW = re.compile(r"0(\.[0-9]+)?|[0-9](\.[0-9]+)?e-[0-9]+")


def read(world: World, path: Path, seed: int | None = None) -> Tables:
    """The tables of a folder of CSVs or of a SQLite file, checked before they are trusted.

    Args:
        seed: what somebody says is the seed of these tables; None: what their `about` says.

    Raises:
        LinkageError: there are no tables; the seed isn't the one that `about` says.
        BadWorldError: with every fault: tables that are missing or unknown, columns, references, real-looking values.
    """
    if not path.exists():
        raise LinkageError(f"There are no agency tables at '{path}'.")
    reader = _AgencyReader(world.everything, path)
    with collector_paused():
        read_tables = reader.read_tables()
        if reader.faults:
            raise BadWorldError(f"{path}: {reader.number_of_faults:,} faults", reader.faults)
        about = list(read_tables.get(ABOUT, ()))
        tables = reader.fill(read_tables)
    tables.seed, tables.seed_known = _seed(path, about, seed)
    return tables


def _seed(path: Path, about: list[dict[str, str]], seed: int | None) -> tuple[int, bool]:
    """The seed of given tables, and whether anybody says it."""
    stated = int(about[0]["seed"].partition(".")[0]) if about else None
    if stated is not None and seed is not None and stated != seed:
        raise LinkageError(f"The tables at '{path}' were made from seed {stated}, as they say, and not from {seed}.")
    known = seed if stated is None else stated
    return (1, False) if known is None else (known, True)


def _as_text(cell: object) -> str:
    """A cell of a SQLite file: whatever type somebody gave it."""
    if cell is None:
        return ""
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)


def _plain_tables(connection: sqlite3.Connection) -> set[str]:
    """The tables whose cells lie in the file as they are: a view, a virtual table or a generated column works them out,
    and might never end."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
    return {
        name
        for (name,) in tables.fetchall()
        if not any(column[-1] for column in connection.execute(f"PRAGMA table_xinfo({quote_name(name)})"))
    }


_TYPE_NAMES = {int: "a whole number", float: "a number", bytes: "bytes (a BLOB)"}


class _AgencyReader:
    """Reads the tables of one folder or file, and collects their faults."""

    def __init__(self, world: World, path: Path) -> None:
        self.world = world
        self.path = path
        self.faults: list[FaultError] = []
        self._alike: Counter[tuple[str, str, str]] = Counter()  # file, column, expected → how many faults
        self._texts: Texts = {}
        self._untyped: list[FaultError] = []
        """Columns with cells that are no text, to be reported unless they are reported as something worse."""

    def read_tables(self) -> dict[str, TextTable]:
        tables = dict(self._read_sqlite() if self.path.is_file() else self._read_folder())
        self._texts.clear()
        unreadable = bool(self.faults)
        for name in (*self.world.databases, "people", "values", "relations", "records"):
            if name not in tables and not unreadable:
                self._fault(name, None, "", "no such table", f"a table '{name}'")
        for name, table in tables.items():
            self._check_real_data(name, table)
        reported = {(fault.place.file, fault.place.column) for fault in self.faults}
        for fault in self._untyped:
            if (fault.place.file, fault.place.column) not in reported:
                self._add(fault)
        if not self.faults:
            self._check_references(tables)
        self._count_the_rest()
        return tables

    def _file(self, name: str) -> str:
        return self.path.name if self.path.is_file() else f"{name}.csv"

    def _fault(self, name: str, row: int | None, column: str, found: str, expected: str, hint: str = "") -> None:
        place = Place(self._file(name), row, column)
        self._add(BadTableError(place, found, expected, hint))

    def _add(self, fault: FaultError, count: int = 1) -> None:
        """Keep a fault, unless enough of its kind are listed; `count`: how many it stands for."""
        kind = (fault.place.file, fault.place.column, fault.expected)
        if self._alike[kind] < _MOST_ALIKE:
            self.faults.append(fault)
        self._alike[kind] += count

    def _count_the_rest(self) -> None:
        """Say of each kind of fault how many more there are than those that are listed."""
        for (file, column, expected), count in self._alike.items():
            if count > _MOST_ALIKE:
                found = f"{count - _MOST_ALIKE:,} more such faults ({count:,} in all)"
                self.faults.append(BadTableError(Place(file, None, column), found, expected))

    @property
    def number_of_faults(self) -> int:
        """How many faults there are, with those that are only counted."""
        return self._alike.total()

    def _report(
        self,
        name: str,
        column: str,
        table: TextTable,
        places: Sequence[int],
        expected: str,
        known: Collection[str] = (),
        meant: Callable[[str], str] | None = None,
    ) -> None:
        """Report the cells at some places of a column: the first of them one by one, with what may be meant.

        Args:
            meant: says what a cell may mean; without it the nearest known name.
        """
        for place in places[:_MOST_ALIKE]:
            cell = table[column][place]
            hint = meant(cell) if meant else nearest_name(cell, known)
            self._fault(name, table.lines[place], column, f"'{safe_text(cell)}'", expected, hint)
        if len(places) > _MOST_ALIKE:
            self._alike[self._file(name), column, expected] += len(places) - _MOST_ALIKE

    def _expected_columns(self, name: str) -> tuple[str, ...]:
        if name in TRUTH:
            return TRUTH[name]
        return ("account", "subject", *self.world.databases[name].identifiers)

    def _read_folder(self) -> Iterator[tuple[str, TextTable]]:
        for name in (*self.world.databases, *TRUTH):
            path = self.path / f"{name}.csv"
            if not path.is_file():
                continue
            try:
                if (size := path.stat().st_size) > _LIMITS.bytes:
                    self._fault(name, None, "", f"{size:,} bytes", f"at most {_LIMITS.bytes:,} bytes")
                    continue
                yield name, self._read_csv(name, path.read_bytes())
            except BadTableError as fault:
                self._add(fault)
            except OSError as error:
                self._fault(name, None, "", f"a file that can't be read ({error.strerror})", "a plain file")

    def _read_csv(self, name: str, data: bytes) -> TextTable:
        heads = plain_heads(data)
        table = None
        blank_row = b"\n" + b"," * (len(heads or ()) - 1)  # the reader of any other file passes it over
        has_blank_row = blank_row + b"\n" in data or data.endswith(blank_row)
        if heads is not None and sorted(heads) == sorted(self._expected_columns(name)) and not has_blank_row:
            table = plain_table(data, heads)
        if table is None:
            text = read_csv_table(self._file(name), data, limits=_LIMITS)
            self._check_columns(name, text.heads, text.head_line)
            table = table_of(text.heads, self._rows_of_length(name, text.lines, len(text.heads)), self._texts)
        return table

    def _rows_of_length(
        self, name: str, lines: Iterable[tuple[int, Sequence[str]]], width: int
    ) -> Iterator[tuple[int, Sequence[str]]]:
        """The rows with their lines; those of another length are faults."""
        for number, cells in lines:
            if len(cells) == width:
                yield number, cells
            else:
                self._fault(name, number, "", f"{len(cells)} cells", f"{width} cells")

    def _check_columns(self, name: str, columns: Sequence[str], line: int = 1) -> None:
        expected = self._expected_columns(name)
        for position, column in enumerate(columns):
            if column not in expected:
                hint = nearest_name(column, expected)
                self._fault(
                    name,
                    line,
                    column_label(column, position),
                    "an unknown column",
                    f"one of {', '.join(expected)}",
                    hint,
                )
            elif column in columns[:position]:
                self._fault(name, line, column, "the column twice", "each column once")
        for column in expected:
            if column not in columns:
                self._fault(name, line, column, "no such column", f"a column '{column}'")

    def _read_sqlite(self) -> Iterator[tuple[str, TextTable]]:
        if (size := self.path.stat().st_size) > _LIMITS.bytes:
            return self._fault("", None, "", f"{size:,} bytes", f"at most {_LIMITS.bytes:,} bytes")
        try:
            with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
                table_names = _plain_tables(connection)
                for name in (*self.world.databases, *TRUTH):
                    if name in table_names:
                        query = f"SELECT * FROM {quote_name(name)}"  # noqa: S608 - quoted
                        plain = self._read_plain_table(name, connection.execute(query))
                        yield name, plain or self._read_table(name, connection.execute(query))
        except sqlite3.Error as error:
            self._fault("", None, "", f"a file that can't be read ({error.__class__.__name__})", "a SQLite file")

    def _read_plain_table(self, name: str, cursor: sqlite3.Cursor) -> TextTable | None:
        """A table of a SQLite file in which every cell is plain text, else None."""
        heads = [column[0] for column in cursor.description]
        if sorted(heads) != sorted(self._expected_columns(name)):
            return None
        pieces, length = [",".join(heads)], 0
        try:
            while rows := cursor.fetchmany(_ROWS_AT_ONCE):
                pieces.append("\n".join(map(",".join, rows)))
                length += len(rows)
        except TypeError:  # a cell that is no text
            return None
        data = "\n".join(pieces).encode("utf-8", "surrogatepass")
        return plain_table(data, heads, length) if plain_heads(data) is not None else None

    def _read_table(self, name: str, cursor: sqlite3.Cursor) -> TextTable:
        """A table of a SQLite file; columns with cells that are no text are noted: is the number 7 the text "07"?"""
        heads = [column[0] for column in cursor.description]
        self._check_columns(name, heads)
        columns: dict[str, Column] = {head: [] for head in heads}
        untyped: dict[str, tuple[int, object, int]] = {}  # label → first line, its cell, how many
        length = 0
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            for position, cells in enumerate(zip(*rows, strict=True)):
                if not set(map(type, cells)) <= {str, NoneType}:
                    _note_untyped(untyped, column_label(heads[position], position), cells, length + 2)
                texts = map(_as_text, cells)
                columns[heads[position]].extend(self._texts.setdefault(text, text) for text in texts)
            length += len(rows)
        if name not in ("draws", "enforced", ABOUT):
            for label, (line, cell, count) in untyped.items():
                more = f", and {count - 1:,} more cells" if count > 1 else ""
                place, found = Place(self._file(name), line, label), f"{_TYPE_NAMES[type(cell)]}{more}"
                self._untyped.append(BadTableError(place, found, "text (in SQLite: TEXT)"))
        return TextTable(columns, range(2, length + 2))

    def _check_real_data(self, name: str, table: TextTable) -> None:
        if name in ("draws", "enforced", ABOUT) or not table.may_be_real:
            return
        for position, (head, column) in enumerate(table.columns.items()):
            label = column_label(head, position)
            if not may_hold_real_numbers("\n".join(column)):
                continue
            for line, cell in zip(table.lines, column, strict=True):
                if len(cell) >= 18 and looks_like_citizen_number(cell):
                    self._add(citizen_fault(Place(self._file(name), line, label)))
            fault = column_fault(self._file(name), label, list(zip(table.lines, column, strict=True)))
            if fault is not None:
                self._add(fault)

    def _check_known(self, name: str, column: str, table: TextTable, known: Collection[str], expected: str) -> None:
        """Report cells that aren't known."""
        if not all(map(known.__contains__, table[column])):
            places = [place for place, cell in enumerate(table[column]) if cell not in known]
            self._report(name, column, table, places, expected, known)

    def _check_unique(self, name: str, column: str, table: TextTable, seen: Collection[str] = ()) -> set[str]:
        """Report rows whose name is seen or another row's, or that have none; returns the names."""
        names = list(table[column])
        own = set(names)
        if len(own) < len(names) or "" in own or not own.isdisjoint(seen):
            met, places = set(seen), []
            for place, cell in enumerate(names):
                if cell in met or not cell:
                    places.append(place)
                met.add(cell)
            self._report(name, column, table, places, "a name that no other row has")
        return own

    def _check_accounts(self, tables: dict[str, TextTable]) -> dict[str, tuple[str, str]]:
        """Report accounts without a name of their own; returns database and subject of those that records name."""
        named = set(tables["records"]["account"])
        homes: dict[str, tuple[str, str]] = {}
        names = self.world.databases
        may_meet = not all(_named_after(name, tables[name]["account"]) for name in names)
        seen: set[str] = set()
        for name in names:
            table = tables[name]
            own = self._check_unique(name, "account", table, seen)
            if may_meet:
                seen |= own
            if not named.isdisjoint(own):
                rows = zip(table["account"], table["subject"], strict=True)
                homes.update((account, (name, subject)) for account, subject in rows if account in named)
        return homes

    def _check_references(self, tables: dict[str, TextTable]) -> None:
        people = self._check_unique("people", "subject", tables["people"])
        self._check_unique("records", "id", tables["records"])
        homes = self._check_accounts(tables)
        for name, column, known, expected in (
            *((name, "subject", people, "a subject of people") for name in self.world.databases),
            ("people", "kind", ("resident", "company"), "resident or company"),
            ("values", "identifier", self.world.identifiers, "an identifier of this world"),
            ("values", "subject", people, "a subject of people"),
            ("relations", "kind", ("parent", "officer"), "parent or officer"),
            ("relations", "from", people, "a subject of people"),
            ("relations", "to", people, "a subject of people"),
            ("records", "kind", self.world.record_kinds, "a record kind of this world"),
            ("records", "subject", people, "a subject of people"),
            ("records", "database", self.world.databases, "a database of this world"),
            ("records", "account", homes, "an account of these tables"),
            ("records", "standing", ("confirmed", "suspected"), "confirmed or suspected"),
        ):
            self._check_known(name, column, tables[name], known, expected)
        self._check_records(tables["records"], people, homes)
        self._check_about(tables.get(ABOUT))
        if "draws" in tables:
            self._check_draws("draws", tables["draws"])
        if "enforced" in tables:
            self._check_known("enforced", "rule", tables["enforced"], self.world.rules, "a rule of this world")
            self._check_known("enforced", "subject", tables["enforced"], people, "a subject of people")
            self._check_draws("enforced", tables["enforced"])

    def _check_records(self, records: TextTable, people: Collection[str], homes: Mapping[str, tuple[str, str]]) -> None:
        """Report records with a listing's name, and those at an account of somebody else or elsewhere."""
        listing_rules = {rule.id for rule in self.world.rules.values() if rule.effect in LISTING_EFFECTS}
        like_listings, elsewhere = [], []
        columns = (records[column] for column in ("id", "account", "database", "subject"))
        for place, (id_, account, database, subject) in enumerate(zip(*columns, strict=True)):
            rule, _, listed = id_.partition("@")
            if rule in listing_rules and listed in people:
                like_listings.append(place)
            home = (database, subject)
            if homes.get(account, home) != home:
                elsewhere.append(place)
        self._report("records", "id", records, like_listings, "a name that no listing can have")
        self._report("records", "account", records, elsewhere, "an account of that subject in that database")

    def _check_draws(self, name: str, table: TextTable) -> None:
        places = [place for place, draw in enumerate(table["draw"]) if _DRAW.fullmatch(draw) is None]
        self._report(name, "draw", table, places, "a number from 0 to less than 1", meant=_draw_for_comma)

    def _check_about(self, table: TextTable | None) -> None:
        """Report an `about` that isn't one row with whole numbers (which world it names is for people to read)."""
        if table is None:
            return
        if len(table) != 1:
            self._fault(ABOUT, None, "", f"{len(table)} rows", "one row")
        for column in ("seed", "residents"):
            places = [place for place, cell in enumerate(table[column]) if _WHOLE_NUMBER.fullmatch(cell) is None]
            self._report(ABOUT, column, table, places, "a whole number", meant=whole_for_comma)

    def fill(self, read_tables: dict[str, TextTable]) -> Tables:
        """The tables in memory; what was read is taken apart, so that nothing stands there twice."""
        tables = Tables(self.world)
        people = read_tables.pop("people")
        kinds, groups = (map(sys.intern, people[column]) for column in ("kind", "group"))
        everybody = list(map(Person, people["subject"], kinds, groups, people["household"]))
        tables.people.update((person.id, person) for person in everybody)
        for name, sort, left, right in (("values", *TRUTH["values"]), ("relations", *TRUTH["relations"])):
            table = read_tables.pop(name)
            for value, lefts, rights in _sorted_out(table[sort], table[left], table[right]):
                tables.take_pairs(name, value, PairTable(lefts, rights))
        for name, database in self.world.databases.items():
            rows = read_tables.pop(name)
            cells = {identifier: rows[identifier] for identifier in database.identifiers}
            tables.take_table(AccountTable(name, rows["account"], rows["subject"], cells))
        for row in read_tables.pop("records"):
            tables.records[row["id"]] = Record(*(row[column] for column in TRUTH["records"]))
        for row in read_tables.get("draws", ()):
            tables.link_draws[row["link"], row["record"]] = float(row["draw"])
        for row in read_tables.get("enforced", ()):
            tables.enforcement_draws[row["rule"], _account_named(tables, row)] = float(row["draw"])
        return tables


def _note_untyped(
    untyped: dict[str, tuple[int, object, int]], label: str, cells: Sequence[object], first_line: int
) -> None:
    """Note the cells of a column that are no text: the first one, and how many."""
    wrong = [(line, cell) for line, cell in enumerate(cells, first_line) if not isinstance(cell, (str, NoneType))]
    line, cell, count = untyped.get(label, (*wrong[0], 0))
    untyped[label] = line, cell, count + len(wrong)


def _named_after(database: str, accounts: Iterable[str]) -> bool:
    """Whether all accounts are named after their database, so that none can be named like another database's."""
    return all(map(str.startswith, accounts, repeat(f"{database}/")))


def _sorted_out(sorts: Column, lefts: Column, rights: Column) -> Iterator[tuple[str, Column, Column]]:
    """The pairs of each sort, by their two sides; those of one sort mostly stand together."""
    runs: dict[str, list[tuple[int, int]]] = {}
    start = 0
    for sort, run in groupby(sorts):
        end = start + sum(1 for _ in run)
        runs.setdefault(sort, []).append((start, end))
        start = end
    for sort, parts in runs.items():
        first, *others = ((stretch(lefts, *part), stretch(rights, *part)) for part in parts)
        for more_lefts, more_rights in others:
            first[0].extend(more_lefts)
            first[1].extend(more_rights)
        yield sort, *first


def _account_named(tables: Tables, row: dict[str, str]) -> str:
    """The account of a row of `enforced`: by its name, or, where a list has none yet, the one its subject would get."""
    database = tables.world.rules[row["rule"]].database
    if row["account"] in tables.accounts or not tables.world.is_list(database):
        return row["account"]
    return tables.open_row(database, row["subject"]).id


def _draw_for_comma(text: str) -> str:
    """The draw that one with a decimal comma means; blank where it means none."""
    meant = point_for_comma(text)
    return meant if _DRAW.fullmatch(meant) else ""
