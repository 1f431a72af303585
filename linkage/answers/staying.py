"""What stays behind: the copies of a record after it has ended at home, and the doors that they keep shut.

"Paid on day 30, still refused at 3 of 6 services on day 60" is made here, with the copy that holds each door.
"""

from __future__ import annotations

from typing import NamedTuple

from linkage.answers.narrate import done, name
from linkage.spread.steps import Effect, Spread, Step


class Copy(NamedTuple):
    """A record at an account that is not its home, and until when (None: never removed)."""

    step: Step
    keeper: str  # agency
    outlives: bool  # its home's own end


class Held(NamedTuple):
    """An effect in force on a day, and the arrivals that hold it there."""

    effect: Effect
    holders: tuple[Step, ...]


def in_force(day: int, until: int | None, on: int) -> bool:
    """Whether something with these days is in force on a day.

    >>> in_force(3, 9, 3), in_force(3, 9, 9), in_force(3, None, 900), in_force(3, 2, 3)
    (True, False, True, False)
    """
    return day <= on and (until is None or on < until)


def ends_at_home(spread: Spread) -> dict[str, int | None]:
    """For each record of a spread, when it ends at home."""
    found: dict[str, int | None] = {}
    for step in spread.steps:
        if step.kind in ("recorded", "listed"):
            found.setdefault(step.record, step.until)
    return found


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


def held_on(spread: Spread, on: int) -> tuple[Held, ...]:
    """The effects in force on a day, each with the arrivals at its rule's database that are known on that day.

    An effect with a term of its own may be held by none any more.
    """
    rules = spread.world.rules
    arrivals = [s for s in spread.steps if s.kind in ("recorded", "linked", "listed")]
    found = []
    for effect in spread.effects:
        if in_force(effect.day, effect.until, on):
            rule = rules[effect.rule]
            firing = spread.by_id[effect.step]
            there = [
                step
                for step in arrivals
                if step.database == rule.database
                and step.record_kind in rule.kinds
                and (effect.falls_on != "self" or step.subject == effect.subject)
                and (effect.falls_on == "self" or step.subject == spread.by_id[firing.causes[-1]].subject)
                and in_force(step.day, step.until, on)
            ]
            found.append(Held(effect, tuple(there)))
    return tuple(found)


def closed_on(spread: Spread, subject: str, on: int) -> list[str]:
    """The services closed to a subject on a day: refused then, or needing one that is."""
    closed = {
        effect.service
        for effect in spread.effects
        if effect.subject == subject and effect.effect == "refuse" and in_force(effect.day, effect.until, on)
    }
    services = spread.world.services
    while more := {s.id for s in services.values() if s.needs in closed} - closed:
        closed |= more
    return sorted(closed)


def sentences(spread: Spread, subject: str, called: str, on: int) -> list[str]:
    """What a day looks like, in words: what has ended at home, and which copy holds which door."""
    everything = spread.world.everything
    ever, still = spread.closed(subject), closed_on(spread, subject, on)
    found = []
    for record, end in ends_at_home(spread).items():
        if end is not None and end <= on and record in {r.id for r in spread.records}:
            kind = name(everything.record_kinds, next(r.kind for r in spread.records if r.id == record))
            found.append(f"{kind[:1].upper()}{kind[1:]} ended at home on day {end}.")
    found.append(f"On day {on}, {len(still)} of {len(ever)} doors are still closed to {called}.")
    for held in held_on(spread, on):
        if held.effect.subject != subject or not held.effect.service:
            continue
        service = name(everything.services, held.effect.service)
        said = f"{service}: {done(held.effect.effect)}"
        said += f" until day {held.effect.until}" if held.effect.until is not None else " without an end"
        places = list(dict.fromkeys(name(everything.databases, step.database) for step in held.holders))
        if places:
            ends = [step.until for step in held.holders]
            last = "which is never removed" if None in ends else f"which stays until day {max(e or 0 for e in ends)}"
            said += f", held by the copy at {' and '.join(places)}, {last}"
        elif everything.rules[held.effect.rule].term_days is not None:
            said += ", by the rule's own term: no record is known there any more"
        found.append(said + ".")
    return found
