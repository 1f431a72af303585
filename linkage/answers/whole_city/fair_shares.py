"""Fair shares: what each link brings, by its Shapley value (1953), exact; beside it what stops if it alone is cut.

The game is v(S), what a measure comes to with only the links of S kept. It is written as a sum of dividends (Harsanyi
1963): v(S) is the sum of d(T) over all T within S. A class of subjects whom any of some routes reaches has
v = 1 - Π (1 - [route within S]), multiplied out; all links of a set have the same share of its dividend. So shares
are rational numbers, and nothing is run again. Source: design 11.7, 11.11.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from linkage.citywide.counts.link_game import GameMeasure, GameTotal, LinkGame, LinkSet, Routes

Json = dict[str, Any]
Dividends = dict[LinkSet, int]

MAX_DIVIDENDS = 200_000
"""The most sets of links that one class's routes may combine to."""

ALONE = "what stops if it alone is cut is counted; too many sets of links matter for a fair share"
"""What is said of a measure that can't be shared."""


def class_dividends(routes: Routes) -> Dividends | None:
    """The dividends of one subject whom any of some routes reaches. None: there are too many.

    >>> class_dividends(frozenset({0b01, 0b10}))
    {1: 1, 2: 1, 3: -1}
    """
    product: Dividends = {0: 1}
    for route in sorted(routes):
        step = dict(product)
        for links, number in product.items():
            step[links | route] = step.get(links | route, 0) - number
        product = {links: number for links, number in step.items() if number}
        if len(product) > MAX_DIVIDENDS:
            return None
    nobody = 1 - product.pop(0, 0)
    return {**({0: nobody} if nobody else {}), **{links: -number for links, number in sorted(product.items())}}


def dividends_of_values(values: Mapping[LinkSet, int], players: LinkSet) -> Dividends:
    """The dividends of a game of which the value of every set is known (its Möbius transform).

    >>> dividends_of_values({0b00: 1, 0b01: 3, 0b10: 1, 0b11: 3}, 0b11)
    {0: 1, 1: 2}
    """
    dividends = dict(values)
    for bit in bits_of(players):
        for links in dividends:
            if links & bit:
                dividends[links] -= dividends[links ^ bit]
    return {links: number for links, number in sorted(dividends.items()) if number}


def bits_of(links: LinkSet) -> Iterator[LinkSet]:
    """The links of a set, one bit each.

    >>> list(bits_of(0b101))
    [1, 4]
    """
    while links:
        yield links & -links
        links &= links - 1


