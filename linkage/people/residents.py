"""Who the invented people are: everything about some residents and companies, computed for them alone.

A block is a district of 65,536 residents. Inside it, ties stay even closer: households lie within a stair of 16
residents, and companies, their officers, the strangers of wrong registrations and namesakes within a neighbourhood
of 256. So whatever a record can reach lies in the neighbourhood of its subject, and resident 4,711,003 is the same
whoever was made before, and in a city of any size. A city of N is the first N residents: a cell that would name
somebody beyond N is blank.

All functions take arrays of numbers (residents and companies are counted from 0) and give arrays of the same length,
so that one person, a neighbourhood and a city are made by the same lines. A value is the number of its token; -1 is
none.

Settled here, where the design is silent:
- incidence is drawn over all places of a block and children drop out, so `per_100k` is a rate among adults;
- people under 18 have none of the values that one may lack (phones, payment accounts, plates);
- a roll whose first identifier is phone, payment account, plate or company number has an account for every such
  value, so `coverage` isn't asked there;
- a wrong household cell holds another adult's value; where nobody fits, the cell is right;
- namesakes come in pairs of one age group.

Knows nothing of records' ways, of rules or of what-ifs: people are made from all that the folder says.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage import tokens
from linkage.people import draws
from linkage.world.model import Database, RegisterRow, World

BLOCK = 65_536
NEIGHBOURHOOD = 256
STAIR = 16
COMPANIES = 10_000_000_000  # where companies' account numbers begin
HOLDERS = ("resident", "company")
_A_VALUE_EACH = frozenset({"phone", "payment-account", "plate", "company-number"})
_PATTERNS = 4096
_ATTEMPTS = 8

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Subject(NamedTuple):
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


def subject(id_: str) -> Subject | None:
    """The subject that a name means, if it is one of ours."""
    stem, number = tokens.trailing_number(id_)
    kind = {"R": "resident", "C": "company"}.get(stem)
    return Subject(kind, number) if kind and Subject(kind, number).id == id_ else None


class Accounts(NamedTuple):
    """Some accounts in one roll: their places in draws, and whose they are."""

    holder: str
    places: Numbers
    owners: Numbers


class Town:
    """The first `residents` people of a world and seed."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        self.world = world.everything
        self.seed = seed
        self.residents = residents
        self.figures = self.world.people
        self.weights = dict(self.figures.values)
        self.near = self.figures.residents_per_company
        self.companies_each = max(1, NEIGHBOURHOOD // self.near)
        self.drawn = lru_cache(maxsize=4096)(self._drawn)
        self.wrong_places = lru_cache(maxsize=4096)(self._wrong_places)

    def _chances(self, places: Numbers, *purpose: str) -> NDArray[np.float64]:
        return draws.uniforms(draws.key(self.seed, *purpose), places.astype(np.uint64))

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

    def exists(self, who: Subject) -> bool:
        """Whether somebody is in this town."""
        return who.number < self.size(who.kind)

    def neighbourhood_of(self, who: Subject) -> int:
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
            chances = self._chances(rows * STAIR + place, "household", "sizes")
            size = np.minimum(1 + draws.picks(self.figures.household_sizes, chances), STAIR - place)
            begins = left == 0
            before = max(place - 1, 0)
            starts[:, place] = np.where(begins, place, starts[:, before])
            sizes[:, place] = np.where(begins, size, sizes[:, before])
            left = np.where(begins, size, left) - 1
        return starts, sizes

    def household(self, residents: Numbers) -> tuple[Numbers, Numbers]:
        """The first member and the size of each resident's household."""
        starts, sizes = self._patterns
        stair, slot = residents // STAIR, residents % STAIR
        pattern = (self._chances(stair, "household") * _PATTERNS).astype(np.int64)
        return residents - slot + starts[pattern, slot], sizes[pattern, slot]

    def is_child(self, residents: Numbers) -> Flags:
        """Who is under 18: some of a household's third and later members are."""
        start, _ = self.household(residents)
        return (residents - start >= 2) & (self._chances(residents, "under-18") < self.figures.under_18)

    def group_names(self, holder: str) -> tuple[str, ...]:
        """The age groups, or company sizes, in the order of `groups`."""
        if holder == "company":
            return tuple(name for name, _ in self.figures.company_sizes)
        return ("under-18", *(name for name, _ in self.figures.age_groups))

    def groups(self, holder: str, numbers: Numbers) -> Numbers:
        """Each one's age group, or company size, as a place in `group_names`."""
        if holder == "company":
            sizes = [weight for _, weight in self.figures.company_sizes]
            return draws.picks(sizes, self._chances(numbers, "company-size"))
        weights = [weight for _, weight in self.figures.age_groups]
        adult = 1 + draws.picks(weights, self._chances(numbers, "age-group"))
        return np.where(self.is_child(numbers), 0, adult)

    def children(self, residents: Numbers) -> NDArray[np.int64]:
        """A row of 16 places a resident: its children under 18, and -1. A household's first two members have them."""
        start, size = self.household(residents)
        places = np.arange(STAIR, dtype=np.int64)
        members = start[:, None] + places
        inside = (places >= 2) & (places < size[:, None]) & (residents - start < 2)[:, None]
        inside &= members < self.residents
        found = np.where(inside, members, -1)
        found[inside] = np.where(self.is_child(members[inside]), members[inside], -1)
        return found

    def officers(self, companies: Numbers) -> NDArray[np.int64]:
        """A row of places a company: the adults who sit in it, in order, and -1."""
        place, slot = companies // self.companies_each, companies % self.companies_each
        first = place * NEIGHBOURHOOD + slot * self.near
        seats = np.array([dict(self.figures.officers).get(name, 1) for name in self.group_names("company")])
        wanted = seats[self.groups("company", companies)]
        chosen = np.full((len(companies), _ATTEMPTS), -1, dtype=np.int64)
        filled = np.zeros(len(companies), dtype=np.int64)
        for attempt in range(_ATTEMPTS):
            chances = self._chances(companies * _ATTEMPTS + attempt, "officers")
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
        pairs = self._chances(low, "namesake") < self.figures.namesakes
        same = np.zeros(len(residents), dtype=np.bool_)
        same[pairs] = self.groups("resident", low[pairs]) == self.groups("resident", high[pairs])
        return np.where(same, other, -1)

    # values

    def has_values(self, identifier: str, holder: str) -> bool:
        """Whether residents, or companies, can own values of an identifier."""
        return self.world.identifiers[identifier].holds == ("residents" if holder == "resident" else "companies")

    def most(self, identifier: str) -> int:
        """How many values of an identifier one can have at most: value n belongs to subject n // most."""
        return max(1, len(self.weights.get(identifier, (0.0, 1.0))) - 1)

    def may_lack(self, identifier: str) -> bool:
        """Whether one may have none, or several, values of an identifier."""
        return identifier in self.weights and self.world.identifiers[identifier].holds == "residents"

    def shared(self, identifier: str) -> bool:
        """Whether namesakes share its values."""
        declared = self.world.identifiers[identifier]
        return declared.strength == "weak" and declared.holds == "residents" and not self.may_lack(identifier)

    def value_counts(self, identifier: str, holder: str, numbers: Numbers) -> Numbers:
        """How many values of an identifier each one owns."""
        if not self.has_values(identifier, holder):
            return np.zeros(len(numbers), dtype=np.int64)
        if not self.may_lack(identifier):
            return np.ones(len(numbers), dtype=np.int64)
        counts = draws.picks(self.weights[identifier], self._chances(numbers, "values", identifier))
        return np.where(self.is_child(numbers), 0, counts)

    def value(self, identifier: str, numbers: Numbers, place: Numbers | int = 0) -> Numbers:
        """Each one's value at a place (below its count): the namesake's where names are shared."""
        if self.shared(identifier):
            other = self.namesake(numbers)
            return np.where(other >= 0, np.minimum(numbers, other), numbers)
        most = self.most(identifier) if self.may_lack(identifier) else 1
        return numbers * most + place

    # accounts

    def a_value_each(self, database: Database) -> bool:
        """Whether a roll has an account for each value of its first identifier."""
        return database.identifiers[0] in _A_VALUE_EACH

    def accounts(self, database: Database, holder: str, numbers: Numbers) -> Accounts:
        """The accounts that some subjects have in a roll beforehand, in the order of subjects."""
        none = np.empty(0, dtype=np.int64)
        if not database.can_hold(holder):
            return Accounts(holder, none, none)
        if self.a_value_each(database):
            first = database.identifiers[0]
            counts = self.value_counts(first, holder, numbers)
            owners = np.repeat(numbers, counts)
            begins = np.repeat(np.cumsum(counts) - counts, counts)
            return Accounts(holder, self.value(first, owners, np.arange(len(owners)) - begins), owners)
        numbers = numbers[self.covered(database, holder, numbers)]
        return Accounts(holder, numbers, numbers)

    def covered(self, database: Database, holder: str, numbers: Numbers) -> Flags:
        """Who has an account in a roll that has one a subject."""
        if database.coverage is None:
            return np.ones(len(numbers), dtype=np.bool_)
        return self._chances(numbers, "coverage", database.id, holder) < database.coverage

    def cells(self, database: Database, identifier: str, accounts: Accounts) -> Numbers:
        """What accounts hold in a column: one of the owner's values, drawn once, or what was registered."""
        chosen = self._chosen(database, identifier, accounts)
        figures = self.figures_of(database.id).get(identifier)
        return chosen if figures is None else self._registered(database, figures, accounts, chosen)

    def _chosen(self, database: Database, identifier: str, accounts: Accounts) -> Numbers:
        if self.a_value_each(database) and identifier == database.identifiers[0]:
            return accounts.places.copy()
        purpose = ("column", database.id, identifier)
        return self._one_of(identifier, accounts.holder, accounts.owners, accounts.places, purpose)

    def _one_of(
        self, identifier: str, holder: str, owners: Numbers, places: Numbers, purpose: tuple[str, ...]
    ) -> Numbers:
        """One of each owner's values, drawn for a place; -1 where there is none."""
        counts = self.value_counts(identifier, holder, owners)
        drawn: Numbers | int = 0
        if self.may_lack(identifier):
            drawn = (self._chances(places, *purpose, holder) * counts).astype(np.int64)
        return np.where(counts > 0, self.value(identifier, owners, drawn), -1)

    @lru_cache(maxsize=256)  # noqa: B019 - a town lives as long as its tables do
    def figures_of(self, database: str) -> dict[str, RegisterRow]:
        """The register rows of a database that say how a column is filled, by that column."""
        rows = self.world.registers.values()
        return {row.to: row for row in rows if row.database == database and row.carries_figures}

    def places_each(self, database: Database, holder: str) -> int:
        """How many places for accounts a roll has for each subject."""
        return self.most(database.identifiers[0]) if self.a_value_each(database) and holder == "resident" else 1

    def _wrong_places(self, database: str, to: str, holder: str, block: int) -> Numbers:
        """The places of one block whose cell is somebody else's, sorted."""
        figures = self.figures_of(database)[to]
        share = (figures.wrong_household or 0.0) + (figures.wrong_stranger or 0.0)
        size = self.block(holder) * self.places_each(self.world.databases[database], holder)
        purpose = draws.key(self.seed, "register", database, to, holder, str(block))
        return draws.positions(purpose, share, size) + block * size

    def _is_wrong(self, database: Database, to: str, accounts: Accounts) -> Flags:
        """Which accounts' cells are somebody else's."""
        size = self.block(accounts.holder) * self.places_each(database, accounts.holder)
        found = np.zeros(len(accounts.places), dtype=np.bool_)
        blocks = accounts.places // size
        for block in np.unique(blocks):
            wrong = self.wrong_places(database.id, to, accounts.holder, int(block))
            here = np.flatnonzero(blocks == block)
            found[here] = is_among(accounts.places[here], wrong)
        return found

    def _registered(self, database: Database, figures: RegisterRow, accounts: Accounts, right: Numbers) -> Numbers:
        """What a register holds: a household member's value, a stranger's, the right one, or nothing."""
        household, stranger = figures.wrong_household or 0.0, figures.wrong_stranger or 0.0
        purpose = ("register", database.id, figures.to, accounts.holder)
        found = right.copy()
        if figures.coverage is not None:
            rest = 1 - household - stranger
            filled = (figures.coverage - household - stranger) / rest if rest > 0 else 1.0
            found[self._chances(accounts.places, *purpose, "filled") >= filled] = -1
        wrong = np.flatnonzero(self._is_wrong(database, figures.to, accounts))
        if len(wrong):
            some = Accounts(accounts.holder, accounts.places[wrong], accounts.owners[wrong])
            from_home = self._chances(some.places, *purpose, "whose") * (household + stranger) < household
            others = np.where(from_home, self._relatives(some, purpose), self._strangers(some, purpose))
            found[wrong] = self._others_values(figures.to, some, others, right[wrong], purpose)
        return found

    def _others_values(
        self, identifier: str, accounts: Accounts, others: Numbers, right: Numbers, purpose: tuple[str, ...]
    ) -> Numbers:
        known = np.where(others >= 0, others, 0)
        values = self._one_of(identifier, accounts.holder, known, accounts.places, (*purpose, "value"))
        found = np.where((others >= 0) & (values >= 0), values, right)
        return np.where((others >= self.size(accounts.holder)) & (values >= 0), -1, found)

    def _relatives(self, accounts: Accounts, purpose: tuple[str, ...]) -> Numbers:
        """Another adult of each owner's household, or -1."""
        owners = accounts.owners
        if accounts.holder == "company":
            return np.full(len(owners), -1, dtype=np.int64)
        start, size = self.household(owners)
        places = np.arange(STAIR, dtype=np.int64)
        members = start[:, None] + places
        fits = (places < size[:, None]) & (members != owners[:, None])
        fits &= ~self.is_child(members.ravel()).reshape(members.shape)
        counts = fits.sum(axis=1)
        drawn = (self._chances(accounts.places, *purpose, "who") * counts).astype(np.int64)
        chosen = ((np.cumsum(fits, axis=1) - 1 == drawn[:, None]) & fits).argmax(axis=1)
        return np.where(counts > 0, members[np.arange(len(owners)), chosen], -1)

    def _strangers(self, accounts: Accounts, purpose: tuple[str, ...]) -> Numbers:
        """Another adult of the neighbourhood who is not of the household, or another company of it; or -1."""
        owners, each = accounts.owners, self.each(accounts.holder)
        first = owners - owners % each
        found = np.full(len(owners), -1, dtype=np.int64)
        for attempt in range(_ATTEMPTS):
            chances = self._chances(accounts.places * _ATTEMPTS + attempt, *purpose, "stranger")
            others = first + (chances * each).astype(np.int64)
            fits = (found < 0) & (others != owners)
            if accounts.holder == "resident":
                fits &= ~self.is_child(others) & (self.household(others)[0] != self.household(owners)[0])
            found[fits] = others[fits]
        return found

    # incidence

    def _drawn(self, kind: str, holder: str, block: int) -> Numbers:
        """The numbers of one block's residents, or companies, whom incidence draws for a record kind, sorted."""
        share = (self.world.record_kinds[kind].per_100k or 0.0) / 100_000
        size = self.block(holder)
        return draws.positions(draws.key(self.seed, "incidence", kind, holder, str(block)), share, size) + block * size

    def holders(self, kind: str, holder: str, numbers: Numbers) -> Numbers:
        """Those of some residents (or companies) of one block who have a record of a kind: adults only."""
        home = self.world.databases[self.world.record_kinds[kind].home]
        if not len(numbers) or not home.can_hold(holder):
            return numbers[:0]
        drawn = self.drawn(kind, holder, int(numbers[0]) // self.block(holder))
        found = numbers[is_among(numbers, drawn)]
        return found[~self.is_child(found)] if holder == "resident" else found

    def suspected(self, kind: str, holder: str, numbers: Numbers) -> Flags:
        """Whose record of a kind is not yet confirmed."""
        share = self.world.record_kinds[kind].suspected or 0.0
        return self._chances(numbers, "suspected", kind, holder) < share

    def home_draws(self, kind: str, holder: str, numbers: Numbers) -> NDArray[np.float64]:
        """Which of several home accounts incidence takes: a number in [0, 1), to be multiplied by their count."""
        return self._chances(numbers, "home", kind, holder)


def is_among(numbers: Numbers, listed: Numbers) -> Flags:
    """Which numbers stand in a sorted list."""
    if not len(listed):
        return np.zeros(len(numbers), dtype=np.bool_)
    places = np.minimum(np.searchsorted(listed, numbers), len(listed) - 1)
    return np.asarray(listed[places] == numbers)
