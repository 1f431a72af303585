"""GraphML as a networkx graph, whoever wrote it: networkx, Gephi, yEd, igraph."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from xml.etree import ElementTree

import networkx as nx

from linkage.imports.import_source import ImportSource
from linkage.world.real_data_guard import safe_text

_GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def is_graphml(source: ImportSource) -> bool:
    """Whether a source is GraphML."""
    return source.xml is not None and source.xml.tag.rpartition("}")[2] == "graphml"


def graphml_graph(source: ImportSource) -> nx.MultiDiGraph:
    """A graph in GraphML. Nodes within a group come out of it, and name the group; an undirected edge stands both ways.

    Raises:
        BadTableError: no graph, or an edge without ends.
    """
    root = ElementTree.fromstring(source.text)  # noqa: S314 - `import_source` has refused every document type
    graphs = root.findall(f"{_GRAPHML}graph")
    if not graphs:
        raise source.fault("graphml", "no graph", f"a graph in the namespace {_GRAPHML.strip('{}')}")
    groups = dict(_flattened(graphs[0], graphs[0], ""))
    default_directed = graphs[0].get("edgedefault") != "undirected"
    ways = {place: _is_directed(edge, default_directed) for place, edge in enumerate(graphs[0].iter(f"{_GRAPHML}edge"))}
    for place, edge in enumerate(graphs[0].iter(f"{_GRAPHML}edge")):
        for end in ("source", "target"):
            if not edge.get(end):
                raise source.fault(f"edge {place + 1}", f"no {end}", "the id of a node")
        edge.attrib.pop("directed", None)
        edge.set("id", str(place))
    graphs[0].set("edgedefault", "directed")
    graph = _parsed(source, ElementTree.tostring(root, encoding="unicode"))
    for node, group in groups.items():
        if group and node in graph:
            graph.nodes[node].setdefault("group", group)
    backwards = [(head, tail, data) for tail, head, place, data in graph.edges(keys=True, data=True) if not ways[place]]
    graph.add_edges_from(backwards)
    graph.graph["undirected"] = bool(backwards)
    return graph


def _is_directed(edge: ElementTree.Element, default: bool) -> bool:
    said = edge.get("directed")
    return default if said is None else said.lower() == "true"


def _flattened(top: ElementTree.Element, graph: ElementTree.Element, group: str) -> Iterator[tuple[str, str]]:
    """Move what stands in nested graphs up into the first; gives each node's id with the name of its group."""
    for node in list(graph.findall(f"{_GRAPHML}node")):
        inner = node.find(f"{_GRAPHML}graph")
        if graph is not top:
            top.append(node)
        if inner is None:
            yield node.get("id", ""), group
            continue
        node.remove(inner)
        node.attrib.pop("yfiles.foldertype", None)
        yield from _flattened(top, inner, _group_name(node))
        top.remove(node)
    if graph is not top:
        top.extend(graph.findall(f"{_GRAPHML}edge"))


def _group_name(node: ElementTree.Element) -> str:
    """What a group is called: the first label in it, or its id."""
    labels = (each.text or "" for each in node.iter() if each.tag.rpartition("}")[2] == "NodeLabel")
    return next((label.strip() for label in labels if label.strip()), node.get("id", ""))


def _parsed(source: ImportSource, text: str) -> nx.MultiDiGraph:
    """The graph as networkx reads it: its own faults are told as ours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph: nx.MultiDiGraph = nx.parse_graphml(text, force_multigraph=True)
    except (nx.NetworkXError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise source.fault("graph", safe_text(f"what networkx can't read: {error}", 160), "GraphML") from error
    for name in ("node_default", "edge_default"):
        defaults = graph.graph.pop(name, {})
        held = graph.nodes if name == "node_default" else graph.edges
        for key in held:
            for attribute, value in defaults.items():
                held[key].setdefault(attribute, value)
    return graph
