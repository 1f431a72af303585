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
from linkage.population.own_tables import agency_reader
from linkage.population.tables import Tables
from linkage.spread.cascade import spread_from
from linkage.spread.proofs import DerivationGraph, proofs
from linkage.spread.steps import Effect, Spread, Step
from linkage.world.model import World
from linkage.world.storage import folders
from tests.oracles import replay, sql_evaluator
from tests.oracles.random_worlds import write_world

Rows = dict[str, list[dict[str, str]]]

BUNDLED = folders.bundled_folder()
STORIES = [
    (path.parent.name, row["id"])
    for path in sorted(BUNDLED.glob("*/stories.csv"))
    for row in csv.DictReader(path.read_text("utf-8").splitlines())
]


@cache
def load(world: str) -> World:
    return folders.load(BUNDLED / world)


def command_output(*arguments: object) -> str:
    """What a command prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        assert main([str(argument) for argument in arguments]) == 0
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
    graph = DerivationGraph(answer.plan, answer.tables, answer.spread)
    effect_proofs = [
        (effect, proof) for effect in answer.spread.effects for proof in proofs(graph, effect, most=20).proofs
    ]
    for effect, proof in effect_proofs:
        assert replay_of(answer.spread, proof, effect, agencies) == []
    record_count("stories replayed", stories=1, steps=len(trace["steps"]), proofs=len(effect_proofs))


def as_dicts(tables: Tables) -> Rows:
    """The tables as `generate` writes them, row by row."""
    text_rows = agency_files.as_rows(tables)
    return {name: [dict(zip(heads, row, strict=True)) for row in rows] for name, (heads, rows) in text_rows.items()}


BY_COMMAND = [("tiny", story) for world, story in STORIES if world == "tiny"]
BY_COMMAND += [
    story if story[1] in ("court-fine", "namesake") else pytest.param(*story, marks=pytest.mark.prove)
    for story in STORIES
    if story[0] == "beijing"
]


@pytest.mark.parametrize(("world", "story"), BY_COMMAND)
def test_what_the_commands_print_replays_on_what_they_write(world: str, story: str, tmp_path: Path) -> None:
    command_output("generate", world, "--story", story, "--out", tmp_path)
    trace = json.loads(command_output("trace", world, "--story", story, "--format", "json"))
    assert trace["steps"]
    assert replay.faults(replay.read(tmp_path), trace["steps"], trace["effects"]) == []


def replay_of(spread: Spread, proof: tuple[Step, ...], effect: Effect, agencies: replay.Agencies) -> list[str]:
    steps = [step_json(spread.world, step, {}) for step in proof]
    return replay.faults(agencies, steps, [{**effect_json(spread, effect, None), "step": proof[-1].id}])


def test_the_script_runs_alone(tmp_path: Path) -> None:
    command_output("generate", "tiny", "--story", "wrong-person", "--out", tmp_path / "out")
    trace = tmp_path / "trace.json"
    trace.write_text(command_output("trace", "tiny", "--story", "wrong-person", "--format", "json"), "utf-8")
    command = [sys.executable, "-I", str(Path(replay.__file__)), str(tmp_path / "out"), str(trace)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith("0 premises missing\n")


# the script notices what was tampered with


@pytest.fixture(scope="module")
def traced_story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A story of `tiny` with a listing, links and ties, and its tables."""
    folder = tmp_path_factory.mktemp("traced_story")
    command_output("generate", "tiny", "--story", "court-fine", "--out", folder)
    return folder, json.loads(command_output("trace", "tiny", "--story", "court-fine", "--format", "json"))


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
def test_the_script_notices(traced_story: tuple[Path, dict[str, Any]], tampering: str) -> None:
    folder, trace = traced_story
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
            for kind, from_subject, to_subject in (("parent", owner, step.subject), ("officer", owner, step.subject),
                                     ("officer", step.subject, owner)):  # fmt: skip
                if to_subject in tables.related(kind, from_subject) and owner != step.subject:
                    yield Premise("relations", (("kind", kind), ("from", from_subject), ("to", to_subject)))


