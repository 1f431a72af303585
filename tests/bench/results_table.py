"""The table of the page beside this file: read, and written anew with what was just measured.

Rows that weren't measured this time stay as they are, with their day; a row that was never written says so.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.bench.measure import Figure
from tests.bench.row_names import ROWS, named

PAGE = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
NEVER = "not yet written here"
_HEAD = ("| what | measured | to reach | when |", "|---|---|---|---|")


class Row(NamedTuple):
    """A figure, and the day on which it was measured (ISO, with the cores of the machine; blank: never)."""

    figure: Figure
    day: str


def rows(page: str) -> dict[str, Row]:
    """The rows of the page's table, by name.

    Raises:
        ValueError: the page has lost its markers.
    """
    table = page[page.index(BEGIN) : page.index(END)].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table if line.startswith("| ")]
    return {named(row[0]): Row(Figure(*row[:3]), row[3]) for row in cells[1:]}


def page_with(page: str, figures: Iterable[Figure], day: str) -> str:
    """The page with some figures measured on a day; every other row as it was."""
    rows_by_name = {**rows(page), **{named(figure.what): Row(figure, day) for figure in figures}}
    lines = [_line(rows_by_name.get(name, Row(Figure(name, NEVER, ""), ""))) for name in ROWS]
    return "\n".join([page[: page.index(BEGIN)] + BEGIN, *_HEAD, *lines, page[page.index(END) :]])


def _line(row: Row) -> str:
    return f"| {row.figure.what} | {row.figure.figure} | {row.figure.reach} | {row.day} |"


def write(figures: Iterable[Figure], path: Path = PAGE) -> None:
    """Put what was measured today into the page."""
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    when = f"{today}, {os.cpu_count()} cores"
    path.write_text(page_with(path.read_text(encoding="utf-8"), figures, when), encoding="utf-8")
