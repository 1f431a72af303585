"""The world that is drafted from one's own tables: every row of it assumed, and each says so.

One record kind at the first table, the planned links carry it, and each other table has a rule that closes its service.
Knows no value of the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from linkage.own_data.draft_plan import DraftPlan
from linkage.tokens import MOST_RESIDENTS
from linkage.vocabulary import count_of
from linkage.world.model import (
    Agency,
    Database,
    Hop,
    Identifier,
    Link,
    People,
    RecordKind,
    RegisterRow,
    Rule,
    Service,
    Story,
    World,
)

ASSUMED = "assumed"
EVERYONE = "everyone"
"""The one age group of people of whom nothing is known."""

KIND = "record"
STORY = "first-record"
_LONGEST_TOKEN = 3


@dataclass(frozen=True)
class DraftFigures:
    """What is counted in the tables: subjects in all and by database, filled cells of registers, shared values."""

    subjects: int
    subjects_by_database: Mapping[str, int]
    filled: Mapping[tuple[str, str], float]  # database, identifier → share of its rows that hold a value
    shared: frozenset[str]  # identifiers of which some value belongs to two subjects


def drafted_world(
    name: str, plan: DraftPlan, figures: DraftFigures, truth: str, titles: Mapping[str, str] | None = None
) -> World:
    """The world of a plan.

    Args:
        truth: what stands for the truth, in words.
        titles: tables and identifiers whose names say less than their authors' own: name → what people call it.
    """
    titles = titles or {}

    def called(thing: str) -> str:
        return titles.get(thing) or title(thing)

    tokens = token_prefixes([identifier for held in plan.databases.values() for identifier in held])
    home, others = plan.home, list(plan.databases)[1:]
    kind = f"{home}-{KIND}"
    share = figures.subjects_by_database[home] / max(1, figures.subjects)
    databases = (
        Database(
            id=table,
            agency=_agency(table),
            name=called(table),
            kind="roll",
            holds="residents",
            identifiers=held,
            coverage=_share(figures.subjects_by_database[table] / max(1, figures.subjects)),
            number_status=ASSUMED,
            status=ASSUMED,
        )
        for table, held in plan.databases.items()
    )
    record_kind = RecordKind(
        id=kind,
        name=f"a record at {called(home)}",
        home=home,
        sign="negative",
        class_="act",
        per_100k=float(round(100_000 * share)),
        number_status=ASSUMED,
        status=ASSUMED,
    )
    return World(
        id=name,
        title=title(name),
        question=f"Whom does a record at {called(home)} follow to the other tables, and whom by mistake?",
        about=(
            f"Drafted from {count_of(len(plan.databases), 'table')}. Links, rules, services and the record are "
            f"assumed: change them. {truth[:1].upper()}{truth[1:]}. All values are tokens; nothing else of the tables "
            "was kept."
        ),
        label=f"a draft from one's own tables: {truth}",
        population=min(MOST_RESIDENTS, max(1, figures.subjects)),
        people=People(household_sizes=(1.0,), under_18=0.0, age_groups=((EVERYONE, 1.0),), namesakes=0.0),
        agencies={
            _agency(table): Agency(id=_agency(table), name=f"Keeper of {called(table)}", status=ASSUMED)
            for table in sorted(plan.databases)
        },
        identifiers={
            identifier: Identifier(
                id=identifier,
                name=called(identifier),
                token=token,
                holds="residents",
                strength="weak" if identifier in figures.shared else "strong",
                status=ASSUMED,
            )
            for identifier, token in sorted(tokens.items())
        },
        databases={row.id: row for row in sorted(databases, key=lambda row: row.id)},
        registers=_registers(plan, figures),
        record_kinds={kind: record_kind},
        links=_links(plan, kind),
        services={
            _service(table): Service(
                id=_service(table), name=f"Service of {called(table)}", provider=table, everyday=True
            )
            for table in sorted(others)
        },
        rules={
            row.id: row
            for row in sorted((_rule(table, kind, called(home)) for table in others), key=lambda row: row.id)
        },
        stories={
            STORY: Story(
                id=STORY,
                title=f"A record at {called(home)}",
                name="Somebody",
                subject="adult",
                record_kind=kind,
                sentence=f"Somebody has a record at {called(home)}.",
                notes="Everything here is assumed but who shares a value with whom: change names, links and rules.",
            )
        },
    )


def token_prefixes(identifiers: list[str]) -> dict[str, str]:
    """A visible prefix for each identifier's invented values; no two are alike.

    >>> token_prefixes(["email", "national-id", "e-mail", "42"])
    {'email': 'EMA', 'national-id': 'NAT', 'e-mail': 'EMB', '42': 'VAL'}
    """
    prefixes: dict[str, str] = {}
    for identifier in dict.fromkeys(identifiers):
        letters = "".join(letter for letter in identifier.upper() if "A" <= letter <= "Z")
        prefix = (letters + "VAL"[len(letters) :])[:_LONGEST_TOKEN]
        while prefix in prefixes.values():
            prefix = _next_prefix(prefix)
        prefixes[identifier] = prefix
    return prefixes


def _next_prefix(prefix: str) -> str:
    """The prefix that comes after one: EMA, EMB … EMZ, ENA."""
    stem, last = prefix[:-1], prefix[-1:]
    if last < "Z":
        return stem + chr(ord(last) + 1)
    return (_next_prefix(stem) if stem else "A") + "A"


def title(name: str) -> str:
    """A name for people: `phone-shop` as Phone shop.

    >>> title("phone-shop")
    'Phone shop'
    """
    words = name.replace("-", " ")
    return words[:1].upper() + words[1:]


def _agency(table: str) -> str:
    return f"keeper-of-{table}"


def _service(table: str) -> str:
    return f"service-of-{table}"


def _share(number: float) -> float | None:
    """A share with four digits; all of them is a blank."""
    return None if number >= 1 else round(number, 4)


def _rule(table: str, kind: str, home_title: str) -> Rule:
    return Rule(
        id=f"{table}-refuses",
        database=table,
        when=(kind,),
        effect="refuse",
        service=_service(table),
        about=f"Assumed: whoever has a record at {home_title} is refused here.",
        status=ASSUMED,
    )


def _links(plan: DraftPlan, kind: str) -> dict[str, Link]:
    rows = (
        Link(
            id=row.id,
            source=row.source,
            target=row.target,
            key=row.key,
            via=(Hop(row.register, row.last),) if row.register else (),
            carries=(kind,),
            about="Assumed: both tables hold this identifier."
            if not row.register
            else "Assumed: a register translates.",
            status=ASSUMED,
        )
        for row in plan.links
    )
    return {row.id: row for row in sorted(rows, key=lambda row: row.id)}


def _registers(plan: DraftPlan, figures: DraftFigures) -> dict[tuple[str, str, str], RegisterRow]:
    """A table with several identifiers translates the first into each other one; other ways where a link needs them."""
    rows: dict[tuple[str, str, str], RegisterRow] = {}
    for table, held in plan.databases.items():
        for other in held[1:]:
            rows[table, held[0], other] = RegisterRow(
                database=table,
                from_=held[0],
                to=other,
                coverage=round(figures.filled[table, other], 4),
                number_status=ASSUMED,
                status=ASSUMED,
            )
    for link in plan.links:
        if link.register:
            key = (link.register, link.key, link.last)
            rows.setdefault(key, RegisterRow(database=key[0], from_=key[1], to=key[2], status=ASSUMED))
    return dict(sorted(rows.items()))