def _premises_of_match(world: World, step: Step) -> Iterator[Premise]:
    for previous, joined in zip(step.joined, step.joined[1:], strict=False):
        cells = ((previous.identifier, previous.value), (joined.identifier, joined.value))
        yield Premise(joined.register or "", cells)
    last = step.joined[-1]
    if world.everything.is_list(step.database):
        yield Premise("values", (("identifier", last.identifier), ("value", last.value), ("subject", step.subject)))
    else:
        yield Premise(step.database, (("account", step.account),))


def without(rows: Rows, premise: Premise) -> Rows:
    """The tables without the rows of a premise; records that stood on an account that goes, go with it."""
    removed = [row for row in rows[premise.table] if all(row[column] == cell for column, cell in premise.cells)]
    assert removed, premise
    rows_left = {**rows, premise.table: [row for row in rows[premise.table] if row not in removed]}
    if premise.table == "values":
        rows_left = with_other_owner(rows_left, removed)
    accounts = {row["account"] for row in removed if "account" in row and premise.table != "records"}
    return {**rows_left, "records": [row for row in rows_left["records"] if row["account"] not in accounts]}


def with_other_owner(rows: Rows, removed: list[dict[str, str]]) -> Rows:
    """Values that nobody would own any more are a newcomer's, who has no account: nobody's would be a fault."""
    owned = {(row["identifier"], row["value"]) for row in rows["values"]}
    lost = [row for row in removed if (row["identifier"], row["value"]) not in owned]
    newcomers = {"resident": "R9999999999", "company": "C9999999"}
    kinds = {row["subject"]: row["kind"] for row in rows["people"]}
    new_values = [{**row, "subject": newcomers[kinds[row["subject"]]]} for row in lost]
    people = [
        {**next(row for row in rows["people"] if row["kind"] == kind), "subject": newcomer}
        for kind, newcomer in newcomers.items()
        if kind in kinds.values()
    ]
    return {**rows, "values": [*rows["values"], *new_values], "people": [*rows["people"], *(people if lost else [])]}


def as_sqlite(rows: Rows, columns: dict[str, tuple[str, ...]], path: Path) -> Path:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA synchronous=OFF")
        file.execute("BEGIN")
        for name, heads in columns.items():
            marks = ", ".join("?" * len(heads))
            column_list = ", ".join(f'"{head}"' for head in heads)
            file.execute(f'CREATE TABLE "{name}" ({column_list})')
            file.executemany(f'INSERT INTO "{name}" VALUES ({marks})', [tuple(row.values()) for row in rows[name]])
        file.execute("COMMIT")
    return path


class Case(NamedTuple):
    """A spread to take a premise from."""

    name: str
    folder: Path
    what_if: str
    answer: Answer


PEOPLE = 48
PREMISES_A_CASE = 5  # premises taken away in each


def cases(folder: Path, rng: Random) -> Iterator[Case]:
    """Spreads without end, in turn over `tiny`, `beijing` and random worlds; of one record or of everybody's."""
    bundled = {name: folders.load(name) for name in ("tiny", "beijing")}
    for number in count():
        name = ("tiny", "beijing", "random")[number % 3]
        seed = rng.randrange(10**6)
        folder_ = folders.find(name) if name in bundled else write_world(folder / f"world-{seed}", Random(seed))
        world = bundled.get(name) or folders.load(folder_)
        kind = rng.choice(sorted(world.record_kinds))
        with contextlib.suppress(NobodyFitsError):
            answer = ask(world, Question(record_kind=kind, residents=PEOPLE, seed=seed, what_if="reading:everything"))
            answer.tables.visit_all()
            records = answer.records if number % 4 == 0 else tuple(sorted(answer.tables.records.values()))
            case = Case(f"{name} {seed} {kind}", folder_, "reading:everything", replace(answer, records=records))
            if case.answer.spread.effects:
                yield case


