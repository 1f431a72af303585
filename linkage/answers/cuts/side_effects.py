"""What a cut also takes away, and what it newly brings.

Rows of effects that come or go with it, but for those that it is meant to end. Also for records of other kinds, on
the resident with every account: a link that is cut carries no fraud and no pollution either, so restrictions stop
falling that somebody wanted, and rewards stop coming. That is the side of those who built the link.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from linkage.answers.cuts.protection_goal import ProtectionGoal, needed
from linkage.answers.cuts.smallest_cuts import Cut
from linkage.answers.cuts.worst_case_resident import every_account, every_share, worst_case_resident
from linkage.spread.compiled_rules import CompiledRules, Trigger
from linkage.spread.fixpoint import Fixpoint
from linkage.spread.proofs_after_removal import StartingRecords, run, without
from linkage.vocabulary import CLOSING_EFFECTS, HINDERING_EFFECTS


class EffectRow(NamedTuple):
    """An effect that a record of some kind brings; `subject` is blank where it is anybody's."""

    record_kind: str
    service: str
    effect: str
    rule: str
    falls_on: str
    subject: str


class Side(NamedTuple):
    """The other side of a cut: what it also loses, what it newly brings."""

    lost: tuple[EffectRow, ...]
    gained: tuple[EffectRow, ...]


class SideEffects:
    """What any cut does beside protecting.

    Args:
        named: whether the rows of the protected spread name their subjects (blank for the resident with every account).
    """

    def __init__(self, protection: ProtectionGoal, named: bool) -> None:
        self.protection, self.named = protection, named
        self.world = protection.whole.world

    def of(self, cut: Cut) -> Side:
        """What one cut also takes away and newly brings, the asked record's kind first."""
        links = frozenset[str]().union(*(removal.links for removal in cut))
        rules = frozenset[str]().union(*(removal.rules for removal in cut))
        lost, gained = _compare(self._asked, without(self.protection.whole, links, rules), self.named)
        also = [
            _compare(runs, without(self._plan, links, rules), False) for runs in self._others if runs.use(links, rules)
        ]
        own = [row for row in sorted(lost) if not self._meant(row)]
        return Side(
            (*own, *(row for each, _ in also for row in sorted(each))),
            (*sorted(gained), *(row for _, each in also for row in sorted(each))),
        )

    def _meant(self, row: EffectRow) -> bool:
        """Whether a row is what the cut is to end."""
        if self.protection.closes:
            return row.effect in CLOSING_EFFECTS and row.service in self._needed
        return row.effect in HINDERING_EFFECTS and row.service == self.protection.service

    @cached_property
    def _needed(self) -> set[str]:
        return needed(self.world, self.protection.service)

    @cached_property
    def _plan(self) -> CompiledRules:
        return every_share(CompiledRules.of(self.world))

    @cached_property
    def _asked(self) -> _Runs:
        return _Runs(self.protection.whole, self.protection.starts)

    @cached_property
    def _others(self) -> list[_Runs]:
        """Every other kind of record, on the resident with every account."""
        asked = {record.kind for start in self.protection.starts for record in start.records}
        tables = every_account(self.world.everything)
        kinds = [kind for kind in self.world.record_kinds if kind not in asked]
        return [_Runs(self._plan, worst_case_resident(self.world, kind, tables)) for kind in kinds]


class _Runs:
    """The runs of one question before anything is removed."""

    def __init__(self, plan: CompiledRules, starts: Sequence[StartingRecords]) -> None:
        self.starts = starts
        self.floods = [run(plan, start) for start in starts]
        self.links = {edge.route.id for flood in self.floods for edge in flood.edges}
        self.rules = {firing.trigger.id for flood in self.floods for firing in flood.firings}
        self.rules |= {trigger for flood in self.floods for trigger, _ in flood.fired}

    def use(self, links: frozenset[str], rules: frozenset[str]) -> bool:
        """Whether these runs use a link or rule: if not, it can't matter to them that it is gone."""
        return bool(self.links & links or self.rules & rules)


def _compare(runs: _Runs, plan: CompiledRules, named: bool) -> tuple[set[EffectRow], set[EffectRow]]:
    before = {row for flood, start in zip(runs.floods, runs.starts, strict=True) for row in _rows(flood, start, named)}
    after = {row for start in runs.starts for row in _rows(run(plan, start), start, named)}
    return before - after, after - before


def _rows(flood: Fixpoint, start: StartingRecords, named: bool) -> list[EffectRow]:
    kind = start.records[0].kind
    return [
        EffectRow(kind, by.service, by.effect, by.id, by.falls_on, fact.subject if named else "")
        for fact in flood.facts
        if fact.kind == "effect" and isinstance(by := fact.by, Trigger)
    ]
