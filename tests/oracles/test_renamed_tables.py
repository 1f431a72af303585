"""Laws about names: tables whose subjects, accounts, records and values are called otherwise have the same effects.

The new names sort as the old ones did; draws are renamed along. So a name says nothing but whose it is: names without
numbers, with equal numbers, with letters first and of numbers alone are all names (design 11.11).
"""

from __future__ import annotations

import contextlib
import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from linkage.population import agency_files
from linkage.population.own_tables import agency_reader
from linkage.population.tables import Person, Tables, generate_tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.steps import Effect
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.random_worlds import VERBS, VERBS_WITH_ERRORS, random_what_if, worlds

STYLES: Mapping[str, Callable[[int], str]] = {
    "no numbers": lambda place: letters(place),
    "equal numbers": lambda place: f"{letters(place)}-7",
    "no other letters before equal numbers": lambda place: f"{letters(place)}0",
    "letters first": lambda place: f"q{place:05d}",
    "numbers only": lambda place: f"{place:05d}",
}
TablesAsRows = dict[str, list[dict[str, str]]]


def letters(place: int) -> str:
    """A place as four letters that sort as it does."""
    return "".join(chr(97 + place // 26**power % 26) for power in (3, 2, 1, 0))


def new_names(names: Iterable[str], style: str) -> dict[str, str]:
    """A new name for each name, in the same order."""
    return {name: STYLES[style](place) for place, name in enumerate(sorted(set(names)))}


def renamed(world: World, rows: TablesAsRows, style: str) -> tuple[TablesAsRows, dict[str, str]]:
    """The same tables under other names, and each subject's."""
    subjects = new_names((row["subject"] for row in rows["people"]), style)
    accounts = new_names((row["account"] for name in world.databases for row in rows[name]), style)
    records = new_names((row["id"] for row in rows["records"]), style)
    names = {
        "subject": subjects, "from": subjects, "to": subjects, "account": accounts, "id": records,
        "record": records | listings(rows, subjects),
    }  # fmt: skip
    values = renamed_values(world, rows, style)
    return {
        name: [
            {column: values[cell] if is_value(world, name, column) and cell else names.get(column, {}).get(cell, cell)
             for column, cell in row.items()}
            for row in table
        ]
        for name, table in rows.items()
    }, subjects  # fmt: skip


def without_error(cell: str) -> tuple[str, str]:
    """A cell's value, and what makes it a mistyped one: `~` and its database."""
    value, mark, database = cell.partition("~")
    return value, mark + database


def listings(rows: TablesAsRows, subjects: Mapping[str, str]) -> dict[str, str]:
    """The possible listings that `draws` names: a rule's id and a subject."""
    named = {row["record"] for row in rows["draws"] if "@" in row["record"]}
    return {name: f"{name.partition('@')[0]}@{subjects[name.partition('@')[2]]}" for name in named}


def is_value(world: World, table: str, column: str) -> bool:
    named = column in ("value", "cell")
    return named or (table in world.databases and column in world.identifiers)


def renamed_values(world: World, rows: TablesAsRows, style: str) -> dict[str, str]:
    """Values keep the token of their identifier in front."""
    cells = {row["value"] for row in rows["values"]} | {row["cell"] for row in rows["errors"] if row["cell"]}
    cells |= {row[i] for name in world.databases for row in rows[name] for i in world.identifiers if row.get(i)}
    names = new_names((without_error(cell)[0] for cell in cells), style)
    renamed_cells = {}
    for cell in cells:
        value, error = without_error(cell)
        renamed_cells[cell] = f"{value.partition('-')[0]}-{names[value]}{error}"
    return renamed_cells


def as_dicts(tables: Tables, links: Iterable[str], changed: World) -> TablesAsRows:
    return {
        name: [dict(zip(columns, row, strict=True)) for row in rows]
        for name, (columns, rows) in agency_files.as_rows(tables, links, changed).items()
    }


def read(world: World, rows: TablesAsRows, columns: Mapping[str, tuple[str, ...]]) -> Tables:
    """The tables as somebody's own files are read."""
    with tempfile.TemporaryDirectory() as folder:
        for name, table in rows.items():
            with (Path(folder) / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns[name], lineterminator="\n")
                writer.writeheader()
                writer.writerows(table)
        return agency_reader.read(world, Path(folder))


def effects_of(world: World, tables: Tables) -> list[Effect]:
    """All effects; the step that brought each is left out."""
    effects = spread_from(CompiledRules.of(world), tables, tables.records.values()).effects
    return sorted(effect._replace(step="") for effect in effects)


@contextlib.contextmanager
def loaded(files: Mapping[str, str]) -> Iterator[tuple[Path, World]]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, "utf-8", newline="")
        yield Path(folder), folders.load(folder)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("scores", "errors"),
    [
        (False, False),
        (True, True),
        *(pytest.param(*each, marks=pytest.mark.prove) for each in [(True, False), (False, True)]),
    ],
)
@settings(phases=[Phase.generate])  # a failing world is small as it is; making it smaller takes minutes
@given(data=st.data(), style=st.sampled_from(sorted(STYLES)), seed=st.integers(0, 2**16))
def test_renamed_tables_have_the_same_effects_renamed(data, style: str, seed: int, scores: bool, errors: bool) -> None:
    """Also under other errors than those under which the tables were written."""
    files = data.draw(worlds(scores=scores, composites=errors, errors=errors))
    with loaded(files) as (folder, world):
        verbs = VERBS_WITH_ERRORS if errors else VERBS
        changed = under(world, random_what_if(Random(seed), folder, verbs))
        tables = generate_tables(world, seed, 60)
        tables.visit_all()
        links = [*changed.links]
        columns = {name: heads for name, (heads, _) in agency_files.as_rows(tables, links).items()}
        before = effects_of(changed, tables)
        for written in (changed, under(world)):
            everything = replace(written, columns={**changed.columns, **written.columns})
            rows, subjects = renamed(world, as_dicts(tables, links, everything), style)
            after = effects_of(changed, read(world, rows, columns))
            assert after == sorted(effect._replace(subject=subjects[effect.subject]) for effect in before)


@pytest.mark.parametrize(("first", "second"), [("anna", "ben"), ("R0", "C0"), ("A-7", "B-7"), ("7", "07")])
def test_each_row_that_may_open_has_a_name_of_its_own(tiny: World, first: str, second: str) -> None:
    tables = Tables(tiny)
    for name in (first, second):
        tables.add_person(Person(name, "resident", "18-34", ""))
    for database in tiny.databases:
        rows = [tables.open_row(database, name) for name in (first, second)]
        assert rows[0].id != rows[1].id
        assert all(row.id == f"{database}/{row.number}" for row in rows)
