"""Sweeps on the City page: reads one from the address, counts it point by point, and lists figures and measures.

A sweep stops after each point, so that a what-if asked meanwhile is counted first. For more points than a page waits
for, the command line is recommended.
The scripts beside this file are `sweep_tab.js`, `sweep_form.js` and `sweep_axis.js`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from dashboard.pages.city.city_query import CityQuery
from dashboard.services.city_jobs import Counter, Work, bytes_needed, free_memory, too_large_text
from dashboard.state.labels import Labels, labels_in
from linkage.answers.cuts.relevant_subworld import relevant_subworld
from linkage.answers.sentences import name
from linkage.answers.whole_city.city_measures import CITY_MEASURES, measure_label, read_measure
from linkage.answers.whole_city.city_report import CityCounter
from linkage.answers.whole_city.coverage_sweep import coverages
from linkage.answers.whole_city.sweep import AXES, COVERAGE, NO_COVERAGE, SweepPlan, plan_sweep
from linkage.errors import LinkageError
from linkage.vocabulary import SERVICE_EFFECTS
from linkage.world.model import World
from linkage.world.what_if.intervention import SweepRange, rule_name
from linkage.world.what_if.intervention_registry import INTERVENTIONS, SWEEP_AXES
from linkage.world.what_if.parser import under

Json = dict[str, Any]
MAX_POINTS = 150
"""Points of a sweep that the page counts at most."""
FILE_PATIENCE = 10.0
"""Seconds that the request for a file waits for its count."""


def read_sweep(query: CityQuery, over: str, measure: str, on_day: int | None) -> SweepPlan:
    """The sweep that an address names.

    Raises:
        LinkageError: it can't be read, or has more points than a page waits for.
    """
    plan = plan_sweep(query.world, [axis for axis in over.split(",") if axis], [measure], query.what_if, on_day)
    if query.own is not None and plan.makes_people:
        raise LinkageError(NO_COVERAGE)
    if len(plan.points) > MAX_POINTS:
        raise LinkageError(
            f"{len(plan.points):,} points are more than this page counts ({MAX_POINTS}). Take larger steps; "
            "on the command line 'linkage sweep' counts up to 2,000."
        )
    return plan


def sweep_work(plan: SweepPlan, query: CityQuery) -> Work:
    """A sweep as work in pieces of one point; where a coverage needs people of its own, all points of those people."""

    def work(city: Counter) -> Generator[tuple[int, int], None, Json]:
        rows: list[tuple[str | int, ...]] = []
        for folder, points in plan.folders():
            if plan.makes_people:
                yield len(rows), len(plan.points)
                rows += _rows_of_other_people(plan, query, folder, points)
                continue
            for point in points:
                yield len(rows), len(plan.points)
                rows += plan.rows(city, [point])
        return _sweep_json(plan, query, plan.sort_rows(rows))

    return work


def _rows_of_other_people(
    plan: SweepPlan, query: CityQuery, folder: World, points: list[tuple[str, ...]]
) -> list[tuple[str | int, ...]]:
    """The rows of points that need people of their own; these are made here and given up again."""
    free = free_memory()
    if free is not None and free < bytes_needed(query.residents):
        raise LinkageError(too_large_text(query.residents, free))
    with CityCounter(folder, query.state.seed, query.residents) as city:
        return plan.rows(city, points)


def _sweep_json(plan: SweepPlan, query: CityQuery, rows: Iterable[tuple[str | int, ...]]) -> Json:
    (measure,) = plan.measures
    labels = labels_in(query.state.lang)
    axes = [
        {
            "text": axis.text,
            "name": figure_name(axis.text, under(query.world, query.what_if), labels),
            "unit": AXES[axis.text.partition(":")[0]],
            "values": list(axis.values),
        }
        for axis in plan.axes
    ]
    return {
        "axes": axes,
        "measure": {"text": measure.text, "says": measure_label(measure, query.world)},
        "rows": [list(row) for row in rows],
        "day": plan.on_day,
    }


# -- what can be chosen -------------------------------------------------------------------------------------------


def sweep_choices(query: CityQuery, door: str) -> Json:
    """The figures that can be swept, those on a path to the service in front first, and the measures."""
    labels = labels_in(query.state.lang)
    changed = under(query.world, query.what_if)
    service, _, effect = door.partition("/")
    goals = [rule.id for rule in changed.rules.values() if (rule.service, rule.effect) == (service, effect)]
    near = relevant_subworld(changed, goals)
    figures = sorted(_figures(changed, near, labels), key=lambda figure: not figure["near"])
    if query.own is not None:
        figures = [figure for figure in figures if not figure["text"].startswith(f"{COVERAGE}:")]
    return {"status": "counted", "figures": figures, "measures": _measures(changed, service, effect)}


def figure_name(text: str, world: World, labels: Labels) -> str:
    """A figure in words: what it is, and of which row."""
    verb, _, row = text.partition(":")
    return f"{_axis_label(verb, labels)}: {_row_label(verb, row, world)}"


def _axis_label(verb: str, labels: Labels) -> str:
    return labels("city.axis_coverage") if verb == COVERAGE else SWEEP_AXES[verb].label


def _row_label(verb: str, row: str, world: World) -> str:
    """The name of the row that a figure belongs to."""
    databases = world.everything.databases
    if verb == COVERAGE:
        database, _, identifier = row.partition(".")
        return ", ".join([name(databases, database), *([name(world.identifiers, identifier)] if identifier else [])])
    kind = SWEEP_AXES[verb].row
    if kind == "link" and row in world.links:
        return f"{name(databases, world.links[row].source)} → {name(databases, world.links[row].target)} ({row})"
    if kind == "column":
        database, _, identifier = row.partition(".")
        return f"{name(databases, database)}, {name(world.identifiers, identifier)}"
    if kind == "rule":
        return rule_name(world, row)
    if kind == "record":
        return name(world.everything.record_kinds, row)
    return name(databases, row) if kind in ("register", "database") else row


def _figures(world: World, near: World, labels: Labels) -> Iterable[Json]:
    """The figures that can be swept, row by row: those that interventions declare, then the coverages."""
    kinds = {kind for link in near.links.values() for kind in link.carries}
    kinds |= {kind for rule in near.rules.values() for kind in rule.kinds}
    used = {hop.register for link in near.links.values() for hop in link.via}
    near_rows = {"link": near.links, "rule": near.rules, "record": kinds, "register": used, "database": near.databases}
    by_row: dict[tuple[str, str], list[tuple[str, SweepRange]]] = {}
    for verb, axis in SWEEP_AXES.items():
        for sweep_range in INTERVENTIONS[verb].sweep_ranges(world):
            by_row.setdefault((axis.row, sweep_range.row), []).append((verb, sweep_range))
    for (kind, row), figures in by_row.items():
        for verb, sweep_range in sorted(figures, key=lambda figure: SWEEP_AXES[figure[0]].choice):
            yield _figure(f"{verb}:{row}", sweep_range[1:], row in near_rows.get(kind, ()), world, labels)
    for coverage in coverages(world):
        yield _figure(f"{COVERAGE}:{coverage}", ("0", "1", "0.25"), coverage.partition(".")[0] in used, world, labels)


def _figure(text: str, values: tuple[str, str, str], near: bool, world: World, labels: Labels) -> Json:
    verb, _, row = text.partition(":")
    names = {"text": text, "verb": _axis_label(verb, labels), "name": _row_label(verb, row, world), "unit": AXES[verb]}
    return {**names, "from": values[0], "to": values[1], "step": values[2], "near": near}


def default_measure(query: CityQuery, door: str) -> str:
    """The measure of a sweep that names none: the residents of the service in front."""
    service, _, effect = door.partition("/")
    return str(_measures(under(query.world, query.what_if), service, effect)[0]["text"])


def _measures(world: World, service: str, effect: str) -> list[Json]:
    """The measures of the service in front, where it has that effect, and of the whole city."""
    of_service = [f"{whom}{effect}:{service}" for whom in ("", "companies:", "wrongly:", "falsely:")]
    has_effect = any((rule.service, rule.effect) == (service, effect) for rule in world.everything.rules.values())
    measures = (
        read_measure(text, world)
        for text in [*(of_service if has_effect and effect in SERVICE_EFFECTS else []), *CITY_MEASURES]
    )
    return [{"text": measure.text, "says": measure_label(measure, world)} for measure in measures]
