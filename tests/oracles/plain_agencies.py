"""The agencies' tables as plain dictionaries, read from the CSV files of `linkage generate --draws`.

A part of the plain evaluator (`plain_evaluator`): nothing is shared with the package, and nothing is fast. Pairs from
elsewhere (`matches/LINK.csv`) are left to the evaluator in SQL.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.oracles.plain_world import Row, Rows, error_shares, hops, parts, translations_of

NEVER = 10**15

Values = tuple[str, ...]
Matches = dict[str, dict[str, int]]
"""Account → the accounts that a link's join finds → the day on which a repair ends that match."""


@dataclass(frozen=True)
class Account:
    """A row: whose it is, the cells under the what-if that join something, and what a repair says of each."""

    name: str
    database: str
    subject: str
    cells: dict[str, str]
    caps: dict[str, int]
    was_opened: bool = False

    def values(self, identifiers: tuple[str, ...]) -> Values | None:
        """The cells of some identifiers; nothing where one of them joins nothing."""
        if all(identifier in self.cells for identifier in identifiers):
            return tuple(self.cells[identifier] for identifier in identifiers)
        return None

    def cap(self, identifiers: tuple[str, ...]) -> int:
        """The day until which these cells may join: a wrong cell of a repaired register ends."""
        return min(self.caps.get(identifier, NEVER) for identifier in identifiers)


