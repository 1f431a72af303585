"""The checks of single cells of given tables: nothing real, nothing unseen, no word for a blank, no misspelt value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from linkage.errors import BadTableError, Place
from linkage.population.agency_files import ABOUT
from linkage.population.households import is_among
from linkage.population.own_tables.fault_list import FaultList
from linkage.population.own_tables.likely_names import BLANK_WORDS, LikelyNames, is_unseen, twins
from linkage.population.own_tables.table_shape import UNTYPED
from linkage.population.text_tables.agency_columns import TextTable
from linkage.population.text_tables.text_columns import PlainColumn, column_hashes, shorter_than, starting_with
from linkage.population.text_tables.text_hashes import BLANK, Hashes, distinct, hashes_of_texts, text_hash
from linkage.tokens import looks_like_citizen_number
from linkage.world.model import World
from linkage.world.real_data_guard import citizen_fault, column_fault, column_label, may_hold_real_numbers, nearest_name

Positions = NDArray[np.int64]
ReadTables = Mapping[str, TextTable]

_NUMBERED = frozenset(
    ("account", "subject", "household", "id", "from", "to", "seed", "residents", "draw", "missing", "mistyped")
)
"""Columns in which 0 may be a number among others."""


class HashedTables:
    """The columns of given tables as hashes, each worked out once."""

    def __init__(self, tables: ReadTables) -> None:
        self.tables = tables
        self._hashes: dict[tuple[str, str], Hashes] = {}

    def of(self, name: str, column: str) -> Hashes:
        """The hashes of one column."""
        key = (name, column)
        if key not in self._hashes:
            self._hashes[key] = column_hashes(self.tables[name][column])
        return self._hashes[key]

    def sorted(self, name: str, column: str) -> Hashes:
        """The distinct hashes of one column, sorted."""
        return distinct(self.of(name, column))


def places_outside(hashes: Hashes, known: Hashes) -> list[int]:
    """The places of the hashes that aren't among some sorted ones."""
    sought = distinct(hashes)
    outside = sought[~is_among(sought, known)]
    return np.flatnonzero(is_among(hashes, outside)).tolist() if len(outside) else []


def check_real_data(faults: FaultList, tables: ReadTables) -> None:
    """Report what looks like real people's data, wherever it stands; no value is repeated."""
    for name, table in tables.items():
        if name in UNTYPED or not table.may_be_real:
            continue
        for position, (head, column) in enumerate(table.columns.items()):
            label, file = column_label(head, position), faults.file_of(name)
            if not may_hold_real_numbers("\n".join(column)):
                continue
            cells = list(zip(table.lines, column, strict=True))
            for line, cell in cells:
                if len(cell) >= 18 and looks_like_citizen_number(cell):
                    faults.add(citizen_fault(Place(file, line, label)))
            if (fault := column_fault(file, label, cells)) is not None:
                faults.add(fault)


def check_words(faults: FaultList, hashed: HashedTables) -> None:
    """Report cells with a word for a blank in them, and cells with characters that can't be seen."""
    words = distinct(hashes_of_texts(sorted({spelt for word in BLANK_WORDS for spelt in _spellings(word)})))
    longest = max(map(len, BLANK_WORDS))
    for name, table in hashed.tables.items():
        if name == ABOUT:  # a seed may be 0
            continue
        for head, column in table.columns.items():
            short = shorter_than(column, longest)  # mostly none: a value is longer than a word for a blank
            places = short[is_among(hashed.of(name, head)[short], words)].tolist() if len(short) else []
            if places:
                if head in _NUMBERED:
                    places = _without_numbers(table, head, places)
                faults.cells(BadTableError, name, head, table, places, "a value, or nothing between the commas")
            if not isinstance(column, PlainColumn):
                places = [place for place, text in enumerate(column) if is_unseen(text)]
                faults.cells(BadTableError, name, head, table, places, "characters that can be seen")


def _spellings(word: str) -> set[str]:
    """A word in all mixtures of capitals and small letters.

    >>> sorted(_spellings("na"))
    ['NA', 'Na', 'nA', 'na']
    """
    return {"".join(letters) for letters in product(*((sign, sign.upper()) for sign in word))}


def _without_numbers(table: TextTable, head: str, places: list[int]) -> list[int]:
    """The places without a 0, where the column has other numbers: then it is one of them."""
    zeros = {place for place in places if table[head][place] in ("0", "0.0")}
    if zeros and any(cell.strip("0.") and cell.replace(".", "", 1).isdigit() for cell in table[head]):
        return [place for place in places if place not in zeros]
    return places


