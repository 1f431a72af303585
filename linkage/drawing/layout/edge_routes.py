"""The corners of every arrow, and where its words stand. Knows where boxes and tracks are, not why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from linkage.drawing import text_metrics
from linkage.drawing.layout.edge_bundles import End, Wire
from linkage.drawing.layout.geometry import Box, Label, Point, Route
from linkage.drawing.layout.sizes import Sizes
from linkage.drawing.layout.vertical_positions import Port, port
from linkage.drawing.scene import Edge


@dataclass(frozen=True, slots=True)
class Channels:
    """Where wires run: the borders of each gap, the track of each net in it, and the height of each end."""

    gaps: dict[int, tuple[float, float]]
    tracks: dict[int, dict[str, int]]
    heights: dict[Port, float]


def routes(sizes: Sizes, channels: Channels, boxes: dict[str, Box]) -> Iterator[Route]:
    """The routes of all arrows of a frame."""
    writer = _Routes(sizes, channels, boxes)
    for edge in sizes.frame.stacked:
        yield writer.straight(edge)
    for net in sizes.frame.nets.values():
        wires = [wire for wire in sizes.frame.wires if wire.net == net.id]
        for edge in net.edges:
            yield writer.route(edge, wires)


class _Routes:
    """The routes of one frame being written down."""

    def __init__(self, sizes: Sizes, channels: Channels, boxes: dict[str, Box]) -> None:
        self.sizes, self.channels, self.boxes = sizes, channels, boxes
        self.em = sizes.em

    def _track_x(self, wire: Wire) -> float:
        """The middle of a wire's track."""
        begin, end = self.channels.gaps[wire.gap]
        begin += self.sizes.zone(wire.gap, "left")
        end -= self.sizes.zone(wire.gap, "right")
        count = max(self.channels.tracks[wire.gap].values(), default=-1) + 1
        pitch = min((end - begin) / (count + 1), 1.3 * self.em)
        first = (begin + end) / 2 - pitch * (count - 1) / 2
        return first + pitch * self.channels.tracks[wire.gap].get(wire.net, 0)

    def route(self, edge: Edge, wires: list[Wire]) -> Route:
        """An edge's corners, gap by gap along its net."""
        points: list[Point] = []
        arrival: tuple[Wire, End] | None = None
        for wire in wires:
            ends = [end for end in (*wire.lefts, *wire.rights) if end.arrow and edge.id in end.edges]
            target = ends[0] if ends else None
            start, stop = self._crossing(wire, target)
            leg = self._leg(wire, start, stop)
            if target:
                arrival = (wire, target)
            points += leg
        route = Route(edge.id, tuple(_cleaned(points)), wires[0].net)
        if arrival is None:
            return route
        return self._labelled(route, *arrival)

    def _crossing(self, wire: Wire, target: End | None) -> tuple[End, End]:
        """The two ends of a wire in the direction of travel."""
        if not wire.lefts or not wire.rights:
            ends = wire.lefts or wire.rights
            return ends[0], target or ends[-1]
        start, stop = (wire.lefts, wire.rights) if wire.onward else (wire.rights, wire.lefts)
        return start[0], target or stop[0]

    def _leg(self, wire: Wire, start: End, stop: End) -> list[Point]:
        heights = self.channels.heights
        one = heights[port(wire, start)]
        other = heights[port(wire, stop)]
        begin, end = self._touch(wire, start), self._touch(wire, stop)
        if wire.net not in self.channels.tracks[wire.gap]:
            return [(begin, one), (end, one)]
        x = self._track_x(wire)
        return [(begin, one), (x, one), (x, other), (end, other)]

    def _touch(self, wire: Wire, end: End) -> float:
        """Where a wire touches its end's box, or the border of the column that it passes."""
        on_left = end in wire.lefts
        if end.owner in self.boxes:
            box = self.boxes[end.owner]
            return box.x + box.width if on_left else box.x
        return self.channels.gaps[wire.gap][0] if on_left else self.channels.gaps[wire.gap][1]

    def _labelled(self, route: Route, wire: Wire, end: End) -> Route:
        """Put the words beside the head, outside the frame; a door's arrow has only its sign there."""
        text = self.sizes.label(end)
        tip, y = route.points[-1]
        leftwards = end in wire.lefts
        if not text:
            return replace(route, sign=(tip + (1.1 if leftwards else -1.1) * self.em, y)) if end.slot else route
        width = text_metrics.width(text, self.em, True)
        begin, finish = self.channels.gaps[wire.gap]
        x = begin + 1.2 * self.em if leftwards else finish - 0.35 * self.em - width
        baseline = y - 0.34 * self.em
        return replace(
            route, label=Label(text, x, baseline, width), sign=(x - 0.5 * self.em, baseline - 0.34 * self.em)
        )

    def straight(self, edge: Edge) -> Route:
        """A link between neighbours in an agency: straight down or up, with the words at its right."""
        one, other = self.boxes[edge.source], self.boxes[edge.target]
        down = other.y > one.y
        upper, lower = (one, other) if down else (other, one)
        x = upper.x + 0.12 * upper.width
        ends = ((x, upper.y + upper.height), (x, lower.y))
        text = self._fitting(
            edge.words[self.sizes.manner.words :] or edge.words[-1:], 0.88 * upper.width - 1.5 * self.em
        )
        middle = (upper.y + upper.height + lower.y) / 2 + 0.3 * self.em
        label = Label(text, x + 1.5 * self.em, middle, text_metrics.width(text, self.em, True))
        sign = (x + 0.95 * self.em, middle - 0.34 * self.em)
        return Route(edge.id, ends if down else ends[::-1], edge.id, label, sign)

    def _fitting(self, words: tuple[str, ...], room: float) -> str:
        """The longest words that fit; the shortest, with an ellipsis, where none do."""
        fitting = [each for each in words if text_metrics.width(each, self.em, True) <= room]
        return (fitting or [text_metrics.shorten(each, self.em, room, True) for each in words[-1:]] or [""])[0]


def _cleaned(points: list[Point]) -> list[Point]:
    """Corner points without repeats and without points in the middle of a straight part."""
    kept: list[Point] = []
    for point in points:
        if kept and abs(kept[-1][0] - point[0]) < 0.05 and abs(kept[-1][1] - point[1]) < 0.05:
            continue
        while len(kept) > 1 and _in_line(kept[-2], kept[-1], point):
            kept.pop()
        kept.append((round(point[0], 2), round(point[1], 2)))
    return kept


def _in_line(one: Point, middle: Point, other: Point) -> bool:
    across = abs(one[1] - middle[1]) < 0.05 and abs(middle[1] - other[1]) < 0.05
    along = abs(one[0] - middle[0]) < 0.05 and abs(middle[0] - other[0]) < 0.05
    return across or along
