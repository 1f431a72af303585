"""What a discussion lays on the table: cards and readings of the world, with their quotes, from both sides."""

from __future__ import annotations

from dataclasses import dataclass

from linkage.errors import LinkageError, unknown
from linkage.lessons.lesson_model import Talk
from linkage.world.model import World


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted sentence, or our plain reading where the text was not seen, and its source."""

    text: str
    seen: bool
    source: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side: a card or a reading."""

    id: str
    title: str
    says: str
    quotes: tuple[Quoted, ...]
    what_if: str  # what switches it on; blank: nothing does


def sides(world: World, talk: Talk) -> tuple[Side, ...]:
    """The sides of a discussion, each card with what stands against it.

    Raises:
        LinkageError: a card or reading that isn't there.
    """
    cards, readings = world.everything.cards, world.everything.readings
    listed: list[str] = []
    for each in talk.cards:
        if each not in cards:
            raise LinkageError(unknown("card", each, cards))
        listed.append(each)
        listed += [cards[each].against] if cards[each].against in cards else []
    found = [_card(world, each) for each in dict.fromkeys(listed)]
    for each in talk.readings:
        if each not in readings:
            raise LinkageError(unknown("reading", each, readings))
        row = readings[each]
        found.append(Side(each, row.title, row.about, _quotes(world, row.evidence), f"reading:{each}"))
    return tuple(found)


def balanced(found: tuple[Side, ...]) -> bool:
    """Whether there are two sides: two cards or readings, or one card whose quotes come from two sources."""
    sources = {quote.source_id for side in found for quote in side.quotes}
    return len(found) > 1 or len(sources) > 1


def _card(world: World, id_: str) -> Side:
    card = world.everything.cards[id_]
    return Side(id_, card.title, card.says, _quotes(world, card.evidence), card.what_if)


def _quotes(world: World, evidence: tuple[str, ...]) -> tuple[Quoted, ...]:
    everything = world.everything
    found = []
    for each in evidence:
        quote = everything.quotes[each]
        source = everything.sources.get(quote.source)
        titled = " · ".join(part for part in (source.publisher, source.title, source.date) if part) if source else ""
        found.append(Quoted(quote.quote or quote.says, bool(quote.quote), titled, quote.source))
    return tuple(found)
