"""Interventions on records and on what is believed: which count at all, and when records end at home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar, Self

from linkage.vocabulary import STATUSES, count_of
from linkage.world.model import Link, RecordKind, Rule, World
from linkage.world.what_if.evidence_status_filter import filter_statuses
from linkage.world.what_if.intervention import (
    Intervention,
    NumberField,
    SweepAxis,
    SweepRange,
    Switch,
    row_name,
)
from linkage.world.what_if.part_reader import PartReader

_CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "act": "Only records of acts",
        "financial": "Only financial records",
        "reputation": "Only records of reputation",
        "listing": "Only listings",
    }
)
"""The classes of record kinds, and what the switch of each says."""


@dataclass(frozen=True, slots=True)
class KeepStatuses(Intervention):
    """Only statements of these statuses stay, if what they stand on stays too."""

    verb: ClassVar[str] = "keep"
    form: ClassVar[str] = "keep:STATUS[+STATUS…]"
    statuses: tuple[str, ...]

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        statuses = tuple(reader.value.split("+"))
        known = [reader.is_known("status", status, STATUSES) for status in statuses]  # each fault is kept
        return cls(statuses) if all(known) else None

    @property
    def text(self) -> str:
        return f"keep:{'+'.join(self.statuses)}"

    def apply(self, world: World) -> World:
        return filter_statuses(world, frozenset(self.statuses))

    def sentence(self, world: World) -> str:
        return f"Keep only what is {' or '.join(self.statuses)}."


@dataclass(frozen=True, slots=True)
class OnlyClass(Intervention):
    """Only records of this class pass links or trigger rules."""

    verb: ClassVar[str] = "only"
    form: ClassVar[str] = "only:CLASS"
    switch_place: ClassVar[int] = 2
    record_class: str

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        record_class = reader.name("class", _CLASSES)
        return None if record_class is None else cls(record_class)

    @property
    def text(self) -> str:
        return f"only:{self.record_class}"

    def apply(self, world: World) -> World:
        kinds = {name for name, kind in world.record_kinds.items() if kind.class_ == self.record_class}
        return _with_kinds(world, kinds)

    def sentence(self, world: World) -> str:
        return f"Only records of the class '{self.record_class}' count."

    @classmethod
    def switches(cls, world: World) -> Iterable[Switch]:
        return (Switch("readings", "", cls(name).text, title) for name, title in _CLASSES.items())


@dataclass(frozen=True, slots=True)
class OnlyConfirmed(Intervention):
    """Only confirmed records pass links or trigger rules."""

    verb: ClassVar[str] = "confirmed"
    form: ClassVar[str] = "confirmed"
    switch_place: ClassVar[int] = 1

    def apply(self, world: World) -> World:
        links = {name: replace(link, needs="confirmed") for name, link in world.links.items()}
        rules = {name: replace(rule, needs="confirmed") for name, rule in world.rules.items()}
        return replace(world, links=links, rules=rules)

    def sentence(self, world: World) -> str:
        return "Only confirmed records count."

    @classmethod
    def switches(cls, world: World) -> Iterable[Switch]:
        return (Switch("readings", "", cls().text, "Only confirmed records"),)


@dataclass(frozen=True, slots=True)
class Expire(Intervention):
    """Records of this kind (`*`: of every kind) end at home after so many days at the latest."""

    verb: ClassVar[str] = "expire"
    form: ClassVar[str] = "expire:KIND=DAYS"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        "day on which records end at home", "Records end after days", "record", place=4, choice=1
    )
    switch_place: ClassVar[int] = 1
    kind: str
    days: int

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_days("record kind", {**reader.world.record_kinds, "*": None})
        return None if pair is None else cls(*pair)

    @property
    def text(self) -> str:
        return f"expire:{self.kind}={self.days}"

    def apply(self, world: World) -> World:
        def shorten(kind: RecordKind) -> RecordKind:
            if self.kind not in ("*", kind.id):
                return kind
            lasts = self.days if kind.lasts_days is None else min(kind.lasts_days, self.days)
            return replace(kind, lasts_days=lasts)

        kinds = {name: shorten(kind) for name, kind in world.record_kinds.items()}
        return replace(world, record_kinds=kinds)

    def sentence(self, world: World) -> str:
        kinds = world.everything.record_kinds
        record = "Every original record" if self.kind == "*" else f"The original record “{row_name(kinds, self.kind)}”"
        return f"{record} expires after {count_of(self.days, 'day')} at the latest."

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        for kind in world.record_kinds.values():
            step = -(-(kind.lasts_days or 360) // 12)
            yield SweepRange(kind.id, str(step), str(12 * step), str(step))

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        label = "original record expires after (days)"
        for kind in world.record_kinds.values():
            lasts = "" if kind.lasts_days is None else kind.lasts_days
            yield NumberField("days", f"record:{kind.id}", f"expire:{kind.id}", label, lasts)
        yield NumberField("days", "", "expire:*", label, title="every record")


@dataclass(frozen=True, slots=True)
class Correct(Intervention):
    """Every starting record of this kind is found to be wrong, and the original is deleted on that day."""

    verb: ClassVar[str] = "correct"
    form: ClassVar[str] = "correct:KIND=DAY"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        "day on which records are found wrong", "Records corrected on day", "record", place=5, choice=0
    )
    switch_place: ClassVar[int] = 0
    kind: str
    day: int

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_days("record kind", reader.world.record_kinds)
        return None if pair is None else cls(*pair)

    @property
    def text(self) -> str:
        return f"correct:{self.kind}={self.day}"

    def apply(self, world: World) -> World:
        day = min(self.day, world.corrected.get(self.kind, self.day))
        return replace(world, corrected={**world.corrected, self.kind: day})

    def sentence(self, world: World) -> str:
        name = row_name(world.everything.record_kinds, self.kind)
        return f"Every “{name}” is found to be wrong, and the original is deleted on day {self.day}."

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        return (SweepRange(kind, "0", "90", "15") for kind in world.record_kinds)

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        for kind in world.record_kinds:
            yield NumberField("days", f"record:{kind}", f"correct:{kind}", "found wrong, corrected on day")


def _with_kinds(world: World, kinds: Iterable[str]) -> World:
    """Only records of these kinds pass links and trigger rules."""
    allowed = set(kinds)

    def passing(link: Link) -> Link:
        carried = sorted(allowed) if "*" in link.carries else [kind for kind in link.carries if kind in allowed]
        return replace(link, carries=tuple(carried))

    def firing(rule: Rule) -> Rule:
        return rule if rule.threshold else replace(rule, when=tuple(kind for kind in rule.kinds if kind in allowed))

    links = {name: passing(link) for name, link in world.links.items()}
    rules = {name: firing(rule) for name, rule in world.rules.items()}
    return replace(world, links=links, rules=rules)
