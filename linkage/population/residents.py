"""What the invented people have: values, accounts, what registers hold of them, and records by incidence.

Everything is computed for those asked about alone, as in `ties`. The strangers of wrong registrations live in the
same neighbourhood too, so whatever a record can reach lies in the neighbourhood of its subject. A cell that would
name somebody beyond the town is blank. A value is the number of its token; -1 is none.

Settled here, where the design is silent:
- incidence is drawn over all places of a block and children drop out, so `per_100k` is a rate among adults;
- people under 18 have none of the values that one may lack (phones, payment accounts, plates);
- a roll whose first identifier is phone, payment account, plate or company number has an account for every such
  value, so `coverage` isn't asked there;
- a wrong household cell holds another adult's value; where nobody fits, the cell is right.

Knows nothing of records' ways, of rules or of what-ifs: people are made from all that the folder says.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.population import random_draws
from linkage.population.households import ATTEMPTS, STAIR, Flags, Numbers, Population, is_among
from linkage.world.model import Database, RegisterRow, World

A_VALUE_EACH = frozenset({"phone", "payment-account", "plate", "company-number"})


class Accounts(NamedTuple):
    """Some accounts in one roll: their places in draws, and whose they are."""

    holder: str
    places: Numbers
    owners: Numbers


class Residents(Population):
    """The first `residents` people of a world and seed, with all that they have."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        super().__init__(world, seed, residents)
        self.weights = dict(self.figures.values)
        self.drawn = lru_cache(maxsize=4096)(self._drawn)
        self.figures_of = lru_cache(maxsize=256)(self._figures_of)
        self.wrong_places = lru_cache(maxsize=4096)(self._wrong_places)

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
        counts = random_draws.picks(self.weights[identifier], self.chances(numbers, "values", identifier))
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
        return database.identifiers[0] in A_VALUE_EACH

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
        return self.chances(numbers, "coverage", database.id, holder) < database.coverage

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
            drawn = (self.chances(places, *purpose, holder) * counts).astype(np.int64)
        return np.where(counts > 0, self.value(identifier, owners, drawn), -1)

    def _figures_of(self, database: str) -> dict[str, RegisterRow]:
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
        purpose = random_draws.key(self.seed, "register", database, to, holder, str(block))
        return random_draws.positions(purpose, share, size) + block * size

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
            found[self.chances(accounts.places, *purpose, "filled") >= filled] = -1
        wrong = np.flatnonzero(self._is_wrong(database, figures.to, accounts))
        if len(wrong):
            some = Accounts(accounts.holder, accounts.places[wrong], accounts.owners[wrong])
            from_home = self.chances(some.places, *purpose, "whose") * (household + stranger) < household
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
        drawn = (self.chances(accounts.places, *purpose, "who") * counts).astype(np.int64)
        chosen = ((np.cumsum(fits, axis=1) - 1 == drawn[:, None]) & fits).argmax(axis=1)
        return np.where(counts > 0, members[np.arange(len(owners)), chosen], -1)

    def _strangers(self, accounts: Accounts, purpose: tuple[str, ...]) -> Numbers:
        """Another adult of the neighbourhood who is not of the household, or another company of it; or -1."""
        owners, each = accounts.owners, self.each(accounts.holder)
        first = owners - owners % each
        found = np.full(len(owners), -1, dtype=np.int64)
        for attempt in range(ATTEMPTS):
            chances = self.chances(accounts.places * ATTEMPTS + attempt, *purpose, "stranger")
            others = first + (chances * each).astype(np.int64)
            fits = (found < 0) & (others != owners)
            if accounts.holder == "resident":
                fits &= ~self.is_child(others) & (self.household(others)[0] != self.household(owners)[0])
            found[fits] = others[fits]
        return found

    # incidence

    def _drawn(self, kind: str, holder: str, block: int) -> Numbers:
        """The numbers of one block's residents, or companies, whom incidence draws for a record kind, sorted."""
        return self.drawn_in(kind, holder, range(block, block + 1))

    def drawn_in(self, kind: str, holder: str, blocks: range) -> Numbers:
        """The same for some blocks in a row."""
        share = (self.world.record_kinds[kind].per_100k or 0.0) / 100_000
        size = self.block(holder)
        keys = [random_draws.key(self.seed, "incidence", kind, holder, str(block)) for block in blocks]
        return random_draws.positions_of(keys, share, size) + blocks.start * size

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
        return self.chances(numbers, "suspected", kind, holder) < share

    def home_draws(self, kind: str, holder: str, numbers: Numbers) -> NDArray[np.float64]:
        """Which of several home accounts incidence takes: a number in [0, 1), to be multiplied by their count."""
        return self.chances(numbers, "home", kind, holder)
