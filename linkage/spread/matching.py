"""Matching: a link's join, evaluated from one account, one identifier after another.

A `Route` is a link compiled for a world; a link that needs a blank column has none. `matches` evaluates it from one
account: the source's value, then each register's row with that value, then the target's rows that hold the last
value. A list's rows are found by the truth: the row of each subject who owns the value, opened if need be. Of a
composite key all parts must agree; a cell in error joins nothing. Source of the semantics: design 4.2, 11.2.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from linkage.population.account_table import Account, by_number
from linkage.population.cell_errors import owners_of_key, read_key, rows_with_key
from linkage.population.tables import Tables
from linkage.spread.steps import JoinedOn, joined_on
from linkage.world.column_errors import ErrorsByColumn
from linkage.world.composites import parts_of


class Route(NamedTuple):
    """A link compiled for running: its join, and which records pass when."""

    id: str
    source: str
    target: str
    key: str
    hops: tuple[tuple[str, str, str], ...]  # register, from identifier, to identifier
    last: str
    from_list: bool
    into_list: bool
    confirmed: bool
    share: float
    days: int
    removal: int | None
    status: str
    number_status: str
    evidence: tuple[str, ...]
    threshold: float = 0.5  # of pairs that are given: the probability (0-1) from which they count
    errors: ErrorsByColumn = MappingProxyType({})  # the columns it joins on in which some cells are in error


class Match(NamedTuple):
    """A row at the end of a join, the values that led to it, and the register rows between."""

    account: Account
    joined: tuple[JoinedOn, ...]
    rows: tuple[Account, ...]


def uses_wrong_cell(route: Route, source: Account, match: Match, tables: Tables, register: str) -> bool:
    """Whether a match used a wrong cell of a register, in translating or at either end (design 5, `repair`).

    A pair that is given uses no cell.
    """
    if route.id in tables.given_pairs:
        return False
    ends = [(source, (route.key,)), (match.account, () if route.into_list else (route.last,))]
    translated = [(row, hop[1:]) for row, hop in zip(match.rows, route.hops, strict=True)]
    return any(
        row.database == register and row.subject not in tables.owners(part, row.values.get(part, ""))
        for row, keys in (*ends, *translated)
        for key in keys
        for part in parts_of(key)
    )


def matches(route: Route, account: Account, tables: Tables) -> list[Match]:
    """The matches of a link from an account, one for each target row, in the order of the register rows."""
    chains = matches_by_chain(route, account, tables)
    return chains if len(chains) < 2 else _distinct_accounts(chains)


def matches_by_chain(route: Route, account: Account, tables: Tables) -> list[Match]:
    """The matches of a link from an account, one for each chain of register rows that leads to a target row."""
    if route.id in tables.given_pairs:
        return _given_matches(route, account, tables)
    errors = route.errors
    values = read_key(tables, account, route.key, errors)
    if not values:
        return []
    chains: list[tuple[tuple[str, ...], tuple[JoinedOn, ...], tuple[Account, ...]]] = [
        (values, (joined_on(route.key, values),), ())
    ]
    for register, from_identifier, to_identifier in route.hops:
        chains = [
            (translated, (*joined, joined_on(to_identifier, translated, register)), (*rows, row))
            for values, joined, rows in chains
            for row in rows_with_key(tables, register, from_identifier, values, errors)
            if (translated := read_key(tables, row, to_identifier, errors))
        ]
    if not route.into_list:
        return [
            Match(row, joined, rows)
            for values, joined, rows in chains
            for row in rows_with_key(tables, route.target, route.last, values, errors)
        ]
    return [
        Match(row, joined, rows)
        for values, joined, rows in chains
        for owner in owners_of_key(tables, route.last, values)
        if tables.can_hold(route.target, owner)
        for row in tables.rows_in_list(route.target, owner)
    ]


def _given_matches(route: Route, account: Account, tables: Tables) -> list[Match]:
    """The matches of a link whose pairs are given: key and registers aren't read (design 11.4)."""
    name = account.subject if route.from_list else account.id
    found = tables.given_pairs[route.id].found_from(name, route.threshold)
    if not route.into_list:
        rows = [row for name in found if (row := tables.account(route.target, name))]
        return [Match(row, (), ()) for row in sorted(rows, key=by_number)]
    owners = [owner for owner in found if tables.can_hold(route.target, owner)]
    return [Match(row, (), ()) for owner in owners for row in tables.rows_in_list(route.target, owner)]


def _distinct_accounts(chains: list[Match]) -> list[Match]:
    """The first chain of each target row."""
    first: dict[str, Match] = {}
    for match in chains:
        first.setdefault(match.account.id, match)
    return list(first.values())
