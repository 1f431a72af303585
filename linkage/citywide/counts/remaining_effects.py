"""The effects that remain without wrong matches, or without false records: a second run, of what these could affect.

Without them a population spreads as it did, unless something that listed its subjects is itself affected. So only the
populations with wrong matches (or false records), and what they list, run again; everything else keeps its effects, and
its listings in affected populations are scheduled again as they were. Where kinds count together (`at_least`, points)
one affected record can change what follows from others, and everything runs again.
"""

from __future__ import annotations

from linkage.citywide.counts.distinct_counts import Door, group_by_door
from linkage.citywide.engine.column_fixpoint import ColumnFixpoint, EffectBatch

RemainingEffects = dict[Door, list[EffectBatch]]
"""The effects that remain, for those (service, effect) only where that could make a difference."""


def effects_without_wrong_matches(run: ColumnFixpoint) -> RemainingEffects:
    """The effects that remain once every wrong match is taken away."""
    with_wrong_matches = {n for n, population in enumerate(run.populations) if not population.is_one_to_one}
    rerun = ColumnFixpoint(run.city_rules, run.partition, without_wrong_matches=True)
    return _remaining_effects(run, rerun, with_wrong_matches)


def effects_without_false_records(run: ColumnFixpoint) -> RemainingEffects:
    """The effects that remain once every record that states what isn't so is taken away."""
    if not run.city_rules.world.false_shares:
        return {}
    with_false_records = {n for n, population in enumerate(run.populations) if run.false_bits(population) is not None}
    rerun = ColumnFixpoint(run.city_rules, run.partition, without_false_records=True)
    return _remaining_effects(run, rerun, with_false_records)


def _remaining_effects(run: ColumnFixpoint, rerun: ColumnFixpoint, changed: set[int]) -> RemainingEffects:
    """The effects that remain in another run, which differs in some populations of the first (their indices)."""
    affected = _with_listed_populations(run, changed)
    if not affected:
        return {}
    if run.joint_arrivals:
        rerun_effects = group_by_door(rerun.run().effects)
        return {door: rerun_effects.get(door, []) for door in group_by_door(run.effects)}
    ids = {id(run.populations[index]) for index in affected}
    differing = {(batch.rule.service, batch.rule.effect) for batch in run.effects if id(batch.population) in ids}
    rerun_effects = group_by_door(_run_again(run, rerun, affected).effects)
    unaffected_effects = group_by_door(batch for batch in run.effects if id(batch.population) not in ids)
    return {door: [*unaffected_effects.get(door, []), *rerun_effects.get(door, [])] for door in differing}


def _with_listed_populations(run: ColumnFixpoint, changed: set[int]) -> set[int]:
    """The indices of some populations, and of all that they list in, directly or not."""
    affected = set(changed)
    listed_by: dict[int, set[int]] = {}
    for listing in run.listings:
        listed_by.setdefault(listing.source, set()).add(run.populations.index_of(listing.target))
    waiting = list(affected)
    while waiting:
        new = listed_by.get(waiting.pop(), set()) - affected
        affected |= new
        waiting += new
    return affected


def _run_again(run: ColumnFixpoint, rerun: ColumnFixpoint, affected: set[int]) -> ColumnFixpoint:
    rerun.start([run.populations[index] for index in sorted(affected) if run.populations[index].mark == ":"])
    for listing in run.listings:
        if listing.source not in affected and run.populations.index_of(listing.target) in affected:
            rerun.add_listing(listing)
    return rerun.propagate()
