"""The effects that remain without wrong matches: a second run, of what wrong matches could affect only.

Without wrong matches a population spreads as it did, unless something that listed its subjects is itself affected. So
only the populations with wrong matches, and what they list, run again; everything else keeps its effects, and its
listings in affected populations are scheduled again as they were. Where kinds count together (`at_least`, points) one
affected record can change what follows from others, and everything runs again.
"""

from __future__ import annotations

from linkage.citywide.counts.distinct_counts import Door, group_by_door
from linkage.citywide.engine.column_fixpoint import ColumnFixpoint, EffectBatch


def effects_without_wrong_matches(run: ColumnFixpoint) -> dict[Door, list[EffectBatch]]:
    """The effects without wrong matches, for those (service, effect) only where that could make a difference."""
    affected = _affected_populations(run)
    if not affected:
        return {}
    if run.joint_arrivals:
        rerun_effects = group_by_door(
            ColumnFixpoint(run.city_rules, run.partition, without_wrong_matches=True).run().effects
        )
        return {door: rerun_effects.get(door, []) for door in group_by_door(run.effects)}
    ids = {id(run.populations[index]) for index in affected}
    differing = {(batch.rule.service, batch.rule.effect) for batch in run.effects if id(batch.population) in ids}
    rerun_effects = group_by_door(_rerun(run, affected).effects)
    unaffected_effects = group_by_door(batch for batch in run.effects if id(batch.population) not in ids)
    return {door: [*unaffected_effects.get(door, []), *rerun_effects.get(door, [])] for door in differing}


def _affected_populations(run: ColumnFixpoint) -> set[int]:
    """The indices of the populations with wrong matches, and of all that they list in, directly or not."""
    affected = {index for index, population in enumerate(run.populations) if not population.is_one_to_one}
    listed_by: dict[int, set[int]] = {}
    for listing in run.listings:
        listed_by.setdefault(listing.source, set()).add(run.populations.index_of(listing.target))
    waiting = list(affected)
    while waiting:
        new = listed_by.get(waiting.pop(), set()) - affected
        affected |= new
        waiting += new
    return affected


def _rerun(run: ColumnFixpoint, affected: set[int]) -> ColumnFixpoint:
    rerun = ColumnFixpoint(run.city_rules, run.partition, without_wrong_matches=True)
    rerun.start([run.populations[index] for index in sorted(affected) if run.populations[index].mark == ":"])
    for listing in run.listings:
        if listing.source not in affected and run.populations.index_of(listing.target) in affected:
            rerun.add_listing(listing)
    return rerun.propagate()