class LinkShares:
    """One measure of a game, shared among its links.

    Args:
        total: what it came to in the whole city.
    """

    def __init__(self, game: LinkGame, measure: GameMeasure, total: GameTotal) -> None:
        self.game, self.measure, self.total = game, measure, total

    @cached_property
    def dividends(self) -> Dividends | None:
        """The dividends of all subjects together. None: there are too many sets of links."""
        if self.measure.players is None:
            return None
        sums: dict[LinkSet, int] = defaultdict(int)
        for routes, number in self.total.classes.items():
            dividends = class_dividends(routes)
            if dividends is None:
                return None
            for links, dividend in dividends.items():
                sums[links] += number * dividend
        for links, dividend in dividends_of_values(self.total.kept, self.measure.players).items():
            sums[links] += dividend
        return {links: number for links, number in sums.items() if number}

    @cached_property
    def shapley(self) -> dict[LinkSet, Fraction]:
        """The Shapley value of each link that has one other than 0."""
        shares: dict[LinkSet, Fraction] = defaultdict(Fraction)
        by_size: dict[tuple[LinkSet, int], int] = defaultdict(int)
        for links, dividend in (self.dividends or {}).items():
            for bit in bits_of(links):
                by_size[bit, links.bit_count()] += dividend
        for (bit, size), dividend in by_size.items():
            shares[bit] += Fraction(dividend, size)
        return shares

    def without(self, links: LinkSet) -> int:
        """What the measure comes to with some links cut, on the query's day where there is one."""
        if self.total.removed:
            return self.total.removed.get(links, self.total.removed[0])
        reached = sum(
            number for routes, number in self.total.classes.items() if any(not route & links for route in routes)
        )
        return reached + self.total.kept.get((self.measure.players or 0) & ~links, 0)

    @cached_property
    def alone(self) -> dict[LinkSet, int]:
        """What stops if a link alone is cut, for each link where something does (or, with points, begins)."""
        stopped = ((bit, self.without(0) - self.without(bit)) for bit in self._players)
        return {bit: number for bit, number in stopped if number}

    @cached_property
    def redundant_with(self) -> dict[LinkSet, list[LinkSet]]:
        """For each link the others that make it redundant: cutting both stops more than cutting one and the other."""
        partners: dict[LinkSet, list[LinkSet]] = defaultdict(list)
        for first, second in self._pairs:
            if self._interaction(first | second) < 0:
                partners[first].append(second)
                partners[second].append(first)
        return partners

    @cached_property
    def _players(self) -> list[LinkSet]:
        removed = [links for links in self.total.removed if links.bit_count() == 1]
        in_routes = {bit for routes in self.total.classes for route in routes for bit in bits_of(route)}
        return sorted({*removed} if self.total.removed else {*in_routes, *bits_of(self.measure.players or 0)})

    @property
    def _pairs(self) -> list[tuple[LinkSet, LinkSet]]:
        """The pairs of links that can have to do with each other."""
        if self.total.removed:
            pairs = [tuple(bits_of(links)) for links in self.total.removed if links.bit_count() == 2]
            return sorted((first, second) for first, second in pairs)
        return list(combinations(self._players, 2)) if self.dividends is None else sorted(self._pair_dividends)

    @cached_property
    def _pair_dividends(self) -> dict[tuple[LinkSet, LinkSet], int]:
        """For each pair of links the sum of the dividends of all sets with both."""
        sums: dict[tuple[LinkSet, LinkSet], int] = defaultdict(int)
        for links, dividend in (self.dividends or {}).items():
            for pair in combinations(bits_of(links), 2):
                sums[pair] += dividend
        return sums

    def _interaction(self, pair: LinkSet) -> int:
        """What a pair of links brings beyond what each brings alone, with all others kept; below 0: redundancy."""
        first, second = bits_of(pair)
        if not self.total.removed and self.dividends is not None:
            return self._pair_dividends[first, second]
        return self.without(0) - self.without(first) - self.without(second) + self.without(pair)

    # answers

    def rows(self) -> list[Json]:
        """A row for each link of the world, the largest share first."""
        names = {1 << bit: link for bit, link in enumerate(self.game.links)}
        is_shared, knows_pairs = self.dividends is not None, self.measure.players is not None
        rows = []
        for bit, link in names.items():
            share = self.shapley.get(bit, Fraction(0))
            rows.append(
                {
                    "link": link,
                    "measure": self.measure.text,
                    "shapley": f"{share.numerator}/{share.denominator}" if is_shared else None,
                    "value": round(float(share), 6) if is_shared else None,
                    "alone": self.alone.get(bit, 0),
                    "with": sorted(names[other] for other in self.redundant_with[bit]) if knows_pairs else None,
                }
            )
        return sorted(rows, key=lambda row: (-(row["value"] or 0), -row["alone"], row["link"]))

    def summary(self) -> Json:
        """What is shared: the measure with all links and with none, ever; and how the shares were found."""
        if self.dividends is None:
            number = None if self.measure.players is None and self.measure.enumerated else self._ever
            return {"measure": self.measure.text, "all": number, "without_links": None, "by": "alone", "note": ALONE}
        by = "sets" if self.measure.enumerated else "classes"
        none = self.dividends.get(0, 0)
        return {"measure": self.measure.text, "all": self._ever, "without_links": none, "by": by, "note": None}

    @property
    def _ever(self) -> int:
        return sum(self.total.classes.values()) + self.total.kept.get(self.measure.players or 0, 0)


def share_rows(game: LinkGame, totals: Mapping[str, GameTotal]) -> tuple[list[Json], list[Json]]:
    """The rows of every measure, and what each shares."""
    shared = [LinkShares(game, measure, totals[measure.text]) for measure in game.measures]
    return [row for shares in shared for row in shares.rows()], [shares.summary() for shares in shared]
