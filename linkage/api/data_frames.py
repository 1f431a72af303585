"""Answers as pandas tables: typed columns, the unit of every figure in `attrs["units"]`.

A day counts from the day on which the starting records are known at home; a blank `until` (`<NA>`) is for ever.
Knows how tables look, and asks nothing.
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
        "wrongly": "people and companies, all of whose rows are wrong",
        "first_reached": "people and companies first reached on that day",
        "reached": "people and companies reached by that day",
        "number": "people",
        "assumed_share": "share (0-1) of the inputs that are assumed",
        "cost": "removals, or what --cost says",
        "remain": "proofs",
        "row": "line in the file",
        "rows": "rows of effects that stop",
        "share": "share (0-1) of all rows of effects",
        "size": "removals",
        "spared": "residents restricted no more",
        "newly_restricted": "residents",
        "lose_reward": "residents",
        "equally_good": "sets of removals, up to 20",
        "no_more_than": "residents: no removals of this number spare more",
    }
)
"""The unit of each column that holds figures."""

_SHARES = frozenset({"assumed_share", "share"})
_WHOLE = frozenset(UNITS) - _SHARES - {"cost", "remain"}
_YES_NO = frozenset({"wrong", "lifts", "exact"})


def frame(
    rows: Iterable[Sequence[Any]], columns: Sequence[str], units: Mapping[str, str] | None = None, **about: Any
) -> pd.DataFrame:
    """A table with typed columns: whole numbers (`Int64`), yes or no (`bool`), shares (`float64`), else text (`str`).

    `attrs` holds the units of its figures, the label, and whatever else is given.

    Args:
        units: those of columns whose names were asked for: they hold numbers.

    >>> made = frame([["R1", 3, None]], ["subject", "day", "until"])
    >>> [str(kind) for kind in made.dtypes], made.attrs["units"]["day"]
    (['str', 'Int64', 'Int64'], 'days after the record (day 0)')
    """
    made = pd.DataFrame.from_records([list(row) for row in rows], columns=list(columns))
    said = units or {}
    made = made.astype({column: _number(made[column]) if column in said else _kind(column) for column in columns})
    made.attrs["label"] = LABEL
    made.attrs["units"] = {each: said.get(each) or UNITS[each] for each in columns if each in said or each in UNITS}
    made.attrs.update(about)
    return made


def _kind(column: str) -> str:
    if column in _WHOLE:
        return "Int64"
    if column in _YES_NO:
        return "bool"
    return "float64" if column in _SHARES else "str"


def _number(values: pd.Series[Any]) -> str:
    """Whole numbers where all are."""
    return "Int64" if all(isinstance(each, int) for each in values.tolist()) else "float64"
