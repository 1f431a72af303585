"""A city's whole population: made, or somebody's own tables, partition by partition, for many questions in a row."""

from __future__ import annotations

from collections.abc import Iterator

from linkage.citywide.engine.account_joins import AccountJoins, all_blocks
from linkage.citywide.engine.city_partition import CityPartition
from linkage.citywide.engine.table_joins import TableJoins
from linkage.citywide.workers import BLOCKS_PER_CHUNK, MAX_KEPT_BLOCKS, strip_texts
from linkage.population.own_tables.pair_reader import paired_world
from linkage.population.residents import Residents
from linkage.population.tables import Tables
from linkage.world.model import World


class WholePopulation:
    """Everybody of a city in this process: computed at the first question, kept for later ones where memory allows.

    Args:
        tables: somebody's own tables, whose people are meant instead: seed and residents then say nothing.
    """

    def __init__(self, world: World, seed: int = 1, residents: int | None = None, tables: Tables | None = None) -> None:
        self.world, self.seed = world.everything, seed if tables is None else tables.stated_seed
        self.people: Residents | None = None
        self._kept: CityPartition | None = None
        self.keeps_partitions = True
        if tables is not None:
            self.world = paired_world(self.world, tables)
            self.residents, self._kept = tables.number_of_residents, CityPartition(TableJoins(tables))
            self.groups = self._kept.joins.group_names("resident")
            return
        self.people = Residents(strip_texts(self.world), seed, residents or self.world.population)
        self.residents, self.groups = self.people.residents, self.people.group_names("resident")
        self.keeps_partitions = len(all_blocks(self.people)) <= MAX_KEPT_BLOCKS

    def partitions(self) -> Iterator[CityPartition]:
        """The city in one partition; or, too large to be kept, in several that are computed and forgotten in turn."""
        if self._kept is not None or self.people is None:
            yield from filter(None, [self._kept])
            return
        blocks = all_blocks(self.people)
        if self.keeps_partitions:
            self._kept = CityPartition(AccountJoins(self.people, blocks))
            yield self._kept
            return
        for low in range(0, len(blocks), BLOCKS_PER_CHUNK):
            yield CityPartition(AccountJoins(self.people, blocks[low : low + BLOCKS_PER_CHUNK]))
