"""To whom a service is closed, with what it needs: a walk over `needs` for each subject, one after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from types import MappingProxyType

import pytest

from linkage.answers.spread_question import Question, spread_everybody
from linkage.answers.whole_city.city_measures import measure_worlds, read_measure
from linkage.answers.whole_city.city_report import CityCounter
from linkage.errors import LinkageError
from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.city_by_sets import in_force
from tests.oracles.plain_world import read
from tests.oracles.random_worlds import random_what_if, write_world

Closed = dict[str, tuple[int, int, int]]


def walk(world: World, what_if: str, seed: int, residents: int, day: int | None) -> Closed:
    """Residents, companies, and how many of both only by needs: from the rows of effects, subject by subject."""
    _, tables, spread = spread_everybody(world, Question(what_if=what_if, seed=seed, residents=residents))
    refused: dict[str, set[str]] = {}
    for effect in spread.effects:
        if effect.effect in CLOSING_EFFECTS and (day is None or in_force(effect, day)):
            refused.setdefault(effect.subject, set()).add(effect.service)
    closed: dict[str, list[tuple[str, bool]]] = {}
    for subject, own in refused.items():
        for service in world.doors:
            needed = service
            while needed and needed not in own:
                needed = world.services[needed].needs
            if needed:
                closed.setdefault(service, []).append((tables.people[subject].kind, service not in own))
    return {
        service: (
            sum(kind == "resident" for kind, _ in subjects),
            sum(kind == "company" for kind, _ in subjects),
            sum(by_needs for _, by_needs in subjects),
        )
        for service, subjects in closed.items()
    }


def agree(world: World, what_if: str, city: CityCounter, day: int | None) -> Closed:
    """Hold the services that the city lists as closed against the walk."""
    try:
        expected = walk(world, what_if, city.seed, city.residents, day)
    except LinkageError:  # accounts in too large a circle: nobody can say how long
        return {}
    rows = city.answer(what_if, day)["closed"]
    keys = ("residents", "companies", "by_needs")
    assert {row["service"]: tuple(row[key] for key in keys) for row in rows} == expected, (world.id, what_if, day)
    return expected


@pytest.mark.parametrize(("name", "service"), [("tiny", "package-tour"), ("beijing", "house-purchase")])
@pytest.mark.parametrize("day", [None, 60])
def test_the_city_lists_services_closed_by_what_they_need(name: str, service: str, day: int | None) -> None:
    with CityCounter(folders.load(name), 1, 3_000) as city:
        closed = agree(folders.load(name), "", city, day)
    assert closed[service][2] > 0


def each_needs_the_one_before(world: World) -> World:
    """A world in which every second service needs the one before it."""
    names = list(world.services)
    needs = {name: before for number, (before, name) in enumerate(pairwise(names)) if number % 2 == 0}
    rows = {name: replace(row, needs=needs.get(name, row.needs)) for name, row in world.services.items()}
    cyclic = any(rows[name].needs and names.index(rows[name].needs) > names.index(name) for name in names)
    return world if cyclic else replace(world, services=MappingProxyType(rows))


@pytest.mark.thorough
@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.prove) for first in range(8, 80, 8))])
def test_closed_services_in_random_worlds(first: int, tmp_path: Path, record_count: Callable[..., None]) -> None:
    by_needs = 0
    for seed in range(first, first + 8):
        rng = Random(seed)
        written = write_world(tmp_path / f"world-{seed}", rng, scores=seed % 3 == 0)
        world = each_needs_the_one_before(folders.load(written))
        with CityCounter(world, seed, rng.randint(60, 200)) as city:
            for what_if in ("", random_what_if(rng, read(written))):
                closed = agree(world, what_if, city, rng.choice([None, 10, 40]))
                by_needs += sum(row[2] for row in closed.values())
    record_count("closed by what they need, random worlds", people=by_needs)
    assert by_needs or first  # eight worlds may have nobody; the first eight have somebody


def test_a_closed_service_can_be_measured() -> None:
    world = folders.load("tiny")
    measures = [read_measure(text, world) for text in ("closed:package-tour", "closed:loan", "refuse:loan")]
    with CityCounter(world, 1, 2_000) as city:
        ((tour, loan, refused),) = measure_worlds(city, [under(world)], measures, None)
        closed = {row["service"]: row["residents"] for row in city.answer()["closed"]}
        on_day = {row["service"]: row["residents"] for row in city.answer(on_day=10)["closed"]}
        assert measure_worlds(city, [under(world)], measures, 10)[0][0] == on_day["package-tour"] < tour
    assert (tour, loan) == (closed["package-tour"], closed["loan"])
    assert tour > 0
    assert loan == refused


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("closed:package-tuor", "Did you mean 'package-tour'"),
        ("closed:deposit-free-rental", "No rule of this world closes 'deposit-free-rental'"),
        ("refuse:package-tour", "closed:package-tour"),
        ("closd:loan", "Did you mean 'closed'"),
    ],
)
def test_a_measure_of_nothing_is_refused_with_what_there_is(text: str, says: str) -> None:
    with pytest.raises(LinkageError, match=says):
        read_measure(text, folders.load("tiny"))
