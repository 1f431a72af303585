"""What authors write for readers: sources, quotes, readings, cards, figures and stories, a frozen row each.

The engine never needs them but for the readings. Knows no table that a record spreads through.
"""

from __future__ import annotations

from dataclasses import dataclass

from linkage.vocabulary import STATUSES
from linkage.world.columns import column, editors_column, evidence_column


@dataclass(frozen=True, slots=True)
class Source:
    """A text that was used."""

    id: str = column("id", "short name of the source", required=True)
    title: str = column("text", "its title", required=True)
    publisher: str = column("text", "who published it")
    date: str = column("text", "when, as far as it is known")
    where: str = column("text", "a seed's file name, or an address")
    via: str = column("ref", "the source that it repeats", to="sources")
    retrieved: str = column("text", "when it was read at its address")
    note: str = column("text", "what to be careful about")
    editors: str = editors_column()


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that claims rest on; blank where the text was not seen."""

    id: str = column("id", "short name of the quote", required=True)
    source: str = column("ref", "the source it stands in", to="sources", required=True)
    quote: str = column("text", "verbatim and short; blank where nobody here has seen the text")
    checked: str = column(
        "choice",
        "file: letter for letter in a file given; read: at the address; told: only through another source",
        choices=("file", "read", "told"),
        required=True,
    )
    says: str = column("text", "our plain reading of it")
    caution: str = column("text", "translation, hedge, conflict")
    editors: str = editors_column()


@dataclass(frozen=True, slots=True)
class Reading:
    """A named what-if with a voice and quotes: one way to read the sources."""

    id: str = column("id", "short name of the reading", required=True)
    title: str = column("text", "its title", required=True)
    about: str = column("text", "what it keeps and why")
    voice: str = column("text", "whose reading it is")
    keeps: tuple[str, ...] = column("statuses", "the statuses that it keeps", choices=tuple(STATUSES))
    what_if: str = column("what_if", "what else it changes")
    evidence: tuple[str, ...] = evidence_column()
    editors: str = editors_column()


@dataclass(frozen=True, slots=True)
class Card:
    """A card for discussion: a viewpoint, a conflict of sources, a gap."""

    id: str = column("id", "short name of the card", required=True)
    kind: str = column(
        "choice",
        "what sort of card",
        choices=("viewpoint", "conflict", "gap", "unclear", "date", "context"),
        required=True,
    )
    title: str = column("text", "its title", required=True)
    says: str = column("text", "what it says, and why it can't change the run where it can't")
    what_if: str = column("what_if", "what switching it changes")
    against: str = column("ref", "the card that it contradicts", to="cards")
    date: str = column("text", "of a date card: when")
    evidence: tuple[str, ...] = evidence_column()
    editors: str = editors_column()


@dataclass(frozen=True, slots=True)
class Figure:
    """A reported number, with what it is not."""

    id: str = column("id", "short name of the figure", required=True)
    value: float | None = column("number", "the number", required=True)
    bound: str = column("choice", "how the source bounds it", choices=("exact", "more than", "about"), required=True)
    unit: str = column("text", "bookings, people, entries …", required=True)
    area: str = column("text", "where", required=True)
    period: str = column("text", "over which time", required=True)
    as_of: str = column("text", "the date it speaks of")
    source: str = column("ref", "who states it", to="sources", required=True)
    compare: str = column("text", "service/effect that it may stand beside, or blank")
    why_not: str = column("text", "why it must not be read as a count of residents")
    evidence: tuple[str, ...] = evidence_column()
    editors: str = editors_column()


@dataclass(frozen=True, slots=True)
class Story:
    """One resident, one record: what a presenter opens."""

    id: str = column("id", "short name of the story", required=True)
    title: str = column("text", "its title", required=True)
    name: str = column("text", "the invented name used in sentences", required=True)
    subject: str = column(
        "choice",
        "whom to look for",
        choices=("adult", "parent", "officer", "company", "misregistered", "namesake"),
        required=True,
    )
    has: tuple[str, ...] = column("refs", "databases with an account (blank: as many as can be)", to="databases")
    residents: int | None = column("integer", "the population to look in (blank: 1,000)")
    record_kind: str = column("ref", "the record that is imposed", to="record_kinds", required=True)
    what_if: str = column("what_if", "the what-if it is told under")
    sentence: str = column("text", "the opening sentence")
    notes: str = column("text", "for the presenter")
    voices: tuple[str, ...] = column(
        "refs", "two cards that quote opposing voices (blank: none)", to="cards", sparse=True
    )
    editors: str = editors_column()
