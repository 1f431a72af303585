"""Opens a folder of this machine as a world, from a path typed on the World page; or lists every fault of the folder.

For local use only: a class can't open anything (design 9). The folder is read into memory, as `linkage check` reads it;
nothing is written, and a world is open until this run ends. Of a folder that is refused only the faults are sent, with
the lines around them; of a file with real-looking data no lines at all. `open_folder.js` beside this file shows both.
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
from linkage.world.validation.check import check

Json = dict[str, Any]
MAX_PATH_LENGTH = 1_000
"""Characters of a path at most."""
_MAX_NAME_LENGTH = 60
_CONTEXT_LINES = 1
"""Lines that are shown before and after a line with a fault."""
_MAX_LINES, _MAX_CELLS, _MAX_CELL_LENGTH = 600, 40, 80
"""At most so many lines of all files, cells of a line, and characters of a cell are shown."""


def open_folder(context: AppContext, request: object) -> Json:
    """The result for a path: `world` and whether it is `new`; or a sentence `says`, or all `faults` with their `lines`.

    Args:
        request: `{"path", "stamp"}`, as the page sends it; the stamp comes back.
    """
    fields = request if isinstance(request, dict) else {}
    path = fields.get("path")
    reply = {"stamp": fields.get("stamp")}
    try:
        folder = find_folder(path if isinstance(path, str) else "")
        return {**reply, **_open(context, folder)}
    except LinkageError as error:
        return {**reply, "says": str(error)}


def find_folder(path: str) -> Path:
    """The folder that a path names on this machine.

    Raises:
        LinkageError: it names none, or a place that would have to be asked for over the network.
    """
    text = path.strip().strip('"')
    if not text:
        raise LinkageError("Type the path of a folder on this machine.")
    if len(text) > MAX_PATH_LENGTH:
        raise LinkageError(f"A path has at most {MAX_PATH_LENGTH:,} characters.")
    if text.startswith(("//", "\\\\")):
        raise LinkageError("A path on another machine isn't opened: copy the folder to this one.")
    try:
        folder = Path(text).expanduser().resolve()
        is_folder = folder.is_dir()
    except (OSError, ValueError, RuntimeError):
        is_folder = False
    if not is_folder:
        raise LinkageError(f"There is no folder '{safe_text(text, 120)}' on this machine.")
    return folder


def _open(context: AppContext, folder: Path) -> Json:
    name = folder.name
    _check_name(context, name, folder)
    world, faults = check(folder)
    if world is None:
        return _refusal(folder, faults)
    story = _story_fault(world)
    faults = unanswerable_stories(world)
    if story:
        return {**_refusal(folder, faults), "says": story}
    known = context.worlds.folder_of(name)
    if known is not None and fingerprint(context.worlds.world(name)) == fingerprint(world):
        return {"world": name, "new": False, "path": str(folder)}
    context.worlds.open(world, folder, tuple(_fault_json(fault) for fault in faults))
    return {"world": name, "new": True, "path": str(folder)}


def _check_name(context: AppContext, name: str, folder: Path) -> None:
    """Refuse a folder whose name can't stand in an address, or is another world's name already."""
    if not name or len(name) > _MAX_NAME_LENGTH or safe_text(name) != name or looks_real(name):
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


def _story_fault(world: World) -> str:
    """Why the app can't show a world, whose first story it opens on; blank where it can."""
    try:
        ask(world, Question())
    except LinkageError as error:
        return f"The screen opens on a world's first story, and that can't be told: {error}"
    return ""


def _refusal(folder: Path, faults: list[FaultError]) -> Json:
    return {
        "path": str(folder),
        "faults": [_fault_json(fault) for fault in faults],
        "lines": lines_around(folder, faults),
    }


def _fault_json(fault: FaultError) -> Json:
    """A fault as the page lists it; `table` is the table that it is in, if it is in one."""
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
    lines_by_file: dict[str, Json] = {}
    lines_left = _MAX_LINES
    for file, numbers in rows.items():
        sheet = None if file in real else _sheet(folder, file)
        lines_by_file[file] = {"hidden": file in real, "heads": [], "lines": {}}
        if sheet is not None:
            near_lines = dict(_lines_near(sheet, numbers, lines_left))
            lines_left -= len(near_lines)
            lines_by_file[file] = {"hidden": False, "heads": _cell_texts(sheet.heads), "lines": near_lines}
    return lines_by_file


def _sheet(folder: Path, file: str) -> CsvTable | None:
    """A table's file as cells of text, if it can be read as CSV."""
    try:
        contents = folder_contents(folder)
        return read_csv_table(file, contents[file]()) if file in contents else None
    except (FaultError, OSError):
        return None


def _lines_near(sheet: CsvTable, numbers: set[int], most: int) -> Iterable[tuple[str, list[str]]]:
    places = {number: place for place, (number, _) in enumerate(sheet.lines)}
    near_places = {
        place
        for number in numbers
        if number in places
        for place in range(places[number] - _CONTEXT_LINES, places[number] + _CONTEXT_LINES + 1)
    }
    for place in sorted(near_places)[:most]:
        if 0 <= place < len(sheet.lines):
            number, cells = sheet.lines[place]
            yield str(number), _cell_texts(cells)


def _cell_texts(cells: tuple[str, ...]) -> list[str]:
    return [safe_text(cell, _MAX_CELL_LENGTH) for cell in cells[:_MAX_CELLS]]


def folder_panel(context: AppContext, name: str, labels: Mapping[str, str]) -> Json | None:
    """What the World page needs to open folders: labels, the path of the world shown, and remarks on it.

    None where no folder may be opened.
    """
    if not context.worlds.may_open_folders:
        return None
    known = context.worlds.folder_of(name)
    return {
        "said": dict(labels),
        "path": str(known.path) if known else "",
        "faults": list(known.faults) if known else [],
    }
