"""The tables that agencies keep of some people, in memory, with the indices that joins need.

`Tables` is all that a spread knows of people: which rows hold a value, who truly owns it, whose children are whose. It
comes from a population (`generate_tables`: a neighbourhood is generated when it is visited) or from files (see
`agency_files`). A list has only the rows that records opened; `open_row` is the row that a subject would get, without
adding it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Any, NamedTuple

import numpy as np

from linkage import tokens
from linkage.errors import LinkageError, unknown
from linkage.population import random_draws
from linkage.population.households import COMPANIES, HOLDERS, IN_A_ROLL, Numbers, SubjectRow, parse_subject
from linkage.population.residents import Residents
from linkage.tokens import token
from linkage.world.model import World

DRAW_UNIT = 2.0**-32
_OTHER_NAMES = 20_000_000_000  # where rows that may open begin, of subjects with names of one's own
_TAKEN = 100_000_000_000  # how much higher a row stands whose name is taken


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

    >>> record_id("unpaid-court-judgment", "R0000000042")
    'unpaid-court-judgment:R0000000042'
    """
    return f"{kind}:{subject}"


@dataclass(eq=False)
class Tables:
    """Accounts, the truth about values and people, and records. Filled once, then only read."""

    world: World
    seed: int = 1
    seed_known: bool = True  # given tables may say no seed; then no draw can be made
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    link_draws: dict[tuple[str, str], float] = field(default_factory=dict)
    enforcement_draws: dict[tuple[str, str], float] = field(default_factory=dict)
    population: Residents | None = None
    _accounts_of: dict[tuple[str, str], list[Account]] = field(default_factory=dict)
    _index: dict[tuple[str, str], dict[str, list[Account]]] = field(default_factory=dict)
    _values: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _owners: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _relations: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _potential: dict[tuple[str, str], Account] = field(default_factory=dict)
    _row_numbers: dict[str, dict[str, int]] = field(default_factory=dict)
    _visited_neighbourhoods: set[int] = field(default_factory=set)

    # filling

    def add_person(self, person: Person) -> None:
        """Add a subject."""
        self.people[person.id] = person

    def add_value(self, identifier: str, value: str, owner: str) -> None:
        """Add the true owner of a value."""
        _insert_sorted(self._values.setdefault((owner, identifier), []), value)
        _insert_sorted(self._owners.setdefault((identifier, value), []), owner)

    def add_relation(self, kind: str, from_subject: str, to_subject: str) -> None:
        """Add that one subject is a parent, or an officer, of another."""
        _insert_sorted(self._relations.setdefault((kind, from_subject), []), to_subject)
        _insert_sorted(self._relations.setdefault((f"{kind} of", to_subject), []), from_subject)

    def add_account(self, account: Account) -> None:
        """Add a row, and index its values."""
        self.accounts[account.id] = account
        _insert_sorted(self._accounts_of.setdefault((account.database, account.subject), []), account, _by_number)
        for identifier, value in account.values.items():
            rows = self._index.setdefault((account.database, identifier), {}).setdefault(value, [])
            _insert_sorted(rows, account, _by_number)

    # reading

    def index(self, database: str, identifier: str) -> dict[str, list[Account]]:
        """All rows of a database by their value of one identifier."""
        return self._index.setdefault((database, identifier), {})

    def rows(self, database: str, identifier: str, value: str) -> list[Account]:
        """The rows of a database that hold a value."""
        return self.index(database, identifier).get(value, [])

    def of(self, database: str, subject: str) -> list[Account]:
        """A subject's rows in a database, lowest number first."""
        return self._accounts_of.get((database, subject), [])

    def owners(self, identifier: str, value: str) -> list[str]:
        """The true owners of a value (several where namesakes share it)."""
        return self._owners.get((identifier, value), [])

    def values(self, subject: str, identifier: str) -> list[str]:
        """The values that a subject truly owns, sorted."""
        return self._values.get((subject, identifier), [])

    def related(self, kind: str, subject: str) -> list[str]:
        """`parent`: the children of a subject; `officer`: its companies; `parent of`, `officer of`: the reverse."""
        return self._relations.get((kind, subject), [])

    def can_hold(self, database: str, subject: str) -> bool:
        """Whether a subject can have an account in a database."""
        person = self.people.get(subject)
        return person is not None and self.world.databases[database].can_hold(person.kind)

    def draw(self, link: str, record: str) -> float:
        """The draw of a link for a record, in [0, 1): it passes while this is below the link's share."""
        given_draw = self.link_draws.get((link, record)) if self.link_draws else None
        if given_draw is not None:
            return given_draw
        self._check_seed(f"the draw of the link '{link}' for the record '{record}'", "draws.csv")
        return random_draws.link_draw_bits(self.seed, link, record) * DRAW_UNIT

    def enforcement_draw(self, rule: str, account: str) -> float:
        """The draw of a rule at an account, in [0, 1): it fires there while this is below the share of enforcement."""
        given_draw = self.enforcement_draws.get((rule, account)) if self.enforcement_draws else None
        if given_draw is not None:
            return given_draw
        self._check_seed(f"the draw of the rule '{rule}' at the account '{account}'", "enforced.csv")
        return random_draws.enforcement_draw_bits(self.seed, rule, account) * DRAW_UNIT

    def _check_seed(self, what: str, table: str) -> None:
        """Make sure that a draw which isn't given can be made from a seed that somebody stated."""
        if not self.seed_known:
            raise LinkageError(
                f"These tables say no seed, so {what} can't be made. Give it in {table}; or say with --seed, or in "
                "about.csv (world,seed,residents), from which seed they were made."
            )

    def all_values(self) -> Iterator[tuple[str, str, str]]:
        """Every value with its true owner: identifier, value, owner."""
        for (owner, identifier), values in self._values.items():
            for value in values:
                yield identifier, value, owner

    def all_relations(self) -> Iterator[tuple[str, str, str]]:
        """Every relation: kind, from, to."""
        for (kind, from_subject), to_subjects in self._relations.items():
            if not kind.endswith(" of"):
                for to_subject in to_subjects:
                    yield kind, from_subject, to_subject

    def open_row(self, database: str, subject: str) -> Account:
        """The row that a record would open for a subject: its values, of several the one that sorts first."""
        row = self._potential.get((database, subject))
        if row is None:
            row = self._potential[database, subject] = self._new_row(database, subject)
        return row

    def _new_row(self, database: str, owner: str) -> Account:
        identifiers = self.world.databases[database].identifiers
        cells = {i: self.values(owner, i)[0] for i in identifiers if self.values(owner, i)}
        return Account(database, self._row_number(database, owner), owner, cells)

    def _row_number(self, database: str, owner: str) -> int:
        """The number of the row that a record would open: no other row has it, whatever names the subjects have."""
        if self.population is not None:
            return self._usual_row_number(database, owner, 0)
        if database not in self._row_numbers:
            self._row_numbers[database] = self._number_rows(database)
        return self._row_numbers[database][owner]

    def _usual_row_number(self, database: str, owner: str, rank: int) -> int:
        """The number by which a row is named unless that name is taken; `rank` is the owner's among all subjects."""
        row = parse_subject(owner)
        number = _OTHER_NAMES + rank if row is None else row.account_number
        return number + IN_A_ROLL if self.world.databases[database].kind == "roll" else number

    def _number_rows(self, database: str) -> dict[str, int]:
        """The number of the row that a record would open for each subject of given tables."""
        numbers: dict[str, int] = {}
        taken: set[int] = set()
        for rank, subject in enumerate(sorted(self.people)):
            number = self._usual_row_number(database, subject, rank)
            while number in taken or f"{database}/{number}" in self.accounts:
                number += _TAKEN
            numbers[subject] = number
            taken.add(number)
        return numbers

    def rows_in_list(self, database: str, subject: str) -> list[Account]:
        """A subject's rows in a list, or else the row that a record would open."""
        return self._accounts_of.get((database, subject)) or [self.open_row(database, subject)]

    def subjects(self) -> Iterator[list[str]]:
        """Everybody in the first block, by neighbourhood (files: all at once), lowest number first."""
        if self.population is None:
            yield sorted(self.people)
            return
        for neighbourhood in range(min(self.population.neighbourhoods, 256)):
            self.visit(neighbourhood)
            yield [
                SubjectRow(holder, number).id
                for holder in HOLDERS
                for number in self.population.members(holder, neighbourhood).tolist()
            ]

    # records

    def impose(self, kind: str, subject: str) -> Record:
        """The subject's record of a kind; if it has none it is imposed, and opens its home account if need be."""
        self.visit_subject(subject)
        known_record = self._record_of(kind, subject)
        if known_record is not None:
            return known_record
        home = self.world.record_kinds[kind].home
        if not self.can_hold(home, subject):
            raise LinkageError(
                f"{subject} can't have a record of kind '{kind}': its home '{home}' holds "
                f"{self.world.databases[home].holds} only."
            )
        account = self._home_account(home, subject)
        suspected = False
        if self.population is not None:
            row = _subject_row(subject)
            suspected = bool(self.population.is_suspected(kind, row.kind, np.array([row.number]))[0])
        return self._add_record(kind, subject, account, suspected)

    def _record_of(self, kind: str, subject: str) -> Record | None:
        """The record of a kind that a subject has, whatever its name."""
        named = self.records.get(record_id(kind, subject))
        records = self.records.values() if named is None or named[1:3] != (kind, subject) else (named,)
        return next((record for record in records if (record.kind, record.subject) == (kind, subject)), None)

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
        name = record_id(kind, subject)
        while name in self.records:  # a name of one's own, for another subject's record
            name += "+"
        record = Record(name, kind, subject, account.database, account.id, standing)
        self.records[record.id] = record
        return record

    # a population, generated when visited

    def visit_subject(self, subject: str) -> None:
        """Generate the neighbourhood of a subject; an error if there is no such subject."""
        if self.population is None:
            if subject not in self.people:
                raise LinkageError(unknown("subject", subject, self.people))
            return
        row = _subject_row(subject)
        if not self.population.exists(row):
            raise LinkageError(_no_such_subject(self.population, subject))
        self.visit(self.population.neighbourhood_of(row))

    def visit_all(self) -> None:
        """Generate everybody."""
        if self.population is not None:
            for neighbourhood in range(self.population.neighbourhoods):
                self.visit(neighbourhood)

    def visit(self, neighbourhood: int) -> None:
        """Generate one neighbourhood: its people, values, relations, accounts and records."""
        if self.population is None or neighbourhood in self._visited_neighbourhoods:
            return
        self._visited_neighbourhoods.add(neighbourhood)
        for holder in HOLDERS:
            numbers = self.population.members(holder, neighbourhood)
            self._generate_people(self.population, holder, numbers)
            self._generate_accounts(self.population, holder, numbers)
        for kind in self.world.record_kinds:
            for holder in HOLDERS:
                self._generate_records(self.population, kind, holder, self.population.members(holder, neighbourhood))

    def _generate_people(self, population: Residents, holder: str, numbers: Numbers) -> None:
        names = [SubjectRow(holder, number).id for number in numbers.tolist()]
        groups = [
            population.group_names(holder)[group_number] for group_number in population.groups(holder, numbers).tolist()
        ]
        homes = [""] * len(names)
        if holder == "resident":
            homes = [f"H{start:010d}" for start in population.household(numbers)[0].tolist()]
        for name, group, home in zip(names, groups, homes, strict=True):
            self.add_person(Person(name, holder, group, home))
        for identifier in self.world.identifiers:
            if population.has_values(identifier, holder):
                self._generate_values(population, identifier, holder, numbers, names)
        if holder == "resident":
            self._add_relations("parent", numbers, population.children(numbers), "resident")
        else:
            self._add_relations("officer", population.officers(numbers), numbers, "company")

    def _generate_values(
        self, population: Residents, identifier: str, holder: str, numbers: Numbers, names: list[str]
    ) -> None:
        prefix = self.world.identifiers[identifier].token
        counts = population.value_counts(identifier, holder, numbers)
        for ordinal in range(int(counts.max(initial=0))):
            values = population.value(identifier, numbers, ordinal)
            for name, value, count in zip(names, values.tolist(), counts.tolist(), strict=True):
                if ordinal < count:
                    self.add_value(identifier, token(prefix, value), name)

    def _add_relations(self, kind: str, from_numbers: Numbers, to_numbers: Numbers, holder: str) -> None:
        """Add relations between each subject and its row of others, or the reverse; -1 is nobody."""
        from_array, to_array = np.broadcast_arrays(
            from_numbers if from_numbers.ndim == 2 else from_numbers[:, None],
            to_numbers if to_numbers.ndim == 2 else to_numbers[:, None],
        )
        is_pair = (from_array >= 0) & (to_array >= 0)
        for from_number, to_number in zip(from_array[is_pair].tolist(), to_array[is_pair].tolist(), strict=True):
            self.add_relation(kind, SubjectRow("resident", from_number).id, SubjectRow(holder, to_number).id)

    def _generate_accounts(self, population: Residents, holder: str, numbers: Numbers) -> None:
        for database in self.world.databases.values():
            if database.kind == "list" or not database.can_hold(holder):
                continue
            accounts = population.accounts(database, holder, numbers)
            columns = [(i, population.cells(database, i, accounts).tolist()) for i in database.identifiers]
            prefixes = [self.world.identifiers[i].token for i in database.identifiers]
            offset = COMPANIES if holder == "company" and not population.has_account_per_value(database) else 0
            owners = accounts.owners.tolist()
            for row, position in enumerate(accounts.positions.tolist()):
                cells = {
                    identifier: token(prefix, column[row])
                    for (identifier, column), prefix in zip(columns, prefixes, strict=True)
                    if column[row] >= 0
                }
                self.add_account(Account(database.id, position + offset, SubjectRow(holder, owners[row]).id, cells))

    def _generate_records(self, population: Residents, kind: str, holder_kind: str, numbers: Numbers) -> None:
        home = self.world.record_kinds[kind].home
        holders = population.holders(kind, holder_kind, numbers)
        suspected = population.is_suspected(kind, holder_kind, holders).tolist()
        chances = population.home_draws(kind, holder_kind, holders).tolist()
        for number, is_suspected, chance in zip(holders.tolist(), suspected, chances, strict=True):
            subject = SubjectRow(holder_kind, number).id
            rows = self.of(home, subject)
            account = rows[int(chance * len(rows))] if rows else self._home_account(home, subject)
            self._add_record(kind, subject, account, is_suspected)


