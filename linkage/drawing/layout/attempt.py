"""One attempt at a layout: heights and tracks first, then spare width shared out and everything placed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from linkage.drawing.layout.crossing_reduction import OrderedLayers
from linkage.drawing.layout.density import Density
from linkage.drawing.layout.edge_bundles import Segment
from linkage.drawing.layout.edge_routes import Channels, edge_routes
from linkage.drawing.layout.edge_tracks import Net, assign_tracks
from linkage.drawing.layout.geometry import Box, Canvas, Layout
from linkage.drawing.layout.port_sides import port_key
from linkage.drawing.layout.sizes import EffectRow, Sizes
from linkage.drawing.layout.vertical_positions import VerticalPositions, least_height
from linkage.drawing.legend import legend_height
from linkage.drawing.scene import Scene


def overflow_cost(width: float, height: float) -> float:
    """How far beyond the canvas a picture goes: too wide is worse than too high, for a page may scroll down.

    Args:
        width: the picture's width as a share of the canvas's.
        height: the same of its height.
    """
    return 12 * max(1.0, width) + max(1.0, height)


class Attempt:
    """A scene in one order of layers at one density, laid out as far as is needed to see whether it fits."""

    def __init__(self, scene: Scene, canvas: Canvas, density: Density, order: OrderedLayers) -> None:
        self.scene, self.canvas, self.order = scene, canvas, order
        self.bundles = order.bundles
        self.sizes = Sizes(scene, self.bundles, density)
        self.em = density.font_size
        self.margin = 0.3 * self.em
        self.count = len(self.bundles.layers)
        self.legend_height = legend_height(scene, self.em, density.label_index > 0, canvas.width)
        self.room = canvas.height - self.legend_height

    @property
    def fits(self) -> bool:
        """Whether the canvas has room: known for certain, since heights are placed and tracks counted."""
        least = self.room - 2 * self.margin
        if self.sizes.height > least or self._least_height > least:
            return False
        self._place_vertically(self.room)
        return self._least_width() <= self.canvas.width

    @property
    def cost(self) -> float:
        """Crossings, long ways and layers."""
        return self.order.cost + 4 * self.count

    def with_padding(self) -> Attempt:
        """The same with higher boxes, where the canvas is far from full."""
        for padding in (0.9, 0.6, 0.3):
            density = replace(self.sizes.density, padding=padding)
            attempt = Attempt(self.scene, self.canvas, density, self.order)
            if attempt.sizes.height < 0.72 * self.room and attempt.fits:
                return attempt
        return self

    @cached_property
    def overflow(self) -> float:
        """How far beyond the canvas the picture goes."""
        height = max(self.room, self.sizes.height + 2 * self.margin)
        self._place_vertically(max(height, self._least_height + 2 * self.margin))
        return overflow_cost(self._least_width() / self.canvas.width, self.height / self.room)

    @property
    def _least_height(self) -> float:
        return least_height(self.sizes, self.order.items)

    def _place_vertically(self, height: float) -> None:
        self.height = height
        self.positions = VerticalPositions(self.sizes, self.order.items, height - 2 * self.margin)
        self.tracks = {gap: self._assign_tracks(gap) for gap in range(-1, self.count)}

    def _assign_tracks(self, gap: int) -> dict[str, int]:
        nets = [self._net(segment) for segment in self.sizes.segments_in(gap)]
        return assign_tracks(nets, self.sizes.port_pitch)

    def _net(self, segment: Segment) -> Net:
        heights = self.positions.ports
        return Net(
            segment.bundle,
            tuple(heights[port_key(segment, port)] for port in segment.left_ports),
            tuple(heights[port_key(segment, port)] for port in segment.right_ports),
        )

    def _track_count(self, gap: int) -> int:
        return max(self.tracks[gap].values(), default=-1) + 1

    def _least_gap(self, gap: int) -> float:
        return self.sizes.gap_width(gap, self._track_count(gap))

    def _least_width(self) -> float:
        layers = sum(self.sizes.layer_width(layer) for layer in range(self.count))
        return layers + sum(map(self._least_gap, range(-1, self.count))) + 2 * self.margin

    def layout(self) -> Layout:
        """Everything in its place, with spare width shared out."""
        width = max(self.canvas.width, self._least_width())
        self._place_horizontally(width)
        boxes = {box.id: box for layer in range(self.count) for box in self._boxes(layer)}
        heights = {key: height + self.margin for key, height in self.positions.ports.items()}
        channels = Channels(self.gaps, self.tracks, heights)
        return Layout(
            scene=self.scene,
            width=round(width, 1),
            height=round(self.height + self.legend_height, 1),
            em=self.em,
            boxes=boxes,
            frames=tuple(self._frames(boxes)),
            routes=tuple(edge_routes(self.sizes, channels, boxes)),
            rows={service: self._rows(boxes[service]) for service in self.sizes.service_rows},
            short_labels=self.sizes.density.label_index > 0,
            tight=self.sizes.density.tight,
            legend_top=self.height,
            overflows=self.height > self.room + 0.5,
        )

    def _place_horizontally(self, width: float) -> None:
        """Share spare width: boxes grow a little, gaps with more tracks grow more."""
        spare = width - self._least_width()
        growth = min(0.25 * spare / self.count, 2.5 * self.em)
        inner_gaps = range(self.count - 1)
        weights = {gap: 2.0 + self._track_count(gap) for gap in inner_gaps}
        rest = spare - growth * self.count
        self.lefts: list[float] = []
        self.widths: list[float] = []
        self.gaps: dict[int, tuple[float, float]] = {}
        x = self.margin
        for layer in range(-1, self.count):
            if layer >= 0:
                self.lefts.append(x)
                self.widths.append(self.sizes.layer_width(layer) + growth)
                x += self.widths[-1]
            share = rest * weights[layer] / sum(weights.values()) if layer in weights else 0.0
            self.gaps[layer] = (x, x + self._least_gap(layer) + share)
            x = self.gaps[layer][1]

    def _padding(self, layer: int) -> float:
        framed = any(group.agency for group in self.bundles.layers[layer])
        return self.sizes.padding if framed else 0.0

    def _boxes(self, layer: int) -> Iterator[Box]:
        x, width, padding = self.lefts[layer], self.widths[layer], self._padding(layer)
        for group in self.bundles.layers[layer]:
            for node in group.nodes:
                top = self.positions.tops[node] + self.margin
                height = self.sizes.node_height(node)
                yield Box(node, x + padding, top, width - 2 * padding, height, self.sizes.lines(node))

    def _frames(self, boxes: dict[str, Box]) -> Iterator[Box]:
        """The dashed boxes around databases; the title's first line interrupts the upper edge."""
        for layer in range(self.count):
            for group in self.bundles.layers[layer]:
                if group.agency:
                    top = self.positions.tops[group.id] + self.margin + 0.58 * self.em
                    last = boxes[group.nodes[-1]]
                    bottom = last.y + last.height + self.sizes.bottom_padding(group)
                    title = self.sizes.title(group.id)
                    yield Box(group.id, self.lefts[layer], top, self.widths[layer], bottom - top, title)

    def _rows(self, service: Box) -> tuple[tuple[EffectRow, Box], ...]:
        """The effect rows inside a service's box, at its left."""
        spans = self.sizes.row_spans(service.id)
        return tuple(
            (row, Box(row.id, service.x, service.y + begin, self.sizes.row_width, end - begin))
            for row, (begin, end) in zip(self.sizes.service_rows[service.id], spans, strict=True)
        )
