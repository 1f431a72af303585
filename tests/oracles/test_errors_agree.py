"""Columns in error and keys of several identifiers: the product, the evaluator in SQL and the plain one agree.

Each random world has both. It is run as generated people and as written tables, as it is and under what-ifs; then
its tables are spoilt. The tables are written with the errors' draws for every column that may hold any.
"""

from __future__ import annotations

import contextlib
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import CI
from tests.oracles import plain_evaluator, sql_evaluator
from tests.oracles.plain_agencies import lines
from tests.oracles.plain_world import Rows, error_shares, read, under
from tests.oracles.random_composites import columns_for_errors, features_of_errors
from tests.oracles.random_worlds import VERBS_WITH_ERRORS, random_what_if, write_world
from tests.oracles.sql_durations import TooManyRoutesError
from tests.oracles.test_agreement import RefusedError, as_printed, hold, linkage, printed_effects

EVERY_TIME = 12 if CI else 6


def every_column_in_error(rows: Rows) -> str:
    """A what-if that changes no share, so that `generate` writes the draws of every column that may be in error."""
    columns = columns_for_errors(list(rows["databases"].values()), rows.registers)
    shares = {column: error_shares(under(rows), *column)[0] for column in columns}
    return ",".join(f"missing:{database}.{column}={share}" for (database, column), share in shares.items())


def evaluated(folder: Path, world: Path, what_if: str, counts: Counter[str]) -> list[tuple[str, ...]] | None:
    """The rows that both evaluators give; nothing where too many routes would have to be walked."""
    try:
        in_sql = sql_evaluator.effects(folder / "agencies.sqlite", world, what_if)
    except TooManyRoutesError:
        counts["too many routes"] += 1
        return None
    plain = plain_evaluator.effects(folder, world, what_if)
    assert [tuple(line) for line in in_sql] == [tuple(line) for line in plain], (world, what_if)
    return as_printed(in_sql)


def agree(folder: Path, world: Path, what_if: str, counts: Counter[str], *ways: tuple[object, ...]) -> None:
    """Hold `linkage effects` against both evaluators, with each way of saying whose effects are asked for."""
    expected = evaluated(folder, world, what_if, counts)
    for way in ways if expected is not None else ():
        try:
            rows = printed_effects(world, what_if, *way)
        except RefusedError as refused:
            if "copy a record to each other in a circle" not in str(refused):
                raise
            counts["refused"] += 1
            continue
        hold(rows, expected, f"{world} {way} --what-if '{what_if}'", counts)


def agree_on_random_worlds(folder: Path, seeds: range, counts: Counter[str], lists: int = 2) -> None:
    """Every third world has points and scores."""
    for seed in seeds:
        rng = Random(seed)
        world = write_world(folder / f"world-{seed}", rng, scores=seed % 3 == 0, composites=True, errors=True)
        rows, out = read(world), folder / f"agencies-{seed}"
        people = ("--seed", seed, "--residents", rng.randint(40, 200))
        linkage("generate", world, *people, "--draws", "--what-if", every_column_in_error(rows), "--out", out)
        ways = people, ("--tables", out), ("--tables", out / "agencies.sqlite")
        agree(out, world, "", counts, *ways[:: 1 + seed % 2])
        for place in range(lists):
            what_if = random_what_if(rng, rows, VERBS_WITH_ERRORS, most=4)
            agree(out, world, what_if, counts, people, ways[1 + place % 2])
        on_a_day(out, world, rng.randint(0, 60), people)
        what_if = random_what_if(rng, rows, VERBS_WITH_ERRORS, most=4)
        city_agrees(out, world, what_if, rng.randint(0, 60), ways[seed % 2])
        spoil(out, rng)
        for what_if in ("", random_what_if(rng, rows, VERBS_WITH_ERRORS)):
            on_spoilt_tables(out, world, what_if, counts)
        counts["worlds"] += 1


def spoil(folder: Path, rng: Random) -> None:
    """Other people's tables: cells that hold somebody else's value or none, and values that have another owner."""
    tables = {name: lines(folder / f"{name}.csv") for name in ("errors", "values")}
    tables |= {row["database"]: lines(folder / f"{row['database']}.csv") for row in tables["errors"]}
    cells = {row["account"]: row for name in sorted(tables) for row in tables[name] if name not in ("errors", "values")}
    by_identifier: dict[str, list[str]] = defaultdict(list)
    for row in tables["values"]:
        by_identifier[row["identifier"]].append(row["value"])
    for row in tables["errors"]:
        if rng.random() < 0.1:
            other = rng.choice(["", *by_identifier[row["identifier"]]])
            row["cell"] = rng.choice([row["cell"], other])
            cells[row["account"]][row["identifier"]] = rng.choice([row["cell"], other])
    residents = [row["subject"] for row in lines(folder / "people.csv") if row["kind"] == "resident"]
    for row in tables["values"]:
        if row["subject"] in residents and rng.random() < 0.05:
            row["subject"] = rng.choice(residents)
    for name, rows in tables.items():
        write_lines(folder / f"{name}.csv", rows)


