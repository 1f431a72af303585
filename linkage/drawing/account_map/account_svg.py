"""The SVG writer of the picture of accounts: one SVG string, with the same conventions as the map's."""

from __future__ import annotations

from linkage.drawing.account_map.account_positions import DENSITIES, AccountColumns, AccountPositions, Block
from linkage.drawing.account_map.account_scene import Account, AccountScene, Value, value_id
from linkage.drawing.layout.geometry import WIDE, Box, Canvas
from linkage.drawing.legend import key_legend
from linkage.drawing.markup import element, escape, icon, number, rect, text
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.text_metrics import LINE
from linkage.drawing.visual_encoding import WRONG_SIGN, look


def account_svg(scene: AccountScene, *, canvas: Canvas = WIDE, styled: bool = False) -> str:
    """The picture of a person's accounts, in the largest letters that fit (it grows downwards if none do)."""
    places = AccountColumns(scene)
    attempts = (AccountPositions(places, canvas, font, room, gap) for font in canvas.fonts for room, gap in DENSITIES)
    positions = next((attempt for attempt in attempts if attempt.fits), None)
    if positions is None:
        smallest = [AccountPositions(places, canvas, canvas.fonts[-1], room, gap) for room, gap in DENSITIES]
        positions = min(smallest, key=lambda attempt: attempt.overflow)
    return _AccountSvgWriter(positions).svg(styled)


class _AccountSvgWriter:
    """Writes one picture of accounts as SVG."""

    def __init__(self, positions: AccountPositions) -> None:
        self.positions, self.scene = positions, positions.scene
        self.em = positions.em

    def svg(self, styled: bool) -> str:
        """The svg element: frames, ties, accounts, values, legend."""
        scene, positions = self.scene, self.positions
        blocks = [block for column in positions.columns for block in column]
        parts = [self._frame(block) for block in blocks if block.framed]
        parts += [tie for account in scene.accounts for tie in self._ties(account)]
        parts += [self._name(block) for block in blocks if not block.framed]
        parts += [self._account(account) for account in scene.accounts]
        parts += [self._value(value) for value in scene.values if value.id in positions.boxes]
        canvas, height = positions.canvas, positions.height + positions.legend_height
        parts.append(key_legend(scene.keys, scene.lang, self.em, canvas.width, positions.height))
        sheet = element("style", styles()) if styled else ""
        return element(
            "svg",
            element("title", escape(scene.title)) + sheet + "".join(parts),
            xmlns="http://www.w3.org/2000/svg",
            class_="map accounts" + (" tall" if height > canvas.height + 0.5 else ""),
            viewBox=f"0 0 {number(canvas.width)} {number(height)}",
            preserveAspectRatio="xMidYMid meet",
            role="group",
            aria_label=scene.title,
            lang=scene.lang,
            font_size=self.em,
        )

    def _frame(self, block: Block) -> str:
        """An agency's dashed box; the title's first line interrupts its upper edge."""
        box, em = self.positions.boxes[block.id], self.em
        frame = Box(block.id, box.x, box.y + 0.58 * em, box.width, box.height - 0.58 * em)
        children = rect(frame, "", 0.5 * em)
        for index, line in enumerate(block.title):
            children += text(line, box.x + 0.6 * em, box.y + (0.92 + LINE * index) * em)
        return element("g", children, class_="frame", data_id=block.id)

    def _name(self, block: Block) -> str:
        """A person's name above their values."""
        box = self.positions.boxes[block.id]
        lines = "".join(
            text(line, box.x + box.width / 2, box.y + (0.92 + LINE * index) * self.em, text_anchor="middle")
            for index, line in enumerate(block.title)
        )
        return element("g", lines, class_="person", data_id=block.id)

    def _ties(self, account: Account) -> list[str]:
        """A line from an account to each value that it holds."""
        boxes = self.positions.boxes
        pills = [(identifier, boxes.get(value_id(identifier, value))) for identifier, value in account.values]
        return [self._tie(account, identifier, pill) for identifier, pill in pills if pill]

    def _tie(self, account: Account, identifier: str, pill: Box) -> str:
        box = self.positions.boxes[account.id]
        rightward = pill.x > box.x
        start_x = box.x + box.width if rightward else box.x
        end_x = pill.x if rightward else pill.x + pill.width
        start_y, end_y = box.y + box.height / 2, pill.y + pill.height / 2
        bend = (end_x - start_x) * 0.45
        path = (
            f"M{start_x:.1f} {start_y:.1f}"
            f"C{start_x + bend:.1f} {start_y:.1f} {end_x - bend:.1f} {end_y:.1f} {end_x:.1f} {end_y:.1f}"
        )
        return element(
            "g",
            element("path", "", d=path, class_="casing") + element("path", "", d=path, class_="line"),
            class_=f"edge link tie {self._look(identifier)}",
            data_id=account.tie_id(identifier),
        )

    def _look(self, identifier: str) -> str:
        """The class of an identifier's look."""
        return look(identifier, (key.id for key in self.scene.keys)).name

    def _account(self, account: Account) -> str:
        box, em = self.positions.boxes[account.id], self.em
        lines = self.positions.lines(account)
        first = box.y + box.height / 2 - (len(lines) - 1) * LINE * em / 2 + 0.35 * em
        children = rect(box, "again", 0.5 * em, 0.2 * em) + rect(box, "body", 0.35 * em)
        for index, line in enumerate(lines):
            children += text(line, box.x + box.width / 2, first + LINE * em * index, text_anchor="middle")
        corner = box.x + box.width + 0.15 * em, box.y
        circle = element("circle", "", cx=corner[0], cy=corner[1], r=0.62 * em)
        children += element("g", circle + icon(WRONG_SIGN, *corner, 0.62 * em), class_="mistaken")
        return element(
            "g",
            children,
            class_=f"node database{self._other_class(account.owner)}",
            data_id=f"account:{account.id}",
            tabindex="0",
            role="button",
            aria_label=f"account {account.id} of {account.owner}, kept by {account.agency_label}",
        )

    def _value(self, value: Value) -> str:
        box, em = self.positions.boxes[value.id], self.em
        children = rect(box, "body", box.height / 2)
        for index, line in enumerate(self.positions.pill_lines(value)):
            y = box.y + (0.25 + 0.85 + LINE * index) * em
            children += text(line, box.x + box.width / 2, y, text_anchor="middle", class_="value" if index else "what")
        return element(
            "g",
            children,
            class_=f"node pill {self._look(value.identifier)}{self._other_class(value.owner)}",
            data_id=value.id,
            tabindex="0",
            role="button",
            aria_label=f"{' '.join(self.positions.pill_lines(value))}, of {value.owner}",
        )

    def _other_class(self, owner: str) -> str:
        """The class of what belongs to another person than the picture's subject."""
        return "" if owner == self.scene.subject else " other"
