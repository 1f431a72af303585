"""How a record spreads: the steps, in order, each naming its causes.

A run (`fixpoint`) says what is known; a second one, with every wrong match taken away, says what of it is wrong;
`lasting` says until when. Here they become steps and effects. Knows nothing of drawing, counting people or undoing.
"""

from __future__ import annotations

from collections.abc import Iterable

from linkage.population.tables import Record, Tables
from linkage.spread.compiled_rules import CompiledRules, Trigger
from linkage.spread.durations import Durations
from linkage.spread.fixpoint import Fixpoint, fixpoint
from linkage.spread.steps import Effect, Spread, Step


def spread_from(plan: CompiledRules, tables: Tables, records: Iterable[Record]) -> Spread:
    """The spread from some starting records: all steps in the order of their days, and the effects.

    Records of a kind that the world lacks (a reading took it away) don't exist there.
    """
    start = tuple(sorted(record for record in records if record.kind in plan.world.record_kinds))
    run = fixpoint(plan, tables, start)
    right = fixpoint(plan, tables, start, only_right=True).known if run.met_wrong else None
    steps = _steps(plan, tables, run, right)
    effects = sorted(_effect(step) for step in steps if step.kind == "effect")
    return Spread(plan.world, start, steps, tuple(effects))


def _effect(step: Step) -> Effect:
    return Effect(
        step.subject, step.service, step.effect, step.by, step.falls_on, step.day, step.until, step.wrong, step.id
    )


def _steps(
    plan: CompiledRules, tables: Tables, run: Fixpoint, right: dict[tuple[str, str], int] | None
) -> tuple[Step, ...]:
    ends = Durations(plan, tables, run)
    made = _rows_made(plan, tables, run)
    ids = [f"s{place}" for place in range(1, len(run.facts) + 1)]
    kinds, records = plan.world.record_kinds, run.records
    steps: list[Step] = []
    for place, fact in enumerate(run.facts):
        account, by = fact.account, fact.by
        kind = records[fact.record][0]
        grounds = by or kinds[kind]
        effect = isinstance(by, Trigger) and fact.kind == "effect"
        steps.append(
            Step(
                ids[place],
                fact.kind,
                account.database,
                account.id,
                fact.subject,
                fact.record,
                kind,
                by.id if by else "",
                fact.joined,
                place in made,
                fact.day,
                ends.of(fact),
                tuple([ids[cause] for cause in fact.causes]),
                grounds.status,
                grounds.number_status,
                grounds.evidence,
                right is not None and (fact.what, fact.where) not in right,
                fact.depth,
                by.service if effect else "",  # type: ignore[union-attr]
                by.effect if effect else "",  # type: ignore[union-attr]
                by.falls_on if effect else "",  # type: ignore[union-attr]
            )
        )
    return tuple(steps)


def _rows_made(plan: CompiledRules, tables: Tables, run: Fixpoint) -> set[int]:
    """The facts that open a list's row: the first at an account which the agency tables don't have."""
    first: dict[str, int] = {}
    for place, fact in enumerate(run.facts):
        if fact.kind in ("linked", "listed") and fact.account.database in plan.lists:
            first.setdefault(fact.account.id, place)
    return {place for account, place in first.items() if account not in tables.accounts}
