"""The tables that agencies keep of some people, in memory, with the indices that joins need.

`Tables` is all that a spread knows of people: which rows hold a value, who truly owns it, whose children are whose. It
comes from a population (`generate_tables`: a neighbourhood is generated when it is visited) or from files (see
`agency_files`). A list has only the rows that records opened; `open_row` is the row that a subject would get, without
adding it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, cast
from weakref import WeakValueDictionary

import numpy as np

from linkage import tokens
from linkage.errors import LinkageError, unknown
from linkage.population.account_table import Account, Accounts, AccountTable, ExtendedTable
from linkage.population.draws import Draws
from linkage.population.households import COMPANIES, HOLDERS, IN_A_ROLL, SubjectRow, parse_subject
from linkage.population.neighbourhoods import Neighbourhoods, of_everybody
from linkage.population.residents import Residents
from linkage.population.text_tables.text_columns import Column, GivenPairs, PairTable
from linkage.vocabulary import count_of
from linkage.world.model import World

_OTHER_NAMES = 20_000_000_000  # where rows that may open begin, of subjects with names of one's own
_TAKEN = 100_000_000_000  # how much higher a row stands whose name is taken
_AT_ONCE = 256  # how many neighbourhoods are generated at a time: a block


_IN_USE: WeakValueDictionary[tuple[int, int, int], Residents] = WeakValueDictionary()
"""The people that some tables hold, by their world (as an object), seed and number."""


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
    draws: Draws = field(default_factory=Draws)
    people: Mapping[str, Person] = field(default_factory=dict)
    residents: int | None = None  # of given tables: how many of the people are residents
    records: dict[str, Record] = field(default_factory=dict)
    given_pairs: dict[str, GivenPairs] = field(default_factory=dict)  # by link: its join, if given
    population: Residents | None = None
    root: Tables | None = None  # of a branch: the tables that it is of, which others have too
    remarks: tuple[str, ...] = ()
    """Of given tables: what in them was left out, what lacks, and what stands in for it."""
    _tables: dict[str, AccountTable] = field(default_factory=dict)
    _values: dict[str, PairTable] = field(default_factory=dict)  # identifier → value, owner
    _relations: dict[str, PairTable] = field(default_factory=dict)  # kind → from, to
    _potential: dict[tuple[str, str], Account] = field(default_factory=dict)
    _row_numbers: dict[str, dict[str, int]] = field(default_factory=dict)
    _visited_neighbourhoods: set[int] = field(default_factory=set)

    @property
    def own(self) -> bool:
        """Whether somebody gave these tables: nothing in them is generated."""
        return self.population is None

    @property
    def seed(self) -> int:
        """The seed from which these people, or their draws, are made."""
        return self.draws.seed

    @property
    def stated_seed(self) -> int | None:
        """The seed that these people are made from; None: nobody says it."""
        return self.draws.stated_seed

    @property
    def number_of_residents(self) -> int:
        """How many residents there are."""
        if self.population is not None:
            return self.population.residents
        if self.residents is not None:
            return self.residents
        return sum(person.kind == "resident" for person in self.people.values())

    # filling

    def add_person(self, person: Person) -> None:
        """Add a subject."""
        self._made_people()[person.id] = person

    def _made_people(self) -> dict[str, Person]:
        """The people, who may grow where they are made here: given ones don't."""
        return cast(dict[str, Person], self.people)

    def add_value(self, identifier: str, value: str, owner: str) -> None:
        """Add the true owner of a value."""
        self.true_values(identifier).add(value, owner)

    def add_relation(self, kind: str, from_subject: str, to_subject: str) -> None:
        """Add that one subject is a parent, or an officer, of another."""
        self.relations(kind).add(from_subject, to_subject)

    def add_account(self, account: Account) -> None:
        """Add a row."""
        table = self.table(account.database)
        if self.root is not None:
            self._tables[account.database] = ExtendedTable(table, account)
        else:
            table.add(account)

    # for many questions

    def warm_up(self) -> None:
        """Make every index, so that many threads may ask."""
        self.people.get("")
        for table in self._tables.values():
            table.warm_up()
        for pairs in (*self._values.values(), *self._relations.values()):
            pairs.warm_up()

    def branch(self) -> Tables:
        """The same people for one question: what is imposed on them there, no other question sees."""
        return replace(
            self, root=self.root or self, records=dict(self.records), _potential={}, _tables=dict(self._tables)
        )

    # columns

    def take_table(self, table: AccountTable) -> None:
        """Have these rows for those of a database."""
        self._tables[table.database] = table

    def take_pairs(self, table: str, sort: str, pairs: PairTable) -> None:
        """Have these pairs for the `values` of an identifier, or the `relations` of a kind."""
        (self._values if table == "values" else self._relations)[sort] = pairs

    def table(self, database: str) -> AccountTable:
        """The rows of a database."""
        table = self._tables.get(database)
        if table is None:
            cells: dict[str, Column] = {identifier: [] for identifier in self.world.databases[database].identifiers}
            table = self._tables[database] = AccountTable(database, [], [], cells)
        return table

    def true_values(self, identifier: str) -> PairTable:
        """The values of an identifier, each with its true owner."""
        return self._values.setdefault(identifier, PairTable())

    def relations(self, kind: str) -> PairTable:
        """Who is a parent, or an officer, of whom."""
        return self._relations.setdefault(kind, PairTable())

    # reading

    @property
    def accounts(self) -> Accounts:
        """The rows of all databases, by their names."""
        return Accounts(self._tables)

    def account(self, database: str, name: str) -> Account | None:
        """The row of that name in a database, if there is one."""
        return self.table(database).named(name)

    def account_of(self, record: Record) -> Account:
        """The row at which a record is born."""
        return self.account(record.database, record.account) or self.accounts[record.account]

    def rows(self, database: str, identifier: str, value: str) -> list[Account]:
        """The rows of a database that hold a value."""
        return self.table(database).rows(identifier, value)

    def of(self, database: str, subject: str) -> list[Account]:
        """A subject's rows in a database, lowest number first."""
        return self.table(database).of(subject)

    def owners(self, identifier: str, value: str) -> list[str]:
        """The true owners of a value (several where namesakes share it)."""
        return self.true_values(identifier).rights_of(value)

    def values(self, subject: str, identifier: str) -> list[str]:
        """The values that a subject truly owns, sorted."""
        return self.true_values(identifier).lefts_of(subject)

    def related(self, kind: str, subject: str) -> list[str]:
        """`parent`: the children of a subject; `officer`: its companies; `parent of`, `officer of`: the reverse."""
        if kind.endswith(" of"):
            return self.relations(kind.removesuffix(" of")).lefts_of(subject)
        return self.relations(kind).rights_of(subject)

    def can_hold(self, database: str, subject: str) -> bool:
        """Whether a subject can have an account in a database."""
        person = self.people.get(subject)
        return person is not None and self.world.databases[database].can_hold(person.kind)

    def all_values(self) -> Iterator[tuple[str, str, str]]:
        """Every value with its true owner: identifier, value, owner."""
        return ((identifier, *pair) for identifier, pairs in self._values.items() for pair in pairs)

    def all_relations(self) -> Iterator[tuple[str, str, str]]:
        """Every relation: kind, from, to."""
        return ((kind, *pair) for kind, pairs in self._relations.items() for pair in pairs)

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
        if self._has_usual_row_number(database, owner):
            return self._usual_row_number(database, owner, 0)
        if database not in self._row_numbers:
            self._row_numbers[database] = self._number_rows(database)
        return self._row_numbers[database][owner]

    def _usual_row_number(self, database: str, owner: str, rank: int) -> int:
        """The number by which a row is named unless that name is taken; `rank` is the owner's among all subjects."""
        row = parse_subject(owner)
        number = _OTHER_NAMES + rank if row is None else row.account_number
        return number + IN_A_ROLL if self.world.databases[database].kind == "roll" else number

    def _has_usual_row_number(self, database: str, owner: str) -> bool:
        """Whether a subject's usual number can't be anybody else's: then not everybody has to be numbered."""
        row = parse_subject(owner)
        if row is None or row.account_number >= _OTHER_NAMES:
            return False
        number = row.account_number
        is_company = row.kind == "company"
        rival = tokens.resident(number) if is_company else tokens.company(max(number - COMPANIES, 0))
        may_have_rival = is_company or number >= COMPANIES
        name = f"{database}/{self._usual_row_number(database, owner, 0)}"
        return not (may_have_rival and rival in self.people) and name not in self.accounts

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
        return self.of(database, subject) or [self.open_row(database, subject)]

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
        """Generate everybody, a block of neighbourhoods at a time."""
        if self.population is not None:
            neighbourhoods = range(self.population.neighbourhoods)
            for first in neighbourhoods[::_AT_ONCE]:
                self._generate(self.population, neighbourhoods[first : first + _AT_ONCE])

    def visit(self, neighbourhood: int) -> None:
        """Generate one neighbourhood: its people, values, relations, accounts and records."""
        if self.population is not None:
            self._generate(self.population, (neighbourhood,))

    def visit_districts(self) -> None:
        """Generate the whole districts of everybody generated so far, as far as they belong to the population."""
        if self.population is not None:
            for district in sorted({number // _AT_ONCE for number in self._visited_neighbourhoods}):
                first, after = district * _AT_ONCE, (district + 1) * _AT_ONCE
                self._generate(self.population, range(first, min(after, self.population.neighbourhoods)))

    def _generate(self, population: Residents, neighbourhoods: Iterable[int]) -> None:
        new = [number for number in neighbourhoods if number not in self._visited_neighbourhoods]
        if not new:
            return
        if self.root is not None:
            self.root._generate(population, new)
            self._take_from(self.root)
            return
        self._visited_neighbourhoods.update(new)
        everybody = of_everybody(population, new)
        for members in everybody:
            self._take_people(members)
            for accounts in members.accounts():
                self.table(accounts.database).extend(accounts.ids, accounts.subjects, accounts.cells)
        for kind in self.world.record_kinds:
            for members in everybody:
                self._take_records(kind, members)

    def _take_from(self, root: Tables) -> None:
        """Take what the tables that this is a branch of have generated since."""
        self.records = {**root.records, **self.records}
        for database, table in root._tables.items():
            own = self._tables.get(database)
            if isinstance(own, ExtendedTable):
                self._tables[database] = own.renewed(table)
            else:
                self._tables[database] = table

    def _take_people(self, members: Neighbourhoods) -> None:
        names = members.names
        kinds = [members.holder] * len(names)
        people = zip(names, kinds, members.groups(), members.households(), strict=True)
        self._made_people().update(zip(names, map(Person._make, people), strict=True))
        for column in members.values():
            self.true_values(column.identifier).extend(column.values, column.owners)
        kind, from_subjects, to_subjects = members.relations()
        self.relations(kind).extend(from_subjects, to_subjects)

    def _take_records(self, kind: str, members: Neighbourhoods) -> None:
        home = self.world.record_kinds[kind].home
        for birth in members.births(kind):
            rows = self.of(home, birth.subject)
            account = rows[int(birth.chance * len(rows))] if rows else self._home_account(home, birth.subject)
            self._add_record(kind, birth.subject, account, birth.suspected)


def generate_tables(world: World, seed: int = 1, residents: int = 1_000) -> Tables:
    """The agency tables of the first `residents` people of a world and seed, generated when they are visited."""
    everything = world.everything
    return Tables(everything, Draws(seed), population=_residents(everything, seed, residents))


def _residents(world: World, seed: int, residents: int) -> Residents:
    """The people of a world and seed; while somebody still has them, the same ones, who remember what was drawn."""
    key = id(world), seed, residents
    people = _IN_USE.get(key)
    if people is None or people.world is not world:
        people = _IN_USE[key] = Residents(world, seed, residents)
    return people


def _subject_row(id_: str) -> SubjectRow:
    row = parse_subject(id_)
    if row is None:
        raise LinkageError(f"'{id_}' is no subject: residents are named like R0000000042, companies like C0000123.")
    return row


def _no_such_subject(population: Residents, id_: str) -> str:
    known = f"they are {tokens.resident(0)} to {tokens.resident(population.residents - 1)}"
    if population.companies:
        known += f", the companies {tokens.company(0)} to {tokens.company(population.companies - 1)}"
    return f"There is no subject '{id_}' among {count_of(population.residents, 'resident')}: {known}."
