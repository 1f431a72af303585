"""The rows of effects that a query counts, as one flag a subject for each rule; and how such flags are put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from linkage.citywide.counts.query import CountQuery
from linkage.citywide.durations.active_effects import ActiveEffects, effect_rows
from linkage.citywide.engine.column_fixpoint import ColumnFixpoint
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Flags


def queried_rows(run: ColumnFixpoint, query: CountQuery) -> dict[str, Flags]:
    """The rows that a query counts, by rule: `bool[subjects]`. All of them, or those in force on its day."""
    if query.on_day is None:
        return effect_rows(run, run.effects)
    if query.latest_removals is None:
        raise ValueError("a day can't be asked about without saying how removals travel")
    return ActiveEffects(run, query.on_day, query.latest_removals).rows()


def subjects_in_both(
    subject_index: SubjectIndex, first_rows: Mapping[str, Flags], second_rows: Mapping[str, Flags]
) -> Flags:
    """The subjects who have a row that is among both sets of rows: `bool[subjects]`."""
    flags = subject_index.empty_flags()
    for rule, first_flags in first_rows.items():
        second_flags = second_rows.get(rule)
        if second_flags is not None:
            size = min(len(first_flags), len(second_flags))
            flags[:size] |= first_flags[:size] & second_flags[:size]
    return flags


def merged_flags(subject_index: SubjectIndex, parts: Iterable[Flags]) -> Flags:
    """The subjects who have any of some flags: `bool[subjects]`."""
    flags = subject_index.empty_flags()
    for part in parts:
        flags[: len(part)] |= part
    return flags
