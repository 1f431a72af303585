"""How good each link's match is, for the screen: counted in the background on the first residents of the city."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.services.background_job import BackgroundJob, Json
from linkage.answers.match_quality import match_qualities
from linkage.answers.match_report import match_json
from linkage.population.tables import Tables, generate_tables
from linkage.world.model import World
from linkage.world.what_if.parser import under

MOST_RESIDENTS = 10_000
"""Residents that are looked at: the shares of a larger city are the same, within chance."""


class MatchJob:
    """The matches asked for last, by world, seed, residents and what-if.

    Args:
        tables: somebody's own tables that a world is served with, if it is; all of their people are looked at.
    """

    def __init__(self, tables: Callable[[World], Tables | None] = lambda world: None) -> None:
        self._tables = tables
        self._job = BackgroundJob()

    def ask(self, world: World, seed: int, residents: int, what_if: str, patience: float = 0.25) -> Json | None:
        """The rows of `linkage matches`, and the residents that they are counted on; or nothing yet."""
        own = self._tables(world)
        looked_at = min(residents, MOST_RESIDENTS) if own is None else own.number_of_residents

        def make() -> Json:
            tables = generate_tables(world.everything, seed, looked_at) if own is None else own
            return {
                "rows": match_json(match_qualities(under(world.everything, what_if), tables), False),
                "of": looked_at,
            }

        return self._job.ask(world, (world.id, seed, looked_at, what_if), make, patience)
