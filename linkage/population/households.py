"""Households, companies and namesakes: who lives with whom, sits in which company, and shares a name.

Everything is computed for the residents asked about alone. A block is a district of 65,536 residents. Relations stay
closer still: households lie within a stair of 16 residents, and companies, their officers and namesakes within a
neighbourhood of 256. So resident 4,711,003 is the same whoever was generated before, and in a city of any size: a city
of N is the first N residents.

All functions take arrays of numbers (residents and companies are counted from 0) and return arrays of the same length,
so that one person, a neighbourhood and a city are computed by the same lines.

Settled in this file, where the design is silent: namesakes come in pairs of one age group; a company exists when the
resident beside whom it has its seat does.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage import tokens
from linkage.population import random_draws
from linkage.world.model import World

BLOCK = 65_536
NEIGHBOURHOOD = 256
STAIR = 16
_STAIR_BITS = 4
COMPANIES = 10_000_000_000  # where companies' account numbers begin
HOLDERS = ("resident", "company")
ATTEMPTS = 8
_PATTERNS = 4096

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class SubjectRow(NamedTuple):
    """A resident or a company: its kind and its number, counted from 0."""

    kind: str  # resident | company
    number: int

    @property
    def id(self) -> str:
        """Its name in data: R0004711003, C0000123."""
        return tokens.resident(self.number) if self.kind == "resident" else tokens.company(self.number)

    @property
    def account_number(self) -> int:
        """The number of its account in a database that has one account for each subject."""
        return self.number if self.kind == "resident" else COMPANIES + self.number


def parse_subject(id_: str) -> SubjectRow | None:
    """The subject that an id names, or None where the id isn't written like one."""
    stem, number = tokens.trailing_number(id_)
    kind = {"R": "resident", "C": "company"}.get(stem)
    return SubjectRow(kind, number) if kind and SubjectRow(kind, number).id == id_ else None


