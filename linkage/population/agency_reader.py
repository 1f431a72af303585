"""The agency tables of a folder or a SQLite file, read and checked before they are trusted.

The guard of design 3.4 looks at every cell: a folder that looks like real people's data is refused, and no value is
repeated. What is written, and what the tables are called, stands in `agency_files`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import NoneType

from linkage.errors import BadTableError, BadWorldError, FaultError, LinkageError, Place
from linkage.population.agency_files import ABOUT, TRUTH, quote_name
from linkage.population.tables import Account, Person, Record, Tables
from linkage.tokens import looks_like_citizen_number, trailing_number
from linkage.vocabulary import LISTING_EFFECTS
from linkage.world.model import World
from linkage.world.reading.cells import point_for_comma, whole_for_comma
from linkage.world.reading.csv_text import Limits, read_csv_table
from linkage.world.real_data_guard import citizen_fault, column_label, mobile_fault, nearest_name, safe_text

_LIMITS = Limits(bytes=200_000_000, lines=20_000_000)
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
    rows_by_table = reader.read_tables()
    if reader.faults:
        raise BadWorldError(f"{path}: {len(reader.faults)} faults", reader.faults)
    tables = reader.fill(rows_by_table)
    tables.seed, tables.seed_known = _seed(path, rows_by_table.get(ABOUT, []), seed)
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


_TYPE_NAMES = {int: "a whole number", float: "a number", bytes: "bytes (a BLOB)"}


class _AgencyReader:
    """Reads the tables of one folder or file, and collects their faults."""

    def __init__(self, world: World, path: Path) -> None:
        self.world = world
        self.path = path
        self.faults: list[FaultError] = []
        self._untyped: list[FaultError] = []
        """Columns with cells that are no text, to be reported unless they are reported as something worse."""
        self._lines: dict[str, Sequence[int]] = {}
        """The line of each row of a table in its file."""

    def read_tables(self) -> dict[str, list[dict[str, str]]]:
        rows_by_table = dict(self._read_sqlite() if self.path.is_file() else self._read_folder())
        unreadable = bool(self.faults)
        for name in (*self.world.databases, "people", "values", "relations", "records"):
            if name not in rows_by_table and not unreadable:
                self._fault(name, None, "", "no such table", f"a table '{name}'")
        for name, rows in rows_by_table.items():
            self._check_real_data(name, rows)
        reported = {(fault.place.file, fault.place.column) for fault in self.faults}
        self.faults += [fault for fault in self._untyped if (fault.place.file, fault.place.column) not in reported]
        if not self.faults:
            self._check_references(rows_by_table)
        return rows_by_table

    def _file(self, name: str) -> str:
        return self.path.name if self.path.is_file() else f"{name}.csv"

    def _fault(self, name: str, row: int | None, column: str, found: str, expected: str, hint: str = "") -> None:
        place = Place(self._file(name), row, column)
        self.faults.append(BadTableError(place, found, expected, hint))

    def _expected_columns(self, name: str) -> tuple[str, ...]:
        if name in TRUTH:
            return TRUTH[name]
        return ("account", "subject", *self.world.databases[name].identifiers)

    def _read_folder(self) -> Iterator[tuple[str, list[dict[str, str]]]]:
        for name in (*self.world.databases, *TRUTH):
            path = self.path / f"{name}.csv"
            if not path.is_file():
                continue
            try:
                if (size := path.stat().st_size) > _LIMITS.bytes:
                    self._fault(name, None, "", f"{size:,} bytes", f"at most {_LIMITS.bytes:,} bytes")
                    continue
                table = read_csv_table(self._file(name), path.read_bytes(), limits=_LIMITS)
                yield name, self._rows(name, table.heads, table.lines, table.head_line)
            except BadTableError as fault:
                self.faults.append(fault)
            except OSError as error:
                self._fault(name, None, "", f"a file that can't be read ({error.strerror})", "a plain file")

    def _rows(
        self, name: str, heads: Sequence[str], lines: Iterable[tuple[int, Sequence[str]]], head_line: int = 1
    ) -> list[dict[str, str]]:
        """The rows of a table by its columns, with those left out that have other cells than there are columns."""
        self._check_columns(name, heads, head_line)
        rows: list[dict[str, str]] = []
        places: list[int] = []
        for line, cells in lines:
            if len(cells) != len(heads):
                self._fault(name, line, "", f"{len(cells)} cells", f"{len(heads)} cells")
            else:
                rows.append(dict(zip(heads, cells, strict=True)))
                places.append(line)
        in_step = range(2, len(places) + 2)
        self._lines[name] = in_step if places == list(in_step) else places
        return rows

    def _numbered(self, name: str, rows: Iterable[dict[str, str]]) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of a table, each with its line in the file."""
        return zip(self._lines.get(name, ()), rows, strict=False)

    def _check_columns(self, name: str, columns: Sequence[str], line: int) -> None:
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

    def _read_sqlite(self) -> Iterator[tuple[str, list[dict[str, str]]]]:
        try:
            with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
                table_names = {
                    row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
                }
                for name in (*self.world.databases, *TRUTH):
                    if name in table_names:
                        cursor = connection.execute(f"SELECT * FROM {quote_name(name)}")  # noqa: S608 - quoted
                        columns = [column[0] for column in cursor.description]
                        cells = cursor.fetchall()
                        texts = ([_as_text(cell) for cell in row] for row in cells)
                        yield name, self._rows(name, columns, enumerate(texts, start=2))
                        self._check_types(name, columns, cells)
        except sqlite3.Error as error:
            self._fault("", None, "", f"a file that can't be read ({error.__class__.__name__})", "a SQLite file")

    def _check_types(self, name: str, columns: list[str], rows: list[tuple[object, ...]]) -> None:
        """Note columns with cells that are no text: the number 7 and the text "07" may be the same value, or not."""
        if name in ("draws", "enforced", ABOUT):
            return
        for position, column in enumerate(columns):
            label = column_label(column, position)
            wrong = [
                (number, row[position])
                for number, row in enumerate(rows, start=2)
                if not isinstance(row[position], (str, NoneType))
            ]
            if wrong:
                number, cell = wrong[0]
                more = f", and {len(wrong) - 1:,} more cells" if len(wrong) > 1 else ""
                place, found = Place(self._file(name), number, label), f"{_TYPE_NAMES[type(cell)]}{more}"
                self._untyped.append(BadTableError(place, found, "text (in SQLite: TEXT)"))

    def _check_real_data(self, name: str, rows: list[dict[str, str]]) -> None:
        if name in ("draws", "enforced", ABOUT) or not rows:
            return
        for position, column in enumerate(rows[0]):
            label = column_label(column, position)
            cells = [(line, row[column]) for line, row in self._numbered(name, rows)]
            for number, cell in cells:
                if len(cell) >= 18 and looks_like_citizen_number(cell):
                    self.faults.append(citizen_fault(Place(self._file(name), number, label)))
            mobile = mobile_fault(self._file(name), label, cells)
            if mobile is not None:
                self.faults.append(mobile)

    def _check_known(self, name: str, row: int, column: str, cell: str, known: Collection[str], expected: str) -> None:
        if cell not in known:
            self._fault(name, row, column, f"'{safe_text(cell)}'", expected, nearest_name(cell, known))

    def _check_unique(self, name: str, column: str, rows: list[dict[str, str]], seen: set[str]) -> None:
        """Report rows whose name another row has, or that have none."""
        for number, row in self._numbered(name, rows):
            if row[column] in seen or not row[column]:
                self._fault(name, number, column, f"'{safe_text(row[column])}'", "a name that no other row has")
            seen.add(row[column])

    def _check_references(self, rows_by_table: dict[str, list[dict[str, str]]]) -> None:
        people: set[str] = set()
        accounts: set[str] = set()
        self._check_unique("people", "subject", rows_by_table["people"], people)
        self._check_unique("records", "id", rows_by_table["records"], set())
        for name in self.world.databases:
            self._check_unique(name, "account", rows_by_table[name], accounts)
        home_of = {
            row["account"]: (name, row["subject"]) for name in self.world.databases for row in rows_by_table[name]
        }
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
            ("records", "account", accounts, "an account of these tables"),
            ("records", "standing", ("confirmed", "suspected"), "confirmed or suspected"),
        ):
            for number, row in self._numbered(name, rows_by_table[name]):
                self._check_known(name, number, column, row[column], known, expected)
        listing_rules = {rule.id for rule in self.world.rules.values() if rule.effect in LISTING_EFFECTS}
        for number, row in self._numbered("records", rows_by_table["records"]):
            rule, _, subject = row["id"].partition("@")
            if rule in listing_rules and subject in people:
                self._fault("records", number, "id", f"'{safe_text(row['id'])}'", "a name that no listing can have")
            home = (row["database"], row["subject"])
            if home_of.get(row["account"], home) != home:
                account = f"'{safe_text(row['account'])}'"
                self._fault("records", number, "account", account, "an account of that subject in that database")
        self._check_about(rows_by_table.get(ABOUT))
        for number, row in self._numbered("draws", rows_by_table.get("draws", ())):
            self._check_draw("draws", number, row["draw"])
        self._check_enforced(rows_by_table.get("enforced", []), people)

    def _check_enforced(self, rows: list[dict[str, str]], people: Collection[str]) -> None:
        for number, row in self._numbered("enforced", rows):
            self._check_known("enforced", number, "rule", row["rule"], self.world.rules, "a rule of this world")
            self._check_known("enforced", number, "subject", row["subject"], people, "a subject of people")
            self._check_draw("enforced", number, row["draw"])

    def _check_draw(self, name: str, row: int, draw: str) -> None:
        if _DRAW.fullmatch(draw) is None:
            found, meant = f"'{safe_text(draw)}'", point_for_comma(draw)
            self._fault(
                name, row, "draw", found, "a number from 0 to less than 1", meant if _DRAW.fullmatch(meant) else ""
            )

    def _check_about(self, rows: list[dict[str, str]] | None) -> None:
        """Report an `about` that isn't one row with whole numbers (which world it names is for people to read)."""
        if rows is not None and len(rows) != 1:
            self._fault(ABOUT, None, "", f"{len(rows)} rows", "one row")
        for line, row in self._numbered(ABOUT, rows or ()):
            for column in ("seed", "residents"):
                if _WHOLE_NUMBER.fullmatch(row[column]) is None:
                    found, meant = f"'{safe_text(row[column])}'", whole_for_comma(row[column])
                    self._fault(ABOUT, line, column, found, "a whole number", meant)

    def fill(self, rows_by_table: dict[str, list[dict[str, str]]]) -> Tables:
        tables = Tables(self.world)
        for row in rows_by_table["people"]:
            tables.add_person(Person(row["subject"], row["kind"], row["group"], row["household"]))
        for row in rows_by_table["values"]:
            tables.add_value(row["identifier"], row["value"], row["subject"])
        for row in rows_by_table["relations"]:
            tables.add_relation(row["kind"], row["from"], row["to"])
        for name, database in self.world.databases.items():
            for row in rows_by_table[name]:
                cells = {i: row[i] for i in database.identifiers if row[i]}
                number = trailing_number(row["account"])[1]
                tables.add_account(Account(name, number, row["subject"], cells, row["account"]))
        for row in rows_by_table["records"]:
            tables.records[row["id"]] = Record(*(row[column] for column in TRUTH["records"]))
        for row in rows_by_table.get("draws", ()):
            tables.link_draws[row["link"], row["record"]] = float(row["draw"])
        for row in rows_by_table.get("enforced", ()):
            tables.enforcement_draws[row["rule"], _account_named(tables, row)] = float(row["draw"])
        return tables


def _account_named(tables: Tables, row: dict[str, str]) -> str:
    """The account of a row of `enforced`: by its name, or, where a list has none yet, the one its subject would get."""
    database = tables.world.rules[row["rule"]].database
    if row["account"] in tables.accounts or not tables.world.is_list(database):
        return row["account"]
    return tables.open_row(database, row["subject"]).id
