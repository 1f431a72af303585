"""The maps beside a proof and under a what-if: all that a record can reach, or the path of some steps alone."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from linkage.answers.ask import Answer
from linkage.drawing.geometry import Stage
from linkage.drawing.portrait import scene_of
from linkage.drawing.scene import Node, Scene

BESIDE = Stage(820, 450, (25, 23, 21, 19.5, 18.1, 16.5, 15.2, 14.1))
"""The room for a path beside its proof in a 1920x1080 window."""

BETWEEN = Stage(830, 275, (19, 17.5, 16, 14.1))
"""The same in a 1024x768 window, between the question and its proof."""


def map_of(answer: Answer, before: Answer | None = None, lang: str = "en") -> Scene:
    """All that an answer's record can reach; beside another answer, nothing moves."""
    return scene_of(answer.world, answer.records[0].kind, lang, before.world if before else None)


def path_of(scene: Scene, lit: Container[str]) -> Scene:
    """The parts of a scene that are lit, and nothing else."""
    nodes = tuple(_lit_marks(node, lit) for node in scene.nodes if node.id in lit)
    here = {node.id for node in nodes}
    edges = tuple(edge for edge in scene.edges if edge.id in lit and {edge.source, edge.target} <= here)
    kept = {node.agency for node in nodes}
    keys = {key for edge in edges for key in edge.keys}
    return replace(
        scene,
        nodes=nodes,
        edges=edges,
        agencies=tuple(agency for agency in scene.agencies if agency.id in kept),
        keys=tuple(key for key in scene.keys if key.id in keys),
    )


def _lit_marks(node: Node, lit: Container[str]) -> Node:
    return replace(node, marks=tuple(mark for mark in node.marks if mark.id in lit))


def plain(scene: Scene) -> Scene:
    """A scene in which nothing is off: what is cut is said by the browser, so one picture serves every what-if."""
    nodes = tuple(
        replace(node, off=False, marks=tuple(replace(mark, off=False) for mark in node.marks)) for node in scene.nodes
    )
    return replace(scene, nodes=nodes, edges=tuple(replace(edge, off=False) for edge in scene.edges))