class Population:
    """The first `residents` people of a world and seed: who exists, and who belongs together."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        self.world = world.everything
        self.seed = seed
        self.residents = residents
        self.figures = self.world.people
        self.residents_per_company = self.figures.residents_per_company
        self.companies_per_neighbourhood = max(1, NEIGHBOURHOOD // self.residents_per_company)

    def chances(self, positions: Numbers, *purpose: str) -> NDArray[np.float64]:
        return random_draws.uniforms(random_draws.key(self.seed, *purpose), positions.astype(np.uint64))

    # who exists

    @property
    def neighbourhoods(self) -> int:
        """How many neighbourhoods the population has, the last one perhaps cut short."""
        return -(-self.residents // NEIGHBOURHOOD)

    @property
    def companies(self) -> int:
        """How many companies exist: those whose seat is beside a resident of the population."""
        full, rest = divmod(self.residents, NEIGHBOURHOOD)
        return full * self.companies_per_neighbourhood + min(
            -(-rest // self.residents_per_company), self.companies_per_neighbourhood
        )

    def size(self, holder: str) -> int:
        """How many residents, or companies, there are."""
        return self.residents if holder == "resident" else self.companies

    def per_neighbourhood(self, holder: str) -> int:
        """How many residents, or companies, a full neighbourhood has."""
        return NEIGHBOURHOOD if holder == "resident" else self.companies_per_neighbourhood

    def block(self, holder: str) -> int:
        """How many residents, or companies, a full block has."""
        return BLOCK // NEIGHBOURHOOD * self.per_neighbourhood(holder)

    def members(self, holder: str, neighbourhood: int) -> Numbers:
        """The residents, or companies, of a neighbourhood."""
        first = neighbourhood * self.per_neighbourhood(holder)
        return np.arange(first, min(first + self.per_neighbourhood(holder), self.size(holder)), dtype=np.int64)

    def exists(self, row: SubjectRow) -> bool:
        """Whether a subject belongs to the population."""
        return row.number < self.size(row.kind)

    def neighbourhood_of(self, row: SubjectRow) -> int:
        """The neighbourhood in which a subject lives."""
        return row.number // self.per_neighbourhood(row.kind)

    # households, ages, names, seats

    @cached_property
    def _patterns(self) -> tuple[Numbers, Numbers]:
        """Partitions of a stair of 16 residents into households: for each position the household's start and size."""
        starts = np.zeros((_PATTERNS, STAIR), dtype=np.int64)
        sizes = np.ones((_PATTERNS, STAIR), dtype=np.int64)
        remaining = np.zeros(_PATTERNS, dtype=np.int64)
        pattern_numbers = np.arange(_PATTERNS, dtype=np.int64)
        for position in range(STAIR):
            chances = self.chances(pattern_numbers * STAIR + position, "household", "sizes")
            size = np.minimum(
                1 + random_draws.weighted_choices(self.figures.household_sizes, chances), STAIR - position
            )
            begins = remaining == 0
            before = max(position - 1, 0)
            starts[:, position] = np.where(begins, position, starts[:, before])
            sizes[:, position] = np.where(begins, size, sizes[:, before])
            remaining = np.where(begins, size, remaining) - 1
        return starts, sizes

    def household(self, residents: Numbers) -> tuple[Numbers, Numbers]:
        """The first member and the size of each resident's household."""
        starts, sizes = self._patterns
        pattern, position = self._stairs(residents)
        return residents - position + starts[pattern, position], sizes[pattern, position]

    def _stairs(self, residents: Numbers) -> tuple[Numbers, Numbers]:
        """The pattern of each resident's stair, and the resident's position in it."""
        pattern = (self.chances(residents >> _STAIR_BITS, "household") * _PATTERNS).astype(np.int64)
        return pattern, residents & (STAIR - 1)

    @cached_property
    def _is_later_member(self) -> NDArray[np.bool_]:
        """For each pattern and position, whether it is a household's third or later member."""
        return np.asarray((np.arange(STAIR) - self._patterns[0] >= 2).ravel())

    def is_child(self, residents: Numbers) -> Flags:
        """Which residents are under 18: some of a household's third and later members are."""
        pattern, position = self._stairs(residents)
        pattern <<= _STAIR_BITS
        pattern |= position
        is_child = self._is_later_member[pattern]
        candidates = np.flatnonzero(is_child)
        is_child[candidates] = self.chances(residents[candidates], "under-18") < self.figures.under_18
        return is_child

    def group_names(self, holder: str) -> tuple[str, ...]:
        """The age groups, or company sizes, in the order of `groups`."""
        if holder == "company":
            return tuple(name for name, _ in self.figures.company_sizes)
        return ("under-18", *(name for name, _ in self.figures.age_groups))

    def groups(self, holder: str, numbers: Numbers) -> Numbers:
        """The age group of each resident, or the size of each company, as an index into `group_names`."""
        if holder == "company":
            sizes = [weight for _, weight in self.figures.company_sizes]
            return random_draws.weighted_choices(sizes, self.chances(numbers, "company-size"))
        weights = [weight for _, weight in self.figures.age_groups]
        adult = 1 + random_draws.weighted_choices(weights, self.chances(numbers, "age-group"))
        return np.where(self.is_child(numbers), 0, adult)

    def children(self, residents: Numbers) -> NDArray[np.int64]:
        """A row for each resident: its children under 18, and -1. A household's first two members are their parents."""
        most_members = len(self.figures.household_sizes)
        children = np.full((len(residents), most_members), -1, dtype=np.int64)
        start, size = self.household(residents)
        parents = np.flatnonzero((residents - start < 2) & (size > 2))
        members = start[parents, None] + np.arange(most_members, dtype=np.int64)
        inside = (
            (np.arange(most_members) >= 2)
            & (np.arange(most_members) < size[parents, None])
            & (members < self.residents)
        )
        candidates = members[inside]
        inside[inside] = self.is_child(candidates)
        children[parents] = np.where(inside, members, -1)
        return children

    def officers(self, companies: Numbers) -> NDArray[np.int64]:
        """A row for each company: its officers, who are adults, in order, and -1."""
        neighbourhood = companies // self.companies_per_neighbourhood
        company_number = companies % self.companies_per_neighbourhood
        first = neighbourhood * NEIGHBOURHOOD + company_number * self.residents_per_company
        seats = np.array([dict(self.figures.officers).get(name, 1) for name in self.group_names("company")])
        wanted = seats[self.groups("company", companies)]
        chosen = np.full((len(companies), ATTEMPTS), -1, dtype=np.int64)
        filled = np.zeros(len(companies), dtype=np.int64)
        for attempt in range(ATTEMPTS):
            chances = self.chances(companies * ATTEMPTS + attempt, "officers")
            candidates = first + (chances * self.residents_per_company).astype(np.int64)
            fits = (filled < wanted) & ~(chosen == candidates[:, None]).any(axis=1) & ~self.is_child(candidates)
            chosen[np.flatnonzero(fits), filled[fits]] = candidates[fits]
            filled += fits
        chosen[chosen >= self.residents] = -1
        return chosen

    def company_of(self, residents: Numbers) -> Numbers:
        """The company in which each resident is an officer, or -1."""
        neighbourhood = residents // NEIGHBOURHOOD
        company_number = residents % NEIGHBOURHOOD // self.residents_per_company
        company = neighbourhood * self.companies_per_neighbourhood + company_number
        is_officer = (self.officers(company) == residents[:, None]).any(axis=1)
        return np.where(
            is_officer & (company_number < self.companies_per_neighbourhood) & (company < self.companies), company, -1
        )

    def namesake(self, residents: Numbers) -> Numbers:
        """The resident who shares each resident's name and birth date, or -1; perhaps one beyond the population."""
        partner = residents ^ (NEIGHBOURHOOD // 2)
        low, high = np.minimum(residents, partner), np.maximum(residents, partner)
        is_pair = self.chances(low, "namesake") < self.figures.namesakes
        same_group = np.zeros(len(residents), dtype=np.bool_)
        same_group[is_pair] = self.groups("resident", low[is_pair]) == self.groups("resident", high[is_pair])
        return np.where(same_group, partner, -1)


def is_among(numbers: Numbers, members: Numbers) -> Flags:
    """Which numbers stand in a sorted list."""
    if not len(members):
        return np.zeros(len(numbers), dtype=np.bool_)
    positions = np.minimum(np.searchsorted(members, numbers), len(members) - 1)
    return np.asarray(members[positions] == numbers)
