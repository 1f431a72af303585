"""The ways of links in a world: what each translates, what it needs, what it carries. Knows no people."""

from __future__ import annotations

from linkage.world.model import Link, World


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
