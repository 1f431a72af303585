"""Our own exports read back: every node and edge that is a row of a world, as the files of that world.

Of a world under a what-if, what names rows that it took away is taken out, or the row where it needs it; all is listed.
"""

from __future__ import annotations

import re
from typing import Any

import networkx as nx

from linkage.drawing.row_graph import KINDS, attribute_name
from linkage.errors import FaultError
from linkage.imports.draft_world import WorldDraft, table_bytes
from linkage.imports.drafted_graph import LeftOut
from linkage.imports.import_source import ImportSource
from linkage.world.model import TABLES, columns, shown_columns
from linkage.world.reading.cells import cell_text
from linkage.world.reading.settings import SETTINGS_FILE
from linkage.world.real_data_guard import safe_text
from linkage.world.validation.check import check_files

Tables = dict[str, list[dict[str, str]]]

_TABLES = {kind: table for table, kind in KINDS.items()}
_MOST_ROUNDS = 20
_LISTS = frozenset({"refs", "carries", "when", "quotes"})


def is_own(graph: nx.MultiDiGraph) -> bool:
    """Whether a graph is an export of a world that keeps its rows."""
    return "world_toml" in graph.graph


def world_of_rows(source: ImportSource, graph: nx.MultiDiGraph) -> WorldDraft:
    """The files of the world that was exported."""
    tables: Tables = {table: [] for table in TABLES}
    left_out = [LeftOut("notes for editors, and verified.csv", "no export has them")]
    elements = [(node, held) for node, held in graph.nodes(data=True)]
    elements += [(f"{tail} → {head}", held) for tail, head, held in graph.edges(data=True) if "row_id" in held or
                 held.get("kind") == "register"]  # fmt: skip
    for name, held in elements:
        table = _TABLES.get(str(held.get("kind")))
        if table is None:
            left_out.append(LeftOut(f"'{safe_text(str(name))}'", "its kind is no table of a world"))
        else:
            tables[table].append(_row(table, held))
    settings = str(graph.graph["world_toml"])
    if what_if := str(graph.graph.get("what_if", "")):
        settings = _without_baseline(settings)
        left_out += _without_what_ifs(tables, what_if)
        settings, dangling = _without_dangling(settings, tables)
        left_out += dangling
    files = {SETTINGS_FILE: settings.encode()}
    files |= {f"{table}.csv": table_bytes(table, rows) for table, rows in tables.items()}
    counts = {table: len(rows) for table, rows in tables.items() if rows}
    return WorldDraft(files, left_out=left_out, counts=counts)


def _row(table: str, held: dict[str, Any]) -> dict[str, str]:
    """The cells of a row."""
    cells = {head: held.get(attribute_name(table, head)) for head in shown_columns(TABLES[table])}
    return {head: cell_text(value) for head, value in cells.items() if value is not None}


def _without_baseline(settings: str) -> str:
    """The settings of a world whose rows are those of one what-if: nothing more is to be taken away from them."""
    return "\n".join('baseline = ""' if line.startswith("baseline = ") else line for line in settings.split("\n"))


def _without_what_ifs(tables: Tables, what_if: str) -> list[LeftOut]:
    """Clear the what-ifs of a world that is itself under one: they may name rows that it lacks."""
    left_out = [LeftOut(f"the world before '{safe_text(what_if)}'", "the file has the rows that there are under it")]
    if tables["readings"]:
        left_out.append(LeftOut(f"{len(tables['readings'])} readings", "they may keep what the what-if took away"))
        tables["readings"] = []
    cleared = [row for table, rows in tables.items() if "what_if" in columns(TABLES[table]) for row in rows
               if row.pop("what_if", "")]  # fmt: skip
    if cleared:
        left_out.append(LeftOut(f"what-ifs of {len(cleared)} cards and stories", "they may name what is gone"))
    return left_out


# rows that name what a what-if took away


def _without_dangling(settings: str, tables: Tables) -> tuple[str, list[LeftOut]]:
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
