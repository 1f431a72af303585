"""Plays a game of links on a partition: classes of subjects reached by the same routes, and runs for all else.

Where routes can be followed (`reach_conditions`) nothing is run again: one pass finds, for each end and subject, the
smallest sets of links that bring it, and everybody with the same sets forms a class. Other ends are run once for each
set of players.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.counts.link_game import GameMeasure, GameTotal, LinkGame, LinkSet, Routes
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.row_flags import merged_flags, queried_rows
from linkage.citywide.durations.active_effects import effect_rows
from linkage.citywide.durations.removal_routes import group_keys
from linkage.citywide.engine.city_partition import CityPartition
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnFixpoint
from linkage.citywide.engine.reach_conditions import ReachConditions, ReachedSubjects
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Flags, Numbers
from linkage.world.model import World

_BITS = 8  # routes that are told apart at once: grouping then needs no sorting


def play_game(game: LinkGame, partition: CityPartition, query: CountQuery) -> dict[str, GameTotal]:
    """What each measure of a game comes to on a partition.

    Raises:
        TooManyConditionsError: there are too many routes to follow.
    """
    masks = {f"cut:{link}": 1 << bit for bit, link in enumerate(game.links)}
    reached = ReachConditions(CityRules.of(game.followed), partition, masks).compute() if game.followed.rules else []
    totals = {measure.text: GameTotal(_classes(measure, reached, partition)) for measure in game.measures}
    for measure in game.measures:
        if measure.enumerated and measure.players is not None:
            totals[measure.text].kept = _values_of_sets(game, measure, measure.players, partition)
    for links in game.removed_sets:
        run = _run_without(game.measured, game.links, links, partition)
        rows = queried_rows(run, query)
        for measure in game.measures:
            totals[measure.text].removed[links] = _value(measure.of, measure.ends, rows, partition)
    return totals


# runs


def _values_of_sets(
    game: LinkGame, measure: GameMeasure, players: LinkSet, partition: CityPartition
) -> dict[LinkSet, int]:
    """What the enumerated ends come to with only a set of players kept, for every set."""
    values = {}
    for kept in subsets(players):
        run = _run_without(game.measured, game.links, players & ~kept, partition)
        values[kept] = _value(measure.of, measure.enumerated, effect_rows(run, run.effects), partition)
    return values


def subsets(links: LinkSet) -> Iterator[LinkSet]:
    """Every subset of a set of links.

    >>> list(subsets(0b101))
    [5, 4, 1, 0]
    """
    subset = links
    while True:
        yield subset
        if not subset:
            return
        subset = (subset - 1) & links


def _run_without(world: World, links: tuple[str, ...], cut: LinkSet, partition: CityPartition) -> ColumnFixpoint:
    cut_links = {link for bit, link in enumerate(links) if cut >> bit & 1}
    kept = {name: row for name, row in world.links.items() if name not in cut_links}
    return ColumnFixpoint(CityRules.of(replace(world, links=kept)), partition).run()


def _value(of: str, ends: Mapping[str, str], rows: Mapping[str, Flags], partition: CityPartition) -> int:
    """How many pairs of subject and end there are among some rows."""
    subject_index, number = partition.subject_index, 0
    for end in sorted(set(ends.values())):
        flags = merged_flags(subject_index, (rows[rule] for rule, to in ends.items() if to == end and rule in rows))
        number += int(np.count_nonzero(flags & _counted(of, partition)))
    return number


def _counted(of: str, partition: CityPartition) -> Flags:
    """The subjects whom a measure counts: `bool[subjects]`."""
    subject_index = partition.subject_index
    if of == "both":
        return np.ones(subject_index.size, dtype=np.bool_)
    residents = np.asarray(subject_index.groups < len(partition.joins.group_names("resident")))
    return residents if of == "residents" else ~residents


# classes


def _classes(measure: GameMeasure, reached: list[ReachedSubjects], partition: CityPartition) -> dict[Routes, int]:
    """How many pairs of subject and end have the same routes."""
    numbers_by_end: dict[str, dict[LinkSet, list[Numbers]]] = {}
    for rule, links, numbers in reached:
        if rule.id in measure.followed:
            numbers_by_end.setdefault(measure.followed[rule.id], {}).setdefault(links, []).append(numbers)
    counted = None if measure.of == "both" else _counted(measure.of, partition)
    classes: Counter[Routes] = Counter()
    for numbers_by_links in numbers_by_end.values():
        for pattern, number in _patterns(list(numbers_by_links.values()), counted, partition.subject_index).items():
            classes[smallest_sets(links for n, links in enumerate(numbers_by_links) if pattern >> n & 1)] += number
    return dict(classes)


def _patterns(parts: list[list[Numbers]], counted: Flags | None, subject_index: SubjectIndex) -> dict[int, int]:
    """How many subjects are reached in which of some ways, one bit a way: the ways and the number of subjects."""
    codes = [_byte_codes(parts[low : low + _BITS], counted, subject_index) for low in range(0, len(parts), _BITS)]
    if len(codes) == 1:
        counts = np.bincount(codes[0], minlength=1 << _BITS)
        return {pattern: int(counts[pattern]) for pattern in np.flatnonzero(counts).tolist() if pattern}
    is_reached = np.logical_or.reduce([code != 0 for code in codes])
    columns = [code[is_reached] for code in codes]
    first = np.zeros(min(1, len(columns[0])), dtype=np.int64)
    inverse = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        first, inverse = group_keys((inverse << _BITS) + column)
    return {
        sum(int(column[row]) << _BITS * place for place, column in enumerate(columns)): number
        for row, number in zip(first.tolist(), np.bincount(inverse, minlength=len(first)).tolist(), strict=True)
    }


def _byte_codes(parts: list[list[Numbers]], counted: Flags | None, subject_index: SubjectIndex) -> NDArray[np.uint8]:
    code = np.zeros(subject_index.size, dtype=np.uint8)
    for bit, numbers_of_part in enumerate(parts):
        for numbers in numbers_of_part:
            code[numbers] |= np.uint8(1 << bit)
    if counted is not None:
        code[~counted] = 0
    return code


def smallest_sets(sets: Iterator[LinkSet]) -> Routes:
    """The sets of links that contain no other of them.

    >>> sorted(smallest_sets(iter([0b11, 0b1, 0b110])))
    [1, 6]
    """
    candidates = set(sets)
    return frozenset(
        links for links in candidates if not any(other != links and not other & ~links for other in candidates)
    )
