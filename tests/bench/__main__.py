"""`make bench`: measure everything and print one table, ready for the page of figures.

With names only those parts, with --all also what takes minutes; with --write the table goes into the page beside this
file, too. A row that no page describes ends the run.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys

from tests.bench.measure import Figure, table
from tests.bench.results_table import PAGE, write
from tests.bench.row_names import LISTED, ROWS, named

PARTS = tuple(LISTED)


def main(arguments: list[str]) -> int:
    """Measure the named parts, or all that are there."""
    names = [name for name in arguments if not name.startswith("--")]
    if unknown := sorted({*names} - {*PARTS} | {*arguments} - {*names, "--all", "--write"}):
        print(f"There is no {', '.join(unknown)}. There is: {', '.join(PARTS)}, --all, --write.", file=sys.stderr)
        return 2
    if "--all" in arguments:
        os.environ["LINKAGE_BENCH_ALL"] = "1"
    rows: list[Figure] = []
    for name in names or PARTS:
        if importlib.util.find_spec(f"tests.bench.{name}") is None:
            continue
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        measured = importlib.import_module(f"tests.bench.{name}").figures()
        rows += measured
        if "--write" in arguments and all(named(figure.what) in ROWS for figure in measured):
            write(measured)  # part by part, so that one that fails loses no other
    print(f"\nOn {os.cpu_count()} cores, Python {sys.version.split()[0]}:\n")
    print(table(rows))
    if unlisted := [figure.what for figure in rows if named(figure.what) not in ROWS]:
        print(f"\nNot listed in tests/bench/row_names.py: {'; '.join(unlisted)}", file=sys.stderr)
        return 1
    if "--write" in arguments:
        print(f"\nwritten: {PAGE}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
