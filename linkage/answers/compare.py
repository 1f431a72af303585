"""Comparing two spreads: which effects a what-if takes away, brings or moves, and the sentences that say so.

Effects are matched by subject, service, effect and rule. The empty what-if changes nothing: every row is `same`,
exactly. Knows no reason why; proofs tell that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from linkage.answers.sentences import name, participle, participles
from linkage.answers.unchanged_reason import unchanged_reason
from linkage.spread.steps import Effect, Spread
from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.model import Service, World

CHANGES = ("gone", "new", "earlier", "later", "shorter", "longer", "same")


class EffectChange(NamedTuple):
    """One effect before and after a what-if; `before` is None where the effect is new, `after` where it is gone."""

    change: str
    before: Effect | None
    after: Effect | None

    @property
    def effect(self) -> Effect:
        """The effect after the what-if, or before it where it is gone."""
        return self.rows[-1]

    @property
    def rows(self) -> list[Effect]:
        """The effect before and the effect after, without the missing one."""
        return [row for row in (self.before, self.after) if row is not None]


def _effect_key(effect: Effect) -> tuple[str, str, str, str]:
    return effect.subject, effect.service, effect.effect, effect.rule


def compare(before: Iterable[Effect], after: Iterable[Effect]) -> tuple[EffectChange, ...]:
    """What changes in each effect, sorted by subject, service, effect and rule."""
    old = {_effect_key(effect): effect for effect in before}
    new = {_effect_key(effect): effect for effect in after}
    return tuple(_change(old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys()))


def _change(old: Effect | None, new: Effect | None) -> EffectChange:
    if old is None or new is None:
        return EffectChange("gone" if new is None else "new", old, new)
    if new.day != old.day:
        return EffectChange("earlier" if new.day < old.day else "later", old, new)
    ends = [float("inf") if effect.until is None else effect.until for effect in (old, new)]
    if ends[0] != ends[1]:
        return EffectChange("shorter" if ends[1] < ends[0] else "longer", old, new)
    return EffectChange("same", old, new)


def count_changes(changes: Iterable[EffectChange]) -> dict[str, int]:
    """How many effects there are of each sort of change, zeros included."""
    counter = Counter(change.change for change in changes)
    return {change: counter[change] for change in CHANGES}


def compare_closed_services(before: Spread, after: Spread, subject: str) -> tuple[list[str], list[str], list[str]]:
    """The services that a what-if opens to a subject, those that it closes, and those that stay closed."""
    was, now = set(before.closed(subject)), set(after.closed(subject))
    return sorted(was - now), sorted(now - was), sorted(was & now)


def comparison_sentence(world: World, before: Spread, after: Spread, subject: str, called: str) -> str:
    """What a what-if changes for a subject, in one or two sentences that name every closed service.

    Args:
        called: the subject's name in the sentence.
    """
    return " ".join(filter(None, change_sentences(world, before, after, subject, called)))


def change_sentences(
    world: World, before: Spread, after: Spread, subject: str, called: str, most: int | None = None
) -> tuple[str, str]:
    """The sentence that says what a what-if changes for a subject, and the sentence that says what stays closed.

    Args:
        called: the subject's name in the sentences.
        most: how many names a list spells out; the rest is counted. None: all are named.
    """
    wording = _Wording(world.everything.services, called, most)
    opened, closed, still_closed = compare_closed_services(before, after, subject)
    changes = compare(before.effects, after.effects)
    if all(change.change == "same" for change in changes):
        return _no_change_sentences(wording, before, after, still_closed, has_effects=bool(changes))
    parts = []
    if opened:
        parts.append(f"{_opened_phrase(wording, opened, still_closed)} {_verb(opened)} open again")
    if closed:
        parts.append(
            f"{wording.name_list(closed)} {_verb(closed)} newly {participles(_closing_effects(after, subject, closed))}"
        )
    still = {_fall(effect) for effect in before.effects} & {_fall(effect) for effect in after.effects}
    changed_effects = [
        change
        for change in changes
        if change.change in ("gone", "new")
        and not _closes_to_subject(change, subject)
        and _fall(change.effect) not in still  # what another rule still does to them, or did before, is no change
    ]
    parts += _other_effects(wording, changed_effects, subject)
    moved = sum(change.change in ("earlier", "later", "shorter", "longer") for change in changes)
    if moved:
        parts.append(f"{moved} {'effect comes or ends' if moved == 1 else 'effects come or end'} on other days")
    parts = parts or [
        "the same happens, by other rules" if not before.closed(subject) else "the same services close, by other rules"
    ]
    remainder = _capital(wording.still_closed_phrase(still_closed)) if still_closed or not (closed or opened) else ""
    return _capital("; ".join(parts)) + ".", remainder


def _opened_phrase(wording: _Wording, opened: list[str], still_closed: list[str]) -> str:
    """The services that open again: all of them as a number where nothing stays closed, else by their names."""
    if still_closed or len(opened) <= 2:
        return wording.name_list(opened)
    count = f"all {len(opened)} services"
    return count if wording.most is not None else f"{count} ({wording.name_list(opened)})"


def _no_change_sentences(
    wording: _Wording, before: Spread, after: Spread, still_closed: list[str], has_effects: bool
) -> tuple[str, str]:
    """The two sentences where no effect changes, though copies, listings or scores may."""
    counters = [Counter(step.kind for step in spread.steps) for spread in (before, after)]
    moved = [
        f"{label} fall from {counters[0][kind]} to {counters[1][kind]}"
        if counters[0][kind] > counters[1][kind]
        else f"{label} rise from {counters[0][kind]} to {counters[1][kind]}"
        for kind, label in (("scored", "changes of a score"), ("listed", "listings"), ("linked", "copies"))
        if counters[0][kind] != counters[1][kind]
    ]
    if moved:
        return f"No effect changes, though {' and '.join(moved)}.", _capital(wording.still_closed_phrase(still_closed))
    if not has_effects:
        return f"Nothing changes: with or without it, nothing happens to {wording.called}.", unchanged_reason(
            before, after
        )
    if wording.most is not None and still_closed:
        same = "1 service stays" if len(still_closed) == 1 else f"the same {len(still_closed)} services stay"
        return f"Nothing changes: {same} closed to {wording.called}.", unchanged_reason(before, after)
    return f"Nothing changes: {wording.still_closed_phrase(still_closed)}", unchanged_reason(before, after)


class _Wording(NamedTuple):
    """How a list of services is written: all of their names, or the first few and how many others."""

    services: Mapping[str, Service]
    called: str
    most: int | None

    def name_list(self, ids: Iterable[str]) -> str:
        called = [name(self.services, service) for service in dict.fromkeys(ids) if service]
        if self.most is not None and len(called) > self.most + 1:
            called = [*called[: self.most], f"{len(called) - self.most} others"]
        return called[0] if len(called) == 1 else ", ".join(called[:-1]) + f" and {called[-1]}" if called else ""

    def still_closed_phrase(self, still_closed: list[str]) -> str:
        if not still_closed:
            return f"nothing is closed to {self.called}."
        if self.most is not None and len(still_closed) > self.most + 1:
            return f"{len(still_closed)} services stay closed to {self.called}."
        return (
            f"{self.name_list(still_closed)} {'stays' if len(still_closed) == 1 else 'stay'} closed to {self.called}."
        )


def _fall(effect: Effect) -> tuple[str, str, str]:
    """What an effect does to whom, by whichever rule."""
    return effect.subject, effect.service, effect.effect


def _closes_to_subject(change: EffectChange, subject: str) -> bool:
    return change.effect.effect in CLOSING_EFFECTS and change.effect.subject == subject


def _closing_effects(spread: Spread, subject: str, services: Iterable[str]) -> set[str]:
    """The effects by which some services are closed to a subject, also through a service that one of them needs."""
    closing = [effect for effect in spread.effects if effect.subject == subject and effect.effect in CLOSING_EFFECTS]
    return {effect.effect for effect in closing if effect.service in services} or {effect.effect for effect in closing}


def _other_effects(wording: _Wording, changes: Sequence[EffectChange], subject: str) -> list[str]:
    """Phrases for rewards, for restrictions other than refusals, and for effects on others than the subject."""
    on_others = [change for change in changes if change.effect.subject != subject]
    if wording.most is not None and len(on_others) > wording.most:
        on_subject = [change for change in changes if change.effect.subject == subject]
        return [*_other_effects(wording, on_subject, subject), *_other_effect_counts(on_others)]
    services: dict[tuple[str, str, str], list[str]] = {}
    for change in changes:
        whom = wording.called if change.effect.subject == subject else "others"
        services.setdefault((whom, change.change, change.effect.effect), []).append(change.effect.service)
    words = {"gone": "no longer", "new": "newly"}
    return [
        f"{whom} {'is' if whom == wording.called else 'are'} {words[change]} {participle(effect)}"
        + (f": {wording.name_list(services[whom, change, effect])}" if any(services[whom, change, effect]) else "")
        for whom, change, effect in sorted(services, key=lambda key: (key[0] != wording.called, key))
    ]


def _other_effect_counts(changes: Sequence[EffectChange]) -> list[str]:
    """Phrases that count effects on others, where they are too many to be named."""
    numbers = Counter(change.change for change in changes)
    counts = (("gone", numbers["gone"]), ("new", numbers["new"]))
    return [
        f"{number} {'effect' if number == 1 else 'effects'} on others {'is' if number == 1 else 'are'} {label}"
        for label, number in counts
        if number
    ]


def _verb(listed: list[str]) -> str:
    return "is" if len(listed) == 1 else "are"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
