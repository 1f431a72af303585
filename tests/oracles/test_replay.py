"""Every step's premises stand in the agencies' tables; take one away, and the effect falls or has another proof."""

from __future__ import annotations

import ast
import contextlib
import csv
import io
import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from linkage.answers.spread_question import Answer, Question, ask
from linkage.answers.trace.trace_report import effect_json, step_json, trace_json
from linkage.cli.command_line import main
from linkage.errors import NobodyFitsError
from linkage.population import agency_files
from linkage.population.tables import Tables
from linkage.spread.cascade import spread_from
from linkage.spread.proofs import DerivationGraph, proofs
from linkage.spread.steps import Effect, Spread, Step
from linkage.world.model import World
from linkage.world.storage import folders
from tests.oracles import replay, sql_evaluator
from tests.oracles.random_worlds import write_world

Rows = dict[str, list[dict[str, str]]]

BUNDLED = folders.bundled()
STORIES = [
    (path.parent.name, row["id"])
    for path in sorted(BUNDLED.glob("*/stories.csv"))
    for row in csv.DictReader(path.read_text("utf-8").splitlines())
]


@cache
def load(world: str) -> World:
    return folders.load(BUNDLED / world)


def printed(*arguments: object) -> str:
    """What a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        assert main([str(each) for each in arguments]) == 0
    return out.getvalue()


def test_the_script_knows_nothing_of_the_product() -> None:
    tree = ast.parse(Path(replay.__file__).read_text("utf-8"))
    modules = {getattr(node, "module", "") or name.name for node in ast.walk(tree)
               if isinstance(node, ast.Import | ast.ImportFrom) for name in node.names}  # fmt: skip
    assert modules <= {"__future__", "copy", "csv", "json", "sys", "collections.abc", "pathlib", "typing"}


@pytest.mark.parametrize(("world", "story"), STORIES)
def test_every_story_replays_on_its_tables(world: str, story: str, record_count) -> None:
    """Each step of the trace, and each of the first proofs of each effect, on the neighbourhoods it can reach."""
    answer = ask(load(world), Question(story=story))
    agencies = replay.Agencies(as_dicts(answer.tables))
    trace = trace_json(answer)
    assert replay.faults(agencies, trace["steps"], trace["effects"]) == []
    web = DerivationGraph(answer.plan, answer.tables, answer.spread)
    found = [(effect, proof) for effect in answer.spread.effects for proof in proofs(web, effect, most=20).proofs]
    for effect, proof in found:
        assert replay_of(answer.spread, proof, effect, agencies) == []
    record_count("stories replayed", stories=1, steps=len(trace["steps"]), proofs=len(found))


def as_dicts(tables: Tables) -> Rows:
    """The tables as `generate` writes them, row by row."""
    written = agency_files.as_rows(tables)
    return {name: [dict(zip(heads, row, strict=True)) for row in rows] for name, (heads, rows) in written.items()}


BY_COMMAND = [("tiny", story) for world, story in STORIES if world == "tiny"]
BY_COMMAND += [
    each if each[1] in ("court-fine", "namesake") else pytest.param(*each, marks=pytest.mark.prove)
    for each in STORIES
    if each[0] == "beijing"
]


@pytest.mark.parametrize(("world", "story"), BY_COMMAND)
def test_what_the_commands_print_replays_on_what_they_write(world: str, story: str, tmp_path: Path) -> None:
    printed("generate", world, "--story", story, "--out", tmp_path)
    trace = json.loads(printed("trace", world, "--story", story, "--format", "json"))
    assert trace["steps"]
    assert replay.faults(replay.read(tmp_path), trace["steps"], trace["effects"]) == []


def replay_of(spread: Spread, proof: tuple[Step, ...], effect: Effect, agencies: replay.Agencies) -> list[str]:
    steps = [step_json(spread.world, step, {}) for step in proof]
    return replay.faults(agencies, steps, [{**effect_json(spread, effect, None), "step": proof[-1].id}])


def test_the_script_runs_alone(tmp_path: Path) -> None:
    printed("generate", "tiny", "--story", "wrong-person", "--out", tmp_path / "out")
    trace = tmp_path / "trace.json"
    trace.write_text(printed("trace", "tiny", "--story", "wrong-person", "--format", "json"), "utf-8")
    command = [sys.executable, "-I", str(Path(replay.__file__)), str(tmp_path / "out"), str(trace)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.endswith("0 premises missing\n")


# the script itself notices


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A story of `tiny` with a listing, links and ties, and its tables."""
    folder = tmp_path_factory.mktemp("told")
    printed("generate", "tiny", "--story", "court-fine", "--out", folder)
    return folder, json.loads(printed("trace", "tiny", "--story", "court-fine", "--format", "json"))