# values


class ValueChecks:
    """The checks of identifiers' values: each has its token, and is somebody's."""

    def __init__(self, faults: FaultList, world: World, hashed: HashedTables) -> None:
        self.faults, self.world, self.hashed, self.tables = faults, world, hashed, hashed.tables

    def check(self) -> None:
        """Report cells that hold no value of their identifier."""
        for identifier, declared in self.world.identifiers.items():
            columns = [name for name, database in self.world.databases.items() if identifier in database.identifiers]
            if "values" in self.tables:
                of_sort = self.hashed.of("values", "identifier") == text_hash(identifier)
                values = np.flatnonzero(of_sort & (self.hashed.of("values", "value") != BLANK))
                self._check_tokens(identifier, declared.token, {"values": values})
                self._check_owned(identifier, values, columns)
            else:
                filled = {name: np.flatnonzero(self.hashed.of(name, identifier) != BLANK) for name in columns}
                self._check_tokens(identifier, declared.token, filled)
                self._check_twins(identifier, columns)
                self._check_mistyped(identifier, columns)

    def _check_tokens(self, identifier: str, token: str, filled: Mapping[str, Positions]) -> None:
        """Report values without the identifier's token, where others have it."""
        lacking = {}
        for name, places in filled.items():
            column = self.tables[name]["value" if name == "values" else identifier]
            lacking[name] = places[~starting_with(column, f"{token}-")[places]]
        number, of = (sum(map(len, places.values())) for places in (lacking, filled))
        if number < of:
            expected = f"a value of {identifier}, such as {token}-0000000042"
            for name, places in lacking.items():
                head = "value" if name == "values" else identifier
                self.faults.cells(BadTableError, name, head, self.tables[name], places.tolist(), expected)

    def _check_owned(self, identifier: str, values: Positions, columns: Sequence[str]) -> None:
        """Report cells that nobody owns, and that aren't mistyped ones."""
        known = distinct(np.append(self.hashed.of("values", "value")[values], BLANK))
        column = self.tables["values"]["value"]
        likely = LikelyNames(lambda: {column[place] for place in values.tolist()})
        expected = f"a {identifier} that values gives to somebody"
        for name in columns:
            table = self.tables[name]
            places = places_outside(self.hashed.of(name, identifier), known)
            cells = [table[identifier][place].rpartition("~") for place in places]
            meant = hashes_of_texts([value if written_at == name else "~" for value, _, written_at in cells])
            places = [places[place] for place in places_outside(meant, known[known != BLANK])]
            self.faults.cells(BadTableError, name, identifier, table, places, expected, likely)

    def _check_twins(self, identifier: str, columns: Sequence[str]) -> None:
        """Without `values`: report cells that are another one's value but for what people don't look at."""
        alike = twins(cell for name in columns for cell in self.tables[name][identifier] if "~" not in cell)
        for name in columns if alike else ():
            report_twins(self.faults, name, identifier, self.tables[name], alike)

    def _check_mistyped(self, identifier: str, columns: Sequence[str]) -> None:
        """Report mistyped values that name another table than their own: two of them could be alike."""
        for name in columns:
            cells = self.tables[name][identifier]
            places = [place for place, cell in enumerate(cells) if "~" in cell and cell.rpartition("~")[2] != name]
            expected = f"a mistyped value of this table (VALUE~{name})"
            self.faults.cells(BadTableError, name, identifier, self.tables[name], places, expected)


def report_twins(faults: FaultList, name: str, column: str, table: TextTable, alike: Mapping[str, str]) -> None:
    """Report the cells of a column that are written otherwise than elsewhere."""
    places = [place for place, cell in enumerate(table[column]) if cell in alike]
    faults.cells(BadTableError, name, column, table, places, "the same spelling as elsewhere", lambda t: alike[t])


def check_known(
    faults: FaultList, hashed: HashedTables, name: str, column: str, known: Collection[str], expected: str
) -> None:
    """Report cells of a column that aren't among some names."""
    table = hashed.tables[name]
    places = places_outside(hashed.of(name, column), distinct(hashes_of_texts(list(known))))
    if places:
        likely = (lambda text: nearest_name(text, known)) if len(known) <= 500 else LikelyNames(lambda: known)
        faults.cells(BadTableError, name, column, table, places, expected, likely)
