"""The tables that agencies keep of some people, in memory, with the indices that joins need.

`Tables` is the one thing a spread asks: which rows hold a value, who truly owns it, whose children are whose. It
comes from a town (`of_town`: neighbourhoods are made when they are visited) or from files (see `files`).
A list has only the rows that records opened; `open_row` tells the row that a subject would get, without adding it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from linkage import tokens
from linkage.errors import LinkageError, unknown
from linkage.population import random_draws
from linkage.population.households import COMPANIES, HOLDERS, Numbers, SubjectRow, subject
from linkage.population.residents import Residents
from linkage.tokens import token, trailing_number
from linkage.world.model import World

DRAW_UNIT = 2.0**-32


class Account:
    """One subject's row in one database: at most one value a column."""

    __slots__ = ("database", "id", "number", "subject", "values")

    def __init__(self, database: str, number: int, subject: str, values: dict[str, str], id: str = "") -> None:
        self.database = database
        self.number = number
        self.subject = subject
        self.values = values
        self.id = id or f"{database}/{number}"

    def __repr__(self) -> str:
        return f"Account({self.id!r}, {self.subject!r}, {self.values!r})"


class Person(NamedTuple):
    """A row of `people.csv`: the truth about one subject."""

    id: str
    kind: str  # resident | company
    group: str  # age group, or company size
    household: str


class Record(NamedTuple):
    """A fact that travels, at the account where it is born."""

    id: str
    kind: str
    subject: str
    database: str
    account: str
    standing: str  # confirmed | suspected


def record_id(kind: str, subject: str) -> str:
    """The name of a starting record.

    >>> record_id("unpaid-court-fine", "R0000000042")
    'unpaid-court-fine:R0000000042'
    """
    return f"{kind}:{subject}"


