"""Who lives with whom: residents, companies and the ties between them, each computed for those asked about alone.

A block is a district of 65,536 residents. Inside it, ties stay even closer: households lie within a stair of 16
residents, and companies, their officers and namesakes within a neighbourhood of 256. So resident 4,711,003 is the
same whoever was made before, and in a city of any size: a city of N is the first N residents.

All functions take arrays of numbers (residents and companies are counted from 0) and give arrays of the same length,
so that one person, a neighbourhood and a city are made by the same lines.

Settled here, where the design is silent: namesakes come in pairs of one age group; a company exists when the resident
beside whom it has its seat does.
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
        """The number of its account where it has one a subject."""
        return self.number if self.kind == "resident" else COMPANIES + self.number


def subject(id_: str) -> SubjectRow | None:
    """The subject that a name means, if it is one of ours."""
    stem, number = tokens.trailing_number(id_)
    kind = {"R": "resident", "C": "company"}.get(stem)
    return SubjectRow(kind, number) if kind and SubjectRow(kind, number).id == id_ else None


class Population:
    """The first `residents` people of a world and seed: who there is, and who belongs together."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        self.world = world.everything
        self.seed = seed
        self.residents = residents
        self.figures = self.world.people
        self.near = self.figures.residents_per_company
        self.companies_each = max(1, NEIGHBOURHOOD // self.near)

    def chances(self, places: Numbers, *purpose: str) -> NDArray[np.float64]:
        return random_draws.uniforms(random_draws.key(self.seed, *purpose), places.astype(np.uint64))

    # who there is

    @property
    def neighbourhoods(self) -> int:
        """How many neighbourhoods the town has, the last one perhaps cut short."""
        return -(-self.residents // NEIGHBOURHOOD)

    @property
    def companies(self) -> int:
        """How many companies there are: those whose seat is beside a resident of the town."""
        full, rest = divmod(self.residents, NEIGHBOURHOOD)
        return full * self.companies_each + min(-(-rest // self.near), self.companies_each)

    def size(self, holder: str) -> int:
        """How many residents, or companies, there are."""
        return self.residents if holder == "resident" else self.companies

    def each(self, holder: str) -> int:
        """How many residents, or companies, a full neighbourhood has."""
        return NEIGHBOURHOOD if holder == "resident" else self.companies_each

    def block(self, holder: str) -> int:
        """How many residents, or companies, a full block has."""
        return BLOCK // NEIGHBOURHOOD * self.each(holder)

    def members(self, holder: str, neighbourhood: int) -> Numbers:
        """The residents, or companies, of a neighbourhood."""
        first = neighbourhood * self.each(holder)
        return np.arange(first, min(first + self.each(holder), self.size(holder)), dtype=np.int64)

    def exists(self, who: SubjectRow) -> bool:
        """Whether somebody is in this town."""
        return who.number < self.size(who.kind)

    def neighbourhood_of(self, who: SubjectRow) -> int:
        """Where a subject lives."""
        return who.number // self.each(who.kind)

    # households, ages, names, seats

    @cached_property
    def _patterns(self) -> tuple[Numbers, Numbers]:
        """Ways to part a stair of 16 residents into households: each place's start and size."""
        starts = np.zeros((_PATTERNS, STAIR), dtype=np.int64)
        sizes = np.ones((_PATTERNS, STAIR), dtype=np.int64)
        left = np.zeros(_PATTERNS, dtype=np.int64)
        rows = np.arange(_PATTERNS, dtype=np.int64)
        for place in range(STAIR):
            chances = self.chances(rows * STAIR + place, "household", "sizes")
            size = np.minimum(1 + random_draws.picks(self.figures.household_sizes, chances), STAIR - place)
            begins = left == 0
            before = max(place - 1, 0)
            starts[:, place] = np.where(begins, place, starts[:, before])
            sizes[:, place] = np.where(begins, size, sizes[:, before])
            left = np.where(begins, size, left) - 1
        return starts, sizes

    def household(self, residents: Numbers) -> tuple[Numbers, Numbers]:
        """The first member and the size of each resident's household."""
        starts, sizes = self._patterns
        pattern, slot = self._stairs(residents)
        return residents - slot + starts[pattern, slot], sizes[pattern, slot]

    def _stairs(self, residents: Numbers) -> tuple[Numbers, Numbers]:
        """The pattern of each resident's stair, and the resident's place in it."""
        pattern = (self.chances(residents >> _STAIR_BITS, "household") * _PATTERNS).astype(np.int64)
        return pattern, residents & (STAIR - 1)

    @cached_property
    def _later(self) -> NDArray[np.bool_]:
        """Of each pattern and place, whether it is a household's third or later member."""
        return np.asarray((np.arange(STAIR) - self._patterns[0] >= 2).ravel())

    def is_child(self, residents: Numbers) -> Flags:
        """Who is under 18: some of a household's third and later members are."""
        pattern, slot = self._stairs(residents)
        pattern <<= _STAIR_BITS
        pattern |= slot
        found = self._later[pattern]
        later = np.flatnonzero(found)
        found[later] = self.chances(residents[later], "under-18") < self.figures.under_18
        return found

    def group_names(self, holder: str) -> tuple[str, ...]:
        """The age groups, or company sizes, in the order of `groups`."""
        if holder == "company":
            return tuple(name for name, _ in self.figures.company_sizes)
        return ("under-18", *(name for name, _ in self.figures.age_groups))

    def groups(self, holder: str, numbers: Numbers) -> Numbers:
        """Each one's age group, or company size, as a place in `group_names`."""
        if holder == "company":
            sizes = [weight for _, weight in self.figures.company_sizes]
            return random_draws.picks(sizes, self.chances(numbers, "company-size"))
        weights = [weight for _, weight in self.figures.age_groups]
        adult = 1 + random_draws.picks(weights, self.chances(numbers, "age-group"))
        return np.where(self.is_child(numbers), 0, adult)

    def children(self, residents: Numbers) -> NDArray[np.int64]:
        """A row of places a resident: its children under 18, and -1. A household's first two members have them."""
        most = len(self.figures.household_sizes)
        found = np.full((len(residents), most), -1, dtype=np.int64)
        start, size = self.household(residents)
        parents = np.flatnonzero((residents - start < 2) & (size > 2))
        members = start[parents, None] + np.arange(most, dtype=np.int64)
        inside = (np.arange(most) >= 2) & (np.arange(most) < size[parents, None]) & (members < self.residents)
        there = members[inside]
        inside[inside] = self.is_child(there)
        found[parents] = np.where(inside, members, -1)
        return found

    def officers(self, companies: Numbers) -> NDArray[np.int64]:
        """A row of places a company: the adults who sit in it, in order, and -1."""
        place, slot = companies // self.companies_each, companies % self.companies_each
        first = place * NEIGHBOURHOOD + slot * self.near
        seats = np.array([dict(self.figures.officers).get(name, 1) for name in self.group_names("company")])
        wanted = seats[self.groups("company", companies)]
        chosen = np.full((len(companies), ATTEMPTS), -1, dtype=np.int64)
        filled = np.zeros(len(companies), dtype=np.int64)
        for attempt in range(ATTEMPTS):
            chances = self.chances(companies * ATTEMPTS + attempt, "officers")
            who = first + (chances * self.near).astype(np.int64)
            fits = (filled < wanted) & ~(chosen == who[:, None]).any(axis=1) & ~self.is_child(who)
            chosen[np.flatnonzero(fits), filled[fits]] = who[fits]
            filled += fits
        chosen[chosen >= self.residents] = -1
        return chosen

    def company_of(self, residents: Numbers) -> Numbers:
        """The company in which each resident is an officer, or -1."""
        place, slot = residents // NEIGHBOURHOOD, residents % NEIGHBOURHOOD // self.near
        company = place * self.companies_each + slot
        sits = (self.officers(company) == residents[:, None]).any(axis=1)
        return np.where(sits & (slot < self.companies_each) & (company < self.companies), company, -1)

    def namesake(self, residents: Numbers) -> Numbers:
        """The resident who shares each one's name and birth date, or -1; perhaps one beyond the town."""
        other = residents ^ (NEIGHBOURHOOD // 2)
        low, high = np.minimum(residents, other), np.maximum(residents, other)
        pairs = self.chances(low, "namesake") < self.figures.namesakes
        same = np.zeros(len(residents), dtype=np.bool_)
        same[pairs] = self.groups("resident", low[pairs]) == self.groups("resident", high[pairs])
        return np.where(same, other, -1)


def is_among(numbers: Numbers, listed: Numbers) -> Flags:
    """Which numbers stand in a sorted list."""
    if not len(listed):
        return np.zeros(len(numbers), dtype=np.bool_)
    places = np.minimum(np.searchsorted(listed, numbers), len(listed) - 1)
    return np.asarray(listed[places] == numbers)
