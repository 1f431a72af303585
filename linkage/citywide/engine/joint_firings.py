"""Rules that need several kinds of record: at which accounts they fire, and when, from what arrived there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from linkage.population.households import Numbers


class ArrivalBatch(NamedTuple):
    """A record kind known at some accounts (`rows`, sorted) from one moment on."""

    kind: str
    moment: int
    rows: Numbers


def first_arrivals(arrivals: Mapping[str, list[ArrivalBatch]]) -> dict[str, tuple[Numbers, Numbers]]:
    """For each kind, the accounts at which it is known, sorted, and its first moment at each."""
    first_by_kind = {}
    for kind, parts in arrivals.items():
        rows = np.concatenate([part.rows for part in parts])
        moments = np.concatenate([np.full(len(part.rows), part.moment) for part in parts])
        first_by_kind[kind] = first_moments(rows, moments)
    return first_by_kind


def first_moments(rows: Numbers, moments: Numbers) -> tuple[Numbers, Numbers]:
    """The distinct accounts, sorted, each with its first moment."""
    order = np.lexsort((moments, rows))
    rows, moments = rows[order], moments[order]
    is_first = np.ones(len(rows), dtype=np.bool_)
    is_first[1:] = rows[1:] != rows[:-1]
    return rows[is_first], moments[is_first]


def joint_firings(first_by_kind: Mapping[str, tuple[Numbers, Numbers]], at_least: int) -> tuple[Numbers, Numbers]:
    """The accounts at which `at_least` kinds are known, and the moment at which the last of these arrived."""
    rows = np.concatenate([rows for rows, _ in first_by_kind.values()])
    moments = np.concatenate([moments for _, moments in first_by_kind.values()])
    order = np.lexsort((moments, rows))
    rows, moments = rows[order], moments[order]
    first = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
    counts = np.diff(np.concatenate([first, [len(rows)]]))
    enough = counts >= at_least
    return rows[first[enough]], moments[first[enough] + at_least - 1]
