"""The effects of everybody as a tidy table: `effects -o FILE`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from linkage.answers.exports.tidy_table import Kind, TidyTable
from linkage.answers.trace.trace_report import EFFECT_COLUMNS, row_json

_KINDS: Mapping[str, Kind] = MappingProxyType(
    {"day": "Int64", "until": "Int64", "links": "Int64", "wrong": "bool", "false": "bool"}
)
"""The columns that hold no text."""


def effect_table(rows: Iterable[Sequence[str]]) -> TidyTable:
    """The rows of `effects --format csv` with numbers as numbers; `records` stay a text, parted by spaces.

    >>> row = ["R1", "loan", "refuse", "listed", "debtor", "8", "", "no", "unpaid-fine", "2", "no"]
    >>> effect_table([row]).rows[0][5:]
    (8, None, False, 'unpaid-fine', 2, False)
    """
    columns = {column: _KINDS.get(column, "str") for column in EFFECT_COLUMNS}
    typed = [row_json(EFFECT_COLUMNS, row) | {"records": row[EFFECT_COLUMNS.index("records")]} for row in rows]
    return TidyTable(columns, [tuple(row.values()) for row in typed])
