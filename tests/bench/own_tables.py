"""Everybody's effects, a table of a million rows, and a full circle of databases."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from linkage.answers.match_quality import match_qualities
from linkage.answers.spread_question import Question, ask
from linkage.answers.trace.trace_report import trace_json
from linkage.population.own_tables import agency_reader
from linkage.world.model import Rule, Service, World
from linkage.world.storage.folders import load
from linkage.world.what_if.parser import under
from tests.bench.measure import Figure, median

ROWS = 1_000_000
CIRCLE = 12


def command(*words: str) -> tuple[float, float]:
    """Seconds of a whole command from nothing, and the most memory that it held, in MB."""
    code = (
        "import resource, subprocess, sys; subprocess.run([sys.executable, '-m', 'linkage', *sys.argv[1:]], check=True,"
        " stdout=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    start = perf_counter()
    done = subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True, text=True)
    return perf_counter() - start, int(done.stdout) / (1024 if sys.platform != "darwin" else 1024**2)


def effects_of_everybody() -> Figure:
    """Every effect of 100,000 residents of `tiny`, and of half and twice as many."""
    halves = [command("effects", "tiny", "--residents", str(residents))[0] for residents in (50_000, 100_000, 200_000)]
    return Figure(
        "`effects` of everybody, 100,000 residents of `tiny`",
        f"{halves[1]:.1f} s; 50,000: {halves[0]:.1f} s, 200,000: {halves[2]:.1f} s",
        "≤ 4 s, in step with the residents",
    )


def tables_of_a_million() -> list[Figure]:
    """The tables of a million residents of `tiny`, eight million rows: one record traced, one link's match counted."""
    with tempfile.TemporaryDirectory() as folder:
        command("generate", "tiny", "--residents", str(ROWS), "--out", f"{folder}/own")
        words = ("trace", "tiny", "--record", "unpaid-court-judgment", "--resident", "R0000000042")
        duration, memory = command(*words, "--tables", f"{folder}/own")
        world = load("tiny")
        tables = agency_reader.read(world, Path(folder) / "own")
        start = perf_counter()
        (quality,) = match_qualities(under(world), tables, ["payment-accounts-to-rail-tickets"])
        matching = perf_counter() - start
    traced = Figure(
        "`trace --tables`, the tables of 1,000,000 residents of `tiny`",
        f"{duration:.1f} s, {memory:,.0f} MB",
        "≤ 10 s, ≤ 1.5 GB",
    )
    matched = Figure(
        "`matches`, one link over the tables of 1,000,000 residents of `tiny`, in process",
        f"{matching:.1f} s; {quality.counts.pairs:,} pairs",
        "≤ 10 s",
    )
    return [traced, matched]


def full_circle(number: int) -> World:
    """Databases that all copy a record to each other and take it back, each with a rule that closes its own service."""
    world = load("tiny").everything
    names = [f"d{place:02d}" for place in range(number)]
    roll, link, kind = world.databases["rail-tickets"], world.links["defaulter-list-to-rail-tickets"], "skipped-fare"
    links = [
        replace(link, id=f"{one}-to-{other}", source=one, target=other, carries=("*",), add_days=1, remove_days=1)
        for one in names
        for other in names
        if one != other
    ]
    rule = Rule("", "", (kind,), effect="refuse", status="assumed")
    return replace(
        world,
        databases={name: replace(roll, id=name, identifiers=("national-id",), coverage=None) for name in names},
        registers={},
        record_kinds={kind: replace(world.record_kinds[kind], home=names[0])},
        links={link.id: link for link in links},
        services={name: Service(name, name, everyday=True) for name in names},
        rules={f"refuse-{name}": replace(rule, id=f"refuse-{name}", database=name, service=name) for name in names},
        stories={},
        readings={},
        baseline="",
        folder=None,
    )


def circle_trace() -> Figure:
    """One record in the circle, with steps, days, ends and the number of proofs of each effect."""
    world = full_circle(CIRCLE)
    duration = median(lambda: trace_json(ask(world, Question(record_kind="skipped-fare"))), 3)
    return Figure(
        f"a trace as JSON in a full circle of {CIRCLE} databases, in process (median of 3)",
        f"{duration:.2f} s",
        "≤ 2 s",
    )


def figures() -> list[Figure]:
    """Everything measured here."""
    return [effects_of_everybody(), *tables_of_a_million(), circle_trace()]
