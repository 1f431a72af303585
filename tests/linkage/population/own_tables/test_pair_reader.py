"""Pairs from elsewhere: a link whose pairs are given joins by these alone (design 11.4).

On random worlds and tables the spread is held against the SQL evaluator, which joins with the table `matches`; `make
prove` tries 300.
"""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from linkage.answers.match_quality import MatchCounts, match_qualities
from linkage.answers.spread_question import Question, ask, question_tables, spread_everybody
from linkage.answers.trace.join_view import join_view
from linkage.answers.whole_city.city_report import CityCounter
from linkage.answers.whole_city.sweep import sweep
from linkage.cli.command_line import main
from linkage.errors import BadWorldError
from linkage.population.agency_files import write
from linkage.population.own_tables.pair_reader import paired_world
from linkage.population.tables import Tables, generate_tables
from linkage.spread.steps import Effect, Spread
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles import sql_evaluator
from tests.oracles.plain_world import read
from tests.oracles.random_worlds import random_what_if, write_world

WORLDS = [10, pytest.param(300, marks=pytest.mark.prove)]
COUNTED = frozenset({"refuse", "slow", "fine", "wait", "publish", "reward"})
VERBS = ("cut", "drop", "forget", "isolate", "threshold", "delay", "share", "keep", "off", "repair")


def names_of(tables: Tables, database: str) -> list[str]:
    """By what pairs name the accounts of a database; of a list its subjects."""
    if tables.world.is_list(database):
        return sorted(person for person in tables.people if tables.can_hold(database, person))
    return sorted(tables.table(database).ids)


