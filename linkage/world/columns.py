"""The declaration of a table's column: its kind, the table that it refers to, its meaning.

`folders` reads and saves by it, `check` finds faults by it, and the data dictionary is written from it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import MISSING, Field, field, fields
from typing import Any, NamedTuple

from linkage.vocabulary import STATUSES


class Hop(NamedTuple):
    """One translation of a link: this register gives this identifier."""

    register: str
    identifier: str

    def __str__(self) -> str:
        return f"{self.register}.{self.identifier}"


class Threshold(NamedTuple):
    """The premise of a score rule: `score<600` or `score>=650`."""

    sign: str
    score: int

    def __str__(self) -> str:
        return f"score{self.sign}{self.score}"


def column(
    kind: str,
    meaning: str,
    *,
    to: str = "",
    choices: tuple[str, ...] = (),
    required: bool = False,
    default: Any = None,
    head: str = "",
    sparse: bool = False,
    hidden: bool = False,
) -> Any:
    """Declare a column.

    Args:
        kind: how a cell is read: id, text, ref, refs, carries, choice, statuses, share, days, number, integer,
            yesno, chain, composite, when, what_if, quotes, status, number_status.
        sparse: whether the column is written only where a row uses it.
        hidden: whether it is for editors only: no screen, worksheet or export shows it.
        to: the table that a ref or refs names; several with a bar between them.
        head: the column's name in the file, where it can't be a Python name.
    """
    if default is None and kind in {"text", "id", "ref", "composite", "choice", "what_if", "status", "number_status"}:
        default = ""
    if default is None and kind in {"refs", "carries", "chain", "statuses", "quotes"}:
        default = ()
    metadata = {"kind": kind, "meaning": meaning, "to": to, "choices": choices, "required": required, "head": head}
    metadata |= {"sparse": sparse, "hidden": hidden}
    return field(default=default, metadata=metadata)


def status_column() -> Any:
    """The column that says how a row's statement is known."""
    return column("status", "how the statement is known", choices=tuple(STATUSES), required=True)


def number_status_column() -> Any:
    """The column that says how a row's figures are known."""
    return column("number_status", "how the row's figures are known", choices=tuple(STATUSES))


def evidence_column() -> Any:
    """The column of the quotes that a row rests on."""
    return column("quotes", "the quotes that the statement rests on", to="quotes")


def editors_column() -> Any:
    """The column of notes that no audience sees."""
    return column("text", "notes among editors: no screen, worksheet or export shows them", sparse=True, hidden=True)


def columns(row_type: type) -> dict[str, Field[Any]]:
    """The columns of a table as they stand in its file: head → declared field."""
    return {(column_field.metadata["head"] or column_field.name): column_field for column_field in fields(row_type)}


def shown_columns(row_type: type) -> dict[str, Field[Any]]:
    """The columns of a table that an audience may see: head → declared field."""
    return {head: declared for head, declared in columns(row_type).items() if not declared.metadata["hidden"]}


def written_columns(row_type: type, rows: Collection[Any]) -> dict[str, Field[Any]]:
    """The columns of a table's file: head → declared field; a sparse one only where a row uses it."""
    return {
        head: declared
        for head, declared in columns(row_type).items()
        if not declared.metadata["sparse"] or any(getattr(row, declared.name) for row in rows)
    }


def default_of(declared: Field[Any]) -> Any:
    """The value of a blank cell."""
    return None if declared.default is MISSING else declared.default
