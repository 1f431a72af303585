"""The uncertainty of a city's counts: every assumed number drawn anew between half and twice its value (Monte Carlo).

Each draw gives other people of the same blocks, by other incidences, coverages, shares and days, and counts them. It
shows how far counts move, not how likely that is, and only on the blocks that were drawn: nothing is scaled up.
Settled here: numbers are drawn log-uniformly, so half is as likely as twice; shares stay at or below 1; days are
whole; points, thresholds and how many officers a company has are unchanged, since they are methods, not measures.
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
LABEL = "every assumed number drawn between half and twice its value, on {who}"

_SHARES = frozenset({"coverage", "wrong_household", "wrong_stranger", "share", "suspected"})
_DAYS = frozenset({"lasts_days", "add_days", "remove_days", "after_days", "term_days"})
_MEASURES = _SHARES | _DAYS | {"per_100k"}
_TABLES = ("databases", "registers", "record_kinds", "links", "rules")


def ranged(world: World, what_if: str, seed: int, residents: int, number: int = DRAWS) -> Json:
    """Lowest and highest counts over many draws, beside the count itself, on a few blocks.

    Args:
        world: the world as its folder says it.
        residents: of the city; at most `BLOCKS` blocks of them are drawn.
        number: how many draws.
    """
    everything = world.everything
    sample = min(residents, BLOCKS * BLOCK)
    baseline = _counts(everything, what_if, seed, sample)
    draws = [baseline]  # the folder's own numbers lie between half and twice, too
    draws += [_counts(redraw_world(everything, seed, draw), what_if, seed, sample) for draw in range(number)]
    rows = []
    for door in sorted(set(baseline).union(*draws)):
        columns = []
        for holder in (0, 1):
            counts = [counts_of_draw.get(door, (0, 0))[holder] for counts_of_draw in draws]
            columns.append({"count": baseline.get(door, (0, 0))[holder], "low": min(counts), "high": max(counts)})
        rows.append({"service": door[0], "effect": door[1], "residents": columns[0], "companies": columns[1]})
    return {
        "label": LABEL.format(who="the whole city" if sample == residents else "a sample only"),
        "draws": number,
        "residents": sample,
        "numbers": sum(1 for _ in assumed_numbers(everything)),
        "effects": rows,
    }


def _counts(world: World, what_if: str, seed: int, residents: int) -> dict[tuple[str, str], tuple[int, int]]:
    with WorkerPool(world, seed, residents, 1) as city:
        total = city.count(under(world, what_if))
    return {door: total.of(door) for door in total.doors}


def assumed_numbers(world: World) -> Iterator[tuple[str, str, str]]:
    """The table, row and column of every number that is assumed and measures something."""
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
    """The world with other numbers where they are assumed; a draw is the same on every machine."""
    tables: dict[str, Any] = {table: _redraw_table(table, getattr(world, table), seed, draw) for table in _TABLES}
    people = _redraw_people(world.people, seed, draw) if world.people.number_status == "assumed" else world.people
    return replace(world, people=people, folder=None, **tables)


def _redraw_table(table: str, rows: Mapping[Any, Any], seed: int, draw: int) -> dict[Any, Any]:
    return {
        key: _redraw_row(row, seed, draw, table, _text(key)) if row.number_status == "assumed" else row
        for key, row in rows.items()
    }


def _redraw_row(row: Any, seed: int, draw: int, table: str, name: str) -> Any:
    new: dict[str, Any] = {}
    for column in fields(row):
        value = getattr(row, column.name)
        if column.name in _MEASURES and value:
            drawn = value * draw_factor(seed, draw, table, name, column.name)
            new[column.name] = round(drawn) if column.name in _DAYS else drawn
            if column.name in _SHARES:
                new[column.name] = min(drawn, 1.0)
    wrong = [name for name in ("wrong_household", "wrong_stranger") if new.get(name)]
    if len(wrong) == 2 and new[wrong[0]] + new[wrong[1]] > 1:  # of the filled cells, no more than all
        new[wrong[1]] = 1 - new[wrong[0]]
    return replace(row, **new)


def _redraw_people(people: People, seed: int, draw: int) -> People:
    def scaled(value: float, *name: str) -> float:
        return value * draw_factor(seed, draw, "people", *name)

    return replace(
        people,
        under_18=min(1.0, scaled(people.under_18, "under_18")),
        namesakes=min(1.0, scaled(people.namesakes, "namesakes")),
        household_sizes=tuple(scaled(w, "household", str(i)) for i, w in enumerate(people.household_sizes)),
        age_groups=tuple((name, scaled(w, "age", name)) for name, w in people.age_groups),
        company_sizes=tuple((name, scaled(w, "company", name)) for name, w in people.company_sizes),
        values=tuple(
            (name, tuple(scaled(w, "values", name, str(i)) for i, w in enumerate(weights)))
            for name, weights in people.values
        ),
    )


def draw_factor(seed: int, draw: int, *name: str) -> float:
    """A factor between a half and two, log-uniform: from the seed, the draw and a name.

    >>> 0.5 <= draw_factor(1, 0, "links", "a", "share") <= 2
    True
    """
    return float(2.0 ** (2 * random_draws.uniform(random_draws.key(seed, "range", *name), draw) - 1))


def _text(key: object) -> str:
    return ".".join(key) if isinstance(key, tuple) else str(key)
