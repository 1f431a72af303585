"""Workers that are started ahead: the next city takes them, and those that nobody takes are ended."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from linkage.answers.whole_city.city_report import city_json
from linkage.citywide.worker_process import LocalWorker, WorkerProcess
from linkage.citywide.worker_start import WaitingWorkers, end_worker
from linkage.citywide.workers import WorkerPool
from linkage.world.storage.folders import load

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a child inherits pipes on posix only")


def test_a_city_takes_the_worker_that_waits_and_counts_as_any_other() -> None:
    world, residents = load("tiny"), 140_000
    with WaitingWorkers(1) as waiting:
        (worker,) = waiting._waiting
        with WorkerPool(world, 1, residents, 2, takes_part=True, waiting=waiting) as shared:
            assert [type(part) for part in shared._workers] == [LocalWorker, WorkerProcess]
            assert shared._workers[1].process is worker.process  # type: ignore[attr-defined]
            counted = city_json(world, shared.count(world), 1, "")
    assert worker.process.poll() is not None
    with WorkerPool(world, 1, residents, 1) as alone:
        assert counted == city_json(world, alone.count(world), 1, "")


def test_one_that_steps_back_is_never_one_that_waits() -> None:
    with WaitingWorkers(1) as waiting, WorkerPool(load("tiny"), 1, 140_000, 2, steps_back=True, waiting=waiting):
        (worker,) = waiting._waiting
        assert worker.process.poll() is None
    assert worker.process.poll() is not None


def test_where_none_waits_one_is_started() -> None:
    with WaitingWorkers(0) as waiting:
        worker = waiting.take()
        assert worker.process.poll() is None
        end_worker(worker)


@pytest.mark.parametrize("words", [["city", "no-such-world"], ["city", "tiny"], ["city", "tiny", "--what-if", "nope"]])
def test_a_command_leaves_no_worker_behind(words: list[str]) -> None:
    command = [sys.executable, "-m", "linkage", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    process.communicate(timeout=60)
    listing = subprocess.run(["ps", "-o", "pid=", "-s", str(process.pid)], capture_output=True, text=True, check=False)
    assert not listing.stdout.split()
