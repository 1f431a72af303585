"""Atomic writing of files: into a temporary file beside the target, flushed to the disk, then renamed.

A full disk or a closed folder gives one sentence and leaves no half file. What isn't a regular file stays what it is: a
link keeps pointing where it does and its target is replaced; into a device or a pipe the text is written. Knows nothing
of the files' contents.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from linkage.errors import LinkageError


def write_file(path: Path, text: str | bytes) -> None:
    """Write one file, a text in UTF-8, replacing an older one."""
    write_files(path.parent, {path.name: text})


def write_files(folder: Path, texts: Mapping[str, str | bytes]) -> None:
    """Write several files of a folder; none is renamed before all are safely on the disk."""
    temporary_files: dict[str, Path] = {}
    with _clean_up_on_error(folder, lambda: _unlink_all(temporary_files.values())):
        targets = {name: _behind_links(folder / name) for name in texts}
        streams = {name for name, target in targets.items() if target.exists() and not target.is_file()}
        temporary_files = {
            name: target.parent / f".{target.name}.{secrets.token_hex(4)}.part"
            for name, target in targets.items()
            if name not in streams
        }
        for name, temporary_file in temporary_files.items():
            _write(temporary_file, _bytes(texts[name]))
        for name in streams:
            with targets[name].open("wb") as stream:
                stream.write(_bytes(texts[name]))
        for name, temporary_file in temporary_files.items():
            if targets[name].exists():
                shutil.copymode(targets[name], temporary_file)
            temporary_file.replace(targets[name])


def _behind_links(path: Path) -> Path:
    """The file that a path means: a link's target, also one that isn't there yet.

    A pipe or a device keeps its own name: behind `/dev/stdout` stands a pipe that no name leads to.
    """
    is_stream = path.exists() and not path.is_file()
    return Path(os.path.realpath(path)) if path.is_symlink() and not is_stream else path


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with these files; a name such as `tables/people.csv` is a file in a folder of it."""
    temporary_folder = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.part"
    with _clean_up_on_error(folder, lambda: shutil.rmtree(temporary_folder, ignore_errors=True)):
        temporary_folder.mkdir()
        for name, data in files.items():
            (temporary_folder / name).parent.mkdir(exist_ok=True)
            _write(temporary_folder / name, data)
        temporary_folder.rename(folder)


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


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
