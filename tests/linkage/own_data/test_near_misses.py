"""Values that are written in two ways are counted, whether or not their columns share others."""

from __future__ import annotations

import pytest

from linkage.own_data.column_facts import ColumnFacts
from linkage.own_data.near_misses import near_miss, written_otherwise


def column(*cells: str) -> ColumnFacts:
    return ColumnFacts("table", "head", "head", cells)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("A-1", "A-2", "a-3"), ("A-1", "A-2", "A-3"), (1, "capitals")),
        (("A-1", "a-1"), ("A-1", "A-9"), (1, "capitals")),
        (("01", "12"), ("1", "12"), (1, "noughts in front")),
        (("A 1", "A-2", "B"), ("A-1", "A 2", "B"), (2, "spaces, hyphens and points")),
        (("A-1", "A-2"), ("A-1", "A-3"), (0, "")),
    ],
)
def test_values_that_would_be_the_same_are_counted(
    one: tuple[str, ...], other: tuple[str, ...], expected: tuple[int, str]
) -> None:
    assert written_otherwise(column(*one), column(*other)) == expected
    assert written_otherwise(column(*other), column(*one)) == expected


def test_columns_that_share_nothing_are_told_what_would_help() -> None:
    assert near_miss([column("a-1", "a-2", "x"), column("A-1", "A-2", "y")]) == (
        "2 would be the same if capitals didn't count: write them alike"
    )
