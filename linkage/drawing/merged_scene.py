"""Several scenes of one record as one, so that a single picture serves before and after a what-if and nothing moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from linkage.drawing.scene import Node, Scene

_Row = TypeVar("_Row")
_NODES = ("record", "database", "service")
_EDGES = ("recorded", "link", "rule", "needs")


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
