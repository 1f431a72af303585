"""A world's folder as a zip file: the same bytes each time, under a name that is safe on any machine, made in memory.

The files of a bundled world are copied byte for byte. Those of any other world are written from its values, and a cell
that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from linkage.answers.exports.provenance_stamp import world_provenance
from linkage.answers.exports.safe_csv import csv_text
from linkage.world.model import TABLES, World, written_columns
from linkage.world.reading.cells import cell_text
from linkage.world.reading.csv_text import folder_contents
from linkage.world.reading.settings import SETTINGS_FILE, settings_text
from linkage.world.storage import folders
from linkage.world.validation.quote_checks import VERIFIED_FILE

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The date of every entry, the earliest that a zip can have: the time of a download must not change its bytes."""


def zip_world(world: World) -> bytes:
    """The zip of a world's folder; its comment names version, world and hash."""
    folder, buffer = safe_name(world.id), io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        archive.comment = "\n".join(world_provenance(world.everything)).encode()[:60_000]
        for file, data in folder_files(world.everything).items():
            entry = ZipInfo(f"{folder}/{file}", _FIXED_TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def folder_files(world: World) -> Mapping[str, bytes]:
    """The files of a world's folder: settings first, then the tables in the order of the data dictionary."""
    files = [SETTINGS_FILE, *(f"{table}.csv" for table in TABLES), VERIFIED_FILE]
    bundled_folders = {bundled.id: bundled.folder for bundled in folders.worlds()}
    if world.id in bundled_folders and folders.load(bundled_folders[world.id]) == world:
        data = folder_contents(bundled_folders[world.id])
        return {file: data[file]() for file in files if file in data}
    tables = {f"{table}.csv": _table_text(world, table).encode() for table in TABLES}
    return {SETTINGS_FILE: settings_text(world).encode(), **tables}


def _table_text(world: World, table: str) -> str:
    rows = getattr(world, table).values()
    declared = written_columns(TABLES[table], rows)
    return csv_text(
        list(declared), [[cell_text(getattr(row, column.name)) for column in declared.values()] for row in rows]
    )


def safe_name(text: str) -> str:
    """A folder name, valid on any machine, made of a world's name.

    >>> safe_name("thirty-cities"), safe_name("../My World\\n"), safe_name("北京")
    ('thirty-cities', 'my-world', 'world')
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:60].strip("-") or "world"
