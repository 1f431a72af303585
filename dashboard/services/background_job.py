"""Long answers worked out in the background, one at a time, in a thread of its own, while requests go on.

Who asks is told to come again until the answer is there; what nobody asks for any more isn't begun. Knows no question.
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
GIVE_UP_SECONDS = 5.0
"""Seconds after which nobody waits any more for what nobody asked for again."""
_REMEMBERED = 16


class _Job:
    """One answer: asked for, then there."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked = time.monotonic()
        self.answer: Json | None = None
        self.error: LinkageError | None = None
        self.ready = threading.Event()

    @property
    def is_lost(self) -> bool:
        """Whether it was given up, or could not be answered: then it is tried again."""
        return self.ready.is_set() and self.answer is None


class BackgroundJob:
    """The answers asked for last."""

    def __init__(self) -> None:
        self._jobs: RecentValues[Hashable, _Job] = RecentValues(_REMEMBERED)
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
            job = self._jobs.get(key)
            if job is None or job.world is not world.everything or job.is_lost:
                job = _Job(world.everything)
                threading.Thread(target=self._make, args=(job, make), daemon=True, name="background job").start()
            self._jobs.put(key, job)
            job.asked = time.monotonic()
        job.ready.wait(patience)
        if job.error is not None:
            self._jobs.forget(lambda other: other == key)
            raise job.error
        return job.answer

    def _make(self, job: _Job, make: Callable[[], Json]) -> None:
        try:
            with self._turn:
                if time.monotonic() - job.asked < GIVE_UP_SECONDS:
                    job.answer = make()
        except LinkageError as error:
            job.error = error
        except MemoryError:
            job.error = LinkageError("There is not enough memory for this: ask for fewer residents.")
        finally:
            job.ready.set()
