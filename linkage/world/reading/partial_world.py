"""A partial world: a folder as far as it could be read, and the file and line of each of its cells.

Knows how a folder is put together from its tables, and nothing of what makes a world valid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from linkage.errors import BadTableError, FaultError, Place
from linkage.world.model import AUTHORED_ORDER, KEYED_BY_COLUMNS, TABLES, World
from linkage.world.reading.csv_text import Contents, read_csv_table
from linkage.world.reading.rows import Table, guard_csv_table, limit_faults, read_table
from linkage.world.reading.settings import SETTINGS_FILE, Settings, read_settings
from linkage.world.real_data_guard import safe_text

_MOST_OTHER_TABLES = 100


@dataclass(frozen=True, slots=True)
class PartialWorld:
    """A world that may still be faulty, with the places of its cells and the faults of its files."""

    world: World
    tables: Mapping[str, Table]
    settings: Settings
    lines: Mapping[tuple[str, str], int]
    unsound: Set[tuple[str, str, str]]

    def place(self, table: str, key: str, column: str) -> Place:
        """The file, row and column of a cell."""
        return Place(f"{table}.csv", self.lines.get((table, key)), column)

    def setting(self, column: str) -> Place:
        """The line of a setting of `world.toml`."""
        return Place(SETTINGS_FILE, self.settings.line(column), column)

    def settled(self, name: str) -> bool:
        """Whether everything under a name of `world.toml` could be read."""
        columns = (fault.place.column for fault in self.settings.faults)
        return self.settings.complete and not any(column.partition(".")[0] == name for column in columns)

    def sound(self, table: str, key: str, *heads: str) -> bool:
        """Whether these cells could be read and name what exists."""
        return not any((table, key, head) in self.unsound for head in heads)

    def rows(self, table: str) -> list[Any]:
        """The rows of a table in the order of its file: of two that collide, the later one is at fault."""
        rows = getattr(self.world, table).values()
        return sorted(rows, key=lambda row: self.lines[table, row.id])

    def complete(self, *tables: str) -> bool:
        """Whether all rows of these tables could be read: only then does a missing one mean anything."""
        return all(self.tables[table].complete for table in tables)


def read_partial_world(name: str, contents: Contents) -> PartialWorld:
    """Read all files of a folder."""
    tables = {table: read_table(table, contents) for table in TABLES}
    settings = read_settings(contents)
    rows: dict[str, Any] = {name: _rows(table) for name, table in tables.items()}
    lines: dict[tuple[str, str], int] = {}
    unsound = set()
    for table in tables.values():
        for entry in table.entries:
            lines.setdefault((table.name, entry.key), entry.line)
            unsound |= {(table.name, entry.key, head) for head in entry.unsound}
    return PartialWorld(World(id=name, **settings.values, **rows), tables, settings, lines, unsound)


def reading_faults(draft: PartialWorld, contents: Contents) -> list[FaultError]:
    """The faults of files, rows and cells by themselves, and of real-looking values in other tables."""
    faults = [fault for table in draft.tables.values() for fault in table.faults]
    return [*limit_faults(iter(draft.settings.faults)), *faults, *limit_faults(_faults_of_other_tables(contents))]


def mark_unsound(draft: PartialWorld, faults: Iterable[FaultError]) -> PartialWorld:
    """The partial world with the cells of these faults marked, so that no later check reports them again."""
    keys: dict[tuple[str, int | None], tuple[str, str]]
    keys = {(f"{table}.csv", line): (table, key) for (table, key), line in draft.lines.items()}
    places = [fault.place for fault in faults if (fault.place.file, fault.place.row) in keys]
    cells = {(*keys[place.file, place.row], place.column) for place in places}
    return replace(draft, unsound=draft.unsound | cells)


def _rows(table: Table) -> dict[Any, Any]:
    """The rows by their keys, in their order or, where authors chose one, the file's; the first wins."""
    rows: dict[Any, Any] = {}
    for entry in table.entries:
        if entry.key:
            rows.setdefault(
                getattr(entry.row, "key", entry.key) if table.name in KEYED_BY_COLUMNS else entry.key, entry.row
            )
    return rows if table.name in AUTHORED_ORDER else dict(sorted(rows.items()))


def _faults_of_other_tables(contents: Contents) -> Iterator[FaultError]:
    """Real-looking values in tables that lie in the folder but are no part of the world."""
    world_files = {f"{table}.csv" for table in TABLES}
    other_files = (file for file in contents if file.lower().endswith(".csv") and file not in world_files)
    for file in islice(other_files, _MOST_OTHER_TABLES):
        try:
            csv_table = read_csv_table(safe_text(file), contents[file]())
        except BadTableError:
            continue  # it isn't read as a part of the world, so its faults are its owner's affair
        yield from guard_csv_table(csv_table)
