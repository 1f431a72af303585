"""A whole city's numbers, and how some blocks of it make theirs. Totals of different blocks add up."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from linkage.city.count import Count, Door, Register, by_door, by_kind, counted
from linkage.city.flood import Run, Shard
from linkage.city.joins import Joins, group_names
from linkage.city.plan import Plan
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
class Total:
    """Distinct subjects by service and effect; how many residents, companies and records there are."""

    groups: tuple[str, ...]
    residents_groups: int  # how many of the groups are age groups
    residents: int
    companies: int
    records: dict[str, int] = field(default_factory=dict)
    doors: dict[Door, DoorTotal] = field(default_factory=dict)

    def __add__(self, other: Total) -> Total:
        doors = {}
        for door in sorted({*self.doors, *other.doors}):
            one, two = self.doors.get(door), other.doors.get(door)
            doors[door] = one + two if one and two else one or two
        records = {kind: self.records.get(kind, 0) + other.records.get(kind, 0) for kind in sorted(self.records)}
        return Total(
            self.groups,
            self.residents_groups,
            self.residents + other.residents,
            self.companies + other.companies,
            records,
            {door: found for door, found in doors.items() if found is not None},
        )

    def of(self, door: Door) -> tuple[int, int]:
        """Residents and companies of a door."""
        groups = self.doors[door].count.groups if door in self.doors else np.zeros(len(self.groups), dtype=np.int64)
        return int(groups[: self.residents_groups].sum()), int(groups[self.residents_groups :].sum())


class Part:
    """Some blocks of a city: counts them under any world on their people."""

    def __init__(self, joins: Joins) -> None:
        self.joins = joins
        self.shard = Shard(joins)
        self.groups = group_names(joins.town)
        self.register = Register(self.shard, len(self.groups))

    def count(self, world: World) -> Total:
        """Run a world and count what it does; where matches can be wrong, run it again without them."""
        plan = Plan.of(world)
        run = Run(plan, self.shard).go()
        right = by_door(Run(plan, self.shard, only_right=True).go().hits) if run.met_wrong else None
        total = Total(
            self.groups,
            len(self.joins.town.group_names("resident")),
            self._size("resident"),
            self._size("company"),
            {kind: len(self.shard.of_kind(kind).holders) for kind in sorted(world.record_kinds)},
        )
        for door, hits in sorted(by_door(run.hits).items(), key=lambda each: each[0]):
            found = counted(hits, self.register)
            rightly = found.total
            if right is not None:
                rightly = counted(right[door], self.register).total if door in right else 0
            kinds = {kind: counted(some, self.register) for kind, some in sorted(by_kind(hits).items())}
            total.doors[door] = DoorTotal(found, found.total - rightly, kinds)
        return total

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
