"""The side effects of a cut: effects that it also takes away, and effects that it newly brings.

The effects that it is meant to end are left out. Records of other kinds count too, on the resident with every account:
a link that is cut carries no fraud and no pollution either, so restrictions stop falling that somebody wanted, and
rewards stop coming. That is the side of those who built the link.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from linkage.answers.cuts.protection_goal import ProtectionGoal, needed_services
from linkage.answers.cuts.smallest_cuts import Cut
from linkage.answers.cuts.worst_case_resident import with_full_shares, worst_case_resident, worst_case_tables
from linkage.spread.compiled_rules import CompiledRules, Trigger
from linkage.spread.fixpoint import Fixpoint
from linkage.spread.proofs_after_removal import StartingRecords, plan_without, run
from linkage.vocabulary import CLOSING_EFFECTS, HINDERING_EFFECTS


class EffectRow(NamedTuple):
    """An effect that a record of a kind brings; `subject` is blank where it can be anybody."""

    record_kind: str
    service: str
    effect: str
    rule: str
    falls_on: str
    subject: str


class SideEffects(NamedTuple):
    """The side effects of one cut: the effects that are also lost, and those that are newly gained."""

    lost: tuple[EffectRow, ...]
    gained: tuple[EffectRow, ...]


class SideEffectFinder:
    """Finds the side effects of cuts for one goal, comparing runs without and with each cut.

    Args:
        named: whether the rows of the protected spread name their subjects (blank for the resident with every account).
    """

    def __init__(self, protection: ProtectionGoal, named: bool) -> None:
        self.protection, self.named = protection, named
        self.world = protection.whole_plan.world

    def find(self, cut: Cut) -> SideEffects:
        """The side effects of one cut, those of the goal's own record kind first."""
        links = frozenset[str]().union(*(removal.links for removal in cut))
        rules = frozenset[str]().union(*(removal.rules for removal in cut))
        lost, gained = _lost_and_gained(
            self._own_runs, plan_without(self.protection.whole_plan, links, rules), self.named
        )
        changes = [
            _lost_and_gained(runs, plan_without(self._plan, links, rules), False)
            for runs in self._other_runs
            if runs.use(links, rules)
        ]
        own = [row for row in sorted(lost) if not self._is_intended(row)]
        return SideEffects(
            (*own, *(row for rows, _ in changes for row in sorted(rows))),
            (*sorted(gained), *(row for _, rows in changes for row in sorted(rows))),
        )

    def _is_intended(self, row: EffectRow) -> bool:
        """Whether an effect is one that the cut is meant to end."""
        if row.effect in CLOSING_EFFECTS and row.service in self._needed_by_the_closed:
            return True
        goal = self.protection
        return row.effect in HINDERING_EFFECTS and row.service in set(goal.services) - goal.closed_services

    @cached_property
    def _needed_by_the_closed(self) -> frozenset[str]:
        closed = self.protection.closed_services
        return frozenset[str]().union(*(needed_services(self.world, service) for service in closed))

    @cached_property
    def _plan(self) -> CompiledRules:
        return with_full_shares(CompiledRules.of(self.world))

    @cached_property
    def _own_runs(self) -> _BaselineRuns:
        return _BaselineRuns(self.protection.whole_plan, self.protection.starts)

    @cached_property
    def _other_runs(self) -> list[_BaselineRuns]:
        """The runs of a record of every other kind, on the resident with every account."""
        kinds_of_goal = {record.kind for start in self.protection.starts for record in start.records}
        tables = worst_case_tables(self.world.everything)
        kinds = [kind for kind in self.world.record_kinds if kind not in kinds_of_goal]
        return [_BaselineRuns(self._plan, worst_case_resident(self.world, kind, tables)) for kind in kinds]


class _BaselineRuns:
    """The runs of some starting records before anything is removed, with the links and rules that they use."""

    def __init__(self, plan: CompiledRules, starts: Sequence[StartingRecords]) -> None:
        self.starts = starts
        self.fixpoints = [run(plan, start) for start in starts]
        self.links = {edge.route.id for fixpoint in self.fixpoints for edge in fixpoint.edges}
        self.rules = {firing.trigger.id for fixpoint in self.fixpoints for firing in fixpoint.firings}
        self.rules |= {trigger for fixpoint in self.fixpoints for trigger, _ in fixpoint.first_firings}

    def use(self, links: frozenset[str], rules: frozenset[str]) -> bool:
        """Whether these runs use some link or rule; if not, removing it can't change them."""
        return bool(self.links & links or self.rules & rules)


def _lost_and_gained(runs: _BaselineRuns, plan: CompiledRules, named: bool) -> tuple[set[EffectRow], set[EffectRow]]:
    """The effects of some runs that another plan no longer has, and those that only it has."""
    pairs = zip(runs.fixpoints, runs.starts, strict=True)
    before = {row for fixpoint, start in pairs for row in _effect_rows(fixpoint, start, named)}
    after = {row for start in runs.starts for row in _effect_rows(run(plan, start), start, named)}
    return before - after, after - before


def _effect_rows(fixpoint: Fixpoint, start: StartingRecords, named: bool) -> list[EffectRow]:
    kind = start.records[0].kind
    return [
        EffectRow(kind, by.service, by.effect, by.id, by.falls_on, fact.subject if named else "")
        for fact in fixpoint.facts
        if fact.kind == "effect" and isinstance(by := fact.by, Trigger)
    ]
