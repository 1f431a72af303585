"""The verb `about`: all that a world knows about one of its links, rules or databases."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from linkage.answers.about import about_report
from linkage.answers.about.row_about import row_about as found_about
from linkage.world.storage import folders


def about(a: Namespace) -> int:
    """One link, rule or database, with what rests on it."""
    found = found_about(folders.load(a.world), a.name, ",".join(a.what_if))
    if a.format == "json":
        json.dump(about_report.about_json(found), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        sys.stdout.write(about_report.about_text(found))
    return 0
