"""The shape of a draft: which tables become databases, where the record begins, and which links there are.

Every two tables that share an identifier get a link for it, away from the first table; a table that shares none with
the first gets a link by way of a register, where one translates. Knows names only, and no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from linkage.errors import LinkageError


@dataclass(frozen=True)
class PlannedLink:
    """A candidate link; with `register` its key is translated into `last` there."""

    source: str
    target: str
    key: str
    register: str = ""
    last: str = ""

    @property
    def id(self) -> str:
        """Its name in the world."""
        way = f"-via-{self.register}" if self.register else ""
        return f"{self.source}-to-{self.target}-by-{self.key}{way}"


@dataclass(frozen=True)
class DraftPlan:
    """The databases of a draft with their identifiers, the record's home first; its links; tables left out."""

    databases: Mapping[str, tuple[str, ...]]
    links: tuple[PlannedLink, ...]
    unconnected: tuple[str, ...]

    @property
    def home(self) -> str:
        """Where the record is born."""
        return next(iter(self.databases))


def draft_plan(tables: Sequence[str], identifiers: Mapping[str, Sequence[str]]) -> DraftPlan:
    """The plan for some tables, in their order.

    Args:
        identifiers: identifier → the tables that hold it.

    Raises:
        LinkageError: no two tables share an identifier.
    """
    held = {table: tuple(name for name, holders in identifiers.items() if table in holders) for table in tables}
    distances = _distances([table for table in tables if held[table]], held)
    databases = {table: held[table] for table in tables if table in distances}
    if len(databases) < 2:
        raise LinkageError("No two of these tables share an identifier.")
    links = [*_direct_links(databases, distances), *_translated_links(databases)]
    unconnected = tuple(table for table in tables if table not in databases)
    return DraftPlan(databases, tuple(links), unconnected)


def _distances(tables: Sequence[str], held: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many links away from the first table each one is, as far as it is connected."""
    distances = {tables[0]: 0} if tables else {}
    waiting = list(distances)
    for table in waiting:
        for other in tables:
            if other not in distances and set(held[table]) & set(held[other]):
                distances[other] = distances[table] + 1
                waiting.append(other)
    return distances


def _direct_links(databases: Mapping[str, Sequence[str]], distances: Mapping[str, int]) -> Iterator[PlannedLink]:
    """A link for each identifier that two tables share, from the one that is nearer to the record's home."""
    for one, other in combinations(databases, 2):
        source, target = (one, other) if distances[one] <= distances[other] else (other, one)
        for key in databases[source]:
            if key in databases[target]:
                yield PlannedLink(source, target, key)


def _translated_links(databases: Mapping[str, Sequence[str]]) -> Iterator[PlannedLink]:
    """For each table that shares nothing with the first one, a link by the first register that translates."""
    home, *others = databases
    for target in others:
        if set(databases[home]) & set(databases[target]):
            continue
        ways = (
            PlannedLink(home, target, key, register, last)
            for register in others
            if register != target
            for key in databases[home]
            for last in databases[target]
            if {key, last} <= set(databases[register])
        )
        yield from list(ways)[:1]
