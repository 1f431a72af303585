"""The accounts and joins of somebody's own tables: whoever is in them, whatever they are called.

A value is the hash of its text (`text_hashes`), a column an array of hashes, a join a search among sorted ones. A
subject's code is its place among the residents, or among the companies; its accounts in a database take its slots in
the order of the file. Of a list, a subject without a row has one that may open, in slot 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.engine.link_joins import COMPANY_OFFSET, SLOTS, Births, Draws, LinkJoins, matching_places
from linkage.errors import LinkageError
from linkage.population.cell_errors import errors_in_column
from linkage.population.households import Flags, Numbers, is_among
from linkage.population.random_draws import link_draw_bits_at
from linkage.population.tables import Record, Tables
from linkage.population.text_tables.text_columns import PairTable, column_hashes, may_hold
from linkage.population.text_tables.text_hashes import BLANK, hashes_of_texts
from linkage.tokens import trailing_number
from linkage.world.column_errors import MISTYPED_MARK, ErrorShares, is_mistyped
from linkage.world.link_paths import pairs_count_from
from linkage.world.model import Database, Link, Rule

_RELATIONS = {"children": ("parent", False), "officers": ("officer", True), "company": ("officer", False)}
"""Whom a rule falls on → a relation, and whether it is followed backwards."""


class _Pairs(NamedTuple):
    """Pairs of numbers, sorted by the left one."""

    lefts: Numbers
    rights: Numbers

    def of(self, lefts: Numbers) -> tuple[Numbers, Numbers]:
        """What stands on the right of some numbers: positions among them, numbers."""
        positions, places = matching_places(self.lefts, lefts)
        return positions, self.rights[places]


class _Rows(NamedTuple):
    """The accounts of a database, sorted, each with its place in the table."""

    accounts: Numbers
    places: Numbers


class TableJoins(LinkJoins):
    """The accounts and joins of the people of some tables.

    Args:
        tables: tables that somebody gave; they don't change any more.

    Raises:
        LinkageError: a subject has more accounts in one database than can be told apart.
    """

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables.world)
        self.tables = tables
        people = tables.people.values()
        self._members = {
            holder: [person.id for person in people if person.kind == holder] for holder in ("resident", "company")
        }
        ids = hashes_of_texts([*self._members["resident"], *self._members["company"]])
        residents, companies = map(len, self._members.values())
        codes = np.concatenate([np.arange(residents), COMPANY_OFFSET + np.arange(companies)])
        self._subjects = _sorted_pairs(ids, codes)
        self._rows: dict[str, _Rows] = {}
        self._cells: dict[tuple[str, str], Numbers] = {}
        self._by_value: dict[tuple[str, str], _Pairs] = {}
        self._owners: dict[str, _Pairs] = {}
        self._first_values: dict[str, _Pairs] = {}
        self._relations: dict[str, _Pairs] = {}
        self._errors: dict[tuple[str, str, ErrorShares], Flags] = {}
        self._given: dict[tuple[str, float], _Pairs] = {}  # by link and threshold

    # who there is

    def number_of(self, holder: str) -> int:
        """How many residents, or companies, there are."""
        return len(self._members[holder])

    def group_names(self, holder: str) -> tuple[str, ...]:
        """The groups of the residents, or of the companies: the world's own, then any others, sorted."""
        figures = self.world.people
        declared = figures.company_sizes if holder == "company" else (("under-18", 0.0), *figures.age_groups)
        names = [name for name, _ in declared]
        return (*names, *sorted({self.tables.people[id_].group for id_ in self._members[holder]} - set(names)))

    @cached_property
    def _group_of(self) -> NDArray[np.uint8]:
        """The group of each resident, then of each company."""
        first, groups = 0, []
        for holder, members in self._members.items():
            names = {name: first + place for place, name in enumerate(self.group_names(holder))}
            groups += [names[self.tables.people[id_].group] for id_ in members]
            first += len(names)
        if first > np.iinfo(np.uint8).max:
            raise LinkageError(f"These people are in {first:,} groups; a city is counted by at most 255.")
        return np.array(groups, dtype=np.uint8)

    def groups(self, owners: Numbers) -> NDArray[np.uint8]:
        """The group of each subject, as a position in `all_groups`."""
        is_company = owners >= COMPANY_OFFSET
        return self._group_of[np.where(is_company, owners - COMPANY_OFFSET + self.number_of("resident"), owners)]

    def _codes(self, hashes: Numbers) -> Numbers:
        """The codes of subjects, by the hashes of their names."""
        return self._subjects.rights[np.searchsorted(self._subjects.lefts, hashes)]

    def _name(self, code: int) -> str:
        if code < COMPANY_OFFSET:
            return self._members["resident"][code]
        return self._members["company"][code - COMPANY_OFFSET]

    # who holds records

    @cached_property
    def _records(self) -> dict[str, list[list[tuple[int, Record]]]]:
        """Of each kind the records with their subjects' codes, in parts in which nobody has two."""
        records = list(self.tables.records.values())
        codes = self._codes(hashes_of_texts([record.subject for record in records])).tolist()
        parts: dict[str, list[dict[int, Record]]] = {}
        for code, record in zip(codes, records, strict=True):
            known = parts.setdefault(record.kind, [])
            part = next((part for part in known if code not in part), None)
            if part is None:
                known.append(part := {})
            part[code] = record
        return {kind: [sorted(part.items()) for part in known] for kind, known in parts.items()}

    def births(self, kind: str) -> list[Births]:
        """The records of a kind: in the first part everybody's first, in the second the second of those with two."""
        return [self._births(part) for part in self._records.get(kind, ())]

    def _births(self, part: list[tuple[int, Record]]) -> Births:
        holders = np.array([code for code, _ in part], dtype=np.int64)
        records = [record for _, record in part]
        return Births(
            holders,
            lambda: self._home_slots(holders, records),
            lambda: np.array([record.standing != "confirmed" for record in records], dtype=np.bool_),
            lambda link: self._draws(link, [record.id for record in records]),
            lambda: np.array([self.tables.draws.of_record(record.id) for record in records], dtype=np.float64),
        )

    def _home_slots(self, holders: Numbers, records: list[Record]) -> Numbers:
        """The slot of each record's account among those of its subject."""
        rows = self._rows_in(records[0].database)
        table = self.tables.table(records[0].database)
        places = np.array([table.place_of(record.account) for record in records], dtype=np.int64)
        by_place = np.empty(len(rows.places), dtype=np.int64)
        by_place[rows.places] = rows.accounts
        return by_place[places] - holders * SLOTS

    def listing_draws(self, rule: str, link: str, holders: Numbers) -> Draws:
        """A link's draw for the listing by a rule of each of some subjects."""
        return self._draws(link, [f"{rule}@{self._name(code)}" for code in holders.tolist()])

    def _draws(self, link: str, records: list[str]) -> Draws:
        if self.tables.draws.links or not self.tables.draws.seed_known:
            return np.array([self.tables.draws.of_link(link, record) for record in records], dtype=np.float64)
        parted = [trailing_number(record) for record in records]
        stems = np.array([stem for stem, _ in parted])
        numbers = np.array([number for _, number in parted], dtype=np.int64)
        draws = np.zeros(len(records), dtype=np.uint32)
        for stem in np.unique(stems).tolist():
            places = np.flatnonzero(stems == stem)
            draws[places] = link_draw_bits_at(self.tables.seed, link, stem, numbers[places])
        return draws

    # accounts

    def _rows_in(self, database: str) -> _Rows:
        """The accounts of a database, sorted."""
        if database not in self._rows:
            owners = self._codes(column_hashes(self.tables.table(database).subjects))
            order = np.argsort(owners, kind="stable")
            owners = owners[order]
            is_first = np.concatenate([[True], owners[1:] != owners[:-1]])[: len(owners)]
            starts = np.flatnonzero(is_first)
            slots = np.arange(len(owners)) - np.repeat(starts, np.diff(np.append(starts, len(owners))))
            if (most := int(slots.max(initial=-1)) + 1) > SLOTS:
                subject = self._name(int(owners[np.argmax(slots)]))
                raise LinkageError(
                    f"{subject} has {most:,} accounts in '{database}': a city is counted with at most {SLOTS} accounts "
                    "of a subject in a database. 'effects' has no such limit."
                )
            self._rows[database] = _Rows(owners * SLOTS + slots, order)
        return self._rows[database]

    def rows_of(self, database: Database, owners: Numbers) -> tuple[Numbers, Numbers]:
        """All rows of some owners in a database (of a list, those that may open, too): positions, accounts."""
        rows = self._rows_in(database.id).accounts
        positions, places = matching_places(rows // SLOTS, owners)
        if database.kind != "list":
            return positions, rows[places]
        has_none = np.ones(len(owners), dtype=np.bool_)
        has_none[positions] = False
        fits = self.can_hold(database, owners)
        new = np.flatnonzero(has_none & fits)
        held = fits[positions]
        return np.concatenate([positions[held], new]), np.concatenate([rows[places[held]], owners[new] * SLOTS])

    def cells(self, database: Database, identifier: str, rows: Numbers) -> Numbers:
        """What accounts hold in a column; -1 is a blank. A row that may open holds its owner's first value."""
        known = self._rows_in(database.id)
        is_known = is_among(rows, known.accounts)
        values = np.full(len(rows), BLANK, dtype=np.int64)
        places = known.places[np.searchsorted(known.accounts, rows[is_known])]
        values[is_known] = self._column(database.id, identifier)[places]
        opened = np.flatnonzero(~is_known)
        if len(opened):
            positions, firsts = self._first_values_of(identifier).of(rows[opened] // SLOTS)
            values[opened[positions]] = firsts
        return values

    def _column(self, database: str, identifier: str) -> Numbers:
        key = (database, identifier)
        if key not in self._cells:
            column = self.tables.table(database).columns[identifier]
            self._cells[key] = hashes = column_hashes(column)
            if may_hold(column, MISTYPED_MARK):  # a mistyped cell joins nothing
                hashes[[place for place, cell in enumerate(column) if is_mistyped(cell, database)]] = BLANK
        return self._cells[key]

    def rows_with(self, database: Database, identifier: str, values: Numbers) -> tuple[Numbers, Numbers]:
        """The rows of a roll that hold some values: positions among `values`, accounts."""
        key = (database.id, identifier)
        if key not in self._by_value:
            known = self._rows_in(database.id)
            self._by_value[key] = _sorted_pairs(self._column(*key)[known.places], known.accounts)
        return self._by_value[key].of(values)

    def are_enforced(self, rule: Rule, rows: Numbers, share: float) -> Flags:
        """At which rows a rule is enforced, if it is at a share of accounts."""
        names = self._account_names(rule.database, rows)
        draws = [self.tables.draws.of_rule(rule.id, name) for name in names]
        return np.array(draws, dtype=np.float64) < share

    def _account_names(self, database: str, rows: Numbers) -> list[str]:
        """The names of accounts, also of those that may open."""
        known, ids = self._rows_in(database), self.tables.table(database).ids
        places = np.full(len(rows), -1)
        is_known = is_among(rows, known.accounts)
        places[is_known] = known.places[np.searchsorted(known.accounts, rows[is_known])]
        return [
            ids[place] if place >= 0 else self.tables.open_row(database, self._name(row // SLOTS)).id
            for place, row in zip(places.tolist(), rows.tolist(), strict=True)
        ]

    def join_name(self, link: Link) -> str:
        """What a link joins by; where its pairs are given also from which probability on."""
        if link.id in self.tables.given_pairs:
            return f"{link.id} {pairs_count_from(link)}"
        return super().join_name(link)

    # values

    def _pairs_of(self, pairs: PairTable, lefts_are_subjects: bool) -> tuple[Numbers, Numbers]:
        lefts, rights = column_hashes(pairs.lefts), self._codes(column_hashes(pairs.rights))
        return (self._codes(lefts) if lefts_are_subjects else lefts), rights

    def follow_link(self, link: Link, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The accounts that a link finds from some accounts; where pairs are given for it, by these alone."""
        return self._follow_pairs(link, rows) if link.id in self.tables.given_pairs else super().follow_link(link, rows)

    def follow_chains(self, link: Link, rows: Numbers, repairs: Mapping[str, int]) -> tuple[Numbers, Numbers, Numbers]:
        """The same with the day of repair of a wrong cell on each chain; a given pair has no cell."""
        if link.id not in self.tables.given_pairs:
            return super().follow_chains(link, rows, repairs)
        positions, reached = self._follow_pairs(link, rows)
        return positions, reached, np.full(len(reached), -1)

    def _follow_pairs(self, link: Link, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The accounts that given pairs lead to from some accounts (design 11.4)."""
        key = link.id, pairs_count_from(link)
        if key not in self._given:
            pairs = [(a, b) for a, b, probability in self.tables.given_pairs[link.id] if probability >= key[1]]
            lefts = self._numbers_of(link.source, [a for a, _ in pairs])
            self._given[key] = _sorted_pairs(lefts, self._numbers_of(link.target, [b for _, b in pairs]))
        sought = rows // SLOTS if self.world.is_list(link.source) else rows
        positions, found = self._given[key].of(sought)
        target = self.world.databases[link.target]
        if target.kind != "list":
            return positions, found
        selected, reached = self.rows_of(target, found)
        return positions[selected], reached

    def _numbers_of(self, database: str, names: list[str]) -> Numbers:
        """What pairs name in a database: the numbers of accounts, of a list the codes of subjects."""
        if self.world.is_list(database):
            return self._codes(hashes_of_texts(names))
        known, table = self._rows_in(database), self.tables.table(database)
        by_place = np.empty(len(known.places), dtype=np.int64)
        by_place[known.places] = known.accounts
        return by_place[np.array([table.place_of(name) for name in names], dtype=np.int64)]

    def owners_of(self, identifier: str, values: Numbers) -> tuple[Numbers, Numbers]:
        """Who truly owns some values: positions among `values`, codes."""
        if identifier not in self._owners:
            pairs = self._pairs_of(self.tables.true_values(identifier), lefts_are_subjects=False)
            self._owners[identifier] = _sorted_pairs(*pairs)
        return self._owners[identifier].of(values)

    def own(self, identifier: str, owners: Numbers, values: Numbers) -> Flags:
        """Whether each subject truly owns the value beside it: `bool[n]`."""
        positions, found = self.owners_of(identifier, values)
        owning = np.zeros(len(owners), dtype=np.bool_)
        owning[positions[found == owners[positions]]] = True
        return owning

    def are_in_error(self, database: Database, identifier: str, rows: Numbers, shares: ErrorShares) -> Flags:
        """Which rows' cells in a column are blank or mistyped, if these shares are: `bool[n]`."""
        known = self._rows_in(database.id)
        is_known = is_among(rows, known.accounts)
        in_error = np.zeros(len(rows), dtype=np.bool_)
        places = known.places[np.searchsorted(known.accounts, rows[is_known])]
        in_error[is_known] = self._column_errors(database.id, identifier, shares)[places]
        return in_error

    def _column_errors(self, database: str, identifier: str, shares: ErrorShares) -> Flags:
        """Which cells of a whole column are in error, by the places of their rows."""
        key = database, identifier, shares
        if key not in self._errors:
            self._errors[key] = errors_in_column(self.tables, database, identifier, shares)
        return self._errors[key]

    def _first_values_of(self, identifier: str) -> _Pairs:
        """Of each owner the value that sorts first."""
        if identifier not in self._first_values:
            pairs = self.tables.true_values(identifier)
            values, owners = self._pairs_of(pairs, lefts_are_subjects=False)
            order = np.argsort(owners, kind="stable")
            owners = owners[order]
            ends = np.flatnonzero(np.append(owners[1:] != owners[:-1], True)[: len(owners)])
            starts = np.concatenate([[0], ends[:-1] + 1])[: len(ends)]
            first = order[starts]
            for group in np.flatnonzero(ends > starts).tolist():
                places = order[starts[group] : ends[group] + 1].tolist()
                first[group] = min(places, key=lambda place: pairs.lefts[place])
            self._first_values[identifier] = _Pairs(owners[ends], values[first])
        return self._first_values[identifier]

    def may_be_wrong(self, database: Database, identifier: str) -> bool:
        """Whether a column may hold values of others than the rows' subjects: any may."""
        return True

    # households and companies

    def affected_codes(self, falls_on: str, owners: Numbers) -> tuple[Numbers, Numbers]:
        """The subjects on whom a rule falls when it fires for some subjects: positions among `owners`, codes."""
        if falls_on == "self":
            return np.arange(len(owners)), owners
        if falls_on not in self._relations:
            relation, backwards = _RELATIONS[falls_on]
            lefts, rights = self._pairs_of(self.tables.relations(relation), lefts_are_subjects=True)
            self._relations[falls_on] = _sorted_pairs(*((rights, lefts) if backwards else (lefts, rights)))
        return self._relations[falls_on].of(owners)


def _sorted_pairs(lefts: Numbers, rights: Numbers) -> _Pairs:
    """Some pairs, each once, sorted."""
    order = np.lexsort((rights, lefts))
    lefts, rights = lefts[order], rights[order]
    is_new = np.concatenate([[True], (lefts[1:] != lefts[:-1]) | (rights[1:] != rights[:-1])])[: len(lefts)]
    return _Pairs(lefts[is_new], rights[is_new])
