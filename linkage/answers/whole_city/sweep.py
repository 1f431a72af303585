"""Sweeps: the counts of the whole city at every value of one figure, or on a grid of two (sensitivity analysis).

An axis is written `VERB:ID=FROM..TO/STEP`, the verb one of the interventions that set a figure (`AXES`); each point
is the what-if with the axes' interventions behind it, so its numbers are those of `city` under that what-if. People are
drawn once; but `coverage` is no intervention but a cell of the folder, and each of its values has other people
(`coverage_sweep`). What can be measured stands in `city_measures`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from linkage.answers.whole_city.city_measures import ManyWorldCounter, Measure, measure_worlds, read_measure
from linkage.answers.whole_city.coverage_sweep import with_coverage
from linkage.citywide.tables_city import TablesCity
from linkage.citywide.workers import Progress, WorkerPool
from linkage.errors import UsageError, nearest
from linkage.population.own_tables.pair_reader import paired_world
from linkage.population.tables import Tables
from linkage.world.model import World
from linkage.world.what_if.intervention_registry import SWEEP_AXES
from linkage.world.what_if.parser import parse, under

COVERAGE = "coverage"
"""The verb of the one axis that is a cell of the folder."""

AXES: Mapping[str, str] = MappingProxyType(
    {
        **{verb: axis.unit for verb, axis in SWEEP_AXES.items()},
        COVERAGE: "share (0-1) of a register's rows whose identifier is filled, or of subjects with an account",
    }
)
"""The interventions that set a figure, and the one cell of the folder that can be swept; the unit of each."""

NO_COVERAGE = "A coverage can't be swept over one's own tables: other coverages would be other people."
"""Why a coverage of own tables isn't swept."""

MAX_POINTS = 2_000
"""The most points of a sweep."""

_AXIS = re.compile(r"(?P<verb>[a-z]+):(?P<id>[^=]+)=(?P<low>[^./]*(?:\.[0-9]+)?)\.\.(?P<high>[^/]+?)(?:/(?P<step>.+))?")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


class Axis(NamedTuple):
    """A figure and its values, as texts: `removal:orders-to-air` at 1, 11, 21 …"""

    text: str
    values: tuple[str, ...]

    @property
    def is_coverage(self) -> bool:
        """Whether it sets a cell of the folder, from which people are drawn."""
        return self.text.startswith(f"{COVERAGE}:")

    def at(self, value: str) -> str:
        """The intervention at one value; for a coverage, the cell and its share."""
        return f"{self.text}={value}"


@dataclass(frozen=True)
class Sweep:
    """The answer: one row a point, with the axes' values and then the measures' numbers."""

    world: World
    seed: int | None
    residents: int
    what_if: str
    on_day: int | None
    axes: tuple[Axis, ...]
    measures: tuple[Measure, ...]
    rows: tuple[tuple[str | int, ...], ...]
    own_tables: bool = False

    @property
    def columns(self) -> list[str]:
        """The column names of the rows."""
        return [*(axis.text for axis in self.axes), *(measure.text for measure in self.measures)]


def read_axis(text: str, world: World, what_if: str = "") -> Axis:
    """Read an axis. Links that the what-if adds may be named.

    Raises:
        UsageError: it can't be read, or its verb sets no figure.
        WhatIfError: it names something that isn't there, or a value that can't be.

    >>> from linkage.world.storage import folders
    >>> read_axis("share:subscribers-to-defaulter-list=0..1/0.5", folders.load("tiny")).values
    ('0', '0.5', '1')
    """
    verb = text.partition(":")[0]
    if verb not in AXES:
        near = nearest(verb, AXES)
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageError(f"'{verb}' sets no figure that can be swept; {', '.join(AXES)} do.{hint}")
    found = _AXIS.fullmatch(text)
    numbers = [found[part] for part in ("low", "high", "step") if found[part] is not None] if found else []
    if not found or not all(_NUMBER.fullmatch(number) for number in numbers):
        raise UsageError(f"'{text}' can't be read: a sweep is over VERB:ID=FROM..TO/STEP, as in removal:LINK=1..90/10.")
    low, high = Decimal(found["low"]), Decimal(found["high"])
    step = Decimal(found["step"] or ("0.1" if verb == COVERAGE else SWEEP_AXES[verb].step))
    if step <= 0 or low > high:
        raise UsageError(f"'{text}' goes nowhere: FROM is at most TO, and STEP is above 0.")
    number = int((high - low) / step) + 1
    if number > MAX_POINTS:
        raise UsageError(f"'{text}' has {number:,} values; a sweep has at most {MAX_POINTS:,} points.")
    axis = Axis(f"{verb}:{found['id']}", tuple(_decimal_text(low + step * index) for index in range(number)))
    for value in (axis.values[0], axis.values[-1], axis.values[min(1, number - 1)]):
        parse(point_what_if(what_if, [axis], [value]), world_at(world, [axis], [value]))
    return axis


