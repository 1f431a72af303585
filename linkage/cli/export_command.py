"""The verb `export`: the one that needs networkx, and so stands apart from the other verbs."""

from __future__ import annotations

import sys
from argparse import Namespace

from linkage.answers.exports.export import export_spread, export_world
from linkage.answers.exports.export_formats import EXPORT_FORMATS
from linkage.answers.spread_question import ask
from linkage.cli.commands import question_of
from linkage.world.storage import folders
from linkage.world.what_if.parser import under


def export(a: Namespace) -> int:
    """A graph, a map or a page, to a file or to stdout."""
    world, question = folders.load(a.world), question_of(a)
    if EXPORT_FORMATS[a.to].needs_spread or question.story or question.record_kind or question.resident:
        found = export_spread(ask(world, question), a.to, a.theme)
    else:
        found = export_world(under(world, question.what_if), a.to, question.what_if)
    if not a.out:
        sys.stdout.write(found.text)
        return 0
    print(f"{found.save(a.out)}: {len(found.text.encode()):,} bytes", file=sys.stderr)
    return 0
