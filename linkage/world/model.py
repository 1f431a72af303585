"""The model of a world: frozen rows, one dataclass for each table, each column declared once.

How columns are declared stands in `columns`, whose names this module exports too. Rows stand in the order of
their ids, except what authors list in an order of their own (stories, cards, readings). Standard library only; knows
no folder, no people, no screen.

Why one flat value: a what-if is then a function from world to world, and comparing is holding two of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from types import MappingProxyType
from typing import Any

from linkage.vocabulary import (
    EFFECTS,
    FALLS_ON,
    NOTICES,
    REWARDS,
    SERVICE_EFFECTS,
    WITHOUT_SERVICE,
    label_line,
)
from linkage.world.authored_rows import Card as Card
from linkage.world.authored_rows import Figure as Figure
from linkage.world.authored_rows import Quote as Quote
from linkage.world.authored_rows import Reading as Reading
from linkage.world.authored_rows import Source as Source
from linkage.world.authored_rows import Story as Story
from linkage.world.columns import Hop as Hop
from linkage.world.columns import Threshold as Threshold
from linkage.world.columns import column, editors_column, evidence_column, number_status_column, status_column
from linkage.world.columns import columns as columns
from linkage.world.columns import default_of as default_of
from linkage.world.columns import shown_columns as shown_columns
from linkage.world.columns import written_columns as written_columns


@dataclass(frozen=True, slots=True)
class Agency:
    """An organisation that keeps databases."""

    id: str = column("id", "short name of the agency", required=True)
    name: str = column("text", "its name", required=True)
    name_zh: str = column("text", "its name in Chinese")
    sector: str = column("text", "its field: justice, transport, finance …")
    status: str = status_column()
    evidence: tuple[str, ...] = evidence_column()
    editors: str = editors_column()


@dataclass(frozen=True, slots=True)
class Identifier:
    """A kind of key that is meant to name one subject."""

    id: str = column("id", "short name of the identifier", required=True)
    name: str = column("text", "its name", required=True)
    name_zh: str = column("text", "its name in Chinese")
    token: str = column("text", "the visible prefix of its fake values", required=True)
    holds: str = column("choice", "whom it names", choices=("residents", "companies"), required=True)
    strength: str = column("choice", "weak: two subjects can share a value", choices=("strong", "weak"), required=True)
    values: int | None = column(
        "integer",
        "how many different values the residents of a district of 65,536 share among them (blank: each has its own)",
        sparse=True,
    )
    shared_by: str = column(
        "choice", "household: all of a household hold one value", choices=("household",), sparse=True
    )
    status: str = status_column()
    evidence: tuple[str, ...] = evidence_column()
    editors: str = editors_column()


@dataclass(frozen=True, slots=True)
class Database:
    """What an agency keeps; its rows are accounts."""

    id: str = column("id", "short name of the database", required=True)
    agency: str = column("ref", "who keeps it", to="agencies", required=True)
    name: str = column("text", "its name", required=True)
    name_zh: str = column("text", "its name in Chinese")
    kind: str = column(
        "choice",
        "a roll has its accounts beforehand; a list has none until a record puts someone on it",
        choices=("roll", "list"),
        required=True,
    )
    holds: str = column(
        "choice", "whose accounts it can have", choices=("residents", "companies", "both"), required=True
    )
    identifiers: tuple[str, ...] = column(
        "refs",
        "its columns; a roll that begins with phone, payment account, plate or company number has one account a value",
        to="identifiers",
        required=True,
    )
    coverage: float | None = column("share", "of a roll: the share of subjects with an account (blank: all)")
    number_status: str = number_status_column()
    status: str = status_column()
    evidence: tuple[str, ...] = evidence_column()
    editors: str = editors_column()

    def can_hold(self, kind: str) -> bool:
        """Whether a subject of that kind (`resident`, `company`) can have an account here."""
        return self.holds == "both" or self.holds == ("residents" if kind == "resident" else "companies")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A register translates one identifier into another; a reverse row leaves its figures blank."""

    database: str = column("ref", "the register", to="databases", required=True)
    from_: str = column(
        "composite",
        "what it is given; several identifiers with + between them",
        to="identifiers",
        required=True,
        head="from",
    )
    to: str = column("composite", "what it gives", to="identifiers", required=True)
    coverage: float | None = column("share", "share of rows whose `to` is filled, rightly or wrongly (blank: all)")
    wrong_household: float | None = column("share", "share of the filled rows whose `to` is another household member's")
    wrong_stranger: float | None = column("share", "share of the filled rows whose `to` is a stranger's")
    number_status: str = number_status_column()
    status: str = status_column()
    evidence: tuple[str, ...] = evidence_column()
    editors: str = editors_column()

    @property
    def id(self) -> str:
        """The row's name in messages."""
        return f"{self.database}.{self.from_}>{self.to}"

    @property
    def key(self) -> tuple[str, str, str]:
        """What the row stands under in its table."""
        return self.database, self.from_, self.to

    @property
    def carries_figures(self) -> bool:
        """Whether this row says how its `to` is filled (a reverse row does not)."""
        return not (self.coverage is None and self.wrong_household is None and self.wrong_stranger is None)


