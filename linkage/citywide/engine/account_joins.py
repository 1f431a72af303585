"""Joins of many accounts at once: from a link and an array of accounts to the accounts that it finds.

An account is a whole number: its owner's code times `SLOTS`, plus its slot in that database. Codes are residents'
numbers, and companies' from `COMPANY_OFFSET` on. Everything is computed for the subjects that are passed in, never for
the whole city, but for one table: which wrong cells of a register hold whose value, which is built when something is
first looked up in that column. All arrays are `int64[n]` where nothing else is said; a join gives two (or three) of
one length, the positions of its inputs and what each of them finds. Source of the semantics: design 4.2; the same as
`spread.matching`, in columns.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.engine import bitsets
from linkage.population import random_draws
from linkage.population.households import BLOCK, COMPANIES, IN_A_ROLL, Flags, Numbers, is_among
from linkage.population.residents import Accounts, Residents
from linkage.world.link_paths import hops_of
from linkage.world.model import Database, Link, Rule, World

COMPANY_OFFSET = 1 << 40  # where companies' codes begin
SLOTS = 8  # accounts that a subject can have in one database
SLOT_BITS = 3
_NEVER = 1 << 60
OPENED_SLOT = 7  # the slot of a row that a record opened in a roll


def subject_codes(holder: str, numbers: Numbers) -> Numbers:
    """The codes of residents, or of companies, by their numbers."""
    return numbers if holder == "resident" else numbers + COMPANY_OFFSET


class AccountJoins:
    """The accounts and joins of the subjects in some blocks of a city.

    Args:
        people: all residents and companies of the city.
        blocks: the blocks whose records and wrong cells are drawn.
    """

    def __init__(self, people: Residents, blocks: range) -> None:
        self.people = people
        self.world: World = people.world
        self.blocks = blocks
        self._wrong: dict[tuple[str, str], tuple[Numbers, Numbers]] = {}
        self._opened: dict[str, Numbers] = {}
        self._holders: dict[str, Numbers] = {}

    def subject_range(self, holder: str) -> tuple[int, int]:
        """The first resident (or company) of these blocks, and the one after the last."""
        size = self.people.block(holder)
        return self.blocks.start * size, min(self.blocks.stop * size, self.people.size(holder))

    # who holds records

    def holders(self, kind: str) -> Numbers:
        """The codes of all who have a record of a kind, sorted."""
        if kind not in self._holders:
            self._holders[kind] = self._draw_holders(kind)
        return self._holders[kind]

    def _draw_holders(self, kind: str) -> Numbers:
        home = self.world.databases[self.world.record_kinds[kind].home]
        parts = []
        for holder in ("resident", "company"):
            if home.can_hold(holder):
                numbers = self.people.incidence_in(kind, holder, self.blocks)
                if len(numbers) and numbers[-1] >= self.people.size(holder):
                    numbers = numbers[numbers < self.people.size(holder)]
                if holder == "resident":
                    numbers = numbers[~self.people.is_child(numbers)]
                parts.append(subject_codes(holder, numbers))
        return _concatenate(parts)

    def home_slots(self, kind: str, holders: Numbers) -> Numbers:
        """The slot of each holder's home account."""
        database = self.world.databases[self.world.record_kinds[kind].home]
        slots = np.zeros(len(holders), dtype=np.int64)
        if database.kind == "list":
            return slots
        counts = self._account_counts(database, holders)
        for holder, positions in self._split_by_holder(holders):
            chances = self.people.home_draws(kind, holder, _subject_numbers(holders[positions]))
            slots[positions] = (chances * counts[positions]).astype(np.int64)
        slots[counts == 0] = OPENED_SLOT
        return slots

    def _account_counts(self, database: Database, owners: Numbers) -> Numbers:
        """How many accounts each owner has in a roll, before any record."""
        counts = np.zeros(len(owners), dtype=np.int64)
        for holder, positions in self._split_by_holder(owners):
            if database.can_hold(holder):
                numbers = _subject_numbers(owners[positions])
                if self.people.has_account_per_value(database):
                    counts[positions] = self.people.value_counts(database.identifiers[0], holder, numbers)
                else:
                    counts[positions] = self.people.has_account(database, holder, numbers)
        return counts

    @staticmethod
    def _split_by_holder(codes: Numbers) -> list[tuple[str, Numbers]]:
        """The positions of residents, and of companies, among some codes; a holder without any is left out."""
        is_company = codes >= COMPANY_OFFSET
        if not is_company.any():
            return [("resident", np.arange(len(codes)))] if len(codes) else []
        parts = [("resident", np.flatnonzero(~is_company)), ("company", np.flatnonzero(is_company))]
        return [(holder, positions) for holder, positions in parts if len(positions)]

    # accounts

    def rows_of(self, database: Database, owners: Numbers) -> tuple[Numbers, Numbers]:
        """All rows of some owners in a database: positions among `owners`, accounts."""
        if database.kind == "list":
            holdable = np.flatnonzero(self.can_hold(database, owners))
            return holdable, owners[holdable] * SLOTS
        position_parts, row_parts = [], []
        for holder, positions in self._split_by_holder(owners):
            if not database.can_hold(holder):
                continue
            numbers = _subject_numbers(owners[positions])
            if self.people.has_account_per_value(database):
                counts = self.people.value_counts(database.identifiers[0], holder, numbers)
                for slot in range(int(counts.max(initial=0))):
                    selected = positions[counts > slot]
                    position_parts.append(selected)
                    row_parts.append(owners[selected] * SLOTS + slot)
            else:
                covered = self.people.has_account(database, holder, numbers)
                position_parts.append(positions[covered])
                row_parts.append(owners[positions[covered]] * SLOTS)
        opened_codes = self.opened_owners(database)
        if len(opened_codes):
            selected = np.flatnonzero(is_among(owners, opened_codes))
            position_parts.append(selected)
            row_parts.append(owners[selected] * SLOTS + OPENED_SLOT)
        return _concatenate(position_parts), _concatenate(row_parts)

    def account_numbers(self, database: Database, rows: Numbers) -> Numbers:
        """The numbers of some rows, as their names say them."""
        owners, slots = rows // SLOTS, rows % SLOTS
        numbers, is_company = _subject_numbers(owners), owners >= COMPANY_OFFSET
        opened_numbers = np.where(is_company, numbers + COMPANIES, numbers)
        if database.kind == "list":
            return opened_numbers
        usual_numbers = opened_numbers
        if self.people.has_account_per_value(database):
            usual_numbers = self.people.value(database.identifiers[0], numbers, slots)
        return np.where(slots == OPENED_SLOT, opened_numbers + IN_A_ROLL, usual_numbers)

    def are_enforced(self, rule: Rule, rows: Numbers, share: float) -> Flags:
        """At which rows a rule is enforced, if it is at a share of accounts: `bool[n]`."""
        numbers = self.account_numbers(self.world.databases[rule.database], rows)
        draws = random_draws.enforcement_draw_bits_at(self.people.seed, rule.id, rule.database, numbers)
        return np.asarray(draws < np.uint64(random_draws.threshold(share)))

    def can_hold(self, database: Database, owners: Numbers) -> Flags:
        """Whether a database can hold each owner: `bool[n]`."""
        if database.holds == "both":
            return np.ones(len(owners), dtype=np.bool_)
        return np.asarray((owners < COMPANY_OFFSET) == (database.holds == "residents"))

    def opened_owners(self, database: Database) -> Numbers:
        """The codes of the subjects for whom a record opened a row in a roll, sorted."""
        if database.id not in self._opened:
            parts = []
            for kind in self.world.record_kinds.values():
                if kind.home == database.id and database.kind == "roll" and kind.per_100k:
                    holders = self.holders(kind.id)
                    parts.append(holders[self._account_counts(database, holders) == 0])
            self._opened[database.id] = bitsets.sorted_unique(_concatenate(parts))
        return self._opened[database.id]

    def cells(self, database: Database, identifier: str, rows: Numbers) -> Numbers:
        """What accounts hold in a column; -1 is a blank. Opened rows hold the owner's first value."""
        owners, slots = rows // SLOTS, rows % SLOTS
        values = np.full(len(rows), -1, dtype=np.int64)
        for holder, positions in self._split_by_holder(owners):
            numbers = _subject_numbers(owners[positions])
            if database.kind == "list":
                values[positions] = self._first_values(identifier, holder, numbers)
                continue
            is_opened = slots[positions] == OPENED_SLOT
            if is_opened.any():
                values[positions[is_opened]] = self._first_values(identifier, holder, numbers[is_opened])
            registered = positions if not is_opened.any() else positions[~is_opened]
            numbers = _subject_numbers(owners[registered])
            cell_positions = numbers
            if self.people.has_account_per_value(database) and holder == "resident":
                cell_positions = numbers * self.people.most_values(database.identifiers[0]) + slots[registered]
            values[registered] = self.people.cells(database, identifier, Accounts(holder, cell_positions, numbers))
        return values

    def _first_values(self, identifier: str, holder: str, numbers: Numbers) -> Numbers:
        counts = self.people.value_counts(identifier, holder, numbers)
        return np.where(counts > 0, self.people.value(identifier, numbers), -1)

    # values

    def owners_of(self, identifier: str, values: Numbers) -> tuple[Numbers, Numbers]:
        """Who truly owns some values (of namesakes: both): positions among `values`, codes."""
        holder = "resident" if self.world.identifiers[identifier].holds == "residents" else "company"
        most = self.people.most_values(identifier) if self.people.may_lack(identifier) else 1
        numbers = values // most
        positions = np.arange(len(values))
        if self.people.has_shared_values(identifier):
            namesakes = self.people.namesake(numbers)
            shared = np.flatnonzero(namesakes >= 0)
            numbers, positions = np.concatenate([numbers, namesakes[shared]]), np.concatenate([positions, shared])
        exists = numbers < self.people.size(holder)
        return positions[exists], subject_codes(holder, numbers[exists])

    def rows_with(self, database: Database, identifier: str, values: Numbers) -> tuple[Numbers, Numbers]:
        """The rows of a roll that hold some values: positions among `values`, accounts."""
        value_positions, owners = self.owners_of(identifier, values)
        positions, rows = self.rows_of(database, owners)
        matching = self.cells(database, identifier, rows) == values[value_positions[positions]]
        positions, rows = value_positions[positions[matching]], rows[matching]
        if identifier not in self.people.figures_of(database.id):
            return positions, rows
        wrong_values, wrong_rows = self.wrong_rows(database, identifier)
        low, high = np.searchsorted(wrong_values, values, "left"), np.searchsorted(wrong_values, values, "right")
        wrong_positions = np.repeat(np.arange(len(values)), high - low)
        offsets = np.arange(len(wrong_positions)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
        return np.concatenate([positions, wrong_positions]), np.concatenate(
            [rows, wrong_rows[low[wrong_positions] + offsets]]
        )

    def wrong_rows(self, database: Database, identifier: str) -> tuple[Numbers, Numbers]:
        """All rows of a register that hold somebody else's value: values, accounts; sorted by value."""
        key = (database.id, identifier)
        if key not in self._wrong:
            rows = _concatenate(
                [self._draw_wrong_rows(database, identifier, holder) for holder in ("resident", "company")]
            )
            values = self.cells(database, identifier, rows)
            rows, values = rows[values >= 0], values[values >= 0]
            positions, owners = self.owners_of(identifier, values)
            is_wrong = np.ones(len(rows), dtype=np.bool_)
            is_wrong[positions[owners == rows[positions] // SLOTS]] = False
            order = np.argsort(values[is_wrong], kind="stable")
            self._wrong[key] = values[is_wrong][order], rows[is_wrong][order]
        return self._wrong[key]

    def _draw_wrong_rows(self, database: Database, identifier: str, holder: str) -> Numbers:
        if not database.can_hold(holder):
            return np.empty(0, dtype=np.int64)
        parts = [self.people.wrong_positions(database.id, identifier, holder, block) for block in self.blocks]
        positions = _concatenate(parts)
        places_each = self.people.positions_per_subject(database, holder)
        numbers, slots = positions // places_each, positions % places_each
        exists = numbers < self.people.size(holder)
        rows = subject_codes(holder, numbers[exists]) * SLOTS + slots[exists]
        _, all_rows = self.rows_of(database, bitsets.sorted_unique(rows // SLOTS))
        return rows[is_among(rows, np.sort(all_rows))]

    # links

    def follow_link(self, link: Link, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The accounts that a link finds from some accounts: positions among `rows`, accounts; each pair once."""
        databases = self.world.databases
        values = self.cells(databases[link.source], link.key, rows)
        positions = np.flatnonzero(values >= 0)
        values = values[positions]
        for register, given, gives in hops_of(link):
            selected, via = self.rows_with(databases[register], given, values)
            values = self.cells(databases[register], gives, via)
            positions = positions[selected[values >= 0]]
            values = values[values >= 0]
        target = databases[link.target]
        if target.kind == "list":
            selected, owners = self.owners_of(link.last, values)
            holdable = self.can_hold(target, owners)
            selected, reached = selected[holdable], owners[holdable] * SLOTS
        else:
            selected, reached = self.rows_with(target, link.last, values)
        return _unique_pairs(positions[selected], reached)

    def follow_chains(self, link: Link, rows: Numbers, repairs: Mapping[str, int]) -> tuple[Numbers, Numbers, Numbers]:
        """The same, once for each chain of register rows, with the day of repair of a wrong cell on it; -1: none.

        Args:
            repairs: register → day of its repair.
        """
        databases = self.world.databases
        values = self.cells(databases[link.source], link.key, rows)
        positions = np.flatnonzero(values >= 0)
        values = values[positions]
        ends = self._repair_days(databases[link.source], link.key, rows[positions], values, repairs)
        for register, given, gives in hops_of(link):
            selected, via = self.rows_with(databases[register], given, values)
            ends = np.minimum(
                ends[selected], self._repair_days(databases[register], given, via, values[selected], repairs)
            )
            values = self.cells(databases[register], gives, via)
            ends = np.minimum(ends, self._repair_days(databases[register], gives, via, values, repairs))
            filled = values >= 0
            positions, values, ends = positions[selected[filled]], values[filled], ends[filled]
        target = databases[link.target]
        if target.kind == "list":
            selected, owners = self.owners_of(link.last, values)
            holdable = self.can_hold(target, owners)
            selected, reached = selected[holdable], owners[holdable] * SLOTS
            ends = ends[selected]
        else:
            selected, reached = self.rows_with(target, link.last, values)
            ends = np.minimum(ends[selected], self._repair_days(target, link.last, reached, values[selected], repairs))
        return positions[selected], reached, np.where(ends == _NEVER, -1, ends)

    def _repair_days(
        self, database: Database, identifier: str, rows: Numbers, values: Numbers, repairs: Mapping[str, int]
    ) -> Numbers:
        """The day on which each cell that holds somebody else's value is repaired; `_NEVER` for all others."""
        days = np.full(len(rows), _NEVER)
        if database.id in repairs and identifier in self.people.figures_of(database.id):
            filled = np.flatnonzero(values >= 0)
            positions, owners = self.owners_of(identifier, values[filled])
            right = owners == rows[filled][positions] // SLOTS
            wrong = np.ones(len(filled), dtype=np.bool_)
            wrong[positions[right]] = False
            days[filled[wrong]] = repairs[database.id]
        return days

    # households and companies

    def children(self, owners: Numbers) -> tuple[Numbers, Numbers]:
        """The children of some residents: positions among `owners`, codes."""
        positions = np.flatnonzero(owners < COMPANY_OFFSET)
        table = self.people.children(owners[positions])
        row, column = np.nonzero(table >= 0)
        return positions[row], table[row, column]

    def officers(self, owners: Numbers) -> tuple[Numbers, Numbers]:
        """The officers of some companies: positions among `owners`, codes."""
        positions = np.flatnonzero(owners >= COMPANY_OFFSET)
        table = self.people.officers(_subject_numbers(owners[positions]))
        row, column = np.nonzero(table >= 0)
        return positions[row], table[row, column]

    def companies(self, owners: Numbers) -> tuple[Numbers, Numbers]:
        """The companies of which some residents are officers: positions among `owners`, codes."""
        positions = np.flatnonzero(owners < COMPANY_OFFSET)
        company = self.people.company_of(owners[positions])
        has_company = company >= 0
        return positions[has_company], company[has_company] + COMPANY_OFFSET

    def affected_codes(self, falls_on: str, owners: Numbers) -> tuple[Numbers, Numbers]:
        """The subjects on whom a rule falls when it fires for some subjects: positions among `owners`, codes."""
        if falls_on == "self":
            return np.arange(len(owners)), owners
        return {"children": self.children, "officers": self.officers, "company": self.companies}[falls_on](owners)

    # groups

    def groups(self, owners: Numbers) -> NDArray[np.uint8]:
        """The group of each subject, as a position in `group_names`: `uint8[n]`."""
        groups = np.zeros(len(owners), dtype=np.uint8)
        for holder, positions in self._split_by_holder(owners):
            first = 0 if holder == "resident" else len(self.people.group_names("resident"))
            groups[positions] = self.people.groups(holder, _subject_numbers(owners[positions])) + first
        return groups


def group_names(people: Residents) -> tuple[str, ...]:
    """The names of all groups: age groups, then company sizes."""
    return (*people.group_names("resident"), *people.group_names("company"))


def all_blocks(people: Residents) -> range:
    """Every block of a city, the last one perhaps cut short."""
    return range(-(-people.residents // BLOCK))


def _subject_numbers(codes: Numbers) -> Numbers:
    return codes if not len(codes) or int(codes[0]) < COMPANY_OFFSET else codes - COMPANY_OFFSET


def _concatenate(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _unique_pairs(positions: Numbers, rows: Numbers) -> tuple[Numbers, Numbers]:
    if len(positions) < 2 or (np.diff(positions) > 0).all():
        return positions, rows
    order = np.lexsort((rows, positions))
    positions, rows = positions[order], rows[order]
    is_first = np.concatenate([[True], (positions[1:] != positions[:-1]) | (rows[1:] != rows[:-1])])
    return positions[is_first], rows[is_first]