def first(trace: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(step for step in trace["steps"] if step["kind"] == kind)


TAMPERINGS = {
    "a record that isn't there": lambda trace: first(trace, "recorded").update(record="other:R0000000001"),
    "another day": lambda trace: first(trace, "recorded").update(day=3),
    "a value that isn't held": lambda trace: first(trace, "linked")["joined"][0].update(value="SYN-9999999999"),
    "somebody else's row": lambda trace: first(trace, "linked").update(subject="R0000000999"),
    "a row that isn't there": lambda trace: first(trace, "linked").update(account="rail-tickets/999999"),
    "a row that was there is said to be made": lambda trace: first(trace, "linked").update(made_row=True),
    "a cause that comes later": lambda trace: first(trace, "linked").update(causes=["s99"]),
    "no cause": lambda trace: first(trace, "effect").update(causes=[]),
    "an effect on somebody unrelated": lambda trace: trace["steps"][-1].update(subject="R0000000999"),
    "an effect elsewhere": lambda trace: trace["steps"][-1].update(account="rail-tickets/1"),
    "an effect without a step": lambda trace: trace["effects"][0].update(step="s99"),
    "an effect before its cause": lambda trace: trace["steps"][-1].update(day=-1),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_the_script_notices(told: tuple[Path, dict[str, Any]], tampering: str) -> None:
    folder, trace = told
    changed = deepcopy(trace)
    TAMPERINGS[tampering](changed)
    assert replay.faults(replay.read(folder), changed["steps"], changed["effects"])


# take one premise away


class Premise(NamedTuple):
    """What one step of a proof rests on in the tables: a table, and the cells that tell its row."""

    table: str
    cells: tuple[tuple[str, str], ...]


def premises(world: World, tables: Tables, spread: Spread, proof: tuple[Step, ...]) -> Iterator[Premise]:
    """The rows that a proof rests on."""
    steps = {step.id: step for step in proof}
    for step in proof:
        if step.kind == "recorded":
            yield Premise("records", (("id", step.record),))
        if step.kind == "linked":
            yield from _premises_of_match(world, step)
        if step.kind in ("effect", "listed"):
            owner = steps[step.causes[-1]].subject
            for kind, one, other in (("parent", owner, step.subject), ("officer", owner, step.subject),
                                     ("officer", step.subject, owner)):  # fmt: skip
                if other in tables.related(kind, one) and owner != step.subject:
                    yield Premise("relations", (("kind", kind), ("from", one), ("to", other)))


def _premises_of_match(world: World, step: Step) -> Iterator[Premise]:
    for before, joined in zip(step.joined, step.joined[1:], strict=False):
        cells = ((before.identifier, before.value), (joined.identifier, joined.value))
        yield Premise(joined.register or "", cells)
    last = step.joined[-1]
    if world.everything.is_list(step.database):
        yield Premise("values", (("identifier", last.identifier), ("value", last.value), ("subject", step.subject)))
    else:
        yield Premise(step.database, (("account", step.account),))


def without(rows: Rows, premise: Premise) -> Rows:
    """The tables without the rows of a premise; records that stood on an account that goes, go with it."""
    gone = [row for row in rows[premise.table] if all(row[column] == cell for column, cell in premise.cells)]
    assert gone, premise
    kept = {**rows, premise.table: [row for row in rows[premise.table] if row not in gone]}
    accounts = {row["account"] for row in gone if "account" in row and premise.table != "records"}
    return {**kept, "records": [row for row in kept["records"] if row["account"] not in accounts]}


def as_sqlite(rows: Rows, columns: dict[str, tuple[str, ...]], path: Path) -> Path:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA synchronous=OFF")
        file.execute("BEGIN")
        for name, heads in columns.items():
            marked = ", ".join("?" * len(heads))
            listed = ", ".join(f'"{head}"' for head in heads)
            file.execute(f'CREATE TABLE "{name}" ({listed})')
            file.executemany(f'INSERT INTO "{name}" VALUES ({marked})', [tuple(row.values()) for row in rows[name]])
        file.execute("COMMIT")
    return path


class Case(NamedTuple):
    """A spread to take a premise from."""

    name: str
    folder: Path
    what_if: str
    answer: Answer


PEOPLE = 48
A_TOWN = 5  # premises taken away in each


def cases(folder: Path, rng: Random) -> Iterator[Case]:
    """Spreads without end, in turn over `tiny`, `beijing` and random worlds; of one record or of everybody's."""
    bundled = {name: folders.load(name) for name in ("tiny", "beijing")}
    for number in count():
        name = ("tiny", "beijing", "random")[number % 3]
        seed = rng.randrange(10**6)
        place = folders.find(name) if name in bundled else write_world(folder / f"world-{seed}", Random(seed))
        world = bundled.get(name) or folders.load(place)
        kind = rng.choice(sorted(world.record_kinds))
        with contextlib.suppress(NobodyFitsError):
            asked = ask(world, Question(record_kind=kind, residents=PEOPLE, seed=seed, what_if="reading:everything"))
            asked.tables.visit_all()
            records = asked.records if number % 4 == 0 else tuple(sorted(asked.tables.records.values()))
            case = Case(f"{name} {seed} {kind}", place, "reading:everything", replace(asked, records=records))
            if case.answer.spread.effects:
                yield case


def chosen(case: Case, rng: Random) -> tuple[Effect, tuple[Step, ...], Premise]:
    """An effect, its shown proof and a premise of it: mostly of an effect with several proofs, if there is one."""
    spread, tables = case.answer.spread, case.answer.tables
    web = DerivationGraph(case.answer.plan, tables, spread)
    some = rng.sample(spread.effects, min(12, len(spread.effects)))
    found = [(effect, proofs(web, effect, most=1)) for effect in some]
    several = [each for each in found if each[1].number > 1]
    effect, proved = rng.choice(several or found)
    (proof,) = proved.proofs
    every = sorted(set(premises(case.answer.world, tables, spread, proof)))
    rest = [premise for premise in every if premise.table != "records"]
    return effect, proof, rng.choice(rest if rest and rng.random() < 0.8 else every)


def tables_as_rows(answer: Answer) -> tuple[Rows, dict[str, tuple[str, ...]]]:
    """What `generate --draws` writes, with the draws that matter."""
    held = [id_ for id_, link in answer.world.links.items() if link.share is not None and link.share < 1]
    written = agency_files.as_rows(answer.tables, held)
    rows = {name: [dict(zip(heads, each, strict=True)) for each in found] for name, (heads, found) in written.items()}
    return rows, {name: heads for name, (heads, _) in written.items()}


def take_away(case: Case, rng: Random, folder: Path, counts: Counter[str]) -> None:
    """Delete premises of shown proofs; each time the engine and the evaluator in SQL must agree on what is left."""
    rows, columns = tables_as_rows(case.answer)
    for _ in range(A_TOWN):
        effect, _, premise = chosen(case, rng)
        left = without(rows, premise)
        path = as_sqlite(left, columns, folder / "left.sqlite")
        start = {record.id for record in case.answer.records}
        tables = agency_files.read(case.answer.world, path)
        again = spread_from(case.answer.plan, tables, [r for r in tables.records.values() if r.id in start])
        ours = [(*each[:6], each.wrong) for each in again.effects]
        theirs = [
            (*each[:6], each.wrong)
            for each in sql_evaluator.effects(path, case.folder, case.what_if, start, ends=False)
        ]
        assert ours == theirs, (case.name, premise)
        stays = next((each for each in again.effects if each[:4] == effect[:4]), None)
        counts[f"{premise.table if premise.table in replay.TRUTH else 'account or register'} rows taken"] += 1
        counts["fell" if stays is None else "stayed"] += 1
        if stays is not None:
            assert_new_proof(case, tables, again, stays, left, premise)


def assert_new_proof(case: Case, tables: Tables, again: Spread, stays: Effect, left: Rows, premise: Premise) -> None:
    """What stays is proved another way, which replays on the tables that are left."""
    (new,) = proofs(DerivationGraph(case.answer.plan, tables, again), stays, most=1).proofs
    lists = [name for name, database in case.answer.world.databases.items() if database.kind == "list"]
    assert replay_of(again, new, stays, replay.Agencies(left, lists)) == [], (case.name, premise)
    assert premise not in set(premises(case.answer.world, tables, again, new)), (case.name, premise)


@pytest.mark.parametrize("number", [100, pytest.param(1_000, marks=pytest.mark.prove)])
def test_without_one_premise_an_effect_falls_or_has_another_proof(number: int, tmp_path: Path, record_count) -> None:
    rng, counts = Random(number), Counter()
    every = cases(tmp_path, rng)
    for _ in range(number // A_TOWN):
        take_away(next(every), rng, tmp_path, counts)
    record_count(f"premises taken away, of {number:,}", **counts)
    assert counts["fell"] >= number / 10
    assert counts["stayed"] >= number / 10
