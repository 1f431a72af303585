"""The product against the independent evaluator in SQL, on random worlds and on the bundled ones.

Both read the same world folder and the same `agencies.sqlite`; `linkage effects` must give the evaluator's
rows, cell by cell. A disagreement names world, seed, residents and what-if, so it can be run again by hand.
With CI=true 24 random worlds are tried, at somebody's desk six; with LINKAGE_PROVE set, `make prove` tries
1,000 random worlds more (or as many as it says).
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from linkage.cli.command_line import main
from tests.conftest import CI
from tests.oracles import sql_evaluator
from tests.oracles.plain_world import Rows, read
from tests.oracles.random_worlds import features_of, random_what_if, write_world
from tests.oracles.sql_durations import TooManyRoutesError

BUNDLED = Path(__file__).parents[2] / "sample_data" / "worlds"
COLUMNS = ("subject", "service", "effect", "rule", "falls_on", "day", "until", "wrong", "false")
EVERY_TIME = 24 if CI else 6
PROVEN = max(EVERY_TIME + 1_000, int(os.environ.get("LINKAGE_PROVE") or 0))
WHAT_IFS = {
    "tiny": (
        "",
        "reading:documented",
        "repair:subscribers=20,expire:*=100,forget:payment-accounts.phone",
        "threshold:rail-tickets-refuse-monthly-pass=1,removal:defaulter-list-to-rail-tickets=never",
        "share:payment-accounts-to-rail-tickets=0.4,correct:unpaid-court-judgment=30",
    ),
    "beijing": ("", "reading:everything,correct:unpaid-court-judgment=30"),
    "elsewhere": (
        "reading:everything,correct:support-arrears=30",
        "reading:filled-in,repair:vehicle-register=70,expire:*=100",
    ),
}


class RefusedError(AssertionError):
    """A command that ended with a fault; its text is the arguments and what it said."""


def linkage(*arguments: object) -> str:
    """What a command prints."""
    printed, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
        code = main([str(argument) for argument in arguments])
    if code:
        raise RefusedError(f"{arguments}: {said.getvalue()}")
    return printed.getvalue()


def printed_effects(world: Path, what_if: str, *arguments: object) -> list[tuple[str, ...]]:
    """The rows of `linkage effects`, without the records of the shown proof."""
    text = linkage("effects", world, "--format", "csv", "--what-if", what_if, *arguments)
    return [tuple(row[column] for column in COLUMNS) for row in csv.DictReader(io.StringIO(text))]


def as_printed(lines: list[sql_evaluator.Line]) -> list[tuple[str, ...]]:
    """The evaluator's rows as `effects` prints them."""
    return [
        (
            *line[:5],
            str(line.day),
            "" if line.until is None else str(line.until),
            "yes" if line.wrong else "no",
            "yes" if line.false else "no",
        )
        for line in lines
    ]


def agree(world: Path, tables: Path, what_if: str, *arguments: object, counts: Counter[str]) -> None:
    """Run both and compare the rows; where a component of accounts is too large, without their ends.

    The product may refuse to follow removals where very many accounts copy to each other: that is counted.
    """
    try:
        ours = printed_effects(world, what_if, *arguments)
    except RefusedError as refused:
        if "copy a record to each other in a circle" not in str(refused):
            raise
        counts["refused"] += 1
        return
    try:
        theirs = as_printed(sql_evaluator.effects(tables, world, what_if))
    except TooManyRoutesError:
        theirs = as_printed(sql_evaluator.effects(tables, world, what_if, ends=False))
        ours, theirs = ([(*row[:6], "", *row[7:]) for row in rows] for rows in (ours, theirs))
        counts["runs without until"] += 1
    hold(ours, theirs, f"{world} {arguments} --what-if '{what_if}'", counts)


def hold(ours: list[tuple[str, ...]], theirs: list[tuple[str, ...]], run: str, counts: Counter[str]) -> None:
    """Hold the rows of `effects` against those of an evaluator, and count them."""
    if ours != theirs:
        differing = {
            "only linkage": sorted(set(ours) - set(theirs))[:5],
            "only the evaluator": sorted(set(theirs) - set(ours))[:5],
            "order": ours != sorted(ours),
        }
        pytest.fail(f"{run}: {json.dumps(differing, indent=1)}")
    counts["runs"] += 1
    counts["rows"] += len(theirs)
    counts["wrong rows"] += sum(row[7] == "yes" for row in theirs)
    counts["false rows"] += sum(row[8] == "yes" for row in theirs)
    counts["rows that end"] += sum(bool(row[6]) for row in theirs)


