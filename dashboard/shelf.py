"""The worlds within reach of the screen, and what was answered lately: the same question is worked out once.

Only bundled names and the world that was opened can be asked for; an address never names a folder. Each answer is
made of fresh people, so no question can change another's answer. Values in, values out; safe from many threads.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from dashboard.accounts import explained_accounts
from dashboard.explain import Entry, explained, quotes_of
from dashboard.state import State, beyond_reading, reading_of
from dashboard.telling import Telling
from dashboard.wording import Words, words
from linkage.answers.ask import Answer, ask
from linkage.drawing.accounts import AccountsScene
from linkage.drawing.looks import STATUS_SIGNS
from linkage.drawing.portrait import scene_of
from linkage.drawing.scene import Scene
from linkage.drawing.svg import svg
from linkage.drawing.ties import accounts_svg
from linkage.errors import LinkageError, unknown
from linkage.vocabulary import LABEL
from linkage.world import files
from linkage.world.change import EVERYTHING
from linkage.world.model import World

_MOST = 64
Json = dict[str, Any]


class Shelf:
    """Worlds and answers."""

    def __init__(self, opened: World | str | Path) -> None:
        self.opened = opened.everything if isinstance(opened, World) else files.load(opened)
        self._worlds = {self.opened.id: self.opened}
        self._shown: OrderedDict[State, Json] = OrderedDict()
        self._pictures: OrderedDict[Scene, list[str]] = OrderedDict()
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

    def show(self, state: State) -> Json:
        """What the stage shows for a state's question, wherever in it the presenter stands."""
        asked = replace(state, wave=0, step=0, drawing="map", theme="dark")
        with self._lock:
            if asked in self._shown:
                self._shown.move_to_end(asked)
                return self._shown[asked]
        shown = self._show(asked)
        with self._lock:
            _keep(self._shown, asked, shown)
        return shown

    def _show(self, state: State) -> Json:
        said = words(state.lang)
        answer, before = answers(self.world(state.world), state)
        world = answer.world.everything
        telling = Telling(answer, before, said)
        scene = scene_of(answer.world, answer.records[0].kind, state.lang, before.world if before else None)
        told, about = telling.json(), self._about(world, scene, telling)
        quoted = {quote for each in (*about.values(), *told["steps"]) for quote in each["quotes"]}
        return {
            **told,
            **_asked(answer),
            "about": about,
            "quotes": {name: quote for name, quote in quotes_of(world, said).items() if name in quoted},
            "signs": {status: [list(shape) for shape in shapes] for status, shapes in STATUS_SIGNS.items()},
            "label": _label(answer, said, told["assumed"]),
            "pictures": {"map": self._drawn(scene), "accounts": accounts_drawn(telling.accounts)},
        }

    def _about(self, world: World, scene: Scene, telling: Telling) -> dict[str, Entry]:
        """What each part of the two pictures says."""
        drawn = {node.id for node in scene.nodes} | {edge.id for edge in scene.edges}
        drawn |= {mark.id for node in scene.nodes for mark in node.marks}
        drawn |= {f"agency:{agency.id}" for agency in world.agencies.values()}
        about = {name: entry for name, entry in explained(world, telling.words).items() if name in drawn}
        return about | explained_accounts(telling.accounts, telling.words)

    def _drawn(self, scene: Scene) -> list[str]:
        """A scene for a wide window and for a small one; the same scene is laid out once."""
        with self._lock:
            if scene in self._pictures:
                self._pictures.move_to_end(scene)
                return self._pictures[scene]
        drawn = [svg(scene), svg(scene, compact=True)]
        with self._lock:
            _keep(self._pictures, scene, drawn)
        return drawn


def _keep(kept: OrderedDict[Any, Any], key: object, value: object) -> None:
    """Keep the latest few."""
    kept[key] = value
    while len(kept) > _MOST:
        kept.popitem(last=False)


def _asked(answer: Answer) -> Json:
    """Of which world, and under which reading."""
    world = answer.world.everything
    baseline = world.baseline or EVERYTHING
    return {
        "world": world.id,
        "worldTitle": world.title,
        "asks": {"question": world.question, "about": world.about},
        "baseline": baseline,
        "reading": reading_of(answer.what_if) or baseline,
    }


def _label(answer: Answer, said: Words, assumed: str) -> str:
    """What stands under every picture."""
    return said("foot.label", label=LABEL, reading=reading_title(answer.world, answer.what_if), assumed=assumed)


def accounts_drawn(scene: AccountsScene) -> list[str]:
    """The picture of accounts for a wide window and for a small one."""
    return [accounts_svg(scene), accounts_svg(scene, compact=True)]


def answers(world: World, state: State) -> tuple[Answer, Answer | None]:
    """The answer, and the same record's answer without the what-if: without its reading, if that is all of it."""
    question = state.question
    answer = ask(world, question)
    if not state.what_if:
        return answer, None
    reading = reading_of(state.what_if)
    without = f"reading:{reading}" if reading and beyond_reading(state.what_if) else ""
    before = ask(world, replace(question, what_if=without, resident=answer.subject))
    return answer, before


def reading_title(world: World, what_if: str) -> str:
    """The title of the reading that holds."""
    everything = world.everything
    reading = reading_of(what_if) or everything.baseline
    return everything.readings[reading].title if reading in everything.readings else "everything"
