"""The verb `compare` with a second world: what differs in the folders, and what follows."""

from __future__ import annotations

import sys
from argparse import Namespace

from linkage.answers.exports.safe_csv import csv_text
from linkage.answers.two_worlds.world_comparison import compare_worlds, comparison_json, comparison_text
from linkage.cli.compare_command import compare as compare_what_ifs
from linkage.cli.options.doubt_options import doubted
from linkage.cli.options.question_options import question_of
from linkage.cli.printing import print_json
from linkage.cli.streams import progress
from linkage.errors import UsageError
from linkage.world.storage import folders
from linkage.world.what_if.parser import is_what_if

_COLUMNS = ["table", "id", "change", "column", "before", "after"]


def compare(arguments: Namespace) -> int:
    """Print what a what-if changes; or, with a second world, what differs between the two and what follows.

    Raises:
        UsageError: an option that is about one world only.
    """
    if not arguments.other:
        return compare_what_ifs(arguments)
    if is_what_if(arguments.other):
        raise UsageError(f"'{arguments.other}' is no world but a what-if: write --what-if {arguments.other}.")
    doubts = [(True, f"--{doubt}") for doubt in doubted(arguments)]
    for is_set, option in ((arguments.tables, "--tables"), (arguments.plot, "--plot"), *doubts):
        if is_set:
            raise UsageError(f"{option} can't stand beside a second world.")
    before, after = folders.load(arguments.world), folders.load(arguments.other)
    result = compare_worlds(before, after, question_of(arguments), arguments.city, progress)
    if arguments.format == "json":
        return print_json(comparison_json(result))
    if arguments.format == "csv":
        rows = [
            [row.table, row.row, row.change, *cell]
            for row in result.differences
            for cell in (row.cells or (("", "", ""),))
        ]
        sys.stdout.write(csv_text(_COLUMNS, rows))
    else:
        sys.stdout.write(comparison_text(result))
    return 0
