"""What needs no link: the counts of a city equal those of the same city with every link cut."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from linkage.answers.spread_question import Question, spread_everybody
from linkage.answers.whole_city.city_report import CityCounter
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.plain_world import read
from tests.oracles.random_worlds import random_what_if, write_world

Counts = dict[tuple[str, str], tuple[int, int]]


def every_link_cut(world: World, what_if: str) -> str:
    """A what-if that cuts every link behind another one."""
    cuts = ",".join(f"cut:{link}" for link in under(world, what_if).links)
    return ",".join(part for part in (what_if, cuts) if part)


def counts(rows: list[dict[str, Any]], part: str = "") -> Counts:
    """Residents and companies by service and effect, of the rows or of one part of them; nobody is left out."""
    parts = {(row["service"], row["effect"]): row[part] if part else row for row in rows}
    return {door: (row["residents"], row["companies"]) for door, row in parts.items()}


def agree(world: World, what_if: str, city: CityCounter, day: int | None) -> int:
    """Hold the split of every count against the city with every link cut; returns how many need no link."""
    answer, cut = city.answer(what_if, day), city.answer(every_link_cut(world, what_if), day)
    bare, split = counts(cut["effects"]), counts(answer["effects"], "without_links")
    assert {door: pair for door, pair in split.items() if any(pair)} == {
        door: pair for door, pair in bare.items() if door in split
    }, (world.id, what_if, day)
    for row in answer["effects"]:
        for holder in ("residents", "companies"):
            assert row[holder] == row["without_links"][holder] + row["through_links"][holder]
    assert all(not any(row["through_links"].values()) for row in cut["effects"])
    return sum(map(sum, bare.values()))


@pytest.mark.parametrize("name", ["tiny", "beijing", "jiangsu", "elsewhere"])
def test_without_links_is_the_city_with_every_link_cut(name: str) -> None:
    world, rng, rows = folders.load(name), Random(3), read(folders.find(name))
    with CityCounter(world, 1, 2_000) as city:
        needed = [agree(world, what_if, city, day) for what_if in ("", random_what_if(rng, rows)) for day in (None, 20)]
    assert any(needed)


@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.prove) for first in range(6, 60, 6))])
def test_without_links_in_random_worlds(first: int, tmp_path: Path) -> None:
    """With points, too: links may bring those that spare somebody, so that the difference is negative."""
    for seed in range(first, first + 6):
        rng = Random(seed)
        written = write_world(tmp_path / f"world-{seed}", rng, scores=seed % 3 == 0)
        world = folders.load(written)
        with CityCounter(world, seed, rng.randint(60, 300)) as city:
            for what_if in ("", random_what_if(rng, read(written))):
                agree(world, what_if, city, rng.choice([None, 10, 40]))


def test_without_links_is_what_effects_says_when_every_link_is_cut() -> None:
    world = folders.load("tiny")
    _, tables, spread = spread_everybody(world, Question(what_if=every_link_cut(world, ""), residents=800))
    subjects: dict[tuple[str, str], set[str]] = {}
    for effect in spread.effects:
        subjects.setdefault((effect.service, effect.effect), set()).add(effect.subject)
    kinds = {name: person.kind for name, person in tables.people.items()}
    expected = {
        door: tuple(sum(kinds[name] == kind for name in names) for kind in ("resident", "company"))
        for door, names in subjects.items()
    }
    with CityCounter(world, 1, 800) as city:
        split = counts(city.answer()["effects"], "without_links")
    assert {door: pair for door, pair in split.items() if any(pair)} == expected
    assert expected


def test_a_row_of_effects_that_needs_no_link_has_no_match_in_its_proof() -> None:
    """What a bank's own late payers are barred from has `links` 0; whoever is reached without links has such a row."""
    from linkage.answers.trace.trace_report import EFFECT_COLUMNS, effect_rows

    world = folders.load("beijing")
    _, _, spread = spread_everybody(world, Question(residents=3_000))
    rows = [row for row in effect_rows(spread) if row[1:3] == ["loan", "refuse"] and row[0].startswith("R")]
    with CityCounter(world, 1, 3_000) as city:
        (loan,) = (row for row in city.answer()["effects"] if row["service"] == "loan")
    at_home = {row[0] for row in rows if row[EFFECT_COLUMNS.index("links")] == "0"}
    assert len(at_home) == loan["without_links"]["residents"] > 0
    assert len({row[0] for row in rows}) == loan["residents"]


def test_comparing_two_cities_splits_both() -> None:
    world = folders.load("tiny")
    with CityCounter(world, 1, 3_000) as city:
        rows = city.compare("", "drop:phone")
        sides = {"before": city.answer(""), "after": city.answer("drop:phone")}
    for side, answer in sides.items():
        split = {(row["service"], row["effect"]): row for row in answer["effects"]}
        for row in rows:
            for part in ("without_links", "through_links"):
                known = split.get((row["service"], row["effect"]))
                assert row[part][side] == (known[part] if known else {"residents": 0, "companies": 0})
    assert any(row["through_links"]["change"]["residents"] < 0 for row in rows)
