"""The verb `import`: another program's file, or an export of ours, as a new world."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from pathlib import Path

from linkage.cli.printing import print_json, print_taken_name
from linkage.errors import UsageError
from linkage.imports.draft_world import WorldDraft
from linkage.imports.pair_file import PairColumns, import_pairs
from linkage.imports.world_import import import_world
from linkage.vocabulary import count_of
from linkage.world.real_data_guard import safe_text


def import_(arguments: Namespace) -> int:
    """Write the world that a file describes; what is assumed and what is left out go to stderr, or into the JSON.

    Raises:
        UsageError: no `--as`.
    """
    if arguments.files[0] == "pairs" and len(arguments.files) == 2:
        return _import_pairs(arguments)
    if not arguments.as_name:
        raise UsageError("--as names the new world's folder, as in: linkage import model.json --as mine")
    imported = import_world(
        [Path(name) for name in arguments.files], Path(arguments.as_name), arguments.format_in, arguments.start
    )
    for line in notes(imported.draft):
        print(line, file=sys.stderr)
    print_taken_name(imported.folder)
    if arguments.format == "json":
        return print_json(imported.fields())
    rows = ", ".join(_counted(count, table.replace("_", " ")) for table, count in imported.draft.counts.items())
    print(f"{imported.folder} is ready, read as {imported.form}: {rows}.")
    folder = shlex.quote(str(imported.folder))
    print(f"'linkage check {folder}', then 'linkage serve {folder}'.")
    return 0


def _counted(count: int, rows: str) -> str:
    """A number of rows in words.

    >>> _counted(1, "agencies"), _counted(1, "links"), _counted(2, "links")
    ('1 agency', '1 link', '2 links')
    """
    one = f"{rows[:-3]}y" if rows.endswith("ies") else rows.removesuffix("s")
    return f"{count:,} {one if count == 1 else rows}"


def notes(draft: WorldDraft) -> list[str]:
    """A line on everything that was assumed or left out."""
    lines = [f"assumed: {sentence}" for sentence in draft.assumed]
    return lines + [f"left out: {what}: {why}" for what, why in draft.left_out]


def _import_pairs(arguments: Namespace) -> int:
    """Write a file's pairs beside agency tables."""
    given = {name: getattr(arguments, name) for name in ("link", "left", "right", "probability", "tables")}
    missing = [f"--{name}" for name, value in given.items() if not value]
    if missing:
        raise UsageError(f"import pairs FILE also needs {', '.join(missing)}.")
    columns = PairColumns(arguments.left, arguments.right, arguments.probability)
    done = import_pairs(Path(arguments.files[1]), Path(arguments.tables), arguments.link, columns)
    if done.left_out:
        print(f"left out: columns {safe_text(', '.join(done.left_out), 200)}", file=sys.stderr)
    if arguments.format == "json":
        return print_json({"file": str(done.file), "pairs": done.number, "left_out": list(done.left_out)})
    number = count_of(done.number, "pair")
    print(f"{done.file}: {number}. They join {arguments.link} where --tables {arguments.tables} is given.")
    return 0
