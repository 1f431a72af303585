"""Hashes of texts, of a whole column at once: equal texts have equal hashes, others have different ones.

A hash has 63 bits, so that among ten million different texts two are alike with a chance of one in a hundred thousand;
who finds a text by its hash looks at the text, too. Eight bytes are mixed at a time (after MurmurHash3's finaliser).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BLANK = -1
"""The hash of a blank."""

PADDING = b"\0\0\0\0\0\0\0\0"
"""What has to stand behind the last cell, so that its last word can be read as a whole."""

Hashes = NDArray[np.int64]

_FIRST, _SECOND, _START = 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53, 0x9E3779B97F4A7C15
_ALL, _POSITIVE = 2**64 - 1, 2**63 - 1
_AT_ONCE = 1 << 16  # cells that stay in a core's cache while a dozen operations pass over them


def text_hash(text: str) -> int:
    """The hash of one text.

    >>> text_hash(""), text_hash("SYN-0000000042") == hashes_of_texts(["a", "SYN-0000000042"])[1]
    (-1, np.True_)
    """
    data = text.encode("utf-8", "surrogatepass")
    if not data:
        return BLANK
    mixed = len(data) * _START & _ALL
    for offset in range(0, len(data), 8):
        mixed = (mixed ^ int.from_bytes(data[offset : offset + 8], "little")) * _FIRST & _ALL
        mixed = (mixed ^ mixed >> 33) * _SECOND & _ALL
        mixed ^= mixed >> 29
    return mixed & _POSITIVE


def hashes_of_texts(texts: Sequence[str]) -> Hashes:
    """The hash of each text."""
    data = "\n".join(texts).encode("utf-8", "surrogatepass") + b"\n"
    if data.count(b"\n") != len(texts):  # some text has several lines
        return np.array([text_hash(text) for text in texts], dtype=np.int64)
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    return cell_hashes(data + PADDING, np.concatenate([[0], ends[:-1] + 1]), ends)


def distinct(hashes: Hashes) -> Hashes:
    """The distinct hashes, sorted. (`np.unique` looks each of them up, which takes ten times as long.)

    >>> distinct(np.array([7, 3, 7])).tolist()
    [3, 7]
    """
    hashes = np.sort(hashes)
    return np.asarray(hashes[np.concatenate([[True], hashes[1:] != hashes[:-1]])[: len(hashes)]])


def cell_hashes(data: bytes, starts: NDArray[np.integer], ends: NDArray[np.integer]) -> Hashes:
    """The hash of each cell of some bytes.

    Args:
        data: the bytes, with `PADDING` behind the last cell.
        starts: where each cell begins, and `ends` where it ends.
    """
    words = np.ndarray(max(0, len(data) - 7), dtype="<u8", buffer=data, strides=(1,))
    hashes = np.empty(len(starts), dtype=np.int64)
    for first in range(0, len(starts), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        hashes[part] = _hashes_of_part(words, starts[part].astype(np.int64), ends[part].astype(np.int64))
    return hashes


def _hashes_of_part(words: NDArray[np.uint64], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Hashes:
    lengths = ends - starts
    mixed = lengths.astype(np.uint64) * np.uint64(_START)
    longest = int(lengths.max(initial=0))
    for offset in range(0, longest, 8):
        cells = np.flatnonzero(lengths > offset)
        beyond = 64 - 8 * np.minimum(lengths[cells] - offset, 8)  # bits of the word that are of other cells
        x = mixed[cells] ^ (words[starts[cells] + offset] & (np.uint64(_ALL) >> beyond.astype(np.uint64)))
        x *= np.uint64(_FIRST)
        x ^= x >> np.uint64(33)
        x *= np.uint64(_SECOND)
        x ^= x >> np.uint64(29)
        mixed[cells] = x
    hashes = (mixed & np.uint64(_POSITIVE)).astype(np.int64)
    hashes[lengths == 0] = BLANK
    return hashes
