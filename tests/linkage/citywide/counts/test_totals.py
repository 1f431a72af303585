"""The city against the readable engine: distinct subjects in the rows of `effects`, every number."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from types import MappingProxyType

import numpy as np
import pytest

from linkage.answers.spread_question import Question, ask, spread_everybody
from linkage.answers.whole_city import city_report
from linkage.answers.whole_city.city_report import city_json
from linkage.citywide import workers
from linkage.citywide.counts.remaining_effects import effects_without_wrong_matches
from linkage.citywide.engine import bitsets
from linkage.citywide.engine.account_joins import AccountJoins, all_blocks
from linkage.citywide.worker_process import LocalWorker
from linkage.citywide.workers import WorkerPool
from linkage.errors import LinkageError
from linkage.population.residents import Residents
from linkage.population.tables import generate_tables
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.city_by_sets import Numbers, Row, city_counts, counts_of_answer, rows_in, without_kinds
from tests.oracles.plain_world import read
from tests.oracles.random_worlds import VERBS, VERBS_WITH_ERRORS, random_what_if, write_world

BUNDLED = ("tiny", "beijing", "elsewhere", "jiangsu", "hangzhou", "thirty-cities")


def in_city(world: World, city: WorkerPool) -> Numbers:
    """The city's numbers."""
    return counts_of_answer(city_json(world, city.count(world), city.people.seed, ""))


def agree(folder: World, what_if: str, seed: int, residents: int, city: WorkerPool) -> int:
    """Hold both against each other; returns how many doors were compared."""
    changed = under(folder, what_if)
    _, tables, spread = spread_everybody(folder, Question(what_if=what_if, seed=seed, residents=residents))
    expected, actual = city_counts(changed, tables, spread), in_city(changed, city)
    if any(rule.threshold for rule in changed.rules.values()):  # kinds of score rules are told apart elsewhere
        actual, expected = without_kinds(actual), without_kinds(expected)
    assert actual == expected, (folder.id, what_if, seed, residents)
    return len(actual)


def agree_on_a_bundled_world(name: str, seeds: Iterable[int], residents: int, number: int) -> int:
    """One city answers everything, so it must remember nothing."""
    world, rng, rows = folders.load(name), Random(7), read(folders.find(name))
    doors = 0
    for seed in seeds:
        with WorkerPool(world, seed, residents) as city:
            for what_if in ["", "reading:everything", *(random_what_if(rng, rows) for _ in range(number))]:
                doors += agree(world, what_if, seed, residents, city)
    return doors


def agree_on_random_worlds(folder: Path, seeds: Iterable[int], errors: bool = False) -> int:
    """With wrong rows, joint rules, listings in a circle; every third has points.

    Args:
        errors: whether columns are in error and keys of several identifiers, too.
    """
    doors = 0
    verbs = VERBS_WITH_ERRORS if errors else VERBS
    for seed in seeds:
        rng = Random(seed)
        written = write_world(folder / f"world-{seed}", rng, scores=seed % 3 == 0, composites=errors, errors=errors)
        world, residents = folders.load(written), rng.randint(60, 400)
        with WorkerPool(world, seed, residents) as city:
            for what_if in ("", random_what_if(rng, read(written), verbs)):
                doors += agree(world, what_if, seed, residents, city)
    return doors


@pytest.mark.thorough
@pytest.mark.parametrize("name", BUNDLED)
def test_the_city_is_the_distinct_subjects_of_effects_in_bundled_worlds(
    name: str, record_count: Callable[..., None]
) -> None:
    doors = agree_on_a_bundled_world(name, [1], 800, 2)
    record_count("city against effects, bundled worlds", doors=doors)
    assert doors


@pytest.mark.thorough
@pytest.mark.parametrize("first", range(0, 24, 6))
def test_the_city_is_the_distinct_subjects_of_effects_in_random_worlds(
    first: int, tmp_path: Path, record_count: Callable[..., None]
) -> None:
    doors = agree_on_random_worlds(tmp_path, range(first, first + 6))
    record_count("city against effects, random worlds", doors=doors)
    assert doors


@pytest.mark.thorough
@pytest.mark.parametrize("first", range(0, 18, 6))
def test_the_city_is_the_distinct_subjects_of_effects_where_columns_are_in_error(
    first: int, tmp_path: Path, record_count: Callable[..., None]
) -> None:
    doors = agree_on_random_worlds(tmp_path, range(first, first + 6), errors=True)
    record_count("city against effects, columns in error", doors=doors)
    assert doors


def test_a_rule_enforced_at_a_share_of_companies_fires_at_those_that_are_drawn(tmp_path: Path) -> None:
    """Residents stand before companies in the city's arrays, and the rule's list holds companies only."""
    world = folders.load(write_world(tmp_path / "world", Random(394), composites=True, errors=True))
    with WorkerPool(world, 394, 57) as city:
        for share in (0.15, 0.26, 0.5, 0.9):
            assert agree(world, f"enforced:rule-0={share}", 394, 57, city)


