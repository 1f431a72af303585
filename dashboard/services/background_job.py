"""Long answers worked out in the background, one at a time, in a thread of its own, while requests go on.

Who asks is told to come again until the answer is there; what nobody asks for any more isn't begun. Knows no question.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Hashable
from typing import Any

from dashboard.services.recent_values import RecentValues
from linkage.errors import LinkageError
from linkage.world.model import World

Json = dict[str, Any]
GIVE_UP_SECONDS = 5.0
"""Seconds after which nobody waits any more for what nobody asked for again."""
_REMEMBERED = 16
Steps = Generator[tuple[int, int], None, Json]
"""A long answer in steps: says after each how many of how many are done, and returns it."""


class _Job:
    """One answer: asked for, then there."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked = time.monotonic()
        self.answer: Json | None = None
        self.error: LinkageError | None = None
        self.progress = (0, 0)
        self.ready = threading.Event()

    @property
    def is_lost(self) -> bool:
        """Whether it was given up, or could not be answered: then it is tried again."""
        return self.ready.is_set() and self.answer is None

    @property
    def is_given_up(self) -> bool:
        """Whether nobody asked for it lately."""
        return time.monotonic() - self.asked > GIVE_UP_SECONDS


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
        return self._ask(world, key, lambda job: make(), patience).answer

    def ask_steps(
        self, world: World, key: Hashable, steps: Callable[[], Steps], patience: float = 0.25
    ) -> Json | tuple[int, int]:
        """The answer of some steps, or how many of how many are done; what nobody asks for any more is given up.

        Args:
            key: as in `ask`.
            steps: says after each step how many of how many are done, and returns the answer; run in the thread.

        Raises:
            LinkageError: it can't be answered.
        """
        job = self._ask(world, key, lambda job: _walk(job, steps()), patience)
        return job.progress if job.answer is None else job.answer

    def _ask(self, world: World, key: Hashable, make: Callable[[_Job], Json | None], patience: float) -> _Job:
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
        return job

    def _make(self, job: _Job, make: Callable[[_Job], Json | None]) -> None:
        try:
            with self._turn:
                if not job.is_given_up:
                    job.answer = make(job)
        except LinkageError as error:
            job.error = error
        except MemoryError:
            job.error = LinkageError("There is not enough memory for this: ask for fewer residents.")
        finally:
            job.ready.set()


def _walk(job: _Job, steps: Steps) -> Json | None:
    """The answer of some steps, all of them done; None where nobody asked for it any more."""
    try:
        while not job.is_given_up:
            job.progress = next(steps)
    except StopIteration as ended:
        answer: Json = ended.value
        return answer
    finally:
        steps.close()
    return None
