"""Bit columns: one bit a position, 64 positions to a word. Knows nothing of what the positions stand for.

A column over n positions is a `uint64[ceil(n / 64)]`, that is n / 8 bytes; position p is bit p % 64 of word p // 64.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
"""A bit column: `uint64[ceil(n / 64)]`; bits behind the last position are 0."""

Positions = NDArray[np.int64]
"""Positions of set bits, or any other whole numbers: `int64[m]`."""


def zeros(size: int) -> Bits:
    """A column over `size` positions with no bit set."""
    return np.zeros(-(-size // 64), dtype=np.uint64)


def pack(flags: NDArray[np.bool_]) -> Bits:
    """The column of some flags, `bool[n]`.

    >>> unpack(pack(np.array([True, False, True])), 3).tolist()
    [True, False, True]
    """
    packed = np.packbits(flags, bitorder="little")
    padded = np.zeros(-(-len(flags) // 64) * 8, dtype=np.uint8)
    padded[: len(packed)] = packed
    return padded.view(np.uint64)


def unpack(bits: Bits, size: int) -> NDArray[np.bool_]:
    """The flags of a column over `size` positions, `bool[size]`."""
    return np.unpackbits(bits.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def from_positions(positions: Positions, size: int) -> Bits:
    """A column over `size` positions with the bits at some of them set."""
    flags = np.zeros(size, dtype=np.bool_)
    flags[positions] = True
    return pack(flags)


def positions_of(bits: Bits) -> Positions:
    """The positions of all set bits, ascending. Words without any are passed over, so the cost follows what is set."""
    words = np.flatnonzero(bits)
    if len(words) * 4 > len(bits):
        return np.flatnonzero(np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.bool_))
    row, column = np.nonzero(np.unpackbits(bits[words].view(np.uint8), bitorder="little").reshape(len(words), 64))
    return words[row] * 64 + column


def are_set(bits: Bits, positions: Positions) -> NDArray[np.bool_]:
    """Whether the bits at some positions are set, `bool[m]` for `int64[m]`."""
    return np.asarray((bits[positions >> 6] >> (positions & 63).astype(np.uint64)) & np.uint64(1), dtype=np.bool_)


def widen(bits: Bits, size: int) -> Bits:
    """The same column over more positions, `size` of them; the new bits are 0."""
    words = -(-size // 64)
    return bits if len(bits) == words else np.concatenate([bits, np.zeros(words - len(bits), dtype=np.uint64)])


def count(bits: Bits) -> int:
    """How many bits are set."""
    return int(np.bitwise_count(bits).sum(dtype=np.int64))


def sorted_unique(numbers: Positions) -> Positions:
    """The numbers sorted, without repeats. Numbers that are so already, as most are, are only looked over."""
    if len(numbers) < 2:
        return numbers
    steps = np.diff(numbers)
    if (steps <= 0).any():
        numbers = np.sort(numbers)
        return np.asarray(numbers[np.concatenate([[True], np.diff(numbers) > 0])])
    return numbers


def sorted_union(first: Positions, second: Positions) -> Positions:
    """The union of two sorted arrays of numbers, sorted, without repeats."""
    return sorted_unique(np.concatenate([first, second]))
