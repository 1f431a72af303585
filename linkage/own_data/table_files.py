"""Files of one's own tables as text: CSV, every table of a SQLite file, Parquet where pandas can read it.

The guard looks at every column of every table before anything else does: files that look like real people's data are
refused, with file, row and column and never the value. Knows nothing of identifiers.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from linkage.errors import BadTableError, BadWorldError, FaultError, LinkageError, Place, nearest
from linkage.population.agency_files import TRUTH, quote_name
from linkage.population.own_tables.fault_list import FaultList
from linkage.population.own_tables.sqlite_tables import found_instead_of_sqlite
from linkage.vocabulary import count_of
from linkage.world.personal_values import personal_kind
from linkage.world.reading.cells import right_id
from linkage.world.reading.csv_text import CsvTable, Limits, read_bytes, read_csv_table
from linkage.world.reading.rows import guard_csv_table, limit_faults
from linkage.world.real_data_guard import column_label, safe_text

LIMITS = Limits(bytes=200_000_000, lines=20_000_000)
"""How large a file of one's own tables may be."""

MOST_TABLES = 40
_SQLITE = (".sqlite", ".sqlite3", ".db")
_PARQUET = (".parquet", ".pq")
_WORKBOOKS = (".xls", ".xlsx", ".xlsm", ".ods", ".numbers")
_ENDING = re.compile(r"\.(csv|tsv|tab|txt|parquet|pq)$", re.IGNORECASE)
_POINT_NOUGHT = re.compile(r"[+-]?[0-9]+\.0")
_LONGEST_NAME = 40
_TAKEN_NAMES = {*TRUTH, "matches", "errors", "false", "draws", "enforced", "about"}
_DEVICES = {"con", "prn", "aux", "nul", *(f"{device}{number}" for device in ("com", "lpt") for number in range(10))}


@dataclass(frozen=True)
class OwnTable:
    """A table of one's own: the name that it gets in the world, and its cells as text."""

    name: str
    text: CsvTable

    @property
    def file(self) -> str:
        """What it is called in messages."""
        return self.text.file

    @cached_property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """Its named columns: head → cells."""
        rows = [cells for _, cells in self.text.lines]
        cells_by_column = list(zip(*rows, strict=True)) if rows else [()] * len(self.text.heads)
        return {head: cells for head, cells in zip(self.text.heads, cells_by_column, strict=True) if head}

    @property
    def title(self) -> str:
        """What people call it: its file's name where the short name has lost letters of that, else a blank."""
        return given_name(_stem(self.file))

    def __len__(self) -> int:
        return len(self.text.lines)


def given_name(text: str) -> str:
    """A name as its author gave it, where a short name can't hold all of its letters; else a blank.

    >>> given_name("客户 2"), given_name("Straße"), given_name("My Shop")
    ('客户 2', 'Straße', '')
    """
    shown = " ".join(safe_text(text, 60).split())
    return "" if shown.isascii() else shown


def plain_name(text: str) -> str:
    """A name in lower case with hyphens, whatever its author's habit; blank where nothing of it can stay.

    >>> plain_name("customerID"), plain_name("Customer_Id"), plain_name("E-Mail  address"), plain_name("?")
    ('customer-id', 'customer-id', 'e-mail-address', '')
    >>> plain_name("Straße"), plain_name("客户2")
    ('strasse', '')
    """
    letters = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", "".join(sign for sign in letters if not unicodedata.combining(sign)))
    if any(sign.isalpha() and not sign.isascii() for sign in words):
        return ""  # half a name would be alike for two
    return right_id(re.sub(r"[^A-Za-z0-9]+", " ", words))[:_LONGEST_NAME].strip("-")


def read_own_tables(paths: Sequence[Path]) -> list[OwnTable]:
    """The tables that lie in some files, guarded; of a folder its CSV files.

    Raises:
        BadWorldError: with every fault: files that can't be read, rows of another length, values that look real.
    """
    return own_tables(_read_all(paths))


