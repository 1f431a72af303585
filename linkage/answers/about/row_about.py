"""All that a world knows about one of its links, rules or databases: what it rests on, and what passes through it.

Its row says what it is, whom it helps and whom it harms. Found here are its quotes with the sources behind them, the
cards that speak of it, the readings that keep it, the records that can come this way; and, by running them, the
stories that pass through it, each with what changes for its subject if it is taken away. Knows no screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from linkage.answers.compare import change_sentence, doors
from linkage.answers.spread_question import Answer, Question, ask, under_what_if
from linkage.errors import LinkageError, unknown
from linkage.spread.proofs import Derivation, DerivationGraph
from linkage.spread.steps import Effect, Step
from linkage.world.link_paths import SIDES, columns_of, first_blank, kinds_carried, known_kinds
from linkage.world.model import Card, Database, Link, Quote, Reading, Rule, Source, Story, World
from linkage.world.what_if.intervention import Intervention
from linkage.world.what_if.link_interventions import CutLink
from linkage.world.what_if.parser import parse, text_of, under
from linkage.world.what_if.rule_interventions import RuleOff

KINDS = ("links", "rules", "databases")
"""The tables whose rows can be asked about."""

MOST = 12
"""So many names at a time are said of what changes in a story; the rest is counted."""

Row = Link | Rule | Database


class Behind(NamedTuple):
    """A quote, and the sources behind it: the article, what it repeats, what that repeats."""

    quote: Quote
    chain: tuple[Source, ...]


class Spoken(NamedTuple):
    """A card that speaks of a row: it `switches` it, rests on one of its `quotes`, or `answers` such a card."""

    card: Card
    how: str


class Passing(NamedTuple):
    """A story and a row: how many of its steps pass there, from which day, and what changes without it.

    Without steps, something could come that way, but another way is quicker.
    """

    story: Story
    steps: int
    day: int | None
    opened: tuple[str, ...]  # services that are open to its subject without it
    shut: tuple[str, ...]  # services that are newly closed without it
    says: str


@dataclass(frozen=True, eq=False)
class RowAbout:
    """One link, rule or database of a world."""

    world: World  # under the what-if
    what_if: str
    table: str
    row: Row
    held: bool  # whether it is there under the what-if
    removal: str  # the what-if that takes it away
    kinds: tuple[str, ...]  # the record kinds that can pass it
    readings: tuple[Reading, ...]  # the readings that keep it
    evidence: tuple[Behind, ...]
    cards: tuple[Spoken, ...]
    stories: tuple[Passing, ...]


def row_about(
    world: World, name: str, what_if: str = "", answer: Callable[[Question], Answer] | None = None, table: str = ""
) -> RowAbout:
    """All about a link, rule or database of a world.

    Args:
        name: its id; of a name that two tables have, the link's, then the rule's.
        what_if: under which it is looked at; the stories are told under it, after their own.
        answer: how a question is answered (so that answers made before can be used again).
        table: where it stands, of a name that two tables have.

    Raises:
        LinkageError: the world has no such link, rule or database.

    >>> from linkage.world.storage.folders import load
    >>> found = row_about(load("tiny"), "defaulter-list-to-rail-tickets")
    >>> found.removal, found.stories[0].opened
    ('cut:defaulter-list-to-rail-tickets', ('high-speed-rail', 'package-tour'))
    """
    everything = world.everything
    table, row = _row(everything, name, table)
    changed = under(everything, what_if)
    removed = _removal(everything, row)
    evidence = tuple(_behind(everything, each) for each in getattr(row, "evidence", ()))
    return RowAbout(
        changed,
        what_if,
        table,
        row,
        is_held(changed, row),
        text_of(removed),
        _kinds(changed, row),
        tuple(each for each in everything.readings.values() if is_held(under(everything, f"reading:{each.id}"), row)),
        evidence,
        tuple(_cards(everything, row)),
        tuple(_stories(everything, row, removed, what_if, answer or (lambda question: ask(everything, question)))),
    )


def _row(world: World, name: str, table: str) -> tuple[str, Row]:
    for each in (table,) if table else KINDS:
        if each in KINDS and name in getattr(world, each):
            return each, getattr(world, each)[name]
    known = [id_ for each in KINDS for id_ in getattr(world, each)]
    raise LinkageError(unknown("link, rule or database", name, known))


def chain(world: World, source: str) -> list[Source]:
    """The sources behind a source, itself first: an article, what it repeats, what that repeats.

    >>> from linkage.world.storage.folders import load
    >>> [each.id for each in chain(load("beijing"), "s002")]
    ['s002', 'xinhua', 'plan']
    """
    sources = world.everything.sources
    found: list[Source] = []
    while source in sources and sources[source] not in found:
        found.append(sources[source])
        source = sources[source].via
    return found


def _behind(world: World, quote: str) -> Behind:
    return Behind(world.quotes[quote], tuple(chain(world, world.quotes[quote].source)))


def is_held(world: World, row: Row) -> bool:
    """Whether a row is there under a reading or what-if; a link whose columns are blank carries nothing."""
    if isinstance(row, Link):
        return row.id in world.links and first_blank(world, row) is None
    return row.id in (world.rules if isinstance(row, Rule) else world.databases)


# -- what takes it away ---------------------------------------------------------------------------------------------


def touching(world: World, database: str) -> tuple[list[Link], list[Rule]]:
    """The links that come from a database, lead to it or look something up in it; and its rules."""
    links = [link for link in world.links.values() if any(database == each for each, _ in columns_of(link))]
    return links, [rule for rule in world.rules.values() if rule.database == database]


def _removal(world: World, row: Row) -> tuple[Intervention, ...]:
    """A database is taken away with its links, those that look something up in it, and its rules."""
    if isinstance(row, Link):
        return (CutLink(row.id),)
    if isinstance(row, Rule):
        return (RuleOff(row.id),)
    links, rules = touching(world, row.id)
    return (*(CutLink(link.id) for link in links), *(RuleOff(rule.id) for rule in rules))


def _kinds(world: World, row: Row) -> tuple[str, ...]:
    """The kinds of record that can come there, and that it carries or looks for."""
    if not is_held(world, row):
        return ()
    known = known_kinds(world)
    if isinstance(row, Link):
        there = known[row.source, world.everything.identifiers[row.key].holds]
        return tuple(kind for kind in kinds_carried(world, world.links[row.id]) if kind in there)
    database = row.database if isinstance(row, Rule) else row.id
    there = frozenset().union(*(known[database, side] for side in SIDES))
    wanted = world.rules[row.id].kinds if isinstance(row, Rule) else tuple(world.record_kinds)
    return tuple(kind for kind in wanted if kind in there)


# -- the cards ------------------------------------------------------------------------------------------------------


def _cards(world: World, row: Row) -> Iterator[Spoken]:
    """In the order of the cards; of several reasons the strongest is said."""
    found: dict[str, str] = {}
    for card in world.cards.values():
        if any(_concerns_row(world, each, row) for each in parse(card.what_if, world)):
            found[card.id] = "switches"
        elif set(card.evidence) & set(getattr(row, "evidence", ())):
            found[card.id] = "quotes"
    for card in world.cards.values():
        if card.id in found:
            yield Spoken(card, found[card.id])
        elif card.against in found:
            yield Spoken(card, "answers")


def _concerns_row(world: World, each: Intervention, row: Row) -> bool:
    """Whether an intervention is about a row: it names it, or blanks a column on its way."""
    kind = "link" if isinstance(row, Link) else "rule" if isinstance(row, Rule) else "database"
    return f"{kind}:{row.id}" in each.rows(world)


# -- the stories ----------------------------------------------------------------------------------------------------


def _stories(
    world: World, row: Row, removed: tuple[Intervention, ...], what_if: str, answer: Callable[[Question], Answer]
) -> Iterator[Passing]:
    """The stories that pass there, or for which something changes without it (another way may lead there)."""
    for story in world.stories.values():
        before = answer(Question(story=story.id, what_if=what_if))
        web = DerivationGraph(before.plan, before.tables, before.spread)
        ways = [way for found in web.ways.values() for way in found if _passes(way, row)]
        after = under_what_if(before, text_of([*parse(before.what_if, world), *removed]))
        if ways or _rows(before) != _rows(after):
            passing = [step for step in before.spread.steps if _made(step, row)]
            opened, shut, _ = doors(before.spread, after.spread, before.subject)
            says, _ = change_sentence(world, before.spread, after.spread, before.subject, before.name, MOST)
            day = min((step.day for step in passing), default=None)
            yield Passing(story, len(passing), day, tuple(opened), tuple(shut), says)


def _rows(answer: Answer) -> list[Effect]:
    """The effects, without the names of their steps."""
    return [each._replace(step="") for each in answer.spread.effects]


def _passes(way: Derivation, row: Row) -> bool:
    """Whether a way to know something passes a row, be it the quickest or not."""
    if isinstance(row, Database):
        return way.account.partition("/")[0] == row.id or any(each.register == row.id for each in way.joined)
    return way.by == row.id and (way.kind == "linked") == isinstance(row, Link)


def _made(step: Step, row: Row) -> bool:
    """Whether a step was made by a link or rule; or stands in a database, or was looked up there."""
    if isinstance(row, Database):
        return step.database == row.id or any(each.register == row.id for each in step.joined)
    return step.by == row.id and (step.kind == "linked") == isinstance(row, Link)
