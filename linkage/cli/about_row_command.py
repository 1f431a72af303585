"""The verb `about`: prints all that a world knows about one of its links, rules or databases."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from linkage.answers.about import about_report
from linkage.answers.about.row_about import row_about
from linkage.world.storage import folders


def about(arguments: Namespace) -> int:
    """Print one link, rule or database, with its sources and what rests on it."""
    row = row_about(folders.load(arguments.world), arguments.name, ",".join(arguments.what_if))
    if arguments.format == "json":
        json.dump(about_report.about_json(row), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        sys.stdout.write(about_report.about_text(row))
    return 0
