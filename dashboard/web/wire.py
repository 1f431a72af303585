"""The wire under the server: how many connections there are, for how long one may take, and whose request comes first.

waitress holds no thread for a slow sender, but it holds a connection; and whoever sends many requests at once and reads
no answer fills its memory and holds its threads. Here each connection has one request at a time and two minutes for it,
a few connections stay free for this machine, and what this machine asks comes before what the class asks.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from contextlib import suppress
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import BadRequest

from dashboard.web.asker import ASKED_HERE, OWN_MACHINE

if sys.platform != "win32":
    import resource

THREADS = 8
FOR_CLASS = 3
"""How many threads answer a class at once; the others are there for this machine. More would answer nobody sooner, as
Python works out one answer at a time."""

CONNECTIONS = 2000
RESERVED = 50
"""Connections that only this machine gets."""

EXCHANGE_SECONDS = 120.0
"""How long a request may take to come in and its answer to go out; working it out doesn't count."""


def most_connections(wanted: int = CONNECTIONS) -> int:
    """How many connections this system lets a process have: as many as wanted, or as files may be open, less some."""
    if sys.platform == "win32":
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 3 * wanted  # a connection, and what of its request and its answer doesn't fit into memory
    if soft != resource.RLIM_INFINITY and soft < needed:
        with suppress(OSError, ValueError):  # macOS has a limit below the one that it states
            resource.setrlimit(
                resource.RLIMIT_NOFILE, (needed if hard == resource.RLIM_INFINITY else min(needed, hard), hard)
            )
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if soft == resource.RLIM_INFINITY else min(wanted, max(100, soft // 3))


class OneAtATime(HTTPChannel):
    """A connection that takes one request at a time, and is closed if it takes too long over it."""

    began = 0.0
    """When the request began to come in that is read, worked out or answered; 0 while there is none."""

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:
        super().__init__(server, sock, addr, adj, map)
        if not self.is_own_machine and len(server.active_channels) > adj.connection_limit - RESERVED:
            self.will_close = True

    @property
    def is_own_machine(self) -> bool:
        """Whether this machine asks."""
        return self.addr[0] in OWN_MACHINE

    def received(self, data: bytes) -> bool:
        """Take what came; of requests that came together only the first is answered, and the connection ends."""
        self.began = self.began or time.monotonic()
        was_read: bool = super().received(data)
        channel: Any = self
        with channel.requests_lock:
            waiting = channel.requests
            for request in waiting[1:]:
                request.error = BadRequest("One request at a time, please: send the next once this one is answered.")
            del waiting[2:]
        return was_read

    def handle_read(self) -> None:
        """Read, unless the request takes too long to come in."""
        if not self._close_if_late():
            super().handle_read()

    def handle_write(self) -> None:
        """Write, unless the answer takes too long to go out."""
        if not self._close_if_late():
            super().handle_write()

    def service(self) -> None:
        """Work out the answer; the time that this takes isn't the other side's."""
        begun = time.monotonic()
        ASKED_HERE.set(self.is_own_machine)
        super().service()
        self.began += time.monotonic() - begun if self.began else 0.0

    def _close_if_late(self) -> bool:
        if self.requests:
            return False
        if self.request is None and not self.total_outbufs_len:
            self.began = 0.0
        is_late = self.began > 0 and time.monotonic() - self.began > EXCHANGE_SECONDS
        if is_late:
            self.handle_close()
        return is_late


class PresenterFirst(ThreadedTaskDispatcher):
    """Threads that answer this machine before all others, a few of them nobody else."""

    def __init__(self) -> None:
        super().__init__()
        self._turns = TwoQueues()
        self.queue: Any = self._turns

    def handler_thread(self, thread_no: int) -> None:
        """Answer until the server ends."""
        while (task := self._next_task(thread_no)) is not None:
            try:
                task.service()
            except BaseException:
                self.logger.exception("Exception when servicing %r", task)
            finally:
                self._done(task)

    def _next_task(self, thread_no: int) -> Any:
        """Wait for a task that this thread may do; None once it has to end."""
        with self.lock:
            while self.stop_count == 0 and not self.queue:
                self.active_count -= 1
                self.queue_cv.wait()
                self.active_count += 1
            if self.stop_count == 0:
                return self.queue.popleft()
            self.active_count -= 1
            self.stop_count -= 1
            self.threads.discard(thread_no)
            self.thread_exit_cv.notify()
            return None

    def _done(self, task: Any) -> None:
        with self.lock:
            self._turns.done(task)
            self.queue_cv.notify()


class TwoQueues:
    """Tasks that wait: this machine's first, the others' only while few are worked on; true if one may begin."""

    def __init__(self) -> None:
        self._own: deque[Any] = deque()
        self._others: deque[Any] = deque()
        self._others_begun: set[int] = set()

    def append(self, task: Any) -> None:
        """Put a task behind those of its kind."""
        (self._own if task.is_own_machine else self._others).append(task)

    def popleft(self) -> Any:
        """Take the task that comes next; raises IndexError if there is none."""
        if self._own:
            return self._own.popleft()
        task = self._others.popleft()
        self._others_begun.add(id(task))
        return task

    def done(self, task: Any) -> None:
        """Another of the others' tasks may begin, if this was one."""
        self._others_begun.discard(id(task))

    def __len__(self) -> int:
        return len(self._own) + len(self._others)

    def __bool__(self) -> bool:
        return bool(self._own) or (bool(self._others) and len(self._others_begun) < FOR_CLASS)
