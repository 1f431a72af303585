"""All about one row of a world (a link, rule or database): what it rests on, and what depends on it.

Its row says what it is, whom it helps and whom it harms. Collected here are its quotes with the sources behind them,
the cards that are about it, the readings that keep it, the record kinds that can pass it; and, by running them, the
stories that use it, each with what changes for its subject if it is taken away. Knows no screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from linkage.answers.compare import change_sentences, compare_closed_services
from linkage.answers.spread_question import Answer, Question, ask, under_what_if
from linkage.errors import LinkageError, unknown
from linkage.spread.proofs import Derivation, DerivationGraph
from linkage.spread.steps import Effect, Step
from linkage.world.composites import parts_of
from linkage.world.link_paths import SIDES, columns_of, first_blank, kinds_carried, known_kinds
from linkage.world.model import Card, Database, Link, Quote, Reading, Rule, Source, Story, World
from linkage.world.what_if.intervention import Intervention
from linkage.world.what_if.link_interventions import CutLink
from linkage.world.what_if.parser import parse, text_of, under
from linkage.world.what_if.rule_interventions import RuleOff

ROW_TABLES = ("links", "rules", "databases")
"""The tables whose rows this file describes."""

MAX_NAMES = 12
"""How many names a sentence about a story's changes spells out; the rest is counted."""

Row = Link | Rule | Database


class QuoteChain(NamedTuple):
    """A quote with the chain of sources behind it: the article, what it repeats, what that repeats."""

    quote: Quote
    chain: tuple[Source, ...]


class RelatedCard(NamedTuple):
    """A card about a row, and how: it `switches` it, rests on one of its `quotes`, or `answers` such a card."""

    card: Card
    how: str


class AffectedStory(NamedTuple):
    """A story that a row affects: how many of its steps use the row, from which day, and what changes without it.

    Without steps, a record could pass the row, but another path is quicker.
    """

    story: Story
    steps: int
    day: int | None
    opened: tuple[str, ...]  # services that are open to its subject without it
    shut: tuple[str, ...]  # services that are newly closed without it
    says: str


@dataclass(frozen=True, eq=False)
class RowAbout:
    """All about one link, rule or database of a world."""

    world: World  # under the what-if
    what_if: str
    table: str
    row: Row
    held: bool  # whether the world has it under the what-if
    removal: str  # the what-if that takes it away
    kinds: tuple[str, ...]  # the record kinds that can pass it
    readings: tuple[Reading, ...]  # the readings that keep it
    evidence: tuple[QuoteChain, ...]
    cards: tuple[RelatedCard, ...]
    stories: tuple[AffectedStory, ...]


def row_about(
    world: World, name: str, what_if: str = "", answer: Callable[[Question], Answer] | None = None, table: str = ""
) -> RowAbout:
    """All about a link, rule or database of a world.

    Args:
        name: its id; of a name that two tables have, the link's, then the rule's.
        what_if: the what-if under which to describe it; the stories run under it, after their own.
        answer: how a question is answered (so that answers computed before can be used again).
        table: its table, where two tables have such a name.

    Raises:
        LinkageError: the world has no such link, rule or database.

    >>> from linkage.world.storage.folders import load
    >>> details = row_about(load("tiny"), "defaulter-list-to-rail-tickets")
    >>> details.removal, details.stories[0].opened
    ('cut:defaulter-list-to-rail-tickets', ('high-speed-rail', 'package-tour'))
    """
    everything = world.everything
    table, row = _find_row(everything, name, table)
    changed = under(everything, what_if)
    removals = _removal(everything, row)
    readings = everything.readings.values()
    answer = answer or (lambda question: ask(everything, question))
    evidence = tuple(_quote_chain(everything, quote_id) for quote_id in getattr(row, "evidence", ()))
    return RowAbout(
        changed,
        what_if,
        table,
        row,
        holds_row(changed, row),
        text_of(removals),
        _record_kinds(changed, row),
        tuple(reading for reading in readings if holds_row(under(everything, f"reading:{reading.id}"), row)),
        evidence,
        tuple(_related_cards(everything, row)),
        tuple(_affected_stories(everything, row, removals, what_if, answer)),
    )


def _find_row(world: World, name: str, table: str) -> tuple[str, Row]:
    """A row by its id, with the table that has it."""
    for candidate in (table,) if table else ROW_TABLES:
        if candidate in ROW_TABLES and name in getattr(world, candidate):
            return candidate, getattr(world, candidate)[name]
    known = [id_ for candidate in ROW_TABLES for id_ in getattr(world, candidate)]
    raise LinkageError(unknown("link, rule or database", name, known))


def source_chain(world: World, source: str) -> list[Source]:
    """The sources behind a source, itself first: an article, what it repeats, what that repeats.

    >>> from linkage.world.storage.folders import load
    >>> [source.id for source in source_chain(load("beijing"), "s002")]
    ['s002', 'xinhua', 'plan']
    """
    sources = world.everything.sources
    chain: list[Source] = []
    while source in sources and sources[source] not in chain:
        chain.append(sources[source])
        source = sources[source].via
    return chain


