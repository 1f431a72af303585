"""Shared by the tests of drawing: a small scene with two parallel links, a hostile label, the data-ids of a picture."""

from __future__ import annotations

from xml.etree import ElementTree

from linkage.drawing.scene import Agency, Edge, Node, Scene

HOSTILE = "<img src=x onerror=\"alert(1)\"> & 'quotes' \x00\u202e"
"""A label that tries to become markup, and to turn the direction of writing."""


def part_ids(markup: str) -> set[str]:
    """The data-ids of a picture, read as XML."""
    return {id for element in ElementTree.fromstring(markup).iter() if (id := element.get("data-id"))}


def parallel_links_scene(label: str = "A list") -> Scene:
    """Two databases joined by two links on different identifiers, with one label everywhere."""
    nodes = (
        Node("record:r", "record", label),
        Node("database:a", "database", label, agency="one"),
        Node("database:b", "database", label, agency="two", depth=1),
        Node("service:s", "service", label),
    )
    edges = (
        Edge("recorded:r", "recorded", "record:r", "database:a", (label,), status="reported", description=label),
        Edge("link:by-phone", "link", "database:a", "database:b", (label, "phone"), ("phone",), status="planned"),
        Edge("link:by-id", "link", "database:a", "database:b", (label, "ID"), ("national-id",), status="assumed"),
        Edge("rule:no", "rule", "database:b", "service:s", (label,), effect="refuse", status="view", description=label),
    )
    return Scene(label, nodes, edges, (Agency("one", label, "left"), Agency("two", label, "right")))
