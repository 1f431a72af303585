"""How a link finds accounts: its join, one identifier after another.

A `Route` is a link made ready for a world: dead ones (a blank column on the way) aren't made. `matches` walks it
from one account: the source's value, then each register's row with that value, then the target's rows that hold the
last one. A list's rows are found by the truth: the row of each subject who owns the value, opened if need be.
Source of the semantics: design 4.2.
"""

from __future__ import annotations

from typing import NamedTuple

from linkage.population.tables import Account, Tables
from linkage.spread.steps import JoinedOn


class Route(NamedTuple):
    """A link, ready to run."""

    id: str
    source: str
    target: str
    key: str
    hops: tuple[tuple[str, str, str], ...]  # register, given, gives
    last: str
    into_list: bool
    confirmed: bool
    share: float
    days: int
    removal: int | None
    status: str
    number_status: str
    evidence: tuple[str, ...]


class Match(NamedTuple):
    """A row that a join found, the values that led to it, and the register rows on the way."""

    account: Account
    joined: tuple[JoinedOn, ...]
    rows: tuple[Account, ...]


def wrong_cell(route: Route, source: Account, match: Match, tables: Tables, register: str) -> bool:
    """Whether a match used a wrong cell of a register, in translating or at either end (design 5, `repair`)."""
    ends = [(source, (route.key,)), (match.account, () if route.into_list else (route.last,))]
    translated = [(row, hop[1:]) for row, hop in zip(match.rows, route.hops, strict=True)]
    return any(
        row.database == register and row.subject not in tables.owners(column, row.values.get(column, ""))
        for row, columns in (*ends, *translated)
        for column in columns
    )


def matches(route: Route, account: Account, tables: Tables) -> list[Match]:
    """Every row that the join finds from an account, each once, in the order of the rows on the way."""
    found = matches_by_chain(route, account, tables)
    return found if len(found) < 2 else _each_once(found)


def matches_by_chain(route: Route, account: Account, tables: Tables) -> list[Match]:
    """The same, but a row that several chains of register rows lead to comes once for each."""
    own = account.values.get(route.key)
    if not own:
        return []
    found: list[tuple[str, tuple[JoinedOn, ...], tuple[Account, ...]]] = [(own, (JoinedOn(route.key, own),), ())]
    for register, given, gives in route.hops:
        index = tables.index(register, given)
        found = [
            (gained, (*joined, JoinedOn(gives, gained, register)), (*rows, row))
            for value, joined, rows in found
            for row in index.get(value, ())
            if (gained := row.values.get(gives))
        ]
    if not route.into_list:
        index = tables.index(route.target, route.last)
        return [Match(row, joined, rows) for value, joined, rows in found for row in index.get(value, ())]
    return [
        Match(row, joined, rows)
        for value, joined, rows in found
        for owner in tables.owners(route.last, value)
        if tables.can_hold(route.target, owner)
        for row in tables.rows_in_list(route.target, owner)
    ]


def _each_once(found: list[Match]) -> list[Match]:
    first: dict[str, Match] = {}
    for match in found:
        first.setdefault(match.account.id, match)
    return list(first.values())
