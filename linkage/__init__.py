"""Linkage: how ID-linked databases let one record about a person spread, on invented people only.

The names below are the Python interface (`linkage.api`): `linkage.trace("tiny")`, `linkage.city("beijing")` and so
on. They are looked up when they are first used, so that importing this package loads neither pandas nor networkx.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linkage.api.questions import best as best
    from linkage.api.questions import check as check
    from linkage.api.questions import city as city
    from linkage.api.questions import compare as compare
    from linkage.api.questions import cut as cut
    from linkage.api.questions import draw as draw
    from linkage.api.questions import effects as effects
    from linkage.api.questions import export as export
    from linkage.api.questions import fallback as fallback
    from linkage.api.questions import figures as figures
    from linkage.api.questions import graph as graph
    from linkage.api.questions import lifts as lifts
    from linkage.api.questions import load as load
    from linkage.api.questions import log as log
    from linkage.api.questions import matches as matches
    from linkage.api.questions import one_draw as one_draw
    from linkage.api.questions import people as people
    from linkage.api.questions import ranges as ranges
    from linkage.api.questions import seeds as seeds
    from linkage.api.questions import sql as sql
    from linkage.api.questions import stories as stories
    from linkage.api.questions import sweep as sweep
    from linkage.api.questions import tables as tables
    from linkage.api.questions import tornado as tornado
    from linkage.api.questions import trace as trace
    from linkage.api.questions import trade_off as trade_off
    from linkage.api.questions import what_if as what_if
    from linkage.api.questions import why as why
    from linkage.api.questions import why_not as why_not
    from linkage.api.questions import worlds as worlds
    from linkage.errors import LinkageError as LinkageError

    __version__: str

__all__ = [
    "load",
    "worlds",
    "check",
    "stories",
    "figures",
    "people",
    "tables",
    "trace",
    "log",
    "why",
    "why_not",
    "what_if",
    "compare",
    "lifts",
    "cut",
    "effects",
    "city",
    "ranges",
    "one_draw",
    "seeds",
    "tornado",
    "best",
    "sweep",
    "trade_off",
    "fallback",
    "matches",
    "graph",
    "draw",
    "export",
    "sql",
    "LinkageError",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return importlib.import_module("linkage.version").tool_version()
    if name not in __all__:
        raise AttributeError(f"module 'linkage' has no attribute '{name}'")
    module = "linkage.errors" if name == "LinkageError" else "linkage.api.questions"
    return getattr(importlib.import_module(module), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
