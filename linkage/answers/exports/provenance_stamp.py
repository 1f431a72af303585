"""Provenance lines for every written file: that all is invented, the reading, what is assumed, version, seed, hash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linkage.answers.evidence_summary import evidence_summary
from linkage.answers.sentences import whose_people
from linkage.version import tool_version
from linkage.vocabulary import count_of
from linkage.world.model import World
from linkage.world.storage.fingerprint import fingerprint

if TYPE_CHECKING:
    from linkage.answers.spread_question import Answer

JSON_FORMAT = 1
"""The version of the JSON that answers are printed in. It grows when a field goes or means something else; further
fields leave it alone."""


def reading_title(world: World, what_if: str = "") -> str:
    """The title of the reading that holds under a what-if.

    >>> from linkage.world.storage.folders import load
    >>> reading_title(load("tiny"), "reading:documented")
    'Documented'
    """
    everything = world.everything
    first = what_if.split(",", 1)[0].strip()
    reading = first.removeprefix("reading:") if first.startswith("reading:") else everything.baseline
    return everything.readings[reading].title if reading in everything.readings else "everything"


def world_provenance(world: World, what_if: str = "") -> tuple[str, ...]:
    """The two provenance lines of a file about a world."""
    rows = [row for table in (world.links, world.rules) for row in table.values()]
    return (
        f"{world.label_line} - reading: {reading_title(world, what_if)}"
        f" - {evidence_summary(world, rows, 'links and rules')}",
        f"linkage {tool_version()} - world {world.id}, hash {fingerprint(world)}"
        + (f" - what-if: {what_if}" if what_if else ""),
    )


def json_stamp(world: World, seed: int | None) -> dict[str, Any]:
    """What a kept answer says about itself: its fields' version, this program's, the world with its hash, the seed.

    Args:
        seed: of the invented people; None: nobody says it.
    """
    return {
        "format": JSON_FORMAT,
        "linkage": tool_version(),
        "world": world.id,
        "hash": fingerprint(world),
        "seed": seed,
    }


def answer_provenance(answer: Answer) -> tuple[str, ...]:
    """The two provenance lines of a file about one spread."""
    reading = reading_title(answer.world, answer.what_if)
    return (
        f"{answer.world.label_line} - reading: {reading} - {evidence_summary(answer.world, answer.spread.steps)}",
        f"linkage {tool_version()} - world {answer.world.id}, hash {fingerprint(answer.world)} - "
        f"{whose_people(answer.tables.stated_seed, answer.tables.own)}, {count_of(answer.residents, 'resident')}, "
        f"{answer.subject}" + (f" - what-if: {answer.what_if}" if answer.what_if else ""),
    )
