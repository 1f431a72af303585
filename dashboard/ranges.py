"""Ranges on request: how far a city's counts move when every assumed number is drawn anew, made beside the page.

One at a time, in a thread of its own; who asks is told to come again until it is there. The draws are those of
`linkage city --range`, on a few blocks, and said to be so.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from dashboard.pairs import keep
from linkage.answers.ranging import ranged
from linkage.world.model import World

Json = dict[str, Any]
FORGOTTEN = 5.0
"""Seconds after which nobody waits for a range any more that nobody asked for again."""
_REMEMBERED = 16


class _Range:
    """One range: wanted, then there."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked = time.monotonic()
        self.found: Json | None = None
        self.ready = threading.Event()


class Ranges:
    """The ranges of late, by world, seed, residents and what-if.

    Args:
        draw: how a range comes to be; `linkage.answers.ranging.ranged` unless said.
    """

    def __init__(self, draw: Callable[[World, str, int, int], Json] = ranged) -> None:
        self._draw = draw
        self._kept: OrderedDict[tuple[str, int, int, str], _Range] = OrderedDict()
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def ask(self, world: World, seed: int, residents: int, what_if: str, patience: float = 0.25) -> Json | None:
        """The range, or nothing yet."""
        key = (world.id, seed, residents, what_if)
        with self._lock:
            one = self._kept.get(key)
            if one is None or one.world is not world.everything or (one.ready.is_set() and one.found is None):
                one = _Range(world.everything)
                arguments = (one, what_if, seed, residents)
                threading.Thread(target=self._make, args=arguments, daemon=True, name="range").start()
            keep(self._kept, key, one, _REMEMBERED)
            one.asked = time.monotonic()
        one.ready.wait(patience)
        return one.found

    def _make(self, one: _Range, what_if: str, seed: int, residents: int) -> None:
        try:
            with self._turn:
                if time.monotonic() - one.asked < FORGOTTEN:
                    one.found = self._draw(one.world, what_if, seed, residents)
        finally:
            one.ready.set()
