"""A story of the book as data: its steps in waves, what they come to with proofs, and its days.

Steps stand in the order of their waves, and are named by their places in it, from 0. Sentences come from
`linkage.answers`; nothing is worked out here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from linkage.answers import sentences
from linkage.answers.spread_question import Answer, find_effect
from linkage.answers.trace import residual_copies, trace_report
from linkage.answers.trace.highlights import step_highlights
from linkage.answers.trace.subject_accounts import account_lights
from linkage.book.part_numbers import PartNumbers
from linkage.drawing.account_map.account_scene import AccountScene
from linkage.drawing.effect_language import effect_language
from linkage.drawing.visual_encoding import effect_words, look
from linkage.spread.proofs import DerivationGraph, proofs
from linkage.spread.steps import Effect, Step
from linkage.spread.why_not import why_not
from linkage.vocabulary import CLOSING_EFFECTS, EFFECT_KINDS, weakest

Json = dict[str, Any]
_COUNTED_PROOFS = 1
"""How many proofs are written out; all are counted."""


@dataclass(frozen=True, eq=False)
class StorySteps:
    """One story's answer; `parts` numbers the parts of its pictures: of the map, and of the accounts if there are."""

    answer: Answer
    accounts: AccountScene | None
    parts: PartNumbers

    def json(self) -> Json:
        """Steps, waves, effects with their proofs, closed and open services, days."""
        return {
            "steps": [self.step_json(step) for step in self.steps],
            "waves": self._waves(),
            "effects": [self._effect(effect) for effect in self._effects],
            "closed": self._closed_services(),
            "open": self._open_services(),
            "days": [self._day(day) for day in residual_copies.change_days(self.answer.spread)],
        }

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, wave by wave."""
        return tuple(step for wave in self.answer.spread.waves for step in wave)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each step, by its id."""
        return {step.id: place for place, step in enumerate(self.steps)}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What people are called in sentences, by their ids."""
        return sentences.names(self.answer.subject, self.answer.name)

    # -- steps

    def step_json(self, step: Step) -> Json:
        """A step: its sentence, days, joined values, badge, quotes, causes, and what it lights."""
        return {
            "id": step.id,
            "kind": step.kind,
            "by": step.by,
            "database": step.database,
            "sentence": sentences.sentence(self.answer.world, step, self.names),
            "day": step.day,
            "until": step.until,
            "keys": self.keys(step),
            "status": step.status,
            "badge": trace_report.status_badge(self.answer.world, step),
            "number": step.number_status,
            "quotes": list(step.evidence),
            "wrong": step.wrong,
            "causes": sorted(self.places[cause] for cause in step.causes),
            "lights": self.parts.lights(step_highlights(self.answer.world, step)),
            "accounts": self.parts.lights(account_lights(self.answer, self.accounts, step)) if self.accounts else [],
        }

    def keys(self, step: Step) -> list[list[str]]:
        """The identifiers that a step joins on: the class of each one's look, its name and its value."""
        known = self.answer.world.everything.identifiers
        return [
            [look(joined.identifier, known).name, sentences.name(known, joined.identifier), joined.value]
            for joined in step.joined
        ]

    def _waves(self) -> list[Json]:
        end, waves = 0, []
        for steps in self.answer.spread.waves:
            end += len(steps)
            days = sorted({step.day for step in steps})
            sentence = sentences.wave(self.answer.spread, steps, self.names)
            waves.append({"end": end, "sentence": sentence, "days": [days[0], days[-1]]})
        return waves

    # -- what it comes to

    @cached_property
    def _effects(self) -> tuple[Effect, ...]:
        """The effects in the order in which they come, those on the subject first."""
        subject = self.answer.subject
        order = sorted(self.answer.spread.effects, key=lambda e: (e.subject != subject, self.places[e.step], e.rule))
        return tuple(order)

    @cached_property
    def _derivations(self) -> DerivationGraph:
        return DerivationGraph(self.answer.plan, self.answer.tables, self.answer.spread)

    def _effect(self, effect: Effect) -> Json:
        """An effect with its proof's steps, the weakest of their statuses, and how many proofs there are."""
        answer, spread = self.answer, self.answer.spread
        services = answer.world.everything.services
        proof = spread.proof(spread.by_id[effect.step])
        language = effect_language(answer.world.everything, "en")
        return {
            "service": effect.service,
            "effect": effect.effect,
            "rule": effect.rule,
            "subject": effect.subject,
            "day": effect.day,
            "until": effect.until,
            "wrong": effect.wrong,
            "place": self.places[effect.step],
            "name": sentences.name(services, effect.service)
            if effect.service
            else EFFECT_KINDS[effect.effect].without_service,
            "word": effect_words(effect.effect, language).after if effect.service else "",
            "question": sentences.effect_question(answer.world, effect, self.names),
            "proof": [self.places[step.id] for step in proof],
            "weakest": weakest(step.status for step in proof),
            "figures": weakest(step.number_status for step in proof),
            "proofs": str(proofs(self._derivations, effect, _COUNTED_PROOFS).count),
        }

    def _closed_services(self) -> list[Json]:
        """The services that close to the subject, in their order, each with the effect that closes it."""
        spread, subject = self.answer.spread, self.answer.subject
        places = self._closing_places()
        rows = []
        for service, day in spread.closed(subject).items():
            effect = find_effect(spread, service, subject)
            if effect is not None:
                place, number = places.get(service, self.places[effect.step]), self._effects.index(effect)
                needs = effect.service if effect.service != service else ""
                rows.append({"service": service, "day": day, "place": place, "effect": number, "needs": needs})
        return sorted(rows, key=lambda row: (row["place"], row["service"]))

    def _closing_places(self) -> dict[str, int]:
        """The place of the first step that closes each service to the subject, itself or by what it needs."""
        places: dict[str, int] = {}
        for place, step in enumerate(self.steps):
            if step.effect in CLOSING_EFFECTS and step.subject == self.answer.subject:
                for light in step_highlights(self.answer.world, step):
                    if light.id.startswith("service:"):
                        places.setdefault(light.id.partition(":")[2], place)
        return places

    def _open_services(self) -> list[list[str]]:
        """The services that stay open to the subject, each with the first condition that failed on the nearest way."""
        answer, closed = self.answer, self.answer.spread.closed(self.answer.subject)
        return [
            [service, why_not(answer.plan, answer.tables, answer.spread, service, answer.subject).sentence]
            for service in answer.world.doors
            if service not in closed
        ]

    # -- days

    def _day(self, day: int) -> Json:
        """What begins and ends on a day, and what is in force from it on, in sentences."""
        closed = residual_copies.closed_service_ids(self.answer.spread, self.answer.subject, day)
        return {
            "day": day,
            "happens": residual_copies.day_summary(self.answer, day),
            "closed": closed,
            "sentences": residual_copies.day_sentences(self.answer, day),
        }


def doors(closed: Sequence[str], answer: Answer) -> int:
    """How many of some closed services are doors."""
    return len(set(closed) & set(answer.world.everything.doors))
