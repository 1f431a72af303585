"""What one can ask "why?" about: the doors that closed, what else happened, and the doors that are still open.

Each has a name in the address: the rule that brought it, with `@SUBJECT` where it fell on somebody else, or the
service. Knows no proofs and no Dash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.services.step_view import refusing_service
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer
from linkage.errors import NoProofError, unknown
from linkage.spread.steps import Effect
from linkage.vocabulary import CLOSING_EFFECTS

GROUPS = ("closed", "other", "open")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing to ask about. `effect` is missing where the door is open; `closer` is the service it closes with."""

    id: str
    group: str
    service: str = ""
    effect: Effect | None = None
    closer: str = ""
    again: bool = False


def outcomes(answer: Answer) -> tuple[Outcome, ...]:
    """Everything that can be asked of an answer: closed doors by their days, other effects, open doors."""
    closed = list(_closed(answer))
    mine = {outcome.effect for outcome in closed}
    others = sorted(
        (effect for effect in answer.spread.effects if effect not in mine),
        key=lambda effect: (effect.subject != answer.subject, effect.subject, effect.day, effect.rule),
    )
    shut = {outcome.service for outcome in closed}
    services = answer.world.everything.services
    still = sorted((door for door in answer.world.doors if door not in shut), key=lambda each: name(services, each))
    return (
        *closed,
        *(Outcome(named(effect, answer.subject), "other", effect.service, effect) for effect in others),
        *(Outcome(service, "open", service) for service in still),
    )


def _closed(answer: Answer) -> Iterable[Outcome]:
    """A row for each rule that closes a door; one for a door that closes with another."""
    days = answer.spread.closed(answer.subject)
    for service in sorted(days, key=lambda each: (days[each], each)):
        closer = refusing_service(answer.spread, service, answer.subject)
        effects = sorted(_refusals(answer, closer), key=lambda effect: (effect.day, effect.rule))
        if closer != service:
            yield Outcome(service, "closed", service, effects[0], closer)
            continue
        for number, effect in enumerate(effects):
            yield Outcome(named(effect, answer.subject), "closed", service, effect, again=number > 0)


def _refusals(answer: Answer, service: str) -> list[Effect]:
    mine = (effect for effect in answer.spread.effects if (effect.subject, effect.service) == (answer.subject, service))
    return [effect for effect in mine if effect.effect in CLOSING_EFFECTS]


def named(effect: Effect, subject: str) -> str:
    """An effect as the address says it."""
    return effect.rule if effect.subject == subject else f"{effect.rule}@{effect.subject}"


def chosen(listed: Iterable[Outcome], asked: str) -> Outcome | None:
    """The outcome that an address names, by its own name or by its service; the first one if it names none.

    Raises:
        NoProofError: nothing of that name can be asked about.
    """
    known = tuple(listed)
    if not asked:
        return next(iter(known), None)
    for outcome in known:
        if outcome.id == asked:
            return outcome
    for outcome in known:
        if outcome.service == asked:
            return outcome
    names = {each for outcome in known for each in (outcome.id, outcome.service) if each}
    raise NoProofError(unknown("door or effect", asked, names))
