"""What a column of one's own tables looks like: whether it can be an identifier, and if not, why not.

Dates, amounts, row numbers and columns of few different values can be alike in two tables without naming anybody. What
they are is read from their cells, and for plain whole numbers from their name too. Knows one column at a time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

BLANK_WORDS = frozenset({"nan", "none", "null", "na", "n/a", "#n/a", "<na>", "nat", "-", "--", "?", "0"})
"""What programs and people write where a value is missing, in small letters."""

DATES, AMOUNTS, ROW_NUMBERS, FEW, TEXT, NO_CELLS = (
    "dates",
    "amounts",
    "row numbers",
    "few different values",
    "long text",
    "no values",
)
"""Why a column is left out."""

_MOST_ROWS_A_VALUE = 20
_FEW_VALUES = 20
_LONGEST_VALUE = 60
_MOST = 0.8  # of a column's values, before it is called by what they are
_DATE = re.compile(
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}|[0-9]{4})"
    r"|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
    r"|[0-9]{1,2} [A-Za-z]{3,9} [0-9]{4})(?:[T ][0-9:.+Z-]*)?(?: [AP]M)?"
)
_AMOUNT = re.compile(
    r"[^0-9A-Za-z+-]?[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)[.,][0-9]{1,6}(?: ?(?:[A-Z]{3}|[^0-9A-Za-z]))?"
)
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_AMOUNT_NAMES = {"amount", "price", "total", "sum", "balance", "cost", "fee", "salary", "income", "quantity", "qty"} | {
    *("count", "score", "age", "year", "month", "day", "days", "week", "hours", "minutes", "seconds", "duration"),
    *("value", "tax", "payment", "rate", "points", "size", "weight", "height", "percent", "share"),
}
_ROW_NAMES = {"row", "rownum", "index", "idx", "line", "seq", "sequence", "pos", "position", "nr", "no", "number"}


@dataclass(frozen=True)
class ColumnFacts:
    """A column: its table, its head, its name in lower case, its cells, and how often each value stands in it."""

    table: str
    head: str
    name: str
    cells: tuple[str, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """Its values, blanks aside, with the number of rows that hold each."""
        counted = Counter(self.cells)
        for value in [value for value in counted if not value or value.lower() in BLANK_WORDS]:
            del counted[value]
        return counted

    @property
    def values(self) -> Iterable[str]:
        """Its different values."""
        return self.counts.keys()

    @property
    def distinct(self) -> int:
        """How many different values it has."""
        return len(self.counts)

    @cached_property
    def blank_words(self) -> Counter[str]:
        """Words that stand where a value is missing, with the number of cells of each."""
        return Counter(cell for cell in self.cells if cell and cell.lower() in BLANK_WORDS)

    @property
    def rows_a_value(self) -> float:
        """On how many rows a value stands, on average."""
        return self.counts.total() / max(1, self.distinct)

    @cached_property
    def whole_numbers(self) -> tuple[int, int] | None:
        """The smallest and the largest of its numbers, where most of its values are whole numbers."""
        numbers = [int(value) for value in self.counts if _WHOLE.fullmatch(value)]
        return (min(numbers), max(numbers)) if numbers and len(numbers) > _MOST * self.distinct else None

    @cached_property
    def is_running(self) -> bool:
        """Whether its cells count the rows: in order from any number on, or from 0 or 1 in any order."""
        filled = [cell for cell in self.cells if cell]
        if not filled or not all(map(_WHOLE.fullmatch, filled)):
            return False
        numbers = [int(cell) for cell in filled]
        in_order = all(number == numbers[0] + place for place, number in enumerate(numbers))
        return (in_order and len(numbers) > 1) or sorted(numbers) in (
            list(range(len(numbers))),
            list(range(1, len(numbers) + 1)),
        )

    @cached_property
    def why_none(self) -> str:
        """Why the column can't be an identifier by itself; blank where it can."""
        if not self.distinct:
            return NO_CELLS
        words = set(self.name.split("-"))
        if self._are_most(_DATE):
            return DATES
        if self._are_most(_AMOUNT) or (self.whole_numbers and words & _AMOUNT_NAMES and "id" not in words):
            return AMOUNTS
        if self.is_running or (self.whole_numbers and words <= _ROW_NAMES):
            return ROW_NUMBERS
        if self.rows_a_value > _MOST_ROWS_A_VALUE or (self.distinct < _FEW_VALUES and self.rows_a_value > 2):
            return FEW
        if sum(map(len, self.counts)) > _LONGEST_VALUE * self.distinct:
            return TEXT
        return ""

    def _are_most(self, pattern: re.Pattern[str]) -> bool:
        hits = sum(pattern.fullmatch(value) is not None or _WHOLE.fullmatch(value) is not None for value in self.counts)
        sure = sum(pattern.fullmatch(value) is not None for value in self.counts)
        return hits > _MOST * self.distinct and sure * 2 > self.distinct
