"""Residents grouped by the ways that reach them: whom a cut spares, without running it.

A family is everybody who is reached by the same ways; a cut spares whole families, so a few hundred weights stand for
millions of residents. Source: notes/engine.md, section 10, "Path families".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.answers.whole_city.reach_conditions import ReachedSubjects, RemovalMask
from linkage.citywide.durations.removal_routes import group_keys as ranked
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Flags, Numbers

ReachCondition = tuple[str, RemovalMask]
"""What it leads to (a service, or blank), and the removals that break it."""

Weights = NDArray[np.int64]
_WORD = 64
_BITS = 8


class ResidentClasses(NamedTuple):
    """Families with how many residents each has, by age group; and how many are reached whatever is removed."""

    families: dict[frozenset[ReachCondition], Weights]
    stuck: Weights
    reached: Weights

    def joined(self, other: ResidentClasses) -> ResidentClasses:
        """With those of other blocks."""
        families = dict(self.families)
        for family, weights in other.families.items():
            families[family] = families[family] + weights if family in families else weights
        return ResidentClasses(families, self.stuck + other.stuck, self.reached + other.reached)


def group_residents(
    reached: Iterable[ReachedSubjects], targets: Mapping[str, str], subject_index: SubjectIndex, groups: int
) -> ResidentClasses:
    """Residents by the ways that reach them.

    Args:
        targets: rule → what it leads to; rules that aren't named lead nowhere.
        groups: how many of the roster's groups are residents' (they come first).
    """
    ways: dict[ReachCondition, list[Numbers]] = {}
    for rule, broken, numbers in reached:
        if rule.id in targets:
            ways.setdefault((targets[rule.id], broken), []).append(numbers)
    residents = np.asarray(subject_index.groups < groups)
    every, never = subject_index.empty_flags(), subject_index.empty_flags()
    stuck: dict[str, Flags] = {}
    for (target, broken), parts in ways.items():
        for numbers in parts:
            every[numbers] = True
            if broken == 0:
                never[numbers] = True
                stuck.setdefault(target, subject_index.empty_flags())[numbers] = True
    kept = sorted(way for way in ways if way[1])
    words = [_word(kept[low : low + _WORD], ways, stuck, subject_index) for low in range(0, len(kept), _WORD)]
    families = _families(words, kept, residents, subject_index, groups)
    return ResidentClasses(
        families, _weights(never & residents, subject_index, groups), _weights(every & residents, subject_index, groups)
    )


def _weights(flags: Flags, subject_index: SubjectIndex, groups: int) -> Weights:
    return np.asarray(subject_index.by_group(flags)[:groups])


def _word(
    some: Sequence[ReachCondition],
    ways: Mapping[ReachCondition, list[Numbers]],
    stuck: Mapping[str, Flags],
    subject_index: SubjectIndex,
) -> NDArray[np.uint64]:
    """For everybody, which of up to 64 ways reach them; none to where they are reached whatever is removed."""
    word = np.zeros(subject_index.size, dtype=np.uint64)
    for bit, way in enumerate(some):
        for numbers in ways[way]:
            word[numbers] |= np.uint64(1 << bit)
    for target, flags in stuck.items():
        mask = sum(1 << bit for bit, way in enumerate(some) if way[0] == target)
        word[flags] &= ~np.uint64(mask)
    return word


def _families(
    words: Sequence[NDArray[np.uint64]],
    kept: Sequence[ReachCondition],
    residents: Flags,
    subject_index: SubjectIndex,
    groups: int,
) -> dict[frozenset[ReachCondition], Weights]:
    there = np.zeros(subject_index.size, dtype=np.bool_)
    for word in words:
        there |= word != 0
    there &= residents
    who = np.flatnonzero(there)
    if not len(who):
        return {}
    first, inverse = np.zeros(1, dtype=np.int64), np.zeros(len(who), dtype=np.int64)
    for number, word in enumerate(words):
        there_only = word[who]
        for low in range(0, min(_WORD, len(kept) - number * _WORD), _BITS):  # few at once: ranks then need no sorting
            few = (there_only >> np.uint64(low)) & np.uint64((1 << _BITS) - 1)
            first, inverse = ranked((inverse << _BITS) + few.astype(np.int64))
    counts = np.bincount(inverse * groups + subject_index.groups[who], minlength=len(first) * groups).reshape(
        -1, groups
    )
    found: dict[frozenset[ReachCondition], Weights] = {}
    for place, weights in zip(who[first].tolist(), counts, strict=True):
        family = _least(way for bit, way in enumerate(kept) if int(words[bit // _WORD][place]) >> (bit % _WORD) & 1)
        found[family] = found[family] + weights if family in found else weights.astype(np.int64)
    return found


def _least(ways: Iterable[ReachCondition]) -> frozenset[ReachCondition]:
    """Without the ways that are broken whenever another to the same end is."""
    listed = list(ways)
    return frozenset(
        way for way in listed if not any(o[0] == way[0] and o[1] != way[1] and not o[1] & ~way[1] for o in listed)
    )


class ClassTable:
    """Families as a table: who is spared by which removals.

    Args:
        removals: how many there are.
        counted: the weight of each group; a group that isn't counted has 0.
    """

    def __init__(self, families: Mapping[frozenset[ReachCondition], Weights], removals: int, counted: Weights) -> None:
        ways = sorted({way for family in families for way in family})
        place = {way: number for number, way in enumerate(ways)}
        self.breaks = np.array([[way[1] >> r & 1 for way in ways] for r in range(removals)], dtype=np.bool_)
        self.breaks = self.breaks.reshape(removals, len(ways))
        self.weights = np.array([int((weights * counted).sum()) for weights in families.values()], dtype=np.float64)
        self.ends: list[tuple[NDArray[np.float32], Flags]] = []
        for target in sorted({way[0] for way in ways}):
            table = np.zeros((len(ways), len(families)), dtype=np.float32)
            for number, family in enumerate(families):
                for way in family:
                    if way[0] == target:
                        table[place[way], number] = 1
            self.ends.append((table, np.asarray(table.any(axis=0))))

    @property
    def width(self) -> int:
        """Ways and families together: what one set needs in memory."""
        return int(self.breaks.shape[1] + len(self.weights))

    @property
    def size(self) -> int:
        """Ways times families: what one set costs to try."""
        return int(self.breaks.shape[1] * len(self.weights) * max(1, len(self.ends)))

    def scores(self, sets: NDArray[np.int64]) -> NDArray[np.float64]:
        """How many residents each set of removals gives back: those of whom every way to some end is hit."""
        if not len(self.weights):
            return np.zeros(len(sets))
        left = ~np.logical_or.reduce([self.breaks[sets[:, column]] for column in range(sets.shape[1])], axis=0)
        lost = np.zeros((len(sets), len(self.weights)), dtype=np.bool_)
        for table, there in self.ends:
            lost |= (left.astype(np.float32) @ table == 0) & there
        return np.asarray(lost.astype(np.float64) @ self.weights)