def _decimal_text(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def sweep(
    world: World,
    over: Sequence[str],
    measures: Sequence[str],
    what_if: str = "",
    seed: int = 1,
    residents: int | None = None,
    on_day: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    tables: Tables | None = None,
) -> Sweep:
    """The counts of the city at every point.

    Args:
        over: one axis, or two for a grid (the second changes fastest).
        measures: what to count (`city_measures`).
        residents: how many (None: the world's population).
        on_day: count only what is in force on this day.
        progress: called with how many of how many points are counted.
        tables: somebody's own tables, whose people are counted instead: seed, residents and workers then say nothing.

    Raises:
        UsageError: no axis or more than two, no measure, an axis that can't be read, too many points; a coverage of
            one's own tables.
        LinkageError: a name that isn't there.
    """
    number = residents or world.everything.population
    world = world if tables is None else paired_world(world.everything, tables)
    plan = plan_sweep(world, over, measures, what_if, on_day)
    if tables is not None and plan.makes_people:
        raise UsageError(NO_COVERAGE)
    rows: list[tuple[str | int, ...]] = []
    for folder, points in plan.folders():
        with WorkerPool(folder.everything, seed, number, workers) if tables is None else TablesCity(tables) as city:
            step = 1 if city.keeps_blocks else len(points)  # a city too large to be kept is drawn once for all points
            for low in range(0, len(points), step):
                rows += plan.rows(city, points[low : low + step])
                if progress is not None:
                    progress(len(rows), len(plan.points))
    if tables is not None:
        return replace(plan.answer(tables.stated_seed, tables.number_of_residents, rows), own_tables=True)
    return plan.answer(seed, number, rows)


class SweepPlan(NamedTuple):
    """A sweep before it is counted: its points, in the order of the rows, and what to measure at each."""

    world: World
    what_if: str
    on_day: int | None
    axes: tuple[Axis, ...]
    measures: tuple[Measure, ...]
    points: list[tuple[str, ...]]

    @property
    def makes_people(self) -> bool:
        """Whether its points have other people than the folder's own."""
        return any(axis.is_coverage for axis in self.axes)

    def folders(self) -> list[tuple[World, list[tuple[str, ...]]]]:
        """The worlds that people are drawn from, each with its points."""
        coverages: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for point in self.points:
            shares = (value for axis, value in zip(self.axes, point, strict=True) if axis.is_coverage)
            coverages.setdefault(tuple(shares), []).append(point)
        return [(world_at(self.world, self.axes, points[0]), points) for points in coverages.values()]

    def rows(self, city: ManyWorldCounter, points: Sequence[tuple[str, ...]]) -> list[tuple[str | int, ...]]:
        """The rows of some points, counted by `city`: all of one world of `folders`, from which people are drawn."""
        worlds = [
            under(world_at(self.world, self.axes, point), point_what_if(self.what_if, self.axes, point))
            for point in points
        ]
        numbers_by_point = measure_worlds(city, worlds, self.measures, self.on_day)
        return [(*point, *numbers) for point, numbers in zip(points, numbers_by_point, strict=True)]

    def answer(self, seed: int | None, residents: int, rows: Iterable[tuple[str | int, ...]]) -> Sweep:
        """The answer, once all points are counted."""
        question = (self.what_if, self.on_day, self.axes, self.measures)
        return Sweep(self.world.everything, seed, residents, *question, self.sort_rows(rows))

    def sort_rows(self, rows: Iterable[tuple[str | int, ...]]) -> tuple[tuple[str | int, ...], ...]:
        """The rows in the order of the points, folder by folder as they may have come."""
        order = {point: number for number, point in enumerate(self.points)}
        return tuple(sorted(rows, key=lambda row: order[tuple(map(str, row[: len(self.axes)]))]))


def plan_sweep(
    world: World, over: Sequence[str], measures: Sequence[str], what_if: str = "", on_day: int | None = None
) -> SweepPlan:
    """Read and check a sweep: its points, in the order of the rows, and what to measure at each.

    Raises:
        UsageError: no axis or more than two, no measure, an axis that can't be read, too many points.
        LinkageError: a name that isn't there.
    """
    if not 1 <= len(over) <= 2 or not measures:
        raise UsageError("A sweep goes over one figure, or a grid of two, and measures something.")
    axes = tuple(read_axis(text, world, what_if) for text in over)
    known_measures = tuple(read_measure(text, world) for text in dict.fromkeys(measures))
    if len({axis.text for axis in axes}) < len(axes):
        raise UsageError(f"Both axes set the same figure, {axes[0].text}.")
    points = list(product(*(axis.values for axis in axes)))
    if len(points) > MAX_POINTS:
        raise UsageError(f"This grid has {len(points):,} points; a sweep has at most {MAX_POINTS:,}.")
    return SweepPlan(world, what_if, on_day, axes, known_measures, points)


def point_what_if(what_if: str, axes: Sequence[Axis], values: Sequence[str]) -> str:
    """The what-if of a point: what `city --what-if` is given for the same numbers, on the folder of that point."""
    interventions = (axis.at(value) for axis, value in zip(axes, values, strict=True) if not axis.is_coverage)
    return ",".join([*([what_if] if what_if else []), *interventions])


def world_at(world: World, axes: Sequence[Axis], values: Sequence[str]) -> World:
    """The world whose people a point counts: as it stands, or with the point's coverages."""
    for axis, value in zip(axes, values, strict=True):
        if axis.is_coverage:
            world = with_coverage(world, axis.text.partition(":")[2], value)
    return world
