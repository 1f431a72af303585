"""What-ifs: ordered lists of interventions, read from text, applied from left to right.

`under(world, text)` is the world that a what-if describes; the world itself is never touched. Names are looked up in
the folder (plus the links that the what-if added), so a link that was cut may still be given a delay: it carries
nothing. Without `reading:` in front, a what-if starts from the folder's baseline reading. Source: design 5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar

from linkage.errors import WhatIfError, nearest, unknown
from linkage.vocabulary import STATUSES
from linkage.world.link_connects import connection_fault
from linkage.world.model import Hop, Link, World
from linkage.world.what_if.interventions import (
    AddLink,
    Correct,
    CutLink,
    Delay,
    DropIdentifier,
    Expire,
    ForgetColumn,
    Intervention,
    KeepStatuses,
    OnlyClass,
    OnlyConfirmed,
    Removal,
    Repair,
    RuleOff,
    SetThreshold,
    Share,
)
from linkage.world.what_if.status_filter import keep

EVERYTHING = "everything"
"""The reading that takes nothing away; it has no row."""

CLASSES = ("act", "financial", "reputation", "listing")


@dataclass(frozen=True, slots=True)
class UseReading(Intervention):
    """That reading instead of the baseline's; it starts from everything that the folder says."""

    verb: ClassVar[str] = "reading"
    reading: str

    @property
    def text(self) -> str:
        return f"reading:{self.reading}"

    def apply(self, world: World) -> World:
        everything = world.everything
        found = replace(everything, folder=everything)
        if self.reading == EVERYTHING:
            return found
        reading = everything.readings[self.reading]
        if reading.keeps:
            found = keep(found, frozenset(reading.keeps))
        for each in parse(reading.what_if, everything):
            found = each.apply(found)
        return found

    def sentence(self, world: World) -> str:
        if self.reading == EVERYTHING:
            return "Everything that the folder says holds, assumed or not."
        return f"The sources are read as in '{world.everything.readings[self.reading].title}'."


def under(world: World, text: str = "") -> World:
    """The world under a what-if: the baseline reading (or the one that stands first), then each change in order.

    Raises:
        WhatIfError: the text can't be read, or names something that the folder lacks.
    """
    return apply(world, parse(text, world))


def apply(world: World, interventions: Iterable[Intervention]) -> World:
    """The same for interventions that are values already."""
    everything = world.everything
    listed = list(interventions)
    if not (listed and isinstance(listed[0], UseReading)):
        listed.insert(0, UseReading(everything.baseline or EVERYTHING))
    found = everything
    for each in listed:
        found = each.apply(found)
    return found


def text_of(interventions: Iterable[Intervention]) -> str:
    """The text form of a what-if, which `parse` reads back."""
    return ",".join(each.text for each in interventions)


def parse(text: str, world: World, where: str = "") -> tuple[Intervention, ...]:
    """Read a what-if.

    Raises:
        WhatIfError: with every fault in it, and the nearest name for each.
    """
    reader = _Reader(world.everything)
    found = reader.read(text)
    if reader.faults:
        place = f"  ({where})" if where else ""
        raise WhatIfError(" ".join(sentence for *_, sentence in reader.faults) + place)
    return tuple(found)


def check_text(text: str, world: World) -> list[tuple[str, str, str]]:
    """The faults of a what-if's text: what was found, what was expected, the nearest name."""
    reader = _Reader(world.everything)
    reader.read(text)
    return [(found, expected, near) for found, expected, near, _ in reader.faults]


# reading the text

FORMS: Mapping[str, str] = MappingProxyType(
    {
        "cut": "cut:LINK",
        "drop": "drop:IDENTIFIER",
        "forget": "forget:REGISTER.IDENTIFIER",
        "off": "off:RULE",
        "keep": "keep:STATUS[+STATUS…]",
        "reading": "reading:NAME",
        "only": "only:CLASS",
        "confirmed": "confirmed",
        "expire": "expire:KIND=DAYS",
        "correct": "correct:KIND=DAY",
        "repair": "repair:REGISTER=DAY",
        "delay": "delay:LINK=DAYS",
        "share": "share:LINK=X",
        "removal": "removal:LINK=DAYS (or never)",
        "threshold": "threshold:RULE=N",
        "add": "add:SOURCE>TARGET:KEY[:REGISTER.IDENTIFIER…]",
    }
)
"""The text form of every intervention."""

