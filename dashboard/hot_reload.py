"""Reloading, for a world's author: the folder is watched, and what it says without fault is what is shown.

Each state of the folder gets an app of its own, made anew, so nothing that was kept of the world before can be answered
again. A state with faults changes nothing: the faults are said, and the world before stays. Open pages learn of it by
their heartbeat (`assets/connection.js`) and load themselves again: their address holds step and choices. Files are
asked for their times and sizes; no library watches them. Only for this machine: see `server.serve`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Response, jsonify

from dashboard.app import LinkageApp
from dashboard.state.labels import labels_in
from linkage.answers.spread_question import unanswerable_stories
from linkage.errors import BadWorldError, FaultError
from linkage.world.model import World
from linkage.world.storage.fingerprint import fingerprint
from linkage.world.validation import check as door

EVERY = 0.4
"""Seconds between two looks at the folder. A change is read once it stands still for as long."""

_WATCHED = frozenset({".csv", ".toml"})

Seen = dict[str, tuple[int, int]]
"""A folder's files: name → time of change in nanoseconds, and bytes."""


def seen(folder: Path) -> Seen:
    """A folder's files as they stand; an editor's hidden ones don't count. A folder that is gone has none."""
    found: Seen = {}
    try:
        for path in folder.iterdir():
            if path.suffix in _WATCHED and not path.name.startswith("."):
                stat = path.stat()
                found[path.name] = (stat.st_mtime_ns, stat.st_size)
    except OSError:  # it is being moved or written at this moment: the next look sees what became of it
        return {}
    return found


def faults_of(folder: Path) -> tuple[World | None, list[FaultError]]:
    """What `linkage check` finds: the world, if it can be shown at all, and every fault."""
    world, faults = door.check(folder)
    return world, faults if world is None else unanswerable_stories(world)


class HotReload:
    """The app of a folder as its last state without fault has it: a WSGI application.

    Args:
        make: an app for a world.
        say: where faults are told, a line each.

    Raises:
        BadWorldError: the folder holds no world to begin with.
    """

    def __init__(self, folder: Path, make: Callable[[World], LinkageApp], say: Callable[[str], None]) -> None:
        self.folder = folder
        self._make, self._say = make, say
        self._read = self._met = seen(folder)
        world, self.faults = faults_of(folder)
        if world is None:
            raise BadWorldError(f"{folder.name} has {len(self.faults)} fault(s)", self.faults)
        self.edition = fingerprint(world)
        self.app = self._made(world)
        if self.faults:  # stories that nobody can be found for: there is no world before that could be shown instead
            self._tell()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Whatever is asked, the app of now answers."""
        answered: Iterable[bytes] = self.app.server(environ, start_response)
        return answered

    def watch(self) -> None:
        """Look at the folder for as long as the program runs."""
        ended = threading.Event()
        while not ended.wait(EVERY):
            self.look()

    def look(self) -> bool:
        """Read the folder if it has changed and two looks found it the same: whether it was read."""
        now, before = seen(self.folder), self._met
        self._met = now
        if now == self._read or now != before:
            return False
        self._read = now
        world, self.faults = faults_of(self.folder)
        if world is not None and not self.faults and fingerprint(world) != self.edition:
            self._show(world)
        self._tell()
        return True

    def _show(self, world: World) -> None:
        """From now on another world. The one before answers who asked it already, and counts no city any more."""
        before, self.app = self.app, self._made(world)
        self.edition = fingerprint(world)
        before.context.cities.close()

    def _made(self, world: World) -> LinkageApp:
        app = self._make(world)
        app.index_string = app.index_string.replace("<html ", f'<html data-edition="{fingerprint(world)}" ', 1)
        app.server.view_functions["alive"] = self._alive
        return app

    def _alive(self) -> Response:
        """The heartbeat's answer: which edition is shown, and what is wrong with the folder."""
        return jsonify(edition=self.edition, says=self.says)

    @property
    def says(self) -> str:
        """What the pages say of the folder's faults; blank if there are none."""
        if not self.faults:
            return ""
        labels, first = labels_in(), self.faults[0].sentence()
        if len(self.faults) == 1:
            return labels("author.fault", fault=first)
        return labels("author.faults", count=len(self.faults), fault=first)

    def _tell(self) -> None:
        """Every fault, and how many; as `linkage check`."""
        count = len(self.faults)
        for fault in self.faults:
            self._say(fault.sentence())
        self._say(f"{self.folder.name}: {count} fault{'' if count == 1 else 's'}")
