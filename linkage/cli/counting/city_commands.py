"""The verbs `sweep` and `cut`: figures swept over the whole city, and the best removals for it (`cut --city`)."""

from __future__ import annotations

import sys
from argparse import Namespace

from linkage.answers.cuts.removals import USUAL, cost_of
from linkage.answers.whole_city.best_removals import best_removals
from linkage.answers.whole_city.best_report import best_json, best_text
from linkage.answers.whole_city.removal_question import OBJECTIVES
from linkage.answers.whole_city.sweep import sweep as sweep_city
from linkage.answers.whole_city.sweep_report import sweep_json, sweep_rows, sweep_text
from linkage.citywide.whole_population import WholePopulation
from linkage.cli.cut_command import cut as cut_for_record
from linkage.cli.options.overwrite_option import check_file_option
from linkage.cli.options.own_tables_option import own_tables
from linkage.cli.options.plot_option import plot_sweep
from linkage.cli.options.seed_option import seed_of
from linkage.cli.printing import print_csv, print_stamped
from linkage.cli.streams import progress
from linkage.errors import UsageError, there_are
from linkage.world.storage import folders


def sweep(arguments: Namespace) -> int:
    """Print the whole city's counts at every value of a figure, or of a grid of two."""
    check_file_option(arguments, arguments.plot, "figures.html", "--plot")
    world, what_if = folders.load(arguments.world), ",".join(arguments.what_if)
    tables = own_tables(arguments, world)
    result = sweep_city(
        world,
        arguments.over,
        arguments.measure,
        what_if,
        seed_of(arguments),
        arguments.residents,
        arguments.on_day,
        arguments.workers,
        progress,
        tables,
    )
    if arguments.format == "csv":
        print_csv(arguments, result.columns, sweep_rows(result))
    elif arguments.format == "json":
        print_stamped(sweep_json(result), arguments, world, tables)
    else:
        sys.stdout.write(sweep_text(result))
    return plot_sweep(arguments, result)


def best_cut(arguments: Namespace) -> int:
    """Print the best k removals for the whole city.

    Raises:
        UsageError: an option that is about one record only.
    """
    for is_set, option in (
        (arguments.story, "--story"),
        (arguments.record, "--record"),
        (arguments.resident, "--resident"),
    ):
        if is_set:
            raise UsageError(f"{option} and --city exclude each other: --city is about everybody's records.")
    among = [sort.strip() for sort in arguments.among.split(",") if sort.strip()] or USUAL
    world = folders.load(arguments.world)
    tables = own_tables(arguments, world)
    population = WholePopulation(world, seed_of(arguments), arguments.residents, tables)
    result = best_removals(
        population,
        arguments.best,
        arguments.protect,
        ",".join(arguments.what_if),
        among,
        arguments.group,
        arguments.weigh_rewards,
        dict(cost_of(text) for text in arguments.cost),
        arguments.objective or OBJECTIVES[0],
    )
    if arguments.format == "json":
        return print_stamped(best_json(result), arguments, population.world, tables)
    sys.stdout.write(best_text(result))
    return 0


def cut(arguments: Namespace) -> int:
    """Print the smallest cuts that protect a service from a record, or the best k removals for the whole city.

    Raises:
        UsageError: options that belong to the other of the two, or one that lacks.
    """
    if arguments.city:
        if arguments.best is None:
            raise UsageError("--city needs --best K: how many removals (or with --cost, how much) at most.")
        return best_cut(arguments)
    for is_set, option in (
        (arguments.best is not None, "--best"),
        (arguments.objective, "--objective"),
        (arguments.group, "--group"),
        (arguments.weigh_rewards, "--weigh-rewards"),
    ):
        if is_set:
            raise UsageError(f"{option} is for everybody: it needs --city.")
    if not arguments.protect:
        services = there_are(folders.load(arguments.world).everything.services)
        raise UsageError(f"--protect needs a service to be protected. {services}")
    return cut_for_record(arguments)
