"""Columns of text that may grow, with indices that are made when somebody first asks.

Millions of rows stay columns: a row is made of them when it is looked at. An index is a table of places, caught up with
its column whenever it has grown. Knows no agency and no people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


class ColumnIndex:
    """The places at which each text stands in a column."""

    def __init__(self, column: list[str]) -> None:
        self._column = column
        self._places: dict[str, int | list[int]] = {}  # most texts stand at one place: no list for those
        self._covered = 0

    def places(self, text: str) -> Sequence[int]:
        """Where a text stands in the column, in order."""
        if self._covered < len(self._column):
            self._catch_up()
        found = self._places.get(text)
        if found is None:
            return ()
        return (found,) if isinstance(found, int) else found

    def _catch_up(self) -> None:
        column, places = self._column, self._places
        for place in range(self._covered, len(column)):
            text = column[place]
            known = places.setdefault(text, place)
            if isinstance(known, list):
                known.append(place)
            elif known != place:
                places[text] = [known, place]
        self._covered = len(column)


class PairTable:
    """Pairs of texts, found from either side: values and their true owners, parents and their children."""

    def __init__(self) -> None:
        self.lefts: list[str] = []
        self.rights: list[str] = []
        self._of_left = ColumnIndex(self.lefts)
        self._of_right = ColumnIndex(self.rights)

    def add(self, left: str, right: str) -> None:
        """Add a pair."""
        self.lefts.append(left)
        self.rights.append(right)

    def extend(self, lefts: Iterable[str], rights: Iterable[str]) -> None:
        """Add pairs, given by their sides."""
        self.lefts.extend(lefts)
        self.rights.extend(rights)

    def rights_of(self, left: str) -> list[str]:
        """What stands on the right of a text, sorted."""
        return _distinct(self.rights, self._of_left.places(left))

    def lefts_of(self, right: str) -> list[str]:
        """What stands on the left of a text, sorted."""
        return _distinct(self.lefts, self._of_right.places(right))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Every pair once."""
        return iter(dict.fromkeys(zip(self.lefts, self.rights, strict=True)))


def _distinct(column: Sequence[str], places: Sequence[int]) -> list[str]:
    """The texts at some places, each once, sorted."""
    if len(places) == 1:
        return [column[places[0]]]
    return sorted({column[place] for place in places})
