"""Sweeps: the whole city at every value of one figure, or of a grid of two; people are made once.

An axis is written `VERB:ID=FROM..TO/STEP`, the verb one of the interventions that set a figure (`AXES`); each point
is the what-if with the axes' interventions behind it, so its numbers are those of `city` under that what-if.
`coverage` is no intervention but a cell of the folder: for each of its values people are made anew (`covering`).

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
from linkage.answers.whole_city.coverage_sweep import covered
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals
from linkage.citywide.workers import City, Progress
from linkage.errors import LinkageError, UsageError, nearest, unknown
from linkage.spread.durations import slowest
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

WHOLE = ("restricted", "rewarded", "doors")
"""The measures of the whole city."""

MOST = 2_000
"""The most points of a sweep."""

_AXIS = re.compile(r"(?P<verb>[a-z]+):(?P<id>[^=]+)=(?P<low>[^./]*(?:\.[0-9]+)?)\.\.(?P<high>[^/]+?)(?:/(?P<step>.+))?")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
_ONE_DOOR = ("", WITHOUT_SERVICE[0])  # where many doors are counted as one
_MERGED = ("restricted", "rewarded")


class Axis(NamedTuple):
    """A figure and its values, as they are written: `removal:orders-to-air` at 1, 11, 21 …"""

    text: str
    values: tuple[str, ...]

    @property
    def is_coverage(self) -> bool:
        """Whether it sets a cell of the folder, from which people are made."""
        return self.text.startswith(f"{COVERAGE}:")

    def at(self, value: str) -> str:
        """The intervention at one value; for a coverage, the cell and its share."""
        return f"{self.text}={value}"


class Measure(NamedTuple):
    """What is counted: its text, its unit in words; of a door, whose count (residents, companies, wrongly)."""

    text: str
    unit: str
    door: tuple[str, str] | None
    of: str


@dataclass(frozen=True)
class Sweep:
    """The answer: one row a point, the axes' values and then the measures' numbers."""

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
        """The heads of the rows."""
        return [*(axis.text for axis in self.axes), *(measure.text for measure in self.measures)]


def axis(text: str, world: World, what_if: str = "") -> Axis:
    """Read an axis. Links that the what-if adds may be named.

    Raises:
        UsageError: it can't be read, or its verb sets no figure.
        WhatIfError: it names something that isn't there, or a value that can't be.

    >>> from linkage.world.storage import folders
    >>> axis("share:subscribers-to-defaulter-list=0..1/0.5", folders.load("tiny")).values
    ('0', '0.5', '1')
    """
    verb = text.partition(":")[0]
    if verb not in AXES:
        near = nearest(verb, AXES)
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageError(f"'{verb}' sets no figure that can be swept; {', '.join(AXES)} do.{hint}")
    found = _AXIS.fullmatch(text)
    numbers = [found[part] for part in ("low", "high", "step") if found[part] is not None] if found else []
    if not found or not all(_NUMBER.fullmatch(each) for each in numbers):
        raise UsageError(f"'{text}' can't be read: a sweep is over VERB:ID=FROM..TO/STEP, as in removal:LINK=1..90/10.")
    low, high = Decimal(found["low"]), Decimal(found["high"])
    step = Decimal(found["step"] or ("0.1" if verb == COVERAGE else SWEEP_AXES[verb].step))
    if step <= 0 or low > high:
        raise UsageError(f"'{text}' goes nowhere: FROM is at most TO, and STEP is above 0.")
    number = int((high - low) / step) + 1
    if number > MOST:
        raise UsageError(f"'{text}' has {number:,} values; a sweep has at most {MOST:,} points.")
    made = Axis(f"{verb}:{found['id']}", tuple(_written(low + step * place) for place in range(number)))
    for value in (made.values[0], made.values[-1], made.values[min(1, number - 1)]):
        parse(point_what_if(what_if, [made], [value]), folder_at(world, [made], [value]))
    return made


def _written(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def measure(text: str, world: World) -> Measure:
    """Read a measure.

    Raises:
        LinkageError: there is no such measure, service, or effect there.

    >>> from linkage.world.storage import folders
    >>> measure("wrongly:refuse:loan", folders.load("tiny")).door
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
        known = [*WHOLE, *sorted(SERVICE_EFFECTS)]
        near = nearest(effect, known)
        hint = f" Did you mean '{near}'?" if near else ""
        raise LinkageError(
            f"'{text}' measures nothing: {', '.join(WHOLE)}, EFFECT:SERVICE, "
            f"companies:EFFECT:SERVICE and wrongly:EFFECT:SERVICE do.{hint}"
        )
    doors = {(rule.service, rule.effect) for rule in world.everything.rules.values() if rule.at_a_service}
    if service and service not in world.everything.services:
        raise LinkageError(unknown("service", service, world.everything.services))
    if (service, effect) not in doors:
        there = sorted(f"{each}:{at}" for at, each in doors if at == service or each == effect)
        raise LinkageError(f"No rule of this world brings '{effect}:{service}'; there is {', '.join(there) or 'none'}.")
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
    """Count the city at every point.

    Args:
        over: one axis, or two for a grid (the second changes fastest).
        measures: what to count (see the module).
        residents: how many (none: the world's population).
        on_day: count only what is in force on this day.
        progress: called with how many of how many points are counted.

    Raises:
        UsageError: no axis or more than two, no measure, an axis that can't be read, too many points.
        LinkageError: a name that isn't there.
    """
    number = residents or world.everything.population
    plan = planned(world, over, measures, what_if, on_day)
    rows: list[tuple[str | int, ...]] = []
    for folder, points in plan.folders():
        with City(folder.everything, seed, number, workers) as city:
            at_once = 1 if city.is_kept else len(points)  # a city too large to be kept is made once for all points
            for low in range(0, len(points), at_once):
                rows += plan.rows(city, points[low : low + at_once])
                if progress is not None:
                    progress(len(rows), len(plan.points))
    return plan.answer(seed, number, rows)


