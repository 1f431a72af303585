"""A world's folder as one zip: the same bytes each time, a name that is safe anywhere, nothing written to the disk.

A bundled world's files go in letter for letter. A world of one's own is written again from its values, and a cell
that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from linkage.answers.exports.provenance import world_provenance
from linkage.answers.trace.trace_report import csv_text
from linkage.world.model import TABLES, World, columns
from linkage.world.reading.cells import cell_text
from linkage.world.reading.csv_text import folder_contents
from linkage.world.reading.settings import SETTINGS_FILE, settings_text
from linkage.world.storage import folders
from linkage.world.validation.quote_checks import VERIFIED_FILE

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip can name: when something was asked for is nobody's business, and changes no byte."""


def zipped(world: World) -> bytes:
    """The folder of a world, in a zip whose comment says what it is."""
    folder, found = safe_name(world.id), io.BytesIO()
    with ZipFile(found, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        archive.comment = "\n".join(world_provenance(world.everything)).encode()[:60_000]
        for file, data in contents(world.everything).items():
            entry = ZipInfo(f"{folder}/{file}", _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return found.getvalue()


def contents(world: World) -> Mapping[str, bytes]:
    """The files of a world's folder: settings first, then the tables in the order of the data dictionary."""
    wanted = [SETTINGS_FILE, *(f"{table}.csv" for table in TABLES), VERIFIED_FILE]
    known = {each.id: each.folder for each in folders.worlds()}
    if world.id in known and folders.load(known[world.id]) == world:
        there = folder_contents(known[world.id])
        return {file: there[file]() for file in wanted if file in there}
    tables = {f"{table}.csv": _table(world, table).encode() for table in TABLES}
    return {SETTINGS_FILE: settings_text(world).encode(), **tables}


def _table(world: World, table: str) -> str:
    declared = columns(TABLES[table])
    rows = getattr(world, table).values()
    return csv_text(
        list(declared), [[cell_text(getattr(row, each.name)) for each in declared.values()] for row in rows]
    )


def safe_name(text: str) -> str:
    """A world's name as the name of a folder, on any machine.

    >>> safe_name("thirty-cities"), safe_name("../My World\\n"), safe_name("北京")
    ('thirty-cities', 'my-world', 'world')
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:60].strip("-") or "world"
