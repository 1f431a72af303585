"""The verb `city`, from its first moment: workers start while this process loads what it counts with."""

from __future__ import annotations

import gc
import importlib
from argparse import Namespace

from linkage.citywide.freed_memory import keep_freed_memory
from linkage.citywide.worker_start import ONE_PROCESS_RESIDENTS, WaitingWorkers, most_workers

_OBJECTS_A_ROUND = 50_000
"""New objects until the garbage collector goes round: modules that are loaded leave it next to nothing to find."""


def city(arguments: Namespace) -> int:
    """Print the counts of the whole city (`whole_city_command.city`)."""
    given = arguments.workers or arguments.tables or arguments.dask
    is_large = arguments.residents is None or arguments.residents >= ONE_PROCESS_RESIDENTS
    keep_freed_memory()
    gc.set_threshold(_OBJECTS_A_ROUND)
    with WaitingWorkers(most_workers() - 1 if is_large and not given else 0) as waiting:
        return int(importlib.import_module("linkage.cli.counting.whole_city_command").city(arguments, waiting))
