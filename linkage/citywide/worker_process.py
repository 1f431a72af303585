"""Those who count blocks: this process, or one of its own at the other end of a pipe.

A hand makes a part of the city when it is first asked about its blocks, and keeps it if told to.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import CityPart, Totals
from linkage.citywide.engine.account_joins import AccountJoins
from linkage.population.residents import Residents
from linkage.world.model import World

Progress = Callable[[int, int], None]


class LocalWorker:
    """A hand in this process."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        self.people = (world, seed, residents)
        self.part: CityPart | None = None
        self._asked: tuple[range, bool, list[World], CountQuery] | None = None

    def ask(self, blocks: range, keep: bool, worlds: list[World], asked: CountQuery) -> None:
        """Say what is to be counted."""
        self._asked = (blocks, keep, worlds, asked)

    def answer(self, progress: Progress) -> list[Totals]:
        """The totals of the blocks, one for each world."""
        if self._asked is None:
            raise ValueError("nothing was asked")
        blocks, keep, worlds, asked = self._asked
        part = self.part
        if part is None or part.joins.blocks != blocks:
            part = CityPart(
                AccountJoins(Residents(*self.people), blocks)
            )  # a new town: what it keeps of blocks is forgotten with it
        found = [part.count(world, asked, progress) for world in worlds]
        self.part = part if keep else None
        if not keep:  # people and their tables hold each other: they go only when looked for
            del part
            gc.collect()
        return found

    def close(self) -> None:
        """Nothing to end."""


class WorkerProcess:
    """A hand in a process of its own (where there are pipes that a child inherits: not on Windows)."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        code = f"from linkage.citywide.worker_process import serve; serve({theirs.fileno()})"
        start = f"import sys; sys.path[:] = {sys.path!r}; {code}"
        self.process = subprocess.Popen(  # noqa: S603 - this interpreter, and a text of ours
            [sys.executable, "-c", start],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            process_group=0,  # Ctrl-C in a terminal is the parent's business, from the first moment on
        )
        theirs.close()
        self._send((world, seed, residents))

    def _send(self, message: object) -> None:
        try:
            self.pipe.send(message)
        except OSError:
            raise self._ended() from None

    def _ended(self) -> ChildProcessError:
        return ChildProcessError(f"a worker ended with code {self.process.wait()}")

    def ask(self, blocks: range, keep: bool, worlds: list[World], asked: CountQuery) -> None:
        """Say what is to be counted."""
        self._send((blocks, keep, worlds, asked))

    def answer(self, progress: Progress) -> list[Totals]:
        """The totals of the blocks; an error of the worker is raised here."""
        while True:
            try:
                what, found = self.pipe.recv()
            except (EOFError, OSError):
                raise self._ended() from None
            if what == "progress":
                progress(*found)
            elif what == "error":
                raise found
            else:
                return list(found)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()
        self.pipe.close()


def serve(handle: int) -> None:
    """A worker's life: answer until the pipe ends."""
    with Connection(handle) as pipe, contextlib.suppress(EOFError, BrokenPipeError):
        hand = LocalWorker(*pipe.recv())
        while True:
            hand.ask(*pipe.recv())
            pipe.send(_answered(hand, pipe))


def _answered(hand: LocalWorker, pipe: Connection) -> tuple[str, Any]:
    try:
        return "totals", hand.answer(lambda done, of: pipe.send(("progress", (done, of))))
    except Exception as error:  # noqa: BLE001 - the parent raises it
        return "error", error
