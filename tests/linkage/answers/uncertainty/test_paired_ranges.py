"""Draws and seeds: the same with and without a what-if, had again alone, and equal to a folder with those figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pytest

from linkage.answers.uncertainty.asked_city import COUNTS, AskedCity, finished
from linkage.answers.uncertainty.paired_ranges import draw_steps, range_steps, seed_steps
from linkage.answers.whole_city.city_report import CityCounter
from linkage.errors import LinkageError, UsageError
from linkage.world.storage import folders
from tests.figures_in_files import copy_with_figures
from tests.oracles.plain_world import read
from tests.oracles.random_worlds import random_what_if, write_world

WHAT_IF = "drop:phone"


def tiny_city(what_if: str = WHAT_IF, residents: int = 3_000, **more: Any) -> AskedCity:
    return AskedCity.of(folders.load("tiny"), what_if, 1, residents, **more)


def counts_of(answer: dict[str, Any]) -> dict[tuple[str, str], tuple[int, int]]:
    return {(row["service"], row["effect"]): (row["residents"], row["companies"]) for row in answer}


def random_cities(tmp_path: Path, seeds: range) -> list[tuple[Path, AskedCity]]:
    """Cities of random worlds, each under a random what-if that can be applied."""
    cities = []
    for seed in seeds:
        rng = Random(seed)
        folder = write_world(tmp_path / str(seed), rng, scores=seed % 3 == 0, errors=seed % 2 == 0)
        what_if = random_what_if(rng, read(folder))
        try:
            cities.append((folder, AskedCity.of(folders.load(folder), what_if, seed, 250)))
        except LinkageError:
            continue
    return cities


def test_each_spread_is_that_of_the_listed_counts() -> None:
    answer = finished(range_steps(tiny_city(), 5))
    for row in answer["effects"]:
        for count in COUNTS:
            for cells in (row[count], row[count]["before"], row[count]["change"]):
                assert (cells["least"], cells["most"]) == (min(cells["listed"]), max(cells["listed"]))
                assert cells["median"] == median(cells["listed"])
                assert len(cells["listed"]) == 5
            listed = zip(row[count]["listed"], row[count]["before"]["listed"], strict=True)
            assert row[count]["change"]["listed"] == [after - before for after, before in listed]


def test_the_count_of_a_range_is_the_citys_own() -> None:
    answer = finished(range_steps(tiny_city(), 2))
    with CityCounter(folders.load("tiny"), 1, 3_000) as counter:
        city = counter.answer(WHAT_IF)
    ranged = {(row["service"], row["effect"]): row for row in answer["effects"]}
    for door, counts in counts_of(city["effects"]).items():
        assert (ranged[door]["residents"]["count"], ranged[door]["companies"]["count"]) == counts
    for door, counts in counts_of(city["change"]).items():
        assert ranged[door]["residents"]["change"]["count"] == counts[0]
    for row in city["effects"]:
        through = ranged[row["service"], row["effect"]]["residents_through_links"]["count"]
        assert through == row["through_links"]["residents"]


def test_a_what_if_that_changes_nothing_changes_nothing_in_any_draw() -> None:
    """Written in two ways: no what-if on both sides, and cutting what is already cut."""
    for what_if, before in (("", ""), ("cut:subscribers-to-defaulter-list", "cut:subscribers-to-defaulter-list")):
        for steps in (
            range_steps(tiny_city(what_if, before=before), 6),
            seed_steps(tiny_city(what_if, before=before), 4),
        ):
            changes = [row[count]["change"] for row in finished(steps)["effects"] for count in COUNTS]
            assert changes
            for change in changes:
                assert set(change["listed"]) == {0}
                assert change["same_sign"] == len(change["listed"])


def test_a_draw_does_not_depend_on_the_what_if_nor_on_how_many_are_drawn() -> None:
    few, many = (finished(range_steps(tiny_city(""), number)) for number in (3, 6))
    changed = finished(range_steps(tiny_city(), 4))
    before = {(row["service"], row["effect"]): row for row in changed["effects"]}
    for row, other in zip(few["effects"], many["effects"], strict=True):
        assert other["residents"]["listed"][:3] == row["residents"]["listed"]
        side = before[row["service"], row["effect"]]["residents"]["before"]
        assert side["listed"][:3] == row["residents"]["listed"]


def agree_with_files(tmp_path: Path, seeds: range) -> int:
    """Any draw alone gives its listed counts, which are those of a folder with that draw's figures; how many doors."""
    doors = 0
    for folder, asked in random_cities(tmp_path, seeds):
        ranged = finished(range_steps(asked, 3))
        draw = 1 + asked.seed % 3
        alone = finished(draw_steps(asked, draw))
        written = copy_with_figures(folder, {row["figure"]: row["drawn"] for row in alone["figures"]})
        with CityCounter(folders.load(written), asked.seed, asked.residents) as counter:
            after, before = (counts_of(counter.answer(side)["effects"]) for side in (asked.what_if, ""))
        rows = {(row["service"], row["effect"]): row for row in ranged["effects"]}
        for row in alone["effects"]:
            door = (row["service"], row["effect"])
            listed = rows[door]
            for place, count in enumerate(("residents", "companies")):
                assert row[count]["count"] == listed[count]["listed"][draw - 1] == after.get(door, (0, 0))[place]
                if asked.before is not None:
                    assert row[count]["before"] == before.get(door, (0, 0))[place]
                    assert row[count]["change"] == listed[count]["change"]["listed"][draw - 1]
            doors += 1
    return doors


