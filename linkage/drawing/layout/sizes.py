"""The sizes of boxes, layers and gaps at a given density, before anything has a place.

All lengths are in units of the canvas (a CSS pixel when the map is as large as planned). Knows which boxes stand in a
layer and how many segments touch them, not where they stand.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from linkage.drawing import text_metrics
from linkage.drawing.layout.density import Density
from linkage.drawing.layout.edge_bundles import EdgeBundles, Port, Segment
from linkage.drawing.layout.layers import Group
from linkage.drawing.scene import Edge, Node, Scene, effect_id
from linkage.drawing.visual_encoding import FALLS_ON_WORDS, closed_words, effect_words


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One effect at a service's box: its words before and after it came, on whom it falls, the arrows at it."""

    id: str
    effect: str
    before: str
    after: str
    whom: str
    port_count: int

    @property
    def line_count(self) -> int:
        """How many lines its words take: what stands in two languages takes two, and so does on whom it falls."""
        words = max(len(text_metrics.by_language(word)) for word in (self.before, self.after))
        return words + (len(text_metrics.by_language(self.whom)) if self.whom else 0)


class Sizes:
    """The sizes of one scene, its edges in bundles, at one density."""

    def __init__(self, scene: Scene, bundles: EdgeBundles, density: Density) -> None:
        self.scene, self.bundles, self.density = scene, bundles, density
        self.em = density.font_size
        self.nodes = {node.id: node for node in scene.nodes}
        self.edges = {edge.id: edge for edge in scene.edges}
        self.agencies = {f"agency:{agency.id}": agency.label for agency in scene.agencies}
        self.port_pitch = 0.5 * self.em
        self.label_height = (1.27 if density.tight else 1.34) * self.em
        self.padding = (0.5 if density.tight else 0.62) * self.em
        self.group_distance = (0.36 if density.tight else 0.8) * self.em
        self.single_distance = (0.22 if density.tight else 0.7) * self.em
        self.dummy_distance = 0.4 * self.em

    # -- words ------------------------------------------------------------------------------------------------

    def label(self, port: Port) -> str:
        """The words beside an arrow's head; at services they stand inside the box."""
        edge = self.edges[port.edges[0]] if port.arrow else None
        if edge is None or port.row or not edge.labels or edge.kind == "needs":
            return ""
        if self.density.tight and edge.kind == "recorded":
            return ""
        return edge.labels[min(self.density.label_index, len(edge.labels) - 1)]

    def label_width(self, port: Port) -> float:
        """The width of a port's label, with room for the status sign before it."""
        label = self.label(port)
        return text_metrics.width(label, self.em, True) + 1.0 * self.em if label else 0.0

    def lines(self, node: str) -> tuple[str, ...]:
        """A box's label, wrapped to its layer."""
        return self._lines[node]

    @cached_property
    def _lines(self) -> dict[str, tuple[str, ...]]:
        rooms, layer_of = self._text_rooms, self._layer_of
        return {
            id: text_metrics.wrap(node.label, self.em, rooms[layer_of[id]], 2, True) for id, node in self.nodes.items()
        }

    def title(self, group: str) -> tuple[str, ...]:
        """An agency's title, wrapped to its layer."""
        return self._titles[group]

    @cached_property
    def _titles(self) -> dict[str, tuple[str, ...]]:
        return {
            group.id: text_metrics.wrap(
                plain_title(self.agencies.get(group.id, group.id)),
                self.em,
                self._box_widths[number] + 2 * self.padding - 1.1 * self.em,
            )
            for number, layer in enumerate(self.bundles.layers)
            for group in layer
            if group.agency
        }

    # -- boxes ------------------------------------------------------------------------------------------------

    @cached_property
    def _layer_of(self) -> dict[str, int]:
        layers = enumerate(self.bundles.layers)
        return {node: number for number, layer in layers for group in layer for node in group.nodes}

    @cached_property
    def _text_rooms(self) -> list[float]:
        """The room of labels in each layer: just enough for two lines, or for one where that is short."""
        return [self._text_room(layer) for layer in range(len(self.bundles.layers))]

    def _text_room(self, layer: int) -> float:
        nodes = [self.nodes[node] for group in self.bundles.layers[layer] for node in group.nodes]
        limit = (self.density.service_width if nodes[0].kind == "service" else self.density.box_width) * self.em
        whole = max(text_metrics.width(node.label, self.em, True) for node in nodes)
        if whole <= limit:
            return whole + 0.5
        return max(min(limit, whole), *(text_metrics.narrowest(node.label, self.em, 2, True) for node in nodes)) + 0.5

    @cached_property
    def service_rows(self) -> dict[str, tuple[EffectRow, ...]]:
        """The effect rows of each service, by the service's data-id."""
        counts: dict[str, int] = defaultdict(int)
        for segment in self.bundles.segments:
            for port in segment.right_ports:
                counts[port.row] += 1
        rows: dict[str, dict[str, EffectRow]] = defaultdict(dict)
        for edge in self.scene.edges:
            if edge.kind == "rule" and edge.target.startswith("service:"):
                row = self._row(edge, counts)
                rows[edge.target][row.id] = row
        for edge in self.scene.edges:
            if edge.kind == "needs" and edge.target not in rows:
                id = effect_id(edge.target.removeprefix("service:"), "closed")
                _, before, after = closed_words(self.scene.effect_lang)
                rows[edge.target][id] = EffectRow(id, "closed", before, after, "", 0)
        return {service: tuple(by_id[id] for id in sorted(by_id)) for service, by_id in rows.items()}

    def _row(self, edge: Edge, counts: dict[str, int]) -> EffectRow:
        id = effect_id(edge.target.removeprefix("service:"), edge.effect, edge.falls_on)
        _, before, after = effect_words(edge.effect, self.scene.effect_lang)
        whom = FALLS_ON_WORDS.get(self.scene.effect_lang, FALLS_ON_WORDS["en"]).get(edge.falls_on, "")
        return EffectRow(id, edge.effect, before, after, whom, counts[id])

    def row_height(self, row: EffectRow) -> float:
        """The least height of an effect row: for its words, and for the arrows that point at them."""
        text_height = row.line_count * text_metrics.LINE * self.em + 0.36 * self.em
        return max(text_height, (row.port_count + 0.6) * self.row_port_pitch)

    @property
    def row_port_pitch(self) -> float:
        """The distance between arrows that point at one effect row."""
        return (0.45 if self.density.tight else 0.62) * self.em

    @cached_property
    def row_width(self) -> float:
        """The width of the effect rows at every service, beside its name."""
        words = [
            part
            for rows in self.service_rows.values()
            for row in rows
            for word in (row.before, row.after, row.whom)
            for part in text_metrics.by_language(word)
        ]
        return max((text_metrics.width(word, self.em, True) for word in words), default=0.0) + 1.75 * self.em

    def row_spans(self, node: str) -> list[tuple[float, float]]:
        """Where a service's effect rows begin and end below its top; they share its height."""
        rows = self.service_rows.get(node, ())
        spare = (self.node_height(node) - sum(map(self.row_height, rows))) / max(1, len(rows))
        spans, below = [], 0.0
        for row in rows:
            spans.append((below, below + self.row_height(row) + spare))
            below = spans[-1][1]
        return spans

    def node_height(self, node: str) -> float:
        """A box's height: for its label, its marks, a service's effect rows, and the ports on either side."""
        return self._node_heights[node]

    @cached_property
    def _node_heights(self) -> dict[str, float]:
        return {node: self._node_height(node) for node in self.nodes}

    def _node_height(self, node: str) -> float:
        height = (
            len(self.lines(node)) * text_metrics.LINE * self.em
            + (0.36 if self.density.tight else 0.62) * self.em
            + self.density.padding * self.em
        )
        height += len(self.nodes[node].marks) * 1.36 * self.em
        rows = sum(self.row_height(row) for row in self.service_rows.get(node, ()))
        return max(height, rows, *(self._ports_height(node, side) for side in ("left", "right")))

    def _ports_height(self, node: str, side: str) -> float:
        ports = [port for port in self.ports.get(node, ()) if port.side == side and not port.row]
        return sum(self.space_above(port) for port in ports) + 0.5 * self.em if ports else 0.0

    def space_above(self, port: Port) -> float:
        """The free room that a port needs above it at a box: for its label, or for the line alone."""
        return self.label_height if self.label(port) else self.port_pitch

    @cached_property
    def ports(self) -> dict[str, list[Port]]:
        """The ports at each box."""
        ports: dict[str, list[Port]] = defaultdict(list)
        for segment in self.bundles.segments:
            for port in segment.ports:
                ports[port.owner].append(port)
        return ports

    def database_distance(self, upper: str, lower: str) -> float:
        """The distance between two databases of an agency: wide where a link goes straight down."""
        linked = any({upper, lower} == {edge.source, edge.target} for edge in self.bundles.vertical_edges)
        return (2.1 if linked else 0.6) * self.em

    def title_height(self, group: Group) -> float:
        """The height of an agency's title above its first database (the frame runs through the title's first line)."""
        if not group.agency:
            return 0.0
        return (len(self.title(group.id)) * text_metrics.LINE + (0.18 if self.density.tight else 0.28)) * self.em

    def bottom_padding(self, group: Group) -> float:
        """The height of an agency's frame below its last database."""
        return (0.38 if self.density.tight else 0.5) * self.em if group.agency else 0.0

    def group_height(self, group: Group) -> float:
        """The height of an agency with its title, or of a box by itself."""
        distances = sum(self.database_distance(upper, lower) for upper, lower in pairwise(group.nodes))
        boxes = sum(map(self.node_height, group.nodes))
        return self.title_height(group) + boxes + distances + self.bottom_padding(group)

    # -- layers and gaps ---------------------------------------------------------------------------------------

    def box_width(self, layer: int) -> float:
        """The width of a layer's boxes, which are all equally wide."""
        return self._box_widths[layer]

    @cached_property
    def _box_widths(self) -> list[float]:
        return [self._box_width(layer) for layer in range(len(self.bundles.layers))]

    def _box_width(self, layer: int) -> float:
        nodes = [self.nodes[node] for group in self.bundles.layers[layer] for node in group.nodes]
        widest = max(map(self._node_width, nodes))
        titles = [self.agencies.get(group.id, "") for group in self.bundles.layers[layer] if group.agency]
        labels = [
            edge.labels[-1]
            for edge in self.bundles.vertical_edges
            if edge.labels and self._layer_of[edge.source] == layer
        ]
        label_widths = [(text_metrics.width(label, self.em, True) + 1.6 * self.em) / 0.88 for label in labels]
        return max(widest, *map(self._title_width, titles), *label_widths, 4.2 * self.em)

    def _title_width(self, title: str) -> float:
        """The width that an agency's title needs: on one line where that is no wider than a box may be, else on two."""
        plain = plain_title(title)
        whole = text_metrics.width(plain, self.em)
        fits = whole <= (self.density.box_width + 1) * self.em
        return whole if fits else text_metrics.narrowest(plain, self.em, 2)

    def _node_width(self, node: Node) -> float:
        words = max(text_metrics.width(line, self.em, True) for line in self.lines(node.id))
        words += (0.85 if self.density.tight else 1.1) * self.em
        marks = max((text_metrics.width(mark.label, self.em) for mark in node.marks), default=0.0) + 1.6 * self.em
        return max(words + (self.row_width if node.kind == "service" else 0.0), marks if node.marks else 0.0)

    def layer_width(self, layer: int) -> float:
        """The width of a layer's boxes, and of the frames around them."""
        framed = any(group.agency for group in self.bundles.layers[layer])
        return self.box_width(layer) + (2 * self.padding if framed else 0.0)

    def label_zone(self, gap: int, side: str) -> float:
        """The width of the part of a gap beside the layer on that side, where only labels and arrow heads stand."""
        segments = self.segments_in(gap)
        ports = [
            port for segment in segments for port in (segment.left_ports if side == "left" else segment.right_ports)
        ]
        widest = max((self.label_width(port) for port in ports), default=0.0)
        signs = 1.6 * self.em if any(port.row for port in ports) else 0.0
        margin, least = (0.6, 0.45) if self.density.tight else (0.8, 0.6)
        return max(widest + margin * self.em if widest else 0.0, signs, least * self.em)

    def segments_in(self, gap: int) -> list[Segment]:
        """The segments of a gap."""
        return self._segments[gap]

    @cached_property
    def _segments(self) -> dict[int, list[Segment]]:
        gaps = range(-1, len(self.bundles.layers))
        return {gap: [segment for segment in self.bundles.segments if segment.gap == gap] for gap in gaps}

    def gap_width(self, gap: int, tracks: int | None = None) -> float:
        """Both label zones, and the tracks between them; while their number isn't known, a third of the segments."""
        segments = len(self.segments_in(gap))
        if gap in (-1, len(self.bundles.layers) - 1) and not segments:
            return 0.0
        count = segments // 3 if tracks is None else tracks
        track_width = (count + 1) * self.density.track_pitch * self.em
        return self.label_zone(gap, "left") + track_width + self.label_zone(gap, "right")

    def layer_height(self, layer: int) -> float:
        """The height of everything in a layer with the least distances."""
        groups = self.bundles.layers[layer]
        dummies = self.port_pitch * len(self.bundles.passing[layer])
        return sum(map(self.group_height, groups)) + self.group_distance * (len(groups) + 1) + dummies

    @cached_property
    def width(self) -> float:
        """The least width of the picture."""
        count = len(self.bundles.layers)
        return sum(map(self.layer_width, range(count))) + sum(map(self.gap_width, range(-1, count)))

    @cached_property
    def height(self) -> float:
        """The least height of the picture."""
        return max(map(self.layer_height, range(len(self.bundles.layers))))


def plain_title(title: str) -> str:
    """An agency's title without what stands in brackets.

    >>> plain_title("Market regulator (company register)")
    'Market regulator'
    """
    return title.split(" (")[0].split("（")[0].strip() or title
