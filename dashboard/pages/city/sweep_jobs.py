"""Sweeps on the City page: the figures that can be swept, what can be counted, and a sweep in pieces.

A piece is one point, so that a what-if asked meanwhile goes first. More points than a page waits for are sent to the
command line.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from dashboard.pages.city.city_query import CityQuery
from dashboard.services.city_jobs import Counter, Work, bytes_needed, free_memory, too_large_text
from dashboard.state.labels import Labels, labels_in
from linkage.answers.cuts.relevant_subworld import relevant_subworld
from linkage.answers.sentences import name
from linkage.answers.whole_city.city_report import CityCounter
from linkage.answers.whole_city.coverage_sweep import coverages
from linkage.answers.whole_city.sweep import (
    AXES,
    CITY_MEASURES,
    COVERAGE,
    SweepPlan,
    measure_label,
    plan_sweep,
    read_measure,
)
from linkage.errors import LinkageError
from linkage.vocabulary import SERVICE_EFFECTS
from linkage.world.model import World
from linkage.world.what_if.intervention import SweepRange
from linkage.world.what_if.intervention_registry import INTERVENTIONS, SWEEP_AXES
from linkage.world.what_if.parser import under

Json = dict[str, Any]
MOST_POINTS = 150
"""Points that a page waits for."""
WAITS = 10.0
"""Seconds that a file waits."""


def points_of(one: CityQuery, over: str, counts: str, on_day: int | None) -> SweepPlan:
    """A sweep as the address says it.

    Raises:
        LinkageError: it can't be read, or has more points than a page waits for.
    """
    plan = plan_sweep(one.world, [each for each in over.split(",") if each], [counts], one.what_if, on_day)
    if len(plan.points) > MOST_POINTS:
        raise LinkageError(
            f"{len(plan.points):,} points are more than this page counts ({MOST_POINTS}). Take larger steps; "
            "on the command line 'linkage sweep' counts up to 2,000."
        )
    return plan


def sweep_work(plan: SweepPlan, one: CityQuery) -> Work:
    """A sweep in pieces, a point each; where other people are made for a coverage, all points of those people."""

    def work(city: Counter) -> Generator[tuple[int, int], None, Json]:
        rows: list[tuple[str | int, ...]] = []
        for folder, points in plan.folders():
            if plan.makes_people:
                yield len(rows), len(plan.points)
                rows += _among_others(plan, one, folder, points)
                continue
            for point in points:
                yield len(rows), len(plan.points)
                rows += plan.rows(city, [point])
        return _told(plan, one, plan.sort_rows(rows))

    return work


def _among_others(
    plan: SweepPlan, one: CityQuery, folder: World, points: list[tuple[str, ...]]
) -> list[tuple[str | int, ...]]:
    """The rows of points that have people of their own, made for them and let go."""
    free = free_memory()
    if free is not None and free < bytes_needed(one.residents):
        raise LinkageError(too_large_text(one.residents, free))
    with CityCounter(folder, one.state.seed, one.residents) as others:
        return plan.rows(others, points)


def _told(plan: SweepPlan, one: CityQuery, rows: Iterable[tuple[str | int, ...]]) -> Json:
    (counted,) = plan.measures
    lines = labels_in(one.state.lang)
    axes = [
        {
            "text": axis.text,
            "name": figure_name(axis.text, under(one.world, one.what_if), lines),
            "unit": AXES[axis.text.partition(":")[0]],
            "values": list(axis.values),
        }
        for axis in plan.axes
    ]
    return {
        "axes": axes,
        "measure": {"text": counted.text, "says": measure_label(counted, one.world)},
        "rows": [list(row) for row in rows],
        "day": plan.on_day,
    }


# -- what can be chosen -------------------------------------------------------------------------------------------


def choices(one: CityQuery, door: str) -> Json:
    """The figures, those on a way to the service in front first, and the measures."""
    lines = labels_in(one.state.lang)
    changed = under(one.world, one.what_if)
    service, _, effect = door.partition("/")
    goals = [rule.id for rule in changed.rules.values() if (rule.service, rule.effect) == (service, effect)]
    near = relevant_subworld(changed, goals)
    figures = sorted(_figures(changed, near, lines), key=lambda each: not each["near"])
    return {"status": "counted", "figures": figures, "measures": _measures(changed, service, effect)}


def figure_name(text: str, world: World, lines: Labels) -> str:
    """A figure in words: what it is, and of what."""
    verb, _, of = text.partition(":")
    return f"{_axis_label(verb, lines)}: {_row_label(verb, of, world)}"


def _axis_label(verb: str, lines: Labels) -> str:
    return lines("city.axis_coverage") if verb == COVERAGE else SWEEP_AXES[verb].label


def _row_label(verb: str, of: str, world: World) -> str:
    """What the row is called that a figure is of."""
    databases = world.everything.databases
    if verb == COVERAGE:
        database, _, identifier = of.partition(".")
        return ", ".join([name(databases, database), *([name(world.identifiers, identifier)] if identifier else [])])
    kind = SWEEP_AXES[verb].row
    if kind == "link" and of in world.links:
        return f"{name(databases, world.links[of].source)} → {name(databases, world.links[of].target)} ({of})"
    if kind == "record":
        return name(world.everything.record_kinds, of)
    return name(databases, of) if kind in ("register", "database") else of


def _figures(world: World, near: World, lines: Labels) -> Iterable[Json]:
    """The figures that can be swept, row by row: the interventions declare them, and a coverage is none."""
    kinds = {kind for link in near.links.values() for kind in link.carries}
    kinds |= {kind for rule in near.rules.values() for kind in rule.kinds}
    used = {hop.register for link in near.links.values() for hop in link.via}
    near_rows = {"link": near.links, "rule": near.rules, "record": kinds, "register": used, "database": near.databases}
    by_row: dict[tuple[str, str], list[tuple[str, SweepRange]]] = {}
    for verb, axis in SWEEP_AXES.items():
        for offered in INTERVENTIONS[verb].sweep_ranges(world):
            by_row.setdefault((axis.row, offered.row), []).append((verb, offered))
    for (kind, row), figures in by_row.items():
        for verb, offered in sorted(figures, key=lambda figure: SWEEP_AXES[figure[0]].choice):
            yield _figure(f"{verb}:{row}", offered[1:], row in near_rows.get(kind, ()), world, lines)
    for named in coverages(world):
        yield _figure(f"{COVERAGE}:{named}", ("0", "1", "0.25"), named.partition(".")[0] in used, world, lines)


def _figure(text: str, values: tuple[str, str, str], near: bool, world: World, lines: Labels) -> Json:
    verb, _, of = text.partition(":")
    names = {"text": text, "verb": _axis_label(verb, lines), "name": _row_label(verb, of, world), "unit": AXES[verb]}
    return {**names, "from": values[0], "to": values[1], "step": values[2], "near": near}


def usual_measure(one: CityQuery, door: str) -> str:
    """What is counted where nobody says it: the residents of the service in front."""
    service, _, effect = door.partition("/")
    return str(_measures(under(one.world, one.what_if), service, effect)[0]["text"])


def _measures(world: World, service: str, effect: str) -> list[Json]:
    """Of the service in front, where it has that effect, and of the whole city."""
    here = [f"{effect}:{service}", f"companies:{effect}:{service}", f"wrongly:{effect}:{service}"]
    there = any((rule.service, rule.effect) == (service, effect) for rule in world.everything.rules.values())
    found = (
        read_measure(text, world) for text in [*(here if there and effect in SERVICE_EFFECTS else []), *CITY_MEASURES]
    )
    return [{"text": each.text, "says": measure_label(each, world)} for each in found]
