"""What each link alone holds up: the rows of effects that stop if it, and nothing else, is cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.durations.active_effects import ActiveEffects, rows_of
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnRun
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Flags


def rows_in(run: ColumnRun, asked: CountQuery) -> dict[str, Flags]:
    """The rows that are asked about, by rule: a flag for everybody. All of them, or those in force on a day."""
    if asked.on_day is None:
        return rows_of(run, run.hits)
    if asked.slowest is None:
        raise ValueError("a day can't be asked about without saying how removals travel")
    return ActiveEffects(run, asked.on_day, asked.slowest).rows()


def stopped(run: ColumnRun, asked: CountQuery) -> tuple[int, dict[str, int]]:
    """How many rows there are, and for each link how many of them stop if it alone is cut."""
    rows, world = rows_in(run, asked), run.plan.world
    total = sum(int(np.count_nonzero(flags)) for flags in rows.values())
    found = {}
    for link in world.links:
        found[link] = 0
        if link in run.carried:
            without = replace(world, links={id_: each for id_, each in world.links.items() if id_ != link})
            left = rows_in(ColumnRun(CityRules.of(without), run.shard).go(), asked)
            found[link] = sum(
                int(np.count_nonzero(flags & ~_like(left.get(id_), flags))) for id_, flags in rows.items()
            )
    return total, found


def union(roster: SubjectIndex, some: Mapping[str, Flags], rows: Mapping[str, Flags]) -> Flags:
    """Everybody who has one of some rows that is among others too."""
    flags = roster.nobody()
    for rule, there in some.items():
        other = rows.get(rule)
        if other is not None:
            size = min(len(there), len(other))
            flags[:size] |= there[:size] & other[:size]
    return flags


def _like(flags: Flags | None, other: Flags) -> Flags:
    """Flags for as many as another has."""
    if flags is None:
        return np.zeros(len(other), dtype=np.bool_)
    return flags[: len(other)] if len(flags) >= len(other) else np.pad(flags, (0, len(other) - len(flags)))
