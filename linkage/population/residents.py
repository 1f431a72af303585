"""Residents and companies with all that they have: values, accounts, cells of registers, and records by incidence.

Everything is computed for the subjects asked about alone, as in `households`. The strangers of wrong registrations
live in the same neighbourhood too, so whatever a record can reach lies in the neighbourhood of its subject. A cell that
would name somebody beyond the population is blank. A value is the number of its token; -1 is none.

Settled in this file, where the design is silent:
- incidence is drawn over all numbers of a block and children drop out, at the rate that gives `per_100k` residents of
  every age their records; where that is more than all adults, all adults;
- people under 18 have none of the values that one may lack (phones, payment accounts, plates);
- a roll whose first identifier is phone, payment account, plate or company number has an account for every such
  value, so `coverage` isn't asked there;
- a cell whose owner has no value is blank; a wrong cell holds another adult's value, and where nobody fits it is right.
  So that the stated shares are the shares delivered, cells are filled, and made wrong, more often among those where
  that can be (`register_shares`).

Knows nothing of how records spread, of rules or of what-ifs: people are generated from all that the folder says.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from linkage import tokens
from linkage.population import random_draws
from linkage.population.households import ATTEMPTS, EDITION, STAIR, Flags, Numbers, Population, is_among
from linkage.population.register_shares import RegisterShares
from linkage.population.shared_values import (
    has_shared_values,
    owners_of_shared_values,
    shared_values,
    value_texts,
)
from linkage.population.whole_ranges import first_numbers
from linkage.world.model import ACCOUNT_PER_VALUE, Database, RegisterRow, World

_MOST_KEPT = 4096
_Person = TypeVar("_Person")
_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def _kept(
    method: Callable[Concatenate[_Person, _Arguments], _Result],
) -> Callable[Concatenate[_Person, _Arguments], _Result]:
    """A method whose results are kept by its arguments, with the object that it is of.

    Unlike a cache that holds the method, this makes no circle: people whom nobody holds any more are freed at once.
    """
    name = f"_kept_{method.__name__}"

    @wraps(method)
    def kept(self: _Person, /, *arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Result:
        results = self.__dict__.setdefault(name, {})
        try:
            result: _Result = results[arguments]
        except KeyError:
            result = method(self, *arguments, **named)
            if len(results) >= _MOST_KEPT:
                results.clear()
            results[arguments] = result
        return result

    return kept


class Accounts(NamedTuple):
    """Some accounts in one roll: their positions in draws, and their owners."""

    holder: str
    positions: Numbers
    owners: Numbers


class Residents(Population):
    """The first `residents` people of a world and seed, with their values, accounts and records."""

    def __init__(self, world: World, seed: int, residents: int) -> None:
        super().__init__(world, seed, residents)
        self.weights = dict(self.figures.values)

    # values

    def has_values(self, identifier: str, holder: str) -> bool:
        """Whether residents, or companies, can own values of an identifier."""
        return self.world.identifiers[identifier].holds == ("residents" if holder == "resident" else "companies")

    def most_values(self, identifier: str) -> int:
        """How many values of an identifier a subject has at most: value n belongs to subject n // most."""
        return max(1, len(self.weights.get(identifier, (0.0, 1.0))) - 1)

    def may_lack(self, identifier: str) -> bool:
        """Whether a subject may have none, or several, values of an identifier."""
        return identifier in self.weights and self.world.identifiers[identifier].holds == "residents"

    def is_shared_by_namesakes(self, identifier: str) -> bool:
        """Whether namesakes share the values of an identifier."""
        declared = self.world.identifiers[identifier]
        by_many = has_shared_values(declared) or self.may_lack(identifier)
        return declared.strength == "weak" and declared.holds == "residents" and not by_many

    def value_counts(self, identifier: str, holder: str, numbers: Numbers) -> Numbers:
        """How many values of an identifier each subject owns."""
        if not self.has_values(identifier, holder):
            return np.zeros(len(numbers), dtype=np.int64)
        if not self.may_lack(identifier):
            return np.ones(len(numbers), dtype=np.int64)
        counts = random_draws.weighted_choices(self.weights[identifier], self.chances(numbers, "values", identifier))
        return np.where(self.is_child(numbers), 0, counts)

    def value(self, identifier: str, numbers: Numbers, ordinal: Numbers | int = 0) -> Numbers:
        """A value of each subject, by its ordinal (below its count): the namesake's where names are shared."""
        if has_shared_values(self.world.identifiers[identifier]):
            return shared_values(self, self.world.identifiers[identifier], numbers)
        if self.is_shared_by_namesakes(identifier):
            partner = self.namesake(numbers)
            return np.where(partner >= 0, np.minimum(numbers, partner), numbers)
        if not self.may_lack(identifier):
            return numbers
        return numbers * self.most_values(identifier) + ordinal

    def owners(self, identifier: str, holder: str, values: Numbers) -> tuple[Numbers, Numbers]:
        """Who truly owns some values, of a population without end: positions among `values`, numbers."""
        declared = self.world.identifiers[identifier]
        if has_shared_values(declared):
            return owners_of_shared_values(self, declared, values)
        numbers = values // self.most_values(identifier) if self.may_lack(identifier) else values
        positions = first_numbers(len(values))
        if holder == "resident" and self.is_shared_by_namesakes(identifier):
            namesakes = self.namesake(numbers)
            shared = np.flatnonzero(namesakes >= 0)
            return np.concatenate([positions, shared]), np.concatenate([numbers, namesakes[shared]])
        return positions, numbers

    def own(self, identifier: str, numbers: Numbers, values: Numbers) -> Flags:
        """Whether each subject owns the value beside it."""
        if self.may_lack(identifier):
            return np.asarray(values // self.most_values(identifier) == numbers)
        return np.asarray(self.value(identifier, numbers) == values)

    def value_texts(self, identifier: str, values: Numbers) -> list[str]:
        """Values of an identifier as tokens; -1 is a blank."""
        declared = self.world.identifiers[identifier]
        if declared.values is not None:
            return value_texts(declared, values.tolist())
        return tokens.token_column(declared.token, values.tolist())

    # accounts

    def has_account_per_value(self, database: Database) -> bool:
        """Whether a roll has an account for each value of its first identifier."""
        return database.identifiers[0] in ACCOUNT_PER_VALUE

    def accounts(self, database: Database, holder: str, numbers: Numbers) -> Accounts:
        """The accounts that some subjects have in a roll beforehand, in the order of subjects."""
        no_numbers = np.empty(0, dtype=np.int64)
        if not database.can_hold(holder):
            return Accounts(holder, no_numbers, no_numbers)
        if self.has_account_per_value(database):
            first = database.identifiers[0]
            counts = self.value_counts(first, holder, numbers)
            owners = np.repeat(numbers, counts)
            first_rows = np.repeat(np.cumsum(counts) - counts, counts)
            return Accounts(holder, self.value(first, owners, np.arange(len(owners)) - first_rows), owners)
        numbers = numbers[self.has_account(database, holder, numbers)]
        return Accounts(holder, numbers, numbers)

    def has_account(self, database: Database, holder: str, numbers: Numbers) -> Flags:
        """Which subjects have an account in a roll that has at most one for each subject."""
        if database.coverage is None or database.coverage >= 1:  # chances are below 1
            return np.ones(len(numbers), dtype=np.bool_)
        return self.are_drawn(database.coverage, numbers, "coverage", database.id, holder)

    def cells(self, database: Database, identifier: str, accounts: Accounts) -> Numbers:
        """The cells of accounts in a column: one of the owner's values, drawn once, or what a register holds."""
        chosen = self._own_values(database, identifier, accounts)
        figures = self.figures_of(database.id).get(identifier)
        return chosen if figures is None else self._register_values(database, figures, accounts, chosen)

    def _own_values(self, database: Database, identifier: str, accounts: Accounts) -> Numbers:
        if self.has_account_per_value(database) and identifier == database.identifiers[0]:
            return accounts.positions.copy()
        purpose = ("column", database.id, identifier)
        return self._choose_values(identifier, accounts.holder, accounts.owners, accounts.positions, purpose)

    def _choose_values(
        self, identifier: str, holder: str, owners: Numbers, positions: Numbers, purpose: tuple[str, ...]
    ) -> Numbers:
        """One of each owner's values, drawn for a position; -1 for owners without one."""
        if self.has_values(identifier, holder) and not self.may_lack(identifier):
            return self.value(identifier, owners)
        counts = self.value_counts(identifier, holder, owners)
        ordinals: Numbers | int = 0
        if self.may_lack(identifier):
            ordinals = (self.chances(positions, *purpose, holder) * counts).astype(np.int64)
        return np.where(counts > 0, self.value(identifier, owners, ordinals), -1)

    @_kept
    def figures_of(self, database: str) -> dict[str, RegisterRow]:
        """The register rows of a database that say how a column is filled, by that column."""
        rows = self.world.registers.values()
        return {row.to: row for row in rows if row.database == database and row.carries_figures}

    def positions_per_subject(self, database: Database, holder: str) -> int:
        """How many positions for accounts a roll has for each subject."""
        several = self.has_account_per_value(database) and holder == "resident"
        return self.most_values(database.identifiers[0]) if several else 1

    @_kept
    def wrong_positions(self, database: str, to: str, holder: str, blocks: range) -> Numbers:
        """The positions of some successive blocks whose cell is somebody else's, sorted."""
        share = self.register_shares(database, to, holder).wrong
        size = self.block(holder) * self.positions_per_subject(self.world.databases[database], holder)
        purpose = ("register", database, to, holder)
        keys = [random_draws.key(self.seed, *purpose, str(block), EDITION) for block in blocks]
        positions = random_draws.sampled_positions_of(keys, share, size)
        positions += blocks.start * size
        return positions

    def _is_wrong(self, database: Database, to: str, accounts: Accounts) -> Flags:
        """Which accounts' cells are somebody else's."""
        if not len(accounts.positions):
            return np.empty(0, dtype=np.bool_)
        size = self.block(accounts.holder) * self.positions_per_subject(database, accounts.holder)
        blocks = accounts.positions // size
        first, last = int(blocks.min()), int(blocks.max())
        spans = [range(first, last + 1)]
        if last - first >= len(blocks):  # a few accounts of far districts
            spans = [range(block, block + 1) for block in np.unique(blocks).tolist()]
        wrong = [self.wrong_positions(database.id, to, accounts.holder, span) for span in spans]
        return is_among(accounts.positions, np.concatenate(wrong))

    @_kept
    def register_shares(self, database: str, to: str, holder: str) -> RegisterShares:
        """The shares at which a register's cells are filled and made wrong, to give those that its row states."""
        figures, roll = self.figures_of(database)[to], self.world.databases[database]
        only_adults = self.has_account_per_value(roll)
        return RegisterShares.of(self, figures, only_adults, self.share_without(to, holder), holder)

    def share_without(self, identifier: str, holder: str) -> float:
        """The share of adults (or companies) who have no value of an identifier."""
        if not self.has_values(identifier, holder):
            return 1.0
        weights = self.weights[identifier] if self.may_lack(identifier) else (0.0, 1.0)
        return weights[0] / sum(weights)

    def _register_values(
        self, database: Database, figures: RegisterRow, accounts: Accounts, own_values: Numbers
    ) -> Numbers:
        """The cells of a register: the owner's value, a household member's, a stranger's, or none."""
        purpose = ("register", database.id, figures.to, accounts.holder)
        shares = self.register_shares(database.id, figures.to, accounts.holder)
        values = own_values.copy()
        wrong_rows = np.flatnonzero(self._is_wrong(database, figures.to, accounts) & (own_values >= 0))
        if len(wrong_rows):
            wrong_accounts = Accounts(accounts.holder, accounts.positions[wrong_rows], accounts.owners[wrong_rows])
            is_household = self.chances(wrong_accounts.positions, *purpose, "whose") * shares.wrong < shares.household
            owners = np.where(
                is_household,
                self._relatives(wrong_accounts, figures.to, purpose),
                self._strangers(wrong_accounts, figures.to, purpose),
            )
            values[wrong_rows] = self._wrong_values(figures.to, wrong_accounts, owners, own_values[wrong_rows], purpose)
        if shares.filled < 1:
            values[~self.are_drawn(shares.filled, accounts.positions, *purpose, "filled")] = -1
        return values

    def _wrong_values(
        self, identifier: str, accounts: Accounts, owners: Numbers, own_values: Numbers, purpose: tuple[str, ...]
    ) -> Numbers:
        known_owners = np.where(owners >= 0, owners, 0)
        values = self._choose_values(identifier, accounts.holder, known_owners, accounts.positions, (*purpose, "value"))
        filled = np.where((owners >= 0) & (values >= 0), values, own_values)
        return np.where((owners >= self.size(accounts.holder)) & (values >= 0), -1, filled)

    def _has_value(self, identifier: str, holder: str, numbers: Numbers) -> Flags:
        """Which subjects are adults (or companies) with a value of an identifier."""
        if self.may_lack(identifier):
            return self.value_counts(identifier, holder, numbers) > 0
        return ~self.is_child(numbers) if holder == "resident" else np.ones(len(numbers), dtype=np.bool_)

    def _relatives(self, accounts: Accounts, identifier: str, purpose: tuple[str, ...]) -> Numbers:
        """Another adult of each owner's household who has a value, or -1."""
        owners = accounts.owners
        if accounts.holder == "company":
            return np.full(len(owners), -1, dtype=np.int64)
        start, size = self.household(owners)
        positions = np.arange(STAIR, dtype=np.int64)
        members = start[:, None] + positions
        is_candidate = (positions < size[:, None]) & (members != owners[:, None])
        is_candidate &= self._has_value(identifier, "resident", members.ravel()).reshape(members.shape)
        counts = is_candidate.sum(axis=1)
        ordinals = (self.chances(accounts.positions, *purpose, "who") * counts).astype(np.int64)
        chosen = ((np.cumsum(is_candidate, axis=1) - 1 == ordinals[:, None]) & is_candidate).argmax(axis=1)
        return np.where(counts > 0, members[np.arange(len(owners)), chosen], -1)

    def _strangers(self, accounts: Accounts, identifier: str, purpose: tuple[str, ...]) -> Numbers:
        """Another adult of the neighbourhood with a value and not of the household, or another company of it; or -1."""
        owners = accounts.owners
        first, size = self._subjects_in(accounts.holder, self.neighbourhoods_of(accounts.holder, owners))
        strangers = np.full(len(owners), -1, dtype=np.int64)
        for attempt in range(ATTEMPTS):
            chances = self.chances(accounts.positions * ATTEMPTS + attempt, *purpose, "stranger")
            candidates = first + (chances * size).astype(np.int64)
            is_candidate = (strangers < 0) & (candidates != owners)
            is_candidate &= self._has_value(identifier, accounts.holder, candidates)
            if accounts.holder == "resident":
                is_candidate &= self.household(candidates)[0] != self.household(owners)[0]
            strangers[is_candidate] = candidates[is_candidate]
        return strangers

    # incidence

    @_kept
    def incidence(self, kind: str, holder: str, block: int) -> Numbers:
        """The numbers of one block's residents, or companies, whom incidence draws for a record kind, sorted."""
        return self.incidence_in(kind, holder, range(block, block + 1))

    def incidence_in(self, kind: str, holder: str, blocks: range) -> Numbers:
        """The numbers of some successive blocks whom incidence draws for a record kind, sorted."""
        share = (self.world.record_kinds[kind].per_100k or 0.0) / 100_000
        if holder == "resident":
            share = min(1.0, share / self.adult_share)
        size = self.block(holder)
        keys = [random_draws.key(self.seed, "incidence", kind, holder, str(block)) for block in blocks]
        numbers = random_draws.sampled_positions_of(keys, share, size)
        numbers += blocks.start * size
        return numbers

    def holders(self, kind: str, holder: str, numbers: Numbers) -> Numbers:
        """The residents (or companies), among some of one block, who have a record of a kind: adults only."""
        home = self.world.databases[self.world.record_kinds[kind].home]
        if not len(numbers) or not home.can_hold(holder):
            return numbers[:0]
        incidence = self.incidence(kind, holder, int(numbers[0]) // self.block(holder))
        holders = numbers[is_among(numbers, incidence)]
        return holders[~self.is_child(holders)] if holder == "resident" else holders

    def is_suspected(self, kind: str, holder: str, numbers: Numbers) -> Flags:
        """Whether each subject's record of a kind is not yet confirmed."""
        share = self.world.record_kinds[kind].suspected or 0.0
        return self.are_drawn(share, numbers, "suspected", kind, holder)

    def home_draws(self, kind: str, holder: str, numbers: Numbers) -> NDArray[np.float64]:
        """The draw that chooses among several home accounts: a number in [0, 1), to be multiplied by their count."""
        return self.chances(numbers, "home", kind, holder)
