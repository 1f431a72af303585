"""Where accounts and values stand in the picture of accounts, and its SVG.

Up to five columns: accounts, the person's values, accounts, other people's values, their accounts. An account that
holds values of two persons stands between them. Ties run only in the gaps, so they cross no box and no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from linkage.drawing.accounts import Account, AccountsScene, Value
from linkage.drawing.geometry import COMPACT, WIDE, Box, Stage
from linkage.drawing.legend import key_legend, key_legend_height
from linkage.drawing.lettering import LINE, width, wrap
from linkage.drawing.looks import EFFECT_SIGNS, IDENTIFIERS, look
from linkage.drawing.markup import element, escape, icon, number, rect, text
from linkage.drawing.settling import settle
from linkage.drawing.sizes import plain_title
from linkage.drawing.styles import styles

_APART = 0.55
_MANNERS = ((8.2, 6.0), (8.2, 4.0), (6.0, 3.0))
"""How wide an account's words and how narrow a gap may be, in ems."""


def accounts_svg(
    scene: AccountsScene, compact: bool = False, *, stage: Stage | None = None, styled: bool = False
) -> str:
    """The picture of a person's accounts, in the largest letters that fit (it grows downwards if none do)."""
    stage = stage or (COMPACT if compact else WIDE)
    tries = (_Picture(scene, stage, font, room, gap) for font in stage.fonts for room, gap in _MANNERS)
    smallest = _Picture(scene, stage, stage.fonts[-1], *_MANNERS[-1])
    return next((each for each in tries if each.fits), smallest).svg(styled)


@dataclass(frozen=True, slots=True)
class _Block:
    """What is stacked in a column: an agency's accounts, or one value, or a person's name."""

    id: str
    title: tuple[str, ...]
    parts: tuple[str, ...]
    heights: tuple[float, ...]
    framed: bool