def write_pairs(rng: Random, folder: Path, tables: Tables, link: str) -> list[tuple[str, str, float]]:
    """Random pairs of a link, some twice, some at the ends of the scale, in the folder and in its SQLite file."""
    row = tables.world.links[link]
    sources, targets = names_of(tables, row.source), names_of(tables, row.target)
    pairs = []
    for _ in range(len(sources) // 2) if sources and targets else ():
        pairs.append((rng.choice(sources), rng.choice(targets), rng.choice([0.0, 0.25, 0.5, 0.75, 1.0, rng.random()])))
    (folder / "matches").mkdir(exist_ok=True)
    with (folder / "matches" / f"{link}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("a", "b", "probability"), *pairs])
    with closing(sqlite3.connect(folder / "agencies.sqlite")) as sql, sql:
        sql.execute("CREATE TABLE IF NOT EXISTS matches(link, a, b, probability)")
        sql.executemany("INSERT INTO matches VALUES (?, ?, ?, ?)", [(link, *pair) for pair in pairs])
    return pairs


class PairedTown(NamedTuple):
    """A random world, the tables of a small town in it with pairs of a link or two, and what-ifs to ask them under."""

    path: Path
    world: World
    folder: Path
    what_ifs: tuple[str, ...]


def paired_towns(folder: Path, worlds: int) -> Iterator[PairedTown]:
    """Random towns, each asked as it is, at another threshold, and under random interventions besides."""
    for seed in range(worlds):
        rng = Random(seed)
        path = write_world(folder / f"world-{seed}", rng, crowd=1.5)
        world = folders.load(path)
        tables = generate_tables(world, seed, 60)
        tables.visit_all()
        town = folder / f"tables-{seed}"
        write(tables, town, world.links)
        links = rng.sample(sorted(world.links), min(1 + seed % 2, len(world.links)))
        for link in links:
            write_pairs(rng, town, tables, link)
        threshold = f"threshold:{rng.choice(links)}={rng.choice(['0', '0.6', '1'])}"
        mixed = f"{random_what_if(rng, path, verbs=VERBS)},{threshold}".strip(",")
        yield PairedTown(path, world, town, ("", threshold, mixed))


def by_pairs(spread: Spread) -> int:
    """How many steps of a spread a given pair brought about."""
    return sum(step.kind == "linked" and not step.joined for step in spread.steps)


@pytest.mark.thorough
@pytest.mark.parametrize("worlds", WORLDS)
def test_spreads_over_given_pairs_are_those_of_a_join_with_the_pairs(worlds: int, tmp_path: Path) -> None:
    met = 0
    for path, world, folder, what_ifs in paired_towns(tmp_path, worlds):
        for what_if in what_ifs:
            for source in (folder, folder / "agencies.sqlite"):
                _, _, spread = spread_everybody(world, Question(what_if=what_if, tables=source))
                found = {(e.subject, e.service, e.effect, e.rule, e.day, e.until, e.wrong) for e in spread.effects}
                lines = sql_evaluator.effects(folder / "agencies.sqlite", read(path), what_if)
                expected = {(li.subject, li.service, li.effect, li.rule, li.day, li.until, li.wrong) for li in lines}
                assert found == expected, (path, what_if)
            met += by_pairs(spread)
    assert met > 3 * worlds


def counted(world: World, tables: Tables, what_if: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Subjects by service and effect, and how many of them wrongly, as the city counts them."""
    with CityCounter(world, tables=tables) as city:
        rows = city.answer(what_if)["effects"]
    return {(row["service"], row["effect"]): (row["residents"] + row["companies"], row["wrongly"]) for row in rows}


def subjects(effects: Iterable[Effect]) -> dict[tuple[str, str], tuple[int, int]]:
    """The same, of the rows of `effects`."""
    rows: dict[tuple[str, str], dict[str, bool]] = {}
    for effect in effects:
        known = rows.setdefault((effect.service, effect.effect), {})
        known[effect.subject] = known.get(effect.subject, True) and effect.wrong
    return {door: (len(known), sum(known.values())) for door, known in rows.items()}


@pytest.mark.thorough
@pytest.mark.parametrize("worlds", WORLDS)
def test_the_city_of_tables_joins_by_given_pairs_too(worlds: int, tmp_path: Path) -> None:
    met = 0
    for path, world, folder, what_ifs in paired_towns(tmp_path, worlds):
        for what_if in what_ifs:
            _, own, spread = spread_everybody(world, Question(what_if=what_if, tables=folder))
            effects = (effect for effect in spread.effects if effect.effect in COUNTED)
            assert counted(world, own, what_if) == subjects(effects), (path, what_if)
            met += by_pairs(spread)
    assert met > 3 * worlds


def test_a_threshold_can_be_swept_over_tables(town: Path) -> None:
    world = folders.load("tiny").everything
    phones, tickets = two_accounts(town)
    pairs = zip(phones[:41], tickets[:41], strict=True)
    give(town, *((phone, ticket, f"{place / 40:g}") for place, (phone, ticket) in enumerate(pairs)))
    tables = question_tables(world, Question(tables=town), 1)
    link = "subscribers-to-rail-tickets"
    swept = sweep(world, [f"threshold:{link}=0..1/0.25"], ["restricted"], tables=tables)
    pairs_at = [quality_of(town, f"threshold:{link}={row[0]}").pairs for row in swept.rows]
    restricted = [row[-1] for row in swept.rows]
    assert pairs_at == [41, 31, 21, 11, 1]
    assert restricted == sorted(restricted, reverse=True)
    assert len(restricted) == 5


def paired_tiny(folder: Path, rows: list[tuple[str, str, str]], link: str = "subscribers-to-rail-tickets") -> Path:
    """The tables of a small town, with pairs for a link."""
    world = folders.load("tiny")
    tables = generate_tables(world, 1, 120)
    tables.visit_all()
    write(tables, folder)
    (folder / "matches").mkdir()
    lines = ["a,b,probability", *(",".join(row) for row in rows)]
    (folder / "matches" / f"{link}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def two_accounts(folder: Path) -> tuple[list[str], list[str]]:
    """Names of accounts of the phone company, and of the railway."""

    def names(table: str) -> list[str]:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return [row["account"] for row in csv.DictReader(file)]

    return names("subscribers"), names("rail-tickets")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return paired_tiny(tmp_path / "town", [])


def give(town: Path, *rows: tuple[str, str, str], link: str = "subscribers-to-rail-tickets") -> Path:
    lines = ["a,b,probability", *(",".join(row) for row in rows)]
    (town / "matches" / f"{link}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return town


def effects_of(town: Path, what_if: str = "") -> set[tuple[str, str]]:
    spread = spread_everybody(folders.load("tiny"), Question(what_if=what_if, tables=town))[2]
    return {(effect.subject, effect.rule) for effect in spread.effects}


def quality_of(town: Path, what_if: str = "", link: str = "subscribers-to-rail-tickets") -> MatchCounts:
    world = folders.load("tiny").everything
    tables = question_tables(world, Question(tables=town), 1)
    (quality,) = match_qualities(under(paired_world(world, tables), what_if), tables, [link])
    return quality.counts


def test_a_link_without_a_pair_finds_nobody_though_its_columns_join(town: Path) -> None:
    assert quality_of(town).pairs == 0
    assert quality_of(town).missed > 0
    (town / "matches" / "subscribers-to-rail-tickets.csv").unlink()
    assert quality_of(town).pairs > 0


def test_at_threshold_0_every_pair_counts_and_at_1_only_the_sure_ones(town: Path) -> None:
    phones, tickets = two_accounts(town)
    give(town, (phones[0], tickets[0], "0"), (phones[1], tickets[1], "0.7"), (phones[2], tickets[2], "1"))
    link = "subscribers-to-rail-tickets"
    counted = [quality_of(town, f"threshold:{link}={share}").pairs for share in ("0", "0.5", "0.7", "0.71", "1")]
    assert counted == [3, 2, 2, 1, 1]
    assert quality_of(town).pairs == 2


def test_of_two_rows_the_larger_probability_counts(town: Path) -> None:
    phones, tickets = two_accounts(town)
    give(town, (phones[0], tickets[0], "0.9"), (phones[0], tickets[0], "0.2"))
    assert quality_of(town).pairs == 1


def test_blank_columns_do_not_touch_pairs_and_isolating_an_end_does(town: Path) -> None:
    phones, tickets = two_accounts(town)
    give(town, (phones[0], tickets[0], "0.9"))
    assert quality_of(town, "drop:phone,drop:national-id").pairs == 1
    assert quality_of(town, "forget:subscribers.national-id").pairs == 1
    assert quality_of(town, "isolate:subscribers").pairs == 0
    assert quality_of(town, "isolate:rail-tickets").pairs == 0


def test_a_proof_by_a_pair_can_be_read_and_its_sql_finds_the_two_rows(town: Path) -> None:
    world = folders.load("tiny")
    answer = ask(world, Question(record_kind="unpaid-phone-bill", tables=town))
    account = answer.records[0].account
    ticket = next(name for name in two_accounts(town)[1])
    give(town, (account, ticket, "0.8"))
    answer = ask(world, Question(record_kind="unpaid-phone-bill", tables=town))
    (step,) = [step for step in answer.spread.steps if step.by == "subscribers-to-rail-tickets"]
    assert (step.account, step.joined) == (ticket, ())
    view = join_view(answer, step)
    assert [table.database for table in view.tables] == ["subscribers", "rail-tickets"]
    with closing(sqlite3.connect(town / "agencies.sqlite")) as sql:
        sql.execute("CREATE TABLE matches(link, a, b, probability)")
        sql.execute("INSERT INTO matches VALUES ('subscribers-to-rail-tickets', ?, ?, 0.8)", (account, ticket))
        record = answer.records[0]
        (row,) = sql.execute(view.sql).fetchall()
    assert (row[0], ticket in row) == (record.account, True)


def test_why_not_says_how_sure_the_best_pair_is(town: Path) -> None:
    world = folders.load("tiny")
    account = ask(world, Question(record_kind="unpaid-phone-bill", tables=town)).records[0].account
    give(town, (account, two_accounts(town)[1][0], "0.3"))
    assert main(["why", "tiny", "monthly-pass", "--not", "--record", "unpaid-phone-bill", "--tables", str(town)]) == 0


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("subscribers/nobody", "rail-tickets/0", "0.5"), "column a: found 'subscribers/nobody' (2 such"),
        (("", "rail-tickets/0", "0.5"), "column a: found a blank cell"),
        (("subscribers/2", "rail-tickets/0", "1.5"), "column probability: found '1.5' (2 such"),
        (("subscribers/2", "rail-tickets/0", "nan"), "column probability: found 'nan'"),
        (("subscribers/2", "rail-tickets/0", "high"), "column probability: found 'high'"),
    ],
)
def test_a_faulty_pair_is_named_with_its_place(town: Path, row: tuple[str, str, str], told: str) -> None:
    give(town, row, row)
    with pytest.raises(BadWorldError) as error:
        effects_of(town)
    lines = error.value.lines()
    assert any(line.startswith("matches/subscribers-to-rail-tickets.csv, row 2") and told in line for line in lines), (
        lines
    )
    assert any("2 such cells" in line for line in lines)


def test_a_decimal_comma_and_a_misspelt_link_are_answered(town: Path) -> None:
    phones, tickets = two_accounts(town)
    path = town / "matches" / "subscribers-to-rail-tickets.csv"
    path.write_text(f"a;b;probability\n{phones[0]};{tickets[0]};0,8\n", encoding="utf-8")
    shutil.copy(path, town / "matches" / "subscribers-to-rail-ticket.csv")
    with pytest.raises(BadWorldError) as error:
        effects_of(town)
    lines = "\n".join(error.value.lines())
    assert "did you mean '0.8'?" in lines
    assert "did you mean 'subscribers-to-rail-tickets'?" in lines


def test_a_missing_column_is_named(town: Path) -> None:
    (town / "matches" / "subscribers-to-rail-tickets.csv").write_text("a,b,probabilty\n", encoding="utf-8")
    with pytest.raises(BadWorldError, match="faults in the pairs") as error:
        effects_of(town)
    assert error.value.lines()[0].endswith("expected a column 'probability'; did you mean 'probabilty'?")


def test_a_lists_side_is_named_by_its_subject(tmp_path: Path) -> None:
    town = paired_tiny(tmp_path / "town", [], link="defaulter-list-to-rail-tickets")
    world: World = folders.load("tiny")
    answer = ask(world, Question(record_kind="unpaid-court-judgment", tables=town))
    ticket = two_accounts(town)[1][3]
    give(town, (answer.subject, ticket, "1"), link="defaulter-list-to-rail-tickets")
    answer = ask(world, Question(record_kind="unpaid-court-judgment", tables=town))
    assert ticket in {step.account for step in answer.spread.steps}
    assert quality_of(town, link="defaulter-list-to-rail-tickets").pairs == 1


def test_matches_and_what_ifs_over_tables_work_from_the_command_line(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phones, tickets = two_accounts(town)
    give(town, (phones[0], tickets[0], "0.6"))
    asked = ["matches", "tiny", "subscribers-to-rail-tickets", "--tables", str(town), "--format", "json"]
    assert main(asked) == 0
    assert json.loads(capsys.readouterr().out)[0]["pairs"] == 1
    assert main([*asked, "--what-if", "threshold:subscribers-to-rail-tickets=0.61"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["pairs"] == 0
