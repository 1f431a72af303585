"""The city's numbers counted with sets, one row of `effects` after another: what the columns must come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from linkage.population.tables import Tables
from linkage.spread.steps import Effect, Spread
from linkage.world.model import World

Door = tuple[str, str]
Numbers = dict[Door, tuple[int, int, int, dict[int, int], dict[str, int], dict[str, tuple[int, int]]]]
Row = tuple[str, str, str, str]


def in_effects(world: World, tables: Tables, spread: Spread, on_day: int | None = None) -> Numbers:
    """Residents, companies, wrongly, by day, by group, by kind: of each service and effect (on a day: no days)."""
    rows: dict[Door, list[Effect]] = defaultdict(list)
    for effect in spread.effects:
        if on_day is None or in_force(effect, on_day):
            rows[effect.service, effect.effect].append(effect)
    kinds = kinds_at_firing(world, tables, spread)
    found: Numbers = {}
    for door, effects in rows.items():
        first: dict[str, int] = {}
        rightly = {effect.subject for effect in effects if not effect.wrong}
        for effect in effects:
            first[effect.subject] = min(effect.day, first.get(effect.subject, effect.day))
        people = [tables.people[subject] for subject in first]
        residents = sum(person.kind == "resident" for person in people)
        by_kind: dict[str, set[str]] = defaultdict(set)
        for effect in effects:
            for kind in kinds.get((effect.rule, effect.subject), ()):
                by_kind[kind].add(effect.subject)
        found[door] = (
            residents,
            len(people) - residents,
            len(first) - len(rightly),
            dict(sorted(Counter(first.values()).items())) if on_day is None else {},
            dict(sorted(Counter(person.group for person in people).items())),
            {
                kind: (sum(s[0] == "R" for s in by_kind[kind]), sum(s[0] == "C" for s in by_kind[kind]))
                for kind in sorted(by_kind)
            },
        )
    return found


def in_force(effect: Effect, day: int) -> bool:
    """Design 4.5: day ≤ D < until."""
    return effect.day <= day and (effect.until is None or day < effect.until)


def rows_in(spread: Spread, on_day: int | None = None) -> set[Row]:
    """The rows of effects (of a day: those in force)."""
    return {
        (each.subject, each.service, each.effect, each.rule)
        for each in spread.effects
        if on_day is None or in_force(each, on_day)
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
            if standing.get(step.record, "confirmed") == "confirmed":
                sure[step.account].add(step.record_kind)
    relation = {"children": "parent", "officers": "officer of", "company": "officer"}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for rule in world.rules.values():
        if not rule.at_a_service or rule.threshold is not None:
            continue
        for account, (database, subject) in owner.items():
            there = (sure if rule.needs == "confirmed" else known)[account] & set(rule.kinds)
            if database == rule.database and len(there) >= rule.at_least:
                on = [subject] if rule.falls_on == "self" else tables.related(relation[rule.falls_on], subject)
                for each in on:
                    found[rule.id, each] |= there
    return found


def of_answer(answer: dict[str, Any]) -> Numbers:
    """The JSON of `city` in the same shape."""
    kinds: dict[Door, dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in answer["by_record_kind"]:
        kinds[row["service"], row["effect"]][row["record_kind"]] = (row["residents"], row["companies"])
    return {
        (row["service"], row["effect"]): (
            row["residents"],
            row["companies"],
            row["wrongly"],
            {day: new for day, new, _ in row.get("by_day", ())},
            dict(sorted(row["by_group"].items())),
            dict(sorted(kinds[row["service"], row["effect"]].items())),
        )
        for row in answer["effects"]
    }


def without_kinds(numbers: Numbers) -> Numbers:
    """The same but for the last column: kinds of score rules are told apart elsewhere."""
    return {door: (*row[:5], {}) for door, row in numbers.items()}
