"""A city whose people nobody holds any more is freed at once, without waiting for the collector of circles."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from linkage.answers.whole_city.best_removals import best_removals
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.citywide.whole_population import WholePopulation
from linkage.citywide.worker_process import LocalWorker
from linkage.citywide.workers import CountQuery
from linkage.population.tables import generate_tables
from linkage.world.storage.folders import load


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("name", ["tiny", "beijing"])
def test_people_are_freed_with_what_held_them(name: str) -> None:
    world = load(name)
    whole = WholePopulation(world, 2, 70_000)
    best_removals(whole, service=(next(iter(world.services)),), limit=1)
    assert whole.people is not None
    held = [weakref.ref(whole.people), weakref.ref(next(whole.partitions()))]
    del whole
    assert [reference() for reference in held] == [None, None]


def subject_index(worker: LocalWorker) -> SubjectIndex:
    """What a worker has counted its subjects in."""
    assert worker.counter is not None
    return worker.counter.partition.subject_index


def test_a_worker_frees_the_people_of_the_block_before() -> None:
    world = load("beijing")
    worker = LocalWorker(world, 1, 140_000)
    worker.submit(range(1), True, [world], CountQuery())
    worker.result(lambda done, of: None)
    assert worker.counter is not None
    before = [weakref.ref(part) for part in (worker.counter.partition, worker.counter.joins, subject_index(worker))]
    worker.submit(range(1, 2), False, [world], CountQuery())
    worker.result(lambda done, of: None)
    assert [reference() for reference in before] == [None, None, None]
    assert worker.counter is None


def test_the_tables_of_a_story_are_freed_with_their_people() -> None:
    tables = generate_tables(load("tiny"), 2, 2_000)
    tables.visit_all()
    assert tables.population is not None
    people = weakref.ref(tables.population)
    del tables
    assert people() is None
