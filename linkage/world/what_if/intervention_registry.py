"""The table of all interventions, and how a what-if's text is read with it.

Text, files, sweeps, cuts, the What-if page, docs/what-ifs.md and the tests go through `INTERVENTIONS`: a new
intervention is a class and a row here. `UseReading` stands here too, because a reading has a what-if of its own, which
may hold any of them. Source: design 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Self

from linkage.errors import WhatIfError, nearest, unknown
from linkage.world.model import Link, World
from linkage.world.what_if import (
    column_interventions,
    database_interventions,
    doubt_interventions,
    identifier_interventions,
    link_interventions,
    record_interventions,
    rule_interventions,
)
from linkage.world.what_if.evidence_status_filter import filter_statuses
from linkage.world.what_if.intervention import Intervention, SweepAxis, Switch
from linkage.world.what_if.part_reader import PartReader, TextFault

EVERYTHING = "everything"
"""The reading that takes nothing away; it has no row."""


@dataclass(frozen=True, slots=True)
class UseReading(Intervention):
    """The sources are read in this way: it stands first, and starts from everything that the folder says."""

    verb: ClassVar[str] = "reading"
    form: ClassVar[str] = "reading:NAME"
    stands_first: ClassVar[bool] = True
    switch_place: ClassVar[int] = 0
    reading: str

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        reading = reader.name("reading", {**reader.world.readings, EVERYTHING: None})
        return None if reading is None else cls(reading)

    @property
    def text(self) -> str:
        return f"reading:{self.reading}"

    def apply(self, world: World) -> World:
        everything = world.everything
        changed = replace(everything, folder=everything)
        if self.reading == EVERYTHING:
            return changed
        reading = everything.readings[self.reading]
        if reading.keeps:
            changed = filter_statuses(changed, frozenset(reading.keeps))
        for intervention in read_interventions(reading.what_if, everything):
            changed = intervention.apply(changed)
        return changed

    def sentence(self, world: World) -> str:
        if self.reading == EVERYTHING:
            return "Everything that the folder says holds, assumed or not."
        return f"The sources are read as in '{world.everything.readings[self.reading].title}'."

    @classmethod
    def switches(cls, world: World) -> Iterable[Switch]:
        return (Switch("readings", f"reading:{name}", cls(name).text) for name in [*world.readings, EVERYTHING])


def read_interventions(text: str, world: World, where: str = "") -> tuple[Intervention, ...]:
    """The interventions of a what-if's text.

    Args:
        where: the place that an error names.

    Raises:
        WhatIfError: with every fault in it, and the nearest name for each.
    """
    interventions, faults = read_text_and_faults(text, world)
    if faults:
        place = f"  ({where})" if where else ""
        raise WhatIfError(" ".join(fault.sentence for fault in faults) + place)
    return tuple(interventions)


def read_text_and_faults(text: str, world: World) -> tuple[list[Intervention], list[TextFault]]:
    """The interventions of a what-if's text as far as they can be read, and every fault in it."""
    interventions: list[Intervention] = []
    faults: list[TextFault] = []
    added: dict[str, Link] = {}
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for place, part in enumerate(parts):
        kind = INTERVENTIONS.get(part.partition(":")[0])
        reader = PartReader(world.everything, part, kind.form if kind else "", added, faults)
        intervention = _read_part(reader, kind, first=place == 0)
        if intervention is not None:
            interventions.append(intervention)
    return interventions, faults


def _read_part(reader: PartReader, kind: type[Intervention] | None, first: bool) -> Intervention | None:
    part = reader.part
    if kind is None:
        reader.fault(f"'{part}'", f"one of {', '.join(INTERVENTIONS)}", *_meant(part, reader.world))
        return None
    if kind.stands_first and not first:
        expected = f"a {kind.verb} only in front"
        reader.fault(f"'{part}'", expected, "", f"'{part}' must stand first in a what-if.")
        return None
    if (":" in part) != (":" in kind.form):
        reader.malformed()
        return None
    return kind.parse(reader)


_NAMED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "identifiers": ("an identifier", "IDENTIFIER"),
        "links": ("a link", "LINK"),
        "rules": ("a rule", "RULE"),
        "databases": ("a database", "DATABASE"),
        "record_kinds": ("a record kind", "KIND"),
        "readings": ("a reading", "NAME"),
    }
)
"""Tables whose rows are named in what-ifs: what a row is, and the word that stands for its name in a form."""

