"""GEXF, Gephi's own format, as a networkx graph, whoever wrote it: Gephi, networkx, our own exports."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Iterator
from xml.etree import ElementTree

import networkx as nx

from linkage.imports.import_source import ImportSource
from linkage.world.real_data_guard import safe_text

_NAMESPACE = "http://www.gexf.net/1.2draft"
_LOOKS = "viz"  # colours, sizes and places
_MARK = "a "
"""Before the names of edges' attributes while networkx reads them: one called `key` would stop it."""


def is_gexf(source: ImportSource) -> bool:
    """Whether a source is GEXF."""
    return source.xml is not None and _tag(source.xml) == "gexf"


def gexf_graph(source: ImportSource) -> nx.MultiDiGraph:
    """A graph in GEXF, of any version. Nodes within a node name it as their group; an undirected edge stands both ways.

    Raises:
        BadTableError: no graph, or an edge without ends.
    """
    root = ElementTree.fromstring(source.text)  # noqa: S314 - `import_source` has refused every document type
    _without_looks(root)
    element = root.find(_name("graph"))
    if element is None:
        raise source.fault("gexf", "no graph", "a graph with nodes and edges")
    groups = _flattened(element)
    edges = list(element.iter(_name("edge")))
    default = element.get("defaultedgetype", "undirected")
    both_ways = {place for place, edge in enumerate(edges) if edge.get("type", default) != "directed"}
    for place, edge in enumerate(edges):
        for end in ("source", "target"):
            if not edge.get(end):
                raise source.fault(f"edge {place + 1}", f"no {end}", "the id of a node")
        edge.attrib.pop("type", None)
        edge.set("id", str(place))
    element.set("defaultedgetype", "directed")
    graph = _parsed(source, root)
    for node, group in groups.items():
        if node in graph:
            graph.nodes[node].setdefault("group", group)
    graph.graph |= _described(root)
    backwards = [(head, tail, held) for tail, head, place, held in graph.edges(keys=True, data=True)
                 if int(place) in both_ways]  # fmt: skip
    graph.add_edges_from(backwards)
    graph.graph["undirected"] = bool(backwards)
    return graph


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _name(tag: str) -> str:
    return f"{{{_NAMESPACE}}}{tag}"


def _without_looks(element: ElementTree.Element) -> None:
    """Take out colours, sizes and places, and give all else the names of one version: they mean the same in each."""
    for child in list(element):
        if _LOOKS in child.tag.rpartition("}")[0]:
            element.remove(child)
        else:
            _without_looks(child)
    element.tag = _name(_tag(element))


def _flattened(graph: ElementTree.Element) -> dict[str, str]:
    """Move nodes within nodes up into the first list; gives each one's id with the name of the node around it.

    A node that only holds others is a group: it goes. One that an edge leads to or from stays.
    """
    top = graph.find(_name("nodes"))
    if top is None:
        return {}
    inside = {inner: outer for outer in list(top) for inner in _within(outer)}
    every = list(top) + list(inside)
    names = {node.get("id", ""): node.get("label", "") or node.get("id", "") for node in every}
    groups = {node.get("id", ""): node.attrib.pop("pid", "") for node in every}
    groups |= {inner.get("id", ""): outer.get("id", "") for inner, outer in inside.items()}
    ends = {edge.get(end) for edge in graph.iter(_name("edge")) for end in ("source", "target")}
    for node in every:
        if (nested := node.find(_name("nodes"))) is not None:
            node.remove(nested)
    for node in list(top):
        top.remove(node)
    top.extend(node for node in every if node.get("id") in ends or node.get("id") not in groups.values())
    return {node: names.get(group, group) for node, group in groups.items() if group}


def _within(outer: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The nodes within a node, and those within them: they name the outermost one as their group."""
    for nested in outer.findall(_name("nodes")):
        for node in nested:
            yield node
            yield from _within(node)


def _described(root: ElementTree.Element) -> dict[str, str]:
    """What an export of ours says of its world: GEXF has no attributes of a graph, so it stands in its description."""
    text = root.findtext(f"{_name('meta')}/{_name('description')}") or ""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in said.items()} if isinstance(said, dict) else {}


def _parsed(source: ImportSource, root: ElementTree.Element) -> nx.MultiDiGraph:
    """The graph as networkx reads it: its own faults are told as ours."""
    for listed in root.iter(_name("attributes")):
        for attribute in listed if listed.get("class") == "edge" else ():
            attribute.set("title", f"{_MARK}{attribute.get('title')}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph = nx.read_gexf(io.BytesIO(ElementTree.tostring(root)), version="1.2draft")
    except (nx.NetworkXError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise source.fault("graph", safe_text(f"what networkx can't read: {error}", 160), "GEXF") from error
    found = nx.MultiDiGraph()
    found.add_nodes_from(graph.nodes(data=True))
    for place, (tail, head, held) in enumerate(graph.edges(data=True)):
        said = {name.removeprefix(_MARK): value for name, value in held.items()}
        found.add_edges_from([(tail, head, said.pop("id", place), said)])
    return found
