"""Workers: which of them are processes of their own, and which let others go first."""

from __future__ import annotations

import os

import pytest

from linkage.answers.whole_city.city_report import city_json
from linkage.citywide.worker_process import LocalWorker, WorkerProcess
from linkage.citywide.workers import OWN_PROCESS_RESIDENTS, WorkerPool, start_workers
from linkage.world.storage.folders import load

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a child inherits pipes on posix only")


@pytest.mark.parametrize(
    ("number", "residents", "steps_back", "kind"),
    [
        (1, OWN_PROCESS_RESIDENTS, False, LocalWorker),
        (1, OWN_PROCESS_RESIDENTS - 1, True, LocalWorker),
        (1, OWN_PROCESS_RESIDENTS, True, WorkerProcess),
        (2, 1_000, False, WorkerProcess),
    ],
)
def test_a_worker_that_is_alone_is_this_process_unless_it_steps_back_with_many(
    number: int, residents: int, steps_back: bool, kind: type
) -> None:
    workers = start_workers(number, load("tiny"), 1, residents, steps_back)
    try:
        assert [type(worker) for worker in workers] == [kind] * number
    finally:
        for worker in workers:
            worker.close()


def test_one_that_steps_back_counts_the_same_and_lets_others_go_first() -> None:
    world, residents = load("tiny"), OWN_PROCESS_RESIDENTS
    with WorkerPool(world, 1, residents, steps_back=True) as aside, WorkerPool(world, 1, residents) as here:
        assert city_json(world, aside.count(world), 1, "") == city_json(world, here.count(world), 1, "")
        (worker,) = aside._workers
        assert isinstance(worker, WorkerProcess)
        assert os.getpriority(os.PRIO_PROCESS, worker.process.pid) > os.getpriority(os.PRIO_PROCESS, 0)
