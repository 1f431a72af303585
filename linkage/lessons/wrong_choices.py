"""The wrong choices of a question: what somebody gets who misreads it or the map, and why each one is wrong.

A wrong number has its misreading, any other choice what the engine finds instead; both are shown with the answer. Where
there are too few numbers, the nearest ones fill up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer
from linkage.answers.trace import residual_copies
from linkage.answers.trace.residual_copies import home_end_days
from linkage.lessons import because
from linkage.lessons.lesson_case import Case, Choice
from linkage.spread.steps import Effect
from linkage.vocabulary import CLOSING_EFFECTS, STATUSES

NUMBER_CHOICES = 4
"""How many numbers a question offers."""

SECOND_HAND = "second-hand"
"""The choice for what is reported by a source whose text we have not seen."""

Misreading = tuple[int, str]
"""A wrong number, and what somebody counts who gets it."""


def number_choices(
    right: int, misreadings: Iterable[Misreading], most: int | None, label: Callable[[int], str] = str
) -> tuple[Choice, ...]:
    """Four numbers with the right one among them, in order; what can't be is left out.

    Args:
        most: the largest number that can be; None: there is none.
    """
    misread: dict[int, str] = {}
    for number, reason in misreadings:
        if number != right and 0 <= number <= (number if most is None else most):
            misread.setdefault(number, reason)
    wrong = [*misread][: NUMBER_CHOICES - 1]
    wrong += _near(right, {right, *wrong}, most)[: NUMBER_CHOICES - 1 - len(wrong)]
    return tuple(Choice(str(number), label(number), misread.get(number, "")) for number in sorted([right, *wrong]))


def _near(right: int, taken: set[int], most: int | None) -> list[int]:
    """The possible numbers beside the right one, near ones first."""
    gap = max(1, right // 4)
    steps = [sign * gap * times for times in range(1, 9) for sign in (1, -1)] + [*range(1, 9), *range(-8, 0)]
    numbers = dict.fromkeys(right + step for step in steps)
    return [number for number in numbers if number >= 0 and number not in taken and (most is None or number <= most)]


def closed_misreadings(case: Case, right: int) -> list[Misreading]:
    """What somebody counts who takes the question how many services are closed for another one."""
    closing = case.closing_effects()
    spread = case.answer.spread
    first = {effect.service for effect in closing if spread.by_id[effect.step].depth <= _first_depth(case, closing)}
    reached = {step.database for step in spread.steps if step.kind == "linked"}
    named = {effect.service for effect in closing}
    anybody = {effect.service for effect in spread.effects if effect.service}
    return [
        (len(first), "that counts the services that close first, and forgets the later copies"),
        (len(reached), "that counts the databases that get a copy"),
        (len(named), "that counts the services with a rule of their own, and not those that need one of them"),
        (len(anybody), "that counts everything that happens at a service, not only what closes"),
        (len(case.world.doors) - right, "that counts the services that stay open"),
        (len(case.world.doors), "that counts every service there is"),
    ]


def _first_depth(case: Case, effects: list[Effect]) -> int:
    return min((case.answer.spread.by_id[effect.step].depth for effect in effects), default=0)


def day_misreadings(case: Case, right: int, day: int) -> list[Misreading]:
    """What somebody counts who takes a day for another one."""
    spread, subject = case.answer.spread, case.subject
    ended = [end for end in home_end_days(spread).values() if end is not None]
    before = len(residual_copies.closed_service_ids(spread, subject, max(0, min(ended) - 1))) if ended else 0
    ever = len(case.closed_services())
    return [
        (0, "that takes a record which has ended for one that is forgotten everywhere"),
        (before, "that counts the day before the record ended"),
        (ever, "that counts every service that was closed on any day"),
        (before - right, "that counts the services that are open again by then"),
        (len(case.world.doors), "that counts every service there is"),
    ]


def end_misreadings(case: Case, last: Effect) -> list[Misreading]:
    """The days that somebody takes for the one on which a service opens again."""
    ends = [end for end in home_end_days(case.answer.spread).values() if end is not None]
    other_ends = sorted({e.until for e in case.closing_effects() if e.until is not None and e.until > e.day})
    found = [(ends[0], "on that day the record ends at home; the copies have not heard of it")] if ends else []
    if ends and last.until is not None and last.until > ends[0]:
        found.append((last.until - ends[0], "that counts the days from the end of the record, not from its beginning"))
    found.append((last.day, "on that day the refusal begins"))
    found += [(day, "on that day another service opens") for day in other_ends if day != last.until]
    return [*found, *((last.day + days, "no rule here ends it after a full year or two") for days in (365, 730))]


# -- choices that are no numbers


def why_open(case: Case, service: str) -> str:
    """Why a service stays open to the subject: no rule closes it, the record isn't there, or no rule there fires."""
    on_others = [e for e in case.answer.spread.effects if e.service == service and e.effect in CLOSING_EFFECTS]
    if on_others:
        return f"it is not {case.subject_name} to whom it is closed"
    world = case.answer.world
    rules = [rule for rule in world.rules.values() if rule.service == service and rule.effect in CLOSING_EFFECTS]
    if not rules:
        return "no rule here closes it"
    reached = {step.database for step in case.answer.spread.steps if step.kind in ("recorded", "linked", "listed")}
    known = [rule for rule in rules if rule.database in reached]
    if known:
        return f"the record gets to {name(world.databases, known[0].database)}, but no rule there closes it for that"
    return f"the record never gets to {name(world.databases, rules[0].database)}, whose rule would close it"


