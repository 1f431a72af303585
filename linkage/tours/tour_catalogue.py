"""The catalogue of the bundled tours: listed, found by name, loaded."""

from __future__ import annotations

from importlib.resources import files as resources
from pathlib import Path

from linkage.errors import LinkageError, unknown
from linkage.tours.tour_file import read_tour
from linkage.tours.tour_model import Tour
from linkage.world.real_data_guard import safe_text


def tour_paths() -> dict[str, Path]:
    """Tour id → file of the bundled tours, sorted by id.

    >>> "thirty-seconds" in tour_paths()
    True
    """
    folder = Path(str(resources("sample_data"))) / "tours"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def find_tour(name: str | Path) -> Path:
    """The file of a tour: a bundled one's name, or the path of a TOML file.

    Raises:
        LinkageError: there is neither.
    """
    path = Path(name)
    if path.suffix == ".toml":
        if not path.is_file():
            raise LinkageError(f"There is no file '{safe_text(str(path), 200)}'.")
        return path
    return bundled_tour(str(name))


def bundled_tour(name: str) -> Path:
    """The file of a bundled tour, by its name alone.

    Raises:
        LinkageError: there is none; the sentence has the nearest name.
    """
    known = tour_paths()
    if name in known:
        return known[name]
    raise LinkageError(unknown("tour", name, known))


def load_tour(name: str | Path) -> Tour:
    """A tour by its name or path.

    Raises:
        LinkageError: there is no such tour.
        BadWorldError: with every fault of its file.
    """
    return read_tour(find_tour(name))
