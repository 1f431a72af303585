"""Starts the interpreters of workers, which takes each a fifth of a second: ahead of need where a command is to count.

Only the standard library is loaded here, so that a worker loads what it counts with while its parent does the same.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
from multiprocessing.connection import Connection
from types import TracebackType
from typing import NamedTuple

MOST_WORKERS = 4
"""Processes that count one city at most, this one among them."""
ONE_PROCESS_RESIDENTS = 2_000_000
"""Residents below which a second process costs more than it brings."""


class StartedWorker(NamedTuple):
    """An interpreter that waits for work, and this end of the pipe to it."""

    process: subprocess.Popen[bytes]
    pipe: Connection


def start_worker(steps_back: bool = False) -> StartedWorker:
    """Start an interpreter that counts what comes through its pipe (`worker_process.serve`).

    Args:
        steps_back: whether other processes go first.
    """
    pipe, child_end = multiprocessing.Pipe()
    code = f"from linkage.citywide.worker_process import serve; serve({child_end.fileno()}, {steps_back})"
    start = f"import sys; sys.path[:] = {sys.path!r}; {code}"
    process = subprocess.Popen(  # noqa: S603 - this interpreter, and a text of ours
        [sys.executable, "-c", start],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[child_end.fileno()],
        process_group=0,  # Ctrl-C in a terminal is the parent's business, from the first moment on
    )
    child_end.close()
    return StartedWorker(process, pipe)


class WaitingWorkers:
    """Interpreters that are started ahead and wait for work; those that nobody takes are ended with this.

    Args:
        number: how many.
    """

    def __init__(self, number: int) -> None:
        self._waiting: list[StartedWorker] = []
        try:
            for _ in range(number if has_processes() else 0):
                self._waiting.append(start_worker())
        except BaseException:
            self.close()
            raise

    def take(self) -> StartedWorker:
        """One that waits, if there is one; else a new one."""
        return self._waiting.pop() if self._waiting else start_worker()

    def close(self) -> None:
        """End those that still wait."""
        while self._waiting:
            end_worker(self._waiting.pop())

    def __enter__(self) -> WaitingWorkers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def has_processes() -> bool:
    """Whether workers can be processes of their own: where a child inherits pipes, which isn't on Windows."""
    return os.name == "posix"


def most_workers() -> int:
    """The number of processes that pays for a large city: the machine's cores, up to four."""
    return min(MOST_WORKERS, os.cpu_count() or 1)


def end_worker(worker: StartedWorker) -> None:
    """End an interpreter, whatever it is doing."""
    if worker.process.poll() is None:
        worker.process.terminate()
    worker.process.wait()
    with contextlib.suppress(OSError):
        worker.pipe.close()
