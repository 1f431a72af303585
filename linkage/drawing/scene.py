"""The scene of a picture as values: boxes in their agencies and edges between them, without places.

A scene is filled from a world (`world_scene`), or by hand in a test. Every part has a data-id, the same that a step
names (`step_lights`), so that the browser only toggles classes. Knows no world and no coordinates.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Node:
    """A box: what happened, a database, or a service. `depth` counts arrivals from the record's home."""

    id: str
    kind: str  # record | database | service
    label: str
    agency: str = ""
    description: str = ""
    depth: int = 0
    is_list: bool = False
    marks: tuple[Mark, ...] = ()
    off: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A plate in a database's box: a rule that stays inside (points, a listing kept at home, a fine without a service),
    or the links that a dense picture doesn't draw one by one; `parts` are their data-ids.
    """

    id: str
    label: str
    description: str = ""
    off: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow: a record's birth, a link, a rule at a service or a listing, a service that another one needs.

    `keys` are the identifiers that it joins on, in order; `labels` the same as people read them, from long to short.
    A fold is one grey line for several links (`folding`), whose data-ids are its `parts`. Only a what-if has what is
    `added`.
    """

    id: str
    kind: str  # recorded | link | rule | needs | fold
    source: str
    target: str
    labels: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    effect: str = ""
    falls_on: str = "self"
    status: str = ""
    description: str = ""
    off: bool = False
    added: bool = False
    parts: tuple[str, ...] = ()


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
    effect_lang: str = "en"
    positive: bool = False

    def node(self, id: str) -> Node:
        """The box of that data-id."""
        return next(node for node in self.nodes if node.id == id)


def subscene(scene: Scene, ids: Container[str]) -> Scene:
    """The parts of a scene with these data-ids: boxes, edges between them, their agencies and identifiers."""
    nodes = tuple(
        replace(node, marks=tuple(mark for mark in node.marks if mark.id in ids))
        for node in scene.nodes
        if node.id in ids
    )
    node_ids = {node.id for node in nodes}
    edges = tuple(edge for edge in scene.edges if edge.id in ids and {edge.source, edge.target} <= node_ids)
    agencies = {node.agency for node in nodes}
    keys = {key for edge in edges for key in edge.keys}
    return replace(
        scene,
        nodes=nodes,
        edges=edges,
        agencies=tuple(agency for agency in scene.agencies if agency.id in agencies),
        keys=tuple(key for key in scene.keys if key.id in keys),
    )


class Light(NamedTuple):
    """A part of a picture that is switched on: its data-id, and its classes."""

    id: str
    classes: tuple[str, ...]


def step_lights(
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

    >>> [light.id for light in step_lights("linked", "a-to-b", "b")]
    ['link:a-to-b', 'database:b']
    >>> step_lights("effect", "no-loans", "b", service="loan", effect="refuse")[1]
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
            Light(effect_id(service, effect, falls_on), on),
        )
    return (Light(f"rule:{by}", on),)


def effect_id(service: str, effect: str, falls_on: str = "self") -> str:
    """The data-id of a service's effect row: what happens there, and to whom."""
    return f"effect:{service}/{effect}" + ("" if falls_on == "self" else f"/{falls_on}")


def closing_lights(service: str) -> tuple[Light, ...]:
    """The parts that a service lights which closes because one that it needs is closed.

    >>> [light.id for light in closing_lights("package-tour")]
    ['needs:package-tour', 'service:package-tour', 'effect:package-tour/closed']
    """
    on = ("on",)
    return (
        Light(f"needs:{service}", on),
        Light(f"service:{service}", ("on", "closed")),
        Light(effect_id(service, "closed"), on),
    )
