"""Edge bundles, and their segments between neighbouring layers: how edges run before anything has a size.

A bundle is what shares a line: one link, or all rules by which one database acts at services (a bus that fans out at
the services), drawn as a hyperedge with orthogonal segments (Sander 2003). A bundle that spans several layers has a
dummy vertex in each layer that it passes, as in Sugiyama's method. Knows no coordinates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from linkage.drawing.layout.layers import Layers
from linkage.drawing.scene import Edge, Scene, effect_id

_BUS = "bus:"
_DUMMY = "dummy:"


@dataclass(frozen=True, slots=True)
class Port:
    """Where a segment touches a layer: at a box, or at the dummy vertex of a bundle that passes the layer."""

    owner: str
    side: str  # which side of the owner: left | right
    arrow: bool = False
    row: str = ""  # at a service: the effect row that it points at
    edges: tuple[str, ...] = ()

    @property
    def at_dummy(self) -> bool:
        """Whether its owner is a dummy vertex."""
        return is_dummy(self.owner)


@dataclass(frozen=True, slots=True)
class Segment:
    """A bundle's part in one gap: ports on the layer to the left of it, and on the one to the right."""

    bundle: str
    gap: int
    left_ports: tuple[Port, ...]
    right_ports: tuple[Port, ...]
    rightward: bool = True  # whether the bundle runs from left to right

    @property
    def ports(self) -> tuple[Port, ...]:
        """The ports of both sides."""
        return (*self.left_ports, *self.right_ports)


@dataclass(frozen=True, slots=True)
class EdgeBundle:
    """Edges from one box that share a line."""

    id: str
    source: str
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class EdgeBundles:
    """Layers with the segments between them. Gap g lies right of layer g; gap -1 is left of the first."""

    layers: Layers
    segments: tuple[Segment, ...]
    passing: tuple[tuple[str, ...], ...]  # for each layer, the bundles that have a dummy vertex in it
    vertical_edges: tuple[Edge, ...] = ()  # straight down or up between neighbours in an agency
    bundles: dict[str, EdgeBundle] = field(default_factory=dict)


def is_bus(bundle: str) -> bool:
    """Whether a bundle is the bus of a database's rules."""
    return bundle.startswith(_BUS)


def is_dummy(owner: str) -> bool:
    """Whether the owner of a port is a dummy vertex."""
    return owner.startswith(_DUMMY)


def dummy_id(bundle: str, layer: int) -> str:
    """The id of a bundle's dummy vertex in a layer."""
    return f"{_DUMMY}{bundle}:{layer}"


def bundle_edges(scene: Scene, layers: Layers) -> EdgeBundles:
    """The edges of a scene as bundles, divided into segments between layers."""
    layer_of = {node: number for number, layer in enumerate(layers) for group in layer for node in group.nodes}
    vertical_edges = _vertical_edges(scene, layers)
    vertical = {edge.id for edge in vertical_edges}
    bundles = _bundles(edge for edge in scene.edges if edge.id not in vertical)
    segments: list[Segment] = []
    passing: dict[int, list[str]] = defaultdict(list)
    loops_last = sorted(
        bundles.values(), key=lambda bundle: layer_of[bundle.source] in {layer_of[edge.target] for edge in bundle.edges}
    )
    for bundle in loops_last:
        _add_segments(bundle, layer_of, segments, passing, len(layers))
    return EdgeBundles(
        layers, tuple(segments), tuple(tuple(passing[number]) for number in range(len(layers))), vertical_edges, bundles
    )


def _vertical_edges(scene: Scene, layers: Layers) -> tuple[Edge, ...]:
    """One link between neighbours in an agency goes straight down or up, the one with most keys; others run around."""
    edges = []
    for group in (group for layer in layers for group in layer):
        for pair in pairwise(group.nodes):
            between = [edge for edge in scene.edges if {edge.source, edge.target} == set(pair)]
            edges += sorted(between, key=lambda edge: (-len(edge.keys), edge.id))[:1]
    return tuple(edges)


