"""Counts many populations, one after another, on the same workers: each task has people of its own.

A worker counts a whole population, in chunks of blocks that it forgets again, while the others count theirs; so memory
doesn't grow with the number of populations, nor with that of their residents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals
from linkage.citywide.workers import (
    BLOCKS_PER_CHUNK,
    Worker,
    add_totals,
    close_workers,
    default_workers,
    start_workers,
    strip_texts,
)
from linkage.population.households import BLOCK
from linkage.world.model import World


class CountTask(NamedTuple):
    """A population, and the worlds under which it is counted.

    Args:
        folder: the world whose figures make the people.
        seed: which invented people.
        worlds: what is counted on them.
    """

    folder: World
    seed: int
    worlds: tuple[World, ...]


def count_tasks(
    tasks: Sequence[CountTask],
    residents: int,
    query: CountQuery,
    workers: int | None = None,
    steps_back: bool = False,
) -> Iterator[list[Totals]]:
    """For each task, in their order, the totals of its population under each of its worlds.

    Args:
        residents: of every population.
        workers: processes (None: as many as pay for all tasks together).
        steps_back: whether these processes let others go first.
    """
    if not tasks:
        return
    number = min(workers or default_workers(residents * len(tasks)), len(tasks))
    pool = start_workers(number, tasks[0].folder, tasks[0].seed, residents, steps_back)
    try:
        for first in range(0, len(tasks), number):
            yield from _count_batch(list(zip(pool, tasks[first : first + number], strict=False)), residents, query)
    finally:
        close_workers(pool)


def _count_batch(busy: Sequence[tuple[Worker, CountTask]], residents: int, query: CountQuery) -> list[list[Totals]]:
    """The totals of a task a worker, all at once, chunk by chunk."""
    for worker, task in busy:
        worker.meet(strip_texts(task.folder), task.seed, residents)
    blocks = range(-(-residents // BLOCK))
    totals: list[list[Totals]] = [[] for _ in busy]
    keep = len(blocks) <= BLOCKS_PER_CHUNK  # the next people take their place
    for low in range(0, len(blocks), BLOCKS_PER_CHUNK):
        for worker, task in busy:
            worlds = [strip_texts(world) for world in task.worlds]
            worker.submit(blocks[low : low + BLOCKS_PER_CHUNK], keep, worlds, query)
        for number, (worker, _) in enumerate(busy):
            counted = worker.result(_silent)
            totals[number] = add_totals([totals[number], counted]) if totals[number] else counted
    return totals


def _silent(done: int, of: int) -> None:
    """Reports no progress: how many tasks are done says enough."""
