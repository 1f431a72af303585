"""Where a file may be written: in a folder that is there, and over an older file only if somebody says so."""

from __future__ import annotations

from pathlib import Path

from linkage.errors import LinkageError, nearest


def check_output_place(target: Path, example: str, overwrite: bool = True) -> None:
    """Raise a `LinkageError` where a file can't be written, or may not be.

    Args:
        target: the file.
        example: what a file in a folder may be called, for somebody who named the folder alone.
        overwrite: whether an older file may be replaced. A device or a pipe holds nothing that could be lost.
    """
    if target.is_dir():
        raise LinkageError(f"'{target}' is a folder: name a file in it, such as '{target / example}'.")
    if not target.parent.is_dir():
        raise LinkageError(_no_folder(target.parent))
    if target.is_file() and not overwrite:
        raise LinkageError(f"'{target}' is there already. Choose another name, or say overwrite=True to replace it.")


def _no_folder(folder: Path) -> str:
    """The sentence for a folder that isn't there: where it was looked for, and the nearest name of one that is."""
    parent = next(path for path in folder.absolute().parents if path.is_dir())
    names = sorted(path.name for path in parent.iterdir() if path.is_dir())
    missing = folder.absolute().relative_to(parent).parts[0]
    near = nearest(missing, names)
    hint = f" Did you mean '{near}'?" if near else " Make it first."
    return f"There is no folder '{missing}' in '{parent}'.{hint}"
