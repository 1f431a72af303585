"""The rows that the peers start from: every account of everybody, as the agencies would keep them, in data frames.

Drawn by `linkage.population` alone, without `linkage.citywide`. A row of a list stands for the one that a record opens.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from linkage.population import random_draws
from linkage.population.residents import Accounts, Residents
from linkage.world.link_paths import first_blank, hops_of, kinds_carried
from linkage.world.model import Link, World
from linkage.world.storage.folders import load
from linkage.world.what_if.parser import under

COMPANY = 1 << 40
HOLDERS = (("resident", 0), ("company", COMPANY))


class Rows(NamedTuple):
    """Accounts by database, the true owners of values, records, and who is whose child or officer."""

    world: World
    people: Residents
    accounts: dict[str, pd.DataFrame]  # row, owner, and a column an identifier (-1: blank)
    owners: dict[str, pd.DataFrame]  # identifier → value, owner
    records: pd.DataFrame  # record, kind, row, owner, confirmed
    ties: dict[str, pd.DataFrame]  # falls_on → owner, other


def rows_of(name: str, seed: int, residents: int) -> Rows:
    """Everything of a bundled world's first residents."""
    world = under(load(name))
    people = Residents(world, seed, residents)
    accounts = {database: _accounts(people, database, number) for number, database in enumerate(people.world.databases)}
    owners = {identifier: _owners(people, identifier) for identifier in people.world.identifiers}
    return Rows(world, people, accounts, owners, _records(world, people, accounts), _ties(people))


def _accounts(people: Residents, name: str, number: int) -> pd.DataFrame:
    database, parts = people.world.databases[name], []
    for holder, offset in HOLDERS:
        if not database.can_hold(holder):
            continue
        numbers = np.arange(people.size(holder))
        if database.kind == "list":
            columns = {
                identifier: _first_values(people, identifier, holder, numbers) for identifier in database.identifiers
            }
            parts.append(pd.DataFrame({"owner": numbers + offset, **columns}))
            continue
        accounts = people.accounts(database, holder, numbers)
        columns = {identifier: people.cells(database, identifier, accounts) for identifier in database.identifiers}
        parts.append(pd.DataFrame({"owner": accounts.owners + offset, **columns}))
        parts.append(_opened(people, name, holder, offset, accounts))
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "row", table.index.to_numpy() + (number << 44))
    return table


def _opened(people: Residents, name: str, holder: str, offset: int, registered: Accounts) -> pd.DataFrame:
    """The rows that records of incidence open for those who have none."""
    database, parts = people.world.databases[name], [np.empty(0, dtype=np.int64)]
    for kind in people.world.record_kinds.values():
        if kind.home == name:
            parts.append(_holders(people, kind.id, holder))
    owners = np.setdiff1d(np.unique(np.concatenate(parts)), registered.owners)
    columns = {identifier: _first_values(people, identifier, holder, owners) for identifier in database.identifiers}
    return pd.DataFrame({"owner": owners + offset, **columns})


def _first_values(people: Residents, identifier: str, holder: str, numbers: np.ndarray) -> np.ndarray:
    has_value = people.value_counts(identifier, holder, numbers) > 0
    return np.where(has_value, people.value(identifier, numbers), -1)


def _owners(people: Residents, identifier: str) -> pd.DataFrame:
    parts = []
    for holder, offset in HOLDERS:
        subjects = np.arange(people.size(holder))
        counts = people.value_counts(identifier, holder, subjects)
        for place in range(int(counts.max(initial=0))):
            numbers = subjects[counts > place]
            parts.append(pd.DataFrame({"value": people.value(identifier, numbers, place), "owner": numbers + offset}))
    return pd.concat(parts, ignore_index=True)


def _holders(people: Residents, kind: str, holder: str) -> np.ndarray:
    size, everybody = people.block(holder), np.arange(people.size(holder))
    blocks = [everybody[low : low + size] for low in range(0, len(everybody), size)]
    return np.concatenate([people.holders(kind, holder, block) for block in blocks])


def _records(world: World, people: Residents, accounts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    parts = []
    for kind in world.record_kinds.values():
        for holder, offset in HOLDERS:
            if not people.world.databases[kind.home].can_hold(holder):
                continue
            numbers = _holders(people, kind.id, holder)
            rows = accounts[kind.home].loc[:, ["row", "owner"]].sort_values(["owner", "row"])
            low = np.searchsorted(rows.owner, numbers + offset, "left")
            count = np.searchsorted(rows.owner, numbers + offset, "right") - low
            slot = (people.home_draws(kind.id, holder, numbers) * count).astype(np.int64)
            parts.append(
                pd.DataFrame(
                    {
                        "kind": kind.id,
                        "row": rows.row.to_numpy()[low + slot],
                        "owner": numbers + offset,
                        "confirmed": ~people.is_suspected(kind.id, holder, numbers),
                    }
                )
            )
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "record", table.index.to_numpy())
    return table


def _ties(people: Residents) -> dict[str, pd.DataFrame]:
    residents, companies = np.arange(people.residents), np.arange(people.companies)
    children, officers = people.children(residents), people.officers(companies)
    child_of, child = np.nonzero(children >= 0)
    seat_of, seat = np.nonzero(officers >= 0)
    sits = pd.DataFrame({"owner": seat_of + COMPANY, "other": officers[seat_of, seat]})
    return {
        "children": pd.DataFrame({"owner": child_of, "other": children[child_of, child]}),
        "officers": sits,
        "company": pd.DataFrame({"owner": sits.other, "other": sits.owner}),
    }


def live_links(world: World) -> list[tuple[Link, tuple[tuple[str, str, str], ...], tuple[str, ...]]]:
    """The links that work: with their translations, and the kinds that they carry."""
    return [
        (link, hops_of(link), kinds_carried(world, link))
        for link in world.links.values()
        if first_blank(world, link) is None
    ]


def passes(rows: Rows, link: Link, records: pd.DataFrame) -> np.ndarray:
    """Which records a link lets through: their standing, and its draws."""
    passing = records.confirmed.to_numpy() if link.needs == "confirmed" else np.ones(len(records), dtype=bool)
    if link.share is None or link.share >= 1:
        return passing
    below = np.empty(len(records), dtype=bool)
    owners = records.owner.to_numpy()
    for kind in records["kind"].unique():
        for letter, companies in (("R", False), ("C", True)):
            selected = (records["kind"].to_numpy() == kind) & ((owners >= COMPANY) == companies)
            drawn = random_draws.link_draw_bits_at(
                rows.people.seed, link.id, f"{kind}:{letter}", owners[selected] % COMPANY
            )
            below[selected] = drawn < link.share * 2**32
    return passing & below
