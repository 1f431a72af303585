"""A whole city's numbers, and how some blocks of it make theirs. Totals of different blocks add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from linkage.citywide.counts.distinct_counts import Count, Door, by_door, by_kind, counted
from linkage.citywide.counts.link_contributions import rows_in, stopped, union
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.without_wrong_matches import rightly
from linkage.citywide.durations.active_effects import rows_of
from linkage.citywide.engine.account_joins import AccountJoins
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnRun, Hit
from linkage.citywide.engine.shard import Shard
from linkage.population.households import Flags
from linkage.world.model import World


@dataclass
class DoorTotal:
    """One (service, effect): its subjects, those wrongly affected only, and its subjects by record kind."""

    count: Count
    wrongly: int
    kinds: dict[str, Count]

    def __add__(self, other: DoorTotal) -> DoorTotal:
        kinds = {
            kind: _sum(self.kinds.get(kind), other.kinds.get(kind)) for kind in sorted({*self.kinds, *other.kinds})
        }
        return DoorTotal(self.count + other.count, self.wrongly + other.wrongly, kinds)


@dataclass
class Totals:
    """Distinct subjects by service and effect; how many residents, companies and records there are."""

    groups: tuple[str, ...]
    residents_groups: int  # how many of the groups are age groups
    residents: int
    companies: int
    records: dict[str, int] = field(default_factory=dict)
    doors: dict[Door, DoorTotal] = field(default_factory=dict)
    rows: int = 0  # by link only: all rows of effects
    by_link: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: Totals) -> Totals:
        doors = {}
        for door in sorted({*self.doors, *other.doors}):
            one, two = self.doors.get(door), other.doors.get(door)
            doors[door] = one + two if one and two else one or two
        records = {kind: self.records.get(kind, 0) + other.records.get(kind, 0) for kind in sorted(self.records)}
        return Totals(
            self.groups,
            self.residents_groups,
            self.residents + other.residents,
            self.companies + other.companies,
            records,
            {door: found for door, found in doors.items() if found is not None},
            self.rows + other.rows,
            {link: self.by_link[link] + other.by_link[link] for link in self.by_link},
        )

    def of(self, door: Door) -> tuple[int, int]:
        """Residents and companies of a door."""
        groups = self.doors[door].count.groups if door in self.doors else np.zeros(len(self.groups), dtype=np.int64)
        return int(groups[: self.residents_groups].sum()), int(groups[self.residents_groups :].sum())


class CityPart:
    """Some blocks of a city: counts them under any world on their people."""

    def __init__(self, joins: AccountJoins) -> None:
        self.joins = joins
        self.shard = Shard(joins)

    def count(self, world: World, asked: CountQuery, progress: Callable[[int, int], None]) -> Totals:
        """Run a world and count what it does; where matches can be wrong, run it again without them.

        Args:
            progress: told how many of how many record kinds have been followed.
        """
        run = self.run(world, progress)
        total = self._empty(world)
        if asked.on_day is None:
            self._ever(run, total)
        else:
            self._on_day(run, total, rows_in(run, asked))
        if asked.by_link:
            total.rows, total.by_link = stopped(run, asked)
        return total

    def run(self, world: World, progress: Callable[[int, int], None] | None = None) -> ColumnRun:
        """What becomes known where under a world."""
        return ColumnRun(CityRules.of(world), self.shard, progress=progress).go()

    def _ever(self, run: ColumnRun, total: Totals) -> None:
        right, roster = rightly(run), self.shard.roster
        for door, hits in sorted(by_door(run.hits).items(), key=lambda each: each[0]):
            found = counted(hits, roster)
            wrongly = found.total - self._rightly(run, hits, right[door]) if door in right else 0
            kinds = by_kind(hits)
            each = {kind: found if len(kinds) == 1 else counted(some, roster) for kind, some in sorted(kinds.items())}
            total.doors[door] = DoorTotal(found, wrongly, each)

    def _rightly(self, run: ColumnRun, hits: list[Hit], right: list[Hit]) -> int:
        """How many subjects of some hits have them without wrong matches too.

        With scores a run without them can bring effects that the run with them doesn't: those are nobody's here.
        """
        roster = self.shard.roster
        if all(rule.threshold is None for rule in run.plan.world.rules.values()):
            return counted(right, roster).total
        return int(np.count_nonzero(union(roster, rows_of(run, hits), rows_of(run, right))))

    def _on_day(self, run: ColumnRun, total: Totals, rows: dict[str, Flags]) -> None:
        right, roster = rightly(run), self.shard.roster
        for door, hits in sorted(by_door(run.hits).items(), key=lambda each: each[0]):
            there = union(roster, rows_of(run, hits), rows)
            if there.any():
                found = Count(roster.by_group(there))
                rightly_ = union(roster, rows_of(run, right[door]), rows) if door in right else there
                kinds = {kind: union(roster, rows_of(run, some), rows) for kind, some in sorted(by_kind(hits).items())}
                each = {kind: Count(roster.by_group(flags)) for kind, flags in kinds.items() if flags.any()}
                total.doors[door] = DoorTotal(found, found.total - int(np.count_nonzero(rightly_)), each)

    def _empty(self, world: World) -> Totals:
        return Totals(
            self.shard.roster.names,
            len(self.joins.town.group_names("resident")),
            self._size("resident"),
            self._size("company"),
            {kind: len(self.joins.holders(kind)) for kind in sorted(world.record_kinds)},
        )

    def _size(self, holder: str) -> int:
        low, high = self.joins.span(holder)
        return max(0, high - low)


def _sum(one: Count | None, two: Count | None) -> Count:
    if one is None or two is None:
        found = one or two
        return found if found is not None else Count(np.zeros(0, dtype=np.int64))
    return one + two


def cumulative(days: dict[int, int]) -> list[tuple[int, int, int]]:
    """Day, first reached on it, reached by then.

    >>> cumulative({3: 2, 1: 5})
    [(1, 5, 5), (3, 2, 7)]
    """
    found, total = [], 0
    for day, number in sorted(days.items()):
        total += number
        found.append((day, number, total))
    return found