_VERB_AND_NAME = re.compile(r"(\w+)\s*[ =]\s*(.+)")


def _meant(part: str, world: World) -> tuple[str, str]:
    """The text that is meant by a part without an intervention's verb (blank: none is close), and the sentence.

    Whoever writes the name of a row is told how a what-if takes it out.
    """
    verb, _, value = part.partition(":")
    named = value or verb
    there_is_none = f"There is no intervention '{verb}'"
    split = _VERB_AND_NAME.fullmatch(part)
    if split and split[1] in INTERVENTIONS:
        meant = f"{split[1]}:{split[2]}"
        return meant, f"'{part}' can't be read. Did you mean '{meant}'?"
    near_verb = nearest(verb, INTERVENTIONS)
    if not (value and near_verb):
        tables = _named_rows(world)
        texts = {noun: text for noun, rows, place in tables if named in rows for text in _written(named, place)}
        if texts:
            write = f"{' and '.join(texts)}: write {' or '.join(map(repr, texts.values()))}."
            is_one = f", but '{named}' is" if value else ", but"
            return next(iter(texts.values())), f"{there_is_none}{is_one} {write}"
        if named in world.services:
            return "", f"{there_is_none}, but a service: change links, rules, databases or identifiers before it."
        if not near_verb:
            every = {name: row for _, rows, _ in tables for name, row in rows.items()}
            near = nearest(named, {**every, **world.services})
            for text in (text for _, rows, place in tables if near in rows for text in _written(near, place)):
                return text, f"{there_is_none}. Did you mean '{text}'?"
    return near_verb, unknown("intervention", verb, INTERVENTIONS)


def _named_rows(world: World) -> list[tuple[str, Mapping[str, Any], str]]:
    """Of each table that what-ifs name rows of: what a row is, the rows, and the word for its name in a form."""
    tables = {table: getattr(world, table) for table in _NAMED}
    tables["readings"] = {**world.readings, EVERYTHING: None}
    return [(noun, tables[table], place) for table, (noun, place) in _NAMED.items()]


def _written(name: str, place: str) -> Iterator[str]:
    """How the first intervention on such rows is written for one of them; a figure stays a word, as in `=DAYS`."""
    form = re.compile(rf"{place}(?![.\w])(=\w+)?")
    for verb, kind in INTERVENTIONS.items():
        if found := form.match(kind.form.partition(":")[2]):
            yield f"{verb}:{name}{found[1] or ''}"
            return


INTERVENTIONS: Mapping[str, type[Intervention]] = MappingProxyType(
    {
        kind.verb: kind
        for kind in (
            link_interventions.CutLink,
            identifier_interventions.DropIdentifier,
            identifier_interventions.ForgetColumn,
            rule_interventions.RuleOff,
            record_interventions.KeepStatuses,
            UseReading,
            record_interventions.OnlyClass,
            record_interventions.OnlyConfirmed,
            record_interventions.Expire,
            record_interventions.Correct,
            doubt_interventions.Dispute,
            doubt_interventions.FalseRecords,
            identifier_interventions.Repair,
            link_interventions.Delay,
            link_interventions.Share,
            link_interventions.Removal,
            rule_interventions.SetThreshold,
            column_interventions.Missing,
            column_interventions.Mistyped,
            rule_interventions.Enforced,
            database_interventions.Isolate,
            link_interventions.AddLink,
        )
    }
)
"""Every intervention by its verb, in the order in which docs/what-ifs.md and error texts list them."""


SWEEP_AXES: Mapping[str, SweepAxis] = MappingProxyType(
    dict(
        sorted(
            ((verb, kind.axis) for verb, kind in INTERVENTIONS.items() if kind.axis),
            key=lambda pair: pair[1].place,
        )
    )
)
"""The figures that can be swept, by the verb of the intervention that sets them, in their order."""


def switch_texts(world: World) -> dict[str, str]:
    """The switch of each row that has one: `link:ID` → `cut:ID`."""
    texts: dict[str, str] = {}
    for kind in INTERVENTIONS.values():
        for switch in kind.switches(world):
            if switch.row:
                texts.setdefault(switch.row, switch.text)
    return texts


def interventions_table() -> str:
    """The table of all interventions in docs/what-ifs.md: how each is written, and what it does."""
    rows = [f"| `{kind.form}` | {kind.meaning()} |" for kind in INTERVENTIONS.values()]
    return "\n".join(["| text | what it does |", "|---|---|", *rows])
