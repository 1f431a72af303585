"""The days of a spread, as values for `days.js`: the effects in force between two changes, and what holds each of them.

Made once a question and sent whole. Between two days on which something begins or ends nothing changes, so each such
stretch is described once and the browser only fills in the date. Which parts are lit, the browser computes from the
steps' own days. Knows no Dash; sentences come from `linkage.answers.trace.residual_copies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from dashboard.pages.stage.stage_headline import StageHeadline
from dashboard.state.labels import Labels
from linkage.answers import sentences
from linkage.answers.spread_question import Answer
from linkage.answers.trace import residual_copies
from linkage.drawing.effect_language import effect_language
from linkage.drawing.visual_encoding import effect_words
from linkage.spread.steps import Effect, Step
from linkage.vocabulary import CLOSING_EFFECTS, weakest

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Days:
    """The days of one answer, with the display names of its people and the labels of one language.

    `rows` numbers each distinct row, so that a row is sent once however many stretches show it.
    """

    answer: Answer
    display_names: dict[str, str]
    labels: Labels
    rows: dict[tuple[Any, ...], int] = field(default_factory=dict, init=False)

    def json(self) -> Json:
        """Every stretch of days, and the rows and places that the stretches refer to by number."""
        stops = self.stops
        return {
            "stops": list(stops),
            "happens": [residual_copies.day_summary(self.answer, day) for day in stops],
            "stretches": [self._stretch(day) for day in stops],
            "rows": [dict(zip(_ROW, row, strict=True)) for row in self.rows],
            "places": [self._place(step) for step in self._record_steps],
            "said": self._script_labels(),
        }

    def _script_labels(self) -> dict[str, str]:
        """The labels that `days.js` fills in."""
        labels = self.labels
        return {
            "day": labels("days.day"),
            "on_day": labels("days.on_day"),
            "here": labels("days.here"),
            "home": labels("days.home"),
            "until": labels("days.until"),
            "for_ever": labels("days.for_ever"),
            "removed": labels("days.removed"),
            "ended": labels("days.ended"),
            "holds": labels("days.holds"),
            "last": labels("days.last"),
            "next": labels("days.next"),
            "none_next": labels("days.none_next"),
            "legend": labels("days.legend"),
        }

    @cached_property
    def stops(self) -> tuple[int, ...]:
        """The days on which something changes."""
        return residual_copies.change_days(self.answer.spread)

    @cached_property
    def _closed_services(self) -> dict[int, set[str]]:
        """The services that are closed from each of the stops on."""
        return {
            day: set(residual_copies.closed_service_ids(self.answer.spread, self.answer.subject, day))
            for day in self.stops
        }

    @cached_property
    def _record_steps(self) -> tuple[Step, ...]:
        """The steps by which a record is known somewhere for some time: at home, or as a copy."""
        steps = (step for step in self.answer.spread.steps if step.kind in ("recorded", "listed", "linked"))
        return tuple(step for step in steps if step.until is None or step.day < step.until)

    # -- one stretch ------------------------------------------------------------------------------------------------

    def _stretch(self, day: int) -> Json:
        answer = self.answer
        effects = residual_copies.effects_in_force(answer.spread, answer.tables, day)
        doors = residual_copies.closed_services(answer.spread, answer.tables, answer.subject, day)
        rows = [*self._closed_rows(doors), *self._other_rows(effects), *self._ended_rows(day)]
        places = {step.id: place for place, step in enumerate(self._record_steps)}
        holding = {places[step.id] for effect in effects for step in effect.holders}
        return {
            "sentence": residual_copies.day_headline(answer, day),
            "shut": self._headline_count(effects, len(doors)),
            "rows": [self.rows.setdefault(row, len(self.rows)) for row in rows],
            "holding": sorted(holding),
        }

    @cached_property
    def headline(self) -> StageHeadline:
        """What the large number counts."""
        return StageHeadline(self.answer, self.labels)

    def _headline_count(self, effects: Iterable[residual_copies.EffectInForce], closed: int) -> int:
        """What the large number counts on a day: the closed services, or the effects in force that it counts."""
        if self.headline.counts == "closed":
            return closed
        return len({self.headline.key(effect_in_force.effect) for effect_in_force in effects} - {""})

    def _closed_rows(self, closed_services: Iterable[residual_copies.ClosedService]) -> Iterator[tuple[Any, ...]]:
        """A row for each closed door, those that stay closed longest first."""
        services = self.answer.world.everything.services
        rows, doors = [], list(closed_services)
        for door in doors:
            reasons = [self._holder_text(refusal) for refusal in door.refusals]
            if door.needs:
                reasons.append(self.labels("panel.with", service=services[door.needs].name))
            if self._outlasts(door, {closed.service: closed for closed in doors}):
                reasons.append(self.labels("days.later"))
            closing = door.refusals[0].effect if door.refusals else self._first_refusal(door.needs)
            text = ". ".join(dict.fromkeys(reason[:1].upper() + reason[1:] for reason in reasons if reason))
            id_, name, when = f"service:{door.service}", services[door.service].name, self._end_text(door.until)
            end = float("inf") if door.until is None else door.until
            row = ("shut", id_, name, closing.effect, "", when, text, self._weakest_status(closing))
            rows.append((-end, not door.refusals, text, row))
        yield from (row for *_, row in sorted(rows))

    def _outlasts(
        self, door: residual_copies.ClosedService, doors: Mapping[str, residual_copies.ClosedService]
    ) -> bool:
        """Whether a door stays closed for longer than its present refusals: another begins before they end."""
        ends = [refusal.effect.until for refusal in door.refusals]
        if door.needs:
            ends.append(doors[door.needs].until)
        return None not in ends and door.until not in ends

    def _other_rows(self, effects: Iterable[residual_copies.EffectInForce]) -> Iterator[tuple[Any, ...]]:
        """A row for each other effect in force: on others, and on the subject without closing a door."""
        for effect_in_force in effects:
            effect = effect_in_force.effect
            if effect.subject == self.answer.subject and effect.effect in CLOSING_EFFECTS:
                continue
            yield self._row("other", effect, self._end_text(effect.until), self._holder_text(effect_in_force))

    def _ended_rows(self, day: int) -> Iterator[tuple[Any, ...]]:
        """A row for each door that is open again and for each other effect that has ended, the latest first."""
        spread, subject = self.answer.spread, self.answer.subject
        services, closed = self.answer.world.everything.services, self._closed_services[day]
        open_since: dict[str, int] = {}
        for before, after in pairwise(self.stops):
            if after <= day:
                open_since |= dict.fromkeys(self._closed_services[before] - self._closed_services[after], after)
        reopened = sorted((-since, service) for service, since in open_since.items() if service not in closed)
        for since, service in reopened:
            when = self.labels("days.open_since", day=-since)
            closing = self._first_refusal(service)
            badge = self._weakest_status(closing)
            yield ("ended", f"service:{service}", services[service].name, closing.effect, "", when, "", badge)
        ended = [effect for effect in spread.effects if effect.until is not None and effect.day < effect.until <= day]
        for effect in sorted(ended, key=lambda effect: (-(effect.until or 0), effect.rule, effect.subject)):
            if not (effect.subject == subject and effect.effect in CLOSING_EFFECTS):
                yield self._row("ended", effect, self.labels("days.ended", day=effect.until or 0), "")

    def _row(self, state: str, effect: Effect, when: str, reason: str) -> tuple[Any, ...]:
        world = self.answer.world
        word = effect_words(effect.effect, effect_language(world.everything, self.labels.lang)).after
        if effect.subject != self.answer.subject:
            word = f"{word} · {effect.subject}"
        services = world.everything.services
        service_name = sentences.name(services, effect.service) if effect.service else ""
        id_ = f"service:{effect.service}" if effect.service else f"rule:{effect.rule}"
        title = service_name or sentences.effect_sentence(world, effect, self.display_names)
        return (
            state,
            id_,
            title,
            effect.effect,
            word if service_name else "",
            when,
            reason,
            self._weakest_status(effect),
        )

    def _holder_text(self, effect: residual_copies.EffectInForce) -> str:
        holders = residual_copies.holder_phrase(self.answer, effect)
        label = "days.kept" if effect.effect.effect in CLOSING_EFFECTS else "days.kept_other"
        return self.labels(label, kept=holders) if holders else ""

    def _first_refusal(self, service: str) -> Effect:
        """The first refusal that closes a service: its own, or that of one that it needs."""
        spread, services = self.answer.spread, self.answer.world.everything.services
        subject = self.answer.subject
        closing_effects = [
            effect for effect in spread.effects if effect.effect in CLOSING_EFFECTS and effect.subject == subject
        ]
        while not (refusals := [effect for effect in closing_effects if effect.service == service]):
            service = services[service].needs
        return min(refusals, key=lambda effect: effect.day)

    def _weakest_status(self, effect: Effect) -> str:
        spread = self.answer.spread
        return weakest(step.status for step in spread.proof(spread.by_id[effect.step]))

    def _end_text(self, day: int | None) -> str:
        return self.labels("days.for_ever") if day is None else self.labels("days.until", day=day)

    # -- where the record is --------------------------------------------------------------------------------------

    def _place(self, step: Step) -> Json:
        everything = self.answer.world.everything
        database = everything.databases[step.database]
        kind = sentences.name(everything.record_kinds, step.record_kind)
        others = step.record_kind not in {record.kind for record in self.answer.records}
        whom = "" if step.subject == self.answer.subject else step.subject
        return {
            "part": f"database:{step.database}",
            "name": database.name,
            "more": " · ".join(filter(None, (kind if others else "", whom))),
            "home": step.kind != "linked",
            "day": step.day,
            "until": step.until,
        }


_ROW = ("state", "id", "name", "effect", "word", "when", "kept", "weakest")
