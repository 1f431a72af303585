"""The large number beside the picture: what a story is about, counted, and the words behind the number.

A story that closes services to its own subject counts those, of all services. One that does nothing of the kind counts
what it does: services closed to somebody else, rewards, or other restrictions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from dashboard.state.labels import Labels
from linkage.answers.spread_question import Answer
from linkage.spread.steps import Effect
from linkage.vocabulary import CLOSING_EFFECTS, RESTRICTIONS, REWARDS

HEADLINES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "closed": ("headline.closed", "headline.closed"),
        "wrong": ("headline.wrong_one", "headline.wrong_many"),
        "others": ("headline.others_one", "headline.others_many"),
        "rewards": ("headline.rewards_one", "headline.rewards_many"),
        "restrictions": ("headline.restrictions_one", "headline.restrictions_many"),
    }
)
"""What can be counted, with the words behind a 1 and behind any other number."""


@dataclass(frozen=True, eq=False)
class StageHeadline:
    """What the number of one answer counts, in the words of one language."""

    answer: Answer
    labels: Labels

    @cached_property
    def counts(self) -> str:
        """What is counted: `closed`, `wrong`, `others`, `rewards` or `restrictions`."""
        subject, effects = self.answer.subject, self.answer.spread.effects
        closing = [effect for effect in effects if effect.effect in CLOSING_EFFECTS]
        if any(effect.subject == subject for effect in closing):
            return "closed"
        if closing:
            return "wrong" if all(effect.wrong for effect in closing) else "others"
        if any(effect.effect in REWARDS for effect in effects):
            return "rewards"
        return "restrictions" if any(effect.effect in RESTRICTIONS for effect in effects) else "closed"

    def key(self, effect: Effect) -> str:
        """What an effect counts as: effects of one key count once; blank where the number doesn't count it."""
        kinds = {"rewards": REWARDS, "restrictions": RESTRICTIONS}.get(self.counts, CLOSING_EFFECTS)
        is_counted = effect.effect in kinds and (self.counts != "closed" or effect.subject == self.answer.subject)
        return f"{effect.subject} {effect.service or effect.effect}" if is_counted else ""

    def json(self) -> dict[str, Any]:
        """The words behind the number: `one` behind a 1, else `many`."""
        one, many = HEADLINES[self.counts]
        return {"one": self._words(one), "many": self._words(many)}

    def _words(self, label: str) -> str:
        people = sorted({effect.subject for effect in self.answer.spread.effects if self.key(effect)})
        who = people[0] if len(people) == 1 else self.labels("headline.people", count=len(people))
        return self.labels(label, total=len(self.answer.world.doors), name=self.answer.name, who=who)
