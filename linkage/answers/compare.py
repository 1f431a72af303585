"""What a what-if changes: rows of effects before and after, side by side.

The empty what-if changes nothing: every row is `same`, exactly. Knows no reason why; proofs tell that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from linkage.answers.sentences import name, participle, participles
from linkage.spread.steps import Effect, Spread
from linkage.vocabulary import CLOSING_EFFECTS
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
    """What a what-if changes for somebody, in one or two sentences that name every door."""
    return " ".join(filter(None, change_sentence(world, before, after, subject, called)))


def change_sentence(
    world: World, before: Spread, after: Spread, subject: str, called: str, most: int | None = None
) -> tuple[str, str]:
    """What a what-if changes for somebody, and what stays as it was.

    Args:
        most: so many names at a time are said, the rest is counted; none: all are named.
    """
    say = _Say(world.everything.services, called, most)
    opened, shut, stay = doors(before, after, subject)
    changes = compare(before.effects, after.effects)
    if all(change.change == "same" for change in changes):
        return _nothing(say, before, after, stay, some=bool(changes))
    parts = []
    if opened:
        parts.append(f"{say.names(opened)} {_is(opened)} open again")
    if shut:
        parts.append(f"{say.names(shut)} {_is(shut)} newly {participles(_closing(after, subject, shut))}")
    other = [change for change in changes if change.change in ("gone", "new") and not _is_door(change, subject)]
    parts += _others(say, other, subject)
    moved = sum(change.change in ("earlier", "later", "shorter", "longer") for change in changes)
    if moved:
        parts.append(f"{moved} {'effect comes or ends' if moved == 1 else 'effects come or end'} on other days")
    parts = parts or ["the same doors close, by other rules"]
    return _capital("; ".join(parts)) + ".", _capital(say.still(stay)) if stay or not shut else ""


def _nothing(say: _Say, before: Spread, after: Spread, stay: list[str], some: bool) -> tuple[str, str]:
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
        return f"No effect changes, though {' and '.join(moved)}.", _capital(say.still(stay))
    if not some:
        return f"Nothing changes: with or without it, nothing happens to {say.called}.", ""
    if say.most is not None and stay:
        same = "the same door closes" if len(stay) == 1 else f"the same {len(stay)} doors close"
        return f"Nothing changes: {same}.", ""
    return f"Nothing changes: {say.still(stay)}", ""


class _Say(NamedTuple):
    """How doors are named: all of them, or the first few and a number."""

    services: Mapping[str, Service]
    called: str
    most: int | None

    def names(self, ids: Iterable[str]) -> str:
        called = [name(self.services, each) for each in dict.fromkeys(ids) if each]
        if self.most is not None and len(called) > self.most + 1:
            called = [*called[: self.most], f"{len(called) - self.most} others"]
        return called[0] if len(called) == 1 else ", ".join(called[:-1]) + f" and {called[-1]}" if called else ""

    def still(self, stay: list[str]) -> str:
        if not stay:
            return f"no door stays closed to {self.called}."
        if self.most is not None and len(stay) > self.most + 1:
            return f"{len(stay)} doors stay closed to {self.called}."
        return f"{self.names(stay)} {'stays' if len(stay) == 1 else 'stay'} closed to {self.called}."


def _is_door(change: Change, subject: str) -> bool:
    return change.effect.effect in CLOSING_EFFECTS and change.effect.subject == subject


def _closing(spread: Spread, subject: str, services: Iterable[str]) -> set[str]:
    """The effects by which some services are closed to a subject, also through a service that one of them needs."""
    closing = [effect for effect in spread.effects if effect.subject == subject and effect.effect in CLOSING_EFFECTS]
    return {effect.effect for effect in closing if effect.service in services} or {effect.effect for effect in closing}


def _others(say: _Say, changes: Sequence[Change], subject: str) -> list[str]:
    """Rewards, other restrictions, and what happens to others than the subject."""
    elsewhere = [each for each in changes if each.effect.subject != subject]
    if say.most is not None and len(elsewhere) > say.most:
        mine = [each for each in changes if each.effect.subject == subject]
        return [*_others(say, mine, subject), *_counted(elsewhere)]
    found: dict[tuple[str, str, str], list[str]] = {}
    for each in changes:
        whom = say.called if each.effect.subject == subject else "others"
        found.setdefault((whom, each.change, each.effect.effect), []).append(each.effect.service)
    words = {"gone": "no longer", "new": "newly"}
    return [
        f"{whom} {'is' if whom == say.called else 'are'} {words[change]} {participle(effect)}"
        + (f": {say.names(where)}" if any(where) else "")
        for (whom, change, effect), where in sorted(found.items(), key=lambda each: (each[0][0] != say.called, each[0]))
    ]


def _counted(changes: Sequence[Change]) -> list[str]:
    """Many effects on others, as numbers."""
    numbers = Counter(change.change for change in changes)
    said = (("gone", numbers["gone"]), ("new", numbers["new"]))
    return [
        f"{number} {'effect' if number == 1 else 'effects'} on others {'is' if number == 1 else 'are'} {how}"
        for how, number in said
        if number
    ]


def _is(listed: list[str]) -> str:
    return "is" if len(listed) == 1 else "are"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
