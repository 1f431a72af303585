"""A question about one record's spread, and its answer: which world, whose record, among which people, what if.

The command line, the screen and the notebook all ask here, so that the same question has the same answer in each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from linkage.answers.asked_numbers import USUAL_SEED
from linkage.errors import BadTableError, FaultError, LinkageError, NobodyFitsError, Place, unknown
from linkage.population.story_subject import choose_subject, story_population
from linkage.population.tables import Record, Tables, generate_tables
from linkage.population.text_tables.text_columns import collector_paused
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.steps import Effect, Spread
from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.model import Story, World
from linkage.world.what_if.parser import is_what_if, parse, text_of, under


@dataclass(frozen=True)
class Question:
    """A question about a spread. `story` or `record_kind` says whose record; neither: the world's first story.

    `residents` is a population (people), `seed` a whole number; `tables` names a folder or SQLite file to use instead
    of generated people. Where tables lie in the world's folder they are read, unless `residents` or another seed asks
    for invented people. `seed_stated` says that the seed is that of those tables; else their `about.csv` says it.
    """

    story: str = ""
    record_kind: str = ""
    resident: str = ""
    what_if: str = ""
    seed: int = USUAL_SEED
    residents: int | None = None
    with_own: bool = False
    tables: Path | None = None
    seed_stated: bool = False


SomeAnswer = TypeVar("SomeAnswer", bound="Answer")


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer of a question: the spread, with the world, people and records that it was computed from."""

    question: Question
    world: World  # under the what-if
    tables: Tables
    story: Story | None
    subject: str
    what_if: str  # the whole what-if: the story's own, then the question's
    records: tuple[Record, ...]

    @cached_property
    def plan(self) -> CompiledRules:
        """The world's links and rules, compiled for spreading."""
        return CompiledRules.of(self.world)

    @cached_property
    def spread(self) -> Spread:
        """The spread: all steps from the records, computed when it is first used."""
        return spread_from(self.plan, self.tables, self.records)

    @property
    def name(self) -> str:
        """The subject's name in sentences: the story's name for it, or its id."""
        return self.story.name if self.story else self.subject

    @property
    def residents(self) -> int:
        """The population that was looked in."""
        return self.tables.number_of_residents


def find_story(world: World, question: Question) -> Story | None:
    """The story that a question names; the world's first one if it names no record kind either, else None."""
    stories = world.everything.stories
    if question.story:
        if question.story not in stories:
            if is_what_if(question.story):
                raise LinkageError(f"There is no story '{question.story}': a what-if stands in what_if=.")
            raise LinkageError(unknown("story", question.story, stories))
        return stories[question.story]
    if question.record_kind:
        return None
    if not stories:
        raise LinkageError(f"'{world.id}' has no stories: name a record kind with record=.")
    return next(iter(stories.values()))


def tables_path(world: World, question: Question) -> Path | None:
    """The agency tables that a question reads: those it names, else those that lie in the world's folder.

    None: people are invented, as they are, too, where a question names a population or a seed of its own.
    """
    if question.tables is not None:
        return question.tables
    invents = question.residents is not None or question.seed != USUAL_SEED
    own_tables = world.everything.own_tables
    return Path(own_tables) if own_tables and not invents else None


def given_people(world: World, question: Question) -> Tables | None:
    """The agency tables that a question names, or that lie in the world's folder; None: people are invented."""
    path = tables_path(world, question)
    if path is None:
        return None
    from linkage.population.own_tables import agency_reader  # loaded where somebody has tables

    return agency_reader.read(world, path, question.seed if question.seed_stated else None)


def question_tables(world: World, question: Question, residents: int) -> Tables:
    """The agency tables that a question is about: given ones, those in the world's folder, or a generated town's."""
    given = given_people(world, question)
    if given is not None:
        return given
    return generate_tables(world, question.seed, residents)


def combined_what_if(world: World, question: Question) -> str:
    """The story's what-if, then the question's own. A reading in the question replaces the story's.

    >>> from linkage.world.storage.folders import load
    >>> combined_what_if(load("tiny"), Question(story="court-fine", what_if="drop:phone"))
    'drop:phone'
    """
    story = find_story(world, question)
    if story is None:
        return added_what_if(world, "", question.what_if)
    return added_what_if(world, story.what_if, question.what_if, f"stories.csv, {story.id}")


