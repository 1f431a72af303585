"""Whom a service's effect reaches wrongly, and whom it misses, in several worlds on the same people.

Somebody is reached wrongly when all their rows for the effect are wrong. Somebody is missed when right matches bring
the effect in one of the worlds, and nothing brings it in this one. So the worlds are compared with each other and with
nothing else; who is meant to be reached at all is for the caller to say, by the worlds that are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from linkage.citywide.counts.distinct_counts import Door, group_by_door
from linkage.citywide.counts.remaining_effects import effects_without_wrong_matches
from linkage.citywide.durations.active_effects import subject_numbers
from linkage.citywide.engine.city_partition import CityPartition
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnFixpoint, EffectBatch
from linkage.citywide.engine.link_joins import LinkJoins
from linkage.population.households import Numbers
from linkage.world.model import World


class Reached(NamedTuple):
    """Of one world: all who are reached, who of them wrongly, and who is missed; by group, `int64[groups]`."""

    all: Numbers
    wrongly: Numbers
    missed: Numbers

    def __add__(self, other: Reached) -> Reached:  # type: ignore[override]
        return Reached(*(one + two for one, two in zip(self, other, strict=True)))


class _Subjects(NamedTuple):
    """The numbers of those reached in one world, by any match and by right ones; each once, sorted."""

    any: Numbers
    rightly: Numbers


def wrong_and_missed(joins: LinkJoins, worlds: Sequence[World], door: Door, compared: int) -> list[Reached]:
    """Whom an effect at a service reaches, reaches wrongly and misses, in the last `compared` of some worlds.

    Args:
        joins: the people.
        worlds: all on those people; the first ones only say who may be missed.
        door: the service and the effect.
    """
    partition = CityPartition(joins)
    reached = [_reached(partition, world, door) for world in worlds]
    index = partition.subject_index
    meant = index.empty_flags()
    for subjects in reached:
        meant[subjects.rightly] = True
    found = []
    for subjects in reached[len(worlds) - compared :]:
        any_, rightly = index.empty_flags(), index.empty_flags()
        any_[subjects.any], rightly[subjects.rightly] = True, True
        found.append(Reached(*map(index.by_group, (any_, any_ & ~rightly, meant & ~any_))))
    return found


def _reached(partition: CityPartition, world: World, door: Door) -> _Subjects:
    run = ColumnFixpoint(CityRules.of(world), partition).run()
    effects = group_by_door(run.effects).get(door, [])
    right = effects_without_wrong_matches(run).get(door, effects)
    subjects = _numbers(effects)
    return _Subjects(subjects, np.intersect1d(subjects, _numbers(right)))


def _numbers(effects: Iterable[EffectBatch]) -> Numbers:
    parts = [np.asarray(subject_numbers(batch)) for batch in effects]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)
