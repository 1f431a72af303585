"""The dense numbers of subjects: each one has one, whatever order they come in, and groups are counted rightly."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linkage.citywide.engine.subject_index import SubjectIndex

GROUPS = ("young", "middle", "old")


def index() -> SubjectIndex:
    joins = SimpleNamespace(all_groups=GROUPS, groups=lambda codes: (codes % len(GROUPS)).astype(np.uint8))
    return SubjectIndex(cast(Any, joins))


@given(st.lists(st.lists(st.integers(0, 60), max_size=40), max_size=6))
def test_numbers_are_given_once_and_never_change(batches: list[list[int]]) -> None:
    subjects, known = index(), dict[int, int]()
    for batch in batches:
        numbers = subjects.numbers(np.array(batch, dtype=np.int64)).tolist()
        for code, number in zip(batch, numbers, strict=True):
            assert known.setdefault(code, number) == number
    assert sorted(known.values()) == list(range(len(known))) == list(range(subjects.size))
    codes = np.array(sorted(known), dtype=np.int64)
    assert subjects.codes(subjects.numbers(codes)).tolist() == codes.tolist()
    counts = Counter(code % len(GROUPS) for code in known)
    flags = np.ones(subjects.size, dtype=np.bool_)
    assert subjects.by_group(flags).tolist() == [counts[group] for group in range(len(GROUPS))]
