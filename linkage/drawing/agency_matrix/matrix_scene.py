"""The matrix of a map's scene: agencies as rows and columns, their links as cells, their rules behind the rows.

An adjacency matrix stays readable where a drawing of nodes and lines no longer is (Ghoniem, Fekete and Castagliola
2004). Rows and columns stand in one order, from the record's home on. Every part names the map's data-ids that light
it. Knows no coordinates.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from linkage.drawing.scene import Agency, Edge, Key, Node, Scene


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An agency with its databases, and the rules by which they act at services or list."""

    agency: Agency
    databases: tuple[str, ...]
    rules: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """The links from one agency's databases to another's, by the places of the two agencies."""

    sender: int
    receiver: int
    links: tuple[Edge, ...]

    @property
    def identifier(self) -> str:
        """The identifier that all its links join on first; blank if they differ."""
        first = {link.keys[0] if link.keys else "" for link in self.links}
        return first.pop() if len(first) == 1 else ""


@dataclass(frozen=True, slots=True)
class MatrixScene:
    """One matrix: its rows, the cells that hold links, the record's box, and the identifiers of the legend."""

    title: str
    record: str
    rows: tuple[MatrixRow, ...]
    cells: tuple[MatrixCell, ...]
    keys: tuple[Key, ...] = ()
    lang: str = "en"
    positive: bool = False

    def cell_id(self, cell: MatrixCell) -> str:
        """The data-id of a cell.

        >>> a, b = (MatrixRow(Agency(id, id), (), ()) for id in "ab")
        >>> MatrixScene("", "", (a, b), ()).cell_id(MatrixCell(0, 1, ()))
        'cell:a/b'
        """
        return f"cell:{self.rows[cell.sender].agency.id}/{self.rows[cell.receiver].agency.id}"


def matrix_scene(scene: Scene) -> MatrixScene:
    """The matrix of all that a map's scene has, before anything is folded."""
    databases = [node for node in scene.nodes if node.kind == "database"]
    agencies = _agencies_by_depth(scene, databases)
    agency_of = {node.id: node.agency for node in databases}
    places = {agency.id: place for place, agency in enumerate(agencies)}
    links: dict[tuple[int, int], list[Edge]] = defaultdict(list)
    rules: dict[str, list[Edge]] = defaultdict(list)
    for edge in scene.edges:
        if edge.kind == "link":
            links[places[agency_of[edge.source]], places[agency_of[edge.target]]].append(edge)
        elif edge.kind == "rule":
            rules[agency_of[edge.source]].append(edge)
    rows = [
        MatrixRow(
            agency,
            tuple(node.id for node in databases if node.agency == agency.id),
            tuple(rules[agency.id]),
        )
        for agency in agencies
    ]
    return MatrixScene(
        title=scene.title,
        record=next((node.id for node in scene.nodes if node.kind == "record"), ""),
        rows=tuple(rows),
        cells=tuple(MatrixCell(*ends, tuple(edges)) for ends, edges in sorted(links.items())),
        keys=scene.keys,
        lang=scene.lang,
        positive=scene.positive,
    )


def _agencies_by_depth(scene: Scene, databases: list[Node]) -> list[Agency]:
    """The agencies in the order in which a record can first reach them, else in their author's."""
    depths: dict[str, int] = {}
    for node in databases:
        depths[node.agency] = min(node.depth, depths.get(node.agency, node.depth))
    return sorted((agency for agency in scene.agencies if agency.id in depths), key=lambda agency: depths[agency.id])
