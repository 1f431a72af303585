"""A folder as far as it could be read: a world that may still be wrong, and where each of its cells stands.

Knows how a folder is put together from its tables, and nothing of what a world must be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from linkage.errors import BadTableError, FaultError, Place
from linkage.world.model import AUTHORED_ORDER, TABLES, World
from linkage.world.reading.csv_text import Contents, read_sheet
from linkage.world.reading.rows import Table, at_most, guard_sheet, read_table
from linkage.world.reading.settings import SETTINGS_FILE, Settings, read_settings
from linkage.world.real_data_guard import safe_text

_MOST_OTHERS = 100


@dataclass(frozen=True, slots=True)
class PartialWorld:
    """A world that may still be wrong, with all that a check needs in order to say where."""

    world: World
    tables: Mapping[str, Table]
    settings: Settings
    lines: Mapping[tuple[str, str], int]
    unsound: Set[tuple[str, str, str]]

    def place(self, table: str, key: str, column: str) -> Place:
        """Where a cell stands."""
        return Place(f"{table}.csv", self.lines.get((table, key)), column)

    def setting(self, column: str) -> Place:
        """Where a setting of `world.toml` stands."""
        return Place(SETTINGS_FILE, self.settings.line(column), column)

    def settled(self, name: str) -> bool:
        """Whether everything under a name of `world.toml` could be read."""
        faults = (fault.place.column for fault in self.settings.faults)
        return self.settings.complete and not any(column.partition(".")[0] == name for column in faults)

    def sound(self, table: str, key: str, *heads: str) -> bool:
        """Whether these cells could be read and name what is there."""
        return not any((table, key, head) in self.unsound for head in heads)

    def rows(self, table: str) -> list[Any]:
        """The rows of a table as they stand in its file: of two that collide, the later one is at fault."""
        rows = getattr(self.world, table).values()
        return sorted(rows, key=lambda row: self.lines[table, row.id])

    def complete(self, *tables: str) -> bool:
        """Whether all rows of these tables could be read: only then does a missing one mean anything."""
        return all(self.tables[table].complete for table in tables)


def read_draft(name: str, contents: Contents) -> PartialWorld:
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
    """What is wrong with files, rows and cells by themselves; other tables' real-looking values, too."""
    faults = [fault for table in draft.tables.values() for fault in table.faults]
    return [*at_most(iter(draft.settings.faults)), *faults, *at_most(_others(contents))]


def marked(draft: PartialWorld, faults: Iterable[FaultError]) -> PartialWorld:
    """The draft with the cells of these faults marked, so that nothing more is said of them."""
    keys: dict[tuple[str, int | None], tuple[str, str]]
    keys = {(f"{table}.csv", line): (table, key) for (table, key), line in draft.lines.items()}
    places = [fault.place for fault in faults if (fault.place.file, fault.place.row) in keys]
    cells = {(*keys[place.file, place.row], place.column) for place in places}
    return replace(draft, unsound=draft.unsound | cells)


def _rows(table: Table) -> dict[Any, Any]:
    """The rows by their keys, in their order or, where authors chose one, the file's; the first wins."""
    rows: dict[Any, Any] = {}
    for entry in table.entries:
        key = (entry.row.database, entry.row.from_, entry.row.to) if table.name == "registers" else entry.key
        if entry.key:
            rows.setdefault(key, entry.row)
    return rows if table.name in AUTHORED_ORDER else dict(sorted(rows.items()))


def _others(contents: Contents) -> Iterator[FaultError]:
    """Real-looking values in tables that lie in the folder but are no part of the world."""
    known = {f"{table}.csv" for table in TABLES}
    others = (file for file in contents if file.lower().endswith(".csv") and file not in known)
    for file in islice(others, _MOST_OTHERS):
        try:
            sheet = read_sheet(safe_text(file), contents[file]())
        except BadTableError:
            continue  # it isn't read as a part of the world, so its faults are its owner's affair
        yield from guard_sheet(sheet)