def added_what_if(world: World, first: str, added: str, place: str = "") -> str:
    """A what-if with another behind it, as one text. A reading in the second replaces the first one's.

    Args:
        place: where the first what-if stands, for the message about a fault in it.

    Raises:
        WhatIfError: one of them can't be read.
    """
    base, changes = parse(first, world, place), parse(added, world)
    if changes and changes[0].verb == "reading" and base and base[0].verb == "reading":
        base = base[1:]
    if changes and changes[0].verb == "reading":
        return text_of([changes[0], *base, *changes[1:]])
    return text_of([*base, *changes])


def ask(world: World, question: Question, tables: Tables | None = None) -> Answer:
    """Choose the subject, impose its record, and return the answer, which holds the spread.

    Args:
        tables: agency tables to use again instead of the question's own.

    Raises:
        LinkageError: a story, record kind or resident that isn't there; nobody who fits.
    """
    everything = world.everything
    story = find_story(everything, question)
    kind = story.record_kind if story else question.record_kind
    if kind not in everything.record_kinds:
        raise LinkageError(unknown("record kind", kind, everything.record_kinds))
    what_if = combined_what_if(everything, question)
    population = question.residents or (story_population(story) if story else 1_000)
    changed = under(everything, what_if)  # before the people, who may take long to make
    tables = tables or question_tables(everything, question, population)
    if tables.given_pairs:
        from linkage.population.own_tables.pair_reader import paired_world

        everything = paired_world(everything, tables)
        changed = under(everything, what_if)
    subject = question.resident
    if not subject:
        databases = story.has if story else ()
        subject = choose_subject(everything, tables, kind, story.subject if story else "", databases)
    record = tables.impose(kind, subject)
    records = [record]
    if question.with_own:
        tables.visit_subject(subject)
        records += [own for own in tables.records.values() if own.subject == subject and own != record]
    return Answer(question, changed, tables, story, subject, what_if, tuple(sorted(records)))


def under_what_if(answer: SomeAnswer, what_if: str) -> SomeAnswer:
    """The answer for the same record of the same subject under another what-if, which replaces the first as a whole."""
    return replace(answer, world=under(answer.world.everything, what_if), what_if=what_if)


def unanswerable_stories(world: World) -> list[FaultError]:
    """A fault for each story that has no answer, because nobody of its population fits."""
    faults: list[FaultError] = []
    for line, story in enumerate(world.everything.stories.values(), start=2):
        try:
            ask(world, Question(story=story.id))
        except NobodyFitsError as error:
            needed = f"at least {error.smallest:,}" if error.smallest else "a population in which somebody fits"
            place = Place("stories.csv", line, "residents")
            faults.append(BadTableError(place, f"{story_population(story):,} (story '{story.id}')", needed))
    return faults


def spread_everybody(world: World, question: Question) -> tuple[World, Tables, Spread]:
    """The world under a question's what-if, everybody's agency tables, and the spread of all their records at once."""
    from linkage.population.own_tables.pair_reader import paired_world

    changed = under(world.everything, question.what_if)
    with collector_paused():
        tables = question_tables(world.everything, question, question.residents or 1_000)
        tables.visit_all()
        changed = under(paired_world(world.everything, tables), question.what_if)
        return changed, tables, spread_from(CompiledRules.of(changed), tables, tables.records.values())


def find_effect(spread: Spread, service: str, subject: str) -> Effect | None:
    """The effect to explain for a service: of several the subject's own, a refusal, the earliest; None: there is none.

    A service that is closed because it needs another is explained by that one.
    """
    services = spread.world.services
    needed: str = service
    seen: set[str] = set()
    while needed and needed not in seen:
        seen.add(needed)
        effects = [
            e for e in spread.effects if e.service == needed and (needed == service or e.effect in CLOSING_EFFECTS)
        ]
        if effects:
            return min(
                effects, key=lambda e: (e.subject != subject, e.effect not in CLOSING_EFFECTS, e.day, e.rule, e.subject)
            )
        needed = services[needed].needs
    return None
