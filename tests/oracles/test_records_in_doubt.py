"""Records in dispute and false records: the readable engine, the city and the evaluator in SQL say the same; and laws.

A world's what-if disputes some kinds, has a share of some be false, and often asks for confirmed records everywhere.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from linkage.answers.spread_question import Question, question_tables, spread_everybody
from linkage.answers.whole_city.city_report import CityCounter
from linkage.population.tables import Tables, generate_tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.proofs import DerivationGraph, proofs
from linkage.spread.steps import Spread
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.city_by_sets import city_counts, counts_of_answer, without_kinds
from tests.oracles.plain_world import Rows, read
from tests.oracles.random_worlds import random_what_if, write_world
from tests.oracles.test_agreement import RefusedError, agree, linkage, spoil

FURTHER = ("cut", "delay", "share", "removal", "correct", "expire", "threshold", "repair", "enforced", "reading")
MANY = [10, pytest.param(400, marks=pytest.mark.prove)]


def doubting(rng: Random, rows: Rows) -> str:
    """A what-if about records in doubt, with others behind it."""
    kinds = [*rows["record_kinds"], "*"]
    parts = [f"dispute:{rng.choice(kinds)}={rng.choice([0, 1, 3, 9, 25])}" for _ in range(rng.choice([1, 1, 2]))]
    parts += [f"false:{rng.choice(kinds)}={round(rng.random(), 2)}" for _ in range(rng.choice([1, 1, 2]))]
    parts += ["confirmed"] * rng.choice([0, 1])
    further = random_what_if(rng, rows, verbs=FURTHER, most=2)
    reading = [part for part in further.split(",") if part.startswith("reading:")]
    return ",".join([*reading, *parts, *(part for part in further.split(",") if part and part not in reading)])


def city_agrees(world: World, tables: Tables, what_if: str, city: CityCounter, day: int) -> None:
    """The city's counts, ever and on a day, are those of the distinct subjects of effects."""
    changed = under(world, what_if)
    spread = spread_from(CompiledRules.of(changed), tables, tables.records.values())
    for on_day in (None, day):
        expected = city_counts(changed, tables, spread, on_day)
        actual = counts_of_answer(city.answer(what_if, on_day=on_day))
        if on_day is not None or any(rule.threshold for rule in changed.rules.values()):
            expected, actual = without_kinds(expected), without_kinds(actual)
        assert actual == expected, (world.id, what_if, on_day)


@pytest.mark.thorough
@pytest.mark.parametrize("worlds", MANY)
def test_the_readable_engine_the_city_and_sql_agree_on_records_in_doubt(
    worlds: int, tmp_path: Path, record_count: Callable[..., None]
) -> None:
    """Each world with invented people, and with the same tables spoilt: rows, days, ends, wrong and false ones."""
    counts: Counter[str] = Counter()
    for seed in range(worlds):
        rng = Random(70_000 + seed)
        folder = write_world(tmp_path / f"world-{seed}", rng, scores=seed % 3 == 0)
        rows, world, residents = read(folder), folders.load(folder), rng.randint(40, 160)
        people = ("--seed", seed, "--residents", residents)
        linkage("generate", folder, *people, "--draws", "--out", tmp_path / f"agencies-{seed}")
        tables = tmp_path / f"agencies-{seed}" / "agencies.sqlite"
        what_if, day = doubting(rng, rows), rng.randint(0, 60)
        refused = counts["refused"]
        agree(folder, tables, what_if, *people, counts=counts)
        invented = generate_tables(world, seed, residents)
        invented.visit_all()
        if counts["refused"] == refused:
            with CityCounter(world, seed, residents) as city:
                city_agrees(world, invented, what_if, city, day)
        spoil(tables, rng, rows)
        what_if, refused = doubting(rng, rows), counts["refused"]
        agree(folder, tables, what_if, "--tables", tables, counts=counts)
        if counts["refused"] == refused:
            given = question_tables(world, Question(tables=tables), residents)
            with CityCounter(world, tables=given) as city:
                city_agrees(world, given, what_if, city, day)
    record_count("records in doubt", **{name.replace(" ", "_"): number for name, number in counts.items()})
    assert counts["false rows"] > 5 * worlds
    assert counts["wrong rows"] > 2 * worlds


def rows_of(world: World, tables: Tables, what_if: str) -> dict[tuple[str, ...], tuple[int, bool]]:
    """The rows of effects: each with its day, and whether it is false."""
    return {each[:4]: (each.day, each.false) for each in spread_of(world, tables, what_if).effects}


def spread_of(world: World, tables: Tables, what_if: str) -> Spread:
    """The spread of everybody's records under a what-if."""
    return spread_from(CompiledRules.of(under(world, what_if)), tables, tables.records.values())


def town(folder: Path, seed: int, scores: bool = False) -> tuple[Random, World, Tables]:
    """A random world with a town."""
    rng = Random(80_000 + seed)
    world = folders.load(write_world(folder / f"world-{seed}", rng, scores=scores))
    tables = generate_tables(world, seed, 60)
    tables.visit_all()
    return rng, world, tables


