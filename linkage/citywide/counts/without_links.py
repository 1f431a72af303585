"""The counts with every link cut: what each agency's own records do at home. The rest of a count came through links.

Without links only record kinds, rules and days matter, so the answer of one world is that of many: the last few are
kept.
"""

from __future__ import annotations

from dataclasses import replace

from linkage.citywide.counts.distinct_counts import Door, count_distinct, group_by_door
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.row_flags import merged_flags, queried_rows
from linkage.citywide.durations.expiry import LatestRemovals
from linkage.citywide.engine.city_partition import CityPartition
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnFixpoint
from linkage.population.households import Numbers
from linkage.world.model import World

DoorGroups = dict[Door, Numbers]
"""For each service and effect its subjects by group, `int64[groups]`."""

_MAX_KEPT = 4


class WithoutLinks:
    """Counts a partition with every link cut."""

    def __init__(self, partition: CityPartition) -> None:
        self.partition = partition
        self._kept: list[tuple[World, int | None, LatestRemovals | None, DoorGroups]] = []

    def counts(self, world: World, query: CountQuery) -> DoorGroups:
        """The subjects by service, effect and group, ever or on the query's day."""
        bare = cut_every_link(world)
        for known_world, day, latest_removals, counts in self._kept:
            if (day, latest_removals) == (query.on_day, query.latest_removals) and known_world == bare:
                return counts
        counts = self._count(bare, query)
        self._kept = [(bare, query.on_day, query.latest_removals, counts), *self._kept[: _MAX_KEPT - 1]]
        return counts

    def _count(self, world: World, query: CountQuery) -> DoorGroups:
        run, subject_index = ColumnFixpoint(CityRules.of(world), self.partition).run(), self.partition.subject_index
        by_door = group_by_door(run.effects)
        if query.on_day is None:
            return {door: count_distinct(effects, subject_index).groups for door, effects in by_door.items()}
        rows = queried_rows(run, query)
        rules = {door: {batch.rule.id for batch in effects} for door, effects in by_door.items()}
        return {
            door: subject_index.by_group(merged_flags(subject_index, (rows[rule] for rule in sorted(rules[door]))))
            for door in by_door
        }


def cut_every_link(world: World) -> World:
    """A world with every link cut, and without what only links use."""
    return replace(world, links={}, registers={}, identifiers={}, blank=frozenset(), repaired={})
