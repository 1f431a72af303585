"""What a picture shows, as values: boxes in their agencies, edges between them, and nothing about where they stand.

A scene is filled from a world (`scene_of` in `portrait`), or by hand in a test. Every part has a data-id, the same
that a step names (`light`), so that the browser only toggles classes. Knows no world and no coordinates.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Node:
    """A box: what happened, a database, or a service's door."""

    id: str
    kind: str  # record | database | service
    label: str
    agency: str = ""
    about: str = ""
    depth: int = 0
    list: bool = False
    marks: tuple[Mark, ...] = ()
    off: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A rule that stays inside its database (points, a listing kept at home, a fine without a service)."""

    id: str
    label: str
    about: str = ""
    off: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow: a record's birth, a link, a rule at a service or a listing, a service that another one needs.

    `keys` are the identifiers that it joins on, in order; `words` the same as people read them, from long to short.
    """

    id: str
    kind: str  # recorded | link | rule | needs
    source: str
    target: str
    words: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    effect: str = ""
    falls_on: str = "self"
    status: str = ""
    about: str = ""
    off: bool = False


@dataclass(frozen=True, slots=True)
class Agency:
    """A dashed box around the databases that one organisation keeps. `lane` is left, hub, right or blank."""

    id: str
    label: str
    lane: str = ""


class Key(NamedTuple):
    """An identifier in the legend: its id, its name, and the short name that stands on narrow pictures."""

    id: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture. `agencies` stand in their author's order, `keys` are the identifiers of the legend."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    agencies: tuple[Agency, ...] = ()
    keys: tuple[Key, ...] = ()
    lang: str = "en"
    positive: bool = False

    def node(self, id: str) -> Node:
        """The box of that data-id."""
        return next(node for node in self.nodes if node.id == id)


def part_of(scene: Scene, ids: Container[str]) -> Scene:
    """The parts of a scene with these data-ids, and nothing else: boxes, arrows between them, what they need around."""
    nodes = tuple(
        replace(node, marks=tuple(mark for mark in node.marks if mark.id in ids))
        for node in scene.nodes
        if node.id in ids
    )
    here = {node.id for node in nodes}
    edges = tuple(edge for edge in scene.edges if edge.id in ids and {edge.source, edge.target} <= here)
    kept = {node.agency for node in nodes}
    used = {key for edge in edges for key in edge.keys}
    return replace(
        scene,
        nodes=nodes,
        edges=edges,
        agencies=tuple(agency for agency in scene.agencies if agency.id in kept),
        keys=tuple(key for key in scene.keys if key.id in used),
    )


class Light(NamedTuple):
    """What to switch on: a data-id, and its classes."""

    id: str
    classes: tuple[str, ...]


def light(
    kind: str,
    by: str,
    database: str,
    record_kind: str = "",
    *,
    service: str = "",
    effect: str = "",
    falls_on: str = "self",
    wrong: bool = False,
) -> tuple[Light, ...]:
    """The parts of a map that one step lights, named by the step's own fields.

    >>> [each.id for each in light("linked", "a-to-b", "b")]
    ['link:a-to-b', 'database:b']
    >>> light("effect", "no-loans", "b", service="loan", effect="refuse")[1]
    Light(id='service:loan', classes=('on', 'refuse'))
    """
    on = ("on", "wrong") if wrong else ("on",)
    if kind == "recorded":
        return (
            Light(f"record:{record_kind}", on),
            Light(f"recorded:{record_kind}", on),
            Light(f"database:{database}", on),
        )
    if kind == "linked":
        return (Light(f"link:{by}", on), Light(f"database:{database}", on))
    if kind == "listed":
        return (Light(f"rule:{by}", on), Light(f"database:{database}", on))
    if kind == "effect" and service:
        return (
            Light(f"rule:{by}", on),
            Light(f"service:{service}", (*on, effect)),
            Light(tag(service, effect, falls_on), on),
        )
    return (Light(f"rule:{by}", on),)


def tag(service: str, effect: str, falls_on: str = "self") -> str:
    """The data-id of the words at a door that say what happens there, and to whom."""
    return f"effect:{service}/{effect}" + ("" if falls_on == "self" else f"/{falls_on}")


def closing(service: str) -> tuple[Light, ...]:
    """The parts that a service lights which closes because one that it needs is closed.

    >>> [each.id for each in closing("package-tour")]
    ['needs:package-tour', 'service:package-tour', 'effect:package-tour/closed']
    """
    on = ("on",)
    return (
        Light(f"needs:{service}", on),
        Light(f"service:{service}", ("on", "closed")),
        Light(tag(service, "closed"), on),
    )
