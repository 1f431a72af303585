"""The question that an address asks of a city: which world, under which what-if, with how many residents."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from dashboard.services.app_context import AppContext
from dashboard.shell.page_frame import page_question
from dashboard.state.display_names import rename_world
from dashboard.state.labels import labels_in
from dashboard.state.view_state import State, read_address
from linkage.answers.spread_question import combined_what_if
from linkage.population.tables import Tables
from linkage.world.model import World
from linkage.world.what_if.parser import parse, text_of


class CityQuery(NamedTuple):
    """The question that an address asks of a city.

    Args:
        notes: remarks on parts of the address that mean nothing.
        world: the world as its folder says it, with everything in it.
        what_if: the whole what-if, a story's own included.
        residents: how many residents are counted.
        own: somebody's own tables, if their people are counted.
        tables: where these are.
    """

    state: State
    notes: list[str]
    world: World
    what_if: str
    residents: int
    own: Tables | None = None
    tables: str = ""

    @property
    def display_world(self) -> World:
        """The world with its names in the language shown: for words, never for counting."""
        return rename_world(self.world, self.state.names)


def city_query(context: AppContext, search: object) -> CityQuery:
    """The question of an address; a story that it names brings its own what-if, as on the stage."""
    state, notes = page_question(context, search)
    world = context.worlds.world(state.world).everything
    address = read_address(search)[0]
    if address.story or address.record:
        what_if = combined_what_if(world, state.question)
    else:
        state, what_if = replace(state, story=""), text_of(parse(state.what_if, world))
    own = context.worlds.tables_of(world)
    if own is None:
        return CityQuery(state, notes, world, what_if, state.residents or world.population)
    if state.residents or state.seed != State().seed:
        notes = [*notes, labels_in(state.lang)("city.own_asked")]
    state = replace(state, seed=State().seed, residents=None)
    return CityQuery(state, notes, world, what_if, own.number_of_residents, own, context.worlds.tables_path)
