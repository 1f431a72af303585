"""The totals of a city, and the counter that computes those of a partition. Totals of different blocks add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from linkage.citywide.counts.closed_services import ClosedTotal, closed_services, closed_services_on_day
from linkage.citywide.counts.distinct_counts import Count, Door, count_distinct, group_by_door, group_by_kind
from linkage.citywide.counts.game_counts import play_game
from linkage.citywide.counts.link_game import GameTotal
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.remaining_effects import (
    RemainingEffects,
    effects_without_false_records,
    effects_without_wrong_matches,
)
from linkage.citywide.counts.row_flags import queried_rows, subjects_in_both
from linkage.citywide.counts.without_links import WithoutLinks
from linkage.citywide.durations.active_effects import effect_rows
from linkage.citywide.engine.city_partition import CityPartition
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnFixpoint, EffectBatch
from linkage.citywide.engine.link_joins import LinkJoins
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Flags, Numbers
from linkage.world.model import World

_OPEN = ClosedTotal(0, 0, 0)


@dataclass
class DoorTotal:
    """One (service, effect): its subjects, also by record kind, and who has it only by something wrong, or false."""

    count: Count
    wrongly: int
    falsely: int
    kinds: dict[str, Count]

    def __add__(self, other: DoorTotal) -> DoorTotal:
        kinds = {
            kind: _add_counts(self.kinds.get(kind), other.kinds.get(kind))
            for kind in sorted({*self.kinds, *other.kinds})
        }
        wrongly, falsely = self.wrongly + other.wrongly, self.falsely + other.falsely
        return DoorTotal(self.count + other.count, wrongly, falsely, kinds)


@dataclass
class Totals:
    """Distinct subjects by service and effect; how many residents, companies and records there are."""

    groups: tuple[str, ...]
    residents_groups: int  # how many of the groups are age groups
    residents: int
    companies: int
    records: dict[str, int] = field(default_factory=dict)
    doors: dict[Door, DoorTotal] = field(default_factory=dict)
    game: dict[str, GameTotal] = field(default_factory=dict)  # by measure
    without_links: dict[Door, tuple[int, int]] | None = None  # residents and companies; None: not counted
    closed: dict[str, ClosedTotal] = field(default_factory=dict)

    def __add__(self, other: Totals) -> Totals:
        doors = {}
        for door in sorted({*self.doors, *other.doors}):
            first, second = self.doors.get(door), other.doors.get(door)
            doors[door] = first + second if first and second else first or second
        records = {kind: self.records.get(kind, 0) + other.records.get(kind, 0) for kind in sorted(self.records)}
        return Totals(
            self.groups,
            self.residents_groups,
            self.residents + other.residents,
            self.companies + other.companies,
            records,
            {door: door_total for door, door_total in doors.items() if door_total is not None},
            {measure: self.game[measure] + other.game[measure] for measure in self.game},
            _add_pairs(self.without_links, other.without_links),
            {
                service: self.closed.get(service, _OPEN).plus(other.closed.get(service, _OPEN))
                for service in sorted({*self.closed, *other.closed})
            },
        )

    def of(self, door: Door) -> tuple[int, int]:
        """The residents and companies of a (service, effect)."""
        return self.split(self.doors[door].count.groups) if door in self.doors else (0, 0)

    def split(self, groups: Numbers) -> tuple[int, int]:
        """Residents and companies, of counts by group."""
        return int(groups[: self.residents_groups].sum()), int(groups[self.residents_groups :].sum())


class PartitionCounter:
    """Counts a partition of a city, some blocks of it, under any world on their people.

    Args:
        joins: the accounts of those blocks.
    """

    def __init__(self, joins: LinkJoins) -> None:
        self.joins = joins
        self.partition = CityPartition(joins)
        self.without_links = WithoutLinks(self.partition)

    def count(self, world: World, query: CountQuery, progress: Callable[[int, int], None]) -> Totals:
        """Run a world and count its effects; where matches can be wrong, or records false, run it again without them.

        Args:
            progress: called with how many of how many record kinds have been started.
        """
        run = self.run(world, progress)
        total = self._new_totals(world)
        if query.on_day is None:
            self._count_all_days(run, total)
            counted = {door: door_total.count.groups for door, door_total in total.doors.items()}
            closed = closed_services(group_by_door(run.effects), counted, query.needs_chains, *self._groups)
        else:
            rows = queried_rows(run, query)
            self._count_on_day(run, total, rows)
            closed = closed_services_on_day(rows, _doors(world), query.needs_chains, *self._groups)
        total.closed = closed
        if query.without_links:
            groups = self.without_links.counts(world, query)
            total.without_links = {door: counts for door in sorted(groups) if any(counts := total.split(groups[door]))}
        if query.game is not None and query.game.world == world:
            total.game = play_game(query.game, self.partition, query)
        return total

    def run(self, world: World, progress: Callable[[int, int], None] | None = None) -> ColumnFixpoint:
        """The fixpoint of a world on this partition."""
        return ColumnFixpoint(CityRules.of(world), self.partition, progress=progress).run()

    def _count_all_days(self, run: ColumnFixpoint, total: Totals) -> None:
        remaining, subject_index = _both_remaining(run), self.partition.subject_index
        for door, effects in sorted(group_by_door(run.effects).items(), key=lambda item: item[0]):
            count = count_distinct(effects, subject_index)
            wrongly, falsely = (
                count.total - self._count_remaining(run, effects, part[door]) if door in part else 0
                for part in remaining
            )
            kinds = group_by_kind(effects)
            kind_counts = {
                kind: count if len(kinds) == 1 else count_distinct(kind_effects, subject_index)
                for kind, kind_effects in sorted(kinds.items())
            }
            total.doors[door] = DoorTotal(count, wrongly, falsely, kind_counts)

    def _count_remaining(self, run: ColumnFixpoint, effects: list[EffectBatch], remaining: list[EffectBatch]) -> int:
        """How many subjects of some effects have them without wrong matches (or false records) too.

        With scores a run without them can bring effects that the run with them doesn't: those are nobody's here.
        """
        subject_index = self.partition.subject_index
        if all(rule.threshold is None for rule in run.city_rules.world.rules.values()):
            return count_distinct(remaining, subject_index).total
        return int(
            np.count_nonzero(subjects_in_both(subject_index, effect_rows(run, effects), effect_rows(run, remaining)))
        )

    def _count_on_day(self, run: ColumnFixpoint, total: Totals, rows: dict[str, Flags]) -> None:
        remaining, subject_index = _both_remaining(run), self.partition.subject_index
        for door, effects in sorted(group_by_door(run.effects).items(), key=lambda item: item[0]):
            flags_on_day = subjects_in_both(subject_index, effect_rows(run, effects), rows)
            if flags_on_day.any():
                count = Count(subject_index.by_group(flags_on_day))
                still = [
                    subjects_in_both(subject_index, effect_rows(run, part.get(door, effects)), rows)
                    for part in remaining
                ]
                wrongly, falsely = (count.total - int(np.count_nonzero(flags)) for flags in still)
                kinds = {
                    kind: subjects_in_both(subject_index, effect_rows(run, kind_effects), rows)
                    for kind, kind_effects in sorted(group_by_kind(effects).items())
                }
                kind_counts = {
                    kind: Count(subject_index.by_group(flags)) for kind, flags in kinds.items() if flags.any()
                }
                total.doors[door] = DoorTotal(count, wrongly, falsely, kind_counts)

    @property
    def _groups(self) -> tuple[SubjectIndex, int]:
        return self.partition.subject_index, len(self.joins.group_names("resident"))

    def _new_totals(self, world: World) -> Totals:
        return Totals(
            self.partition.subject_index.names,
            self._groups[1],
            self.joins.number_of("resident"),
            self.joins.number_of("company"),
            {kind: sum(len(b.holders) for b in self.joins.births(kind)) for kind in sorted(world.record_kinds)},
        )


def _both_remaining(run: ColumnFixpoint) -> tuple[RemainingEffects, RemainingEffects]:
    """What remains of a run without wrong matches, and without false records."""
    return effects_without_wrong_matches(run), effects_without_false_records(run)


def _doors(world: World) -> dict[str, Door]:
    return {rule.id: (rule.service, rule.effect) for rule in world.rules.values()}


def _add_pairs(
    first: dict[Door, tuple[int, int]] | None, second: dict[Door, tuple[int, int]] | None
) -> dict[Door, tuple[int, int]] | None:
    if first is None or second is None:
        return None
    pairs = {door: (first.get(door, (0, 0)), second.get(door, (0, 0))) for door in sorted({*first, *second})}
    return {door: (one[0] + two[0], one[1] + two[1]) for door, (one, two) in pairs.items()}


def _add_counts(first: Count | None, second: Count | None) -> Count:
    if first is None or second is None:
        count = first or second
        return count if count is not None else Count(np.zeros(0, dtype=np.int64))
    return first + second


def cumulative_counts(days: dict[int, int]) -> list[tuple[int, int, int]]:
    """Rows of day, subjects first reached on it, subjects reached by then.

    >>> cumulative_counts({3: 2, 1: 5})
    [(1, 5, 5), (3, 2, 7)]
    """
    rows, total = [], 0
    for day, number in sorted(days.items()):
        total += number
        rows.append((day, number, total))
    return rows
