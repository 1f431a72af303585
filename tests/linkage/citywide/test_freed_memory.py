"""Memory that arrays give back is kept where the C library can: an array made again costs no page of the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

from linkage.citywide.freed_memory import keep_freed_memory

PROGRAM = """
import resource, sys
import numpy as np
from linkage.citywide.freed_memory import keep_freed_memory
keeps = sys.argv[1] == "keeps" and keep_freed_memory()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def make():
    for _ in range(50):
        np.full(500_000, 7).sum()
make()
before = faults()
make()
print(faults() - before)
"""


@pytest.mark.skipif(not keep_freed_memory(), reason="this C library maps and clears large arrays as it likes")
def test_arrays_made_again_and_again_take_the_same_pages() -> None:
    asked = {
        how: int(subprocess.run([sys.executable, "-c", PROGRAM, how], check=True, capture_output=True).stdout)
        for how in ("keeps", "gives")
    }
    assert asked["keeps"] * 4 < max(asked["gives"], 1_000), asked
