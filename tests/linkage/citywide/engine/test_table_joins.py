"""The city of somebody's own tables: the same numbers as of the people they were written from, and as of `effects`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from linkage.answers.whole_city.best_removals import best_removals
from linkage.answers.whole_city.best_report import best_json
from linkage.answers.whole_city.city_report import CityCounter
from linkage.answers.whole_city.sweep import sweep
from linkage.citywide.engine.link_joins import SLOTS
from linkage.citywide.whole_population import WholePopulation
from linkage.errors import LinkageError, UsageError
from linkage.population import agency_files
from linkage.population.account_table import Account
from linkage.population.draws import Draws
from linkage.population.own_tables import agency_reader
from linkage.population.own_tables.pair_reader import paired_world
from linkage.population.tables import Person, Record, Tables, generate_tables
from linkage.population.text_tables.text_columns import GivenPairs
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.city_by_sets import city_counts, counts_of_answer, without_kinds
from tests.oracles.plain_world import read as read_plain
from tests.oracles.random_worlds import VERBS, VERBS_WITH_ERRORS, random_what_if, write_world


def everybody(world: World, seed: int, residents: int) -> Tables:
    tables = generate_tables(world, seed, residents)
    tables.visit_all()
    return tables


def written(world: World, seed: int, residents: int, folder: Path) -> Tables:
    """The tables of some people as they are read from files."""
    agency_files.write(everybody(world, seed, residents), folder, world.links)
    return agency_reader.read(world, folder)


def without_source(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "own_tables"}


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["tiny", "beijing", "elsewhere", "jiangsu"])
def test_written_tables_are_counted_as_the_people_they_were_written_from(name: str, tmp_path: Path) -> None:
    world, rng = folders.load(name), Random(3)
    tables = written(world, 2, 500, tmp_path / "own")
    with CityCounter(world, 2, 500) as made, CityCounter(world, tables=tables) as own:
        for what_if in ("", "reading:everything", random_what_if(rng, read_plain(folders.find(name)))):
            for on_day in (None, 30):
                expected = made.answer(what_if, on_day, by_link=not what_if)
                answer = own.answer(what_if, on_day, by_link=not what_if)
                assert answer["own_tables"]
                assert without_source(answer) == expected


@pytest.mark.thorough
def test_written_tables_have_the_same_best_removals_and_sweeps(tmp_path: Path) -> None:
    world = folders.load("tiny")
    tables = written(world, 1, 2_000, tmp_path / "own")
    for service in ("", "loan"):
        made = best_json(best_removals(WholePopulation(world, 1, 2_000), 2, service))
        assert best_json(best_removals(WholePopulation(world, tables=tables), 2, service)) == made
    over, measures = ["share:subscribers-to-defaulter-list=0..1/0.25"], ["refuse:loan", "restricted", "closed:loan"]
    swept = sweep(world, over, measures, residents=2_000)
    assert sweep(world, over, measures, tables=tables).rows == swept.rows
    assert len({row[1] for row in swept.rows}) > 2


@pytest.mark.thorough
@pytest.mark.parametrize(("first", "errors"), [*((first, False) for first in range(0, 24, 6)), (24, True), (30, True)])
def test_random_worlds_written_down_are_counted_alike(
    first: int, errors: bool, tmp_path: Path, record_count: Callable[..., None]
) -> None:
    doors = 0
    verbs = VERBS_WITH_ERRORS if errors else VERBS
    for seed in range(first, first + 6):
        rng = Random(seed)
        folder = tmp_path / f"world-{seed}"
        world = folders.load(write_world(folder, rng, scores=seed % 3 == 0, composites=errors, errors=errors))
        what_if, on_day, residents = (
            random_what_if(rng, read_plain(folder), verbs),
            20,
            rng.randint(60, 200),
        )
        with (
            CityCounter(world, seed, residents) as made,
            CityCounter(world, tables=written(world, seed, residents, tmp_path / f"own-{seed}")) as own,
        ):
            for answer in ((what_if,), ("", on_day), (what_if, on_day)):
                expected = made.answer(*answer)
                assert without_source(own.answer(*answer)) == expected
                doors += len(expected["effects"])
    record_count("city of own tables against that of the same people", doors=doors)


# tables that nobody would generate


class Muddle:
    """Tables in which somebody has been at work: rows doubled, cells exchanged, values shared, records added."""

    def __init__(self, source: Tables, rng: Random) -> None:
        self.source, self.rng, self.world = source, rng, source.world
        self.tables = Tables(source.world, Draws(source.seed))
        self.values = {
            name: sorted({value for value, _ in source.true_values(name)}) for name in self.world.identifiers
        }

    def make(self) -> Tables:
        """The tables."""
        for person in self.source.people.values():
            self.tables.add_person(person)
        for identifier, value, owner in self.source.all_values():
            self.tables.add_value(identifier, value, owner)
            if self.rng.random() < 0.05:
                self.tables.add_value(identifier, value, self.somebody())
        for relation in self.source.all_relations():
            self.tables.add_relation(*relation)
        for name in ("parent", "officer") * 5:
            self.tables.add_relation(name, self.somebody(), self.somebody())
        for database in self.world.databases:
            self.add_accounts(database)
        for record in self.source.records.values():
            self.add_record(record)
        return self.tables

    def somebody(self) -> str:
        return self.rng.choice(list(self.source.people))

    def add_accounts(self, database: str) -> None:
        home_accounts = {record.account for record in self.source.records.values()}
        for account in self.source.table(database):
            if account.id in home_accounts or self.rng.random() < 0.9:
                self.tables.add_account(self.changed(account, account.id))
        accounts = list(self.source.table(database))
        for number in range(self.rng.randint(0, 20) if accounts else 0):
            self.tables.add_account(self.changed(self.rng.choice(accounts), f"{database}/extra-{number}"))

    def changed(self, account: Account, name: str) -> Account:
        values = dict(account.values)
        for identifier in self.world.databases[account.database].identifiers:
            if self.rng.random() < 0.1:
                values[identifier] = self.rng.choice(["", *self.values[identifier]])
        filled = {identifier: value for identifier, value in values.items() if value}
        return Account(account.database, account.number, account.subject, filled, name)

    def add_record(self, record: Record) -> None:
        self.tables.records[record.id] = record
        for copy in range(self.rng.choice((0, 0, 1, 2))):
            home = self.rng.choice(self.tables.of(record.database, record.subject))
            name, standing = f"{record.id}-{copy}", self.rng.choice(("confirmed", "suspected"))
            self.tables.records[name] = record._replace(id=name, account=home.id, standing=standing)


@pytest.mark.thorough
def test_muddled_tables_are_counted_as_the_distinct_subjects_of_effects(
    tmp_path: Path, record_count: Callable[..., None]
) -> None:
    """Several accounts and records a subject, several owners a value, rows in lists, wrong cells in any register."""
    doors = 0
    for seed in range(24):
        rng = Random(seed)
        folder = write_world(tmp_path / f"world-{seed}", rng, scores=seed % 3 == 0)
        world = folders.load(folder)
        tables = Muddle(everybody(world, seed, rng.randint(60, 200)), rng).make()
        for what_if in ("", random_what_if(rng, read_plain(folder))):
            changed = under(world, what_if)
            spread = spread_from(CompiledRules.of(changed), tables, tables.records.values())
            with CityCounter(world, tables=tables) as city:
                for on_day in (None, 10, 40):
                    actual = counts_of_answer(city.answer(what_if, on_day))
                    expected = city_counts(changed, tables, spread, on_day)
                    if on_day is not None or any(rule.threshold for rule in changed.rules.values()):
                        actual, expected = without_kinds(actual), without_kinds(expected)
                    assert actual == expected, (seed, what_if, on_day)
                    doors += len(actual)
    record_count("city of muddled tables against effects", doors=doors)
    assert doors > 200


def test_links_whose_pairs_are_given_are_counted_by_these_at_any_threshold(tmp_path: Path) -> None:
    """Pairs at random, right and wrong, into rolls and lists, and out of them."""
    doors = 0
    for seed in range(4):
        rng = Random(seed)
        world = folders.load(write_world(tmp_path / f"world-{seed}", rng, ends=False))
        tables = Muddle(everybody(world, seed, 90), rng).make()
        for link in rng.sample(sorted(world.links), min(3, len(world.links))):
            pairs = tables.given_pairs[link] = GivenPairs()
            sides = [
                _names(tables, world, database) for database in (world.links[link].source, world.links[link].target)
            ]
            for _ in range(80 if all(sides) else 0):
                pairs.add(rng.choice(sides[0]), rng.choice(sides[1]), rng.random())
        paired = paired_world(world, tables)
        with CityCounter(world, tables=tables) as city:
            for threshold in ("", "0.2", "0.9"):
                what_if = ",".join(f"threshold:{link}={threshold}" for link in tables.given_pairs if threshold)
                changed = under(paired, what_if)
                spread = spread_from(CompiledRules.of(changed), tables, tables.records.values())
                for on_day in (None, 20):
                    actual = counts_of_answer(city.answer(what_if, on_day))
                    expected = city_counts(changed, tables, spread, on_day)
                    if on_day is not None:
                        actual, expected = without_kinds(actual), without_kinds(expected)
                    assert actual == expected, (seed, what_if, on_day)
                    doors += len(actual)
    assert doors > 15


def _names(tables: Tables, world: World, database: str) -> list[str]:
    """What pairs call the rows of a database."""
    if not world.is_list(database):
        return [account.id for account in tables.table(database)]
    return [name for name in sorted(tables.people) if tables.can_hold(database, name)]


def test_groups_of_ones_own_stand_behind_the_worlds(tiny: World) -> None:
    tables = Tables(tiny)
    for number, group in enumerate(("elder", "18-34", "", "large")):
        tables.add_person(Person(f"p{number}", "company" if group == "large" else "resident", group, ""))
    names = CityCounter(tiny, tables=tables).counts([tiny])[0].groups
    assert names[0] == "under-18"
    assert set(names) >= {"elder", "", "large"}


def test_whoever_has_too_many_accounts_to_be_counted_is_named(tiny: World) -> None:
    tables = Tables(tiny)
    tables.add_person(Person("anna", "resident", "18-34", ""))
    for number in range(SLOTS + 1):
        tables.add_account(Account("rail-tickets", number, "anna", {"national-id": "SYN-1"}))
    tables.add_account(Account("defaulter-list", 0, "anna", {"national-id": "SYN-1"}))
    tables.add_value("national-id", "SYN-1", "anna")
    tables.records["r"] = Record(
        "r", "unpaid-court-judgment", "anna", "defaulter-list", "defaulter-list/0", "confirmed"
    )
    with pytest.raises(LinkageError, match="anna has 65 accounts in 'rail-tickets'"):
        CityCounter(tiny, tables=tables).answer("reading:everything")


def test_other_people_cant_be_asked_of_given_ones(tiny: World) -> None:
    tables = Tables(tiny)
    with pytest.raises(UsageError, match="coverage"):
        sweep(tiny, ["coverage:rail-tickets=0..1/0.5"], ["restricted"], tables=tables)


def test_nobody_is_counted_in_empty_tables(tiny: World) -> None:
    answer = CityCounter(tiny, tables=Tables(tiny)).answer(by_link=True)
    assert (answer["residents"], answer["companies"], answer["effects"]) == (0, 0, [])
    assert np.isfinite([row["value"] for row in answer["by_link"] if row["value"] is not None]).all()
