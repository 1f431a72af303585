"""The values of a spread: its steps and effects, and how they hang together. Knows nothing of how they come about.

A step is one arrival. Its `day` counts from the day on which the starting records are known at home (day 0); `depth`
is the number of steps behind it, so all steps of one depth make a wave.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.composites import JOINED_BY, parts_of
from linkage.world.model import World

if TYPE_CHECKING:
    from linkage.population.tables import Record


class JoinedOn(NamedTuple):
    """One value that a match joined on: its identifier, and the register it came from (None for the source's own).

    Of a composite, the identifiers and the values of all parts, with `+` between them.
    """

    identifier: str
    value: str
    register: str | None = None
    parts: tuple[str, ...] = ()
    """Of a composite: the values of its parts, in their order; else the value alone stands for them."""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each identifier that was compared, with its value."""
        return tuple(zip(parts_of(self.identifier), self.parts or (self.value,), strict=True))


def joined_on(key: str, values: tuple[str, ...], register: str | None = None) -> JoinedOn:
    """What a match joined on, from the values of a key's parts."""
    return JoinedOn(key, JOINED_BY.join(values), register, values if len(values) > 1 else ())


class Step(NamedTuple):
    """One arrival of a record or an effect.

    `by` is the link or rule behind it (blank for a recorded step); `causes` are the ids of the steps that caused it;
    `falls_on`, `service` and `effect` are filled for effects. A step is `wrong` when it isn't there once every wrong
    match is taken away.
    """

    id: str
    kind: str  # recorded | linked | listed | scored | effect
    database: str
    account: str
    subject: str
    record: str
    record_kind: str
    by: str
    joined: tuple[JoinedOn, ...]
    made_row: bool
    day: int
    until: int | None
    causes: tuple[str, ...]
    status: str
    number_status: str
    evidence: tuple[str, ...]
    wrong: bool
    depth: int
    service: str = ""
    effect: str = ""
    falls_on: str = ""


class Effect(NamedTuple):
    """A restriction or reward: the earliest for its subject, service, effect and rule."""

    subject: str
    service: str
    effect: str
    rule: str
    falls_on: str
    day: int
    until: int | None
    wrong: bool
    step: str  # the id of its step
    false: bool = False  # it isn't there once every false record is taken away


@dataclass(frozen=True)
class Spread:
    """All steps from a set of starting records, in the order of their days."""

    world: World
    records: tuple[Record, ...]
    steps: tuple[Step, ...]
    effects: tuple[Effect, ...]
    false_records: frozenset[str] = frozenset()  # the ids of those that state what isn't so

    @cached_property
    def by_id(self) -> dict[str, Step]:
        """Steps by their ids."""
        return {step.id: step for step in self.steps}

    @cached_property
    def waves(self) -> tuple[tuple[Step, ...], ...]:
        """The steps in waves, by the number of steps behind them: what one press of a key shows.

        An effect comes with the wave that brings it: the one of the arrival that fires its rule.
        """
        waves: dict[int, list[Step]] = {}
        for step in self.steps:
            waves.setdefault(step.depth - (step.kind == "effect"), []).append(step)
        return tuple(tuple(waves[depth]) for depth in sorted(waves))

    def proof(self, step: Step) -> tuple[Step, ...]:
        """The step and all its direct and indirect causes, causes first."""
        return tuple(sorted(self.ancestry(step), key=lambda cause: self._places[cause.id]))

    def ancestry(self, step: Step) -> Collection[Step]:
        """The step and all its direct and indirect causes, each once, in no order."""
        causes: dict[str, Step] = {}
        stack = [step.id]
        while stack:
            id_ = stack.pop()
            if id_ not in causes:
                causes[id_] = self.by_id[id_]
                stack.extend(causes[id_].causes)
        return causes.values()

    @cached_property
    def _places(self) -> dict[str, int]:
        """The places of the steps in their order, by their ids."""
        return {step.id: place for place, step in enumerate(self.steps)}

    def closed(self, subject: str) -> dict[str, int]:
        """The services closed to a subject, each with its first day: refused, or one it `needs` is closed."""
        days: dict[str, int] = {}
        for effect in self.effects:
            if effect.subject == subject and effect.effect in CLOSING_EFFECTS:
                days[effect.service] = min(effect.day, days.get(effect.service, effect.day))
        services = self.world.services
        changed = True
        while changed:
            changed = False
            for service in services.values():
                if service.needs in days and days[service.needs] < days.get(service.id, days[service.needs] + 1):
                    days[service.id] = days[service.needs]
                    changed = True
        return {service: days[service] for service in sorted(days)}
