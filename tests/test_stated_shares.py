"""Every share and rate that a bundled world states is the one that its people show, counted in `generate`'s own tables.

Within 5 % of it, or within four standard errors where few are drawn (design 11.1). Everyday on a small town; `make
prove` counts 1,000,000 residents, a piece of the tables at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from linkage.population.account_table import Account
from linkage.population.households import NEIGHBOURHOOD
from linkage.population.residents import ACCOUNT_PER_VALUE
from linkage.population.tables import Tables, generate_tables
from linkage.world.model import RegisterRow, World
from linkage.world.storage import folders

OPENED = 20_000_000_000  # rows of a roll from this number on were opened by a record
PIECE = 32  # neighbourhoods counted at once
WORLDS = [entry.id for entry in folders.worlds() if "worlds" in entry.folder.parts]


class Hit(NamedTuple):
    """How many of how many have something, and the share of them that the world states."""

    name: str
    stated: float
    hits: int
    of: int


def pieces(world: World, residents: int) -> Iterator[Tables]:
    """The agency tables of a town, some neighbourhoods at a time."""
    for first in range(0, residents // NEIGHBOURHOOD, PIECE):
        tables = generate_tables(world, 1, residents)
        for neighbourhood in range(first, min(first + PIECE, residents // NEIGHBOURHOOD)):
            tables.visit(neighbourhood)
        yield tables


def delivered(world: World, residents: int) -> list[Hit]:
    """All stated shares of a world, counted over a whole town."""
    sums: dict[str, Hit] = {}
    for tables in pieces(world, residents):
        for hit in hits_of(world, tables):
            known = sums.get(hit.name, hit._replace(hits=0, of=0))
            sums[hit.name] = known._replace(hits=known.hits + hit.hits, of=known.of + hit.of)
    return list(sums.values())


def hits_of(world: World, tables: Tables) -> Iterator[Hit]:
    yield from households(world, tables)
    yield from companies(world, tables)
    yield from values(world, tables)
    yield from accounts(world, tables)
    for row in world.registers.values():
        if row.carries_figures:
            yield from register(tables, row)
    yield from records(world, tables)


def weighted(name: str, weights: dict[str, float], counts: Counter[str]) -> Iterator[Hit]:
    """A hit for each weight above nought."""
    for key, weight in weights.items():
        if weight:
            yield Hit(f"{name} {key}", weight / sum(weights.values()), counts[key], counts.total())


def households(world: World, tables: Tables) -> Iterator[Hit]:
    people = [person for person in tables.people.values() if person.kind == "resident"]
    sizes = Counter(person.household for person in people)
    stated = {str(size): weight for size, weight in enumerate(world.people.household_sizes, start=1)}
    yield from weighted("household of", stated, Counter(str(size) for size in sizes.values()))
    later = [person for person in people if int(person.id[1:]) - int(person.household[1:]) >= 2]
    yield Hit("under 18", world.people.under_18, sum(person.group == "under-18" for person in later), len(later))
    ages = Counter(person.group for person in people if person.group != "under-18")
    yield from weighted("age", dict(world.people.age_groups), ages)
    for name, identifier in world.identifiers.items():
        if identifier.strength == "weak" and identifier.values is None and not identifier.shared_by:
            shared = sum(len(tables.owners(name, tables.values(person.id, name)[0])) > 1 for person in people)
            yield Hit("namesakes", world.people.namesakes, shared, len(people))


def companies(world: World, tables: Tables) -> Iterator[Hit]:
    firms = [person for person in tables.people.values() if person.kind == "company"]
    if not firms:
        return
    residents = len(tables.people) - len(firms)
    yield Hit("companies", 1 / world.people.residents_per_company, len(firms), residents)
    yield from weighted("size", dict(world.people.company_sizes), Counter(firm.group for firm in firms))
    seats = dict(world.people.officers)
    taken = sum(len(tables.related("officer of", firm.id)) for firm in firms)
    yield Hit("seats", 1.0, taken, sum(seats.get(firm.group, 1) for firm in firms))


def values(world: World, tables: Tables) -> Iterator[Hit]:
    adults = [
        person.id for person in tables.people.values() if person.kind == "resident" and person.group != "under-18"
    ]
    for identifier, weights in world.people.values:
        if identifier in world.identifiers:
            counts = Counter(str(len(tables.values(adult, identifier))) for adult in adults)
            stated = {str(number): weight for number, weight in enumerate(weights)}
            yield from weighted(identifier, stated, counts)


def roll_rows(tables: Tables, database: str) -> list[Account]:
    rows = (account for account in tables.accounts.values() if account.database == database)
    return [row for row in rows if row.number < OPENED]


def accounts(world: World, tables: Tables) -> Iterator[Hit]:
    for name, database in world.databases.items():
        if (
            database.kind == "roll"
            and database.coverage is not None
            and database.identifiers[0] not in ACCOUNT_PER_VALUE
        ):
            holders = sum(database.can_hold(person.kind) for person in tables.people.values())
            yield Hit(f"coverage of {name}", database.coverage, len(roll_rows(tables, name)), holders)


def register(tables: Tables, row: RegisterRow) -> Iterator[Hit]:
    rows = roll_rows(tables, row.database)
    filled = [account for account in rows if row.to in account.values]
    owners = {account.id: tables.owners(row.to, account.values[row.to]) for account in filled}
    home = {person.id: person.household for person in tables.people.values()}
    wrong = [account for account in filled if account.subject not in owners[account.id]]
    relatives = sum(home[account.subject] == home[owners[account.id][0]] for account in wrong)
    name = f"{row.database} {row.from_}>{row.to}"
    if row.coverage is not None:
        yield Hit(f"{name} coverage", row.coverage, len(filled), len(rows))
    yield Hit(f"{name} household", row.wrong_household or 0.0, relatives, len(filled))
    yield Hit(f"{name} stranger", row.wrong_stranger or 0.0, len(wrong) - relatives, len(filled))


def records(world: World, tables: Tables) -> Iterator[Hit]:
    subjects = Counter(person.kind for person in tables.people.values())
    by_kind = Counter((record.kind, tables.people[record.subject].kind) for record in tables.records.values())
    suspected = Counter(record.kind for record in tables.records.values() if record.standing == "suspected")
    for name, kind in world.record_kinds.items():
        home, held = world.databases[kind.home], sum(by_kind[name, holder] for holder in subjects)
        for holder in subjects:
            if home.can_hold(holder):
                rate = (kind.per_100k or 0.0) / 100_000
                yield Hit(f"{name} of {holder}", rate, by_kind[name, holder], subjects[holder])
        yield Hit(f"{name} suspected", kind.suspected or 0.0, suspected[name], held)
    for link in world.links.values():
        share = 1.0 if link.share is None else link.share
        passing = sum(tables.draws.of_link(link.id, record) < share for record in tables.records)
        yield Hit(f"share of {link.id}", share, passing, len(tables.records))


def strays(hits: list[Hit]) -> list[str]:
    """The shares that are further off than 5 % and four standard errors."""
    far = []
    for hit in hits:
        error = (hit.stated * (1 - hit.stated) * hit.of) ** 0.5
        if abs(hit.hits - hit.stated * hit.of) > max(0.05 * hit.stated * hit.of, 4 * error):
            far.append(f"{hit.name}: {hit.hits:,} of {hit.of:,}, stated {hit.stated:g}")
    return far


@pytest.mark.thorough
@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("residents", [2_048, pytest.param(1_000_000, marks=pytest.mark.prove)])
def test_every_stated_share_is_the_share_delivered(name: str, residents: int, record_count) -> None:
    hits = delivered(folders.load(name), residents)
    record_count("stated shares", shares=len(hits))
    assert len(hits) > 20
    assert strays(hits) == []
