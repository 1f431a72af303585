"""Sentences: what a step, a wave or an effect says, in words that a lecture can use.

Every sentence about a spread is made here from its values; names come from the world, and from the story for its
subject. Days speak only of "from day N" where no end is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from linkage.spread.steps import Effect, Spread, Step
from linkage.vocabulary import CLOSING_EFFECTS, EFFECT_KINDS
from linkage.world.model import World


def name(rows: Mapping[str, Any], id_: str) -> str:
    """A row's name, or its id where there is no such row."""
    return str(rows[id_].name) if id_ in rows else id_


def names(subject: str, called: str) -> dict[str, str]:
    """What subjects are called in sentences: the story's own by name, all others by their ids."""
    return {subject: called} if called else {}


def day(number: int, until: int | None = None) -> str:
    """From when on, in words.

    >>> day(0), day(8), day(8, 30), day(38, 36)
    ('at once', 'from day 8', 'from day 8 to day 30', 'never in force: it ends on day 36, before day 38')
    """
    if until is not None and until <= number:
        return f"never in force: it ends on day {until}, before day {number}"
    if until is not None:
        return f"from day {number} to day {until}"
    return "at once" if number == 0 else f"from day {number}"


def sentence(world: World, step: Step, called: Mapping[str, str] | None = None) -> str:
    """What a step says."""
    everything = world.everything
    whom = (called or {}).get(step.subject, step.subject)
    own = step.subject in (called or {})
    kind = name(everything.record_kinds, step.record_kind)
    where = name(everything.databases, step.database)
    wrong = _wrong_match(step, own)
    if step.kind == "recorded":
        return f"{_capital(kind)} is recorded at {where}, about {whom}."
    if step.kind == "linked":
        return f"{where} receives '{kind}' {day(step.day)}: {_join_clause(world, step)} finds {whom}'s row.{wrong}"
    if step.kind == "listed":
        return f"{whom} is put on a list {day(step.day)}: {kind}, at {where}.{wrong}"
    if step.kind == "scored":
        points = everything.rules[step.by].points or 0
        return f"{whom}'s score at {where} changes by {points:+d} {day(step.day)}.{wrong}"
    return f"{_effect_clause(world, step, whom)}, {day(step.day, step.until)}.{wrong}"


def _effect_clause(world: World, step: Step, whom: str) -> str:
    """What an effect's step says, without its days: with the amount, and with what somebody else is to the subject."""
    rule = world.everything.rules[step.by]
    amount = f" {rule.amount:g} {rule.unit}".rstrip() if rule.amount is not None else ""
    service = name(world.everything.services, step.service) if step.service else "a service"
    text = EFFECT_KINDS[step.effect].sentence.format(whom=whom, service=service, amount=amount)
    relation = {"children": " (a child)", "officers": " (an officer)", "company": " (a company)"}
    return _capital(text) + relation.get(step.falls_on, "")


def _join_clause(world: World, step: Step) -> str:
    """On what a match joined: one identifier, or a chain of identifiers that registers translate."""
    identifiers = world.everything.identifiers
    chain = [name(identifiers, joined.identifier) for joined in step.joined]
    if len(chain) == 1:
        return f"the {chain[0]}"
    return f"the {chain[0]} gives the " + ", which gives the ".join(chain[1:]) + ", which"


def _wrong_match(step: Step, own: bool) -> str:
    """What is wrong: it is somebody else, or it came back to the story's own subject over somebody else's row."""
    if not step.wrong:
        return ""
    return " It comes back over a wrong match." if own else " This is the wrong person."


def _capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def participle(effect: str) -> str:
    """What somebody is on whom an effect falls: refused, slowed, made to wait, rewarded."""
    return EFFECT_KINDS[effect].participle


def city_word(effect: str) -> str:
    """What the city calls those on whom an effect falls: barred, since most of them never asked.

    >>> city_word("refuse"), city_word("slow")
    ('barred', 'slowed')
    """
    return EFFECT_KINDS[effect].city_word


def participles(effects: Collection[str]) -> str:
    """What somebody is on whom one of several effects falls, in the order in which kinds of effect are declared.

    >>> participles({"wait", "slow", "fine"}), participles(["refuse"])
    ('slowed, fined or made to wait', 'refused')
    """
    *first, last = (kind.participle for kind in EFFECT_KINDS.values() if kind.word in effects)
    return f"{', '.join(first)} or {last}" if first else last


def wave(spread: Spread, steps: Iterable[Step], called: Mapping[str, str] | None = None) -> str:
    """One sentence for all steps of a wave."""
    listed = list(steps)
    if len(listed) == 1:
        return sentence(spread.world, listed[0], called)
    arrivals = [step for step in listed if step.kind in ("recorded", "linked")]
    parts = []
    if arrivals:
        places = list(dict.fromkeys(name(spread.world.everything.databases, step.database) for step in arrivals))
        parts.append(
            f"{_names_or_number(places, 'database')} {'receives' if len(places) == 1 else 'receive'} the record"
        )
    listings = sum(step.kind == "listed" for step in listed)
    if listings:
        parts.append(f"{_number_of(listings, 'new listing')} {'is' if listings == 1 else 'are'} made")
    parts += _effects_of_wave(spread, listed)
    wrong = any(step.wrong for step in listed)
    return _capital("; ".join(parts)) + "." + (" Some of it falls on the wrong person." if wrong else "")


def _effects_of_wave(spread: Spread, steps: list[Step]) -> list[str]:
    """What the effects among some steps come to, a clause for each kind; doors that close are one kind."""
    services = spread.world.everything.services
    services_by_event: dict[str, list[str]] = {}
    for step in steps:
        if step.kind == "effect":
            event = "closes" if step.effect in CLOSING_EFFECTS else participle(step.effect)
            services_by_event.setdefault(event, []).append(name(services, step.service) if step.service else "")
    parts = []
    for event, at_services in services_by_event.items():
        doors = [door for door in dict.fromkeys(at_services) if door]
        if event == "closes":
            parts.append(f"{_names_or_number(doors, 'door')} {'closes' if len(doors) == 1 else 'close'}")
        else:
            parts.append(f"{event}: {_names_or_number(doors, 'service')}" if doors else event)
    return parts


def _names_or_number(names_: list[str], noun: str) -> str:
    return " and ".join(names_) if len(names_) <= 2 else f"{len(names_)} {noun}s"


def _number_of(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def opening(spread: Spread, called: Mapping[str, str]) -> str:
    """The sentence before the first step, where no story has one of its own."""
    record = spread.records[0]
    kind = name(spread.world.everything.record_kinds, record.kind)
    return f"One record: {kind}, about {called.get(record.subject, record.subject)}."


def nothing_happens(world: World, kind: str) -> str:
    """What a spread of nothing says: the reading has no such record."""
    return f"Under this reading nobody has a record '{name(world.everything.record_kinds, kind)}': nothing spreads."


def effect_sentence(world: World, effect: Effect, called: Mapping[str, str] | None = None) -> str:
    """What an effect says, without its days."""
    whom = (called or {}).get(effect.subject, effect.subject)
    service = name(world.everything.services, effect.service) if effect.service else "a service"
    return _capital(EFFECT_KINDS[effect.effect].sentence.format(whom=whom, service=service, amount=""))
