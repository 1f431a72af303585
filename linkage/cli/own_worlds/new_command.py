"""The verb `new`: a world of one's own, from another world, from one's own tables, or empty."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from pathlib import Path

from linkage.answers.match_quality import match_qualities
from linkage.answers.match_report import match_json, match_text
from linkage.answers.spread_question import Question, question_tables
from linkage.cli.printing import print_json, print_taken_name
from linkage.errors import UsageError
from linkage.own_data.draft_folder import draft, write_draft, write_empty
from linkage.own_data.draft_report import draft_json, draft_text
from linkage.own_data.table_files import read_own_tables
from linkage.world.storage import folders


def new(arguments: Namespace) -> int:
    """Start a world of one's own.

    Raises:
        UsageError: not exactly one thing to start from, or options that go with another one.
    """
    folder = Path(arguments.name)
    ways = [bool(arguments.source), bool(arguments.tables), arguments.empty]
    if sum(ways) != 1:
        raise UsageError("new starts from one thing: --from WORLD, --tables FILE…, or --empty.")
    if (arguments.identifier or arguments.subject) and not arguments.tables:
        raise UsageError("--identifier and --subject go with --tables.")
    if arguments.tables:
        return _from_tables(folder, arguments)
    if arguments.empty:
        write_empty(folder)
    else:
        folders.new(folder, arguments.source)
    return _done(folder, arguments, "change its tables" if arguments.source else "fill its tables")


def _from_tables(folder: Path, arguments: Namespace) -> int:
    folders.refuse_what_exists(folder)
    tables = read_own_tables([Path(file) for file in arguments.tables])
    drafted = draft(folder.name, tables, arguments.identifier, arguments.subject)
    write_draft(folder, drafted)
    world = folders.load(folder)
    qualities = match_qualities(world, question_tables(world, Question(), world.population), ())
    if arguments.format == "json":
        print_json({**draft_json(drafted), "matches": match_json(qualities, False)})
    else:
        sys.stderr.write(draft_text(drafted))
        sys.stderr.write(match_text(world, "how good each candidate link's match is:", qualities, False))
    return _done(
        folder, arguments, f"'linkage serve {shlex.quote(str(folder))}' shows it; change its tables", as_json=False
    )


def _done(folder: Path, arguments: Namespace, next_step: str, as_json: bool = True) -> int:
    if arguments.format == "json" and as_json:
        print_json({"world": folder.name, "folder": str(folder)})
    print_taken_name(folder)
    print(f"{folder} is ready: {next_step}, then 'linkage check {shlex.quote(str(folder))}'.", file=sys.stderr)
    return 0
