"""The rows that the peers start from: every account of everybody, as the agencies would keep them, in columns.

Made by `people` alone; nothing of `linkage.city` is used. A row of a list stands for the one that a record would open.
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
    """Accounts by database, the truth about values, records, and who is whose child or officer."""

    world: World
    town: Residents
    accounts: dict[str, pd.DataFrame]  # row, owner, and a column an identifier (-1: blank)
    owners: dict[str, pd.DataFrame]  # identifier → value, owner
    records: pd.DataFrame  # record, kind, row, owner, confirmed
    ties: dict[str, pd.DataFrame]  # falls_on → owner, other


def rows_of(name: str, seed: int, residents: int) -> Rows:
    """Everything of a bundled world's first residents."""
    world = under(load(name))
    town = Residents(world, seed, residents)
    accounts = {database: _accounts(town, database, place) for place, database in enumerate(town.world.databases)}
    owners = {identifier: _owners(town, identifier) for identifier in town.world.identifiers}
    return Rows(world, town, accounts, owners, _records(world, town, accounts), _ties(town))


def _accounts(town: Residents, name: str, place: int) -> pd.DataFrame:
    database, parts = town.world.databases[name], []
    for holder, offset in HOLDERS:
        if not database.can_hold(holder):
            continue
        everybody = np.arange(town.size(holder))
        if database.kind == "list":
            columns = {each: _first(town, each, holder, everybody) for each in database.identifiers}
            parts.append(pd.DataFrame({"owner": everybody + offset, **columns}))
            continue
        some = town.accounts(database, holder, everybody)
        columns = {each: town.cells(database, each, some) for each in database.identifiers}
        parts.append(pd.DataFrame({"owner": some.owners + offset, **columns}))
        parts.append(_opened(town, name, holder, offset, some))
    found = pd.concat(parts, ignore_index=True)
    found.insert(0, "row", found.index.to_numpy() + (place << 44))
    return found


def _opened(town: Residents, name: str, holder: str, offset: int, there: Accounts) -> pd.DataFrame:
    """The rows that records of incidence open for those who have none."""
    database, parts = town.world.databases[name], [np.empty(0, dtype=np.int64)]
    for kind in town.world.record_kinds.values():
        if kind.home == name:
            parts.append(_holders(town, kind.id, holder))
    owners = np.setdiff1d(np.unique(np.concatenate(parts)), there.owners)
    columns = {each: _first(town, each, holder, owners) for each in database.identifiers}
    return pd.DataFrame({"owner": owners + offset, **columns})


def _first(town: Residents, identifier: str, holder: str, numbers: np.ndarray) -> np.ndarray:
    there = town.value_counts(identifier, holder, numbers) > 0
    return np.where(there, town.value(identifier, numbers), -1)


def _owners(town: Residents, identifier: str) -> pd.DataFrame:
    parts = []
    for holder, offset in HOLDERS:
        everybody = np.arange(town.size(holder))
        counts = town.value_counts(identifier, holder, everybody)
        for place in range(int(counts.max(initial=0))):
            who = everybody[counts > place]
            parts.append(pd.DataFrame({"value": town.value(identifier, who, place), "owner": who + offset}))
    return pd.concat(parts, ignore_index=True)


def _holders(town: Residents, kind: str, holder: str) -> np.ndarray:
    size, everybody = town.block(holder), np.arange(town.size(holder))
    blocks = [everybody[low : low + size] for low in range(0, len(everybody), size)]
    return np.concatenate([town.holders(kind, holder, block) for block in blocks])


def _records(world: World, town: Residents, accounts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    parts = []
    for kind in world.record_kinds.values():
        for holder, offset in HOLDERS:
            if not town.world.databases[kind.home].can_hold(holder):
                continue
            who = _holders(town, kind.id, holder)
            rows = accounts[kind.home].loc[:, ["row", "owner"]].sort_values(["owner", "row"])
            low = np.searchsorted(rows.owner, who + offset, "left")
            count = np.searchsorted(rows.owner, who + offset, "right") - low
            slot = (town.home_draws(kind.id, holder, who) * count).astype(np.int64)
            parts.append(
                pd.DataFrame(
                    {
                        "kind": kind.id,
                        "row": rows.row.to_numpy()[low + slot],
                        "owner": who + offset,
                        "confirmed": ~town.suspected(kind.id, holder, who),
                    }
                )
            )
    found = pd.concat(parts, ignore_index=True)
    found.insert(0, "record", found.index.to_numpy())
    return found


def _ties(town: Residents) -> dict[str, pd.DataFrame]:
    residents, companies = np.arange(town.residents), np.arange(town.companies)
    children, officers = town.children(residents), town.officers(companies)
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
    found = records.confirmed.to_numpy() if link.needs == "confirmed" else np.ones(len(records), dtype=bool)
    if link.share is None or link.share >= 1:
        return found
    below = np.empty(len(records), dtype=bool)
    owners = records.owner.to_numpy()
    for kind in records["kind"].unique():
        for letter, companies in (("R", False), ("C", True)):
            here = (records["kind"].to_numpy() == kind) & ((owners >= COMPANY) == companies)
            drawn = random_draws.held_back(rows.town.seed, link.id, f"{kind}:{letter}", owners[here] % COMPANY)
            below[here] = drawn < link.share * 2**32
    return found & below
