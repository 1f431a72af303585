"""The verb `replay`: a kept trace, checked against its world and tables again."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from linkage.answers.replay.kept_trace import read_kept_trace
from linkage.answers.replay.replay_report import replay as replay_trace
from linkage.cli.printing import print_json
from linkage.world.storage import folders


def replay(arguments: Namespace) -> int:
    """Print what doesn't hold any more in a kept trace; the exit code is 1 where something doesn't."""
    kept = read_kept_trace(Path(arguments.file))
    world = folders.load(arguments.world or kept.stamp["world"])
    found = replay_trace(world, kept, Path(arguments.tables) if arguments.tables else None)
    for remark in found.remarks:
        print(f"remark: {remark}", file=sys.stderr)
    if arguments.format == "json":
        print_json(found.fields())
    else:
        print("\n".join(found.lines()))
    return 0 if found.holds else 1
