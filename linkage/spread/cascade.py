"""The cascade of some records: all steps of their spread in order, each naming its causes, and the effects.

A run to the `fixpoint` says what is known; a second one, with every wrong match taken away, says what of it is wrong;
one with every false record taken away, which effects are false; `durations` says until when. Here these become steps
and effects. Knows nothing of drawing, counting people or undoing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from linkage.population.account_table import Account
from linkage.population.tables import Record, Tables
from linkage.spread.compiled_rules import CompiledRules, Trigger
from linkage.spread.durations import Durations
from linkage.spread.fixpoint import Fixpoint, fixpoint
from linkage.spread.steps import Effect, Spread, Step


def spread_from(plan: CompiledRules, tables: Tables, records: Iterable[Record]) -> Spread:
    """The spread from some starting records: all steps in the order of their days, and the effects.

    Records of a kind that the world lacks (a reading took it away) don't exist there.
    """
    if plan.finds_across_districts:
        tables.visit_districts()
    start = tuple(sorted(record for record in records if record.kind in plan.world.record_kinds))
    run = fixpoint(plan, tables, start)
    known_without = fixpoint(plan, tables, start, True, run.joins).known if run.has_wrong_match else None
    steps = _steps(plan, tables, run, known_without)
    false_records = find_false_records(plan, tables, start)
    known_truly: Collection[tuple[str, str]] | None = None
    if false_records:
        known_truly = fixpoint(plan, tables, [r for r in start if r.id not in false_records], joins=run.joins).known
    effects = [
        _effect(step, known_truly is not None and ("", fact.place_key) not in known_truly)
        for step, fact in zip(steps, run.facts, strict=True)
        if step.kind == "effect"
    ]
    return Spread(plan.world, start, steps, tuple(sorted(effects)), false_records)


def find_false_records(plan: CompiledRules, tables: Tables, records: Iterable[Record]) -> frozenset[str]:
    """The records that state what isn't so: a share of those of a kind, the same ones in every run."""
    shares = plan.world.false_shares
    return frozenset(
        record.id
        for record in (records if shares else ())
        if (share := shares.get(record.kind, 0)) and (share >= 1 or tables.draws.of_record(record.id) < share)
    )


def _effect(step: Step, is_false: bool) -> Effect:
    days = step.day, step.until
    return Effect(step.subject, step.service, step.effect, step.by, step.falls_on, *days, step.wrong, step.id, is_false)


def _steps(
    plan: CompiledRules, tables: Tables, run: Fixpoint, known_without: dict[tuple[str, str], int] | None
) -> tuple[Step, ...]:
    durations = Durations(plan, tables, run)
    row_openings = _row_openings(plan, tables, run)
    ids = [f"s{index}" for index in range(1, len(run.facts) + 1)]
    kinds, records = plan.world.record_kinds, run.records
    steps: list[Step] = []
    for index, fact in enumerate(run.facts):
        account, by = fact.account, fact.by
        kind = records[fact.record][0]
        grounds = by or kinds[kind]
        is_effect = isinstance(by, Trigger) and fact.kind == "effect"
        steps.append(
            Step(
                ids[index],
                fact.kind,
                account.database,
                account.id,
                fact.subject,
                fact.record,
                kind,
                by.id if by else "",
                fact.joined,
                index in row_openings,
                fact.day,
                durations.end_of(fact),
                tuple([ids[cause] for cause in fact.causes]),
                grounds.status,
                grounds.number_status,
                grounds.evidence,
                known_without is not None and (fact.record_key, fact.place_key) not in known_without,
                fact.depth,
                by.service if is_effect else "",  # type: ignore[union-attr]
                by.effect if is_effect else "",  # type: ignore[union-attr]
                by.falls_on if is_effect else "",  # type: ignore[union-attr]
            )
        )
    return tuple(steps)


def _row_openings(plan: CompiledRules, tables: Tables, run: Fixpoint) -> set[int]:
    """The indices of the facts that open a list's row: the first at an account which the agency tables don't have."""
    first: dict[Account, int] = {}
    for index, fact in enumerate(run.facts):
        if fact.kind in ("linked", "listed") and fact.account.database in plan.lists:
            first.setdefault(fact.account, index)
    return {index for account, index in first.items() if tables.account(account.database, account.id) is None}
