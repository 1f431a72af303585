"""In which language the effects of rules are named: in that of the names beside them, which may be Chinese.

A world whose rows were renamed says so by its names; sentences and labels keep their own language.
"""

from __future__ import annotations

from linkage.drawing.visual_encoding import BOTH
from linkage.world.model import World

ENGLISH, CHINESE = "en", "zh"


def names_shown(world: World) -> str:
    """Which names a world shows: en, zh, or both; where it has no Chinese ones, en.

    >>> from linkage.world.storage.folders import load
    >>> names_shown(load("beijing"))
    'en'
    """
    rows = [row for row in world.identifiers.values() if row.name_zh]
    if rows and all(row.name == row.name_zh for row in rows):
        return CHINESE
    return BOTH if any(row.name.endswith(f" {row.name_zh}") for row in rows) else ENGLISH


def effect_language(world: World, lang: str) -> str:
    """The language in which the effects of a world's rules are named: that of its names, where all else is English."""
    return names_shown(world) if lang == ENGLISH else lang
