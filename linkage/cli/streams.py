"""The program's own streams: the same bytes everywhere, a reader that went away, and the end. Knows no verb."""

from __future__ import annotations

import contextlib
import io
import os
import sys


def same_bytes_everywhere() -> None:
    """UTF-8 and plain line ends, whatever the system's own are: same arguments, same bytes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def forget_stdout() -> None:
    """What couldn't be written isn't tried again at the end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def leave(code: int) -> None:
    """End while other threads still count: one that is caught inside a library as Python ends would abort instead."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
