"""Whether a link connects: its chain of identifiers leads from the one database to the other. Source: design 3.1."""

from __future__ import annotations

from linkage.world.model import Link, World


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
    if link.key not in source.identifiers:
        return f"'{source.id}' holds no {link.key}"
    identifier = link.key
    for register, to_identifier in link.via:
        if (register, identifier, to_identifier) not in world.registers:
            return f"'{register}' doesn't translate {identifier} into {to_identifier}"
        identifier = to_identifier
    return None if identifier in target.identifiers else f"'{target.id}' holds no {identifier}"
