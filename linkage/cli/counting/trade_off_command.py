"""The verb `tradeoff`: wrong people reached against people missed."""

from __future__ import annotations

import sys
from argparse import Namespace

from linkage.answers.trade_offs.trade_off import TRADE_COLUMNS, trade_off
from linkage.answers.trade_offs.trade_off_report import trade_off_json, trade_off_text
from linkage.cli.options.overwrite_option import check_file_option
from linkage.cli.options.own_tables_option import own_tables
from linkage.cli.options.plot_option import plot_trade_off
from linkage.cli.options.seed_option import seed_of
from linkage.cli.printing import print_csv, print_stamped
from linkage.cli.streams import progress
from linkage.world.storage import folders


def tradeoff(arguments: Namespace) -> int:
    """Print whom an effect reaches, reaches wrongly and misses, for each key or each value of a figure."""
    check_file_option(arguments, arguments.plot, "figures.html", "--plot")
    world = folders.load(arguments.world)
    tables = own_tables(arguments, world)
    answer = trade_off(
        world,
        arguments.measure,
        over=arguments.over,
        without=arguments.without,
        match=arguments.match,
        what_if=",".join(arguments.what_if),
        seed=seed_of(arguments),
        residents=arguments.residents,
        progress=progress,
        tables=tables,
    )
    if arguments.format == "csv":
        print_csv(arguments, TRADE_COLUMNS, [[f"{cell}" for cell in row] for row in answer.rows()])
    elif arguments.format == "json":
        print_stamped(trade_off_json(answer), arguments, world, tables)
    else:
        sys.stdout.write(trade_off_text(answer))
    return plot_trade_off(arguments, answer)
