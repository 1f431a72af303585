"""The agency tables as files: one CSV a database, the truth beside them, and one SQLite file with the same tables.

All are written or none (into a temporary folder in the target, then renamed file by file). `agency_reader` reads them.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

from linkage.errors import LinkageError
from linkage.population import random_draws
from linkage.population.account_table import Account, by_number
from linkage.population.cell_errors import is_opened, shown_cells
from linkage.population.tables import Tables
from linkage.vocabulary import LISTING_EFFECTS
from linkage.world.column_errors import Column, ErrorsByColumn, ErrorShares, errors_of
from linkage.world.model import World

SQLITE = "agencies.sqlite"
TRUTH: Mapping[str, tuple[str, ...]] = {
    "people": ("subject", "kind", "group", "household"),
    "values": ("identifier", "value", "subject"),
    "relations": ("kind", "from", "to"),
    "records": ("id", "kind", "subject", "database", "account", "standing"),
    "draws": ("link", "record", "draw"),
    "enforced": ("rule", "account", "subject", "draw"),
    "false": ("record", "draw"),
    "errors": ("database", "account", "identifier", "missing", "mistyped", "cell"),
    "about": ("world", "seed", "residents"),
}
"""The tables beside the databases, with their columns. Those of draws are there only when asked for.

`about` says from which world and seed the tables were made; tables of one's own need none.
"""

ABOUT = "about"
_DRAWS = frozenset({"draw", *ErrorShares._fields})

DRAWN = ("draws", "enforced", "false", "errors")
"""The tables of draws."""

_Rows = list[tuple[str, ...]]


def as_rows(
    tables: Tables, links: Iterable[str] | None = None, changed: World | None = None
) -> dict[str, tuple[tuple[str, ...], _Rows]]:
    """Every table as rows of text: name → columns, rows.

    Args:
        links: the links whose draws are written too, with those of rules and of cells in error; None: no draws.
        changed: the world whose columns are in error; None: the folder's.
    """
    world, changed = tables.world, changed or tables.world
    errors = errors_of(changed)
    rows_by_table: dict[str, tuple[tuple[str, ...], _Rows]] = {}
    for name, database in world.databases.items():
        rows_by_table[name] = ("account", "subject", *database.identifiers), _account_rows(tables, name, errors)
    rows_by_table["people"] = (TRUTH["people"], sorted(tuple(person) for person in tables.people.values()))
    rows_by_table["values"] = (TRUTH["values"], sorted(tables.all_values()))
    rows_by_table["relations"] = (TRUTH["relations"], sorted(tables.all_relations()))
    rows_by_table["records"] = (TRUTH["records"], sorted(tuple(record) for record in tables.records.values()))
    if links is not None:
        rows_by_table["draws"] = (TRUTH["draws"], list(_draws(tables, links)))
        rows_by_table["enforced"] = (TRUTH["enforced"], list(_enforcement_draws(tables)))
        rows_by_table["false"] = (TRUTH["false"], list(_falsehood_draws(tables)))
        columns = sorted({*world.everything.columns, *changed.columns})
        rows_by_table["errors"] = (TRUTH["errors"], list(_error_draws(tables, columns)))
    return rows_by_table


def _account_rows(tables: Tables, database: str, errors: ErrorsByColumn) -> _Rows:
    """The accounts of a database as their keeper has them: some cells are blank, or mistyped."""
    table = tables.table(database)
    if not any(name == database for name, _ in errors):
        return table.as_rows()
    identifiers = tuple(table.columns)
    cells = ((row, shown_cells(tables, row, errors)) for row in sorted(table, key=by_number))
    return [(row.id, row.subject, *(cell.get(identifier, "") for identifier in identifiers)) for row, cell in cells]


def _error_draws(tables: Tables, columns: Iterable[Column]) -> Iterator[tuple[str, ...]]:
    """The two draws of every account's cell in some columns, and what stands there without errors.

    A row that a record opened is filled rightly: it has no draws.
    """
    for database, identifier in columns:
        for row in sorted(tables.table(database), key=by_number):
            if not is_opened(row):
                bits = (
                    random_draws.error_draw_bits(tables.seed, error, database, identifier, row.id)
                    for error in ErrorShares._fields
                )
                yield database, row.id, identifier, *map(draw_text, bits), row.values.get(identifier, "")


def _about(tables: Tables) -> tuple[str, str, str]:
    """What `about` says: the world, the seed and how many residents."""
    residents = tables.population.residents if tables.population is not None else len(tables.people)
    return tables.world.id, str(tables.seed), str(residents)


def _draws(tables: Tables, links: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    listings = [
        f"{rule.id}@{subject}"
        for rule in tables.world.rules.values()
        if rule.effect in LISTING_EFFECTS
        for subject in sorted(tables.people)
    ]
    record_ids = [*sorted(tables.records), *listings]
    for link in sorted(links):
        for record in record_ids:
            yield link, record, draw_text(random_draws.link_draw_bits(tables.seed, link, record))


def _enforcement_draws(tables: Tables) -> Iterator[tuple[str, str, str, str]]:
    """The draw of every rule at every account of its database; of a list at the row that each subject would get."""
    for rule in sorted(tables.world.rules.values(), key=lambda rule: rule.id):
        for account in _accounts_of(tables, rule.database):
            bits = random_draws.enforcement_draw_bits(tables.seed, rule.id, account.id)
            yield rule.id, account.id, account.subject, draw_text(bits)


def _falsehood_draws(tables: Tables) -> Iterator[tuple[str, str]]:
    """The draw of every starting record: whether it is false, if a share of its kind is."""
    for record in sorted(tables.records):
        yield record, draw_text(random_draws.falsehood_draw_bits(tables.seed, record))


def _accounts_of(tables: Tables, database: str) -> list[Account]:
    """The accounts of a database, those of a list that may open too."""
    if not tables.world.is_list(database):
        rows = list(tables.table(database))
    else:
        holdable = (subject for subject in tables.people if tables.can_hold(database, subject))
        rows = [row for subject in holdable for row in tables.rows_in_list(database, subject)]
    return sorted(rows, key=by_number)


def draw_text(bits: int) -> str:
    """A multiple of 2^-32 in full.

    >>> draw_text(1), draw_text(2**31), draw_text(2**32 - 1)
    ('0.00000000023283064365386962890625', '0.5', '0.99999999976716935634613037109375')
    """
    return f"0.{bits * 5**32:032d}".rstrip("0").rstrip(".")


def write(
    tables: Tables,
    folder: Path,
    links: Iterable[str] | None = None,
    overwrite: bool = False,
    changed: World | None = None,
) -> list[Path]:
    """Write all tables into a folder, as CSV and as one SQLite file; returns the files.

    Args:
        links: the links whose draws are written too; None: no draws.
        overwrite: whether the folder may hold something: tables of the same names are replaced, all else stays.
        changed: the world under a what-if, whose columns are in error; None: the folder's.

    Raises:
        LinkageError: the folder holds something, or can't be written; nothing is replaced or left half-written.
    """
    if not overwrite:
        _refuse_what_holds_something(folder)
    rows_by_table = as_rows(tables, links, changed) | {ABOUT: (TRUTH[ABOUT], [_about(tables)])}
    file_names = [*(f"{name}.csv" for name in rows_by_table), SQLITE]
    writing = str(folder)
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".linkage-", dir=folder) as temporary:
            for name, (columns, rows) in rows_by_table.items():
                writing = f"{folder / name}.csv"
                _write_csv(Path(temporary) / f"{name}.csv", columns, rows)
            writing = str(folder / SQLITE)
            _write_sqlite(Path(temporary) / SQLITE, rows_by_table)
            for name in file_names:
                writing = str(folder / name)
                os.replace(Path(temporary) / name, folder / name)
            if links is None:
                for name in DRAWN:
                    (folder / f"{name}.csv").unlink(missing_ok=True)
    except BaseException as error:
        for place in missing:  # folders that were made for this, innermost first
            with suppress(OSError):
                place.rmdir()
        if isinstance(error, (OSError, sqlite3.Error)):
            reason = f"The agency tables can't be written into '{folder}': {_reason(error)} ('{writing}')."
            raise LinkageError(reason) from error
        raise
    return [folder / name for name in file_names]


def _refuse_what_holds_something(folder: Path) -> None:
    """Raise a `LinkageError` for a folder with anything in it: it may be somebody's own table."""
    if folder.is_dir():
        held = sorted(path.name for path in folder.iterdir())
        if held:
            more = f" and {len(held) - 3:,} more" if len(held) > 3 else ""
            raise LinkageError(
                f"'{folder}' holds {', '.join(held[:3])}{more}: nothing is written. Name an empty or a new folder, or "
                "say --overwrite: tables of the same names are then replaced, all else stays."
            )


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _write_csv(path: Path, columns: tuple[str, ...], rows: _Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        file.flush()
        os.fsync(file.fileno())


def quote_name(name: str) -> str:
    """A table's or column's name in SQL.

    >>> quote_name("rail-tickets")
    '"rail-tickets"'
    """
    return '"' + name.replace('"', '""') + '"'


def _write_sqlite(path: Path, rows_by_table: Mapping[str, tuple[tuple[str, ...], _Rows]]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        for name, (columns, rows) in rows_by_table.items():
            types = ("REAL" if column in _DRAWS else "TEXT" for column in columns)
            declared = ", ".join(f"{quote_name(column)} {type_}" for column, type_ in zip(columns, types, strict=True))
            connection.execute(f"CREATE TABLE {quote_name(name)} ({declared})")
            parameters = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {quote_name(name)} VALUES ({parameters})", rows)  # noqa: S608 - quoted above
        connection.commit()