def own_tables(texts: Iterable[CsvTable | FaultError]) -> list[OwnTable]:
    """The tables of some texts, each under a name of its own.

    Raises:
        BadWorldError: with every fault of the files.
    """
    read, faults = [], []
    for text in texts:
        if isinstance(text, FaultError):
            faults.append(text)
            continue
        read.append(text)
        guarded = limit_faults(guard_csv_table(text))
        faults += guarded or _alike_merged(_shape_faults(text))
    if len(read) > MOST_TABLES:
        faults.append(BadTableError(Place("--tables"), count_of(len(read), "table"), f"at most {MOST_TABLES}"))
    if faults:
        raise BadWorldError(f"{count_of(len(faults), 'fault')} in the tables", faults)
    return list(_named(read))


def _alike_merged(faults: Iterable[FaultError]) -> list[FaultError]:
    """The faults, one for each kind: the first of them, with the first rows and the number of the others."""
    merged = FaultList(str)
    for fault in faults:
        merged.add(fault)
    return merged.merged()


def is_truth(table: OwnTable) -> bool:
    """Whether a table is the truth beside the tables of a generated town, and no table that an agency keeps."""
    return set(table.text.heads) in [set(columns) for columns in TRUTH.values()]


def _read_all(paths: Sequence[Path]) -> Iterator[CsvTable | FaultError]:
    for path in _files(paths):
        try:
            yield from _read(path)
        except FaultError as fault:
            yield fault


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv")
            if not inside:
                raise LinkageError(f"The folder '{path}' holds no CSV file. Name the files of the tables.")
            yield from inside
        else:
            yield path


def _read(path: Path) -> Iterator[CsvTable]:
    ending = path.suffix.lower()
    if not path.exists():
        there = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
        expected = "a CSV, SQLite or Parquet file"
        raise BadTableError(Place(safe_text(path.name)), "no such file", expected, safe_text(nearest(path.name, there)))
    if ending in _WORKBOOKS:
        raise BadTableError(Place(safe_text(path.name)), "a workbook", "each of its sheets saved as CSV UTF-8")
    if ending in _SQLITE:
        yield from _read_sqlite(path)
    elif ending in _PARQUET:
        yield _read_parquet(path)
    else:
        yield read_own_csv(path.name, read_bytes(path, LIMITS.bytes))


def read_own_csv(name: str, data: bytes) -> CsvTable:
    """A table of one's own from the bytes of a CSV file; numbers that all end in `.0` are whole ones.

    pandas writes a column of whole numbers in that way as soon as one is missing.
    """
    table = read_csv_table(safe_text(name), data, limits=LIMITS)
    whole = [position for position in range(len(table.heads)) if _is_whole(table, position)]
    if not whole:
        return table
    lines = tuple(
        (line, tuple(_whole(cell, n in whole) for n, cell in enumerate(cells))) for line, cells in table.lines
    )
    return replace(table, lines=lines)


def _is_whole(table: CsvTable, position: int) -> bool:
    """Whether every cell of a column that isn't blank is a whole number with `.0` behind it."""
    filled = (cells[position] for _, cells in table.lines if position < len(cells) and cells[position])
    first = next(filled, "")
    return _POINT_NOUGHT.fullmatch(first) is not None and all(map(_POINT_NOUGHT.fullmatch, filled))


def _whole(cell: str, is_whole: bool) -> str:
    return cell[:-2] if is_whole and cell else cell


