"""The columns of a world in which some cells are blank or mistyped, and what a link reads of them.

A cell in error joins nothing: a blank has no value, and a mistyped one holds a value that nobody owns and that stands
in no other cell. Which cells are in error is drawn for each account (`population`). Source: design 11.2. Knows no
people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from linkage.world.link_paths import columns_of
from linkage.world.model import Link, World

MISTYPED_MARK = "~"
"""Stands in a mistyped cell between the subject's own value and the database in which it is mistyped."""


class ErrorShares(NamedTuple):
    """The shares (0-1) of a column's cells that are blank, and of the others that are mistyped."""

    missing: float
    mistyped: float


Column = tuple[str, str]
"""A database and one of its identifiers."""

ErrorsByColumn = Mapping[Column, ErrorShares]
"""The columns in which some cells are in error."""


def errors_of(world: World) -> dict[Column, ErrorShares]:
    """The columns of a world in which some cells are in error; of a list none is."""
    shares = {key: ErrorShares(row.missing or 0.0, row.mistyped or 0.0) for key, row in world.columns.items()}
    return {
        (database, identifier): errors
        for (database, identifier), errors in shares.items()
        if any(errors) and database in world.databases and not world.is_list(database)
    }


def errors_on(link: Link, errors: ErrorsByColumn) -> dict[Column, ErrorShares]:
    """Those of some columns that a link joins on."""
    return {column: errors[column] for column in columns_of(link) if column in errors} if errors else {}


def mistyped(value: str, database: str) -> str:
    """A value as it stands in a cell where it is mistyped: nobody owns it, and no other database has it.

    >>> mistyped("TEL-0000000032", "bank-accounts")
    'TEL-0000000032~bank-accounts'
    """
    return f"{value}{MISTYPED_MARK}{database}"


def is_mistyped(cell: str, database: str) -> bool:
    """Whether a cell of a database holds a mistyped value.

    >>> is_mistyped("TEL-0000000032~bank-accounts", "bank-accounts"), is_mistyped("TEL-0000000032", "bank-accounts")
    (True, False)
    """
    return MISTYPED_MARK in cell and cell.endswith(MISTYPED_MARK + database)
