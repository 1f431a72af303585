"""Memory that arrays give back is kept where the C library can: an array made again costs no page of the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.libc_ver()[0] != "glibc", reason="only the GNU C library can be told to"
)

PROGRAM = """
import resource, sys
import numpy as np
from linkage.citywide.freed_memory import keep_freed_memory
if sys.argv[1] == "keeps":
    assert keep_freed_memory()
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


def test_arrays_made_again_and_again_take_the_same_pages() -> None:
    asked = {
        how: int(subprocess.run([sys.executable, "-c", PROGRAM, how], check=True, capture_output=True).stdout)
        for how in ("keeps", "gives")
    }
    assert asked["keeps"] * 4 < max(asked["gives"], 1_000), asked


def test_what_is_freed_can_be_given_back() -> None:
    program = """
import numpy as np
from linkage.citywide.freed_memory import give_freed_memory_back, keep_freed_memory
def resident():
    return int(open("/proc/self/statm").read().split()[1])
keep_freed_memory()
arrays = [np.full(500_000, 7) for _ in range(40)]
full = resident()
del arrays
kept = resident()
give_freed_memory_back()
print(full, kept, resident())
"""
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    full, kept, given_back = map(int, said.split())
    assert kept > full / 2
    assert given_back < kept / 2
