"""The interventions: small changes of a world, each a frozen value with one verb, one text form and one sentence.

The world itself is never touched: `apply` gives another one. How they are read from text, and how they compose,
stands in `change`. Source: design 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from linkage.world.link_connects import connection_fault
from linkage.world.model import Hop, Link, RecordKind, Rule, Threshold, World
from linkage.world.what_if.status_filter import keep

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Intervention:
    """One small change; this one changes nothing.

    (No abstract class: its metaclass has a `register` of its own, which is the name of a field here.)
    """

    verb: ClassVar[str] = ""

    @property
    def text(self) -> str:
        """Its text form, which `parse` reads back."""
        return self.verb

    def apply(self, world: World) -> World:
        """The world with the change."""
        return world

    def sentence(self, world: World) -> str:
        """What it says, in words."""
        return "Nothing changes."


@dataclass(frozen=True, slots=True)
class CutLink(Intervention):
    """This link carries nothing."""

    verb: ClassVar[str] = "cut"
    link: str

    @property
    def text(self) -> str:
        return f"cut:{self.link}"

    def apply(self, world: World) -> World:
        return replace(world, links=_without(world.links, self.link))

    def sentence(self, world: World) -> str:
        return f"The link {_link_name(world, self.link)} carries nothing."


@dataclass(frozen=True, slots=True)
class DropIdentifier(Intervention):
    """That column is blank everywhere: no link joins on it or translates through it."""

    verb: ClassVar[str] = "drop"
    identifier: str

    @property
    def text(self) -> str:
        return f"drop:{self.identifier}"

    def apply(self, world: World) -> World:
        return replace(world, blank=world.blank | {(name, self.identifier) for name in world.databases})

    def sentence(self, world: World) -> str:
        return f"No database keeps a {_name(world.everything.identifiers, self.identifier)} any more."


@dataclass(frozen=True, slots=True)
class ForgetColumn(Intervention):
    """That column is blank in that register."""

    verb: ClassVar[str] = "forget"
    register: str
    identifier: str

    @property
    def text(self) -> str:
        return f"forget:{self.register}.{self.identifier}"

    def apply(self, world: World) -> World:
        return replace(world, blank=world.blank | {(self.register, self.identifier)})

    def sentence(self, world: World) -> str:
        everything = world.everything
        register = _name(everything.databases, self.register)
        return f"{register} keeps no {_name(everything.identifiers, self.identifier)}."


@dataclass(frozen=True, slots=True)
class RuleOff(Intervention):
    """This rule never fires."""

    verb: ClassVar[str] = "off"
    rule: str

    @property
    def text(self) -> str:
        return f"off:{self.rule}"

    def apply(self, world: World) -> World:
        return replace(world, rules=_without(world.rules, self.rule))

    def sentence(self, world: World) -> str:
        return f"The rule '{self.rule}' never fires."


@dataclass(frozen=True, slots=True)
class KeepStatuses(Intervention):
    """Only statements of these statuses stay, if what they stand on stays too."""

    verb: ClassVar[str] = "keep"
    statuses: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"keep:{'+'.join(self.statuses)}"

    def apply(self, world: World) -> World:
        return keep(world, frozenset(self.statuses))

    def sentence(self, world: World) -> str:
        return f"Only what is {' or '.join(self.statuses)} stays."


@dataclass(frozen=True, slots=True)
class OnlyClass(Intervention):
    """Only records of that class pass or trigger."""

    verb: ClassVar[str] = "only"
    record_class: str

    @property
    def text(self) -> str:
        return f"only:{self.record_class}"

    def apply(self, world: World) -> World:
        kinds = {name for name, kind in world.record_kinds.items() if kind.class_ == self.record_class}
        return _with_kinds(world, kinds)

    def sentence(self, world: World) -> str:
        return f"Only records of the class '{self.record_class}' pass or trigger a rule."


@dataclass(frozen=True, slots=True)
class OnlyConfirmed(Intervention):
    """Only confirmed records pass or trigger."""

    verb: ClassVar[str] = "confirmed"

    @property
    def text(self) -> str:
        return "confirmed"

    def apply(self, world: World) -> World:
        links = {name: replace(link, needs="confirmed") for name, link in world.links.items()}
        rules = {name: replace(rule, needs="confirmed") for name, rule in world.rules.items()}
        return replace(world, links=links, rules=rules)

    def sentence(self, world: World) -> str:
        return "Only confirmed records pass or trigger a rule."


@dataclass(frozen=True, slots=True)
class Expire(Intervention):
    """Records of that kind end at home after so many days at the latest."""

    verb: ClassVar[str] = "expire"
    kind: str
    days: int

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
        what = "Every record" if self.kind == "*" else f"A record '{_name(world.everything.record_kinds, self.kind)}'"
        return f"{what} ends at home after {self.days} days at the latest."


@dataclass(frozen=True, slots=True)
class Correct(Intervention):
    """Every starting record of that kind is found wrong and ends at home on that day."""

    verb: ClassVar[str] = "correct"
    kind: str
    day: int

    @property
    def text(self) -> str:
        return f"correct:{self.kind}={self.day}"

    def apply(self, world: World) -> World:
        day = min(self.day, world.corrected.get(self.kind, self.day))
        return replace(world, corrected={**world.corrected, self.kind: day})

    def sentence(self, world: World) -> str:
        name = _name(world.everything.record_kinds, self.kind)
        return f"Every '{name}' is found wrong and ends at home on day {self.day}."


@dataclass(frozen=True, slots=True)
class Repair(Intervention):
    """The wrong rows of a register are put right on that day."""

    verb: ClassVar[str] = "repair"
    register: str
    day: int

    @property
    def text(self) -> str:
        return f"repair:{self.register}={self.day}"

    def apply(self, world: World) -> World:
        day = min(self.day, world.repaired.get(self.register, self.day))
        return replace(world, repaired={**world.repaired, self.register: day})

    def sentence(self, world: World) -> str:
        return f"The wrong rows of {_name(world.everything.databases, self.register)} are put right on day {self.day}."


@dataclass(frozen=True, slots=True)
class Delay(Intervention):
    """A link takes so many days to pass a record on."""

    verb: ClassVar[str] = "delay"
    link: str
    days: int

    @property
    def text(self) -> str:
        return f"delay:{self.link}={self.days}"

    def apply(self, world: World) -> World:
        return _with_link(world, self.link, lambda link: replace(link, add_days=self.days))

    def sentence(self, world: World) -> str:
        return f"The link {_link_name(world, self.link)} takes {self.days} days."


@dataclass(frozen=True, slots=True)
class Share(Intervention):
    """A link passes on that share of records."""

    verb: ClassVar[str] = "share"
    link: str
    share: float

    @property
    def text(self) -> str:
        return f"share:{self.link}={int(self.share) if self.share in (0, 1) else repr(self.share)}"

    def apply(self, world: World) -> World:
        return _with_link(world, self.link, lambda link: replace(link, share=self.share))

    def sentence(self, world: World) -> str:
        return f"The link {_link_name(world, self.link)} passes on {self.share:.1%} of records."


@dataclass(frozen=True, slots=True)
class Removal(Intervention):
    """A link passes removals on after so many days, or never."""

    verb: ClassVar[str] = "removal"
    link: str
    days: int | None

    @property
    def text(self) -> str:
        return f"removal:{self.link}={'never' if self.days is None else self.days}"

    def apply(self, world: World) -> World:
        return _with_link(world, self.link, lambda link: replace(link, remove_days=self.days))

    def sentence(self, world: World) -> str:
        when = "never passes removals on" if self.days is None else f"passes removals on after {self.days} days"
        return f"The link {_link_name(world, self.link)} {when}."


@dataclass(frozen=True, slots=True)
class SetThreshold(Intervention):
    """A rule needs so many kinds, or looks at that score."""

    verb: ClassVar[str] = "threshold"
    rule: str
    number: int

    @property
    def text(self) -> str:
        return f"threshold:{self.rule}={self.number}"

    def apply(self, world: World) -> World:
        def change(rule: Rule) -> Rule:
            if rule.threshold is not None:
                return replace(rule, when=Threshold(rule.threshold.sign, self.number))
            return replace(rule, at_least=self.number)

        rule = world.rules.get(self.rule)
        return world if rule is None else replace(world, rules={**world.rules, self.rule: change(rule)})

    def sentence(self, world: World) -> str:
        rule = world.everything.rules.get(self.rule)
        what = "looks at a score of" if rule and rule.threshold else "needs this many kinds of record:"
        return f"The rule '{self.rule}' {what} {self.number}."


@dataclass(frozen=True, slots=True)
class AddLink(Intervention):
    """A new link: assumed, it carries everything, at once, and never passes removals on."""

    verb: ClassVar[str] = "add"
    source: str
    target: str
    key: str
    via: tuple[Hop, ...] = ()

    @property
    def link(self) -> str:
        """The new link's id."""
        return ":".join([f"{self.source}>{self.target}", self.key, *(str(hop) for hop in self.via)])

    @property
    def text(self) -> str:
        return f"add:{self.link}"

    def apply(self, world: World) -> World:
        new = Link(
            id=self.link,
            source=self.source,
            target=self.target,
            key=self.key,
            via=self.via,
            carries=("*",),
            about="a link added by a what-if",
            number_status="assumed",
            status="assumed",
        )
        if connection_fault(world, new) is not None:
            return world  # it connects in the folder, but this reading lacks a part of it
        return replace(world, links=dict(sorted({**world.links, new.id: new}.items())))

    def sentence(self, world: World) -> str:
        databases = world.everything.databases
        names = f"{_name(databases, self.source)} to {_name(databases, self.target)}"
        return f"A new link leads from {names} by {_name(world.everything.identifiers, self.key)}."


def _name(rows: Mapping[str, Any], name: str) -> str:
    return str(rows[name].name) if name in rows else name


def _link_name(world: World, name: str) -> str:
    link = world.everything.links.get(name)
    if link is None:
        return f"'{name}'"
    databases = world.everything.databases
    return f"from {_name(databases, link.source)} to {_name(databases, link.target)} ({name})"


def _without(rows: Mapping[str, _Row], name: str) -> dict[str, _Row]:
    return {each: row for each, row in rows.items() if each != name}


def _with_link(world: World, name: str, change: Callable[[Link], Link]) -> World:
    link = world.links.get(name)
    return world if link is None else replace(world, links={**world.links, name: change(link)})


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