def choose_premise(case: Case, rng: Random) -> tuple[Effect, tuple[Step, ...], Premise]:
    """An effect, its shown proof and a premise of it: mostly of an effect with several proofs, if there is one."""
    spread, tables = case.answer.spread, case.answer.tables
    graph = DerivationGraph(case.answer.plan, tables, spread)
    sample = rng.sample(spread.effects, min(12, len(spread.effects)))
    proofs_of_sample = [(effect, proofs(graph, effect, most=1)) for effect in sample]
    several = [entry for entry in proofs_of_sample if entry[1].number > 1]
    effect, proved = rng.choice(several or proofs_of_sample)
    (proof,) = proved.proofs
    all_premises = sorted(set(premises(case.answer.world, tables, spread, proof)))
    others = [premise for premise in all_premises if premise.table != "records"]
    return effect, proof, rng.choice(others if others and rng.random() < 0.8 else all_premises)


def tables_as_rows(answer: Answer) -> tuple[Rows, dict[str, tuple[str, ...]]]:
    """What `generate --draws` writes, with the draws that matter."""
    links_with_draws = [id_ for id_, link in answer.world.links.items() if link.share is not None and link.share < 1]
    tables_as_text = agency_files.as_rows(answer.tables, links_with_draws)
    rows = {
        name: [dict(zip(heads, row, strict=True)) for row in text_rows]
        for name, (heads, text_rows) in tables_as_text.items()
    }
    return rows, {name: heads for name, (heads, _) in tables_as_text.items()}


def remove_premises(case: Case, rng: Random, folder: Path, counts: Counter[str]) -> None:
    """Delete premises of shown proofs; each time the engine and the evaluator in SQL must agree on the rest."""
    rows, columns = tables_as_rows(case.answer)
    for _ in range(PREMISES_A_CASE):
        effect, _, premise = choose_premise(case, rng)
        rows_left = without(rows, premise)
        path = as_sqlite(rows_left, columns, folder / "left.sqlite")
        start = {record.id for record in case.answer.records}
        tables = agency_reader.read(case.answer.world, path)
        spread_again = spread_from(case.answer.plan, tables, [r for r in tables.records.values() if r.id in start])
        ours = [(*line[:6], line.wrong) for line in spread_again.effects]
        theirs = [
            (*line[:6], line.wrong)
            for line in sql_evaluator.effects(path, case.folder, case.what_if, start, ends=False)
        ]
        assert ours == theirs, (case.name, premise)
        stays = next((line for line in spread_again.effects if line[:4] == effect[:4]), None)
        counts[f"{premise.table if premise.table in replay.TRUTH else 'account or register'} rows taken"] += 1
        counts["fell" if stays is None else "stayed"] += 1
        if stays is not None:
            assert_new_proof(case, tables, spread_again, stays, rows_left, premise)


def assert_new_proof(
    case: Case, tables: Tables, spread_again: Spread, stays: Effect, rows_left: Rows, premise: Premise
) -> None:
    """An effect that stays has another proof, which replays on the remaining tables."""
    (new_proof,) = proofs(DerivationGraph(case.answer.plan, tables, spread_again), stays, most=1).proofs
    lists = [name for name, database in case.answer.world.databases.items() if database.kind == "list"]
    assert replay_of(spread_again, new_proof, stays, replay.Agencies(rows_left, lists)) == [], (case.name, premise)
    assert premise not in set(premises(case.answer.world, tables, spread_again, new_proof)), (case.name, premise)


@pytest.mark.thorough
@pytest.mark.parametrize("number", [50, pytest.param(1_000, marks=pytest.mark.prove)])
def test_without_one_premise_an_effect_falls_or_has_another_proof(number: int, tmp_path: Path, record_count) -> None:
    rng, counts = Random(number), Counter()
    all_cases = cases(tmp_path, rng)
    for _ in range(number // PREMISES_A_CASE):
        remove_premises(next(all_cases), rng, tmp_path, counts)
    record_count(f"premises taken away, of {number:,}", **counts)
    assert counts["fell"] >= number / 10
    assert counts["stayed"] >= number / 10
