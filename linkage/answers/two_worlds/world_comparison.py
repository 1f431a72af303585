"""Two worlds side by side, or two editions of one: what differs in their folders, and what follows for people.

The same question is asked of both, of the same subject where both have it; then everybody's effects are compared, and
on request the whole city. Where the figures of `[people]` differ, so do the people, and the comparison says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from linkage.answers.compare import CHANGES, EffectChange, compare, compare_closed_services, count_changes
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer, Question, ask, given_people, spread_everybody
from linkage.answers.two_worlds.world_differences import CHANGED, SETTINGS, RowChange, world_differences
from linkage.answers.whole_city.city_report import CityCounter
from linkage.citywide.workers import Progress
from linkage.errors import LinkageError
from linkage.world.model import World
from linkage.world.storage.fingerprint import fingerprint

Json = dict[str, Any]
_MOST_CELL = 60


@dataclass(frozen=True)
class StoryChange:
    """One record's spread in both worlds; `why_not` says why there is none in one of them."""

    before: Answer | None
    after: Answer | None
    why_not: str = ""

    @property
    def changes(self) -> tuple[EffectChange, ...]:
        """What changes in each effect."""
        if self.before is None or self.after is None:
            return ()
        return compare(self.before.spread.effects, self.after.spread.effects)

    @property
    def doors(self) -> Json:
        """The services that open, shut and stay closed to the subject."""
        if self.before is None or self.after is None:
            return {}
        moves = compare_closed_services(self.before.spread, self.after.spread, self.before.subject)
        return dict(zip(("opened", "shut", "stay"), moves, strict=True))


@dataclass(frozen=True)
class WorldComparison:
    """Two worlds, their differences, and what follows for a story, for everybody and for the city."""

    worlds: tuple[World, World]
    differences: tuple[RowChange, ...]
    story: StoryChange
    residents: tuple[int, int]  # that everybody's effects are compared over
    effects: tuple[Json, ...]  # by service and effect
    city: tuple[Json, ...] | None = None

    @property
    def same_people(self) -> bool:
        """Whether no difference is one of the figures by which people are made."""
        made_of = {"people", "identifiers", "databases", "registers", "record_kinds"}
        return not any(row.table in made_of or row.row.startswith("people.") for row in self.differences)


def compare_worlds(
    before: World, after: World, question: Question, with_city: bool = False, progress: Progress | None = None
) -> WorldComparison:
    """What differs between two worlds, and what follows.

    Args:
        question: asked of both; its what-if holds in both.
        with_city: also count the whole city of each.
    """
    first, second = before.everything, after.everything
    sides = [spread_everybody(world, question) for world in (first, second)]
    changes = compare(sides[0][2].effects, sides[1][2].effects)
    residents = [sum(person.kind == "resident" for person in tables.people.values()) for _, tables, _ in sides]
    return WorldComparison(
        (first, second),
        tuple(world_differences(first, second)),
        _story_change(first, second, question),
        (residents[0], residents[1]),
        tuple(_effect_rows(changes)),
        tuple(_city_rows(first, second, question, progress)) if with_city else None,
    )


def _story_change(before: World, after: World, question: Question) -> StoryChange:
    """The story of the question in both worlds; the second one's subject is the first one's, if there is such a one."""
    try:
        first = ask(before, question)
    except LinkageError as error:
        return StoryChange(None, None, f"{before.id}: {error}")
    same = replace(question, story=first.story.id if first.story else "", resident=first.subject)
    try:
        return StoryChange(first, ask(after, same))
    except LinkageError as error:
        return StoryChange(first, None, f"{after.id}: {error}")


