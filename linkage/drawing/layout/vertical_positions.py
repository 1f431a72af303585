"""The vertical positions of boxes and ports: near what they are joined to, edges as straight as that allows.

The third step of a layered layout. Each layer is a chain of items with least distances; the positions nearest to what
the neighbours ask for are found exactly (isotonic regression by pool-adjacent-violators), one layer after another, to
and fro. Knows heights, not widths.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from linkage.drawing.layout.crossing_reduction import LayerItem, LayerOrder
from linkage.drawing.layout.edge_bundles import is_dummy
from linkage.drawing.layout.isotonic import isotonic_positions
from linkage.drawing.layout.port_sides import PortKey, PortSide, PortTable, port_key
from linkage.drawing.layout.sizes import Sizes

_ROUNDS = 14
_ALIGNMENT_ROUNDS = 5
_PORT_ROUNDS = 4


class VerticalPositions:
    """The heights of one layout: `tops` of groups and boxes, `ports` of segments."""

    def __init__(self, sizes: Sizes, order: LayerOrder, height: float) -> None:
        self.sizes, self.order, self.height = sizes, order, height
        self.tops: dict[str, float] = {}
        self._offsets = {item.id: self._box_offsets(item) for layer in order for item in layer}
        self._heights = {item.id: _item_height(sizes, item) for layer in order for item in layer}
        self._node_heights = {node: sizes.node_height(node) for node in sizes.nodes}
        self._layer_of = {
            owner: number for number, layer in enumerate(order) for item in layer for owner in item.owners
        }
        self._table = PortTable(sizes, self._layer_of)
        self._ports: list[float] = []  # the height of each port, by its number
        self._least_apart = [self._least_distances(layer) for layer in order]
        self._apart = [self._distances(layer) for layer in order]
        self._even: dict[str, float] = {}
        for layer, distances in zip(order, self._apart, strict=True):
            self._even.update(self._even_tops(layer, distances))
        self._solve()

    @cached_property
    def ports(self) -> dict[PortKey, float]:
        """The height of every port."""
        return {key: self._ports[number] for key, number in self._table.numbers.items()}

    # -- what is fixed ------------------------------------------------------------------------------------------

    def _box_offsets(self, item: LayerItem) -> dict[str, float]:
        """Owner → how far below the item's top it begins."""
        if item.group is None:
            return {item.id: 0.0}
        nodes, offsets = item.group.nodes, {}
        offset = self.sizes.title_height(item.group)
        for index, node in enumerate(nodes):
            offset += self.sizes.database_distance(nodes[index - 1], node) if index else 0.0
            offsets[node] = offset
            offset += self.sizes.node_height(node)
        return offsets

    def _least_distances(self, layer: Sequence[LayerItem]) -> list[float]:
        """The least distances from each item of a layer to the next."""
        return [_distance(self.sizes, above, item) for above, item in zip([None, *layer], layer, strict=False)]

    def _distances(self, layer: Sequence[LayerItem]) -> list[float]:
        """The least distances in a layer; where there is room to spare, groups stand further apart."""
        pairs = list(zip([None, *layer], layer, strict=False))
        least = sum(_distance(self.sizes, above, item) for above, item in pairs) + self._heights[layer[-1].id]
        groups = sum(item.group is not None for item in layer)
        extra = min(max(0.0, 0.5 * (self.height - least) / (groups + 1)), 4.0 * self.sizes.em)
        return [_distance(self.sizes, above, item, extra) for above, item in pairs]

    def _even_tops(self, layer: Sequence[LayerItem], distances: Sequence[float]) -> dict[str, float]:
        """Item → its top if all spare room were shared out evenly."""
        spare = max(0.0, self.height - sum(distances) - self._heights[layer[-1].id])
        share, top, tops = spare / (len(layer) + 1), 0.0, {}
        for item, distance in zip(layer, distances, strict=True):
            top += distance + share
            tops[item.id] = top
        return tops

    # -- solving ------------------------------------------------------------------------------------------------

    def _solve(self) -> None:
        for layer in self.order:
            self._set_tops(layer, [self._even[item.id] for item in layer])
        self._ports = [self.tops[owner] + self._half_height(owner) for owner in self._table.owners]
        self._place_ports()
        numbers = range(len(self.order))
        for turn in range(_ROUNDS):
            for number in numbers if turn % 2 == 0 else reversed(numbers):
                self._place_layer(number)
            self._place_ports()
        for turn in range(_ALIGNMENT_ROUNDS):
            for number in numbers:
                self._align(number, leftwards=turn < 2)
            for _ in range(_PORT_ROUNDS):
                if not self._place_ports():
                    break
        self._straighten()

    def _straighten(self) -> None:
        """Take out the last bend of a few units: the port at a box moves by less than its label has to spare."""
        heights, numbers = self._ports, self._table.numbers
        for segment in self.sizes.bundles.segments:
            if len(segment.left_ports) == 1 and len(segment.right_ports) == 1:
                left, right = port_key(segment, segment.left_ports[0]), port_key(segment, segment.right_ports[0])
                if 0 < abs(heights[numbers[left]] - heights[numbers[right]]) < 0.16 * self.sizes.em:
                    fixed, free = (left, right) if is_dummy(left[2]) else (right, left)
                    if not is_dummy(free[2]):
                        heights[numbers[free]] = heights[numbers[fixed]]

    def _align(self, number: int, leftwards: bool) -> None:
        """Move items by the little that makes a bent edge straight, where their neighbours leave room.

        First along the edges from the left, so that a chain of boxes lines up from its start.
        """
        layer, distances = self.order[number], self._least_apart[number]
        for index, item in enumerate(layer):
            low = self.tops[layer[index - 1].id] + distances[index] if index else 0.0
            high = self.height - self._heights[item.id]
            if index + 1 < len(layer):
                high = self.tops[layer[index + 1].id] - distances[index + 1]
            shifts = sorted(
                self._straightening_shifts(item, number, leftwards), key=lambda pair: (-pair[0], abs(pair[1]), pair[1])
            )
            for _, shift in shifts:
                if low <= self.tops[item.id] + shift <= high:
                    self._move(item, shift)
                    break

    def _straightening_shifts(self, item: LayerItem, layer: int, leftwards: bool) -> list[tuple[float, float]]:
        """The moves that would straighten one of an item's edges (from the left), each after its weight."""
        most = (3.0 if leftwards else 1.4) * self.sizes.em if item.group else self.height
        shifts = []
        for owner in self._offsets[item.id]:
            for pull in self._table.pulls.get(owner, ()):
                shift = self._ports[pull.partner] - self._ports[pull.own]
                if abs(shift) < most and not (leftwards and pull.layer >= layer):
                    shifts.append((pull.weight, shift))
        if any(abs(shift) < 0.3 for _, shift in shifts):
            return []
        return shifts

    def _move(self, item: LayerItem, shift: float) -> None:
        """Shift an item with its boxes and their ports."""
        self.tops[item.id] += shift
        for owner in self._offsets[item.id]:
            if owner != item.id:
                self.tops[owner] += shift
            for port in {pull.own for pull in self._table.pulls.get(owner, ())}:
                self._ports[port] += shift

    def _set_tops(self, layer: Sequence[LayerItem], tops: Sequence[float]) -> None:
        for item, top in zip(layer, tops, strict=True):
            self.tops[item.id] = top
            for owner, offset in self._offsets[item.id].items():
                self.tops[owner] = top + offset

    def _place_layer(self, number: int) -> None:
        """Move a layer's items to where their partners ask, as far as distances allow."""
        layer = self.order[number]
        targets, weights = [], []
        for item in layer:
            top = self.tops[item.id]
            weight = 0.06 if item.group else 0.01
            total = self._even[item.id] * weight
            for owner in self._offsets[item.id]:
                middle = self.tops[owner] + self._half_height(owner) - top
                for pull in self._table.pulls.get(owner, ()):
                    # A port that has a box's side to itself should lie in its middle.
                    offset = middle if pull.own in self._table.alone else self._ports[pull.own] - top
                    total += (self._ports[pull.partner] - offset) * pull.weight
                    weight += pull.weight
            targets.append(total / weight)
            weights.append(weight)
        high = self.height - self._heights[layer[-1].id]
        self._set_tops(layer, isotonic_positions(targets, weights, self._apart[number], 0.0, high))

    def _place_ports(self) -> bool:
        """Place the ports at every box, as near as can be to where their segments come from; whether any moved."""
        before = list(self._ports)
        for side in self._table.sides:
            if side.at_dummy:
                for port in side.ports:
                    self._ports[port.number] = self.tops[side.owner] + self._half_height(side.owner)
            else:
                self._place_side(side)
        return before != self._ports

    def _half_height(self, owner: str) -> float:
        return self._node_heights.get(owner, self.sizes.port_pitch) / 2

    def _place_side(self, side: PortSide) -> None:
        heights = self._ports
        low, high = self._port_range(side)
        if len(side.ports) == 1:
            port = side.ports[0]
            first = self._first_place(side, port.has_label, low, high - low)
            heights[port.number] = min(max(port.target(heights), first), max(first, high))
            return
        targets = [(port.target(heights), port.bundle, index) for index, port in enumerate(side.ports)]
        targets.sort()
        ports = [side.ports[index] for _, _, index in targets]
        pitch = self.sizes.row_port_pitch
        distances = [pitch if side.row else port.space_above for port in ports]
        room = high - low - sum(distances[1:])
        distances[0] = 0.0
        first = self._first_place(side, ports[0].has_label, low, room)
        positions = isotonic_positions([target[0] for target in targets], [1.0] * len(ports), distances, first, high)
        for port, height in zip(ports, positions, strict=True):
            heights[port.number] = height

    def _first_place(self, side: PortSide, has_label: bool, low: float, room: float) -> float:
        """The highest place of a side's first port: a little lower where its label needs the room."""
        return low if side.row or not has_label else low + min(room, 0.35 * self.sizes.em)

    def _port_range(self, side: PortSide) -> tuple[float, float]:
        """Between which heights ports may lie at a box or at a service's effect row."""
        top = self.tops[side.owner]
        if side.row:
            return top + side.middle - side.reach, top + side.middle + side.reach
        margin = 0.5 * self.sizes.em
        return top + margin, top + self._node_heights[side.owner] - margin


def least_height(sizes: Sizes, order: LayerOrder) -> float:
    """The least height of the highest layer, in its order."""
    return max(
        sum(_distance(sizes, above, item) for above, item in zip([None, *layer], layer, strict=False))
        + _item_height(sizes, layer[-1])
        for layer in order
    )


def _item_height(sizes: Sizes, item: LayerItem) -> float:
    return sizes.group_height(item.group) if item.group else sizes.port_pitch


def _distance(sizes: Sizes, upper: LayerItem | None, lower: LayerItem, extra: float = 0.0) -> float:
    """The least distance from one item's top to the next one's."""
    if upper is None:
        return 0.0
    distance = sizes.group_distance
    if upper.group is None and lower.group is None:
        distance = 0.0
    elif upper.group is None or lower.group is None:
        distance = sizes.dummy_distance
    elif not upper.group.agency and not lower.group.agency:
        distance = sizes.single_distance + extra / 2
    else:
        distance += extra
    return _item_height(sizes, upper) + distance
