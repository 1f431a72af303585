"""What an address asks of a city: the world, its what-if in full, and whom it counts."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from dashboard.services.app_context import AppContext
from dashboard.shell.page_frame import page_question
from dashboard.state.display_names import renamed
from dashboard.state.view_state import State, read
from linkage.answers.spread_question import combined_what_if
from linkage.world.model import World
from linkage.world.what_if.parser import parse, text_of


class CityQuery(NamedTuple):
    """What an address asks of a city: the world as its folder says it, its what-if in full, and whom it counts."""

    state: State
    notes: list[str]
    world: World
    what_if: str
    residents: int

    @property
    def shown(self) -> World:
        """The world with its names as they are to be shown: for words, never for counting."""
        return renamed(self.world, self.state.names)


def city_query(context: AppContext, search: object) -> CityQuery:
    """What an address asks: a story that it names brings its own what-if, as on the stage; it need not name one."""
    state, notes = page_question(context, search)
    world = context.worlds.world(state.world).everything
    said = read(search)[0]
    if said.story or said.record:
        what_if = combined_what_if(world, state.question)
    else:
        state, what_if = replace(state, story=""), text_of(parse(state.what_if, world))
    return CityQuery(state, notes, world, what_if, state.residents or world.population)
