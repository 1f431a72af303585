"""A bounded store of the values used last (LRU), safe from many threads. Knows nothing of what the values are.

The store is cachetools' `LRUCache`. Ours is what that has not: a lock around it, one making of a value for all who ask
at once (single flight), values dropped by what their key says, and a value that is kept only if it still holds once it
is made.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

from cachetools import Cache, LRUCache

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class RecentValues(Generic[Key, Value]):
    """The latest values by key; the one that was used longest ago goes first.

    Args:
        most: how many values are kept.
    """

    def __init__(self, most: int = 64) -> None:
        self._values: LRUCache[Key, Value] = LRUCache(most)
        self._in_making: dict[Key, Future[Value]] = {}
        self._lock = threading.RLock()

    def get(self, key: Key) -> Value | None:
        """The value of a key, which counts as used; None where there is none."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: Key, value: Value) -> None:
        """Keep a value under its key."""
        with self._lock:
            self._values[key] = value

    def forget(self, is_old: Callable[[Key], bool]) -> None:
        """Drop the values whose key is old; what is being made of them answers those only who wait for it already."""
        with self._lock:
            for key in [key for key in self._in_making if is_old(key)]:
                del self._in_making[key]
            for key in [key for key in self._values if is_old(key)]:
                del self._values[key]

    def forget_value(self, value: Value) -> None:
        """Drop this very value, whatever its key."""
        with self._lock:
            for key in [key for key, other in self._pairs() if other is value]:
                del self._values[key]

    def values(self) -> list[Value]:
        """All values; none counts as used by that."""
        with self._lock:
            return [value for _, value in self._pairs()]

    def get_or_make(self, key: Key, make: Callable[[], Value], may_keep: Callable[[], bool] = lambda: True) -> Value:
        """The value of a key, made where there is none yet; of all who ask at once one makes it, the others wait.

        Args:
            may_keep: asked once the value is made: whether it still holds.

        Raises:
            whatever `make` raises, at everybody who waited for it.
        """
        with self._lock:
            value = self.get(key)
            if value is not None:
                return value
            others = self._in_making.get(key)
            mine: Future[Value] = Future()
            if others is None:
                self._in_making[key] = mine
        return others.result() if others else self._make(key, mine, make, may_keep)

    def _make(
        self, key: Key, promised: Future[Value], make: Callable[[], Value], may_keep: Callable[[], bool]
    ) -> Value:
        try:
            value = make()
        except BaseException as error:
            self._end_making(key, promised)
            promised.set_exception(error)
            raise
        with self._lock:
            if may_keep():
                self.put(key, value)
            self._end_making(key, promised)
        promised.set_result(value)
        return value

    def _end_making(self, key: Key, promised: Future[Value]) -> None:
        with self._lock:
            if self._in_making.get(key) is promised:
                del self._in_making[key]

    def _pairs(self) -> list[tuple[Key, Value]]:
        """All keys with their values, read as the base class does, which leaves their order as it is."""
        return [(key, Cache.__getitem__(self._values, key)) for key in self._values]