def test_who_is_wrongly_reached_is_no_difference_of_sums_where_scores_can_turn(tmp_path: Path) -> None:
    """In this one a run without wrong matches rewards somebody whom the run with them doesn't."""
    assert agree_on_random_worlds(tmp_path, [294])


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("name", BUNDLED)
def test_cities_of_3000_agree_under_20_what_ifs(name: str, seed: int, record_count: Callable[..., None]) -> None:
    record_count("city against effects, 3,000", doors=agree_on_a_bundled_world(name, [seed], 3_000, 20))


@pytest.mark.prove
@pytest.mark.parametrize("first", range(24, 324, 20))
def test_300_random_worlds_agree(first: int, tmp_path: Path, record_count: Callable[..., None]) -> None:
    doors = agree_on_random_worlds(tmp_path, range(first, first + 20))
    record_count("city against effects, random worlds", doors=doors)


@pytest.mark.prove
@pytest.mark.parametrize("first", range(18, 318, 20))
def test_300_random_worlds_with_errors_agree(first: int, tmp_path: Path, record_count: Callable[..., None]) -> None:
    doors = agree_on_random_worlds(tmp_path, range(first, first + 20), errors=True)
    record_count("city against effects, columns in error", doors=doors)


# one resident's part of it


def traced(world: World, what_if: str, residents: int, seed: int, subjects: Iterable[str]) -> set[Row]:
    """The rows of `trace --with-own` of some subjects, put together."""
    tables = generate_tables(world, seed, residents)
    tables.visit_all()
    kinds = {record.subject: record.kind for record in tables.records.values()}
    rows: set[Row] = set()
    for subject in subjects:
        question = Question(record_kind=kinds[subject], resident=subject, what_if=what_if, with_own=True)
        rows |= rows_in(ask(world, question, tables).spread)
    return rows


@pytest.mark.parametrize(("name", "what_if"), [("tiny", "off:rail-tickets-refuse-monthly-pass"), ("beijing", "")])
def test_traces_of_everybody_with_their_own_records_make_the_city(name: str, what_if: str) -> None:
    """Where no rule needs several kinds: so a trace at 22 million is that resident's part of the city."""
    world, residents = folders.load(name), 600
    tables = generate_tables(world, 2, residents)
    tables.visit_all()
    kinds = under(world, what_if).record_kinds
    subjects = sorted({record.subject for record in tables.records.values() if record.kind in kinds})
    rows = traced(world, what_if, residents, 2, subjects)
    with city_report.CityCounter(world, 2, residents) as city:
        counts = {(r["service"], r["effect"]): r["residents"] + r["companies"] for r in city.answer(what_if)["effects"]}
    doors = {(service, effect) for _, service, effect, _ in rows}
    assert counts == {door: len({row[0] for row in rows if row[1:3] == door}) for door in doors}


def test_a_trace_is_the_same_in_a_city_of_any_size() -> None:
    """Away from its edge: nobody beyond resident 65,535 has to do with 4,000 of the first block."""
    world = folders.load("beijing")
    question = Question(record_kind="unpaid-court-judgment", resident="R0000004000", with_own=True)
    spreads = [ask(world, replace(question, residents=number)).spread for number in (65_536, 22_000_000)]
    assert spreads[0].steps == spreads[1].steps


# the same whoever counts


def test_two_processes_count_what_one_counts() -> None:
    world = folders.load("tiny")
    with WorkerPool(world, 1, 140_000, 1) as single, WorkerPool(world, 1, 140_000, 2) as double:
        assert in_city(under(world), double) == in_city(under(world), single)


@pytest.mark.prove
def test_blocks_add_up_in_any_order() -> None:
    world = folders.load("tiny")
    with WorkerPool(world, 1, 200_000, 1) as city:
        whole = in_city(under(world), city)
    worker, parts = LocalWorker(world, 1, 200_000), []
    for block in reversed(range(4)):
        worker.submit(range(block, block + 1), False, [under(world)], workers.CountQuery())
        parts.append(worker.result(lambda done, of: None))
    total = workers.add_totals(parts)[0]
    assert counts_of_answer(city_json(under(world), total, 1, "")) == whole


