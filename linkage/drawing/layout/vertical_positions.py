"""The vertical positions of boxes and ports: near what they are joined to, edges as straight as that allows.

The third step of a layered layout. Each layer is a chain of items with least distances; the positions nearest to what
the neighbours ask for are found exactly (isotonic regression by pool-adjacent-violators), one layer after another, to
and fro. Knows heights, not widths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from linkage.drawing.layout.crossing_reduction import LayerItem, LayerOrder
from linkage.drawing.layout.edge_bundles import Port, Segment, is_bus, is_dummy
from linkage.drawing.layout.isotonic import isotonic_positions
from linkage.drawing.layout.sizes import Sizes

_ROUNDS = 14
_ALIGNMENT_ROUNDS = 5
_PORT_ROUNDS = 4


PortKey = tuple[str, int, str, str]
"""Which port is meant: bundle, gap, owner, effect row."""


def port_key(segment: Segment, port: Port) -> PortKey:
    """The key of a segment's port."""
    return (segment.bundle, segment.gap, port.owner, port.row)


def _weight(segment: Segment, left: Port, right: Port) -> float:
    """How strongly a segment wants to lie straight.

    A link that passes layers bends in the leftmost gap and lies straight in the others; a bus bends where it fans
    out. Then each needs a track in one gap only.
    """
    dummies = left.at_dummy, right.at_dummy
    if not any(dummies):
        return 1.0
    if all(dummies):
        return 8.0
    return 6.0 if dummies[0] != is_bus(segment.bundle) else 0.4


