"""The Python front door to worlds: loaded, listed, checked; their stories and reported figures as tables."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pandas as pd

from linkage.api.data_frames import frame
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.validation import check as door

Which = World | str | Path
"""A world: what `load` gave, a bundled name, or a folder."""


def load(world: Which) -> World:
    """The world of a folder or of a bundled name, checked.

    Raises:
        BadWorldError: with every fault of the folder; `lines()` says them.

    >>> load("tiny").title
    'Tiny'
    """
    return world if isinstance(world, World) else folders.load(world)


def worlds() -> pd.DataFrame:
    """The bundled worlds: id, title, folder.

    >>> "tiny" in set(worlds()["id"])
    True
    """
    return frame(([id_, title, str(folder)] for id_, title, folder in folders.worlds()), ["id", "title", "folder"])


def check(folder: str | Path) -> pd.DataFrame:
    """Every fault of a world folder, a row each: file, row (line in the file), column, found, expected, nearest.

    >>> len(check("tiny"))
    0
    """
    faults = door.check(folders.find(folder))[1]
    return frame(
        ([*asdict(fault.place).values(), fault.found, fault.expected, fault.nearest] for fault in faults),
        ["file", "row", "column", "found", "expected", "nearest"],
    )


def stories(world: Which) -> pd.DataFrame:
    """The stories of a world: what `trace(world, story=…)` can tell.

    >>> stories("tiny")["id"].iloc[0]
    'court-fine'
    """
    rows = load(world).everything.stories.values()
    return frame(
        ([story.id, story.title, story.name, story.record_kind, story.what_if] for story in rows),
        ["id", "title", "name", "record_kind", "what_if"],
    )


def figures(world: Which) -> pd.DataFrame:
    """The reported figures: value, bound, unit (a column: each has its own), area, period, source, and what it is not.

    >>> list(figures("tiny").columns)[:4]
    ['id', 'value', 'bound', 'unit']
    """
    columns = ["id", "value", "bound", "unit", "area", "period", "source", "why_not"]
    rows = load(world).everything.figures.values()
    made = frame(([getattr(row, column) for column in columns] for row in rows), columns)
    return made.astype({"value": "float64"})
