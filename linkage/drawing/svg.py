"""A scene as one SVG string: every part is there from the start, named by its data-id, and states are classes.

All text that gets in goes through `markup.escape`, because labels come from files that anyone may have written.
Numbers are rounded, parts stand in the scene's order: same scene in, same string out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from linkage.drawing.geometry import COMPACT, WIDE, Box, Layout, Route, Stage
from linkage.drawing.layout import layout
from linkage.drawing.legend import legend
from linkage.drawing.lettering import LINE
from linkage.drawing.looks import EFFECT_SIGNS, PLAIN, STATUS_SIGNS, look
from linkage.drawing.markup import element, escape, head, icon, number, rect, rounded, shortened, sign, text
from linkage.drawing.scene import Edge, Node, Scene
from linkage.drawing.sizes import Row
from linkage.drawing.styles import styles
from linkage.vocabulary import STATUSES


def svg(scene: Scene, compact: bool = False, *, stage: Stage | None = None, styled: bool = False) -> str:
    """The picture of a scene.

    Args:
        compact: for a small window (1024x768): short words, and narrower boxes.
        stage: another size of stage than the two usual ones.
        styled: with its style sheet inside, for a file of its own.
    """
    return _Drawn(layout(scene, stage or (COMPACT if compact else WIDE))).svg(styled)


class _Drawn:
    """One layout being written down."""

    def __init__(self, laid: Layout) -> None:
        self.laid, self.scene, self.em = laid, laid.scene, laid.em
        self.edges = {edge.id: edge for edge in self.scene.edges}
        self.names = [key.id for key in self.scene.keys]

    def svg(self, styled: bool) -> str:
        """Frames, idle trunks, arrows, boxes, legend."""
        laid = self.laid
        inside = [
            element("title", escape(self.scene.title)),
            element("style", styles()) if styled else "",
            self._layer("frames", [self._frame(frame) for frame in laid.frames]),
            self._layer("trunks", self._trunks()),
            self._layer("edges", [self._edge(route) for route in self._ordered_routes()]),
            self._layer("nodes", [self._node(node) for node in self._ordered_nodes()]),
            legend(self.scene, self.em, laid.words > 0, laid.width, laid.foot),
        ]
        return element(
            "svg",
            "".join(inside),
            xmlns="http://www.w3.org/2000/svg",
            class_="map" + (" positive" if self.scene.positive else "") + (" tall" if laid.tall else ""),
            viewBox=f"0 0 {number(laid.width)} {number(laid.height)}",
            preserveAspectRatio="xMidYMid meet",
            role="group",
            aria_label=self.scene.title,
            lang=self.scene.lang,
            font_size=self.em,
        )

    def _layer(self, name: str, parts: Sequence[str]) -> str:
        return element("g", "".join(parts), class_=name) if parts else ""

    # -- agencies -----------------------------------------------------------------------------------------------

    def _frame(self, frame: Box) -> str:
        """A dashed box; the title's first line interrupts its upper edge."""
        em = self.em
        inside = rect(frame, "", 0.5 * em)
        for index, line in enumerate(frame.lines):
            inside += text(line, frame.x + 0.62 * em, frame.y + (0.34 + LINE * index) * em, class_="halo")
        return element("g", inside, class_="frame", data_id=frame.id)

    # -- arrows -------------------------------------------------------------------------------------------------

    def _ordered_routes(self) -> list[Route]:
        return sorted(self.laid.routes, key=lambda route: route.edge)

    def _trunks(self) -> list[str]:
        """What the rules of one database share, drawn once and idle: a lit arrow lies above it."""
        shared: dict[str, list[Route]] = defaultdict(list)
        for route in self._ordered_routes():
            if route.net.startswith("bus:"):
                shared[route.net].append(route)
        return [element("g", self._trunk(routes), class_="trunk k-none", data_id=net) for net, routes in shared.items()]

    def _trunk(self, routes: list[Route]) -> str:
        paths = {self._path(route) for route in routes if not self.edges[route.edge].off}
        return "".join(element("path", "", d=path) for path in sorted(paths)) or " "

    def _path(self, route: Route) -> str:
        return rounded(shortened(route.points, 0.6 * self.em), 0.55 * self.em)

    def _edge(self, route: Route) -> str:
        edge = self.edges[route.edge]
        path = self._path(route)
        inside = element("title", escape(edge.about or edge.id))
        inside += element("path", "", d=path, class_="casing") + element("path", "", d=path, class_="line")
        inside += element("path", "", d=head(route.points, 0.74 * self.em, 0.4 * self.em), class_="head")
        if route.sign and edge.status in STATUS_SIGNS:
            size = (0.42 if self.laid.tight else 0.5) * self.em if route.label is None else 0.58 * self.em
            inside += sign(STATUS_SIGNS[edge.status], *route.sign, size, f"{edge.status}: {STATUSES[edge.status]}")
        if route.label and route.label.text:
            inside += self._label(route.label.text, edge, route.label.x, route.label.y)
        return element("g", inside, class_=self._edge_class(edge, route), data_id=edge.id)

    def _edge_class(self, edge: Edge, route: Route) -> str:
        key = look(edge.keys[0], self.names) if edge.keys else PLAIN
        states = (
            edge.effect,
            "bus" if route.net.startswith("bus:") and not edge.off else "",
            "off" if edge.off else "",
        )
        return " ".join(("edge", edge.kind, key.name, *filter(None, states)))

    def _label(self, words: str, edge: Edge, x: float, y: float) -> str:
        """The words beside a head; in a chain, each identifier in its own colour."""
        pieces = words.split("→")
        if len(pieces) != len(edge.keys) or len(pieces) == 1:
            return text(words, x, y, class_="label")
        spans = [
            element(
                "tspan", escape(piece + ("→" if piece is not pieces[-1] else "")), class_=look(key, self.names).name
            )
            for piece, key in zip(pieces, edge.keys, strict=True)
        ]
        return element("text", "".join(spans), x=x, y=y, class_="label chain")

    # -- boxes --------------------------------------------------------------------------------------------------

    def _ordered_nodes(self) -> list[Node]:
        """From left to right and down, which is also the order in which the keyboard walks."""
        boxes = self.laid.boxes
        return sorted(self.scene.nodes, key=lambda node: (boxes[node.id].x, boxes[node.id].y))

    def _node(self, node: Node) -> str:
        box = self.laid.boxes[node.id]
        inside = self._body(box, node)
        if node.kind == "service":
            inside += self._rows(node, box)
        inside += self._words(node, box) + self._marks(node, box) + self._mistaken(box)
        states = ("list" if node.list else "", "off" if node.off else "")
        return element(
            "g",
            inside,
            class_=" ".join(("node", node.kind, *filter(None, states))),
            data_id=node.id,
            tabindex="0",
            role="button",
            aria_label=node.about or node.label,
        )

    def _body(self, box: Box, node: Node) -> str:
        """The rectangle; a list has a second edge inside, a wrong match gets one outside."""
        round_ = 0.35 * self.em
        body = rect(box, "body", round_)
        under = rect(box, "under", round_ * 0.7, -0.17 * self.em) if node.list else ""
        return rect(box, "again", round_ * 1.4, (0.1 if self.laid.tight else 0.22) * self.em) + body + under

    def _words(self, node: Node, box: Box) -> str:
        """The label in the middle of what room the rows and marks leave."""
        left = self.laid.rows[node.id][0][1].width if node.id in self.laid.rows else 0.0
        middle = box.x + (left + box.width) / 2 if not left else 0.0
        room = box.height - len(node.marks) * 1.36 * self.em
        first = box.y + room / 2 - (len(box.lines) - 1) * LINE * self.em / 2 + 0.35 * self.em
        x, anchor = (middle, "middle") if not left else (box.x + left + 0.5 * self.em, "start")
        return "".join(
            text(line, x, first + LINE * self.em * index, text_anchor=anchor) for index, line in enumerate(box.lines)
        )

    def _rows(self, node: Node, box: Box) -> str:
        """At a door: what happens there, in words before and after."""
        rows = self.laid.rows.get(node.id, ())
        parts = []
        for index, (row, place) in enumerate(rows):
            if index:
                parts.append(
                    element("path", "", d=f"M{number(place.x)} {number(place.y)}h{number(place.width)}", class_="split")
                )
            parts.append(self._row(row, place))
        if rows:
            edge = box.x + rows[0][1].width
            parts.append(element("path", "", d=f"M{number(edge)} {number(box.y)}v{number(box.height)}", class_="split"))
        return "".join(parts)

    def _row(self, row: Row, place: Box) -> str:
        em = self.em
        middle = place.y + place.height / 2 - (LINE * em / 2 if row.whom else 0.0)
        baseline = middle + 0.35 * em
        inside = icon(EFFECT_SIGNS.get(row.effect, ""), place.x + 0.78 * em, middle, 0.62 * em)
        inside += text(row.before, place.x + 1.4 * em, baseline, class_="will")
        inside += text(row.after, place.x + 1.4 * em, baseline, class_="did")
        if row.whom:
            inside += text(row.whom, place.x + 1.4 * em, baseline + LINE * em)
        return element("g", inside, class_=f"row {row.effect}", data_id=row.id)

    def _marks(self, node: Node, box: Box) -> str:
        """The rules that stay inside a database, as small plates under its label."""
        em, parts = self.em, []
        below = box.y + box.height - len(node.marks) * 1.36 * em
        for index, mark in enumerate(node.marks):
            plate = Box(mark.id, box.x + 0.35 * em, below + 1.36 * em * index, box.width - 0.7 * em, 1.2 * em)
            inside = element("title", escape(mark.about or mark.label)) + rect(plate, "", 0.3 * em)
            inside += text(mark.label, plate.x + plate.width / 2, plate.y + 0.94 * em, text_anchor="middle")
            parts.append(element("g", inside, class_="mark off" if mark.off else "mark", data_id=mark.id))
        return "".join(parts)

    def _mistaken(self, box: Box) -> str:
        """The sign of a wrong match at a corner, hidden until it is one."""
        x, y, size = box.x + box.width + 0.1 * self.em, box.y + 0.05 * self.em, 0.62 * self.em
        circle = element("circle", "", cx=x, cy=y, r=0.62 * self.em)
        return element("g", circle + icon(EFFECT_SIGNS["wrong"], x, y, size), class_="mistaken")
