"""Who the invented people are: each resident and company computed alone, from the world's figures and a seed.

A block is a district of 65,536 residents. Inside it, ties stay even closer: households lie within a stair of 16
residents, and companies, their officers, the strangers of wrong registrations and namesakes within a neighbourhood
of 256. So whatever a record can reach lies in the neighbourhood of its subject, and resident 4,711,003 is the same
whoever was made before, and in a city of any size. A city of N is the first N residents: a cell that would name
somebody beyond N is blank.

Settled here, where the design is silent:
- incidence is drawn over all places of a block and children drop out, so `per_100k` is a rate among adults;
- people under 18 have none of the values that one may lack (phones, payment accounts, plates);
- a roll whose first identifier is phone, payment account, plate or company number has an account for every such
  value, so `coverage` isn't asked there;
- a wrong household cell holds another adult's value; where nobody fits, the cell is right.

Knows nothing of records' ways, of rules or of what-ifs: people are made from all that the folder says.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage import tokens
from linkage.people import draws
from linkage.world.model import Database, RegisterRow, World

BLOCK = 65_536
NEIGHBOURHOOD = 256
STAIR = 16
_COMPANIES = 10_000_000_000  # where companies' places begin, in draws and account numbers
_A_VALUE_EACH = frozenset({"phone", "payment-account", "plate", "company-number"})


class Subject(NamedTuple):
    """A resident or a company: its kind and its number, counted from 0."""

    kind: str  # resident | company
    number: int

    @property
    def id(self) -> str:
        """Its name in data: R0004711003, C0000123."""
        return tokens.resident(self.number) if self.kind == "resident" else tokens.company(self.number)

    @property
    def place(self) -> int:
        """Its place in draws and account numbers: residents and companies never share one."""
        return self.number if self.kind == "resident" else _COMPANIES + self.number


def subject(id_: str) -> Subject | None:
    """The subject that a name means, if it is one of ours."""
    stem, number = tokens.trailing_number(id_)
    kind = {"R": "resident", "C": "company"}.get(stem)
    return Subject(kind, number) if kind and Subject(kind, number).id == id_ else None


class Row(NamedTuple):
    """One account as its keeper has it."""

    database: str
    number: int
    subject: Subject
    values: dict[str, str]


class Town:
    """The first `residents` people of a world and seed."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        self.world = world.everything
        self.seed = seed
        self.residents = residents
        self.figures = self.world.people
        self.weights = dict(self.figures.values)
        self.companies_each = max(1, NEIGHBOURHOOD // self.figures.residents_per_company)
        self.household = lru_cache(maxsize=4096)(self._household)
        self.officers = lru_cache(maxsize=4096)(self._officers)
        self.drawn = cache(self._drawn)

    def _key(self, *purpose: str) -> int:
        return draws.key(self.seed, *purpose)

    # who there is

    @property
    def neighbourhoods(self) -> int:
        """How many neighbourhoods the town has, the last one perhaps cut short."""
        return -(-self.residents // NEIGHBOURHOOD)

    def people_of(self, neighbourhood: int) -> list[Subject]:
        """Everybody in a neighbourhood: residents, then companies, by number."""
        first = neighbourhood * NEIGHBOURHOOD
        people = [Subject("resident", n) for n in range(first, min(first + NEIGHBOURHOOD, self.residents))]
        start = neighbourhood * self.companies_each
        firms = [Subject("company", n) for n in range(start, start + self.companies_each)]
        return people + [firm for firm in firms if self.exists(firm)]

    def neighbourhood_of(self, who: Subject) -> int:
        """Where a subject lives."""
        return who.number // (NEIGHBOURHOOD if who.kind == "resident" else self.companies_each)

    def seat(self, company: int) -> int:
        """The resident beside whom a company has its seat; it exists when that resident does."""
        place, slot = divmod(company, self.companies_each)
        return place * NEIGHBOURHOOD + slot * self.figures.residents_per_company

    def exists(self, who: Subject) -> bool:
        """Whether somebody is in this town."""
        return (who.number if who.kind == "resident" else self.seat(who.number)) < self.residents

    @property
    def companies(self) -> int:
        """How many companies there are."""
        full, rest = divmod(self.residents, NEIGHBOURHOOD)
        return full * self.companies_each + min(-(-rest // self.figures.residents_per_company), self.companies_each)

    # households, ages, names, seats

    def _household(self, resident: int) -> tuple[int, int]:
        """The first member and the size of a resident's household."""
        stair = resident - resident % STAIR
        purpose = self._key("household")
        start = stair
        while True:
            size = 1 + draws.pick(self.figures.household_sizes, draws.uniform(purpose, start))
            size = min(size, stair + STAIR - start)
            if resident < start + size:
                return start, size
            start += size

    def is_child(self, resident: int) -> bool:
        """Whether a resident is under 18: some of a household's third and later members are."""
        start, _ = self.household(resident)
        return resident - start >= 2 and draws.uniform(self._key("under-18"), resident) < self.figures.under_18

    def group(self, who: Subject) -> str:
        """A resident's age group, or a company's size."""
        if who.kind == "company":
            sizes = self.figures.company_sizes
            chance = draws.uniform(self._key("company-size"), who.number)
            return sizes[draws.pick([weight for _, weight in sizes], chance)][0]
        if self.is_child(who.number):
            return "under-18"
        groups = self.figures.age_groups
        chance = draws.uniform(self._key("age-group"), who.number)
        return groups[draws.pick([weight for _, weight in groups], chance)][0]

    def household_id(self, who: Subject) -> str:
        """The name of a household (companies have none)."""
        return f"H{self.household(who.number)[0]:010d}" if who.kind == "resident" else ""

    def children(self, resident: int) -> list[int]:
        """The children under 18 of a household's first two members."""
        start, size = self.household(resident)
        if resident - start >= 2:
            return []
        return [n for n in range(start + 2, start + size) if n < self.residents and self.is_child(n)]

    def _officers(self, company: int) -> tuple[int, ...]:
        """The adults who sit in a company, whether or not the town reaches that far."""
        seats = dict(self.figures.officers).get(self.group(Subject("company", company)), 1)
        first, near = self.seat(company), self.figures.residents_per_company
        purpose = self._key("officers")
        chosen: list[int] = []
        for attempt in range(8):
            resident = first + int(draws.uniform(purpose, company * 8 + attempt) * near)
            if len(chosen) < seats and resident not in chosen and not self.is_child(resident):
                chosen.append(resident)
        return tuple(sorted(chosen))

    def seats_of(self, resident: int) -> list[int]:
        """The companies in which a resident is an officer."""
        place, offset = divmod(resident, NEIGHBOURHOOD)
        slot = offset // self.figures.residents_per_company
        company = place * self.companies_each + slot
        return [company] if slot < self.companies_each and resident in self.officers(company) else []

    def relations(self, who: Subject) -> Iterator[tuple[str, Subject, Subject]]:
        """A resident's ties: parent → child, officer → company."""
        if who.kind == "resident":
            for child in self.children(who.number):
                yield "parent", who, Subject("resident", child)
            for firm in self.seats_of(who.number):
                if self.exists(Subject("company", firm)):
                    yield "officer", who, Subject("company", firm)

    def _name_of(self, resident: int) -> int:
        """The resident whose name and birth date this one has: a namesake takes the lower one's."""
        other = resident ^ (NEIGHBOURHOOD // 2)
        low = min(resident, other)
        if draws.uniform(self._key("namesake"), low) >= self.figures.namesakes:
            return resident
        same = self.group(Subject("resident", low)) == self.group(Subject("resident", max(resident, other)))
        return low if same else resident

    # values

    def values(self, who: Subject, identifier: str) -> list[str]:
        """The values of an identifier that a subject truly owns, sorted."""
        declared = self.world.identifiers[identifier]
        if declared.holds != ("residents" if who.kind == "resident" else "companies"):
            return []
        weights = self.weights.get(identifier)
        if weights is None or who.kind == "company":
            number = self._name_of(who.number) if self._shared(identifier, who) else who.number
            return [tokens.token(declared.token, number)]
        if self.is_child(who.number):
            return []
        count = draws.pick(weights, draws.uniform(self._key("values", identifier), who.number))
        most = max(1, len(weights) - 1)
        return [tokens.token(declared.token, who.number * most + n) for n in range(count)]

    def _shared(self, identifier: str, who: Subject) -> bool:
        return who.kind == "resident" and self.world.identifiers[identifier].strength == "weak"

    # accounts

    def accounts(self, who: Subject) -> Iterator[Row]:
        """The accounts that a subject has in rolls, before any record."""
        for database in self.world.databases.values():
            if database.kind == "roll" and database.can_hold(who.kind):
                yield from self._accounts_in(database, who)

    def _accounts_in(self, database: Database, who: Subject) -> Iterator[Row]:
        first = database.identifiers[0]
        if first in _A_VALUE_EACH:
            for value in self.values(who, first):
                number = tokens.trailing_number(value)[1]
                yield Row(database.id, number, who, self._columns(database, who, number, {first: value}))
            return
        covered = 1.0 if database.coverage is None else database.coverage
        if draws.uniform(self._key("coverage", database.id), who.place) < covered:
            yield Row(database.id, who.place, who, self._columns(database, who, who.place, {}))

    def _columns(self, database: Database, who: Subject, number: int, given: dict[str, str]) -> dict[str, str]:
        """An account's cells: one of the subject's values a column, drawn once, or what was registered."""
        cells: dict[str, str] = {}
        for identifier in database.identifiers:
            owned = [given[identifier]] if identifier in given else self.values(who, identifier)
            chosen = self._one_of(owned, ("column", database.id, identifier), number)
            figures = self._figures_of(database.id).get(identifier)
            if figures is not None:
                chosen = self._registered(figures, who, number, chosen)
            if chosen:
                cells[identifier] = chosen
        return cells

    @lru_cache(maxsize=256)  # noqa: B019 - a town lives as long as its tables do
    def _figures_of(self, database: str) -> dict[str, RegisterRow]:
        rows = self.world.registers.values()
        return {row.to: row for row in rows if row.database == database and row.carries_figures}

    def _one_of(self, owned: list[str], purpose: tuple[str, ...], place: int) -> str:
        if len(owned) < 2:
            return owned[0] if owned else ""
        return owned[int(draws.uniform(self._key(*purpose), place) * len(owned))]

    def _registered(self, figures: RegisterRow, who: Subject, number: int, right: str) -> str:
        """What a register holds: a household member's value, a stranger's, the right one, or nothing."""
        purpose = ("register", figures.database, figures.to)
        chance = draws.uniform(self._key(*purpose), number)
        household, stranger = figures.wrong_household or 0.0, figures.wrong_stranger or 0.0
        if chance < household + stranger:
            other = self._relative(who, purpose, number) if chance < household else self._stranger(who, purpose, number)
            return right if other is None else self._value_of(other, figures.to, purpose, number, right)
        covered = 1.0 if figures.coverage is None else figures.coverage
        return right if chance < covered else ""

    def _value_of(self, other: Subject, identifier: str, purpose: tuple[str, ...], number: int, right: str) -> str:
        if not self.exists(other):
            return ""
        return self._one_of(self.values(other, identifier), (*purpose, "value"), number) or right

    def _relative(self, who: Subject, purpose: tuple[str, ...], number: int) -> Subject | None:
        """Another adult of the household."""
        if who.kind == "company":
            return None
        start, size = self.household(who.number)
        others = [n for n in range(start, start + size) if n != who.number and not self.is_child(n)]
        if not others:
            return None
        return Subject("resident", others[int(draws.uniform(self._key(*purpose, "who"), number) * len(others))])

    def _stranger(self, who: Subject, purpose: tuple[str, ...], number: int) -> Subject | None:
        """Another adult of the neighbourhood who is not of the household, or another company of it."""
        each = NEIGHBOURHOOD if who.kind == "resident" else self.companies_each
        first = who.number - who.number % each
        for attempt in range(8):
            chance = draws.uniform(self._key(*purpose, "stranger"), number * 8 + attempt)
            other = Subject(who.kind, first + int(chance * each))
            if who.kind == "company":
                if other != who:
                    return other
            elif not self.is_child(other.number) and self.household(other.number) != self.household(who.number):
                return other
        return None

    # incidence

    def _drawn(self, kind: str, holder: str, block: int) -> NDArray[np.int64]:
        """The numbers of the subjects of one block (`resident`, `company`) who have a record of a kind, sorted."""
        share = (self.world.record_kinds[kind].per_100k or 0.0) / 100_000
        size = BLOCK if holder == "resident" else BLOCK // NEIGHBOURHOOD * self.companies_each
        return draws.positions(self._key("incidence", kind, holder, str(block)), share, size) + block * size

    def has_record(self, kind: str, who: Subject) -> bool:
        """Whether incidence gives a subject a record of a kind."""
        home = self.world.databases[self.world.record_kinds[kind].home]
        if not home.can_hold(who.kind) or (who.kind == "resident" and self.is_child(who.number)):
            return False
        size = BLOCK if who.kind == "resident" else BLOCK // NEIGHBOURHOOD * self.companies_each
        drawn = self.drawn(kind, who.kind, who.number // size)
        found = int(np.searchsorted(drawn, who.number))
        return found < len(drawn) and int(drawn[found]) == who.number

    def holders(self, kind: str, neighbourhood: int) -> list[Subject]:
        """Those of a neighbourhood who have a record of a kind, residents first."""
        found: list[Subject] = []
        for who in ("resident", "company"):
            each = NEIGHBOURHOOD if who == "resident" else self.companies_each
            drawn = self.drawn(kind, who, neighbourhood * NEIGHBOURHOOD // BLOCK)
            low, high = np.searchsorted(drawn, [neighbourhood * each, (neighbourhood + 1) * each])
            found.extend(Subject(who, int(number)) for number in drawn[low:high])
        return [who for who in found if self.exists(who) and self.has_record(kind, who)]

    def is_suspected(self, kind: str, who: Subject) -> bool:
        """Whether a subject's record of a kind is not yet confirmed."""
        share = self.world.record_kinds[kind].suspected or 0.0
        return draws.uniform(self._key("suspected", kind), who.place) < share

    def home_draw(self, kind: str, who: Subject, accounts: int) -> int:
        """Which of several home accounts incidence takes."""
        return int(draws.uniform(self._key("home", kind), who.place) * accounts)
