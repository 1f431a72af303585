"""The verbs that ask the whole city more than to be counted: `sweep`, and `cut --city`."""

from __future__ import annotations

import sys
from argparse import Namespace

from linkage.answers.cuts.removals import USUAL
from linkage.answers.trace import trace_report
from linkage.answers.whole_city.best_removals import WholePopulation, best_removals
from linkage.answers.whole_city.best_report import best_json, best_text
from linkage.answers.whole_city.sweep import sweep as swept
from linkage.answers.whole_city.sweep import sweep_json, sweep_rows, sweep_text
from linkage.cli.commands import cut as least
from linkage.cli.commands import print_json, progress
from linkage.errors import UsageError
from linkage.world.storage import folders


def sweep(a: Namespace) -> int:
    """A table over one figure or a grid of two."""
    world, what_if = folders.load(a.world), ",".join(a.what_if)
    found = swept(world, a.over, a.measure, what_if, a.seed, a.residents, a.on_day, a.workers, progress)
    if a.format == "csv":
        sys.stdout.write(trace_report.csv_text(found.columns, sweep_rows(found)))
        return 0
    if a.format == "json":
        return print_json(sweep_json(found))
    sys.stdout.write(sweep_text(found))
    return 0


def best_cut(a: Namespace) -> int:
    """The best k removals for everybody."""
    for given, option in ((a.story, "--story"), (a.record, "--record"), (a.resident, "--resident")):
        if given:
            raise UsageError(f"{option} and --city exclude each other: --city is about everybody's records.")
    if a.cost or a.tables:
        raise UsageError(f"{'--cost' if a.cost else '--tables'} can't stand beside --city.")
    among = [sort.strip() for sort in a.among.split(",") if sort.strip()] or USUAL
    everyone = WholePopulation(folders.load(a.world), a.seed, a.residents)
    found = best_removals(everyone, a.best, a.protect or "", ",".join(a.what_if), among, a.group, a.weigh_rewards)
    if a.format == "json":
        return print_json(best_json(found))
    sys.stdout.write(best_text(found))
    return 0


def cut(a: Namespace) -> int:
    """The least that protects a service from a record; or, for the whole city, the best k removals."""
    if a.city:
        if a.best is None:
            raise UsageError("--city needs --best K: how many removals at most.")
        return best_cut(a)
    for given, option in ((a.best is not None, "--best"), (a.group, "--group"), (a.weigh_rewards, "--weigh-rewards")):
        if given:
            raise UsageError(f"{option} is for everybody: it needs --city.")
    if not a.protect:
        raise UsageError("--protect needs a service to be protected.")
    return least(a)
