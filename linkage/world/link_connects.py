"""Whether a link connects: its chain of identifiers leads from the one database to the other. Source: design 3.1."""

from __future__ import annotations

from collections.abc import Iterable

from linkage.world.composites import DISTRICT, MOST_PAIRS, parts_of
from linkage.world.model import Database, Identifier, Link, World


def connection_fault(world: World, link: Link) -> str | None:
    """The reason why a link's chain of identifiers doesn't connect, or None (design 3.1)."""
    for name in (link.source, link.target):
        if name not in world.databases:
            return f"there is no database '{name}'"
    source, target = world.databases[link.source], world.databases[link.target]
    if source is target:
        return "it leads from a database to itself"
    if "both" not in (source.holds, target.holds) and source.holds != target.holds:
        return f"'{source.id}' holds {source.holds} and '{target.id}' holds {target.holds}"
    if lacking := _first_lacking(source, link.key):
        return f"'{source.id}' holds no {lacking}"
    identifier = link.key
    for register, to_identifier in link.via:
        if (register, identifier, to_identifier) not in world.registers:
            return f"'{register}' doesn't translate {identifier} into {to_identifier}"
        identifier = to_identifier
    lacking = _first_lacking(target, identifier)
    return f"'{target.id}' holds no {lacking}" if lacking else key_fault(world, link)


def key_fault(world: World, link: Link) -> str | None:
    """The reason why one of a link's keys can't join: it names both kinds of subject, or finds far too many accounts.

    Each is by itself: a key's parts against the residents of a district (design 11.2).
    """
    for key in (link.key, *(hop.identifier for hop in link.via)):
        rows = [world.everything.identifiers[part] for part in parts_of(key)]
        if len({row.holds for row in rows}) > 1:
            return f"no row has both residents' and companies' identifiers, as {key} asks for"
        pairs = pairs_an_account(world.everything, rows)
        if pairs > MOST_PAIRS:
            return f"{key} finds some {pairs:,.0f} accounts for each, and at most {MOST_PAIRS} are followed"
    return None


def pairs_an_account(world: World, identifiers: Iterable[Identifier]) -> float:
    """How many residents of a district agree with one of them in all of some identifiers, on average.

    >>> from linkage.world.storage.folders import load
    >>> tiny = load("tiny")
    >>> pairs_an_account(tiny, [tiny.identifiers["phone"]])
    1.0
    """
    different = 1.0
    for identifier in identifiers:
        if identifier.values is not None:
            different *= identifier.values
        elif identifier.shared_by:
            different *= DISTRICT / _mean_household(world)
        else:
            return 1.0
    return max(1.0, DISTRICT / different)


def _mean_household(world: World) -> float:
    """How many residents live in the household of a resident, on average."""
    weights = world.people.household_sizes
    return sum(weight * size**2 for size, weight in enumerate(weights, 1)) / sum(
        weight * size for size, weight in enumerate(weights, 1)
    )


def _first_lacking(database: Database, key: str) -> str:
    """The first identifier of a key that a database doesn't hold, or a blank."""
    return next((part for part in parts_of(key) if part not in database.identifiers), "")
