"""Numbers for the parts of a story's pictures, so that a long data-id stands once in a book's data."""

from __future__ import annotations

from collections.abc import Iterable

from linkage.drawing.markup import legal
from linkage.drawing.scene import Light


class PartNumbers:
    """The data-ids of one story, each with its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, part: str) -> int:
        """The number of a data-id, a new one if it has none yet."""
        return self._numbers.setdefault(legal(part), len(self._numbers))

    def numbers(self, parts: Iterable[str]) -> list[int]:
        """The numbers of some data-ids, in their order."""
        return [self.number(part) for part in parts]

    def lights(self, lights: Iterable[Light]) -> list[list[int | str]]:
        """Lights as a book has them: a part's number, then its classes but for `on`, which all have.

        >>> PartNumbers().lights([Light("database:a", ("on", "wrong"))])
        [[0, 'wrong']]
        """
        return [[self.number(light.id), *(name for name in light.classes if name != "on")] for light in lights]

    @property
    def ids(self) -> list[str]:
        """All data-ids, by their numbers."""
        return list(self._numbers)
