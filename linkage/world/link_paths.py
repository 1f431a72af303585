"""The ways of links in a world: what each translates, what it needs, what it carries. Knows no people."""

from __future__ import annotations

from linkage.world.model import Link, World

SIDES = ("residents", "companies")
"""Whose an account is, and whom an identifier names."""


def hops_of(link: Link) -> tuple[tuple[str, str, str], ...]:
    """A link's translations: register, the identifier it is given, the one it gives."""
    given, found = link.key, []
    for register, gives in link.via:
        found.append((register, given, gives))
        given = gives
    return tuple(found)


def columns_of(link: Link) -> tuple[tuple[str, str], ...]:
    """Every column that a link needs: database, identifier. If one is blank, it carries nothing."""
    needed = [(link.source, link.key)]
    for register, given, gives in hops_of(link):
        needed += [(register, given), (register, gives)]
    return (*needed, (link.target, link.last))


def first_blank(world: World, link: Link) -> tuple[str, str] | None:
    """The first column on a link's way that is blank or gone: database, identifier."""
    return next(
        ((database, column) for database, column in columns_of(link) if not world.holds(database, column)), None
    )


def kinds_carried(world: World, link: Link) -> tuple[str, ...]:
    """The record kinds that a link carries, `*` spelled out."""
    return tuple(world.record_kinds) if "*" in link.carries else link.carries


def known_kinds(world: World) -> dict[tuple[str, str], frozenset[str]]:
    """The kinds of record that may come to the accounts of residents, or of companies, at each database.

    They are born there, made by a listing, or come over links that join. Whether a record ever finds somebody on the
    way is for the people to say; but a company's account has no residents' identifiers, and a resident's none of firms.

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
    whose = {name: identifier.holds for name, identifier in world.everything.identifiers.items()}
    live = [link for link in world.links.values() if first_blank(world, link) is None]
    changed = True
    while changed:
        changed = False
        for link in live:
            side, other = whose[link.key], whose[link.last]
            new = known[link.source, side].intersection(kinds_carried(world, link)) - known[link.target, other]
            if new:
                known[link.target, other] |= new
                changed = True
    return {place: frozenset(kinds) for place, kinds in known.items()}
