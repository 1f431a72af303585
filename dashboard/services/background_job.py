"""Long answers worked out in the background, one at a time, in a thread of its own, while requests go on.

Who asks is told to come again until the answer is there; what nobody asks for any more isn't begun. What this machine
asks waits for no question of the class, and the class has two long answers in the making at most, whatever it asks: one
in steps and one in one go. Knows no question.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Hashable
from typing import Any

from dashboard.services.recent_values import RecentValues
from dashboard.web.asker import ASKED_HERE
from linkage.citywide.freed_memory import give_freed_memory_back
from linkage.errors import LinkageError
from linkage.world.model import World

Json = dict[str, Any]
GIVE_UP_SECONDS = 5.0
"""Seconds after which nobody waits any more for what nobody asked for again."""
WALK_AWAY_SECONDS = 30.0
"""The same for what is begun: longer, since a busy machine may be slow to hear who asks."""
_REMEMBERED = 16
Steps = Generator[tuple[int, int], None, Json]
"""A long answer in steps: says after each how many of how many are done, and returns it."""


class _Job:
    """One answer: asked for, then there."""

    def __init__(self, world: World, make: Callable[[_Job], Json | None]) -> None:
        self.world = world
        self._make = make
        self._has_begun = threading.Lock()
        self.lanes: list[_Lane] = []  # where it waits: what the class has asked this machine may ask, too
        self.asked = time.monotonic()
        self.answer: Json | None = None
        self.error: LinkageError | None = None
        self.progress = (0, 0)
        self.ready = threading.Event()

    @property
    def is_lost(self) -> bool:
        """Whether it was given up, or could not be answered: then it is tried again."""
        return self.ready.is_set() and self.answer is None

    def is_given_up(self, seconds: float) -> bool:
        """Whether nobody has asked for it for so long."""
        return time.monotonic() - self.asked > seconds

    def give_up(self) -> None:
        """Say that it will not be worked out, unless that was begun: whoever asks again has it tried anew."""
        if self._has_begun.acquire(blocking=False):
            self.ready.set()

    def work_out(self) -> None:
        """Work the answer out, unless that was begun elsewhere or nobody waits for it any more."""
        if not self._has_begun.acquire(blocking=False):
            return
        try:
            if not self.is_given_up(GIVE_UP_SECONDS):
                self.answer = self._make(self)
        except LinkageError as error:
            self.error = error
        except MemoryError:
            self.error = LinkageError("There is not enough memory for this: ask for fewer residents.")
        except Exception:
            self.error = LinkageError("The count ended with an error of the program.")
            logging.getLogger(__name__).exception("a background job")
        finally:
            self.ready.set()


class _Lane:
    """Jobs that are worked out one after the other, in a thread that lives as long as there are any."""

    def __init__(self) -> None:
        self._waiting: deque[_Job] = deque()
        self._lock = threading.Lock()
        self._has_thread = False

    def add(self, job: _Job) -> None:
        """Put a job behind those that somebody still waits for."""
        with self._lock:
            for lost in [each for each in self._waiting if each.is_given_up(GIVE_UP_SECONDS)]:
                self._waiting.remove(lost)
                lost.give_up()
            self._waiting.append(job)
            if not self._has_thread:
                threading.Thread(target=self._run, daemon=True, name="background job").start()
                self._has_thread = True

    def _run(self) -> None:
        while job := self._next():
            job.work_out()
            give_freed_memory_back()

    def _next(self) -> _Job | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._has_thread = False
            return None


_CLASS_LANES = {True: _Lane(), False: _Lane()}
"""Where the class's jobs of all sorts wait for one another: those in steps, and those in one go."""


class BackgroundJob:
    """The answers asked for last."""

    def __init__(self) -> None:
        self._jobs: RecentValues[Hashable, _Job] = RecentValues(_REMEMBERED)
        self._lock = threading.Lock()
        self._own_lane = _Lane()

    def ask(self, world: World, key: Hashable, make: Callable[[], Json], patience: float = 0.25) -> Json | None:
        """The answer, or nothing yet.

        Args:
            key: what is asked of the world; another world under the same name is asked anew.
            make: how the answer comes to be; called in the thread.

        Raises:
            LinkageError: it can't be answered.
        """
        return self._ask(world, key, lambda job: make(), patience, _CLASS_LANES[False]).answer

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
        job = self._ask(world, key, lambda job: _walk(job, steps()), patience, _CLASS_LANES[True])
        return job.progress if job.answer is None else job.answer

    def _ask(
        self, world: World, key: Hashable, make: Callable[[_Job], Json | None], patience: float, class_lane: _Lane
    ) -> _Job:
        lane = self._own_lane if ASKED_HERE.get() else class_lane
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.world is not world.everything or job.is_lost:
                job = _Job(world.everything, make)
            self._jobs.put(key, job)
            job.asked = time.monotonic()
            if lane not in job.lanes and not job.ready.is_set():
                job.lanes.append(lane)
                lane.add(job)
        job.ready.wait(patience)
        if job.error is not None:
            self._jobs.forget(lambda other: other == key)
            raise job.error
        return job


def _walk(job: _Job, steps: Steps) -> Json | None:
    """The answer of some steps, all of them done; None where nobody asked for it any more."""
    try:
        while not job.is_given_up(WALK_AWAY_SECONDS):
            job.progress = next(steps)
    except StopIteration as ended:
        answer: Json = ended.value
        return answer
    finally:
        steps.close()
    return None
