"""One table as far as it could be read: its rows, the line of each, and the cells that must not be relied on.

One bad cell costs one fault: its row stays, with the column's default in that cell, so that names which point
at the row still find it. Knows nothing of what rows have to do with each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass
from itertools import islice
from typing import Any

from linkage.errors import BadTableError, FaultError, Place
from linkage.world.model import TABLES, columns, default_of
from linkage.world.reading.cells import SILENT, Misread, read_cell
from linkage.world.reading.csv_text import Contents, CsvTable, read_sheet
from linkage.world.real_data_guard import citizen_fault, label, looks_real, mobile_fault, near, safe_text, unseen

REQUIRED_TABLES = ("agencies", "identifiers", "databases", "record_kinds", "links", "services", "rules")
"""A folder without one of these files is no world; the others read as empty where they are missing."""

MOST_FAULTS = 500
"""Of one table, or of one check: whoever sees 500 faults holds another file than they think."""


_Declared = Mapping[str, Field[Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: where it begins, what it is called (if that can be told), and the cells that can't be used."""

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
        return _missing(name, contents)
    try:
        sheet = read_sheet(file, contents[file](), _heads_of(name))
    except BadTableError as unreadable:
        return Table(name, faults=(unreadable,), complete=False)
    guarded = at_most(guard_sheet(sheet))
    declared = columns(TABLES[name])
    if set(sheet.heads) & set(declared):
        return _read(name, sheet, (*at_most(_head_faults(sheet, declared)), *guarded))
    place = Place(file, sheet.head_line)
    fault = BadTableError(place, safe_text(", ".join(sheet.heads)), f"the columns {_heads_of(name)}")
    return Table(name, faults=(fault, *guarded), complete=False)


def guard_sheet(sheet: CsvTable) -> Iterator[FaultError]:
    """Citizen numbers in any cell, the heads included, and columns of mobile numbers."""
    for position, head in enumerate(sheet.heads):
        name = label(head, position)
        if looks_real(head):
            yield citizen_fault(Place(sheet.file, sheet.head_line, name))
        cells = [(line, cells[position]) for line, cells in sheet.lines if position < len(cells)]
        yield from (citizen_fault(Place(sheet.file, line, name)) for line, cell in cells if looks_real(cell))
        if (fault := mobile_fault(sheet.file, name, cells)) is not None:
            yield fault


def at_most(faults: Iterator[FaultError]) -> list[FaultError]:
    """The faults, or as many as one can want, and a last one that says so."""
    found = list(islice(faults, MOST_FAULTS + 1))
    if len(found) > MOST_FAULTS:
        found[-1] = _too_many(found[0].place.file)
    return found


def _too_many(file: str) -> BadTableError:
    return BadTableError(Place(file), f"more than {MOST_FAULTS} faults", "a file that was made for this table")


def _missing(name: str, contents: Contents) -> Table:
    """A missing file: a fault where it is required, or where another file is surely meant to be it."""
    misnamed = next((each for each in contents if _is_meant(each, name)), "")
    if name not in REQUIRED_TABLES and not misnamed:
        return Table(name, absent=True)
    found = f"a file {safe_text(misnamed)} in its place" if misnamed else "no such file"
    fault = BadTableError(Place(f"{name}.csv"), found, f"a table with the columns {_heads_of(name)}")
    return Table(name, faults=(fault,), complete=False, absent=True)


def _is_meant(file: str, table: str) -> bool:
    """Whether a file has a table's name but for capitals, hyphens and the plural."""
    stem, _, ending = file.lower().rpartition(".")
    return ending == "csv" and stem not in TABLES and _bare(stem) == _bare(table)


def _bare(name: str) -> str:
    letters = "".join(each for each in name if each.isalpha())
    return f"{letters[:-3]}y" if letters.endswith("ies") else letters.removesuffix("s")


def _heads_of(name: str) -> str:
    return ", ".join(columns(TABLES[name]))


