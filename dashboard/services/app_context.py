"""What the pages of one app share: its worlds, the answers of spreads and cities, and maps drawn lately."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dashboard.services.background_job import BackgroundJob
from dashboard.services.before_after import BeforeAfter
from dashboard.services.best_job import BestJob
from dashboard.services.city_jobs import CityJobs
from dashboard.services.doubt_job import DoubtJob
from dashboard.services.drawn_maps import DrawnMaps
from dashboard.services.match_job import MatchJob
from dashboard.services.open_worlds import OpenWorlds
from dashboard.services.recent_values import RecentValues
from dashboard.services.trade_job import TradeJob
from dashboard.state.view_state import State
from linkage.answers.whole_city.city_report import CityCounter
from linkage.world.model import World

Json = dict[str, Any]


@dataclass
class AppContext:
    """The services of one app; `stage_answers` are what the stage was told lately, by its state."""

    worlds: OpenWorlds
    answers: BeforeAfter
    maps: DrawnMaps = field(default_factory=DrawnMaps)
    cities: CityJobs = field(default_factory=CityJobs)
    doubts: DoubtJob = field(default_factory=DoubtJob)
    bests: BestJob = field(default_factory=BestJob)
    matches: MatchJob = field(default_factory=MatchJob)
    trades: TradeJob = field(default_factory=TradeJob)
    examples: BackgroundJob = field(default_factory=BackgroundJob)
    stage_answers: RecentValues[State, Json] = field(default_factory=RecentValues)

    @classmethod
    def serving(cls, world: World | str | Path, tables: str | Path | None = None) -> AppContext:
        """The services of an app that serves a world: a folder, a bundled name, or a world at hand.

        Args:
            tables: somebody's own tables, whose people it is asked about: a folder or a SQLite file.
        """
        worlds = OpenWorlds(world, tables)
        served, own = worlds.served, worlds.own_tables
        own_city = (served.id, State().seed, served.population if own is None else own.number_of_residents)

        def city(asked: World, seed: int, residents: int) -> CityCounter:
            others = (asked.id, seed, residents) != own_city  # the served world's city never waits for another one
            return CityCounter(asked, seed, residents, tables=worlds.tables_of(asked), steps_back=others)

        context = cls(
            worlds,
            BeforeAfter(worlds.world, worlds.tables_of),
            cities=CityJobs(city, reserved=own_city),
            bests=BestJob(worlds.tables_of),
            matches=MatchJob(worlds.tables_of),
            trades=TradeJob(worlds.tables_of),
        )
        worlds.on_change.append(lambda names: context.stage_answers.forget(lambda state: state.world in names))
        worlds.on_change.append(lambda names: context.answers.forget(names))
        return context

    def in_full(self, state: State) -> State:
        """The same state by its full name: a world's first story is named, the served world isn't."""
        world = self.worlds.world(state.world)
        first = "" if state.record else next(iter(world.everything.stories), "")
        return replace(state, world="" if world is self.worlds.served else world.id, story=state.story or first)