@dataclass(frozen=True, slots=True)
class ColumnErrors:
    """How many cells of a roll's column are blank or mistyped, though their account could hold a value."""

    database: str = column("ref", "the roll", to="databases", required=True)
    identifier: str = column("ref", "one of its columns", to="identifiers", required=True)
    missing: float | None = column("share", "share of the cells that are blank (blank: none)")
    mistyped: float | None = column("share", "share of the filled cells with a value that nobody owns (blank: none)")
    number_status: str = number_status_column()
    status: str = status_column()
    evidence: tuple[str, ...] = evidence_column()
    editors: str = editors_column()

    @property
    def id(self) -> str:
        """The row's name in messages."""
        return f"{self.database}.{self.identifier}"

    @property
    def key(self) -> tuple[str, str]:
        """What the row stands under in its table."""
        return self.database, self.identifier


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of fact that travels."""

    id: str = column("id", "short name of the kind", required=True)
    name: str = column("text", "its name", required=True)
    name_zh: str = column("text", "its name in Chinese")
    home: str = column("ref", "the database where such a record is born", to="databases", required=True)
    sign: str = column("choice", "whether it speaks for or against", choices=("negative", "positive"), required=True)
    class_: str = column(
        "choice",
        "act, financial, reputation (someone's opinion), listing (an agency's decision)",
        choices=("act", "financial", "reputation", "listing"),
        required=True,
        head="class",
    )
    per_100k: float | None = column(
        "number", "new records a year, per 100,000 residents of every age (they fall on adults), or companies"
    )
    suspected: float | None = column("share", "share of records not yet confirmed (blank: none)")
    lasts_days: int | None = column("days", "days until the original record expires (blank: for life)")
    number_status: str = number_status_column()
    status: str = status_column()
    evidence: tuple[str, ...] = evidence_column()
    editors: str = editors_column()


@dataclass(frozen=True, slots=True)
class Link:
    """A standing arrangement to copy records from one database to another."""

    id: str = column("id", "short name of the link", required=True)
    source: str = column("ref", "the database that sends", to="databases", required=True)
    target: str = column("ref", "the database that receives", to="databases", required=True)
    key: str = column(
        "composite",
        "the identifier that the source gives; of several with + between them all must agree",
        to="identifiers",
        required=True,
    )
    via: tuple[Hop, ...] = column("chain", "REGISTER.IDENTIFIER in order: the identifier (or several) each one gives")
    carries: tuple[str, ...] = column("carries", "* or record kinds", to="record_kinds", required=True)
    needs: str = column("choice", "which records pass", choices=("any", "confirmed"), default="any")
    share: float | None = column("share", "share of records really passed on (blank: all)")
    add_days: int | None = column("days", "days until a record is passed on (blank: 0)")
    remove_days: int | None = column("days", "days until a removal is passed on (blank: never)")
    notice: str = column("choice", "what the subject learns of it", choices=tuple(NOTICES), default="none")
    about: str = column("text", "what it is, whom it helps, whom it harms")
    number_status: str = number_status_column()
    status: str = status_column()
    evidence: tuple[str, ...] = evidence_column()
    threshold: float | None = column("share", "of given pairs: the probability from which they count", sparse=True)
    editors: str = editors_column()

    @property
    def last(self) -> str:
        """The identifier that joins at the target."""
        return self.via[-1].identifier if self.via else self.key


@dataclass(frozen=True, slots=True)
class Service:
    """What a resident tries to use."""

    id: str = column("id", "short name of the service", required=True)
    name: str = column("text", "its name", required=True)
    name_zh: str = column("text", "its name in Chinese")
    provider: str = column("ref", "the database or agency that provides it", to="databases|agencies")
    everyday: bool = column("yesno", "whether it counts among everyday services", default=False)
    instead: str = column("text", "the service that remains")
    hours: float | None = column("number", "what that costs more, in hours")
    needs: str = column("ref", "a service whose refusal closes this one", to="services")
    editors: str = editors_column()


@dataclass(frozen=True, slots=True)
class Rule:
    """At a database: this record brings this effect."""

    id: str = column("id", "short name of the rule", required=True)
    database: str = column("ref", "where the rule looks", to="databases", required=True)
    when: tuple[str, ...] | Threshold = column(  # noqa: RUF009 - as every column
        "when", "record kinds, or score<600 / score>=650", to="record_kinds", required=True, default=()
    )
    at_least: int = column("integer", "how many different kinds must be known", default=1)
    needs: str = column("choice", "which records trigger", choices=("any", "confirmed"), default="any")
    effect: str = column("choice", "what it does", choices=tuple(EFFECTS), required=True)
    service: str = column("ref", f"at which service (may be blank for {' and '.join(WITHOUT_SERVICE)})", to="services")
    lists: str = column("ref", "of a list rule: the record kind that it makes", to="record_kinds")
    points: int | None = column("integer", "of a points rule: how the score changes")
    amount: float | None = column("number", "of a fine, a wait, a slow service: how much")
    unit: str = column("text", "the unit of that amount")
    falls_on: str = column("choice", "on whom", choices=tuple(FALLS_ON), default="self")
    after_days: int | None = column("days", "days until it takes effect (blank: 0)")
    term_days: int | None = column("days", "how long it lasts (blank: as long as the record is known there)")
    notice: str = column("choice", "what the subject learns of it", choices=tuple(NOTICES), default="none")
    about: str = column("text", "what it is, whom it helps, whom it harms")
    number_status: str = number_status_column()
    status: str = status_column()
    evidence: tuple[str, ...] = evidence_column()
    editors: str = editors_column()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The record kinds that it looks for (none for a score rule)."""
        return () if isinstance(self.when, Threshold) else self.when

    @property
    def threshold(self) -> Threshold | None:
        """The score that it looks for, if it is a score rule."""
        return self.when if isinstance(self.when, Threshold) else None

    @property
    def at_a_service(self) -> bool:
        """Whether its effect is a row of `effects` (listings and points are not)."""
        return self.effect in SERVICE_EFFECTS


