"""The positions of accounts and values in the picture of accounts.

Up to five columns: accounts, the person's values, accounts, other people's values, their accounts. An account that
holds values of two persons stands between them. Ties run only in the gaps, so they cross no box and no words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from linkage.drawing.account_map.account_scene import Account, AccountScene, Person, Value
from linkage.drawing.layout.geometry import Box, Canvas
from linkage.drawing.layout.isotonic import isotonic_positions
from linkage.drawing.layout.sizes import plain_title
from linkage.drawing.legend import key_legend_height
from linkage.drawing.text_metrics import LINE, width, wrap
from linkage.drawing.visual_encoding import IDENTIFIERS

_BLOCK_DISTANCE = 0.55
DENSITIES = ((8.2, 6.0), (11.0, 4.0), (8.2, 3.5), (11.0, 3.0), (6.0, 3.0))
"""The widest words of an account with the narrowest gap between columns, in ems, in the order of trial."""


@dataclass(frozen=True, slots=True)
class Block:
    """What is stacked in a column: an agency's accounts in their frame, or a person's name with their values."""

    id: str
    title: tuple[str, ...]
    parts: tuple[str, ...]
    heights: tuple[float, ...]
    framed: bool


class AccountColumns:
    """Which account and value stands in which column, in their order: the same in every size of letters."""

    def __init__(self, scene: AccountScene) -> None:
        self.scene = scene
        ranked = sorted(scene.values, key=_rank)
        self._ranks = {(value.identifier, value.value): rank for rank, value in enumerate(ranked)}
        own: list[Account] = []
        between: list[Account] = []
        others: list[Account] = []
        for account in sorted(scene.accounts, key=lambda account: (account.agency, account.id)):
            owners = scene.owners(account) | {account.owner}
            is_others = scene.subject not in owners
            (own if owners <= {scene.subject} else others if is_others else between).append(account)
        left, right = _divide_over_sides(own, between)
        self.left, self.right, self.others = map(self._by_agency, (left, right, others))
        self.own_values = self._by_person(value for value in ranked if value.owner == scene.subject)
        self.other_values = self._by_person(value for value in ranked if value.owner != scene.subject)

    def _by_agency(self, accounts: list[Account]) -> list[list[Account]]:
        """Accounts by agency, near the values that they hold."""
        groups: dict[str, list[Account]] = {}
        for account in sorted(accounts, key=lambda account: (self._mean_rank(account), account.id)):
            groups.setdefault(account.agency, []).append(account)
        return list(groups.values())

    def _mean_rank(self, account: Account) -> float:
        """The mean rank of the values that an account holds (their barycentre)."""
        own = [self._ranks[pair] for pair in account.values if pair in self._ranks]
        return sum(own) / len(own) if own else 0.0

    def _by_person(self, values: Iterable[Value]) -> list[tuple[Person, list[Value]]]:
        """Values by person, in the order of the scene's people."""
        by_owner: dict[str, list[Value]] = {}
        for value in values:
            by_owner.setdefault(value.owner, []).append(value)
        return [(person, by_owner[person.id]) for person in self.scene.people if person.id in by_owner]


def _rank(value: Value) -> tuple[int, str, str]:
    rank = _IDENTIFIER_RANKS.get(value.identifier, len(_IDENTIFIER_RANKS))
    return (rank, value.identifier, value.value)


_IDENTIFIER_RANKS = {identifier: rank for rank, identifier in enumerate(IDENTIFIERS)}


def _divide_over_sides(own: list[Account], between: list[Account]) -> tuple[list[Account], list[Account]]:
    """The person's own accounts on both sides, agency by agency; those between persons on the right."""
    left: list[Account] = []
    right = list(between)
    groups: dict[str, list[Account]] = {}
    for account in own:
        groups.setdefault(account.agency, []).append(account)
    right_agencies = {account.agency for account in between}
    for agency in sorted(groups, key=lambda agency: (-len(groups[agency]), agency)):
        on_right = agency in right_agencies or _stack_height(right) < _stack_height(left)
        side = right if on_right else left
        side += groups[agency]
    return left, right


def _stack_height(accounts: list[Account]) -> float:
    """An estimate of how high accounts stand, in accounts."""
    return len(accounts) + 0.8 * len({account.agency for account in accounts})


