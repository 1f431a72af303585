"""The SQL of a step: a query on the agency tables' SQLite file that returns the rows which the step joins.

A step that opens a list's row is an `INSERT … SELECT`: the join makes the row. Every value and name in it is quoted
in this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from linkage.population.agency_files import quote_name
from linkage.world.model import World


class JoinPath(NamedTuple):
    """A match in plain values: the row it starts from, the values it joins on, the row it ends at."""

    source: str  # database
    source_account: str
    target: str
    target_account: str
    subject: str  # of the target's account
    joined: Sequence[tuple[Sequence[tuple[str, str]], str]]  # identifiers with their values; the register, or a blank
    made_row: bool
    link: str = ""


def literal(value: str) -> str:
    """A value as an SQL string literal.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def of_match(world: World, path: JoinPath) -> str:
    """The SQL of a link's match: the source's row and the target's, side by side."""
    if not path.joined:
        return _of_pair(world, path)
    source = f"FROM {quote_name(path.source)} AS a"
    joins, conditions = _register_joins(path)
    last_alias = f"r{len(path.joined) - 1}" if len(path.joined) > 1 else "a"
    last = [identifier for identifier, _ in path.joined[-1][0]]
    conditions.insert(0, f"a.account = {literal(path.source_account)}")
    target = world.everything.databases[path.target]
    if target.kind == "roll":
        joins.append(f"JOIN {quote_name(path.target)} AS b ON {_agreeing('b', last_alias, last)}")
        conditions.append(f"b.account = {literal(path.target_account)}")
        return _select("a.*, b.*", source, joins, conditions)
    for number, identifier in enumerate(last):
        alias = "v" if number == 0 else f"v{number + 1}"
        joins.append(
            f'JOIN "values" AS {alias} ON {alias}.identifier = {literal(identifier)}'
            f" AND {alias}.value = {last_alias}.{quote_name(identifier)} AND {alias}.subject = {literal(path.subject)}"
        )
    if not path.made_row:
        joins.append(f"JOIN {quote_name(path.target)} AS b ON b.subject = v.subject")
        conditions.append(f"b.account = {literal(path.target_account)}")
        return _select("a.*, b.*", source, joins, conditions)
    return _insert(target.id, target.identifiers, path.target_account, "v.subject") + _select(
        _new_row_values(target.identifiers, path.target_account, "v.subject"), source, joins, conditions
    )


def _of_pair(world: World, path: JoinPath) -> str:
    """The SQL of a match by a pair that is given: the two rows, found in the table `matches`."""
    source_is_list, target = world.is_list(path.source), world.everything.databases[path.target]
    source = f"FROM {quote_name(path.source)} AS a"
    a, b = ("subject" if is_list else "account" for is_list in (source_is_list, target.kind == "list"))
    joins = [f"JOIN matches AS m ON m.link = {literal(path.link)} AND m.a = a.{a}"]
    conditions = [f"a.account = {literal(path.source_account)}"]
    if path.made_row:
        conditions.append(f"m.b = {literal(path.subject)}")
        return _insert(target.id, target.identifiers, path.target_account, "m.b") + _select(
            _new_row_values(target.identifiers, path.target_account, "m.b"), source, joins, conditions
        )
    joins.append(f"JOIN {quote_name(path.target)} AS b ON b.{b} = m.b")
    conditions.append(f"b.account = {literal(path.target_account)}")
    return _select("a.*, b.*", source, joins, conditions)


def _register_joins(path: JoinPath) -> tuple[list[str], list[str]]:
    joins, conditions, last_alias = [], [], "a"
    given = [identifier for identifier, _ in path.joined[0][0]]
    for number, (pairs, register) in enumerate(path.joined[1:], start=1):
        alias = f"r{number}"
        joins.append(f"JOIN {quote_name(register)} AS {alias} ON {_agreeing(alias, last_alias, given)}")
        conditions += [f"{alias}.{quote_name(identifier)} = {literal(value)}" for identifier, value in pairs]
        last_alias, given = alias, [identifier for identifier, _ in pairs]
    return joins, conditions


def _agreeing(alias: str, other: str, identifiers: Sequence[str]) -> str:
    """The condition that two rows agree in some identifiers."""
    return " AND ".join(f"{alias}.{column} = {other}.{column}" for column in map(quote_name, identifiers))


def _select(columns: str, source: str, joins: list[str], conditions: list[str]) -> str:
    return "\n".join([f"SELECT DISTINCT {columns}", source, *joins, "WHERE " + "\n  AND ".join(conditions)]) + ";"


def _insert(table: str, identifiers: Sequence[str], account: str, owner: str) -> str:
    columns = ", ".join(quote_name(column) for column in ("account", "subject", *identifiers))
    return f"INSERT INTO {quote_name(table)} ({columns})\n"


def _new_row_values(identifiers: Sequence[str], account: str, owner: str) -> str:
    """The cells of a new row: the subject's values, of several the one that sorts first."""
    cells = [
        f'coalesce((SELECT min(w.value) FROM "values" AS w '  # noqa: S608 - every name and value is quoted
        f"WHERE w.subject = {owner} AND w.identifier = {literal(identifier)}), '')"
        for identifier in identifiers
    ]
    return ",\n  ".join([literal(account), owner, *cells])


def of_record(database: str, record: str) -> str:
    """The SQL of a starting record and its home account."""
    return (
        f"SELECT r.*, b.*\nFROM records AS r\nJOIN {quote_name(database)} AS b ON b.account = r.account\n"
        f"WHERE r.id = {literal(record)};"
    )


def of_listing(world: World, database: str, account: str, subject: str, made_row: bool) -> str:
    """The SQL of a listing's row: an insert if the list had none."""
    if not made_row:
        return f"SELECT b.*\nFROM {quote_name(database)} AS b\nWHERE b.account = {literal(account)};"
    identifiers = world.everything.databases[database].identifiers
    values = _new_row_values(identifiers, account, "p.subject")
    return (
        _insert(database, identifiers, account, "p.subject")
        + f"SELECT {values}\nFROM people AS p\nWHERE p.subject = {literal(subject)};"
    )


def of_effect(database: str, account: str, relation: str, subject: str) -> str:
    """The SQL of the row at which a rule fires, with the relation by which its effect falls on somebody else."""
    source = f"FROM {quote_name(database)} AS a\n"
    if not relation:
        return f"SELECT a.*\n{source}WHERE a.account = {literal(account)};"
    subject_column, affected_column = ('"to"', '"from"') if relation.endswith(" of") else ('"from"', '"to"')
    kind = relation.removesuffix(" of")
    return (
        f"SELECT a.*, t.*\n{source}JOIN relations AS t ON t.kind = {literal(kind)} AND t.{subject_column} = a.subject\n"
        f"WHERE a.account = {literal(account)}\n  AND t.{affected_column} = {literal(subject)};"
    )
