"""A pool of worker processes that count a city, each worker its own blocks: their totals add up.

A worker keeps its blocks' bit columns and is sent worlds; earlier counts change nothing of later ones. With one worker
everything happens in this process. A city too large to be kept is counted in chunks of blocks that are computed,
counted and forgotten, so that memory doesn't grow with the number of residents.

Workers are new interpreters at the other end of a pipe (`worker_process`), not forks: they may be started from any
thread, import nothing of the caller's, and end when their pipe does. A process that has nothing else to do is one of
its own workers (`takes_part`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import TracebackType
from typing import Any, Protocol

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals
from linkage.citywide.engine.account_joins import all_blocks
from linkage.citywide.worker_process import LocalWorker, WorkerProcess
from linkage.citywide.worker_start import ONE_PROCESS_RESIDENTS, WaitingWorkers, has_processes, most_workers
from linkage.population.residents import Residents
from linkage.world.model import World

MAX_KEPT_BLOCKS = 512  # blocks whose columns a pool keeps in memory at most: 33 million residents
BLOCKS_PER_CHUNK = 96  # blocks that a worker computes and forgets at once, when a city is too large to be kept
OWN_PROCESS_RESIDENTS = 100_000  # residents from which on one that steps back is worth a process of its own
Progress = Callable[[int, int], None]


class Worker(Protocol):
    """What counts blocks: a count is submitted, and its result collected later."""

    def meet(self, world: World, seed: int, residents: int) -> None:
        """Count other people from now on."""

    def submit(self, blocks: range, keep: bool, worlds: list[World], query: CountQuery) -> None:
        """Start to count some blocks under some worlds.

        Args:
            keep: whether the blocks' columns stay in memory for the next count.
        """

    def result(self, progress: Progress) -> list[Totals]:
        """Wait for the totals of the blocks, one for each world."""

    def close(self) -> None:
        """End the worker."""


def default_workers(residents: int) -> int:
    """The number of processes that pays: one for a small city, else the machine's cores, up to four."""
    return 1 if residents < ONE_PROCESS_RESIDENTS else most_workers()


class WorkerPool:
    """A city of a world and seed, divided among workers, to be counted under any world on the same people.

    Args:
        world: the world as its folder says it; people are drawn from it.
        residents: the number of residents.
        workers: processes; 1 means this one; None: as many as pay.
        steps_back: whether these processes let others go first.
        takes_part: whether this process counts one worker's part, instead of waiting for others only.
        waiting: workers that are started already, to be taken first.
    """

    def __init__(
        self,
        world: World,
        seed: int,
        residents: int,
        workers: int | None = None,
        steps_back: bool = False,
        takes_part: bool = False,
        waiting: WaitingWorkers | None = None,
    ) -> None:
        self.people = Residents(world, seed, residents)
        number = workers or default_workers(residents)
        blocks = all_blocks(self.people)
        self.keeps_blocks = len(blocks) <= MAX_KEPT_BLOCKS
        ranges = split_blocks(blocks, number) if self.keeps_blocks else [blocks[:1]] * number
        self._block_ranges = ranges
        self._workers = start_workers(len(ranges), world, seed, residents, steps_back, takes_part, waiting)

    def count(self, world: World) -> Totals:
        """The totals of the whole city under a world."""
        return self.counts([world])[0]

    def counts(
        self, worlds: list[World], query: CountQuery | None = None, progress: Progress | None = None
    ) -> list[Totals]:
        """The totals of the whole city under several worlds, on the same people."""
        query, report = query or CountQuery(), progress or _silent
        stripped = [strip_texts(world) for world in worlds]
        try:
            return (
                self._count_kept_blocks(stripped, query, report)
                if self.keeps_blocks
                else self._count_in_chunks(stripped, query, report)
            )
        except BaseException:  # interrupted: nobody collects the results of the workers any more
            self.close()
            raise

    def _count_kept_blocks(self, worlds: list[World], query: CountQuery, progress: Progress) -> list[Totals]:
        for worker, blocks in zip(self._workers, self._block_ranges, strict=True):
            worker.submit(blocks, True, worlds, query)
        return add_totals(worker.result(_silent if number else progress) for number, worker in enumerate(self._workers))

    def _count_in_chunks(self, worlds: list[World], query: CountQuery, progress: Progress) -> list[Totals]:
        blocks = all_blocks(self.people)
        chunks = [blocks[low : low + BLOCKS_PER_CHUNK] for low in range(0, len(blocks), BLOCKS_PER_CHUNK)]
        totals: list[Totals] = []
        for low in range(0, len(chunks), len(self._workers)):
            busy = list(zip(self._workers, chunks[low : low + len(self._workers)], strict=False))
            for worker, chunk in busy:
                worker.submit(chunk, False, worlds, query)
            batch_totals = add_totals(worker.result(_silent) for worker, _ in busy)
            totals = add_totals([totals, batch_totals]) if totals else batch_totals
            progress(min(low + len(busy), len(chunks)), len(chunks))
        return totals

    def close(self) -> None:
        """End the workers."""
        close_workers(self._workers)

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def start_workers(
    number: int,
    world: World,
    seed: int,
    residents: int,
    steps_back: bool = False,
    takes_part: bool = False,
    waiting: WaitingWorkers | None = None,
) -> list[Worker]:
    """So many workers for the people of a world: processes, where there are several and a child inherits pipes.

    Args:
        steps_back: whether these processes let others go first.
        takes_part: whether the first worker is this process: it counts when its result is asked for, which is first.
        waiting: workers that are started already, to be taken first; they don't step back.
    """
    alone = steps_back and residents >= OWN_PROCESS_RESIDENTS  # beside other work, which one process would share
    in_processes = (number > 1 or alone) and has_processes()
    people = (strip_texts(world.everything), seed, residents)
    workers: list[Worker] = []
    try:
        for place in range(number):
            here = not in_processes or (takes_part and not alone and place == 0)
            started = waiting.take() if waiting is not None and not (here or steps_back) else None
            workers.append(LocalWorker(*people) if here else WorkerProcess(*people, steps_back, started))
    except BaseException:
        close_workers(workers)
        raise
    return workers


def close_workers(workers: Iterable[Worker]) -> None:
    """End workers, whatever they are doing."""
    for worker in workers:
        with contextlib.suppress(OSError):
            worker.close()


def strip_texts(world: World) -> World:
    """A world without what only readers need (sources, quotes, names): small enough to be sent to workers."""
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


def add_totals(results: Iterable[list[Totals]]) -> list[Totals]:
    """The sum of the totals of different blocks, world by world."""
    totals: list[Totals] = []
    for result in results:
        totals = [first + second for first, second in zip(totals, result, strict=True)] if totals else result
    return totals


def split_blocks(blocks: range, workers: int) -> list[range]:
    """The blocks in at most `workers` ranges of nearly the same length."""
    size = -(-len(blocks) // max(1, workers))
    return [blocks[low : low + size] for low in range(0, len(blocks), size)]


def _silent(done: int, of: int) -> None:
    """Reports no progress."""
