"""Columns of text that may grow, with indices that are made when somebody first asks.

Millions of rows stay columns: a row is made of them when it is looked at. Those of a plain file stay its bytes, a tenth
of what as many texts would take. An index is caught up with its column whenever that has grown. Knows no agency and no
people.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from linkage.population.text_tables.text_hashes import Hashes, cell_hashes, hashes_of_texts, text_hash

_ROWS_AT_ONCE = 4_096


class PlainFile:
    """The rows of a plain CSV file, kept as its bytes.

    Args:
        data: lines of cells parted by commas, the first with the columns' names, each with as many cells; behind them
            the padding of `text_hashes`.
        width: how many cells a line has.
        cell_ends: where each cell ends.
    """

    def __init__(self, data: bytes, width: int, cell_ends: NDArray[np.integer]) -> None:
        self.data, self.width, self.cell_ends = data, width, cell_ends
        self.ends = cell_ends[width - 1 :: width]  # of each line

    def cells(self, place: int) -> list[str]:
        """The cells of a row; places count from the second line."""
        return self.data[self.ends[place] + 1 : self.ends[place + 1]].decode().split(",")

    def column(self, position: int, start: int, end: int) -> Iterator[str]:
        """The cells of one column, from the row at one place to before that at another."""
        return chain.from_iterable(
            self._cells_between(first, min(first + _ROWS_AT_ONCE, end))[position :: self.width]
            for first in range(start, end, _ROWS_AT_ONCE)
        )

    def rows(self, positions: Sequence[int], start: int, end: int) -> Iterator[tuple[str, ...]]:
        """The cells of some columns, row after row."""
        for first in range(start, end, _ROWS_AT_ONCE):
            cells = self._cells_between(first, min(first + _ROWS_AT_ONCE, end))
            yield from zip(*(cells[position :: self.width] for position in positions), strict=True)

    def lengths(self, position: int, start: int, end: int) -> NDArray[np.int32]:
        """How many bytes each of the cells of one column has."""
        first = (start + 1) * self.width + position
        ends = self.cell_ends[first : first + (end - start) * self.width : self.width]
        return np.asarray(ends - self.cell_ends[first - 1 :: self.width][: len(ends)] - 1)

    def hashes(self, position: int, start: int, end: int) -> Hashes:
        """The hashes of the same cells."""
        first = (start + 1) * self.width + position  # the cell of the first row; the names' line stands before it
        ends = self.cell_ends[first : first + (end - start) * self.width : self.width]
        return cell_hashes(self.data, self.cell_ends[first - 1 :: self.width][: len(ends)] + 1, ends)

    def starting_with(self, position: int, start: int, end: int, prefix: bytes) -> NDArray[np.bool_]:
        """Which of the same cells begin with some bytes."""
        first = (start + 1) * self.width + position
        ends = self.cell_ends[first : first + (end - start) * self.width : self.width]
        starts = self.cell_ends[first - 1 :: self.width][: len(ends)] + 1
        characters, alike = np.frombuffer(self.data, np.uint8), ends - starts >= len(prefix)
        last = len(characters) - 1
        for offset, character in enumerate(prefix):
            alike &= characters[np.minimum(starts + offset, last)] == character
        return np.asarray(alike)

    def _cells_between(self, start: int, end: int) -> list[str]:
        """All cells of some rows, row after row."""
        return self.data[self.ends[start] + 1 : self.ends[end]].decode().replace("\n", ",").split(",")


class PlainColumn(Sequence[str]):
    """A column of a plain file, or a stretch of it, behind which more texts may be added."""

    def __init__(self, file: PlainFile, position: int, start: int, end: int) -> None:
        self.file, self.position, self.start, self.end = file, position, start, end
        self.fixed = end - start
        self._added: list[str] = []

    def __len__(self) -> int:
        return self.fixed + len(self._added)

    def __getitem__(self, place: int) -> str:  # type: ignore[override] # a stretch is asked for by `stretch`
        if place < self.fixed:
            return self.file.cells(self.start + place)[self.position]
        return self._added[place - self.fixed]

    def __iter__(self) -> Iterator[str]:
        return chain(self.file.column(self.position, self.start, self.end), self._added)

    def hashes(self) -> Hashes:
        """The hash of each text."""
        fixed = self.file.hashes(self.position, self.start, self.end)
        return np.concatenate([fixed, hashes_of_texts(self._added)]) if self._added else fixed

    def is_beside(self, other: Sequence[str]) -> bool:
        """Whether another column holds the same rows of the same file, and nothing was added to either."""
        return (
            isinstance(other, PlainColumn)
            and other.file is self.file
            and (other.start, other.end) == (self.start, self.end)
            and not (self._added or other._added)
        )

    def append(self, text: str) -> None:
        """Add a text."""
        self._added.append(text)

    def extend(self, texts: Iterable[str]) -> None:
        """Add texts."""
        self._added.extend(texts)


Column = list[str] | PlainColumn


def column_hashes(column: Column) -> Hashes:
    """The hash of each text of a column (`text_hashes`)."""
    return hashes_of_texts(column) if isinstance(column, list) else column.hashes()


def starting_with(column: Column, prefix: str) -> NDArray[np.bool_]:
    """Which texts of a column begin with another text."""
    if isinstance(column, list):
        return np.array([text.startswith(prefix) for text in column], dtype=np.bool_)
    fixed = column.file.starting_with(column.position, column.start, column.end, prefix.encode())
    added = (column[place].startswith(prefix) for place in range(column.fixed, len(column)))
    return np.concatenate([fixed, np.fromiter(added, np.bool_)])


def may_hold(column: Column, mark: str) -> bool:
    """Whether some text of a column may hold a mark: of a plain file, whether one of any column does."""
    if isinstance(column, list):
        return any(mark in text for text in column)
    return mark.encode() in column.file.data or any(mark in column[place] for place in range(column.fixed, len(column)))


def stretch(column: Column, start: int, end: int) -> Column:
    """A part of a column."""
    if isinstance(column, list):
        return column[start:end]
    return PlainColumn(column.file, column.position, column.start + start, column.start + end)


def rows_of(columns: Sequence[Column]) -> Iterator[tuple[str, ...]]:
    """The texts of some columns, row after row; where all are of one plain file, its lines are read once."""
    first = columns[0] if columns else None
    if isinstance(first, PlainColumn) and all(first.is_beside(column) for column in columns):
        positions = [column.position for column in columns if isinstance(column, PlainColumn)]
        return first.file.rows(positions, first.start, first.end)
    return zip(*columns, strict=True)


def shorter_than(column: Column, most: int) -> NDArray[np.int64]:
    """The places of texts with at most so many letters, but for blanks."""
    if isinstance(column, list):
        return np.array([place for place, text in enumerate(column) if 0 < len(text) <= most], dtype=np.int64)
    lengths = column.file.lengths(column.position, column.start, column.end)
    fixed = np.flatnonzero((lengths <= most) & (lengths > 0))
    added = [place for place in range(column.fixed, len(column)) if 0 < len(column[place]) <= most]
    return np.concatenate([fixed, np.array(added, dtype=np.int64)])


class _HashIndex:
    """The places of the texts of a long column: its hashes, sorted. Slower to ask than a dict, and a tenth of it."""

    def __init__(self, column: PlainColumn) -> None:
        self._column = column
        hashes = column.hashes()
        self._order = np.argsort(hashes, kind="stable").astype(np.int32)
        self._hashes = hashes[self._order]

    def places(self, text: str) -> list[int]:
        """Where a text stands, in order."""
        sought = np.int64(text_hash(text))
        first = int(np.searchsorted(self._hashes, sought))
        last = int(np.searchsorted(self._hashes, sought, side="right"))
        return [place for place in self._order[first:last].tolist() if self._column[place] == text]


class ColumnIndex:
    """The places at which each text stands in a column."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._fixed: _HashIndex | None = None
        self._places: dict[str, int | list[int]] = {}  # most texts stand at one place: no list for those
        self._covered = 0

    def places(self, text: str) -> Sequence[int]:
        """Where a text stands in the column, in order."""
        if self._covered < len(self._column):
            self._catch_up()
        found = self._places.get(text)
        places: Sequence[int] = () if found is None else (found,) if isinstance(found, int) else found
        return places if self._fixed is None else (*self._fixed.places(text), *places)

    def _catch_up(self) -> None:
        column, places = self._column, self._places
        if self._covered == 0 and isinstance(column, PlainColumn):
            self._fixed, self._covered = _HashIndex(column), len(column)
        new = dict(zip(islice(column, self._covered, None), range(self._covered, len(column)), strict=True))
        if len(new) == len(column) - self._covered and places.keys().isdisjoint(new):
            places.update(new)
            self._covered = len(column)
        for place in range(self._covered, len(column)):
            text = column[place]
            known = places.setdefault(text, place)
            if isinstance(known, list):
                known.append(place)
            elif known != place:
                places[text] = [known, place]
        self._covered = len(column)


