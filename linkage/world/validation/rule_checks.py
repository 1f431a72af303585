"""Checks of rules: whether each makes sense by itself, and whether scores come second.

A points rule changes a score, a score rule looks at it, and nothing that a score rule causes may reach a
points rule: otherwise a spread would have no end (design 4.4). Knows nothing of joins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from linkage.errors import BadTableError, FaultError
from linkage.vocabulary import EFFECT_KINDS, LISTING_EFFECTS, RESTRICTIONS, SCORE_EFFECTS
from linkage.world.model import Rule
from linkage.world.reading.partial_world import PartialWorld
from linkage.world.real_data_guard import safe_text

_OWN_COLUMN = {"lists": LISTING_EFFECTS, "points": SCORE_EFFECTS}
"""The columns that only some effects read."""


def effects(draft: PartialWorld) -> Iterator[FaultError]:
    """Rules that lack what their effect needs, or say what their effect never reads."""
    for rule in draft.world.rules.values():
        if not draft.sound("rules", rule.id, "effect"):
            continue
        if EFFECT_KINDS[rule.effect].needs_service and not rule.service and draft.sound("rules", rule.id, "service"):
            place = draft.place("rules", rule.id, "service")
            yield BadTableError(place, "a blank cell", f"a service, since the effect is {rule.effect}")
        for head, readers in _OWN_COLUMN.items():
            yield from _own_column(draft, rule, readers, head)


def premises(draft: PartialWorld) -> Iterator[FaultError]:
    """Rules whose premise can't be met, or looks at a score the wrong way round."""
    for rule in draft.world.rules.values():
        if not draft.sound("rules", rule.id, "when", "at_least", "effect"):
            continue
        most = 1 if rule.threshold else len(rule.kinds)
        if rule.at_least > most:
            place = draft.place("rules", rule.id, "at_least")
            yield BadTableError(place, str(rule.at_least), f"at most {most}, as many as when names")
        if rule.threshold and rule.threshold.sign == ">=" and rule.effect in RESTRICTIONS:
            place = draft.place("rules", rule.id, "when")
            expected = f"a score below a limit (<), since the effect is {rule.effect}"
            yield BadTableError(place, str(rule.threshold), expected)


def bases(draft: PartialWorld) -> Iterator[FaultError]:
    """Points and score rules at databases whose score begins nowhere."""
    for rule in draft.world.rules.values():
        scored = rule.effect in SCORE_EFFECTS or rule.threshold is not None
        if not scored or rule.database in draft.world.bases or not draft.settled("scores"):
            continue
        if draft.sound("rules", rule.id, "database", "effect", "when"):
            expected = f"a [scores.{safe_text(rule.database)}] with a base in world.toml"
            yield BadTableError(draft.place("rules", rule.id, "database"), "no base for its score", expected)


def scores_second(draft: PartialWorld) -> Iterator[FaultError]:
    """Score rules whose consequences could reach a points rule."""
    rules = draft.world.rules.values()
    counted = {kind: rule.id for rule in rules if rule.effect in SCORE_EFFECTS for kind in rule.kinds}
    listed_from = _listed_from(rules)
    for rule in rules:
        if rule.threshold is None or not draft.sound("rules", rule.id, "effect", "lists"):
            continue
        if rule.effect in SCORE_EFFECTS:
            place = draft.place("rules", rule.id, "effect")
            yield BadTableError(place, "points from a score", "an effect that changes no score")
        for kind in sorted(_kinds_reachable(rule, listed_from) & counted.keys()):
            place = draft.place("rules", rule.id, "lists")
            found = f"{safe_text(kind)}, which the points rule {safe_text(counted[kind])} counts"
            yield BadTableError(place, found, "a listing that changes no score, at once or by way of other listings")


def _own_column(draft: PartialWorld, rule: Rule, readers: Set[str], head: str) -> Iterator[FaultError]:
    """The column that some effects need, and no other effect reads."""
    filled = getattr(rule, head) not in ("", None)
    if filled == (rule.effect in readers) or not draft.sound("rules", rule.id, head):
        return
    place = draft.place("rules", rule.id, head)
    if filled:
        expected = f"a blank cell: only the effect {' or '.join(sorted(readers))} reads it"
        yield BadTableError(place, safe_text(str(getattr(rule, head))), expected)
    else:
        noun = "a record kind" if head == "lists" else "a whole number"
        yield BadTableError(place, "a blank cell", f"{noun}, since the effect is {rule.effect}")


def _listed_from(rules: Iterable[Rule]) -> Mapping[str, Set[str]]:
    """For each kind, the kinds that can be listed where a record of it is known."""
    listed_kinds: dict[str, set[str]] = {}
    for rule in rules:
        for kind in rule.kinds if rule.effect in LISTING_EFFECTS and rule.lists else ():
            listed_kinds.setdefault(kind, set()).add(rule.lists)
    return listed_kinds


def _kinds_reachable(score_rule: Rule, listed_from: Mapping[str, Set[str]]) -> set[str]:
    """The kinds that can be listed because a score rule fires: its own, and those reachable by further listings."""
    listed_kinds = {score_rule.lists} - {""} if score_rule.effect in LISTING_EFFECTS else set()
    stack = list(listed_kinds)
    while stack:
        new_kinds = listed_from.get(stack.pop(), set()) - listed_kinds
        listed_kinds |= new_kinds
        stack.extend(new_kinds)
    return listed_kinds
