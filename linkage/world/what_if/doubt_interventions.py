"""Interventions on records in doubt: from a day on they are in dispute, or a share of them states what isn't so.

Source: design 11.10.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from linkage.world.model import World
from linkage.world.what_if.intervention import Intervention, NumberField, SweepAxis, SweepRange, row_name, share_text
from linkage.world.what_if.part_reader import PartReader

_EVERY_KIND = "*"


@dataclass(frozen=True, slots=True)
class Dispute(Intervention):
    """From that day on, starting records of this kind (`*`: of every kind) are in dispute: they count as unconfirmed.

    What was passed on before the day stays. Of two disputes of a kind the earlier day holds.
    """

    verb: ClassVar[str] = "dispute"
    form: ClassVar[str] = "dispute:KIND=DAY"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        "day from which records are in dispute", "Records in dispute from day", "record", place=10, choice=2
    )
    switch_place: ClassVar[int] = 2
    kind: str
    day: int

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_days("record kind", {**reader.world.record_kinds, _EVERY_KIND: None})
        return None if pair is None else cls(*pair)

    @property
    def text(self) -> str:
        return f"dispute:{self.kind}={self.day}"

    def apply(self, world: World) -> World:
        days = {kind: min(self.day, world.disputed.get(kind, self.day)) for kind in _kinds_named(world, self.kind)}
        return replace(world, disputed={**world.disputed, **days})

    def sentence(self, world: World) -> str:
        said = f"in dispute from day {self.day} on: who asks for a confirmed record takes none that comes later"
        if self.kind == _EVERY_KIND:
            return f"Every original record is {said}."
        return f"Every original record “{row_name(world.everything.record_kinds, self.kind)}” is {said}."

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        return (SweepRange(kind, "0", "30", "5") for kind in world.record_kinds)

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        label = "in dispute from day"
        for kind in world.record_kinds:
            yield NumberField("days", f"record:{kind}", f"dispute:{kind}", label)
        yield NumberField("days", "", f"dispute:{_EVERY_KIND}", label, title="every record")


@dataclass(frozen=True, slots=True)
class FalseRecords(Intervention):
    """That share (0-1) of the starting records of this kind (`*`: of every kind) state what isn't so.

    They spread as any other; what rests on them alone is marked false. The last share said of a kind holds.
    """

    verb: ClassVar[str] = "false"
    form: ClassVar[str] = "false:KIND=SHARE"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        "share (0-1) of records that state what isn't so", "How many records are false", "record", "0.1", 11, 3
    )
    switch_place: ClassVar[int] = 3
    kind: str
    share: float

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_share("record kind", {**reader.world.record_kinds, _EVERY_KIND: None})
        return None if pair is None else cls(*pair)

    @property
    def text(self) -> str:
        return f"false:{self.kind}={share_text(self.share)}"

    def apply(self, world: World) -> World:
        shares = dict.fromkeys(_kinds_named(world, self.kind), self.share)
        return replace(world, false_shares={**world.false_shares, **shares})

    def sentence(self, world: World) -> str:
        kind = "" if self.kind == _EVERY_KIND else f" “{row_name(world.everything.record_kinds, self.kind)}”"
        return f"Of the original records{kind}, {self.share:.1%} state what isn't so. Nobody in the chain knows."

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        return (SweepRange(kind, "0", "0.1", "0.01") for kind in world.record_kinds)

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        label = "share that states what isn't so, 0 to 1"
        for kind in world.record_kinds:
            share = world.false_shares.get(kind, 0)
            yield NumberField("days", f"record:{kind}", f"false:{kind}", label, share)
        yield NumberField("days", "", f"false:{_EVERY_KIND}", label, title="every record")


def _kinds_named(world: World, name: str) -> list[str]:
    """The record kinds that a name means: itself, or every one of the folder's."""
    return list(world.everything.record_kinds) if name == _EVERY_KIND else [name]
