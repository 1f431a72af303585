"""A table as CSV text, in which no cell is a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_text(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table as CSV text, with formula cells neutralised; numbers stay numbers.

    >>> csv_text(["a"], [["=1+1"], ["-3"]])
    "a\\n'=1+1\\n-3\\n"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_neutralise(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def _neutralise(cell: str) -> str:
    if not cell.startswith(_FORMULA_SIGNS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
