"""The worlds within reach of the screen: the one that is served, the bundled ones, and those opened from folders.

An address names a world, never a folder. Safe from many threads.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from linkage.errors import LinkageError, unknown
from linkage.population.own_tables import agency_reader
from linkage.population.own_tables.pair_reader import paired_world
from linkage.population.tables import Tables
from linkage.world.model import World
from linkage.world.storage import folders

Json = dict[str, Any]

MOST_FOLDERS = 8
"""Folders that are open at once; the one opened first is forgotten."""


class OpenedFolder(NamedTuple):
    """Where a world was opened from, and its faults that don't keep it from being shown."""

    path: Path
    faults: tuple[Json, ...]


class OpenWorlds:
    """Worlds by name.

    `own_tables` are the people whom the served world is asked about, where somebody gave them or they lie in its
    folder: a folder or a SQLite file. `may_open_folders` says whether the World page may open folders of this machine;
    `on_change` holds functions that are called with the names under which another world stands from now on.
    """

    def __init__(self, served: World | str | Path, tables: str | Path | None = None) -> None:
        self.served = served.everything if isinstance(served, World) else folders.load(served)
        self.tables_path = self.served.own_tables if tables is None else str(tables)
        self.own_tables = _warm_tables(self.served, self.tables_path)
        self._tables_of_folders: dict[str, Tables | None] = {}
        if self.own_tables is not None:
            self.served = paired_world(self.served, self.own_tables)
        self.may_open_folders = False
        self.on_change: list[Callable[[Collection[str]], None]] = []
        self._worlds = {self.served.id: self.served}
        self._folders: OrderedDict[str, OpenedFolder] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def _bundled(self) -> dict[str, str]:
        return {world.id: world.title for world in folders.worlds()}

    @property
    def titles(self) -> dict[str, str]:
        """The worlds that can be asked for: id → title, the served one first, then those from folders."""
        with self._lock:
            opened = {name: self._worlds[name].title or name for name in self._folders}
        others = {name: title for name, title in {**opened, **self._bundled}.items() if name != self.served.id}
        return {self.served.id: self.served.title, **others}

    def world(self, name: str) -> World:
        """A world by its name; the served one for a blank.

        Raises:
            LinkageError: there is no such world within reach.
        """
        if not name or name == self.served.id:
            return self.served
        if name not in self.titles:
            hint = " If it was a folder, open it again on the page World." if self.may_open_folders else ""
            raise LinkageError(unknown("world", name[:80], self.titles) + hint)
        with self._lock:
            if name not in self._worlds:
                self._worlds[name] = folders.load(folders.bundled_folder() / name)
            return self._worlds[name]

    def tables_of(self, world: World) -> Tables | None:
        """The tables whose people a world is asked about; None: people are invented for it."""
        everything = world.everything
        if everything is self.served.everything:
            return self.own_tables
        if not everything.own_tables:
            return None
        with self._lock:
            if everything.id not in self._tables_of_folders:
                self._tables_of_folders[everything.id] = _warm_tables(everything, everything.own_tables)
            return self._tables_of_folders[everything.id]

    def path_of_tables(self, world: World) -> str:
        """Where those tables are; a blank where there are none."""
        if world.everything is self.served.everything:
            return self.tables_path
        return world.everything.own_tables

    def name_and_tables(self, name: str) -> tuple[str, str]:
        """A world's full name, and where the tables are whose people it is asked about (a blank: nowhere)."""
        world = self.world(name)
        return world.id, self.path_of_tables(world)

    def is_current(self, world: World) -> bool:
        """Whether this very world still stands under its name."""
        with self._lock:
            return self._worlds.get(world.id) is world.everything

    def open(self, world: World, folder: Path, faults: tuple[Json, ...] = ()) -> None:
        """Let a world that was read from a folder stand under its own name, in place of any before."""
        with self._lock:
            self._worlds[world.id] = world
            self._folders[world.id] = OpenedFolder(folder, faults)
            self._folders.move_to_end(world.id)
            closed = list(self._folders)[: max(0, len(self._folders) - MOST_FOLDERS)]
            for name in closed:
                del self._folders[name], self._worlds[name]
            for name in (world.id, *closed):
                self._tables_of_folders.pop(name, None)
        for forget in self.on_change:
            forget([world.id, *closed])

    def folder_of(self, name: str) -> OpenedFolder | None:
        """Where a world was opened from on the World page; None for the others."""
        with self._lock:
            return self._folders.get(name)


def _warm_tables(world: World, path: str) -> Tables | None:
    """The tables at a path, ready to be asked by many; None: there is no path."""
    if not path:
        return None
    tables = agency_reader.read(world, Path(path))
    tables.warm_up()
    return tables
