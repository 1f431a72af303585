"""Highlights: the parts of the world map that a step lights, named by their data-ids with their CSS classes.

A picture knows no spread and a spread no picture; the screen, the exports and the notebook get the same highlights
here. A step of another proof, which is in no spread, is highlighted like any other.
"""

from __future__ import annotations

from collections.abc import Iterable

from linkage.drawing.scene import Light, closing_lights, step_lights
from linkage.spread.steps import Step
from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.model import World


def step_highlights(world: World, step: Step) -> tuple[Light, ...]:
    """The parts of the map that one step lights; with a refused service also those that need it."""
    lights = step_lights(
        step.kind,
        step.by,
        step.database,
        step.record_kind,
        service=step.service,
        effect=step.effect,
        falls_on=step.falls_on or "self",
        wrong=step.wrong,
    )
    return (*lights, *(_dependent_services(world, step.service) if step.effect in CLOSING_EFFECTS else ()))


def _dependent_services(world: World, service: str) -> list[Light]:
    """The parts to light for the services that close because they need a refused one, directly or through others."""
    lights: list[Light] = []
    queue, seen = [service], {service}
    while queue:
        needed = queue.pop()
        for dependent in world.everything.services.values():
            if needed and dependent.needs == needed and dependent.id not in seen:
                seen.add(dependent.id)
                lights += closing_lights(dependent.id)
                queue.append(dependent.id)
    return lights


def highlights(world: World, steps: Iterable[Step]) -> dict[str, tuple[str, ...]]:
    """All parts of the map that some steps light together: data-id → CSS classes."""
    classes_by_part: dict[str, dict[str, None]] = {}
    for step in steps:
        for part in step_highlights(world, step):
            classes_by_part.setdefault(part.id, {}).update(dict.fromkeys(part.classes))
    return {part: tuple(classes) for part, classes in classes_by_part.items()}


def closed_counts(world: World, subject: str, steps: Iterable[Step]) -> dict[str, int]:
    """How many doors are closed to a subject once each of some steps has come, in their order, by the steps' ids."""
    doors = set(world.everything.doors)
    closed: set[str] = set()
    counts = {}
    for step in steps:
        if step.effect in CLOSING_EFFECTS and step.subject == subject:
            closed |= {part.id.removeprefix("service:") for part in step_highlights(world, step)} & doors
        counts[step.id] = len(closed)
    return counts
