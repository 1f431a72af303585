"""Sentences: what a step, an effect or a finding says in words a lecture can use.

Every sentence about a spread is made here from its values; names come from the world, and from the story for its
subject. Days speak only of "from day N" where no end is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from linkage.spread.steps import Effect, Spread, Step
from linkage.world.model import World

_VERBS: Mapping[str, str] = {
    "refuse": "{whom} is refused: {service}",
    "slow": "{service} is slowed for {whom}",
    "fine": "{whom} is fined{amount}",
    "wait": "{whom} has to wait for {service}",
    "publish": "{whom} is named in public",
    "reward": "{whom} is rewarded: {service}",
}
_DONE: Mapping[str, str] = {
    "refuse": "refused",
    "slow": "slowed",
    "fine": "fined",
    "wait": "made to wait",
    "publish": "named in public",
    "reward": "rewarded",
}


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
    if step.kind == "recorded":
        return f"{_capital(kind)} is recorded at {where}, about {whom}."
    if step.kind == "linked":
        return (
            f"{where} receives '{kind}' {day(step.day)}: {_joined(world, step)} finds {whom}'s row.{_wrong(step, own)}"
        )
    if step.kind == "listed":
        return f"{whom} is put on a list {day(step.day)}: {kind}, at {where}.{_wrong(step, own)}"
    if step.kind == "scored":
        points = everything.rules[step.by].points or 0
        return f"{whom}'s score at {where} changes by {points:+d} {day(step.day)}.{_wrong(step, own)}"
    return f"{_effect(world, step, whom)}, {day(step.day, step.until)}.{_wrong(step, own)}"


def _effect(world: World, step: Step, whom: str) -> str:
    rule = world.everything.rules[step.by]
    amount = f" {rule.amount:g} {rule.unit}".rstrip() if rule.amount is not None else ""
    service = name(world.everything.services, step.service) if step.service else "a service"
    said = _VERBS[step.effect].format(whom=whom, service=service, amount=amount)
    family = {"children": " (a child)", "officers": " (an officer)", "company": " (a company)"}
    return _capital(said) + family.get(step.falls_on, "")


def _joined(world: World, step: Step) -> str:
    identifiers = world.everything.identifiers
    ways = [name(identifiers, each.identifier) for each in step.joined]
    if len(ways) == 1:
        return f"the {ways[0]}"
    return f"the {ways[0]} gives the " + ", which gives the ".join(ways[1:]) + ", which"


def _wrong(step: Step, own: bool) -> str:
    """What is wrong: it is somebody else, or it came back to the story's own subject over somebody else's row."""
    if not step.wrong:
        return ""
    return " It comes back over a wrong match." if own else " This is the wrong person."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def done(effect: str) -> str:
    """An effect as a participle: refused, slowed, rewarded."""
    return _DONE[effect]


def wave(spread: Spread, steps: Iterable[Step], called: Mapping[str, str] | None = None) -> str:
    """One sentence for all steps of a wave."""
    listed = list(steps)
    if len(listed) == 1:
        return sentence(spread.world, listed[0], called)
    arrivals = [step for step in listed if step.kind in ("recorded", "linked")]
    parts = []
    if arrivals:
        places = list(dict.fromkeys(name(spread.world.everything.databases, step.database) for step in arrivals))
        parts.append(f"{_few(places, 'database')} {'receives' if len(places) == 1 else 'receive'} the record")
    listings = sum(step.kind == "listed" for step in listed)
    if listings:
        parts.append(f"{_count(listings, 'new listing')} {'is' if listings == 1 else 'are'} made")
    parts += _effects_of_wave(spread, listed)
    wrong = any(step.wrong for step in listed)
    return _capital("; ".join(parts)) + "." + (" Some of it falls on the wrong person." if wrong else "")


def _effects_of_wave(spread: Spread, steps: list[Step]) -> list[str]:
    services = spread.world.everything.services
    found: dict[str, list[str]] = {}
    for step in steps:
        if step.kind == "effect":
            found.setdefault(step.effect, []).append(name(services, step.service) if step.service else "")
    words = []
    for effect, where in found.items():
        doors = [each for each in dict.fromkeys(where) if each]
        if effect == "refuse":
            words.append(f"{_few(doors, 'door')} {'closes' if len(doors) == 1 else 'close'}")
        elif doors:
            words.append(f"{done(effect)}: {_few(doors, 'service')}")
        else:
            words.append(done(effect))
    return words


def _few(names_: list[str], noun: str) -> str:
    return " and ".join(names_) if len(names_) <= 2 else f"{len(names_)} {noun}s"


def _count(number: int, noun: str) -> str:
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
    return _capital(_VERBS[effect.effect].format(whom=whom, service=service, amount=""))