@dataclass(eq=False)
class Tables:
    """Accounts, the truth about values and people, and records. Filled once, then only asked."""

    world: World
    seed: int = 1
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    held_back: dict[tuple[str, str], float] = field(default_factory=dict)
    town: Residents | None = None
    _of: dict[tuple[str, str], list[Account]] = field(default_factory=dict)
    _index: dict[tuple[str, str], dict[str, list[Account]]] = field(default_factory=dict)
    _values: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _owners: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _relations: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _potential: dict[tuple[str, str], Account] = field(default_factory=dict)
    _visited: set[int] = field(default_factory=set)

    # filling

    def add_person(self, person: Person) -> None:
        """Add a subject."""
        self.people[person.id] = person

    def add_value(self, identifier: str, value: str, owner: str) -> None:
        """Say who truly owns a value."""
        _insert(self._values.setdefault((owner, identifier), []), value)
        _insert(self._owners.setdefault((identifier, value), []), owner)

    def add_relation(self, kind: str, one: str, other: str) -> None:
        """Say that `one` is the parent, or an officer, of `other`."""
        _insert(self._relations.setdefault((kind, one), []), other)
        _insert(self._relations.setdefault((f"{kind} of", other), []), one)

    def add_account(self, account: Account) -> None:
        """Add a row, and index it."""
        self.accounts[account.id] = account
        _insert(self._of.setdefault((account.database, account.subject), []), account, _by_number)
        for identifier, value in account.values.items():
            rows = self._index.setdefault((account.database, identifier), {}).setdefault(value, [])
            _insert(rows, account, _by_number)

    # asking

    def index(self, database: str, identifier: str) -> dict[str, list[Account]]:
        """All rows of a database by their value of one identifier."""
        return self._index.setdefault((database, identifier), {})

    def rows(self, database: str, identifier: str, value: str) -> list[Account]:
        """The rows of a database that hold a value."""
        return self.index(database, identifier).get(value, [])

    def of(self, database: str, subject: str) -> list[Account]:
        """A subject's rows in a database, lowest number first."""
        return self._of.get((database, subject), [])

    def owners(self, identifier: str, value: str) -> list[str]:
        """Who truly owns a value (namesakes: each)."""
        return self._owners.get((identifier, value), [])

    def values(self, subject: str, identifier: str) -> list[str]:
        """The values that a subject truly owns, sorted."""
        return self._values.get((subject, identifier), [])

    def related(self, kind: str, one: str) -> list[str]:
        """`parent`: the children of one; `officer`: the companies; `parent of`, `officer of`: the other way."""
        return self._relations.get((kind, one), [])

    def can_hold(self, database: str, subject: str) -> bool:
        """Whether a subject can have an account in a database."""
        person = self.people.get(subject)
        return person is not None and self.world.databases[database].can_hold(person.kind)

    def draw(self, link: str, record: str) -> float:
        """The draw of a link for a record, in [0, 1): it passes while this is below the link's share."""
        given = self.held_back.get((link, record)) if self.held_back else None
        return random_draws.held_back_bits(self.seed, link, record) * DRAW_UNIT if given is None else given

    def every_value(self) -> Iterator[tuple[str, str, str]]:
        """All of the truth about values: identifier, value, owner."""
        for (owner, identifier), values in self._values.items():
            for value in values:
                yield identifier, value, owner

    def every_relation(self) -> Iterator[tuple[str, str, str]]:
        """All ties: kind, from, to."""
        for (kind, one), others in self._relations.items():
            if not kind.endswith(" of"):
                for other in others:
                    yield kind, one, other

    def open_row(self, database: str, subject: str) -> Account:
        """The row that a record would open for a subject: its values, of several the one that sorts first."""
        known = self._potential.get((database, subject))
        if known is None:
            known = self._potential[database, subject] = self._new_row(database, subject)
        return known

    def _new_row(self, database: str, owner: str) -> Account:
        identifiers = self.world.databases[database].identifiers
        cells = {i: self.values(owner, i)[0] for i in identifiers if self.values(owner, i)}
        named = subject(owner)
        number = trailing_number(owner)[1] if named is None else named.account_number
        if self.world.databases[database].kind == "roll":
            number += 20_000_000_000
        while f"{database}/{number}" in self.accounts:
            number += 100_000_000_000
        return Account(database, number, owner, cells)

    def rows_in_list(self, database: str, subject: str) -> list[Account]:
        """A subject's rows in a list: those there are, else the one that would be opened."""
        return self._of.get((database, subject)) or [self.open_row(database, subject)]

    def subjects(self) -> Iterator[list[str]]:
        """Everybody in the first block, by neighbourhood (files: all at once), lowest number first."""
        if self.town is None:
            yield sorted(self.people)
            return
        for neighbourhood in range(min(self.town.neighbourhoods, 256)):
            self.visit(neighbourhood)
            yield [
                SubjectRow(holder, number).id
                for holder in HOLDERS
                for number in self.town.members(holder, neighbourhood).tolist()
            ]

    # records

    def impose(self, kind: str, subject: str) -> Record:
        """The subject's record of a kind; if it has none it is imposed, and opens its home account if need be."""
        self.visit_subject(subject)
        known = self.records.get(record_id(kind, subject)) or next(
            (each for each in self.records.values() if each.kind == kind and each.subject == subject), None
        )
        if known is not None:
            return known
        home = self.world.record_kinds[kind].home
        if not self.can_hold(home, subject):
            raise LinkageError(
                f"{subject} can't have a record of kind '{kind}': its home '{home}' holds "
                f"{self.world.databases[home].holds} only."
            )
        account = self._home_account(home, subject)
        suspected = False
        if self.town is not None:
            who = _named(subject)
            suspected = bool(self.town.suspected(kind, who.kind, np.array([who.number]))[0])
        return self._add_record(kind, subject, account, suspected)

    def _home_account(self, home: str, subject: str) -> Account:
        """The lowest account of a subject in a home, or the one that a record opens."""
        rows = self.of(home, subject)
        if rows:
            return rows[0]
        opened = self.open_row(home, subject)
        self.add_account(opened)
        return opened

    def _add_record(self, kind: str, subject: str, account: Account, suspected: bool) -> Record:
        standing = "suspected" if suspected else "confirmed"
        record = Record(record_id(kind, subject), kind, subject, account.database, account.id, standing)
        self.records[record.id] = record
        return record

    # a town's people, made when visited

    def visit_subject(self, subject: str) -> None:
        """Make the neighbourhood of a subject; an error if there is no such subject."""
        if self.town is None:
            if subject not in self.people:
                raise LinkageError(unknown("subject", subject, self.people))
            return
        named = _named(subject)
        if not self.town.exists(named):
            raise LinkageError(_nobody(self.town, subject))
        self.visit(self.town.neighbourhood_of(named))

    def visit_all(self) -> None:
        """Make everybody."""
        if self.town is not None:
            for neighbourhood in range(self.town.neighbourhoods):
                self.visit(neighbourhood)

    def visit(self, neighbourhood: int) -> None:
        """Make one neighbourhood: its people, values, ties, accounts and records."""
        if self.town is None or neighbourhood in self._visited:
            return
        self._visited.add(neighbourhood)
        for holder in HOLDERS:
            numbers = self.town.members(holder, neighbourhood)
            self._make_people(self.town, holder, numbers)
            self._make_accounts(self.town, holder, numbers)
        for kind in self.world.record_kinds:
            for holder in HOLDERS:
                self._make_records(self.town, kind, holder, self.town.members(holder, neighbourhood))

    def _make_people(self, town: Residents, holder: str, numbers: Numbers) -> None:
        names = [SubjectRow(holder, number).id for number in numbers.tolist()]
        groups = [town.group_names(holder)[place] for place in town.groups(holder, numbers).tolist()]
        homes = [""] * len(names)
        if holder == "resident":
            homes = [f"H{start:010d}" for start in town.household(numbers)[0].tolist()]
        for name, group, home in zip(names, groups, homes, strict=True):
            self.add_person(Person(name, holder, group, home))
        for identifier in self.world.identifiers:
            if town.has_values(identifier, holder):
                self._make_values(town, identifier, holder, numbers, names)
        if holder == "resident":
            self._tie("parent", numbers, town.children(numbers), "resident")
        else:
            self._tie("officer", town.officers(numbers), numbers, "company")

    def _make_values(self, town: Residents, identifier: str, holder: str, numbers: Numbers, names: list[str]) -> None:
        prefix = self.world.identifiers[identifier].token
        counts = town.value_counts(identifier, holder, numbers)
        for place in range(int(counts.max(initial=0))):
            values = town.value(identifier, numbers, place)
            for name, value, count in zip(names, values.tolist(), counts.tolist(), strict=True):
                if place < count:
                    self.add_value(identifier, token(prefix, value), name)

    def _tie(self, kind: str, ones: Numbers, others: Numbers, holder: str) -> None:
        """Relations between each one and its row of others, or the other way round; -1 is nobody."""
        one, other = np.broadcast_arrays(
            ones if ones.ndim == 2 else ones[:, None], others if others.ndim == 2 else others[:, None]
        )
        there = (one >= 0) & (other >= 0)
        for first, second in zip(one[there].tolist(), other[there].tolist(), strict=True):
            self.add_relation(kind, SubjectRow("resident", first).id, SubjectRow(holder, second).id)

    def _make_accounts(self, town: Residents, holder: str, numbers: Numbers) -> None:
        for database in self.world.databases.values():
            if database.kind == "list" or not database.can_hold(holder):
                continue
            accounts = town.accounts(database, holder, numbers)
            columns = [(i, town.cells(database, i, accounts).tolist()) for i in database.identifiers]
            prefixes = [self.world.identifiers[i].token for i in database.identifiers]
            offset = COMPANIES if holder == "company" and not town.a_value_each(database) else 0
            owners = accounts.owners.tolist()
            for row, place in enumerate(accounts.places.tolist()):
                cells = {
                    identifier: token(prefix, column[row])
                    for (identifier, column), prefix in zip(columns, prefixes, strict=True)
                    if column[row] >= 0
                }
                self.add_account(Account(database.id, place + offset, SubjectRow(holder, owners[row]).id, cells))

    def _make_records(self, town: Residents, kind: str, holder: str, numbers: Numbers) -> None:
        home = self.world.record_kinds[kind].home
        found = town.holders(kind, holder, numbers)
        suspected = town.suspected(kind, holder, found).tolist()
        chances = town.home_draws(kind, holder, found).tolist()
        for number, doubted, chance in zip(found.tolist(), suspected, chances, strict=True):
            who = SubjectRow(holder, number).id
            rows = self.of(home, who)
            account = rows[int(chance * len(rows))] if rows else self._home_account(home, who)
            self._add_record(kind, who, account, doubted)


