"""A scene as one SVG string: every part is there from the start, named by its data-id, and states are classes.

All text that gets in goes through `markup.escape`, because labels come from files that anyone may have written.
Numbers are rounded, parts stand in the scene's order: same scene in, same string out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from linkage.drawing.layout.geometry import COMPACT, WIDE, Box, Canvas, Layout, Route
from linkage.drawing.layout.layout import layout
from linkage.drawing.layout.sizes import Row
from linkage.drawing.legend import legend
from linkage.drawing.markup import (
    element,
    escape,
    head,
    icon,
    number,
    rect,
    rounded,
    shortened,
    sign,
    sign_again,
    sign_once,
    text,
)
from linkage.drawing.scene import Edge, Node, Scene
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.text_metrics import LINE, width
from linkage.drawing.visual_encoding import EFFECT_SIGNS, PLAIN, STATUS_SIGNS, WRONG_SIGN, look
from linkage.vocabulary import STATUSES


@dataclass(frozen=True, slots=True)
class Still:
    """How a picture stands in a file of its own, where nobody points at its parts.

    `lit`: data-id → the classes that are on. `wrong`: the only parts that can be somebody else's, so that no other
    needs the sign for it. `foot`: lines under the legend. `small`: what arrows are is told elsewhere, and each status's
    sign is drawn once and used again, so that the picture takes fewer bytes.
    """

    lit: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wrong: frozenset[str] = frozenset()
    foot: tuple[str, ...] = ()
    small: bool = False


def svg(
    scene: Scene,
    compact: bool = False,
    *,
    stage: Canvas | None = None,
    styled: bool = False,
    still: Still | None = None,
) -> str:
    """The picture of a scene.

    Args:
        compact: for a small window (1024x768): short words, and narrower boxes.
        stage: another size of stage than the two usual ones.
        styled: with its style sheet inside, for a file of its own.
        still: for a file, where nobody points at it.
    """
    return _Drawn(layout(scene, stage or (COMPACT if compact else WIDE)), still).svg(styled)


class _Drawn:
    """One layout being written down."""

    def __init__(self, laid: Layout, still: Still | None) -> None:
        self.laid, self.scene, self.em, self.still = laid, laid.scene, laid.em, still
        self.edges = {edge.id: edge for edge in self.scene.edges}
        self.names = [key.id for key in self.scene.keys]

    def svg(self, styled: bool) -> str:
        """Frames, idle trunks, arrows, boxes, legend."""
        laid = self.laid
        foot = self._foot()
        inside = [
            element("title", escape(self.scene.title)),
            element("style", styles()) if styled else "",
            self._signs(),
            self._layer("frames", [self._frame(frame) for frame in laid.frames]),
            self._layer("trunks", self._trunks()),
            self._layer("edges", [self._edge(route) for route in self._ordered_routes()]),
            self._layer("nodes", [self._node(node) for node in self._ordered_nodes()]),
            legend(self.scene, self.em, laid.words > 0, laid.width, laid.foot),
            *foot,
        ]
        height = laid.height + len(foot) * LINE * self.em
        return element(
            "svg",
            "".join(inside),
            xmlns="http://www.w3.org/2000/svg",
            class_="map" + (" positive" if self.scene.positive else "") + (" tall" if laid.tall else ""),
            viewBox=f"0 0 {number(laid.width)} {number(height)}",
            preserveAspectRatio="xMidYMid meet",
            role="group",
            aria_label=self.scene.title,
            lang=self.scene.lang,
            font_size=self.em,
        )

    def _layer(self, name: str, parts: Sequence[str]) -> str:
        return element("g", "".join(parts), class_=name) if parts else ""

    def _foot(self) -> list[str]:
        """The lines under the legend of a still picture, in letters that fit."""
        lines = self.still.foot if self.still else ()
        widest = max((width(line, 1.0) for line in lines), default=1.0)
        size = min(0.85 * self.em, (self.laid.width - self.em) / widest)
        top = self.laid.height + 0.5 * self.em
        return [
            text(
                line,
                0.5 * self.laid.width,
                top + LINE * self.em * index,
                class_="foot",
                font_size=size,
                text_anchor="middle",
            )
            for index, line in enumerate(lines)
        ]

    def _signs(self) -> str:
        """The status signs of a small picture."""
        if self.still is None or not self.still.small:
            return ""
        used = sorted({edge.status for edge in self.scene.edges} & set(STATUS_SIGNS))
        return element("defs", "".join(sign_once(f"is-{each}", STATUS_SIGNS[each]) for each in used)) if used else ""

    def _states(self, part: str) -> tuple[str, ...]:
        """The classes that a part has from the start: none where a browser switches them."""
        return tuple(self.still.lit.get(part, ())) if self.still else ()

    def _may_be_wrong(self, part: str) -> bool:
        return self.still is None or part in self.still.wrong

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
        small = self.still is not None and self.still.small
        inside = "" if small else element("title", escape(edge.about or edge.id))
        inside += element("path", "", d=path, class_="casing") if self._may_be_wrong(edge.id) else ""
        inside += element("path", "", d=path, class_="line")
        inside += element("path", "", d=head(route.points, 0.74 * self.em, 0.4 * self.em), class_="head")
        if route.sign and edge.status in STATUS_SIGNS:
            size = (0.42 if self.laid.tight else 0.5) * self.em if route.label is None else 0.58 * self.em
            if small:
                inside += sign_again(f"is-{edge.status}", *route.sign, size)
            else:
                said = f"{edge.status}: {STATUSES[edge.status]}"
                inside += sign(STATUS_SIGNS[edge.status], *route.sign, size, said)
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
        return " ".join(("edge", edge.kind, key.name, *filter(None, states), *self._states(edge.id)))

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
        inside += self._words(node, box) + self._marks(node, box)
        inside += self._mistaken(box) if self._may_be_wrong(node.id) else ""
        states = ("list" if node.list else "", "off" if node.off else "")
        return element(
            "g",
            inside,
            class_=" ".join(("node", node.kind, *filter(None, states), *self._states(node.id))),
            data_id=node.id,
            text_anchor=None if node.id in self.laid.rows else "middle",
            tabindex=None if self.still else "0",
            role="img" if self.still else "button",
            aria_label=node.about or node.label,
        )

    def _body(self, box: Box, node: Node) -> str:
        """The rectangle; a list has a second edge inside, a wrong match gets one outside."""
        round_ = 0.35 * self.em
        body = rect(box, "body", round_)
        under = rect(box, "under", round_ * 0.7, -0.17 * self.em) if node.list else ""
        if not self._may_be_wrong(node.id):
            return body + under
        return rect(box, "again", round_ * 1.4, (0.1 if self.laid.tight else 0.22) * self.em) + body + under

    def _words(self, node: Node, box: Box) -> str:
        """The label in the middle of what room the rows and marks leave."""
        left = self.laid.rows[node.id][0][1].width if node.id in self.laid.rows else 0.0
        middle = box.x + (left + box.width) / 2 if not left else 0.0
        room = box.height - len(node.marks) * 1.36 * self.em
        first = box.y + room / 2 - (len(box.lines) - 1) * LINE * self.em / 2 + 0.35 * self.em
        x = middle if not left else box.x + left + 0.5 * self.em
        return "".join(text(line, x, first + LINE * self.em * index) for index, line in enumerate(box.lines))

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
        return element("g", inside, class_=" ".join(("row", row.effect, *self._states(row.id))), data_id=row.id)

    def _marks(self, node: Node, box: Box) -> str:
        """The rules that stay inside a database, as small plates under its label."""
        em, parts = self.em, []
        below = box.y + box.height - len(node.marks) * 1.36 * em
        for index, mark in enumerate(node.marks):
            plate = Box(mark.id, box.x + 0.35 * em, below + 1.36 * em * index, box.width - 0.7 * em, 1.2 * em)
            inside = element("title", escape(mark.about or mark.label)) + rect(plate, "", 0.3 * em)
            inside += text(mark.label, plate.x + plate.width / 2, plate.y + 0.94 * em)
            classes = " ".join(("mark", *(("off",) if mark.off else ()), *self._states(mark.id)))
            parts.append(element("g", inside, class_=classes, data_id=mark.id))
        return "".join(parts)

    def _mistaken(self, box: Box) -> str:
        """The sign of a wrong match at a corner, hidden until it is one."""
        size = 0.62 * self.em
        x, y = min(box.x + box.width + 0.1 * self.em, self.laid.width - 1.1 * size), box.y + 0.05 * self.em
        y = max(y, 1.1 * size)
        circle = element("circle", "", cx=x, cy=y, r=size)
        return element("g", circle + icon(WRONG_SIGN, x, y, size), class_="mistaken")
