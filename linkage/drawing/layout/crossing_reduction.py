"""Who stands above whom in a column: few crossings first, then the author's order.

Sweeps by the mean place of neighbours, then swaps of neighbours while that helps: the same picture for the same
scene, always. Knows no coordinates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from linkage.drawing.layout.edge_bundles import EdgeBundles, Wire
from linkage.drawing.layout.layers import Group

_SWEEPS = 10


@dataclass(frozen=True, slots=True)
class Item:
    """What is stacked in a column: a group of boxes, or the free row of a net that passes."""

    id: str
    group: Group | None = None

    @property
    def owners(self) -> tuple[str, ...]:
        """Those at which wires end."""
        return self.group.nodes if self.group else (self.id,)


Order = tuple[tuple[Item, ...], ...]


class OrderedLayers:
    """A frame and the order of its items, worked out when it is first asked for."""

    def __init__(self, frame: EdgeBundles) -> None:
        self.frame = frame

    @cached_property
    def items(self) -> Order:
        """The items of every column from top to bottom."""
        return ordered(self.frame)

    @cached_property
    def cost(self) -> float:
        """Crossings and long ways."""
        return cost(self.frame, self.items)


def ordered(frame: EdgeBundles) -> Order:
    """The items of every column from top to bottom."""
    best = _start(frame)
    least = cost(frame, best)
    current = best
    for sweep in range(_SWEEPS):
        current = _swept(frame, current, onward=sweep % 2 == 0)
        now = cost(frame, current)
        if now < least:
            best, least = current, now
    return _swapped(frame, best)


def _start(frame: EdgeBundles) -> Order:
    """The author's order, with passing nets halfway."""
    columns = []
    for number, column in enumerate(frame.columns):
        groups = [Item(group.id, group) for group in column]
        passing = [Item(f"pass:{net}:{number}") for net in frame.passing[number]]
        middle = len(groups) // 2
        columns.append((*groups[:middle], *passing, *groups[middle:]))
    return tuple(columns)


def _places(column: Sequence[Item]) -> dict[str, float]:
    """Owner → its place from 0 (top) to 1."""
    owners = [owner for item in column for owner in item.owners]
    return {owner: (index + 0.5) / len(owners) for index, owner in enumerate(owners)}


def _swept(frame: EdgeBundles, order: Order, onward: bool) -> Order:
    """Sort each column by the mean place of its neighbours on the side that was sorted before."""
    columns = list(order)
    numbers = range(len(columns)) if onward else range(len(columns) - 1, -1, -1)
    for number in numbers:
        near = number - 1 if onward else number + 1
        if 0 <= near < len(columns):
            columns[number] = _sorted(frame, columns, number, near)
    return tuple(columns)


def _sorted(frame: EdgeBundles, columns: list[tuple[Item, ...]], number: int, near: int) -> tuple[Item, ...]:
    gap = min(number, near)
    there, here = _places(columns[near]), _places(columns[number])
    pulls: dict[str, list[float]] = {}
    for wire in frame.wires:
        if wire.gap == gap:
            own, other = (wire.rights, wire.lefts) if near < number else (wire.lefts, wire.rights)
            for end in own:
                pulls.setdefault(end.owner, []).extend(there[each.owner] for each in other)

    def key(item: Item) -> float:
        found = [pull for owner in item.owners for pull in pulls.get(owner, ())]
        place = sum(here[owner] for owner in item.owners) / len(item.owners)
        return sum(found) / len(found) if found else place

    return tuple(sorted(columns[number], key=key))


def cost(frame: EdgeBundles, order: Order) -> float:
    """Crossings in all gaps; long ways up and down count a little, so that arrows lie straight."""
    return sum(gap_cost(frame, order, gap) for gap in range(len(order) - 1))


def gap_cost(frame: EdgeBundles, order: Order, gap: int) -> float:
    """Crossings between the wires of one gap."""
    left, right = _places(order[gap]), _places(order[gap + 1])
    strokes = [stroke for wire in frame.wires if wire.gap == gap for stroke in _strokes(wire, left, right)]
    total = sum(weight * abs(one - other) for one, other, weight in strokes)
    for index, (one, other, _) in enumerate(strokes):
        for third, fourth, _ in strokes[index + 1 :]:
            total += (one - third) * (other - fourth) < 0
    return total


def _strokes(wire: Wire, left: dict[str, float], right: dict[str, float]) -> list[tuple[float, float, float]]:
    """A wire as straight strokes; passing rows are pulled straight more strongly."""
    weight = 1.5 if any(end.owner.startswith("pass:") for end in (*wire.lefts, *wire.rights)) else 0.75
    return [(left[one.owner], right[other.owner], weight) for one in wire.lefts for other in wire.rights]


def _swapped(frame: EdgeBundles, order: Order) -> Order:
    """Swap neighbours while that lowers the cost of the gaps beside their column."""
    columns = list(order)
    improved = True
    rounds = 0
    while improved and rounds < 6:
        improved = False
        rounds += 1
        for number in range(len(columns)):
            for index in range(len(columns[number]) - 1):
                improved |= _try(frame, columns, number, index)
    return tuple(columns)


def _try(frame: EdgeBundles, columns: list[tuple[Item, ...]], number: int, index: int) -> bool:
    gaps = [gap for gap in (number - 1, number) if 0 <= gap < len(columns) - 1]
    before = columns[number]
    cost_before = sum(gap_cost(frame, tuple(columns), gap) for gap in gaps)
    swapped = list(before)
    swapped[index], swapped[index + 1] = swapped[index + 1], swapped[index]
    columns[number] = tuple(swapped)
    if sum(gap_cost(frame, tuple(columns), gap) for gap in gaps) < cost_before - 1e-9:
        return True
    columns[number] = before
    return False
