"""The trade-off of matching, for the screen: wrong people reached against people missed, found in the background.

One is counted at a time, whoever asks, some blocks of people a step; what nobody looks at any more is given up between
two steps. Its people are made for it and forgotten again, so that it never waits for the city of the page, nor that
city for it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from dashboard.services.background_job import BackgroundJob, Json, Steps
from dashboard.services.city_jobs import bytes_needed, free_memory, too_large_text
from linkage.answers.trade_offs.trade_off import TradeOffPlan
from linkage.answers.trade_offs.trade_off_report import trade_off_json
from linkage.errors import LinkageError
from linkage.population.households import BLOCK
from linkage.population.tables import Tables
from linkage.world.model import World

_BLOCKS_A_STEP = 1


class TradeJob:
    """The trade-offs asked for last, by world, people, measure and points.

    Args:
        tables: somebody's own tables that a world is served with, if it is; then their people are counted.
    """

    def __init__(self, tables: Callable[[World], Tables | None] = lambda world: None) -> None:
        self._tables = tables
        self._job = BackgroundJob()

    def ask(
        self, world: World, plan: TradeOffPlan, seed: int, residents: int, patience: float = 0.25
    ) -> Json | tuple[int, int]:
        """The JSON of `linkage tradeoff`, or how many of how many parts of the city are counted.

        Raises:
            LinkageError: there is no memory for it.
        """
        key: Hashable = (world.id, seed, residents, plan.measure, plan.what_if, plan.points)
        return self._job.ask_steps(world, key, lambda: self._steps(world, plan, seed, residents), patience)

    def _steps(self, world: World, plan: TradeOffPlan, seed: int, residents: int) -> Steps:
        free = free_memory()
        if free is not None and free < bytes_needed(min(residents, _BLOCKS_A_STEP * BLOCK)):
            raise LinkageError(too_large_text(residents, free))
        answer = yield from plan.steps(seed, residents, self._tables(world), _BLOCKS_A_STEP)
        return trade_off_json(answer)
