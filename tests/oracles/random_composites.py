"""Random keys of several identifiers, and random errors in columns, put into the tables of a random world.

Draws from a `Random` of its own, so that a world without them stays what it was. What is valid is taken from the
design's sections 11.2 and 11.11; shares nothing with the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from random import Random
from typing import Any

from tests.oracles.plain_world import STATUSES

Row = dict[str, Any]

DISTRICT = 65_536
PAIRS = 20
SHARED_IDENTIFIERS = ("birth-date", "postcode", "address", "surname")
SHARED_TOKENS = {"birth-date": "BIR", "postcode": "POS", "address": "ADR", "surname": "SUR"}


def put_composites(tables: dict[str, list[Row]], rng: Random) -> None:
    """Identifiers that many share, in some databases; keys of several identifiers, in registers and in links."""
    shared = _shared_identifiers(rng)
    tables["identifiers"] += shared
    for database in tables["databases"]:
        if database["holds"] != "companies":
            columns = [row["id"] for row in shared if rng.random() < 0.75]
            place = 0 if rng.random() < 0.1 else len(database["identifiers"].split())
            held = database["identifiers"].split()
            database["identifiers"] = " ".join([*held[:place], *columns, *held[place:]])
    values = values_of(tables["identifiers"])
    for database in tables["databases"]:
        tables["registers"] += _register_rows(tables, values, database, rng)
    held_ids = {link["id"] for link in tables["links"]}
    for place in range(rng.randint(3, 8)):
        link = _link(tables, values, rng, f"joined-{place}")
        if link and link["id"] not in held_ids:
            tables["links"].append(link)


def put_errors(tables: dict[str, list[Row]], rng: Random) -> None:
    """Some columns hold errors."""
    tables["columns"] = [
        _claim({"database": database, "identifier": identifier, "missing": some_share(rng),
                "mistyped": some_share(rng)}, rng, solid=0.8)
        for database, identifier in columns_for_errors(tables["databases"], tables["registers"])
        if rng.random() < 0.4
    ]  # fmt: skip


def some_share(rng: Random) -> float | int | str:
    """A share of cells, often none."""
    return rng.choice(["", 0, 1, *(round(rng.uniform(0.02, 0.5), 2) for _ in range(6))])


def columns_for_errors(databases: Sequence[Row], registers: Sequence[Row]) -> list[tuple[str, str]]:
    """Every column that may hold errors: a roll's, and not a register's `to` that carries figures."""
    told = {(row["database"], row["to"]) for row in registers if has_figures(row)}
    return [
        (row["id"], identifier)
        for row in databases
        if row["kind"] == "roll"
        for identifier in row["identifiers"].split()
        if (row["id"], identifier) not in told
    ]


def has_figures(register_row: Row) -> bool:
    """Whether a row of registers.csv says how its `to` is filled."""
    return any(str(register_row.get(figure, "")) for figure in ("coverage", "wrong_household", "wrong_stranger"))


def values_of(identifiers: Sequence[Row]) -> dict[str, int | None]:
    """Over how many values the residents of a district are spread, for each identifier of theirs."""
    return {
        row["id"]: int(row["values"]) if str(row.get("values", "")) else None
        for row in identifiers
        if row["holds"] == "residents"
    }


def may_be_key(parts: Sequence[str], values: dict[str, int | None]) -> bool:
    """Whether at most 20 pairs an account come of a key: its parts' values against a district's residents."""
    numbers = [values[part] for part in parts]
    return any(number is None for number in numbers) or DISTRICT / prod(filter(None, numbers)) <= PAIRS


def some_key(columns: Sequence[str], values: dict[str, int | None], rng: Random) -> tuple[str, ...]:
    """Some of the columns that may be a key together, in any order; none if there are none."""
    usable = [column for column in columns if column in values]
    for _ in range(10):
        number = rng.choice([1, 2, 2, 2, 3])
        if number <= len(usable):
            parts = tuple(rng.sample(usable, number))
            shared = number > 1 or parts[0] in SHARED_IDENTIFIERS
            if shared and may_be_key(parts, values):
                return parts
    return ()


def composite_path(
    source: Row, registers: Sequence[Row], values: dict[str, int | None], rng: Random
) -> tuple[str, list[str], set[str]] | None:
    """A key of a database, the translations behind it, and the identifiers that come out."""
    columns = source["identifiers"].split()
    keys = [row["from"] for row in registers if set_of(row["from"]) <= set(columns)]
    key = some_key(columns, values, rng) or (rng.choice(columns),)
    if keys and rng.random() < 0.5:
        parts = rng.choice(keys).split("+")
        key = tuple(rng.sample(parts, len(parts)))
    joined, via = set(key), []
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        rows = [row for row in registers if set(row["from"].split("+")) == joined]
        if rows:
            row = rng.choice(rows)
            given = rng.sample(row["to"].split("+"), row["to"].count("+") + 1)
            via.append(f"{row['database']}.{'+'.join(given)}")
            joined = set(given)
    return "+".join(key), via, joined


def _shared_identifiers(rng: Random) -> list[Row]:
    chosen = [identifier for identifier in SHARED_IDENTIFIERS if rng.random() < 0.7] or ["birth-date", "postcode"]
    rows = []
    for identifier in chosen:
        household = identifier in ("address", "surname") or rng.random() < 0.2
        values = rng.choice([80, 100, 400, 4_000, 36_500, *([""] if household else [])])
        rows.append(_claim({"id": identifier, "name": identifier, "token": SHARED_TOKENS[identifier],
                            "holds": "residents", "strength": "weak", "values": values,
                            "shared_by": "household" if household else ""}, rng))  # fmt: skip
    return rows


def _register_rows(
    tables: dict[str, list[Row]], values: dict[str, int | None], database: Row, rng: Random
) -> list[Row]:
    """Rows that translate from or to several identifiers at once; the way back in about half."""
    columns = [column for column in database["identifiers"].split() if column in values]
    if database["kind"] == "list" or len(columns) < 3 or rng.random() < 0.3:
        return []
    there = {
        (set_of(row["from"]), set_of(row["to"])) for row in tables["registers"] if row["database"] == database["id"]
    }
    rows: list[Row] = []
    for _ in range(rng.randint(1, 2)):
        given = some_key(columns, values, rng)
        found = some_key([column for column in columns if column not in given], values, rng)
        others = [column for column in columns if column not in given and may_be_key([column], values)]
        if rng.random() < 0.6 and others:
            found = (rng.choice(others),)
        if rng.random() < 0.3:
            given, found = found, given
        for one, other in [(given, found), (found, given)][: rng.randint(1, 2)]:
            place = frozenset(one), frozenset(other)
            if one and other and place not in there:
                there.add(place)
                row = {"database": database["id"], "from": "+".join(one), "to": "+".join(other)}
                rows.append(_claim({**row, **_figures(tables, rows, row, rng)}, rng, solid=0.8))
    return rows


def _figures(tables: dict[str, list[Row]], rows: list[Row], row: Row, rng: Random) -> Row:
    """How a row's `to` is filled: only of one identifier, only once a column, and not in a way back."""
    same = [other for other in (*tables["registers"], *rows) if other["database"] == row["database"]]
    told = any(row["to"] == other["to"] and has_figures(other) for other in same)
    back = any(
        (set_of(row["from"]), set_of(row["to"])) == (set_of(other["to"]), set_of(other["from"])) for other in same
    )
    first = next(each for each in tables["databases"] if each["id"] == row["database"])["identifiers"].split()[0]
    if "+" in row["to"] or told or back or row["to"] == first or rng.random() < 0.5:
        return {}
    wrong = {column: rng.choice(["", round(0.2 * rng.random(), 2)]) for column in ("wrong_household", "wrong_stranger")}
    return {"coverage": round(rng.uniform(0.6, 1), 2), **wrong}