@pytest.mark.thorough
@pytest.mark.parametrize("first", range(0, 9, 3))
def test_a_draw_run_again_gives_its_listed_counts_and_so_does_a_folder_with_its_figures(
    tmp_path: Path, first: int
) -> None:
    assert agree_with_files(tmp_path, range(first, first + 3)) > 2


@pytest.mark.prove
@pytest.mark.parametrize("first", range(9, 309, 30))
def test_draws_are_folders_with_their_figures_over_many_worlds(tmp_path: Path, first: int, record_count: Any) -> None:
    record_count("draws held against folders, doors", doors=agree_with_files(tmp_path, range(first, first + 30)))


def test_seeds_are_the_counts_of_those_cities() -> None:
    answer = finished(seed_steps(tiny_city(""), 3))
    assert answer["seeds"] == [1, 2, 3]
    for place, seed in enumerate(answer["seeds"]):
        with CityCounter(folders.load("tiny"), seed, 3_000) as counter:
            counted = counts_of(counter.answer()["effects"])
        for row in answer["effects"]:
            listed = (row["residents"]["listed"][place], row["companies"]["listed"][place])
            assert listed == counted.get((row["service"], row["effect"]), (0, 0))


def test_a_day_counts_what_is_in_force_on_it() -> None:
    answer = finished(range_steps(tiny_city("", on_day=30), 2))
    with CityCounter(folders.load("tiny"), 1, 3_000) as counter:
        counted = counts_of(counter.answer(on_day=30)["effects"])
    rows = {(row["service"], row["effect"]): row["residents"]["count"] for row in answer["effects"]}
    assert {door: count for door, count in rows.items() if count} == {
        door: counts[0] for door, counts in counted.items() if counts[0]
    }


def test_two_processes_draw_what_one_draws() -> None:
    one, two = (finished(range_steps(tiny_city(workers=number), 3)) for number in (1, 2))
    assert one == two


def test_small_counts_carry_their_chance_spread() -> None:
    rows = finished(range_steps(tiny_city("", residents=2_000), 2))["effects"]
    small = [row["residents"] for row in rows if 0 < row["residents"]["count"] < 500]
    assert small
    for cells in small:
        assert (cells["chance"] - 1) ** 2 < 4 * cells["count"] <= cells["chance"] ** 2


@pytest.mark.parametrize("number", [0, 1_001])
def test_how_many_draws_there_can_be_is_said(number: int) -> None:
    for steps in (range_steps(tiny_city(), number), seed_steps(tiny_city(), number), draw_steps(tiny_city(), number)):
        with pytest.raises(UsageError, match="expected a whole number from 1 to 1,000"):
            finished(steps)


def test_where_nothing_is_assumed_every_draw_is_the_count() -> None:
    world = folders.load("tiny")
    tables: dict[str, Any] = {
        table: {key: replace(row, number_status="derived") for key, row in getattr(world, table).items()}
        for table in ("databases", "registers", "record_kinds", "links", "rules", "columns")
    }
    known = replace(world, people=replace(world.people, number_status="derived"), **tables)
    answer = finished(range_steps(AskedCity.of(known, "", 1, 2_000), 3))
    assert answer["figures"] == 0
    assert any(row["residents"]["count"] for row in answer["effects"])
    for row in answer["effects"]:
        assert set(row["residents"]["listed"]) == {row["residents"]["count"]}
