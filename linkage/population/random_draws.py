"""Random draws from a counter-based generator: SplitMix64's finaliser over a keyed counter.

A draw depends on its purpose and position alone, whatever was drawn before, on any machine (Steele, Lea, Flood: "Fast
splittable pseudorandom number generators", OOPSLA 2014). Thresholds have 53 bits, a link's draw 32. Knows no people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from linkage.tokens import trailing_number

_MASK = 2**64 - 1
_GOLDEN_GAMMA = 0x9E3779B97F4A7C15
_FIRST_MULTIPLIER = 0xBF58476D1CE4E5B9
_SECOND_MULTIPLIER = 0x94D049BB133111EB
_UNIT_53 = 2.0**-53
_IN_CACHE = 16_384
_MOST_DRAWS_AT_ONCE = 1 << 17  # draws held at once: so many stay in a core's cache


@lru_cache(maxsize=8_192)
def key(seed: int, *purpose: str) -> int:
    """The 64-bit key of one purpose under one seed."""
    text = "\x1f".join((str(seed), *purpose)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def bits(purpose: int, position: int) -> int:
    """64 random bits for one purpose at one position."""
    x = (purpose + position * _GOLDEN_GAMMA) & _MASK
    x = ((x ^ (x >> 30)) * _FIRST_MULTIPLIER) & _MASK
    x = ((x ^ (x >> 27)) * _SECOND_MULTIPLIER) & _MASK
    return x ^ (x >> 31)


def uniform(purpose: int, position: int) -> float:
    """A random number in [0, 1) with 53 bits."""
    return (bits(purpose, position) >> 11) * _UNIT_53


def uniforms(purpose: int, positions: NDArray[np.uint64]) -> NDArray[np.float64]:
    """`uniform` at many positions at once: the same numbers.

    >>> uniform(7, 3) == uniforms(7, np.array([3], dtype=np.uint64))[0]
    np.True_
    """
    numbers = np.empty(len(positions), dtype=np.float64)
    for part in _parts(len(positions)):
        x = _bits_of_part(purpose, positions[part])
        x >>= np.uint64(11)
        np.multiply(x, _UNIT_53, out=numbers[part])
    return numbers


def are_below(purpose: int, positions: NDArray[np.uint64], share: float) -> NDArray[np.bool_]:
    """Whether `uniform` at each of many positions is below a share, without the numbers themselves.

    >>> are_below(7, np.arange(4, dtype=np.uint64), 0.5).tolist() == [uniform(7, n) < 0.5 for n in range(4)]
    True
    """
    below = np.empty(len(positions), dtype=np.bool_)
    bound = np.uint64(min(max(ceil(share * 2**53), 0), 2**53))  # exact: a share has no more than 53 bits
    for part in _parts(len(positions)):
        x = _bits_of_part(purpose, positions[part])
        x >>= np.uint64(11)
        np.less(x, bound, out=below[part])
    return below


def bits_at(purpose: int, positions: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`bits` at many positions at once."""
    x = np.empty(len(positions), dtype=np.uint64)
    for part in _parts(len(positions)):
        x[part] = _bits_of_part(purpose, positions[part])
    return x


def _parts(length: int) -> Iterator[slice]:
    """A long array in parts that stay in a core's cache while a dozen operations pass over them."""
    return (slice(first, first + _IN_CACHE) for first in range(0, length, _IN_CACHE))


