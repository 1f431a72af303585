"""Where accounts and values stand in the picture of accounts.

Up to five columns: accounts, the person's values, accounts, other people's values, their accounts. An account that
holds values of two persons stands between them. Ties run only in the gaps, so they cross no box and no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from linkage.drawing.account_map.account_scene import Account, AccountScene, Value
from linkage.drawing.layout.geometry import Box, Canvas
from linkage.drawing.layout.isotonic import isotonic_positions
from linkage.drawing.layout.sizes import plain_title
from linkage.drawing.legend import key_legend_height
from linkage.drawing.text_metrics import LINE, width, wrap
from linkage.drawing.visual_encoding import IDENTIFIERS

_APART = 0.55
MANNERS = ((8.2, 6.0), (11.0, 4.0), (8.2, 3.5), (11.0, 3.0), (6.0, 3.0))
"""How wide an account's words and how narrow a gap may be, in ems."""


@dataclass(frozen=True, slots=True)
class Block:
    """What is stacked in a column: an agency's accounts, or one value, or a person's name."""

    id: str
    title: tuple[str, ...]
    parts: tuple[str, ...]
    heights: tuple[float, ...]
    framed: bool


class AccountPositions:
    """One picture in one size of letters."""

    def __init__(self, scene: AccountScene, stage: Canvas, em: float, room: float, gap: float) -> None:
        self.scene, self.stage, self.em = scene, stage, em
        self.text_room, self.gap = room * em, gap * em
        self.accounts = {account.id: account for account in scene.accounts}
        self.values = {value.id: value for value in scene.values}
        self.names = {key.id: key.name for key in scene.keys}
        self.columns = self._columns()
        self.foot = key_legend_height(scene.keys, scene.lang, em, stage.width)
        self.height = max(stage.height - self.foot, max(map(self._tall, self.columns), default=0.0) + em)

    # -- columns --------------------------------------------------------------------------------------------------

    def _columns(self) -> list[list[Block]]:
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
            side = right if agency in fixed or self._stacked(right) < self._stacked(left) else left
            side += groups[agency]
        return left, right

    def _stacked(self, accounts: list[Account]) -> float:
        """About how high accounts stand."""
        return len(accounts) + 0.8 * len({account.agency for account in accounts})

    def _agencies(self, accounts: list[Account], whose: str = "") -> list[Block]:
        """Accounts by agency, near the values that they hold."""
        groups: dict[str, list[Account]] = {}
        for account in sorted(accounts, key=lambda each: (self._pull(each), each.id)):
            groups.setdefault(account.agency, []).append(account)
        room = self._account_width(accounts)
        return [
            Block(
                f"agency:{agency}{whose}",
                wrap(plain_title(group[0].agency_label), self.em, room),
                tuple(account.id for account in group),
                tuple((len(self.lines(account)) * LINE + 0.5) * self.em for account in group),
                True,
            )
            for agency, group in groups.items()
        ]

    def _people(self, values: list[Value]) -> list[Block]:
        """Values by person: the name, then a pill for each value."""
        blocks = []
        for person in self.scene.people:
            whose = sorted((value for value in values if value.owner == person.id), key=self._rank)
            if whose:
                label = wrap(person.label, self.em, 11 * self.em, 2, True)
                pill = (2 * LINE + 0.5) * self.em
                ids = tuple(value.id for value in whose)
                blocks.append(Block(f"person:{person.id}", label, ids, (pill,) * len(whose), False))
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

    def lines(self, account: Account) -> tuple[str, ...]:
        return wrap(f"{account.label} {account.id.rpartition('/')[2]}", self.em, self.text_room, 3, True)

    def _account_width(self, accounts: list[Account]) -> float:
        lines = [line for account in accounts for line in self.lines(account)]
        return max((width(line, self.em, True) for line in lines), default=0.0) + 1.0 * self.em

    def pill_lines(self, value: Value) -> tuple[str, str]:
        return (self.names.get(value.identifier, value.identifier), value.value)

    def _wide(self, column: list[Block]) -> float:
        """A column's width."""
        if column[0].framed:
            accounts = [self.accounts[part] for block in column for part in block.parts]
            return self._account_width(accounts) + 1.2 * self.em
        lines = [line for block in column for part in block.parts for line in self.pill_lines(self.values[part])]
        titles = [line for block in column for line in block.title]
        pills = max(width(line, self.em, True) for line in lines) + 2.0 * self.em
        return max(pills, *(width(line, self.em, True) for line in titles))

    def _head(self, block: Block) -> float:
        return (len(block.title) * LINE + 0.3) * self.em

    def _inside(self, block: Block) -> float:
        """The distance between the parts of a block."""
        return 0.4 * self.em if block.framed else 0.9 * self.em

    def _high(self, block: Block) -> float:
        foot = 0.5 * self.em if block.framed else 0.0
        return self._head(block) + sum(block.heights) + self._inside(block) * (len(block.parts) - 1) + foot

    def _tall(self, column: list[Block]) -> float:
        return sum(map(self._high, column)) + _APART * self.em * (len(column) - 1)

    @property
    def excess(self) -> float:
        """How far beyond the stage it goes; too wide is worse than too high."""
        gaps = (len(self.columns) - 1) * self.gap
        wide = sum(map(self._wide, self.columns)) + gaps + self.em
        high = self.height + self.foot
        return 4 * max(1.0, wide / self.stage.width) + max(1.0, high / self.stage.height) - 5

    @property
    def fits(self) -> bool:
        """Whether the stage has room."""
        return self.excess < 0.0001

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
            tops = isotonic_positions(wishes, [1.0] * len(column), steps, 0.0, self.height - self._high(column[-1]))
            for block, top in zip(column, tops, strict=True):
                found.update(self._block_boxes(block, left, top, wide))
        return found

    def _block_boxes(self, block: Block, left: float, top: float, wide: float) -> dict[str, Box]:
        found = {block.id: Box(block.id, left, top, wide, self._high(block), block.title)}
        inset = 0.6 * self.em if block.framed else 0.0
        below = top + self._head(block)
        for part, height in zip(block.parts, block.heights, strict=True):
            found[part] = Box(part, left + inset, below, wide - 2 * inset, height)
            below += height + self._inside(block)
        return found