def of_town(world: World, seed: int = 1, residents: int = 1_000) -> Tables:
    """The agency tables of the first `residents` people of a world and seed, made when they are visited."""
    everything = world.everything
    return Tables(everything, seed, town=Residents(everything, seed, residents))


def _named(id_: str) -> SubjectRow:
    found = subject(id_)
    if found is None:
        raise LinkageError(f"'{id_}' is no subject: residents are named like R0000000042, companies like C0000123.")
    return found


def _nobody(town: Residents, asked: str) -> str:
    last = [SubjectRow("resident", town.residents - 1).id, SubjectRow("company", town.companies - 1).id]
    return (
        f"There is no subject '{asked}' among {town.residents:,} residents: "
        f"they are {tokens.resident(0)} to {last[0]}, the companies {tokens.company(0)} to {last[1]}."
    )


def _by_number(account: Account) -> tuple[int, str]:
    return account.number, account.id


def _insert(rows: list[Any], new: Any, order: Callable[[Any], Any] = lambda row: row) -> None:
    """Add to a sorted list without repeating; most rows come in order."""
    if new in rows:
        return
    rows.append(new)
    if len(rows) > 1 and order(rows[-2]) > order(new):
        rows.sort(key=order)


def kinds_that_exist(world: World, records: Iterable[Record]) -> list[Record]:
    """The records of kinds that this world has (a reading may take kinds away), by id."""
    return sorted(record for record in records if record.kind in world.record_kinds)