class Counts(Protocol):
    """Who counts everybody under several worlds: a `City`."""

    def counts(
        self, worlds: list[World], asked: CountQuery | None = None, progress: Progress | None = None
    ) -> list[Totals]:
        """The total of each."""


class Planned(NamedTuple):
    """A sweep that nobody has counted yet."""

    world: World
    what_if: str
    on_day: int | None
    axes: tuple[Axis, ...]
    measures: tuple[Measure, ...]
    points: list[tuple[str, ...]]

    @property
    def makes_people(self) -> bool:
        """Whether its points have other people than the folder as it stands."""
        return any(axis.is_coverage for axis in self.axes)

    def folders(self) -> list[tuple[World, list[tuple[str, ...]]]]:
        """The folders that people are made from, each with its points."""
        coverages: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for point in self.points:
            shares = (value for axis, value in zip(self.axes, point, strict=True) if axis.is_coverage)
            coverages.setdefault(tuple(shares), []).append(point)
        return [(folder_at(self.world, self.axes, points[0]), points) for points in coverages.values()]

    def rows(self, city: Counts, points: Sequence[tuple[str, ...]]) -> list[tuple[str | int, ...]]:
        """The rows of some points, counted; all of one folder, and the city that of its people."""
        worlds = [
            under(folder_at(self.world, self.axes, point), point_what_if(self.what_if, self.axes, point))
            for point in points
        ]
        counted = _numbers(city, worlds, self.measures, self.on_day)
        return [(*point, *numbers) for point, numbers in zip(points, counted, strict=True)]

    def answer(self, seed: int, residents: int, rows: Iterable[tuple[str | int, ...]]) -> Sweep:
        """The answer, once all points are counted."""
        asked = (self.what_if, self.on_day, self.axes, self.measures)
        return Sweep(self.world.everything, seed, residents, *asked, self.in_order(rows))

    def in_order(self, rows: Iterable[tuple[str | int, ...]]) -> tuple[tuple[str | int, ...], ...]:
        """The rows in the order of the points, folder by folder as they may have come."""
        place = {point: number for number, point in enumerate(self.points)}
        return tuple(sorted(rows, key=lambda row: place[tuple(map(str, row[: len(self.axes)]))]))


def planned(
    world: World, over: Sequence[str], measures: Sequence[str], what_if: str = "", on_day: int | None = None
) -> Planned:
    """The points of a sweep and what is counted there: read and checked, in the order of the rows.

    Raises:
        UsageError: no axis or more than two, no measure, an axis that can't be read, too many points.
        LinkageError: a name that isn't there.
    """
    if not 1 <= len(over) <= 2 or not measures:
        raise UsageError("A sweep goes over one figure, or a grid of two, and measures something.")
    axes = tuple(axis(text, world, what_if) for text in over)
    counted = tuple(measure(text, world) for text in dict.fromkeys(measures))
    if len({each.text for each in axes}) < len(axes):
        raise UsageError(f"Both axes set the same figure, {axes[0].text}.")
    points = list(product(*(each.values for each in axes)))
    if len(points) > MOST:
        raise UsageError(f"This grid has {len(points):,} points; a sweep has at most {MOST:,}.")
    return Planned(world, what_if, on_day, axes, counted, points)


