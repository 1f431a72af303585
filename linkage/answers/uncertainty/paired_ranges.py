"""How far counts, and what a what-if changes of them, may move: the same draws, or the same seeds, on both sides.

A draw gives every assumed figure another value (`figure_ranges`), a seed invents other people. Each is counted with the
what-if and without it on the same people, so a change is never that of a draw; a what-if that changes nothing changes
nothing in any of them. It shows how far, not how likely.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from linkage.answers.asked_numbers import asked_number
from linkage.answers.chance_spread import chance_spread
from linkage.answers.uncertainty.asked_city import (
    COUNTS,
    AskedCity,
    SideCounts,
    Steps,
    count_populations,
)
from linkage.answers.uncertainty.figure_ranges import Ranges, drawn_figures, drawn_world, figure_ranges
from linkage.vocabulary import count_of

Json = dict[str, Any]
DRAWS = 24
"""Draws, unless another number is asked."""
SEEDS = 5
"""Invented populations, unless another number is asked."""

HOW_FAR = "how far, not how likely"


def range_steps(asked: AskedCity, draws: int = DRAWS, own: Sequence[str] = ()) -> Steps[Json]:
    """The least, median and most of each count and change over many draws of the figures, in steps.

    Args:
        draws: how many.
        own: ranges of their own, as `ID.COLUMN=LOW..HIGH`.

    Raises:
        UsageError: too few or too many draws; a range that can't be read.
    """
    ranges = figure_ranges(asked.world, own)
    numbers = range(1, asked_number("draws", draws) + 1)
    worlds = [asked.world, *(drawn_world(asked.world, ranges, asked.seed, number) for number in numbers)]
    counted = yield from count_populations(asked, [asked.task(world) for world in worlds])
    return {
        "label": f"{HOW_FAR}: {_figures_in_words(ranges)}, {count_of(draws, 'draw')}, {_on_residents(asked)}",
        **asked.json(),
        "draws": draws,
        "figures": len(ranges),
        "own_ranges": [own_range_json(ranges, name) for name in ranges if ranges[name].is_own],
        "effects": _rows(counted[0], counted[1:]),
    }


def _on_residents(asked: AskedCity) -> str:
    return f"on {count_of(asked.residents, 'resident')}"


def _figures_in_words(ranges: Ranges) -> str:
    own = sum(given.is_own for given in ranges.values())
    said = f"every assumed figure ({len(ranges) - own:,}) drawn between half and twice its value"
    return f"{said}, {own} in a range of its own" if own else said


def own_range_json(ranges: Ranges, name: str) -> Json:
    """A figure's own range, beside what the world says."""
    given = ranges[name]
    return {"figure": name, "value": given.cell.value, "low": given.low, "high": given.high}


def seed_steps(asked: AskedCity, seeds: int = SEEDS) -> Steps[Json]:
    """The same over several invented populations, the asked seed's and those after it, in steps: what is chance.

    Args:
        seeds: how many.

    Raises:
        UsageError: too few or too many.
    """
    numbers = [asked.seed + number for number in range(asked_number("populations", seeds))]
    counted = yield from count_populations(asked, [asked.task(asked.world, seed) for seed in numbers])
    people = count_of(asked.residents, "resident")
    return {
        "label": f"{HOW_FAR}: {count_of(seeds, 'invented population')} of {people} each, by the same figures",
        **asked.json(),
        "seeds": numbers,
        "effects": _rows(counted[0], counted),
    }


def draw_steps(asked: AskedCity, draw: int, own: Sequence[str] = ()) -> Steps[Json]:
    """One draw alone: its figures, and its counts on both sides, in steps.

    Raises:
        UsageError: a draw before the first; a range that can't be read.
    """
    ranges = figure_ranges(asked.world, own)
    asked_number("draw", draw)
    values = drawn_figures(ranges, asked.seed, draw)
    (counted,) = yield from count_populations(asked, [asked.task(drawn_world(asked.world, ranges, asked.seed, draw))])
    return {
        "label": f"{HOW_FAR}: draw {draw} alone, {_figures_in_words(ranges)}, {_on_residents(asked)}",
        **asked.json(),
        "draw": draw,
        "figures": [
            {"figure": name, "value": ranges[name].cell.value, "drawn": value} for name, value in values.items()
        ],
        "effects": [
            {"service": door[0], "effect": door[1], **{count: _one_side(counted, door, count) for count in COUNTS}}
            for door in _doors([counted])
        ],
    }


def _one_side(counted: Sequence[SideCounts], door: tuple[str, str], count: str) -> Json:
    numbers = [_number(side, door, count) for side in counted]
    if len(numbers) == 1:
        return {"count": numbers[0]}
    return {"count": numbers[0], "before": numbers[1], "change": numbers[0] - numbers[1]}


def _rows(stated: Sequence[SideCounts], counted: Sequence[Sequence[SideCounts]]) -> list[Json]:
    """A row a service and effect: each count by the folder's own figures, and over all populations.

    Args:
        stated: the counts of each side, by the folder's own figures and the asked seed.
        counted: of each population the counts of each side.
    """
    return [
        {
            "service": door[0],
            "effect": door[1],
            **{
                count: paired_json(
                    [_number(side, door, count) for side in stated],
                    [[_number(side, door, count) for side in sides] for sides in counted],
                )
                for count in COUNTS
            },
        }
        for door in _doors([stated, *counted])
    ]


def _doors(counted: Sequence[Sequence[SideCounts]]) -> list[tuple[str, str]]:
    return sorted({door for sides in counted for side in sides for door in side})


def _number(side: SideCounts, door: tuple[str, str], count: str) -> int:
    return side.get(door, {}).get(count, 0)


def paired_json(stated: Sequence[int], listed: Sequence[Sequence[int]]) -> Json:
    """How far one count moves, and with two sides the count before and the change.

    Args:
        stated: the count of each side by the folder's own figures.
        listed: of each draw the count of each side.

    >>> paired_json([5, 9], [[4, 9], [6, 6]])["change"]
    {'count': -4, 'least': -5, 'median': -2.5, 'most': 0, 'listed': [-5, 0], 'same_sign': 1}
    """
    numbers = spread_json(stated[0], [sides[0] for sides in listed])
    numbers["chance"] = chance_spread(stated[0])
    if len(stated) == 1:
        return numbers
    change = stated[0] - stated[1]
    changes = [sides[0] - sides[1] for sides in listed]
    return {
        **numbers,
        "before": {**spread_json(stated[1], [sides[1] for sides in listed]), "chance": chance_spread(stated[1])},
        "change": {
            **spread_json(change, changes),
            "same_sign": sum(_sign(number) == _sign(change) for number in changes),
        },
    }


def spread_json(count: int, listed: Sequence[int]) -> Json:
    """The least, median and most of some counts, and the counts themselves, in the order of their draws."""
    middle = median(listed)
    return {
        "count": count,
        "least": min(listed),
        "median": int(middle) if middle == int(middle) else middle,
        "most": max(listed),
        "listed": list(listed),
    }


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
