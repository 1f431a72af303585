"""What stands for several links, explained: a grey line or a plate of a dense map, and a cell of the matrix.

Each entry names its links, so that the panel can open them one by one. Values only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dashboard.services.explanations import Entry
from dashboard.state.labels import Labels
from linkage.drawing.agency_matrix.matrix_scene import MatrixScene
from linkage.drawing.folding import folded
from linkage.drawing.scene import Scene
from linkage.natural_order import natural_key


def grouped_links(scene: Scene, matrix: MatrixScene, titles: Mapping[str, str], labels: Labels) -> dict[str, Entry]:
    """The explanation of each fold of a map and of each cell of its matrix, by its data-id.

    Args:
        titles: the title of each link, by its data-id.
    """
    names = {node.id: node.label for node in scene.nodes}
    groups = [*_folds(scene, names), *_cells(matrix)]
    return {id: _entry(labels, title, links, titles) for id, title, links in groups}


def _folds(scene: Scene, names: Mapping[str, str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The data-id, the title and the links of each fold."""
    thin = folded(scene)
    for edge in thin.edges:
        if edge.kind == "fold":
            yield edge.id, f"{names[edge.source]} – {names[edge.target]}", edge.parts
    for node in thin.nodes:
        for mark in node.marks:
            if mark.parts:
                yield mark.id, node.label, mark.parts


def _cells(matrix: MatrixScene) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The data-id, the title and the links of each cell."""
    for cell in matrix.cells:
        sender, receiver = matrix.rows[cell.sender].agency.label, matrix.rows[cell.receiver].agency.label
        yield matrix.cell_id(cell), f"{sender} → {receiver}", tuple(link.id for link in cell.links)


def _entry(labels: Labels, title: str, links: Iterable[str], titles: Mapping[str, str]) -> Entry:
    parts = sorted(([link, titles.get(link, link)] for link in links), key=lambda part: natural_key(part[1]))
    kind = labels("kinds.links", count=len(parts)) if len(parts) > 1 else labels("kinds.link")
    entry: dict[str, Any] = {"kind": kind, "title": title, "about": "", "facts": [], "status": "", "quotes": []}
    return {**entry, "parts": parts}
