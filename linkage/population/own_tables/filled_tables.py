"""Given tables in memory, once they are checked; and what stands in for those that somebody lacks.

What a lacking table would say is taken from the others where it can be, and said in a remark: an answer that rests on
it may be another one than with the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import numpy as np

from linkage.population.account_table import AccountTable
from linkage.population.agency_files import TRUTH
from linkage.population.own_tables.given_people import GivenPeople
from linkage.population.tables import Record, Tables
from linkage.population.text_tables.agency_columns import TextTable
from linkage.population.text_tables.text_columns import Column, PairTable, column_hashes, stretch
from linkage.population.text_tables.text_hashes import text_hash
from linkage.world.column_errors import mistyped
from linkage.world.model import World

LACKING: Mapping[str, str] = {
    "people": "everybody whom the other tables name is counted, without an age group or a size; who owns a value of "
    "companies, or stands in a database of companies, is a company",
    "values": "a value is taken to be theirs whose accounts hold it, so a wrong row of a register may pass for a right "
    "one, and `repair` may find nothing to repair",
    "relations": "nobody is anybody's child, officer or company: rules that fall on these fall on nobody",
    "records": "nobody has a record, so that nothing falls on anybody; only `trace` and `why` impose one",
    "subject": "an account is taken to be that of the owner of its first value (or, without values.csv, of whoever is "
    "named by its most usual identifier), so that a wrong match may pass for a right one",
}
"""What stands in for a table, or the column `subject`, that lacks."""


def subjects_of(tables: dict[str, TextTable], world: World) -> Column:
    """Everybody's name; a database without the column `subject` gets it first.

    An account of which nothing says whose it is - all its cells are blank or mistyped - stands for somebody of its own.
    """
    nameless: list[str] = []
    for name in world.databases:
        if "subject" not in tables[name].columns:
            tables[name] = _with_subjects(tables, name, world)
            rows = zip(tables[name]["account"], tables[name]["subject"], strict=True)
            nameless += [account for account, subject in rows if account == subject]
    if "people" in tables:
        people = tables["people"]["subject"]
        return [*people, *nameless] if nameless else people
    columns = [tables[name]["subject"] for name in (*world.databases, "values", "records") if name in tables]
    columns += [tables["relations"][column] for column in ("from", "to")] if "relations" in tables else []
    return sorted({subject for column in columns for subject in column})


def remarks_on_lacks(tables: Mapping[str, TextTable], world: World) -> list[str]:
    """What lacks, and what stands in for it: a remark each. To be asked before anything stands in."""
    falls_on_others = any(rule.falls_on != "self" for rule in world.rules.values())
    lacks = [name for name in ("people", "values", "relations", "records") if name not in tables]
    remarks = [f"no {name}: {LACKING[name]}" for name in lacks if name != "relations" or falls_on_others]
    without = [name for name in world.databases if "subject" not in tables[name].columns]
    return remarks + ([f"no column subject in {', '.join(without)}: {LACKING['subject']}"] if without else [])


def _with_subjects(tables: Mapping[str, TextTable], name: str, world: World) -> TextTable:
    """A table of a database with subjects that stand in: the owners of the accounts' first values, or the values."""
    table, owners = tables[name], _owners(tables)
    identifiers = world.databases[name].identifiers
    if not owners:
        usual = Counter(identifier for row in world.databases.values() for identifier in row.identifiers)
        identifiers = tuple(sorted(identifiers, key=lambda identifier: -usual[identifier]))
    subjects: Column = []
    for account, *cells in zip(table["account"], *(table[identifier] for identifier in identifiers), strict=True):
        filled = [(identifier, cell) for identifier, cell in zip(identifiers, cells, strict=True) if cell]
        known = [owners[value] for value in filled if value in owners]
        subjects.append(known[0] if known else filled[0][1] if filled and not owners else account)
    return TextTable({**table.columns, "subject": subjects}, table.lines)


def _owners(tables: Mapping[str, TextTable]) -> dict[tuple[str, str], str]:
    """The owner of each identifier's values; of several the one who sorts first."""
    owners: dict[tuple[str, str], str] = {}
    if "values" in tables:
        values = tables["values"]
        for identifier, value, subject in zip(values["identifier"], values["value"], values["subject"], strict=True):
            owners[identifier, value] = min(subject, owners.get((identifier, value), subject))
    return owners