def _bits_of_part(purpose: int, positions: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = positions * np.uint64(_GOLDEN_GAMMA)
    x += np.uint64(purpose)
    return _mix(x)


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's finaliser, in place."""
    shifted = x >> np.uint64(30)
    x ^= shifted
    x *= np.uint64(_FIRST_MULTIPLIER)
    np.right_shift(x, np.uint64(27), out=shifted)
    x ^= shifted
    x *= np.uint64(_SECOND_MULTIPLIER)
    np.right_shift(x, np.uint64(31), out=shifted)
    x ^= shifted
    return x


def weighted_choices(weights: Sequence[float], chances: NDArray[np.float64]) -> NDArray[np.int64]:
    """The index of the weighted choice on which each number in [0, 1) falls.

    >>> weighted_choices((1, 0, 3), np.array([0.0, 0.24, 0.26, 0.99])).tolist()
    [0, 0, 2, 2]
    """
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    last = int(np.flatnonzero(np.asarray(weights))[-1])
    choices = np.zeros(len(chances), dtype=np.int64)
    for edge in (edges / edges[-1])[:last].tolist():  # a few weights: quicker than a search for each number
        choices += chances >= edge
    return choices


@lru_cache(maxsize=16_384)
def _stem_key(seed: int, link: str, stem: str) -> int:
    return key(seed, "held-back", link, stem)


def link_draw_bits(seed: int, link: str, record: str) -> int:
    """The draw of a link for a record, as a whole number of 2^-32."""
    stem, number = trailing_number(record)
    return bits(_stem_key(seed, link, stem), number) >> 32


def link_draw_bits_at(seed: int, link: str, stem: str, numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """`link_draw_bits` of many records whose names are a stem and a number.

    >>> link_draw_bits_at(1, "l", "fine:R", np.array([42]))[0] == link_draw_bits(1, "l", "fine:R0000000042")
    np.True_
    """
    return bits_at(_stem_key(seed, link, stem), numbers.astype(np.uint64)) >> np.uint64(32)


def threshold(share: float) -> int:
    """The whole number below which draws of 32 bits are below a share.

    >>> threshold(0.5) == 2**31, threshold(0.0), threshold(2**-33)
    (True, 0, 1)
    """
    scaled = share * 2**32
    return int(scaled) if scaled == int(scaled) else int(scaled) + 1


def enforcement_draw_bits(seed: int, rule: str, account: str) -> int:
    """The draw of a rule at an account, as a whole number of 2^-32: it is enforced there while this is small enough."""
    stem, number = trailing_number(account)
    return bits(key(seed, "enforced", rule, stem), number) >> 32


def enforcement_draw_bits_at(seed: int, rule: str, database: str, numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """`enforcement_draw_bits` at many accounts of a database, by their numbers.

    >>> enforcement_draw_bits_at(1, "r", "hub", np.array([42]))[0] == enforcement_draw_bits(1, "r", "hub/42")
    np.True_
    """
    return bits_at(key(seed, "enforced", rule, f"{database}/"), numbers.astype(np.uint64)) >> np.uint64(32)


def falsehood_draw_bits(seed: int, record: str) -> int:
    """The draw of a starting record, as a whole number of 2^-32: it states what isn't so while this is small enough."""
    stem, number = trailing_number(record)
    return bits(key(seed, "false", stem), number) >> 32


def falsehood_draw_bits_at(seed: int, stem: str, numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """`falsehood_draw_bits` of many records whose names are a stem and a number.

    >>> falsehood_draw_bits_at(1, "fine:R", np.array([42]))[0] == falsehood_draw_bits(1, "fine:R0000000042")
    np.True_
    """
    return bits_at(key(seed, "false", stem), numbers.astype(np.uint64)) >> np.uint64(32)


def error_draw_bits(seed: int, error: str, database: str, identifier: str, account: str) -> int:
    """The draw of an error (`missing`, `mistyped`) for an account's cell, as a whole number of 2^-32."""
    stem, number = trailing_number(account)
    return bits(key(seed, "error", error, database, identifier, stem), number) >> 32


def error_draw_bits_at(
    seed: int, error: str, database: str, identifier: str, numbers: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """`error_draw_bits` for many accounts of a database, by their numbers.

    >>> at_once = error_draw_bits_at(1, "missing", "hub", "phone", np.array([42]))
    >>> at_once[0] == error_draw_bits(1, "missing", "hub", "phone", "hub/42")
    np.True_
    """
    stem_key = key(seed, "error", error, database, identifier, f"{database}/")
    return bits_at(stem_key, numbers.astype(np.uint64)) >> np.uint64(32)


def sampled_positions(purpose: int, share: float, size: int) -> NDArray[np.int64]:
    """A Bernoulli sample of the positions below `size`, each with probability `share`, without a draw a position.

    The gaps between sampled positions are geometric, so the cost grows with the sample. Sorted, distinct.
    """
    return sampled_positions_of([purpose], share, size)


def sampled_positions_of(purposes: Sequence[int], share: float, size: int) -> NDArray[np.int64]:
    """`sampled_positions` of several purposes, one after another: those of the n-th are counted from n times `size`.

    >>> two = sampled_positions_of([7, 9], 0.5, 10)
    >>> two[two < 10].tolist() == sampled_positions(7, 0.5, 10).tolist()
    True
    """
    if share <= 0:
        return np.empty(0, dtype=np.int64)
    if share >= 1:
        return np.arange(size * len(purposes), dtype=np.int64)
    batch = _batch_size(share, size)
    group_size = max(1, _MOST_DRAWS_AT_ONCE // batch)
    parts = []
    for first in range(0, len(purposes), group_size):
        positions = _next_positions(purposes[first : first + group_size], share, size, 0, batch, -1)
        is_inside = positions < size
        offsets = (first + np.arange(len(positions), dtype=np.int64)) * size
        unfinished, last = np.flatnonzero(is_inside[:, -1]), positions[:, -1].copy()
        positions += offsets[:, None]
        sampled = positions[is_inside]
        if len(unfinished):  # a few draws too few: those purposes go on from where they stopped
            later = [
                _later_positions(purposes[first + row], share, size, batch, int(last[row])) + offsets[row]
                for row in unfinished.tolist()
            ]
            sampled = np.sort(np.concatenate([sampled, *later]))
        parts.append(sampled)
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _batch_size(share: float, remaining: int) -> int:
    """How many draws are nearly always enough for the remaining positions (mean and six standard deviations)."""
    return int(remaining * share + 6 * (remaining * share) ** 0.5) + 8


def _later_positions(purpose: int, share: float, size: int, counter: int, last: int) -> NDArray[np.int64]:
    """The sampled positions of one purpose after its last one."""
    batches: list[NDArray[np.int64]] = []
    while last < size:
        batch = _batch_size(share, size - last)
        positions = _next_positions([purpose], share, size, counter, batch, last)[0]
        batches.append(positions)
        last, counter = int(positions[-1]), counter + batch
    sampled = np.concatenate(batches)
    return sampled[sampled < size]


def _next_positions(
    purposes: Sequence[int], share: float, size: int, counter: int, batch: int, last: int
) -> NDArray[np.int64]:
    """The next `batch` sampled positions after `last`, one row for each purpose."""
    counters = np.arange(counter, counter + batch, dtype=np.uint64) * np.uint64(_GOLDEN_GAMMA)
    x = np.array(purposes, dtype=np.uint64)[:, None] + counters
    chances = (_mix(x) >> np.uint64(11)).astype(np.float64) * _UNIT_53
    np.negative(chances, out=chances)
    np.log1p(chances, out=chances)
    with np.errstate(over="ignore"):  # a share of next to nothing: the gap is longer than any number
        chances /= np.log1p(-share)
    gaps = np.minimum(chances, float(size), out=chances).astype(np.int64)
    gaps += 1
    return last + np.cumsum(gaps, axis=1)
