"""The same counts on a Dask cluster that is there already, for those who outgrow one machine.

Blocks go out in stretches, as they do to workers of this machine, through the same function; only totals come back.
On one machine the workers of `workers` are quicker: here every task is sent by a scheduler.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals
from linkage.citywide.engine.account_joins import all_blocks
from linkage.citywide.worker_process import LocalWorker
from linkage.citywide.workers import STRETCH, summed, without_texts
from linkage.errors import LinkageError
from linkage.population.residents import Residents
from linkage.world.model import World


def counted_on(
    address: str,
    world: World,
    seed: int,
    residents: int,
    worlds: list[World],
    asked: CountQuery,
    progress: Callable[[int, int], None],
) -> list[Totals]:
    """The city's totals, counted by the workers of a Dask scheduler.

    Raises:
        LinkageError: dask isn't installed, or nobody answers at the address.
    """
    distributed = _dask()
    bare = [without_texts(each) for each in (world.everything, *worlds)]
    blocks = all_blocks(Residents(world, seed, residents))
    stretches = [blocks[low : low + STRETCH] for low in range(0, len(blocks), STRETCH)]
    try:
        client = distributed.Client(address, timeout="5s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise LinkageError(f"No Dask scheduler answers at '{address}': {error}") from error
    with client, client.as_current():
        [made] = client.scatter([(bare[0], bare[1:], asked)], hash=False, broadcast=True)
        tasks = [client.submit(counted_stretch, made, seed, residents, each, pure=False) for each in stretches]
        found: list[Totals] = []
        try:
            for done, task in enumerate(distributed.as_completed(tasks), start=1):
                found = summed([found, task.result()]) if found else task.result()
                progress(done, len(tasks))
        except BaseException:
            client.cancel(tasks)
            raise
    return found


def counted_stretch(
    made: tuple[World, list[World], CountQuery], seed: int, residents: int, stretch: range
) -> list[Totals]:
    """The totals of some blocks, which are made, counted and forgotten."""
    world, worlds, asked = made
    hand = LocalWorker(world, seed, residents)
    hand.ask(stretch, False, worlds, asked)
    return hand.answer(lambda done, of: None)


def _dask() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise LinkageError("--dask needs Dask: install it with  pip install 'linkage[dask]'.") from None
