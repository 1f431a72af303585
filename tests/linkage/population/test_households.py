"""Households drawn once for whole blocks, and lists in which numbers are sought: the same as without either."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linkage.population.households import BLOCK, is_among
from linkage.population.residents import Residents
from linkage.world.storage.folders import load


def test_remembered_stairs_tell_the_same_children() -> None:
    world = load("tiny")
    plain, remembering = Residents(world, 3, 400_000), Residents(world, 3, 400_000)
    remembering.remember_stairs(range(1, 3))
    rng = np.random.default_rng(5)
    for low, high in ((BLOCK, 3 * BLOCK), (0, 400_000), (2 * BLOCK - 20, 2 * BLOCK + 20), (3 * BLOCK, 3 * BLOCK + 5)):
        numbers = rng.integers(low, high, 5_000)
        assert (plain.is_child(numbers) == remembering.is_child(numbers)).all()
        assert remembering.is_child(numbers).any() or high - low < 50
    assert remembering.is_child(np.empty(0, dtype=np.int64)).tolist() == []


@given(st.lists(st.integers(0, 200)), st.sets(st.integers(0, 200)), st.booleans())
def test_a_number_is_among_others_or_not(numbers: list[int], members: set[int], in_order: bool) -> None:
    sought = sorted(set(numbers)) if in_order else numbers
    found = is_among(np.array(sought, dtype=np.int64), np.array(sorted(members), dtype=np.int64))
    assert found.tolist() == [number in members for number in sought]
