"""What the C library does with memory that arrays give back: kept for the next array, or given to the system.

A city is thousands of arrays of a few megabytes, each made, read once and freed. The GNU C library maps such arrays
one by one, and the system clears each page anew. So processes that count and end, or wait
to count again, keep it. A process that does other work, too, and counts now and then, gives it back when a count is
done; of several threads one takes what another freed. Where there is no such library, nothing is changed.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -2, -3, -8
"""Parameters of `mallopt` (malloc.h of the GNU C library)."""
_LARGE = 1 << 30
_MOST_OF_OLDER = 1 << 25  # what older releases of the library take
_STEP = 1 << 26
_AREAS = 2


def keep_freed_memory() -> bool:
    """Keep what is freed, for this process; returns whether the C library can."""
    is_mapped_seldom = _set(_MMAP_THRESHOLD, _LARGE) or _set(_MMAP_THRESHOLD, _MOST_OF_OLDER)
    return is_mapped_seldom and _set(_TRIM_THRESHOLD, _LARGE) and _set(_TOP_PAD, _STEP)


def share_freed_memory() -> bool:
    """Let a process' threads have two areas of memory in all, not eight a core; returns whether the C library can."""
    return _set(_ARENA_MAX, _AREAS)


def give_freed_memory_back() -> None:
    """Give what is freed back to the system, as far as the C library can."""
    malloc_trim = _function("malloc_trim")
    if malloc_trim is not None:
        malloc_trim(0)


def _set(parameter: int, value: int) -> bool:
    mallopt = _function("mallopt")
    return mallopt is not None and mallopt(parameter, value) == 1


def _function(name: str) -> Callable[..., int] | None:
    """A function of the GNU C library; None where there is another."""
    if sys.platform != "linux":
        return None
    try:
        function: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError):
        return None
    return function
