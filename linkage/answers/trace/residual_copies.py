"""What stays behind: the copies of a record after it has ended at home, and the doors that they keep shut.

"Paid on day 30, still refused at 3 of 6 services on day 60" is made here, with the copy that holds each door. A copy
holds an effect on a day when it is known there on that day at an account where the effect's rule fires; an effect with
a term of its own is held by that, whatever is known. Source: design 4.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from linkage.answers.sentences import name, participle
from linkage.answers.spread_question import Answer
from linkage.population.tables import Tables
from linkage.spread.compiled_rules import falls_on_whom
from linkage.spread.fixpoint import crosses
from linkage.spread.steps import Effect, Spread, Step
from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.model import Rule


class Copy(NamedTuple):
    """A record at an account that is not its home, and until when (None: never removed)."""

    step: Step
    keeper: str  # agency
    outlives: bool  # its home's own end


class Held(NamedTuple):
    """An effect in force on a day: the arrivals that hold it there, or its rule's own term (days)."""

    effect: Effect
    holders: tuple[Step, ...]
    term: int | None


class Shut(NamedTuple):
    """A service closed to somebody on a day, and the day on which it opens again (None: never).

    `held` are the refusals that close it, `needs` a service that it needs and that is closed too: there is one or both.
    """

    service: str
    until: int | None
    held: tuple[Held, ...]
    needs: str


def in_force(day: int, until: int | None, on: int) -> bool:
    """Whether something with these days is in force on a day.

    >>> in_force(3, 9, 3), in_force(3, 9, 9), in_force(3, None, 900), in_force(3, 2, 3)
    (True, False, True, False)
    """
    return day <= on and (until is None or on < until)


def change_days(spread: Spread) -> tuple[int, ...]:
    """The days on which something begins or ends, day 0 first; what is never in force changes nothing."""
    days = {0}
    for step in spread.steps:
        if step.until is None or step.day < step.until:
            days |= {step.day} if step.until is None else {step.day, step.until}
    return tuple(sorted(days))


def ends_at_home(spread: Spread) -> dict[str, int | None]:
    """For each record of a spread, when it ends at home."""
    found: dict[str, int | None] = {}
    for step in spread.steps:
        if step.kind in ("recorded", "listed"):
            found.setdefault(step.record, step.until)
    return found


def ended_by(spread: Spread, on: int) -> dict[str, int]:
    """The starting records that have ended at home by a day, each with the day on which it did."""
    ends = ends_at_home(spread)
    return {r.id: end for r in spread.records if (end := ends.get(r.id)) is not None and end <= on}


def copies(spread: Spread) -> tuple[Copy, ...]:
    """Every copy of every record, in the order of steps."""
    ends = ends_at_home(spread)
    databases = spread.world.everything.databases
    found = []
    for step in spread.steps:
        if step.kind == "linked":
            end = ends[step.record]
            later = end is not None and (step.until is None or step.until > end)
            found.append(Copy(step, databases[step.database].agency, later))
    return tuple(found)


# -- what holds on a day -------------------------------------------------------------------------------------------


def held_on(spread: Spread, tables: Tables, on: int) -> tuple[Held, ...]:
    """The effects in force on a day, each with the arrivals that hold it there on that day.

    Where a rule needs several kinds, all that are known at such an account hold it together.
    """
    rules, known = spread.world.rules, _known_on(spread, on)
    found = []
    for effect in spread.effects:
        if in_force(effect.day, effect.until, on):
            rule = rules[effect.rule]
            holders = () if rule.term_days is not None else tuple(_holders(spread, tables, known, rule, effect.subject))
            found.append(Held(effect, holders, rule.term_days))
    return tuple(found)


def _known_on(spread: Spread, on: int) -> dict[str, list[Step]]:
    """Database → the arrivals that are known there on a day."""
    found: dict[str, list[Step]] = {}
    for step in spread.steps:
        if step.kind in ("recorded", "linked", "listed") and in_force(step.day, step.until, on):
            found.setdefault(step.database, []).append(step)
    return found


def _holders(spread: Spread, tables: Tables, known: dict[str, list[Step]], rule: Rule, subject: str) -> Iterator[Step]:
    """The arrivals that make a rule's effect on somebody last, account by account."""
    accounts: dict[str, list[Step]] = {}
    for step in known.get(rule.database, ()):
        if subject in falls_on_whom(rule.falls_on, step.subject, tables):
            accounts.setdefault(step.account, []).append(step)
    for account, arrivals in accounts.items():
        if rule.threshold is not None:
            pushing = _pushing(spread, rule, account)
            yield from (step for step in arrivals if _counts(spread, pushing.get(step.record_kind, ()), step))
            continue
        counting = [step for step in arrivals if step.record_kind in rule.kinds and _counts(spread, (rule,), step)]
        if len({step.record_kind for step in counting}) >= rule.at_least:
            yield from counting


