"""The same counts on an existing Dask cluster, for cities too large for one machine.

Blocks are sent out in chunks, as to the workers of this machine; only totals come back. On one machine the pool of
`workers` is quicker: here a scheduler sends every task.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals
from linkage.citywide.engine.account_joins import all_blocks
from linkage.citywide.worker_process import LocalWorker
from linkage.citywide.workers import BLOCKS_PER_CHUNK, add_totals, strip_texts
from linkage.errors import LinkageError
from linkage.population.residents import Residents
from linkage.world.model import World


def count_on_cluster(
    address: str,
    world: World,
    seed: int,
    residents: int,
    worlds: list[World],
    query: CountQuery,
    progress: Callable[[int, int], None],
) -> list[Totals]:
    """The totals of a city under several worlds, counted by the workers of a Dask scheduler.

    Raises:
        LinkageError: dask isn't installed, or nobody answers at the address.
    """
    distributed = _import_distributed()
    stripped = [strip_texts(source) for source in (world.everything, *worlds)]
    blocks = all_blocks(Residents(world, seed, residents))
    chunks = [blocks[low : low + BLOCKS_PER_CHUNK] for low in range(0, len(blocks), BLOCKS_PER_CHUNK)]
    try:
        client = distributed.Client(address, timeout="5s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise LinkageError(f"No Dask scheduler answers at '{address}': {error}") from error
    with client, client.as_current():
        [payload] = client.scatter([(stripped[0], stripped[1:], query)], hash=False, broadcast=True)
        tasks = [client.submit(count_chunk, payload, seed, residents, chunk, pure=False) for chunk in chunks]
        totals: list[Totals] = []
        try:
            for done, task in enumerate(distributed.as_completed(tasks), start=1):
                totals = add_totals([totals, task.result()]) if totals else task.result()
                progress(done, len(tasks))
        except BaseException:
            client.cancel(tasks)
            raise
    return totals


def count_chunk(
    payload: tuple[World, list[World], CountQuery], seed: int, residents: int, chunk: range
) -> list[Totals]:
    """The totals of a chunk of blocks, which are computed, counted and forgotten.

    Args:
        payload: the world that people are drawn from, the worlds to count, the query.
    """
    world, worlds, query = payload
    worker = LocalWorker(world, seed, residents)
    worker.submit(chunk, False, worlds, query)
    return worker.result(lambda done, of: None)


def _import_distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise LinkageError("--dask needs Dask: install it with  pip install 'linkage[dask]'.") from None
