"""Cells in error: which accounts' cells are blank or mistyped, and what a join or a screen reads of them.

Each account and column has two draws of its own: below the share that is missing the cell is blank; else, below the
share that is mistyped, it holds a value that nobody owns. So a larger share only adds errors. The row that a list has,
or that a record opened in a roll, is filled rightly. Source: design 11.2.

Settled in this file for given tables: where `errors.csv` says the draws of a column, these count, together with what
stands in each cell without errors (an account without a row there has no errors; a cell that holds what no error makes
of it was changed by hand, and stands as it is). Where it says nothing of a column, its cells stand as they are: the
errors that the world's folder states are in them already, and only a what-if that states other shares is drawn, on top
of what stands there.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from linkage.population import random_draws
from linkage.population.account_table import Account
from linkage.population.households import IN_A_ROLL, parse_subject
from linkage.population.tables import Tables
from linkage.tokens import trailing_number
from linkage.world.column_errors import ErrorsByColumn, ErrorShares, errors_of, is_mistyped, mistyped
from linkage.world.composites import JOINED_BY, parts_of

_NO_ERRORS = ErrorShares(0.0, 0.0)


def error_at(tables: Tables, row: Account, identifier: str, shares: ErrorShares) -> str:
    """The error of a filled cell under some shares: `missing`, `mistyped` or, where it is right, a blank.

    Raises:
        LinkageError: a draw would be needed, and nobody says the seed of these tables.
    """
    given = tables.draws.cells.get((row.database, identifier))
    if given is not None:
        return _error(shares, *given.get(row.id, (1.0, 1.0)))
    if tables.world.is_list(row.database) or is_opened(row):
        return ""
    if tables.own and shares == folder_shares(tables, row.database, identifier):
        return ""
    if shares.missing >= 1 or (shares.missing == 0 and shares.mistyped in (0, 1)):
        return _error(shares, 0.0, 0.0)
    return _error(shares, *tables.draws.of_cell(row.database, identifier, row.id))


def errors_in_column(tables: Tables, database: str, identifier: str, shares: ErrorShares) -> NDArray[np.bool_]:
    """Which cells of a whole column are in error, by the places of their rows: the same, all at once."""
    table = tables.table(database)
    is_given = (database, identifier) in tables.draws.cells
    if not is_given and tables.own and shares == folder_shares(tables, database, identifier):
        return np.zeros(len(table), dtype=np.bool_)  # what the folder states is in the cells already
    if not tables.own and not tables.world.is_list(database):  # all named DATABASE/NUMBER
        numbers = np.array([trailing_number(name)[1] for name in table.ids], dtype=np.int64)
        in_error = np.zeros(len(table), dtype=np.bool_)
        for error, share in zip(ErrorShares._fields, shares, strict=True):
            draws = random_draws.error_draw_bits_at(tables.seed, error, database, identifier, numbers)
            in_error |= draws < np.uint64(random_draws.threshold(share))
        return in_error & (numbers < IN_A_ROLL)
    found = (bool(error_at(tables, row, identifier, shares)) for row in map(table.row, range(len(table))))
    return np.fromiter(found, np.bool_, len(table))


def _error(shares: ErrorShares, missing: float, mistyped_: float) -> str:
    if missing < shares.missing:
        return "missing"
    return "mistyped" if mistyped_ < shares.mistyped else ""


def folder_shares(tables: Tables, database: str, identifier: str) -> ErrorShares:
    """The shares of a column's cells in error that the world's folder states."""
    return errors_of(tables.world.everything).get((database, identifier), _NO_ERRORS)


def is_opened(row: Account) -> bool:
    """Whether a row of a roll has the name of one that a record opened for its subject."""
    subject = parse_subject(row.subject) if row.number >= IN_A_ROLL else None
    return subject is not None and row.number == subject.account_number + IN_A_ROLL


def read_cell(tables: Tables, row: Account, identifier: str, errors: ErrorsByColumn) -> str:
    """What a join reads in a cell: its value, or a blank where it is blank or mistyped."""
    value = row.values.get(identifier, "")
    if not value or is_mistyped(value, row.database):
        return ""
    shares = errors.get((row.database, identifier)) if errors else None
    return "" if shares is not None and error_at(tables, row, identifier, shares) else value


def read_key(tables: Tables, row: Account, key: str, errors: ErrorsByColumn) -> tuple[str, ...]:
    """What a join reads in the cells of a key, part by part; nothing at all where a part is blank or mistyped."""
    if not errors and JOINED_BY not in key:
        cell = row.values.get(key, "")
        return (cell,) if cell and not is_mistyped(cell, row.database) else ()
    cells = tuple(read_cell(tables, row, part, errors) for part in parts_of(key))
    return cells if all(cells) else ()


def rows_with_key(
    tables: Tables, database: str, key: str, values: tuple[str, ...], errors: ErrorsByColumn
) -> list[Account]:
    """The rows of a database that hold a key's values, part by part, lowest number first."""
    parts = parts_of(key)
    table = tables.table(database)
    if len(parts) == 1 and not errors:
        return table.rows(key, values[0])
    first = min(range(len(parts)), key=lambda place: table.count(parts[place], values[place]))
    rows = table.rows(parts[first], values[first])
    return [row for row in rows if read_key(tables, row, key, errors) == values]


def owners_of_key(tables: Tables, key: str, values: tuple[str, ...]) -> list[str]:
    """The subjects who truly own all of a key's values."""
    parts = parts_of(key)
    if len(parts) == 1:
        return tables.owners(key, values[0])
    first = min(range(len(parts)), key=lambda place: len(tables.owners(parts[place], values[place])))
    others = [(part, value) for place, (part, value) in enumerate(zip(parts, values, strict=True)) if place != first]
    owners = tables.owners(parts[first], values[first])
    return [owner for owner in owners if all(value in tables.values(owner, part) for part, value in others)]


def shown_cell(tables: Tables, row: Account, identifier: str, errors: ErrorsByColumn) -> str:
    """What stands in a cell, as its keeper sees it: the value, a mistyped one, or a blank."""
    value = row.values.get(identifier, "")
    shares = errors.get((row.database, identifier)) if errors else None
    if not value or shares is None or is_mistyped(value, row.database):
        return value
    error = error_at(tables, row, identifier, shares)
    return {"missing": "", "mistyped": mistyped(value, row.database), "": value}[error]


def shown_cells(tables: Tables, row: Account, errors: ErrorsByColumn) -> Mapping[str, str]:
    """What stands in a row's filled cells, as its keeper sees it."""
    if not any(database == row.database for database, _ in errors):
        return row.values
    cells = {identifier: shown_cell(tables, row, identifier, errors) for identifier in row.values}
    return {identifier: cell for identifier, cell in cells.items() if cell}
