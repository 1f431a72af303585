"""Columns in error and keys of several identifiers: the product, the evaluator in SQL and the plain one agree.

Each random world has both. It is run as generated people and as written tables, as it is and under what-ifs; then
its tables are spoilt. The tables are written with the errors' draws for every column that may hold any.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter, defaultdict
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import CI
from tests.oracles import plain_evaluator, sql_evaluator
from tests.oracles.plain_world import Rows, error_shares, read, under
from tests.oracles.random_composites import columns_for_errors
from tests.oracles.random_worlds import ERROR_VERBS, VERBS, random_what_if, write_world
from tests.oracles.sql_durations import TooManyRoutesError
from tests.oracles.test_agreement import RefusedError, as_printed, linkage, printed_effects

EVERY_TIME = 60 if CI else 30
VERBS_OF_ERRORS = (*VERBS, *(ERROR_VERBS * 4), *(["add", "drop", "forget", "repair"] * 2))


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
        if rows != expected:
            differing = {
                "only linkage": sorted(set(rows) - set(expected))[:5],
                "only the evaluators": sorted(set(expected) - set(rows))[:5],
                "order": rows != sorted(rows),
            }
            pytest.fail(f"{world} {way} --what-if '{what_if}': {json.dumps(differing, indent=1)}")
        counts["runs"] += 1
        counts["rows"] += len(rows)
        counts["wrong rows"] += sum(row[7] == "yes" for row in rows)
        counts["false rows"] += sum(row[8] == "yes" for row in rows)
        counts["rows that end"] += sum(bool(row[6]) for row in rows)


def agree_on_random_worlds(folder: Path, seeds: range, counts: Counter[str], lists: int = 2) -> None:
    """Every third world has points and scores."""
    for seed in seeds:
        rng = Random(seed)
        world = write_world(folder / f"world-{seed}", rng, scores=seed % 3 == 0, composites=True, errors=True)
        rows, out = read(world), folder / f"agencies-{seed}"
        people = ("--seed", seed, "--residents", rng.randint(40, 200))
        linkage("generate", world, *people, "--draws", "--what-if", every_column_in_error(rows), "--out", out)
        ways = people, ("--tables", out), ("--tables", out / "agencies.sqlite")
        agree(out, world, "", counts, *ways)
        for place in range(lists):
            agree(out, world, random_what_if(rng, rows, VERBS_OF_ERRORS, most=4), counts, people, ways[1 + place % 2])
        on_a_day(out, world, rng.randint(0, 60), people)
        what_if = random_what_if(rng, rows, VERBS_OF_ERRORS, most=4)
        city_agrees(out, world, what_if, rng.randint(0, 60), people, ways[1])
        counts["worlds"] += 1


def city_agrees(folder: Path, world: Path, what_if: str, day: int, *ways: tuple[object, ...]) -> None:
    """The city counts the distinct subjects of the evaluators' rows, ever and in force on a day."""
    with contextlib.suppress(TooManyRoutesError, RefusedError):
        lines = plain_evaluator.effects(folder, world, what_if)
        in_force = [line for line in lines if line.day <= day and (line.until is None or day < line.until)]
        for way in ways:
            asked = ("city", world, "--format", "json", *way, "--what-if", what_if)
            assert counts_in(json.loads(linkage(*asked))) == counts_of(lines), asked
            on_day = json.loads(linkage(*asked, "--on-day", day))
            assert counts_in(on_day) == {door: row[:3] for door, row in counts_of(in_force).items()}, (asked, day)


def counts_of(lines: list[plain_evaluator.EffectLine]) -> dict[tuple[str, str], tuple[object, ...]]:
    """For each service and effect: residents, companies, who all of whose rows are wrong, and by first day."""
    rows: dict[tuple[str, str], list[plain_evaluator.EffectLine]] = defaultdict(list)
    for line in lines:
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
    with contextlib.suppress(TooManyRoutesError, RefusedError):
        lines = plain_evaluator.effects(folder, world)
        in_force = [line for line in lines if line.day <= day and (line.until is None or day < line.until)]
        assert printed_effects(world, "", "--on-day", day, *people) == as_printed(in_force)


def test_random_worlds_with_errors_agree(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    agree_on_random_worlds(tmp_path, range(EVERY_TIME), counts)
    print(dict(counts))
    assert counts["rows"] > 25 * EVERY_TIME
    assert counts["wrong rows"] > 2 * EVERY_TIME
