"""Joins of many accounts at once: from a link and an array of accounts to the accounts that it finds.

An account is a whole number: its owner's code times `SLOTS`, plus its slot in that database. Codes are residents'
numbers, and companies' from `COMPANY_OFFSET` on. All arrays are `int64[n]` where nothing else is said; a join gives two
(or three) of one length, the positions of its inputs and what each of them finds. Whose accounts they are is told by
those who know: `account_joins` for invented people, `table_joins` for somebody's own tables. Source of the semantics:
design 4.2; the same as `spread.matching`, in columns.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.citywide.engine.city_link import errors_in
from linkage.population.households import Flags, Numbers
from linkage.population.whole_ranges import flagged, taken
from linkage.world.column_errors import ErrorsByColumn, ErrorShares
from linkage.world.composites import parts_of
from linkage.world.link_connects import pairs_an_account
from linkage.world.link_paths import hops_of
from linkage.world.model import Database, Link, Rule, World

COMPANY_OFFSET = 1 << 40  # where companies' codes begin
SLOT_BITS = 6
SLOTS = 1 << SLOT_BITS
"""How many accounts a subject can have in one database."""

NO_REPAIR = 1 << 60  # the day of repair of a cell that isn't repaired


class Births(NamedTuple):
    """Records of one kind, at most one a subject, as they are born.

    Args:
        holders: the codes of the subjects who have one, sorted.
        home_slots: computes the slot of each one's home account.
        suspected: computes which of them aren't confirmed, `bool[n]`.
        draws: computes a link's draw for each of them: multiples of 2^-32 as `uint32[n]`, or `float64[n]`.
        falsehood_draws: computes each record's own draw, by which it is false, in the same form.
    """

    holders: Numbers
    home_slots: Callable[[], Numbers]
    suspected: Callable[[], Flags]
    draws: Callable[[str], Draws]
    falsehood_draws: Callable[[], Draws]


Draws = NDArray[np.uint32] | NDArray[np.float64]

KeyValues = list[Numbers]
"""The values of a key: an array for each of its parts, all of one length."""


class LinkJoins(ABC):
    """The accounts of some people, and what links find from them.

    Args:
        world: the world as its folder says it, which the people are of.
    """

    def __init__(self, world: World) -> None:
        self.world = world

    # who there is

    @abstractmethod
    def number_of(self, holder: str) -> int:
        """How many residents, or companies, there are."""

    @abstractmethod
    def group_names(self, holder: str) -> tuple[str, ...]:
        """The age groups of residents, or the sizes of companies."""

    @abstractmethod
    def groups(self, owners: Numbers) -> NDArray[np.uint8]:
        """The group of each subject, as a position among all groups: age groups, then company sizes."""

    @property
    def all_groups(self) -> tuple[str, ...]:
        """The names of all groups: age groups, then company sizes."""
        return (*self.group_names("resident"), *self.group_names("company"))

    @abstractmethod
    def births(self, kind: str) -> list[Births]:
        """All records of a kind, in as many parts as somebody has records of it."""

    @abstractmethod
    def listing_draws(self, rule: str, link: str, holders: Numbers) -> Draws:
        """A link's draw for the listing by a rule of each of some subjects."""

    @abstractmethod
    def affected_codes(self, falls_on: str, owners: Numbers) -> tuple[Numbers, Numbers]:
        """The subjects on whom a rule falls when it fires for some subjects: positions among `owners`, codes."""

    # accounts

    @abstractmethod
    def rows_of(self, database: Database, owners: Numbers) -> tuple[Numbers, Numbers]:
        """All rows of some owners in a database (of a list, those that may open, too): positions, accounts."""

    @abstractmethod
    def rows_with(self, database: Database, identifier: str, values: Numbers) -> tuple[Numbers, Numbers]:
        """The rows of a roll that hold some values: positions among `values`, accounts."""

    @abstractmethod
    def cells(self, database: Database, identifier: str, rows: Numbers) -> Numbers:
        """What accounts hold in a column, as numbers; -1 is a blank."""

    @abstractmethod
    def owners_of(self, identifier: str, values: Numbers) -> tuple[Numbers, Numbers]:
        """Who truly owns some values: positions among `values`, codes."""

    @abstractmethod
    def own(self, identifier: str, owners: Numbers, values: Numbers) -> Flags:
        """Whether each subject truly owns the value beside it: `bool[n]`."""

    @abstractmethod
    def are_in_error(self, database: Database, identifier: str, rows: Numbers, shares: ErrorShares) -> Flags:
        """Which rows' cells in a column are blank or mistyped, if these shares are: `bool[n]`."""

    @abstractmethod
    def may_be_wrong(self, database: Database, identifier: str) -> bool:
        """Whether a column of a register may hold values of others than the rows' subjects."""

    @abstractmethod
    def are_enforced(self, rule: Rule, rows: Numbers, share: float) -> Flags:
        """At which rows a rule is enforced, if it is at a share of accounts: `bool[n]`."""

    def can_hold(self, database: Database, owners: Numbers) -> Flags:
        """Whether a database can hold each owner: `bool[n]`."""
        if database.holds == "both":
            return np.ones(len(owners), dtype=np.bool_)
        return np.asarray((owners < COMPANY_OFFSET) == (database.holds == "residents"))

    # links

    def join_name(self, link: Link) -> str:
        """What a link joins by: links of one name find the same accounts, in whichever world."""
        errors = errors_in(link)
        return f"{link.id} {sorted(errors.items())}" if errors else link.id

    def follow_link(self, link: Link, rows: Numbers) -> tuple[Numbers, Numbers]:
        """The accounts that a link finds from some accounts: positions among `rows`, accounts; each pair once."""
        databases, errors = self.world.databases, errors_in(link)
        positions, values = _filled(self._read(databases[link.source], link.key, rows, errors))
        for register, given, gives in hops_of(link):
            selected, via = self._rows_with_key(databases[register], given, values, errors)
            filled, values = _filled(self._read(databases[register], gives, via, errors))
            positions = taken(positions, taken(selected, filled))
        selected, reached = self._target_rows(link, values, errors)
        return _unique_pairs(taken(positions, selected), reached)

    def _target_rows(self, link: Link, values: KeyValues, errors: ErrorsByColumn) -> tuple[Numbers, Numbers]:
        """The rows of a link's target that it finds by their values: a list's are those of the true owners."""
        target = self.world.databases[link.target]
        if target.kind != "list":
            return self._rows_with_key(target, link.last, values, errors)
        selected, owners = self._owners_of_key(link.last, values)
        positions, rows = self.rows_of(target, owners)
        return taken(selected, positions), rows

    # keys: one identifier, or several of which all must agree

    def _read(self, database: Database, key: str, rows: Numbers, errors: ErrorsByColumn) -> KeyValues:
        """What a join reads in the cells of a key, an array for each part; -1 is a blank or a cell in error."""
        return [self._read_part(database, part, rows, errors) for part in parts_of(key)]

    def _read_part(self, database: Database, identifier: str, rows: Numbers, errors: ErrorsByColumn) -> Numbers:
        values = self.cells(database, identifier, rows)
        shares = errors.get((database.id, identifier))
        if shares is not None:
            values = np.where(self.are_in_error(database, identifier, rows, shares), -1, values)
        return values

    def _rows_with_key(
        self, database: Database, key: str, values: KeyValues, errors: ErrorsByColumn
    ) -> tuple[Numbers, Numbers]:
        """The rows of a roll that hold a key's values, part by part: positions among the values, accounts."""
        parts = parts_of(key)
        if len(parts) == 1 and not errors:
            return self.rows_with(database, key, values[0])
        first = self._rarest(parts)
        positions, rows = self.rows_with(database, parts[first], values[first])
        for place, part in enumerate(parts):
            if place != first or (database.id, part) in errors:
                agreeing = self._read_part(database, part, rows, errors) == values[place][positions]
                positions, rows = positions[agreeing], rows[agreeing]
        return positions, rows

    def _owners_of_key(self, key: str, values: KeyValues) -> tuple[Numbers, Numbers]:
        """Who truly owns all of a key's values: positions among them, codes."""
        parts = parts_of(key)
        first = self._rarest(parts)
        positions, owners = self.owners_of(parts[first], values[first])
        for place, part in enumerate(parts):
            if place != first:
                owning = self.own(part, owners, values[place][positions])
                positions, owners = positions[owning], owners[owning]
        return positions, owners

    def _rarest(self, parts: tuple[str, ...]) -> int:
        """The part of a key of which the fewest own one value."""
        identifiers = self.world.identifiers
        return min(range(len(parts)), key=lambda place: pairs_an_account(self.world, [identifiers[parts[place]]]))

    def follow_chains(self, link: Link, rows: Numbers, repairs: Mapping[str, int]) -> tuple[Numbers, Numbers, Numbers]:
        """The same, once for each chain of register rows, with the day of repair of a wrong cell on it; -1: none.

        Args:
            repairs: register → day of its repair.
        """
        databases, errors = self.world.databases, errors_in(link)
        positions, values = _filled(self._read(databases[link.source], link.key, rows, errors))
        ends = self._repair_days(databases[link.source], link.key, rows[positions], values, repairs)
        for register, given, gives in hops_of(link):
            selected, via = self._rows_with_key(databases[register], given, values, errors)
            given_values = [part[selected] for part in values]
            ends = np.minimum(ends[selected], self._repair_days(databases[register], given, via, given_values, repairs))
            filled, values = _filled(self._read(databases[register], gives, via, errors))
            ends = np.minimum(ends[filled], self._repair_days(databases[register], gives, via[filled], values, repairs))
            positions = positions[selected[filled]]
        selected, reached = self._target_rows(link, values, errors)
        ends, target = ends[selected], databases[link.target]
        if target.kind != "list":
            last_values = [part[selected] for part in values]
            ends = np.minimum(ends, self._repair_days(target, link.last, reached, last_values, repairs))
        return positions[selected], reached, np.where(ends == NO_REPAIR, -1, ends)

    def _repair_days(
        self, database: Database, key: str, rows: Numbers, values: KeyValues, repairs: Mapping[str, int]
    ) -> Numbers:
        """The day on which rows with somebody else's value in a key are repaired; `NO_REPAIR` for all others."""
        days = np.full(len(rows), NO_REPAIR)
        for part, cells in zip(parts_of(key), values, strict=True):
            if database.id in repairs and self.may_be_wrong(database, part):
                days[~self.own(part, rows // SLOTS, cells)] = repairs[database.id]
        return days


def _filled(values: KeyValues) -> tuple[Numbers, KeyValues]:
    """The positions at which every part of a key is filled, and the values there."""
    filled = values[0] >= 0
    for part in values[1:]:
        filled &= part >= 0
    positions = flagged(filled)
    return positions, [taken(part, positions) for part in values]


def concatenated(parts: list[Numbers]) -> Numbers:
    """All numbers of some parts, one part after another; a single part is returned as it is."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def matching_places(sorted_keys: Numbers, sought: Numbers) -> tuple[Numbers, Numbers]:
    """For each number that is sought all places at which it stands among sorted ones: positions of `sought`, places.

    >>> [part.tolist() for part in matching_places(np.array([1, 1, 4]), np.array([4, 2, 1]))]
    [[0, 2, 2], [2, 0, 1]]
    """
    low, high = np.searchsorted(sorted_keys, sought, "left"), np.searchsorted(sorted_keys, sought, "right")
    positions = np.repeat(np.arange(len(sought)), high - low)
    offsets = np.arange(len(positions)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    return positions, low[positions] + offsets


def _unique_pairs(positions: Numbers, rows: Numbers) -> tuple[Numbers, Numbers]:
    if len(positions) < 2 or (positions[1:] > positions[:-1]).all():
        return positions, rows
    order = np.argsort(positions, kind="stable")  # a few runs one behind another, which it merges
    positions, rows = positions[order], rows[order]
    if (positions[1:] > positions[:-1]).all():
        return positions, rows
    order = np.lexsort((rows, positions))
    positions, rows = positions[order], rows[order]
    is_first = np.concatenate([[True], (positions[1:] != positions[:-1]) | (rows[1:] != rows[:-1])])
    return positions[is_first], rows[is_first]
