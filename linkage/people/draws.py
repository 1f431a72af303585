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
    return (words(purpose, places) >> np.uint64(11)).astype(np.float64) * _FINE


def words(purpose: int, places: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`bits` at many places at once."""
    x = np.uint64(purpose) + places * np.uint64(_STEP)
    x ^= x >> np.uint64(30)
    x *= np.uint64(_ONE)
    x ^= x >> np.uint64(27)
    x *= np.uint64(_TWO)
    x ^= x >> np.uint64(31)
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
    if share <= 0:
        return np.empty(0, dtype=np.int64)
    if share >= 1:
        return np.arange(size, dtype=np.int64)
    drawn: list[NDArray[np.int64]] = []
    last, counter = -1, 0
    while last < size:
        left = size - last
        batch = int(left * share + 6 * (left * share) ** 0.5) + 8
        chances = uniforms(purpose, np.arange(counter, counter + batch, dtype=np.uint64))
        with np.errstate(over="ignore"):  # a share of next to nothing: the gap is longer than any number
            gaps = np.minimum(np.log1p(-chances) / np.log1p(-share), float(size)).astype(np.int64)
        places = last + np.cumsum(gaps + 1)
        drawn.append(places)
        last, counter = int(places[-1]), counter + batch
    found = np.concatenate(drawn)
    return found[found < size]
