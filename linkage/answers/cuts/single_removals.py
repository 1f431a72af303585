"""What single removal would lift an effect: each link and register column that its proofs use, taken away alone.

Every removal is run before it is named: a link that is cut may leave other proofs standing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from linkage.answers.cuts.removals import removables
from linkage.answers.spread_question import Answer
from linkage.population.tables import Tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.proofs import MOST, DerivationGraph, Proofs, proofs
from linkage.spread.steps import Effect, Spread, Step
from linkage.vocabulary import REWARDS
from linkage.world.model import World
from linkage.world.what_if.intervention import Intervention
from linkage.world.what_if.parser import check_text


class Lift(NamedTuple):
    """A single removal, whether it lifts the effect, and how many proofs remain (0: it does)."""

    removal: Intervention
    lifts: bool
    remain: int | str
    opened: tuple[str, ...]  # services that the removal opens to the subject
    lost: tuple[str, ...]  # rewards that it takes away
    brought: tuple[str, ...]  # services that it newly closes


class SingleRemovals(NamedTuple):
    """The answer: every removal that was tried, those that lift first; `why_none` where nothing does."""

    effect: Effect
    lifts: tuple[Lift, ...]
    why_none: str


def removal_candidates(world: World, steps: Iterable[Step]) -> list[Intervention]:
    """The usual removals that end a link which some steps use: its cut, and the register columns that it needs."""
    used = {step.by for step in steps if step.kind == "linked"}
    ending = (removable for removable in removables(world) if removable.links & used)
    # what a what-if added has no cut of its own: without it, the cut can't be read
    return [removable.intervention for removable in ending if not check_text(removable.text, world)]


def single_removals(answer: Answer, effect: Effect) -> SingleRemovals:
    """Try each single removal on an effect of an answer."""
    web = DerivationGraph(answer.plan, answer.tables, answer.spread)
    found = proofs(web, effect, MOST)
    steps = list(dict.fromkeys(step for proof in found.proofs for step in proof))
    tried = [_try(answer, effect, removal) for removal in removal_candidates(answer.world, steps)]
    tried.sort(key=lambda lift: (not lift.lifts, lift.removal.text))
    return SingleRemovals(
        effect, tuple(tried), "" if any(lift.lifts for lift in tried) else _why_none(answer, effect, found)
    )


def _try(answer: Answer, effect: Effect, removal: Intervention) -> Lift:
    world = removal.apply(answer.world)
    plan = CompiledRules.of(world)
    after = spread_from(plan, answer.tables, answer.records)
    same = next((e for e in after.effects if _row(e) == _row(effect)), None)
    before, now = answer.spread, after
    was, is_ = set(before.closed(answer.subject)), set(now.closed(answer.subject))
    return Lift(
        removal,
        same is None,
        _remaining(plan, answer.tables, after, same),
        tuple(sorted(was - is_)),
        tuple(sorted(_rewards(before) - _rewards(now))),
        tuple(sorted(is_ - was)),
    )


def _remaining(plan: CompiledRules, tables: Tables, after: Spread, same: Effect | None) -> int | str:
    return 0 if same is None else proofs(DerivationGraph(plan, tables, after), same, most=0).count


def _row(effect: Effect) -> tuple[str, str, str, str]:
    return effect.subject, effect.service, effect.effect, effect.rule


def _rewards(spread: Spread) -> set[str]:
    return {effect.service for effect in spread.effects if effect.effect in REWARDS}


def _why_none(answer: Answer, effect: Effect, found: Proofs) -> str:
    """Why no single removal lifts an effect."""
    if any(all(step.kind != "linked" for step in proof) for proof in found.proofs):
        database = answer.world.everything.databases[answer.spread.by_id[effect.step].database].name
        return f"none: the rule fires at the record's home, {database}; no link or register has to carry it there"
    if found.count == 1:
        return "none: its only proof uses nothing that can be removed alone"
    return f"none: {found.count} proofs, and after any single removal one remains"
