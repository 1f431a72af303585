"""Threat models of OWASP Threat Dragon, versions 1 and 2: stores, processes and actors are databases, flows are links.

A trust boundary that is a box is the agency of what lies in it. Threats are left out: they move no data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from linkage.imports.drafted_graph import DraftedGraph, DraftNode, DraftWay
from linkage.imports.import_source import ImportSource, list_in, object_in

_Box = tuple[float, float, float, float]

_NODES: Mapping[str, str] = MappingProxyType(
    {"store": "store", "process": "process", "actor": "actor", "agent": "agent", "tool": "tool"}
)
_FLOWS = frozenset({"flow", "flowstencil"})
_BOUNDARIES = frozenset(
    {"boundary", "boundarybox", "boundarystencil"}
    | {"trust-boundary-box", "trust-boundary-curve", "trust-broundary-curve"}
)
"""The types of cells, in lower case and without the `tm.` before them; a program once misspelt one."""


def is_threat_dragon(source: ImportSource) -> bool:
    """Whether a source is a model of Threat Dragon: a summary, and a detail with diagrams."""
    told = source.json
    return isinstance(told, dict) and isinstance(told.get("detail"), dict) and "diagrams" in told["detail"]


def read_threat_dragon(source: ImportSource) -> DraftedGraph:
    """The parts of all diagrams of a model as nodes, and its flows as ways.

    Raises:
        BadTableError: a diagram or a cell that isn't as Threat Dragon writes them.
    """
    summary = object_in(source.json.get("summary"))
    draft = DraftedGraph(str(summary.get("title") or "") or source.name.rpartition(".")[0])
    diagrams = source.json["detail"]["diagrams"]
    if not isinstance(diagrams, list):
        raise source.fault("detail.diagrams", type(diagrams).__name__, "a list of diagrams")
    for place, diagram in enumerate(diagrams):
        where = f"detail.diagrams[{place}]"
        if not isinstance(diagram, dict):
            raise source.fault(where, type(diagram).__name__, "a diagram")
        _add_diagram(draft, source, where, diagram)
    draft.assumed.append("a process and an actor keep what passes them, as a store does")
    return draft


def _add_diagram(draft: DraftedGraph, source: ImportSource, where: str, diagram: dict[str, Any]) -> None:
    cells = list(_cells(source, where, diagram))
    boxes = [(_name(cell), box) for sort, _, cell in cells if sort in _BOUNDARIES and (box := _box(cell))]
    threats = 0
    for sort, place, cell in cells:
        if sort in _NODES:
            if not cell.get("id"):
                raise source.fault(place, f"a {_NODES[sort]} without id", "an id")
            name = _name(cell) or f"{_NODES[sort]} {cell['id']}"
            draft.add_node(DraftNode(str(cell["id"]), name, _keeper(cell, boxes)))
        elif sort in _FLOWS:
            _add_flow(draft, place, cell)
        elif sort in _BOUNDARIES and not _box(cell):
            draft.leave_out(f"boundary '{_name(cell) or place}'", "a line has no inside: only boxes become agencies")
        elif sort not in _BOUNDARIES:
            draft.leave_out(f"'{_name(cell) or place}' ({sort or 'no type'})", "it holds no data and moves none")
        threats += len(_threats(cell))
    if threats:
        draft.leave_out(
            f"{threats} threats of diagram '{diagram.get('title') or where}'", "a world has no place for them"
        )


def _cells(source: ImportSource, where: str, diagram: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each cell of a diagram: its type in lower case, its place, and itself. Version 1 has them under `diagramJson`."""
    inner, at = diagram, f"{where}.cells"
    if "cells" not in diagram and isinstance(diagram.get("diagramJson"), dict):
        inner, at = diagram["diagramJson"], f"{where}.diagramJson.cells"
    cells = inner.get("cells", [])
    if not isinstance(cells, list):
        raise source.fault(at, type(cells).__name__, "a list of cells")
    for number, cell in enumerate(cells):
        if not isinstance(cell, dict):
            raise source.fault(f"{at}[{number}]", type(cell).__name__, "a cell")
        data = object_in(cell.get("data"))
        sort = str(data.get("type") or cell.get("type") or cell.get("shape") or "").lower()
        yield sort.removeprefix("tm."), f"{at}[{number}]", cell


def _name(cell: dict[str, Any]) -> str:
    """What a cell is called, where either version writes it."""
    data = object_in(cell.get("data"))
    attrs = object_in(cell.get("attrs"))
    label = object_in(attrs.get("text"))
    first = next(iter(list_in(cell.get("labels"))), None)
    texts = [data.get("name"), cell.get("name"), label.get("text"), _inner_text(first), _inner_text(attrs)]
    return next((" ".join(text.split()) for text in texts if isinstance(text, str) and text.strip()), "")


def _inner_text(value: Any) -> Any:
    """The first text that stands under `text` in a label, however deep."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            return value["text"]
        return next((found for inner in value.values() if (found := _inner_text(inner))), None)
    return None


def _add_flow(draft: DraftedGraph, place: str, cell: dict[str, Any]) -> None:
    ends = [_end(cell.get(end)) for end in ("source", "target")]
    name = _name(cell)
    if not all(ends):
        draft.leave_out(f"flow '{name or place}'", "one of its ends hangs in the air")
        return
    data = object_in(cell.get("data"))
    draft.ways.append(DraftWay(ends[0], ends[1], name))
    if data.get("isBidirectional"):
        draft.ways.append(DraftWay(ends[1], ends[0], f"{name} back" if name else ""))


def _end(told: Any) -> str:
    """The cell at one end of a flow: version 2 says `cell`, version 1 `id`; blank where it hangs in the air."""
    return told if isinstance(told, str) else str(object_in(told).get("cell") or object_in(told).get("id") or "")


def _threats(cell: dict[str, Any]) -> list[Any]:
    data = object_in(cell.get("data"))
    return list_in(data.get("threats", cell.get("threats")))


def _box(cell: dict[str, Any]) -> _Box | None:
    """Left, top, right and bottom of a cell, where it says them."""
    position, size = cell.get("position"), cell.get("size")
    if not isinstance(position, dict) or not isinstance(size, dict):
        return None
    numbers = [position.get("x"), position.get("y"), size.get("width"), size.get("height")]
    if not all(isinstance(number, (int, float)) for number in numbers):
        return None
    x, y, width, height = (float(number) for number in numbers if isinstance(number, (int, float)))
    return x, y, x + width, y + height


def _keeper(cell: dict[str, Any], boxes: list[tuple[str, _Box]]) -> str:
    """The name of the smallest trust boundary in which the middle of a cell lies."""
    mine = _box(cell)
    if mine is None:
        return ""
    x, y = (mine[0] + mine[2]) / 2, (mine[1] + mine[3]) / 2
    around = [
        ((box[2] - box[0]) * (box[3] - box[1]), name)
        for name, box in boxes
        if name and box[0] <= x <= box[2] and box[1] <= y <= box[3]
    ]
    return min(around)[1] if around else ""
