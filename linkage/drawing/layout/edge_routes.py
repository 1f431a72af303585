"""Orthogonal edge routing: the corners of every edge, and where its label stands.

Every edge runs level from its ports and upright on its track. Knows where boxes and tracks are, not why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from linkage.drawing import text_metrics
from linkage.drawing.layout.edge_bundles import Port, Segment
from linkage.drawing.layout.geometry import Box, Label, Point, Route
from linkage.drawing.layout.port_sides import PortKey, port_key
from linkage.drawing.layout.sizes import Sizes
from linkage.drawing.scene import Edge


@dataclass(frozen=True, slots=True)
class Channels:
    """Where segments run: the borders of each gap, the track of each bundle in it, and the height of each port."""

    gaps: dict[int, tuple[float, float]]
    tracks: dict[int, dict[str, int]]
    heights: dict[PortKey, float]


def edge_routes(sizes: Sizes, channels: Channels, boxes: dict[str, Box]) -> Iterator[Route]:
    """The routes of all edges of a layout."""
    router = _EdgeRouter(sizes, channels, boxes)
    for edge in sizes.bundles.vertical_edges:
        yield router.vertical_route(edge)
    for bundle in sizes.bundles.bundles.values():
        segments = [segment for segment in sizes.bundles.segments if segment.bundle == bundle.id]
        for edge in bundle.edges:
            yield router.route(edge, segments)


class _EdgeRouter:
    """Computes the routes of one layout's edges."""

    def __init__(self, sizes: Sizes, channels: Channels, boxes: dict[str, Box]) -> None:
        self.sizes, self.channels, self.boxes = sizes, channels, boxes
        self.em = sizes.em

    def _track_x(self, segment: Segment) -> float:
        """The middle of a segment's track."""
        begin, end = self.channels.gaps[segment.gap]
        begin += self.sizes.label_zone(segment.gap, "left")
        end -= self.sizes.label_zone(segment.gap, "right")
        count = max(self.channels.tracks[segment.gap].values(), default=-1) + 1
        pitch = min((end - begin) / (count + 1), 1.3 * self.em)
        first = (begin + end) / 2 - pitch * (count - 1) / 2
        return first + pitch * self.channels.tracks[segment.gap].get(segment.bundle, 0)

    def route(self, edge: Edge, segments: list[Segment]) -> Route:
        """An edge's corners, gap by gap along its bundle."""
        points: list[Point] = []
        arrival: tuple[Segment, Port] | None = None
        for segment in segments:
            arrows = [port for port in segment.ports if port.arrow and edge.id in port.edges]
            target = arrows[0] if arrows else None
            start, stop = self._end_ports(segment, target)
            if target:
                arrival = (segment, target)
            points += self._corners(segment, start, stop)
        route = Route(edge.id, tuple(_simplify(points)), segments[0].bundle)
        if arrival is None:
            return route
        return self._with_label(route, *arrival)

    def _end_ports(self, segment: Segment, target: Port | None) -> tuple[Port, Port]:
        """The two ports of a segment in the direction of travel."""
        if not segment.left_ports or not segment.right_ports:
            ports = segment.left_ports or segment.right_ports
            return ports[0], target or ports[-1]
        starts, stops = (
            (segment.left_ports, segment.right_ports)
            if segment.rightward
            else (segment.right_ports, segment.left_ports)
        )
        return starts[0], target or stops[0]

    def _corners(self, segment: Segment, start: Port, stop: Port) -> list[Point]:
        """The corners of an edge in one gap: level, upright on its track, level."""
        heights = self.channels.heights
        start_y, stop_y = heights[port_key(segment, start)], heights[port_key(segment, stop)]
        start_x, stop_x = self._port_x(segment, start), self._port_x(segment, stop)
        if segment.bundle not in self.channels.tracks[segment.gap]:
            return [(start_x, start_y), (stop_x, start_y)]
        x = self._track_x(segment)
        return [(start_x, start_y), (x, start_y), (x, stop_y), (stop_x, stop_y)]

    def _port_x(self, segment: Segment, port: Port) -> float:
        """Where a segment touches its port's box, or the border of the layer that it passes."""
        on_left = port in segment.left_ports
        if port.owner in self.boxes:
            box = self.boxes[port.owner]
            return box.x + box.width if on_left else box.x
        return self.channels.gaps[segment.gap][0] if on_left else self.channels.gaps[segment.gap][1]

    def _with_label(self, route: Route, segment: Segment, port: Port) -> Route:
        """The route with its label beside the head, outside the frame; at a service only the sign stands there."""
        text = self.sizes.label(port)
        tip, y = route.points[-1]
        leftwards = port in segment.left_ports
        if not text:
            return replace(route, sign=(tip + (1.1 if leftwards else -1.1) * self.em, y)) if port.row else route
        width = text_metrics.width(text, self.em, True)
        begin, end = self.channels.gaps[segment.gap]
        x = begin + 1.2 * self.em if leftwards else end - 0.35 * self.em - width
        baseline = y - 0.34 * self.em
        return replace(
            route, label=Label(text, x, baseline, width), sign=(x - 0.5 * self.em, baseline - 0.34 * self.em)
        )

    def vertical_route(self, edge: Edge) -> Route:
        """A link between neighbours in an agency: straight down or up, with the label at its right."""
        source, target = self.boxes[edge.source], self.boxes[edge.target]
        down = target.y > source.y
        upper, lower = (source, target) if down else (target, source)
        x = upper.x + 0.12 * upper.width
        points = ((x, upper.y + upper.height), (x, lower.y))
        text = self._longest_fitting(
            edge.labels[self.sizes.density.label_index :] or edge.labels[-1:], 0.88 * upper.width - 1.5 * self.em
        )
        baseline = (upper.y + upper.height + lower.y) / 2 + 0.3 * self.em
        label = Label(text, x + 1.5 * self.em, baseline, text_metrics.width(text, self.em, True))
        sign = (x + 0.95 * self.em, baseline - 0.34 * self.em)
        return Route(edge.id, points if down else points[::-1], edge.id, label, sign)

    def _longest_fitting(self, labels: tuple[str, ...], room: float) -> str:
        """The longest label that fits; the shortest, with an ellipsis, where none does."""
        fitting = [label for label in labels if text_metrics.width(label, self.em, True) <= room]
        return (fitting or [text_metrics.shorten(label, self.em, room, True) for label in labels[-1:]] or [""])[0]


def _simplify(points: list[Point]) -> list[Point]:
    """Corner points without repeats and without points in the middle of a straight part."""
    corners: list[Point] = []
    for point in points:
        if corners and abs(corners[-1][0] - point[0]) < 0.05 and abs(corners[-1][1] - point[1]) < 0.05:
            continue
        while len(corners) > 1 and _collinear(corners[-2], corners[-1], point):
            corners.pop()
        corners.append((round(point[0], 2), round(point[1], 2)))
    return corners


def _collinear(first: Point, second: Point, third: Point) -> bool:
    """Whether three points lie on one level or one upright line."""
    level = abs(first[1] - second[1]) < 0.05 and abs(second[1] - third[1]) < 0.05
    upright = abs(first[0] - second[0]) < 0.05 and abs(second[0] - third[0]) < 0.05
    return level or upright
