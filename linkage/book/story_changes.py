"""What every single switch changes in one story, as differences from the story as it is told.

A switch that changes nothing costs two numbers: equal outcomes stand once. The people are those of the story, so the
same tables serve every switch. One map serves before and after; where a reading adds parts, a second one that has the
parts of all readings does, so that nothing moves between the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from linkage.answers.compare import change_sentences, compare, compare_closed_services
from linkage.answers.spread_question import Answer, added_what_if
from linkage.answers.trace.highlights import highlights
from linkage.book.part_numbers import PartNumbers
from linkage.book.switch_list import BookSwitch, SwitchedWorlds
from linkage.drawing.merged_scene import merged_scene, without_cuts
from linkage.drawing.scene import Light, Scene
from linkage.drawing.world_scene import world_scene
from linkage.spread.cascade import spread_from
from linkage.spread.steps import Effect, Spread
from linkage.world.model import World

Json = dict[str, Any]
_MOST_NAMED = 3
"""How many services a sentence names; the list beside it has all."""


@dataclass(eq=False)
class StoryChanges:
    """The changes of one story.

    Args:
        answer: the story as it is told.
        switches: all switches of the world.
        worlds: the world under any what-if.
        parts: the numbers of the parts of the story's pictures.
    """

    answer: Answer
    switches: Sequence[BookSwitch]
    worlds: SwitchedWorlds
    parts: PartNumbers
    _outcomes: dict[str, int] = field(default_factory=dict, init=False)

    def json(self) -> Json:
        """The distinct outcomes, and for each switch the number of its outcome and the parts that it takes out.

        `wide` are the switches whose map has parts that the story's lacks; `absent` are the parts of the wide map that
        a world doesn't have.
        """
        rows, wide, absent = [], [], {}
        for number, after in enumerate(self.afters):
            scene = self.scenes[number]
            rows.append([self._outcome(after), *self.parts.numbers(sorted(_off(scene)))])
            if self._is_wide(scene):
                wide.append(number)
                absent[str(number)] = self._absent(scene)
        return {
            "outcomes": [json.loads(text) for text in self._outcomes],
            "switches": rows,
            "wide": wide,
            "absent": absent,
            "absent_before": self._absent(self.scene) if wide else [],
        }

    @cached_property
    def afters(self) -> tuple[Spread, ...]:
        """The spread under each switch, of the same record of the same subject."""
        answer = self.answer
        everything = answer.world.everything
        wholes = (added_what_if(everything, answer.what_if, switch.text) for switch in self.switches)
        return tuple(spread_from(self.worlds.rules(whole), answer.tables, answer.records) for whole in wholes)

    # -- the picture

    @cached_property
    def scene(self) -> Scene:
        """The scene of the story as it is told."""
        return world_scene(self.answer.world, self._kind)

    @property
    def _kind(self) -> str:
        return self.answer.records[0].kind

    @cached_property
    def scenes(self) -> tuple[Scene, ...]:
        """The scene under each switch; what only the story as told has is drawn as off."""
        return tuple(self._scene_under(after.world) for after in self.afters)

    def _scene_under(self, world: World) -> Scene:
        return world_scene(world, self._kind, baseline=self.answer.world)

    @cached_property
    def wide_scene(self) -> Scene | None:
        """One scene with all that any switch adds; None where none adds anything."""
        wide = [scene for scene in self.scenes if self._is_wide(scene)]
        return without_cuts(merged_scene([self.scene, *wide])) if wide else None

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(_ids(self.scene))

    def _is_wide(self, scene: Scene) -> bool:
        return not _ids(scene) <= self._ids

    def _absent(self, scene: Scene) -> list[int]:
        """The parts of the wide scene that a scene lacks."""
        return self.parts.numbers(sorted(_ids(self.wide_scene) - _ids(scene))) if self.wide_scene else []

    @cached_property
    def wrong_parts(self) -> frozenset[str]:
        """The parts that can be somebody else's, in the story or under a switch."""
        lit = [highlights(spread.world, spread.steps) for spread in (self.answer.spread, *self.afters)]
        return frozenset(part for lights in lit for part, classes in lights.items() if "wrong" in classes)

    # -- what changes

    def _outcome(self, after: Spread) -> int:
        """The number of what a spread comes to beside the story; a new one if no other switch comes to the same."""
        before, subject = self.answer.spread, self.answer.subject
        opened, shut, _ = compare_closed_services(before, after, subject)
        changes = [change for change in compare(before.effects, after.effects) if change.change != "same"]
        outcome = {
            "closed": len(set(after.closed(subject)) & set(after.world.everything.doors)),
            "steps": len(after.steps),
            "effects": len(after.effects),
            "told": change_sentences(after.world, before, after, subject, self.answer.name, _MOST_NAMED),
            "opened": opened,
            "shut": shut,
            "rows": [
                [change.change, *_key(change.effect), _days(change.before), _days(change.after)] for change in changes
            ],
            **self._lights(after),
        }
        return self._outcomes.setdefault(json.dumps(outcome), len(self._outcomes))

    def _lights(self, after: Spread) -> Json:
        """The parts of the map that are lit no more, and those that are lit newly or otherwise."""
        now = highlights(after.world, after.steps)
        lit = [Light(part, classes) for part, classes in now.items() if self._lit_before.get(part) != classes]
        return {
            "gone": self.parts.numbers(part for part in self._lit_before if part not in now),
            "lit": self.parts.lights(lit),
        }

    @cached_property
    def _lit_before(self) -> dict[str, tuple[str, ...]]:
        return highlights(self.answer.world, self.answer.spread.steps)


def _key(effect: Effect) -> tuple[str, str, str, str]:
    return effect.subject, effect.service, effect.effect, effect.rule


def _days(effect: Effect | None) -> list[int | None] | None:
    """From when until when an effect lasts; None where it isn't there."""
    return [effect.day, effect.until] if effect else None


def _ids(scene: Scene) -> set[str]:
    """The data-ids of a scene's boxes, arrows and marks."""
    return {part.id for part in _drawn(scene)}


def _off(scene: Scene) -> set[str]:
    return {part.id for part in _drawn(scene) if part.off}


def _drawn(scene: Scene) -> Iterable[Any]:
    return (*scene.nodes, *scene.edges, *(mark for node in scene.nodes for mark in node.marks))
