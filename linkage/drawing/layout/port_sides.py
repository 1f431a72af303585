"""The ports at each side of each box, by number, and what pulls at them: all of it fixed while heights are being found.

A layout asks for heights some thousand times, so that what doesn't depend on them is found once, here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from linkage.drawing.layout.edge_bundles import Port, Segment, is_bus, is_dummy
from linkage.drawing.layout.sizes import Sizes

_FAR = 1000.0
"""How far away a loop's port looks for its other end."""

PortKey = tuple[str, int, str, str]
"""Which port is meant: bundle, gap, owner, effect row."""


def port_key(segment: Segment, port: Port) -> PortKey:
    """The key of a segment's port."""
    return (segment.bundle, segment.gap, port.owner, port.row)


@dataclass(frozen=True, slots=True)
class SidePort:
    """A port at a side of a box: its number, and the numbers of the ports that its segment comes from."""

    number: int
    bundle: str
    partners: tuple[int, ...]
    loop_end: int  # the other end of a segment without partners; -1 if it has some
    space_above: float  # the least distance to the port above it
    has_label: bool

    def target(self, heights: Sequence[float]) -> float:
        """The height at which its segment would lie straight; a loop's port leans to its other end."""
        if len(self.partners) == 1:
            return heights[self.partners[0]]
        if self.partners:
            return sum([heights[partner] for partner in self.partners]) / len(self.partners)
        own = heights[self.number]
        return own + (_FAR if heights[self.loop_end] > own else -_FAR)


@dataclass(frozen=True, slots=True)
class PortSide:
    """All ports on one side of a box, or at one effect row of a service, and where they may lie below the box's top."""

    owner: str
    row: str
    ports: tuple[SidePort, ...]
    middle: float  # where ports lie around it within `reach`, at a row; else a dummy's only place
    reach: float
    at_dummy: bool = False


@dataclass(frozen=True, slots=True)
class Pull:
    """How strongly the port at a segment's other end pulls at a port, and the layer of that other end."""

    own: int
    partner: int
    weight: float
    layer: int


class PortTable:
    """The numbered ports of a layout: sides in the order in which they are placed, pulls by owner."""

    def __init__(self, sizes: Sizes, layer_of: dict[str, int]) -> None:
        self._sizes, self._layer_of = sizes, layer_of
        self.numbers: dict[PortKey, int] = {}
        self.owners: list[str] = []
        for segment in sizes.bundles.segments:
            for port in segment.ports:
                if port_key(segment, port) not in self.numbers:
                    self.numbers[port_key(segment, port)] = len(self.owners)
                    self.owners.append(port.owner)
        self.pulls = self._find_pulls()
        self.sides = [side for name in ("right", "left") for side in self._find_sides(name)]
        self.alone = frozenset(
            side.ports[0].number for side in self.sides if len(side.ports) == 1 and not side.row
        )  # the ports that have a box's side to themselves

    def _find_pulls(self) -> dict[str, list[Pull]]:
        """Owner → its ports, each with the port at the segment's other end and how strongly that one pulls."""
        pulls: dict[str, list[Pull]] = defaultdict(list)
        for segment in self._sizes.bundles.segments:
            for left in segment.left_ports:
                for right in segment.right_ports:
                    weight = _weight(segment, left, right) / max(1, len(segment.right_ports))
                    start, stop = self.numbers[port_key(segment, left)], self.numbers[port_key(segment, right)]
                    pulls[left.owner].append(Pull(start, stop, weight, self._layer_of[right.owner]))
                    pulls[right.owner].append(Pull(stop, start, weight, self._layer_of[left.owner]))
        return pulls

    def _find_sides(self, name: str) -> list[PortSide]:
        """The left or the right sides of all owners that have ports there."""
        ports: dict[tuple[str, str], list[SidePort]] = defaultdict(list)
        for segment in self._sizes.bundles.segments:
            for port in segment.ports:
                if port.side == name:
                    ports[port.owner, port.row].append(self._side_port(segment, port))
        return [self._side(owner, row, tuple(members)) for (owner, row), members in ports.items()]

    def _side_port(self, segment: Segment, port: Port) -> SidePort:
        own = self.numbers[port_key(segment, port)]
        partners = segment.right_ports if port in segment.left_ports else segment.left_ports
        others = [self.numbers[port_key(segment, end)] for end in segment.ports]
        return SidePort(
            number=own,
            bundle=segment.bundle,
            partners=tuple(self.numbers[port_key(segment, partner)] for partner in partners),
            loop_end=-1 if partners else next(number for number in others if number != own),
            space_above=0.0 if port.at_dummy else self._sizes.space_above(port),
            has_label=bool(self._sizes.label(port)),
        )

    def _side(self, owner: str, row: str, ports: tuple[SidePort, ...]) -> PortSide:
        if is_dummy(owner) or not row:
            return PortSide(owner, row, ports, 0.0, 0.0, is_dummy(owner))
        rows = zip(self._sizes.service_rows[owner], self._sizes.row_spans(owner), strict=True)
        effect_row, (begin, end) = next(found for found in rows if found[0].id == row)
        reach = (effect_row.port_count - 1) * self._sizes.row_port_pitch / 2
        return PortSide(owner, row, ports, (begin + end) / 2, reach)


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
