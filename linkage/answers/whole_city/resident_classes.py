"""Equivalence classes of residents: those who are reached under the same conditions, and whom a cut spares together.

A class is everybody with the same minimal reach conditions; a cut spares whole classes, so a few hundred weights stand
for millions of residents. Source: notes/engine.md, section 10, "Path families".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.durations.removal_routes import group_keys
from linkage.citywide.engine.reach_conditions import ReachedSubjects, RemovalMask
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Flags, Numbers

ReachCondition = tuple[str, RemovalMask]
"""The end of a route (a service, or blank), and the removals that break it."""

Weights = NDArray[np.int64]
"""How many residents, by age group: `int64[groups]`."""

_WORD = 64  # conditions in one word
_BITS = 8  # conditions that are grouped at once


class ResidentClasses(NamedTuple):
    """Classes with their residents by age group; and how many are reached whatever is removed, and at all."""

    classes: dict[frozenset[ReachCondition], Weights]
    always_restricted: Weights
    reached: Weights

    def merge(self, other: ResidentClasses) -> ResidentClasses:
        """These classes and those of other blocks together."""
        classes = dict(self.classes)
        for conditions, weights in other.classes.items():
            classes[conditions] = classes[conditions] + weights if conditions in classes else weights
        return ResidentClasses(classes, self.always_restricted + other.always_restricted, self.reached + other.reached)


def group_residents(
    reached_subjects: Iterable[ReachedSubjects], targets: Mapping[str, str], subject_index: SubjectIndex, groups: int
) -> ResidentClasses:
    """The classes of residents by the conditions under which they are reached.

    Args:
        targets: rule → the end that it leads to; rules that aren't named lead nowhere.
        groups: how many of the subject index's groups are residents' (they come first).
    """
    numbers_by_condition: dict[ReachCondition, list[Numbers]] = {}
    for rule, mask, numbers in reached_subjects:
        if rule.id in targets:
            numbers_by_condition.setdefault((targets[rule.id], mask), []).append(numbers)
    residents = np.asarray(subject_index.groups < groups)
    is_reached, is_always_reached = subject_index.empty_flags(), subject_index.empty_flags()
    always_restricted: dict[str, Flags] = {}
    for (target, mask), parts in numbers_by_condition.items():
        for numbers in parts:
            is_reached[numbers] = True
            if mask == 0:
                is_always_reached[numbers] = True
                always_restricted.setdefault(target, subject_index.empty_flags())[numbers] = True
    breakable = sorted(condition for condition in numbers_by_condition if condition[1])
    words = [
        _condition_word(breakable[low : low + _WORD], numbers_by_condition, always_restricted, subject_index)
        for low in range(0, len(breakable), _WORD)
    ]
    classes = _group_by_conditions(words, breakable, residents, subject_index, groups)
    return ResidentClasses(
        classes,
        _weights(is_always_reached & residents, subject_index, groups),
        _weights(is_reached & residents, subject_index, groups),
    )


def _weights(flags: Flags, subject_index: SubjectIndex, groups: int) -> Weights:
    return np.asarray(subject_index.by_group(flags)[:groups])


def _condition_word(
    word_conditions: Sequence[ReachCondition],
    numbers_by_condition: Mapping[ReachCondition, list[Numbers]],
    always_restricted: Mapping[str, Flags],
    subject_index: SubjectIndex,
) -> NDArray[np.uint64]:
    """For every subject, the bits of up to 64 conditions, `uint64[subjects]`; none for ends that it always reaches."""
    word = np.zeros(subject_index.size, dtype=np.uint64)
    for bit, condition in enumerate(word_conditions):
        for numbers in numbers_by_condition[condition]:
            word[numbers] |= np.uint64(1 << bit)
    for target, flags in always_restricted.items():
        mask = sum(1 << bit for bit, condition in enumerate(word_conditions) if condition[0] == target)
        word[flags] &= ~np.uint64(mask)
    return word


def _group_by_conditions(
    words: Sequence[NDArray[np.uint64]],
    breakable: Sequence[ReachCondition],
    residents: Flags,
    subject_index: SubjectIndex,
    groups: int,
) -> dict[frozenset[ReachCondition], Weights]:
    is_reached = np.zeros(subject_index.size, dtype=np.bool_)
    for word in words:
        is_reached |= word != 0
    is_reached &= residents
    numbers = np.flatnonzero(is_reached)
    if not len(numbers):
        return {}
    first, inverse = np.zeros(1, dtype=np.int64), np.zeros(len(numbers), dtype=np.int64)
    for word_index, word in enumerate(words):
        reached_word = word[numbers]
        for low in range(
            0, min(_WORD, len(breakable) - word_index * _WORD), _BITS
        ):  # few at once: grouping then needs no sorting
            bits = (reached_word >> np.uint64(low)) & np.uint64((1 << _BITS) - 1)
            first, inverse = group_keys((inverse << _BITS) + bits.astype(np.int64))
    counts = np.bincount(inverse * groups + subject_index.groups[numbers], minlength=len(first) * groups).reshape(
        -1, groups
    )
    classes: dict[frozenset[ReachCondition], Weights] = {}
    for representative, weights in zip(numbers[first].tolist(), counts, strict=True):
        conditions = _minimal(
            condition
            for bit, condition in enumerate(breakable)
            if int(words[bit // _WORD][representative]) >> (bit % _WORD) & 1
        )
        classes[conditions] = classes[conditions] + weights if conditions in classes else weights.astype(np.int64)
    return classes


def _minimal(conditions: Iterable[ReachCondition]) -> frozenset[ReachCondition]:
    """The conditions without those that are broken whenever another with the same end is."""
    candidates = list(conditions)
    return frozenset(
        (end, mask)
        for end, mask in candidates
        if not any(
            other_end == end and other_mask != mask and not other_mask & ~mask for other_end, other_mask in candidates
        )
    )


class ClassTable:
    """Classes as arrays, for scoring many sets of removals at once.

    Args:
        removals: how many removals there are.
        group_weights: the weight of each group, `int64[groups]`; a group that isn't counted has 0.
    """

    def __init__(
        self, classes: Mapping[frozenset[ReachCondition], Weights], removals: int, group_weights: Weights
    ) -> None:
        conditions = sorted({condition for conditions in classes for condition in conditions})
        index_of = {condition: index for index, condition in enumerate(conditions)}
        self.breaks = np.array(
            [[condition[1] >> r & 1 for condition in conditions] for r in range(removals)], dtype=np.bool_
        )
        self.breaks = self.breaks.reshape(removals, len(conditions))
        self.weights = np.array(
            [int((weights * group_weights).sum()) for weights in classes.values()], dtype=np.float64
        )
        self.ends: list[tuple[NDArray[np.float32], Flags]] = []
        for target in sorted({condition[0] for condition in conditions}):
            table = np.zeros((len(conditions), len(classes)), dtype=np.float32)
            for class_index, class_conditions in enumerate(classes):
                for condition in class_conditions:
                    if condition[0] == target:
                        table[index_of[condition], class_index] = 1
            self.ends.append((table, np.asarray(table.any(axis=0))))

    @property
    def width(self) -> int:
        """Conditions plus classes: the cells that one set needs in memory."""
        return int(self.breaks.shape[1] + len(self.weights))

    @property
    def size(self) -> int:
        """Conditions times classes: the operations that scoring one set costs."""
        return int(self.breaks.shape[1] * len(self.weights) * max(1, len(self.ends)))

    def scores(self, subsets: NDArray[np.int64]) -> NDArray[np.float64]:
        """How many residents each set of removals spares: those whose conditions of some end are all broken.

        Args:
            subsets: numbers of removals, `int64[sets, size]`; the answer is `float64[sets]`.
        """
        if not len(self.weights):
            return np.zeros(len(subsets))
        unbroken = ~np.logical_or.reduce(
            [self.breaks[subsets[:, column]] for column in range(subsets.shape[1])], axis=0
        )
        is_spared = np.zeros((len(subsets), len(self.weights)), dtype=np.bool_)
        for table, has_conditions in self.ends:
            is_spared |= (unbroken.astype(np.float32) @ table == 0) & has_conditions
        return np.asarray(is_spared.astype(np.float64) @ self.weights)
