"""The SQL of a step, which runs on the agency tables' SQLite file and gives the rows that the step joins.

A step that opens a list's row is an `INSERT … SELECT`: the join makes the row. Every value and name in it is quoted
here, in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from linkage.population.agency_files import quoted
from linkage.world.model import World


class JoinWay(NamedTuple):
    """A match, in plain values: where it starts, what it joins, where it ends."""

    source: str  # database
    source_account: str
    target: str
    target_account: str
    subject: str  # of the target's account
    joined: Sequence[tuple[str, str, str | None]]  # identifier, value, register
    made_row: bool


def text(value: str) -> str:
    """A value in SQL.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def of_match(world: World, way: JoinWay) -> str:
    """The join of a link's match: the source's row and the target's, side by side."""
    key = way.joined[0][0]
    source = f"FROM {quoted(way.source)} AS a"
    joins, where = _registers(way, key)
    last, held = (f"r{len(way.joined) - 1}" if len(way.joined) > 1 else "a"), way.joined[-1][0]
    where.insert(0, f"a.account = {text(way.source_account)}")
    target = world.everything.databases[way.target]
    if target.kind == "roll":
        joins.append(f"JOIN {quoted(way.target)} AS b ON b.{quoted(held)} = {last}.{quoted(held)}")
        where.append(f"b.account = {text(way.target_account)}")
        return _select("a.*, b.*", source, joins, where)
    joins.append(
        f'JOIN "values" AS v ON v.identifier = {text(held)} AND v.value = {last}.{quoted(held)}'
        f" AND v.subject = {text(way.subject)}"
    )
    if not way.made_row:
        joins.append(f"JOIN {quoted(way.target)} AS b ON b.subject = v.subject")
        where.append(f"b.account = {text(way.target_account)}")
        return _select("a.*, b.*", source, joins, where)
    return _insert(target.id, target.identifiers, way.target_account, "v.subject") + _select(
        _filled(target.identifiers, way.target_account, "v.subject"), source, joins, where
    )


def _registers(way: JoinWay, key: str) -> tuple[list[str], list[str]]:
    joins, where, before, given = [], [], "a", key
    for place, (identifier, value, register) in enumerate(way.joined[1:], start=1):
        row = f"r{place}"
        joins.append(f"JOIN {quoted(register or '')} AS {row} ON {row}.{quoted(given)} = {before}.{quoted(given)}")
        where.append(f"{row}.{quoted(identifier)} = {text(value)}")
        before, given = row, identifier
    return joins, where


def _select(what: str, source: str, joins: list[str], where: list[str]) -> str:
    return "\n".join([f"SELECT DISTINCT {what}", source, *joins, "WHERE " + "\n  AND ".join(where)]) + ";"


def _insert(table: str, identifiers: Sequence[str], account: str, owner: str) -> str:
    columns = ", ".join(quoted(column) for column in ("account", "subject", *identifiers))
    return f"INSERT INTO {quoted(table)} ({columns})\n"


def _filled(identifiers: Sequence[str], account: str, owner: str) -> str:
    """A new row: the keeper looks up the subject's values, of several the one that sorts first."""
    cells = [
        f'coalesce((SELECT min(w.value) FROM "values" AS w '  # noqa: S608 - every name and value is quoted
        f"WHERE w.subject = {owner} AND w.identifier = {text(identifier)}), '')"
        for identifier in identifiers
    ]
    return ",\n  ".join([text(account), owner, *cells])


def of_record(database: str, record: str) -> str:
    """A starting record and its home account."""
    return (
        f"SELECT r.*, b.*\nFROM records AS r\nJOIN {quoted(database)} AS b ON b.account = r.account\n"
        f"WHERE r.id = {text(record)};"
    )


def of_listing(world: World, database: str, account: str, subject: str, made_row: bool) -> str:
    """A listing's row: made if the list had none."""
    if not made_row:
        return f"SELECT b.*\nFROM {quoted(database)} AS b\nWHERE b.account = {text(account)};"
    identifiers = world.everything.databases[database].identifiers
    return (
        _insert(database, identifiers, account, "p.subject")
        + f"SELECT {_filled(identifiers, account, 'p.subject')}\nFROM people AS p\nWHERE p.subject = {text(subject)};"
    )


def of_effect(database: str, account: str, relation: str, subject: str) -> str:
    """The row at which a rule fires; with the tie by which it falls on somebody else."""
    head = f"FROM {quoted(database)} AS a\n"
    if not relation:
        return f"SELECT a.*\n{head}WHERE a.account = {text(account)};"
    one, other = ('"to"', '"from"') if relation.endswith(" of") else ('"from"', '"to"')
    kind = relation.removesuffix(" of")
    return (
        f"SELECT a.*, t.*\n{head}JOIN relations AS t ON t.kind = {text(kind)} AND t.{one} = a.subject\n"
        f"WHERE a.account = {text(account)}\n  AND t.{other} = {text(subject)};"
    )
