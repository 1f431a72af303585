"""The whole city: from nothing, a what-if, a day, one resident of it, and (with --all) 1.3 billion people."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time

from linkage.answers.whole_city.city_report import CityCounter
from linkage.citywide.worker_start import most_workers
from linkage.citywide.workers import WorkerPool
from linkage.world.storage.folders import load
from linkage.world.what_if.column_interventions import columns_with_errors
from linkage.world.what_if.fallback import fallback
from linkage.world.what_if.parser import under
from tests.bench.measure import Figure, forget_counts

RESIDENTS = 22_000_000
WORLD = "beijing"
CHANGES = (
    "drop:phone",
    "forget:subscribers.national-id",
    "share:hub-to-lists=0.5",
    "delay:defaulters-to-rail=40",
    "confirmed",
    "only:financial",
    "off:hub-redlists",
    "add:credit-hub>rail-tickets:national-id",
    "drop:national-id",
    "add:rail-tickets>air-tickets:national-id",
)
"""What-ifs other than cuts: half of the twenty."""


def command(*arguments: str) -> dict[str, float]:
    """The whole command, from nothing: wall seconds, and the peak memory of all its processes in megabytes."""
    start = time.perf_counter()
    command_line = [sys.executable, "-m", "linkage", "city", WORLD, "--format", "json", "--timings", *arguments]
    process = subprocess.run(command_line, check=True, capture_output=True)
    wall = time.perf_counter() - start
    timings = json.loads(process.stdout)["timings"]
    workers = most_workers() - 1  # the command itself counts, too
    memory = timings.get("peak_megabytes", 0) + workers * timings.get("peak_megabytes_a_worker", 0)
    return {"seconds": wall, "megabytes": memory}


def best(*arguments: str) -> str:
    """The median of three runs."""
    runs = [command(*arguments) for _ in range(3)]
    wall = statistics.median(run["seconds"] for run in runs)
    return f"{wall:.2f} s, {max(run['megabytes'] for run in runs):,.0f} MB"


def where_it_goes() -> str:
    """Where the time of the command goes: Python and its modules, a worker's start, half the city in one process."""

    def started(module: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
        return time.perf_counter() - start

    modules = statistics.median(started("linkage.answers.whole_city.city_report") for _ in range(5))
    worker = statistics.median(started("linkage.citywide.worker_process") for _ in range(5))
    world = load(WORLD)
    with WorkerPool(world, 1, RESIDENTS // 2, 1) as half:
        seconds = []
        for _ in range(2):
            start = time.perf_counter()
            half.count(under(world))
            seconds.append(time.perf_counter() - start)
            forget_counts(half)
    return (
        f"its modules {modules:.2f} s, then a worker's {worker:.2f} s, then half the city in one process "
        f"{seconds[0]:.2f} s ({seconds[1] * 1000:.0f} ms once its people are there)"
    )


def what_ifs() -> dict[str, float]:
    """Milliseconds for each of 20 what-ifs never asked before, each with the baseline counted beside it."""
    world = load(WORLD)
    questions = [*CHANGES, *(f"cut:{link}" for link in list(world.links)[:: len(world.links) // 10][:10])]
    with CityCounter(world, 1, RESIDENTS) as city:
        city.answer()
        milliseconds = {}
        for what_if in questions:
            start = time.perf_counter()
            city.answer(what_if)
            milliseconds[what_if] = (time.perf_counter() - start) * 1000
    return milliseconds


def errors_ratio() -> str:
    """The city in process, without errors and with ten columns in error: seconds from nothing, and how many times."""
    world = load(WORLD)
    columns = columns_with_errors(under(world))[:10]
    errors = ",".join(f"missing:{database}.{identifier}=0.02" for database, identifier in columns)
    seconds = []
    for what_if in ("", errors):
        start = time.perf_counter()
        with WorkerPool(world, 1, RESIDENTS) as city:
            city.count(under(world, what_if))
        seconds.append(time.perf_counter() - start)
    return f"{seconds[0]:.2f} s and {seconds[1]:.2f} s: {seconds[1] / seconds[0]:.1f}x"


def composites() -> list[float]:
    """Seconds for a link added on two identifiers at once, and for the whole fallback, each with its baseline."""
    world, reading, key = load(WORLD), "reading:everything", "name-birth-date+home-address"
    found = fallback(under(world, reading), "national-id", key)
    seconds = []
    with CityCounter(world, 1, RESIDENTS) as city:
        city.answer(reading)
        for text in (f"add:credit-hub>rail-tickets:{key}", found.text):
            start = time.perf_counter()
            city.answer(f"{reading},{text}")
            seconds.append(time.perf_counter() - start)
    return seconds


def trace() -> float:
    """One resident of 22 million with all own records, as a command."""
    resident = ["--residents", str(RESIDENTS), "--resident", "R0004711003", "--with-own"]
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "linkage", "trace", WORLD, *resident], check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def load_average() -> str:
    """The load average of the last minute: on a busy machine the figures mean little."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def figures() -> list[Figure]:
    """The lines for the table."""
    machine_load = load_average()
    times = what_ifs()
    one_link, whole_fallback = composites()
    rows = [
        Figure(
            f"`city {WORLD}`, 22,000,000 residents, from nothing (median of 3; load {machine_load})",
            best(),
            "≤ 1.0 s, ≤ 400 MB",
        ),
        Figure("where the time of `city beijing` goes", where_it_goes(), "-"),
        Figure(
            "20 what-ifs never asked before, each with its baseline",
            f"{statistics.median(times.values()):.0f} ms median, {max(times.values()):.0f} ms worst "
            f"({max(times, key=lambda text: times[text])})",
            "≤ 25 ms median, ≤ 60 ms worst",
        ),
        Figure("`city --on-day 60`, from nothing", best("--on-day", "60"), "≤ 3 s"),
        Figure("`city --by-link`, from nothing", best("--by-link"), "≤ 2 s"),
        Figure(
            "22,000,000 residents without errors, and with ten columns in error, from nothing",
            errors_ratio(),
            "≤ 2x, ≤ 5 s",
        ),
        Figure("a link added on two identifiers at once, 22,000,000 residents", f"{one_link:.2f} s", "≤ 1 s"),
        Figure("the fallback from the national ID on them, 22,000,000 residents", f"{whole_fallback:.2f} s", "-"),
        Figure("`trace` of resident 4,711,003 of 22,000,000 (median of 5)", f"{trace():.2f} s", "≤ 0.4 s"),
    ]
    if os.environ.get("LINKAGE_BENCH_ALL"):
        run = command("--residents", "1300000000")
        rows.append(
            Figure(
                "1,300,000,000 residents", f"{run['seconds']:.0f} s, {run['megabytes']:,.0f} MB", "≤ 40 s, memory flat"
            )
        )
    return rows
