"""How good each link's join is: pairs right and wrong, and the accounts that it finds, misses or misleads.

Counted over all accounts of a link's source, without records, shares, `carries` or `needs`. A pair is an account and
another that the join finds (in a list: the row of a true owner whom it can hold); it is right when both are one
subject's. An account whose subject has one in the target (in a list: can have one) is found when some pair of it is
right, else missed; any account is misled when some pair of it is wrong. Source: design 11.3, 11.11.

Each table is read once: the values and subjects of its columns become numbers, a link's chains of register rows become
pairs of values (sort-merge joins), and pairs of accounts are counted by their values, so that the work grows with the
rows and not with the pairs. Where a source or target is a list, each subject that it can hold has one row, rightly
filled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.errors import LinkageError, unknown
from linkage.population.cell_errors import errors_in_column
from linkage.population.tables import Tables
from linkage.population.text_tables.text_columns import Column, may_hold
from linkage.world.column_errors import MISTYPED_MARK, errors_of, is_mistyped
from linkage.world.composites import parts_of
from linkage.world.link_paths import first_blank, hops_of, pairs_count_from
from linkage.world.model import Link, World

Codes = NDArray[np.int64]
"""Texts as numbers, equal where the texts are; 0 for a blank."""

_BLANK = 0
_BETWEEN = "\x1f"  # between the values of a composite: no cell holds it


class MatchCounts(NamedTuple):
    """Pairs and accounts of one link, or of one group of its source's accounts."""

    pairs: int
    right: int
    found: int
    missed: int
    misled: int

    @property
    def wrong(self) -> int:
        """The pairs of two subjects."""
        return self.pairs - self.right

    @property
    def precision(self) -> float | None:
        """The share (0-1) of pairs that are right; None where there is no pair."""
        return self.right / self.pairs if self.pairs else None

    @property
    def recall(self) -> float | None:
        """The share (0-1) found of the accounts whose subject has one in the target; None where there is none."""
        return self.found / (self.found + self.missed) if self.found + self.missed else None


class LinkQuality(NamedTuple):
    """The counts of one link, and of each group of the subjects of its source's accounts (age or company size)."""

    link: str
    counts: MatchCounts
    by_group: Mapping[str, MatchCounts]


def match_qualities(world: World, tables: Tables, links: Iterable[str] = ()) -> list[LinkQuality]:
    """How good the join of each link is, among everybody in some agency tables, in the order of the links' ids.

    Args:
        world: the world under its what-if: a link whose column is blank finds nothing, one that was cut is left out.
        tables: the people; everybody of a generated population is made first.
        links: these only; without any, all that the world has.

    Raises:
        LinkageError: a link that isn't there.
    """
    known = {**world.everything.links, **world.links}
    asked = list(dict.fromkeys(links)) or list(world.links)
    for name in asked:
        if name not in known:
            raise LinkageError(unknown("link", name, known))
    tables.visit_all()
    counter = _Counter(world, tables)
    return [counter.quality(world.links[name]) for name in asked if name in world.links]


class _Side(NamedTuple):
    """The accounts at one end of a link: their values of its identifier, and their subjects."""

    values: Codes
    subjects: Codes


class _Chains(NamedTuple):
    """Which value at the target a value at the source leads to, each pair once."""

    sources: Codes
    targets: Codes


