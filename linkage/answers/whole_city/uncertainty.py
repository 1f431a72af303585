"""How much a city's counts hang on what we made up: every assumed number drawn anew between half and twice its value.

Each draw makes other people of the same blocks, by other incidences, coverages, shares and days, and counts them. It
says how far counts move, not how likely that is, and only on the blocks that were drawn: nothing is scaled up.
Settled here: a number stands for its logarithm, so half is as likely as twice; shares stay at or below 1; days are
whole; points, thresholds and how many officers a company has are left alone, since they are methods, not measures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from linkage.citywide.workers import WorkerPool
from linkage.population import random_draws
from linkage.population.households import BLOCK
from linkage.world.model import People, World
from linkage.world.what_if.parser import under

Json = dict[str, Any]

DRAWS = 24
BLOCKS = 2
LABEL = "every assumed number drawn between half and twice its value, on the first {blocks} blocks only"

_SHARES = frozenset({"coverage", "wrong_household", "wrong_stranger", "share", "suspected"})
_DAYS = frozenset({"lasts_days", "add_days", "remove_days", "after_days", "term_days"})
_MEASURES = _SHARES | _DAYS | {"per_100k"}
_TABLES = ("databases", "registers", "record_kinds", "links", "rules")


def ranged(world: World, what_if: str, seed: int, residents: int, number: int = DRAWS) -> Json:
    """Lowest and highest counts over many draws, beside the count itself, on a few blocks.

    Args:
        world: as its folder says it.
        residents: the city's; no more than a few blocks of them are drawn.
    """
    everything = world.everything
    some = min(residents, BLOCKS * BLOCK)
    itself = _counts(everything, what_if, seed, some)
    drawn = [itself]  # the numbers as they are lie between half and twice, too
    drawn += [_counts(redraw_world(everything, seed, draw), what_if, seed, some) for draw in range(number)]
    rows = []
    for door in sorted(set(itself).union(*drawn)):
        columns = []
        for holder in (0, 1):
            counts = [each.get(door, (0, 0))[holder] for each in drawn]
            columns.append({"count": itself.get(door, (0, 0))[holder], "low": min(counts), "high": max(counts)})
        rows.append({"service": door[0], "effect": door[1], "residents": columns[0], "companies": columns[1]})
    return {
        "label": LABEL.format(blocks=-(-some // BLOCK)),
        "draws": number,
        "residents": some,
        "numbers": sum(1 for _ in assumed_numbers(everything)),
        "effects": rows,
    }


def _counts(world: World, what_if: str, seed: int, residents: int) -> dict[tuple[str, str], tuple[int, int]]:
    with WorkerPool(world, seed, residents, 1) as city:
        total = city.count(under(world, what_if))
    return {door: total.of(door) for door in total.doors}


def assumed_numbers(world: World) -> Iterator[tuple[str, str, str]]:
    """Every number that is assumed and measures something: table, row, column."""
    for table in _TABLES:
        for key, row in getattr(world, table).items():
            if row.number_status == "assumed":
                for column in fields(row):
                    if column.name in _MEASURES and getattr(row, column.name):
                        yield table, _text(key), column.name
    if world.people.number_status == "assumed":
        yield from (("people", "", column) for column in _PEOPLE)


_PEOPLE = ("under_18", "namesakes", "household_sizes", "age_groups", "company_sizes", "values")


def redraw_world(world: World, seed: int, draw: int) -> World:
    """The folder with other numbers where they are assumed; a draw is the same on every machine."""
    tables: dict[str, Any] = {table: _drawn_table(table, getattr(world, table), seed, draw) for table in _TABLES}
    people = _drawn_people(world.people, seed, draw) if world.people.number_status == "assumed" else world.people
    return replace(world, people=people, folder=None, **tables)


def _drawn_table(table: str, rows: Mapping[Any, Any], seed: int, draw: int) -> dict[Any, Any]:
    return {
        key: _drawn_row(row, seed, draw, table, _text(key)) if row.number_status == "assumed" else row
        for key, row in rows.items()
    }


def _drawn_row(row: Any, seed: int, draw: int, table: str, name: str) -> Any:
    new: dict[str, Any] = {}
    for column in fields(row):
        value = getattr(row, column.name)
        if column.name in _MEASURES and value:
            found = value * draw_factor(seed, draw, table, name, column.name)
            new[column.name] = round(found) if column.name in _DAYS else found
            if column.name in _SHARES:
                new[column.name] = min(found, 1.0)
    if new.get("coverage") and table == "registers":  # a wrong cell is a filled one
        wrong = [new.get(part, getattr(row, part)) or 0.0 for part in ("wrong_household", "wrong_stranger")]
        new["coverage"] = min(1.0, max(new["coverage"], sum(wrong)))
    return replace(row, **new)


def _drawn_people(people: People, seed: int, draw: int) -> People:
    def moved(value: float, *name: str) -> float:
        return value * draw_factor(seed, draw, "people", *name)

    return replace(
        people,
        under_18=min(1.0, moved(people.under_18, "under_18")),
        namesakes=min(1.0, moved(people.namesakes, "namesakes")),
        household_sizes=tuple(moved(w, "household", str(i)) for i, w in enumerate(people.household_sizes)),
        age_groups=tuple((name, moved(w, "age", name)) for name, w in people.age_groups),
        company_sizes=tuple((name, moved(w, "company", name)) for name, w in people.company_sizes),
        values=tuple(
            (name, tuple(moved(w, "values", name, str(i)) for i, w in enumerate(weights)))
            for name, weights in people.values
        ),
    )


def draw_factor(seed: int, draw: int, *name: str) -> float:
    """Between half and twice, by its logarithm.

    >>> 0.5 <= draw_factor(1, 0, "links", "a", "share") <= 2
    True
    """
    return float(2.0 ** (2 * random_draws.uniform(random_draws.key(seed, "range", *name), draw) - 1))


def _text(key: object) -> str:
    return ".".join(key) if isinstance(key, tuple) else str(key)
