"""The catalogue of the bundled lessons: listed, found by name, loaded."""

from __future__ import annotations

from importlib.resources import files as resources
from pathlib import Path

from linkage.errors import LinkageError, unknown
from linkage.lessons.lesson_file import read_lesson
from linkage.lessons.lesson_model import Lesson


def folder() -> Path:
    """The folder that holds the bundled lessons."""
    return Path(str(resources("sample_data"))) / "lessons"


def paths() -> dict[str, Path]:
    """Lesson id → file of the bundled lessons, sorted by id.

    >>> "paid-but-refused" in paths()
    True
    """
    return {path.stem: path for path in sorted(folder().glob("*.toml"))}


def find(name: str | Path) -> Path:
    """The file of a lesson: a bundled one's name, or the path of a TOML file.

    Raises:
        LinkageError: there is neither.
    """
    known = paths()
    if str(name) in known:
        return known[str(name)]
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return path
    raise LinkageError(unknown("lesson", str(name), known))


def load(name: str | Path) -> Lesson:
    """A lesson by its name or path.

    Raises:
        LinkageError: there is no such lesson.
        BadWorldError: with every fault of its file.
    """
    return read_lesson(find(name))
