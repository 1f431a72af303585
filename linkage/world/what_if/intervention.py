"""What an intervention is: a small change of a world, a frozen value that declares all that others need to know of it.

A class declares its verb, its form and how its text is read; what it does and says; whether it takes something away
(`RemovalSort`), over which figure a sweep can go (`SweepAxis`, `SweepRange`), and what the What-if page offers for it
(`Switch`, `NumberField`). Nothing else lists interventions but one table, `intervention_registry.INTERVENTIONS`: a new
one is a class and a row there. The world itself is never touched: `apply` gives another one. Source: design 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self, TypeVar

from linkage.vocabulary import EFFECT_KINDS
from linkage.world.composites import parts_of
from linkage.world.link_paths import columns_of
from linkage.world.model import Rule, World
from linkage.world.what_if.part_reader import PartReader

LAST = 99
"""The place of what names none: behind those that do."""

_Row = TypeVar("_Row")


class RemovalSort(NamedTuple):
    """What a removal takes away, as `--among` says it: `links`; `usual` where it is meant unless said otherwise."""

    name: str
    usual: bool = False


class SweepAxis(NamedTuple):
    """The figure of an intervention, as a sweep goes over it.

    Args:
        unit: what its values are, with unit or range.
        label: what the City page calls it.
        row: the kind of row that has the figure: `link`, `rule`, `record`, `register`, `database`.
        step: from value to value, where a sweep doesn't say it.
        place: where it stands among the figures that can be swept.
        choice: where it stands among the figures of one row, when one is chosen.
    """

    unit: str
    label: str
    row: str
    step: str = "1"
    place: int = LAST
    choice: int = LAST


class SweepRange(NamedTuple):
    """From where to where a sweep is offered: of which row (its id), and in which steps."""

    row: str
    low: str
    high: str
    step: str


class Switch(NamedTuple):
    """A switch of the What-if page.

    Args:
        group: the group that it stands in: `links`, `identifiers`, `columns`, `rules`, `days`, `readings`, or one of
            its own.
        row: what it is about: `link:ID`, `rule:ID`, `record:ID`, `database:ID`, `identifier:ID`, `reading:ID`,
            `column:DATABASE.IDENTIFIER`; blank: the whole world. There is one row a switch, with its number fields.
        text: the intervention that it adds to the what-if or takes away.
        title: its words, where they aren't the row's.
    """

    group: str
    row: str
    text: str
    title: str = ""


class NumberField(NamedTuple):
    """A figure that can be set on the What-if page, in the row of the switch of the same group and row.

    Args:
        text: the intervention's text before the `=`.
        label: what the number is, in words.
        value: what it is now; blank: nothing yet.
        title: the row's words, where it has no switch and they aren't the row's own.
    """

    group: str
    row: str
    text: str
    label: str
    value: float | str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Intervention:
    """One small change; this one changes nothing.

    (No abstract class: its metaclass has a `register` of its own, which is the name of a field of some.)
    """

    verb: ClassVar[str] = ""
    """The word in front of its text."""

    form: ClassVar[str] = ""
    """How its text is written: `delay:LINK=DAYS`."""

    stands_first: ClassVar[bool] = False
    """Whether it can stand only in front of a what-if."""

    removal_sorts: ClassVar[tuple[RemovalSort, ...]] = ()
    """What it takes away, if a cut may choose it: of one sort, or of several."""

    axis: ClassVar[SweepAxis | None] = None
    """The figure that it sets, if it can be swept."""

    switch_place: ClassVar[int] = LAST
    """Where its switches and number fields stand in a group and in a row, the smallest first."""

    # its text

    @classmethod
    def parse(cls, reader: PartReader) -> Intervention | None:
        """The intervention that a part of a what-if's text says; none where it can't be read: the reader has why."""
        return cls()

    @property
    def text(self) -> str:
        """Its text form, which `parse` reads back."""
        return self.verb

    @classmethod
    def meaning(cls) -> str:
        """What it does, in one sentence."""
        return (cls.__doc__ or "").split("\n")[0]

    # what it does

    def apply(self, world: World) -> World:
        """The world with the change."""
        return world

    def sentence(self, world: World) -> str:
        """What it says, in words."""
        return "Nothing changes."

    def blanks(self, database: str, identifier: str) -> bool:
        """Whether it blanks this column."""
        return False

    def rows(self, world: World) -> Iterable[str]:
        """The links, rules and databases that it is about: `link:ID`, `rule:ID`, `database:ID`."""
        return (f"link:{link}" for link in self.ended_links(world))

    # taking away

    @classmethod
    def removals(cls, world: World, sort: str) -> Iterable[Self]:
        """All of one of its sorts that can be taken away from a world; none, if it is no removal."""
        return ()

    @property
    def isolates(self) -> frozenset[str]:
        """The databases that it takes out."""
        return frozenset()

    def priced_as(self, world: World) -> tuple[str, ...]:
        """The names under which a cost can be given for it, the first that has one counts."""
        return self.text, self.text.partition(":")[2]

    def ended_links(self, world: World) -> frozenset[str]:
        """The links that carry nothing any more: by default those that join on a column that it blanks."""
        joining = (link for link in world.links.values() if link.id not in world.paired)
        return frozenset(link.id for link in joining if any(self.blanks(*column) for column in columns_of(link)))

    def ended_rules(self, world: World) -> frozenset[str]:
        """The rules that never fire any more."""
        return frozenset()

    # where it can be chosen

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        """The sweeps over its figure that are offered in a world."""
        return ()

    @classmethod
    def switches(cls, world: World) -> Iterable[Switch]:
        """Its switches in a world."""
        return ()

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        """Its figures that can be set in a world."""
        return ()


def share_text(share: float) -> str:
    """A share as an intervention's text says it, which reads back as the same number.

    >>> share_text(1.0), share_text(0.25)
    ('1', '0.25')
    """
    return str(int(share)) if share in (0, 1) else repr(share)


def row_name(rows: Mapping[str, Any], id: str) -> str:
    """What a row is called; its id where there is no such row."""
    return str(rows[id].name) if id in rows else id


def key_name(world: World, key: str) -> str:
    """What a key is called: its identifiers, joined in words."""
    return spoken_list([row_name(world.everything.identifiers, part) for part in parts_of(key)])


def spoken_list(names: Sequence[str]) -> str:
    """Some names in one breath.

    >>> spoken_list(["name", "birth date", "postcode"]), spoken_list(["phone"])
    ('name, birth date and postcode', 'phone')
    """
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def link_name(world: World, id: str) -> str:
    """What a link is called: its two ends; with its id where another link has the same two."""
    link = world.everything.links.get(id)
    if link is None:
        return f"'{id}'"
    databases = world.everything.databases
    ends = f"{row_name(databases, link.source)} → {row_name(databases, link.target)}"
    twins = sum((link.source, link.target) == (other.source, other.target) for other in world.everything.links.values())
    return ends if twins == 1 else f"{ends} ({id})"


def rule_name(world: World, id: str) -> str:
    """What a rule is called: its database, what it does, and where; with its id where another rule does the same."""
    rules = world.everything.rules
    if id not in rules:
        return f"'{id}'"
    title = _rule_title(world, rules[id])
    twins = sum(_rule_title(world, other) == title for other in rules.values())
    return title if twins == 1 else f"{title} ({id})"


def _rule_title(world: World, rule: Rule) -> str:
    """A rule's database, what it does, and where."""
    everything = world.everything
    target = row_name(everything.services, rule.service) if rule.service else ""
    target = target or (row_name(everything.record_kinds, rule.lists) if rule.lists else "")
    return f"{row_name(everything.databases, rule.database)}: {EFFECT_KINDS[rule.effect].at_door[0]} {target}".rstrip()


def without(rows: Mapping[str, _Row], id: str) -> dict[str, _Row]:
    """The rows without one of them."""
    return {key: row for key, row in rows.items() if key != id}
