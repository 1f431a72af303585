"""Finds a resident behind a count: somebody of that city whose record, alone, leads to the effect that a bar counts.

Holders of records are tried in the order of their numbers, block by block, until the spread of one has the effect; so
the story that the stage then tells is one of those counted. The result is None where only several records together have
the effect, or where nobody is found in time.
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

SEARCH_SECONDS = 2.0
"""Seconds to search."""
_OWN_RECORD_SECONDS = 0.4
"""Seconds to go on searching for a resident's own record once somebody else's is found."""
_HOLDERS_PER_TURN = 12
"""Holders of one record kind who are tried before the next kind has its turn."""


class Bar(NamedTuple):
    """A bar of a chart: a service and effect, perhaps for one record kind, group or first day only."""

    service: str
    effect: str
    kind: str = ""
    group: str = ""
    day: int | None = None


class ExampleResident(NamedTuple):
    """A record kind, the holder of such a record, and the subject on whom the effect falls."""

    record_kind: str
    holder: str
    subject: str


def example_resident(
    world: World,
    seed: int,
    residents: int,
    what_if: str,
    bar: Bar,
    patience: float = SEARCH_SECONDS,
    tables: Tables | None = None,
) -> ExampleResident | None:
    """Somebody whom a bar counts; residents affected by their own record are preferred.

    Args:
        what_if: the whole what-if, reading included.
        patience: seconds to search at most.
        tables: somebody's own tables, among whose people somebody is looked for instead.
    """
    changed = under(world.everything, what_if)
    plan = CompiledRules.of(changed)
    tables = generate_tables(world.everything, seed, residents) if tables is None else tables.branch()
    until = time.monotonic() + patience
    best: ExampleResident | None = None
    for kind, holder in _holders(changed, tables, bar):
        spread = spread_from(plan, tables, [tables.impose(kind, holder)])
        for effect in spread.effects:
            if matches_bar(spread, effect, bar, tables):
                example = ExampleResident(kind, holder, effect.subject)
                if _rank(example, tables) == 0:
                    return example
                if best is None:
                    until = min(until, time.monotonic() + _OWN_RECORD_SECONDS)
                best = min(best or example, example, key=lambda candidate: _rank(candidate, tables))
        if time.monotonic() > until:
            break
    return best


def _rank(example: ExampleResident, tables: Tables) -> int:
    """0 for a resident affected by their own record, 1 for one affected by somebody else's, 2 for a company."""
    if tables.people[example.subject].kind != "resident":
        return 2
    return 0 if example.holder == example.subject else 1


def matches_bar(spread: Spread, effect: Effect, bar: Bar, tables: Tables) -> bool:
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
    """Record kinds and their holders, in turns: first the kinds that can lead to the effect, then the others."""
    population = tables.population
    sufficient = _sufficient_kinds(world, bar)
    if population is None:
        of_kind = sorted(tables.records.values(), key=lambda record: record.kind not in sufficient)
        yield from ((record.kind, record.subject) for record in of_kind if record.kind in world.record_kinds)
        return
    for kinds in (sufficient, [kind for kind in world.record_kinds if kind not in sufficient]):
        queues = [(kind, _holder_ids(population, kind)) for kind in kinds]
        while queues:
            remaining = []
            for kind, holders in queues:
                turn = [holder for holder, _ in zip(holders, range(_HOLDERS_PER_TURN), strict=False)]
                yield from ((kind, holder) for holder in turn)
                if len(turn) == _HOLDERS_PER_TURN:
                    remaining.append((kind, holders))
            queues = remaining


def _sufficient_kinds(world: World, bar: Bar) -> list[str]:
    """The record kinds that lead to the effect for a resident with every account: frequent ones first."""
    plan, tables, kinds = (
        with_full_shares(CompiledRules.of(world)),
        worst_case_tables(world.everything),
        world.record_kinds,
    )
    on_that_day: dict[str, bool] = {}
    for kind in kinds:
        spreads = [spread_from(plan, start.tables, start.records) for start in worst_case_resident(world, kind, tables)]
        days = {
            effect.day
            for spread in spreads
            for effect in spread.effects
            if matches_bar(spread, effect, bar._replace(group="", day=None), tables)
        }
        if days:
            on_that_day[kind] = bar.day in (None, *days)
    firms = {kind for kind in on_that_day if world.everything.databases[kinds[kind].home].holds == "companies"}
    return sorted(
        on_that_day,
        key=lambda kind: (kind != bar.kind, not on_that_day[kind], kind in firms, -(kinds[kind].per_100k or 0), kind),
    )


def _holder_ids(population: Residents, kind: str) -> Iterator[str]:
    """The ids of all holders of a record kind, block by block; children left out."""
    home = population.world.databases[population.world.record_kinds[kind].home]
    for holder in HOLDERS:
        if not home.can_hold(holder):
            continue
        size = population.block(holder)
        for block in range(-(-population.size(holder) // size)):
            numbers = population.incidence_in(kind, holder, range(block, block + 1))
            numbers = numbers[numbers < population.size(holder)]
            if holder == "resident":
                numbers = numbers[~population.is_child(numbers)]
            yield from (SubjectRow(holder, number).id for number in numbers.tolist())
