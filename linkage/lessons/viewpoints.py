"""The viewpoints of a discussion: cards and readings of the world, with their quotes, from both sides."""

from __future__ import annotations

from dataclasses import dataclass

from linkage.errors import LinkageError, unknown
from linkage.lessons.lesson_model import Discussion
from linkage.world.model import World


@dataclass(frozen=True, slots=True)
class QuotedText:
    """A quoted sentence, or our plain reading of it where the text was not seen, with its source."""

    text: str
    seen: bool
    source: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """One side of a discussion: a card or a reading."""

    id: str
    title: str
    says: str
    quotes: tuple[QuotedText, ...]
    what_if: str  # the what-if that switches it on; blank: there is none


def viewpoints(world: World, discussion: Discussion) -> tuple[Viewpoint, ...]:
    """The viewpoints of a discussion; each card is followed by the one that stands against it.

    Raises:
        LinkageError: a card or reading that isn't there.
    """
    cards, readings = world.everything.cards, world.everything.readings
    listed: list[str] = []
    for card in discussion.cards:
        if card not in cards:
            raise LinkageError(unknown("card", card, cards))
        listed.append(card)
        listed += [cards[card].against] if cards[card].against in cards else []
    sides = [_card_viewpoint(world, card) for card in dict.fromkeys(listed)]
    for reading in discussion.readings:
        if reading not in readings:
            raise LinkageError(unknown("reading", reading, readings))
        row = readings[reading]
        quotes = _quoted_texts(world, row.evidence)
        sides.append(Viewpoint(reading, row.title, row.about, quotes, f"reading:{reading}"))
    return tuple(sides)


def has_two_sides(sides: tuple[Viewpoint, ...]) -> bool:
    """Whether there are two sides: two cards or readings, or one card whose quotes come from two sources."""
    sources = {quote.source_id for side in sides for quote in side.quotes}
    return len(sides) > 1 or len(sources) > 1


def _card_viewpoint(world: World, id_: str) -> Viewpoint:
    card = world.everything.cards[id_]
    return Viewpoint(id_, card.title, card.says, _quoted_texts(world, card.evidence), card.what_if)


def _quoted_texts(world: World, evidence: tuple[str, ...]) -> tuple[QuotedText, ...]:
    everything = world.everything
    texts = []
    for quote_id in evidence:
        quote = everything.quotes[quote_id]
        source = everything.sources.get(quote.source)
        titled = " · ".join(part for part in (source.publisher, source.title, source.date) if part) if source else ""
        texts.append(QuotedText(quote.quote or quote.says, bool(quote.quote), titled, quote.source))
    return tuple(texts)
