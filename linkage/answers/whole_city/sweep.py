"""Sweeps: the counts of the whole city at every value of one figure, or on a grid of two (sensitivity analysis).

An axis is written `VERB:ID=FROM..TO/STEP`, the verb one of the interventions that set a figure (`AXES`); each point
is the what-if with the axes' interventions behind it, so its numbers are those of `city` under that what-if. People are
drawn once; but `coverage` is no intervention but a cell of the folder, and each of its values has other people
(`coverage_sweep`).

What can be measured:

    EFFECT:SERVICE            residents, as `city` counts them (publications and fines without a service: `fine:`)
    companies:EFFECT:SERVICE  companies
    wrongly:EFFECT:SERVICE    residents and companies all of whose rows for it are wrong
    restricted                residents with a restriction anywhere, each once
    rewarded                  residents with a reward anywhere, each once
    doors                     doors closed: residents refused, summed over services
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from linkage.answers.sentences import name
from linkage.answers.whole_city.coverage_sweep import with_coverage
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals
from linkage.citywide.workers import Progress, WorkerPool
from linkage.errors import LinkageError, UsageError, nearest, unknown
from linkage.spread.durations import latest_arrivals
from linkage.vocabulary import CLOSING_EFFECTS, LABEL, RESTRICTIONS, REWARDS, SERVICE_EFFECTS, WITHOUT_SERVICE
from linkage.world.model import World
from linkage.world.what_if.intervention_registry import SWEEP_AXES
from linkage.world.what_if.parser import parse, under

AXES: Mapping[str, str] = MappingProxyType(
    {
        **{verb: axis.unit for verb, axis in SWEEP_AXES.items()},
        "coverage": "share (0-1) of a register's rows whose identifier is filled, or of subjects with an account",
    }
)
"""The interventions that set a figure, and the one cell of the folder that can be swept; the unit of each."""

COVERAGE = "coverage"

CITY_MEASURES = ("restricted", "rewarded", "doors")
"""The measures of the whole city, over all services."""

MAX_POINTS = 2_000
"""The most points of a sweep."""

_AXIS = re.compile(r"(?P<verb>[a-z]+):(?P<id>[^=]+)=(?P<low>[^./]*(?:\.[0-9]+)?)\.\.(?P<high>[^/]+?)(?:/(?P<step>.+))?")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
_ONE_DOOR = ("", WITHOUT_SERVICE[0])  # where many doors are counted as one
_ONE_DOOR_MEASURES = ("restricted", "rewarded")
_MERGED = (*_ONE_DOOR_MEASURES, "doors")  # the last only where several effects close doors


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


class Measure(NamedTuple):
    """What is counted: its text, its unit in words; at a (service, effect), of whom (residents, companies, wrongly)."""

    text: str
    unit: str
    door: tuple[str, str] | None
    of: str


@dataclass(frozen=True)
class Sweep:
    """The answer: one row a point, with the axes' values and then the measures' numbers."""

    world: World
    seed: int
    residents: int
    what_if: str
    on_day: int | None
    axes: tuple[Axis, ...]
    measures: tuple[Measure, ...]
    rows: tuple[tuple[str | int, ...], ...]

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


def read_measure(text: str, world: World) -> Measure:
    """Read a measure.

    Raises:
        LinkageError: there is no such measure, service, or effect there.

    >>> from linkage.world.storage import folders
    >>> read_measure("wrongly:refuse:loan", folders.load("tiny")).door
    ('loan', 'refuse')
    """
    units = {"restricted": "residents", "rewarded": "residents", "doors": "doors closed to residents"}
    if text in units:
        return Measure(text, units[text], None, text)
    of, rest = "residents", text
    for whom in ("companies", "wrongly"):
        if text.startswith(f"{whom}:"):
            of, rest = whom, text.partition(":")[2]
    effect, colon, service = rest.partition(":")
    if not colon or effect not in SERVICE_EFFECTS:
        known = [*CITY_MEASURES, *sorted(SERVICE_EFFECTS)]
        near = nearest(effect, known)
        hint = f" Did you mean '{near}'?" if near else ""
        raise LinkageError(
            f"'{text}' measures nothing: {', '.join(CITY_MEASURES)}, EFFECT:SERVICE, "
            f"companies:EFFECT:SERVICE and wrongly:EFFECT:SERVICE do.{hint}"
        )
    doors = {(rule.service, rule.effect) for rule in world.everything.rules.values() if rule.at_a_service}
    if service and service not in world.everything.services:
        raise LinkageError(unknown("service", service, world.everything.services))
    if (service, effect) not in doors:
        known_doors = sorted(
            f"{door_effect}:{door_service}"
            for door_service, door_effect in doors
            if door_service == service or door_effect == effect
        )
        raise LinkageError(
            f"No rule of this world brings '{effect}:{service}'; there is {', '.join(known_doors) or 'none'}."
        )
    unit = "residents and companies" if of == "wrongly" else of
    return Measure(text, unit, (service, effect), of)


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
) -> Sweep:
    """The counts of the city at every point.

    Args:
        over: one axis, or two for a grid (the second changes fastest).
        measures: what to count (see the module).
        residents: how many (None: the world's population).
        on_day: count only what is in force on this day.
        progress: called with how many of how many points are counted.

    Raises:
        UsageError: no axis or more than two, no measure, an axis that can't be read, too many points.
        LinkageError: a name that isn't there.
    """
    number = residents or world.everything.population
    plan = plan_sweep(world, over, measures, what_if, on_day)
    rows: list[tuple[str | int, ...]] = []
    for folder, points in plan.folders():
        with WorkerPool(folder.everything, seed, number, workers) as city:
            step = 1 if city.keeps_blocks else len(points)  # a city too large to be kept is drawn once for all points
            for low in range(0, len(points), step):
                rows += plan.rows(city, points[low : low + step])
                if progress is not None:
                    progress(len(rows), len(plan.points))
    return plan.answer(seed, number, rows)


class ManyWorldCounter(Protocol):
    """Something that counts everybody under several worlds: a `WorkerPool`, or a `CityCounter`."""

    def counts(
        self, worlds: list[World], query: CountQuery | None = None, progress: Progress | None = None
    ) -> list[Totals]:
        """The totals under each world."""


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
        numbers_by_point = _measure_worlds(city, worlds, self.measures, self.on_day)
        return [(*point, *numbers) for point, numbers in zip(points, numbers_by_point, strict=True)]

    def answer(self, seed: int, residents: int, rows: Iterable[tuple[str | int, ...]]) -> Sweep:
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


def _measure_worlds(
    city: ManyWorldCounter, worlds: Sequence[World], measures: Sequence[Measure], on_day: int | None
) -> list[tuple[int, ...]]:
    """For each world, the number of each measure. What counts over several effects at once is a world of its own."""
    merged = _MERGED if max(map(_closing_effects, worlds)) > 1 else _ONE_DOOR_MEASURES
    merged_measures = [measure.of for measure in measures if measure.of in merged]
    all_worlds = [*worlds, *(_merged_world(world, of) for of in merged_measures for world in worlds)]
    totals = city.counts(all_worlds, CountQuery(on_day=on_day, latest_removals=latest_arrivals))
    merged_totals = {
        of: totals[len(worlds) * index :][: len(worlds)] for index, of in enumerate(merged_measures, start=1)
    }
    return [
        tuple(_measure_total(measure, merged_totals.get(measure.of, totals)[index]) for measure in measures)
        for index in range(len(worlds))
    ]


def _closing_effects(world: World) -> int:
    """How many kinds of effect close doors in a world."""
    return len({rule.effect for rule in world.rules.values()} & CLOSING_EFFECTS)


def _merged_world(world: World, of: str) -> World:
    """A world in which the effects that a measure counts together are one effect."""
    return _with_one_closing_effect(world) if of == "doors" else at_one_door(world, of)


def _measure_total(measure: Measure, total: Totals) -> int:
    if measure.of in _ONE_DOOR_MEASURES:
        return total.of(_ONE_DOOR)[0]
    if measure.door is None:
        return sum(total.of(door)[0] for door in total.doors if door[1] in CLOSING_EFFECTS)
    if measure.of == "wrongly":
        return total.doors[measure.door].wrongly if measure.door in total.doors else 0
    return total.of(measure.door)[measure.of == "companies"]


def _with_one_closing_effect(world: World) -> World:
    """A world with one effect that closes, so that a door which is closed to somebody in two ways counts once."""
    effect = min(CLOSING_EFFECTS)
    closing = {rule.id: replace(rule, effect=effect) for rule in world.rules.values() if rule.effect in CLOSING_EFFECTS}
    return replace(world, rules={**world.rules, **closing})


def at_one_door(world: World, of: str) -> World:
    """A world whose restrictions (or rewards) all stand at one door, so that whoever has several counts once."""
    effects = RESTRICTIONS if of == "restricted" else REWARDS
    rules = {
        rule.id: replace(rule, service=_ONE_DOOR[0], effect=_ONE_DOOR[1]) if rule.effect in effects else rule
        for rule in world.rules.values()
        if rule.effect in effects or rule.effect not in SERVICE_EFFECTS
    }
    return replace(world, rules=rules)


# data and text


def sweep_json(answer: Sweep) -> dict[str, Any]:
    """`sweep --format json`."""
    return {
        "world": answer.world.id,
        "seed": answer.seed,
        "residents": answer.residents,
        "what_if": [intervention.text for intervention in parse(answer.what_if, answer.world)],
        **({} if answer.on_day is None else {"on_day": answer.on_day}),
        "over": [{"figure": axis.text, "values": [_to_number(value) for value in axis.values]} for axis in answer.axes],
        "measures": [{"measure": measure.text, "unit": measure.unit} for measure in answer.measures],
        "rows": [dict(zip(answer.columns, map(_to_number, row), strict=True)) for row in answer.rows],
    }


def _to_number(value: str | int) -> int | float:
    if isinstance(value, int):
        return value
    return float(value) if "." in value else int(value)


def sweep_rows(answer: Sweep) -> list[list[str]]:
    """`sweep --format csv`: a line a point."""
    return [[str(cell) for cell in row] for row in answer.rows]


def sweep_text(answer: Sweep) -> str:
    """`sweep` on a terminal."""
    day = "" if answer.on_day is None else f", in force on day {answer.on_day}"
    lines = [
        f"world {answer.world.id}, seed {answer.seed}, {answer.residents:,} residents{day}, "
        f"what-if: {answer.what_if or 'none'}",
        *(f"{measure.text}: {measure_label(measure, answer.world)}" for measure in answer.measures),
    ]
    heads = answer.columns
    cells = [[cell if isinstance(cell, str) else f"{cell:,}" for cell in row] for row in answer.rows]
    widths = [max(len(row[column]) for row in [heads, *cells]) for column in range(len(heads))]
    lines += ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in [heads, *cells]]
    return "\n".join([*lines, LABEL]) + "\n"


def measure_label(measure: Measure, world: World) -> str:
    """What a measure counts, in words."""
    if measure.door is None:
        words = {"restricted": "with a restriction anywhere", "rewarded": "with a reward anywhere"}
        return f"{measure.unit} {words[measure.of]}" if measure.of in words else measure.unit
    service = name(world.everything.services, measure.door[0]) or "no service"
    wrongly = ", wrongly only" if measure.of == "wrongly" else ""
    return f"{measure.unit}, {measure.door[1]} at {service}{wrongly}"
