"""How sure a city is: draws of a what-if's counts, other invented people, and a tornado of every assumed figure."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.bench.measure import Figure

WORLD, WHAT_IF = "beijing", "drop:phone"
RESIDENTS, FEWER = 22_000_000, 1_000_000


def seconds(residents: int, *options: str) -> float:
    """The whole command, from nothing: wall seconds."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "linkage", "city", WORLD, "--what-if", WHAT_IF, "--residents", str(residents)]
    subprocess.run([*command, *options], check=True, capture_output=True)
    return time.perf_counter() - start


def figures() -> list[Figure]:
    """Draws and seeds at 22 million, a tornado at a million; one run each."""
    drawn, invented = seconds(RESIDENTS, "--range", "24"), seconds(RESIDENTS, "--seeds", "5")
    tornado = seconds(FEWER, "--tornado", "restricted")
    return [
        Figure("`city --range 24` of a what-if, 22,000,000 residents, from nothing", f"{drawn:.1f} s", "≤ 60 s"),
        Figure("`city --seeds 5` of a what-if, 22,000,000 residents, from nothing", f"{invented:.1f} s", "-"),
        Figure("`city --tornado` of all figures, 1,000,000 residents, from nothing", f"{tornado:.1f} s", "≤ 60 s"),
    ]