def point_what_if(what_if: str, axes: Sequence[Axis], values: Sequence[str]) -> str:
    """The what-if of a point: what `city --what-if` is given for the same numbers, on the folder of that point."""
    set_at = (a.at(value) for a, value in zip(axes, values, strict=True) if not a.is_coverage)
    return ",".join([*([what_if] if what_if else []), *set_at])


def folder_at(world: World, axes: Sequence[Axis], values: Sequence[str]) -> World:
    """The world whose people a point counts: as it stands, or with the point's coverages."""
    for one, value in zip(axes, values, strict=True):
        if one.is_coverage:
            world = covered(world, one.text.partition(":")[2], value)
    return world


def _numbers(
    city: Counts, worlds: Sequence[World], measures: Sequence[Measure], on_day: int | None
) -> list[tuple[int, ...]]:
    """For each world, the number of each measure. What counts people once over many doors is a world of its own."""
    merged = [each.of for each in measures if each.of in _MERGED]
    listed = [*worlds, *(as_one_door(world, of) for of in merged for world in worlds)]
    totals = city.counts(listed, CountQuery(on_day=on_day, slowest=slowest))
    ones = {of: totals[len(worlds) * place :][: len(worlds)] for place, of in enumerate(merged, start=1)}
    return [
        tuple(ones[each.of][place].of(_ONE_DOOR)[0] if each.of in ones else _number(each, total) for each in measures)
        for place, total in enumerate(totals[: len(worlds)])
    ]


def _number(measured: Measure, total: Totals) -> int:
    if measured.door is None:
        return sum(total.of(door)[0] for door in total.doors if door[1] in CLOSING_EFFECTS)
    if measured.of == "wrongly":
        return total.doors[measured.door].wrongly if measured.door in total.doors else 0
    return total.of(measured.door)[measured.of == "companies"]


def as_one_door(world: World, of: str) -> World:
    """A world whose restrictions (or rewards) all stand at one door, so that whoever has several counts once."""
    effects = RESTRICTIONS if of == "restricted" else REWARDS
    rules = {
        rule.id: replace(rule, service=_ONE_DOOR[0], effect=_ONE_DOOR[1]) if rule.effect in effects else rule
        for rule in world.rules.values()
        if rule.effect in effects or rule.effect not in SERVICE_EFFECTS
    }
    return replace(world, rules=rules)


# data and text


def sweep_json(found: Sweep) -> dict[str, Any]:
    """`sweep --format json`."""
    return {
        "world": found.world.id,
        "seed": found.seed,
        "residents": found.residents,
        "what_if": [each.text for each in parse(found.what_if, found.world)],
        **({} if found.on_day is None else {"on_day": found.on_day}),
        "over": [{"figure": each.text, "values": [_plain(value) for value in each.values]} for each in found.axes],
        "measures": [{"measure": each.text, "unit": each.unit} for each in found.measures],
        "rows": [dict(zip(found.columns, map(_plain, row), strict=True)) for row in found.rows],
    }


def _plain(value: str | int) -> int | float:
    if isinstance(value, int):
        return value
    return float(value) if "." in value else int(value)


def sweep_rows(found: Sweep) -> list[list[str]]:
    """`sweep --format csv`: a line a point."""
    return [[str(cell) for cell in row] for row in found.rows]


def sweep_text(found: Sweep) -> str:
    """`sweep` on a terminal."""
    day = "" if found.on_day is None else f", in force on day {found.on_day}"
    lines = [
        f"world {found.world.id}, seed {found.seed}, {found.residents:,} residents{day}, "
        f"what-if: {found.what_if or 'none'}",
        *(f"{each.text}: {measure_label(each, found.world)}" for each in found.measures),
    ]
    heads = found.columns
    cells = [[cell if isinstance(cell, str) else f"{cell:,}" for cell in row] for row in found.rows]
    widths = [max(len(row[place]) for row in [heads, *cells]) for place in range(len(heads))]
    lines += ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in [heads, *cells]]
    return "\n".join([*lines, LABEL]) + "\n"


def measure_label(measured: Measure, world: World) -> str:
    """What a measure counts, in words."""
    if measured.door is None:
        words = {"restricted": "with a restriction anywhere", "rewarded": "with a reward anywhere"}
        return f"{measured.unit} {words[measured.of]}" if measured.of in words else measured.unit
    service = name(world.everything.services, measured.door[0]) or "no service"
    wrongly = ", wrongly only" if measured.of == "wrongly" else ""
    return f"{measured.unit}, {measured.door[1]} at {service}{wrongly}"
