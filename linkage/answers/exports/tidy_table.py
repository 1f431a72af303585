"""Tidy tables as files: one row an observation, one column a variable, as CSV, JSON or Parquet.

A column has one kind: numbers are numbers in JSON and Parquet, and a blank is one. The same table gives the same bytes.
Parquet is written by pandas, which needs pyarrow or fastparquet beside it; who lacks both is told before anything is
counted (`check_form`).
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from linkage.answers.exports.safe_csv import csv_text
from linkage.errors import LinkageError
from linkage.world.atomic_write import write_file

Kind = Literal["str", "Int64", "bool"]
"""What a column holds, as pandas calls it: texts, whole numbers or blanks, yes or no."""

Cell = str | int | bool | None

TableForm = Literal["csv", "json", "parquet"]

_ENDINGS: Mapping[str, TableForm] = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".pq": "parquet"}
_NO_PARQUET = "Parquet is written by pandas, which needs pyarrow for it: 'pip install pyarrow', or name a .csv file."


@dataclass(frozen=True)
class TidyTable:
    """A table of typed columns: the kind of each by its name, and the rows with a cell for each."""

    columns: Mapping[str, Kind]
    rows: Sequence[tuple[Cell, ...]]

    def csv(self) -> str:
        """The table as CSV: a blank for None, yes or no."""
        return csv_text(list(self.columns), ([_cell_text(cell) for cell in row] for row in self.rows))

    def records(self) -> list[dict[str, Cell]]:
        """The rows as data, each cell by its column's name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def parquet(self) -> bytes:
        """The table as a Parquet file.

        Raises:
            LinkageError: nothing here writes Parquet.
        """
        import pandas as pd  # loading it takes a second, which CSV needn't wait for

        frame = pd.DataFrame.from_records([list(row) for row in self.rows], columns=list(self.columns))
        kinds: dict[str, Any] = dict(self.columns)
        data = io.BytesIO()
        try:
            frame.astype(kinds).to_parquet(data, index=False)
        except ImportError:
            raise LinkageError(_NO_PARQUET) from None
        return data.getvalue()


def _cell_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell)


def form_of(path: Path) -> TableForm | None:
    """The form that a file's ending names; None: it names none.

    >>> form_of(Path("a.PARQUET")), form_of(Path("a.txt"))
    ('parquet', None)
    """
    return _ENDINGS.get(path.suffix.lower())


def check_form(form: TableForm) -> None:
    """Raise a `LinkageError` where a form can't be written here: told before a long count, not after it."""
    if form == "parquet":
        TidyTable({"any": "Int64"}, [(1,)]).parquet()


def save_table(path: Path, table: TidyTable, form: TableForm, about: Mapping[str, Any], excel: bool = False) -> None:
    """Write a table to a file, whole or not at all.

    Args:
        path: the file.
        table: what it will hold.
        form: how it is written.
        about: what JSON says beside the rows: what stands before them, and last the `stamp`.
        excel: CSV behind the mark by which a spreadsheet knows UTF-8.

    Raises:
        LinkageError: the disk refused, or nothing here writes Parquet.
    """
    if form == "parquet":
        write_file(path, table.parquet())
    elif form == "json":
        before = {name: value for name, value in about.items() if name != "stamp"}
        after = {name: about[name] for name in ("stamp",) if name in about}
        whole = {**before, "rows": table.records(), **after}
        write_file(path, json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    else:
        write_file(path, ("\ufeff" if excel else "") + table.csv())