@pytest.mark.prove
def test_a_city_too_large_to_be_kept_is_counted_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    world, steps = folders.load("tiny"), []
    with WorkerPool(world, 1, 200_000, 1) as city:
        kept_totals = city.counts([under(world), under(world, "drop:phone")])
    monkeypatch.setattr(workers, "MAX_KEPT_BLOCKS", 1)
    monkeypatch.setattr(workers, "BLOCKS_PER_CHUNK", 1)
    with WorkerPool(world, 1, 200_000, 1) as city:
        chunk_totals = city.counts([under(world), under(world, "drop:phone")], None, lambda *step: steps.append(step))
    assert [city_json(world, total, 1, "") for total in chunk_totals] == [
        city_json(world, total, 1, "") for total in kept_totals
    ]
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.thorough
def test_a_dask_cluster_counts_the_same() -> None:
    distributed = pytest.importorskip("distributed", reason="dask isn't installed (pip install 'linkage[dask]')")
    world = folders.load("tiny")
    with city_report.CityCounter(world, 1, 140_000, 1) as local:
        expected = local.answer("drop:phone", on_day=30)
    cluster = distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1")
    with cluster, city_report.CityCounter(world, 1, 140_000, dask=cluster.scheduler_address) as remote:
        assert remote.answer("drop:phone", on_day=30) == expected


@pytest.mark.prove
def test_without_dask_the_error_names_the_way_out() -> None:
    world = folders.load("tiny")
    with pytest.raises(LinkageError, match=r"linkage\[dask\]|No Dask scheduler answers"):
        city_report.CityCounter(world, 1, 1_000, dask="tcp://127.0.0.1:9").answer()


def test_a_worker_that_fails_says_why_and_none_stays_behind() -> None:
    world = folders.load("tiny")
    with WorkerPool(world, 1, 140_000, 2) as city:
        processes = [worker.process for worker in city._workers]  # type: ignore[attr-defined]
        with pytest.raises(ValueError, match="how removals travel"):
            city.counts([under(world)], workers.CountQuery(on_day=5))
    assert all(process.poll() is not None for process in processes)


def test_an_interrupted_count_ends_with_130_and_leaves_nothing_behind() -> None:
    """Ctrl-C reaches the whole group of processes, as from a terminal."""
    command = [sys.executable, "-m", "linkage", "city", "tiny", "--residents", "300000000", "--workers", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    while len(session_of(process.pid)) < 2:
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)
    interrupt(process.pid)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"interrupted\n")
    assert not session_of(process.pid)


def interrupt(group: int) -> None:
    """Ctrl-C in a terminal."""
    os.killpg(group, signal.SIGINT)


def session_of(session: int) -> list[str]:
    """The processes of a session that are still there, zombies aside."""
    listing = subprocess.run(["ps", "-o", "pid=", "-s", str(session)], capture_output=True, text=True, check=False)
    return listing.stdout.split()


# nothing is remembered


def test_a_changed_cell_of_the_link_table_changes_every_number_that_hangs_on_it(tmp_path: Path) -> None:
    """The same city object answers; the folder's cell is `add_days` of one link, then its `share`."""
    world = folders.load("tiny")
    link = world.links["defaulter-list-to-rail-tickets"]
    with WorkerPool(world, 1, 5_000, 1) as city:
        before = in_city(under(world), city)
        for column, value in (("add_days", (link.add_days or 0) + 9), ("share", 0.25), ("carries", ("skipped-fare",))):
            links = MappingProxyType({**world.links, link.id: replace(link, **{column: value})})
            changed = replace(world, links=links)
            _, tables, spread = spread_everybody(changed, Question(seed=1, residents=5_000))
            expected = city_counts(under(changed), tables, spread)
            assert in_city(under(changed), city) == expected
            differing = {door for door in before if before[door] != expected.get(door)}
            assert ("high-speed-rail", "refuse") in differing
            assert ("loan", "refuse") not in differing
        assert in_city(under(world), city) == before


def test_the_second_run_asks_only_those_whom_wrong_matches_touch() -> None:
    world = folders.load("beijing")
    worker = LocalWorker(world, 1, 20_000)
    worker.submit(range(1), True, [under(world)], workers.CountQuery())
    worker.result(lambda done, of: None)
    assert worker.counter is not None
    run = worker.counter.run(under(world))
    assert {door for door, _ in effects_without_wrong_matches(run).items()} < {
        (batch.rule.service, batch.rule.effect) for batch in run.effects
    }


def test_a_city_is_the_sum_of_its_blocks() -> None:
    people = Residents(folders.load("tiny"), 1, 200_000)
    kinds = list(people.world.record_kinds)
    whole = AccountJoins(people, all_blocks(people))
    parts = [AccountJoins(people, range(block, block + 1)) for block in all_blocks(people)]
    for kind in kinds:
        assert len(whole.holders(kind)) == sum(len(part.holders(kind)) for part in parts)


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 1000])
def test_bits_come_back_as_they_were_packed(size: int) -> None:
    flags = np.random.default_rng(size).random(size) < 0.3
    packed = bitsets.pack(flags)
    assert bitsets.unpack(packed, size).tolist() == flags.tolist()
    assert bitsets.positions_of(packed).tolist() == np.flatnonzero(flags).tolist()
    assert bitsets.count(packed) == int(flags.sum())
