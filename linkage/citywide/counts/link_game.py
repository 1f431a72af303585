"""The game of a city's links: what a measure comes to when only some links are kept. Values that can be pickled.

Links are the players, one bit each; a set of links is a whole number. A measure counts distinct pairs of a subject and
an end: an end is what each subject counts once for, as a service and effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from linkage.world.model import World

_Key = TypeVar("_Key")

LinkSet = int
"""A set of links: bit n is link n of `LinkGame.links`."""

Routes = frozenset[LinkSet]
"""The smallest sets of links that bring an end to a subject, each link of one needed; an empty one: no link is."""


@dataclass(frozen=True)
class GameMeasure:
    """A measure of the game: which rules lead to which end, and whom it counts (`residents`, `companies` or `both`).

    Args:
        followed: rule → end, of the ends whose routes can be followed.
        enumerated: rule → end, of all others: scores, and listings that need several kinds.
        players: the links that matter to those; None: too many for all sets of them to be tried.
    """

    text: str
    of: str
    followed: Mapping[str, str]
    enumerated: Mapping[str, str]
    players: LinkSet | None = 0

    @property
    def ends(self) -> Mapping[str, str]:
        """Every rule's end."""
        return {**self.followed, **self.enumerated}


@dataclass(frozen=True)
class LinkGame:
    """A game on a world.

    Args:
        world: the world, without what only readers need; of several worlds that are counted the game is this one's.
        links: the players, in the order of their bits.
        followed: the part of the world on which the followed ends rest.
        measured: the part of it on which all ends rest.
        removed_sets: sets of links that are cut together, each counted on the query's day.
    """

    world: World
    links: tuple[str, ...]
    measures: tuple[GameMeasure, ...]
    followed: World
    measured: World
    removed_sets: tuple[LinkSet, ...] = ()


@dataclass
class GameTotal:
    """What a measure came to in some blocks; those of different blocks add up.

    Args:
        classes: how many pairs of subject and followed end have the same routes.
        kept: the enumerated ends: what they come to with only a set of players kept.
        removed: what all ends come to with a set of links cut, ever or on the query's day.
    """

    classes: dict[Routes, int] = field(default_factory=dict)
    kept: dict[LinkSet, int] = field(default_factory=dict)
    removed: dict[LinkSet, int] = field(default_factory=dict)

    def __add__(self, other: GameTotal) -> GameTotal:
        return GameTotal(
            _sum(self.classes, other.classes), _sum(self.kept, other.kept), _sum(self.removed, other.removed)
        )


def _sum(first: dict[_Key, int], second: dict[_Key, int]) -> dict[_Key, int]:
    return {key: first.get(key, 0) + second.get(key, 0) for key in {**first, **second}}
