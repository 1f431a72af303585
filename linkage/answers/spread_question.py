"""From a question to a spread: which world, whose record, among which people.

The command line, the screen and the notebook all ask here, so that the same question has the same answer in each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from linkage.errors import BadTableError, FaultError, LinkageError, NobodyFitsError, Place, unknown
from linkage.population import agency_files
from linkage.population.story_subject import choose, story_population
from linkage.population.tables import Record, Tables, of_town
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.steps import Effect, Spread
from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.model import Story, World
from linkage.world.what_if.parser import parse, text_of, under


@dataclass(frozen=True)
class Question:
    """What is asked. `story` or `record_kind` says whose record; neither: the world's first story.

    `residents` is a population (people), `seed` a whole number; `tables` names a folder or SQLite file to use instead
    of generated people.
    """

    story: str = ""
    record_kind: str = ""
    resident: str = ""
    what_if: str = ""
    seed: int = 1
    residents: int | None = None
    with_own: bool = False
    tables: Path | None = None


@dataclass(frozen=True, eq=False)
class Answer:
    """The spread that a question asks for, with all it was made from."""

    question: Question
    world: World  # under the what-if
    tables: Tables
    story: Story | None
    subject: str
    what_if: str  # the whole what-if: the story's own, then the question's
    records: tuple[Record, ...]

    @cached_property
    def plan(self) -> CompiledRules:
        """The world's live links and rules."""
        return CompiledRules.of(self.world)

    @cached_property
    def spread(self) -> Spread:
        """The spread itself."""
        return spread_from(self.plan, self.tables, self.records)

    @property
    def name(self) -> str:
        """What the subject is called in sentences."""
        return self.story.name if self.story else self.subject

    @property
    def residents(self) -> int:
        """The population that was looked in."""
        if self.tables.town is not None:
            return self.tables.town.residents
        return sum(person.kind == "resident" for person in self.tables.people.values())


def story_of(world: World, question: Question) -> Story | None:
    """The story that a question names; the first one if it names no record either."""
    stories = world.everything.stories
    if question.story:
        if question.story not in stories:
            raise LinkageError(unknown("story", question.story, stories))
        return stories[question.story]
    if question.record_kind:
        return None
    if not stories:
        raise LinkageError(f"'{world.id}' has no stories: name a record with --record.")
    return next(iter(stories.values()))


def tables_of(world: World, question: Question, residents: int) -> Tables:
    """The people a question is about: a town, or given tables."""
    if question.tables is not None:
        return agency_files.read(world, question.tables, question.seed)
    return of_town(world, question.seed, residents)


def whole_what_if(world: World, question: Question) -> str:
    """The story's what-if, then the question's own. A reading in the question replaces the story's.

    >>> from linkage.world.storage.folders import load
    >>> whole_what_if(load("tiny"), Question(story="court-fine", what_if="drop:phone"))
    'drop:phone'
    """
    story = story_of(world, question)
    told = parse(story.what_if, world, f"stories.csv, {story.id}") if story else ()
    asked = parse(question.what_if, world)
    if asked and asked[0].verb == "reading" and told and told[0].verb == "reading":
        told = told[1:]
    if asked and asked[0].verb == "reading":
        return text_of([asked[0], *told, *asked[1:]])
    return text_of([*told, *asked])


def ask(world: World, question: Question, tables: Tables | None = None) -> Answer:
    """Find the subject and its record, and answer with the spread.

    Args:
        tables: people made before, to be used again.

    Raises:
        LinkageError: a story, record kind or resident that isn't there; nobody who fits.
    """
    everything = world.everything
    story = story_of(everything, question)
    kind = story.record_kind if story else question.record_kind
    if kind not in everything.record_kinds:
        raise LinkageError(unknown("record kind", kind, everything.record_kinds))
    what_if = whole_what_if(everything, question)
    changed = under(everything, what_if)
    population = question.residents or (story_population(story) if story else 1_000)
    people = tables or tables_of(everything, question, population)
    subject = question.resident
    if not subject:
        has = story.has if story else ()
        subject = choose(everything, people, kind, story.subject if story else "", has)
    record = people.impose(kind, subject)
    records = [record]
    if question.with_own:
        people.visit_subject(subject)
        records += [each for each in people.records.values() if each.subject == subject and each != record]
    return Answer(question, changed, people, story, subject, what_if, tuple(sorted(records)))


def under_what_if(answer: Answer, what_if: str) -> Answer:
    """The same record of the same subject under another what-if (which replaces the whole of the first)."""
    return replace(answer, world=under(answer.world.everything, what_if), what_if=what_if)


def unanswerable(world: World) -> list[FaultError]:
    """The stories that can't be told, because nobody of their population fits."""
    faults: list[FaultError] = []
    for line, story in enumerate(world.everything.stories.values(), start=2):
        try:
            ask(world, Question(story=story.id))
        except NobodyFitsError as error:
            needed = f"at least {error.smallest:,}" if error.smallest else "a population in which somebody fits"
            place = Place("stories.csv", line, "residents")
            faults.append(BadTableError(place, f"{story_population(story):,} (story '{story.id}')", needed))
    return faults


def everybody(world: World, question: Question) -> tuple[World, Tables, Spread]:
    """The spread of every record of everybody, all at once."""
    changed = under(world.everything, question.what_if)
    tables = tables_of(world.everything, question, question.residents or 1_000)
    tables.visit_all()
    return changed, tables, spread_from(CompiledRules.of(changed), tables, tables.records.values())


def effect_at(spread: Spread, service: str, subject: str) -> Effect | None:
    """The effect that a question about a service means: the subject's own first, a refusal first, the earliest.

    A service that is closed because it needs another is explained by that one.
    """
    services = spread.world.services
    asked: str = service
    seen: set[str] = set()
    while asked and asked not in seen:
        seen.add(asked)
        there = [e for e in spread.effects if e.service == asked and (asked == service or e.effect in CLOSING_EFFECTS)]
        if there:
            return min(
                there, key=lambda e: (e.subject != subject, e.effect not in CLOSING_EFFECTS, e.day, e.rule, e.subject)
            )
        asked = services[asked].needs
    return None
