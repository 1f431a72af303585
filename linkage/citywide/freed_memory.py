"""Has the C library keep the memory that arrays give back: the next array takes it, without the system's clearing it.

A city is thousands of arrays of a few megabytes, each made, read once and freed. The GNU C library maps such arrays
one by one, and the system clears each page anew: a quarter of a worker's time. Where there is no such library, nothing
is changed. For processes that count and end, or wait to count again: not for one that does other work, too.
"""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
"""Parameters of `mallopt` (malloc.h of the GNU C library)."""
_LARGE = 1 << 30
_STEP = 1 << 26


def keep_freed_memory() -> bool:
    """Keep what is freed, for this process; returns whether the C library can."""
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # another C library
        return False
    parameters = ((_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE), (_TOP_PAD, _STEP))
    kept = [mallopt(parameter, value) == 1 for parameter, value in parameters]
    return all(kept)
