"""Crossing reduction: the order of each layer from top to bottom, few crossings first, then the author's order.

The second step of a layered layout: sweeps by the barycentre of neighbours (Sugiyama, Tagawa and Toda 1981), then
adjacent exchange (the greedy switch of Eades and Kelly 1986) while that helps. No chance in it: the same scene always
has the same picture. Knows no coordinates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from linkage.drawing.layout.edge_bundles import EdgeBundles, Segment, dummy_id
from linkage.drawing.layout.layers import Group

_SWEEPS = 10
_EXCHANGE_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class LayerItem:
    """What is stacked in a layer: a group of boxes, or the dummy vertex of a bundle that passes."""

    id: str
    group: Group | None = None

    @property
    def owners(self) -> tuple[str, ...]:
        """The vertices at which segments end."""
        return self.group.nodes if self.group else (self.id,)


LayerOrder = tuple[tuple[LayerItem, ...], ...]
"""The items of every layer from top to bottom."""


class OrderedLayers:
    """The order of the items of every layer and its cost, computed when they are first asked for."""

    def __init__(self, bundles: EdgeBundles) -> None:
        self.bundles = bundles

    @cached_property
    def items(self) -> LayerOrder:
        """The items of every layer from top to bottom."""
        return reduce_crossings(self.bundles)

    @cached_property
    def cost(self) -> float:
        """Crossings, and a little for long ways up and down."""
        return order_cost(self.bundles, self.items)


def reduce_crossings(bundles: EdgeBundles) -> LayerOrder:
    """The order of every layer with few crossings: the best of several sweeps, improved by adjacent exchange."""
    best = _initial_order(bundles)
    least = order_cost(bundles, best)
    current = best
    for sweep in range(_SWEEPS):
        current = _sweep(bundles, current, rightward=sweep % 2 == 0)
        cost = order_cost(bundles, current)
        if cost < least:
            best, least = current, cost
    return _exchange_adjacent(bundles, best)


def _initial_order(bundles: EdgeBundles) -> LayerOrder:
    """The author's order, with dummy vertices halfway."""
    layers = []
    for number, layer in enumerate(bundles.layers):
        groups = [LayerItem(group.id, group) for group in layer]
        dummies = [LayerItem(dummy_id(bundle, number)) for bundle in bundles.passing[number]]
        middle = len(groups) // 2
        layers.append((*groups[:middle], *dummies, *groups[middle:]))
    return tuple(layers)


def _positions(layer: Sequence[LayerItem]) -> dict[str, float]:
    """Vertex → its position from 0 (top) to 1."""
    owners = [owner for item in layer for owner in item.owners]
    return {owner: (index + 0.5) / len(owners) for index, owner in enumerate(owners)}


def _sweep(bundles: EdgeBundles, order: LayerOrder, rightward: bool) -> LayerOrder:
    """Sort each layer by the barycentres of its neighbours in the layer that was sorted before."""
    layers = list(order)
    numbers = range(len(layers)) if rightward else range(len(layers) - 1, -1, -1)
    for number in numbers:
        fixed = number - 1 if rightward else number + 1
        if 0 <= fixed < len(layers):
            layers[number] = _sort_by_barycentre(bundles, layers, number, fixed)
    return tuple(layers)


def _sort_by_barycentre(
    bundles: EdgeBundles, layers: list[tuple[LayerItem, ...]], number: int, fixed: int
) -> tuple[LayerItem, ...]:
    """One layer sorted by the mean position of its items' neighbours in the fixed layer."""
    gap = min(number, fixed)
    fixed_positions, own_positions = _positions(layers[fixed]), _positions(layers[number])
    neighbours: dict[str, list[float]] = {}
    for segment in bundles.segments:
        if segment.gap == gap:
            own_ports, fixed_ports = (
                (segment.right_ports, segment.left_ports)
                if fixed < number
                else (segment.left_ports, segment.right_ports)
            )
            for port in own_ports:
                neighbours.setdefault(port.owner, []).extend(fixed_positions[end.owner] for end in fixed_ports)

    def barycentre(item: LayerItem) -> float:
        positions = [position for owner in item.owners for position in neighbours.get(owner, ())]
        own = sum(own_positions[owner] for owner in item.owners) / len(item.owners)
        return sum(positions) / len(positions) if positions else own

    return tuple(sorted(layers[number], key=barycentre))


def order_cost(bundles: EdgeBundles, order: LayerOrder) -> float:
    """Crossings in all gaps; long ways up and down count a little, so that edges lie straight."""
    return sum(crossing_cost(bundles, order, gap) for gap in range(len(order) - 1))


def crossing_cost(bundles: EdgeBundles, order: LayerOrder, gap: int) -> float:
    """Crossings between the segments of one gap, and a little for their long ways."""
    left, right = _positions(order[gap]), _positions(order[gap + 1])
    lines = [line for segment in bundles.segments if segment.gap == gap for line in _lines(segment, left, right)]
    total = sum(weight * abs(start - stop) for start, stop, weight in lines)
    for index, (start, stop, _) in enumerate(lines):
        for next_start, next_stop, _ in lines[index + 1 :]:
            total += (start - next_start) * (stop - next_stop) < 0
    return total


def _lines(segment: Segment, left: dict[str, float], right: dict[str, float]) -> list[tuple[float, float, float]]:
    """A segment as straight lines (from, to, weight); those at dummy vertices are pulled straight more strongly."""
    weight = 1.5 if any(port.at_dummy for port in segment.ports) else 0.75
    return [
        (left[start.owner], right[stop.owner], weight) for start in segment.left_ports for stop in segment.right_ports
    ]


def _exchange_adjacent(bundles: EdgeBundles, order: LayerOrder) -> LayerOrder:
    """Exchange neighbours while that lowers the cost of the gaps beside their layer."""
    layers = list(order)
    improved = True
    rounds = 0
    while improved and rounds < _EXCHANGE_ROUNDS:
        improved = False
        rounds += 1
        for number in range(len(layers)):
            for index in range(len(layers[number]) - 1):
                improved |= _exchange_if_better(bundles, layers, number, index)
    return tuple(layers)


def _exchange_if_better(bundles: EdgeBundles, layers: list[tuple[LayerItem, ...]], number: int, index: int) -> bool:
    """Exchange an item with the next one of its layer if that costs less; whether it did."""
    gaps = [gap for gap in (number - 1, number) if 0 <= gap < len(layers) - 1]
    before = layers[number]
    cost_before = sum(crossing_cost(bundles, tuple(layers), gap) for gap in gaps)
    after = list(before)
    after[index], after[index + 1] = after[index + 1], after[index]
    layers[number] = tuple(after)
    if sum(crossing_cost(bundles, tuple(layers), gap) for gap in gaps) < cost_before - 1e-9:
        return True
    layers[number] = before
    return False
