"""The paths of links: their translations, the columns they need, the record kinds they carry. Knows no people."""

from __future__ import annotations

from linkage.world.composites import parts_of
from linkage.world.model import Link, World

SIDES = ("residents", "companies")
"""The two kinds of subject that own accounts and are named by identifiers."""


def hops_of(link: Link) -> tuple[tuple[str, str, str], ...]:
    """A link's translations: register, the identifier it translates from, the one it translates to."""
    from_identifier, hops = link.key, []
    for register, to_identifier in link.via:
        hops.append((register, from_identifier, to_identifier))
        from_identifier = to_identifier
    return tuple(hops)


def columns_of(link: Link) -> tuple[tuple[str, str], ...]:
    """Every column that a link needs: database, identifier. If one is blank, it carries nothing."""
    needed = [(link.source, link.key)]
    for register, from_identifier, to_identifier in hops_of(link):
        needed += [(register, from_identifier), (register, to_identifier)]
    needed.append((link.target, link.last))
    return tuple((database, part) for database, key in needed for part in parts_of(key))


def joins_on(world: World, database: str, identifier: str) -> bool:
    """Whether links can join on a column: it is there, not blank, and its database isn't isolated."""
    return database not in world.isolated and world.holds(database, identifier)


def pairs_count_from(link: Link) -> float:
    """The probability (0-1) from which a link's given pairs count."""
    return 0.5 if link.threshold is None else link.threshold


def first_blank(world: World, link: Link) -> tuple[str, str] | None:
    """The first column of a link's join that is blank, gone or in an isolated database: database, identifier.

    Pairs that are given for a link need no column: they end only where its source or target is isolated.
    """
    if link.id in world.paired:
        ends = (link.source, parts_of(link.key)[0]), (link.target, parts_of(link.last)[0])
        return next((end for end in ends if end[0] in world.isolated), None)
    return next(
        ((database, column) for database, column in columns_of(link) if not joins_on(world, database, column)), None
    )


def finds_across_districts(world: World) -> bool:
    """Whether a link joins on an identifier whose values residents of a whole district share."""
    identifiers = world.everything.identifiers
    return any(identifiers[column].values for link in world.links.values() for _, column in columns_of(link))


def kinds_carried(world: World, link: Link) -> tuple[str, ...]:
    """The record kinds that a link carries, `*` spelled out."""
    return tuple(world.record_kinds) if "*" in link.carries else link.carries


def known_kinds(world: World) -> dict[tuple[str, str], frozenset[str]]:
    """The kinds of record that may come to the accounts of residents, or of companies, at each database.

    Kleene iteration: a kind is born at its home, by itself or by a listing, or comes over links that join. Whether a
    record ever matches somebody depends on the people; but a company's account has no residents' identifiers, and a
    resident's none of companies.

    >>> from linkage.world.storage.folders import load
    >>> known = known_kinds(load("tiny"))
    >>> ["fake-goods" in known["defaulter-list", whose] for whose in SIDES]
    [False, True]
    """
    known: dict[tuple[str, str], set[str]] = {(name, side): set() for name in world.databases for side in SIDES}
    for kind in world.record_kinds.values():
        for side in SIDES:
            if kind.home in world.databases and world.databases[kind.home].holds in (side, "both"):
                known[kind.home, side].add(kind.id)
    side_of = {name: identifier.holds for name, identifier in world.everything.identifiers.items()}
    live = [link for link in world.links.values() if first_blank(world, link) is None]
    changed = True
    while changed:
        changed = False
        for link in live:
            side, target_side = side_of[parts_of(link.key)[0]], side_of[parts_of(link.last)[0]]
            new_kinds = (
                known[link.source, side].intersection(kinds_carried(world, link)) - known[link.target, target_side]
            )
            if new_kinds:
                known[link.target, target_side] |= new_kinds
                changed = True
    return {database_side: frozenset(kinds) for database_side, kinds in known.items()}
