"""Between which two numbers each figure is drawn, and a draw of all of them.

An assumed figure is drawn between half and twice its value; `--range-of ID.COLUMN=LOW..HIGH` gives a figure, assumed
or not, a range of its own. Settled here: numbers are drawn log-uniformly, so half is as likely as twice (between 0 and
a number evenly); shares stay at or below 1; days are whole. A draw is the same on every machine, whatever the what-if.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from linkage.answers.uncertainty.figure_cells import (
    FigureCell,
    assumed_figures,
    figure_cells,
    weight_lists,
    with_figures,
)
from linkage.errors import UsageError, unknown
from linkage.population import random_draws
from linkage.world.model import World

_RANGE = re.compile(r"(?P<name>.+)=(?P<low>[^=]+?)\.\.(?P<high>[^=]+)")


class FigureRange(NamedTuple):
    """A figure, and the least and the most that it is drawn from."""

    cell: FigureCell
    low: float
    high: float
    is_own: bool = False

    def at(self, chance: float) -> float:
        """The number that a chance (0-1) falls on, before it is made tidy."""
        if self.low > 0:
            return float(self.low * (self.high / self.low) ** chance)
        return self.low + (self.high - self.low) * chance


Ranges = Mapping[str, FigureRange]


def figure_ranges(world: World, own: Iterable[str] = ()) -> dict[str, FigureRange]:
    """The ranges of all figures that are drawn, by name: the assumed ones, and those with a range of their own.

    Args:
        own: such as `orders-to-rail.share=0.5..0.9`, one a figure.

    Raises:
        UsageError: one can't be read, names no figure, or holds a number that the figure can't be.

    >>> from linkage.world.storage import folders
    >>> figure_ranges(folders.load("tiny"), ["people.under_18=0.6..0.8"])["people.under_18"][1:3]
    (0.6, 0.8)
    """
    ranges = {cell.name: FigureRange(cell, cell.value / 2, cell.value * 2) for cell in assumed_figures(world)}
    cells, named = figure_cells(world), set()
    for text in own:
        given = _own_range(text, cells)
        if given.cell.name in named:
            raise UsageError(f"'{text}': {given.cell.name} has a range already. Give it one.")
        named.add(given.cell.name)
        ranges[given.cell.name] = given
    _check_weights(world, [ranges[name] for name in named])
    return ranges


def _own_range(text: str, cells: Mapping[str, FigureCell]) -> FigureRange:
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"'{text}' can't be read: a figure's range is ID.COLUMN=LOW..HIGH, as in LINK.share=0.5..0.9.")
    name = found["name"].strip()
    if name not in cells:
        raise UsageError(f"{unknown('figure', name, cells)} A figure is ID.COLUMN, where the world gives it a value.")
    low, high = (_number(found[part].strip(), text, cells[name]) for part in ("low", "high"))
    if low > high:
        raise UsageError(f"'{text}' goes nowhere: LOW is at most HIGH.")
    return FigureRange(cells[name], low, high, is_own=True)


def _number(written: str, text: str, cell: FigureCell) -> float:
    number = float(written) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,40})?", written) else None
    if number is None or number > cell.most or (cell.sort == "days" and number != int(number)):
        noun = {"share": "a share", "days": "a whole number of days"}.get(cell.sort, "a number")
        expected = f"{noun} from 0 to {cell.most:,.0f}, and '{written}' is none"
        raise UsageError(f"'{text}': {cell.name} is {expected}. The world says {cell.value:g}.")
    return int(number) if cell.sort == "days" else number


def _check_weights(world: World, own: Iterable[FigureRange]) -> None:
    """Refuse ranges by which every weight of a list could be 0.

    Raises:
        UsageError: they could.
    """
    lows = with_figures(world, {given.cell: given.low for given in own})
    for setting, weights in weight_lists(lows.people).items():
        if not any(weights.values()):
            raise UsageError(f"Every weight of people.{'.'.join(setting)} could be 0: leave one of them above 0.")


def drawn_figures(ranges: Ranges, seed: int, draw: int) -> dict[str, float]:
    """What every figure is in a draw, by name.

    Args:
        seed: of the invented people, and of the draws.
        draw: its number, from 1.
    """
    return {name: given.cell.tidy(given.at(draw_chance(seed, draw, name))) for name, given in ranges.items()}


def draw_chance(seed: int, draw: int, name: str) -> float:
    """The chance (0-1) of a figure in a draw.

    >>> 0 <= draw_chance(1, 1, "people.under_18") < 1
    True
    """
    return random_draws.uniform(random_draws.key(seed, "range", name), draw)


def drawn_world(world: World, ranges: Ranges, seed: int, draw: int) -> World:
    """The world of a draw: every figure that has a range drawn anew."""
    values = drawn_figures(ranges, seed, draw)
    return with_figures(world, {ranges[name].cell: value for name, value in values.items()})
