"""One way to lay a scene out: heights settled, tracks counted, then spare room shared out and everything placed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from linkage.drawing.layout.crossing_reduction import OrderedLayers
from linkage.drawing.layout.density import Density
from linkage.drawing.layout.edge_bundles import Wire
from linkage.drawing.layout.edge_routes import Channels, routes
from linkage.drawing.layout.edge_tracks import Stroke, assign
from linkage.drawing.layout.geometry import Box, Canvas, Layout
from linkage.drawing.layout.sizes import Row, Sizes
from linkage.drawing.layout.vertical_positions import VerticalPositions, port
from linkage.drawing.legend import legend_height
from linkage.drawing.scene import Scene


def beyond(wide: float, high: float) -> float:
    """How far beyond the stage a picture goes: too wide is worse than too high, for a page may scroll down."""
    return 12 * max(1.0, wide) + max(1.0, high)


class Attempt:
    """One way to lay a scene out, worked out as far as was needed to see whether it fits."""

    def __init__(self, scene: Scene, stage: Canvas, manner: Density, order: OrderedLayers) -> None:
        self.scene, self.stage, self.order = scene, stage, order
        self.frame = order.frame
        self.sizes = Sizes(scene, self.frame, manner)
        self.em = manner.font
        self.margin = 0.3 * self.em
        self.count = len(self.frame.columns)
        self.foot = legend_height(scene, self.em, manner.words > 0, stage.width)
        self.room = stage.height - self.foot

    @property
    def fits(self) -> bool:
        """A sure look: heights settled, tracks counted."""
        if self.sizes.height > self.room - 2 * self.margin:
            return False
        self._settle(self.room)
        return self.places.least <= self.room - 2 * self.margin and self._least_width() <= self.stage.width

    @property
    def cost(self) -> float:
        """Crossings, long ways and columns."""
        return self.order.cost + 4 * self.count

    def padded(self) -> Attempt:
        """The same with higher boxes, where the stage is far from full."""
        for pad in (0.9, 0.6, 0.3):
            draft = Attempt(self.scene, self.stage, replace(self.sizes.manner, pad=pad), self.order)
            if draft.sizes.height < 0.72 * self.room and draft.fits:
                return draft
        return self

    @property
    def excess(self) -> float:
        """How far beyond the stage the picture goes."""
        self._settle(max(self.room, self.sizes.height + 2 * self.margin))
        if self.places.least > self.height - 2 * self.margin:
            self._settle(self.places.least + 2 * self.margin)
        return beyond(self._least_width() / self.stage.width, self.height / self.room)

    def _settle(self, height: float) -> None:
        self.height = height
        self.places = VerticalPositions(self.sizes, self.order.items, height - 2 * self.margin)
        self.tracks = {gap: self._assign(gap) for gap in range(-1, self.count)}

    def _assign(self, gap: int) -> dict[str, int]:
        strokes = [self._stroke(wire) for wire in self.sizes.wires_in(gap)]
        return assign(strokes, self.sizes.pitch)

    def _stroke(self, wire: Wire) -> Stroke:
        heights = self.places.ports
        return Stroke(
            wire.net,
            tuple(heights[port(wire, end)] for end in wire.lefts),
            tuple(heights[port(wire, end)] for end in wire.rights),
        )

    def _track_count(self, gap: int) -> int:
        return max(self.tracks[gap].values(), default=-1) + 1

    def _least_gap(self, gap: int) -> float:
        return self.sizes.gap_width(gap, self._track_count(gap))

    def _least_width(self) -> float:
        columns = sum(self.sizes.column_width(column) for column in range(self.count))
        return columns + sum(map(self._least_gap, range(-1, self.count))) + 2 * self.margin

    def finish(self) -> Layout:
        """Spread spare width, then write everything down."""
        width = max(self.stage.width, self._least_width())
        self._spread(width)
        boxes = {box.id: box for number in range(self.count) for box in self._boxes(number)}
        heights = {end: height + self.margin for end, height in self.places.ports.items()}
        channels = Channels(self.gaps, self.tracks, heights)
        return Layout(
            scene=self.scene,
            width=round(width, 1),
            height=round(self.height + self.foot, 1),
            em=self.em,
            words=self.sizes.manner.words,
            boxes=boxes,
            frames=tuple(self._frames(boxes)),
            routes=tuple(routes(self.sizes, channels, boxes)),
            rows={door: self._rows(boxes[door]) for door in self.sizes.doors},
            tight=self.sizes.manner.tight,
            foot=self.height,
            tall=self.height > self.room + 0.5,
        )

    def _spread(self, width: float) -> None:
        """Share spare width: boxes grow a little, gaps with more tracks grow more."""
        spare = width - self._least_width()
        grow = min(0.25 * spare / self.count, 2.5 * self.em)
        inner = range(self.count - 1)
        weights = {gap: 2.0 + self._track_count(gap) for gap in inner}
        rest = spare - grow * self.count
        self.lefts: list[float] = []
        self.widths: list[float] = []
        self.gaps: dict[int, tuple[float, float]] = {}
        place = self.margin
        for column in range(-1, self.count):
            if column >= 0:
                self.lefts.append(place)
                self.widths.append(self.sizes.column_width(column) + grow)
                place += self.widths[-1]
            share = rest * weights[column] / sum(weights.values()) if column in weights else 0.0
            self.gaps[column] = (place, place + self._least_gap(column) + share)
            place = self.gaps[column][1]

    def _padding(self, column: int) -> float:
        framed = any(group.agency for group in self.frame.columns[column])
        return self.sizes.padding if framed else 0.0

    def _boxes(self, column: int) -> Iterator[Box]:
        x, width, padding = self.lefts[column], self.widths[column], self._padding(column)
        for group in self.frame.columns[column]:
            for node in group.nodes:
                top = self.places.tops[node] + self.margin
                height = self.sizes.node_height(node)
                yield Box(node, x + padding, top, width - 2 * padding, height, self.sizes.lines(node))

    def _frames(self, boxes: dict[str, Box]) -> Iterator[Box]:
        """The dashed boxes around databases; the title's first line interrupts the upper edge."""
        for column in range(self.count):
            for group in self.frame.columns[column]:
                if group.agency:
                    top = self.places.tops[group.id] + self.margin + 0.58 * self.em
                    last = boxes[group.nodes[-1]]
                    bottom = last.y + last.height + self.sizes.foot(group)
                    title = self.sizes.title(group.id)
                    yield Box(group.id, self.lefts[column], top, self.widths[column], bottom - top, title)

    def _rows(self, door: Box) -> tuple[tuple[Row, Box], ...]:
        """The rows of words inside a door, at its left."""
        spans = self.sizes.row_spans(door.id)
        return tuple(
            (row, Box(row.id, door.x, door.y + begin, self.sizes.row_width, end - begin))
            for row, (begin, end) in zip(self.sizes.doors[door.id], spans, strict=True)
        )
