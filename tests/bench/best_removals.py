"""The best removals for a city of 22 million, measured in process on one core; and a sweep of one figure."""

from __future__ import annotations

import statistics
import time
from functools import partial

from linkage.answers.whole_city.best_removals import BestRemovals, WholePopulation, best_removals
from linkage.answers.whole_city.sweep import sweep
from linkage.world.storage.folders import load
from tests.bench.measure import Figure, median, seconds

RESIDENTS = 22_000_000
ASKED = (
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
    """From nothing, and again for another service once people are there; every answer run on everybody."""
    start = time.perf_counter()
    everyone = WholePopulation(load("beijing"), 1, RESIDENTS)
    best_removals(everyone, 1, "flight")
    first = time.perf_counter() - start
    found = [Figure(f"best removal for `flight`, {RESIDENTS:,} residents, people made for it", f"{first:.1f} s", "")]
    for service, size, what_if in ASKED:
        answer = best_removals(everyone, size, service, what_if)
        asked = partial(best_removals, everyone, size, service, what_if)
        took, worked = median(asked, TIMES), statistics.median(seconds(asked, TIMES, time.process_time))
        what = (f"`{service}`" if service else "any restriction") + (f" under `{what_if}`" if what_if else "")
        found.append(
            Figure(
                f"best {size} for {what}, {RESIDENTS:,} residents, people there (median of {TIMES})",
                f"{took:.2f} s ({worked:.2f} s of a processor), {said(answer)}",
                "≤ 1 s, or best found" if size <= 3 else "",
            )
        )
    return found


def said(answer: BestRemovals) -> str:
    """How it was found, and how many it spares."""
    last = answer.choices[-1]
    how = "exact" if all(each.exact for each in answer.choices) else f"best found, bound {last.bound:,}"
    return f"{how}, {int(last.outcome.spared.sum()):,} of {int(answer.restricted.sum()):,} spared"


def sweep_time() -> Figure:
    """A figure at ten values, one million residents, people made for it."""
    world, asked = load("beijing"), ["share:judgments-to-defaulters=0.1..1/0.1"]
    took = median(lambda: sweep(world, asked, ["refuse:flight", "restricted"], residents=1_000_000), 3)
    return Figure("a sweep of ten points and two measures, 1,000,000 residents (median of 3)", f"{took:.1f} s", "")


def figures() -> list[Figure]:
    """Everything measured here."""
    return [*best_times(), sweep_time()]
