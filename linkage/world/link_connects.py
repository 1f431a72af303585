"""Whether a link's chain of identifiers connects its two databases. Source: design 3.1."""

from __future__ import annotations

from linkage.world.model import Link, World


def connection_fault(world: World, link: Link) -> str | None:
    """Why a link's chain of identifiers doesn't connect, or nothing (design 3.1)."""
    for name in (link.source, link.target):
        if name not in world.databases:
            return f"there is no database '{name}'"
    source, target = world.databases[link.source], world.databases[link.target]
    if source is target:
        return "it leads from a database to itself"
    if "both" not in (source.holds, target.holds) and source.holds != target.holds:
        return f"'{source.id}' holds {source.holds} and '{target.id}' holds {target.holds}"
    if link.key not in source.identifiers:
        return f"'{source.id}' holds no {link.key}"
    given = link.key
    for register, gives in link.via:
        if (register, given, gives) not in world.registers:
            return f"'{register}' doesn't translate {given} into {gives}"
        given = gives
    return None if given in target.identifiers else f"'{target.id}' holds no {given}"
