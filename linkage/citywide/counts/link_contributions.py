"""Link contributions: for each link, how many rows of effects stop if it, and nothing else, is cut (one at a time)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.row_flags import queried_rows
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnFixpoint
from linkage.population.households import Flags


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


def _resize(flags: Flags | None, like: Flags) -> Flags:
    """The flags cut or padded to the length of others; None: no flag set."""
    if flags is None:
        return np.zeros(len(like), dtype=np.bool_)
    return flags[: len(like)] if len(flags) >= len(like) else np.pad(flags, (0, len(like) - len(flags)))
