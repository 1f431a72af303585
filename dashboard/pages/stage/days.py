"""The days of a spread, as values for the stage: what is in force between two changes, and what keeps each door.

Made once a question and sent whole. Between two days on which something begins or ends nothing changes, so a stretch
is told once and the browser only fills in the date. What is lit the browser takes from the steps' own days.
Knows no Dash; sentences come from `trace.residual_copies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from dashboard.state.labels import Labels
from linkage.answers import sentences
from linkage.answers.spread_question import Answer
from linkage.answers.trace import residual_copies
from linkage.drawing.visual_encoding import EFFECT_WORDS
from linkage.spread.steps import Effect, Step
from linkage.vocabulary import CLOSING_EFFECTS, weakest

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Days:
    """An answer, what its people are called, and the words to tell its days in."""

    answer: Answer
    called: dict[str, str]
    words: Labels
    rows: dict[tuple[Any, ...], int] = field(default_factory=dict, init=False)

    def json(self) -> Json:
        """Every stretch of days, and the rows and places that they speak of."""
        stops = self.stops
        return {
            "stops": list(stops),
            "happens": [residual_copies.day_summary(self.answer, day) for day in stops],
            "stretches": [self._stretch(day) for day in stops],
            "rows": [dict(zip(_ROW, row, strict=True)) for row in self.rows],
            "places": [self._place(step) for step in self._known],
            "said": self._said(),
        }

    def _said(self) -> dict[str, str]:
        """The words that the script fills in."""
        said = self.words
        return {
            "day": said("days.day"),
            "on_day": said("days.on_day"),
            "here": said("days.here"),
            "home": said("days.home"),
            "until": said("days.until"),
            "for_ever": said("days.for_ever"),
            "removed": said("days.removed"),
            "ended": said("days.ended"),
            "holds": said("days.holds"),
            "last": said("days.last"),
            "next": said("days.next"),
            "none_next": said("days.none_next"),
            "legend": said("days.legend"),
        }

    @cached_property
    def stops(self) -> tuple[int, ...]:
        """The days on which something changes."""
        return residual_copies.change_days(self.answer.spread)

    @cached_property
    def _closed(self) -> dict[int, set[str]]:
        """The doors that are closed from each of these days on."""
        return {
            day: set(residual_copies.closed_service_ids(self.answer.spread, self.answer.subject, day))
            for day in self.stops
        }

    @cached_property
    def _known(self) -> tuple[Step, ...]:
        """Where a record is known at some time: at home, or as a copy."""
        steps = (s for s in self.answer.spread.steps if s.kind in ("recorded", "listed", "linked"))
        return tuple(step for step in steps if step.until is None or step.day < step.until)

    # -- one stretch ------------------------------------------------------------------------------------------------

    def _stretch(self, day: int) -> Json:
        answer = self.answer
        held = residual_copies.effects_in_force(answer.spread, answer.tables, day)
        shut = residual_copies.closed_services(answer.spread, answer.tables, answer.subject, day)
        rows = [*self._shut(shut), *self._others(held), *self._ended(day)]
        places = {step.id: place for place, step in enumerate(self._known)}
        holding = {places[step.id] for each in held for step in each.holders}
        return {
            "sentence": residual_copies.day_headline(answer, day),
            "shut": len(shut),
            "rows": [self.rows.setdefault(row, len(self.rows)) for row in rows],
            "holding": sorted(holding),
        }

    def _shut(self, doors: Iterable[residual_copies.ClosedService]) -> Iterator[tuple[Any, ...]]:
        """The doors that are closed, those that stay longest first."""
        services = self.answer.world.everything.services
        rows, listed = [], list(doors)
        for door in listed:
            kept = [self._kept(held) for held in door.refusals]
            if door.needs:
                kept.append(self.words("panel.with", service=services[door.needs].name))
            if self._outlasts(door, {each.service: each for each in listed}):
                kept.append(self.words("days.later"))
            closing = door.refusals[0].effect if door.refusals else self._refusal(door.needs)
            said = ". ".join(dict.fromkeys(each[:1].upper() + each[1:] for each in kept if each))
            id_, name, when = f"service:{door.service}", services[door.service].name, self._until(door.until)
            last = float("inf") if door.until is None else door.until
            row = ("shut", id_, name, closing.effect, "", when, said, self._weakest(closing))
            rows.append((-last, not door.refusals, said, row))
        yield from (row for *_, row in sorted(rows))

    def _outlasts(self, door: residual_copies.ClosedService, shut: Mapping[str, residual_copies.ClosedService]) -> bool:
        """Whether a door stays closed for longer than what closes it now: another refusal begins before that ends."""
        ends = [held.effect.until for held in door.refusals]
        if door.needs:
            ends.append(shut[door.needs].until)
        return None not in ends and door.until not in ends

    def _others(self, held: Iterable[residual_copies.EffectInForce]) -> Iterator[tuple[Any, ...]]:
        """What else is in force: to others, and to the subject without a door closing."""
        for each in held:
            effect = each.effect
            if effect.subject == self.answer.subject and effect.effect in CLOSING_EFFECTS:
                continue
            yield self._row("other", effect, self._until(effect.until), self._kept(each))

    def _ended(self, day: int) -> Iterator[tuple[Any, ...]]:
        """What was closed before and is open again, and what else has ended, the latest first."""
        spread, subject = self.answer.spread, self.answer.subject
        services, closed = self.answer.world.everything.services, self._closed[day]
        open_since: dict[str, int] = {}
        for before, after in pairwise(self.stops):
            if after <= day:
                open_since |= dict.fromkeys(self._closed[before] - self._closed[after], after)
        again = sorted((-since, service) for service, since in open_since.items() if service not in closed)
        for since, service in again:
            when = self.words("days.open_since", day=-since)
            closing = self._refusal(service)
            badge = self._weakest(closing)
            yield ("ended", f"service:{service}", services[service].name, closing.effect, "", when, "", badge)
        over = [e for e in spread.effects if e.until is not None and e.day < e.until <= day]
        for effect in sorted(over, key=lambda effect: (-(effect.until or 0), effect.rule, effect.subject)):
            if not (effect.subject == subject and effect.effect in CLOSING_EFFECTS):
                yield self._row("ended", effect, self.words("days.ended", day=effect.until or 0), "")

    def _row(self, state: str, effect: Effect, when: str, kept: str) -> tuple[Any, ...]:
        world = self.answer.world
        word = EFFECT_WORDS[self.words.lang][effect.effect][1]
        if effect.subject != self.answer.subject:
            word = f"{word} · {effect.subject}"
        services = world.everything.services
        named = sentences.name(services, effect.service) if effect.service else ""
        id_ = f"service:{effect.service}" if effect.service else f"rule:{effect.rule}"
        said = named or sentences.effect_sentence(world, effect, self.called)
        return (state, id_, said, effect.effect, word if named else "", when, kept, self._weakest(effect))

    def _kept(self, held: residual_copies.EffectInForce) -> str:
        kept = residual_copies.holder_phrase(self.answer, held)
        return self.words("days.kept", kept=kept) if kept else ""

    def _refusal(self, service: str) -> Effect:
        """The first refusal that closes a service: its own, or that of one that it needs."""
        spread, services = self.answer.spread, self.answer.world.everything.services
        mine = [e for e in spread.effects if e.effect in CLOSING_EFFECTS and e.subject == self.answer.subject]
        while not (own := [e for e in mine if e.service == service]):
            service = services[service].needs
        return min(own, key=lambda effect: effect.day)

    def _weakest(self, effect: Effect) -> str:
        spread = self.answer.spread
        return weakest(step.status for step in spread.proof(spread.by_id[effect.step]))

    def _until(self, day: int | None) -> str:
        return self.words("days.for_ever") if day is None else self.words("days.until", day=day)

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
