"""The SQL of each step, run on the SQLite file that `generate` writes."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from linkage.answers.spread_question import Answer, Question, ask
from linkage.answers.trace.trace_report import step_json, step_sql
from linkage.population import agency_files, join_sql
from linkage.population.join_sql import JoinPath
from linkage.population.story_subject import names_another
from linkage.population.tables import generate_tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.steps import Step
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles import replay
from tests.oracles.random_worlds import write_world

STORIES = ("court-fine", "skipped-fare", "wrong-person", "officer", "paid-bills")


def run(file: sqlite3.Connection, statement: str) -> tuple[list[str], list[tuple[str, ...]]]:
    """The columns and rows that a statement returns."""
    cursor = file.execute(statement)
    return [column[0] for column in cursor.description or ()], cursor.fetchall()


def write_tables(answer: Answer, folder: Path) -> sqlite3.Connection:
    """The SQLite file of an answer's people."""
    answer.tables.visit_all()
    agency_files.write(answer.tables, folder)
    return sqlite3.connect(folder / "agencies.sqlite")


def row_of(answer: Answer, step: Step) -> tuple[str, ...]:
    """The row at which a step stands, as the agency has it."""
    account = answer.tables.accounts.get(step.account) or answer.tables.open_row(step.database, step.subject)
    columns = answer.world.everything.databases[step.database].identifiers
    return (account.id, account.subject, *(account.values.get(column, "") for column in columns))


def check(answer: Answer, file: sqlite3.Connection, step: Step) -> str:
    """Run one step's SQL and compare its rows with the spread; returns the kind of statement."""
    statement = step_sql(answer.world, answer.spread, step)
    before = file.total_changes
    _, rows = run(file, statement)
    row = row_of(answer, step)
    if step.made_row:
        assert file.total_changes == before + 1, statement
        assert list(file.execute(f'SELECT * FROM "{step.database}" WHERE account = ?', (step.account,))) == [row]
        return "made"
    assert file.total_changes == before
    assert len(rows) == 1, statement
    cause = answer.spread.by_id[step.causes[-1]] if step.causes else step
    if step.kind == "linked":
        assert rows == [row_of(answer, cause) + row]
    elif step.kind == "recorded":
        assert rows[0][0] == step.record
        assert rows[0][6:] == row
    elif step.kind == "listed":
        assert rows == [row]
    else:
        assert rows[0][: len(row)] == row or rows[0][0] == step.account
    return step.kind


@pytest.mark.parametrize("story", STORIES)
def test_the_sql_of_every_step_run_in_order_returns_the_rows_on_screen(tiny: World, story: str, tmp_path: Path) -> None:
    answer = ask(tiny, Question(story=story))
    with closing(write_tables(answer, tmp_path)) as file:
        assert [check(answer, file, step) for step in answer.spread.steps]


def spreads(folder: Path, worlds: int) -> Iterator[tuple[Answer, sqlite3.Connection]]:
    """Random worlds, and in each the spreads of some records, on a copy of its file each."""
    for seed in range(worlds):
        rng = Random(seed)
        world = folders.load(write_world(folder / f"world-{seed}", rng))
        all_records = ask(world, Question(record_kind=rng.choice(sorted(world.record_kinds)), residents=60, seed=seed))
        with closing(write_tables(all_records, folder / f"agencies-{seed}")):
            pass
        for record in rng.sample(sorted(all_records.tables.records.values()), min(8, len(all_records.tables.records))):
            answer = ask(world, Question(record_kind=record.kind, resident=record.subject, residents=60, seed=seed))
            copy = shutil.copy(folder / f"agencies-{seed}" / "agencies.sqlite", folder / "copy.sqlite")
            with closing(sqlite3.connect(copy)) as file:
                yield answer, file


@pytest.mark.thorough
@pytest.mark.parametrize("worlds", [8, pytest.param(120, marks=pytest.mark.prove)])
def test_so_does_that_of_spreads_in_random_worlds(worlds: int, tmp_path: Path, record_count) -> None:
    kinds: list[str] = []
    for answer, file in spreads(tmp_path, worlds):
        kinds += [check(answer, file, step) for step in answer.spread.steps if step.kind != "scored"]
    record_count("statements of SQL run", **{kind: kinds.count(kind) for kind in set(kinds)})
    assert min(kinds.count(kind) for kind in ("recorded", "linked", "listed", "made", "effect")) > 0


def test_a_join_through_two_registers_reads_like_one(tiny: World) -> None:
    joined = [
        ([("payment-account", "PAY-0000000006")], ""),
        ([("phone", "TEL-0000000006")], "payment-accounts"),
        ([("national-id", "SYN-0000000003")], "subscribers"),
    ]
    path = JoinPath(
        "payment-accounts", "payment-accounts/6", "rail-tickets", "rail-tickets/3", "R0000000003", joined, False
    )
    assert join_sql.of_match(tiny, path) == (
        "SELECT DISTINCT a.*, b.*\n"
        'FROM "payment-accounts" AS a\n'
        'JOIN "payment-accounts" AS r1 ON r1."payment-account" = a."payment-account"\n'
        'JOIN "subscribers" AS r2 ON r2."phone" = r1."phone"\n'
        'JOIN "rail-tickets" AS b ON b."national-id" = r2."national-id"\n'
        "WHERE a.account = 'payment-accounts/6'\n"
        "  AND r1.\"phone\" = 'TEL-0000000006'\n"
        "  AND r2.\"national-id\" = 'SYN-0000000003'\n"
        "  AND b.account = 'rail-tickets/3';"
    )


