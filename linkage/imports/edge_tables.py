"""Nodes and edges in CSV: a table of edges (`source`, `target`, maybe `key`, `name`), and maybe one of nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from linkage.errors import BadTableError, Place, nearest
from linkage.imports.drafted_graph import DraftedGraph, DraftNode, DraftWay
from linkage.imports.graph_reader import IDENTIFIERS, KEEPERS, KEYS, NAMES, text
from linkage.imports.import_source import ImportSource
from linkage.vocabulary import count_of
from linkage.world.reading.csv_text import CsvTable
from linkage.world.real_data_guard import safe_text

_SOURCES = ("source", "from", "src", "source_id", "tail")
_TARGETS = ("target", "to", "dst", "target_id", "head")
_IDS = ("id", "node", "node_id", "name", "label")


def is_edge_tables(source: ImportSource) -> bool:
    """Whether a source is CSV."""
    return bool(source.tables)


def read_edge_tables(source: ImportSource) -> DraftedGraph:
    """The nodes and ways that tables of nodes and of edges hold; a node that only an edge names is one as well.

    Raises:
        BadTableError: no table of edges, a table that is neither, a row without ends, or one of another length.
    """
    edges = [table for table in source.tables.values() if _head(table, _SOURCES) and _head(table, _TARGETS)]
    nodes = [table for table in source.tables.values() if table not in edges]
    draft = DraftedGraph(source.name)
    if not edges:
        raise _no_edges(next(iter(source.tables.values())))
    for table in nodes:
        _add_nodes(draft, table)
    for table in edges:
        for line, row in _rows(table):
            ends = [text(row, names) for names in (_SOURCES, _TARGETS)]
            for end, name in zip(ends, ("source", "target"), strict=True):
                if not end:
                    raise BadTableError(Place(table.file, line, name), "a blank cell", "the id of a node")
                draft.add_node(DraftNode(end, end))
            draft.ways.append(DraftWay(ends[0], ends[1], text(row, NAMES), text(row, KEYS)))
    _say_what_is_left(draft, edges, {*_SOURCES, *_TARGETS, *NAMES, *KEYS, "id"})
    _say_what_is_left(draft, nodes, {*_IDS, *NAMES, *KEEPERS, *IDENTIFIERS})
    return draft


def _no_edges(table: CsvTable) -> BadTableError:
    heads = [head.lower() for head in table.heads]
    near = next((found for head in ("source", "target") if head not in heads and (found := nearest(head, heads))), "")
    found = f"columns {safe_text(', '.join(table.heads), 120)}"
    return BadTableError(Place(table.file, table.head_line), found, "columns source and target, maybe key", near)


def _add_nodes(draft: DraftedGraph, table: CsvTable) -> None:
    if not _head(table, _IDS):
        found = f"columns {safe_text(', '.join(table.heads), 120)}"
        raise BadTableError(Place(table.file, table.head_line), found, "source and target (edges), or id (nodes)")
    for line, row in _rows(table):
        id_ = text(row, _IDS)
        if not id_:
            raise BadTableError(Place(table.file, line, "id"), "a blank cell", "the id of a node")
        if id_ in draft.nodes:
            raise BadTableError(Place(table.file, line, "id"), f"{safe_text(id_)} twice", "each node once")
        names = tuple(" ".join(row.get(name, "") for name in IDENTIFIERS).replace(",", " ").split())
        draft.add_node(DraftNode(id_, text(row, NAMES) or id_, text(row, KEEPERS), names))


def _head(table: CsvTable, names: Sequence[str]) -> bool:
    return any(head.lower() in names for head in table.heads)


def _rows(table: CsvTable) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by its column names in lower case, with its line."""
    for line, cells in table.lines:
        if len(cells) > len(table.heads):
            place = Place(table.file, line)
            raise BadTableError(place, count_of(len(cells), "cell"), f"{len(table.heads)}, as in the first line")
        yield line, dict(zip((head.lower() for head in table.heads), cells, strict=False))


def _say_what_is_left(draft: DraftedGraph, tables: Sequence[CsvTable], used: set[str]) -> None:
    for table in tables:
        for head in table.heads:
            if head.lower() not in used:
                draft.leave_out(f"column '{safe_text(head)}' of {table.file}", "it has no column in a world")
