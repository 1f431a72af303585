"""How high everything stands: boxes near what they are joined to, arrows as straight as that allows.

Each column is a chain of items with least distances; the heights that lie closest to what the neighbours ask for are
found exactly (pool adjacent violators), column by column, to and fro. Knows heights, not widths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from linkage.drawing.layout.crossing_reduction import Item, Order
from linkage.drawing.layout.edge_bundles import End, Wire
from linkage.drawing.layout.isotonic import isotonic_positions
from linkage.drawing.layout.sizes import Sizes

_ROUNDS = 14


Port = tuple[str, int, str, str]
"""Where a wire ends: net, gap, owner, slot."""


def port(wire: Wire, end: End) -> Port:
    """The key of a wire's end."""
    return (wire.net, wire.gap, end.owner, end.slot)


def _weight(wire: Wire, one: End, other: End) -> float:
    """How strongly a wire wants to lie straight.

    A link that passes columns bends in the leftmost gap and lies straight in the others; a bus bends where it fans
    out. Then each needs a track in one gap only.
    """
    passes = one.owner.startswith("pass:"), other.owner.startswith("pass:")
    if not any(passes):
        return 1.0
    if all(passes):
        return 8.0
    return 6.0 if passes[0] != wire.net.startswith("bus:") else 0.4