def _quote_chain(world: World, quote: str) -> QuoteChain:
    return QuoteChain(world.quotes[quote], tuple(source_chain(world, world.quotes[quote].source)))


def holds_row(world: World, row: Row) -> bool:
    """Whether a world has a row, as a reading or what-if leaves it; a link whose columns are blank doesn't count."""
    if isinstance(row, Link):
        return row.id in world.links and first_blank(world, row) is None
    return row.id in (world.rules if isinstance(row, Rule) else world.databases)


# -- the removal and the record kinds ---------------------------------------------------------------------------------


def links_and_rules_at(world: World, database: str) -> tuple[list[Link], list[Rule]]:
    """The links that come from a database, lead to it or translate through it; and its rules."""
    links = [link for link in world.links.values() if any(database == register for register, _ in columns_of(link))]
    return links, [rule for rule in world.rules.values() if rule.database == database]


def _removal(world: World, row: Row) -> tuple[Intervention, ...]:
    """The interventions that take a row away; a database goes with the links at it and its rules."""
    if isinstance(row, Link):
        return (CutLink(row.id),)
    if isinstance(row, Rule):
        return (RuleOff(row.id),)
    links, rules = links_and_rules_at(world, row.id)
    return (*(CutLink(link.id) for link in links), *(RuleOff(rule.id) for rule in rules))


def _record_kinds(world: World, row: Row) -> tuple[str, ...]:
    """The record kinds that can arrive at a row and that it carries or looks for."""
    if not holds_row(world, row):
        return ()
    known = known_kinds(world)
    if isinstance(row, Link):
        arriving = known[row.source, world.everything.identifiers[parts_of(row.key)[0]].holds]
        return tuple(kind for kind in kinds_carried(world, world.links[row.id]) if kind in arriving)
    database = row.database if isinstance(row, Rule) else row.id
    arriving = frozenset().union(*(known[database, side] for side in SIDES))
    wanted = world.rules[row.id].kinds if isinstance(row, Rule) else tuple(world.record_kinds)
    return tuple(kind for kind in wanted if kind in arriving)


# -- the cards ------------------------------------------------------------------------------------------------------


def _related_cards(world: World, row: Row) -> Iterator[RelatedCard]:
    """The cards about a row, in the order of the cards; of several relations the strongest is given."""
    relations: dict[str, str] = {}
    for card in world.cards.values():
        if any(_concerns_row(world, intervention, row) for intervention in parse(card.what_if, world)):
            relations[card.id] = "switches"
        elif set(card.evidence) & set(getattr(row, "evidence", ())):
            relations[card.id] = "quotes"
    for card in world.cards.values():
        if card.id in relations:
            yield RelatedCard(card, relations[card.id])
        elif card.against in relations:
            yield RelatedCard(card, "answers")


def _concerns_row(world: World, intervention: Intervention, row: Row) -> bool:
    """Whether an intervention is about a row: it names it, or blanks a column on its way."""
    kind = "link" if isinstance(row, Link) else "rule" if isinstance(row, Rule) else "database"
    return f"{kind}:{row.id}" in intervention.rows(world)


# -- the stories ----------------------------------------------------------------------------------------------------


def _affected_stories(
    world: World, row: Row, removals: tuple[Intervention, ...], what_if: str, answer: Callable[[Question], Answer]
) -> Iterator[AffectedStory]:
    """The stories whose steps use a row, or in which something changes without it (another path may be quicker)."""
    for story in world.stories.values():
        before = answer(Question(story=story.id, what_if=what_if))
        graph = DerivationGraph(before.plan, before.tables, before.spread)
        derivations = (derivation for listed in graph.derivations.values() for derivation in listed)
        is_used = any(_derivation_uses_row(derivation, row) for derivation in derivations)
        after = under_what_if(before, text_of([*parse(before.what_if, world), *removals]))
        if is_used or _effects_without_steps(before) != _effects_without_steps(after):
            steps = [step for step in before.spread.steps if _step_uses_row(step, row)]
            opened, closed, _ = compare_closed_services(before.spread, after.spread, before.subject)
            sentence, _ = change_sentences(world, before.spread, after.spread, before.subject, before.name, MAX_NAMES)
            day = min((step.day for step in steps), default=None)
            yield AffectedStory(story, len(steps), day, tuple(opened), tuple(closed), sentence)


def _effects_without_steps(answer: Answer) -> list[Effect]:
    """The effects of an answer without the ids of their steps, to be compared with those of another."""
    return [effect._replace(step="") for effect in answer.spread.effects]


def _derivation_uses_row(derivation: Derivation, row: Row) -> bool:
    """Whether a derivation uses a link or rule, or stands in a database or looks something up in it."""
    if isinstance(row, Database):
        registers = {joined.register for joined in derivation.joined}
        return derivation.account.partition("/")[0] == row.id or row.id in registers
    return derivation.by == row.id and (derivation.kind == "linked") == isinstance(row, Link)


def _step_uses_row(step: Step, row: Row) -> bool:
    """Whether a step was made by a link or rule, or stands in a database or looked something up in it."""
    if isinstance(row, Database):
        return step.database == row.id or any(joined.register == row.id for joined in step.joined)
    return step.by == row.id and (step.kind == "linked") == isinstance(row, Link)
