"""Answers as pandas tables: typed columns, and the unit of every figure in `attrs["units"]`.

A day counts from the day on which the starting records are known at home (day 0); a blank `until` (`<NA>`) is for ever.
This file knows how tables look, and computes no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd

from linkage.vocabulary import LABEL

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "day": "days after the record (day 0)",
        "until": "days after the record (day 0); blank: for ever",
        "residents": "people",
        "companies": "companies",
        "residents_through_links": "people",
        "companies_through_links": "companies",
        "residents_without_links": "people, by their own agency's record alone",
        "companies_without_links": "companies, by their own agency's record alone",
        "wrongly": "people and companies, all of whose rows are wrong",
        "falsely": "people and companies, all of whose rows are false",
        "first_reached": "people and companies first reached on that day",
        "reached": "people and companies reached by that day",
        "number": "people",
        "count": "residents or companies, by the folder's own figures",
        "least": "residents or companies, the least of all draws",
        "median": "residents or companies, the median of all draws",
        "most": "residents or companies, the most of all draws",
        "chance": "residents or companies, plus or minus",
        "before_count": "residents or companies, before the what-if",
        "before_least": "residents or companies, before the what-if",
        "before_median": "residents or companies, before the what-if",
        "before_most": "residents or companies, before the what-if",
        "change_count": "residents or companies more than before the what-if",
        "change_least": "residents or companies more than before the what-if",
        "change_median": "residents or companies more than before the what-if",
        "change_most": "residents or companies more than before the what-if",
        "same_sign": "draws",
        "assumed_share": "share (0-1) of the inputs that are assumed",
        "cost": "removals, or what --cost says",
        "remain": "proofs",
        "row": "line in the file",
        "links": "matches by links in the shown proof",
        "alone": "what stops of the measure if that link alone is cut",
        "size": "removals",
        "spared": "residents restricted no more",
        "newly_restricted": "residents",
        "lose_reward": "residents",
        "equally_good": "sets of removals, up to 20",
        "pairs": "pairs of accounts",
        "right": "pairs of accounts of one subject",
        "found": "accounts",
        "missed": "accounts",
        "misled": "accounts",
        "precision": "share (0-1) of pairs",
        "recall": "share (0-1) of accounts",
        "no_more_than": "residents: no removals of this cost spare more",
    }
)
"""The unit of each column that holds figures."""

_SHARES = frozenset({"assumed_share", "precision", "recall"})
_MEDIANS = frozenset({"median", "before_median", "change_median"})
_WHOLE = frozenset(UNITS) - _SHARES - _MEDIANS - {"cost", "remain"}
_YES_NO = frozenset({"wrong", "false", "lifts", "exact"})


def frame(
    rows: Iterable[Sequence[Any]],
    columns: Sequence[str],
    units: Mapping[str, str] | None = None,
    *,
    label: str = LABEL,
    **attributes: Any,
) -> pd.DataFrame:
    """A table with typed columns: whole numbers (`Int64`), yes or no (`bool`), shares (`float64`), else text (`str`).

    Args:
        rows: the rows, each with a value for every column; None is a blank.
        columns: the names of the columns, in their order.
        units: the units of columns that stand in no `UNITS`; they hold numbers.
        label: the label of the world that the rows are of.
        attributes: what else the table's `attrs` hold, by name.

    Returns:
        The table. Its `attrs` hold `label` (that everybody is invented), `units` (by column, of those that hold
        figures), and whatever else was given.

    >>> table = frame([["R1", 3, None]], ["subject", "day", "until"])
    >>> [str(kind) for kind in table.dtypes], table.attrs["units"]["day"]
    (['str', 'Int64', 'Int64'], 'days after the record (day 0)')
    """
    given = units or {}
    table = pd.DataFrame.from_records([list(row) for row in rows], columns=list(columns))
    kinds = {column: _number_kind(table[column]) if column in given else _kind(column) for column in columns}
    table = table.astype(kinds)
    table.attrs["label"] = label
    known = {**UNITS, **given}
    table.attrs["units"] = {column: known[column] for column in columns if column in known}
    table.attrs.update(attributes)
    return table


def _kind(column: str) -> str:
    """The type of a column, by its name."""
    if column in _WHOLE:
        return "Int64"
    if column in _YES_NO:
        return "bool"
    return "float64" if column in _SHARES | _MEDIANS else "str"


def _number_kind(values: pd.Series[Any]) -> str:
    """The type of a column of numbers: whole where all that are given are."""
    return "Int64" if all(value is None or isinstance(value, int) for value in values.tolist()) else "float64"
