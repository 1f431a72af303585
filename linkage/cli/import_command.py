"""The verb `import`: another program's file, or an export of ours, as a new world."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from linkage.cli.commands import print_json
from linkage.imports.draft_world import WorldDraft
from linkage.imports.world_import import import_world


def import_(arguments: Namespace) -> int:
    """Write the world that a file describes; what is assumed and what is left out go to stderr, or into the JSON."""
    imported = import_world(
        [Path(name) for name in arguments.files], Path(arguments.as_name), arguments.format_in, arguments.start
    )
    for line in notes(imported.draft):
        print(line, file=sys.stderr)
    if arguments.format == "json":
        return print_json(imported.fields())
    rows = ", ".join(f"{count} {table.replace('_', ' ')}" for table, count in imported.draft.counts.items())
    print(f"{imported.folder} is ready, read as {imported.form}: {rows}.")
    print(f"'linkage check {imported.folder}', then 'linkage serve {imported.folder}'.")
    return 0


def notes(draft: WorldDraft) -> list[str]:
    """A line on everything that was assumed or left out."""
    lines = [f"assumed: {sentence}" for sentence in draft.assumed]
    return lines + [f"left out: {what}: {why}" for what, why in draft.left_out]