def generate_tables(world: World, seed: int = 1, residents: int = 1_000) -> Tables:
    """The agency tables of the first `residents` people of a world and seed, generated when they are visited."""
    everything = world.everything
    return Tables(everything, seed, population=Residents(everything, seed, residents))


def _subject_row(id_: str) -> SubjectRow:
    row = parse_subject(id_)
    if row is None:
        raise LinkageError(f"'{id_}' is no subject: residents are named like R0000000042, companies like C0000123.")
    return row


def _no_such_subject(population: Residents, id_: str) -> str:
    known = f"they are {tokens.resident(0)} to {tokens.resident(population.residents - 1)}"
    if population.companies:
        known += f", the companies {tokens.company(0)} to {tokens.company(population.companies - 1)}"
    return f"There is no subject '{id_}' among {population.residents:,} residents: {known}."


def _by_number(account: Account) -> tuple[int, str]:
    return account.number, account.id


def _insert_sorted(rows: list[Any], row: Any, order: Callable[[Any], Any] = lambda row: row) -> None:
    """Insert into a sorted list without repeating: at the end where it comes in order, else by bisection."""
    if not rows:
        rows.append(row)
        return
    key = order(row)
    if order(rows[-1]) < key:
        rows.append(row)
        return
    place = bisect_left(rows, key, key=order)
    of_this_key = takewhile(lambda other: order(other) == key, islice(rows, place, None))
    if row not in of_this_key:
        rows.insert(place, row)
