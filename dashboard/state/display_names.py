"""What agencies, identifiers, databases, record kinds and services are called on the screen: in English, Chinese, both.

A world called otherwise is the same world with other names in those rows; ids, rules and figures stay, so every drawing
and sentence follows by itself. It is for the screen only: cities are counted, files written and hashes taken of the
world as its folder says it, never of one that came from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from linkage.answers.spread_question import Answer
from linkage.world.model import World

ENGLISH, BOTH, CHINESE = "en", "both", "zh"
STANDS = (ENGLISH, BOTH, CHINESE)
"""The stands of the switch, in the order in which its key goes through them."""

_TABLES = ("agencies", "identifiers", "databases", "record_kinds", "services")
"""The tables whose rows have a `name_zh`."""


def renamed(world: World, names: str) -> World:
    """A world with its names as they are to be shown; where there is no Chinese name, the English one stays.

    >>> from linkage.world.storage.folders import load
    >>> [renamed(load("beijing"), names).agencies["courts"].name for names in STANDS]
    ['Courts', 'Courts 法院', '法院']
    """
    if names == ENGLISH:
        return world
    folder = renamed(world.folder, names) if world.folder else None
    tables: dict[str, Any] = {table: _rows(getattr(world, table), names) for table in _TABLES}
    return replace(world, folder=folder, **tables)


def renamed_answer(answer: Answer, names: str) -> Answer:
    """The same answer from a world with its names as they are to be shown."""
    return answer if names == ENGLISH else replace(answer, world=renamed(answer.world, names))


def _rows(rows: Mapping[str, Any], names: str) -> dict[str, Any]:
    return {id: replace(row, name=_name(row.name, row.name_zh, names)) for id, row in rows.items()}


def _name(english: str, chinese: str, names: str) -> str:
    if not chinese or chinese == english:
        return english
    return chinese if names == CHINESE else f"{english} {chinese}"
