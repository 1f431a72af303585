"""The shares at which a register's cells are filled and made wrong, so that those delivered are those stated.

Not every cell can be filled, and not every one can be somebody else's: a child has no phone, and who lives alone shares
a household with nobody. Among those where it can be, it has to be so more often. Where that is more than all of them,
it is so for all of them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.population.households import ATTEMPTS, BLOCK, NEIGHBOURHOOD, Population
from linkage.world.model import RegisterRow


class RegisterShares(NamedTuple):
    """Of the cells whose owner has a value: how many are filled, and how many of these are tried as wrong."""

    filled: float
    household: float
    stranger: float

    @property
    def wrong(self) -> float:
        """How many of the filled cells are tried as somebody else's."""
        return self.household + self.stranger

    @classmethod
    def of(
        cls, population: Population, figures: RegisterRow, only_adults: bool, share_without: float, holder: str
    ) -> RegisterShares:
        """The shares for one register column.

        Args:
            only_adults: the roll has accounts of adults only.
            share_without: the share of adults (or companies) who have no value to fill in.
        """
        adults_fill = only_adults or share_without > 0
        filled = 1.0
        if figures.coverage is not None:
            can_be_filled = 1 - share_without
            if holder == "resident" and adults_fill and not only_adults:
                can_be_filled *= population.adult_share
            filled = _scaled(figures.coverage, can_be_filled)
        household = stranger = 0.0
        if figures.wrong_household and holder == "resident":
            household = _scaled(figures.wrong_household, _share_with_relative(population, adults_fill, share_without))
        if figures.wrong_stranger:
            stranger = _scaled(figures.wrong_stranger, _share_with_stranger(population, share_without, holder))
        return cls(filled, household, min(stranger, 1 - household))


def _scaled(share: float, possible: float) -> float:
    """The share among those where something can be that gives a share of all."""
    return min(1.0, share / possible) if possible > 0 else 0.0


def _share_with_relative(population: Population, only_adults: bool, share_without: float) -> float:
    """The share of owners (adults, or everybody) in whose household another adult has a value."""
    starts, sizes = (part.astype(np.int64) for part in population.patterns)
    positions = np.arange(starts.shape[1])
    is_later = positions - starts >= 2
    under_18 = population.figures.under_18
    later_others = np.maximum(sizes - 2, 0) - is_later
    first_others = np.minimum(sizes, 2) - ~is_later
    nobody: NDArray[np.float64] = share_without**first_others * (
        under_18 + (1 - under_18) * share_without
    ) ** later_others.astype(np.float64)
    weights = np.where(is_later, 1 - under_18, 1.0) if only_adults else np.ones(starts.shape)
    return float(((1 - nobody) * weights).sum() / weights.sum())


def _share_with_stranger(population: Population, share_without: float, holder: str) -> float:
    """The share of owners for whom one of the attempts finds a stranger with a value."""
    if holder == "company":
        fits = 1 - min(1.0, BLOCK / NEIGHBOURHOOD / population.companies_per_block)
    else:
        own = float(population.patterns[1].mean()) / NEIGHBOURHOOD
        fits = population.adult_share * (1 - own)
    return float(1 - (1 - fits * (1 - share_without)) ** ATTEMPTS)
