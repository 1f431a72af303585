"""What-ifs saved as TOML files: a title, the world, and the interventions, one a line.

title = "Phones without real names"
world = "beijing"
what_if = ["forget:subscribers.national-id", "confirmed"]
"""

from __future__ import annotations

from dataclasses import dataclass

from linkage.errors import BadTableError, BadWorldError, Place, nearest
from linkage.vocabulary import count_of
from linkage.world.model import World
from linkage.world.reading.toml_text import pairs, parse_toml
from linkage.world.what_if.parser import check_text

_KEYS = ("title", "world", "what_if")


@dataclass(frozen=True, slots=True)
class SavedWhatIf:
    """A what-if with a title and its world, as a file holds it."""

    title: str
    world: str
    what_if: str


def toml_text(saved: SavedWhatIf) -> str:
    """The file's text: `read_text` gives the same what-if back."""
    parts = [part for part in saved.what_if.split(",") if part]
    return pairs({"title": saved.title, "world": saved.world, "what_if": parts})


def read_text(text: str, world: World, file: str = "what-if.toml") -> SavedWhatIf:
    """The what-if that a file's text says, its names held against a world.

    Raises:
        BadWorldError: with every fault.
    """
    try:
        table = parse_toml(file, text)
    except BadTableError as fault:
        raise BadWorldError(f"{file}: 1 fault", [fault]) from fault
    faults = []
    for key in table:
        if key not in _KEYS:
            place = Place(file, None, key)
            faults.append(BadTableError(place, "an unknown key", "title, world, what_if", nearest(key, _KEYS)))
    value = table.get("what_if", [])
    parts = value if isinstance(value, list) else [value]
    if any(not isinstance(part, str) for part in parts):
        faults.append(BadTableError(Place(file, None, "what_if"), "something else", "a list of texts"))
        parts = []
    what_if = ",".join(str(part) for part in parts)
    for wrong, expected, near in check_text(what_if, world):
        faults.append(BadTableError(Place(file, None, "what_if"), wrong, expected, near))
    if faults:
        raise BadWorldError(f"{file}: {count_of(len(faults), 'fault')}", faults)
    return SavedWhatIf(str(table.get("title", "")), str(table.get("world", world.id)), what_if)
