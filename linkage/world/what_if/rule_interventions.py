"""Interventions on rules: one never fires, or asks for more kinds of record, or looks at another score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from linkage.world.model import Rule, Threshold, World
from linkage.world.what_if.intervention import (
    Intervention,
    NumberField,
    RemovalSort,
    SweepAxis,
    SweepRange,
    Switch,
    rule_name,
    without,
)
from linkage.world.what_if.part_reader import PartReader


@dataclass(frozen=True, slots=True)
class RuleOff(Intervention):
    """Switch this rule off."""

    verb: ClassVar[str] = "off"
    form: ClassVar[str] = "off:RULE"
    removal_sort: ClassVar[RemovalSort | None] = RemovalSort("rules")
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
    def removals(cls, world: World) -> Iterable[Self]:
        return (cls(rule) for rule in world.rules)

    def ended_rules(self, world: World) -> frozenset[str]:
        return frozenset({self.rule})

    @classmethod
    def switches(cls, world: World) -> Iterable[Switch]:
        return (Switch("rules", f"rule:{rule}", cls(rule).text) for rule in world.rules)


@dataclass(frozen=True, slots=True)
class SetThreshold(Intervention):
    """This rule needs so many kinds of record, or looks at that score."""

    verb: ClassVar[str] = "threshold"
    form: ClassVar[str] = "threshold:RULE=N"
    axis: ClassVar[SweepAxis | None] = SweepAxis(
        "record kinds needed, or the score in the rule", "What a rule asks for", "rule", place=3
    )
    rule: str
    number: int

    @classmethod
    def parse(cls, reader: PartReader) -> Self | None:
        pair = reader.name_and_figure("rule", reader.world.rules)
        if pair is None:
            return None
        has_score = reader.world.rules[pair[0]].threshold is not None
        number = reader.whole_number(pair[1], *((-1_000_000, 1_000_000) if has_score else (1, 1_000)))
        return None if number is None else cls(pair[0], number)

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
        needs = f"a score of {self.number}" if rule and rule.threshold else f"{self.number} different records"
        return f"The rule “{rule_name(world, self.rule)}” needs {needs}."

    def rows(self, world: World) -> Iterable[str]:
        return _rule_and_database(world, self.rule)

    @classmethod
    def sweep_ranges(cls, world: World) -> Iterable[SweepRange]:
        for rule in world.rules.values():
            if rule.threshold is not None:
                score = rule.threshold.score
                yield SweepRange(rule.id, f"{score - 100:g}", f"{score + 100:g}", "25")
            elif len(rule.kinds) > 1:
                yield SweepRange(rule.id, "1", str(len(rule.kinds)), "1")

    @classmethod
    def number_fields(cls, world: World) -> Iterable[NumberField]:
        for rule in world.rules.values():
            row, text = f"rule:{rule.id}", f"threshold:{rule.id}"
            if rule.threshold is not None:
                yield NumberField("rules", row, text, "looks at a score of", f"{rule.threshold.score:g}")
            elif len(rule.kinds) > 1:
                yield NumberField("rules", row, text, "number of different offences required", rule.at_least)


def _rule_and_database(world: World, id: str) -> Iterable[str]:
    yield f"rule:{id}"
    if id in world.rules:
        yield f"database:{world.rules[id].database}"
