"""A tornado: each assumed figure alone at half and at twice its value, those that move a measure most first.

One figure moves at a time, all others as the folder says; a figure with a range of its own goes to its ends. People are
made anew only for figures that they are drawn from. It shows how far, not how likely, and nothing of figures together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from linkage.answers.chance_spread import chance_spread
from linkage.answers.uncertainty.asked_city import AskedCity, Steps
from linkage.answers.uncertainty.figure_cells import FigureCell, with_figures
from linkage.answers.uncertainty.figure_ranges import FigureRange, figure_ranges
from linkage.answers.uncertainty.figure_words import figure_words
from linkage.answers.uncertainty.paired_ranges import HOW_FAR
from linkage.answers.whole_city.city_measures import (
    Measure,
    measure_label,
    measure_totals,
    read_measure,
    worlds_to_count,
)
from linkage.citywide.many_populations import CountTask, count_tasks
from linkage.vocabulary import count_of
from linkage.world.model import World
from linkage.world.what_if.parser import under

Json = dict[str, Any]
MOVES = ("count", "change")
"""What a figure may move: the measure itself, or what the what-if changes of it."""
_MOST_TOGETHER = 12  # points that are counted together on one population

_Point = tuple[FigureCell, float] | None
"""A figure and its value; None: all as the folder says."""


def tornado_steps(asked: AskedCity, measure: str, own: Sequence[str] = (), moves: str = "count") -> Steps[Json]:
    """The measure with each figure at each of its ends, in steps; the figures that move it most first.

    Args:
        measure: as `city_measures` reads it.
        own: ranges of their own, as `ID.COLUMN=LOW..HIGH`.
        moves: whether figures stand in the order of how far they move the count, or the change.

    Raises:
        LinkageError: there is no such measure.
        UsageError: a range that can't be read.
    """
    read = read_measure(measure, asked.world)
    stated_worlds = _worlds(asked, [None])
    ends = {given: _ends(given, stated_worlds) for given in figure_ranges(asked.world, own).values()}
    groups = list(_groups(ends.values()))
    counted: dict[_Point, tuple[int, ...]] = {}
    tasks = [_task(asked, read, group) for group in groups]
    _, query = worlds_to_count(stated_worlds, [read], asked.on_day)
    counting = count_tasks(tasks, asked.residents, query, asked.workers, asked.steps_back)
    for group, totals in zip(groups, counting, strict=True):
        numbers = measure_totals(totals, _worlds(asked, group), [read])
        width = len(asked.sides)
        for index, point in enumerate(group):
            counted[point] = tuple(number for (number,) in numbers[index * width :][:width])
        yield len(counted), sum(map(len, groups))
    return _tornado_json(asked, read, ends, counted, moves)


def _ends(given: FigureRange, stated: Sequence[World]) -> tuple[_Point, _Point]:
    """The two points of a figure; an end that is what the folder says, or that no side's world holds, is no point."""
    cell = given.cell
    if not cell.makes_people and not any(cell.key in getattr(world, cell.table) for world in stated):
        return None, None
    low, high = (cell.tidy(end) for end in (given.low, given.high))
    return (None if low == cell.value else (cell, low)), (None if high == cell.value else (cell, high))


def _groups(ends: Iterable[tuple[_Point, _Point]]) -> Iterator[list[_Point]]:
    """The points that are counted, in groups that share their people."""
    together: list[_Point] = [None]
    for point in dict.fromkeys(point for points in ends for point in points if point is not None):
        if point[0].makes_people:
            yield [point]
        else:
            together.append(point)
    yield from (together[low : low + _MOST_TOGETHER] for low in range(0, len(together), _MOST_TOGETHER))


def _folder(asked: AskedCity, point: _Point) -> World:
    return asked.world if point is None else with_figures(asked.world, dict([point]))


def _worlds(asked: AskedCity, group: Sequence[_Point]) -> list[World]:
    return [under(_folder(asked, point), text) for point in group for text in asked.sides]


def _task(asked: AskedCity, measure: Measure, group: Sequence[_Point]) -> CountTask:
    """A group's people, and the worlds under which they are counted."""
    people = _folder(asked, group[0]) if len(group) == 1 else asked.world
    worlds, _ = worlds_to_count(_worlds(asked, group), [measure], asked.on_day)
    return CountTask(people, asked.seed, tuple(worlds))


def _tornado_json(
    asked: AskedCity,
    measure: Measure,
    ends: Mapping[FigureRange, tuple[_Point, _Point]],
    counted: dict[_Point, tuple[int, ...]],
    moves: str,
) -> Json:
    stated = counted[None]
    words = figure_words(asked.world)
    rows = [
        _row(given, words[given.cell.name], stated, [counted[point] for point in points])
        for given, points in ends.items()
    ]
    moved = "change" if moves == "change" and len(stated) == 2 else "count"
    rows.sort(key=lambda row: -row["change_swing" if moved == "change" else "swing"])
    said = "each assumed figure alone at half and at twice its value, or at the ends of its own range"
    return {
        "label": f"{HOW_FAR}: {said}, on {count_of(asked.residents, 'resident')}",
        **asked.json(),
        "measure": measure.text,
        "says": measure_label(measure, asked.world),
        "unit": measure.unit,
        "moves": moved,
        "count": stated[0],
        "chance": chance_spread(stated[0]),
        **({"before_count": stated[1], "change": stated[0] - stated[1]} if len(stated) == 2 else {}),
        "figures": rows,
    }


def _row(given: FigureRange, words: str, stated: Sequence[int], ends: Sequence[Sequence[int]]) -> Json:
    """What a figure moves, at its two ends: the count, and with two sides the change."""
    low, high = ends
    row = {
        "figure": given.cell.name,
        "says": words,
        "value": given.cell.value,
        "low": given.cell.tidy(given.low),
        "high": given.cell.tidy(given.high),
        "at_low": low[0],
        "at_high": high[0],
        "swing": _swing(stated[0], low[0], high[0]),
    }
    if len(stated) == 2:
        changes = [sides[0] - sides[1] for sides in (stated, low, high)]
        row |= {"change_at_low": changes[1], "change_at_high": changes[2], "change_swing": _swing(*changes)}
    return row


def _swing(*numbers: int) -> int:
    """How far some numbers lie apart."""
    return max(numbers) - min(numbers)
