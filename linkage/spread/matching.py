"""Matching: a link's join, evaluated from one account, one identifier after another.

A `Route` is a link compiled for a world; a link that needs a blank column has none. `matches` evaluates it from one
account: the source's value, then each register's row with that value, then the target's rows that hold the last
value. A list's rows are found by the truth: the row of each subject who owns the value, opened if need be.
Source of the semantics: design 4.2.
"""

from __future__ import annotations

from typing import NamedTuple

from linkage.population.account_table import Account, by_number
from linkage.population.tables import Tables
from linkage.spread.steps import JoinedOn


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
        row.database == register and row.subject not in tables.owners(column, row.values.get(column, ""))
        for row, columns in (*ends, *translated)
        for column in columns
    )


def matches(route: Route, account: Account, tables: Tables) -> list[Match]:
    """The matches of a link from an account, one for each target row, in the order of the register rows."""
    chains = matches_by_chain(route, account, tables)
    return chains if len(chains) < 2 else _distinct_accounts(chains)


def matches_by_chain(route: Route, account: Account, tables: Tables) -> list[Match]:
    """The matches of a link from an account, one for each chain of register rows that leads to a target row."""
    if route.id in tables.given_pairs:
        return _given_matches(route, account, tables)
    key_value = account.values.get(route.key)
    if not key_value:
        return []
    chains: list[tuple[str, tuple[JoinedOn, ...], tuple[Account, ...]]] = [
        (key_value, (JoinedOn(route.key, key_value),), ())
    ]
    for register, from_identifier, to_identifier in route.hops:
        table = tables.table(register)
        chains = [
            (translated, (*joined, JoinedOn(to_identifier, translated, register)), (*rows, row))
            for value, joined, rows in chains
            for row in table.rows(from_identifier, value)
            if (translated := row.values.get(to_identifier))
        ]
    if not route.into_list:
        table = tables.table(route.target)
        return [Match(row, joined, rows) for value, joined, rows in chains for row in table.rows(route.last, value)]
    return [
        Match(row, joined, rows)
        for value, joined, rows in chains
        for owner in tables.owners(route.last, value)
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
