"""World folders: finding, listing, loading and saving them, and copying one to start one's own.

Loading means checking: `load` returns a world whose values can be trusted. Knows no reading and
no what-if: a folder's world is everything that the folder says.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from importlib.resources import files as resources
from pathlib import Path
from typing import NamedTuple

from linkage.errors import BadWorldError, LinkageError, Place, UnknownNameError, nearest
from linkage.world.atomic_write import write_files, write_folder
from linkage.world.model import TABLES, World, written_columns
from linkage.world.reading.cells import cell_text
from linkage.world.reading.csv_text import folder_contents
from linkage.world.reading.settings import SETTINGS_FILE, read_settings, settings_text
from linkage.world.real_data_guard import safe_text
from linkage.world.validation.check import OWN_TABLES, check
from linkage.world.validation.quote_checks import VERIFIED_FILE

_WHAT_IF_STATES = ("blank", "isolated", "corrected", "repaired", "enforced", "disputed", "false_shares")
"""What only a what-if fills, and no table can hold."""

_LABEL_LINE = re.compile(rb"^label[ \t]*=[^\r\n]*", re.MULTILINE)


class Bundled(NamedTuple):
    """A world that comes with the tool."""

    id: str
    title: str
    folder: Path


def bundled_folder() -> Path:
    """The folder that holds the bundled worlds."""
    return Path(str(resources("sample_data"))) / "worlds"


def worlds() -> list[Bundled]:
    """The bundled worlds, by name.

    >>> [world.title for world in worlds() if world.id == "tiny"]
    ['Tiny']
    """
    folders = sorted(path.parent for path in bundled_folder().glob(f"*/{SETTINGS_FILE}"))
    titles = (read_settings(folder_contents(folder)).values.get("title", "") for folder in folders)
    return [Bundled(folder.name, title, folder) for folder, title in zip(folders, titles, strict=True)]


def find(world: str | Path) -> Path:
    """The folder of a name: one that holds a world, else a bundled one, else any folder of that name.

    Raises:
        UnknownNameError: there is neither; it says which bundled world is meant, if one looks like it.
    """
    folder, name = Path(world), str(world)
    if name and holds_world(folder):
        return folder
    folders = {path.parent.name: path.parent for path in bundled_folder().glob(f"*/{SETTINGS_FILE}")}
    if name in folders:
        return folders[name]
    if name and _exists(folder):
        return folder
    expected = f"a folder, or one of {', '.join(sorted(folders))}"
    raise UnknownNameError(Place("world"), safe_text(name) or "a blank", expected, nearest(name[:80], folders))


def taken_name(folder: Path) -> str:
    """That a folder takes the place of a bundled world, where both have one name; blank where they don't.

    >>> taken_name(Path("mine"))
    ''
    """
    name, parent = folder.resolve().name, folder.resolve().parent
    if not (bundled_folder() / name / SETTINGS_FILE).exists():
        return ""
    where = "this directory" if parent == Path.cwd() else str(parent)
    return f"in {where} '{name}' is now this folder, and no longer the bundled world of that name."


def holds_world(folder: Path) -> bool:
    """Whether a folder holds a world, right or not."""
    return _exists(folder / SETTINGS_FILE)


def load(world: str | Path) -> World:
    """The world of a folder, or of a bundled name: all that the folder says.

    Raises:
        BadWorldError: with every fault of the folder.

    >>> load("tiny").title
    'Tiny'
    """
    folder = find(world)
    loaded, faults = check(folder)
    if loaded is None:
        raise BadWorldError(f"{safe_text(folder.resolve().name)} has {len(faults)} fault(s)", faults)
    return loaded


def save(world: World, folder: Path) -> None:
    """Write a world's files: `load` gives the same world back, if the folder bears its name.

    Raises:
        LinkageError: the disk refused, or the world is one under a what-if, which no table can hold.
    """
    if world.folder is not None or any(getattr(world, state) for state in _WHAT_IF_STATES):
        raise LinkageError(
            "A world under a what-if can't be saved: save its `everything`, and keep the what-if's text."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LinkageError(f"{folder} could not be made: {error.strerror or error}.") from error
    tables = {f"{name}.csv": table_text(world, name) for name in TABLES}
    write_files(folder, {SETTINGS_FILE: settings_text(world), **tables})


def new(folder: Path, source: str | Path) -> None:
    """Copy a world, letter for letter but for its label, to a folder that isn't there yet.

    The label of the copy says that it is a draft: what the first world pictures isn't what another will.

    Raises:
        LinkageError: the folder is there already, the source is faulty, or the disk refused.
    """
    refuse_what_exists(folder)
    own_tables = load(source).own_tables
    contents = folder_contents(find(source))
    wanted = [SETTINGS_FILE, *(f"{table}.csv" for table in TABLES), VERIFIED_FILE]
    files = {name: contents[name]() for name in wanted if name in contents}
    files[SETTINGS_FILE] = _with_draft_label(files[SETTINGS_FILE])
    own = sorted(Path(own_tables).iterdir()) if own_tables else []
    write_folder(folder, files | {f"{OWN_TABLES}/{file.name}": file.read_bytes() for file in own if file.is_file()})


def refuse_what_exists(folder: Path) -> None:
    """Raise a `LinkageError` where a new folder's name is taken, by a file too."""
    if _exists(folder):
        raise LinkageError(f"{folder} is there already. Choose another name, or remove it first.")


def _with_draft_label(settings: bytes) -> bytes:
    """`world.toml` with the label of a draft, in the place of its own or above all other lines."""
    line = b'label = "a draft"'
    if _LABEL_LINE.search(settings):
        return _LABEL_LINE.sub(line, settings, count=1)
    return line + b"\n" + settings.removeprefix(BOM_UTF8)


def table_text(world: World, table: str) -> str:
    """One table as CSV, numbers in as few digits as give them back; a sparse column only where a row uses it."""
    rows = getattr(world, table).values()
    declared = written_columns(TABLES[table], rows)
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(declared)
    for row in rows:
        writer.writerow([cell_text(getattr(row, column.name)) for column in declared.values()])
    return lines.getvalue()


def _exists(path: Path) -> bool:
    """Whether a file, folder or link (even a broken one) has that name."""
    try:
        path.lstat()
    except (OSError, ValueError):
        return False
    return True
