"""A world's rows as a graph that loses none of them: every column of every row, typed, with names as labels.

Each row is a node `KIND:ID` (`database:…`, `quote:…`); what it names are edges. A link is a node between two databases,
or, where that is asked, an edge from one to the other. A register's row stands between the two identifiers that it
translates. `read_rows` is the way back. Knows nothing of shares, days or persons: it copies what the tables say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import networkx as nx

from linkage.world.composites import parts_of
from linkage.world.model import KEYED_BY_COLUMNS, TABLES, World, shown_columns
from linkage.world.reading.cells import NOUNS, cell_text
from linkage.world.reading.settings import settings_text

KINDS: Mapping[str, str] = MappingProxyType(
    {table: noun.replace(" row", "").replace(" ", "-") for table, noun in NOUNS.items()}
)
"""The kind of node that a table's row is, by the table."""

_TAKEN = frozenset({"id", "kind", "key", "label", "name", "source", "target", "value", "weight"})
"""Names that formats of graphs, or this graph, give a meaning of their own: a column of that name is written with its
kind before it, as in `link_key`, and an id as `row_id`."""

_REFERENCES: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "quotes": (("source", "sources"),),
        "databases": (("agency", "agencies"),),
        "record_kinds": (("home", "databases"),),
    }
)
"""Columns that are an edge to a row, beside those of links, registers, rules and services: column and table."""

Attributes = dict[str, str | int | float | bool]


def attribute_name(table: str, head: str) -> str:
    """The name of a column as an attribute of a node.

    >>> attribute_name("links", "key"), attribute_name("links", "share"), attribute_name("databases", "id")
    ('link_key', 'share', 'row_id')
    """
    if head == "id":
        return "row_id"
    taken = head in _TAKEN and head != "name"
    return f"{KINDS[table].replace('-', '_')}_{head}" if taken else head


def row_graph(world: World, links: str = "nodes", held: World | None = None) -> nx.DiGraph:
    """The graph of a world's rows, an arrow wherever records may pass, and from each row to what it rests on.

    Args:
        links: `nodes`, or `edges`: then a `MultiDiGraph`, since two links may join the same databases.
        held: the world under a reading: each row then says whether it is there (`in_reading`).
    """
    graph = _Rows(world, links == "edges", held)
    for table in TABLES:
        for row in getattr(world, table).values():
            graph.add_row(table, row)
    for tail, head, attributes in _arrows(world, links == "edges"):
        graph.add_arrow(tail, head, attributes)
    return graph.graph


class _Rows:
    """A graph that is being filled."""

    def __init__(self, world: World, links_are_edges: bool, held: World | None) -> None:
        kind = nx.MultiDiGraph if links_are_edges else nx.DiGraph
        self.graph = kind(name=world.title or world.id, world=world.id, world_toml=settings_text(world.everything))
        self.links_are_edges = links_are_edges
        self.held = held

    def add_row(self, table: str, row: Any) -> None:
        """Add a row: its node, or the edge that it is."""
        attributes = self._attributes(table, row)
        if self.links_are_edges and table == "links":
            self.graph.add_edge(_node("databases", row.source), _node("databases", row.target), row.id, **attributes)
        elif self.links_are_edges and table == "registers":
            ends = (_node("identifiers", parts_of(row.from_)[0]), _node("identifiers", parts_of(row.to)[0]))
            self.graph.add_edge(*ends, row.id, **attributes)
        else:
            self.graph.add_node(_node(table, row.id), **attributes)

    def _attributes(self, table: str, row: Any) -> Attributes:
        found: Attributes = {"kind": KINDS[table], "name": _label(row), **row_attributes(table, row)}
        if self.held is not None:
            key = row.key if table in KEYED_BY_COLUMNS else row.id
            found["in_reading"] = key in getattr(self.held, table)
        return found

    def add_arrow(self, tail: str, head: str, attributes: Attributes) -> None:
        """Add an arrow between two rows that are there; of two with the same ends, a plain graph has the first."""
        if tail not in self.graph or head not in self.graph:
            return
        if self.links_are_edges:
            self.graph.add_edge(tail, head, f"{attributes['kind']} {tail} {head}", **attributes)
        elif not self.graph.has_edge(tail, head):
            self.graph.add_edge(tail, head, **attributes)


def row_attributes(table: str, row: Any) -> Attributes:
    """The columns of a row that aren't blank: days and shares as numbers, lists as the text of their cell."""
    found: Attributes = {}
    for head, declared in shown_columns(TABLES[table]).items():
        value = getattr(row, declared.name)
        if value is not None and cell_text(value):
            plain = isinstance(value, (int, float, str)) and not isinstance(value, tuple)
            found[attribute_name(table, head)] = value if plain else cell_text(value)
    return found


def _node(table: str, id_: str) -> str:
    return f"{KINDS[table]}:{id_}"


def _label(row: Any) -> str:
    """What a row is called: its name, its title, or its id."""
    return str(getattr(row, "name", "") or getattr(row, "title", "") or row.id)


def _arrows(world: World, links_are_edges: bool) -> Iterator[tuple[str, str, Attributes]]:
    """Every arrow that isn't a row itself."""
    if not links_are_edges:
        yield from _link_arrows(world)
        yield from _register_arrows(world)
    yield from _rule_arrows(world)
    for table, references in _REFERENCES.items():
        for row in getattr(world, table).values():
            for head, other in references:
                for part in parts_of(getattr(row, head)):
                    yield _node(table, row.id), _node(other, part), {"kind": head}
    for service in world.services.values():
        if service.needs:
            yield _node("services", service.needs), _node("services", service.id), {"kind": "needs"}
    for table in TABLES:
        for row in getattr(world, table).values():
            for quote in getattr(row, "evidence", ()):
                yield _node(table, row.id), _node("quotes", quote), {"kind": "evidence"}


def _link_arrows(world: World) -> Iterator[tuple[str, str, Attributes]]:
    """Database → link → database, and from a link to each row of a register that translates for it."""
    for link in world.links.values():
        here, identifier = _node("links", link.id), link.key
        yield _node("databases", link.source), here, {"kind": "sends"}
        yield here, _node("databases", link.target), {"kind": "receives"}
        for place, hop in enumerate(link.via, start=1):
            row = world.registers.get((hop.register, identifier, hop.identifier))
            if row is not None:
                yield here, _node("registers", row.id), {"kind": "via", "place": place}
            identifier = hop.identifier


def _register_arrows(world: World) -> Iterator[tuple[str, str, Attributes]]:
    """Identifier → register row → identifier, and from a database to the rows that it keeps."""
    for row in world.registers.values():
        here = _node("registers", row.id)
        for part in parts_of(row.from_):
            yield _node("identifiers", part), here, {"kind": "from"}
        for part in parts_of(row.to):
            yield here, _node("identifiers", part), {"kind": "to"}
        yield _node("databases", row.database), here, {"kind": "translates"}


def _rule_arrows(world: World) -> Iterator[tuple[str, str, Attributes]]:
    """Database → rule → service, and → the home of the listing that it makes."""
    for rule in world.rules.values():
        here = _node("rules", rule.id)
        yield _node("databases", rule.database), here, {"kind": "looks"}
        if rule.service:
            yield here, _node("services", rule.service), {"kind": rule.effect}
        if rule.lists in world.record_kinds:
            yield here, _node("databases", world.record_kinds[rule.lists].home), {"kind": "lists"}
