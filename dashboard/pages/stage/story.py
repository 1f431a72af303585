"""How a spread is told on the stage, as values: waves and steps with their sentences, lights, quotes and doors.

Made once a question and sent whole; the browser then only chooses how much of it to show, so no key press asks the
server. A place in the telling is a number of steps shown; steps stand in the order of their waves. Knows no Dash.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.pages.stage.account_view import lights, scene_of_accounts
from dashboard.pages.stage.days import Days
from dashboard.services.step_view import StepView, lights_json, refusing_service
from dashboard.state.captions import answer_title
from dashboard.state.labels import Labels
from linkage.answers import sentences
from linkage.answers.compare import comparison_sentence as difference_in_words
from linkage.answers.spread_question import Answer
from linkage.answers.trace import trace_report
from linkage.drawing.account_map.account_scene import AccountScene
from linkage.drawing.visual_encoding import EFFECT_WORDS
from linkage.spread.steps import Effect, Step
from linkage.vocabulary import CLOSING_EFFECTS, STATUSES, weakest

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class StoryView:
    """An answer, the same record's answer before the what-if (if there is one), and the words to tell it in."""

    answer: Answer
    before: Answer | None
    words: Labels

    @cached_property
    def accounts(self) -> AccountScene:
        """The subject's accounts, and whoever a match led to."""
        return scene_of_accounts(self.answer, self.called, answer_title(self.answer), self.words.lang)

    @cached_property
    def called(self) -> dict[str, str]:
        """What the subject is called in sentences."""
        return sentences.names(self.answer.subject, self.answer.name)

    @cached_property
    def lines(self) -> StepView:
        """How single steps are said."""
        return StepView(self.answer.world, self.called, self.words)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, wave by wave."""
        return tuple(step for wave in self.answer.spread.waves for step in wave)

    @cached_property
    def place(self) -> dict[str, int]:
        """How many steps are shown when a step has just come."""
        return {step.id: place for place, step in enumerate(self.steps, start=1)}

    def json(self) -> Json:
        """All that the stage shows but its pictures."""
        return {
            "name": self.answer.name,
            "subject": self.answer.subject,
            "opening": self._opening(),
            "steps": [self._step(step) for step in self.steps],
            "waves": self._waves(),
            "doors": self._doors(),
            "effects": [self._effect(effect) for effect in self._other_effects()],
            "days": Days(self.answer, self.called, self.words).json(),
            "difference": self._difference(),
            "assumed": trace_report.assumed_count(self.answer.spread.steps),
            "said": self._said(),
        }

    def _said(self) -> dict[str, str]:
        """The words that the script fills in."""
        words, total = self.words, len(self.answer.world.doors)
        return {
            "start": words("stage.start"),
            "doors": words("panel.doors_all", total=total, name=self.answer.name),
            "short": words("panel.doors_short", total=total, shut="{shut}"),
            "with": words("panel.with", service="{service}"),
            "weakest": words("panel.weakest"),
            "close": words("stage.close"),
        }

    @property
    def _kind(self) -> str:
        return self.answer.records[0].kind

    def _opening(self) -> str:
        if not self.steps:
            return sentences.nothing_happens(self.answer.world, self._kind)
        if self.answer.story and self.answer.story.sentence:
            return self.answer.story.sentence
        return sentences.opening(self.answer.spread, self.called)

    def _difference(self) -> str:
        if self.before is None:
            return ""
        answer = self.answer
        return difference_in_words(answer.world, self.before.spread, answer.spread, answer.subject, answer.name)

    # -- steps and waves ----------------------------------------------------------------------------------------

    def _step(self, step: Step) -> Json:
        return {**self.lines.line(step), "accounts": lights_json(lights(self.answer, self.accounts, step))}

    def _waves(self) -> list[Json]:
        told, waves = 0, []
        for number, steps in enumerate(self.answer.spread.waves, start=1):
            told += len(steps)
            when = self.words("stage.day", day=max(step.day for step in steps))
            waves.append(
                {
                    "end": told,
                    "sentence": sentences.wave(self.answer.spread, steps, self.called),
                    "when": when,
                    "label": f"{self.words('stage.wave', number=number)}, {when}",
                    "badges": self._badges(steps),
                }
            )
        return waves

    def _badges(self, steps: Sequence[Step]) -> list[list[Any]]:
        """How many steps of a wave have which badge, strongest first: status, words, number."""
        order = list(STATUSES)
        found = Counter((step.status, trace_report.status_badge(self.answer.world, step)) for step in steps)
        ranked = sorted(found, key=lambda badge: (order.index(badge[0]), badge[1]))
        return [[status, badge, found[status, badge]] for status, badge in ranked]

    # -- what it comes to ---------------------------------------------------------------------------------------

    def _doors(self) -> list[Json]:
        """The doors that close to the subject, in the order in which they do."""
        services = self.answer.world.everything.services
        closed = self.answer.spread.closed(self.answer.subject)
        doors = []
        for service in closed:
            effects = self._refusals(refusing_service(self.answer.spread, service, self.answer.subject))
            places = sorted([self.place[effect.step], effect.day] for effect in effects)
            first = min(effects, key=lambda effect: self.place[effect.step])
            row = {**self._effect(first), "service": service, "name": services[service].name, "places": places}
            row["with"] = "" if first.service == service else services[first.service].name
            row["instead"] = services[service].instead
            doors.append(row)
        return sorted(doors, key=lambda row: (row["at"], row["service"]))

    def _refusals(self, service: str) -> list[Effect]:
        subject = self.answer.subject
        return [
            each
            for each in self.answer.spread.effects
            if (each.subject, each.service) == (subject, service) and each.effect in CLOSING_EFFECTS
        ]

    def _other_effects(self) -> Iterable[Effect]:
        """What else happens: to others, and to the subject without a door closing."""
        mine = [each for each in self.answer.spread.effects if not self._is_door(each)]
        return sorted(mine, key=lambda each: (self.place[each.step], each.rule, each.subject))

    def _is_door(self, effect: Effect) -> bool:
        return effect.subject == self.answer.subject and effect.effect in CLOSING_EFFECTS

    def _effect(self, effect: Effect) -> Json:
        """One effect with its proof: the places of its steps, and the weakest of their statuses."""
        spread, services = self.answer.spread, self.answer.world.everything.services
        proof = spread.proof(spread.by_id[effect.step])
        return {
            "service": effect.service,
            "effect": effect.effect,
            "word": EFFECT_WORDS[self.words.lang][effect.effect][1],
            "name": sentences.name(services, effect.service) if effect.service else "",
            "sentence": sentences.effect_sentence(self.answer.world, effect, self.called),
            "whom": "" if effect.subject == self.answer.subject else effect.subject,
            "rule": effect.rule,
            "wrong": effect.wrong,
            "at": self.place[effect.step],
            "day": effect.day,
            "when": self.lines.span(effect),
            "proof": sorted(self.place[step.id] for step in proof),
            "weakest": weakest(step.status for step in proof),
        }
