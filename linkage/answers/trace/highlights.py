"""What the steps of a spread light on the map: the parts named by the steps' own fields, and the doors that follow.

A picture knows no spread and a spread no picture; the screen, the exports and the notebook light the same parts from
here. A step of another proof, which is in no spread, lights like any other.
"""

from __future__ import annotations

from collections.abc import Iterable

from linkage.drawing.scene import Light, closing_lights, step_lights
from linkage.spread.steps import Step
from linkage.world.model import World


def lights_of(world: World, step: Step) -> tuple[Light, ...]:
    """The parts that a step lights; a refused door takes those with it that need it."""
    lit = step_lights(
        step.kind,
        step.by,
        step.database,
        step.record_kind,
        service=step.service,
        effect=step.effect,
        falls_on=step.falls_on or "self",
        wrong=step.wrong,
    )
    return (*lit, *(_with_it(world, step.service) if step.effect == "refuse" else ()))


def _with_it(world: World, service: str) -> list[Light]:
    """The parts that a refused service lights because others close with it."""
    found: list[Light] = []
    waiting, seen = [service], {service}
    while waiting:
        needed = waiting.pop()
        for each in world.everything.services.values():
            if needed and each.needs == needed and each.id not in seen:
                seen.add(each.id)
                found += closing_lights(each.id)
                waiting.append(each.id)
    return found


def lit_by(world: World, steps: Iterable[Step]) -> dict[str, tuple[str, ...]]:
    """All that some steps light together: data-id → classes."""
    found: dict[str, dict[str, None]] = {}
    for step in steps:
        for part in lights_of(world, step):
            found.setdefault(part.id, {}).update(dict.fromkeys(part.classes))
    return {part: tuple(classes) for part, classes in found.items()}
