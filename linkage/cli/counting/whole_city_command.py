"""The verb `city`: the counts of everybody. What prints them is loaded once they are there."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from linkage.answers.whole_city import city_report
from linkage.citywide.worker_start import WaitingWorkers
from linkage.cli.options.doubt_options import doubted, doubts_of
from linkage.cli.options.overwrite_option import check_file_option
from linkage.cli.options.own_tables_option import own_tables
from linkage.cli.options.plot_option import plot_city
from linkage.cli.options.seed_option import seed_of
from linkage.cli.streams import progress
from linkage.errors import UsageError
from linkage.world.model import World
from linkage.world.storage import folders

if TYPE_CHECKING:
    from linkage.population.tables import Tables


def city(arguments: Namespace, waiting: WaitingWorkers) -> int:
    """Print the counts of the whole city.

    Args:
        waiting: workers that are started already.

    Raises:
        UsageError: a measure without anything that it is shared among.
    """
    if arguments.measure and not arguments.by_link:
        raise UsageError("--measure says what --by-link shares among the links: it needs --by-link.")
    check_file_option(arguments, arguments.plot, "figures.html", "--plot")
    world = folders.load(arguments.world)
    start, what_if = time.perf_counter(), ",".join(arguments.what_if)
    doubted(arguments)
    tables = own_tables(arguments, world)
    asked = world, seed_of(arguments), arguments.residents, arguments.workers, arguments.dask, tables
    with city_report.CityCounter(*asked, takes_part=True, waiting=waiting) as counter:
        answer = counter.answer(
            what_if,
            arguments.on_day,
            arguments.by_link,
            progress,
            arguments.measure,
        )
    answer |= doubts_of(arguments, world, what_if, None, tables, progress)
    if arguments.timings:
        answer["timings"] = city_report.timings(start)
    _print_answer(arguments, world, answer, tables)
    return plot_city(arguments, world, answer)


def _print_answer(arguments: Namespace, world: World, answer: dict[str, Any], tables: Tables | None) -> None:
    from linkage.cli.printing import print_csv, print_stamped

    if arguments.format == "json":
        print_stamped(answer, arguments, world, tables)
        return
    from linkage.answers.uncertainty.range_text import doubt_lines, doubt_table
    from linkage.answers.whole_city import city_text

    if arguments.format == "csv":
        print_csv(arguments, *(doubt_table(answer) or (city_text.CSV_COLUMNS, city_text.city_rows(answer))))
        return
    sys.stdout.write(city_text.city_text(world, answer, doubt_lines(world, answer)))
    if arguments.timings:
        print(
            ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in answer["timings"].items()),
            file=sys.stderr,
        )
