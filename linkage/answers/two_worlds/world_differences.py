"""What differs between two worlds' folders: settings, and rows of tables, cell by cell.

Rows are the same where their ids are. Knows nothing of what follows from a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, NamedTuple

from linkage.world.model import TABLES, World, shown_columns
from linkage.world.reading.cells import cell_text

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
SETTINGS = "world.toml"
_SETTINGS = ("title", "question", "about", "label", "population", "baseline", "bases", "lanes")


class CellChange(NamedTuple):
    """A cell of a changed row, or a setting: what stands there in the first world, and what in the second."""

    column: str
    before: str
    after: str


class RowChange(NamedTuple):
    """A row that was added, removed or changed, then with its cells. Of settings the row is the setting's name."""

    table: str
    row: str
    change: str
    cells: tuple[CellChange, ...] = ()


def world_differences(before: World, after: World) -> list[RowChange]:
    """Every difference between two worlds, settings first, then table by table in the order of their ids."""
    first, second = before.everything, after.everything
    return [*_settings(first, second), *(row for table in TABLES for row in _rows(table, first, second))]


def _settings(before: World, after: World) -> Iterator[RowChange]:
    named = [(name, getattr(before, name), getattr(after, name)) for name in _SETTINGS]
    named += [
        (f"people.{column.name}", getattr(before.people, column.name), getattr(after.people, column.name))
        for column in fields(before.people)
    ]
    for name, old, new in named:
        if old != new:
            yield RowChange(SETTINGS, name, CHANGED, (CellChange(name, _text(old), _text(new)),))


def _text(value: Any) -> str:
    """A setting as text."""
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return ", ".join(f"{name} = {_text(part)}" for name, part in value)
    if isinstance(value, tuple):
        return " ".join(map(_text, value))
    if hasattr(value, "items"):
        return ", ".join(f"{name} = {_text(part)}" for name, part in sorted(value.items()))
    return cell_text(value)


def _rows(table: str, before: World, after: World) -> Iterator[RowChange]:
    old = {row.id: row for row in getattr(before, table).values()}
    new = {row.id: row for row in getattr(after, table).values()}
    for id_ in sorted(old.keys() | new.keys()):
        if id_ not in new:
            yield RowChange(table, id_, REMOVED)
        elif id_ not in old:
            yield RowChange(table, id_, ADDED)
        elif cells := tuple(_cells(table, old[id_], new[id_])):
            yield RowChange(table, id_, CHANGED, cells)


def _cells(table: str, old: Any, new: Any) -> Iterator[CellChange]:
    """The cells in which two rows differ, notes among editors aside."""
    for head, column in shown_columns(TABLES[table]).items():
        cells = [cell_text(getattr(row, column.name)) for row in (old, new)]
        if cells[0] != cells[1]:
            yield CellChange(head, *cells)
