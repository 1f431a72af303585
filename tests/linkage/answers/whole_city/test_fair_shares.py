"""What each link brings: Shapley values against all subsets of links, and what stops if one or two are cut."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from math import factorial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from linkage.answers.spread_question import Question, spread_everybody
from linkage.answers.whole_city import shared_measures
from linkage.answers.whole_city.city_report import CityCounter
from linkage.citywide.counts import game_counts
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.engine import reach_conditions
from linkage.errors import LinkageError
from linkage.spread.durations import latest_arrivals
from linkage.vocabulary import CLOSING_EFFECTS, RESTRICTIONS, REWARDS
from linkage.world.model import World
from linkage.world.needs_chains import needs_chains
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.city_by_sets import in_force
from tests.oracles.random_worlds import write_world

MOST_LINKS = 6
Value = Callable[[frozenset[str]], int]


def cuts(links: frozenset[str] | list[str]) -> str:
    return ",".join(f"cut:{link}" for link in sorted(links))


def shapley(links: list[str], value: Value) -> dict[str, Fraction]:
    """By its definition: each link's average contribution, over all orders of the links."""
    number, shares = len(links), {}
    for link in links:
        others, share = [other for other in links if other != link], Fraction(0)
        for size in range(number):
            weight = Fraction(factorial(size) * factorial(number - size - 1), factorial(number))
            for kept in map(frozenset, combinations(others, size)):
                share += weight * (value(kept | {link}) - value(kept))
        shares[link] = share
    return shares


def values_by_counting(
    world: World, links: list[str], city: CityCounter, measure: str, day: int | None, what_if: str
) -> Value:
    """What a measure comes to with only some links kept: the city is counted once for each set of links."""
    sets = [frozenset(kept) for size in range(len(links) + 1) for kept in combinations(links, size)]
    worlds = [under(world, f"{what_if},{cuts(set(world.links) - kept)}") for kept in sets]
    query = CountQuery(None, day, latest_arrivals, False, needs_chains(world))
    counts = dict(zip(sets, city.counts(worlds, query), strict=True))

    def value(kept: frozenset[str]) -> int:
        total = counts[kept]
        if measure.startswith("closed:"):
            service = measure.partition(":")[2]
            return total.closed[service].residents if service in total.closed else 0
        side = RESTRICTIONS if measure == "restrictions" else REWARDS
        return sum(row.count.total for door, row in total.doors.items() if door[1] in side)

    return value


def agree(
    world: World, links: list[str], city: CityCounter, measure: str, day: int | None, what_if: str = ""
) -> list[dict[str, Any]]:
    """Hold every column of a measure's rows against counting; returns the rows of the links that bring something."""
    asked = f"{what_if},{cuts(set(world.links) - set(links))}"
    answer = city.answer(asked, day, by_link=True, measures=[measure])
    ever, on_day = (values_by_counting(world, links, city, measure, when, what_if) for when in (None, day))
    every = frozenset(links)
    shares = shapley(links, ever)
    rows = {row["link"]: row for row in answer["by_link"] if row["link"] in links}
    assert set(rows) == every
    for link in links:
        row, alone = rows[link], on_day(every) - on_day(every - {link})
        assert (Fraction(row["shapley"]), row["alone"]) == (shares[link], alone), (world.id, measure, link)
        assert row["value"] == round(float(shares[link]), 6)
        assert row["with"] == sorted(
            other
            for other in links
            if other != link
            and on_day(every - {link, other}) < on_day(every - {link}) + on_day(every - {other}) - on_day(every)
        )
    assert sum(shares.values()) == ever(every) - ever(frozenset())
    (summary,) = answer["by_link_measures"]
    assert (summary["all"], summary["without_links"]) == (ever(every), ever(frozenset()))
    return [row for row in rows.values() if row["alone"] or row["value"]]


def agree_on_random_worlds(folder: Path, seeds: range) -> int:
    """At most six links; every third world has points, all have joint rules and wrong rows."""
    brought = 0
    for seed in seeds:
        rng = Random(seed)
        world = folders.load(write_world(folder / f"world-{seed}", rng, scores=seed % 3 == 0))
        known = sorted(under(world).links)
        links = sorted(rng.sample(known, min(MOST_LINKS, len(known))))
        closing = sorted({rule.service for rule in world.rules.values() if rule.effect in CLOSING_EFFECTS})
        measures = ["restrictions", "rewards", *(f"closed:{service}" for service in closing[:1])]
        with CityCounter(world, seed, rng.randint(60, 200)) as city:
            for measure in measures:
                brought += len(agree(world, links, city, measure, rng.choice([None, None, 30])))
    return brought


@pytest.mark.thorough
@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.prove) for first in range(10, 200, 10))])
def test_shares_in_random_worlds_are_those_of_all_subsets(
    first: int, tmp_path: Path, record_count: Callable[..., None]
) -> None:
    brought = agree_on_random_worlds(tmp_path, range(first, first + 10))
    record_count("fair shares against all subsets", links=brought)
    assert brought


