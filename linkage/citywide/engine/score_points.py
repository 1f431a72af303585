"""Scores: the points at the accounts of a database, their sums, and which sums a score rule looks for."""

from __future__ import annotations

import numpy as np

from linkage.citywide.engine import bitsets
from linkage.population.households import Flags, Numbers
from linkage.world.model import Rule


class Points:
    """Points at the accounts of a database: for each rule and kind, the accounts and the moments of their points."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.kinds: list[str] = []
        self.parts: list[tuple[Numbers, Numbers]] = []

    def add(self, rule: Rule, kind: str, rows: Numbers, moments: Numbers) -> None:
        """Add one rule's points for one kind: accounts and moments, `int64[n]` each."""
        self.rules.append(rule)
        self.kinds.append(kind)
        self.parts.append((rows, moments))

    def accounts_with(self, kind: str) -> Numbers:
        """The accounts at which a kind brought points, sorted."""
        return bitsets.sorted_unique(
            np.concatenate(
                [rows for part_kind, (rows, _) in zip(self.kinds, self.parts, strict=True) if part_kind == kind]
            )
        )

    def scores(self, base: int) -> tuple[Numbers, Numbers, Numbers]:
        """The accounts, sorted, their scores, and the moments of their last points: `int64[n]` each."""
        rows, inverse = np.unique(np.concatenate([rows for rows, _ in self.parts]), return_inverse=True)
        totals = np.full(len(rows), base, dtype=np.int64)
        last = np.zeros(len(rows), dtype=np.int64)
        points = [np.full(len(at), rule.points or 0) for rule, (at, _) in zip(self.rules, self.parts, strict=True)]
        np.add.at(totals, inverse, np.concatenate(points))
        np.maximum.at(last, inverse, np.concatenate([moments for _, moments in self.parts]))
        return rows, totals, last


def passes_threshold(rule: Rule, totals: Numbers) -> Flags:
    """At which scores a score rule fires: `bool[n]` for `int64[n]`."""
    if rule.threshold is None:
        return np.zeros(len(totals), dtype=np.bool_)
    sign, score = rule.threshold
    return np.asarray(totals < score if sign == "<" else totals >= score)
