"""Random draws: the same number for the same purpose and position."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.population import random_draws


@pytest.mark.parametrize("length", [0, 1, 16_383, 16_384, 16_385, 40_000])
def test_many_draws_at_once_are_each_of_them(length: int) -> None:
    positions = np.arange(length, dtype=np.uint64) * np.uint64(3)
    bits, uniforms = random_draws.bits_at(9, positions), random_draws.uniforms(9, positions)
    for place in {0, 16_383, 16_384, length - 1} & set(range(length)):
        assert bits[place] == random_draws.bits(9, 3 * place)
        assert uniforms[place] == random_draws.uniform(9, 3 * place)
    assert len(bits) == len(uniforms) == length


def test_the_numbers_are_these_on_every_machine() -> None:
    assert random_draws.key(1, "phone", "rail") == 14659035357946777562
    assert random_draws.bits(7, 3) == 16616101746815609346
    assert random_draws.uniform(7, 3) == 0.9007606806068834
    assert random_draws.link_draw_bits(1, "a-to-b", "fine:R0000000042") == 3296386016


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**63))
def test_many_at_once_are_the_same_numbers(purpose: int, position: int) -> None:
    numbers = random_draws.uniforms(purpose, np.array([position, position + 1], dtype=np.uint64))
    assert list(numbers) == [random_draws.uniform(purpose, position), random_draws.uniform(purpose, position + 1)]


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**62), st.floats(0, 1), st.booleans())
def test_whether_a_draw_is_below_a_share_is_what_its_number_says(
    purpose: int, position: int, share: float, at_the_draw: bool
) -> None:
    positions = np.array([position, position + 1], dtype=np.uint64)
    numbers = random_draws.uniforms(purpose, positions)
    share = float(numbers[0]) if at_the_draw else share  # a draw isn't below itself
    assert random_draws.are_below(purpose, positions, share).tolist() == (numbers < share).tolist()


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**40))
def test_a_draw_is_at_least_nothing_and_less_than_one(purpose: int, position: int) -> None:
    assert 0 <= random_draws.uniform(purpose, position) < 1


def test_draws_fall_evenly() -> None:
    counts = np.histogram(
        random_draws.uniforms(random_draws.key(1, "even"), np.arange(100_000, dtype=np.uint64)), 10, (0, 1)
    )[0]
    assert counts.min() > 9_700
    assert counts.max() < 10_300


def test_two_purposes_and_two_seeds_are_strangers() -> None:
    positions = np.arange(50_000, dtype=np.uint64)
    first = random_draws.uniforms(random_draws.key(1, "phone"), positions)
    for key in (random_draws.key(1, "plate"), random_draws.key(2, "phone"), random_draws.key(1, "phon", "e")):
        assert abs(np.corrcoef(first, random_draws.uniforms(key, positions))[0, 1]) < 0.02


@given(
    st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 10)), min_size=1, max_size=6).filter(any),
    st.floats(0, 1, exclude_max=True),
)
def test_what_has_no_weight_is_never_picked(weights: list[float], chance: float) -> None:
    (choice,) = random_draws.weighted_choices(weights, np.array([chance]))
    assert weights[choice] > 0


def test_a_choice_falls_by_weight() -> None:
    assert random_draws.weighted_choices((1, 0, 3), np.array([0.0, 0.249, 0.25, 0.999])).tolist() == [0, 0, 2, 2]


@given(st.floats(0, 1), st.integers(0, 3_000), st.integers(0, 2**64 - 1))
def test_positions_come_once_each_and_in_order(share: float, size: int, purpose: int) -> None:
    positions = list(random_draws.sampled_positions(purpose, share, size))
    assert positions == sorted(set(positions))
    assert all(0 <= position < size for position in positions)


@pytest.mark.parametrize(("share", "count"), [(0.0, 0), (1.0, 65_536), (1e-12, 0), (5e-324, 0)])
def test_nothing_impossible_happens_and_everything_certain_does(share: float, count: int) -> None:
    assert len(random_draws.sampled_positions(random_draws.key(1, "block"), share, 65_536)) == count


@pytest.mark.parametrize("share", [0.001, 0.2, 0.9])
def test_as_many_positions_are_drawn_as_their_share(share: float) -> None:
    samples = [random_draws.sampled_positions(random_draws.key(seed, "count"), share, 65_536) for seed in range(20)]
    expected = 65_536 * share
    assert abs(np.mean([len(sample) for sample in samples]) - expected) < 4 * (expected * (1 - share) / 20) ** 0.5
    assert abs(np.mean([sample.mean() for sample in samples]) - 32_768) < 4 * 65_536 / (12 * 20 * expected) ** 0.5


def test_the_first_positions_do_not_depend_on_how_many_there_are() -> None:
    purpose = random_draws.key(1, "prefix")
    short, long = (
        random_draws.sampled_positions(purpose, 0.1, 1_000),
        random_draws.sampled_positions(purpose, 0.1, 50_000),
    )
    assert list(short) == [position for position in long if position < 1_000]


def test_a_record_is_held_back_by_its_own_number() -> None:
    records = [f"fine:R{number:010d}" for number in range(20_000)]
    draws = np.array([random_draws.link_draw_bits(1, "a-to-b", record) for record in records]) / 2**32
    assert abs(draws.mean() - 0.5) < 0.01
    assert len(set(draws)) > 19_990


def test_draws_differ_by_link_by_kind_and_by_seed() -> None:
    record = "fine:R0000000042"
    draws = {
        random_draws.link_draw_bits(1, "a-to-b", record),
        random_draws.link_draw_bits(2, "a-to-b", record),
        random_draws.link_draw_bits(1, "a-to-c", record),
        random_draws.link_draw_bits(1, "a-to-b", "debt:R0000000042"),
        random_draws.link_draw_bits(1, "a-to-b", "fine@R0000000042"),
    }
    assert len(draws) == 5
