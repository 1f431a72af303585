"""The worlds within reach of the screen, and what was answered lately: the same question is worked out once.

Only bundled names, the world that is served and those opened from folders on the World page can be asked for; an
address never names a folder. Values in, values out; safe from many threads.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from dashboard.pages.stage.account_view import explained_accounts
from dashboard.pages.stage.story import StoryView
from dashboard.services.before_after import BeforeAfter, keep
from dashboard.services.best_job import BestJob
from dashboard.services.city_jobs import CityJobs
from dashboard.services.explanations import Entry, explained, quotes_of
from dashboard.services.range_job import RangeJob
from dashboard.services.small_map import map_of
from dashboard.services.step_view import signs
from dashboard.state.captions import captions
from dashboard.state.labels import labels
from dashboard.state.view_state import State, reading_of
from linkage.answers.spread_question import Answer
from linkage.drawing.account_map.account_scene import AccountScene
from linkage.drawing.account_map.account_svg import account_svg
from linkage.drawing.layout.geometry import COMPACT, WIDE, Canvas
from linkage.drawing.scene import Scene
from linkage.drawing.svg.svg import svg
from linkage.errors import LinkageError, unknown
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.intervention_registry import EVERYTHING

Json = dict[str, Any]


MOST_FOLDERS = 8
"""Folders that are open at once; the one opened first is forgotten."""


class FromFolder(NamedTuple):
    """Where a world was opened from, and its faults that don't keep it from being shown."""

    path: Path
    faults: tuple[Json, ...]


class AppContext:
    """Worlds and answers.

    `opens_folders` says whether the World page may open folders of this machine; `forgets` is called whenever another
    world stands under a name.
    """

    def __init__(self, opened: World | str | Path) -> None:
        self.opened = opened.everything if isinstance(opened, World) else folders.load(opened)
        self._worlds = {self.opened.id: self.opened}
        self._folders: OrderedDict[str, FromFolder] = OrderedDict()
        self.opens_folders = False
        self.forgets: list[Callable[[], None]] = []
        self.pairs = BeforeAfter(self.world)
        self.cities = CityJobs()
        self.ranges = RangeJob()
        self.bests = BestJob()
        self._shown: OrderedDict[State, Json] = OrderedDict()
        self._pictures: OrderedDict[tuple[Scene, Canvas], str] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def _bundled(self) -> dict[str, str]:
        return {each.id: each.title for each in folders.worlds()}

    @property
    def titles(self) -> dict[str, str]:
        """The worlds that can be asked for: id → title, the served one first, then those from folders."""
        with self._lock:
            opened = {name: self._worlds[name].title or name for name in self._folders}
        rest = {**opened, **self._bundled}
        return {self.opened.id: self.opened.title, **{k: v for k, v in rest.items() if k != self.opened.id}}

    def put(self, world: World, folder: Path, faults: tuple[Json, ...] = ()) -> None:
        """A world opened from a folder, under its own name; what was answered of that name before is forgotten."""
        with self._lock:
            self._worlds[world.id] = world
            self._folders[world.id] = FromFolder(folder, faults)
            self._folders.move_to_end(world.id)
            old = [world.id, *list(self._folders)[: max(0, len(self._folders) - MOST_FOLDERS)]]
            for name in old[1:]:
                del self._folders[name], self._worlds[name]
            for state in [each for each in self._shown if each.world in old]:
                del self._shown[state]
        for name in old:
            self.pairs.forget(name)
        for forget in self.forgets:
            forget()

    def from_folder(self, name: str) -> FromFolder | None:
        """Where a world was opened from on the World page; nothing of the others."""
        with self._lock:
            return self._folders.get(name)

    def world(self, name: str) -> World:
        """A world by its name; the opened one for a blank."""
        if not name or name == self.opened.id:
            return self.opened
        if name not in self.titles:
            again = " If it was a folder, open it again on the page World." if self.opens_folders else ""
            raise LinkageError(unknown("world", name[:80], self.titles) + again)
        with self._lock:
            if name not in self._worlds:
                self._worlds[name] = folders.load(folders.bundled() / name)
            return self._worlds[name]

    def in_full(self, state: State) -> State:
        """The same state by its full name: a world's first story is named, the opened world isn't."""
        world = self.world(state.world)
        first = "" if state.record else next(iter(world.everything.stories), "")
        return replace(state, world="" if world is self.opened else world.id, story=state.story or first)

    def show(self, state: State) -> Json:
        """What the stage shows for a state's question, wherever in it the presenter stands."""
        asked = self.in_full(state).bare
        with self._lock:
            if asked in self._shown:
                self._shown.move_to_end(asked)
                return self._shown[asked]
        world = self.world(asked.world)
        shown = self._show(asked)
        with self._lock:
            if self._worlds.get(world.id) is world:  # else another was opened under its name meanwhile
                keep(self._shown, asked, shown)
        return shown

    def _show(self, state: State) -> Json:
        said = labels(state.lang)
        answer, before = self.pairs.of(state)
        world = answer.world.everything
        telling = StoryView(answer, before, said)
        scene = map_of(answer, before, state.lang)
        told, about = telling.json(), self._about(world, scene, telling)
        quoted = {quote for each in (*about.values(), *told["steps"]) for quote in each["quotes"]}
        return {
            **told,
            **captions(answer, said),
            **_asked(answer),
            "about": about,
            "quotes": {name: quote for name, quote in quotes_of(world, said).items() if name in quoted},
            "signs": signs(),
            "pictures": {
                "map": [self.drawn(scene, WIDE), self.drawn(scene, COMPACT)],
                "accounts": accounts_drawn(telling.accounts),
            },
        }

    def _about(self, world: World, scene: Scene, telling: StoryView) -> dict[str, Entry]:
        """What each part of the two pictures says."""
        drawn = {node.id for node in scene.nodes} | {edge.id for edge in scene.edges}
        drawn |= {mark.id for node in scene.nodes for mark in node.marks}
        drawn |= {f"agency:{agency.id}" for agency in world.agencies.values()}
        about = {name: entry for name, entry in explained(world, telling.words).items() if name in drawn}
        return about | explained_accounts(telling.accounts, telling.words)

    def drawn(self, scene: Scene, stage: Canvas) -> str:
        """A scene on a stage; the same one is laid out once."""
        key = (scene, stage)
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        picture = svg(scene, stage=stage)
        with self._lock:
            keep(self._pictures, key, picture)
        return picture


def _asked(answer: Answer) -> Json:
    """Of which world, and under which reading."""
    world = answer.world.everything
    baseline = world.baseline or EVERYTHING
    return {
        "world": world.id,
        "asks": {"question": world.question, "about": world.about},
        "forSpeaker": answer.story.notes if answer.story else "",
        "baseline": baseline,
        "reading": reading_of(answer.what_if) or baseline,
    }


def accounts_drawn(scene: AccountScene) -> list[str]:
    """The picture of accounts for a wide window and for a small one."""
    return [account_svg(scene), account_svg(scene, compact=True)]
