"""Single removals: whether taking away one link, register column or database of an effect's proofs lifts the effect.

Every removal is run before it is named: a link that is cut may leave other proofs standing. Among databases and
agencies the record's home and the place of the effect's own rule are left out: that those would help goes without
saying (design 11.11).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from linkage.answers.cuts.removals import USUAL, removables
from linkage.answers.spread_question import Answer
from linkage.population.tables import Tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.proofs import MOST_PROOFS, DerivationGraph, Proofs, proofs
from linkage.spread.steps import Effect, Spread, Step
from linkage.vocabulary import REWARDS
from linkage.world.model import World
from linkage.world.what_if.intervention import Intervention
from linkage.world.what_if.parser import check_text


class SingleRemoval(NamedTuple):
    """One removal, run alone: whether it lifts the effect, and how many proofs remain (0: it does)."""

    removal: Intervention
    lifts: bool
    remain: int | str
    opened: tuple[str, ...]  # services that the removal opens to the subject
    lost: tuple[str, ...]  # rewards that it takes away
    newly_closed: tuple[str, ...]  # services that it newly closes


class SingleRemovals(NamedTuple):
    """Every single removal that was run on an effect, those that lift it first; `why_none` says why nothing does."""

    effect: Effect
    removals: tuple[SingleRemoval, ...]
    why_none: str


def removal_candidates(
    world: World, steps: Iterable[Step], among: Iterable[str] = USUAL, but: Collection[str] = ()
) -> list[Intervention]:
    """The removals that end a link which some steps use: its cut, and the columns and databases that it needs.

    Args:
        among: what is removed (`removals.AMONG`).
        but: databases that aren't taken out.
    """
    used = {step.by for step in steps if step.kind == "linked"}
    ending = (removable for removable in removables(world, among, but=but) if removable.links & used)
    # what a what-if added has no cut of its own: without it, the cut can't be read
    return [removable.intervention for removable in ending if not check_text(removable.text, world)]


def databases_that_stay(answer: Answer, effect: Effect) -> frozenset[str]:
    """The databases that aren't taken out to lift an effect: the homes of the records, and where its rule acts."""
    homes = (record.database for record in answer.records)
    return frozenset({*homes, answer.spread.by_id[effect.step].database})


def single_removals(answer: Answer, effect: Effect, among: Iterable[str] = USUAL) -> SingleRemovals:
    """Every single removal of an effect's proofs, run on its own.

    Args:
        among: what is removed (`removals.AMONG`).
    """
    graph = DerivationGraph(answer.plan, answer.tables, answer.spread)
    effect_proofs = proofs(graph, effect, MOST_PROOFS)
    steps = list(dict.fromkeys(step for proof in effect_proofs.proofs for step in proof))
    candidates = removal_candidates(answer.world, steps, among, databases_that_stay(answer, effect))
    removals = [_run_without(answer, effect, removal) for removal in candidates]
    removals.sort(key=lambda single: (not single.lifts, single.removal.text))
    why_none = "" if any(single.lifts for single in removals) else _why_none(answer, effect, effect_proofs)
    return SingleRemovals(effect, tuple(removals), why_none)


def _run_without(answer: Answer, effect: Effect, removal: Intervention) -> SingleRemoval:
    world = removal.apply(answer.world)
    plan = CompiledRules.of(world)
    after = spread_from(plan, answer.tables, answer.records)
    remaining = next((e for e in after.effects if _effect_key(e) == _effect_key(effect)), None)
    before = answer.spread
    closed_before, closed_after = set(before.closed(answer.subject)), set(after.closed(answer.subject))
    return SingleRemoval(
        removal,
        remaining is None,
        _remaining_proofs(plan, answer.tables, after, remaining),
        tuple(sorted(closed_before - closed_after)),
        tuple(sorted(_rewards(before) - _rewards(after))),
        tuple(sorted(closed_after - closed_before)),
    )


def _remaining_proofs(plan: CompiledRules, tables: Tables, after: Spread, remaining: Effect | None) -> int | str:
    return 0 if remaining is None else proofs(DerivationGraph(plan, tables, after), remaining, most=0).count


def _effect_key(effect: Effect) -> tuple[str, str, str, str]:
    return effect.subject, effect.service, effect.effect, effect.rule


def _rewards(spread: Spread) -> set[str]:
    return {effect.service for effect in spread.effects if effect.effect in REWARDS}


def lifting_text(answer: Answer, found: SingleRemovals) -> str:
    """What lifts an effect, each alone, or why nothing does: lines for people."""
    lifting = [single.removal for single in found.removals if single.lifts]
    if not lifting:
        return f"what would lift it: {found.why_none}\n"
    lines = [f"  {removal.text}: {removal.sentence(answer.world)}" for removal in lifting]
    return "\n".join(["what would lift it, each alone:", *lines]) + "\n"


def _why_none(answer: Answer, effect: Effect, effect_proofs: Proofs) -> str:
    """The phrase why no single removal lifts an effect."""
    if any(all(step.kind != "linked" for step in proof) for proof in effect_proofs.proofs):
        database = answer.world.everything.databases[answer.spread.by_id[effect.step].database].name
        return f"none: the rule acts where the record is kept first, {database}; no link is involved"
    if effect_proofs.count == 1:
        return "none: the one way it comes about uses nothing that can be removed alone"
    return f"no single change is enough: there are {effect_proofs.count} separate ways, and one always remains"