class _Counter:
    """Counts the matches of links; what it has read of the tables serves them all."""

    def __init__(self, world: World, tables: Tables) -> None:
        self.world, self.tables = world, tables
        self._subject_codes = _numbering()
        self._value_codes: defaultdict[str, defaultdict[str, int]] = defaultdict(_numbering)
        self._columns: dict[tuple[str, str], Codes] = {}
        self._subjects: dict[str, Codes] = {}
        self._errors = errors_of(world)
        self._encode(list(tables.people), self._subject_codes)  # the people have the first numbers

    def quality(self, link: Link) -> LinkQuality:
        """The counts of one link."""
        source = self._side(link.source, link.key)
        if link.id in self.tables.given_pairs:
            return self._given_quality(link, source)
        joins = first_blank(self.world, link) is None
        chains = self._chains(link, source) if joins else _Chains(*[np.empty(0, np.int64)] * 2)
        if self.world.is_list(link.target):
            target = self._owners(link.target, link.last)
            chains = _distinct(_Chains(*_joined(chains.sources, chains.targets, target.values, target.subjects)))
            target = _Side(target.subjects, target.subjects)  # in a list a row is found by its owner
            target = _Side(*_distinct(_Chains(*target)))
        else:
            target = self._side(link.target, link.last)
        pairs = _pairs_of_values(source.values, chains, target.values)
        right = _right_pairs(source, chains, target)
        has_target = np.isin(source.subjects, self._holders(link.target))
        return self._counted(link.id, source.subjects, pairs, right, has_target)

    def _given_quality(self, link: Link, source: _Side) -> LinkQuality:
        """The counts of a link whose pairs are given: those that count from its threshold on (design 11.4)."""
        rows = {name: row for row, name in enumerate(self._names(link.source))}
        owners = dict(zip(self._names(link.target), self._side_subjects(link.target).tolist(), strict=True))
        pairs, right = np.zeros((2, len(source.subjects)), np.int64)
        joins = first_blank(self.world, link) is None
        for a, b, probability in self.tables.given_pairs[link.id] if joins else ():
            if probability >= pairs_count_from(link) and a in rows and b in owners:
                pairs[rows[a]] += 1
                right[rows[a]] += owners[b] == source.subjects[rows[a]]
        has_target = np.isin(source.subjects, self._holders(link.target))
        return self._counted(link.id, source.subjects, pairs, right, has_target)

    def _names(self, database: str) -> list[str]:
        """The names by which pairs name the accounts of a database; of a list its subjects."""
        if not self.world.is_list(database):
            return list(self.tables.table(database).ids)
        subjects = {code: subject for subject, code in self._subject_codes.items()}
        return [subjects[code] for code in self._holders(database).tolist()]

    def _side_subjects(self, database: str) -> Codes:
        """The subjects of those accounts."""
        return self._holders(database) if self.world.is_list(database) else self._subjects_of(database)

    def _counted(
        self, link: str, subjects: Codes, pairs: Codes, right: Codes, has_target: NDArray[np.bool_]
    ) -> LinkQuality:
        groups = self._groups[np.minimum(subjects, len(self._groups) - 1)]
        found = has_target & (right > 0)
        misled = pairs > right
        columns = (pairs, right, found, has_target & ~found, misled)
        totals = MatchCounts(*(int(column.sum()) for column in columns))
        size = len(self._group_names)
        sums = [np.bincount(groups, weights=column, minlength=size).astype(np.int64).tolist() for column in columns]
        present = np.bincount(groups, minlength=size).tolist()
        by_group = {
            name: MatchCounts(*(column[index] for column in sums))
            for index, name in enumerate(self._group_names)
            if present[index]
        }
        return LinkQuality(link, totals, by_group)

    # chains of values

    def _chains(self, link: Link, source: _Side) -> _Chains:
        """Every value of the key at the source, with the values at the target that the registers lead to."""
        values = np.unique(source.values[source.values > 0])
        chains = _Chains(values, values)
        for register, from_identifier, to_identifier in hops_of(link):
            rows_from = self._column(register, from_identifier)
            rows_to = self._column(register, to_identifier)
            filled = (rows_from > 0) & (rows_to > 0)
            rows = _distinct(_Chains(rows_from[filled], rows_to[filled]))
            chains = _distinct(_Chains(*_joined(chains.sources, chains.targets, rows.sources, rows.targets)))
        return chains

    # what the tables hold, as numbers

    def _side(self, database: str, key: str) -> _Side:
        """The accounts of a database; of a list one for each subject that it can hold."""
        if not self.world.is_list(database):
            return _Side(self._column(database, key), self._subjects_of(database))
        holders = self._holders(database)
        firsts = [self._first_values(part) for part in parts_of(key)]
        cells = ([first.get(code, "") for first in firsts] for code in holders.tolist())
        return _Side(self._encode([_composite(values) for values in cells], self._value_codes[key]), holders)

    def _first_values(self, identifier: str) -> dict[int, str]:
        """Of each owner the value that sorts first."""
        first: dict[int, str] = {}
        for value, owner in self.tables.true_values(identifier):
            code = self._subject_codes.get(owner, _BLANK)
            if code not in first or value < first[code]:
                first[code] = value
        return first

    def _owners(self, database: str, key: str) -> _Side:
        """The values of a key with their true owners, of those whom a database can hold."""
        lefts, rights = self._owned(key)
        values = self._encode(lefts, self._value_codes[key])
        owners = self._encode(rights, self._subject_codes)
        held = np.isin(owners, self._holders(database)) & (values > 0)
        return _Side(values[held], owners[held])

    def _owned(self, key: str) -> tuple[Column, Column]:
        """The values of a key, and beside each its owner; of a composite all that the owner's parts make."""
        parts = parts_of(key)
        if len(parts) == 1:
            pairs = self.tables.true_values(key)
            return pairs.lefts, pairs.rights
        owned: list[defaultdict[str, list[str]]] = []
        for part in parts:
            values = defaultdict(list)
            for value, owner in self.tables.true_values(part):
                values[owner].append(value)
            owned.append(values)
        pairs_of_all = [
            (_composite(chosen), owner)
            for owner in owned[0]
            for chosen in product(*(values.get(owner, ()) for values in owned))
        ]
        return [value for value, _ in pairs_of_all], [owner for _, owner in pairs_of_all]

    def _holders(self, database: str) -> Codes:
        """The subjects who have an account in a database; of a list: who can have one."""
        if not self.world.is_list(database):
            subjects = self._subjects_of(database)
            return np.unique(subjects[subjects > 0])
        able = [person.id for person in self.tables.people.values() if self.tables.can_hold(database, person.id)]
        return np.unique(self._encode(able, self._subject_codes))

    def _column(self, database: str, key: str) -> Codes:
        """What joins read in the cells of a key; a cell in error is a blank."""
        place = database, key
        if place not in self._columns:
            parts = [self._read_cells(database, part) for part in parts_of(key)]
            cells: Column = parts[0] if len(parts) == 1 else [_composite(values) for values in zip(*parts, strict=True)]
            self._columns[place] = self._encode(cells, self._value_codes[key])
        return self._columns[place]

    def _read_cells(self, database: str, identifier: str) -> Column:
        table = self.tables.table(database)
        column = table.columns.get(identifier) or [""] * len(table)
        if may_hold(column, MISTYPED_MARK):
            column = ["" if is_mistyped(cell, database) else cell for cell in column]
        if (shares := self._errors.get((database, identifier))) is not None:
            in_error = errors_in_column(self.tables, database, identifier, shares).tolist()
            column = ["" if wrong else cell for cell, wrong in zip(column, in_error, strict=True)]
        return column

    def _subjects_of(self, database: str) -> Codes:
        if database not in self._subjects:
            self._subjects[database] = self._encode(self.tables.table(database).subjects, self._subject_codes)
        return self._subjects[database]

    @staticmethod
    def _encode(texts: Column, codes: defaultdict[str, int]) -> Codes:
        """Texts as numbers; a text that is new gets the next."""
        return np.fromiter(map(codes.__getitem__, texts), np.int64, len(texts))

    @cached_property
    def _group_names(self) -> list[str]:
        return list(dict.fromkeys([*(person.group for person in self.tables.people.values()), ""]))

    @cached_property
    def _groups(self) -> Codes:
        """The group of each of the people, by their number; the first and the last: of no one among them."""
        places = {name: place for place, name in enumerate(self._group_names)}
        nameless = places[""]
        groups = [places[person.group] for person in self.tables.people.values()]
        return np.array([nameless, *groups, nameless], dtype=np.int64)


