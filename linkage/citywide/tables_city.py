"""The city of somebody's own tables: just those people, counted in this process, under any number of worlds."""

from __future__ import annotations

from types import TracebackType

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import PartitionCounter, Totals
from linkage.citywide.engine.table_joins import TableJoins
from linkage.citywide.workers import Progress, strip_texts
from linkage.population.tables import Tables
from linkage.world.model import World


class TablesCity:
    """Counts the people of some tables; stands where a `WorkerPool` counts invented ones.

    Args:
        tables: the people; nothing may be imposed on them any more.
    """

    keeps_blocks = True

    def __init__(self, tables: Tables) -> None:
        self._counter = PartitionCounter(TableJoins(tables))

    def counts(
        self, worlds: list[World], query: CountQuery | None = None, progress: Progress | None = None
    ) -> list[Totals]:
        """The totals of all of them under several worlds."""
        report = progress or (lambda done, of: None)
        return [self._counter.count(strip_texts(world), query or CountQuery(), report) for world in worlds]

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> TablesCity:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