TABLES: Mapping[str, type] = MappingProxyType(
    {
        "sources": Source,
        "quotes": Quote,
        "agencies": Agency,
        "identifiers": Identifier,
        "databases": Database,
        "registers": RegisterRow,
        "columns": ColumnErrors,
        "record_kinds": RecordKind,
        "links": Link,
        "services": Service,
        "rules": Rule,
        "readings": Reading,
        "cards": Card,
        "figures": Figure,
        "stories": Story,
    }
)
"""The files of a world, without `.csv`, and what a row of each is."""

KEYED_BY_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"registers": ("database", "from", "to"), "columns": ("database", "identifier")}
)
"""The tables whose rows have no id: the columns that tell one row from another."""

ACCOUNT_PER_VALUE = frozenset({"phone", "payment-account", "plate", "company-number"})
"""The identifiers of which a roll that begins with one has an account for each value (design 3.2)."""

AUTHORED_ORDER = frozenset({"readings", "cards", "stories"})
"""The tables whose order of rows means something."""


@dataclass(frozen=True, slots=True)
class People:
    """The `[people]` table of `world.toml`: how invented people are drawn. Shares are 0-1, weights any numbers ≥ 0."""

    household_sizes: tuple[float, ...] = (0.20, 0.28, 0.28, 0.14, 0.07, 0.03)
    under_18: float = 0.7
    age_groups: tuple[tuple[str, float], ...] = (("18-34", 0.32), ("35-59", 0.46), ("60-plus", 0.22))
    namesakes: float = 0.02
    company_sizes: tuple[tuple[str, float], ...] = (("small", 0.85), ("medium", 0.12), ("large", 0.03))
    officers: tuple[tuple[str, int], ...] = (("small", 1), ("medium", 2), ("large", 3))
    residents_per_company: int = 32
    values: tuple[tuple[str, tuple[float, ...]], ...] = (
        ("payment-account", (0.12, 0.68, 0.20)),
        ("phone", (0.04, 0.76, 0.20)),
        ("plate", (0.75, 0.25)),
    )
    number_status: str = "assumed"


