"""Link contributions: for each link, how many rows of effects stop if it, and nothing else, is cut (one at a time)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.durations.active_effects import ActiveEffects, effect_rows
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnFixpoint
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Flags


def queried_rows(run: ColumnFixpoint, query: CountQuery) -> dict[str, Flags]:
    """The rows that a query counts, by rule: `bool[subjects]`. All of them, or those in force on its day."""
    if query.on_day is None:
        return effect_rows(run, run.effects)
    if query.latest_removals is None:
        raise ValueError("a day can't be asked about without saying how removals travel")
    return ActiveEffects(run, query.on_day, query.latest_removals).rows()


def link_contributions(run: ColumnFixpoint, query: CountQuery) -> tuple[int, dict[str, int]]:
    """How many rows there are, and for each link how many of them stop if it alone is cut."""
    rows, world = queried_rows(run, query), run.city_rules.world
    total = sum(int(np.count_nonzero(flags)) for flags in rows.values())
    contributions = {}
    for link in world.links:
        contributions[link] = 0
        if link in run.used_links:
            world_without = replace(world, links={name: row for name, row in world.links.items() if name != link})
            remaining = queried_rows(ColumnFixpoint(CityRules.of(world_without), run.partition).run(), query)
            contributions[link] = sum(
                int(np.count_nonzero(flags & ~_resize(remaining.get(name), flags))) for name, flags in rows.items()
            )
    return total, contributions


def subjects_in_both(
    subject_index: SubjectIndex, first_rows: Mapping[str, Flags], second_rows: Mapping[str, Flags]
) -> Flags:
    """The subjects who have a row that is among both sets of rows: `bool[subjects]`."""
    flags = subject_index.empty_flags()
    for rule, first_flags in first_rows.items():
        second_flags = second_rows.get(rule)
        if second_flags is not None:
            size = min(len(first_flags), len(second_flags))
            flags[:size] |= first_flags[:size] & second_flags[:size]
    return flags


def _resize(flags: Flags | None, like: Flags) -> Flags:
    """The flags cut or padded to the length of others; None: no flag set."""
    if flags is None:
        return np.zeros(len(like), dtype=np.bool_)
    return flags[: len(like)] if len(flags) >= len(like) else np.pad(flags, (0, len(like) - len(flags)))
