"""The SVG writer of the matrix of agencies: one SVG string, with the same conventions as the map's.

Rows send, columns receive; columns bear the numbers of their rows, as in a design structure matrix, so that no words
have to stand on end. A cell holds the number of its links. Behind a row stand its rules, each with its effect's sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from linkage.drawing.agency_matrix.matrix_scene import MatrixCell, MatrixRow, MatrixScene
from linkage.drawing.layout.geometry import WIDE, Box, Canvas, wideness
from linkage.drawing.legend import key_legend, key_legend_height
from linkage.drawing.markup import element, escape, icon, number, rect, text
from linkage.drawing.scene import Edge
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.text_metrics import LINE, width, wrap
from linkage.drawing.visual_encoding import EFFECT_SIGNS, WORDS, look

_WIDEST_NAME = 15.0
_NARROW_NAME = 10.0


@dataclass(frozen=True)
class MatrixSizes:
    """The sizes of a matrix in letters of one size; all lengths in units of the picture."""

    scene: MatrixScene
    canvas: Canvas
    em: float
    room: float  # for names, in ems

    @cached_property
    def names(self) -> list[tuple[str, ...]]:
        """Each row's name in lines."""
        return [wrap(row.agency.label, self.em, self.room * self.em, 3) for row in self.scene.rows]

    @cached_property
    def left(self) -> float:
        """Where the first column begins: after the numbers and names of rows."""
        widest = max((width(line, self.em) for lines in self.names for line in lines), default=0.0)
        return widest + 3.4 * self.em

    @property
    def top(self) -> float:
        """Where the first row begins: below the record's box and the numbers of columns."""
        return 4.3 * self.em

    @cached_property
    def least_pitch(self) -> float:
        """The least height of a row."""
        lines = max((len(lines) for lines in self.names), default=1)
        return max(1.6, LINE * lines + 0.4) * self.em

    @cached_property
    def pitch(self) -> float:
        """The height of a row: more than the least where the canvas has it."""
        spare = self.canvas.height - self.legend_height - self.top - 0.4 * self.em
        return max(self.least_pitch, min(spare / max(1, len(self.scene.rows)), self.least_pitch + 1.1 * self.em))

    @cached_property
    def column(self) -> float:
        """The width of a column."""
        room = (self.canvas.width - self.left - self.rules_width) / max(1, len(self.scene.rows))
        return min(max(room, 1.65 * self.em), 4.2 * self.em)

    @cached_property
    def rules_width(self) -> float:
        """The room behind the columns, for the longest row of rules and the words above it."""
        most = max((len(row.rules) for row in self.scene.rows), default=0)
        if not most:
            return 0.0
        words = width(WORDS.get(self.scene.lang, WORDS["en"])["doors"], self.em)
        return max(most * 1.35 * self.em, words) + 1.4 * self.em

    @property
    def rules_left(self) -> float:
        """Where the rules of a row begin."""
        return self.left + self.column * len(self.scene.rows) + 0.8 * self.em

    @cached_property
    def width(self) -> float:
        """The width of everything."""
        caption = width(WORDS.get(self.scene.lang, WORDS["en"])["receives"], self.em)
        return max(self.left + self.column * len(self.scene.rows) + self.rules_width, self.caption_left + caption)

    @cached_property
    def record_width(self) -> float:
        """The width of the record's box."""
        return width(self.scene.title, self.em, True) + 1.4 * self.em

    @property
    def caption_left(self) -> float:
        """Where the words above the columns begin: behind the record's box, which may be wider than the names."""
        return max(self.left, self.record_width + 0.9 * self.em)

    @property
    def height(self) -> float:
        """The height of everything above the legend."""
        return self.top + self.pitch * len(self.scene.rows) + 0.4 * self.em

    @cached_property
    def legend_height(self) -> float:
        """The height of the legend."""
        return key_legend_height(self.scene.keys, self.scene.lang, self.em, max(self.canvas.width, self.width))

    @property
    def fits(self) -> bool:
        """Whether the canvas has room for it."""
        return self.width <= self.canvas.width and self.height + self.legend_height <= self.canvas.height


