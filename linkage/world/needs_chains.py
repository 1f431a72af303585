"""Chains of services: one, the service that it needs, and so on. Where one is closed, all before it are."""

from __future__ import annotations

from linkage.world.model import World

NeedsChains = tuple[tuple[str, tuple[str, ...]], ...]
"""Services, each with itself and every service that it needs, the nearest first."""


def needs_chains(world: World) -> NeedsChains:
    """The chain of `needs` of every service that can be closed.

    >>> from linkage.world.storage import folders
    >>> dict(needs_chains(folders.load("tiny")))["package-tour"]
    ('package-tour', 'high-speed-rail')
    """
    return tuple((service, needs_chain(world, service)) for service in world.doors)


def needs_chain(world: World, service: str) -> tuple[str, ...]:
    """A service and every service that it needs, the nearest first."""
    chain, services = [service], world.everything.services
    while services[chain[-1]].needs in services and services[chain[-1]].needs not in chain:
        chain.append(services[chain[-1]].needs)
    return tuple(chain)
