"""The verb `cut` for one record: the smallest cuts that protect a service from it."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace

from linkage.answers.cuts import cut_report
from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.cuts.removals import USUAL, cost_of
from linkage.cli.options.own_tables_option import print_remarks
from linkage.cli.options.question_options import question_of
from linkage.cli.printing import print_stamped
from linkage.world.storage import folders


def cut(arguments: Namespace) -> int:
    """Print the smallest cuts that protect a service from a record."""
    story, record = arguments.story, arguments.record
    arguments.story, arguments.record = "", ""
    question = replace(question_of(arguments), story=story, record_kind=record)
    among = [sort.strip() for sort in arguments.among.split(",") if sort.strip()] or USUAL
    costs = dict(cost_of(text) for text in arguments.cost)
    result = find_cuts(folders.load(arguments.world), question, arguments.protect, among, costs)
    if result.answer is not None:
        print_remarks(result.answer.tables)
    if arguments.format == "json":
        arguments.story, arguments.record = story, record
        return print_stamped(cut_report.cut_json(result), arguments, result.world)
    sys.stdout.write(cut_report.cut_text(result))
    return 0
