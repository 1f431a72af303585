"""What a what-if changes: rows of effects before and after, side by side.

The empty what-if changes nothing: every row is `same`, exactly. Knows no reason why; proofs tell that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from linkage.answers.narrate import done, name
from linkage.spread.steps import Effect, Spread
from linkage.world.model import Service, World

CHANGES = ("gone", "new", "earlier", "later", "shorter", "longer", "same")


class Change(NamedTuple):
    """One row of effects, before and after: `before` or `after` is missing where the row is."""

    change: str
    before: Effect | None
    after: Effect | None

    @property
    def effect(self) -> Effect:
        """The row as it is, or as it was."""
        return self.rows[-1]

    @property
    def rows(self) -> list[Effect]:
        """What there is of before and after."""
        return [row for row in (self.before, self.after) if row is not None]


def _key(effect: Effect) -> tuple[str, str, str, str]:
    return effect.subject, effect.service, effect.effect, effect.rule


def compare(before: Iterable[Effect], after: Iterable[Effect]) -> tuple[Change, ...]:
    """Each row's change, in the order of rows."""
    old = {_key(effect): effect for effect in before}
    new = {_key(effect): effect for effect in after}
    return tuple(_change(old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys()))


def _change(old: Effect | None, new: Effect | None) -> Change:
    if old is None or new is None:
        return Change("gone" if new is None else "new", old, new)
    if new.day != old.day:
        return Change("earlier" if new.day < old.day else "later", old, new)
    ends = [float("inf") if effect.until is None else effect.until for effect in (old, new)]
    if ends[0] != ends[1]:
        return Change("shorter" if ends[1] < ends[0] else "longer", old, new)
    return Change("same", old, new)


def counts(changes: Iterable[Change]) -> dict[str, int]:
    """How many rows of each change, also those of which there are none."""
    found = Counter(change.change for change in changes)
    return {change: found[change] for change in CHANGES}


def doors(before: Spread, after: Spread, subject: str) -> tuple[list[str], list[str], list[str]]:
    """The services that a what-if opens to a subject, those it closes, and those that stay closed."""
    was, now = set(before.closed(subject)), set(after.closed(subject))
    return sorted(was - now), sorted(now - was), sorted(was & now)


def sentence(world: World, before: Spread, after: Spread, subject: str, called: str) -> str:
    """What a what-if changes for somebody, in one or two sentences."""
    services = world.everything.services
    opened, shut, stay = doors(before, after, subject)
    changes = compare(before.effects, after.effects)
    if all(change.change == "same" for change in changes):
        return _nothing(services, before, after, stay, called, some=bool(changes))
    parts = []
    if opened:
        parts.append(f"{_names(services, opened)} {_is(opened)} open again")
    if shut:
        parts.append(f"{_names(services, shut)} {_is(shut)} newly refused")
    other = [change for change in changes if change.change in ("gone", "new") and not _is_door(change, subject)]
    parts += _others(services, other, subject, called)
    moved = sum(change.change in ("earlier", "later", "shorter", "longer") for change in changes)
    if moved:
        parts.append(f"{moved} {'effect comes or ends' if moved == 1 else 'effects come or end'} on other days")
    parts = parts or ["the same doors close, by other rules"]
    if stay or not shut:
        parts[-1] += f". {_capital(_still(services, stay, called))}"
    else:
        parts[-1] += "."
    return _capital("; ".join(parts))


def _nothing(
    services: Mapping[str, Service], before: Spread, after: Spread, stay: list[str], called: str, some: bool
) -> str:
    """No effect changes; but points and listings may."""
    counts = [Counter(step.kind for step in spread.steps) for spread in (before, after)]
    moved = [
        f"{what} fall from {counts[0][kind]} to {counts[1][kind]}"
        if counts[0][kind] > counts[1][kind]
        else f"{what} rise from {counts[0][kind]} to {counts[1][kind]}"
        for kind, what in (("scored", "changes of a score"), ("listed", "listings"), ("linked", "copies"))
        if counts[0][kind] != counts[1][kind]
    ]
    if moved:
        return f"No effect changes, though {' and '.join(moved)}. {_capital(_still(services, stay, called))}"
    if not some:
        return f"Nothing changes: with or without it, nothing happens to {called}."
    return f"Nothing changes: {_still(services, stay, called)}"


def _is_door(change: Change, subject: str) -> bool:
    return change.effect.effect == "refuse" and change.effect.subject == subject


def _others(services: Mapping[str, Service], changes: Sequence[Change], subject: str, called: str) -> list[str]:
    """Rewards, other restrictions, and what happens to others than the subject."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for each in changes:
        whom = called if each.effect.subject == subject else "others"
        found.setdefault((whom, each.change, each.effect.effect), []).append(each.effect.service)
    words = {"gone": "no longer", "new": "newly"}
    return [
        f"{whom} {'is' if whom == called else 'are'} {words[change]} {done(effect)}"
        + (f": {_names(services, where)}" if any(where) else "")
        for (whom, change, effect), where in sorted(found.items(), key=lambda each: (each[0][0] != called, each[0]))
    ]


def _still(services: Mapping[str, Service], stay: list[str], called: str) -> str:
    if not stay:
        return f"no door stays closed to {called}."
    return f"{_names(services, stay)} {'stays' if len(stay) == 1 else 'stay'} closed to {called}."


def _is(listed: list[str]) -> str:
    return "is" if len(listed) == 1 else "are"


def _names(services: Mapping[str, Service], ids: Iterable[str]) -> str:
    called = [name(services, each) for each in dict.fromkeys(ids) if each]
    return called[0] if len(called) == 1 else ", ".join(called[:-1]) + f" and {called[-1]}" if called else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