_WHOLE = re.compile(r"-?[0-9]{1,9}")
_DECIMAL = re.compile(r"[0-9]*\.?[0-9]+(e-?[0-9]{1,3})?")


class _Reader:
    """Reads one what-if and remembers its faults."""

    def __init__(self, everything: World) -> None:
        self.world = everything
        self.faults: list[tuple[str, str, str, str]] = []
        self.added: dict[str, Link] = {}

    def read(self, text: str) -> list[Intervention]:
        found = []
        parts = [each.strip() for each in text.split(",") if each.strip()]
        for place, part in enumerate(parts):
            one = self._one(part, first=place == 0)
            if one is not None:
                found.append(one)
        return found

    def _fault(self, found: str, expected: str, near: str, sentence: str) -> None:
        self.faults.append((found, expected, near, sentence))

    def _one(self, part: str, first: bool) -> Intervention | None:
        verb, _, rest = part.partition(":")
        if verb not in FORMS:
            near = nearest(verb, FORMS)
            self._fault(f"'{part}'", f"one of {', '.join(FORMS)}", near, unknown("intervention", verb, FORMS))
            return None
        if verb == "reading" and not first:
            self._fault(f"'{part}'", "a reading only in front", "", f"'{part}' must stand first in a what-if.")
            return None
        if (verb == "confirmed") != (rest == "" and ":" not in part):
            self._malformed(part, verb)
            return None
        return self._READERS[verb](self, rest, part)

    def _malformed(self, part: str, verb: str) -> None:
        form = FORMS[verb]
        self._fault(f"'{part}'", form, "", f"'{part}' can't be read: it is written {form}.")

    def _known(self, what: str, name: str, names: Iterable[str]) -> bool:
        names = list(names)
        if name in names:
            return True
        self._fault(f"{what} '{name}'", f"a {what} of this world", nearest(name, names), unknown(what, name, names))
        return False

    def _links(self) -> list[str]:
        return [*self.world.links, *self.added]

    def _registers(self) -> list[str]:
        return sorted({database for database, *_ in self.world.registers})

    def _cut(self, rest: str, part: str) -> Intervention | None:
        return CutLink(rest) if self._known("link", rest, self._links()) else None

    def _drop(self, rest: str, part: str) -> Intervention | None:
        return DropIdentifier(rest) if self._known("identifier", rest, self.world.identifiers) else None

    def _forget(self, rest: str, part: str) -> Intervention | None:
        register, dot, identifier = rest.partition(".")
        if not dot:
            self._malformed(part, "forget")
            return None
        if not self._known("register", register, self._registers()):
            return None
        columns = self.world.databases[register].identifiers
        return (
            ForgetColumn(register, identifier) if self._known(f"column of '{register}'", identifier, columns) else None
        )

    def _off(self, rest: str, part: str) -> Intervention | None:
        return RuleOff(rest) if self._known("rule", rest, self.world.rules) else None

    def _keep(self, rest: str, part: str) -> Intervention | None:
        statuses = tuple(rest.split("+"))
        good = [self._known("status", status, STATUSES) for status in statuses]  # each fault is said
        return KeepStatuses(statuses) if all(good) else None

    def _reading(self, rest: str, part: str) -> Intervention | None:
        return UseReading(rest) if self._known("reading", rest, [*self.world.readings, EVERYTHING]) else None

    def _only(self, rest: str, part: str) -> Intervention | None:
        return OnlyClass(rest) if self._known("class", rest, CLASSES) else None

    def _confirmed(self, rest: str, part: str) -> Intervention | None:
        return OnlyConfirmed()

    def _number(self, part: str, text: str, low: int = 0, high: int = 36_500) -> int | None:
        if _WHOLE.fullmatch(text) and low <= int(text) <= high:
            return int(text)
        expected = f"a whole number from {low:,} to {high:,}"
        self._fault(f"'{text}'", expected, "", f"'{part}' needs {expected} after the '=', not '{text}'.")
        return None

    def _pair(self, rest: str, part: str, what: str, names: Iterable[str]) -> tuple[str, str] | None:
        name, equals, number = rest.rpartition("=")
        if not equals:
            self._malformed(part, part.partition(":")[0])
            return None
        return (name, number) if self._known(what, name, names) else None

    def _expire(self, rest: str, part: str) -> Intervention | None:
        pair = self._pair(rest, part, "record kind", [*self.world.record_kinds, "*"])
        days = self._number(part, pair[1]) if pair else None
        return Expire(pair[0], days) if pair and days is not None else None

    def _correct(self, rest: str, part: str) -> Intervention | None:
        pair = self._pair(rest, part, "record kind", self.world.record_kinds)
        day = self._number(part, pair[1]) if pair else None
        return Correct(pair[0], day) if pair and day is not None else None

    def _repair(self, rest: str, part: str) -> Intervention | None:
        pair = self._pair(rest, part, "register", self._registers())
        day = self._number(part, pair[1]) if pair else None
        return Repair(pair[0], day) if pair and day is not None else None

    def _delay(self, rest: str, part: str) -> Intervention | None:
        pair = self._pair(rest, part, "link", self._links())
        days = self._number(part, pair[1]) if pair else None
        return Delay(pair[0], days) if pair and days is not None else None

    def _share(self, rest: str, part: str) -> Intervention | None:
        pair = self._pair(rest, part, "link", self._links())
        if not pair:
            return None
        if _DECIMAL.fullmatch(pair[1]) and 0 <= float(pair[1]) <= 1:
            return Share(pair[0], float(pair[1]))
        expected = "a share from 0 to 1"
        self._fault(f"'{pair[1]}'", expected, "", f"'{part}' needs {expected} after the '=', not '{pair[1]}'.")
        return None

    def _removal(self, rest: str, part: str) -> Intervention | None:
        pair = self._pair(rest, part, "link", self._links())
        if not pair:
            return None
        if pair[1] == "never":
            return Removal(pair[0], None)
        days = self._number(part, pair[1])
        return Removal(pair[0], days) if days is not None else None

    def _threshold(self, rest: str, part: str) -> Intervention | None:
        pair = self._pair(rest, part, "rule", self.world.rules)
        if not pair:
            return None
        score = self.world.rules[pair[0]].threshold is not None
        number = self._number(part, pair[1], *((-1_000_000, 1_000_000) if score else (1, 1_000)))
        return SetThreshold(pair[0], number) if number is not None else None

    def _add(self, rest: str, part: str) -> Intervention | None:
        ends, _, way = rest.partition(":")
        source, arrow, target = ends.partition(">")
        key, *hops = way.split(":")
        if not (arrow and key) or any("." not in hop for hop in hops):
            self._malformed(part, "add")
            return None
        good = [self._known("database", name, self.world.databases) for name in (source, target)]
        good.append(self._known("identifier", key, self.world.identifiers))
        via = tuple(Hop(*hop.split(".", 1)) for hop in hops)
        for hop in via:
            good.append(self._known("register", hop.register, self._registers()))
            good.append(self._known("identifier", hop.identifier, self.world.identifiers))
        if not all(good):
            return None
        new = AddLink(source, target, key, via)
        link = Link(id=new.link, source=source, target=target, key=key, via=via, carries=("*",))
        fault = connection_fault(self.world, link)
        if fault:
            self._fault(f"'{part}'", "a link that connects", "", f"'{part}' doesn't connect: {fault}.")
            return None
        self.added[new.link] = link
        return new

    _READERS: ClassVar[dict[str, Callable[[Any, str, str], Intervention | None]]] = {
        "cut": _cut,
        "drop": _drop,
        "forget": _forget,
        "off": _off,
        "keep": _keep,
        "reading": _reading,
        "only": _only,
        "confirmed": _confirmed,
        "expire": _expire,
        "correct": _correct,
        "repair": _repair,
        "delay": _delay,
        "share": _share,
        "removal": _removal,
        "threshold": _threshold,
        "add": _add,
    }