def _composite(values: Iterable[str]) -> str:
    """The values of a key's parts as one text; a blank where one of them is."""
    texts = list(values)
    return _BETWEEN.join(texts) if all(texts) else ""


def _numbering() -> defaultdict[str, int]:
    """Numbers for texts: the blank one has 0, each new one the next."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    numbers[""] = _BLANK
    return numbers


def _joined(lefts: Codes, keys: Codes, other_keys: Codes, others: Codes) -> tuple[Codes, Codes]:
    """The left and the other of all pairs whose keys are equal: a sort-merge join."""
    order = np.argsort(other_keys, kind="stable")
    ordered = other_keys[order]
    first = np.searchsorted(ordered, keys)
    many = np.searchsorted(ordered, keys, side="right") - first
    starts = np.repeat(first - np.concatenate(([0], np.cumsum(many)[:-1])), many) if len(keys) else first
    places = np.arange(int(many.sum())) + starts
    return np.repeat(lefts, many), others[order[places]]


def _distinct(chains: _Chains) -> _Chains:
    """Each pair once, in order."""
    if not len(chains.sources):
        return chains
    order = np.lexsort((chains.targets, chains.sources))
    sources, targets = chains.sources[order], chains.targets[order]
    new = np.concatenate(([True], (sources[1:] != sources[:-1]) | (targets[1:] != targets[:-1])))
    return _Chains(sources[new], targets[new])


def _pairs_of_values(values: Codes, chains: _Chains, target_values: Codes) -> Codes:
    """How many accounts at the target each account at the source is paired with."""
    size = 1 + max(int(column.max(initial=0)) for column in (values, *chains, target_values))
    at_target = np.bincount(target_values, minlength=size)
    by_value = np.zeros(size, np.int64)
    np.add.at(by_value, chains.sources, at_target[chains.targets])
    return by_value[values]


def _right_pairs(source: _Side, chains: _Chains, target: _Side) -> Codes:
    """How many of them are of one subject: both accounts of each subject, as far as a chain leads from one to another.

    >>> source = _Side(np.array([1, 2]), np.array([7, 8]))
    >>> target = _Side(np.array([5, 5, 6]), np.array([7, 8, 8]))
    >>> _right_pairs(source, _Chains(np.array([1, 2]), np.array([5, 6])), target).tolist()
    [1, 1]
    """
    filled = (target.values > 0) & (target.subjects > 0)
    rows = np.flatnonzero((source.values > 0) & (source.subjects > 0))
    accounts, places = _joined(rows, source.subjects[rows], target.subjects[filled], np.flatnonzero(filled))
    size = 1 + max(int(column.max(initial=0)) for column in (target.values, chains.targets))
    led_to = np.isin(source.values[accounts] * size + target.values[places], chains.sources * size + chains.targets)
    return np.bincount(accounts[led_to], minlength=len(source.values))