def _bundles(edges: Iterable[Edge]) -> dict[str, EdgeBundle]:
    """One bundle an edge; the rules of one database at services share one."""
    shared: dict[str, list[Edge]] = defaultdict(list)
    for edge in sorted(edges, key=lambda edge: edge.id):
        bus = edge.kind == "rule" and edge.target.startswith("service:")
        shared[f"{_BUS}{edge.source}" if bus else edge.id].append(edge)
    return {id: EdgeBundle(id, edges[0].source, tuple(edges)) for id, edges in sorted(shared.items())}


def _add_segments(
    bundle: EdgeBundle, layer_of: dict[str, int], segments: list[Segment], passing: dict[int, list[str]], count: int
) -> None:
    """Add a bundle's segments from its source to its targets, and the layers that it passes."""
    start = layer_of[bundle.source]
    stops = {layer_of[edge.target] for edge in bundle.edges}
    for stop in sorted(stops):
        edges = [edge for edge in bundle.edges if layer_of[edge.target] == stop]
        if stop == start:
            segments.append(_loop(bundle, edges, start, segments, count))
        else:
            _add_path(bundle, edges, start, stop, segments, passing)


def _target_ports(edges: list[Edge], side: str) -> tuple[Port, ...]:
    """The ports at the targets; rules that do the same at the same service arrive as one."""
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for edge in edges:
        service = edge.target.removeprefix("service:")
        at_service = edge.kind == "rule" and service != edge.target
        row = effect_id(service, edge.effect, edge.falls_on) if at_service else ""
        together[edge.target, row].append(edge.id)
    return tuple(Port(target, side, True, row, tuple(ids)) for (target, row), ids in sorted(together.items()))


def _add_path(
    bundle: EdgeBundle,
    edges: list[Edge],
    start: int,
    stop: int,
    segments: list[Segment],
    passing: dict[int, list[str]],
) -> None:
    """The segments of a bundle to another layer, right or left, with a dummy vertex in every layer between."""
    rightward = stop > start
    exit_side, entry_side = ("right", "left") if rightward else ("left", "right")
    sources: tuple[Port, ...] = (Port(bundle.source, exit_side, edges=tuple(edge.id for edge in edges)),)
    for layer in range(start + 1, stop) if rightward else range(start - 1, stop, -1):
        dummy = dummy_id(bundle.id, layer)
        passing[layer].append(bundle.id)
        segments.append(_segment(bundle.id, layer, rightward, sources, (Port(dummy, entry_side),)))
        sources = (Port(dummy, exit_side),)
    segments.append(_segment(bundle.id, stop, rightward, sources, _target_ports(edges, entry_side)))


def _segment(bundle: str, layer: int, rightward: bool, sources: tuple[Port, ...], targets: tuple[Port, ...]) -> Segment:
    """The segment that arrives at a layer."""
    if rightward:
        return Segment(bundle, layer - 1, sources, targets)
    return Segment(bundle, layer, targets, sources, rightward=False)


def _loop(bundle: EdgeBundle, edges: list[Edge], layer: int, segments: list[Segment], count: int) -> Segment:
    """A bundle within its layer: around the side where arrows already arrive, so that the labels share their room.

    Needs always run on the outer right.
    """
    arrows_left = sum(port.arrow for segment in segments if segment.gap == layer - 1 for port in segment.right_ports)
    arrows_right = sum(port.arrow for segment in segments if segment.gap == layer for port in segment.left_ports)
    on_right = layer == count - 1 or (arrows_right > 0 and layer <= 1) or (arrows_right > 0 and arrows_left == 0)
    side, gap = ("right", layer) if on_right else ("left", layer - 1)
    ports = (Port(bundle.source, side, edges=tuple(edge.id for edge in edges)), *_target_ports(edges, side))
    return Segment(bundle.id, gap, ports, ()) if on_right else Segment(bundle.id, gap, (), ports)