def _read_sqlite(path: Path) -> Iterator[CsvTable]:
    """Every table of a SQLite file; views and virtual tables work their rows out, and stay out."""
    read_bytes(path, LIMITS.bytes)
    file = safe_text(path.name)
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute(
                "SELECT name FROM sqlite_master WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
                " AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
            for (name,) in found.fetchall():
                rows = connection.execute(f"SELECT * FROM {quote_name(name)}")  # noqa: S608 - quoted
                heads = [column[0] for column in rows.description]
                yield _text_table(f"{file}: {safe_text(name)}", heads, rows)
    except sqlite3.Error as error:
        expected = "a SQLite file (CSV files end in .csv or .txt)"
        raise BadTableError(Place(file), found_instead_of_sqlite(path, error), expected) from error


def _read_parquet(path: Path) -> CsvTable:
    """A Parquet file's table; whole numbers stay whole where a blank made pandas read them as decimals."""
    file = safe_text(path.name)
    read_bytes(path, LIMITS.bytes)
    try:
        frame = pd.read_parquet(path)
    except ImportError:
        raise BadTableError(
            Place(file), "a Parquet file, and nothing here that reads it", "pyarrow ('pip install pyarrow'), or CSV"
        ) from None
    except Exception as error:
        found = f"a file that can't be read ({error.__class__.__name__})"
        raise BadTableError(Place(file), found, "a Parquet file") from error
    return frame_text(file, frame)


def frame_text(file: str, frame: pd.DataFrame) -> CsvTable:
    """A data frame as a table of text."""
    blanks = frame.isna().to_numpy()
    rows = frame.itertuples(index=False, name=None)
    texts = (
        ["" if blank else cell for cell, blank in zip(row, empty, strict=True)]
        for row, empty in zip(rows, blanks, strict=True)
    )
    return _text_table(file, [str(head) for head in frame.columns], texts)


def _text_table(file: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> CsvTable:
    """A table whose cells have types, as text; the first row is called row 2, as in a CSV file."""
    lines = ((number, tuple(map(_cell_text, row))) for number, row in enumerate(rows, start=2))
    return CsvTable(file, tuple(head.strip() for head in heads), 1, tuple(line for line in lines if any(line[1])))


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.decode("utf-8", "replace").strip() if isinstance(cell, bytes) else str(cell).strip()


def _shape_faults(text: CsvTable) -> Iterator[FaultError]:
    """Columns of one name, names that are values, and rows of another length than the first."""
    known: set[str] = set()
    for position, head in enumerate(text.heads):
        place = Place(text.file, text.head_line, column_label(head, position))
        if _is_value(head, position, text):
            place = Place(text.file, text.head_line, f"column {position + 1}")
            yield BadTableError(
                place, "a value where the column's name should stand", "a first row with names of columns"
            )
        if plain_name(head) in known:
            yield BadTableError(place, "this column a second time", "each column once")
        known |= {plain_name(head)} - {""}
    for line, cells in text.lines:
        if len(cells) != len(text.heads):
            expected = f"{len(text.heads)}, as in the first row"
            yield BadTableError(Place(text.file, line), count_of(len(cells), "cell"), expected)


def _is_value(head: str, position: int, text: CsvTable) -> bool:
    """Whether a column's name is no name: a number, a date, an address, or what stands in the column, too.

    A file without a row of names would have its first row taken for them, and shown.
    """
    if not head:
        return False
    if not any(letter.isalpha() for letter in head) or personal_kind(head) or "@" in head:
        return True
    return any(len(cells) > position and cells[position] == head for _, cells in text.lines)


def _named(texts: Sequence[CsvTable]) -> Iterator[OwnTable]:
    """The tables under short names, of which no two are alike and none is a name that means something else."""
    taken = _TAKEN_NAMES | _DEVICES
    for number, text in enumerate(texts, start=1):
        name = first = plain_name(_stem(text.file)) or f"table-{number}"
        count = 2
        while name in taken:
            name, count = f"{first}-{count}", count + 1
        taken = taken | {name}
        yield OwnTable(name, text)


def _stem(file: str) -> str:
    """A file's name without its ending, or the name of a table in it.

    >>> _stem("Phone Shop.CSV"), _stem("town.db: b.c")
    ('Phone Shop', 'b.c')
    """
    name = file.rpartition(": ")[2]
    ending = _ENDING.search(name)
    return name if name != file or ending is None else _ENDING.sub("", name) or name
