"""Where a file may be written: in a folder that is there, and over an older file only if that is ours, or may go.

Every file that is made for others says of itself that its people are invented; by that an older one is known, and is
made anew. Whatever else stands there stays, unless somebody says that it may be replaced.
"""

from __future__ import annotations

from pathlib import Path

from linkage.errors import LinkageError, nearest

_MARK = b"invented people - a teaching model"
"""What every file of ours says, whatever its world pictures."""

_BEGINNINGS = (b"<", b"{", b"digraph", b"flowchart", b"%pdf")
"""How pages, pictures, graphs and talks begin."""

_MOST_BYTES = 200_000_000


def check_output_place(target: Path, example: str, overwrite: bool = False, *, keeps_own: bool = False) -> None:
    """Raise a `LinkageError` where a file can't be written, or may not be.

    Args:
        target: the file.
        example: what a file in a folder may be called, for somebody who named the folder alone.
        overwrite: whether any older file may be replaced. A device or a pipe holds nothing that could be lost.
        keeps_own: whether an older file of ours stays as well: a table may have taken long to count.
    """
    if target.is_dir():
        raise LinkageError(f"'{target}' is a folder: name a file in it, such as '{target / example}'.")
    if not target.parent.is_dir():
        raise LinkageError(_no_folder(target.parent))
    if target.is_file() and not overwrite and (keeps_own or not is_ours(target)):
        raise LinkageError(f"'{target}' is there already. Choose another name, or say overwrite=True to replace it.")


def is_ours(file: Path) -> bool:
    """Whether a file was written by this program for others: it begins as those do, and says that it is."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            return False
        content = file.read_bytes()
    except OSError:
        return False
    return content[:10].lower().startswith(_BEGINNINGS) and _MARK in content


def _no_folder(folder: Path) -> str:
    """The sentence for a folder that isn't there: where it was looked for, and the nearest name of one that is."""
    parent = next(path for path in folder.absolute().parents if path.is_dir())
    names = sorted(path.name for path in parent.iterdir() if path.is_dir())
    missing = folder.absolute().relative_to(parent).parts[0]
    near = nearest(missing, names)
    hint = f" Did you mean '{near}'?" if near else " Make it first."
    return f"There is no folder '{missing}' in '{parent}'.{hint}"
