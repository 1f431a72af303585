"""Interventions on a column's errors: a share of its cells is blank, or holds a mistyped value (design 11.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from linkage.errors import nearest
from linkage.world.column_errors import Column
from linkage.world.link_paths import columns_of
from linkage.world.model import ColumnErrors, World
from linkage.world.what_if.intervention import Intervention, NumberField, SweepAxis, SweepRange, row_name, share_text
from linkage.world.what_if.part_reader import PartReader

_AXIS = "share (0-1) of the column's cells that are"


@dataclass(frozen=True, slots=True)
class _SetErrors(Intervention):
    """What the two interventions on a column's errors have in common: the column, and a share (0-1) of its cells."""

    database: str
    identifier: str
    share: float

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        name, equals, figure = reader.value.rpartition("=")
        database, dot, identifier = name.partition(".")
        if not (equals and dot):
            reader.malformed()
            return None
        world = reader.world
        if not reader.is_known("database", database, world.databases):
            return None
        if not reader.is_known(f"column of '{database}'", identifier, world.databases[database].identifiers):
            return None
        if (why := _why_never(world, database, identifier)) is not None:
            columns = [f"{held}.{column}" for held, column in columns_with_errors(world)]
            near = nearest(name, columns)
            reader.fault(f"column '{name}'", "a column that can be in error", near, f"'{reader.part}': {why}.")
            return None
        share = reader.share(figure)
        return None if share is None else cls(database, identifier, share)

    @property
    def text(self) -> str:
        return f"{self.verb}:{self.database}.{self.identifier}={share_text(self.share)}"

    def apply(self, world: World) -> World:
        if self.database not in world.databases:
            return world
        key = self.database, self.identifier
        row = world.columns.get(key) or ColumnErrors(
            self.database, self.identifier, number_status="assumed", status="assumed"
        )
        return replace(world, columns={**world.columns, key: self.changed(row)})

    def changed(self, row: ColumnErrors) -> ColumnErrors:
        """A column's errors with the share."""
        return row

    def sentence(self, world: World) -> str:
        everything = world.everything
        database = row_name(everything.databases, self.database)
        identifier = row_name(everything.identifiers, self.identifier)
        return f"At {database}, {self.share:.1%} of the cells for the {identifier} are {self.happens}."

    happens: ClassVar[str] = ""

    def rows(self, world: World) -> Iterable[str]:
        yield f"database:{self.database}"
        for link in world.links.values():
            if (self.database, self.identifier) in columns_of(link):
                yield f"link:{link.id}"

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        return (SweepRange(f"{database}.{name}", "0", "0.2", "0.05") for database, name in columns_with_errors(world))

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        for database, identifier in columns_with_errors(world):
            row = world.columns.get((database, identifier))
            share = (getattr(row, cls.verb) if row else None) or 0
            name = f"{database}.{identifier}"
            label = f"share of cells {cls.happens}, 0 to 1"
            everything = world.everything
            title = f"{row_name(everything.databases, database)}: {row_name(everything.identifiers, identifier)}"
            yield NumberField("errors", f"cells:{name}", f"{cls.verb}:{name}", label, share, title=title)


@dataclass(frozen=True, slots=True)
class Missing(_SetErrors):
    """That share of a column's cells is blank, though their accounts could hold a value (0-1)."""

    verb: ClassVar[str] = "missing"
    form: ClassVar[str] = "missing:DATABASE.IDENTIFIER=X"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        f"{_AXIS} blank", "Cells left blank", "column", "0.05", place=8, choice=0
    )
    switch_place: ClassVar[int] = 0
    happens: ClassVar[str] = "blank"

    def changed(self, row: ColumnErrors) -> ColumnErrors:
        """A column's errors with the share of blank cells."""
        return replace(row, missing=self.share)


@dataclass(frozen=True, slots=True)
class Mistyped(_SetErrors):
    """That share of a column's filled cells holds a mistyped value, which nobody owns (0-1)."""

    verb: ClassVar[str] = "mistyped"
    form: ClassVar[str] = "mistyped:DATABASE.IDENTIFIER=X"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        f"{_AXIS} mistyped", "Cells mistyped", "column", "0.05", place=9, choice=1
    )
    switch_place: ClassVar[int] = 1
    happens: ClassVar[str] = "mistyped"

    def changed(self, row: ColumnErrors) -> ColumnErrors:
        """A column's errors with the share of mistyped cells."""
        return replace(row, mistyped=self.share)


def columns_with_errors(world: World) -> list[Column]:
    """The columns that can be in error: of rolls, that links join on, and whose cells no register's figures fill."""
    joined = {column for link in world.everything.links.values() for column in columns_of(link)}
    return sorted(column for column in joined if _why_never(world.everything, *column) is None)


def _why_never(world: World, database: str, identifier: str) -> str | None:
    """The reason why a column's errors can't be set, or None."""
    if world.is_list(database):
        return f"'{database}' is a list, whose rows are filled rightly"
    figures = (row for row in world.registers.values() if row.carries_figures)
    if any((row.database, row.to) == (database, identifier) for row in figures):
        return f"registers.csv states the coverage and the wrong rows of '{database}.{identifier}'"
    return None
