"""The questions about worlds: load, list and check them; their stories and reported figures as tables."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pandas as pd

from linkage.api.data_frames import frame
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.validation import check as validation
from linkage.world.validation.world_warnings import warnings_of

WorldOrPath = World | str | Path
"""A world: what `load` returned, a bundled world's name, or a folder."""


def load(world: WorldOrPath) -> World:
    """The world of a folder or of a bundled name, checked.

    Args:
        world: a bundled world's name or a folder; a world that is loaded already is returned as it is.

    Returns:
        The world, a frozen value: no question changes it.

    Raises:
        BadWorldError: the folder has faults; `lines()` lists every one of them.
        UnknownNameError: there is no such world; the message has the nearest name.

    >>> load("tiny").title
    'Tiny'
    """
    return world if isinstance(world, World) else folders.load(world)


def worlds() -> pd.DataFrame:
    """The bundled worlds.

    Returns:
        One row a world, by name: `id`, `title`, `folder` (its path). All columns are text.

    >>> "tiny" in set(worlds()["id"])
    True
    """
    return frame(([id_, title, str(folder)] for id_, title, folder in folders.worlds()), ["id", "title", "folder"])


def check(folder: str | Path, *, warnings: bool = False) -> pd.DataFrame:
    """Every fault of a world folder at once.

    Args:
        folder: a folder, or a bundled world's name.
        warnings: also what a world without a fault may say, and hardly means.

    Returns:
        One row a fault, in the order in which they were found: `file`, `row` (the line in the file; blank where the
        fault is the file's), `column`, `found` (what stands there), `expected`, `nearest` (the nearest right name, or
        blank), `severity` (error, warning). No row with an error: the world can be loaded.

    Raises:
        UnknownNameError: there is no such folder and no such bundled world.

    >>> len(check("tiny"))
    0
    """
    path = folders.find(folder)
    faults = validation.check(path)[1]
    listed = [*faults, *(warnings_of(path) if warnings and not faults else [])]
    return frame(
        ([*asdict(row.place).values(), row.found, row.expected, row.nearest, row.severity] for row in listed),
        ["file", "row", "column", "found", "expected", "nearest", "severity"],
    )


def stories(world: WorldOrPath) -> pd.DataFrame:
    """The stories of a world: what `trace(world, story=…)` can trace.

    Args:
        world: a bundled world's name, a folder, or a world.

    Returns:
        One row a story, in the author's order: `id`, `title`, `name` (what its subject is called), `record_kind` (the
        kind of its starting record), `what_if` (the what-if that belongs to it, or blank). All columns are text.

    Raises:
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> stories("tiny")["id"].iloc[0]
    'court-fine'
    """
    rows = load(world).everything.stories.values()
    return frame(
        ([story.id, story.title, story.name, story.record_kind, story.what_if] for story in rows),
        ["id", "title", "name", "record_kind", "what_if"],
    )


def figures(world: WorldOrPath) -> pd.DataFrame:
    """The figures that a world's sources report; none of them is computed here.

    Args:
        world: a bundled world's name, a folder, or a world.

    Returns:
        One row a figure: `id`, `value` (a number, `float64`, in the unit of its own row), `bound` (`exact`,
        `more than`, `about`), `unit` (such as bookings, people, entries), `area`, `period`, `source` (the id of its
        source) and `why_not` (why it may not be compared with the city's counts, or blank).

    Raises:
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.

    >>> list(figures("tiny").columns)[:4]
    ['id', 'value', 'bound', 'unit']
    """
    columns = ["id", "value", "bound", "unit", "area", "period", "source", "why_not"]
    rows = load(world).everything.figures.values()
    table = frame(([getattr(row, column) for column in columns] for row in rows), columns)
    return table.astype({"value": "float64"})
