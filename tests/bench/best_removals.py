"""The best removals for a city of 22 million, measured in process on one core; and a sweep of one figure."""

from __future__ import annotations

import statistics
import time
from functools import partial

from linkage.answers.whole_city.best_removals import BestRemovals, best_removals
from linkage.answers.whole_city.sweep import sweep
from linkage.citywide.whole_population import WholePopulation
from linkage.world.storage.folders import load
from tests.bench.measure import Figure, median, seconds

RESIDENTS = 22_000_000
QUESTIONS = (
    ("flight", 1, ""),
    ("flight", 3, ""),
    ("", 3, ""),
    ("", 4, ""),
    ("loan", 3, "reading:everything"),
    ("", 3, "reading:everything"),
)
"""A service (blank: any restriction), how many removals, a what-if."""

TIMES = 5


def best_times() -> list[Figure]:
    """The first answer with the people drawn for it, then answers on the same people; each is run on everybody."""
    start = time.perf_counter()
    everyone = WholePopulation(load("beijing"), 1, RESIDENTS)
    best_removals(everyone, 1, "flight")
    first = time.perf_counter() - start
    rows = [Figure(f"best removal for `flight`, {RESIDENTS:,} residents, people made for it", f"{first:.1f} s", "")]
    for service, size, what_if in QUESTIONS:
        answer = best_removals(everyone, size, service, what_if)
        question = partial(best_removals, everyone, size, service, what_if)
        wall_seconds, processor_seconds = (
            median(question, TIMES),
            statistics.median(seconds(question, TIMES, time.process_time)),
        )
        what = (f"`{service}`" if service else "any restriction") + (f" under `{what_if}`" if what_if else "")
        rows.append(
            Figure(
                f"best {size} for {what}, {RESIDENTS:,} residents, people there (median of {TIMES})",
                f"{wall_seconds:.2f} s ({processor_seconds:.2f} s of a processor), {summary(answer)}",
                "≤ 1 s, or best found" if size <= 3 else "",
            )
        )
    return rows


def summary(answer: BestRemovals) -> str:
    """Whether an answer is exact, and how many residents it spares."""
    last = answer.choices[-1]
    quality = "exact" if all(choice.exact for choice in answer.choices) else f"best found, bound {last.bound:,}"
    return f"{quality}, {int(last.outcome.spared.sum()):,} of {int(answer.restricted.sum()):,} spared"


def sweep_time() -> Figure:
    """A figure at ten values, one million residents, people made for it."""
    world, axes = load("beijing"), ["share:judgments-to-defaulters=0.1..1/0.1"]
    wall_seconds = median(lambda: sweep(world, axes, ["refuse:flight", "restricted"], residents=1_000_000), 3)
    return Figure(
        "a sweep of ten points and two measures, 1,000,000 residents (median of 3)", f"{wall_seconds:.1f} s", ""
    )


def figures() -> list[Figure]:
    """Everything measured here."""
    return [*best_times(), sweep_time()]
