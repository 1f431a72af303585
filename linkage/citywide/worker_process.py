"""The workers that count blocks of a city: in this process, or in one of their own at the other end of a pipe.

A worker computes the columns of its blocks when they are first counted, and keeps them for the next count if `keep`.
It may be given other people: another world, another seed.
"""

from __future__ import annotations

import contextlib
import gc
import os
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import PartitionCounter, Totals
from linkage.citywide.engine.account_joins import AccountJoins
from linkage.citywide.freed_memory import keep_freed_memory
from linkage.citywide.worker_start import StartedWorker, end_worker, start_worker
from linkage.population.residents import Residents
from linkage.world.model import World

Progress = Callable[[int, int], None]
_PROGRESS_SECONDS = 0.05


class LocalWorker:
    """A worker in this process."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        self.population_arguments = (world, seed, residents)
        self.counter: PartitionCounter | None = None
        self._counted: range | None = None
        self._request: tuple[range, bool, list[World], CountQuery] | None = None

    def meet(self, world: World, seed: int, residents: int) -> None:
        """Count other people from now on; the columns of the earlier ones are forgotten."""
        self.population_arguments = (world, seed, residents)
        self.counter, self._counted = None, None

    def submit(self, blocks: range, keep: bool, worlds: list[World], query: CountQuery) -> None:
        """Store what to count: some blocks under some worlds; `keep` their columns for the next count."""
        self._request = (blocks, keep, worlds, query)

    def result(self, progress: Progress) -> list[Totals]:
        """Count: the totals of the blocks, one for each world."""
        if self._request is None:
            raise ValueError("nothing was asked")
        blocks, keep, worlds, query = self._request
        counter = self.counter
        if counter is None or self._counted != blocks:
            counter = PartitionCounter(
                AccountJoins(Residents(*self.population_arguments), blocks)
            )  # new people: what they cache of blocks is forgotten with them
        totals = [counter.count(world, query, progress) for world in worlds]
        self.counter, self._counted = (counter, blocks) if keep else (None, None)
        return totals

    def close(self) -> None:
        """End the worker: there is no process to end."""


class WorkerProcess:
    """A worker in a process of its own (where a child inherits pipes: not on Windows).

    Args:
        steps_back: whether other processes go first.
        started: an interpreter that waits for work already; None: one is started.
    """

    def __init__(
        self, world: World, seed: int, residents: int, steps_back: bool = False, started: StartedWorker | None = None
    ) -> None:
        self._started = started or start_worker(steps_back)
        self.process, self.pipe = self._started
        self.meet(world, seed, residents)

    def meet(self, world: World, seed: int, residents: int) -> None:
        """Count other people from now on."""
        self._send((world, seed, residents))

    def _send(self, message: object) -> None:
        try:
            self.pipe.send(message)
        except OSError:
            raise self._ended_error() from None

    def _ended_error(self) -> ChildProcessError:
        return ChildProcessError(f"a worker ended with code {self.process.wait()}")

    def submit(self, blocks: range, keep: bool, worlds: list[World], query: CountQuery) -> None:
        """Start to count some blocks under some worlds; `keep` their columns for the next count."""
        self._send((blocks, keep, worlds, query))

    def result(self, progress: Progress) -> list[Totals]:
        """Wait for the totals of the blocks; an error of the worker is raised here."""
        while True:
            try:
                message, content = self.pipe.recv()
            except (EOFError, OSError):
                raise self._ended_error() from None
            if message == "progress":
                progress(*content)
            elif message == "error":
                raise content
            else:
                return list(content)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        end_worker(self._started)


def serve(handle: int, steps_back: bool) -> None:
    """The main loop of a worker process: count what comes through the pipe until it ends.

    Args:
        handle: the file descriptor of this end of the pipe.
        steps_back: whether other processes go first.
    """
    if steps_back:
        os.nice(10)
    keep_freed_memory()
    gc.freeze()  # what is loaded stays: no round of the collector need pass it
    with Connection(handle) as pipe, contextlib.suppress(EOFError, BrokenPipeError):
        worker = LocalWorker(*pipe.recv())
        while True:
            message = pipe.recv()
            if isinstance(message[0], World):
                worker.meet(*message)
                continue
            worker.submit(*message)
            pipe.send(_reply(worker, pipe))


class _SeldomProgress:
    """Says through a pipe how far a count is, now and then: a quick one is over before anybody could read it."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._said = pipe, time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        if now - self._said >= _PROGRESS_SECONDS:
            self._said = now
            self._pipe.send(("progress", (done, of)))


def _reply(worker: LocalWorker, pipe: Connection) -> tuple[str, Any]:
    try:
        return "totals", worker.result(_SeldomProgress(pipe))
    except Exception as error:  # noqa: BLE001 - the parent raises it
        return "error", error
