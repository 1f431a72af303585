"""Answers that are worked out beside the requests of a page, one at a time, in a thread of its own.

Who asks is told to come again until the answer is there; what nobody asks any more isn't begun. Knows no question.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any

from dashboard.services.recent_values import RecentValues
from linkage.errors import LinkageError
from linkage.world.model import World

Json = dict[str, Any]
FORGOTTEN = 5.0
"""Seconds after which nobody waits any more for what nobody asked for again."""
_REMEMBERED = 16


class _Wanted:
    """One answer: wanted, then there."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked = time.monotonic()
        self.found: Json | None = None
        self.error: LinkageError | None = None
        self.ready = threading.Event()

    @property
    def is_lost(self) -> bool:
        """Whether it was given up, or could not be answered: then it is tried again."""
        return self.ready.is_set() and self.found is None


class BackgroundJob:
    """The answers of late."""

    def __init__(self) -> None:
        self._wanted: RecentValues[Hashable, _Wanted] = RecentValues(_REMEMBERED)
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def ask(self, world: World, key: Hashable, make: Callable[[], Json], patience: float = 0.25) -> Json | None:
        """The answer, or nothing yet.

        Args:
            key: what is asked of the world; another world under the same name is asked anew.
            make: how the answer comes to be; called in the thread.

        Raises:
            LinkageError: it can't be answered.
        """
        with self._lock:
            one = self._wanted.get(key)
            if one is None or one.world is not world.everything or one.is_lost:
                one = _Wanted(world.everything)
                threading.Thread(target=self._make, args=(one, make), daemon=True, name="beside").start()
            self._wanted.put(key, one)
            one.asked = time.monotonic()
        one.ready.wait(patience)
        if one.error is not None:
            self._wanted.forget(lambda other: other == key)
            raise one.error
        return one.found

    def _make(self, one: _Wanted, make: Callable[[], Json]) -> None:
        try:
            with self._turn:
                if time.monotonic() - one.asked < FORGOTTEN:
                    one.found = make()
        except LinkageError as error:
            one.error = error
        except MemoryError:
            one.error = LinkageError("There is not enough memory for this: ask for fewer residents.")
        finally:
            one.ready.set()
