"""What would spare most, for the screen: the best removals of `linkage cut --city --best`, found in the background.

The residents are made once and kept for one city; a question then takes about a second for 22 million.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from dashboard.services.background_job import BackgroundJob, Json
from dashboard.services.city_jobs import MOST_RESIDENTS, free_memory, too_large_text
from linkage.answers.cuts.removals import USUAL
from linkage.answers.whole_city.best_removals import BestRemovals, best_removals
from linkage.answers.whole_city.best_report import best_json, restriction_phrase
from linkage.citywide.whole_population import WholePopulation
from linkage.errors import LinkageError
from linkage.population.tables import Tables
from linkage.world.model import World

MOST = 3
"""Removals at most, or what they may cost in all, unless somebody says otherwise."""
_BYTES, _BYTES_EACH = 150e6, 12.0
"""Memory that the residents take: of themselves, and for each, in bytes."""


class BestQuestion(NamedTuple):
    """What is asked of the best removals, as in `linkage.answers.whole_city.best_removals.best_removals`."""

    service: tuple[str, ...] = ()
    among: tuple[str, ...] = USUAL
    group: str = ""
    weigh_rewards: bool = False
    costs: tuple[tuple[str, Fraction], ...] = ()
    objective: str = "spared"
    limit: int = MOST


class BestJob:
    """The best removals asked for last, by world, seed, residents, what-if and what is asked of them.

    Args:
        tables: somebody's own tables that a world is served with, if it is.
    """

    def __init__(self, tables: Callable[[World], Tables | None] = lambda world: None) -> None:
        self._tables = tables
        self._job = BackgroundJob()
        self._population: tuple[tuple[int, int], WholePopulation] | None = None

    def ask(
        self, world: World, seed: int, residents: int, what_if: str, question: BestQuestion, patience: float = 0.25
    ) -> Json | None:
        """The JSON of the command with `how`, in words who is restricted, and a sentence a removal; or nothing yet.

        Raises:
            LinkageError: a city too large for this machine; a group or a sort of removal that isn't there.
        """
        key = (world.id, seed, residents, what_if, question)

        def make() -> Json:
            asked = {**question._asdict(), "costs": dict(question.costs)}
            people = self._people(world.everything, seed, residents)
            return best_as_json(best_removals(people, what_if=what_if, **asked))

        return self._job.ask(world, key, make, patience)

    def _people(self, world: World, seed: int, residents: int) -> WholePopulation:
        """The residents, kept from one question to the next; called by one thread at a time."""
        if self._population is not None:
            key, population = self._population
            if key == (seed, residents) and population.world is world:
                return population
        free = free_memory()
        if residents > MOST_RESIDENTS or (free is not None and free < _BYTES + _BYTES_EACH * residents):
            raise LinkageError(too_large_text(residents, free))
        self._population = None
        population = WholePopulation(world, seed, residents, self._tables(world))
        self._population = ((seed, residents), population)
        return population


def best_as_json(best: BestRemovals) -> Json:
    """The answer as data, with the words that only the library knows."""
    sentences = {
        removal.text: removal.intervention.sentence(best.world)
        for choice in best.choices
        for cut in choice.cuts
        for removal in cut
    }
    return {**best_json(best), "how": restriction_phrase(best), "sentences": sentences, "groups": list(best.groups)}
