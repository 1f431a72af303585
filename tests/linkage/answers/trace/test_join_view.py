"""A match as a join: its rows, the values that join them, its SQL, and who learns of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from linkage.answers.spread_question import Answer, Question, ask
from linkage.answers.trace.join_view import (
    JoinTable,
    JoinView,
    clerk_sentence,
    contrasting_join,
    join_view,
    person_sentence,
)
from linkage.population import agency_files
from linkage.population.tables import generate_tables
from linkage.spread.steps import Step
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.random_worlds import write_world

WORLDS = [16, pytest.param(120, marks=pytest.mark.prove)]


def linked(answer: Answer) -> list[Step]:
    return [step for step in answer.spread.steps if step.kind == "linked"]


def join_to(answer: Answer, database: str) -> JoinView:
    return join_view(answer, next(step for step in linked(answer) if step.database == database))


def cells(table: JoinTable) -> dict[str, str]:
    """The row that the join uses, by its columns."""
    return dict(zip(table.columns, table.rows[table.row], strict=True))


# -- on tiny, by hand


def test_a_join_on_one_identifier_stands_in_two_tables_with_the_same_value_lit(tiny: World) -> None:
    join = join_to(ask(tiny, Question(story="court-fine")), "rail-tickets")
    assert [(table.database, table.joined_columns) for table in join.tables] == [
        ("defaulter-list", ("national-id",)),
        ("rail-tickets", ("national-id",)),
    ]
    source, target = map(cells, join.tables)
    assert source["national-id"] == target["national-id"] == join.values[0].value
    assert source["subject"] == target["subject"]
    assert not join.wrong


def test_a_translation_stands_as_tables_of_their_own_in_between(tiny: World) -> None:
    join = join_to(ask(tiny, Question(story="skipped-fare")), "rail-tickets")
    assert [(table.database, table.joined_columns) for table in join.tables] == [
        ("payment-accounts", ("payment-account",)),
        ("payment-accounts", ("payment-account", "phone")),
        ("subscribers", ("phone", "national-id")),
        ("rail-tickets", ("national-id",)),
    ]


def test_a_wrong_match_stands_in_a_row_of_somebody_else(beijing: World) -> None:
    answer = ask(beijing, Question(story="wrong-phone"))
    (join,) = (join for join in (join_view(answer, step) for step in linked(answer)) if join.wrong)
    assert cells(join.tables[0])["subject"] == answer.subject
    assert cells(join.tables[-1])["subject"] != answer.subject


def test_a_wrong_match_is_set_beside_a_right_one_where_the_spread_has_both(tiny: World, beijing: World) -> None:
    answer = ask(beijing, Question(story="wrong-phone"))
    pairs = [(step.database, contrasting_join(answer.spread, step)) for step in linked(answer)]
    assert [(database, step.database) for database, step in pairs if step] == [
        ("credit-file", "loan-accounts"),
        ("loan-accounts", "credit-file"),
    ]
    court = ask(tiny, Question(story="court-fine"))
    assert {contrasting_join(court.spread, step) for step in linked(court)} == {None}


def test_the_clerk_sees_a_record_on_a_row_and_not_where_it_came_from(tiny: World) -> None:
    answer = ask(tiny, Question(story="court-fine"))
    step = next(step for step in linked(answer) if step.database == "rail-tickets")
    assert clerk_sentence(answer, step) == (
        "At Rail tickets: unpaid court judgment on this row, because the national ID matches. "
        "Nothing says whose row it came from."
    )


def test_the_person_learns_what_the_link_tells(tiny: World) -> None:
    answer = ask(tiny, Question(story="court-fine"))
    sentences = {step.database: person_sentence(answer, step) for step in linked(answer)}
    assert sentences == {
        "rail-tickets": "The person is not told, but it is on a public list.",
        "school-enrolment": "The person is not told.",
    }


# -- promises


@pytest.mark.parametrize("worlds", WORLDS)
def test_the_lit_cells_of_neighbouring_tables_hold_the_same_value(
    tmp_path: Path, worlds: int, record_count: Any
) -> None:
    watched = 0
    for answer in answers(tmp_path, worlds):
        for join in (join_view(answer, step) for step in linked(answer)):
            watched += 1
            assert (join.tables[0].database, join.tables[-1].database) == ends(answer, join.step)
            assert cells(join.tables[-1])["account"] == join.step.account
            for (source, target), value in zip(pairwise(join.tables), join.values, strict=True):
                assert value.identifier in source.joined_columns
                assert value.identifier in target.joined_columns
                assert cells(source)[value.identifier] == value.value
                if not answer.world.is_list(target.database) or target is not join.tables[-1]:
                    assert cells(target)[value.identifier] == value.value
            assert join.wrong == (cells(join.tables[0])["subject"] != cells(join.tables[-1])["subject"])
    record_count("joins watched", joins=watched)


@pytest.mark.thorough
@pytest.mark.parametrize("worlds", WORLDS)
def test_the_sql_of_a_join_runs_on_the_agencies_tables_and_returns_its_two_rows(
    tmp_path: Path, worlds: int, record_count: Any
) -> None:
    run = 0
    for number, answer in enumerate(answers(tmp_path, worlds)):
        folder = tmp_path / f"tables {number}"
        agency_files.write(answer.tables, folder)
        with closing(sqlite3.connect(folder / "agencies.sqlite")) as file:
            for join in (join_view(answer, step) for step in linked(answer)):
                run += 1
                *before, last = join.sql.split(";\n\n")
                for statement in before:
                    file.execute(statement)
                rows = file.execute(last).fetchall()
                file.rollback()
                source, target = join.tables[0], join.tables[-1]
                assert rows == [(*source.rows[source.row], *target.rows[target.row])]
    record_count("joins in SQL", run=run)


def ends(answer: Answer, step: Step) -> tuple[str, str]:
    return answer.spread.by_id[step.causes[-1]].database, step.database


def answers(folder: Path, worlds: int) -> Iterator[Answer]:
    """Some records of random small towns, each with its spread."""
    for seed in range(worlds):
        world = folders.load(write_world(folder / f"{seed}", Random(seed)))
        tables = generate_tables(world, seed, 30)
        tables.visit_all()
        changed = under(world, "reading:everything")
        records = sorted(tables.records.values())
        for record in Random(seed).sample(records, min(6, len(records))):
            yield Answer(Question(), changed, tables, None, record.subject, "reading:everything", (record,))
