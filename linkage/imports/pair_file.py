"""Pairs that a linker elsewhere found (Splink, dedupe, fastLink …) as `matches/LINK.csv` beside agency tables.

Which columns of the file hold the two rows' names and the probability is said; nothing else of it is kept. A name that
is no account and no subject of the tables is a fault. Which side of the link it stands on is looked at when the tables
are read with their world.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import NamedTuple

from linkage.errors import BadTableError, BadWorldError, FaultError, LinkageError, Place, UsageError, nearest
from linkage.imports.import_source import ImportSource, guard
from linkage.population.own_tables.pair_reader import COLUMNS, FOLDER
from linkage.world.atomic_write import write_file
from linkage.world.reading.cells import is_id
from linkage.world.reading.csv_text import CsvTable, Limits, read_bytes, read_csv_table
from linkage.world.real_data_guard import safe_text

_LIMITS = Limits(bytes=1_000_000_000, lines=20_000_000)
_MOST_FAULTS = 20
_MOST_COMPARED = 100_000  # names among which the nearest is looked for
_NAMING = ("account", "subject")  # the columns of agency tables that name rows and people


class PairColumns(NamedTuple):
    """Which columns of a file hold the source's row, the target's row, and how likely they are one subject's."""

    left: str
    right: str
    probability: str


class ImportedPairs(NamedTuple):
    """Where the pairs stand now, how many they are, and the columns that were left out."""

    file: Path
    number: int
    left_out: tuple[str, ...]


def import_pairs(path: Path, tables: Path, link: str, columns: PairColumns) -> ImportedPairs:
    """Write the pairs of a file as those of a link.

    Args:
        tables: the folder of agency tables beside which they are put.

    Raises:
        LinkageError: a file or a folder that isn't there, or pairs of that link that are there already.
        UsageError: a column that the file lacks.
        BadWorldError: rows without a name, or whose probability is none.
        RealDataError: values that look like real people's.
    """
    if not tables.is_dir():
        raise LinkageError(f"There is no folder of tables '{tables}'.")
    if not is_id(link):
        raise UsageError(f"--link: '{safe_text(link)}' is no link's id: expected lower case with hyphens.")
    target = tables / FOLDER / f"{link}.csv"
    if target.exists():
        raise LinkageError(f"{target} is there already. Remove it first.")
    table = read_csv_table(path.name, read_bytes(path, _LIMITS.bytes), limits=_LIMITS)
    guard(ImportSource(path.name, tables={path.name: table}))
    places = [_place(table, option, head) for option, head in zip(columns._fields, columns, strict=True)]
    rows = _rows(table, places, _names_in(tables))
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    target.parent.mkdir(exist_ok=True)
    write_file(target, lines.getvalue())
    return ImportedPairs(target, len(rows), tuple(head for head in table.heads if head not in columns))


def _place(table: CsvTable, option: str, head: str) -> int:
    """Where a column stands."""
    if head in table.heads:
        return table.heads.index(head)
    near = nearest(head, table.heads)
    hint = f"Did you mean '{safe_text(near)}'?" if near else f"It has: {safe_text(', '.join(table.heads), 200)}."
    raise UsageError(f"--{option}: {safe_text(table.file)} has no column '{safe_text(head)}'. {hint}")


def _names_in(folder: Path) -> frozenset[str]:
    """Every account and subject that stands in a folder's tables; empty where none of them names any."""
    names: set[str] = set()
    for file in sorted(folder.glob("*.csv")):
        table = read_csv_table(file.name, read_bytes(file, _LIMITS.bytes), limits=_LIMITS)
        for place in (place for place, head in enumerate(table.heads) if head in _NAMING):
            names.update(cells[place] for _, cells in table.lines if place < len(cells))
    return frozenset(names - {""})


def _rows(table: CsvTable, places: list[int], names: frozenset[str]) -> list[tuple[str, ...]]:
    """The cells of each row that count; every fault of them at once."""
    faults: list[FaultError] = []
    rows = []
    for line, cells in table.lines:
        row = tuple(cells[place] if place < len(cells) else "" for place in places)
        for cell, place in zip(row[:2], places, strict=False):
            where = Place(table.file, line, table.heads[place])
            if not cell:
                faults.append(BadTableError(where, "a blank cell", "a row's name"))
            elif names and cell not in names:
                near = nearest(cell, names) if len(names) <= _MOST_COMPARED else ""
                faults.append(BadTableError(where, safe_text(cell), "an account or a subject of the tables", near))
        if not _is_probability(row[2]):
            found = safe_text(row[2]) or "a blank cell"
            where = Place(table.file, line, table.heads[places[2]])
            near = point if _is_probability(point := row[2].replace(",", ".")) else ""
            faults.append(BadTableError(where, found, "a number from 0 to 1", near))
        rows.append(row)
        if len(faults) >= _MOST_FAULTS:
            break
    if faults:
        raise BadWorldError(f"{len(faults)} fault(s) in the pairs", faults)
    return rows


def _is_probability(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False