def _pushing(spread: Spread, rule: Rule, account: str) -> dict[str, tuple[Rule, ...]]:
    """Kind → the points rules by which it pushed an account's score the way that a score rule looks."""
    rules = spread.world.rules
    scored = [step for step in spread.steps if step.kind == "scored" and step.account == account]
    score = spread.world.bases.get(rule.database, 0) + sum(rules[step.by].points or 0 for step in scored)
    if rule.threshold is None or not crosses(rule, score):
        return {}
    found: dict[str, tuple[Rule, ...]] = {}
    for step in scored:
        points = rules[step.by].points or 0
        if points and (points < 0) == (rule.threshold.sign == "<"):
            found[step.record_kind] = (*found.get(step.record_kind, ()), rules[step.by])
    return found


def _counts(spread: Spread, rules: tuple[Rule, ...], step: Step) -> bool:
    """Whether some rule looks at an arrival: a suspected record counts only where no confirmed one is needed."""
    return any(rule.needs != "confirmed" or _confirmed(spread, step.record) for rule in rules)


def _confirmed(spread: Spread, record: str) -> bool:
    """Listings are always confirmed."""
    return all(each.standing == "confirmed" for each in spread.records if each.id == record)


# -- doors -----------------------------------------------------------------------------------------------------


def shut_on(spread: Spread, tables: Tables, subject: str, on: int) -> tuple[Shut, ...]:
    """The services closed to a subject on a day - refused then, or needing one that is - by their ids."""
    refused: dict[str, list[Held]] = {}
    for held in held_on(spread, tables, on):
        if held.effect.subject == subject and held.effect.effect in CLOSING_EFFECTS:
            refused.setdefault(held.effect.service, []).append(held)
    closed, services = closed_on(spread, subject, on), spread.world.everything.services
    later = [(day, closed_on(spread, subject, day)) for day in change_days(spread) if day > on]
    return tuple(
        Shut(
            service,
            next((day for day, shut in later if service not in shut), None),
            tuple(refused.get(service, ())),
            services[service].needs if services[service].needs in closed else "",
        )
        for service in closed
    )


def closed_on(spread: Spread, subject: str, on: int) -> list[str]:
    """The services closed to a subject on a day: refused then, or needing one that is."""
    closed = {
        effect.service
        for effect in spread.effects
        if effect.subject == subject and effect.effect in CLOSING_EFFECTS and in_force(effect.day, effect.until, on)
    }
    services = spread.world.services
    while more := {s.id for s in services.values() if s.needs in closed} - closed:
        closed |= more
    return sorted(closed)


# -- in words ----------------------------------------------------------------------------------------------------


def headline(answer: Answer, on: int) -> str:
    """A day in one sentence, without its date: how many doors are closed, what has ended, how many copies stay.

    >>> from linkage.answers.spread_question import Question, ask
    >>> from linkage.world.storage.folders import load
    >>> headline(ask(load("tiny"), Question(story="court-fine", what_if="correct:unpaid-court-fine=30")), 31)
    '2 of 3 doors are still closed to Li: unpaid court fine ended at home on day 30, and 2 copies stay behind'
    """
    spread, ended = answer.spread, ended_by(answer.spread, on)
    still = "still " if ended else ""
    said = _how_many(answer, on, still)
    if not ended:
        return said
    kinds = spread.world.everything.record_kinds
    gone = [f"{name(kinds, r.kind)} ended at home on day {ended[r.id]}" for r in spread.records if r.id in ended]
    left = sum(in_force(copy.step.day, copy.step.until, on) for copy in copies(spread))
    rest = "no copy is left" if not left else "1 copy stays behind" if left == 1 else f"{left} copies stay behind"
    return f"{said}: {' and '.join(gone)}, and {rest}"