def _head_faults(sheet: CsvTable, declared: _Declared) -> Iterator[FaultError]:
    missing = [head for head in declared if head not in sheet.heads]
    guesses = {head: near(head, missing) for head in sheet.heads if head not in declared}
    for position, head in enumerate(sheet.heads):
        place = Place(sheet.file, sheet.head_line, label(head, position))
        if head and head in sheet.heads[:position]:
            yield BadTableError(place, "this column a second time", "each column once")
        elif head in guesses and not looks_real(head) and (head or _is_filled(sheet, position)):
            yield BadTableError(place, "an unknown column", f"one of {', '.join(declared)}", guesses[head])
    for head in missing:
        if declared[head].metadata["required"] and head not in guesses.values():
            yield BadTableError(Place(sheet.file, sheet.head_line, head), "no such column", f"the column {head}")


def _is_filled(sheet: CsvTable, position: int) -> bool:
    return any(position < len(cells) and cells[position] for _, cells in sheet.lines)


def _read(name: str, sheet: CsvTable, heads: tuple[FaultError, ...]) -> Table:
    declared = columns(TABLES[name])
    entries: list[Entry] = []
    faults: list[FaultError] = []
    seen: dict[str, int] = {}
    for line, cells in sheet.lines:
        read, wrong = _cells(declared, sheet, line, cells)
        entry = _entry(TABLES[name], declared, line, read)
        if entry.key in seen:
            wrong.append(_again(name, entry, seen[entry.key]))
        elif entry.key:
            seen[entry.key] = line
        entries.append(entry)
        faults += wrong
        if len(faults) > MOST_FAULTS:
            faults[MOST_FAULTS:] = [_too_many(sheet.file)]
            break
    complete = len(entries) == len(sheet.lines) and all(entry.key for entry in entries)
    return Table(name, tuple(entries), (*heads, *faults), complete)


def _again(name: str, entry: Entry, first: int) -> BadTableError:
    place = Place(f"{name}.csv", entry.line, "from" if name == "registers" else "id")
    return BadTableError(place, f"{safe_text(entry.key)} again", f"it once: row {first} has it")


def _cells(
    declared: _Declared, sheet: CsvTable, line: int, cells: tuple[str, ...]
) -> tuple[dict[str, Any], list[FaultError]]:
    """The values of one row's cells, a `Misread` where there is none, and the faults; a bad id stays as it stands."""
    if len(cells) != len(sheet.heads):
        expected = f"{len(sheet.heads)}, as in the first row"
        read = dict.fromkeys(declared, SILENT) | _name({sheet.heads[0]: cells[0]})
        return read, [BadTableError(Place(sheet.file, line), f"{len(cells)} cells", expected)]
    texts = dict(zip(sheet.heads, cells, strict=True))
    read = {head: _cell(texts.get(head), column) for head, column in declared.items()}
    faults: list[FaultError] = [
        BadTableError(Place(sheet.file, line, head), value.found, value.expected, value.nearest)
        for head, value in read.items()
        if isinstance(value, Misread) and value.found
    ]
    return read | _name(texts), faults


def _name(texts: Mapping[str, str]) -> dict[str, str]:
    """The id as it stands: a bad one still serves as the row's name, but for one that looks real."""
    id_ = texts.get("id")
    return {} if id_ is None or looks_real(id_) else {"id": id_}


def _cell(text: str | None, column: Field[Any]) -> Any:
    """A cell's value, or why there is none. A missing column is a fault of the head and not of each row."""
    if text is None:
        return SILENT if column.metadata["required"] else default_of(column)
    if looks_real(text):
        return SILENT
    if code := unseen(text):
        return Misread(f"a character that can't be seen ({code})", "text without it")
    return read_cell(text, column)


def _entry(row_type: type, declared: _Declared, line: int, read: Mapping[str, Any]) -> Entry:
    """The row, with the columns' defaults where nothing could be read."""
    unsound = frozenset(head for head, value in read.items() if isinstance(value, Misread))
    values = {column.name: default_of(column) if head in unsound else read[head] for head, column in declared.items()}
    row = row_type(**values)
    named = "id" in declared or not unsound & {"database", "from", "to"}
    return Entry(line, row.id if named else "", row, unsound)
