"""One resident behind a count: somebody of that city whose record, alone, comes to that effect.

Holders of records are tried in the order of their numbers, those of the first block first, until one's spread has the
effect that was asked for; so the story that the stage then tells is one of those that were counted. Where it takes
several records together, or nobody is found in time, nothing is the answer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

from linkage.answers.cuts.worst_case_resident import with_full_shares, worst_case_resident, worst_case_tables
from linkage.population.households import HOLDERS, SubjectRow
from linkage.population.residents import Residents
from linkage.population.tables import Tables, generate_tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.steps import Effect, Spread
from linkage.world.model import World
from linkage.world.what_if.parser import under

PATIENCE = 2.0
"""Seconds to look."""
_FOR_A_BETTER = 0.4
"""Seconds to look for a resident's own record, once somebody is found."""
_A_TURN = 12
"""Holders of one kind who are tried before another kind has its turn."""


class Bar(NamedTuple):
    """What was pointed at: a service and effect, and of those perhaps only one record kind, group or first day."""

    service: str
    effect: str
    kind: str = ""
    group: str = ""
    day: int | None = None


class ExampleResident(NamedTuple):
    """Whose story it is: the holder of a record, and the subject on whom the effect falls."""

    record_kind: str
    holder: str
    subject: str


def example_resident(
    world: World, seed: int, residents: int, what_if: str, bar: Bar, patience: float = PATIENCE
) -> ExampleResident | None:
    """Somebody whose story a bar is; a resident's own record before others'.

    Args:
        what_if: the whole what-if, reading included.
        patience: seconds to look at most.
    """
    changed = under(world.everything, what_if)
    plan, tables = CompiledRules.of(changed), generate_tables(world.everything, seed, residents)
    until = time.monotonic() + patience
    best: ExampleResident | None = None
    for kind, holder in _holders(changed, tables, bar):
        spread = spread_from(plan, tables, [tables.impose(kind, holder)])
        for effect in spread.effects:
            if fits(spread, effect, bar, tables):
                found = ExampleResident(kind, holder, effect.subject)
                if _rank(found, tables) == 0:
                    return found
                if best is None:
                    until = min(until, time.monotonic() + _FOR_A_BETTER)
                best = min(best or found, found, key=lambda each: _rank(each, tables))
        if time.monotonic() > until:
            break
    return best


def _rank(found: ExampleResident, tables: Tables) -> int:
    """A resident's own record first, then somebody else's that falls on a resident, then a company."""
    if tables.people[found.subject].kind != "resident":
        return 2
    return 0 if found.holder == found.subject else 1


def fits(spread: Spread, effect: Effect, bar: Bar, tables: Tables) -> bool:
    """Whether an effect is one of those that a bar counts."""
    if (effect.service, effect.effect) != (bar.service, bar.effect):
        return False
    if bar.day is not None and effect.day != bar.day:
        return False
    if bar.group and tables.people[effect.subject].group != bar.group:
        return False
    if not bar.kind:
        return True
    causes = [spread.by_id[cause] for cause in spread.by_id[effect.step].causes]
    return any(cause.record_kind == bar.kind for cause in causes)


def _holders(world: World, tables: Tables, bar: Bar) -> Iterator[tuple[str, str]]:
    """Record kinds and their holders, in turns: the kinds that can come to the effect before the others."""
    town = tables.population
    if town is None:
        return
    able = _able(world, bar)
    for some in (able, [kind for kind in world.record_kinds if kind not in able]):
        lines = [(kind, _numbered(town, kind)) for kind in some]
        while lines:
            left = []
            for kind, holders in lines:
                turn = [each for each, _ in zip(holders, range(_A_TURN), strict=False)]
                yield from ((kind, holder) for holder in turn)
                if len(turn) == _A_TURN:
                    left.append((kind, holders))
            lines = left


def _able(world: World, bar: Bar) -> list[str]:
    """The record kinds that come to the effect for a resident with every account: frequent ones first."""
    plan, tables, kinds = (
        with_full_shares(CompiledRules.of(world)),
        worst_case_tables(world.everything),
        world.record_kinds,
    )
    found: dict[str, bool] = {}
    for kind in kinds:
        spreads = [spread_from(plan, start.tables, start.records) for start in worst_case_resident(world, kind, tables)]
        days = {
            e.day for each in spreads for e in each.effects if fits(each, e, bar._replace(group="", day=None), tables)
        }
        if days:
            found[kind] = bar.day in (None, *days)
    firms = {kind for kind in found if world.everything.databases[kinds[kind].home].holds == "companies"}
    return sorted(
        found, key=lambda kind: (kind != bar.kind, not found[kind], kind in firms, -(kinds[kind].per_100k or 0), kind)
    )


def _numbered(town: Residents, kind: str) -> Iterator[str]:
    """All holders of a record kind, block by block."""
    home = town.world.databases[town.world.record_kinds[kind].home]
    for holder in HOLDERS:
        if not home.can_hold(holder):
            continue
        size = town.block(holder)
        for block in range(-(-town.size(holder) // size)):
            numbers = town.incidence_in(kind, holder, range(block, block + 1))
            numbers = numbers[numbers < town.size(holder)]
            if holder == "resident":
                numbers = numbers[~town.is_child(numbers)]
            yield from (SubjectRow(holder, number).id for number in numbers.tolist())