@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.prove) for first in range(10, 100, 10))])
def test_shares_hold_where_records_are_in_dispute_and_where_rules_stay_on_paper(first: int, tmp_path: Path) -> None:
    """What passes in time rests on days: such routes can't be followed, and sets of links are run."""
    brought = 0
    for seed in range(first, first + 10):
        rng = Random(90_000 + seed)
        world = folders.load(write_world(tmp_path / f"world-{seed}", rng))
        links = sorted(rng.sample(sorted(under(world).links), min(5, len(under(world).links))))
        doubt = f"dispute:*={rng.choice([1, 4, 12])}{rng.choice(['', ',confirmed'])}"
        for what_if in (doubt, f"enforced:*={round(rng.random(), 2)}"):
            with CityCounter(world, seed, rng.randint(60, 160)) as city:
                brought += len(agree(world, links, city, "restrictions", None, what_if))
    assert brought


@pytest.mark.prove
def test_where_routes_are_too_many_to_follow_sets_of_links_are_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach_conditions, "MAX_COLUMNS", 2)
    assert agree_on_random_worlds(tmp_path, range(4))


def test_shares_do_not_depend_on_how_many_routes_are_told_apart_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with CityCounter(folders.load("beijing"), 1, 30_000) as city:
        at_once = city.answer("reading:everything", by_link=True)["by_link"]
        monkeypatch.setattr(game_counts, "_BITS", 2)
        assert city.answer("reading:everything", by_link=True)["by_link"] == at_once


def test_of_too_many_sets_only_what_stops_alone_is_counted_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = folders.load(write_world(tmp_path / "world", Random(3), scores=True))
    with CityCounter(world, 3, 150) as city:
        shared = city.answer(by_link=True)
        monkeypatch.setattr(shared_measures, "MAX_PLAYERS", 0)
        monkeypatch.setattr(shared_measures, "can_follow", lambda _: False)
        alone = city.answer(by_link=True)
    assert [(row["shapley"], row["value"], row["with"]) for row in alone["by_link"]] == [(None, None, None)] * len(
        alone["by_link"]
    )
    stops = {(row["link"], row["measure"]): row["alone"] for row in shared["by_link"]}
    assert {(row["link"], row["measure"]): row["alone"] for row in alone["by_link"]} == stops
    assert all("alone is cut is counted" in row["note"] for row in alone["by_link_measures"])
    assert {row["note"] for row in shared["by_link_measures"]} == {None}


def test_two_links_that_do_the_same_share_it_and_neither_matters_alone() -> None:
    """A4: cutting one changes little, the other a little, both nearly everything."""
    with CityCounter(folders.load("beijing"), 1, 60_000) as city:
        answer = city.answer(by_link=True, measures=["refuse:flight"])
    rows = [row for row in answer["by_link"] if row["with"]]
    assert rows
    assert all(row["value"] > row["alone"] for row in rows)
    flight = next(row for row in answer["effects"] if (row["service"], row["effect"]) == ("flight", "refuse"))
    assert sum(Fraction(row["shapley"]) for row in answer["by_link"]) == flight["through_links"]["residents"]


def test_on_a_day_what_stops_is_in_force_on_it() -> None:
    world = folders.load("tiny")
    with CityCounter(world, 1, 1_500) as city:
        rows = city.answer(on_day=20, by_link=True)["by_link"]

    def restrictions(what_if: str) -> set[tuple[str, str, str]]:
        _, _, spread = spread_everybody(world, Question(what_if=what_if, residents=1_500))
        return {row[:3] for row in spread.effects if row.effect in RESTRICTIONS and in_force(row, 20)}

    for row in rows:
        if row["measure"] == "restrictions":
            assert row["alone"] == len(restrictions("") - restrictions(f"cut:{row['link']}")), row["link"]


@pytest.mark.parametrize("measure", ["restricted", "rewarded", "doors", "companies:refuse:loan", "closed:package-tour"])
def test_other_measures_are_shared_to_the_last_one(measure: str) -> None:
    from linkage.answers.whole_city.city_measures import measure_worlds, read_measure

    world = folders.load("tiny")
    none = cuts(list(world.links))
    with CityCounter(world, 1, 4_000) as city:
        rows = city.answer(by_link=True, measures=[measure])["by_link"]
        every, nothing = measure_worlds(city, [under(world), under(world, none)], [read_measure(measure, world)], None)
    assert sum(Fraction(row["shapley"]) for row in rows) == every[0] - nothing[0]
    assert {row["link"] for row in rows} == set(world.links)


@pytest.mark.parametrize(
    ("measure", "says"), [("wrongly:refuse:loan", "can't be shared"), ("refuse:laon", "There is no service 'laon'")]
)
def test_a_measure_that_cannot_be_shared_is_refused(measure: str, says: str) -> None:
    with CityCounter(folders.load("tiny"), 1, 100) as city, pytest.raises(LinkageError, match=says):
        city.answer(by_link=True, measures=[measure])