def matrix_svg(scene: MatrixScene, *, canvas: Canvas = WIDE, styled: bool = False) -> str:
    """The matrix of agencies, in the largest letters that fit (it grows downwards if none do)."""
    attempts = [MatrixSizes(scene, canvas, em, room) for em in canvas.fonts for room in (_WIDEST_NAME, _NARROW_NAME)]
    fitting = next((attempt for attempt in attempts if attempt.fits), None)
    narrow = [attempt for attempt in attempts if attempt.em == canvas.fonts[-1] and attempt.width <= canvas.width]
    return _MatrixWriter(fitting or min(narrow or attempts[-1:], key=lambda attempt: attempt.height)).svg(styled)


class _MatrixWriter:
    """Writes one matrix as SVG."""

    def __init__(self, sizes: MatrixSizes) -> None:
        self.sizes, self.scene, self.em = sizes, sizes.scene, sizes.em
        self.words = WORDS.get(self.scene.lang, WORDS["en"])
        self.identifiers = [key.id for key in self.scene.keys]
        self.x = max(0.0, (sizes.canvas.width - sizes.width) / 2)  # the matrix stands in the middle
        self.left = sizes.left + self.x

    def svg(self, styled: bool) -> str:
        """The svg element: grid, heads, cells, rules, legend."""
        sizes, scene = self.sizes, self.scene
        whole_width = max(sizes.canvas.width, sizes.width)
        height = sizes.height + sizes.legend_height
        parts = [self._record(), self._captions(), self._grid()]
        parts += [self._row_head(place, row) for place, row in enumerate(scene.rows)]
        parts += [self._column_head(place, row) for place, row in enumerate(scene.rows)]
        parts += [self._cell(cell) for cell in scene.cells]
        for place, row in enumerate(scene.rows):
            parts += [self._rule(place, index, rule) for index, rule in enumerate(row.rules)]
        parts.append(key_legend(scene.keys, scene.lang, self.em, whole_width, sizes.height))
        sheet = element("style", styles()) if styled else ""
        return element(
            "svg",
            element("title", escape(scene.title)) + sheet + "".join(parts),
            xmlns="http://www.w3.org/2000/svg",
            class_="map matrix"
            + (" positive" if scene.positive else "")
            + (" tall" if height > sizes.canvas.height + 0.5 else ""),
            viewBox=f"0 0 {number(whole_width)} {number(max(height, sizes.canvas.height))}",
            preserveAspectRatio="xMidYMin meet",
            role="group",
            aria_label=scene.title,
            lang=scene.lang,
            font_size=self.em,
            data_wide=wideness(whole_width, sizes.canvas),
        )

    def _record(self) -> str:
        """The box of what happened, above the names."""
        em = self.em
        box = Box("", self.x + 0.3 * em, 0.3 * em, self.sizes.record_width, 1.7 * em)
        children = rect(box, "body", 0.35 * em) + text(
            self.scene.title, box.x + box.width / 2, box.y + 1.2 * em, text_anchor="middle"
        )
        return element(
            "g",
            children,
            class_="node record",
            data_id=self.scene.record,
            tabindex="0",
            role="button",
            aria_label=self.scene.title,
        )

    def _captions(self) -> str:
        """What rows, columns and signs are, in words."""
        sizes, em = self.sizes, self.em
        baseline = sizes.top - 0.55 * em
        parts = text(self.words["sends"], self.left - 0.9 * em, baseline, text_anchor="end", class_="caption")
        parts += text(self.words["receives"], self.x + sizes.caption_left, baseline - 1.45 * em, class_="caption")
        if any(row.rules for row in self.scene.rows):
            parts += text(self.words["doors"], self.x + sizes.rules_left, baseline, class_="caption")
        return parts

    def _grid(self) -> str:
        """Thin lines between rows, and the diagonal on which agencies meet themselves."""
        sizes = self.sizes
        count = len(self.scene.rows)
        right = self.left + sizes.column * count
        lines = "".join(
            f"M{number(self.x)} {number(sizes.top + sizes.pitch * row)}H{number(right)}" for row in range(count + 1)
        )
        lines += "".join(
            f"M{number(self.left + sizes.column * column)} {number(sizes.top)}v{number(sizes.pitch * count)}"
            for column in range(count + 1)
        )
        boxes = "".join(rect(self._box(place, place, 0.0), "self", 0.0) for place in range(count))
        return element("g", boxes + element("path", "", d=lines, class_="split"), class_="grid")

    def _box(self, sender: int, receiver: int, margin: float) -> Box:
        """The place of a cell."""
        sizes = self.sizes
        x, y = self.left + sizes.column * receiver, sizes.top + sizes.pitch * sender
        return Box("", x + margin, y + margin, sizes.column - 2 * margin, sizes.pitch - 2 * margin)

    def _row_head(self, place: int, row: MatrixRow) -> str:
        """An agency's number and name before its row."""
        sizes, em = self.sizes, self.em
        top = sizes.top + sizes.pitch * place
        box = Box("", self.x + 0.1 * em, top + 0.12 * em, sizes.left - 0.3 * em, sizes.pitch - 0.24 * em)
        lines = sizes.names[place]
        first = top + sizes.pitch / 2 - (len(lines) - 1) * LINE * em / 2 + 0.35 * em
        children = rect(box, "body", 0.35 * em)
        children += text(str(place + 1), self.x + 2.0 * em, top + sizes.pitch / 2 + 0.35 * em, text_anchor="end")
        for index, line in enumerate(lines):
            children += text(line, self.x + 2.6 * em, first + LINE * em * index)
        return element(
            "g",
            children,
            class_="node head",
            data_id=f"agency:{row.agency.id}",
            data_parts=" ".join(row.databases),
            tabindex="0",
            role="button",
            aria_label=f"{place + 1}, {row.agency.label}",
        )

    def _column_head(self, place: int, row: MatrixRow) -> str:
        """An agency's number above its column."""
        sizes, em = self.sizes, self.em
        x = self.left + sizes.column * place
        box = Box("", x + 0.12 * em, sizes.top - 1.6 * em, sizes.column - 0.24 * em, 1.48 * em)
        children = rect(box, "body", 0.3 * em)
        children += text(str(place + 1), x + sizes.column / 2, sizes.top - 0.5 * em, text_anchor="middle")
        title = element("title", escape(row.agency.label))
        return element(
            "g",
            title + children,
            class_="node head",
            data_id=f"column:{row.agency.id}",
            data_parts=" ".join(row.databases),
        )

    def _cell(self, cell: MatrixCell) -> str:
        """The links of one agency to another: how many, in the colour of their identifier if they share one."""
        em, box = self.em, self._box(cell.sender, cell.receiver, 0.14 * self.em)
        rows = self.scene.rows
        words = f"{rows[cell.sender].agency.label} → {rows[cell.receiver].agency.label}"
        label = f"{words}: {self.words['links'].format(count=len(cell.links))}"
        children = element("title", escape(label)) + rect(box, "body", 0.25 * em)
        children += text(
            str(len(cell.links)), box.x + box.width / 2, box.y + box.height / 2 + 0.35 * em, text_anchor="middle"
        )
        off = " off" if all(link.off for link in cell.links) else ""
        return element(
            "g",
            children,
            class_=f"node cell {look(cell.identifier, self.identifiers).name}{off}",
            data_id=self.scene.cell_id(cell),
            data_parts=" ".join(link.id for link in cell.links),
            tabindex="0",
            role="button",
            aria_label=label,
        )

    def _rule(self, place: int, index: int, rule: Edge) -> str:
        """One rule behind its agency's row: a box with the sign of its effect."""
        sizes, em = self.sizes, self.em
        x = self.x + sizes.rules_left + 1.35 * em * index
        box = Box("", x, sizes.top + sizes.pitch * (place + 0.5) - 0.6 * em, 1.2 * em, 1.2 * em)
        children = element("title", escape(rule.description or rule.id)) + rect(box, "body", 0.25 * em)
        children += icon(EFFECT_SIGNS.get(rule.effect, ""), x + 0.6 * em, box.y + 0.6 * em, 0.62 * em)
        return element(
            "g",
            children,
            class_=" ".join(("node", "act", rule.effect, *(("off",) if rule.off else ()))),
            data_id=rule.id,
            tabindex="0",
            role="button",
            aria_label=rule.description or rule.id,
        )
