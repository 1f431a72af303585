"""Packed columns: one bit a place, 64 to a word. Knows nothing of what the places are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Places = NDArray[np.int64]


def empty(size: int) -> Bits:
    """No bit set."""
    return np.zeros(-(-size // 64), dtype=np.uint64)


def pack(flags: NDArray[np.bool_]) -> Bits:
    """A column from one flag a place.

    >>> unpack(pack(np.array([True, False, True])), 3).tolist()
    [True, False, True]
    """
    packed = np.packbits(flags, bitorder="little")
    padded = np.zeros(-(-len(flags) // 64) * 8, dtype=np.uint8)
    padded[: len(packed)] = packed
    return padded.view(np.uint64)


def unpack(bits: Bits, size: int) -> NDArray[np.bool_]:
    """One flag a place."""
    return np.unpackbits(bits.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def at(places: Places, size: int) -> Bits:
    """A column with the bits at some places set."""
    flags = np.zeros(size, dtype=np.bool_)
    flags[places] = True
    return pack(flags)


def places(bits: Bits) -> Places:
    """Where bits are set. Words without any are passed over, so the cost follows what is set."""
    words = np.flatnonzero(bits)
    if len(words) * 4 > len(bits):
        return np.flatnonzero(np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.bool_))
    row, column = np.nonzero(np.unpackbits(bits[words].view(np.uint8), bitorder="little").reshape(len(words), 64))
    return words[row] * 64 + column


def has(bits: Bits, where: Places) -> NDArray[np.bool_]:
    """Whether the bits at some places are set."""
    return np.asarray((bits[where >> 6] >> (where & 63).astype(np.uint64)) & np.uint64(1), dtype=np.bool_)


def widened(bits: Bits, size: int) -> Bits:
    """The same places among more."""
    words = -(-size // 64)
    return bits if len(bits) == words else np.concatenate([bits, np.zeros(words - len(bits), dtype=np.uint64)])


def count(bits: Bits) -> int:
    """How many bits are set."""
    return int(np.bitwise_count(bits).sum(dtype=np.int64))


def distinct(numbers: Places) -> Places:
    """Sorted, each once. What is sorted already, as most columns are, is only looked over."""
    if len(numbers) < 2:
        return numbers
    steps = np.diff(numbers)
    if (steps <= 0).any():
        numbers = np.sort(numbers)
        return np.asarray(numbers[np.concatenate([[True], np.diff(numbers) > 0])])
    return numbers


def merged(one: Places, other: Places) -> Places:
    """Two sorted lists as one, each number once."""
    return distinct(np.concatenate([one, other]))