def _how_many(answer: Answer, on: int, still: str) -> str:
    """How many of the doors that close are closed; without any, how many effects hold."""
    spread, subject = answer.spread, answer.subject
    ever = len(spread.closed(subject))
    if ever:
        number = len(closed_on(spread, subject, on))
        doors = f"{number} of {ever} doors {'is' if number == 1 else 'are'}" if ever > 1 else f"{number} of 1 door is"
        return f"{doors} {still}closed to {answer.name}"
    number = sum(in_force(effect.day, effect.until, on) for effect in spread.effects)
    some = "nothing is" if not number else "1 effect is" if number == 1 else f"{number} effects are"
    return f"{some} {still}in force"


def kept_by(answer: Answer, held: Held) -> str:
    """What keeps an effect, in words: the copies that hold it and until when, or its rule's own term; may be nothing.

    Copies at one database are named once, with the latest of their ends.
    """
    if held.term is not None:
        return f"by its rule's own term of {held.term} days"
    databases = answer.world.everything.databases
    homes = {step.id for step in held.holders if step.kind != "linked"}
    places: dict[str, list[Step]] = {}
    for step in held.holders:
        places.setdefault(step.database, []).append(step)
    said = []
    for database, steps in places.items():
        what = "the record at" if any(step.id in homes for step in steps) else "the copy at"
        said.append(f"{what} {name(databases, database)}, {_stays(steps)}")
    return f"by {' and '.join(said)}" if said else ""


def _stays(steps: list[Step]) -> str:
    ends = [step.until for step in steps]
    return "which is never removed" if None in ends else f"which stays until day {max(e or 0 for e in ends)}"


def sentences(answer: Answer, on: int) -> list[str]:
    """A day in words: how many doors are closed, then each with what keeps it, then what else holds."""
    spread, services = answer.spread, answer.world.everything.services
    found = [f"On day {on}, {headline(answer, on)}."]
    shut = shut_on(spread, answer.tables, answer.subject, on)
    for door in shut:
        where = name(services, door.service)
        found += [_held(answer, where, held) for held in door.held]
        if door.needs:
            found.append(f"{where}: closed with {name(services, door.needs)}, {_end(door.until)}.")
    refused = {held for door in shut for held in door.held}
    for held in held_on(spread, answer.tables, on):
        effect = held.effect
        if held not in refused and effect.subject == answer.subject and effect.service:
            found.append(_held(answer, name(services, effect.service), held))
    return found


def _held(answer: Answer, where: str, held: Held) -> str:
    kept = kept_by(answer, held)
    said = f"{where}: {participle(held.effect.effect)} {_end(held.effect.until)}"
    return f"{said}, held {kept}." if kept else f"{said}."


def _end(until: int | None) -> str:
    return "without an end" if until is None else f"until day {until}"


def happens(answer: Answer, on: int) -> str:
    """What begins and ends on a day, in a few words; blank where nothing does.

    >>> from linkage.answers.spread_question import Question, ask
    >>> from linkage.world.storage.folders import load
    >>> happens(ask(load("tiny"), Question(story="court-fine")), 733)
    '1 copy is removed'
    """
    spread, subject = answer.spread, answer.subject
    kinds = spread.world.everything.record_kinds
    lasting = [step for step in spread.steps if step.until is None or step.day < step.until]
    born = [name(kinds, s.record_kind) for s in lasting if s.kind == "recorded" and s.day == on]
    gone = [name(kinds, s.record_kind) for s in lasting if s.kind == "recorded" and s.until == on]
    now, before = set(closed_on(spread, subject, on)), set(closed_on(spread, subject, on - 1))
    mine = [s for s in lasting if s.kind == "effect" and not (s.effect in CLOSING_EFFECTS and s.subject == subject)]
    counted = (
        (sum(s.kind == "linked" and s.day == on for s in lasting), "copy arrives", "copies arrive"),
        (sum(s.kind == "listed" and s.day == on for s in lasting), "listing is made", "listings are made"),
        (len(now - before), "door closes", "doors close"),
        (sum(s.day == on for s in mine), "other effect begins", "other effects begin"),
        (sum(s.kind == "listed" and s.until == on for s in lasting), "listing ends", "listings end"),
        (sum(s.kind == "linked" and s.until == on for s in lasting), "copy is removed", "copies are removed"),
        (len(before - now), "door opens again", "doors open again"),
        (sum(s.until == on for s in mine), "other effect ends", "other effects end"),
    )
    parts = [f"{kind} is recorded" for kind in dict.fromkeys(born)]
    parts += [f"{kind} ends at home" for kind in dict.fromkeys(gone)]
    parts += [f"{number} {one if number == 1 else many}" for number, one, many in counted if number]
    return "; ".join(parts)
