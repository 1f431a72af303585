"""The city's counts by sets of subjects, one row of `effects` after another: what the column engine must give."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from linkage.population.tables import Tables
from linkage.spread.steps import Effect, Spread
from linkage.world.model import World

Door = tuple[str, str]
Numbers = dict[Door, tuple[int, int, int, int, dict[int, int], dict[str, int], dict[str, tuple[int, int]]]]
Row = tuple[str, str, str, str]


def city_counts(world: World, tables: Tables, spread: Spread, on_day: int | None = None) -> Numbers:
    """By service and effect: residents, companies, wrongly, falsely, by day, by group, by kind; on a day: no days."""
    rows: dict[Door, list[Effect]] = defaultdict(list)
    for effect in spread.effects:
        if on_day is None or in_force(effect, on_day):
            rows[effect.service, effect.effect].append(effect)
    kinds = kinds_at_firing(world, tables, spread)
    counts: Numbers = {}
    for door, effects in rows.items():
        first: dict[str, int] = {}
        rightly = {effect.subject for effect in effects if not effect.wrong}
        truly = {effect.subject for effect in effects if not effect.false}
        for effect in effects:
            first[effect.subject] = min(effect.day, first.get(effect.subject, effect.day))
        people = [tables.people[subject] for subject in first]
        residents = sum(person.kind == "resident" for person in people)
        by_kind: dict[str, set[str]] = defaultdict(set)
        for effect in effects:
            for kind in kinds.get((effect.rule, effect.subject), ()):
                by_kind[kind].add(effect.subject)
        counts[door] = (
            residents,
            len(people) - residents,
            len(first) - len(rightly),
            len(first) - len(truly),
            dict(sorted(Counter(first.values()).items())) if on_day is None else {},
            dict(sorted(Counter(person.group for person in people).items())),
            {
                kind: (sum(s[0] == "R" for s in by_kind[kind]), sum(s[0] == "C" for s in by_kind[kind]))
                for kind in sorted(by_kind)
            },
        )
    return counts


def in_force(effect: Effect, day: int) -> bool:
    """Design 4.5: day ≤ D < until."""
    return effect.day <= day and (effect.until is None or day < effect.until)


def rows_in(spread: Spread, on_day: int | None = None) -> set[Row]:
    """The rows of effects (of a day: those in force)."""
    return {
        (effect.subject, effect.service, effect.effect, effect.rule)
        for effect in spread.effects
        if on_day is None or in_force(effect, on_day)
    }


def kinds_at_firing(world: World, tables: Tables, spread: Spread) -> dict[tuple[str, str], set[str]]:
    """For each rule and subject on whom it falls, the kinds known at its firing accounts (no score rules)."""
    known: dict[str, set[str]] = defaultdict(set)
    owner: dict[str, tuple[str, str]] = {}
    standing = {record.id: record.standing for record in spread.records}
    sure: dict[str, set[str]] = defaultdict(set)
    for step in spread.steps:
        if step.kind in ("recorded", "linked", "listed"):
            owner[step.account] = (step.database, step.subject)
            known[step.account].add(step.record_kind)
            is_starting = step.record in standing
            disputed = is_starting and step.day >= world.disputed.get(step.record_kind, step.day + 1)
            if standing.get(step.record, "confirmed") == "confirmed" and not disputed:
                sure[step.account].add(step.record_kind)
    relation = {"children": "parent", "officers": "officer of", "company": "officer"}
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for rule in world.rules.values():
        if not rule.at_a_service or rule.threshold is not None:
            continue
        share = world.enforced.get(rule.id, 1)
        for account, (database, subject) in owner.items():
            if share < 1 and not tables.draws.of_rule(rule.id, account) < share:
                continue
            firing_kinds = (sure if rule.needs == "confirmed" else known)[account] & set(rule.kinds)
            if database == rule.database and len(firing_kinds) >= rule.at_least:
                affected = [subject] if rule.falls_on == "self" else tables.related(relation[rule.falls_on], subject)
                for affected_subject in affected:
                    kinds[rule.id, affected_subject] |= firing_kinds
    return kinds


def counts_of_answer(answer: dict[str, Any]) -> Numbers:
    """The counts in the JSON of `city`, in the shape of `city_counts`."""
    kinds: dict[Door, dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in answer["by_record_kind"]:
        kinds[row["service"], row["effect"]][row["record_kind"]] = (row["residents"], row["companies"])
    return {
        (row["service"], row["effect"]): (
            row["residents"],
            row["companies"],
            row["wrongly"],
            row["falsely"],
            {day: count for day, count, _ in row.get("by_day", ())},
            dict(sorted(row["by_group"].items())),
            dict(sorted(kinds[row["service"], row["effect"]].items())),
        )
        for row in answer["effects"]
    }


def without_kinds(numbers: Numbers) -> Numbers:
    """The counts without the last column: kinds of score rules are checked elsewhere."""
    return {door: (*row[:6], {}) for door, row in numbers.items()}
