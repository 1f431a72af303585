"""A bounded store of the values used last (LRU), safe from many threads. Knows nothing of what the values are."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class RecentValues(Generic[Key, Value]):
    """The latest values by key; the one that was used longest ago goes first.

    Args:
        most: how many values are kept.
    """

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.RLock()

    def get(self, key: Key) -> Value | None:
        """The value of a key, which counts as used; None where there is none."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, key: Key, value: Value) -> None:
        """Keep a value under its key."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)

    def forget(self, is_old: Callable[[Key], bool]) -> None:
        """Drop the values whose key is old."""
        with self._lock:
            for key in [key for key in self._values if is_old(key)]:
                del self._values[key]

    def forget_value(self, value: Value) -> None:
        """Drop this very value, whatever its key."""
        with self._lock:
            for key in [key for key, other in self._values.items() if other is value]:
                del self._values[key]

    def values(self) -> list[Value]:
        """All values, the one used longest ago first."""
        with self._lock:
            return list(self._values.values())

    def get_or_make(self, key: Key, make: Callable[[], Value], may_keep: Callable[[], bool] = lambda: True) -> Value:
        """The value of a key, made where there is none yet; two that ask at once may both make it.

        Args:
            may_keep: asked once the value is made: whether it still holds.
        """
        value = self.get(key)
        if value is None:
            value = make()
            with self._lock:
                if may_keep():
                    self.put(key, value)
        return value
