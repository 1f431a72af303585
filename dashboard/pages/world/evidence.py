"""The evidence of a world's rows: counts by status and by check, rows known only through other sources.

Nothing here depends on a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from linkage.vocabulary import STATUSES
from linkage.world.model import TABLES, World, columns


class RowKey(NamedTuple):
    """The table and the id of a row."""

    table: str
    id: str


def claim_rows(world: World) -> Iterator[tuple[str, Any]]:
    """Every row that makes a claim, with its table: those of tables with a status."""
    for table, row_type in TABLES.items():
        if "status" in columns(row_type):
            yield from ((table, row) for row in getattr(world.everything, table).values())


def count_by_status(world: World, column: str = "status") -> dict[str, dict[str, int]]:
    """For each table that has the column, how many rows have each status; tables without rows too.

    Args:
        column: `status`, or `number_status` (how a row's figures are known; rows without figures aren't counted).
    """
    tables = [table for table, row_type in TABLES.items() if column in columns(row_type)]
    tables_by_status = {}
    for table in tables:
        counts = Counter(getattr(row, column) for row in getattr(world.everything, table).values())
        tables_by_status[table] = {status: counts[status] for status in STATUSES}
    return tables_by_status


def count_by_check(world: World) -> dict[str, int]:
    """How many quotes were checked in a file, read at an address, or are only told by another source.

    >>> from linkage.world.storage.folders import load
    >>> count_by_check(load("tiny"))["file"] > 0
    True
    """
    counts = Counter(quote.checked for quote in world.everything.quotes.values())
    return {checked: counts[checked] for checked in ("file", "read", "told")}


def is_told(quotes: Mapping[str, Any], evidence: tuple[str, ...]) -> bool:
    """Whether a row has evidence, all of it told by other sources, so that nobody here saw the text."""
    return bool(evidence) and all(quotes[quote].checked == "told" for quote in evidence if quote in quotes)


def told_rows(world: World) -> list[RowKey]:
    """The rows that make a claim and whose evidence is all told by other sources."""
    quotes = world.everything.quotes
    return [RowKey(table, row.id) for table, row in claim_rows(world) if is_told(quotes, row.evidence)]
