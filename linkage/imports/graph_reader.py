"""A graph of another program: its nodes as places that hold data, its edges as ways, by the names that programs use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx

from linkage.imports.draft_world import WorldDraft
from linkage.imports.drafted_graph import DraftedGraph, DraftNode, DraftWay
from linkage.imports.gexf_file import gexf_graph
from linkage.imports.graphml_file import graphml_graph
from linkage.imports.import_source import ImportSource
from linkage.imports.json_graphs import cytoscape_graph, node_link_graph
from linkage.imports.row_graph_reader import is_own, world_of_rows
from linkage.world.real_data_guard import safe_text

NAMES = ("name", "label", "title", "shared_name", "edge label")
KEEPERS = ("agency", "owner", "keeper", "organisation", "organization", "group", "cluster", "parent")
IDENTIFIERS = ("identifiers", "columns", "keys")
KEYS = ("key", "identifier", "join", "on")
_SHOWN = frozenset(
    {"id", "x", "y", "z", "color", "colour", "size", "shape", "shape_type", "weight", "position", "value"} | {"edge id"}
)
"""Attributes that only say how a graph looks."""


def read_graphml(source: ImportSource) -> DraftedGraph | WorldDraft:
    """GraphML: an export of ours, or another program's graph."""
    return _read(source, graphml_graph(source))


def read_gexf(source: ImportSource) -> DraftedGraph | WorldDraft:
    """GEXF: an export of ours, or another program's graph."""
    return _read(source, gexf_graph(source))


def read_node_link(source: ImportSource) -> DraftedGraph | WorldDraft:
    """Node-link JSON: an export of ours, or another program's graph."""
    return _read(source, node_link_graph(source))


def read_cytoscape(source: ImportSource) -> DraftedGraph | WorldDraft:
    """Cytoscape JSON: an export of ours, or another program's graph."""
    return _read(source, cytoscape_graph(source))


def _read(source: ImportSource, graph: nx.MultiDiGraph) -> DraftedGraph | WorldDraft:
    return world_of_rows(source, graph) if is_own(graph) else drafted(source, graph)


def drafted(source: ImportSource, graph: nx.MultiDiGraph) -> DraftedGraph:
    """The nodes and ways of a graph; attributes with no meaning here are listed by their names."""
    draft = DraftedGraph(text(graph.graph, ("name", "title")) or source.name.rpartition(".")[0] or source.name)
    named = {node for edge in graph.edges() for node in edge}
    for node, held in graph.nodes(data=True):
        if not held and node in named and graph.number_of_nodes() > 1 and not str(node):
            continue
        names = tuple(" ".join(str(held.get(name, "")) for name in IDENTIFIERS).replace(",", " ").split())
        draft.add_node(DraftNode(str(node), text(held, NAMES) or str(node), text(held, KEEPERS), names))
    for tail, head, held in graph.edges(data=True):
        draft.ways.append(DraftWay(str(tail), str(head), text(held, NAMES), text(held, KEYS)))
    _say_what_is_left(draft, graph)
    return draft


def text(held: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of some attributes that isn't blank, in whatever case its name is written."""
    lower = {str(name).lower(): value for name, value in held.items()}
    found = (str(lower[name]).strip() for name in names if lower.get(name) not in (None, ""))
    return " ".join(next((value for value in found if value), "").split())


def _say_what_is_left(draft: DraftedGraph, graph: nx.MultiDiGraph) -> None:
    used = {*NAMES, *KEEPERS, *IDENTIFIERS, *KEYS, *_SHOWN}
    for what, elements in (("nodes", graph.nodes(data=True)), ("edges", graph.edges(data=True))):
        unused: dict[str, int] = {}
        for *_, held in elements:
            for name in held:
                if str(name).lower() not in used:
                    unused[str(name)] = unused.get(str(name), 0) + 1
        for name, count in sorted(unused.items()):
            draft.leave_out(f"attribute '{safe_text(name)}' of {count} {what}", "it has no column in a world")
    if graph.graph.get("undirected"):
        draft.assumed.append("edges without a direction carry records both ways")