def set_of(cell: str) -> frozenset[str]:
    """The identifiers that a cell names, joined with `+`."""
    return frozenset(cell.split("+"))


def _link(tables: dict[str, list[Row]], values: dict[str, int | None], rng: Random, id_: str) -> Row | None:
    kinds = [row["id"] for row in tables["record_kinds"]]
    for _ in range(30):
        source, target = rng.sample(tables["databases"], 2)
        if "companies" in (source["holds"], target["holds"]):
            continue
        key, via, joined = composite_path(source, tables["registers"], values, rng)
        composite = "+" in key or any("+" in step for step in via) or key in SHARED_IDENTIFIERS
        if composite and joined <= set(target["identifiers"].split()):
            row = {
                "id": f"{source['id']}-{target['id']}-{id_}",
                "source": source["id"],
                "target": target["id"],
                "key": key,
                "via": " ".join(via),
                "carries": "*" if rng.random() < 0.6 else " ".join(sorted(rng.sample(kinds, 2))),
                "needs": rng.choice(["any", "", "confirmed"]),
                "share": rng.choice(["", "", "1", round(rng.uniform(0.2, 0.95), 2)]),
                "add_days": rng.choice(["", 0, rng.randint(0, 9)]),
                "remove_days": rng.choice(["", "", 0, rng.randint(0, 20)]),
            }
            return _claim(row, rng, solid=0.7)
    return None


def _claim(row: Row, rng: Random, solid: float = 0.95) -> Row:
    status = "reported" if rng.random() < solid else rng.choice(STATUSES)
    return {**row, "status": status, "evidence": "q1" if status == "reported" else "", "number_status": "assumed"}