def test_a_join_that_makes_a_row_is_an_insert(tiny: World) -> None:
    answer = ask(tiny, Question(story="wrong-person"))
    (opening_step,) = (step for step in answer.spread.steps if step.made_row)
    statement = step_sql(answer.world, answer.spread, opening_step)
    assert statement.startswith(
        'INSERT INTO "defaulter-list" ("account", "subject", "national-id", "company-number")\n'
    )
    assert "JOIN \"values\" AS v ON v.identifier = 'national-id'" in statement


def test_an_effect_on_a_child_shows_the_relation(tiny: World) -> None:
    answer = ask(tiny, Question(story="court-fine"))
    child = next(step for step in answer.spread.steps if step.falls_on == "children")
    assert step_sql(answer.world, answer.spread, child) == (
        "SELECT a.*, t.*\n"
        'FROM "school-enrolment" AS a\n'
        "JOIN relations AS t ON t.kind = 'parent' AND t.\"from\" = a.subject\n"
        f"WHERE a.account = '{child.account}'\n"
        f"  AND t.\"to\" = '{child.subject}';"
    )


def test_a_made_row_holds_the_first_of_several_values_and_blanks(hand, tmp_path: Path) -> None:
    world = hand.world(
        {"shop": "roll residents phone", "court": "list both phone national-id company-number"},
        {"debt": "shop"},
        [hand.link("a", "shop > court: phone")],
    )
    people = {"R0000000001": "phone=T3 phone=T1 phone=T2"}
    tables = hand.tables(world, people, {"shop/1": "R0000000001 phone=T3"}, ["debt R0000000001 shop/1"])
    spread = hand.spread(world, tables)
    agency_files.write(tables, tmp_path)
    with closing(sqlite3.connect(tmp_path / "agencies.sqlite")) as file:
        file.execute(step_sql(world, spread, spread.steps[1]))
        assert list(file.execute("SELECT * FROM court")) == [("court/1", "R0000000001", "T1", "", "")]


@pytest.mark.parametrize("value", ["it's", "'; DROP TABLE people; --", '"', "", "北京"])
def test_a_value_stays_a_value_in_sql(value: str) -> None:
    with closing(sqlite3.connect(":memory:")) as file:
        assert file.execute(f"SELECT {join_sql.literal(value)}").fetchone() == (value,)


@pytest.mark.parametrize("name", ["rail-tickets", 'a"b', "select", "it's"])
def test_a_name_stays_a_name_in_sql(name: str) -> None:
    with closing(sqlite3.connect(":memory:")) as file:
        file.execute(f"CREATE TABLE {agency_files.quote_name(name)} (x)")
        assert file.execute("SELECT name FROM sqlite_master").fetchone() == (name,)


@pytest.fixture
def mistaken(tiny: World) -> Answer:
    """A phone bill that goes to the list of whoever the phone is registered on, who is somebody else."""
    tables = generate_tables(tiny, 1, 1_000)
    tables.visit_all()
    rows = [row for row in tables.accounts.values() if row.database == "subscribers"]
    wrong = next(
        row
        for row in sorted(rows, key=lambda row: row.number)
        if names_another(tables, row, "phone", "national-id") and tables.of("subscribers", row.subject) == [row]
    )
    return ask(tiny, Question(record_kind="unpaid-phone-bill", resident=wrong.subject), tables)


def loans(answer: Answer) -> set[tuple[str, bool]]:
    return {(effect.subject, effect.wrong) for effect in answer.spread.effects if effect.service == "loan"}


def test_one_wrong_register_row_put_right_lifts_the_wrong_restriction(mistaken: Answer, tmp_path: Path) -> None:
    ((affected, wrong),) = loans(mistaken)
    assert wrong
    assert affected != mistaken.subject
    right = "(SELECT value FROM \"values\" v WHERE v.subject = subscribers.subject AND v.identifier = 'national-id')"
    with closing(write_tables(mistaken, tmp_path)) as file:
        changed = file.execute(f'UPDATE subscribers SET "national-id" = {right} WHERE subject = ?', (mistaken.subject,))
        assert changed.rowcount == 1
        file.commit()
    again = replace(mistaken.question, tables=tmp_path / "agencies.sqlite")
    assert loans(ask(mistaken.world, again)) == {(mistaken.subject, False)}


@pytest.mark.parametrize("seed", range(8))
def test_the_sql_of_a_join_returns_its_rows_where_columns_are_in_error(seed: int, tmp_path: Path) -> None:
    """Of keys of several identifiers, too: exactly one row is found, or made."""
    world = folders.load(write_world(tmp_path / "world", Random(seed), composites=True, errors=True))
    changed, tables = under(world), generate_tables(world, seed, 80)
    tables.visit_all()
    spread = spread_from(CompiledRules.of(changed), tables, tables.records.values())
    agency_files.write(tables, tmp_path / "tables", changed=changed)
    agencies = replay.read(tmp_path / "tables")
    assert replay.faults(agencies, [step_json(world, step, {}) for step in spread.steps]) == []
    with closing(sqlite3.connect(tmp_path / "tables" / "agencies.sqlite")) as file:
        for step in spread.steps:
            if step.kind == "linked" or step.made_row:
                found = file.execute(step_sql(world, spread, step))
                rows = found.fetchall()
                assert found.rowcount == 1 if step.made_row else len(rows) == 1, step
                if not step.made_row:
                    assert {spread.by_id[step.causes[-1]].account, step.account} <= set(rows[0])
