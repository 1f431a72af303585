"""The worlds within reach of the screen, and what was answered lately: the same question is worked out once.

Only bundled names and the world that was opened can be asked for; an address never names a folder. Values in, values
out; safe from many threads.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from dashboard.accounts import explained_accounts
from dashboard.bests import Bests
from dashboard.captions import captions
from dashboard.census import Cities
from dashboard.explain import Entry, explained, quotes_of
from dashboard.pairs import Pairs, keep
from dashboard.ranges import Ranges
from dashboard.smallmap import map_of
from dashboard.state import State, reading_of
from dashboard.steps import signs
from dashboard.telling import Telling
from dashboard.wording import words
from linkage.answers.ask import Answer
from linkage.drawing.accounts import AccountsScene
from linkage.drawing.geometry import COMPACT, WIDE, Stage
from linkage.drawing.scene import Scene
from linkage.drawing.svg import svg
from linkage.drawing.ties import accounts_svg
from linkage.errors import LinkageError, unknown
from linkage.world import files
from linkage.world.change import EVERYTHING
from linkage.world.model import World

Json = dict[str, Any]


class Shelf:
    """Worlds and answers."""

    def __init__(self, opened: World | str | Path) -> None:
        self.opened = opened.everything if isinstance(opened, World) else files.load(opened)
        self._worlds = {self.opened.id: self.opened}
        self.pairs = Pairs(self.world)
        self.cities = Cities()
        self.ranges = Ranges()
        self.bests = Bests()
        self._shown: OrderedDict[State, Json] = OrderedDict()
        self._pictures: OrderedDict[tuple[Scene, Stage], str] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def titles(self) -> dict[str, str]:
        """The worlds that can be asked for: id → title, the opened one first."""
        bundled = {each.id: each.title for each in files.worlds()}
        return {self.opened.id: self.opened.title, **{k: v for k, v in bundled.items() if k != self.opened.id}}

    def world(self, name: str) -> World:
        """A world by its name; the opened one for a blank."""
        if not name or name == self.opened.id:
            return self.opened
        if name not in self.titles:
            raise LinkageError(unknown("world", name, self.titles))
        with self._lock:
            if name not in self._worlds:
                self._worlds[name] = files.load(files.bundled() / name)
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
        shown = self._show(asked)
        with self._lock:
            keep(self._shown, asked, shown)
        return shown

    def _show(self, state: State) -> Json:
        said = words(state.lang)
        answer, before = self.pairs.of(state)
        world = answer.world.everything
        telling = Telling(answer, before, said)
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

    def _about(self, world: World, scene: Scene, telling: Telling) -> dict[str, Entry]:
        """What each part of the two pictures says."""
        drawn = {node.id for node in scene.nodes} | {edge.id for edge in scene.edges}
        drawn |= {mark.id for node in scene.nodes for mark in node.marks}
        drawn |= {f"agency:{agency.id}" for agency in world.agencies.values()}
        about = {name: entry for name, entry in explained(world, telling.words).items() if name in drawn}
        return about | explained_accounts(telling.accounts, telling.words)

    def drawn(self, scene: Scene, stage: Stage) -> str:
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


def accounts_drawn(scene: AccountsScene) -> list[str]:
    """The picture of accounts for a wide window and for a small one."""
    return [accounts_svg(scene), accounts_svg(scene, compact=True)]
