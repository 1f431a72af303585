"""Display names of agencies, identifiers, databases, record kinds and services: English, Chinese, or both.

A renamed world has other names in those rows and the same ids, rules and figures, so that every drawing and sentence
follows by itself. It is for the screen only: cities are counted, files written and hashes taken of the world as its
folder says it, never of a renamed one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from linkage.answers.spread_question import Answer
from linkage.drawing.effect_language import CHINESE, ENGLISH
from linkage.drawing.visual_encoding import BOTH
from linkage.world.model import World

NAME_CHOICES = (ENGLISH, BOTH, CHINESE)
"""The choices of the names switch, in the order in which its key goes through them."""

_TABLES = ("agencies", "identifiers", "databases", "record_kinds", "services")
"""The tables whose rows have a `name_zh`."""


def rename_world(world: World, names: str) -> World:
    """A world with its display names; where there is no Chinese name, the English one stays.

    >>> from linkage.world.storage.folders import load
    >>> [rename_world(load("beijing"), names).agencies["courts"].name for names in NAME_CHOICES]
    ['Courts', 'Courts 法院', '法院']
    """
    if names == ENGLISH:
        return world
    folder = rename_world(world.folder, names) if world.folder else None
    tables: dict[str, Any] = {table: _rename_rows(getattr(world, table), names) for table in _TABLES}
    return replace(world, folder=folder, **tables)


def rename_answer(answer: Answer, names: str) -> Answer:
    """The same answer from a world with its display names."""
    return answer if names == ENGLISH else replace(answer, world=rename_world(answer.world, names))


def _rename_rows(rows: Mapping[str, Any], names: str) -> dict[str, Any]:
    return {id: replace(row, name=_display_name(row.name, row.name_zh, names)) for id, row in rows.items()}


def _display_name(english: str, chinese: str, names: str) -> str:
    if not chinese or chinese == english:
        return english
    return chinese if names == CHINESE else f"{english} {chinese}"
