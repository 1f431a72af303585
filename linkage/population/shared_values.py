"""Values of an identifier that many residents of a district share: birth dates, postcodes, the address of a household.

A district's places are permuted by a Feistel network of four rounds over their 16 bits (Luby and Rackoff, "How to
construct pseudorandom permutations", 1988), keyed by the seed, the identifier and the district. A resident's value is
the permuted place modulo how many values there are: so all are equally frequent, and who owns a value is found by
going back through the permutation, without a scan. Where a household shares a value, it is its first member's.
Source: design 11.2.

A value is a number, as everywhere: `district * values + value`; where each household has a value of its own, the
number of its first member.
"""

from __future__ import annotations

import numpy as np

from linkage.population import random_draws
from linkage.population.households import BLOCK, Numbers, Population
from linkage.world.model import Identifier

_ROUNDS = 4
_HALF_BITS = 8
_HALF = 1 << _HALF_BITS


def has_shared_values(identifier: Identifier) -> bool:
    """Whether many residents share a value of an identifier by design, and not as namesakes do."""
    return identifier.values is not None or bool(identifier.shared_by)


def is_found_in_neighbourhood(identifier: Identifier) -> bool:
    """Whether all who own a value of an identifier live in one neighbourhood: not so where a district shares them."""
    return identifier.values is None


def shared_values(population: Population, identifier: Identifier, residents: Numbers) -> Numbers:
    """The value of each resident."""
    owners = population.household(residents)[0] if identifier.shared_by else residents
    if identifier.values is None:
        return owners
    districts = owners // BLOCK
    permuted = _permuted(population.seed, identifier.id, districts, owners % BLOCK)
    return districts * identifier.values + permuted % identifier.values


def owners_of_shared_values(population: Population, identifier: Identifier, values: Numbers) -> tuple[Numbers, Numbers]:
    """Who owns some values: positions among `values`, residents; perhaps some beyond the population."""
    positions = np.arange(len(values))
    residents = values
    if identifier.values is not None:
        each = -(-BLOCK // identifier.values)
        districts, value = np.divmod(values, identifier.values)
        permuted = (value[:, None] + identifier.values * np.arange(each, dtype=np.int64)).ravel()
        positions = np.repeat(positions, each)[permuted < BLOCK]
        districts, permuted = districts[positions], permuted[permuted < BLOCK]
        residents = districts * BLOCK + _places(population.seed, identifier.id, districts, permuted)
    if not identifier.shared_by:
        return positions, residents
    starts, sizes = population.household(residents)
    is_first = starts == residents
    positions, starts, sizes = positions[is_first], starts[is_first], sizes[is_first]
    offsets = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(positions, sizes), np.repeat(starts, sizes) + offsets


def value_texts(identifier: Identifier, values: list[int]) -> list[str]:
    """Values as tokens, with their district in front where many of a district share them; -1 is a blank.

    >>> row = Identifier("birth-date", "birth date", token="BIR", holds="residents", strength="weak", values=36_500)
    >>> value_texts(row, [12 * 36_500 + 417, -1])
    ['BIR-000012-00417', '']
    """
    most = identifier.values or 1
    texts = (f"{identifier.token}-{value // most:06d}-{value % most:05d}" if value >= 0 else "" for value in values)
    return list(texts)


def _permuted(seed: int, identifier: str, districts: Numbers, places: Numbers) -> Numbers:
    left, right = places >> _HALF_BITS, places & (_HALF - 1)
    for number in range(_ROUNDS):
        left, right = right, left ^ _round(seed, identifier, number, districts, right)
    return (left << _HALF_BITS) | right


def _places(seed: int, identifier: str, districts: Numbers, permuted: Numbers) -> Numbers:
    """The places that were permuted: the rounds backwards."""
    left, right = permuted >> _HALF_BITS, permuted & (_HALF - 1)
    for number in reversed(range(_ROUNDS)):
        left, right = right ^ _round(seed, identifier, number, districts, left), left
    return (left << _HALF_BITS) | right


def _round(seed: int, identifier: str, number: int, districts: Numbers, half: Numbers) -> Numbers:
    key = random_draws.key(seed, "shared-values", identifier, str(number))
    drawn = random_draws.bits_at(key, (districts * _HALF + half).astype(np.uint64))
    return (drawn >> np.uint64(64 - _HALF_BITS)).astype(np.int64)
