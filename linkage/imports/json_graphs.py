"""Node-link JSON and Cytoscape JSON as networkx graphs, whoever wrote them: networkx, D3, Cytoscape or Cytoscape.js."""

from __future__ import annotations

from typing import Any

import networkx as nx

from linkage.imports.import_source import ImportSource


def is_node_link(source: ImportSource) -> bool:
    """Whether a source is node-link JSON: nodes beside links or edges."""
    told = source.json
    return isinstance(told, dict) and "nodes" in told and ("links" in told or "edges" in told)


def is_cytoscape(source: ImportSource) -> bool:
    """Whether a source is Cytoscape JSON: elements with data."""
    told = source.json
    if isinstance(told, dict) and "elements" in told:
        return True
    return isinstance(told, list) and bool(told) and isinstance(told[0], dict) and isinstance(told[0].get("data"), dict)


def node_link_graph(source: ImportSource) -> nx.MultiDiGraph:
    """A graph in node-link JSON; where `directed` says no, every edge stands both ways."""
    told = source.json
    graph = nx.MultiDiGraph(**_attributes(source, "graph", told.get("graph") or {}))
    nodes = _list(source, "nodes", told["nodes"])
    ids = []
    for place, node in enumerate(nodes):
        attributes = _attributes(source, f"nodes[{place}]", node)
        ids.append(str(attributes.pop("id", attributes.get("name", place))))
        graph.add_node(ids[-1], **attributes)
    edges = "edges" if "edges" in told else "links"
    for place, edge in enumerate(_list(source, edges, told[edges])):
        where = f"{edges}[{place}]"
        attributes = _attributes(source, where, edge)
        ends = [_end(source, where, attributes, end, ids) for end in ("source", "target")]
        _add_edge(graph, ends, attributes, told.get("directed") is not False)
    graph.graph["undirected"] = told.get("directed") is False
    return graph


def cytoscape_graph(source: ImportSource) -> nx.MultiDiGraph:
    """A graph in the JSON of Cytoscape (nodes and edges apart) or of Cytoscape.js (elements in one list)."""
    told = source.json if isinstance(source.json, dict) else {"elements": source.json}
    said = told.get("data") or {}
    graph = nx.MultiDiGraph(**_attributes(source, "data", dict(said) if isinstance(said, list) else said))
    elements = told["elements"]
    if isinstance(elements, dict):
        listed = [("nodes", each) for each in _list(source, "elements.nodes", elements.get("nodes", []))]
        listed += [("edges", each) for each in _list(source, "elements.edges", elements.get("edges", []))]
    else:
        listed = [("", each) for each in _list(source, "elements", elements)]
    for place, (group, element) in enumerate(listed):
        where = f"elements[{place}]"
        attributes = _attributes(source, where, _attributes(source, where, element).get("data"))
        if group == "edges" or (not group and "source" in attributes):
            ends = [_end(source, where, attributes, end, []) for end in ("source", "target")]
            _add_edge(graph, ends, attributes, told.get("directed") is not False)
        else:
            if "id" not in attributes:
                raise source.fault(where, "data without id", "an id for every node")
            graph.add_node(str(attributes.pop("id")), **attributes)
    graph.graph["undirected"] = told.get("directed") is False
    return graph


def _add_edge(graph: nx.MultiDiGraph, ends: list[str], attributes: dict[str, Any], directed: bool) -> None:
    attributes = {name: value for name, value in attributes.items() if name not in ("source", "target", "id")}
    edge_key = attributes.pop("key", None)
    if isinstance(edge_key, str) and "link_key" not in attributes:
        attributes["key"] = edge_key  # networkx writes a number, or the name of the edge among parallel ones
    graph.add_edges_from([(ends[0], ends[1], attributes)])
    if not directed:
        graph.add_edges_from([(ends[1], ends[0], attributes)])


def _end(source: ImportSource, where: str, attributes: dict[str, Any], end: str, ids: list[str]) -> str:
    """The node at one end of an edge; older files give its place in the list, or the node itself."""
    value = attributes.get(end)
    if isinstance(value, dict):
        value = value.get("id", value.get("name"))
    if value is None or isinstance(value, (list, dict)):
        raise source.fault(f"{where}.{end}", f"no {end}", "the id of a node")
    if isinstance(value, int) and str(value) not in ids and 0 <= value < len(ids):
        return ids[value]
    return str(value)


def _list(source: ImportSource, where: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise source.fault(where, f"{type(value).__name__}", "a list")
    return value


def _attributes(source: ImportSource, where: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise source.fault(where, f"{type(value).__name__}", "an object with names and values")
    return {str(name): inner for name, inner in value.items()}
