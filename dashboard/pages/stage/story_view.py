"""A spread as the stage shows it, as values: waves and steps with their sentences, lights, quotes and doors.

Made once a question and sent whole; the browser then only chooses how much of it to show, so no key press asks the
server. A place in the story is a number of steps shown; steps stand in the order of their waves. Knows no Dash.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.pages.stage.account_map_view import account_lights, account_scene
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
    """An answer, the same record's answer before the what-if (if there is one), and the labels of one language."""

    answer: Answer
    before: Answer | None
    labels: Labels

    @cached_property
    def accounts(self) -> AccountScene:
        """The scene of the account picture: the subject's accounts, and those that a match led to."""
        return account_scene(self.answer, self.display_names, answer_title(self.answer), self.labels.lang)

    @cached_property
    def display_names(self) -> dict[str, str]:
        """The names of people in sentences, by their ids."""
        return sentences.names(self.answer.subject, self.answer.name)

    @cached_property
    def step_view(self) -> StepView:
        """The view of single steps."""
        return StepView(self.answer.world, self.display_names, self.labels)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, wave by wave."""
        return tuple(step for wave in self.answer.spread.waves for step in wave)

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each step: how many steps are shown when it has just arrived."""
        return {step.id: place for place, step in enumerate(self.steps, start=1)}

    def json(self) -> Json:
        """All that the stage shows, except for its pictures."""
        return {
            "name": self.answer.name,
            "subject": self.answer.subject,
            "opening": self._opening(),
            "steps": [self._step(step) for step in self.steps],
            "waves": self._waves(),
            "doors": self._doors(),
            "effects": [self._effect(effect) for effect in self._other_effects()],
            "days": Days(self.answer, self.display_names, self.labels).json(),
            "difference": self._difference(),
            "assumed": trace_report.assumed_count(self.answer.spread.steps),
            "said": self._script_labels(),
        }

    def _script_labels(self) -> dict[str, str]:
        """The labels that `page.js` fills in."""
        labels, total = self.labels, len(self.answer.world.doors)
        return {
            "start": labels("stage.start"),
            "doors": labels("panel.doors_all", total=total, name=self.answer.name),
            "short": labels("panel.doors_short", total=total, shut="{shut}"),
            "with": labels("panel.with", service="{service}"),
            "weakest": labels("panel.weakest"),
            "close": labels("stage.close"),
        }

    @property
    def _kind(self) -> str:
        return self.answer.records[0].kind

    def _opening(self) -> str:
        if not self.steps:
            return sentences.nothing_happens(self.answer.world, self._kind)
        if self.answer.story and self.answer.story.sentence:
            return self.answer.story.sentence
        return sentences.opening(self.answer.spread, self.display_names)

    def _difference(self) -> str:
        if self.before is None:
            return ""
        answer = self.answer
        return difference_in_words(answer.world, self.before.spread, answer.spread, answer.subject, answer.name)

    # -- steps and waves ----------------------------------------------------------------------------------------

    def _step(self, step: Step) -> Json:
        return {**self.step_view.line(step), "accounts": lights_json(account_lights(self.answer, self.accounts, step))}

    def _waves(self) -> list[Json]:
        end, waves = 0, []
        for number, steps in enumerate(self.answer.spread.waves, start=1):
            end += len(steps)
            when = self.labels("stage.day", day=max(step.day for step in steps))
            waves.append(
                {
                    "end": end,
                    "sentence": sentences.wave(self.answer.spread, steps, self.display_names),
                    "when": when,
                    "label": f"{self.labels('stage.wave', number=number)}, {when}",
                    "badges": self._badges(steps),
                }
            )
        return waves

    def _badges(self, steps: Sequence[Step]) -> list[list[Any]]:
        """The badges of a wave's steps, strongest first: status, text, number of steps."""
        order = list(STATUSES)
        counts = Counter((step.status, trace_report.status_badge(self.answer.world, step)) for step in steps)
        ranked = sorted(counts, key=lambda badge: (order.index(badge[0]), badge[1]))
        return [[status, badge, counts[status, badge]] for status, badge in ranked]

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
            effect
            for effect in self.answer.spread.effects
            if (effect.subject, effect.service) == (subject, service) and effect.effect in CLOSING_EFFECTS
        ]

    def _other_effects(self) -> Iterable[Effect]:
        """The other effects: on others, and on the subject without closing a door."""
        effects = [effect for effect in self.answer.spread.effects if not self._is_door(effect)]
        return sorted(effects, key=lambda effect: (self.place[effect.step], effect.rule, effect.subject))

    def _is_door(self, effect: Effect) -> bool:
        return effect.subject == self.answer.subject and effect.effect in CLOSING_EFFECTS

    def _effect(self, effect: Effect) -> Json:
        """One effect with its proof: the places of its steps, and the weakest of their statuses."""
        spread, services = self.answer.spread, self.answer.world.everything.services
        proof = spread.proof(spread.by_id[effect.step])
        return {
            "service": effect.service,
            "effect": effect.effect,
            "word": EFFECT_WORDS[self.labels.lang][effect.effect][1],
            "name": sentences.name(services, effect.service) if effect.service else "",
            "sentence": sentences.effect_sentence(self.answer.world, effect, self.display_names),
            "whom": "" if effect.subject == self.answer.subject else effect.subject,
            "rule": effect.rule,
            "wrong": effect.wrong,
            "at": self.place[effect.step],
            "day": effect.day,
            "when": self.step_view.span(effect),
            "proof": sorted(self.place[step.id] for step in proof),
            "weakest": weakest(step.status for step in proof),
        }
