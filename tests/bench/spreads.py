"""How many spreads a second, on one core; how fast the command answers and a world is read."""

from __future__ import annotations

import subprocess
import sys
import time

from linkage.population.tables import Record, Tables, generate_tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.world.storage.folders import load
from linkage.world.what_if.parser import under
from tests.bench.measure import Figure, median, seconds

HOLDERS = 2_000


def holders() -> tuple[Tables, list[Record]]:
    """The first 2,000 holders of a record in `beijing`, drawn by its incidences, and everybody around them."""
    residents = 256
    while True:
        residents *= 2
        tables = generate_tables(load("beijing"), 1, residents)
        tables.visit_all()
        records = [r for r in sorted(tables.records.values(), key=lambda r: r.subject) if r.subject[0] == "R"]
        if len({record.subject for record in records}) >= HOLDERS:
            subjects = sorted({record.subject for record in records})[:HOLDERS]
            return tables, [record for record in records if record.subject in set(subjects)]


def spreads() -> Figure:
    """Each holder's records spread on their own, with steps, causes, days and ends, without sentences."""
    tables, records = holders()
    plan = CompiledRules.of(under(load("beijing")))
    best = min(seconds(lambda: [spread_from(plan, tables, [record]) for record in records], 5, time.process_time))
    steps = sum(len(spread_from(plan, tables, [record]).steps) for record in records)
    return Figure(
        f"spreads with steps and causes, {HOLDERS:,} holders of `beijing`, one core (processor time, best of 5)",
        f"{len(records) / best:,.0f} a second; {steps / len(records):.1f} steps a spread",
        "≥ 25,000 a second",
    )


def help_time() -> Figure:
    """The whole command, from nothing."""
    duration = median(
        lambda: subprocess.run([sys.executable, "-m", "linkage", "--help"], check=True, capture_output=True)
    )
    return Figure("`linkage --help` (median of 5)", f"{duration * 1000:.0f} ms", "≤ 100 ms")


def load_time() -> Figure:
    """Read and check the largest bundled world."""
    duration = median(lambda: load("beijing"))
    return Figure("load and check `beijing` (median of 5)", f"{duration * 1000:.0f} ms", "≤ 100 ms")


def figures() -> list[Figure]:
    """Everything measured here."""
    return [spreads(), help_time(), load_time()]