_DECLARED = ("agencies", "databases", "identifiers", "record_kinds", "links", "rules", "services")
_COUNTED_TABLES = (*_DECLARED, "readings", "stories")
"""The tables that a world counts when it shows itself."""


@dataclass(frozen=True, slots=True)
class World:
    """A world under some reading or what-if: frozen data.

    `blank` holds the columns that are blank everywhere in a database (after `drop`, `forget`, `keep`); `enforced` the
    share of accounts at which a rule fires, where that isn't all; `disputed` the day from which on the starting records
    of a kind are in dispute; `false_shares` the share of them that state what isn't so.
    `folder` is the world as its folder says it (everything); a folder's own world has none. Names in a what-if are
    looked up there, people are made from it, and `doors` are its services. `own_tables` is the path of agency tables
    that lie in the folder: they are read instead of making people.
    """

    id: str
    title: str = ""
    question: str = ""
    about: str = ""
    label: str = ""
    population: int = 22_000_000
    baseline: str = ""
    bases: Mapping[str, int] = field(default_factory=dict)
    people: People = People()
    lanes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    quotes: Mapping[str, Quote] = field(default_factory=dict)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    identifiers: Mapping[str, Identifier] = field(default_factory=dict)
    databases: Mapping[str, Database] = field(default_factory=dict)
    registers: Mapping[tuple[str, str, str], RegisterRow] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], ColumnErrors] = field(default_factory=dict)
    record_kinds: Mapping[str, RecordKind] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    cards: Mapping[str, Card] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    stories: Mapping[str, Story] = field(default_factory=dict)
    blank: frozenset[tuple[str, str]] = frozenset()
    isolated: frozenset[str] = frozenset()
    paired: frozenset[str] = frozenset()  # links whose pairs are given beside the agency tables
    corrected: Mapping[str, int] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)
    enforced: Mapping[str, float] = field(default_factory=dict)
    disputed: Mapping[str, int] = field(default_factory=dict)
    false_shares: Mapping[str, float] = field(default_factory=dict)
    folder: World | None = None
    own_tables: str = field(default="", compare=False)

    def __str__(self) -> str:
        """One line: what a world holds. `repr` says every row."""
        sizes = ", ".join(f"{len(getattr(self, table))} {table.replace('_', ' ')}" for table in _COUNTED_TABLES)
        return f"World {self.id} ({self.title}): {sizes}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """A notebook's text."""
        printer.text(str(self))

    def _repr_html_(self) -> str:
        """The same as HTML, with the question that the world asks."""
        rows = "".join(
            f"<tr><th>{table.replace('_', ' ')}</th><td>{len(getattr(self, table))}</td></tr>"
            for table in _COUNTED_TABLES
        )
        paragraphs = "".join(f"<p>{escape(text)}</p>" for text in (self.question, self.about) if text)
        return f"<h4>{escape(self.title or self.id)}</h4>{paragraphs}<table>{rows}</table>"

    @property
    def label_line(self) -> str:
        """The label of everything that is made from this world: that it is invented, and what it pictures."""
        return label_line(self.everything.label)

    @property
    def flawless(self) -> World:
        """The same world with every rule enforced at every account, and no column in error."""
        return replace(self, enforced={}, columns={}) if self.enforced or self.columns else self

    @property
    def everything(self) -> World:
        """All that the folder says, before any reading."""
        return self.folder or self

    def holds(self, database: str, identifier: str) -> bool:
        """Whether that column is there and not blank."""
        return identifier in self.databases[database].identifiers and (database, identifier) not in self.blank

    def is_list(self, database: str) -> bool:
        """Whether a database is a list (its accounts are opened by records)."""
        return self.databases[database].kind == "list"

    @property
    def doors(self) -> tuple[str, ...]:
        """The services that can be shut: all but those that only rewards name (in the folder's rules)."""
        effects_at: dict[str, set[str]] = {}
        for rule in self.everything.rules.values():
            if rule.at_a_service and rule.service:
                effects_at.setdefault(rule.service, set()).add(rule.effect)
        only_rewarding = {service for service, effects in effects_at.items() if effects <= REWARDS}
        return tuple(service for service in self.everything.services if service not in only_rewarding)


def card_quote(world: World, card: str) -> Quote | None:
    """The first quote of a card's evidence whose words were seen: the card's voice."""
    quotes = (world.quotes[name] for name in world.cards[card].evidence if name in world.quotes)
    return next((quote for quote in quotes if quote.quote), None)
