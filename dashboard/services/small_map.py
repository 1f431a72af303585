"""The maps beside a proof and under a what-if: all that a record can reach, and the room for the path of a proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from linkage.answers.spread_question import Answer
from linkage.drawing.effect_language import CHINESE, effect_language
from linkage.drawing.layout.geometry import Canvas
from linkage.drawing.scene import Edge, Node, Scene
from linkage.drawing.visual_encoding import short
from linkage.drawing.world_scene import world_scene

_Row = TypeVar("_Row")
_NODES = ("record", "database", "service")
_EDGES = ("recorded", "link", "rule", "needs")

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


def merged_scene(scenes: Sequence[Scene]) -> Scene:
    """One scene with the parts of several of the same record: each part once, as the first that has it draws it."""
    nodes: dict[str, Node] = {}
    for node in (node for scene in scenes for node in scene.nodes):
        known = nodes.setdefault(node.id, node)
        marks = {mark.id: mark for mark in (*node.marks, *known.marks)}
        nodes[node.id] = replace(known, marks=tuple(marks[id] for id in sorted(marks)))
    edges = {edge.id: edge for scene in reversed(scenes) for edge in scene.edges}
    return replace(
        scenes[0],
        nodes=tuple(sorted(nodes.values(), key=lambda node: (_NODES.index(node.kind), node.id))),
        edges=tuple(sorted(edges.values(), key=lambda edge: (_EDGES.index(edge.kind), edge.id))),
        agencies=_once(scene.agencies for scene in scenes),
        keys=_once(scene.keys for scene in scenes),
    )


def _once(rows: Iterable[tuple[_Row, ...]]) -> tuple[_Row, ...]:
    return tuple(dict.fromkeys(row for scene_rows in rows for row in scene_rows))


def without_cuts(scene: Scene) -> Scene:
    """A scene in which nothing is off: what is cut is said by the browser, so one picture serves every what-if."""
    nodes = tuple(
        replace(node, off=False, marks=tuple(replace(mark, off=False) for mark in node.marks)) for node in scene.nodes
    )
    return replace(scene, nodes=nodes, edges=tuple(replace(edge, off=False) for edge in scene.edges))
