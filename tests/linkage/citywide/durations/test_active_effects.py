"""The city on a day and by link: against the rows of `effects`, one after another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from linkage.answers.spread_question import Question, spread_everybody
from linkage.answers.whole_city.city_report import CityCounter
from linkage.errors import LinkageError
from linkage.vocabulary import RESTRICTIONS, REWARDS
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.city_by_sets import city_counts, counts_of_answer, rows_in, without_kinds
from tests.oracles.plain_world import read
from tests.oracles.random_worlds import random_what_if, write_world

FIXED_WHAT_IFS = ("expire:*=100", "correct:unpaid-court-judgment=20", "repair:subscribers=15", "reading:everything")
"""What-ifs on which a day depends in different ways; some worlds lack a name in them."""


def agree_on(folder: World, what_if: str, city: CityCounter, day: int) -> int:
    """Hold the city on a day against the rows in force on it; returns how many doors were compared."""
    changed = under(folder, what_if)
    try:
        _, tables, spread = spread_everybody(
            folder, Question(what_if=what_if, seed=city.seed, residents=city.residents)
        )
    except LinkageError:  # accounts in too large a circle: nobody can say how long
        return 0
    expected, actual = city_counts(changed, tables, spread, day), counts_of_answer(city.answer(what_if, on_day=day))
    if any(rule.threshold for rule in changed.rules.values()):
        expected, actual = without_kinds(expected), without_kinds(actual)
    assert actual == expected, (folder.id, what_if, city.seed, city.residents, day)
    return len(actual)


def readable_what_ifs(world: World, what_ifs: tuple[str, ...]) -> list[str]:
    """Those of some what-ifs that a world can read."""
    readable = []
    for what_if in what_ifs:
        try:
            under(world, what_if)
        except LinkageError:
            continue
        readable.append(what_if)
    return readable


def agree_on_a_bundled_world(name: str, seed: int, residents: int, number: int, days: tuple[int, ...]) -> int:
    """Under fixed and random what-ifs, on some days."""
    world, rng, rows = folders.load(name), Random(seed), read(folders.find(name))
    what_ifs = ["", *readable_what_ifs(world, FIXED_WHAT_IFS), *(random_what_if(rng, rows) for _ in range(number))]
    with CityCounter(world, seed, residents) as city:
        return sum(agree_on(world, what_if, city, day) for what_if in what_ifs for day in days)


def agree_on_random_worlds(folder: Path, seeds: range) -> int:
    """With wrong rows, joint rules, listings in a circle and (every third) points."""
    doors = 0
    for seed in seeds:
        rng = Random(seed)
        written = write_world(folder / f"world-{seed}", rng, scores=seed % 3 == 0)
        world, rows = folders.load(written), read(written)
        with CityCounter(world, seed, rng.randint(60, 300)) as city:
            for what_if in ("", random_what_if(rng, rows)):
                doors += agree_on(world, what_if, city, rng.choice([0, 3, 8, 15, 30, 60, 120]))
    return doors


@pytest.mark.parametrize(("name", "day"), [("tiny", 60), ("beijing", 60), ("jiangsu", 400), ("hangzhou", 5)])
def test_the_city_on_a_day_is_what_is_in_force_on_it(name: str, day: int, record_count: Callable[..., None]) -> None:
    record_count("city on a day, bundled worlds", doors=agree_on_a_bundled_world(name, 1, 500, 1, (day,)))


@pytest.mark.thorough
@pytest.mark.parametrize("first", range(0, 18, 6))
def test_the_city_on_a_day_in_random_worlds(first: int, tmp_path: Path, record_count: Callable[..., None]) -> None:
    doors = agree_on_random_worlds(tmp_path, range(first, first + 6))
    record_count("city on a day, random worlds", doors=doors)
    assert doors


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("name", ["tiny", "beijing", "elsewhere", "jiangsu", "hangzhou", "thirty-cities"])
def test_cities_of_3000_agree_on_days(name: str, seed: int, record_count: Callable[..., None]) -> None:
    record_count("city on a day, 3,000", doors=agree_on_a_bundled_world(name, seed, 3_000, 15, (5, 60, 400)))


@pytest.mark.prove
@pytest.mark.parametrize("first", range(18, 318, 20))
def test_300_random_worlds_agree_on_a_day(first: int, tmp_path: Path, record_count: Callable[..., None]) -> None:
    record_count("city on a day, random worlds", doors=agree_on_random_worlds(tmp_path, range(first, first + 20)))


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.prove) for seed in range(4, 60))])
def test_by_link_says_what_stops_if_a_link_alone_is_cut(seed: int, tmp_path: Path) -> None:
    rng = Random(seed)
    world = folders.load(write_world(tmp_path / "world", rng, scores=seed % 3 == 0))
    residents, day = rng.randint(60, 150), rng.choice([None, 30])
    with CityCounter(world, seed, residents) as city:
        rows = city.answer("", day, by_link=True)["by_link"]
    alone = {(row["link"], row["measure"]): row["alone"] for row in rows}
    measures = {"restrictions": RESTRICTIONS, "rewards": REWARDS}

    def counts(what_if: str) -> dict[str, int]:
        question = Question(what_if=what_if, seed=seed, residents=residents)
        ends = {row[:3] for row in rows_in(spread_everybody(world, question)[2], day)}
        return {measure: sum(end[2] in effects for end in ends) for measure, effects in measures.items()}

    before = counts("")
    for link in under(world).links:
        after = counts(f"cut:{link}")
        assert {measure: alone[link, measure] for measure in measures} == {
            measure: before[measure] - after[measure] for measure in measures
        }, link


def test_compare_counts_both_what_ifs_in_the_city() -> None:
    world = folders.load("tiny")
    with CityCounter(world, 1, 3_000) as city:
        rows = city.compare("", "drop:phone")
        before, after = (counts_of_answer(city.answer(what_if)) for what_if in ("", "drop:phone"))
    for row in rows:
        door = (row["service"], row["effect"])
        none = (0, 0)
        assert tuple(row["before"].values()) == before.get(door, none)[:2]
        assert tuple(row["after"].values()) == after.get(door, none)[:2]
        assert row["change"]["residents"] == row["after"]["residents"] - row["before"]["residents"]
    assert any(row["change"]["residents"] < 0 for row in rows)
