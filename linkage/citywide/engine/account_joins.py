"""The accounts and joins of invented people, some blocks of a city.

Everything is computed for the subjects that are passed in, never for the whole city, but for one table: which wrong
cells of a register hold whose value, which is built when something is first looked up in that column.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.engine import bitsets
from linkage.citywide.engine.link_joins import (
    COMPANY_OFFSET,
    SLOTS,
    Births,
    LinkJoins,
    concatenated,
    matching_places,
)
from linkage.population import random_draws
from linkage.population.households import BLOCK, COMPANIES, IN_A_ROLL, Flags, Numbers, is_among
from linkage.population.residents import Accounts, Residents
from linkage.population.whole_ranges import flagged, taken
from linkage.world.column_errors import ErrorShares
from linkage.world.model import Database, Rule

_OPENED_SLOT = 7  # the slot of a row that a record opened in a roll


def subject_codes(holder: str, numbers: Numbers) -> Numbers:
    """The codes of residents, or of companies, by their numbers."""
    return numbers if holder == "resident" else numbers + COMPANY_OFFSET


class AccountJoins(LinkJoins):
    """The accounts and joins of the subjects in some blocks of a city.

    Args:
        people: all residents and companies of the city.
        blocks: the blocks whose records and wrong cells are drawn.
    """

    def __init__(self, people: Residents, blocks: range) -> None:
        super().__init__(people.world)
        self.people = people
        self.blocks = blocks
        self._wrong: dict[tuple[str, str], tuple[Numbers, Numbers]] = {}
        self._opened: dict[str, Numbers] = {}
        self._holders: dict[str, Numbers] = {}
        people.remember_stairs(blocks)

    def subject_range(self, holder: str) -> tuple[int, int]:
        """The first resident (or company) of these blocks, and the one after the last."""
        size = self.people.block(holder)
        return self.blocks.start * size, min(self.blocks.stop * size, self.people.size(holder))

    def number_of(self, holder: str) -> int:
        """How many residents, or companies, these blocks have."""
        low, high = self.subject_range(holder)
        return max(0, high - low)

    def group_names(self, holder: str) -> tuple[str, ...]:
        """The age groups of residents, or the sizes of companies."""
        return self.people.group_names(holder)

    # who holds records

    def births(self, kind: str) -> list[Births]:
        """The records of a kind that incidence draws: at most one a subject."""
        holders = self.holders(kind)
        return [
            Births(
                holders,
                lambda: self.home_slots(kind, holders),
                lambda: self._suspected(kind, holders),
                lambda link: self._draws(link, f"{kind}:", holders),
                lambda: self._falsehood_draws(f"{kind}:", holders),
            )
        ]

    def listing_draws(self, rule: str, link: str, holders: Numbers) -> NDArray[np.uint32]:
        """A link's draw for the listing by a rule of each of some subjects, as a multiple of 2^-32."""
        return self._draws(link, f"{rule}@", holders)

    def _draws(self, link: str, stem: str, holders: Numbers) -> NDArray[np.uint32]:
        seed = self.people.seed
        return _draws_by_name(
            stem, holders, lambda name, numbers: random_draws.link_draw_bits_at(seed, link, name, numbers)
        )

    def _falsehood_draws(self, stem: str, holders: Numbers) -> NDArray[np.uint32]:
        seed = self.people.seed
        return _draws_by_name(
            stem, holders, lambda name, numbers: random_draws.falsehood_draw_bits_at(seed, name, numbers)
        )

    def _suspected(self, kind: str, holders: Numbers) -> Flags:
        suspected = np.zeros(len(holders), dtype=np.bool_)
        if self.world.record_kinds[kind].suspected:
            for holder, positions in self._split_by_holder(holders):
                numbers = _subject_numbers(holders[positions])
                suspected[positions] = self.people.is_suspected(kind, holder, numbers)
        return suspected

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
        return concatenated(parts)

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
        slots[counts == 0] = _OPENED_SLOT
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
    def _split_by_holder(codes: Numbers) -> list[tuple[str, Numbers | slice]]:
        """Where residents, and companies, stand among some codes; a holder without any is left out.

        Where there is one holder only, as nearly always, the whole is a slice: then nothing is copied.
        """
        is_company = codes >= COMPANY_OFFSET
        companies = int(np.count_nonzero(is_company))
        if companies in (0, len(codes)):
            return [("company" if companies else "resident", slice(None))] if len(codes) else []
        return [("resident", np.flatnonzero(~is_company)), ("company", np.flatnonzero(is_company))]

    # accounts

    def rows_of(self, database: Database, owners: Numbers) -> tuple[Numbers, Numbers]:
        """All rows of some owners in a database: positions among `owners`, accounts."""
        if database.kind == "list":
            holdable = flagged(self.can_hold(database, owners))
            return holdable, taken(owners, holdable) * SLOTS
        position_parts, row_parts = [], []
        for holder, positions in self._split_by_holder(owners):
            if not database.can_hold(holder):
                continue
            numbers = _subject_numbers(owners[positions])
            if self.people.has_account_per_value(database):
                counts = self.people.value_counts(database.identifiers[0], holder, numbers)
                for slot in range(int(counts.max(initial=0))):
                    selected = _selected(positions, counts > slot)
                    position_parts.append(selected)
                    row_parts.append(taken(owners, selected) * SLOTS + slot)
            else:
                selected = _selected(positions, self.people.has_account(database, holder, numbers))
                position_parts.append(selected)
                row_parts.append(taken(owners, selected) * SLOTS)
        opened_codes = self.opened_owners(database)
        if len(opened_codes):
            selected = np.flatnonzero(is_among(owners, opened_codes))
            position_parts.append(selected)
            row_parts.append(owners[selected] * SLOTS + _OPENED_SLOT)
        return concatenated(position_parts), concatenated(row_parts)

    def account_numbers(self, database: Database, rows: Numbers) -> Numbers:
        """The numbers of some rows, as their names say them."""
        owners, slots = rows // SLOTS, rows % SLOTS
        is_company = owners >= COMPANY_OFFSET
        numbers = np.where(is_company, owners - COMPANY_OFFSET, owners)
        opened_numbers = np.where(is_company, numbers + COMPANIES, numbers)
        if database.kind == "list":
            return opened_numbers
        usual_numbers = opened_numbers
        if self.people.has_account_per_value(database):
            usual_numbers = self.people.value(database.identifiers[0], numbers, slots)
        return np.where(slots == _OPENED_SLOT, opened_numbers + IN_A_ROLL, usual_numbers)

    def are_enforced(self, rule: Rule, rows: Numbers, share: float) -> Flags:
        """At which rows a rule is enforced, if it is at a share of accounts: `bool[n]`."""
        numbers = self.account_numbers(self.world.databases[rule.database], rows)
        draws = random_draws.enforcement_draw_bits_at(self.people.seed, rule.id, rule.database, numbers)
        return np.asarray(draws < np.uint64(random_draws.threshold(share)))

    def opened_owners(self, database: Database) -> Numbers:
        """The codes of the subjects for whom a record opened a row in a roll, sorted."""
        if database.id not in self._opened:
            parts = []
            for kind in self.world.record_kinds.values():
                if kind.home == database.id and database.kind == "roll" and kind.per_100k:
                    holders = self.holders(kind.id)
                    parts.append(holders[self._account_counts(database, holders) == 0])
            self._opened[database.id] = bitsets.sorted_unique(concatenated(parts))
        return self._opened[database.id]

    def cells(self, database: Database, identifier: str, rows: Numbers) -> Numbers:
        """What accounts hold in a column; -1 is a blank. Opened rows hold the owner's first value."""
        owners = rows // SLOTS
        parts = self._split_by_holder(owners)
        if len(parts) == 1:
            return self._cells_of(database, identifier, parts[0][0], owners, rows)
        values = np.empty(len(rows), dtype=np.int64)
        for holder, positions in parts:
            values[positions] = self._cells_of(database, identifier, holder, owners[positions], rows[positions])
        return values

    def _cells_of(self, database: Database, identifier: str, holder: str, owners: Numbers, rows: Numbers) -> Numbers:
        """What accounts hold in a column, of some residents or of some companies."""
        numbers = _subject_numbers(owners)
        if database.kind == "list":
            return self._first_values(identifier, holder, numbers)
        return self._roll_cells(database, identifier, holder, numbers, rows % SLOTS)

    def _roll_cells(
        self, database: Database, identifier: str, holder: str, numbers: Numbers, slots: Numbers
    ) -> Numbers:
        """What the accounts in a roll hold in a column, of some residents or of some companies."""
        is_opened = slots == _OPENED_SLOT
        if is_opened.any():
            values = np.empty(len(numbers), dtype=np.int64)
            values[is_opened] = self._first_values(identifier, holder, numbers[is_opened])
            if not is_opened.all():
                is_registered = ~is_opened
                registered = numbers[is_registered], slots[is_registered]
                values[is_registered] = self._roll_cells(database, identifier, holder, *registered)
            return values
        cell_positions = numbers
        if self.people.has_account_per_value(database) and holder == "resident":
            cell_positions = numbers * self.people.most_values(database.identifiers[0]) + slots
        return self.people.cells(database, identifier, Accounts(holder, cell_positions, numbers))

    def _first_values(self, identifier: str, holder: str, numbers: Numbers) -> Numbers:
        if self.people.has_values(identifier, holder) and not self.people.may_lack(identifier):
            return self.people.value(identifier, numbers)
        counts = self.people.value_counts(identifier, holder, numbers)
        return np.where(counts > 0, self.people.value(identifier, numbers), -1)

    # values

    def owners_of(self, identifier: str, values: Numbers) -> tuple[Numbers, Numbers]:
        """Who truly owns some values (of namesakes: both): positions among `values`, codes."""
        holder = "resident" if self.world.identifiers[identifier].holds == "residents" else "company"
        positions, numbers = self.people.owners(identifier, holder, values)
        exists = numbers < self.people.size(holder)
        if not exists.all():
            positions, numbers = positions[exists], numbers[exists]
        return positions, subject_codes(holder, numbers)

    def own(self, identifier: str, owners: Numbers, values: Numbers) -> Flags:
        """Whether each subject truly owns the value beside it: `bool[n]`."""
        owning = np.zeros(len(owners), dtype=np.bool_)
        for holder, positions in self._split_by_holder(owners):
            if self.people.has_values(identifier, holder):
                numbers = _subject_numbers(owners[positions])
                owning[positions] = self.people.own(identifier, numbers, values[positions])
        return owning

    def are_in_error(self, database: Database, identifier: str, rows: Numbers, shares: ErrorShares) -> Flags:
        """Which rows' cells in a column are blank or mistyped, if these shares are; opened rows are filled rightly."""
        if database.kind == "list":
            return np.zeros(len(rows), dtype=np.bool_)
        numbers = self.account_numbers(database, rows)
        in_error = np.zeros(len(rows), dtype=np.bool_)
        for error, share in zip(ErrorShares._fields, shares, strict=True):
            if share:
                draws = random_draws.error_draw_bits_at(self.people.seed, error, database.id, identifier, numbers)
                in_error |= draws < np.uint64(random_draws.threshold(share))
        return np.asarray(in_error & (rows % SLOTS != _OPENED_SLOT))

    def rows_with(self, database: Database, identifier: str, values: Numbers) -> tuple[Numbers, Numbers]:
        """The rows of a roll that hold some values: positions among `values`, accounts."""
        value_positions, owners = self.owners_of(identifier, values)
        positions, rows = self.rows_of(database, owners)
        may_be_wrong = self.may_be_wrong(database, identifier)
        if not may_be_wrong and not self.people.may_lack(identifier):  # each of their rows holds their only value
            return taken(value_positions, positions), rows
        matching = self.cells(database, identifier, rows) == values[value_positions[positions]]
        positions, rows = value_positions[positions[matching]], rows[matching]
        if not may_be_wrong:
            return positions, rows
        wrong_values, wrong_rows = self.wrong_rows(database, identifier)
        wrong_positions, places = matching_places(wrong_values, values)
        return np.concatenate([positions, wrong_positions]), np.concatenate([rows, wrong_rows[places]])

    def may_be_wrong(self, database: Database, identifier: str) -> bool:
        """Whether a column of a register may hold values of others than the rows' subjects."""
        return identifier in self.people.figures_of(database.id)

    def wrong_rows(self, database: Database, identifier: str) -> tuple[Numbers, Numbers]:
        """All rows of a register that hold somebody else's value: values, accounts; sorted by value."""
        key = (database.id, identifier)
        if key not in self._wrong:
            rows = concatenated(
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
        positions = self.people.wrong_positions(database.id, identifier, holder, self.blocks)
        places_each = self.people.positions_per_subject(database, holder)
        numbers, slots = positions // places_each, positions % places_each
        exists = numbers < self.people.size(holder)
        rows = subject_codes(holder, numbers[exists]) * SLOTS + slots[exists]
        _, all_rows = self.rows_of(database, bitsets.sorted_unique(rows // SLOTS))
        return rows[is_among(rows, np.sort(all_rows))]

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
        """The group of each subject, as a position in `all_groups`: `uint8[n]`."""
        groups = np.zeros(len(owners), dtype=np.uint8)
        for holder, positions in self._split_by_holder(owners):
            first = 0 if holder == "resident" else len(self.people.group_names("resident"))
            groups[positions] = self.people.groups(holder, _subject_numbers(owners[positions])) + first
        return groups


def all_blocks(people: Residents) -> range:
    """Every block of a city, the last one perhaps cut short."""
    return range(-(-people.residents // BLOCK))


def _selected(positions: Numbers | slice, flags: Flags) -> Numbers:
    """The positions that are flagged, one flag for each."""
    places = flagged(flags)
    return places if isinstance(positions, slice) else positions[places]


def _subject_numbers(codes: Numbers) -> Numbers:
    return codes if not len(codes) or int(codes[0]) < COMPANY_OFFSET else codes - COMPANY_OFFSET


def _draws_by_name(
    stem: str, holders: Numbers, bits_at: Callable[[str, Numbers], NDArray[np.uint64]]
) -> NDArray[np.uint32]:
    """The draws of some records, by what stands before the number in their names, and the number."""
    draws = np.zeros(len(holders), dtype=np.uint32)
    for letter, selected in (("R", holders < COMPANY_OFFSET), ("C", holders >= COMPANY_OFFSET)):
        draws[selected] = bits_at(f"{stem}{letter}", holders[selected] % COMPANY_OFFSET)
    return draws