class AccountPositions:
    """The positions of everything in one picture of accounts, in one size of letters and at one density."""

    def __init__(self, places: AccountColumns, canvas: Canvas, em: float, room: float, gap: float) -> None:
        self.scene, self.canvas, self.em = places.scene, canvas, em
        scene = self.scene
        self.text_room, self.least_gap = room * em, gap * em
        self.accounts = {account.id: account for account in scene.accounts}
        self.values = {value.id: value for value in scene.values}
        self.names = {key.id: key.name for key in scene.keys}
        self._lines: dict[str, tuple[str, ...]] = {}
        self.columns = self._columns(places)
        self.legend_height = key_legend_height(scene.keys, scene.lang, em, canvas.width)
        least_height = max(map(self._column_height, self.columns), default=0.0) + em
        self.height = max(canvas.height - self.legend_height, least_height)

    # -- columns --------------------------------------------------------------------------------------------------

    def _columns(self, places: AccountColumns) -> list[list[Block]]:
        """The columns that are not empty, from left to right."""
        columns = [
            self._agency_blocks(places.left),
            self._person_blocks(places.own_values),
            self._agency_blocks(places.right),
            self._person_blocks(places.other_values),
            self._agency_blocks(places.others, ":other"),
        ]
        return [column for column in columns if column]

    def _agency_blocks(self, groups: list[list[Account]], suffix: str = "") -> list[Block]:
        """A block for each agency's accounts, in their frame."""
        room = self._account_width([account for group in groups for account in group])
        return [
            Block(
                f"agency:{group[0].agency}{suffix}",
                wrap(plain_title(group[0].agency_label), self.em, room),
                tuple(account.id for account in group),
                tuple((len(self.lines(account)) * LINE + 0.5) * self.em for account in group),
                True,
            )
            for group in groups
        ]

    def _person_blocks(self, people: list[tuple[Person, list[Value]]]) -> list[Block]:
        """A block for each person: the name, then a pill for each value."""
        pill_height = (2 * LINE + 0.5) * self.em
        return [
            Block(
                f"person:{person.id}",
                wrap(person.label, self.em, 11 * self.em, 2, True),
                tuple(value.id for value in own),
                (pill_height,) * len(own),
                False,
            )
            for person, own in people
        ]

    # -- sizes ----------------------------------------------------------------------------------------------------

    def lines(self, account: Account) -> tuple[str, ...]:
        """The lines of an account's label: its database and its number."""
        lines = self._lines.get(account.id)
        if lines is None:
            label = f"{account.label} {account.id.rpartition('/')[2]}"
            lines = self._lines[account.id] = wrap(label, self.em, self.text_room, 3, True)
        return lines

    def _account_width(self, accounts: list[Account]) -> float:
        lines = [line for account in accounts for line in self.lines(account)]
        return max((width(line, self.em, True) for line in lines), default=0.0) + 1.0 * self.em

    def pill_lines(self, value: Value) -> tuple[str, str]:
        """The two lines of a value's pill: its identifier and the value."""
        return (self.names.get(value.identifier, value.identifier), value.value)

    def _column_width(self, column: list[Block]) -> float:
        if column[0].framed:
            accounts = [self.accounts[part] for block in column for part in block.parts]
            return self._account_width(accounts) + 1.2 * self.em
        lines = [line for block in column for part in block.parts for line in self.pill_lines(self.values[part])]
        titles = [line for block in column for line in block.title]
        pills = max(width(line, self.em, True) for line in lines) + 2.0 * self.em
        return max(pills, *(width(line, self.em, True) for line in titles))

    def _title_height(self, block: Block) -> float:
        return (len(block.title) * LINE + 0.3) * self.em

    def _part_distance(self, block: Block) -> float:
        """The distance between the parts of a block."""
        return 0.4 * self.em if block.framed else 0.9 * self.em

    def _block_height(self, block: Block) -> float:
        padding = 0.5 * self.em if block.framed else 0.0
        distances = self._part_distance(block) * (len(block.parts) - 1)
        return self._title_height(block) + sum(block.heights) + distances + padding

    def _column_height(self, column: list[Block]) -> float:
        return sum(map(self._block_height, column)) + _BLOCK_DISTANCE * self.em * (len(column) - 1)

    @property
    def overflow(self) -> float:
        """How far beyond the canvas the picture goes; too wide is worse than too high."""
        gaps = (len(self.columns) - 1) * self.least_gap
        total_width = sum(map(self._column_width, self.columns)) + gaps + self.em
        total_height = self.height + self.legend_height
        return 4 * max(1.0, total_width / self.canvas.width) + max(1.0, total_height / self.canvas.height) - 5

    @property
    def fits(self) -> bool:
        """Whether the canvas has room."""
        return self.overflow < 0.0001

    # -- positions ------------------------------------------------------------------------------------------------

    @cached_property
    def _lefts(self) -> list[float]:
        """The left edges of columns, with spare room shared out between them."""
        widths = [self._column_width(column) for column in self.columns]
        gap = (self.canvas.width - self.em - sum(widths)) / max(1, len(widths) - 1)
        gap = max(self.least_gap, min(gap, 16 * self.em))
        start = (self.canvas.width - sum(widths) - gap * (len(widths) - 1)) / 2
        return [start + sum(widths[:index]) + gap * index for index in range(len(widths))]

    @cached_property
    def boxes(self) -> dict[str, Box]:
        """The boxes of blocks, accounts and values, by id."""
        boxes: dict[str, Box] = {}
        for column, left in zip(self.columns, self._lefts, strict=True):
            distances = [0.0] + [self._block_height(block) + _BLOCK_DISTANCE * self.em for block in column[:-1]]
            spare = (self.height - self._column_height(column)) / (len(column) + 1)
            targets = [spare * (index + 1) + sum(distances[: index + 1]) for index in range(len(column))]
            high = self.height - self._block_height(column[-1])
            tops = isotonic_positions(targets, [1.0] * len(column), distances, 0.0, high)
            column_width = self._column_width(column)
            for block, top in zip(column, tops, strict=True):
                boxes.update(self._block_boxes(block, left, top, column_width))
        return boxes

    def _block_boxes(self, block: Block, left: float, top: float, block_width: float) -> dict[str, Box]:
        boxes = {block.id: Box(block.id, left, top, block_width, self._block_height(block), block.title)}
        inset = 0.6 * self.em if block.framed else 0.0
        y = top + self._title_height(block)
        for part, height in zip(block.parts, block.heights, strict=True):
            boxes[part] = Box(part, left + inset, y, block_width - 2 * inset, height)
            y += height + self._part_distance(block)
        return boxes
