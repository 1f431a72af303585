"""Rows that name what a what-if took away: the name is taken out, or the row where it needs it; all is listed."""

from __future__ import annotations

import re

from linkage.errors import FaultError
from linkage.imports.draft_world import table_bytes
from linkage.imports.drafted_graph import LeftOut
from linkage.world.model import TABLES, columns
from linkage.world.reading.settings import SETTINGS_FILE
from linkage.world.validation.check import check_files

Tables = dict[str, list[dict[str, str]]]

_MOST_ROUNDS = 20
_LISTS = frozenset({"refs", "carries", "when", "quotes"})


def without_dangling(settings: str, tables: Tables) -> tuple[str, list[LeftOut]]:
    """Take out, in place, what names rows that aren't there; returns the settings, and what was left out.

    A row that goes may leave others dangling, so this is done again until nothing is found.
    """
    left_out: list[LeftOut] = []
    for _ in range(_MOST_ROUNDS):
        files = {f"{table}.csv": table_bytes(table, rows) for table, rows in tables.items()}
        _, faults = check_files("world", {SETTINGS_FILE: settings.encode(), **files})
        if not faults:
            break
        gone: dict[str, set[int]] = {}
        for fault in faults:
            if fault.place.file == SETTINGS_FILE:
                settings = _without_section(settings, fault.place.column)
            else:
                left_out += _mended(fault, tables, gone)
        for table, lines in gone.items():
            tables[table] = [row for line, row in enumerate(tables[table], start=2) if line not in lines]
    return settings, left_out


def _mended(fault: FaultError, tables: Tables, gone: dict[str, set[int]]) -> list[LeftOut]:
    """Take a fault's name out of its cell, or note that its row has to go."""
    table, line, head = fault.place.file.removesuffix(".csv"), fault.place.row or 0, fault.place.column
    if table not in tables or not 2 <= line < len(tables[table]) + 2:
        return []
    row, declared = tables[table][line - 2], columns(TABLES[table]).get(head)
    names = row.get(head, "").split()
    if declared is not None and declared.metadata["kind"] in _LISTS and fault.found in names:
        names.remove(fault.found)
        row[head] = " ".join(names)
        return [LeftOut(f"'{fault.found}' in {table}.csv, column {head}", "the what-if took it away")]
    if declared is not None and not declared.metadata["required"] and row.get(head):
        row[head] = ""
        return [LeftOut(f"'{fault.found}' in {table}.csv, column {head}", "the what-if took it away")]
    if line in gone.setdefault(table, set()):
        return []
    gone[table].add(line)
    return [LeftOut(f"a row of {table}.csv ('{row.get('id', '')}')", "it needs what the what-if took away")]


def _without_section(settings: str, column: str) -> str:
    """The settings without that in which a fault stands: `lanes`, one database's `scores`, one identifier's values."""
    if column.startswith("people.values."):
        name = re.escape(column.removeprefix("people.values."))
        return re.sub(rf"^{name} = .*\n", "", settings, flags=re.MULTILINE)
    name = "lanes" if column.startswith("lanes") else column.removesuffix(".base")
    return re.sub(rf"^\[{re.escape(name)}\]\n(?:(?!\[).*\n?)*", "", settings, flags=re.MULTILINE)
