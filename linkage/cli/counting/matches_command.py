"""The verb `matches`: how good each link's join is."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

from linkage.answers.match_quality import match_qualities
from linkage.answers.match_report import MATCH_COLUMNS, match_json, match_rows, match_text
from linkage.answers.sentences import whose_people
from linkage.answers.spread_question import question_tables
from linkage.cli.options.own_tables_option import print_remarks
from linkage.cli.options.question_options import question_of
from linkage.cli.printing import print_csv, print_json
from linkage.population.own_tables.pair_reader import paired_world
from linkage.population.text_tables.text_columns import collector_paused
from linkage.vocabulary import count_of
from linkage.world.storage import folders
from linkage.world.what_if.parser import under, with_reading


def matches(arguments: Namespace) -> int:
    """Print the pairs of each link, right and wrong, and whom its join finds, misses and misleads."""
    question = question_of(arguments)
    everything = folders.load(arguments.world).everything
    under(everything, question.what_if)  # a fault in it is told before the people are made
    by_group = arguments.by == "group"
    with collector_paused():
        tables = question_tables(everything, question, question.residents or 1_000)
        world = under(paired_world(everything, tables), question.what_if)
        qualities = match_qualities(world, tables, arguments.links)
    print_remarks(tables)
    if arguments.format == "json":
        return print_json(match_json(qualities, by_group))
    if arguments.format == "csv":
        print_csv(arguments, MATCH_COLUMNS, _cells(match_rows(qualities, by_group)))
        return 0
    heading = (
        f"how good each link's match is - world {world.id}, {whose_people(tables.stated_seed, tables.own)}, "
        f"{count_of(tables.number_of_residents, 'resident')}, what-if: {with_reading(world, question.what_if)}"
    )
    sys.stdout.write(match_text(world, heading, qualities, by_group))
    return 0


def _cells(rows: list[list[Any]]) -> list[list[str]]:
    return [["" if cell is None else f"{cell}" for cell in row] for row in rows]
