"""Neighbourhoods of a generated population as columns of text: people, values, relations, accounts and records.

Any number of neighbourhoods at once, a column at a time, so that everybody of a city costs few calls. `tables` takes
these columns in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np

from linkage import tokens
from linkage.population.households import COMPANIES, HOLDERS, Numbers
from linkage.population.residents import Residents


class ValueColumns(NamedTuple):
    """Values of an identifier, each with its true owner."""

    identifier: str
    values: list[str]
    owners: list[str]


class AccountColumns(NamedTuple):
    """Accounts of a database, a column for each of its identifiers."""

    database: str
    ids: list[str]
    subjects: list[str]
    cells: dict[str, list[str]]


class Birth(NamedTuple):
    """A record of incidence: its subject, and the chance that says at which of several home accounts it is born."""

    subject: str
    suspected: bool
    chance: float


class Neighbourhoods:
    """The residents, or companies, of some neighbourhoods."""

    def __init__(self, population: Residents, holder: str, neighbourhoods: Iterable[int]) -> None:
        self.population = population
        self.holder = holder
        self.numbers: Numbers = np.concatenate([population.members(holder, number) for number in neighbourhoods])

    @cached_property
    def names(self) -> list[str]:
        """The subjects' names."""
        name = tokens.resident if self.holder == "resident" else tokens.company
        return [name(number) for number in self.numbers.tolist()]

    def _names_of(self, numbers: Numbers) -> list[str]:
        """The names of some of these subjects, each the same text wherever it stands."""
        names = self.names
        return [names[place] for place in np.searchsorted(self.numbers, numbers).tolist()]

    def groups(self) -> list[str]:
        """Each subject's age group, or size."""
        names = self.population.group_names(self.holder)
        return [names[group] for group in self.population.groups(self.holder, self.numbers).tolist()]

    def households(self) -> list[str]:
        """Each subject's household; blank for companies."""
        if self.holder == "company":
            return [""] * len(self.numbers)
        return [f"H{start:010d}" for start in self.population.household(self.numbers)[0].tolist()]

    def values(self) -> Iterator[ValueColumns]:
        """The values that the subjects truly own."""
        population, numbers = self.population, self.numbers
        for identifier in population.world.identifiers.values():
            if not population.has_values(identifier.id, self.holder):
                continue
            counts = population.value_counts(identifier.id, self.holder, numbers)
            for ordinal in range(int(counts.max(initial=0))):
                owners = numbers[counts > ordinal]
                values = population.value(identifier.id, owners, ordinal)
                yield ValueColumns(identifier.id, population.value_texts(identifier.id, values), self._names_of(owners))

    def relations(self) -> tuple[str, list[str], list[str]]:
        """The parents of children, or the officers of companies: the kind, from whom, to whom."""
        if self.holder == "resident":
            parents, children = _pairs(self.numbers, self.population.children(self.numbers))
            return "parent", [tokens.resident(n) for n in parents], [tokens.resident(n) for n in children]
        companies, officers = _pairs(self.numbers, self.population.officers(self.numbers))
        return "officer", [tokens.resident(n) for n in officers], [tokens.company(n) for n in companies]

    def accounts(self) -> Iterator[AccountColumns]:
        """The accounts that the subjects have in rolls beforehand."""
        population, world = self.population, self.population.world
        for database in world.databases.values():
            if database.kind == "list" or not database.can_hold(self.holder):
                continue
            accounts = population.accounts(database, self.holder, self.numbers)
            is_above = self.holder == "company" and not population.has_account_per_value(database)
            positions = accounts.positions + (COMPANIES if is_above else 0)
            cells = {
                identifier: population.value_texts(identifier, population.cells(database, identifier, accounts))
                for identifier in database.identifiers
            }
            ids = [f"{database.id}/{position}" for position in positions.tolist()]
            yield AccountColumns(database.id, ids, self._names_of(accounts.owners), cells)

    def births(self, kind: str) -> Iterator[Birth]:
        """The records of a kind that the subjects have by incidence."""
        population = self.population
        holders = population.holders(kind, self.holder, self.numbers)
        suspected = population.is_suspected(kind, self.holder, holders).tolist()
        chances = population.home_draws(kind, self.holder, holders).tolist()
        return map(Birth, self._names_of(holders), suspected, chances)


def of_everybody(population: Residents, neighbourhoods: list[int]) -> list[Neighbourhoods]:
    """The residents of some neighbourhoods, then the companies."""
    return [Neighbourhoods(population, holder, neighbourhoods) for holder in HOLDERS]


def _pairs(numbers: Numbers, others: Numbers) -> tuple[list[int], list[int]]:
    """Each number with those of its row of others; -1 is nobody."""
    rows, columns = np.nonzero(others >= 0)
    return numbers[rows].tolist(), others[rows, columns].tolist()