class FilledTables:
    """Puts checked tables together.

    Args:
        read: what was read; it is taken apart, so that nothing stands there twice.
        subjects: everybody's name.
    """

    def __init__(self, world: World, read: dict[str, TextTable], subjects: Column) -> None:
        self.world, self.read, self.subjects = world, read, subjects
        self.tables = Tables(world)

    def fill(self) -> Tables:
        """The tables in memory."""
        self._take_people()
        self._take_pairs()
        errors = self.read.pop("errors", None)
        for name, database in self.world.databases.items():
            rows = self.read.pop(name)
            cells = {identifier: rows[identifier] for identifier in database.identifiers}
            if errors is not None:
                self._take_errors(name, errors, rows["account"], cells)
            self.tables.take_table(AccountTable(name, rows["account"], rows["subject"], cells))
        if "records" in self.read:
            given = self.read.pop("records").rows(*TRUTH["records"])
            made: Callable[[tuple[str, ...]], Record] = partial(tuple.__new__, Record)  # a third of `Record`'s time
            self.tables.records.update((record[0], made(record)) for record in given)
        for row in self.read.pop("draws", ()):
            self.tables.draws.links[row["link"], row["record"]] = float(row["draw"])
        for row in self.read.pop("false", ()):
            self.tables.draws.records[row["record"]] = float(row["draw"])
        if "enforced" in self.read:
            self._take_enforced(self.read.pop("enforced"))
        return self.tables

    def _take_people(self) -> None:
        columns: dict[str, Column]
        if "people" not in self.read:
            companies = self._companies()
            supposed = ["company" if name in companies else "resident" for name in self.subjects]
            columns = {"subject": self.subjects, "kind": supposed}
        else:
            columns = dict(self.read.pop("people").columns)
            if nameless := list(self.subjects)[len(columns["subject"]) :]:
                companies = self._companies()
                kinds = ["company" if name in companies else "resident" for name in nameless]
                added = {"subject": nameless, "kind": kinds}
                columns = {head: [*cells, *added.get(head, [""] * len(nameless))] for head, cells in columns.items()}
        blanks: Column = [""] * len(self.subjects)
        subjects, known_kinds, groups, households = (columns.get(head, blanks) for head in TRUTH["people"])
        self.tables.people = GivenPeople((subjects, known_kinds, groups, households))
        self.tables.residents = int((column_hashes(known_kinds) == text_hash("resident")).sum())

    def _companies(self) -> set[str]:
        """Who is taken for a company where nobody says it."""
        databases, identifiers = self.world.databases, self.world.identifiers
        companies = {
            s for name, row in databases.items() if row.holds == "companies" for s in self.read[name]["subject"]
        }
        if "values" in self.read:
            pairs = zip(self.read["values"]["identifier"], self.read["values"]["subject"], strict=True)
            companies |= {subject for identifier, subject in pairs if identifiers[identifier].holds == "companies"}
        for name, row in databases.items():
            for identifier in row.identifiers:
                if identifiers[identifier].holds == "companies":
                    cells = zip(self.read[name][identifier], self.read[name]["subject"], strict=True)
                    companies |= {subject for cell, subject in cells if cell}
        if "relations" in self.read:
            relations = zip(self.read["relations"]["kind"], self.read["relations"]["to"], strict=True)
            companies |= {to for kind, to in relations if kind == "officer"}
        return companies

    def _take_pairs(self) -> None:
        """Take who owns which value, and whose child or officer is whose."""
        for name, sort, left, right in (("values", *TRUTH["values"]), ("relations", *TRUTH["relations"])):
            if name in self.read:
                table = self.read.pop(name)
                for value, lefts, rights in sorted_out(table[sort], table[left], table[right]):
                    self.tables.take_pairs(name, value, PairTable(lefts, rights))
            elif name == "values":
                self._take_held_values()

    def _take_held_values(self) -> None:
        """Without `values`: whose accounts hold a value is its owner; what a register translates into comes last."""
        figures = {(row.database, row.to) for row in self.world.registers.values() if row.carries_figures}
        for identifier in self.world.identifiers:
            holders = [name for name, row in self.world.databases.items() if identifier in row.identifiers]
            held: dict[str, set[str]] = {}
            for name in sorted(holders, key=lambda name: (name, identifier) in figures):
                known = set(held) if (name, identifier) in figures else set()
                for value, subject in zip(self.read[name][identifier], self.read[name]["subject"], strict=True):
                    if value and "~" not in value and value not in known:
                        held.setdefault(value, set()).add(subject)
            pairs = [(value, subject) for value, subjects in held.items() for subject in sorted(subjects)]
            self.tables.take_pairs(
                "values", identifier, PairTable([value for value, _ in pairs], [subject for _, subject in pairs])
            )

    def _take_errors(self, name: str, errors: TextTable, accounts: Column, cells: dict[str, Column]) -> None:
        """Take the draws of a database's cells, and put back what stands there without errors.

        A cell that holds what no error makes of it has been changed since: it stands as it is.
        """
        here = [row for row in errors if row["database"] == name]
        places = {account: place for place, account in enumerate(accounts)} if here else {}
        for identifier in dict.fromkeys(row["identifier"] for row in here):
            column = cells[identifier] = list(cells[identifier])
            draws = self.tables.draws.cells[name, identifier] = {}
            for row in here:
                place = places.get(row["account"])
                could_stand = ("", row["cell"], mistyped(row["cell"], name))
                if place is not None and row["identifier"] == identifier and column[place] in could_stand:
                    draws[row["account"]] = float(row["missing"]), float(row["mistyped"])
                    column[place] = row["cell"]

    def _take_enforced(self, enforced: TextTable) -> None:
        """Take the draws of rules: by the account's name, or, where a list has none yet, the one it would get."""
        draws = self.tables.draws.rules
        for rule, account, subject, draw in zip(*(enforced[column] for column in TRUTH["enforced"]), strict=True):
            draws[rule, self._account_named(rule, account, subject)] = float(draw)

    def _account_named(self, rule: str, account: str, subject: str) -> str:
        """The account that a draw is of: by its name, or, of a list, the one that its subject has or would get."""
        database = self.world.rules[rule].database
        if self.tables.table(database).named(account) is not None or not self.world.is_list(database):
            return account
        return self.tables.rows_in_list(database, subject)[0].id


def sorted_out(sorts: Column, lefts: Column, rights: Column) -> Iterator[tuple[str, Column, Column]]:
    """The pairs of each sort, by their two sides; those of one sort mostly stand together."""
    hashes = column_hashes(sorts)
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])[: len(hashes)]).tolist()
    runs: dict[str, list[tuple[int, int]]] = {}
    ends = [*starts[1:], len(hashes)] if starts else []
    for start, end in zip(starts, ends, strict=True):
        runs.setdefault(sorts[start], []).append((start, end))
    for sort, parts in runs.items():
        yield sort, _joined(lefts, parts), _joined(rights, parts)


def _joined(column: Column, parts: Iterable[tuple[int, int]]) -> Column:
    """Some stretches of a column, one after another."""
    first, *others = (stretch(column, *part) for part in parts)
    for other in others:
        first.extend(other)
    return first