def agree_on_random_worlds(folder: Path, seeds: range, counts: Counter[str], lists: int = 2) -> None:
    """Every third world has points and scores; each is run as it is, under what-ifs, and on spoilt tables.

    Args:
        lists: how many random lists of interventions a world is run under.
    """
    for seed in seeds:
        rng = Random(seed)
        world = write_world(folder / f"world-{seed}", rng, scores=seed % 3 == 0)
        rows = read(world)
        people = ("--seed", seed, "--residents", rng.randint(40, 200))
        out = folder / f"agencies-{seed}"
        linkage("generate", world, *people, "--draws", "--out", out)
        tables = out / "agencies.sqlite"
        agree(world, tables, "", *people, counts=counts)
        agree(world, tables, random_what_if(rng, rows), "--tables", tables, counts=counts)
        if seed % 3 != 1:
            on_a_day(world, tables, rng.randint(0, 60), *people)
            proofs_bring_their_rows(world, tables, rng, *people)
        spoil(tables, rng, rows)
        for _ in range(lists - 1):
            agree(world, tables, random_what_if(rng, rows, most=4), "--tables", tables, counts=counts)
        counts["worlds"] += 1


def on_a_day(world: Path, tables: Path, day: int, *arguments: object) -> None:
    """In force on a day: it has begun, and it hasn't ended."""
    with contextlib.suppress(TooManyRoutesError):
        lines = sql_evaluator.effects(tables, world)
        in_force = [line for line in lines if line.day <= day and (line.until is None or day < line.until)]
        assert printed_effects(world, "", "--on-day", day, *arguments) == as_printed(in_force)


def proofs_bring_their_rows(world: Path, tables: Path, rng: Random, *arguments: object) -> None:
    """The starting records of a shown proof bring its row, on its day, without any other record."""
    text = linkage("effects", world, "--format", "csv", *arguments)
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rng.sample(rows, min(2, len(rows))):
        alone = sql_evaluator.effects(tables, world, records=row["records"].split(), ends=False)
        assert tuple(row[column] for column in COLUMNS[:6]) in {line[:6] for line in as_printed(alone)}, row


def spoil(tables: Path, rng: Random, rows: Rows) -> None:
    """Other people's tables: cells go blank or hold somebody else's value, records become doubtful."""
    with contextlib.closing(sqlite3.connect(tables)) as connection, connection:
        for database, row in rows["databases"].items():
            for column in row["identifiers"].split():
                values = [value for (value,) in connection.execute(f'SELECT "{column}" FROM "{database}"')]
                for account in [account for (account,) in connection.execute(f'SELECT account FROM "{database}"')]:
                    if rng.random() < 0.1:
                        cell = rng.choice(["", *values])
                        connection.execute(f'UPDATE "{database}" SET "{column}" = ? WHERE account = ?', (cell, account))
        connection.execute("UPDATE records SET standing = 'suspected' WHERE rowid % 7 = 0")
        connection.execute("DELETE FROM records WHERE rowid % 11 = 0")
        # a value of nobody's would be a fault (design 11.5): some are somebody else's
        for holder in ("resident", "company"):
            connection.execute(
                'UPDATE "values" SET subject = (SELECT MIN(subject) FROM people WHERE kind = ?1)'
                " WHERE rowid % 13 = 0 AND subject IN (SELECT subject FROM people WHERE kind = ?1)",
                (holder,),
            )


def test_random_worlds_are_tangled(tmp_path: Path) -> None:
    """Every knot that the evaluator could get wrong is met in several worlds."""
    features: Counter[str] = Counter()
    for seed in range(100):
        features.update(features_of(read(write_world(tmp_path / f"world-{seed}", Random(seed), scores=seed % 3 == 0))))
    print(dict(features))
    assert len(features) == 24
    assert min(features.values()) >= 3


