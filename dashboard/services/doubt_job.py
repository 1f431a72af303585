"""How sure a city's counts are: draws of its figures, other people, one figure at a time, found in the background.

One is worked out at a time, whoever asks, by processes that let the page's own counts go first; what nobody looks at
any more is given up. So a class of many costs the presenter's city little.
"""

from __future__ import annotations

from collections.abc import Callable

from dashboard.services.background_job import BackgroundJob, Json
from dashboard.services.city_jobs import bytes_needed, free_memory, too_large_text
from linkage.answers.uncertainty.asked_city import AskedCity, Steps
from linkage.answers.uncertainty.paired_ranges import range_steps, seed_steps
from linkage.answers.uncertainty.tornado import tornado_steps
from linkage.citywide.workers import BLOCKS_PER_CHUNK
from linkage.errors import LinkageError
from linkage.population.households import BLOCK

WAYS = ("range", "seeds", "tornado")
"""The ways to ask how sure a count is."""
_MOST_AT_ONCE = 2 * BLOCKS_PER_CHUNK * BLOCK
"""Residents that two workers hold at once, at most."""


class DoubtJob:
    """The answers asked for last, by city, what-if, day and way.

    Args:
        steps: how an answer comes to be, from the city, the way and the measure; `steps_of` unless said.
    """

    def __init__(self, steps: Callable[[AskedCity, str, str], Steps[Json]] | None = None) -> None:
        self._steps = steps or steps_of
        self._job = BackgroundJob()

    def ask(self, asked: AskedCity, way: str, measure: str = "", patience: float = 0.25) -> Json | tuple[int, int]:
        """The answer, or how many of how many populations are counted.

        Args:
            way: one of `WAYS`.
            measure: of a tornado.

        Raises:
            LinkageError: a measure that isn't there; too many residents for this machine.
        """
        key = (asked.world.id, asked.seed, asked.residents, asked.what_if, asked.on_day, way, measure)
        return self._job.ask_steps(asked.world, key, lambda: self._steps(asked, way, measure), patience)


def steps_of(asked: AskedCity, way: str, measure: str) -> Steps[Json]:
    """The steps of a way to ask, once there is memory for them.

    Raises:
        LinkageError: there isn't, or there is no such measure.
    """
    free = free_memory()
    if free is not None and free < bytes_needed(min(asked.residents, _MOST_AT_ONCE)):
        raise LinkageError(too_large_text(asked.residents, free))
    if way == "range":
        return range_steps(asked)
    return seed_steps(asked) if way == "seeds" else tornado_steps(asked, measure)
