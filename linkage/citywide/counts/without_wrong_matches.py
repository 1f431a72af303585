"""What is left when every wrong match is taken away: a second run over those whom wrong matches could touch.

Without wrong matches a universe spreads as it did, unless something that listed its people is itself touched. So only
the universes with crossings, and what they list, run again; everything else keeps its hits, and its listings of the
touched happen again as they did. Where kinds count together (`at_least`, points) one touched record can change what
follows from others, and everything runs again.
"""

from __future__ import annotations

from linkage.citywide.counts.distinct_counts import Door, by_door
from linkage.citywide.engine.column_fixpoint import ColumnRun, Hit


def rightly(run: ColumnRun) -> dict[Door, list[Hit]]:
    """The hits without wrong matches, of those services and effects only where that could make a difference."""
    touched = _touched(run)
    if not touched:
        return {}
    if run.joint:
        again = by_door(ColumnRun(run.plan, run.shard, only_right=True).go().hits)
        return {door: again.get(door, []) for door in by_door(run.hits)}
    ids = {id(run.universes[place]) for place in touched}
    differing = {(hit.rule.service, hit.rule.effect) for hit in run.hits if id(hit.source) in ids}
    again = by_door(_again(run, touched).hits)
    kept = by_door(hit for hit in run.hits if id(hit.source) not in ids)
    return {door: [*kept.get(door, []), *again.get(door, [])] for door in differing}


def _touched(run: ColumnRun) -> set[int]:
    """The universes with crossings, and those in which they, or what they list, list somebody."""
    found = {place for place, universe in enumerate(run.universes) if not universe.is_plain}
    lists: dict[int, set[int]] = {}
    for birth in run.births:
        lists.setdefault(birth.source, set()).add(run.places[id(birth.target)])
    waiting = list(found)
    while waiting:
        new = lists.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _again(run: ColumnRun, touched: set[int]) -> ColumnRun:
    again = ColumnRun(run.plan, run.shard, only_right=True)
    again.start([run.universes[place] for place in sorted(touched) if run.universes[place].mark == ":"])
    for birth in run.births:
        if birth.source not in touched and run.places[id(birth.target)] in touched:
            again.born(birth)
    return again.work()
