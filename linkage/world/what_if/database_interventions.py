"""Interventions on databases: some are taken out of everything that is shared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from linkage.world.model import World
from linkage.world.what_if.intervention import Intervention, RemovalSort, Switch, row_name
from linkage.world.what_if.part_reader import PartReader


@dataclass(frozen=True, slots=True)
class Isolate(Intervention):
    """No link carries anything to these databases or from them, no rule fires there, and they translate nothing.

    What is born there stays there; a listing whose home is isolated is still born. Links that are added later are
    isolated, too. Source: design 11.6, 11.11.
    """

    verb: ClassVar[str] = "isolate"
    form: ClassVar[str] = "isolate:DATABASE[+DATABASE…]"
    removal_sorts: ClassVar[tuple[RemovalSort, ...]] = (RemovalSort("databases"), RemovalSort("agencies"))
    databases: tuple[str, ...]

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        databases = [name.strip() for name in reader.value.split("+")]
        known = [reader.is_known("database", name, reader.world.databases) for name in databases]
        return cls(tuple(dict.fromkeys(databases))) if all(known) else None

    @property
    def text(self) -> str:
        return f"isolate:{'+'.join(self.databases)}"

    def apply(self, world: World) -> World:
        rules = {id_: rule for id_, rule in world.rules.items() if rule.database not in self.databases}
        return replace(world, rules=rules, isolated=world.isolated.union(self.databases))

    def sentence(self, world: World) -> str:
        names = [row_name(world.everything.databases, database) for database in self.databases]
        listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
        return f"{listed} {'share' if len(names) > 1 else 'shares'} nothing, and no rule acts there."

    def blanks(self, database: str, identifier: str) -> bool:
        return database in self.databases

    def rows(self, world: World) -> Iterable[str]:
        yield from (f"database:{database}" for database in self.databases)
        yield from (f"link:{link}" for link in sorted(self.ended_links(world)))
        yield from (f"rule:{rule}" for rule in sorted(self.ended_rules(world)))

    @property
    def isolates(self) -> frozenset[str]:
        return frozenset(self.databases)

    @classmethod
    def removals(cls, world: World, sort: str) -> Iterable[Self]:
        if sort == "databases":
            yield from (cls((database,)) for database in world.databases)
        else:
            for databases in _databases_by_agency(world).values():
                yield cls(databases)

    def priced_as(self, world: World) -> tuple[str, ...]:
        agencies = [agency for agency, kept in _databases_by_agency(world).items() if kept == self.databases]
        return self.text, "+".join(self.databases), *agencies

    def ended_links(self, world: World) -> frozenset[str]:
        paired = (link for link in world.links.values() if link.id in world.paired)
        ended = frozenset(link.id for link in paired if {link.source, link.target} & self.isolates)
        return ended | Intervention.ended_links(self, world)

    def ended_rules(self, world: World) -> frozenset[str]:
        return frozenset(rule.id for rule in world.rules.values() if rule.database in self.databases)

    @classmethod
    def switches(cls, world: World) -> Iterable[Switch]:
        return (Switch("databases", f"database:{name}", cls((name,)).text) for name in world.databases)


def _databases_by_agency(world: World) -> dict[str, tuple[str, ...]]:
    """The databases that each agency keeps, in the order of their ids."""
    databases: dict[str, tuple[str, ...]] = {}
    for database in world.databases.values():
        databases[database.agency] = (*databases.get(database.agency, ()), database.id)
    return databases
