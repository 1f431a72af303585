"""The rows of one table, as far as it could be read: the line of each, and the cells that must not be relied on.

One bad cell costs one fault: its row stays, with the column's default in that cell, so that references to the row
still find it. Knows nothing of how rows depend on each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass
from itertools import islice
from typing import Any

from linkage.errors import BadTableError, FaultError, Place
from linkage.vocabulary import count_of
from linkage.world.model import KEYED_BY_COLUMNS, TABLES, columns, default_of
from linkage.world.reading.cells import SILENT, Misread, read_cell
from linkage.world.reading.csv_text import Contents, CsvTable, read_csv_table
from linkage.world.real_data_guard import (
    citizen_fault,
    column_fault,
    column_label,
    invisible_character,
    looks_real,
    nearest_name,
    safe_text,
)

REQUIRED_TABLES = ("agencies", "identifiers", "databases", "record_kinds", "links", "services", "rules")
"""A folder without one of these files is no world; the others read as empty where they are missing."""

MOST_FAULTS = 500
"""Of one table, or of one check: with 500 faults it is another file than its author thinks."""


_Declared = Mapping[str, Field[Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its first line, its name (blank if unreadable), and the cells that can't be used."""

    line: int
    key: str
    row: Any
    unsound: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """One table as far as it could be read; `complete` says that no row is missing from it."""

    name: str
    entries: tuple[Entry, ...] = ()
    faults: tuple[FaultError, ...] = ()
    complete: bool = True
    absent: bool = False


def read_table(name: str, contents: Contents) -> Table:
    """One table, from its file."""
    file = f"{name}.csv"
    if file not in contents:
        return _missing_table(name, contents)
    try:
        csv_table = read_csv_table(file, contents[file](), _heads_of(name))
    except BadTableError as unreadable:
        return Table(name, faults=(unreadable,), complete=False)
    guarded = limit_faults(guard_csv_table(csv_table))
    declared = columns(TABLES[name])
    if set(csv_table.heads) & set(declared):
        return _read(name, csv_table, (*limit_faults(_head_faults(csv_table, declared)), *guarded))
    place = Place(file, csv_table.head_line)
    fault = BadTableError(place, safe_text(", ".join(csv_table.heads)), f"the columns {_heads_of(name)}")
    return Table(name, faults=(fault, *guarded), complete=False)


def guard_csv_table(csv_table: CsvTable) -> Iterator[FaultError]:
    """Citizen numbers in any cell, the heads included, and columns of mobile numbers."""
    for position, head in enumerate(csv_table.heads):
        name = column_label(head, position)
        if looks_real(head):
            yield citizen_fault(Place(csv_table.file, csv_table.head_line, name))
        cells = [(line, cells[position]) for line, cells in csv_table.lines if position < len(cells)]
        yield from (citizen_fault(Place(csv_table.file, line, name)) for line, cell in cells if looks_real(cell))
        if (fault := column_fault(csv_table.file, name, cells)) is not None:
            yield fault


def limit_faults(faults: Iterator[FaultError]) -> list[FaultError]:
    """The first `MOST_FAULTS` faults, and a last one that says so if there are more."""
    limited = list(islice(faults, MOST_FAULTS + 1))
    if len(limited) > MOST_FAULTS:
        limited[-1] = _too_many(limited[0].place.file)
    return limited


def _too_many(file: str) -> BadTableError:
    return BadTableError(Place(file), f"more than {MOST_FAULTS} faults", "a file that was made for this table")


def _missing_table(name: str, contents: Contents) -> Table:
    """A missing file: a fault where it is required, or where another file is plainly a misspelling of it."""
    misnamed = next((file_name for file_name in contents if _is_misnamed(file_name, name)), "")
    if name not in REQUIRED_TABLES and not misnamed:
        return Table(name, absent=True)
    found = f"a file {safe_text(misnamed)} in its place" if misnamed else "no such file"
    fault = BadTableError(Place(f"{name}.csv"), found, f"a table with the columns {_heads_of(name)}")
    return Table(name, faults=(fault,), complete=False, absent=True)


def _is_misnamed(file: str, table: str) -> bool:
    """Whether a file has a table's name but for capitals, hyphens and the plural."""
    stem, _, ending = file.lower().rpartition(".")
    return ending == "csv" and stem not in TABLES and _comparable_name(stem) == _comparable_name(table)


def _comparable_name(name: str) -> str:
    letters = "".join(character for character in name if character.isalpha())
    return f"{letters[:-3]}y" if letters.endswith("ies") else letters.removesuffix("s")


