"""Minimum hitting sets against trying every set."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.answers.cuts.hitting_sets import TooManyBranchesError, minimum_cost, minimum_hitting_sets

ELEMENTS = "abcdefgh"
SETS = st.lists(st.sets(st.sampled_from(ELEMENTS), min_size=1, max_size=4), max_size=9)
COSTS = st.fixed_dictionaries({element: st.fractions(min_value=Fraction(1, 4), max_value=3) for element in ELEMENTS})


def all_hitting_sets(sets: list[set[str]], costs: dict[str, Fraction]) -> dict[frozenset[str], Fraction]:
    """Every hitting set, with what it costs."""
    chosen = chain.from_iterable(combinations(ELEMENTS, size) for size in range(len(ELEMENTS) + 1))
    return {frozenset(c): sum(costs[e] for e in c) for c in chosen if all(set(c) & elements for elements in sets)}


@given(SETS, COSTS)
def test_nothing_that_hits_all_is_cheaper_and_all_that_cost_the_same_are_found(
    sets: list[set[str]], costs: dict[str, Fraction]
) -> None:
    hitting = all_hitting_sets(sets, costs)
    cost = minimum_cost(sets, costs)
    assert cost == min(hitting.values())
    minimum = list(minimum_hitting_sets(sets, costs, cost))
    assert len(minimum) == len(set(minimum))
    assert set(minimum) == {chosen for chosen, price in hitting.items() if price == cost}


def test_what_has_nothing_to_choose_from_cannot_be_hit() -> None:
    assert minimum_cost([{"a"}, set()], {"a": 1}) is None


def test_where_nothing_has_to_be_hit_nothing_is_chosen() -> None:
    assert minimum_cost([], {}) == 0
    assert list(minimum_hitting_sets([], {}, 0)) == [frozenset()]


def test_the_order_of_the_sets_changes_no_answer() -> None:
    sets = [{"a", "b"}, {"b", "c"}, {"c", "a"}]
    costs = dict.fromkeys("abc", 1)
    assert list(minimum_hitting_sets(sets, costs, 2)) == list(minimum_hitting_sets(sets[::-1], costs, 2))


def test_too_long_a_search_is_given_up_and_says_so() -> None:
    sets = [{f"{letter}{number}" for number in range(9)} for letter in ELEMENTS]
    costs = {element: 1 for elements in sets for element in elements}
    with pytest.raises(TooManyBranchesError):
        list(minimum_hitting_sets(sets, costs, 8, branches=1_000))
