"""Files written whole or not at all: beside their place first, flushed to the disk, then renamed.

A full disk or a closed folder gives one sentence and leaves no half file. Knows nothing of what is written.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from linkage.errors import LinkageError


def write_file(path: Path, text: str) -> None:
    """Write one file, in UTF-8, in place of what was there."""
    write_files(path.parent, {path.name: text})


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write several files of a folder; none is renamed before all are safely on the disk."""
    parts = {name: folder / f".{name}.{secrets.token_hex(4)}.part" for name in texts}
    with _told(folder, lambda: _forget(parts.values())):
        for name, part in parts.items():
            _write(part, texts[name].encode())
        for name, part in parts.items():
            part.replace(folder / name)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files, where there is none yet."""
    part = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.part"
    with _told(folder, lambda: shutil.rmtree(part, ignore_errors=True)):
        part.mkdir()
        for name, data in files.items():
            _write(part / name, data)
        part.rename(folder)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())


def _forget(parts: Iterable[Path]) -> None:
    for part in parts:
        part.unlink(missing_ok=True)


@contextmanager
def _told(place: Path, clear: Callable[[], None]) -> Iterator[None]:
    """Say in one sentence what the disk refuses; whatever stops the writing, leave nothing half written."""
    try:
        yield
    except BaseException as error:
        clear()
        if isinstance(error, OSError):
            raise LinkageError(f"{place} could not be written: {error.strerror or error}.") from error
        raise
