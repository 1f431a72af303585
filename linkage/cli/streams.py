"""The program's standard streams: the same bytes on every system, how far a count is, a reader that went away."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import NoReturn


def use_utf8() -> None:
    """Write UTF-8 and plain line ends, whatever the system's own are: same arguments, same bytes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def progress(done: int, of: int) -> None:
    """Print how far a long count is, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r{done} of {of} counted", end="" if done < of else "\n", file=sys.stderr, flush=True)


def discard_stdout() -> None:
    """Send the rest of stdout nowhere, so that Python doesn't try again at the end what couldn't be written."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def end_at_once(code: int) -> NoReturn:
    """End the process, what is printed being out: the system takes its memory back sooner than Python does.

    Other threads may still run: one that is inside a library as Python ends would abort the process instead.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
