"""Why a what-if changes nothing for a record: what it takes out of the world and adds, and whether the record uses it.

A reader who turns a switch and sees nothing move should not take the switch for broken. Only what can be told from the
two worlds is said: links and rules that are gone or new, and which of them a step of the spread uses.
"""

from __future__ import annotations

from dataclasses import fields

from linkage.answers.sentences import number_word
from linkage.spread.steps import Spread
from linkage.world.link_paths import first_blank
from linkage.world.model import World


def live_parts(world: World) -> frozenset[str]:
    """The ids of the links that can join in a world, and of its rules."""
    links = (link.id for link in world.links.values() if first_blank(world, link) is None)
    return frozenset(links) | frozenset(world.rules)


def _is_same(world: World, other: World) -> bool:
    """Whether two states of a world have the same rows and figures; what no link joins on may be blank in one."""
    names = [field.name for field in fields(World) if field.name != "blank"]
    return all(getattr(world, name) == getattr(other, name) for name in names)


def unchanged_reason(before: Spread, after: Spread) -> str:
    """Why the effects of two spreads of the same records are the same, in a sentence; blank where nothing says it.

    Args:
        before, after: the spread before the what-if and under it, with equal effects.
    """
    parts_before, parts_after = live_parts(before.world), live_parts(after.world)
    gone, added = parts_before - parts_after, parts_after - parts_before
    if not gone and not added and _is_same(before.world, after.world):
        return "The reading shown has nothing of it to change."
    if not gone and not added and before.world.false_shares != after.world.false_shares:
        return _false_reason(len(after.false_records), len(after.records))
    used_before, used_after = ({step.by for step in spread.steps} for spread in (before, after))
    sentences = [
        _sentence("takes out", len(gone), len(gone & used_before), "what they brought comes another way, too"),
        _sentence("adds", len(added), len(added & used_after), "they bring nothing that was not there"),
    ]
    return " ".join(filter(None, sentences))


def _false_reason(number: int, of: int) -> str:
    """Why nothing changes where records are said to be false: nobody in the chain knows which are."""
    if not number:
        return (
            "This record isn't among the false ones." if of == 1 else "None of these records is among the false ones."
        )
    which = "This record is false" if of == 1 else f"{number} of these {of} records are false"
    return f"{which}, and spreads as any other: nobody in the chain knows."


def _sentence(verb: str, number: int, used: int, though: str) -> str:
    if not number:
        return ""
    parts = "one link or rule" if number == 1 else f"{number_word(number)} links and rules"
    if not used:
        return f"It {verb} {parts}; this record {'does not use it' if number == 1 else 'uses none of them'}."
    which = "which this record uses" if used == number else f"of which this record uses {number_word(used)}"
    return f"It {verb} {parts}, {which}; {though}."
