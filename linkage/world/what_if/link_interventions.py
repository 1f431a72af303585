"""Interventions on links: one carries nothing, is slower, passes on a share, removes later; or a new one is added."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from linkage.vocabulary import count_of
from linkage.world.composites import in_order, parts_of
from linkage.world.link_connects import connection_fault
from linkage.world.model import Hop, Link, World
from linkage.world.what_if.intervention import (
    Intervention,
    NumberField,
    RemovalSort,
    SweepAxis,
    SweepRange,
    Switch,
    key_name,
    link_name,
    row_name,
    share_text,
    without,
)
from linkage.world.what_if.part_reader import PartReader


@dataclass(frozen=True, slots=True)
class CutLink(Intervention):
    """Cut this link: it passes nothing on."""

    verb: ClassVar[str] = "cut"
    form: ClassVar[str] = "cut:LINK"
    removal_sorts: ClassVar[tuple[RemovalSort, ...]] = (RemovalSort("links", usual=True),)
    link: str

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        link = reader.name("link", reader.links)
        return None if link is None else cls(link)

    @property
    def text(self) -> str:
        return f"cut:{self.link}"

    def apply(self, world: World) -> World:
        return replace(world, links=without(world.links, self.link))

    def sentence(self, world: World) -> str:
        return f"Cut the link {link_name(world, self.link)}."

    def rows(self, world: World) -> Iterable[str]:
        return _link_and_ends(world, self.link)

    @classmethod
    def removals(cls, world: World, sort: str) -> Iterable[Self]:
        return (cls(link) for link in world.links)

    def ended_links(self, world: World) -> frozenset[str]:
        return frozenset({self.link})

    @classmethod
    def switches(cls, world: World) -> Iterable[Switch]:
        return (Switch("links", f"link:{link}", cls(link).text) for link in world.links)


@dataclass(frozen=True, slots=True)
class Delay(Intervention):
    """This link takes so many days to pass a record on."""

    verb: ClassVar[str] = "delay"
    form: ClassVar[str] = "delay:LINK=DAYS"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        "days that the link adds", "Days a link takes", "link", place=0, choice=2
    )
    switch_place: ClassVar[int] = 0
    link: str
    days: int

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_days("link", reader.links)
        return None if pair is None else cls(*pair)

    @property
    def text(self) -> str:
        return f"delay:{self.link}={self.days}"

    def apply(self, world: World) -> World:
        return _with_link(world, self.link, lambda link: replace(link, add_days=self.days))

    def sentence(self, world: World) -> str:
        return f"The link {link_name(world, self.link)} takes {count_of(self.days, 'day')}."

    def rows(self, world: World) -> Iterable[str]:
        return _link_and_ends(world, self.link)

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        return (SweepRange(link, "0", "60", "10") for link in world.links)

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        for link in world.links.values():
            yield NumberField("links", f"link:{link.id}", f"delay:{link.id}", "takes days", link.add_days or 0)


@dataclass(frozen=True, slots=True)
class Share(Intervention):
    """This link passes on that share of records (0-1)."""

    verb: ClassVar[str] = "share"
    form: ClassVar[str] = "share:LINK=X"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        "share (0-1) of records that the link passes on", "Share a link passes on", "link", "0.1", place=2, choice=0
    )
    switch_place: ClassVar[int] = 2
    link: str
    share: float

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_share("link", reader.links)
        return None if pair is None else cls(*pair)

    @property
    def text(self) -> str:
        return f"share:{self.link}={share_text(self.share)}"

    def apply(self, world: World) -> World:
        return _with_link(world, self.link, lambda link: replace(link, share=self.share))

    def sentence(self, world: World) -> str:
        return f"The link {link_name(world, self.link)} passes on {self.share:.1%} of the records."

    def rows(self, world: World) -> Iterable[str]:
        return _link_and_ends(world, self.link)

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        return (SweepRange(link, "0", "1", "0.25") for link in world.links)

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        for link in world.links.values():
            value = 1 if link.share is None else link.share
            yield NumberField("links", f"link:{link.id}", f"share:{link.id}", "share of records, 0 to 1", value)


@dataclass(frozen=True, slots=True)
class Removal(Intervention):
    """This link passes removals on after so many days, or never."""

    verb: ClassVar[str] = "removal"
    form: ClassVar[str] = "removal:LINK=DAYS (or never)"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        "days that the link takes to pass a removal on",
        "Days until a link passes a removal on",
        "link",
        place=1,
        choice=1,
    )
    switch_place: ClassVar[int] = 1
    link: str
    days: int | None

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_figure("link", reader.links)
        if pair is None:
            return None
        if pair[1] == "never":
            return cls(pair[0], None)
        days = reader.whole_number(pair[1])
        return None if days is None else cls(pair[0], days)

    @property
    def text(self) -> str:
        return f"removal:{self.link}={'never' if self.days is None else self.days}"

    def apply(self, world: World) -> World:
        return _with_link(world, self.link, lambda link: replace(link, remove_days=self.days))

    def sentence(self, world: World) -> str:
        after = "" if self.days is None else count_of(self.days, "day")
        when = f"passes removals on after {after}" if after else "never passes removals on"
        return f"The link {link_name(world, self.link)} {when}."

    def rows(self, world: World) -> Iterable[str]:
        return _link_and_ends(world, self.link)

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        return (SweepRange(link, "0", "90", "15") for link in world.links)

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        label = "passes removals on after days (or never)"
        for link in world.links.values():
            value = "never" if link.remove_days is None else link.remove_days
            yield NumberField("links", f"link:{link.id}", f"removal:{link.id}", label, value)


@dataclass(frozen=True, slots=True)
class AddLink(Intervention):
    """A new link: assumed, it carries everything, at once, and never passes removals on."""

    verb: ClassVar[str] = "add"
    form: ClassVar[str] = "add:SOURCE>TARGET:KEY[:REGISTER.IDENTIFIER…] (KEY may be A+B: all must agree)"
    source: str
    target: str
    key: str
    via: tuple[Hop, ...] = ()

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        ends, _, way = reader.value.partition(":")
        source, arrow, target = ends.partition(">")
        key, *hops = way.split(":")
        if not (arrow and key) or any("." not in hop for hop in hops):
            reader.malformed()
            return None
        world = reader.world
        known = [reader.is_known("database", database, world.databases) for database in (source, target)]
        known += [reader.is_known("identifier", part, world.identifiers) for part in parts_of(key)]
        via = tuple(Hop(*hop.split(".", 1)) for hop in hops)
        for hop in via:
            known.append(reader.is_known("register", hop.register, reader.registers))
            known += [reader.is_known("identifier", part, world.identifiers) for part in parts_of(hop.identifier)]
        if not all(known):
            return None
        intervention = cls(source, target, key, via)
        link = intervention.new_link()
        fault = connection_fault(world, link)
        if fault:
            reader.fault(f"'{reader.part}'", "a link that connects", "", f"'{reader.part}' doesn't connect: {fault}.")
            return None
        reader.added[link.id] = link
        return intervention

    @property
    def link(self) -> str:
        """The new link's id."""
        return ":".join([f"{self.source}>{self.target}", self.key, *(str(hop) for hop in self.via)])

    @property
    def text(self) -> str:
        return f"add:{self.link}"

    def apply(self, world: World) -> World:
        new = self.new_link()
        if connection_fault(world, new) is not None:
            return world  # it connects in the folder, but this reading lacks a part of it
        return replace(world, links=dict(sorted({**world.links, new.id: new}.items())))

    def new_link(self) -> Link:
        """The link that it adds: a key's parts stand in it in the order in which keys are compared."""
        return Link(
            id=self.link,
            source=self.source,
            target=self.target,
            key=in_order(self.key),
            via=tuple(Hop(hop.register, in_order(hop.identifier)) for hop in self.via),
            carries=("*",),
            about="a link added by a what-if",
            number_status="assumed",
            status="assumed",
        )

    def sentence(self, world: World) -> str:
        databases = world.everything.databases
        ends = f"{row_name(databases, self.source)} → {row_name(databases, self.target)}"
        return f"Add a link {ends}, matched by {key_name(world, self.key)}."

    def rows(self, world: World) -> Iterable[str]:
        return (f"link:{self.link}", f"database:{self.source}", f"database:{self.target}")


def _with_link(world: World, id: str, change: Callable[[Link], Link]) -> World:
    link = world.links.get(id)
    return world if link is None else replace(world, links={**world.links, id: change(link)})


def _link_and_ends(world: World, id: str) -> Iterable[str]:
    yield f"link:{id}"
    if id in world.links:
        yield from (f"database:{database}" for database in (world.links[id].source, world.links[id].target))