class _Picture:
    """One picture in one size of letters."""

    def __init__(self, scene: AccountsScene, stage: Stage, em: float, room: float, gap: float) -> None:
        self.scene, self.stage, self.em = scene, stage, em
        self.text_room, self.gap = room * em, gap * em
        self.accounts = {account.id: account for account in scene.accounts}
        self.values = {value.id: value for value in scene.values}
        self.names = {key.id: key.name for key in scene.keys}
        self.columns = self._columns()
        self.foot = key_legend_height(scene.keys, scene.lang, em, stage.width)
        self.height = max(stage.height - self.foot, max(map(self._tall, self.columns), default=0.0) + em)

    # -- columns --------------------------------------------------------------------------------------------------

    def _columns(self) -> list[list[_Block]]:
        """The columns that are not empty, from left to right."""
        subject = self.scene.subject
        own: list[Account] = []
        between: list[Account] = []
        others: list[Account] = []
        for account in sorted(self.scene.accounts, key=lambda each: (each.agency, each.id)):
            owners = self.scene.owners(account) | {account.owner}
            (own if owners <= {subject} else others if subject not in owners else between).append(account)
        left, right = self._shared_out(own, between)
        mine = [value for value in self.scene.values if value.owner == subject]
        theirs = [value for value in self.scene.values if value.owner != subject]
        columns = [
            self._agencies(left),
            self._people(mine),
            self._agencies(right),
            self._people(theirs),
            self._agencies(others, ":other"),
        ]
        return [column for column in columns if column]

    def _shared_out(self, own: list[Account], between: list[Account]) -> tuple[list[Account], list[Account]]:
        """The person's own accounts on both sides, agency by agency; those between persons on the right."""
        left: list[Account] = []
        right = list(between)
        groups: dict[str, list[Account]] = {}
        for account in own:
            groups.setdefault(account.agency, []).append(account)
        fixed = {account.agency for account in between}
        for agency in sorted(groups, key=lambda each: (-len(groups[each]), each)):
            side = right if agency in fixed or len(right) < len(left) else left
            side += groups[agency]
        return left, right

    def _agencies(self, accounts: list[Account], whose: str = "") -> list[_Block]:
        """Accounts by agency, near the values that they hold."""
        groups: dict[str, list[Account]] = {}
        for account in sorted(accounts, key=lambda each: (self._pull(each), each.id)):
            groups.setdefault(account.agency, []).append(account)
        room = self._account_width(accounts)
        return [
            _Block(
                f"agency:{agency}{whose}",
                wrap(plain_title(group[0].agency_label), self.em, room),
                tuple(account.id for account in group),
                tuple((len(self._lines(account)) * LINE + 0.5) * self.em for account in group),
                True,
            )
            for agency, group in groups.items()
        ]

    def _people(self, values: list[Value]) -> list[_Block]:
        """Values by person: the name, then a pill for each value."""
        blocks = []
        for person in self.scene.people:
            whose = sorted((value for value in values if value.owner == person.id), key=self._rank)
            if whose:
                label = wrap(person.label, self.em, 11 * self.em, 2, True)
                pill = (2 * LINE + 0.5) * self.em
                ids = tuple(value.id for value in whose)
                blocks.append(_Block(f"person:{person.id}", label, ids, (pill,) * len(whose), False))
        return blocks

    def _rank(self, value: Value) -> tuple[int, str, str]:
        known = list(IDENTIFIERS)
        place = known.index(value.identifier) if value.identifier in known else len(known)
        return (place, value.identifier, value.value)

    def _pull(self, account: Account) -> float:
        """The middle of the ranks of the values that it holds."""
        order = {(v.identifier, v.value): i for i, v in enumerate(sorted(self.scene.values, key=self._rank))}
        held = [order[each] for each in account.holds if each in order]
        return sum(held) / len(held) if held else 0.0

    # -- sizes ----------------------------------------------------------------------------------------------------

    def _lines(self, account: Account) -> tuple[str, ...]:
        return wrap(f"{account.label} {account.id.rpartition('/')[2]}", self.em, self.text_room, 2, True)

    def _account_width(self, accounts: list[Account]) -> float:
        lines = [line for account in accounts for line in self._lines(account)]
        return max((width(line, self.em, True) for line in lines), default=0.0) + 1.0 * self.em

    def _pill_lines(self, value: Value) -> tuple[str, str]:
        return (self.names.get(value.identifier, value.identifier), value.value)

    def _wide(self, column: list[_Block]) -> float:
        """A column's width."""
        if column[0].framed:
            accounts = [self.accounts[part] for block in column for part in block.parts]
            return self._account_width(accounts) + 1.2 * self.em
        lines = [line for block in column for part in block.parts for line in self._pill_lines(self.values[part])]
        titles = [line for block in column for line in block.title]
        pills = max(width(line, self.em, True) for line in lines) + 2.0 * self.em
        return max(pills, *(width(line, self.em, True) for line in titles))

    def _head(self, block: _Block) -> float:
        return (len(block.title) * LINE + 0.3) * self.em

    def _inside(self, block: _Block) -> float:
        """The distance between the parts of a block."""
        return 0.4 * self.em if block.framed else 0.9 * self.em

    def _high(self, block: _Block) -> float:
        foot = 0.5 * self.em if block.framed else 0.0
        return self._head(block) + sum(block.heights) + self._inside(block) * (len(block.parts) - 1) + foot

    def _tall(self, column: list[_Block]) -> float:
        return sum(map(self._high, column)) + _APART * self.em * (len(column) - 1)

    @property
    def fits(self) -> bool:
        """Whether the stage has room."""
        gaps = (len(self.columns) - 1) * self.gap
        wide = sum(map(self._wide, self.columns)) + gaps + self.em
        return self.height + self.foot <= self.stage.height + 0.01 and wide <= self.stage.width

    # -- places ---------------------------------------------------------------------------------------------------

    @cached_property
    def _lefts(self) -> list[float]:
        """The left edges of columns, with spare room shared out between them."""
        wides = [self._wide(column) for column in self.columns]
        gap = (self.stage.width - self.em - sum(wides)) / max(1, len(wides) - 1)
        gap = max(self.gap, min(gap, 16 * self.em))
        start = (self.stage.width - sum(wides) - gap * (len(wides) - 1)) / 2
        return [start + sum(wides[:index]) + gap * index for index in range(len(wides))]

    @cached_property
    def boxes(self) -> dict[str, Box]:
        """Blocks, accounts and values in their places."""
        found: dict[str, Box] = {}
        for column, left in zip(self.columns, self._lefts, strict=True):
            wide = self._wide(column)
            steps = [0.0] + [self._high(block) + _APART * self.em for block in column[:-1]]
            spare = (self.height - self._tall(column)) / (len(column) + 1)
            wishes = [spare * (index + 1) + sum(steps[: index + 1]) for index in range(len(column))]
            tops = settle(wishes, [1.0] * len(column), steps, 0.0, self.height - self._high(column[-1]))
            for block, top in zip(column, tops, strict=True):
                found.update(self._block_boxes(block, left, top, wide))
        return found

    def _block_boxes(self, block: _Block, left: float, top: float, wide: float) -> dict[str, Box]:
        found = {block.id: Box(block.id, left, top, wide, self._high(block), block.title)}
        inset = 0.6 * self.em if block.framed else 0.0
        below = top + self._head(block)
        for part, height in zip(block.parts, block.heights, strict=True):
            found[part] = Box(part, left + inset, below, wide - 2 * inset, height)
            below += height + self._inside(block)
        return found

    # -- markup ---------------------------------------------------------------------------------------------------

    def svg(self, styled: bool) -> str:
        """Frames, ties, accounts, values, legend."""
        blocks = [block for column in self.columns for block in column]
        parts = [self._frame(block) for block in blocks if block.framed]
        parts += [tie for account in self.scene.accounts for tie in self._ties(account)]
        parts += [self._name(block) for block in blocks if not block.framed]
        parts += [self._account(account) for account in self.scene.accounts]
        parts += [self._value(value) for value in self.scene.values if value.id in self.boxes]
        parts.append(key_legend(self.scene.keys, self.scene.lang, self.em, self.stage.width, self.height))
        return element(
            "svg",
            element("title", escape(self.scene.title))
            + (element("style", styles()) if styled else "")
            + "".join(parts),
            xmlns="http://www.w3.org/2000/svg",
            class_="map accounts",
            viewBox=f"0 0 {number(self.stage.width)} {number(self.height + self.foot)}",
            preserveAspectRatio="xMidYMid meet",
            role="group",
            aria_label=self.scene.title,
            lang=self.scene.lang,
            font_size=self.em,
        )

    def _frame(self, block: _Block) -> str:
        box, em = self.boxes[block.id], self.em
        edge = Box(block.id, box.x, box.y + 0.58 * em, box.width, box.height - 0.58 * em)
        inside = rect(edge, "", 0.5 * em)
        for index, line in enumerate(block.title):
            inside += text(line, box.x + 0.6 * em, box.y + (0.92 + LINE * index) * em)
        return element("g", inside, class_="frame", data_id=block.id)

    def _name(self, block: _Block) -> str:
        """A person's name above their values."""
        box = self.boxes[block.id]
        lines = "".join(
            text(line, box.x + box.width / 2, box.y + (0.92 + LINE * index) * self.em, text_anchor="middle")
            for index, line in enumerate(block.title)
        )
        return element("g", lines, class_="person", data_id=block.id)

    def _ties(self, account: Account) -> list[str]:
        """A line from an account to each value that it holds."""
        held = [each for each in account.holds if f"value:{each[0]}:{each[1]}" in self.boxes]
        return [self._tie(account, identifier, value) for identifier, value in held]

    def _tie(self, account: Account, identifier: str, value: str) -> str:
        box, pill = self.boxes[account.id], self.boxes[f"value:{identifier}:{value}"]
        rightwards = pill.x > box.x
        start = box.x + box.width if rightwards else box.x
        end = pill.x if rightwards else pill.x + pill.width
        one, other = box.y + box.height / 2, pill.y + pill.height / 2
        bend = (end - start) * 0.45
        path = f"M{start:.1f} {one:.1f}C{start + bend:.1f} {one:.1f} {end - bend:.1f} {other:.1f} {end:.1f} {other:.1f}"
        shown = look(identifier, (key.id for key in self.scene.keys))
        return element(
            "g",
            element("path", "", d=path, class_="line"),
            class_=f"edge link tie {shown.name}",
            data_id=account.tie(identifier),
        )

    def _account(self, account: Account) -> str:
        box, em = self.boxes[account.id], self.em
        lines = self._lines(account)
        first = box.y + box.height / 2 - (len(lines) - 1) * LINE * em / 2 + 0.35 * em
        inside = rect(box, "again", 0.5 * em, 0.2 * em) + rect(box, "body", 0.35 * em)
        for index, line in enumerate(lines):
            inside += text(line, box.x + box.width / 2, first + LINE * em * index, text_anchor="middle")
        corner = box.x + box.width - 0.2 * em, box.y + 0.1 * em
        circle = element("circle", "", cx=corner[0], cy=corner[1], r=0.62 * em)
        inside += element("g", circle + icon(EFFECT_SIGNS["wrong"], *corner, 0.62 * em), class_="mistaken")
        other = "" if account.owner == self.scene.subject else " other"
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
        box, em = self.boxes[value.id], self.em
        shown = look(value.identifier, (key.id for key in self.scene.keys))
        inside = rect(box, "body", box.height / 2)
        for index, line in enumerate(self._pill_lines(value)):
            y = box.y + (0.25 + 0.85 + LINE * index) * em
            inside += text(line, box.x + box.width / 2, y, text_anchor="middle", class_="value" if index else "what")
        other = "" if value.owner == self.scene.subject else " other"
        return element(
            "g",
            inside,
            class_=f"node pill {shown.name}{other}",
            data_id=value.id,
            tabindex="0",
            role="button",
            aria_label=f"{' '.join(self._pill_lines(value))}, of {value.owner}",
        )
