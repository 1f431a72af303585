"""`make bench`: measure everything and print one table, ready for the README."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys

from tests.bench.measure import table

PARTS = ("spreads", "cuts", "stage", "whatif", "room", "cityscreen", "city", "best", "peers")


def main(names: list[str]) -> int:
    """Measure the named parts, or all that are there; with --all also what takes minutes."""
    if "--all" in names:
        os.environ["LINKAGE_BENCH_ALL"] = "1"
        names = [name for name in names if name != "--all"]
    found = []
    for name in names or PARTS:
        if importlib.util.find_spec(f"tests.bench.{name}") is None:
            continue
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        found += importlib.import_module(f"tests.bench.{name}").figures()
    print(f"\nOn {os.cpu_count()} cores, Python {sys.version.split()[0]}:\n")
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
