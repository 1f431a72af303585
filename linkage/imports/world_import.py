"""An import from beginning to end: read, guard, draft, check, and write a new world's folder whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linkage.errors import BadWorldError, LinkageError, UsageError
from linkage.imports.draft_world import WorldDraft, draft_world
from linkage.imports.drafted_graph import DraftedGraph
from linkage.imports.import_formats import format_of, import_format
from linkage.imports.import_source import read_source
from linkage.world.atomic_write import write_folder
from linkage.world.real_data_guard import safe_text
from linkage.world.validation.check import check_files


@dataclass(frozen=True)
class Imported:
    """A world that was imported: where it stands, of which format it was, and what became of the file."""

    folder: Path
    form: str
    draft: WorldDraft

    def fields(self) -> dict[str, Any]:
        """The same as data."""
        return {
            "world": str(self.folder),
            "format": self.form,
            "start": self.draft.start,
            "rows": self.draft.counts,
            "assumed": self.draft.assumed,
            "left_out": [part._asdict() for part in self.draft.left_out],
        }


def import_world(paths: Sequence[Path], folder: Path, form: str = "", start: str = "") -> Imported:
    """Import a file as a new world.

    Args:
        form: the name of the format; blank: known by its content.
        start: the node where the record begins; blank: the one from which most can be reached.

    Raises:
        LinkageError: the folder is there already, or a file isn't.
        BadTableError: a file that can't be read.
        RealDataError: values that look like real people's.
        UsageError: no such format, or no such node.
    """
    if folder.exists() or folder.is_symlink():
        raise LinkageError(f"{folder} is there already. Choose another name, or remove it first.")
    if not folder.parent.is_dir():
        raise LinkageError(f"There is no folder '{folder.parent}' to put '{folder.name}' into. Make it first.")
    chosen = import_format(form) if form else None
    source = read_source(paths)
    chosen = chosen or format_of(source)
    if not chosen.fits(source):
        raise source.fault("", f"what isn't {chosen.name}", chosen.meaning)
    try:
        told = chosen.read(source)
    except RecursionError as error:
        raise source.fault("", "groups in groups without end", "groups a few deep") from error
    if isinstance(told, DraftedGraph):
        draft = draft_world(told, start)
    elif start:
        raise UsageError("--from is for graphs of other programs: this export says itself where its records are born.")
    else:
        draft = told
    world, faults = check_files(folder.name, draft.files)
    if world is None:
        raise BadWorldError(f"{safe_text(source.name)}, read as {chosen.name}, has {len(faults)} fault(s)", faults)
    write_folder(folder, draft.files)
    return Imported(folder, chosen.name, draft)
