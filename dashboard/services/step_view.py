"""One step as every page shows it: its sentence, key, badge, quotes, and the parts of the map that it lights.

Made from a step's own fields, so that a step of another proof, which is in no spread, is shown like the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.state.labels import Labels
from linkage.answers import sentences
from linkage.answers.spread_question import Answer
from linkage.answers.trace import trace_report
from linkage.answers.trace.highlights import highlights as lit_by_steps
from linkage.answers.trace.highlights import step_highlights
from linkage.drawing.scene import Light
from linkage.drawing.visual_encoding import STATUS_SIGNS, look
from linkage.spread.steps import Effect, Spread, Step
from linkage.vocabulary import CLOSING_EFFECTS, STATUSES
from linkage.world.model import World

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class StepView:
    """A world, the display name of each of its people, and the labels of one language."""

    world: World
    display_names: Mapping[str, str]
    labels: Labels

    def line(self, step: Step) -> Json:
        """A step as data for a script."""
        return {
            "id": step.id,
            "kind": step.kind,
            "sentence": sentences.hedged(self.world, step, self.display_names),
            "day": step.day,
            "until": step.until,
            "when": sentences.day(step.day),
            "key": self.key(step),
            "status": step.status,
            "badge": trace_report.status_badge(self.world, step),
            "number": step.number_status,
            "quotes": list(step.evidence),
            "wrong": step.wrong,
            "light": lights_json(self.light(step)),
        }

    def key(self, step: Step) -> list[list[str]]:
        """The identifiers that a step joins on: class, name and value."""
        return [self.identifier(joined.identifier, joined.value) for joined in step.joined]

    def identifier(self, identifier: str, value: str = "") -> list[str]:
        """An identifier's class, its name, and a value of it."""
        known = self.world.everything.identifiers
        return [look(identifier, known).name, sentences.name(known, identifier), value]

    def light(self, step: Step) -> tuple[Light, ...]:
        """The parts of the map that a step lights; a refused door takes those with it that need it."""
        return step_highlights(self.world, step)

    def span(self, effect: Effect) -> str:
        """From when until when an effect holds, as short as it can be said."""
        if effect.until is None:
            return self.labels("stage.day", day=effect.day)
        if effect.until <= effect.day:
            return self.labels("stage.never")
        return self.labels("stage.days", day=effect.day, until=effect.until)

    def badges(self, steps: Iterable[Step]) -> list[list[str]]:
        """The badges of some steps, strongest first: status and words."""
        badges = {(step.status, trace_report.status_badge(self.world, step)) for step in steps}
        order = list(STATUSES)
        return [list(badge) for badge in sorted(badges, key=lambda badge: (order.index(badge[0]), badge[1]))]


@dataclass(frozen=True, eq=False)
class AnswerView:
    """One answer, with the labels of one language: what the pages' views of answers have in common."""

    answer: Answer
    labels: Labels

    @cached_property
    def display_names(self) -> dict[str, str]:
        """The names of people in sentences, by their ids."""
        return sentences.names(self.answer.subject, self.answer.name)

    @cached_property
    def step_view(self) -> StepView:
        """The view of single steps."""
        return StepView(self.answer.world, self.display_names, self.labels)


def lights_json(lights: Iterable[Light]) -> list[list[str]]:
    """Lights as JSON has them: a data-id and its classes."""
    return [[part.id, *part.classes] for part in lights]


def lit_parts(step_view: StepView, steps: Iterable[Step]) -> dict[str, list[str]]:
    """All that some steps light together: data-id → classes."""
    return {part: list(classes) for part, classes in lit_by_steps(step_view.world, steps).items()}


def cause_places(steps: Sequence[Step]) -> list[list[int]]:
    """For each step of a proof, the places of itself and of all that caused it."""
    place = {step.id: number for number, step in enumerate(steps)}
    causes: list[set[int]] = []
    for number, step in enumerate(steps):
        causes.append({number}.union(*(causes[place[cause]] for cause in step.causes if cause in place)))
    return [sorted(places) for places in causes]


def status_signs() -> dict[str, list[list[str]]]:
    """The sign of each status, as shapes."""
    return {status: [list(shape) for shape in shapes] for status, shapes in STATUS_SIGNS.items()}


def refusing_service(spread: Spread, service: str, subject: str) -> str:
    """The service whose refusal closes this one: itself, or the nearest that it needs; nothing if none does."""
    mine = [effect for effect in spread.effects if effect.effect in CLOSING_EFFECTS and effect.subject == subject]
    refused = {effect.service for effect in mine}
    services, seen = spread.world.everything.services, set()
    while service and service not in refused and service not in seen:
        seen.add(service)
        service = services[service].needs
    return service if service in refused else ""
