"""How much room everything needs at a given size of letters, and the largest letters that still fit the stage.

All lengths are in units of the stage (a CSS pixel when the map is as large as planned). Knows which boxes stand in a
column and how many wires touch them, not where they stand.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from linkage.drawing import text_metrics
from linkage.drawing.layout.density import Density
from linkage.drawing.layout.edge_bundles import EdgeBundles, End, Wire
from linkage.drawing.layout.layers import Group
from linkage.drawing.scene import Edge, Node, Scene, tag
from linkage.drawing.visual_encoding import EFFECT_WORDS, FALLS_ON_WORDS, WORDS


@dataclass(frozen=True, slots=True)
class Row:
    """The words at a door that say what happens there: id, before, after, and on whom."""

    id: str
    effect: str
    before: str
    after: str
    whom: str
    ports: int


class Sizes:
    """The sizes of one frame in one manner."""

    def __init__(self, scene: Scene, frame: EdgeBundles, manner: Density) -> None:
        self.scene, self.frame, self.manner = scene, frame, manner
        self.em = manner.font
        self.nodes = {node.id: node for node in scene.nodes}
        self.edges = {edge.id: edge for edge in scene.edges}
        self.agencies = {f"agency:{agency.id}": agency.label for agency in scene.agencies}
        self.pitch = 0.5 * self.em
        self.label_height = (1.27 if manner.tight else 1.34) * self.em
        self.padding = (0.5 if manner.tight else 0.62) * self.em
        self.apart = (0.36 if manner.tight else 0.8) * self.em
        self.apart_doors = (0.22 if manner.tight else 0.7) * self.em
        self.apart_from_passing = 0.4 * self.em

    # -- words ------------------------------------------------------------------------------------------------

    def label(self, end: End) -> str:
        """The words beside an arrow's head; at doors they stand inside the door."""
        edge = self.edges[end.edges[0]] if end.arrow else None
        if edge is None or end.slot or not edge.words or edge.kind == "needs":
            return ""
        if self.manner.tight and edge.kind == "recorded":
            return ""
        return edge.words[min(self.manner.words, len(edge.words) - 1)]

    def label_width(self, end: End) -> float:
        """With room for the status sign before it."""
        label = self.label(end)
        return text_metrics.width(label, self.em, True) + 1.0 * self.em if label else 0.0

    def lines(self, node: str) -> tuple[str, ...]:
        """A box's label, wrapped to its column."""
        return self._lines[node]

    @cached_property
    def _lines(self) -> dict[str, tuple[str, ...]]:
        room, column = self._text_room, self._column_of
        return {
            id: text_metrics.wrap(node.label, self.em, room[column[id]], 2, True) for id, node in self.nodes.items()
        }

    def title(self, group: str) -> tuple[str, ...]:
        """An agency's title, wrapped to its column."""
        return self._titles[group]

    @cached_property
    def _titles(self) -> dict[str, tuple[str, ...]]:
        return {
            group.id: text_metrics.wrap(
                plain_title(self.agencies.get(group.id, group.id)),
                self.em,
                self._box_widths[number] + 2 * self.padding - 1.1 * self.em,
            )
            for number, column in enumerate(self.frame.columns)
            for group in column
            if group.agency
        }

    # -- boxes ------------------------------------------------------------------------------------------------

    @cached_property
    def _column_of(self) -> dict[str, int]:
        return {n: c for c, column in enumerate(self.frame.columns) for group in column for n in group.nodes}

    @cached_property
    def _text_room(self) -> list[float]:
        """For each column, the room that labels get: just enough for two lines, or all on one where that is short."""
        return [self._room(column) for column in range(len(self.frame.columns))]

    def _room(self, column: int) -> float:
        nodes = [self.nodes[node] for group in self.frame.columns[column] for node in group.nodes]
        limit = (self.manner.door if nodes[0].kind == "service" else self.manner.box) * self.em
        whole = max(text_metrics.width(node.label, self.em, True) for node in nodes)
        if whole <= limit:
            return whole + 0.5
        return max(min(limit, whole), *(text_metrics.narrowest(node.label, self.em, 2, True) for node in nodes)) + 0.5

    @cached_property
    def doors(self) -> dict[str, tuple[Row, ...]]:
        """For each service, the rows of words at its door."""
        ports: dict[str, int] = defaultdict(int)
        for wire in self.frame.wires:
            for end in wire.rights:
                ports[end.slot] += 1
        rows: dict[str, dict[str, Row]] = defaultdict(dict)
        for edge in self.scene.edges:
            if edge.kind == "rule" and edge.target.startswith("service:"):
                row = self._row(edge, ports)
                rows[edge.target][row.id] = row
        for edge in self.scene.edges:
            if edge.kind == "needs" and edge.target not in rows:
                closed = tag(edge.target.removeprefix("service:"), "closed")
                words = WORDS.get(self.scene.lang, WORDS["en"])
                rows[edge.target][closed] = Row(closed, "closed", words["close"], words["closed"], "", 0)
        return {door: tuple(found[each] for each in sorted(found)) for door, found in rows.items()}

    def _row(self, edge: Edge, ports: dict[str, int]) -> Row:
        id = tag(edge.target.removeprefix("service:"), edge.effect, edge.falls_on)
        before, after = EFFECT_WORDS.get(self.scene.lang, EFFECT_WORDS["en"]).get(edge.effect, (edge.effect,) * 2)
        whom = FALLS_ON_WORDS.get(self.scene.lang, FALLS_ON_WORDS["en"]).get(edge.falls_on, "")
        return Row(id, edge.effect, before, after, whom, ports[id])

    def row_height(self, row: Row) -> float:
        """Room for the words, and for the wires that point at them."""
        words = (2 if row.whom else 1) * text_metrics.LINE * self.em + 0.36 * self.em
        return max(words, (row.ports + 0.6) * self.door_pitch)

    @property
    def door_pitch(self) -> float:
        """The distance between wires that arrive at one row of a door."""
        return (0.45 if self.manner.tight else 0.62) * self.em

    @cached_property
    def row_width(self) -> float:
        """The part of every door where its rows of words stand."""
        words = [word for rows in self.doors.values() for row in rows for word in (row.before, row.after, row.whom)]
        return max((text_metrics.width(word, self.em, True) for word in words), default=0.0) + 1.75 * self.em

    def row_spans(self, node: str) -> list[tuple[float, float]]:
        """Where the rows of a door begin and end below its top; they share its height."""
        rows = self.doors.get(node, ())
        spare = (self.node_height(node) - sum(map(self.row_height, rows))) / max(1, len(rows))
        spans, below = [], 0.0
        for row in rows:
            spans.append((below, below + self.row_height(row) + spare))
            below = spans[-1][1]
        return spans

    def node_height(self, node: str) -> float:
        """Room for the label, its marks, the rows of a door, and the wires on either side."""
        return self._node_heights[node]

    @cached_property
    def _node_heights(self) -> dict[str, float]:
        return {node: self._node_height(node) for node in self.nodes}

    def _node_height(self, node: str) -> float:
        shown = self.nodes[node]
        words = (
            len(self.lines(node)) * text_metrics.LINE * self.em
            + (0.36 if self.manner.tight else 0.62) * self.em
            + self.manner.pad * self.em
        )
        words += len(shown.marks) * 1.36 * self.em
        rows = sum(self.row_height(row) for row in self.doors.get(node, ()))
        return max(words, rows, *(self._ports_height(node, side) for side in ("left", "right")))

    def _ports_height(self, node: str, side: str) -> float:
        ends = [end for end in self.ends.get(node, ()) if end.side == side and not end.slot]
        return sum(self.above(end) for end in ends) + 0.5 * self.em if ends else 0.0

    def above(self, end: End) -> float:
        """The free room that a wire needs above it at a box: for its label, or for the wire alone."""
        return self.label_height if self.label(end) else self.pitch

    @cached_property
    def ends(self) -> dict[str, list[End]]:
        """The ends of wires at each box."""
        found: dict[str, list[End]] = defaultdict(list)
        for wire in self.frame.wires:
            for end in (*wire.lefts, *wire.rights):
                found[end.owner].append(end)
        return found

    def gap_inside(self, upper: str, lower: str) -> float:
        """The distance between two databases of an agency: wide where a link goes straight down."""
        straight = any({upper, lower} == {edge.source, edge.target} for edge in self.frame.stacked)
        return (2.1 if straight else 0.6) * self.em

    def head(self, group: Group) -> float:
        """What an agency's title takes above its first database (its frame runs through the title's first line)."""
        if not group.agency:
            return 0.0
        return (len(self.title(group.id)) * text_metrics.LINE + (0.18 if self.manner.tight else 0.28)) * self.em

    def foot(self, group: Group) -> float:
        """What an agency's frame takes below its last database."""
        return (0.38 if self.manner.tight else 0.5) * self.em if group.agency else 0.0

    def group_height(self, group: Group) -> float:
        """An agency with its title, or a box by itself."""
        inside = sum(self.gap_inside(a, b) for a, b in zip(group.nodes, group.nodes[1:], strict=False))
        return self.head(group) + sum(map(self.node_height, group.nodes)) + inside + self.foot(group)

    # -- columns and gaps ---------------------------------------------------------------------------------------

    def box_width(self, column: int) -> float:
        """All boxes of a column are equally wide."""
        return self._box_widths[column]

    @cached_property
    def _box_widths(self) -> list[float]:
        return [self._box_width(column) for column in range(len(self.frame.columns))]

    def _box_width(self, column: int) -> float:
        nodes = [self.nodes[node] for group in self.frame.columns[column] for node in group.nodes]
        wide = max(map(self._node_width, nodes))
        titles = [self.agencies.get(group.id, "") for group in self.frame.columns[column] if group.agency]
        straight = [
            edge.words[-1] for edge in self.frame.stacked if edge.words and self._column_of[edge.source] == column
        ]
        words = [(text_metrics.width(word, self.em, True) + 1.6 * self.em) / 0.88 for word in straight]
        return max(wide, *map(self._title_width, titles), *words, 4.2 * self.em)

    def _title_width(self, title: str) -> float:
        """What an agency's title needs: one line where that is no wider than a box may be, else two."""
        plain = plain_title(title)
        whole = text_metrics.width(plain, self.em)
        fits = whole <= (self.manner.box + 1) * self.em
        return whole if fits else text_metrics.narrowest(plain, self.em, 2)

    def _node_width(self, node: Node) -> float:
        words = max(text_metrics.width(line, self.em, True) for line in self.lines(node.id))
        words += (0.85 if self.manner.tight else 1.1) * self.em
        marks = max((text_metrics.width(mark.label, self.em) for mark in node.marks), default=0.0) + 1.6 * self.em
        return max(words + (self.row_width if node.kind == "service" else 0.0), marks if node.marks else 0.0)

    def column_width(self, column: int) -> float:
        """The boxes, and the frames around them."""
        framed = any(group.agency for group in self.frame.columns[column])
        return self.box_width(column) + (2 * self.padding if framed else 0.0)

    def zone(self, gap: int, side: str) -> float:
        """The part of a gap beside the column on that side, where only labels and heads stand."""
        wires = self.wires_in(gap)
        ends = [end for wire in wires for end in (wire.lefts if side == "left" else wire.rights)]
        wide = max((self.label_width(end) for end in ends), default=0.0)
        doors = 1.6 * self.em if any(end.slot for end in ends) else 0.0
        free = (0.6, 0.45) if self.manner.tight else (0.8, 0.6)
        return max(wide + free[0] * self.em if wide else 0.0, doors, free[1] * self.em)

    def wires_in(self, gap: int) -> list[Wire]:
        """The wires of a gap."""
        return self._wires[gap]

    @cached_property
    def _wires(self) -> dict[int, list[Wire]]:
        gaps = range(-1, len(self.frame.columns))
        return {gap: [wire for wire in self.frame.wires if wire.gap == gap] for gap in gaps}

    def gap_width(self, gap: int, tracks: int | None = None) -> float:
        """Both zones, and the tracks between them; while their number isn't known, a third of the wires."""
        wires = len(self.wires_in(gap))
        if gap in (-1, len(self.frame.columns) - 1) and not wires:
            return 0.0
        count = wires // 3 if tracks is None else tracks
        return self.zone(gap, "left") + (count + 1) * self.manner.track * self.em + self.zone(gap, "right")

    def column_height(self, column: int) -> float:
        """Everything in a column with the least distances."""
        groups = self.frame.columns[column]
        passing = len(self.frame.passing[column])
        return sum(map(self.group_height, groups)) + self.apart * (len(groups) + 1) + self.pitch * passing

    @cached_property
    def width(self) -> float:
        """The least width of the picture."""
        count = len(self.frame.columns)
        return sum(map(self.column_width, range(count))) + sum(map(self.gap_width, range(-1, count)))

    @cached_property
    def height(self) -> float:
        """The least height of the picture."""
        return max(map(self.column_height, range(len(self.frame.columns))))


def plain_title(title: str) -> str:
    """An agency's title without what stands in brackets.

    >>> plain_title("Market regulator (company register)")
    'Market regulator'
    """
    return title.split(" (")[0].split("（")[0].strip() or title
