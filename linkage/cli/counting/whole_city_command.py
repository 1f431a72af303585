"""The verb `city`: the counts of everybody."""

from __future__ import annotations

import sys
import time
from argparse import Namespace

from linkage.answers.uncertainty.range_text import doubt_lines, doubt_table
from linkage.answers.whole_city import city_report, city_text
from linkage.cli.options.doubt_options import doubted, doubts_of
from linkage.cli.options.overwrite_option import check_file_option
from linkage.cli.options.own_tables_option import own_tables
from linkage.cli.options.plot_option import plot_city
from linkage.cli.options.question_options import seed_of
from linkage.cli.printing import print_csv, print_stamped, progress
from linkage.errors import UsageError
from linkage.world.storage import folders


def city(arguments: Namespace) -> int:
    """Print the counts of the whole city.

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
    with city_report.CityCounter(
        world, seed_of(arguments), arguments.residents, arguments.workers, arguments.dask, tables
    ) as counter:
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
    if arguments.format == "csv":
        print_csv(arguments, *(doubt_table(answer) or (city_text.CSV_COLUMNS, city_text.city_rows(answer))))
    elif arguments.format == "json":
        print_stamped(answer, arguments, world, tables)
    else:
        sys.stdout.write(city_text.city_text(world, answer, doubt_lines(world, answer)))
    if arguments.timings and arguments.format == "text":
        print(
            ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in answer["timings"].items()),
            file=sys.stderr,
        )
    return plot_city(arguments, world, answer)