def write_lines(path: Path, rows: list[dict[str, str]]) -> None:
    """Put other rows into a table."""
    with path.open("r+", encoding="utf-8", newline="") as text:
        heads = next(csv.reader(text))
        text.seek(0)
        text.truncate()
        writer = csv.DictWriter(text, heads, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def on_spoilt_tables(folder: Path, world: Path, what_if: str, counts: Counter[str]) -> None:
    """The product and the plain evaluator on changed CSV files."""
    with unless_too_many_routes():
        expected = as_printed(plain_evaluator.effects(folder, world, what_if))
        assert printed_effects(world, what_if, "--tables", folder) == expected, (world, what_if)
        counts["runs on spoilt tables"] += 1


@contextlib.contextmanager
def unless_too_many_routes() -> Iterator[None]:
    """Where very many accounts copy to each other in a circle, nobody can say how long; all else must be answered."""
    try:
        yield
    except TooManyRoutesError:
        return
    except RefusedError as refused:
        if "copy a record to each other in a circle" not in str(refused):
            raise


def city_agrees(folder: Path, world: Path, what_if: str, day: int, *ways: tuple[object, ...]) -> None:
    """The city counts the distinct subjects of the evaluators' rows, ever and in force on a day."""
    with unless_too_many_routes():
        rows = plain_evaluator.effects(folder, world, what_if)
        in_force = [line for line in rows if line.day <= day and (line.until is None or day < line.until)]
        for way in ways:
            asked = ("city", world, "--format", "json", *way, "--what-if", what_if)
            assert counts_in(json.loads(linkage(*asked))) == counts_of(rows), asked
            on_day = json.loads(linkage(*asked, "--on-day", day))
            assert counts_in(on_day) == {door: row[:3] for door, row in counts_of(in_force).items()}, (asked, day)


def counts_of(lines_of_effects: list[plain_evaluator.EffectLine]) -> dict[tuple[str, str], tuple[object, ...]]:
    """For each service and effect: residents, companies, who all of whose rows are wrong, and by first day."""
    rows: dict[tuple[str, str], list[plain_evaluator.EffectLine]] = defaultdict(list)
    for line in lines_of_effects:
        rows[line.service, line.effect].append(line)
    counts: dict[tuple[str, str], tuple[object, ...]] = {}
    for door, reached in rows.items():
        first = {line.subject: min(each.day for each in reached if each.subject == line.subject) for line in reached}
        residents = sum(subject.startswith("R") for subject in first)
        rightly = {line.subject for line in reached if not line.wrong}
        counts[door] = residents, len(first) - residents, len(first) - len(rightly), Counter(first.values())
    return counts


def counts_in(answer: dict[str, Any]) -> dict[tuple[str, str], tuple[object, ...]]:
    """The same from the city's JSON; on a day it says none."""
    return {
        (row["service"], row["effect"]): (
            row["residents"],
            row["companies"],
            row["wrongly"],
            *([{day: number for day, number, _ in row["by_day"]}] if "by_day" in row else []),
        )
        for row in answer["effects"]
    }


def on_a_day(folder: Path, world: Path, day: int, people: tuple[object, ...]) -> None:
    """In force on a day: it has begun, and it hasn't ended."""
    with unless_too_many_routes():
        rows = plain_evaluator.effects(folder, world)
        in_force = [line for line in rows if line.day <= day and (line.until is None or day < line.until)]
        assert printed_effects(world, "", "--on-day", day, *people) == as_printed(in_force)


def tried(folder: Path, seeds: range, record_count: Callable[..., None]) -> None:
    """Some worlds, of which there are many rows and some that are wrong."""
    counts: Counter[str] = Counter()
    agree_on_random_worlds(folder, seeds, counts)
    record_count("linkage, SQL and the plain evaluator, with errors", **counts)
    assert counts["rows"] > 25 * len(seeds)
    assert counts["wrong rows"] or len(seeds) < 20  # a few worlds may have none
    assert counts["refused"] <= counts["runs"] / 100


@pytest.mark.parametrize("first", range(0, EVERY_TIME, 6))
def test_random_worlds_with_errors_agree(first: int, tmp_path: Path, record_count: Callable[..., None]) -> None:
    tried(tmp_path, range(first, first + 6), record_count)


@pytest.mark.prove
@pytest.mark.parametrize("first", range(EVERY_TIME, EVERY_TIME + 1_000, 20))
def test_1000_random_worlds_with_errors_agree(first: int, tmp_path: Path, record_count: Callable[..., None]) -> None:
    tried(tmp_path, range(first, first + 20), record_count)


def test_random_worlds_with_errors_are_tangled(tmp_path: Path) -> None:
    """Every knot that an evaluator could get wrong is met in several worlds."""
    features: Counter[str] = Counter()
    for seed in range(60):
        world = write_world(tmp_path / f"world-{seed}", Random(seed), composites=True, errors=True)
        features.update(features_of_errors(read(world)))
    print(dict(features))
    assert len(features) == 12
    assert min(features.values()) >= 3
