"""The picture of a person's accounts as one SVG string, with the same conventions as the map's."""

from __future__ import annotations

from linkage.drawing.account_map.account_positions import MANNERS, AccountPositions, Block
from linkage.drawing.account_map.account_scene import Account, AccountScene, Value
from linkage.drawing.layout.geometry import COMPACT, WIDE, Box, Canvas
from linkage.drawing.legend import key_legend
from linkage.drawing.markup import element, escape, icon, number, rect, text
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.text_metrics import LINE
from linkage.drawing.visual_encoding import WRONG_SIGN, look


def account_svg(
    scene: AccountScene, compact: bool = False, *, stage: Canvas | None = None, styled: bool = False
) -> str:
    """The picture of a person's accounts, in the largest letters that fit (it grows downwards if none do)."""
    stage = stage or (COMPACT if compact else WIDE)
    tries = (AccountPositions(scene, stage, font, room, gap) for font in stage.fonts for room, gap in MANNERS)
    fitting = next((each for each in tries if each.fits), None)
    if fitting is None:
        smallest = [AccountPositions(scene, stage, stage.fonts[-1], room, gap) for room, gap in MANNERS]
        fitting = min(smallest, key=lambda each: each.excess)
    return _Written(fitting).svg(styled)


class _Written:
    """One picture being written down."""

    def __init__(self, held: AccountPositions) -> None:
        self.held = held
        self.em = held.em

    def svg(self, styled: bool) -> str:
        """Frames, ties, accounts, values, legend."""
        blocks = [block for column in self.held.columns for block in column]
        parts = [self._frame(block) for block in blocks if block.framed]
        parts += [tie for account in self.held.scene.accounts for tie in self._ties(account)]
        parts += [self._name(block) for block in blocks if not block.framed]
        parts += [self._account(account) for account in self.held.scene.accounts]
        parts += [self._value(value) for value in self.held.scene.values if value.id in self.held.boxes]
        scene, stage, high = self.held.scene, self.held.stage, self.held.height + self.held.foot
        parts.append(key_legend(scene.keys, scene.lang, self.em, stage.width, self.held.height))
        sheet = element("style", styles()) if styled else ""
        return element(
            "svg",
            element("title", escape(scene.title)) + sheet + "".join(parts),
            xmlns="http://www.w3.org/2000/svg",
            class_="map accounts" + (" tall" if high > stage.height + 0.5 else ""),
            viewBox=f"0 0 {number(stage.width)} {number(high)}",
            preserveAspectRatio="xMidYMid meet",
            role="group",
            aria_label=scene.title,
            lang=scene.lang,
            font_size=self.em,
        )

    def _frame(self, block: Block) -> str:
        box, em = self.held.boxes[block.id], self.em
        edge = Box(block.id, box.x, box.y + 0.58 * em, box.width, box.height - 0.58 * em)
        inside = rect(edge, "", 0.5 * em)
        for index, line in enumerate(block.title):
            inside += text(line, box.x + 0.6 * em, box.y + (0.92 + LINE * index) * em)
        return element("g", inside, class_="frame", data_id=block.id)

    def _name(self, block: Block) -> str:
        """A person's name above their values."""
        box = self.held.boxes[block.id]
        lines = "".join(
            text(line, box.x + box.width / 2, box.y + (0.92 + LINE * index) * self.em, text_anchor="middle")
            for index, line in enumerate(block.title)
        )
        return element("g", lines, class_="person", data_id=block.id)

    def _ties(self, account: Account) -> list[str]:
        """A line from an account to each value that it holds."""
        held = [each for each in account.holds if f"value:{each[0]}:{each[1]}" in self.held.boxes]
        return [self._tie(account, identifier, value) for identifier, value in held]

    def _tie(self, account: Account, identifier: str, value: str) -> str:
        box, pill = self.held.boxes[account.id], self.held.boxes[f"value:{identifier}:{value}"]
        rightwards = pill.x > box.x
        start = box.x + box.width if rightwards else box.x
        end = pill.x if rightwards else pill.x + pill.width
        one, other = box.y + box.height / 2, pill.y + pill.height / 2
        bend = (end - start) * 0.45
        path = f"M{start:.1f} {one:.1f}C{start + bend:.1f} {one:.1f} {end - bend:.1f} {other:.1f} {end:.1f} {other:.1f}"
        shown = look(identifier, (key.id for key in self.held.scene.keys))
        return element(
            "g",
            element("path", "", d=path, class_="casing") + element("path", "", d=path, class_="line"),
            class_=f"edge link tie {shown.name}",
            data_id=account.tie(identifier),
        )

    def _account(self, account: Account) -> str:
        box, em = self.held.boxes[account.id], self.em
        lines = self.held.lines(account)
        first = box.y + box.height / 2 - (len(lines) - 1) * LINE * em / 2 + 0.35 * em
        inside = rect(box, "again", 0.5 * em, 0.2 * em) + rect(box, "body", 0.35 * em)
        for index, line in enumerate(lines):
            inside += text(line, box.x + box.width / 2, first + LINE * em * index, text_anchor="middle")
        corner = box.x + box.width + 0.15 * em, box.y
        circle = element("circle", "", cx=corner[0], cy=corner[1], r=0.62 * em)
        inside += element("g", circle + icon(WRONG_SIGN, *corner, 0.62 * em), class_="mistaken")
        other = "" if account.owner == self.held.scene.subject else " other"
        return element(
            "g",
            inside,
            class_=f"node database{other}",
            data_id=f"account:{account.id}",
            tabindex="0",
            role="button",
            aria_label=f"account {account.id} of {account.owner}, kept by {account.agency_label}",
        )

    def _value(self, value: Value) -> str:
        box, em = self.held.boxes[value.id], self.em
        shown = look(value.identifier, (key.id for key in self.held.scene.keys))
        inside = rect(box, "body", box.height / 2)
        for index, line in enumerate(self.held.pill_lines(value)):
            y = box.y + (0.25 + 0.85 + LINE * index) * em
            inside += text(line, box.x + box.width / 2, y, text_anchor="middle", class_="value" if index else "what")
        other = "" if value.owner == self.held.scene.subject else " other"
        return element(
            "g",
            inside,
            class_=f"node pill {shown.name}{other}",
            data_id=value.id,
            tabindex="0",
            role="button",
            aria_label=f"{' '.join(self.held.pill_lines(value))}, of {value.owner}",
        )