class Agencies:
    """What stands in a folder of tables, under a what-if; lists have a row for everyone whom they can hold."""

    def __init__(self, folder: Path, rows: Rows) -> None:
        self.rows = rows
        self.people = {row["subject"]: row["kind"] for row in lines(folder / "people.csv")}
        self.records = lines(folder / "records.csv")
        self.draws = {(row["link"], row["record"]): float(row["draw"]) for row in lines(folder / "draws.csv")}
        self.enforced = lines(folder / "enforced.csv")
        self.false = {row["record"]: float(row["draw"]) for row in lines(folder / "false.csv")}
        self.owners: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.owned: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in lines(folder / "values.csv"):
            self.owners[row["identifier"], row["value"]].add(row["subject"])
            self.owned[row["subject"], row["identifier"]].append(row["value"])
        self.affected = _relations(lines(folder / "relations.csv"), list(self.people))
        errors = {(row["account"], row["identifier"]): row for row in lines(folder / "errors.csv")}
        self.accounts: dict[str, Account] = {}
        for database, row in rows["databases"].items():
            for line in lines(folder / f"{database}.csv"):
                self._add_account(row, line, errors)
            if row["kind"] == "list":
                self._open_rows(row)
        self._by_values: dict[tuple[str, tuple[str, ...]], dict[Values, list[Account]]] = {}
        self.of_database: dict[str, list[Account]] = defaultdict(list)
        self.of_subject: dict[tuple[str, str], list[Account]] = defaultdict(list)
        for account in self.accounts.values():
            self.of_database[account.database].append(account)
            self.of_subject[account.database, account.subject].append(account)

    def _add_account(self, database: Row, line: Row, errors: dict[tuple[str, str], Row]) -> None:
        cells, caps = {}, {}
        for identifier in self._columns(database):
            value = line[identifier]
            if (line["account"], identifier) in errors:
                value = _with_errors(errors[line["account"], identifier], self.rows, database["id"], identifier)
            if value and not value.endswith(f"~{database['id']}"):
                cells[identifier] = value
                if line["subject"] not in self.owners[identifier, value]:
                    caps[identifier] = self.rows.repaired.get(database["id"], NEVER)
        self.accounts[line["account"]] = Account(line["account"], database["id"], line["subject"], cells, caps)

    def _open_rows(self, database: Row) -> None:
        """A row for each subject that the list can hold and has none, filled with what sorts first of theirs."""
        kind = {"residents": "resident", "companies": "company"}.get(database["holds"], "")
        there = {account.subject for account in self.accounts.values() if account.database == database["id"]}
        for subject in self.people:
            if subject not in there and kind in ("", self.people[subject]):
                cells = {
                    identifier: min(self.owned[subject, identifier])
                    for identifier in self._columns(database)
                    if self.owned[subject, identifier]
                }
                name = f"{database['id']}/opened for {subject}"
                self.accounts[name] = Account(name, database["id"], subject, cells, {}, was_opened=True)

    def _columns(self, database: Row) -> list[str]:
        held = database["identifiers"].split()
        return [identifier for identifier in held if (database["id"], identifier) not in self.rows.blank]

    def affected_by(self, falls_on: str, subject: str) -> list[str]:
        """On whom a rule falls that fires at an account of a subject."""
        return self.affected[falls_on or "self", subject]

    def matches(self, link: Row) -> Matches:
        """Whom the join of a link finds, from every account of its source."""
        if not set(hops(link)) <= translations_of(self.rows.registers):
            return {}
        key, found = parts(link["key"]), {}
        for account in self.of_database[link["source"]]:
            values = account.values(key)
            if values is not None:
                found[account.name] = self._found(link, {values: account.cap(key)})
        return found

    def _found(self, link: Row, ways: dict[Values, int]) -> dict[str, int]:
        """The accounts at which some values arrive; of several ways to one the one that a repair ends last."""
        joined = parts(link["key"])
        for register, given, wanted in hops(link):
            ways = self._translated(register, given, wanted, ways)
            joined = wanted
        accounts: dict[str, int] = {}
        for values, cap in ways.items():
            for account, day in self._holding(link["target"], joined, values):
                accounts[account.name] = max(min(cap, day), accounts.get(account.name, -1))
        return accounts

    def _translated(
        self, register: str, given: tuple[str, ...], wanted: tuple[str, ...], ways: dict[Values, int]
    ) -> dict[Values, int]:
        translated: dict[Values, int] = {}
        for values, cap in ways.items():
            for account in self._rows_with(register, given).get(values, ()):
                answer = account.values(wanted)
                if answer is not None:
                    day = min(cap, account.cap(given), account.cap(wanted))
                    translated[answer] = max(day, translated.get(answer, -1))
        return translated

    def _rows_with(self, database: str, identifiers: tuple[str, ...]) -> dict[Values, list[Account]]:
        """The rows of a database by what they hold of some identifiers."""
        if (database, identifiers) not in self._by_values:
            rows: dict[Values, list[Account]] = defaultdict(list)
            for account in self.of_database[database]:
                values = account.values(identifiers)
                if values is not None:
                    rows[values].append(account)
            self._by_values[database, identifiers] = rows
        return self._by_values[database, identifiers]

    def _holding(self, target: str, identifiers: tuple[str, ...], values: Values) -> list[tuple[Account, int]]:
        database = self.rows["databases"].get(target)
        if database is None or any((target, identifier) in self.rows.blank for identifier in identifiers):
            return []
        if database["kind"] == "list":
            owners = [self.owners[place] for place in zip(identifiers, values, strict=True)]
            subjects = sorted(set.intersection(*owners))
            return [(account, NEVER) for subject in subjects for account in self.of_subject[target, subject]]
        held = self._rows_with(target, identifiers).get(values, ())
        return [(account, account.cap(identifiers)) for account in held]


def lines(path: Path) -> list[Row]:
    """The rows of a table; of one that isn't there, none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _with_errors(drawn: Row, rows: Rows, database: str, identifier: str) -> str:
    """What stands in a cell: blank, mistyped, or what it would hold without errors."""
    missing, mistyped = error_shares(rows, database, identifier)
    if float(drawn["missing"]) < missing or not drawn["cell"]:
        return ""
    return drawn["cell"] + (f"~{database}" if float(drawn["mistyped"]) < mistyped else "")


def _relations(relations: list[Row], subjects: list[str]) -> dict[tuple[str, str], list[str]]:
    affected: dict[tuple[str, str], list[str]] = defaultdict(list)
    for subject in subjects:
        affected["self", subject].append(subject)
    for row in relations:
        if row["kind"] == "parent":
            affected["children", row["from"]].append(row["to"])
        else:
            affected["company", row["from"]].append(row["to"])
            affected["officers", row["to"]].append(row["from"])
    return affected
