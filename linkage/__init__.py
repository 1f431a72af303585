"""Linkage: how ID-linked databases let one record about a person spread, on invented people only.

The names below are the Python front door (`linkage.front`): `linkage.trace("tiny")`, `linkage.city("beijing")` and so
on. They are looked up when they are first used, so that importing this package loads neither pandas nor networkx.

Two rooms of the house, `people` and `city`, bear the names of questions. Python binds a room to its package's
attribute whenever something in it is imported, so these two modules can themselves be called, and ask the question.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linkage.errors import LinkageError as LinkageError
    from linkage.front import best as best
    from linkage.front import check as check
    from linkage.front import compare as compare
    from linkage.front import cut as cut
    from linkage.front import draw as draw
    from linkage.front import effects as effects
    from linkage.front import export as export
    from linkage.front import figures as figures
    from linkage.front import graph as graph
    from linkage.front import lifts as lifts
    from linkage.front import load as load
    from linkage.front import sql as sql
    from linkage.front import stories as stories
    from linkage.front import sweep as sweep
    from linkage.front import tables as tables
    from linkage.front import trace as trace
    from linkage.front import what_if as what_if
    from linkage.front import why as why
    from linkage.front import why_not as why_not
    from linkage.front import worlds as worlds

_ROOMS = ("people", "city")

__all__ = [
    "load",
    "worlds",
    "check",
    "stories",
    "figures",
    "people",
    "tables",
    "trace",
    "why",
    "why_not",
    "what_if",
    "compare",
    "lifts",
    "cut",
    "effects",
    "city",
    "best",
    "sweep",
    "graph",
    "draw",
    "export",
    "sql",
    "LinkageError",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'linkage' has no attribute '{name}'")
    if name in _ROOMS:
        return importlib.import_module(f"linkage.{name}")
    return getattr(importlib.import_module("linkage.errors" if name == "LinkageError" else "linkage.front"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Room(ModuleType):
    """A room that can be called: it asks the question of its name."""

    def __call__(self, *words: Any, **named: Any) -> Any:
        """Ask `linkage.front`."""
        return _question(self)(*words, **named)

    @property
    def __wrapped__(self) -> Any:
        """The question itself: its signature and its help."""
        return _question(self)


def _question(room: ModuleType) -> Any:
    return getattr(importlib.import_module("linkage.front"), room.__name__.rpartition(".")[2])


class _House(ModuleType):
    """The package: whenever one of the two rooms is bound to it, the room learns to be called."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _ROOMS and isinstance(value, ModuleType):
            value.__class__ = _Room
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _House