class VerticalPositions:
    """The heights of one layout: `tops` of groups and boxes, `ports` of segments."""

    def __init__(self, sizes: Sizes, order: LayerOrder, height: float) -> None:
        self.sizes, self.order, self.height = sizes, order, height
        self.tops: dict[str, float] = {}
        self.ports: dict[PortKey, float] = {}
        self._offsets = {item.id: self._box_offsets(item) for layer in order for item in layer}
        self._heights = {item.id: self._item_height(item) for layer in order for item in layer}
        self._node_heights = {node: sizes.node_height(node) for node in sizes.nodes}
        self._partners = self._find_partners()
        self._even: dict[str, float] = {}
        self._layer_of = {
            owner: number for number, layer in enumerate(order) for item in layer for owner in item.owners
        }
        self._single_ports = {
            port_key(*ports[0])
            for side in ("left", "right")
            for ports in self._ports_by_place(side).values()
            if len(ports) == 1 and not ports[0][1].row
        }
        for layer in order:
            self._even.update(self._even_tops(layer))
        self._solve()

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

    def _item_height(self, item: LayerItem) -> float:
        return self.sizes.group_height(item.group) if item.group else self.sizes.port_pitch

    def _find_partners(self) -> dict[str, list[tuple[PortKey, PortKey, float]]]:
        """Owner → its ports, each with the port at the segment's other end and how strongly that one pulls."""
        partners: dict[str, list[tuple[PortKey, PortKey, float]]] = defaultdict(list)
        for segment in self.sizes.bundles.segments:
            for left in segment.left_ports:
                for right in segment.right_ports:
                    weight = _weight(segment, left, right) / max(1, len(segment.right_ports))
                    keys = port_key(segment, left), port_key(segment, right)
                    partners[left.owner].append((keys[0], keys[1], weight))
                    partners[right.owner].append((keys[1], keys[0], weight))
        return partners

    def _distance(self, upper: LayerItem | None, lower: LayerItem, extra: float = 0.0) -> float:
        """The least distance from one item's top to the next one's."""
        if upper is None:
            return 0.0
        distance = self.sizes.group_distance
        if upper.group is None and lower.group is None:
            distance = 0.0
        elif upper.group is None or lower.group is None:
            distance = self.sizes.dummy_distance
        elif not upper.group.agency and not lower.group.agency:
            distance = self.sizes.single_distance + extra / 2
        else:
            distance += extra
        return self._heights[upper.id] + distance

    def _least_distances(self, layer: Sequence[LayerItem]) -> list[float]:
        """The least distances from each item of a layer to the next."""
        return [self._distance(above, item) for above, item in zip([None, *layer], layer, strict=False)]

    def _distances(self, layer: Sequence[LayerItem]) -> list[float]:
        """The least distances in a layer; where there is room to spare, groups stand further apart."""
        pairs = list(zip([None, *layer], layer, strict=False))
        least = sum(self._distance(above, item) for above, item in pairs) + self._heights[layer[-1].id]
        groups = sum(item.group is not None for item in layer)
        extra = min(max(0.0, 0.5 * (self.height - least) / (groups + 1)), 4.0 * self.sizes.em)
        return [self._distance(above, item, extra) for above, item in pairs]

    def _even_tops(self, layer: Sequence[LayerItem]) -> dict[str, float]:
        """Item → its top if all spare room were shared out evenly."""
        distances = self._distances(layer)
        spare = max(0.0, self.height - sum(distances) - self._heights[layer[-1].id])
        share, top, tops = spare / (len(layer) + 1), 0.0, {}
        for item, distance in zip(layer, distances, strict=True):
            top += distance + share
            tops[item.id] = top
        return tops

    @property
    def least_height(self) -> float:
        """The least height of the highest layer, in its order."""
        return max(sum(self._least_distances(layer)) + self._heights[layer[-1].id] for layer in self.order)

    # -- solving ------------------------------------------------------------------------------------------------

    def _solve(self) -> None:
        for layer in self.order:
            self._set_tops(layer, [self._even[item.id] for item in layer])
        self._place_ports()
        numbers = range(len(self.order))
        for turn in range(_ROUNDS):
            for number in numbers if turn % 2 == 0 else reversed(numbers):
                self._place_layer(self.order[number])
            self._place_ports()
        for turn in range(_ALIGNMENT_ROUNDS):
            for layer in self.order:
                self._align(layer, leftwards=turn < 2)
            for _ in range(_PORT_ROUNDS):
                self._place_ports()
        self._straighten()

    def _straighten(self) -> None:
        """Take out the last bend of a few units: the port at a box moves by less than its label has to spare."""
        for segment in self.sizes.bundles.segments:
            if len(segment.left_ports) == 1 and len(segment.right_ports) == 1:
                left, right = port_key(segment, segment.left_ports[0]), port_key(segment, segment.right_ports[0])
                if 0 < abs(self.ports[left] - self.ports[right]) < 0.16 * self.sizes.em:
                    fixed, free = (left, right) if is_dummy(left[2]) else (right, left)
                    if not is_dummy(free[2]):
                        self.ports[free] = self.ports[fixed]

    def _align(self, layer: Sequence[LayerItem], leftwards: bool) -> None:
        """Move items by the little that makes a bent edge straight, where their neighbours leave room.

        First along the edges from the left, so that a chain of boxes lines up from its start.
        """
        distances = self._least_distances(layer)
        for index, item in enumerate(layer):
            low = self.tops[layer[index - 1].id] + distances[index] if index else 0.0
            high = self.height - self._heights[item.id]
            if index + 1 < len(layer):
                high = self.tops[layer[index + 1].id] - distances[index + 1]
            shifts = sorted(
                self._straightening_shifts(item, leftwards), key=lambda pair: (-pair[0], abs(pair[1]), pair[1])
            )
            for _, shift in shifts:
                if low <= self.tops[item.id] + shift <= high:
                    self._move(item, shift)
                    break

    def _straightening_shifts(self, item: LayerItem, leftwards: bool) -> list[tuple[float, float]]:
        """The moves that would straighten one of an item's edges (from the left), each after its weight."""
        most = (3.0 if leftwards else 1.4) * self.sizes.em if item.group else self.height
        shifts = []
        for owner in self._offsets[item.id]:
            for own, partner, weight in self._partners.get(owner, ()):
                shift = self.ports[partner] - self.ports[own]
                if abs(shift) < most and not (leftwards and self._layer_of[partner[2]] >= self._layer_of[owner]):
                    shifts.append((weight, shift))
        if any(abs(shift) < 0.3 for _, shift in shifts):
            return []
        return shifts

    def _move(self, item: LayerItem, shift: float) -> None:
        """Shift an item with its boxes and their ports."""
        ports: dict[PortKey, float] = {}
        self.tops[item.id] += shift
        for owner in self._offsets[item.id]:
            if owner != item.id:
                self.tops[owner] += shift
            for own, _, _ in self._partners.get(owner, ()):
                ports.setdefault(own, self.ports[own] + shift)
        self.ports.update(ports)

    def _set_tops(self, layer: Sequence[LayerItem], tops: Sequence[float]) -> None:
        for item, top in zip(layer, tops, strict=True):
            self.tops[item.id] = top
            for owner, offset in self._offsets[item.id].items():
                self.tops[owner] = top + offset

    def _place_layer(self, layer: Sequence[LayerItem]) -> None:
        """Move a layer's items to where their partners ask, as far as distances allow."""
        targets, weights = [], []
        for item in layer:
            top = self.tops[item.id]
            pulls = [
                (self.ports[partner] - self._port_offset(own, top), weight)
                for owner in self._offsets[item.id]
                for own, partner, weight in self._partners.get(owner, ())
            ]
            pulls.append((self._even[item.id], 0.06 if item.group else 0.01))
            weight = sum(weight for _, weight in pulls)
            targets.append(sum(pull * weight for pull, weight in pulls) / weight)
            weights.append(weight)
        high = self.height - self._heights[layer[-1].id]
        self._set_tops(layer, isotonic_positions(targets, weights, self._distances(layer), 0.0, high))

    def _port_offset(self, key: PortKey, top: float) -> float:
        """How far below an item's top a port lies; one that has a box's side to itself should lie in its middle."""
        owner = key[2]
        if key in self._single_ports:
            return self.tops[owner] + self._half_height(owner) - top
        return self.ports[key] - top

    def _place_ports(self) -> None:
        """Place the ports at every box, in the order and as near as can be to where their segments come from."""
        if not self.ports:
            for segment in self.sizes.bundles.segments:
                for port in segment.ports:
                    self.ports[port_key(segment, port)] = self.tops[port.owner] + self._half_height(port.owner)
        for side in ("right", "left"):
            for (owner, row), ports in self._ports_by_place(side).items():
                self._place_side(owner, row, ports)

    def _half_height(self, owner: str) -> float:
        return self._node_heights.get(owner, self.sizes.port_pitch) / 2

    def _ports_by_place(self, side: str) -> dict[tuple[str, str], list[tuple[Segment, Port]]]:
        """The ports at each owner and effect row on one side."""
        ports: dict[tuple[str, str], list[tuple[Segment, Port]]] = defaultdict(list)
        for segment in self.sizes.bundles.segments:
            for port in segment.ports:
                if port.side == side:
                    ports[port.owner, port.row].append((segment, port))
        return ports

    def _place_side(self, owner: str, row: str, ports: list[tuple[Segment, Port]]) -> None:
        if is_dummy(owner):
            for segment, port in ports:
                self.ports[port_key(segment, port)] = self.tops[owner] + self._half_height(owner)
            return
        low, high, pitch = self._port_range(owner, row)
        ports = sorted(ports, key=lambda pair: (self._target(*pair), pair[0].bundle))
        distances = [pitch if row else self.sizes.space_above(port) for _, port in ports]
        room = high - low - sum(distances[1:])
        distances[0] = 0.0
        first = low if row or not self.sizes.label(ports[0][1]) else low + min(room, 0.35 * self.sizes.em)
        targets = [self._target(segment, port) for segment, port in ports]
        heights = isotonic_positions(targets, [1.0] * len(ports), distances, first, high)
        for (segment, port), height in zip(ports, heights, strict=True):
            self.ports[port_key(segment, port)] = height

    def _port_range(self, owner: str, row: str) -> tuple[float, float, float]:
        """Between which heights ports may lie at a box or at a service's effect row, and how far apart."""
        top, margin = self.tops[owner], 0.5 * self.sizes.em
        if not row:
            return top + margin, top + self._node_heights[owner] - margin, self.sizes.port_pitch
        rows = self.sizes.service_rows[owner]
        for effect_row, (begin, end) in zip(rows, self.sizes.row_spans(owner), strict=True):
            if effect_row.id == row:
                middle = top + (begin + end) / 2
                spread = (effect_row.port_count - 1) * self.sizes.row_port_pitch / 2
                return middle - spread, middle + spread, self.sizes.row_port_pitch
        return top, top, 0.0

    def _target(self, segment: Segment, port: Port) -> float:
        """The height at which a port's segment would lie straight; a loop's port leans to its other end."""
        own = port_key(segment, port)
        partners = segment.right_ports if port in segment.left_ports else segment.left_ports
        if partners:
            heights = [self.ports[port_key(segment, partner)] for partner in partners]
            return sum(heights) / len(heights)
        ends = [end for end in segment.ports if port_key(segment, end) != own]
        direction = self.ports[port_key(segment, ends[0])] - self.ports[own]
        return self.ports[own] + (1000.0 if direction > 0 else -1000.0)
