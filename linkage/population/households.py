"""Households, companies and namesakes: who lives with whom, sits in which company, and shares a name.

Everything is computed for the residents asked about alone. A block is a district of 65,536 residents. Relations stay
closer still: households lie within a stair of 16 residents, and companies, their officers and namesakes within a
neighbourhood of 256. So resident 4,711,003 is the same whoever was generated before, and in a city of any size: a city
of N is the first N residents.

All functions take arrays of numbers (residents and companies are counted from 0) and return arrays of the same length,
so that one person, a neighbourhood and a city are computed by the same lines.

Settled in this file, where the design is silent: namesakes come in pairs of one age group; a company exists when the
resident beside whom it has its seat does, and none does in a world that speaks of no companies.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage import tokens
from linkage.population import random_draws
from linkage.population.household_sizes import fitted_weights, next_sizes
from linkage.world.model import World

BLOCK = 65_536
NEIGHBOURHOOD = 256
STAIR = 16
_STAIR_BITS = 4
_STAIRS = BLOCK // STAIR  # of a block
COMPANIES = 10_000_000_000  # where companies' account numbers begin
IN_A_ROLL = 20_000_000_000  # how much higher the rows are that records open in a roll
HOLDERS = ("resident", "company")
ATTEMPTS = 8
_PATTERNS = 4096
EDITION = "1496"
"""Which edition of households, officers and wrong cells is drawn: every one has the same shares, and other people.