def _heads_of(name: str) -> str:
    return ", ".join(columns(TABLES[name]))


def _head_faults(csv_table: CsvTable, declared: _Declared) -> Iterator[FaultError]:
    missing = [head for head in declared if head not in csv_table.heads]
    guesses = {head: nearest_name(head, missing) for head in csv_table.heads if head not in declared}
    for position, head in enumerate(csv_table.heads):
        place = Place(csv_table.file, csv_table.head_line, column_label(head, position))
        if head and head in csv_table.heads[:position]:
            yield BadTableError(place, "this column a second time", "each column once")
        elif head in guesses and not looks_real(head) and (head or _is_filled(csv_table, position)):
            yield BadTableError(place, "an unknown column", f"one of {', '.join(declared)}", guesses[head])
    for head in missing:
        if declared[head].metadata["required"] and head not in guesses.values():
            yield BadTableError(
                Place(csv_table.file, csv_table.head_line, head), "no such column", f"the column {head}"
            )


def _is_filled(csv_table: CsvTable, position: int) -> bool:
    return any(position < len(cells) and cells[position] for _, cells in csv_table.lines)


def _read(name: str, csv_table: CsvTable, heads: tuple[FaultError, ...]) -> Table:
    declared = columns(TABLES[name])
    entries: list[Entry] = []
    faults: list[FaultError] = []
    first_lines: dict[str, int] = {}
    for line, cells in csv_table.lines:
        read, cell_faults = _cells(declared, csv_table, line, cells)
        entry = _entry(TABLES[name], declared, line, read)
        if entry.key in first_lines:
            cell_faults.append(_duplicate_key(name, entry, first_lines[entry.key]))
        elif entry.key:
            first_lines[entry.key] = line
        entries.append(entry)
        faults += cell_faults
        if len(faults) > MOST_FAULTS:
            faults[MOST_FAULTS:] = [_too_many(csv_table.file)]
            break
    complete = len(entries) == len(csv_table.lines) and all(entry.key for entry in entries)
    return Table(name, tuple(entries), (*heads, *faults), complete)


def _duplicate_key(name: str, entry: Entry, first: int) -> BadTableError:
    place = Place(f"{name}.csv", entry.line, KEYED_BY_COLUMNS[name][1] if name in KEYED_BY_COLUMNS else "id")
    return BadTableError(place, f"{safe_text(entry.key)} again", f"it once: row {first} has it")


def _cells(
    declared: _Declared, csv_table: CsvTable, line: int, cells: tuple[str, ...]
) -> tuple[dict[str, Any], list[FaultError]]:
    """The values of one row's cells, a `Misread` where there is none, and the faults; a bad id stays as it stands."""
    if len(cells) != len(csv_table.heads):
        expected = f"{len(csv_table.heads)}, as in the first row"
        read = dict.fromkeys(declared, SILENT) | _row_name({csv_table.heads[0]: cells[0]})
        return read, [BadTableError(Place(csv_table.file, line), count_of(len(cells), "cell"), expected)]
    texts = dict(zip(csv_table.heads, cells, strict=True))
    read = {head: _cell(texts.get(head), column) for head, column in declared.items()}
    faults: list[FaultError] = [
        BadTableError(Place(csv_table.file, line, head), value.found, value.expected, value.nearest)
        for head, value in read.items()
        if isinstance(value, Misread) and value.found
    ]
    return read | _row_name(texts), faults


def _row_name(texts: Mapping[str, str]) -> dict[str, str]:
    """The id as it stands: a bad one still serves as the row's name, but for one that looks real."""
    id_ = texts.get("id")
    return {} if id_ is None or looks_real(id_) else {"id": id_}


def _cell(text: str | None, column: Field[Any]) -> Any:
    """A cell's value, or why there is none. A missing column is a fault of the head and not of each row."""
    if text is None:
        return SILENT if column.metadata["required"] else default_of(column)
    if looks_real(text):
        return SILENT
    if code := invisible_character(text):
        return Misread(f"a character that can't be seen ({code})", "text without it")
    return read_cell(text, column)


def _entry(row_type: type, declared: _Declared, line: int, read: Mapping[str, Any]) -> Entry:
    """The row, with the columns' defaults where nothing could be read."""
    unsound = frozenset(head for head, value in read.items() if isinstance(value, Misread))
    values = {column.name: default_of(column) if head in unsound else read[head] for head, column in declared.items()}
    row = row_type(**values)
    named = "id" in declared or not unsound & {"database", "from", "to", "identifier"}
    return Entry(line, row.id if named else "", row, unsound)
