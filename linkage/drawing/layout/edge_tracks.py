"""Track assignment between two layers, as in channel routing: every bent net has a vertical track, few of them cross.

As in the left-edge algorithm (Hashimoto and Stevens 1971), nets share a track where their vertical intervals don't
overlap, so that no two lie on each other. But the order of the nets from left to right isn't that of their edges: it
comes from sifting (Matuszewski, Schönfeld and Molitor 1999), which moves each net to the place with the fewest
crossings. Knows one channel at a time: heights at its left and right border, and no boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_NEAR = 5.0
"""Horizontal parts closer than this read as one line."""

_SIFTING_ROUNDS = 8


@dataclass(frozen=True)
class Net:
    """One net of a channel: the heights of its pins on the left and the right border."""

    id: str
    lefts: tuple[float, ...]
    rights: tuple[float, ...]

    @cached_property
    def low(self) -> float:
        """Where its vertical interval begins."""
        return min((*self.lefts, *self.rights), default=float("inf"))

    @cached_property
    def high(self) -> float:
        """Where its vertical interval ends."""
        return max((*self.lefts, *self.rights), default=float("-inf"))

    @property
    def straight(self) -> bool:
        """Whether it needs no track."""
        return self.high - self.low < 0.6


def assign_tracks(nets: Sequence[Net], clearance: float) -> dict[str, int]:
    """Net → its track, counted from the left; straight nets have none.

    Args:
        clearance: the least distance in height between two nets on one track.

    >>> down = [Net("a", (10,), (90,)), Net("b", (20,), (120,))]
    >>> assign_tracks(down, 8)
    {'a': 1, 'b': 0}
    """
    bent = sorted((net for net in nets if not net.straight), key=lambda net: (net.low, net.high, net.id))
    costs = [[_order_cost(left, right) for right in bent] for left in bent]
    order = _sift(list(range(len(bent))), costs)
    tracks = _pack(order, bent, costs, clearance)
    return {bent[index].id: tracks[index] for index in sorted(order, key=lambda index: bent[index].id)}


def _order_cost(left: Net, right: Net) -> float:
    """The cost of one net's track left of another's: crossings, and lines that nearly coincide."""
    cost = _pin_cost(right.lefts, left.low, left.high) + _pin_cost(left.rights, right.low, right.high)
    for height in right.lefts:
        for pin in left.rights:
            if -_NEAR < pin - height < _NEAR:
                cost += 25.0
    return cost


def _pin_cost(pins: tuple[float, ...], low: float, high: float) -> float:
    """The cost of pins whose horizontal lines cross a vertical interval, or nearly touch its ends."""
    cost = 0.0
    for height in pins:
        if low < height < high:
            cost += 1.0
        if -_NEAR < height - low < _NEAR or -_NEAR < height - high < _NEAR:
            cost += 0.4
    return cost


def _sift(order: list[int], costs: list[list[float]]) -> list[int]:
    """Move each net to its best place among the others until nothing improves."""
    for _ in range(_SIFTING_ROUNDS):
        before = list(order)
        for net in sorted(order):
            order.remove(net)
            order.insert(_best_place(net, order, costs), net)
        if order == before:
            break
    return order


def _best_place(net: int, others: list[int], costs: list[list[float]]) -> int:
    """The first of the cheapest places."""
    cost = sum(costs[net][neighbour] for neighbour in others)
    best, least = 0, cost
    for place, neighbour in enumerate(others, start=1):
        cost += costs[neighbour][net] - costs[net][neighbour]
        if cost < least - 1e-9:
            best, least = place, cost
    return best


def _pack(order: Sequence[int], nets: Sequence[Net], costs: list[list[float]], clearance: float) -> dict[int, int]:
    """Give each net the leftmost track that keeps the order among nets that overlap or whose order costs something."""
    tracks: dict[int, int] = {}
    for place, index in enumerate(order):
        track = 0
        for earlier in order[:place]:
            if _overlap(nets[index], nets[earlier], clearance):
                track = max(track, tracks[earlier] + 1)
            elif costs[index][earlier] != costs[earlier][index]:
                track = max(track, tracks[earlier])
        tracks[index] = track
    return tracks


def _overlap(first: Net, second: Net, clearance: float) -> bool:
    """Whether two nets would touch on one track."""
    return first.low < second.high + clearance and second.low < first.high + clearance