In this one the bundled stories find in their small populations whom they are about.
"""
_NEIGHBOURHOODS = BLOCK // NEIGHBOURHOOD  # of a block
_NEIGHBOURHOODS_AT_ONCE = 1024

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
        self.companies_per_block = max(1, round(BLOCK / self.figures.residents_per_company))
        self.has_companies = _speaks_of_companies(self.world)
        self._remembered: tuple[int, NDArray[np.uint16]] = (0, np.empty(0, dtype=np.uint16))

    def chances(self, positions: Numbers, *purpose: str) -> NDArray[np.float64]:
        return random_draws.uniforms(random_draws.key(self.seed, *purpose), positions.view(np.uint64))

    def are_drawn(self, share: float, positions: Numbers, *purpose: str) -> Flags:
        """At which positions the chance for a purpose is below a share."""
        return random_draws.are_below(random_draws.key(self.seed, *purpose), positions.view(np.uint64), share)

    # who exists

    @property
    def neighbourhoods(self) -> int:
        """How many neighbourhoods the population has, the last one perhaps cut short."""
        return -(-self.residents // NEIGHBOURHOOD)

    @property
    def companies(self) -> int:
        """How many companies exist: those whose seat is beside a resident of the population."""
        if not self.has_companies:
            return 0
        full, rest = divmod(self.residents, NEIGHBOURHOOD)
        first, count = (int(number[0]) for number in self._companies_in(np.array([full])))
        return first + min(-(-rest // (NEIGHBOURHOOD // max(count, 1))), count)

    def size(self, holder: str) -> int:
        """How many residents, or companies, there are."""
        return self.residents if holder == "resident" else self.companies

    def block(self, holder: str) -> int:
        """How many residents, or companies, a full block has."""
        return BLOCK if holder == "resident" else self.companies_per_block

    def members(self, holder: str, neighbourhood: int) -> Numbers:
        """The residents, or companies, of a neighbourhood."""
        first, count = self._subjects_in(holder, np.array([neighbourhood]))
        return np.arange(first[0], min(first[0] + count[0], self.size(holder)), dtype=np.int64)

    def _subjects_in(self, holder: str, neighbourhoods: Numbers) -> tuple[Numbers, Numbers]:
        """The first resident (or company) of each full neighbourhood, and how many it has."""
        if holder == "company":
            return self._companies_in(neighbourhoods)
        return neighbourhoods * NEIGHBOURHOOD, np.full(len(neighbourhoods), NEIGHBOURHOOD)

    def _companies_in(self, neighbourhoods: Numbers) -> tuple[Numbers, Numbers]:
        """The first company of each neighbourhood, and how many it has: those of a block spread over it evenly."""
        first, after = (
            number // _NEIGHBOURHOODS * self.companies_per_block
            - (-(number % _NEIGHBOURHOODS) * self.companies_per_block // _NEIGHBOURHOODS)
            for number in (neighbourhoods, neighbourhoods + 1)
        )
        return first, after - first

    def exists(self, row: SubjectRow) -> bool:
        """Whether a subject belongs to the population."""
        return row.number < self.size(row.kind)

    def neighbourhood_of(self, row: SubjectRow) -> int:
        """The neighbourhood in which a subject lives."""
        return int(self.neighbourhoods_of(row.kind, np.array([row.number]))[0])

    def neighbourhoods_of(self, holder: str, numbers: Numbers) -> Numbers:
        """The neighbourhood in which each resident lives, or each company has its seat."""
        if holder == "resident":
            return numbers // NEIGHBOURHOOD
        block, place = numbers // self.companies_per_block, numbers % self.companies_per_block
        return block * _NEIGHBOURHOODS + place * _NEIGHBOURHOODS // self.companies_per_block

    # households, ages, names, seats

    @cached_property
    def patterns(self) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """Partitions of a stair of 16 residents into households: for each position the household's start and size.

        Small numbers, `int8[4096, 16]` each: a server holds the people of many seeds.

        The draws at a position are spread evenly over the patterns, so that these few have the shares of very many.
        """
        starts = np.zeros((_PATTERNS, STAIR), dtype=np.int64)
        sizes = np.ones((_PATTERNS, STAIR), dtype=np.int64)
        remaining = np.zeros(_PATTERNS, dtype=np.int64)
        weights = fitted_weights(self.figures.household_sizes, STAIR)
        for position in range(STAIR):
            begins = remaining == 0
            size = next_sizes(weights, STAIR - position, self._even_chances(position, begins))
            before = max(position - 1, 0)
            starts[:, position] = np.where(begins, position, starts[:, before])
            sizes[:, position] = np.where(begins, size, sizes[:, before])
            remaining = np.where(begins, size, remaining) - 1
        return starts.astype(np.int8), sizes.astype(np.int8)

    def _even_chances(self, position: int, begins: Flags) -> NDArray[np.float64]:
        """One number in each of equally many parts of [0, 1), in random order, for the patterns that go on here."""
        numbers = np.flatnonzero(begins)
        chances = np.zeros(_PATTERNS)
        order = np.argsort(self.chances(numbers * STAIR + position, "household", "sizes"), kind="stable")
        chances[numbers[order]] = (np.arange(len(numbers)) + 0.5) / len(numbers)
        return chances

    def household(self, residents: Numbers) -> tuple[Numbers, Numbers]:
        """The first member and the size of each resident's household."""
        starts, sizes = self.patterns
        pattern, position = self._stairs(residents)
        return residents - position + starts[pattern, position], sizes[pattern, position].astype(np.int64)

    def _stairs(self, residents: Numbers) -> tuple[Numbers, Numbers]:
        """The pattern of each resident's stair, and the resident's position in it."""
        return self._stair_patterns(residents >> _STAIR_BITS), residents & (STAIR - 1)

    def _stair_patterns(self, stairs: Numbers) -> Numbers:
        """The pattern of each stair."""
        return (self.chances(stairs, "household", EDITION) * _PATTERNS).astype(np.int64)

    @cached_property
    def _is_later_member(self) -> NDArray[np.bool_]:
        """For each pattern and position, whether it is a household's third or later member: `bool[patterns, 16]`."""
        return np.asarray(np.arange(STAIR) - self.patterns[0] >= 2)

    @cached_property
    def _later_members(self) -> NDArray[np.uint16]:
        """For each pattern a bit a position: whether it is a household's third or later member."""
        return np.packbits(self._is_later_member, axis=1, bitorder="little").view("<u2").ravel().astype(np.uint16)

    def remember_stairs(self, blocks: range) -> None:
        """Draw the patterns of all stairs of some successive blocks once, instead of whenever one is asked about."""
        stairs = np.arange(blocks.start * _STAIRS, blocks.stop * _STAIRS, dtype=np.int64)
        self._remembered = blocks.start * _STAIRS, self._later_members[self._stair_patterns(stairs)]

    def _later_members_of(self, stairs: Numbers) -> NDArray[np.uint16]:
        """For each stair a bit a position: whether it is a household's third or later member."""
        first, remembered = self._remembered
        if len(stairs) and len(remembered) and first <= stairs.min() and stairs.max() < first + len(remembered):
            return remembered[stairs - first]
        return self._later_members[self._stair_patterns(stairs)]

    def is_child(self, residents: Numbers) -> Flags:
        """Which residents are under 18: some of a household's third and later members are."""
        is_child = self._later_members_of(residents >> _STAIR_BITS)
        is_child >>= (residents & (STAIR - 1)).astype(np.uint16)
        is_child &= np.uint16(1)
        candidates = np.flatnonzero(is_child)
        are_children = np.zeros(len(residents), dtype=np.bool_)
        are_children[candidates] = self.are_drawn(self.figures.under_18, residents[candidates], "under-18")
        return are_children

    @cached_property
    def _child_shares(self) -> NDArray[np.float64]:
        """For each position of a stair, the share of residents there who are under 18."""
        later_shares = self._is_later_member.mean(axis=0)
        return np.asarray(later_shares * self.figures.under_18)

    @cached_property
    def adult_share(self) -> float:
        """The share of residents who aren't under 18."""
        return float(1 - self._child_shares.mean())

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
        neighbourhood = self.neighbourhoods_of("company", companies)
        first_company, count = self._companies_in(neighbourhood)
        places = NEIGHBOURHOOD // count
        first = neighbourhood * NEIGHBOURHOOD + (companies - first_company) * places
        seats = np.array([dict(self.figures.officers).get(name, 1) for name in self.group_names("company")])
        wanted = seats[self.groups("company", companies)]
        chosen = np.full((len(companies), ATTEMPTS), -1, dtype=np.int64)
        filled = np.zeros(len(companies), dtype=np.int64)
        for attempt in range(ATTEMPTS):
            chances = self.chances(companies * ATTEMPTS + attempt, "officers", EDITION)
            candidates = first + (chances * places).astype(np.int64)
            fits = (filled < wanted) & ~(chosen == candidates[:, None]).any(axis=1) & ~self.is_child(candidates)
            chosen[np.flatnonzero(fits), filled[fits]] = candidates[fits]
            filled += fits
        chosen[chosen >= self.residents] = -1
        return chosen

    def company_of(self, residents: Numbers) -> Numbers:
        """The company in which each resident is an officer, or -1."""
        neighbourhood = residents // NEIGHBOURHOOD
        first, count = self._companies_in(neighbourhood)
        place = residents % NEIGHBOURHOOD // (NEIGHBOURHOOD // np.maximum(count, 1))
        company = first + place
        could_be = np.flatnonzero((place < count) & (company < self.companies))
        companies = np.full(len(residents), -1, dtype=np.int64)
        is_officer = (self.officers(company[could_be]) == residents[could_be, None]).any(axis=1)
        companies[could_be[is_officer]] = company[could_be[is_officer]]
        return companies

    def namesake(self, residents: Numbers) -> Numbers:
        """The resident who shares each resident's name and birth date, or -1; perhaps one beyond the population."""
        share = self.figures.namesakes
        if share > self._same_group_share:
            return self._ranked_namesake(residents)
        partner = residents ^ (NEIGHBOURHOOD // 2)
        low, high = np.minimum(residents, partner), np.maximum(residents, partner)
        is_pair = self.chances(low, "namesake") * self._same_group_share < share
        same_group = np.zeros(len(residents), dtype=np.bool_)
        same_group[is_pair] = self.groups("resident", low[is_pair]) == self.groups("resident", high[is_pair])
        return np.where(same_group, partner, -1)

    @cached_property
    def _same_group_share(self) -> float:
        """How often two residents at the same position of their stairs are of one age group."""
        weights = np.array([weight for _, weight in self.figures.age_groups])
        of_adults = float(((weights / weights.sum()) ** 2).sum())
        return float((self._child_shares**2 + (1 - self._child_shares) ** 2 * of_adults).mean())

    def _ranked_namesake(self, residents: Numbers) -> Numbers:
        """`namesake` where more have one than fixed pairs give: pairs by rank in the neighbourhood's age groups."""
        neighbourhoods, rows = np.unique(residents // NEIGHBOURHOOD, return_inverse=True)
        partners = np.empty(len(residents), dtype=np.int64)
        for first in range(0, len(neighbourhoods), _NEIGHBOURHOODS_AT_ONCE):
            here = np.flatnonzero((rows >= first) & (rows < first + _NEIGHBOURHOODS_AT_ONCE))
            table = self._partners(neighbourhoods[first : first + _NEIGHBOURHOODS_AT_ONCE])
            partners[here] = table[rows[here] - first, residents[here] % NEIGHBOURHOOD]
        low = np.minimum(residents, partners)
        is_pair = (partners >= 0) & (self.chances(low, "namesake") < self.figures.namesakes)
        return np.where(is_pair, partners, -1)

    def _partners(self, neighbourhoods: Numbers) -> Numbers:
        """Each resident's partner, a row for each neighbourhood: half an age group further on; -1: one is left over."""
        members = neighbourhoods[:, None] * NEIGHBOURHOOD + np.arange(NEIGHBOURHOOD, dtype=np.int64)
        groups = self.groups("resident", members.ravel()).reshape(members.shape)
        order = np.argsort(groups, axis=1, kind="stable")
        partners = np.full(members.shape, -1, dtype=np.int64)
        for group in range(len(self.group_names("resident"))):
            size = (groups == group).sum(axis=1)
            start, half = (groups < group).sum(axis=1)[:, None], (size // 2)[:, None]
            rank = np.arange(NEIGHBOURHOOD) - start
            partner_rank = np.where(rank < half, rank + half, rank - half)
            row, place = np.nonzero((rank >= 0) & (rank < 2 * half))
            partner = order[row, (start + partner_rank)[row, place]]
            partners[row, order[row, place]] = members[row, partner]
        return partners


def _speaks_of_companies(world: World) -> bool:
    """Whether a world holds companies anywhere, or a rule or story of it falls on them or their officers."""
    return (
        any(database.holds != "residents" for database in world.databases.values())
        or any(identifier.holds == "companies" for identifier in world.identifiers.values())
        or any(rule.falls_on in ("officers", "company") for rule in world.rules.values())
        or any(story.subject in ("officer", "company") for story in world.stories.values())
    )


def is_among(numbers: Numbers, members: Numbers) -> Flags:
    """Which numbers stand in a sorted list."""
    if not len(members):
        return np.zeros(len(numbers), dtype=np.bool_)
    if len(members) * 4 < len(numbers) and (numbers[1:] > numbers[:-1]).all():  # the fewer are sought among the more
        are_among = np.zeros(len(numbers), dtype=np.bool_)
        places = np.minimum(np.searchsorted(numbers, members), len(numbers) - 1)
        are_among[places[numbers[places] == members]] = True
        return are_among
    positions = np.minimum(np.searchsorted(members, numbers), len(members) - 1)
    return np.asarray(members[positions] == numbers)
