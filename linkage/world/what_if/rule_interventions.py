"""Interventions on rules: one never fires, or asks for more kinds of record, or looks at another score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from linkage.vocabulary import LISTING_EFFECTS, RESTRICTIONS
from linkage.world.link_paths import pairs_count_from
from linkage.world.model import Rule, Threshold, World
from linkage.world.what_if.intervention import (
    Intervention,
    NumberField,
    RemovalSort,
    SweepAxis,
    SweepRange,
    Switch,
    link_name,
    rule_name,
    share_text,
    without,
)
from linkage.world.what_if.part_reader import PartReader


@dataclass(frozen=True, slots=True)
class RuleOff(Intervention):
    """Switch this rule off."""

    verb: ClassVar[str] = "off"
    form: ClassVar[str] = "off:RULE"
    removal_sorts: ClassVar[tuple[RemovalSort, ...]] = (RemovalSort("rules"),)
    rule: str

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        rule = reader.name("rule", reader.world.rules)
        return None if rule is None else cls(rule)

    @property
    def text(self) -> str:
        return f"off:{self.rule}"

    def apply(self, world: World) -> World:
        return replace(world, rules=without(world.rules, self.rule))

    def sentence(self, world: World) -> str:
        return f"Switch off the rule “{rule_name(world, self.rule)}”."

    def rows(self, world: World) -> Iterable[str]:
        return _rule_and_database(world, self.rule)

    @classmethod
    def removals(cls, world: World, sort: str) -> Iterable[Self]:
        return (cls(rule) for rule in world.rules)

    def ended_rules(self, world: World) -> frozenset[str]:
        return frozenset({self.rule})

    @classmethod
    def switches(cls, world: World) -> Iterable[Switch]:
        return (Switch("rules", f"rule:{rule}", cls(rule).text) for rule in world.rules)


@dataclass(frozen=True, slots=True)
class SetThreshold(Intervention):
    """This rule needs so many kinds of record, or looks at that score; this link's given pairs count from that share.

    A rule and a link don't share an id, so the name says which is meant.
    """

    verb: ClassVar[str] = "threshold"
    form: ClassVar[str] = "threshold:RULE=N (or LINK=X)"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        "record kinds needed, or the score in the rule; of a link with given pairs, the probability (0-1)",
        "What a rule asks for",
        "rule",
        place=3,
    )
    row: str  # a rule's id, or a link's
    number: float

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_figure("rule or link", [*reader.world.rules, *reader.links])
        if pair is None:
            return None
        if pair[0] not in reader.world.rules:
            share = reader.share(pair[1])
            return None if share is None else cls(pair[0], share)
        has_score = reader.world.rules[pair[0]].threshold is not None
        number = reader.whole_number(pair[1], *((-1_000_000, 1_000_000) if has_score else (1, 1_000)))
        return None if number is None else cls(pair[0], number)

    @property
    def text(self) -> str:
        return f"threshold:{self.row}={int(self.number) if self.number == int(self.number) else repr(self.number)}"

    def apply(self, world: World) -> World:
        def change(rule: Rule) -> Rule:
            if rule.threshold is not None:
                return replace(rule, when=Threshold(rule.threshold.sign, int(self.number)))
            return replace(rule, at_least=int(self.number))

        link = world.links.get(self.row)
        if link is not None:
            return replace(world, links={**world.links, link.id: replace(link, threshold=self.number)})
        rule = world.rules.get(self.row)
        return world if rule is None else replace(world, rules={**world.rules, self.row: change(rule)})

    def sentence(self, world: World) -> str:
        if self.row not in world.everything.rules:
            return f"Pairs of the link {link_name(world, self.row)} count from a probability of {self.number:g}."
        rule = world.everything.rules.get(self.row)
        needs = f"a score of {self.number}" if rule and rule.threshold else f"{self.number} different records"
        return f"The rule “{rule_name(world, self.row)}” needs {needs}."

    def rows(self, world: World) -> Iterable[str]:
        if self.row not in world.everything.rules:
            return (f"link:{self.row}",)
        return _rule_and_database(world, self.row)

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        yield from (SweepRange(link, "0", "1", "0.1") for link in world.links if link in world.paired)
        for rule in world.rules.values():
            if rule.threshold is not None:
                score = rule.threshold.score
                yield SweepRange(rule.id, f"{score - 100:g}", f"{score + 100:g}", "25")
            elif len(rule.kinds) > 1:
                yield SweepRange(rule.id, "1", str(len(rule.kinds)), "1")

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        for link in world.links.values():
            if link.id in world.paired:
                row, text = f"link:{link.id}", f"threshold:{link.id}"
                yield NumberField("links", row, text, "pairs count from a probability of", pairs_count_from(link))
        for rule in world.rules.values():
            row, text = f"rule:{rule.id}", f"threshold:{rule.id}"
            if rule.threshold is not None:
                yield NumberField("rules", row, text, "looks at a score of", f"{rule.threshold.score:g}")
            elif len(rule.kinds) > 1:
                yield NumberField("rules", row, text, "number of different offences required", rule.at_least)


@dataclass(frozen=True, slots=True)
class Enforced(Intervention):
    """This rule (`*`: every rule that restricts, publishes or lists) fires at that share of accounts only (0-1)."""

    verb: ClassVar[str] = "enforced"
    form: ClassVar[str] = "enforced:RULE=X"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        "share (0-1) of accounts at which the rule fires",
        "How far a rule is enforced",
        "rule",
        "0.1",
        place=7,
    )
    rule: str
    share: float

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_share("rule", [*reader.world.rules, "*"])
        return None if pair is None else cls(*pair)

    @property
    def text(self) -> str:
        return f"enforced:{self.rule}={share_text(self.share)}"

    def apply(self, world: World) -> World:
        rules = [self.rule]
        if self.rule == "*":
            rules = [id for id, rule in world.everything.rules.items() if rule.effect in _ON_PAPER]
        return replace(world, enforced={**world.enforced, **dict.fromkeys(rules, self.share)})

    def sentence(self, world: World) -> str:
        rule = "Every rule that restricts, publishes or lists" if self.rule == "*" else f"The rule '{self.rule}'"
        return f"{rule} fires at {self.share:.1%} of accounts."

    def rows(self, world: World) -> Iterable[str]:
        return () if self.rule == "*" else _rule_and_database(world, self.rule)

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        return (SweepRange(rule, "0", "1", "0.25") for rule in world.rules)

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        label = "enforced at a share of accounts, 0 to 1"
        for rule in world.rules:
            yield NumberField("rules", f"rule:{rule}", f"enforced:{rule}", label, world.enforced.get(rule, 1))
        yield NumberField("rules", "", "enforced:*", label, title="every rule that restricts, publishes or lists")


_ON_PAPER = RESTRICTIONS | LISTING_EFFECTS | {"publish"}
"""The effects that a rule may have on paper only: those that `enforced:*` is about."""


def _rule_and_database(world: World, id: str) -> Iterable[str]:
    yield f"rule:{id}"
    if id in world.rules:
        yield f"database:{world.rules[id].database}"
