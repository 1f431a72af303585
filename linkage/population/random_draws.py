"""Stateless draws: the same number for the same purpose and place, whatever was drawn before, on any machine.

SplitMix64's finaliser over a keyed counter (Steele, Lea, Flood: "Fast splittable pseudorandom number generators",
OOPSLA 2014). Thresholds have 53 bits, a link's draw 32. Knows no people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from linkage.tokens import trailing_number

_MASK = 2**64 - 1
_STEP = 0x9E3779B97F4A7C15
_ONE = 0xBF58476D1CE4E5B9
_TWO = 0x94D049BB133111EB
_FINE = 2.0**-53
_AT_ONCE = 1 << 20  # draws held at once


@lru_cache(maxsize=65_536)
def key(seed: int, *purpose: str) -> int:
    """The 64-bit key of one purpose under one seed."""
    text = "\x1f".join((str(seed), *purpose)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def bits(purpose: int, place: int) -> int:
    """64 bits for one purpose at one place."""
    x = (purpose + place * _STEP) & _MASK
    x = ((x ^ (x >> 30)) * _ONE) & _MASK
    x = ((x ^ (x >> 27)) * _TWO) & _MASK
    return x ^ (x >> 31)


def uniform(purpose: int, place: int) -> float:
    """A number in [0, 1) with 53 bits."""
    return (bits(purpose, place) >> 11) * _FINE


def uniforms(purpose: int, places: NDArray[np.uint64]) -> NDArray[np.float64]:
    """`uniform` at many places at once: the same numbers.

    >>> uniform(7, 3) == uniforms(7, np.array([3], dtype=np.uint64))[0]
    np.True_
    """
    x = words(purpose, places)
    x >>= np.uint64(11)
    found = x.astype(np.float64)
    found *= _FINE
    return found


def words(purpose: int, places: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`bits` at many places at once."""
    x = places * np.uint64(_STEP)
    x += np.uint64(purpose)
    return _scramble(x)


def _scramble(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's finaliser, in place."""
    shifted = x >> np.uint64(30)
    x ^= shifted
    x *= np.uint64(_ONE)
    np.right_shift(x, np.uint64(27), out=shifted)
    x ^= shifted
    x *= np.uint64(_TWO)
    np.right_shift(x, np.uint64(31), out=shifted)
    x ^= shifted
    return x


def picks(weights: Sequence[float], chances: NDArray[np.float64]) -> NDArray[np.int64]:
    """Which of some weighted choices numbers in [0, 1) fall on.

    >>> picks((1, 0, 3), np.array([0.0, 0.24, 0.26, 0.99])).tolist()
    [0, 0, 2, 2]
    """
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    last = int(np.flatnonzero(np.asarray(weights))[-1])
    found = np.searchsorted(edges / edges[-1], chances, side="right")
    return np.minimum(found, last).astype(np.int64)


@lru_cache(maxsize=262_144)
def _stem_key(seed: int, link: str, stem: str) -> int:
    return key(seed, "held-back", link, stem)


def held_back_bits(seed: int, link: str, record: str) -> int:
    """The draw of a link for a record, as a whole number of 2^-32."""
    stem, number = trailing_number(record)
    return bits(_stem_key(seed, link, stem), number) >> 32


def held_back(seed: int, link: str, stem: str, numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """`held_back_bits` of many records whose names are a stem and a number.

    >>> held_back(1, "l", "fine:R", np.array([42]))[0] == held_back_bits(1, "l", "fine:R0000000042")
    np.True_
    """
    return words(_stem_key(seed, link, stem), numbers.astype(np.uint64)) >> np.uint64(32)


def positions(purpose: int, share: float, size: int) -> NDArray[np.int64]:
    """Which of `size` places are drawn when each is drawn with chance `share`, without a draw a place.

    The gaps between drawn places are geometric, so the cost follows what is drawn. Sorted, distinct.
    """
    return positions_of([purpose], share, size)


def positions_of(purposes: Sequence[int], share: float, size: int) -> NDArray[np.int64]:
    """`positions` of several purposes, one after another: the places of the n-th are counted from n times `size`.

    >>> two = positions_of([7, 9], 0.5, 10)
    >>> two[two < 10].tolist() == positions(7, 0.5, 10).tolist()
    True
    """
    if share <= 0:
        return np.empty(0, dtype=np.int64)
    if share >= 1:
        return np.arange(size * len(purposes), dtype=np.int64)
    batch = _batch(share, size)
    rows = max(1, _AT_ONCE // batch)
    parts = []
    for first in range(0, len(purposes), rows):
        places = _walk(purposes[first : first + rows], share, size, 0, batch, -1)
        there = places < size
        offsets = (first + np.arange(len(places), dtype=np.int64)) * size
        found = (places + offsets[:, None])[there]
        short = np.flatnonzero(places[:, -1] < size)
        if len(short):  # a few draws too few: those purposes go on from where they stopped
            more = [_rest(purposes[first + row], share, size, batch, int(places[row, -1])) for row in short.tolist()]
            found = np.sort(np.concatenate([found, *(m + offsets[r] for m, r in zip(more, short, strict=True))]))
        parts.append(found)
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _batch(share: float, left: int) -> int:
    """How many draws are nearly always enough for what is left."""
    return int(left * share + 6 * (left * share) ** 0.5) + 8


def _rest(purpose: int, share: float, size: int, counter: int, last: int) -> NDArray[np.int64]:
    """The places of one purpose after the last one found."""
    drawn: list[NDArray[np.int64]] = []
    while last < size:
        batch = _batch(share, size - last)
        places = _walk([purpose], share, size, counter, batch, last)[0]
        drawn.append(places)
        last, counter = int(places[-1]), counter + batch
    found = np.concatenate(drawn)
    return found[found < size]


def _walk(purposes: Sequence[int], share: float, size: int, counter: int, batch: int, last: int) -> NDArray[np.int64]:
    """The next `batch` places after `last`, a row a purpose."""
    counts = np.arange(counter, counter + batch, dtype=np.uint64) * np.uint64(_STEP)
    x = np.array(purposes, dtype=np.uint64)[:, None] + counts
    chances = (_scramble(x) >> np.uint64(11)).astype(np.float64) * _FINE
    np.negative(chances, out=chances)
    np.log1p(chances, out=chances)
    with np.errstate(over="ignore"):  # a share of next to nothing: the gap is longer than any number
        chances /= np.log1p(-share)
    gaps = np.minimum(chances, float(size), out=chances).astype(np.int64)
    gaps += 1
    return last + np.cumsum(gaps, axis=1)
