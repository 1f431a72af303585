"""The numbers that a question offers beside the right one: what somebody gets who misreads the question or the map.

Each has its misreading, which is shown with the answer. Where there are too few, the nearest numbers fill up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from linkage.answers.trace import residual_copies
from linkage.answers.trace.residual_copies import home_end_days
from linkage.lessons.lesson_case import Case, Choice
from linkage.spread.steps import Effect

NUMBER_CHOICES = 4
"""How many numbers a question offers."""

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