class VerticalPositions:
    """Heights of one frame: `tops` of groups and boxes, `ports` of wires."""

    def __init__(self, sizes: Sizes, order: Order, height: float) -> None:
        self.sizes, self.order, self.height = sizes, order, height
        self.tops: dict[str, float] = {}
        self.ports: dict[Port, float] = {}
        self._inner = {item.id: self._offsets(item) for column in order for item in column}
        self._heights = {item.id: self._height(item) for column in order for item in column}
        self._node_heights = {node: sizes.node_height(node) for node in sizes.nodes}
        self._partners = self._find_partners()
        self._moved: dict[Port, float] = {}
        self._even: dict[str, float] = {}
        self._column = {
            owner: number for number, column in enumerate(order) for item in column for owner in item.owners
        }
        self._alone = {
            port(*ends[0])
            for side in ("left", "right")
            for ends in self._sides(side).values()
            if len(ends) == 1 and not ends[0][1].slot
        }
        for column in order:
            self._even.update(self._spread_evenly(column))
        self._solve()

    # -- what is fixed ------------------------------------------------------------------------------------------

    def _offsets(self, item: Item) -> dict[str, float]:
        """Owner → how far below the item's top it begins."""
        if item.group is None:
            return {item.id: 0.0}
        nodes, found = item.group.nodes, {}
        below = self.sizes.head(item.group)
        for index, node in enumerate(nodes):
            below += self.sizes.gap_inside(nodes[index - 1], node) if index else 0.0
            found[node] = below
            below += self.sizes.node_height(node)
        return found

    def _height(self, item: Item) -> float:
        return self.sizes.group_height(item.group) if item.group else self.sizes.pitch

    def _find_partners(self) -> dict[str, list[tuple[Port, Port, float]]]:
        """Owner → its ports, each with the port at the wire's other end and how strongly that one pulls."""
        found: dict[str, list[tuple[Port, Port, float]]] = defaultdict(list)
        for wire in self.sizes.frame.wires:
            for one in wire.lefts:
                for other in wire.rights:
                    weight = _weight(wire, one, other) / max(1, len(wire.rights))
                    found[one.owner].append((port(wire, one), port(wire, other), weight))
                    found[other.owner].append((port(wire, other), port(wire, one), weight))
        return found

    def _step(self, upper: Item | None, lower: Item, airy: float = 0.0) -> float:
        """The least distance from one item's top to the next one's."""
        if upper is None:
            return 0.0
        apart = self.sizes.apart
        if upper.group is None and lower.group is None:
            apart = 0.0
        elif upper.group is None or lower.group is None:
            apart = self.sizes.apart_from_passing
        elif not upper.group.agency and not lower.group.agency:
            apart = self.sizes.apart_doors + airy / 2
        else:
            apart += airy
        return self._heights[upper.id] + apart

    def _steps(self, column: Sequence[Item]) -> list[float]:
        """The least distances in a column; where there is room to spare, groups stand further apart."""
        pairs = list(zip([None, *column], column, strict=False))
        bare = sum(self._step(above, item) for above, item in pairs) + self._heights[column[-1].id]
        groups = sum(item.group is not None for item in column)
        airy = min(max(0.0, 0.5 * (self.height - bare) / (groups + 1)), 4.0 * self.sizes.em)
        return [self._step(above, item, airy) for above, item in pairs]

    def _spread_evenly(self, column: Sequence[Item]) -> dict[str, float]:
        """Item → its top if all spare room were shared out evenly."""
        steps = self._steps(column)
        spare = max(0.0, self.height - sum(steps) - self._heights[column[-1].id])
        share, place, found = spare / (len(column) + 1), 0.0, {}
        for item, step in zip(column, steps, strict=True):
            place += step + share
            found[item.id] = place
        return found

    @property
    def least(self) -> float:
        """The least height of the highest column, in its order."""
        return max(self._least(column) for column in self.order)

    def _least(self, column: Sequence[Item]) -> float:
        steps = [self._step(above, item) for above, item in zip([None, *column], column, strict=False)]
        return sum(steps) + self._heights[column[-1].id]

    # -- solving ------------------------------------------------------------------------------------------------

    def _solve(self) -> None:
        for column in self.order:
            self._set(column, [self._even[item.id] for item in column])
        self._set_ports()
        numbers = range(len(self.order))
        for turn in range(_ROUNDS):
            for number in numbers if turn % 2 == 0 else reversed(numbers):
                self._place_column(self.order[number], settled=turn / _ROUNDS)
            self._set_ports()
        for turn in range(5):
            for column in self.order:
                self._snap(column, leftwards=turn < 2)
            for _ in range(4):
                self._set_ports()
        self._nudge()

    def _nudge(self) -> None:
        """Take out the last bend of a few units: the end at a box moves by less than its label has to spare."""
        for wire in self.sizes.frame.wires:
            if len(wire.lefts) == 1 and len(wire.rights) == 1:
                one, other = port(wire, wire.lefts[0]), port(wire, wire.rights[0])
                if 0 < abs(self.ports[one] - self.ports[other]) < 0.16 * self.sizes.em:
                    fixed, free = (one, other) if one[2].startswith("pass:") else (other, one)
                    if not free[2].startswith("pass:"):
                        self.ports[free] = self.ports[fixed]

    def _snap(self, column: Sequence[Item], leftwards: bool) -> None:
        """Move items by the little that makes a bent arrow straight, where their neighbours leave room.

        First along the arrows from the left, so that a chain of boxes lines up from its start.
        """
        steps = [self._step(above, item) for above, item in zip([None, *column], column, strict=False)]
        for index, item in enumerate(column):
            low = self.tops[column[index - 1].id] + steps[index] if index else 0.0
            high = self.height - self._heights[item.id]
            if index + 1 < len(column):
                high = self.tops[column[index + 1].id] - steps[index + 1]
            shifts = sorted(self._shifts(item, leftwards), key=lambda each: (-each[0], abs(each[1]), each[1]))
            for _, shift in shifts:
                if low <= self.tops[item.id] + shift <= high:
                    self._move(item, shift)
                    break

    def _shifts(self, item: Item, leftwards: bool) -> list[tuple[float, float]]:
        """The moves that would straighten one of an item's arrows (from the left), each with its weight."""
        near = (3.0 if leftwards else 1.4) * self.sizes.em if item.group else self.height
        found = []
        for owner in self._inner[item.id]:
            for own, other, weight in self._partners.get(owner, ()):
                shift = self.ports[other] - self.ports[own]
                if abs(shift) < near and not (leftwards and self._column[other[2]] >= self._column[owner]):
                    found.append((weight, shift))
        if any(abs(shift) < 0.3 for _, shift in found):
            return []
        return found

    def _move(self, item: Item, shift: float) -> None:
        """Shift an item with its boxes and the ends of wires at them."""
        self.tops[item.id] += shift
        for owner in self._inner[item.id]:
            if owner != item.id:
                self.tops[owner] += shift
            for own, _, _ in self._partners.get(owner, ()):
                self._moved.setdefault(own, self.ports[own] + shift)
        self.ports.update(self._moved)
        self._moved.clear()

    def _set(self, column: Sequence[Item], tops: Sequence[float]) -> None:
        for item, top in zip(column, tops, strict=True):
            self.tops[item.id] = top
            for owner, inside in self._inner[item.id].items():
                self.tops[owner] = top + inside

    def _place_column(self, column: Sequence[Item], settled: float) -> None:
        """Move a column's items to where their partners ask, as far as distances allow."""
        wishes, weights = [], []
        for item in column:
            top = self.tops[item.id]
            pulls = [
                (self.ports[other] - self._from_top(own, top), weight)
                for owner in self._inner[item.id]
                for own, other, weight in self._partners.get(owner, ())
            ]
            pulls.append((self._even[item.id], 0.06 if item.group else 0.01))
            weight = sum(weight for _, weight in pulls)
            wishes.append(sum(pull * weight for pull, weight in pulls) / weight)
            weights.append(weight)
        high = self.height - self._heights[column[-1].id]
        self._set(column, isotonic_positions(wishes, weights, self._steps(column), 0.0, high))

    def _from_top(self, own: Port, top: float) -> float:
        """How far below an item's top a wire ends; one that has a box's side to itself should end in its middle."""
        owner = own[2]
        if own in self._alone:
            return self.tops[owner] + self._half(owner) - top
        return self.ports[own] - top

    def _set_ports(self) -> None:
        """Place the ends of wires at every box, in the order and as near as can be to where they come from."""
        if not self.ports:
            for wire in self.sizes.frame.wires:
                for end in (*wire.lefts, *wire.rights):
                    self.ports[port(wire, end)] = self.tops[end.owner] + self._half(end.owner)
        for side in ("right", "left"):
            for owner, ends in self._sides(side).items():
                self._set_side(owner, ends)

    def _half(self, owner: str) -> float:
        return self._node_heights.get(owner, self.sizes.pitch) / 2

    def _sides(self, side: str) -> dict[tuple[str, str], list[tuple[Wire, End]]]:
        """The ends at each owner and slot on one side."""
        found: dict[tuple[str, str], list[tuple[Wire, End]]] = defaultdict(list)
        for wire in self.sizes.frame.wires:
            for end in (*wire.lefts, *wire.rights):
                if end.side == side:
                    found[end.owner, end.slot].append((wire, end))
        return found

    def _set_side(self, at: tuple[str, str], ends: list[tuple[Wire, End]]) -> None:
        owner, slot = at
        if owner.startswith("pass:"):
            for wire, end in ends:
                self.ports[port(wire, end)] = self.tops[owner] + self._half(owner)
            return
        low, high, steps = self._span(owner, slot)
        ends = sorted(ends, key=lambda each: (self._wish(*each), each[0].net))
        above = [steps if slot else self.sizes.above(end) for _, end in ends]
        room = high - low - sum(above[1:])
        above[0] = 0.0
        first = low if slot or not self.sizes.label(ends[0][1]) else low + min(room, 0.35 * self.sizes.em)
        wishes = [self._wish(wire, end) for wire, end in ends]
        places = isotonic_positions(wishes, [1.0] * len(ends), above, first, high)
        for (wire, end), place in zip(ends, places, strict=True):
            self.ports[port(wire, end)] = place

    def _span(self, owner: str, slot: str) -> tuple[float, float, float]:
        """Between which heights wires may end at a box or at a row of a door, and how far apart."""
        top, edge = self.tops[owner], 0.5 * self.sizes.em
        if not slot:
            return top + edge, top + self._node_heights[owner] - edge, self.sizes.pitch
        rows = self.sizes.doors[owner]
        for row, (begin, end) in zip(rows, self.sizes.row_spans(owner), strict=True):
            if row.id == slot:
                middle, spread = top + (begin + end) / 2, (row.ports - 1) * self.sizes.door_pitch / 2
                return middle - spread, middle + spread, self.sizes.door_pitch
        return top, top, 0.0

    def _wish(self, wire: Wire, end: End) -> float:
        """Where a wire's end would lie straight; a loop's end leans to its other end."""
        mine = port(wire, end)
        others = wire.rights if end in wire.lefts else wire.lefts
        if others:
            heights = [self.ports[port(wire, other)] for other in others]
            return sum(heights) / len(heights)
        twins = [each for each in (*wire.lefts, *wire.rights) if port(wire, each) != mine]
        away = self.ports[port(wire, twins[0])] - self.ports[mine]
        return self.ports[mine] + (1000.0 if away > 0 else -1000.0)
