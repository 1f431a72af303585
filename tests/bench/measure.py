"""A measured figure, and how it is taken: the best or the median of several runs within one process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

from linkage.citywide.worker_process import LocalWorker
from linkage.citywide.workers import WorkerPool


class Figure(NamedTuple):
    """One line of the table: what was measured, the figure with its unit, what was to be reached."""

    what: str
    figure: str
    reach: str


def seconds(
    action: Callable[[], object], times: int = 5, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """How long an action takes, run after run, in seconds of a clock."""
    times_taken = []
    for _ in range(times):
        start = clock()
        action()
        times_taken.append(clock() - start)
    return times_taken


def forget_counts(city: WorkerPool) -> None:
    """Have a city that this process counts alone forget what it counted, and keep its people: a race is no lookup."""
    (worker,) = city._workers
    assert isinstance(worker, LocalWorker)
    assert worker.counter is not None
    worker.counter.partition.subject_index.forget_counts()


def median(action: Callable[[], object], times: int = 5) -> float:
    """The median of several runs, in seconds."""
    return statistics.median(seconds(action, times))


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table."""
    lines = ["| what | measured | to reach |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {figure.what} | {figure.figure} | {figure.reach} |" for figure in figures)])
