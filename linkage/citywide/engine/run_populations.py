"""The populations that one run has met, each with its index: the first part of a column's key."""

from __future__ import annotations

from collections.abc import Iterator

from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.reached_population import ReachedPopulation


class RunPopulations:
    """The populations of one run, in the order in which it met them."""

    def __init__(self, city_rules: CityRules) -> None:
        self._city_rules = city_rules
        self._populations: list[ReachedPopulation] = []
        self._indices: dict[int, int] = {}  # id() of a population → its index

    def __getitem__(self, index: int) -> ReachedPopulation:
        return self._populations[index]

    def __iter__(self) -> Iterator[ReachedPopulation]:
        return iter(self._populations)

    def add(self, population: ReachedPopulation) -> int:
        """A population's index in this run; columns of this world's links are added to it where they are missing."""
        index = self._indices.get(id(population))
        if index is None:
            links = self._city_rules.links
            population.follow_links(lambda database: links.get((database, population.kind), ()))
            index = self._indices[id(population)] = len(self._populations)
            self._populations.append(population)
        return index

    def index_of(self, population: ReachedPopulation) -> int:
        """The index of a population that the run has met.

        Raises:
            KeyError: the run hasn't met it.
        """
        return self._indices[id(population)]
