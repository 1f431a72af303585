"""The maps beside a proof and under a what-if: all that a record can reach, and the room for the path of a proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from linkage.answers.spread_question import Answer
from linkage.drawing.effect_language import CHINESE, effect_language
from linkage.drawing.layout.geometry import Canvas
from linkage.drawing.scene import Edge, Scene
from linkage.drawing.visual_encoding import short
from linkage.drawing.world_scene import world_scene

BESIDE_PROOF = Canvas(860, 438, (25, 23, 21, 19.5, 18.1, 16.5, 15.2, 14.1))
"""The room for a path beside its proof in a 1920x1080 window."""

UNDER_QUESTION = Canvas(830, 275, (19, 17.5, 16, 14.1))
"""The same in a 1024x768 window, between the question and its proof."""


def reach_scene(answer: Answer, before: Answer | None = None, lang: str = "en") -> Scene:
    """All that an answer's record can reach; beside another answer, nothing moves."""
    world = answer.world
    scene = world_scene(world, answer.records[0].kind, lang, before.world if before else None)
    if effect_language(world.everything, lang) != CHINESE:
        return scene
    keys = tuple(key._replace(short=short(key.id, key.name, "zh")) for key in scene.keys)
    shorts = {key.id: key.short for key in keys}
    return replace(scene, keys=keys, edges=tuple(_short_in_chinese(edge, shorts) for edge in scene.edges))


def _short_in_chinese(edge: Edge, shorts: Mapping[str, str]) -> Edge:
    """Where the arrow has no room for long names, short ones of the same language."""
    if edge.kind != "link" or not edge.keys:
        return edge
    return replace(edge, labels=(edge.labels[0], "→".join(shorts.get(key, key) for key in edge.keys)))
