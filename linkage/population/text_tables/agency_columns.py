"""Agency tables as columns of text, which stay bytes where they are plain.

A table of a million rows is millions of cells: as texts they would take gigabytes. What isn't plain (quotes, white
space, letters beyond ASCII, a line of another length) is left to the reader that knows all of CSV; of those tables a
text that stands in many cells is kept once. Knows no world.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.population.text_tables.text_columns import Column, PlainColumn, PlainFile, rows_of
from linkage.population.text_tables.text_hashes import PADDING
from linkage.world.real_data_guard import REAL_MARKS, REAL_SHAPES

_PLAIN = b"!#$%&'()*+,-./0123456789:<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~" + b"\n"
_MARK = b"\xef\xbb\xbf"
_NAMES = ("account", "id")  # columns whose texts stand in no other cell
_AT_ONCE = 1 << 18  # bytes, or cells
Texts = dict[str, str]
"""Texts met before, by themselves: each is kept once, whatever tables it stands in."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of text: its columns by name, and the line on which each row stands."""

    columns: dict[str, Column]
    lines: Sequence[int]
    may_be_real: bool = True  # whether some cell may hold a number like a real person's

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, column: str) -> Column:
        return self.columns[column]

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Every row, by its columns."""
        heads = tuple(self.columns)
        return (dict(zip(heads, cells, strict=True)) for cells in rows_of(list(self.columns.values())))

    def rows(self, *heads: str) -> Iterator[tuple[str, ...]]:
        """The cells of some columns, row after row."""
        return rows_of([self.columns[head] for head in heads])


def table_of(heads: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], texts: Texts) -> TextTable:
    """The table of rows that come with their lines, each as long as the heads."""
    columns: dict[str, Column] = {head: [] for head in heads}
    into = list(zip(columns.values(), map(heads.index, columns), strict=True))
    lines: list[int] = []
    for line, cells in rows:
        lines.append(line)
        for column, place in into:
            column.append(texts.setdefault(cells[place], cells[place]))
    return TextTable(columns, lines)


def plain_heads(data: bytes) -> list[str] | None:
    """The names of the columns of a plain file; None where it isn't plain."""
    if not data or data.translate(None, _PLAIN):
        return None
    return data.split(b"\n", 1)[0].decode().split(",")


def plain_table(data: bytes, heads: Sequence[str], rows: int | None = None) -> TextTable | None:
    """The table of a plain file; None where a line has another number of cells than the first, or is too long.

    Args:
        rows: how many rows there must be; None: as many as there are.
    """
    data, width = data if data.endswith(b"\n") else data + b"\n", len(heads)
    characters = np.frombuffer(data, np.uint8)
    cell_ends = _cell_ends(characters)
    if len(cell_ends) % width or (rows is not None and len(cell_ends) != (rows + 1) * width):
        return None
    ends = cell_ends[width - 1 :: width].copy()
    if (characters[ends] != ord("\n")).any() or data.count(b"\n") != len(ends):
        return None
    if (np.diff(ends) > csv.field_size_limit()).any():
        return None
    may_be_real = any(mark in data for mark in REAL_MARKS) or _has_real_shape(characters, cell_ends)
    file, length = PlainFile(data + PADDING, width, cell_ends), len(ends) - 1
    columns: dict[str, Column] = {head: PlainColumn(file, place, 0, length) for place, head in enumerate(heads)}
    return TextTable(columns, range(2, length + 2), may_be_real)


def _cell_ends(characters: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Where each cell ends: a stretch at a time, which stays in a core's cache."""
    parts = [np.empty(0, dtype=np.int32)]
    for first in range(0, len(characters), _AT_ONCE):
        stretch = characters[first : first + _AT_ONCE]
        ends = np.flatnonzero((stretch == ord(",")) | (stretch == ord("\n")))
        parts.append((ends + first).astype(np.int32))
    return np.concatenate(parts)


def _has_real_shape(characters: NDArray[np.uint8], cell_ends: NDArray[np.int32]) -> bool:
    """Whether a cell has the shape of a value like a real person's."""
    allowed = [[(place, _signs(signs)) for place, signs in shape.at] for shape in REAL_SHAPES]
    for first in range(0, len(cell_ends), _AT_ONCE):
        ends = cell_ends[first : first + _AT_ONCE]
        before = -1 if first == 0 else cell_ends[first - 1]
        starts = np.concatenate([[before], ends[:-1]]) + 1
        lengths = np.minimum(ends - starts, 255).astype(np.uint8)  # no shape is longer
        signs = characters[starts]  # of a blank: the sign behind it
        for shape, ((_, at_first), *further) in zip(REAL_SHAPES, allowed, strict=True):  # each says what stands first
            fitting = starts[(lengths >= shape.least) & (lengths <= shape.most) & at_first[signs]]
            for place, at_place in further:
                fitting = fitting[at_place[characters[fitting + place]]]
            if len(fitting):
                return True
    return False


def _signs(allowed: bytes) -> NDArray[np.bool_]:
    """For each byte whether it is one of some."""
    table = np.zeros(256, dtype=np.bool_)
    table[list(allowed)] = True
    return table
