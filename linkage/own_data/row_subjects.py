"""Whose each row of one's own tables is: the truth that somebody names, or what stands for it.

A row says its subject in the subject column. Without one its value of the first identifier stands for it. A row that
has neither is the subject's of a row that it shares a value with, step by step, else somebody's of its own. Knows
values, no tokens.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Value = tuple[str, str]
"""An identifier and a value of it."""

SubjectKey = tuple[int, str]
"""0 and what the subject column says; 1 and a value of the first identifier; 2 and the number of another row."""


@dataclass(frozen=True)
class KeptTable:
    """What is kept of a table: for each identifier a column of values (or blanks), and what is said of the truth."""

    name: str
    values: Mapping[str, Sequence[str]]
    subjects: Sequence[str]  # a cell a row; all blank where nobody says the truth

    def __len__(self) -> int:
        return len(self.subjects)

    def row_values(self, place: int) -> Iterator[Value]:
        """The values that a row holds."""
        return ((name, cells[place]) for name, cells in self.values.items() if cells[place])


def row_subjects(tables: Sequence[KeptTable], first: str = "") -> list[list[SubjectKey]]:
    """For each table the subject of each row.

    Args:
        first: the identifier that stands for the truth; blank where a column says it.
    """
    subjects: list[list[SubjectKey | None]] = [_said_subjects(table, first) for table in tables]
    holders: defaultdict[Value, list[tuple[int, int]]] = defaultdict(list)
    queue: deque[tuple[Value, SubjectKey]] = deque()
    unknown: list[tuple[int, int]] = []
    for number, table in enumerate(tables):
        for place, subject in enumerate(subjects[number]):
            if subject is not None:
                queue.extend((value, subject) for value in table.row_values(place))
                continue
            unknown.append((number, place))
            for value in table.row_values(place):
                holders[value].append((number, place))
    if unknown:
        _follow(tables, subjects, holders, queue)
    for count, (number, place) in enumerate(unknown):
        if subjects[number][place] is None:
            subject = subjects[number][place] = (2, f"{count:012d}")
            queue.extend((value, subject) for value in tables[number].row_values(place))
            _follow(tables, subjects, holders, queue)
    return [[subject for subject in column if subject is not None] for column in subjects]


def _said_subjects(table: KeptTable, first: str) -> list[SubjectKey | None]:
    if not first:
        return [(0, cell) if cell else None for cell in table.subjects]
    return [(1, cell) if cell else None for cell in table.values.get(first, [""] * len(table))]


def _follow(
    tables: Sequence[KeptTable],
    subjects: list[list[SubjectKey | None]],
    holders: dict[Value, list[tuple[int, int]]],
    queue: deque[tuple[Value, SubjectKey]],
) -> None:
    """Give each row without a subject that of a row it shares a value with: the nearest first."""
    while queue:
        value, subject = queue.popleft()
        for number, place in holders.pop(value, ()):
            if subjects[number][place] is None:
                subjects[number][place] = subject
                queue.extend((other, subject) for other in tables[number].row_values(place))


def value_owners(
    tables: Sequence[KeptTable], subjects: Sequence[Sequence[SubjectKey]]
) -> dict[Value, list[SubjectKey]]:
    """Who truly owns each value: whose rows hold it most often; of equals all."""
    counts: defaultdict[Value, Counter[SubjectKey]] = defaultdict(Counter)
    for table, column in zip(tables, subjects, strict=True):
        for name, cells in table.values.items():
            for cell, subject in zip(cells, column, strict=True):
                if cell:
                    counts[name, cell][subject] += 1
    owners = {}
    for value, counted in counts.items():
        most = max(counted.values())
        owners[value] = sorted(subject for subject, count in counted.items() if count == most)
    return owners
