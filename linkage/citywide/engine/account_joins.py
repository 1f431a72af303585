"""Joins of many accounts at once: from a link and some accounts to the accounts that it finds.

An account is a whole number: its owner's code, then its slot in that database. Codes are residents' numbers, and
companies' from `COMPANY` on. Everything is computed for the people asked about, never for the whole city, but for one
table: which wrong cells of a register hold whose value, which is made when something is looked up in that column.
Source of the semantics: design 4.2; the same as `spread.matching`, in columns.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.engine import bitsets
from linkage.population.households import BLOCK, Flags, Numbers, is_among
from linkage.population.residents import Accounts, Residents
from linkage.world.link_paths import hops_of
from linkage.world.model import Database, Link, World

COMPANY = 1 << 40
SLOTS = 8
SLOT_BITS = 3
_NEVER = 1 << 60
OPENED = 7  # the slot of a row that a record opened in a roll


def code(holder: str, numbers: Numbers) -> Numbers:
    """Residents' or companies' codes."""
    return numbers if holder == "resident" else numbers + COMPANY


class AccountJoins:
    """The accounts and joins of the people in some blocks of a town."""

    def __init__(self, town: Residents, blocks: range) -> None:
        self.town = town
        self.world: World = town.world
        self.blocks = blocks
        self._wrong: dict[tuple[str, str], tuple[Numbers, Numbers]] = {}
        self._opened: dict[str, Numbers] = {}
        self._holders: dict[str, Numbers] = {}

    def span(self, holder: str) -> tuple[int, int]:
        """The first resident (or company) of these blocks, and the one after the last."""
        size = self.town.block(holder)
        return self.blocks.start * size, min(self.blocks.stop * size, self.town.size(holder))

    # who holds records

    def holders(self, kind: str) -> Numbers:
        """The codes of all who have a record of a kind, sorted."""
        if kind not in self._holders:
            self._holders[kind] = self._drawn_holders(kind)
        return self._holders[kind]

    def _drawn_holders(self, kind: str) -> Numbers:
        home = self.world.databases[self.world.record_kinds[kind].home]
        found = []
        for holder in ("resident", "company"):
            if home.can_hold(holder):
                numbers = self.town.drawn_in(kind, holder, self.blocks)
                if len(numbers) and numbers[-1] >= self.town.size(holder):
                    numbers = numbers[numbers < self.town.size(holder)]
                if holder == "resident":
                    numbers = numbers[~self.town.is_child(numbers)]
                found.append(code(holder, numbers))
        return _joined(found)

    def homes(self, kind: str, holders: Numbers) -> Numbers:
        """The slot of each holder's home account."""
        database = self.world.databases[self.world.record_kinds[kind].home]
        slots = np.zeros(len(holders), dtype=np.int64)
        if database.kind == "list":
            return slots
        counts = self._counts(database, holders)
        for holder, here in self._by_holder(holders):
            chances = self.town.home_draws(kind, holder, _number(holders[here]))
            slots[here] = (chances * counts[here]).astype(np.int64)
        slots[counts == 0] = OPENED
        return slots

    def _counts(self, database: Database, owners: Numbers) -> Numbers:
        """How many accounts each one has in a roll, before any record."""
        counts = np.zeros(len(owners), dtype=np.int64)
        for holder, here in self._by_holder(owners):
            if database.can_hold(holder):
                numbers = _number(owners[here])
                if self.town.a_value_each(database):
                    counts[here] = self.town.value_counts(database.identifiers[0], holder, numbers)
                else:
                    counts[here] = self.town.covered(database, holder, numbers)
        return counts

    @staticmethod
    def _by_holder(codes: Numbers) -> list[tuple[str, Numbers]]:
        """The places of residents, and of companies, among some codes."""
        firms = codes >= COMPANY
        if not firms.any():
            return [("resident", np.arange(len(codes)))] if len(codes) else []
        found = [("resident", np.flatnonzero(~firms)), ("company", np.flatnonzero(firms))]
        return [(holder, here) for holder, here in found if len(here)]

    # accounts

    def rows_of(self, database: Database, owners: Numbers) -> tuple[Numbers, Numbers]:
        """All rows of some owners: places among `owners`, accounts."""
        if database.kind == "list":
            able = np.flatnonzero(self.can_hold(database, owners))
            return able, owners[able] * SLOTS
        places, rows = [], []
        for holder, here in self._by_holder(owners):
            if not database.can_hold(holder):
                continue
            numbers = _number(owners[here])
            if self.town.a_value_each(database):
                counts = self.town.value_counts(database.identifiers[0], holder, numbers)
                for slot in range(int(counts.max(initial=0))):
                    there = here[counts > slot]
                    places.append(there)
                    rows.append(owners[there] * SLOTS + slot)
            else:
                kept = self.town.covered(database, holder, numbers)
                places.append(here[kept])
                rows.append(owners[here[kept]] * SLOTS)
        opened = self.opened(database)
        if len(opened):
            there = np.flatnonzero(is_among(owners, opened))
            places.append(there)
            rows.append(owners[there] * SLOTS + OPENED)
        return _joined(places), _joined(rows)

    def can_hold(self, database: Database, owners: Numbers) -> Flags:
        """Whether a database can hold each one."""
        if database.holds == "both":
            return np.ones(len(owners), dtype=np.bool_)
        return np.asarray((owners < COMPANY) == (database.holds == "residents"))

    def opened(self, database: Database) -> Numbers:
        """The codes of those in whose name a record opened a row in a roll, sorted."""
        if database.id not in self._opened:
            found = []
            for kind in self.world.record_kinds.values():
                if kind.home == database.id and database.kind == "roll" and kind.per_100k:
                    holders = self.holders(kind.id)
                    found.append(holders[self._counts(database, holders) == 0])
            self._opened[database.id] = bitsets.distinct(_joined(found))
        return self._opened[database.id]

    def cells(self, database: Database, identifier: str, rows: Numbers) -> Numbers:
        """What accounts hold in a column; -1 is nothing. Opened rows hold the first value."""
        owners, slots = rows // SLOTS, rows % SLOTS
        found = np.full(len(rows), -1, dtype=np.int64)
        for holder, here in self._by_holder(owners):
            numbers = _number(owners[here])
            if database.kind == "list":
                found[here] = self._first(identifier, holder, numbers)
                continue
            made = slots[here] == OPENED
            if made.any():
                found[here[made]] = self._first(identifier, holder, numbers[made])
            old = here if not made.any() else here[~made]
            numbers = _number(owners[old])
            places = numbers
            if self.town.a_value_each(database) and holder == "resident":
                places = numbers * self.town.most(database.identifiers[0]) + slots[old]
            found[old] = self.town.cells(database, identifier, Accounts(holder, places, numbers))
        return found

    def _first(self, identifier: str, holder: str, numbers: Numbers) -> Numbers:
        counts = self.town.value_counts(identifier, holder, numbers)
        return np.where(counts > 0, self.town.value(identifier, numbers), -1)

    # values

    def owners(self, identifier: str, values: Numbers) -> tuple[Numbers, Numbers]:
        """Who truly owns some values (namesakes: each): places among `values`, codes."""
        holder = "resident" if self.world.identifiers[identifier].holds == "residents" else "company"
        most = self.town.most(identifier) if self.town.may_lack(identifier) else 1
        numbers = values // most
        places = np.arange(len(values))
        if self.town.shared(identifier):
            other = self.town.namesake(numbers)
            both = np.flatnonzero(other >= 0)
            numbers, places = np.concatenate([numbers, other[both]]), np.concatenate([places, both])
        there = numbers < self.town.size(holder)
        return places[there], code(holder, numbers[there])

    def rows_with(self, database: Database, identifier: str, values: Numbers) -> tuple[Numbers, Numbers]:
        """The rows of a roll that hold some values: places among `values`, accounts."""
        asked, owners = self.owners(identifier, values)
        places, rows = self.rows_of(database, owners)
        right = self.cells(database, identifier, rows) == values[asked[places]]
        places, rows = asked[places[right]], rows[right]
        if identifier not in self.town.figures_of(database.id):
            return places, rows
        held, wrong = self.wrong_rows(database, identifier)
        low, high = np.searchsorted(held, values, "left"), np.searchsorted(held, values, "right")
        more = np.repeat(np.arange(len(values)), high - low)
        offsets = np.arange(len(more)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
        return np.concatenate([places, more]), np.concatenate([rows, wrong[low[more] + offsets]])

    def wrong_rows(self, database: Database, identifier: str) -> tuple[Numbers, Numbers]:
        """All rows of a register that hold somebody else's value: values, accounts; sorted by value."""
        key = (database.id, identifier)
        if key not in self._wrong:
            rows = _joined([self._wrong_rows(database, identifier, holder) for holder in ("resident", "company")])
            values = self.cells(database, identifier, rows)
            rows, values = rows[values >= 0], values[values >= 0]
            places, owners = self.owners(identifier, values)
            kept = np.ones(len(rows), dtype=np.bool_)
            kept[places[owners == rows[places] // SLOTS]] = False
            order = np.argsort(values[kept], kind="stable")
            self._wrong[key] = values[kept][order], rows[kept][order]
        return self._wrong[key]

    def _wrong_rows(self, database: Database, identifier: str, holder: str) -> Numbers:
        if not database.can_hold(holder):
            return np.empty(0, dtype=np.int64)
        wrong = [self.town.wrong_places(database.id, identifier, holder, block) for block in self.blocks]
        places = _joined(wrong)
        each = self.town.places_each(database, holder)
        numbers, slots = places // each, places % each
        there = numbers < self.town.size(holder)
        rows = code(holder, numbers[there]) * SLOTS + slots[there]
        _, all_rows = self.rows_of(database, bitsets.distinct(rows // SLOTS))
        return rows[is_among(rows, np.sort(all_rows))]

    # links

    def follow(self, link: Link, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The accounts that a link finds from some accounts: places among `rows`, accounts; each pair once."""
        databases = self.world.databases
        values = self.cells(databases[link.source], link.key, rows)
        places = np.flatnonzero(values >= 0)
        values = values[places]
        for register, given, gives in hops_of(link):
            found, via = self.rows_with(databases[register], given, values)
            values = self.cells(databases[register], gives, via)
            places = places[found[values >= 0]]
            values = values[values >= 0]
        target = databases[link.target]
        if target.kind == "list":
            found, owners = self.owners(link.last, values)
            able = self.can_hold(target, owners)
            found, reached = found[able], owners[able] * SLOTS
        else:
            found, reached = self.rows_with(target, link.last, values)
        return _each_once(places[found], reached)

    def chains(self, link: Link, rows: Numbers, repairs: Mapping[str, int]) -> tuple[Numbers, Numbers, Numbers]:
        """The same by chain of register rows, each with the day on which a wrong cell on it is put right; -1: none.

        Args:
            repairs: register → day.
        """
        databases = self.world.databases
        values = self.cells(databases[link.source], link.key, rows)
        places = np.flatnonzero(values >= 0)
        values = values[places]
        ends = self._put_right(databases[link.source], link.key, rows[places], values, repairs)
        for register, given, gives in hops_of(link):
            found, via = self.rows_with(databases[register], given, values)
            ends = np.minimum(ends[found], self._put_right(databases[register], given, via, values[found], repairs))
            values = self.cells(databases[register], gives, via)
            ends = np.minimum(ends, self._put_right(databases[register], gives, via, values, repairs))
            there = values >= 0
            places, values, ends = places[found[there]], values[there], ends[there]
        target = databases[link.target]
        if target.kind == "list":
            found, owners = self.owners(link.last, values)
            able = self.can_hold(target, owners)
            found, reached = found[able], owners[able] * SLOTS
            ends = ends[found]
        else:
            found, reached = self.rows_with(target, link.last, values)
            ends = np.minimum(ends[found], self._put_right(target, link.last, reached, values[found], repairs))
        return places[found], reached, np.where(ends == _NEVER, -1, ends)

    def _put_right(
        self, database: Database, identifier: str, rows: Numbers, values: Numbers, repairs: Mapping[str, int]
    ) -> Numbers:
        """The day on which cells are put right that hold somebody else's value."""
        found = np.full(len(rows), _NEVER)
        if database.id in repairs and identifier in self.town.figures_of(database.id):
            there = np.flatnonzero(values >= 0)
            places, owners = self.owners(identifier, values[there])
            right = owners == rows[there][places] // SLOTS
            wrong = np.ones(len(there), dtype=np.bool_)
            wrong[places[right]] = False
            found[there[wrong]] = repairs[database.id]
        return found

    # ties

    def children(self, owners: Numbers) -> tuple[Numbers, Numbers]:
        """The children of some residents: places among `owners`, codes."""
        places = np.flatnonzero(owners < COMPANY)
        table = self.town.children(owners[places])
        row, column = np.nonzero(table >= 0)
        return places[row], table[row, column]

    def officers(self, owners: Numbers) -> tuple[Numbers, Numbers]:
        """The officers of some companies."""
        places = np.flatnonzero(owners >= COMPANY)
        table = self.town.officers(_number(owners[places]))
        row, column = np.nonzero(table >= 0)
        return places[row], table[row, column]

    def companies(self, owners: Numbers) -> tuple[Numbers, Numbers]:
        """The companies of which some residents are officers."""
        places = np.flatnonzero(owners < COMPANY)
        company = self.town.company_of(owners[places])
        there = company >= 0
        return places[there], company[there] + COMPANY

    def fall_on(self, falls_on: str, owners: Numbers) -> tuple[Numbers, Numbers]:
        """Those on whom a rule falls when it fires for some subjects: places among `owners`, codes."""
        if falls_on == "self":
            return np.arange(len(owners)), owners
        return {"children": self.children, "officers": self.officers, "company": self.companies}[falls_on](owners)

    # groups

    def groups(self, owners: Numbers) -> NDArray[np.uint8]:
        """Each one's group: age groups, then company sizes, in the order of `group_names`."""
        found = np.zeros(len(owners), dtype=np.uint8)
        for holder, here in self._by_holder(owners):
            first = 0 if holder == "resident" else len(self.town.group_names("resident"))
            found[here] = self.town.groups(holder, _number(owners[here])) + first
        return found


def group_names(town: Residents) -> tuple[str, ...]:
    """Age groups, then company sizes."""
    return (*town.group_names("resident"), *town.group_names("company"))


def all_blocks(town: Residents) -> range:
    """Every block of a town, the last one perhaps cut short."""
    return range(-(-town.residents // BLOCK))


def _number(codes: Numbers) -> Numbers:
    return codes if not len(codes) or int(codes[0]) < COMPANY else codes - COMPANY


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _each_once(places: Numbers, rows: Numbers) -> tuple[Numbers, Numbers]:
    if len(places) < 2 or (np.diff(places) > 0).all():
        return places, rows
    order = np.lexsort((rows, places))
    places, rows = places[order], rows[order]
    new = np.concatenate([[True], (places[1:] != places[:-1]) | (rows[1:] != rows[:-1])])
    return places[new], rows[new]
