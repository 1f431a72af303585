"""Hot reload, for a world's author: the world's folder is watched, and each state of it without fault is shown at once.

Each state of the folder (an edition) gets an app of its own, so that no cached answer about the world before can be
given again. A state with faults changes nothing: the faults are printed, and the world before stays. Open pages learn
of a new edition by their heartbeat (`/_alive`) and load themselves again: their address holds step and choices.
The folder is polled for the times and sizes of its files; no library watches them. Only for this machine: see
`server.serve`.
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
from linkage.world.validation import check as validation

POLL_SECONDS = 0.4
"""Seconds between two looks at the folder. A change is read once it stands still for as long."""

_WATCHED_SUFFIXES = frozenset({".csv", ".toml"})

FileStates = dict[str, tuple[int, int]]
"""A folder's files: name → time of change in nanoseconds, and bytes."""


def file_states(folder: Path) -> FileStates:
    """Time and size of each of a folder's files but an editor's hidden ones; a folder that is gone has none."""
    states: FileStates = {}
    try:
        for path in folder.iterdir():
            if path.suffix in _WATCHED_SUFFIXES and not path.name.startswith("."):
                stat = path.stat()
                states[path.name] = (stat.st_mtime_ns, stat.st_size)
    except OSError:  # it is being moved or written at this moment: the next look sees what became of it
        return {}
    return states


def check_folder(folder: Path) -> tuple[World | None, list[FaultError]]:
    """The world of a folder (None where it can't be shown at all) and every fault, as `linkage check` finds them."""
    world, faults = validation.check(folder)
    return world, faults if world is None else unanswerable_stories(world)


class HotReload:
    """The app of a folder's last state without fault: a WSGI application.

    Args:
        folder: the world's folder.
        make_app: makes an app for a world.
        print_line: prints a line; faults are printed one a line.

    Attributes:
        edition: the fingerprint of the world that is shown.
        faults: what is wrong with the folder now.
        app: the app that is shown.

    Raises:
        BadWorldError: the folder holds no world to begin with.
    """

    def __init__(
        self, folder: Path, make_app: Callable[[World], LinkageApp], print_line: Callable[[str], None]
    ) -> None:
        self.folder = folder
        self._make_app, self._print_line = make_app, print_line
        self._read_states = self._last_states = file_states(folder)
        world, self.faults = check_folder(folder)
        if world is None:
            raise BadWorldError(f"{folder.name} has {len(self.faults)} fault(s)", self.faults)
        self.edition = fingerprint(world)
        self.app = self._new_app(world)
        if self.faults:  # stories that nobody can be found for: there is no world before that could be shown instead
            self._print_faults()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """The answer of the app that is shown now."""
        response: Iterable[bytes] = self.app.server(environ, start_response)
        return response

    def watch(self) -> None:
        """Poll the folder for as long as the program runs."""
        ended = threading.Event()
        while not ended.wait(POLL_SECONDS):
            self.look()

    def look(self) -> bool:
        """Read the folder if it has changed and two looks found it the same; returns whether it was read."""
        states, before = file_states(self.folder), self._last_states
        self._last_states = states
        if states == self._read_states or states != before:
            return False
        self._read_states = states
        world, self.faults = check_folder(self.folder)
        if world is not None and not self.faults and fingerprint(world) != self.edition:
            self._show(world)
        self._print_faults()
        return True

    def _show(self, world: World) -> None:
        """Show another world from now on. The app before ends its open requests, and counts no city any more."""
        before, self.app = self.app, self._new_app(world)
        self.edition = fingerprint(world)
        before.context.cities.close()

    def _new_app(self, world: World) -> LinkageApp:
        """An app for a world, whose heartbeat is answered here: its pages name their edition."""
        app = self._make_app(world)
        app.server.view_functions["alive"] = self._alive
        return app

    def _alive(self) -> Response:
        """The heartbeat's answer: which edition is shown, and what is wrong with the folder."""
        return jsonify(edition=self.edition, says=self.fault_text)

    @property
    def fault_text(self) -> str:
        """The sentence that pages show of the folder's faults; blank if there are none."""
        if not self.faults:
            return ""
        labels, first = labels_in(), self.faults[0].sentence()
        if len(self.faults) == 1:
            return labels("author.fault", fault=first)
        return labels("author.faults", count=len(self.faults), fault=first)

    def _print_faults(self) -> None:
        """Print every fault, and how many there are, as `linkage check` does."""
        count = len(self.faults)
        for fault in self.faults:
            self._print_line(fault.sentence())
        self._print_line(f"{self.folder.name}: {count} fault{'' if count == 1 else 's'}")
