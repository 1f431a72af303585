"""How arrows run between columns, before anything has a size: nets, and the wires they leave in each gap.

A net is what shares a line: one link, or all rules by which one database acts at services (a bus that fans out at
the doors). A net that passes a column on its way has a free row there. Knows no coordinates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from linkage.drawing.layout.layers import Columns
from linkage.drawing.scene import Edge, Scene, tag


@dataclass(frozen=True, slots=True)
class End:
    """Where a wire touches a column: at a box (`node`), or at the free row of a net that passes (`passing`)."""

    owner: str
    side: str  # which side of the owner: left | right
    arrow: bool = False
    slot: str = ""  # at a door: the words that it points at
    edges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wire:
    """A net's part in one gap: ends on the column to the left of it, and on the one to the right."""

    net: str
    gap: int
    lefts: tuple[End, ...]
    rights: tuple[End, ...]
    onward: bool = True  # whether the net runs from left to right


@dataclass(frozen=True, slots=True)
class EdgeBundle:
    """What shares a line: edges from one box."""

    id: str
    source: str
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class EdgeBundles:
    """Columns with their wires. Gap g lies right of column g; gap -1 is left of the first."""

    columns: Columns
    wires: tuple[Wire, ...]
    passing: tuple[tuple[str, ...], ...]  # for each column, the nets that pass it
    stacked: tuple[Edge, ...] = ()  # straight down or up between neighbours in an agency
    nets: dict[str, EdgeBundle] = field(default_factory=dict)


def frame(scene: Scene, columns: Columns) -> EdgeBundles:
    """Lay nets over columns."""
    where = {node: number for number, column in enumerate(columns) for group in column for node in group.nodes}
    stacked = _stacked(scene, columns)
    straight = {edge.id for edge in stacked}
    nets = _nets(edge for edge in scene.edges if edge.id not in straight)
    wires: list[Wire] = []
    passing: dict[int, list[str]] = defaultdict(list)
    loops_last = sorted(nets.values(), key=lambda net: where[net.source] in {where[e.target] for e in net.edges})
    for net in loops_last:
        _lay(net, where, wires, passing, len(columns))
    return EdgeBundles(columns, tuple(wires), tuple(tuple(passing[c]) for c in range(len(columns))), stacked, nets)


def _stacked(scene: Scene, columns: Columns) -> tuple[Edge, ...]:
    """One link between neighbours in an agency goes straight down or up, the one with most words; others run around."""
    found = []
    for group in (group for column in columns for group in column):
        for pair in pairwise(group.nodes):
            between = [edge for edge in scene.edges if {edge.source, edge.target} == set(pair)]
            found += sorted(between, key=lambda edge: (-len(edge.keys), edge.id))[:1]
    return tuple(found)


def _nets(edges: Iterable[Edge]) -> dict[str, EdgeBundle]:
    """One net an edge; the rules of one database at services share one."""
    shared: dict[str, list[Edge]] = defaultdict(list)
    for edge in sorted(edges, key=lambda edge: edge.id):
        bus = edge.kind == "rule" and edge.target.startswith("service:")
        shared[f"bus:{edge.source}" if bus else edge.id].append(edge)
    return {net: EdgeBundle(net, edges[0].source, tuple(edges)) for net, edges in sorted(shared.items())}


def _lay(net: EdgeBundle, where: dict[str, int], wires: list[Wire], passing: dict[int, list[str]], count: int) -> None:
    """Add a net's wires from its source to its targets, and the columns that it passes."""
    start = where[net.source]
    stops = {where[edge.target] for edge in net.edges}
    for stop in sorted(stops):
        edges = [edge for edge in net.edges if where[edge.target] == stop]
        if stop == start:
            wires.append(_loop(net, edges, start, wires, count))
        else:
            _run(net, edges, start, stop, wires, passing)


def _arrivals(edges: list[Edge], side: str) -> tuple[End, ...]:
    """The ends at the targets; rules that do the same at the same door arrive as one."""
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for edge in edges:
        service = edge.target.removeprefix("service:")
        slot = tag(service, edge.effect, edge.falls_on) if edge.kind == "rule" and service != edge.target else ""
        together[edge.target, slot].append(edge.id)
    return tuple(End(target, side, True, slot, tuple(ids)) for (target, slot), ids in sorted(together.items()))


def _run(
    net: EdgeBundle, edges: list[Edge], start: int, stop: int, wires: list[Wire], passing: dict[int, list[str]]
) -> None:
    """A net that goes to another column, right or left."""
    onward = stop > start
    out, into = ("right", "left") if onward else ("left", "right")
    here: tuple[End, ...] = (End(net.source, out, edges=tuple(edge.id for edge in edges)),)
    middle = range(start + 1, stop) if onward else range(start - 1, stop, -1)
    for column in middle:
        row = f"pass:{net.id}:{column}"
        passing[column].append(net.id)
        there = (End(row, into),)
        wires.append(_wire(net.id, column, onward, here, there))
        here = (End(row, out),)
    wires.append(_wire(net.id, stop, onward, here, _arrivals(edges, into)))


def _wire(net: str, to: int, onward: bool, here: tuple[End, ...], there: tuple[End, ...]) -> Wire:
    return Wire(net, to - 1, here, there) if onward else Wire(net, to, there, here, onward=False)


def _loop(net: EdgeBundle, edges: list[Edge], column: int, wires: list[Wire], count: int) -> Wire:
    """A net within its column: around the side where arrows already arrive, so that the labels share their room.

    Needs always run on the outer right.
    """
    left = sum(end.arrow for wire in wires if wire.gap == column - 1 for end in wire.rights)
    right = sum(end.arrow for wire in wires if wire.gap == column for end in wire.lefts)
    rightwards = column == count - 1 or (right > 0 and column <= 1) or (right > 0 and left == 0)
    side, gap = ("right", column) if rightwards else ("left", column - 1)
    ends = (End(net.source, side, edges=tuple(edge.id for edge in edges)), *_arrivals(edges, side))
    return Wire(net.id, gap, ends, ()) if rightwards else Wire(net.id, gap, (), ends)