def test_random_worlds_agree(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    agree_on_random_worlds(tmp_path, range(EVERY_TIME), counts)
    print(dict(counts))
    assert counts["rows"] > 25 * EVERY_TIME
    assert counts["wrong rows"] > 2 * EVERY_TIME


@pytest.mark.prove
def test_many_random_worlds_agree(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    agree_on_random_worlds(tmp_path, range(EVERY_TIME, PROVEN), counts, lists=3)
    print(dict(counts))
    assert counts["refused"] < counts["runs"] / 500


def agree_on_a_bundled_world(name: str, what_ifs: Iterable[str], folder: Path) -> Counter[str]:
    """At 3,000 residents."""
    people = ("--seed", 7, "--residents", 3_000)
    linkage("generate", BUNDLED / name, *people, "--draws", "--out", folder)
    counts: Counter[str] = Counter()
    for what_if in what_ifs:
        agree(BUNDLED / name, folder / "agencies.sqlite", what_if, *people, counts=counts)
    print(name, dict(counts))
    return counts


@pytest.mark.parametrize(
    "name", [pytest.param(world, marks=pytest.mark.prove if world == "beijing" else ()) for world in WHAT_IFS]
)
def test_a_bundled_world_agrees(name: str, tmp_path: Path) -> None:
    counts = agree_on_a_bundled_world(name, WHAT_IFS[name] if CI else WHAT_IFS[name][-1:], tmp_path)
    assert counts["rows"] > 500


@pytest.mark.prove
@pytest.mark.parametrize("name", sorted(folder.name for folder in BUNDLED.iterdir() if folder.is_dir()))
def test_a_bundled_world_agrees_under_many_what_ifs(name: str, tmp_path: Path) -> None:
    rng, rows = Random(name), read(BUNDLED / name)
    readings = [f"reading:{reading}" for reading in ("everything", *rows["readings"])]
    agree_on_a_bundled_world(name, [*readings, *(random_what_if(rng, rows) for _ in range(20))], tmp_path)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.prove) for seed in (1, 2))])
def test_without_joint_rules_and_scores_the_effects_are_the_union_of_single_spreads(seed: int, tmp_path: Path) -> None:
    """Design 4.1: subject, service, effect, rule, day and wrong; in the product and in the evaluator."""
    world = write_world(tmp_path / "world", Random(1_000 + seed), joint=False)
    people = ("--seed", seed, "--residents", 30)
    linkage("generate", world, *people, "--draws", "--out", tmp_path / "out")
    tables = tmp_path / "out" / "agencies.sqlite"
    whole = {row[:4]: (int(row[5]), row[7] == "yes") for row in printed_effects(world, "", *people)}
    traced: dict[tuple[str, ...], tuple[int, bool]] = {}
    evaluated: dict[tuple[str, ...], tuple[int, bool]] = {}
    for record in records(tables.parent / "records.csv"):
        named = ("--record", record["kind"], "--resident", record["subject"])
        answer = json.loads(linkage("trace", world, *people, *named, "--format", "json"))
        for row in answer["effects"]:
            key = tuple(row[column] or "" for column in COLUMNS[:4])
            join(traced, key, row["day"], row["wrong"])
        for line in sql_evaluator.effects(tables, world, records=[record["id"]], ends=False):
            join(evaluated, line[:4], line.day, line.wrong)
    assert traced == whole
    assert evaluated == whole


def join(rows: dict[tuple[str, ...], tuple[int, bool]], key: tuple[str, ...], day: int, wrong: bool) -> None:
    """Add a row to a union: the earliest day, and wrong if nothing right brings it."""
    row = rows.get(key, (day, wrong))
    rows[key] = min(day, row[0]), wrong and row[1]


def records(path: Path) -> list[dict[str, str]]:
    """The rows of `records.csv`."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_link_that_was_added_has_draws_of_its_own(tmp_path: Path) -> None:
    added = "rail-tickets>school-enrolment:national-id"
    what_if = f"add:{added},share:{added}=0.5"
    people = ("--seed", 3, "--residents", 600)
    linkage("generate", BUNDLED / "tiny", *people, "--draws", "--what-if", what_if, "--out", tmp_path)
    agree(BUNDLED / "tiny", tmp_path / "agencies.sqlite", what_if, *people, counts=Counter())
