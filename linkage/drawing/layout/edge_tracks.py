"""The vertical parts of arrows: every wire on a track of its own, ordered so that few cross.

Two wires share a track only where they are apart in height, so that no two lie on each other. Knows
one gap at a time: heights at its left and right border, and no boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_NEAR = 5.0
"""Horizontal parts closer than this read as one line."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One wire in one gap: the heights at which it touches the left and the right border."""

    id: str
    lefts: tuple[float, ...]
    rights: tuple[float, ...]

    @property
    def low(self) -> float:
        """Where its vertical part begins."""
        return min(*self.lefts, *self.rights, float("inf"))

    @property
    def high(self) -> float:
        """Where its vertical part ends."""
        return max(*self.lefts, *self.rights, float("-inf"))

    @property
    def straight(self) -> bool:
        """Whether it needs no track."""
        return self.high - self.low < 0.6


def assign(strokes: Sequence[Stroke], clearance: float) -> dict[str, int]:
    """Wire → its track, counted from the left; straight wires have none.

    >>> down = [Stroke("a", (10,), (90,)), Stroke("b", (20,), (120,))]
    >>> assign(down, 8)
    {'a': 1, 'b': 0}
    """
    bent = sorted(
        (stroke for stroke in strokes if not stroke.straight), key=lambda each: (each.low, each.high, each.id)
    )
    flat = [stroke for stroke in strokes if stroke.straight]
    price = [[_price(one, other) for other in bent] for one in bent]
    line = _sifted(list(range(len(bent))), price)
    found = _packed([bent[each] for each in line], clearance, flat)
    return {stroke.id: found[stroke.id] for stroke in sorted(bent, key=lambda each: each.id)}


def _price(left: Stroke, right: Stroke) -> float:
    """What it costs when one wire's track lies left of the other's: crossings, and lines that nearly coincide."""
    cost = 0.0
    for height in right.lefts:
        cost += left.low < height < left.high
        cost += 0.4 * (abs(height - left.low) < _NEAR or abs(height - left.high) < _NEAR)
        cost += sum(25.0 for other in left.rights if abs(other - height) < _NEAR)
    for height in left.rights:
        cost += right.low < height < right.high
        cost += 0.4 * (abs(height - right.low) < _NEAR or abs(height - right.high) < _NEAR)
    return cost


def _sifted(line: list[int], price: list[list[float]]) -> list[int]:
    """Move each wire to its best place among the others until nothing improves."""
    for _ in range(8):
        before = list(line)
        for each in sorted(line):
            line.remove(each)
            line.insert(_best_place(each, line, price), each)
        if line == before:
            break
    return line


def _best_place(each: int, line: list[int], price: list[list[float]]) -> int:
    """The first of the cheapest places."""
    cost = sum(price[each][other] for other in line)
    best, least = 0, cost
    for place, other in enumerate(line, start=1):
        cost += price[other][each] - price[each][other]
        if cost < least - 1e-9:
            best, least = place, cost
    return best


def _packed(line: Sequence[Stroke], clearance: float, flat: Sequence[Stroke]) -> dict[str, int]:
    """Give each wire the leftmost track right of every earlier one that it would touch."""
    tracks: dict[str, int] = {}
    for index, stroke in enumerate(line):
        track = 0
        for other in line[:index]:
            if _touch(stroke, other, clearance):
                track = max(track, tracks[other.id] + 1)
            elif _price(stroke, other) != _price(other, stroke):
                track = max(track, tracks[other.id])
        tracks[stroke.id] = track
    return tracks


def _touch(one: Stroke, other: Stroke, clearance: float) -> bool:
    """Whether the two would touch on one track."""
    return one.low < other.high + clearance and other.low < one.high + clearance
