"""Atomic writing of files: into a temporary file beside the target, flushed to the disk, then renamed.

A full disk or a closed folder gives one sentence and leaves no half file. Knows nothing of the files' contents.
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
    """Write one file in UTF-8, replacing an older one."""
    write_files(path.parent, {path.name: text})


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write several files of a folder; none is renamed before all are safely on the disk."""
    temporary_files = {name: folder / f".{name}.{secrets.token_hex(4)}.part" for name in texts}
    with _clean_up_on_error(folder, lambda: _unlink_all(temporary_files.values())):
        for name, temporary_file in temporary_files.items():
            _write(temporary_file, texts[name].encode())
        for name, temporary_file in temporary_files.items():
            temporary_file.replace(folder / name)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with these files."""
    temporary_folder = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.part"
    with _clean_up_on_error(folder, lambda: shutil.rmtree(temporary_folder, ignore_errors=True)):
        temporary_folder.mkdir()
        for name, data in files.items():
            _write(temporary_folder / name, data)
        temporary_folder.rename(folder)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _unlink_all(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


@contextmanager
def _clean_up_on_error(path: Path, clear: Callable[[], None]) -> Iterator[None]:
    """Leave nothing half written, whatever stops the writing; raise a `LinkageError` if the disk refuses."""
    try:
        yield
    except BaseException as error:
        clear()
        if isinstance(error, OSError):
            raise LinkageError(f"{path} could not be written: {error.strerror or error}.") from error
        raise
