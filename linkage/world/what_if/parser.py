"""What-ifs: ordered lists of interventions, read from text, applied from left to right.

`under(world, text)` is the world that a what-if describes; the world itself is never touched. Names are looked up in
the folder (plus the links that the what-if added), so a link that was cut may still be given a delay: it carries
nothing. Without `reading:` in front, a what-if starts from the folder's baseline reading. Source: design 5.
"""

from __future__ import annotations

from collections.abc import Iterable

from linkage.errors import WhatIfError
from linkage.world.model import World
from linkage.world.what_if.intervention import Intervention
from linkage.world.what_if.intervention_registry import (
    EVERYTHING,
    INTERVENTIONS,
    UseReading,
    read_interventions,
    read_text_and_faults,
)


def under(world: World, text: str = "") -> World:
    """The world under a what-if: the baseline reading (or the one that stands first), then each change in order.

    Raises:
        WhatIfError: the text can't be read, or names something that the folder lacks.
    """
    return apply(world, parse(text, world))


def apply(world: World, interventions: Iterable[Intervention]) -> World:
    """The world under some interventions, as `under` has it for a text."""
    everything = world.everything
    listed = list(interventions)
    if not (listed and isinstance(listed[0], UseReading)):
        listed.insert(0, UseReading(everything.baseline or EVERYTHING))
    changed = everything
    for intervention in listed:
        changed = intervention.apply(changed)
    return changed


def text_of(interventions: Iterable[Intervention]) -> str:
    """The text form of a what-if, which `parse` reads back."""
    return ",".join(intervention.text for intervention in interventions)


def parse(text: str, world: World, where: str = "") -> tuple[Intervention, ...]:
    """The interventions of a what-if's text.

    Args:
        where: the place that an error names.

    Raises:
        WhatIfError: with every fault in it, and the nearest name for each.
    """
    return read_interventions(checked_text(text), world, where)


def checked_text(given: object, name: str = "what_if") -> str:
    """What was given for a what-if, if it is a text.

    Args:
        name: the argument that it was given for.

    Raises:
        WhatIfError: it is something else, such as a list; the message says how several interventions are written.
    """
    if isinstance(given, str):
        return given
    texts = list(given) if isinstance(given, list | tuple | set | frozenset) else []
    together = ",".join(text for text in texts if isinstance(text, str))
    hint = f" Write '{together:.200}'." if together else ""
    raise WhatIfError(
        f"{name}: found {given!r:.60}, expected a text such as 'drop:phone', several interventions with commas, or "
        f"what linkage.what_if returned.{hint}"
    )


def is_what_if(text: str) -> bool:
    """Whether a text is written as a what-if: every part of it begins with the word of an intervention.

    >>> is_what_if("drop:phone,confirmed"), is_what_if("beijing")
    (True, False)
    """
    return all(_is_intervention(part.strip()) for part in text.split(","))


def _is_intervention(part: str) -> bool:
    """Whether a part of a what-if's text has the word of an intervention, and what belongs behind it."""
    kind = INTERVENTIONS.get(part.partition(":")[0])
    return kind is not None and (":" in part) == (":" in kind.form)


def check_text(text: str, world: World) -> list[tuple[str, str, str]]:
    """The faults of a what-if's text: what was found, what was expected, the nearest name."""
    _, faults = read_text_and_faults(text, world)
    return [(fault.found, fault.expected, fault.nearest) for fault in faults]


def reading_of(world: World, text: str) -> str:
    """The reading under which a what-if holds: the one that it names, or the world's own.

    >>> from linkage.world.storage.folders import load
    >>> reading_of(load("beijing"), "drop:phone"), reading_of(load("beijing"), "reading:press,confirmed")
    ('plan', 'press')
    """
    return with_reading(world, text).partition(",")[0].removeprefix("reading:")


def with_reading(world: World, text: str) -> str:
    """A what-if as every heading says it: with the reading under which it holds, the world's own unless it names one.

    >>> from linkage.world.storage.folders import load
    >>> with_reading(load("beijing"), "confirmed"), with_reading(load("tiny"), "")
    ('reading:plan,confirmed', 'reading:everything')
    """
    if text.startswith("reading:"):
        return text
    return ",".join(part for part in (f"reading:{world.everything.baseline or 'everything'}", text) if part)
