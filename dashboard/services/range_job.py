"""How far a city's counts move when every assumed number is drawn anew: worked out in the background.

The draws are those of `linkage city --range`, on a few blocks, and said to be so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.services.background_job import BackgroundJob
from linkage.answers.whole_city.uncertainty import ranged
from linkage.world.model import World

Json = dict[str, Any]


class RangeJob:
    """The ranges asked for last, by world, seed, residents and what-if.

    Args:
        draw: how a range comes to be; `linkage.answers.whole_city.uncertainty.ranged` unless said.
    """

    def __init__(self, draw: Callable[[World, str, int, int], Json] = ranged) -> None:
        self._draw = draw
        self._job = BackgroundJob()

    def ask(self, world: World, seed: int, residents: int, what_if: str, patience: float = 0.25) -> Json | None:
        """The range, or nothing yet."""
        everything = world.everything
        key = (world.id, seed, residents, what_if)
        return self._job.ask(world, key, lambda: self._draw(everything, what_if, seed, residents), patience)
