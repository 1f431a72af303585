"""The outcomes that one can ask "why?" about: doors that closed, other effects, and doors that are still open.

The id of an outcome, as the address has it, is the rule that brought it, with `@SUBJECT` where it fell on somebody
else, or the service. Knows no proofs and no Dash.
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
    """One outcome to ask about.

    `effect` is None where the door is open; `closer` is the service that it closes with; `is_repeat` says that an
    earlier rule closed the same door.
    """

    id: str
    group: str
    service: str = ""
    effect: Effect | None = None
    closer: str = ""
    is_repeat: bool = False


def list_outcomes(answer: Answer) -> tuple[Outcome, ...]:
    """All outcomes of an answer: closed doors by their days, then other effects, then open doors."""
    closed = list(_closed(answer))
    closing_effects = {outcome.effect for outcome in closed}
    other_effects = sorted(
        (effect for effect in answer.spread.effects if effect not in closing_effects),
        key=lambda effect: (effect.subject != answer.subject, effect.subject, effect.day, effect.rule),
    )
    closed_services = {outcome.service for outcome in closed}
    services = answer.world.everything.services
    open_services = sorted(
        (door for door in answer.world.doors if door not in closed_services),
        key=lambda service: name(services, service),
    )
    return (
        *closed,
        *(Outcome(outcome_id(effect, answer.subject), "other", effect.service, effect) for effect in other_effects),
        *(Outcome(service, "open", service) for service in open_services),
    )


def _closed(answer: Answer) -> Iterable[Outcome]:
    """An outcome for each rule that closes a door, and one for each door that closes with another."""
    days = answer.spread.closed(answer.subject)
    for service in sorted(days, key=lambda service: (days[service], service)):
        closer = refusing_service(answer.spread, service, answer.subject)
        effects = sorted(_refusals(answer, closer), key=lambda effect: (effect.day, effect.rule))
        if closer != service:
            yield Outcome(service, "closed", service, effects[0], closer)
            continue
        for number, effect in enumerate(effects):
            yield Outcome(outcome_id(effect, answer.subject), "closed", service, effect, is_repeat=number > 0)


def _refusals(answer: Answer, service: str) -> list[Effect]:
    effects = (
        effect for effect in answer.spread.effects if (effect.subject, effect.service) == (answer.subject, service)
    )
    return [effect for effect in effects if effect.effect in CLOSING_EFFECTS]


def outcome_id(effect: Effect, subject: str) -> str:
    """The id of an effect's outcome: its rule, and its subject if that is somebody else."""
    return effect.rule if effect.subject == subject else f"{effect.rule}@{effect.subject}"


def find_outcome(outcomes: Iterable[Outcome], name: str) -> Outcome | None:
    """The outcome of a name in the address, which is its id or its service; the first one if the name is blank.

    Raises:
        NoProofError: nothing of that name can be asked about.
    """
    choices = tuple(outcomes)
    if not name:
        return next(iter(choices), None)
    for outcome in choices:
        if outcome.id == name:
            return outcome
    for outcome in choices:
        if outcome.service == name:
            return outcome
    names = {choice_name for outcome in choices for choice_name in (outcome.id, outcome.service) if choice_name}
    raise NoProofError(unknown("door or effect", name, names))
