"""Opening a folder of this machine on the World page: a path in, a world on the context or every fault out.

For local use only: a class can't open anything (design 9). The folder is read as `linkage check` reads it, into memory;
nothing is written, nothing is kept beyond this run. Of a folder that is refused only its faults are told, and of its
tables the lines around them; of a file with real-looking data not even those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dashboard.services.app_context import AppContext
from linkage.answers.spread_question import Question, ask, unanswerable_stories
from linkage.errors import FaultError, LinkageError, RealDataError
from linkage.world.model import TABLES, World
from linkage.world.reading.csv_text import CsvTable, folder_contents, read_csv_table
from linkage.world.real_data_guard import looks_real, safe_text
from linkage.world.storage.fingerprint import fingerprint
from linkage.world.validation import check as door

Json = dict[str, Any]
LONGEST = 1_000
"""Characters of a path."""
_LONGEST_NAME = 60
_AROUND = 1
"""Lines that are shown before and after a faulty one."""
_MOST_LINES, _MOST_CELLS, _WIDEST = 600, 40, 80
"""Lines that are shown of all files, cells of a line, characters of a cell."""


def opened(context: AppContext, given: object) -> Json:
    """What became of a path: `world` and whether it is `new`; or a sentence `says`, or all `faults` with their `lines`.

    Args:
        given: `{"path", "stamp"}`, as the page sends it; the stamp comes back.
    """
    said = given if isinstance(given, dict) else {}
    path = said.get("path")
    back = {"stamp": said.get("stamp")}
    try:
        folder = folder_of(path if isinstance(path, str) else "")
        return {**back, **_read(context, folder)}
    except LinkageError as error:
        return {**back, "says": str(error)}


def folder_of(path: str) -> Path:
    """The folder that a path names on this machine.

    Raises:
        LinkageError: it names none, or a place that would have to be asked for over the network.
    """
    text = path.strip().strip('"')
    if not text:
        raise LinkageError("Type the path of a folder on this machine.")
    if len(text) > LONGEST:
        raise LinkageError(f"A path has at most {LONGEST:,} characters.")
    if text.startswith(("//", "\\\\")):
        raise LinkageError("A path on another machine isn't opened: copy the folder to this one.")
    try:
        folder = Path(text).expanduser().resolve()
        there = folder.is_dir()
    except (OSError, ValueError, RuntimeError):
        there = False
    if not there:
        raise LinkageError(f"There is no folder '{safe_text(text, 120)}' on this machine.")
    return folder


def _read(context: AppContext, folder: Path) -> Json:
    name = folder.name
    _well_named(context, name, folder)
    world, faults = door.check(folder)
    if world is None:
        return _refused(folder, faults)
    story = _untellable(world)
    faults = unanswerable_stories(world)
    if story:
        return {**_refused(folder, faults), "says": story}
    known = context.worlds.folder_of(name)
    if known is not None and fingerprint(context.worlds.world(name)) == fingerprint(world):
        return {"world": name, "new": False, "path": str(folder)}
    context.worlds.open(world, folder, tuple(_told(each) for each in faults))
    return {"world": name, "new": True, "path": str(folder)}


def _well_named(context: AppContext, name: str, folder: Path) -> None:
    """Refuse a folder whose name can't stand in an address, or stands for another world already."""
    if not name or len(name) > _LONGEST_NAME or safe_text(name) != name or looks_real(name):
        raise LinkageError("A world is called as its folder: rename the folder to a short name, such as 'my-world'.")
    known = context.worlds.folder_of(name)
    if known is not None and known.path != folder:
        raise LinkageError(
            f"Another folder named '{name}' is open. Rename one of the two: the address names its folder."
        )
    if known is None and name in context.worlds.titles:
        raise LinkageError(
            f"There is a world '{name}' here already, and the address names a world by its folder: "
            f"rename your folder, for example to 'my-{name}'."
        )


def _untellable(world: World) -> str:
    """Why the screen can't show a world at all: it opens on the first story."""
    try:
        ask(world, Question())
    except LinkageError as error:
        return f"The screen opens on a world's first story, and that can't be told: {error}"
    return ""


def _refused(folder: Path, faults: list[FaultError]) -> Json:
    return {"path": str(folder), "faults": [_told(each) for each in faults], "lines": lines_around(folder, faults)}


def _told(fault: FaultError) -> Json:
    """A fault as the page lists it; `table` is the one that it stands in, if it is one."""
    table = fault.place.file.removesuffix(".csv")
    return {**fault.fields(), "sentence": fault.sentence(), "table": table if table in TABLES else ""}


# -- the lines around a fault ---------------------------------------------------------------------------------------


def lines_around(folder: Path, faults: Iterable[FaultError]) -> dict[str, Json]:
    """For each table with faults its column names and the lines around them, by their numbers, as text.

    A file with real-looking data shows no line, one that is no table has none to show.
    """
    rows: dict[str, set[int]] = {}
    real = set()
    for fault in faults:
        if isinstance(fault, RealDataError):
            real.add(fault.place.file)
        if fault.place.row is not None and fault.place.file.removesuffix(".csv") in TABLES:
            rows.setdefault(fault.place.file, set()).add(fault.place.row)
    found: dict[str, Json] = {}
    left = _MOST_LINES
    for file, wanted in rows.items():
        sheet = None if file in real else _sheet(folder, file)
        found[file] = {"hidden": file in real, "heads": [], "lines": {}}
        if sheet is not None:
            lines = dict(_near(sheet, wanted, left))
            left -= len(lines)
            found[file] = {"hidden": False, "heads": _cells(sheet.heads), "lines": lines}
    return found


def _sheet(folder: Path, file: str) -> CsvTable | None:
    """A table's file as text, if it can be read so far."""
    try:
        contents = folder_contents(folder)
        return read_csv_table(file, contents[file]()) if file in contents else None
    except (FaultError, OSError):
        return None


def _near(sheet: CsvTable, wanted: set[int], most: int) -> Iterable[tuple[str, list[str]]]:
    places = {number: place for place, (number, _) in enumerate(sheet.lines)}
    near = {
        place
        for number in wanted
        if number in places
        for place in range(places[number] - _AROUND, places[number] + _AROUND + 1)
    }
    for place in sorted(near)[:most]:
        if 0 <= place < len(sheet.lines):
            number, cells = sheet.lines[place]
            yield str(number), _cells(cells)


def _cells(cells: tuple[str, ...]) -> list[str]:
    return [safe_text(cell, _WIDEST) for cell in cells[:_MOST_CELLS]]


def page_of(context: AppContext, name: str, said: Mapping[str, str]) -> Json | None:
    """What the World page needs to open folders: the words, and where the world shown was opened from, with remarks.

    Nothing where no folder may be opened.
    """
    if not context.worlds.may_open_folders:
        return None
    known = context.worlds.folder_of(name)
    return {
        "said": dict(said),
        "path": str(known.path) if known else "",
        "faults": list(known.faults) if known else [],
    }
