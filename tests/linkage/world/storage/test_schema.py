"""The schema: data package and data dictionary say what the columns declare."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from linkage.vocabulary import EFFECTS, FALLS_ON, NOTICES, STATUSES
from linkage.world.model import TABLES, People, columns
from linkage.world.reading.csv_text import folder_contents
from linkage.world.reading.settings import KEYS, PEOPLE_KEYS
from linkage.world.storage.folders import bundled_folder
from linkage.world.storage.schema import data_dictionary, data_package, write_data_package

Described = dict[str, Any]


@pytest.fixture
def package() -> Described:
    """The resources of `tiny`'s data package, by name."""
    package_ = data_package("tiny", folder_contents(bundled_folder() / "tiny"))
    return {resource["name"]: resource for resource in package_["resources"]}


def test_a_data_package_describes_every_table_and_the_settings(package: Described) -> None:
    paths = [resource["path"] for resource in package.values()]
    assert paths == ["world.toml", *(f"{table}.csv" for table in TABLES)]


@pytest.mark.parametrize("table", TABLES)
def test_fields_are_the_columns_of_the_file(package: Described, table: str) -> None:
    head = (bundled_folder() / "tiny" / f"{table}.csv").read_text("utf-8-sig").splitlines()[0]
    assert [field["name"] for field in package[table]["schema"]["fields"]] == head.split(",")


def field(package: Described, table: str, name: str) -> Described:
    """One field of one table."""
    (field_,) = (field_ for field_ in package[table]["schema"]["fields"] if field_["name"] == name)
    return dict(field_)


def test_fields_say_what_a_cell_may_be(package: Described) -> None:
    assert field(package, "links", "share") == {
        "name": "share",
        "type": "number",
        "description": "share of records really passed on (blank: all)",
        "constraints": {"minimum": 0, "maximum": 1},
    }
    assert field(package, "services", "everyday")["trueValues"] == ["yes"]
    assert field(package, "rules", "effect")["constraints"] == {"required": True, "enum": list(EFFECTS)}
    assert field(package, "links", "id")["constraints"]["unique"]
    assert field(package, "links", "carries")["names"] == "record_kinds, with spaces between them"


def test_single_names_are_foreign_keys(package: Described) -> None:
    assert package["links"]["schema"]["foreignKeys"] == [
        {"fields": "source", "reference": {"resource": "databases", "fields": "id"}},
        {"fields": "target", "reference": {"resource": "databases", "fields": "id"}},
    ]  # not the key: it may name several identifiers
    assert package["services"]["schema"]["foreignKeys"] == [
        {"fields": "needs", "reference": {"resource": "", "fields": "id"}}
    ]
    assert package["registers"]["schema"]["primaryKey"] == ["database", "from", "to"]
    assert package["columns"]["schema"]["primaryKey"] == ["database", "identifier"]


def test_a_package_is_written_beside_the_tables_and_says_what_parts_their_cells(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(bundled_folder() / "tiny", tmp_path / "My World"))
    (folder / "figures.csv").write_text("id;value;bound;unit;area;period;source\n")
    (folder / "cards.csv").unlink()
    package = json.loads(write_data_package(folder).read_text("utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert (package["name"], package["title"]) == ("my-world", "Tiny")
    assert resources["figures"]["dialect"] == {"delimiter": ";"}
    assert "cards" not in resources


def test_the_data_dictionary_names_every_table_column_and_setting() -> None:
    text = data_dictionary()
    tables = [f"## {table}.csv" for table in TABLES]
    heads = [f"| `{head}` |" for row_type in TABLES.values() for head in columns(row_type)]
    meanings = [column.metadata["meaning"] for row_type in TABLES.values() for column in columns(row_type).values()]
    settings = [f"- `{key}`: {meaning}" for keys in (KEYS, PEOPLE_KEYS) for key, meaning in keys.items()]
    words = [f"- `{word}`: " for words in (STATUSES, EFFECTS, FALLS_ON, NOTICES) for word in words]
    assert [entry for entry in (*tables, *heads, *meanings, *settings, *words) if entry not in text] == []


def test_every_figure_about_people_is_described() -> None:
    assert list(PEOPLE_KEYS) == [column.name for column in fields(People)]
