"""The SVG writer: a scene as one SVG string, with every part in it from the start and states as classes.

Every part is named by its data-id. All text goes through `markup.escape`, because labels come from files that anyone
may have written. Numbers are rounded, parts stand in the scene's order: same scene in, same string out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from linkage.drawing.folding import folded
from linkage.drawing.layout.edge_bundles import is_bus
from linkage.drawing.layout.geometry import COMPACT, WIDE, Box, Canvas, Layout, Route, wideness
from linkage.drawing.layout.layout import layout
from linkage.drawing.layout.sizes import EffectRow
from linkage.drawing.legend import legend
from linkage.drawing.markup import (
    arrow_head,
    element,
    escape,
    icon,
    number,
    rect,
    rounded_path,
    shorten_path,
    sign,
    sign_definition,
    sign_use,
    text,
)
from linkage.drawing.scene import Edge, Node, Scene
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.text_metrics import LINE, by_language, width
from linkage.drawing.visual_encoding import EFFECT_SIGNS, PLAIN, STATUS_SIGNS, WRONG_SIGN, look
from linkage.vocabulary import STATUSES


@dataclass(frozen=True, slots=True)
class StaticImage:
    """What is different about a picture in a file of its own, where nobody points at its parts.

    Attributes:
        states: data-id → the classes that are on.
        wrong_parts: the only parts that can be somebody else's, so that no other needs the sign of a wrong match.
        footer: lines under the legend.
        small: edges have no titles, and each status's sign is defined once and used again, so that the picture takes
            fewer bytes.
    """

    states: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wrong_parts: frozenset[str] = frozenset()
    footer: tuple[str, ...] = ()
    small: bool = False


def svg(
    scene: Scene,
    compact: bool = False,
    *,
    canvas: Canvas | None = None,
    styled: bool = False,
    image: StaticImage | None = None,
) -> str:
    """The picture of a scene, as SVG.

    Args:
        compact: for a small window (1024x768): short labels, and narrower boxes.
        canvas: another canvas than the two usual ones.
        styled: with its style sheet inside, for a file of its own.
        image: what is different in a file, where nobody points at the picture's parts.
    """
    room = canvas or (COMPACT if compact else WIDE)
    return _SvgWriter(layout(folded(scene), room), room, image).svg(styled)


class _SvgWriter:
    """Writes one layout as SVG."""

    def __init__(self, layout: Layout, canvas: Canvas, image: StaticImage | None) -> None:
        self.layout, self.scene, self.em, self.image = layout, layout.scene, layout.em, image
        self.canvas = canvas
        self.edges = {edge.id: edge for edge in self.scene.edges}
        self.identifiers = [key.id for key in self.scene.keys]

    def svg(self, styled: bool) -> str:
        """The svg element: frames, idle trunks, edges, boxes, legend, footer."""
        footer = self._footer()
        children = [
            element("title", escape(self.scene.title)),
            element("style", styles()) if styled else "",
            self._sign_definitions(),
            self._layer("frames", [self._frame(frame) for frame in self.layout.frames]),
            self._layer("trunks", self._trunks()),
            self._layer("edges", [self._edge(route) for route in self._ordered_routes()]),
            self._layer("nodes", [self._node(node) for node in self._ordered_nodes()]),
            legend(self.scene, self.em, self.layout.short_labels, self.layout.width, self.layout.legend_top),
            *footer,
        ]
        height = self.layout.height + len(footer) * LINE * self.em
        return element(
            "svg",
            "".join(children),
            xmlns="http://www.w3.org/2000/svg",
            class_="map" + (" positive" if self.scene.positive else "") + (" tall" if self.layout.overflows else ""),
            viewBox=f"0 0 {number(self.layout.width)} {number(height)}",
            preserveAspectRatio="xMidYMid meet",
            role="group",
            aria_label=self.scene.title,
            lang=self.scene.lang,
            font_size=self.em,
            data_wide=None if self.image else wideness(self.layout.width, self.canvas),
        )

    def _layer(self, name: str, parts: Sequence[str]) -> str:
        return element("g", "".join(parts), class_=name) if parts else ""

    def _footer(self) -> list[str]:
        """The lines under the legend of a picture in a file, in letters that fit."""
        lines = self.image.footer if self.image else ()
        widest = max((width(line, 1.0) for line in lines), default=1.0)
        font_size = min(0.85 * self.em, (self.layout.width - self.em) / widest)
        top = self.layout.height + 0.5 * self.em
        return [
            text(
                line,
                0.5 * self.layout.width,
                top + LINE * self.em * index,
                class_="foot",
                font_size=font_size,
                text_anchor="middle",
            )
            for index, line in enumerate(lines)
        ]

    def _sign_definitions(self) -> str:
        """The definitions of the status signs that a small picture uses."""
        if self.image is None or not self.image.small:
            return ""
        statuses = sorted({edge.status for edge in self.scene.edges} & set(STATUS_SIGNS))
        signs = "".join(sign_definition(f"is-{status}", STATUS_SIGNS[status]) for status in statuses)
        return element("defs", signs) if signs else ""

    def _states(self, part: str) -> tuple[str, ...]:
        """The state classes that a part has from the start: none where a browser switches them."""
        return tuple(self.image.states.get(part, ())) if self.image else ()

    def _fold_states(self, parts: Sequence[str]) -> tuple[str, ...]:
        """The state classes of what stands for several parts: all that they have."""
        return tuple(dict.fromkeys(state for part in parts for state in self._states(part)))

    def _may_be_wrong(self, part: str) -> bool:
        """Whether a part needs the sign of a wrong match."""
        return self.image is None or part in self.image.wrong_parts

    # -- agencies -----------------------------------------------------------------------------------------------

    def _frame(self, frame: Box) -> str:
        """An agency's dashed box; the title's first line interrupts its upper edge."""
        em = self.em
        children = rect(frame, "", 0.5 * em)
        for index, line in enumerate(frame.lines):
            children += text(line, frame.x + 0.62 * em, frame.y + (0.34 + LINE * index) * em, class_="halo")
        return element("g", children, class_="frame", data_id=frame.id)

    # -- edges --------------------------------------------------------------------------------------------------

    def _ordered_routes(self) -> list[Route]:
        return sorted(self.layout.routes, key=lambda route: route.edge)

    def _trunks(self) -> list[str]:
        """The line that the rules of one database share, drawn once and idle: a lit edge lies above it."""
        shared: dict[str, list[Route]] = defaultdict(list)
        for route in self._ordered_routes():
            if is_bus(route.bundle):
                shared[route.bundle].append(route)
        return [
            element("g", self._trunk(routes), class_="trunk k-none", data_id=bundle)
            for bundle, routes in shared.items()
        ]

    def _trunk(self, routes: list[Route]) -> str:
        paths = {self._path(route) for route in routes if not self.edges[route.edge].off}
        return "".join(element("path", "", d=path) for path in sorted(paths)) or " "

    def _path(self, route: Route) -> str:
        return rounded_path(shorten_path(route.points, 0.6 * self.em), 0.55 * self.em)

    def _edge(self, route: Route) -> str:
        edge = self.edges[route.edge]
        path = self._path(route)
        small = self.image is not None and self.image.small
        children = "" if small else element("title", escape(edge.description or edge.id))
        children += element("path", "", d=path, class_="casing") if self._may_be_wrong(edge.id) else ""
        children += element("path", "", d=path, class_="line")
        children += element("path", "", d=arrow_head(route.points, 0.74 * self.em, 0.4 * self.em), class_="head")
        if route.sign and edge.status in STATUS_SIGNS:
            size = (0.42 if self.layout.tight else 0.5) * self.em if route.label is None else 0.58 * self.em
            if small:
                children += sign_use(f"is-{edge.status}", *route.sign, size)
            else:
                title = f"{edge.status}: {STATUSES[edge.status]}"
                children += sign(STATUS_SIGNS[edge.status], *route.sign, size, title)
        if route.label and route.label.text:
            children += self._label(route.label.text, edge, route.label.x, route.label.y)
        return element(
            "g",
            children,
            class_=self._edge_classes(edge, route),
            data_id=edge.id,
            data_parts=" ".join(edge.parts) or None,
        )

    def _edge_classes(self, edge: Edge, route: Route) -> str:
        style = look(edge.keys[0], self.identifiers) if edge.keys else PLAIN
        states = (
            edge.effect,
            "bus" if is_bus(route.bundle) and not edge.off else "",
            "off" if edge.off else "",
        )
        return " ".join(
            ("edge", edge.kind, style.name, *filter(None, states), *self._fold_states((edge.id, *edge.parts)))
        )

    def _label(self, label: str, edge: Edge, x: float, y: float) -> str:
        """The label beside an arrow's head; in a chain, each identifier in its own colour."""
        names = label.split("→")
        if len(names) != len(edge.keys) or len(names) == 1:
            return text(label, x, y, class_="label")
        spans = [
            element(
                "tspan", escape(name + ("→" if name is not names[-1] else "")), class_=look(key, self.identifiers).name
            )
            for name, key in zip(names, edge.keys, strict=True)
        ]
        return element("text", "".join(spans), x=x, y=y, class_="label chain")

    # -- boxes --------------------------------------------------------------------------------------------------

    def _ordered_nodes(self) -> list[Node]:
        """The nodes from left to right and down, which is also the order in which the keyboard walks."""
        boxes = self.layout.boxes
        return sorted(self.scene.nodes, key=lambda node: (boxes[node.id].x, boxes[node.id].y))

    def _node(self, node: Node) -> str:
        box = self.layout.boxes[node.id]
        children = self._body(box, node)
        if node.kind == "service":
            children += self._rows(node, box)
        children += self._node_label(node, box) + self._marks(node, box)
        children += self._wrong_sign(box) if self._may_be_wrong(node.id) else ""
        states = ("list" if node.is_list else "", "off" if node.off else "")
        return element(
            "g",
            children,
            class_=" ".join(("node", node.kind, *filter(None, states), *self._states(node.id))),
            data_id=node.id,
            text_anchor=None if node.id in self.layout.rows else "middle",
            tabindex=None if self.image else "0",
            role="img" if self.image else "button",
            aria_label=node.description or node.label,
        )

    def _body(self, box: Box, node: Node) -> str:
        """The rectangle; a list has a second edge inside, a wrong match gets one outside."""
        radius = 0.35 * self.em
        body = rect(box, "body", radius)
        under = rect(box, "under", radius * 0.7, -0.17 * self.em) if node.is_list else ""
        if not self._may_be_wrong(node.id):
            return body + under
        return rect(box, "again", radius * 1.4, (0.1 if self.layout.tight else 0.22) * self.em) + body + under

    def _node_label(self, node: Node, box: Box) -> str:
        """A node's label in the middle of the room that effect rows and marks leave."""
        row_width = self.layout.rows[node.id][0][1].width if node.id in self.layout.rows else 0.0
        room = box.height - len(node.marks) * 1.36 * self.em
        first = box.y + room / 2 - (len(box.lines) - 1) * LINE * self.em / 2 + 0.35 * self.em
        x = box.x + row_width + 0.5 * self.em if row_width else box.x + box.width / 2
        return "".join(text(line, x, first + LINE * self.em * index) for index, line in enumerate(box.lines))

    def _rows(self, node: Node, box: Box) -> str:
        """A service's effect rows, with lines between them."""
        rows = self.layout.rows.get(node.id, ())
        parts = []
        for index, (row, row_box) in enumerate(rows):
            if index:
                parts.append(
                    element(
                        "path",
                        "",
                        d=f"M{number(row_box.x)} {number(row_box.y)}h{number(row_box.width)}",
                        class_="split",
                    )
                )
            parts.append(self._row(row, row_box))
        if rows:
            edge = box.x + rows[0][1].width
            parts.append(element("path", "", d=f"M{number(edge)} {number(box.y)}v{number(box.height)}", class_="split"))
        return "".join(parts)

    def _row(self, row: EffectRow, box: Box) -> str:
        """One effect row: its icon, its words before and after the effect came, and on whom it falls."""
        em = self.em
        whom = by_language(row.whom) if row.whom else ()
        middle = box.y + box.height / 2 - (row.line_count - 1) * LINE * em / 2
        baselines = [middle + (0.35 + line * LINE) * em for line in range(row.line_count)]
        children = icon(EFFECT_SIGNS.get(row.effect, ""), box.x + 0.78 * em, middle, 0.62 * em)
        for word, indent, class_ in ((row.before, 0.45, "will"), (row.after, 1.4, "did")):
            for part, baseline in zip(by_language(word), baselines, strict=False):
                children += text(part, box.x + indent * em, baseline, class_=class_)
        for part, baseline in zip(whom, baselines[row.line_count - len(whom) :], strict=True):
            children += text(part, box.x + 0.45 * em, baseline)
        return element("g", children, class_=" ".join(("row", row.effect, *self._states(row.id))), data_id=row.id)

    def _marks(self, node: Node, box: Box) -> str:
        """The rules that stay inside a database, as small plates under its label."""
        em, parts = self.em, []
        top = box.y + box.height - len(node.marks) * 1.36 * em
        for index, mark in enumerate(node.marks):
            plate = Box(mark.id, box.x + 0.35 * em, top + 1.36 * em * index, box.width - 0.7 * em, 1.2 * em)
            children = element("title", escape(mark.description or mark.label)) + rect(plate, "", 0.3 * em)
            children += text(mark.label, plate.x + plate.width / 2, plate.y + 0.94 * em)
            states = (("off",) if mark.off else ()) + (("fold",) if mark.parts else ())
            classes = " ".join(("mark", *states, *self._fold_states((mark.id, *mark.parts))))
            parts.append(element("g", children, class_=classes, data_id=mark.id, data_parts=_part_names(mark.parts)))
        return "".join(parts)

    def _wrong_sign(self, box: Box) -> str:
        """The sign of a wrong match at a box's corner, hidden until a match is wrong."""
        size = 0.62 * self.em
        x = min(box.x + box.width + 0.1 * self.em, self.layout.width - 1.1 * size)
        y = max(box.y + 0.05 * self.em, 1.1 * size)
        circle = element("circle", "", cx=x, cy=y, r=size)
        return element("g", circle + icon(WRONG_SIGN, x, y, size), class_="mistaken")


def _part_names(parts: Sequence[str]) -> str | None:
    """The data-ids of what a fold stands for."""
    return " ".join(parts) or None
