"""Folds a dense scene: about thirty links stay lines of their own, the rest become grey lines or plates that name them.

Drawn are the links by which databases are first reached, so that every box has its way from the record's home, then the
nearest others. The rest becomes one grey line a pair of agencies where these are few, else (and within an agency) one
plate in each sender's box ("17 more"). Either names its links in `parts`, so that what lights a link lights the fold.
What a what-if adds is always drawn, and what is folded doesn't depend on what it cuts, so that nothing moves. Knows no
coordinates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from linkage.drawing.scene import Edge, Mark, Node, Scene
from linkage.drawing.visual_encoding import WORDS
from linkage.natural_order import natural_key

MOST_LINKS = 30
"""So many links are drawn in a scene that is folded, unless more are needed to reach every database."""

_UNFOLDED = 36
"""A scene with so many links isn't folded: hiding six of them would help nobody."""

_MOST_PAIRS = 12
"""So many grey lines between agencies can be told apart."""


def folded(scene: Scene) -> Scene:
    """The scene with at most about thirty links as lines of their own; the same scene if it has no more."""
    rest = folded_links(scene)
    if not rest:
        return scene
    agency_of = {node.id: node.agency for node in scene.nodes}
    pairs: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in rest:
        first, second = sorted((agency_of[edge.source], agency_of[edge.target]), key=natural_key)
        if first != second:
            pairs[first, second].append(edge)
    if len(pairs) > _MOST_PAIRS:
        pairs = {}
    in_lines = {edge.id for links in pairs.values() for edge in links}
    in_plates = [edge for edge in rest if edge.id not in in_lines]
    hidden = {edge.id for edge in rest}
    edges = [edge for edge in scene.edges if edge.id not in hidden]
    edges += [_grey_line(scene.lang, links) for links in pairs.values()]
    return replace(
        scene, edges=tuple(edges), nodes=tuple(_with_plate(scene.lang, node, in_plates) for node in scene.nodes)
    )


def folded_links(scene: Scene) -> tuple[Edge, ...]:
    """The links that aren't drawn one by one."""
    links = [edge for edge in scene.edges if edge.kind == "link"]
    old = [edge for edge in links if not edge.added]
    if len(old) <= _UNFOLDED:
        return ()
    depths = {node.id: node.depth for node in scene.nodes}
    ways = _first_ways(old, depths)
    others = [edge for edge in _nearest_first(old, depths) if edge.id not in ways]
    return tuple(others[max(0, MOST_LINKS - len(ways)) :])


def is_dense(scene: Scene) -> bool:
    """Whether a map of the scene can't show all its links, so that a matrix tells more."""
    return bool(folded_links(scene))


def _first_ways(links: Sequence[Edge], depths: dict[str, int]) -> Collection[str]:
    """For each database the first link by which it is reached: a breadth-first tree from the record's home."""
    ways: dict[str, str] = {}
    for edge in _nearest_first(links, depths):
        if depths[edge.source] + 1 == depths[edge.target]:
            ways.setdefault(edge.target, edge.id)
    return set(ways.values())


def _nearest_first(links: Sequence[Edge], depths: dict[str, int]) -> list[Edge]:
    """Links that lead on before those that lead back, near the record's home first, then by their names."""

    def rank(edge: Edge) -> tuple[object, ...]:
        start, stop = depths[edge.source], depths[edge.target]
        return (stop < start, start, stop, natural_key(edge.id))

    return sorted(links, key=rank)


def _grey_line(lang: str, links: Sequence[Edge]) -> Edge:
    """One line for the links between two agencies, from the database that sends most of them."""
    ends = [(edge.source, edge.target) for edge in links]
    source, target = max(ends, key=lambda end: (ends.count(end), end))
    label = _count("links", lang, len(links))
    return Edge(
        id=f"fold:{source}:{target}",
        kind="fold",
        source=source,
        target=target,
        labels=(label,),
        description=label,
        off=all(edge.off for edge in links),
        parts=tuple(edge.id for edge in links),
    )


def _with_plate(lang: str, node: Node, rest: Sequence[Edge]) -> Node:
    """A sender's box with a plate that counts its links which aren't drawn."""
    links = [edge for edge in rest if edge.source == node.id]
    if not links:
        return node
    label = _count("more", lang, len(links))
    plate = Mark(
        id=f"fold:{node.id}",
        label=label,
        description=label,
        off=all(edge.off for edge in links),
        parts=tuple(edge.id for edge in links),
    )
    return replace(node, marks=(*node.marks, plate))


def _count(word: str, lang: str, count: int) -> str:
    return WORDS.get(lang, WORDS["en"])[word].format(count=count)