@pytest.mark.parametrize("worlds", MANY)
def test_a_larger_share_only_adds_false_records_and_changes_no_row(
    worlds: int, tmp_path: Path, record_count: Callable[..., None]
) -> None:
    """Share 0 makes nothing false, share 1 of every kind every row; in between the draws are nested."""
    added = 0
    for seed in range(worlds):
        rng, world, tables = town(tmp_path, seed, scores=seed % 3 == 0)
        before = rows_of(world, tables, "")
        low, high = sorted((round(rng.random(), 3), round(rng.random(), 3)))
        spreads = [spread_of(world, tables, f"false:*={share}") for share in (0, low, high, 1)]
        for spread in spreads:
            assert {each[:4]: each.day for each in spread.effects} == {key: day for key, (day, _) in before.items()}
        records = [spread.false_records for spread in spreads]
        assert records[0] == frozenset()
        assert records[0] <= records[1] <= records[2] <= records[3] == {record.id for record in spreads[3].records}
        assert not any(each.false for each in spreads[0].effects)
        assert all(each.false for each in spreads[3].effects)
        if seed % 3:  # a score may fall below its threshold again
            false = [{each[:4] for each in spread.effects if each.false} for spread in spreads]
            assert false[0] <= false[1] <= false[2] <= false[3]
        added += len(records[2]) - len(records[1])
    record_count("larger shares of false records", worlds=worlds, records_added=added)
    assert added > worlds


@pytest.mark.parametrize("worlds", MANY)
def test_a_dispute_on_a_later_day_only_adds(worlds: int, tmp_path: Path, record_count: Callable[..., None]) -> None:
    """From day 0 on it is as if every record were suspected; far away it is as if nothing were in dispute."""
    gone = 0
    for seed in range(worlds):
        rng, world, tables = town(tmp_path, seed)
        needs = rng.choice(["", ",confirmed"])
        days = sorted(rng.sample(range(1, 40), 2))
        everything = f"reading:everything{needs}"
        rows = [rows_of(world, tables, f"{everything},dispute:*={day}") for day in (0, *days, 36_500)]
        for earlier, later in pairwise(rows):
            assert earlier.keys() <= later.keys()
            assert all(later[key][0] <= earlier[key][0] for key in earlier)
        assert rows[-1] == rows_of(world, tables, everything)
        suspected = replace(tables, records={i: r._replace(standing="suspected") for i, r in tables.records.items()})
        assert rows[0] == rows_of(world, suspected, everything)
        gone += len(rows[-1]) - len(rows[0])
    record_count("disputes", worlds=worlds, rows_gone=gone)
    assert gone > worlds


@pytest.mark.parametrize("worlds", [6, pytest.param(150, marks=pytest.mark.prove)])
def test_every_proof_under_a_dispute_takes_no_record_that_is_in_dispute(worlds: int, tmp_path: Path) -> None:
    """A slower proof may know a record too late: it is none then. The shown one always holds."""
    listed, fewer = 0, 0
    for seed in range(worlds):
        rng, world, tables = town(tmp_path, 500 + seed)
        day = rng.choice([1, 3, 6, 12])
        what_if = f"reading:everything,confirmed,dispute:*={day}"
        spread = spread_of(world, tables, what_if)
        graph = DerivationGraph(CompiledRules.of(under(world, what_if)), tables, spread)
        free = spread_of(world, tables, "reading:everything,confirmed")
        free_graph = DerivationGraph(CompiledRules.of(under(world, "reading:everything,confirmed")), tables, free)
        free_effects = {each[:4]: each for each in free.effects}
        for effect in rng.sample(spread.effects, min(6, len(spread.effects))):
            found, unbounded = proofs(graph, effect, 50), proofs(free_graph, free_effects[effect[:4]], 50)
            fewer += found.number < unbounded.number
            for proof in found.proofs:
                listed += 1
                steps = {step.id: step for step in proof}
                for step in proof:
                    for cause in step.causes:
                        is_starting = steps[cause].kind != "scored" and "@" not in steps[cause].record
                        assert not is_starting or steps[cause].day < day, (seed, effect, step)
    assert listed > 2 * worlds
    assert fewer > 0


def test_the_draw_of_a_false_record_stands_in_the_written_tables(tmp_path: Path) -> None:
    """What is read back is what was drawn; another draw makes another record false."""
    linkage("generate", "tiny", "--residents", 300, "--draws", "--out", tmp_path / "town")
    path = tmp_path / "town" / "false.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        draws = {row["record"]: float(row["draw"]) for row in csv.DictReader(lines)}
    what_if = "false:*=0.4"
    invented = spread_everybody(folders.load("tiny"), Question(residents=300, what_if=what_if))[2]
    assert invented.false_records == {record for record, draw in draws.items() if draw < 0.4}
    turned = [f"{record},{0.999 if draw < 0.4 else 0.001}" for record, draw in draws.items()]
    path.write_text("\n".join(["record,draw", *turned]) + "\n", "utf-8")
    question = Question(tables=tmp_path / "town", what_if=what_if)
    assert spread_everybody(folders.load("tiny"), question)[2].false_records == draws.keys() - invented.false_records
    path.unlink()
    assert spread_everybody(folders.load("tiny"), question)[2].false_records == invented.false_records
    (tmp_path / "town" / "about.csv").unlink()
    with pytest.raises(RefusedError, match="These tables say no seed, so the draw of the record"):
        linkage("effects", "tiny", "--tables", tmp_path / "town", "--what-if", what_if)
