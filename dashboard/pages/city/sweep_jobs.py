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
from linkage.answers.whole_city.sweep import AXES, WHOLE, Planned, measure, measure_label, planned
from linkage.errors import LinkageError
from linkage.vocabulary import SERVICE_EFFECTS
from linkage.world.model import Link, RecordKind, Rule, World
from linkage.world.what_if.parser import under

Json = dict[str, Any]
_AXIS_WORDS = {
    "delay": "city.axis_delay",
    "removal": "city.axis_removal",
    "share": "city.axis_share",
    "threshold": "city.axis_threshold",
    "expire": "city.axis_expire",
    "correct": "city.axis_correct",
    "repair": "city.axis_repair",
    "coverage": "city.axis_coverage",
}
MOST_POINTS = 150
"""Points that a page waits for."""
WAITS = 10.0
"""Seconds that a file waits."""


def points_of(one: CityQuery, over: str, counts: str, on_day: int | None) -> Planned:
    """A sweep as the address says it.

    Raises:
        LinkageError: it can't be read, or has more points than a page waits for.
    """
    plan = planned(one.world, [each for each in over.split(",") if each], [counts], one.what_if, on_day)
    if len(plan.points) > MOST_POINTS:
        raise LinkageError(
            f"{len(plan.points):,} points are more than this page counts ({MOST_POINTS}). Take larger steps; "
            "on the command line 'linkage sweep' counts up to 2,000."
        )
    return plan


def sweep_work(plan: Planned, one: CityQuery) -> Work:
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
        return _told(plan, one, plan.in_order(rows))

    return work


def _among_others(
    plan: Planned, one: CityQuery, folder: World, points: list[tuple[str, ...]]
) -> list[tuple[str | int, ...]]:
    """The rows of points that have people of their own, made for them and let go."""
    free = free_memory()
    if free is not None and free < bytes_needed(one.residents):
        raise LinkageError(too_large_text(one.residents, free))
    with CityCounter(folder, one.state.seed, one.residents) as others:
        return plan.rows(others, points)


def _told(plan: Planned, one: CityQuery, rows: Iterable[tuple[str | int, ...]]) -> Json:
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
    return f"{lines(_AXIS_WORDS[verb])}: {_of_what(verb, of, world)}"


def _of_what(verb: str, of: str, world: World) -> str:
    databases = world.everything.databases
    if verb in ("delay", "removal", "share") and of in world.links:
        return f"{name(databases, world.links[of].source)} → {name(databases, world.links[of].target)} ({of})"
    if verb in ("correct", "expire"):
        return name(world.everything.record_kinds, of)
    if verb == "coverage":
        database, _, identifier = of.partition(".")
        return ", ".join([name(databases, database), *([name(world.identifiers, identifier)] if identifier else [])])
    return name(databases, of) if verb == "repair" else of


def _figures(world: World, near: World, lines: Labels) -> Iterable[Json]:
    kinds = {kind for link in near.links.values() for kind in link.carries}
    kinds |= {kind for rule in near.rules.values() for kind in rule.kinds}
    for link in world.links.values():
        for text, values in _of_link(link):
            yield _figure(text, values, link.id in near.links, world, lines)
    for rule in world.rules.values():
        for text, values in _of_rule(rule):
            yield _figure(text, values, rule.id in near.rules, world, lines)
    for kind in world.record_kinds.values():
        for text, values in _of_kind(kind):
            yield _figure(text, values, kind.id in kinds, world, lines)
    used = {hop.register for link in near.links.values() for hop in link.via}
    for register in dict.fromkeys(row.database for row in world.registers.values() if row.carries_figures):
        yield _figure(f"repair:{register}", ("0", "90", "30"), register in used, world, lines)
    for named in coverages(world):
        yield _figure(f"coverage:{named}", ("0", "1", "0.25"), named.partition(".")[0] in used, world, lines)


def _of_link(link: Link) -> Iterable[tuple[str, tuple[str, str, str]]]:
    yield f"share:{link.id}", ("0", "1", "0.25")
    yield f"removal:{link.id}", ("0", "90", "15")
    yield f"delay:{link.id}", ("0", "60", "10")


def _of_rule(rule: Rule) -> Iterable[tuple[str, tuple[str, str, str]]]:
    if rule.threshold is not None:
        score = rule.threshold.score
        yield f"threshold:{rule.id}", (f"{score - 100:g}", f"{score + 100:g}", "25")
    elif len(rule.kinds) > 1:
        yield f"threshold:{rule.id}", ("1", str(len(rule.kinds)), "1")


def _of_kind(kind: RecordKind) -> Iterable[tuple[str, tuple[str, str, str]]]:
    yield f"correct:{kind.id}", ("0", "90", "15")
    step = -(-(kind.lasts_days or 360) // 12)
    yield f"expire:{kind.id}", (str(step), str(12 * step), str(step))


def _figure(text: str, values: tuple[str, str, str], near: bool, world: World, lines: Labels) -> Json:
    verb, _, of = text.partition(":")
    names = {"text": text, "verb": lines(_AXIS_WORDS[verb]), "name": _of_what(verb, of, world), "unit": AXES[verb]}
    return {**names, "from": values[0], "to": values[1], "step": values[2], "near": near}


def usual_measure(one: CityQuery, door: str) -> str:
    """What is counted where nobody says it: the residents of the service in front."""
    service, _, effect = door.partition("/")
    return str(_measures(under(one.world, one.what_if), service, effect)[0]["text"])


def _measures(world: World, service: str, effect: str) -> list[Json]:
    """Of the service in front, where it has that effect, and of the whole city."""
    here = [f"{effect}:{service}", f"companies:{effect}:{service}", f"wrongly:{effect}:{service}"]
    there = any((rule.service, rule.effect) == (service, effect) for rule in world.everything.rules.values())
    found = (measure(text, world) for text in [*(here if there and effect in SERVICE_EFFECTS else []), *WHOLE])
    return [{"text": each.text, "says": measure_label(each, world)} for each in found]
