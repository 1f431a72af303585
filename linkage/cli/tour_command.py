"""The verb `tour`: lists the guided talks, checks them, or writes one with a page a stop."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from functools import cache
from pathlib import Path

from linkage.answers.exports.page_print import save_page
from linkage.cli.options.overwrite_option import check_file_option
from linkage.errors import UsageError
from linkage.tours.tour_catalogue import find_tour, load_tour, tour_paths
from linkage.tours.tour_check import check_tour
from linkage.tours.tour_page import tour_page
from linkage.vocabulary import count_of
from linkage.world.storage import folders


def tour(arguments: Namespace) -> int:
    """Do what was chosen of `list`, `check` and `export`."""
    return {"list": _list_tours, "check": _check_tours, "export": _export_tour}[arguments.action](arguments)


def _list_tours(arguments: Namespace) -> int:
    """Print the tours, a line each."""
    if arguments.tour:
        raise UsageError("'tour list' takes no name: it lists them all.")
    tours = [load_tour(path) for path in tour_paths().values()]
    if arguments.format == "json":
        rows = [
            {"id": each.id, "title": each.title, "world": each.world, "stops": len(each.stops), "presses": each.presses}
            for each in tours
        ]
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return 0
    for each in tours:
        length = f"{count_of(len(each.stops), 'stop')}, {count_of(each.presses, 'press', 'presses')}"
        print(f"{each.id:<16} {each.title:<28} {each.world}, {length}: /?tour={each.id}")
    return 0


def _check_tours(arguments: Namespace) -> int:
    """Print every fault of one tour, or of all: each stop is asked, and its sentence held against the answer."""
    paths = [find_tour(arguments.tour)] if arguments.tour else list(tour_paths().values())
    load = cache(folders.load)
    faults = [fault for path in paths for fault in check_tour(path, load).faults]
    if arguments.format == "json":
        json.dump([fault.fields() for fault in faults], sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        for fault in faults:
            print(fault.sentence())
        print(f"{count_of(len(paths), 'tour')}: {count_of(len(faults), 'fault')}")
    return 1 if faults else 0


def _export_tour(arguments: Namespace) -> int:
    """Write one tour as a PDF or as HTML that prints so, to a file or (HTML) to stdout."""
    if not arguments.tour:
        raise UsageError("Which tour? 'linkage tour list' shows them.")
    check_file_option(arguments, arguments.out, "talk.pdf")
    chosen = load_tour(arguments.tour)
    if not arguments.out:
        sys.stdout.write(tour_page(chosen, folders.load))
        return 0
    path, remark = save_page(lambda: tour_page(chosen, folders.load), Path(arguments.out), arguments.overwrite)
    for line in filter(None, (remark, f"{path}: {path.stat().st_size:,} bytes")):
        print(line, file=sys.stderr)
    return 0
