"""The verb `export`: writes a graph, a map, a page or a book. It needs networkx, and so stands apart from others."""

from __future__ import annotations

import sys
from argparse import Namespace

from linkage.answers.exports.export import export_book, export_spread, export_world
from linkage.answers.exports.export_formats import EXPORT_FORMATS
from linkage.answers.spread_question import ask
from linkage.cli.options.overwrite_option import check_file_option
from linkage.cli.options.question_options import question_of
from linkage.world.storage import folders
from linkage.world.what_if.parser import under


def export(arguments: Namespace) -> int:
    """Write a world's graph, or a spread in any export format, to a file or to stdout."""
    check_file_option(arguments, arguments.out, f"spread.{arguments.to}")
    world, question = folders.load(arguments.world), question_of(arguments)
    if EXPORT_FORMATS[arguments.to].writes == "book":
        exported = export_book(world, arguments.to, question)
    elif EXPORT_FORMATS[arguments.to].needs_spread or question.story or question.record_kind or question.resident:
        exported = export_spread(ask(world, question), arguments.to, arguments.theme)
    else:
        exported = export_world(under(world, question.what_if), arguments.to, question.what_if, arguments.links)
    for sentence in EXPORT_FORMATS[arguments.to].exceeded_limits(exported.text):
        print(f"Warning: {sentence}", file=sys.stderr)
    if not arguments.out:
        sys.stdout.write(exported.text)
        return 0
    print(
        f"{exported.save(arguments.out, arguments.overwrite)}: {len(exported.text.encode()):,} bytes", file=sys.stderr
    )
    return 0
