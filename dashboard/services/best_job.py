"""What would spare most, for the screen: the best removals of `linkage cut --city --best`, worked out beside the page.

The residents are made once and kept for one city; a question then takes about a second for 22 million.
"""

from __future__ import annotations

from typing import NamedTuple

from dashboard.services.background_job import BackgroundJob, Json
from dashboard.services.city_jobs import LARGEST, free_memory, too_large
from linkage.answers.cuts.removals import USUAL
from linkage.answers.whole_city.best_removals import BestRemovals, WholePopulation, best_removals
from linkage.answers.whole_city.best_report import best_json, restriction_phrase
from linkage.errors import LinkageError
from linkage.world.model import World

MOST = 3
"""Removals at most."""
_BASE, _EACH = 150e6, 12.0
"""Bytes that the residents take: of themselves, and for each."""


class Wanted(NamedTuple):
    """What is asked of the best removals, as in `linkage.answers.whole_city.best_removals.best`."""

    service: str = ""
    among: tuple[str, ...] = USUAL
    group: str = ""
    weigh_rewards: bool = False


class BestJob:
    """The best removals of late, by world, seed, residents, what-if and what is asked of them."""

    def __init__(self) -> None:
        self._beside = BackgroundJob()
        self._everyone: tuple[tuple[int, int], WholePopulation] | None = None

    def ask(
        self, world: World, seed: int, residents: int, what_if: str, wanted: Wanted, patience: float = 0.25
    ) -> Json | None:
        """The JSON of the command with `how`, in words who is restricted, and a sentence a removal; or nothing yet.

        Raises:
            LinkageError: a city too large for this machine; a group or a sort of removal that isn't there.
        """
        key = (world.id, seed, residents, what_if, wanted)

        def make() -> Json:
            return best_as_json(
                best_removals(
                    self._people(world.everything, seed, residents), MOST, what_if=what_if, **wanted._asdict()
                )
            )

        return self._beside.ask(world, key, make, patience)

    def _people(self, world: World, seed: int, residents: int) -> WholePopulation:
        """The residents, kept from one question to the next; called by one thread at a time."""
        if self._everyone is not None:
            key, everyone = self._everyone
            if key == (seed, residents) and everyone.world is world:
                return everyone
        free = free_memory()
        if residents > LARGEST or (free is not None and free < _BASE + _EACH * residents):
            raise LinkageError(too_large(residents, free))
        self._everyone = None
        everyone = WholePopulation(world, seed, residents)
        self._everyone = ((seed, residents), everyone)
        return everyone


def best_as_json(found: BestRemovals) -> Json:
    """The answer as data, with the words that only the library knows."""
    sentences = {
        each.text: each.intervention.sentence(found.world)
        for choice in found.choices
        for cut in choice.cuts
        for each in cut
    }
    return {**best_json(found), "how": restriction_phrase(found), "sentences": sentences, "groups": list(found.groups)}
