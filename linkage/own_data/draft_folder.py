"""A world drafted from one's own tables: identifiers, tokens, world and folder, all of it or nothing.

Values are replaced by tokens, numbered in the order in which the values sort, and no other column is kept: nothing of
the files' own values is stored or shown.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from linkage.errors import BadWorldError, LinkageError
from linkage.own_data.column_facts import BLANK_WORDS
from linkage.own_data.draft_plan import DraftPlan, draft_plan
from linkage.own_data.drafted_world import EVERYONE, DraftFigures, drafted_world, title, token_prefixes
from linkage.own_data.identifier_candidates import (
    Candidates,
    IdentifierColumns,
    find_candidates,
    joined_cells,
    left_out_lines,
    subject_columns,
    suggestion_text,
)
from linkage.own_data.row_subjects import KeptTable, SubjectKey, Value, row_subjects, value_owners
from linkage.own_data.table_files import OwnTable, is_truth
from linkage.population.agency_files import TRUTH
from linkage.population.tables import record_id
from linkage.tokens import resident, token
from linkage.vocabulary import count_of
from linkage.world.atomic_write import write_folder
from linkage.world.model import TABLES, World
from linkage.world.reading.settings import SETTINGS_FILE, settings_text
from linkage.world.real_data_guard import safe_text
from linkage.world.storage.folders import refuse_what_exists, table_text
from linkage.world.validation.check import OWN_TABLES, check_files

_SEED = "1"


@dataclass(frozen=True)
class Draft:
    """A drafted world, its tables of tokens, and what was found on the way."""

    world: World
    files: Mapping[str, bytes]
    plan: DraftPlan
    candidates: Candidates
    tables: tuple[OwnTable, ...]
    left_out_tables: Mapping[str, str]  # table → why
    truth: str
    prefixes: Mapping[str, str]


def draft(name: str, tables: Sequence[OwnTable], identifiers: Sequence[str] = (), subject: str = "") -> Draft:
    """The draft of a world from guarded tables; nothing is written.

    Args:
        identifiers: texts such as `phone=shop.tel,clinic.mobile`.
        subject: the column that says the truth; blank: the first identifier stands for it.

    Raises:
        LinkageError: no two tables share an identifier; the message has the suggestions.
        UsageError: a text that names nothing.
    """
    kept = [table for table in tables if not is_truth(table)]
    left_out = {
        table.name: "the truth beside agencies' tables, which no agency keeps" for table in tables if is_truth(table)
    }
    subjects = subject_columns(kept, subject)
    candidates = find_candidates(kept, identifiers, subjects)
    if not candidates.identifiers:
        raise LinkageError(_nothing_shared(kept, candidates))
    plan = draft_plan([table.name for table in kept], {row.name: row.tables for row in candidates.identifiers})
    left_out |= dict.fromkeys(plan.unconnected, "no identifier connects it with the first table")
    used = tuple(row for row in candidates.identifiers if any(row.name in held for held in plan.databases.values()))
    first = used[0].name
    truth = (
        f"the column '{safe_text(subject)}' is the truth"
        if subjects
        else f"the identifier '{used[0].title or first}' stands for the truth"
    )
    rows = [_kept_table(table, used, subjects) for table in kept if table.name in plan.databases]
    rows.sort(key=lambda row: list(plan.databases).index(row.name))
    whose = row_subjects(rows, "" if subjects else first)
    owners = value_owners(rows, whose)
    titles = {row.name: row.title for row in used} | {table.name: table.title for table in kept if table.title}
    world = drafted_world(name, plan, _figures(rows, whose, owners), truth, titles)
    prefixes = token_prefixes([identifier for held in plan.databases.values() for identifier in held])
    own = _token_tables(world, rows, whose, owners, prefixes)
    files = {**_world_files(world), **{f"{OWN_TABLES}/{file}": text for file, text in own.items()}}
    return Draft(world, files, plan, candidates, tuple(kept), left_out, truth, prefixes)


def write_draft(folder: Path, drafted: Draft) -> None:
    """Write a draft into a folder that isn't there yet: all of it or nothing.

    Raises:
        LinkageError: the folder is there already, or the disk refused.
        BadWorldError: the draft has a fault (a name that can't stand in a world).
    """
    refuse_what_exists(folder)
    world_files = {name: data for name, data in drafted.files.items() if "/" not in name}
    _, faults = check_files(drafted.world.id, world_files)
    if faults:
        raise BadWorldError(f"the draft has {count_of(len(faults), 'fault')}", faults)
    write_folder(folder, drafted.files)


def write_empty(folder: Path) -> None:
    """Write a world without a row: every table with its heads, to be filled.

    Raises:
        LinkageError: the folder is there already, or the disk refused.
    """
    refuse_what_exists(folder)
    world = World(id=folder.name, title=title(folder.name), label="a draft")
    write_folder(folder, _world_files(world))


def _world_files(world: World) -> dict[str, bytes]:
    tables = {f"{name}.csv": table_text(world, name).encode() for name in TABLES}
    return {SETTINGS_FILE: settings_text(world).encode(), **tables}


def _nothing_shared(tables: Sequence[OwnTable], candidates: Candidates) -> str:
    if len(tables) < 2:
        return "A world needs two tables that share an identifier, and there is one. Name more files."
    if empty := [table.file for table in tables if not len(table)]:
        return f"No two of these tables share an identifier: {safe_text(', '.join(empty), 200)} has no row."
    if not candidates.suggestions:
        return (
            "No two of these tables share an identifier: no column of one name holds the same values in two of them. "
            "Name columns that mean the same with --identifier NAME=TABLE.COLUMN,TABLE.COLUMN."
            + "".join(f"\n{line}" for line in left_out_lines(candidates.left_out))
        )
    texts = "\n".join(f"  {suggestion_text(row)}" for row in candidates.suggestions)
    return (
        "No column of one name holds the same values in two of these tables. Columns of different names do; if they "
        f"mean the same, add:\n{texts}"
    )


def _kept_table(table: OwnTable, identifiers: Iterable[IdentifierColumns], subjects: Mapping[str, str]) -> KeptTable:
    values = {
        row.name: [_value(cell) for cell in joined_cells(table, row.heads[table.name])]
        for row in identifiers
        if table.name in row.heads
    }
    said = table.columns[subjects[table.name]] if table.name in subjects else [""] * len(table)
    return KeptTable(table.name, values, [_value(cell) for cell in said])


def _value(cell: str) -> str:
    return "" if cell.lower() in BLANK_WORDS else cell


def _figures(
    tables: Sequence[KeptTable], whose: Sequence[Sequence[SubjectKey]], owners: Mapping[Value, Sequence[SubjectKey]]
) -> DraftFigures:
    everybody = {subject for column in whose for subject in column}
    filled = {
        (table.name, identifier): sum(map(bool, cells)) / max(1, len(cells))
        for table in tables
        for identifier, cells in table.values.items()
    }
    by_database = {table.name: len(set(column)) for table, column in zip(tables, whose, strict=True)}
    shared = frozenset(value[0] for value, subjects in owners.items() if len(subjects) > 1)
    return DraftFigures(len(everybody), by_database, filled, shared)


def _token_tables(
    world: World,
    tables: Sequence[KeptTable],
    whose: Sequence[Sequence[SubjectKey]],
    owners: Mapping[Value, Sequence[SubjectKey]],
    prefixes: Mapping[str, str],
) -> dict[str, bytes]:
    """The agency tables with tokens for values, and the truth beside them, as `generate` writes them."""
    names = {subject: resident(n) for n, subject in enumerate(sorted({s for column in whose for s in column}))}
    tokens = _tokens(owners, prefixes)
    files = {}
    records = []
    kind = next(iter(world.record_kinds))
    for table, column in zip(tables, whose, strict=True):
        identifiers = world.databases[table.name].identifiers
        columns = [
            [tokens[identifier, cell] if cell else "" for cell in table.values[identifier]]
            for identifier in identifiers
        ]
        subjects = [names[subject] for subject in column]
        accounts = [f"{table.name}/{number}" for number in range(len(subjects))]
        files[f"{table.name}.csv"] = _csv(
            ("account", "subject", *identifiers), zip(accounts, subjects, *columns, strict=True)
        )
        if table.name == world.record_kinds[kind].home:
            first_rows: dict[str, str] = {}
            for account, subject in zip(accounts, subjects, strict=True):
                first_rows.setdefault(subject, account)
            records = [
                (record_id(kind, subject), kind, subject, table.name, account, "confirmed")
                for subject, account in sorted(first_rows.items())
            ]
    people = ((name, "resident", EVERYONE, f"H{name[1:]}") for name in names.values())
    values = sorted((value[0], tokens[value], names[s]) for value, subjects in owners.items() for s in subjects)
    truth = {
        "people": people,
        "values": values,
        "relations": (),
        "records": records,
        "about": [(world.id, _SEED, str(len(names)))],
    }
    return {**files, **{f"{name}.csv": _csv(TRUTH[name], rows) for name, rows in truth.items()}}


def _tokens(owners: Iterable[Value], prefixes: Mapping[str, str]) -> dict[Value, str]:
    """A token for each value, numbered in the order in which an identifier's values sort."""
    tokens = {}
    counts = dict.fromkeys(prefixes, 0)
    for value in sorted(owners):
        tokens[value] = token(prefixes[value[0]], counts[value[0]])
        counts[value[0]] += 1
    return tokens


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return lines.getvalue().encode()
