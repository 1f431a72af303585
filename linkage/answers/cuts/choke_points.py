"""Choke points: what every way of a record to a service passes through.

They are the dominators of the world's graph, with links as nodes, from where a record of a kind is born to where a
rule closes the service. A place of the graph is a database and a record kind, so that a link which carries two kinds
leads each of them onward only where that kind can go. A rule that needs several records is reachable by one of them:
every proof of it passes through these points, though it may have others besides (design 5: there a cut knows more).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import networkx as nx

from linkage.answers.cuts.protection_goal import closing_rules
from linkage.spread.compiled_rules import CompiledRules
from linkage.vocabulary import HINDERING_EFFECTS, LISTING_EFFECTS, SCORE_EFFECTS
from linkage.world.model import World

Node = tuple[str, str, str]
"""database, link or rule; its id; the record kind that is there (blank for the two ends)."""

_START: Node = ("", "start", "")
_END: Node = ("", "end", "")


class ChokePoint(NamedTuple):
    """A database, link or rule that every way passes through."""

    kind: str  # database | link | rule
    id: str


def choke_points(world: World, record_kind: str, service: str) -> tuple[ChokePoint, ...]:
    """What every way of a record of a kind to closing a service passes through, from the record's home on.

    Where no rule closes the service: to slowing, fining or making wait there. Empty where there is no way.

    >>> from linkage.world.storage.folders import load
    >>> [point.id for point in choke_points(load("tiny"), "unpaid-court-fine", "high-speed-rail")]
    ['defaulter-list', 'defaulter-list-to-rail-tickets', 'rail-tickets', 'rail-tickets-refuse-high-speed-rail']
    """
    ways = way_graph(world, record_kind, service)
    if _END not in ways or not nx.has_path(ways, _START, _END):
        return ()
    above = nx.immediate_dominators(ways, _START)
    order: list[Node] = []
    node = above[_END]
    while node != _START:
        order.append(node)
        node = above[node]
    found = [ChokePoint(node[0], node[1]) for node in reversed(order)]
    return tuple(dict.fromkeys([*found, *_in_several_kinds(ways, set(found))]))


def way_graph(world: World, record_kind: str, service: str) -> nx.DiGraph:
    """Where a record of a kind, and the listings that it brings, can go: databases, links and rules as nodes."""
    ways = nx.DiGraph()
    plan = CompiledRules.of(world)
    goals = closing_rules(world, service)
    if not goals:
        rules = world.rules.values()
        goals = frozenset(each.id for each in rules if each.service == service and each.effect in HINDERING_EFFECTS)
    if record_kind not in world.record_kinds:
        return ways
    waiting: list[Node] = [("database", world.record_kinds[record_kind].home, record_kind)]
    ways.add_edge(_START, waiting[0])
    while waiting:
        node = waiting.pop()
        for way in _onward(plan, node, goals):
            new = way[-1] not in ways
            nx.add_path(ways, (node, *way))
            if new and way[-1] != _END:
                waiting.append(way[-1])
    return ways


def _onward(plan: CompiledRules, node: Node, goals: frozenset[str]) -> Iterator[tuple[Node, ...]]:
    """Each way out of a place: a link and where it leads; a rule, and where its listing is born or the end."""
    _, database, kind = node
    for route in plan.routes.get((database, kind), ()):
        yield ("link", route.id, kind), ("database", route.target, kind)
    firing = list(plan.triggers.get((database, kind), ()))
    if any(trigger.effect in SCORE_EFFECTS for trigger in firing):
        firing += plan.score_triggers.get(database, ())
    for trigger in firing:
        rule = ("rule", trigger.id, kind)
        if trigger.id in goals:
            yield rule, _END
        elif trigger.effect in LISTING_EFFECTS:
            yield rule, ("database", plan.world.record_kinds[trigger.lists].home, trigger.lists)


def _in_several_kinds(ways: nx.DiGraph, found: set[ChokePoint]) -> Iterator[ChokePoint]:
    """What no single node shows: a database, link or rule that is passed with one record kind or another."""
    nodes: dict[ChokePoint, list[Node]] = {}
    for node in ways:
        if node[0]:
            nodes.setdefault(ChokePoint(node[0], node[1]), []).append(node)
    for point in sorted(nodes):
        if len(nodes[point]) > 1 and point not in found:
            left = nx.restricted_view(ways, nodes[point], [])
            if not nx.has_path(left, _START, _END):
                yield point
