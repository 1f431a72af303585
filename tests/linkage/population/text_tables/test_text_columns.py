"""Columns of text: found by an index that follows them as they grow, whether they are texts or a file's bytes."""

from __future__ import annotations

import contextlib
import gc

import numpy as np
import pytest

from linkage.population.text_tables.text_columns import (
    Column,
    ColumnIndex,
    PairTable,
    PlainColumn,
    PlainFile,
    collector_paused,
    stretch,
)
from linkage.population.text_tables.text_hashes import PADDING

ROWS = [("a", "1"), ("b", "2"), ("a", "3"), ("", "4")]


def file_column(position: int) -> PlainColumn:
    """A column of a small plain file."""
    data = b"left,right\n" + "".join(f"{left},{right}\n" for left, right in ROWS).encode()
    ends = np.flatnonzero(np.isin(np.frombuffer(data, np.uint8), list(b",\n")))
    return PlainColumn(PlainFile(data + PADDING, 2, ends), position, 0, len(ROWS))


def list_column(position: int) -> list[str]:
    """The same as texts."""
    return [row[position] for row in ROWS]


COLUMNS = pytest.mark.parametrize("column_of", [file_column, list_column])


@COLUMNS
def test_a_column_is_read_by_place_and_from_end_to_end(column_of) -> None:
    column: Column = column_of(0)
    column.append("z")
    column.extend(["y"])
    assert len(column) == 6
    assert list(column) == [column[place] for place in range(6)] == ["a", "b", "a", "", "z", "y"]


@COLUMNS
def test_an_index_knows_every_place_of_a_text_also_of_those_that_came_later(column_of) -> None:
    column: Column = column_of(0)
    index = ColumnIndex(column)
    assert [list(index.places(text)) for text in ("a", "b", "", "c")] == [[0, 2], [1], [3], []]
    column.extend(["c", "a", "c"])
    assert [list(index.places(text)) for text in ("a", "c")] == [[0, 2, 5], [4, 6]]


@COLUMNS
def test_a_stretch_is_a_column_of_its_own(column_of) -> None:
    part = stretch(column_of(1), 1, 3)
    part.append("9")
    assert (list(part), part[0], list(ColumnIndex(part).places("3"))) == (["2", "3", "9"], "2", [1])


@COLUMNS
def test_pairs_are_found_from_either_side_sorted_and_once(column_of) -> None:
    pairs = PairTable(column_of(0), column_of(1))
    pairs.extend(["a", "a"], ["0", "3"])
    pairs.add("d", "2")
    assert (pairs.rights_of("a"), pairs.lefts_of("2"), pairs.rights_of("x")) == (["0", "1", "3"], ["b", "d"], [])
    assert len(list(pairs)) == 6


def test_the_collector_is_paused_and_goes_on_even_after_an_error() -> None:
    with contextlib.suppress(ValueError), collector_paused():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()