def _effect_rows(changes: tuple[EffectChange, ...]) -> Iterator[Json]:
    """For each service and effect, how many rows of everybody's effects change in which way."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for change in changes:
        counts.setdefault((change.effect.service, change.effect.effect), Counter())[change.change] += 1
    for (service, effect), counted in sorted(counts.items()):
        yield {"service": service, "effect": effect, **{word: counted[word] for word in CHANGES}}


def _city_rows(before: World, after: World, question: Question, progress: Progress | None) -> Iterator[Json]:
    """For each service and effect, residents and companies in one city and in the other."""
    counted: list[dict[tuple[str, str], Json]] = []
    for world in (before, after):
        tables = given_people(world, question)
        with CityCounter(world, question.seed, question.residents, tables=tables) as counter:
            rows = counter.answer(question.what_if, progress=progress)["effects"]
        counted.append({(row["service"], row["effect"]): row for row in rows})
    for service, effect in sorted(counted[0].keys() | counted[1].keys()):
        sides = [side.get((service, effect), {}) for side in counted]
        yield {
            "service": service,
            "effect": effect,
            **{
                holder: {"before": sides[0].get(holder, 0), "after": sides[1].get(holder, 0)}
                for holder in ("residents", "companies")
            },
        }


def comparison_json(result: WorldComparison) -> Json:
    """A comparison as data."""
    story = result.story
    return {
        "worlds": [{"world": world.id, "hash": fingerprint(world)} for world in result.worlds],
        "same_people": result.same_people,
        "differences": [
            {
                "table": row.table,
                "id": row.row,
                "change": row.change,
                "cells": [cell._asdict() for cell in row.cells],
            }
            for row in result.differences
        ],
        "story": {
            "story": story.before.story.id if story.before and story.before.story else "",
            "subject": story.before.subject if story.before else "",
            "counts": count_changes(story.changes),
            "doors": story.doors,
            "why_not": story.why_not,
        },
        "effects": {"residents": list(result.residents), "rows": list(result.effects)},
        **({} if result.city is None else {"city": list(result.city)}),
    }


def comparison_text(result: WorldComparison) -> str:
    """A comparison in lines for people."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: WorldComparison) -> Iterator[str]:
    before, after = result.worlds
    yield f"{before.id} ({fingerprint(before)}) and {after.id} ({fingerprint(after)})"
    if not result.differences:
        yield "no difference in settings and tables"
    for row in result.differences:
        if row.change != CHANGED:
            yield f"{row.change:<8} {row.table}: {row.row}"
        for cell in row.cells:
            place = row.row if row.table == SETTINGS else f"{row.row}, {cell.column}"
            yield f"{row.change:<8} {row.table}: {place}: {_short(cell.before)} -> {_short(cell.after)}"
    if not result.same_people:
        yield "the people differ, too: databases, identifiers, registers, records or [people] were changed"
    yield from _story_lines(result)
    yield f"everybody's effects, among {result.residents[0]:,} residents (then {result.residents[1]:,}):"
    services = {**before.services, **after.services}
    for counted in result.effects:
        moved = [f"{counted[word]:,} {word}" for word in CHANGES if counted[word]]
        yield f"  {name(services, counted['service']) or '-':<28} {counted['effect']:<8} {', '.join(moved)}"
    if result.city is not None:
        yield "the whole city:"
        for counted in result.city:
            numbers = "; ".join(
                f"{holder} {counted[holder]['before']:,} -> {counted[holder]['after']:,}"
                for holder in ("residents", "companies")
                if any(counted[holder].values())
            )
            yield f"  {name(services, counted['service']) or '-':<28} {counted['effect']:<8} {numbers}"
    yield before.label_line


def _story_lines(result: WorldComparison) -> Iterator[str]:
    story = result.story
    if story.before is not None:
        title = story.before.story.title if story.before.story else story.before.records[0].kind
        yield f"{title} - {story.before.name} ({story.before.subject}):"
    if story.why_not:
        yield f"  no comparison: {story.why_not}"
        return
    yield "  " + ", ".join(f"{number} {change}" for change, number in count_changes(story.changes).items())
    for word, moved in story.doors.items():
        services = {**result.worlds[0].services, **result.worlds[1].services}
        if moved:
            yield f"  {word}: {', '.join(name(services, service) for service in moved)}"


def _short(text: str) -> str:
    text = text if len(text) <= _MOST_CELL else text[:_MOST_CELL].rpartition(" ")[0] + " …"
    return f"'{text}'" if text else "a blank"
