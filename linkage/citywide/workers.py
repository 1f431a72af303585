"""A city in as many processes as are wanted, each with its own blocks: their counts add up.

A worker keeps its people's columns and is sent worlds; what it was asked before changes nothing of what it answers.
With one worker everything happens in this process. Streamed, blocks are made, counted and forgotten, so memory
doesn't grow with the population.

Workers are new interpreters at the other end of a pipe (`hands`), not forks: they may be started from any thread,
import nothing of the caller's, and end when their pipe does.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import TracebackType
from typing import Any, Protocol

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals
from linkage.citywide.engine.account_joins import all_blocks
from linkage.citywide.worker_process import LocalWorker, WorkerProcess
from linkage.population.residents import Residents
from linkage.world.model import World

KEPT = 512  # blocks that a city may keep at once: 33 million residents
STRETCH = 96  # blocks that a worker makes and forgets at once, when a city is too large to be kept
FEW = 2_000_000  # residents below which a second process costs more than it brings
Progress = Callable[[int, int], None]


class Worker(Protocol):
    """Somebody who counts blocks: asked first, answering later."""

    def ask(self, blocks: range, keep: bool, worlds: list[World], asked: CountQuery) -> None:
        """Say what is to be counted."""

    def answer(self, progress: Progress) -> list[Totals]:
        """The totals of the blocks, one for each world."""

    def close(self) -> None:
        """End."""


def usual_workers(residents: int) -> int:
    """As many processes as pay: one for a small city, else the machine's cores, up to four."""
    return 1 if residents < FEW else min(4, os.cpu_count() or 1)


class City:
    """Everybody of a world and seed, ready to be counted under any world on the same people.

    Args:
        world: the world as its folder says it; people are made from it.
        residents: how many there are.
        workers: processes; 1 means this one; none: as many as pay.
    """

    def __init__(self, world: World, seed: int, residents: int, workers: int | None = None) -> None:
        self.town = Residents(world, seed, residents)
        number = workers or usual_workers(residents)
        blocks = all_blocks(self.town)
        self.is_kept = len(blocks) <= KEPT
        shares = dealt(blocks, number) if self.is_kept else [blocks[:1]] * number
        self._shares = shares
        make = WorkerProcess if len(shares) > 1 and os.name == "posix" else LocalWorker
        self._workers: list[Worker] = []
        try:
            for _ in shares:
                self._workers.append(make(without_texts(world.everything), seed, residents))
        except BaseException:
            self.close()
            raise

    def count(self, world: World) -> Totals:
        """The whole city under a world."""
        return self.counts([world])[0]

    def counts(
        self, worlds: list[World], asked: CountQuery | None = None, progress: Progress | None = None
    ) -> list[Totals]:
        """The whole city under several worlds, on people made once."""
        asked, said = asked or CountQuery(), progress or _silent
        bare = [without_texts(world) for world in worlds]
        try:
            return self._kept(bare, asked, said) if self.is_kept else self._streamed(bare, asked, said)
        except BaseException:  # interrupted: what a worker was asked has no one to answer to any more
            self.close()
            raise

    def _kept(self, worlds: list[World], asked: CountQuery, progress: Progress) -> list[Totals]:
        for worker, blocks in zip(self._workers, self._shares, strict=True):
            worker.ask(blocks, True, worlds, asked)
        return summed(worker.answer(progress if first else _silent) for first, worker in _firsts(self._workers))

    def _streamed(self, worlds: list[World], asked: CountQuery, progress: Progress) -> list[Totals]:
        blocks = all_blocks(self.town)
        stretches = [blocks[low : low + STRETCH] for low in range(0, len(blocks), STRETCH)]
        found: list[Totals] = []
        for low in range(0, len(stretches), len(self._workers)):
            busy = list(zip(self._workers, stretches[low : low + len(self._workers)], strict=False))
            for worker, stretch in busy:
                worker.ask(stretch, False, worlds, asked)
            answers = summed(worker.answer(_silent) for worker, _ in busy)
            found = summed([found, answers]) if found else answers
            progress(min(low + len(busy), len(stretches)), len(stretches))
        return found

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            with contextlib.suppress(OSError):
                worker.close()

    def __enter__(self) -> City:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def without_texts(world: World) -> World:
    """A world without what only readers need: to be sent to workers, and counted."""
    none: dict[str, Any] = {}
    return replace(
        world,
        folder=None,
        sources=none,
        quotes=none,
        agencies=none,
        services=none,
        readings=none,
        cards=none,
        figures=none,
        stories=none,
    )


def summed(answers: Iterable[list[Totals]]) -> list[Totals]:
    """The totals of different blocks, added world by world."""
    found: list[Totals] = []
    for answer in answers:
        found = [one + other for one, other in zip(found, answer, strict=True)] if found else answer
    return found


def dealt(blocks: range, workers: int) -> list[range]:
    """Blocks dealt out in stretches of nearly the same length."""
    size = -(-len(blocks) // max(1, workers))
    return [blocks[low : low + size] for low in range(0, len(blocks), size)]


def _firsts(workers: list[Worker]) -> list[tuple[bool, Worker]]:
    return [(place == 0, worker) for place, worker in enumerate(workers)]


def _silent(done: int, of: int) -> None:
    """Says nothing."""
