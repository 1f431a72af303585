"""Track assignment between two layers, as in channel routing: every bent net has a vertical track, few of them cross.

As in the left-edge algorithm (Hashimoto and Stevens 1971), nets share a track where their vertical intervals don't
overlap, so that no two lie on each other. But the order of the nets from left to right isn't that of their edges: it
comes from sifting (Matuszewski, Schönfeld and Molitor 1999), which moves each net to the place with the fewest
crossings. Knows one channel at a time: heights at its left and right border, and no boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_NEAR = 5.0
"""Horizontal parts closer than this read as one line."""

_SIFTING_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Net:
    """One net of a channel: the heights of its pins on the left and the right border."""

    id: str
    lefts: tuple[float, ...]
    rights: tuple[float, ...]

    @property
    def low(self) -> float:
        """Where its vertical interval begins."""
        return min(*self.lefts, *self.rights, float("inf"))

    @property
    def high(self) -> float:
        """Where its vertical interval ends."""
        return max(*self.lefts, *self.rights, float("-inf"))

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
    tracks = _pack([bent[index] for index in order], clearance)
    return {net.id: tracks[net.id] for net in sorted(bent, key=lambda net: net.id)}


def _order_cost(left: Net, right: Net) -> float:
    """The cost of one net's track left of another's: crossings, and lines that nearly coincide."""
    cost = 0.0
    for height in right.lefts:
        cost += left.low < height < left.high
        cost += 0.4 * (abs(height - left.low) < _NEAR or abs(height - left.high) < _NEAR)
        cost += sum(25.0 for pin in left.rights if abs(pin - height) < _NEAR)
    for height in left.rights:
        cost += right.low < height < right.high
        cost += 0.4 * (abs(height - right.low) < _NEAR or abs(height - right.high) < _NEAR)
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


def _pack(order: Sequence[Net], clearance: float) -> dict[str, int]:
    """Give each net the leftmost track that keeps the order among nets that overlap or whose order costs something."""
    tracks: dict[str, int] = {}
    for index, net in enumerate(order):
        track = 0
        for earlier in order[:index]:
            if _overlap(net, earlier, clearance):
                track = max(track, tracks[earlier.id] + 1)
            elif _order_cost(net, earlier) != _order_cost(earlier, net):
                track = max(track, tracks[earlier.id])
        tracks[net.id] = track
    return tracks


def _overlap(first: Net, second: Net, clearance: float) -> bool:
    """Whether two nets would touch on one track."""
    return first.low < second.high + clearance and second.low < first.high + clearance
