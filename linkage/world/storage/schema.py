"""The schema of a world folder, from the same declarations that `check` reads.

For machines a Frictionless Data Package (specs.frictionlessdata.io), for people a data dictionary in
Markdown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import Field
from pathlib import Path
from typing import Any

from linkage.vocabulary import EFFECTS, FALLS_ON, LABEL, NOTICES, STATUSES, label_line
from linkage.world.atomic_write import write_file
from linkage.world.model import KEYED_BY_COLUMNS, TABLES, columns, default_of
from linkage.world.reading.cells import ID, cell_text, expected_text, limits
from linkage.world.reading.csv_text import Contents, delimiter_of, folder_contents, read_csv_table, text_of
from linkage.world.reading.rows import REQUIRED_TABLES
from linkage.world.reading.settings import KEYS, PEOPLE_KEYS, SETTINGS_FILE, read_settings

PACKAGE_FILE = "datapackage.json"

_TYPES = {"share": "number", "number": "number", "days": "integer", "integer": "integer", "yesno": "boolean"}
_PATTERNS = {
    "id": ID.pattern,
    "chain": r"[^ .]+\.[^ .]+( [^ .]+\.[^ .]+)*",
    "composite": r"[^ +]+(\+[^ +]+)*",
    "when": r"score(<|>=)-?[0-9]+|[^ <>=]+( [^ <>=]+)*",
}


def write_data_package(folder: Path) -> Path:
    """Write `datapackage.json` into a world's folder."""
    package = data_package(folder.resolve().name, folder_contents(folder))
    write_file(folder / PACKAGE_FILE, json.dumps(package, ensure_ascii=False, indent=2) + "\n")
    return folder / PACKAGE_FILE


def data_package(name: str, contents: Contents) -> dict[str, Any]:
    """The data package of the tables that lie in a folder, with the columns that they have."""
    settings = read_settings(contents).values
    label = settings.get("label", "")
    tables = [table for table in TABLES if f"{table}.csv" in contents]
    toml = {"name": "world", "path": SETTINGS_FILE, "format": "toml", "mediatype": "application/toml"}
    return {
        "profile": "data-package",
        "name": re.sub(r"[^-a-z0-9._]+", "-", name.lower()) or "world",
        "title": settings.get("title", ""),
        "description": " ".join(part for part in (settings.get("about", ""), f"({label_line(label)})") if part),
        "resources": [toml, *(_resource(table, contents, tables) for table in tables)],
    }


def data_dictionary() -> str:
    """All tables, columns and settings of a world folder, in Markdown."""
    tables = "\n".join(_table_section(table) for table in TABLES)
    return (
        f"# Data dictionary\n\nA world is a folder with `{SETTINGS_FILE}` and these tables. "
        f"Spaces part the names in a cell. {LABEL.capitalize()}.\n\n"
        f"## {SETTINGS_FILE}\n\n{_listing(KEYS)}\nIn `[people]`:\n\n{_listing(PEOPLE_KEYS)}\n{tables}\n"
        f"## Statuses\n\n{_listing(STATUSES)}\n## Effects\n\n{_listing(EFFECTS)}\n"
        f"## falls_on\n\n{_listing(FALLS_ON)}\n## notice\n\n{_listing(NOTICES)}"
    )


def _resource(table: str, contents: Contents, tables: list[str]) -> dict[str, Any]:
    file, declared = f"{table}.csv", columns(TABLES[table])
    data = contents[file]()
    heads = [head for head in read_csv_table(file, data).heads if head in declared]
    targets = {head: declared[head].metadata["to"] for head in heads if declared[head].metadata["kind"] == "ref"}
    schema = {
        "fields": [_field(head, declared[head]) for head in heads],
        "missingValues": [""],
        "primaryKey": list(KEYED_BY_COLUMNS[table]) if table in KEYED_BY_COLUMNS else "id",
        "foreignKeys": [_foreign_key(head, to, table) for head, to in targets.items() if to in tables],
    }
    return {
        "name": table,
        "path": file,
        "profile": "tabular-data-resource",
        "description": _description(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": delimiter_of(text_of(data, file))},
        "schema": schema,
    }


def _field(head: str, column: Field[Any]) -> dict[str, Any]:
    kind, to = column.metadata["kind"], column.metadata["to"]
    field_schema: dict[str, Any] = {
        "name": head,
        "type": _TYPES.get(kind, "string"),
        "description": column.metadata["meaning"],
    }
    if kind == "yesno":
        field_schema |= {"trueValues": ["yes"], "falseValues": ["no"]}
    if to and kind != "ref":
        field_schema["names"] = f"{to}, with spaces between them"
    constraints = _constraints(kind, column)
    return {**field_schema, "constraints": constraints} if constraints else field_schema


def _constraints(kind: str, column: Field[Any]) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.metadata["required"] else {}
    if kind == "id":
        constraints["unique"] = True
    if kind in _PATTERNS:
        constraints["pattern"] = _PATTERNS[kind]
    if column.metadata["choices"] and kind != "statuses":
        constraints["enum"] = list(column.metadata["choices"])
    if _TYPES.get(kind) in {"number", "integer"}:
        least, most = limits(column)
        constraints |= {"minimum": least, "maximum": most}
    return constraints


def _foreign_key(head: str, to: str, table: str) -> dict[str, Any]:
    return {"fields": head, "reference": {"resource": "" if to == table else to, "fields": "id"}}


def _description(table: str) -> str:
    return (TABLES[table].__doc__ or "").split("\n")[0]


def _table_section(table: str) -> str:
    needed = "" if table in REQUIRED_TABLES else " This table may be missing."
    rows = "\n".join(_column_line(head, column) for head, column in columns(TABLES[table]).items())
    head = f"## {table}.csv\n\n{_description(table)}{needed}\n\n| column | is | blank | means |\n|---|---|---|---|\n"
    return f"{head}{rows}\n"


def _column_line(head: str, column: Field[Any]) -> str:
    blank = "not allowed" if column.metadata["required"] else cell_text(default_of(column)) or "yes"
    cells = (f"`{head}`", expected_text(column), blank, column.metadata["meaning"])
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _listing(words: Mapping[str, str]) -> str:
    return "".join(f"- `{word}`: {meaning}\n" for word, meaning in words.items())
