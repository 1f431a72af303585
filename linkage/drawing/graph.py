"""The graph of a world, with links, rules and services as nodes, and the reach of one kind of record in it.

Why links are nodes: two links between the same databases on different identifiers are the core case here, and
networkx merges parallel edges when it looks for cuts. With a node for each link (database → link → database) a
plain `DiGraph` tells them apart. Knows nothing of shares, days or persons: it says what is possible.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

import networkx as nx

from linkage.vocabulary import CLOSING_EFFECTS, SCORE_EFFECTS
from linkage.world.link_paths import first_blank
from linkage.world.model import Link, Rule, World


def world_graph(world: World) -> nx.DiGraph:
    """The graph of databases, links, rules and services, joined as records may pass: `database:…`, `link:…`."""
    graph = nx.DiGraph(name=world.id)
    for database in world.databases.values():
        graph.add_node(f"database:{database.id}", kind="database", name=database.name, agency=database.agency)
    for service in world.services.values():
        graph.add_node(f"service:{service.id}", kind="service", name=service.name)
    for link in world.links.values():
        graph.add_node(f"link:{link.id}", kind="link", identifier=link.key, status=link.status)
        nx.add_path(graph, (f"database:{link.source}", f"link:{link.id}", f"database:{link.target}"))
    for rule in world.rules.values():
        graph.add_node(f"rule:{rule.id}", kind="rule", effect=rule.effect, status=rule.status)
        graph.add_edge(f"database:{rule.database}", f"rule:{rule.id}")
        for target in _targets(world, rule):
            graph.add_edge(f"rule:{rule.id}", target)
    for service in world.services.values():
        if service.needs:
            graph.add_edge(f"service:{service.needs}", f"service:{service.id}", kind="needs")
    return graph


def _targets(world: World, rule: Rule) -> tuple[str, ...]:
    """Where a rule's effect arrives: a service, or the home of the listing that it makes."""
    listing = (f"database:{world.record_kinds[rule.lists].home}",) if rule.lists in world.record_kinds else ()
    return ((f"service:{rule.service}",) if rule.service else ()) + listing


@dataclass(frozen=True, slots=True)
class Reach:
    """What a record, and the listings that it can cause, can reach. `depths` counts arrivals from home."""

    kind: str
    kinds: tuple[str, ...] = ()
    databases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    depths: dict[str, int] = field(default_factory=dict)


def carries(link: Link, kind: str) -> bool:
    """Whether records of that kind may pass a link."""
    return "*" in link.carries or kind in link.carries


def reach(world: World, kind: str) -> Reach:
    """What a record of that kind can reach, whoever it is about: by breadth-first search, so depths are the least.

    A rule that needs several kinds counts as reachable by one of them; a score rule, by points at its database.
    """
    if kind not in world.record_kinds or world.record_kinds[kind].home not in world.databases:
        return Reach(kind)
    depths: dict[tuple[str, str], int] = {(world.record_kinds[kind].home, kind): 0}
    links: set[str] = set()
    rules: set[str] = set()
    queue = deque(depths)
    while queue:
        database, record_kind = queue.popleft()
        arrivals = [(link.target, record_kind) for link in _outgoing_links(world, database, record_kind, links)]
        for rule in _matching_rules(world, database, record_kind, rules):
            arrivals += _listings(world, rule)
        for arrival in arrivals:
            if arrival not in depths:
                depths[arrival] = depths[database, record_kind] + 1
                queue.append(arrival)
    return _reach(world, kind, depths, links, rules)


def _outgoing_links(world: World, database: str, kind: str, links: set[str]) -> list[Link]:
    """The links by which a record of that kind leaves a database; they are added to `links`."""
    outgoing = [
        link
        for link in world.links.values()
        if link.source == database and carries(link, kind) and first_blank(world, link) is None
    ]
    links.update(link.id for link in outgoing)
    return sorted(outgoing, key=lambda link: link.id)


def _matching_rules(world: World, database: str, kind: str, rules: set[str]) -> list[Rule]:
    """The rules at a database that a record of that kind can fire, itself or by its points; they are added to `rules`.

    A rule with a threshold fires by points.
    """
    at_database = sorted((rule for rule in world.rules.values() if rule.database == database), key=lambda rule: rule.id)
    matching = [rule for rule in at_database if kind in rule.kinds]
    if any(rule.effect in SCORE_EFFECTS for rule in matching):
        matching += [rule for rule in at_database if rule.threshold]
    rules.update(rule.id for rule in matching)
    return matching


def _listings(world: World, rule: Rule) -> list[tuple[str, str]]:
    """The record that a list rule makes, at its home."""
    kind = world.record_kinds.get(rule.lists)
    return [(kind.home, kind.id)] if kind and kind.home in world.databases else []


def _reach(
    world: World, kind: str, arrivals: dict[tuple[str, str], int], links: Iterable[str], rules: Iterable[str]
) -> Reach:
    """The reach from all arrivals, with ids in order; services include those that need a refused one."""
    depths: dict[str, int] = {}
    for (database, _), depth in arrivals.items():
        depths[database] = min(depth, depths.get(database, depth))
    fired = [world.rules[rule] for rule in sorted(rules)]
    services = {rule.service for rule in fired if rule.service in world.services}
    closed = {rule.service for rule in fired if rule.effect in CLOSING_EFFECTS and rule.service in world.services}
    while dependent := {service.id for service in world.services.values() if service.needs in closed} - closed:
        closed |= dependent
    return Reach(
        kind=kind,
        kinds=tuple(sorted({record_kind for _, record_kind in arrivals})),
        databases=tuple(sorted(depths)),
        links=tuple(sorted(links)),
        rules=tuple(rule.id for rule in fired),
        services=tuple(sorted(services | closed)),
        depths=dict(sorted(depths.items())),
    )