def why_not_opened(case: Case, service: str, after: Answer) -> str:
    """Why a change doesn't open a service: it was open before, or a way to it is left."""
    if service not in case.closed_services():
        return "it is open before the change, too"
    return because.remaining_way(case, service, after)


def why_not_in_reading(case: Case, reading: str, closed_in: Iterable[str]) -> str:
    """Why a service stays open in a reading: the step that it lacks beside one in which the service closes."""
    missing = because.missing_in_reading(case, reading, next(iter(closed_in), ""))
    return f"this step is not there: {because.clause(case, missing)}" if missing else ""


def why_not_whom(case: Case, group: str) -> str:
    """Why a service isn't closed to those people."""
    title = case.service_name(case.question.service)
    return {
        "subject": f"no rule that closes {title} finds a row of {case.subject_name}'s own",
        "wrong": f"each match on the way to {title} finds the right row",
        "other": f"no rule that closes {title} falls on anybody else",
    }[group]


def why_not_that_change(choice: str, right: str, opened: int, closed: int) -> str:
    """What a change does instead of what somebody expects of it; blank for the right choice."""
    if choice == right:
        return ""
    if choice == "nothing":
        return "something does change"
    if right == "nothing":
        return "nothing changes, not a day either"
    return f"{opened or 'none'} open again, and {closed or 'none'} newly close"


def status_choices(right: str) -> tuple[Choice, ...]:
    """How well a proof may be known: every status, with second-hand reports apart, and why it is none of the others."""
    reported, *others = STATUSES
    order = [reported, SECOND_HAND, *others]
    meanings = {**STATUSES, SECOND_HAND: "a source states it, but we have not seen its text"}

    def reason(status: str) -> str:
        if status == right:
            return ""
        is_weaker = order.index(status) > order.index(right)
        return "no step of the proof is that weak" if is_weaker else "a step of the proof is weaker than that"

    names = {SECOND_HAND: "reported (second-hand)"}
    return tuple(Choice(id_, f"{names.get(id_, id_)}: {meanings[id_]}", reason(id_)) for id_ in order)


def removal_counts(needed: int | None, most: int) -> tuple[Choice, ...]:
    """How few removals to choose from, and why it doesn't take the others; `needed` is None where none helps."""
    numbers = [*range(1, most + 1), *([needed] if needed and needed > most else [])]
    return tuple(Choice(str(number), str(number), _why_not_that_many(number, needed)) for number in numbers)


def _why_not_that_many(number: int, needed: int | None) -> str:
    if needed is None:
        return "no removal helps"
    if number == needed:
        return ""
    return "that many work, but fewer are enough" if number > needed else "whatever is removed, a way is left"
