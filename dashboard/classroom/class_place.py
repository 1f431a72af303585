"""Where a class is: the page and the address that the presenter's browser told last, for phones to follow.

In memory and bounded: one place. Nobody's name is in it, and it is forgotten when the app ends; the presenter's browser
then tells it again by itself. Knows no Flask, no worlds, no labels.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from dashboard.state.view_state import State

GRACE_SECONDS = 10.0
"""How long a revealed question takes votes after a restart: so long, phones send the votes again that were lost."""


class PresenterPlace(NamedTuple):
    """A page of the app by its name, and the state that its address holds."""

    page: str
    state: State


class ClassPlace:
    """The place of one app's class. Safe from many threads.

    `boot` is a random word of this start of the server: by it a phone knows that its votes were lost.

    Args:
        clock: seconds that only ever grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.boot = secrets.token_hex(6)
        self._clock = clock
        self._lock = threading.Lock()
        self._window = ""
        self._place: PresenterPlace | None = None
        self._restored: float | None = None
        self._turn = 0

    @property
    def now(self) -> tuple[int, PresenterPlace | None]:
        """How often the place has changed, and the place; None while none is shared."""
        with self._lock:
            return self._turn, self._place

    def tell(self, window: str, place: PresenterPlace | None, again: bool = False) -> str:
        """Note where a window of the presenter's browser is; return the window whose word holds.

        Args:
            window: a random word of the window.
            place: None where the presenter shares none.
            again: the window says the same as before. Such a word never takes another window's place.
        """
        with self._lock:
            if again and self._window not in ("", window):
                return self._window
            if again and not self._window:
                self._restored = self._clock()
            elif place != self._place:
                self._restored = None
            self._window = window
            if place != self._place:
                self._place = place
                self._turn += 1
            return window

    def touch(self) -> None:
        """The same place shows something else now: its world has changed."""
        with self._lock:
            self._turn += 1

    @property
    def is_regathered(self) -> bool:
        """Whether this place was told again after a restart, and phones had time to send their votes again."""
        with self._lock:
            return self._restored is not None and self._clock() - self._restored > GRACE_SECONDS
