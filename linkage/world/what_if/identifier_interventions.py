"""Interventions on identifiers: a column is blank everywhere or in one register, or a register's wrong rows end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from linkage.world.model import World
from linkage.world.what_if.intervention import (
    Intervention,
    NumberField,
    RemovalSort,
    SweepAxis,
    SweepRange,
    Switch,
    row_name,
)
from linkage.world.what_if.part_reader import PartReader


@dataclass(frozen=True, slots=True)
class DropIdentifier(Intervention):
    """This identifier is blank in every database: no link joins on it or translates through it."""

    verb: ClassVar[str] = "drop"
    form: ClassVar[str] = "drop:IDENTIFIER"
    removal_sorts: ClassVar[tuple[RemovalSort, ...]] = (RemovalSort("identifiers"),)
    identifier: str

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        identifier = reader.name("identifier", reader.world.identifiers)
        return None if identifier is None else cls(identifier)

    @property
    def text(self) -> str:
        return f"drop:{self.identifier}"

    def apply(self, world: World) -> World:
        return replace(world, blank=world.blank | {(database, self.identifier) for database in world.databases})

    def sentence(self, world: World) -> str:
        return f"No database stores the {row_name(world.everything.identifiers, self.identifier)}."

    def blanks(self, database: str, identifier: str) -> bool:
        return identifier == self.identifier

    @classmethod
    def removals(cls, world: World, sort: str) -> Iterable[Self]:
        return (cls(identifier) for identifier in world.identifiers)

    @classmethod
    def switches(cls, world: World) -> Iterable[Switch]:
        return (Switch("identifiers", f"identifier:{name}", cls(name).text) for name in world.identifiers)


@dataclass(frozen=True, slots=True)
class ForgetColumn(Intervention):
    """This column is blank in that register."""

    verb: ClassVar[str] = "forget"
    form: ClassVar[str] = "forget:REGISTER.IDENTIFIER"
    removal_sorts: ClassVar[tuple[RemovalSort, ...]] = (RemovalSort("columns", usual=True),)
    register: str
    identifier: str

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        register, dot, identifier = reader.value.partition(".")
        if not dot:
            reader.malformed()
            return None
        if not reader.is_known("register", register, reader.registers):
            return None
        columns = reader.world.databases[register].identifiers
        known = reader.is_known(f"column of '{register}'", identifier, columns)
        return cls(register, identifier) if known else None

    @property
    def text(self) -> str:
        return f"forget:{self.register}.{self.identifier}"

    def apply(self, world: World) -> World:
        return replace(world, blank=world.blank | {(self.register, self.identifier)})

    def sentence(self, world: World) -> str:
        everything = world.everything
        register = row_name(everything.databases, self.register)
        return f"{register} no longer stores the {row_name(everything.identifiers, self.identifier)}."

    def blanks(self, database: str, identifier: str) -> bool:
        return (database, identifier) == (self.register, self.identifier)

    def rows(self, world: World) -> Iterable[str]:
        yield f"database:{self.register}"
        yield from (f"link:{link}" for link in self.ended_links(world))

    @classmethod
    def removals(cls, world: World, sort: str) -> Iterable[Self]:
        columns = {column for column in _translated(world.everything) if column[0] in world.databases}
        return (cls(*column) for column in sorted(columns - world.blank))

    @classmethod
    def switches(cls, world: World) -> Iterable[Switch]:
        for register, identifier in _translated(world):
            yield Switch("columns", f"column:{register}.{identifier}", cls(register, identifier).text)


@dataclass(frozen=True, slots=True)
class Repair(Intervention):
    """The wrong rows of this register are corrected on that day."""

    verb: ClassVar[str] = "repair"
    form: ClassVar[str] = "repair:REGISTER=DAY"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        "day on which the register's wrong rows are corrected", "Register corrected on day", "register", place=6
    )
    register: str
    day: int

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_days("register", reader.registers)
        return None if pair is None else cls(*pair)

    @property
    def text(self) -> str:
        return f"repair:{self.register}={self.day}"

    def apply(self, world: World) -> World:
        day = min(self.day, world.repaired.get(self.register, self.day))
        return replace(world, repaired={**world.repaired, self.register: day})

    def sentence(self, world: World) -> str:
        register = row_name(world.everything.databases, self.register)
        return f"The wrong rows of {register} are corrected on day {self.day}."

    def rows(self, world: World) -> Iterable[str]:
        return (f"database:{self.register}",)

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        registers = dict.fromkeys(register for register, _ in _translated(world))
        return (SweepRange(register, "0", "90", "30") for register in registers)

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        label = "its wrong rows corrected on day"
        for register, identifier in _translated(world):
            yield NumberField("columns", f"column:{register}.{identifier}", f"repair:{register}", label)


def _translated(world: World) -> dict[tuple[str, str], None]:
    """The columns that registers translate into and fill (rows of `registers.csv` with figures), each once."""
    return dict.fromkeys((row.database, row.to) for row in world.registers.values() if row.carries_figures)
