"""The services of an app: which of its cities counts as the presenter's own."""

from __future__ import annotations

from dashboard.services.app_context import AppContext
from linkage.answers.whole_city.city_report import CityCounter
from linkage.world.storage.folders import load


def test_every_city_but_that_of_the_served_world_lets_others_go_first() -> None:
    context = AppContext.serving("tiny")
    served, other = context.worlds.served, load("hangzhou").everything
    usual = (served.population, 1)
    for world, residents, seed in ((served, *usual), (served, 1_000, 1), (served, usual[0], 2), (other, *usual)):
        counter = context.cities._make(world, seed, residents)
        assert isinstance(counter, CityCounter)
        assert counter._steps_back is ((world, residents, seed) != (served, *usual))