class PairTable:
    """Pairs of texts, found from either side: values and their true owners, parents and their children."""

    def __init__(self, lefts: Column | None = None, rights: Column | None = None) -> None:
        self.lefts: Column = [] if lefts is None else lefts
        self.rights: Column = [] if rights is None else rights
        self._of_left = ColumnIndex(self.lefts)
        self._of_right = ColumnIndex(self.rights)

    def add(self, left: str, right: str) -> None:
        """Add a pair."""
        self.lefts.append(left)
        self.rights.append(right)

    def extend(self, lefts: Iterable[str], rights: Iterable[str]) -> None:
        """Add pairs, given by their sides."""
        self.lefts.extend(lefts)
        self.rights.extend(rights)

    def warm_up(self) -> None:
        """Make the indices, so that many threads may ask."""
        self._of_left.places("")
        self._of_right.places("")

    def rights_of(self, left: str) -> list[str]:
        """What stands on the right of a text, sorted."""
        return _distinct(self.rights, self._of_left.places(left))

    def lefts_of(self, right: str) -> list[str]:
        """What stands on the left of a text, sorted."""
        return _distinct(self.lefts, self._of_right.places(right))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Every pair once."""
        return iter(dict.fromkeys(zip(self.lefts, self.rights, strict=True)))


def _distinct(column: Column, places: Sequence[int]) -> list[str]:
    """The texts at some places, each once, sorted."""
    if len(places) == 1:
        return [column[places[0]]]
    return sorted({column[place] for place in places})


class GivenPairs:
    """The pairs of one link: for each account of its source the accounts that it may find, with probabilities (0-1)."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, float]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._found.values()))

    def add(self, a: str, b: str, probability: float) -> None:
        """Add a pair; of two for the same accounts the larger probability counts."""
        found = self._found.setdefault(a, {})
        found[b] = max(probability, found.get(b, 0.0))

    def found_from(self, a: str, threshold: float) -> list[str]:
        """What an account finds, at a threshold: sorted by name."""
        return sorted(b for b, probability in self._found.get(a, {}).items() if probability >= threshold)

    def best_from(self, a: str) -> float | None:
        """The largest probability of an account's pairs; None: it has none."""
        return max(self._found.get(a, {}).values(), default=None)

    def __iter__(self) -> Iterator[tuple[str, str, float]]:
        """Every pair: a, b, probability."""
        return ((a, b, probability) for a, found in self._found.items() for b, probability in found.items())


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without the garbage collector: of millions of objects that all stay, each of its passes would visit every one."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
