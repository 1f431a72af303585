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

from dashboard.pages.stage.days import Days
from dashboard.pages.stage.stage_headline import StageHeadline
from dashboard.services.step_view import AnswerView, lights_json, refusing_service
from dashboard.state.captions import answer_title
from linkage.answers import sentences
from linkage.answers.compare import comparison_sentence as difference_in_words
from linkage.answers.evidence_summary import evidence_summary
from linkage.answers.spread_question import Answer
from linkage.answers.trace import trace_report
from linkage.answers.trace.person_log import log_lines, log_summary
from linkage.answers.trace.subject_accounts import account_lights, account_scene
from linkage.drawing.account_map.account_scene import AccountScene
from linkage.drawing.effect_language import effect_language
from linkage.drawing.visual_encoding import effect_words
from linkage.spread.steps import Effect, Step
from linkage.vocabulary import CLOSING_EFFECTS, EFFECT_KINDS, STATUSES, weakest

Json = dict[str, Any]


def _fall(effect: Effect) -> tuple[str, str, str]:
    """What an effect does to whom, by whichever rule."""
    return effect.subject, effect.service, effect.effect


@dataclass(frozen=True, eq=False)
class StoryView(AnswerView):
    """An answer, the same record's answer before the what-if (if there is one), and the labels of one language."""

    before: Answer | None = None

    @cached_property
    def accounts(self) -> AccountScene:
        """The scene of the account picture: the subject's accounts, and those that a match led to."""
        return account_scene(self.answer, self.display_names, answer_title(self.answer), self.labels.lang)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, wave by wave."""
        return tuple(step for wave in self.answer.spread.waves for step in wave)

    @cached_property
    def headline(self) -> StageHeadline:
        """What the large number counts."""
        return StageHeadline(self.answer, self.labels)

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
            "effects": self._other_rows(),
            "days": Days(self.answer, self.display_names, self.labels).json(),
            "log": self._log(),
            "difference": self._difference(),
            "assumed": evidence_summary(self.answer.world, self.answer.spread.steps),
            "headline": self.headline.json(),
            "said": self._script_labels(),
        }

    def _script_labels(self) -> dict[str, str]:
        """The labels that `page.js` fills in."""
        labels = self.labels
        return {
            "start": labels("stage.start"),
            "with": labels("panel.with", service="{service}"),
            "rules": labels("panel.rules", count="{count}"),
            "weakest": labels("panel.weakest"),
            "close": labels("stage.close"),
        }

    def _log(self) -> Json:
        """The log of the subject's data: a line a step, with its place in the story; and the whole in one sentence."""
        lines = log_lines(self.answer, called=self.display_names)
        return {
            "title": self.labels("panel.log", name=self.answer.name),
            "none": self.labels("panel.log_none"),
            "sum": log_summary(self.answer, lines),
            "lines": [
                {
                    "at": self.place[line.step.id],
                    "day": line.step.day,
                    "when": self.labels("stage.day", day=line.step.day),
                    "sentence": line.sentence,
                    "status": line.step.status,
                    "badge": trace_report.status_badge(self.answer.world, line.step),
                }
                for line in lines
            ],
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
            when = self._days_of(step.day for step in steps)
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

    def _days_of(self, days: Iterable[int]) -> str:
        """The day of some steps, or the first and the last of them."""
        first, *others = sorted(set(days))
        return self.labels("stage.days", day=first, until=others[-1]) if others else self.labels("stage.day", day=first)

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
            row["counts"] = service if self.headline.counts == "closed" else ""
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

    def _other_rows(self) -> list[Json]:
        """A row for each other effect; what comes to somebody from several rules is listed once, and says so."""
        effects = list(self._other_effects())
        rules = Counter(map(_fall, effects))
        listed: set[tuple[str, str, str]] = set()
        rows = []
        for effect in effects:
            row = {**self._effect(effect), "again": _fall(effect) in listed, "rules": rules[_fall(effect)]}
            listed.add(_fall(effect))
            rows.append(row)
        return rows

    def _other_effects(self) -> Iterable[Effect]:
        """The other effects: on others, and on the subject without closing a door."""
        effects = [effect for effect in self.answer.spread.effects if not self._is_door(effect)]
        return sorted(effects, key=lambda effect: (self.place[effect.step], effect.rule, effect.subject))

    def _is_door(self, effect: Effect) -> bool:
        return effect.subject == self.answer.subject and effect.effect in CLOSING_EFFECTS

    def _name(self, effect: Effect) -> str:
        """What a row of the list is called: the service, or what was done where there is none."""
        if effect.service:
            return sentences.name(self.answer.world.everything.services, effect.service)
        return EFFECT_KINDS[effect.effect].without_service

    def _effect(self, effect: Effect) -> Json:
        """One effect with its proof: the places of its steps, and the weakest of their statuses."""
        spread = self.answer.spread
        proof = spread.proof(spread.by_id[effect.step])
        return {
            "service": effect.service,
            "effect": effect.effect,
            "word": effect_words(effect.effect, effect_language(self.answer.world.everything, self.labels.lang)).after
            if effect.service
            else "",
            "name": self._name(effect),
            "sentence": sentences.effect_sentence(self.answer.world, effect, self.display_names),
            "whom": "" if effect.subject == self.answer.subject else effect.subject,
            "rule": effect.rule,
            "wrong": effect.wrong,
            "counts": self.headline.key(effect),
            "at": self.place[effect.step],
            "day": effect.day,
            "when": self.step_view.span(effect),
            "proof": sorted(self.place[step.id] for step in proof),
            "weakest": weakest(step.status for step in proof),
        }
