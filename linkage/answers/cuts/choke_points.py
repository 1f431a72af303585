"""Choke points: the databases, links and rules that every path of a record to a service passes through.

They are the dominators of a flow graph, with links as nodes, from where a record of a kind is born to where a rule
closes the service (networkx: immediate dominators by Cooper, Harvey and Kennedy). A node is a database, link or rule
with a record kind, so that a link which carries two kinds leads each of them onward only where that kind can go. A
rule that needs several records is reachable by one of them: every proof of it passes through these points, though it
may have others besides (design 5: there a cut knows more).
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
"""database, link or rule; its id; the record kind at it (blank for the two ends)."""

_START: Node = ("", "start", "")
_END: Node = ("", "end", "")


class ChokePoint(NamedTuple):
    """A database, link or rule that every path passes through."""

    kind: str  # database | link | rule
    id: str


def choke_points(world: World, record_kind: str, service: str) -> tuple[ChokePoint, ...]:
    """What every path of a record of a kind to closing a service passes through, from the record's home on.

    Where no rule closes the service: to slowing, fining or making wait there. Empty where there is no path.

    >>> from linkage.world.storage.folders import load
    >>> [point.id for point in choke_points(load("tiny"), "unpaid-court-judgment", "high-speed-rail")]
    ['defaulter-list', 'defaulter-list-to-rail-tickets', 'rail-tickets', 'rail-tickets-refuse-high-speed-rail']
    """
    graph = flow_graph(world, record_kind, service)
    if _END not in graph or not nx.has_path(graph, _START, _END):
        return ()
    dominators = nx.immediate_dominators(graph, _START)
    order: list[Node] = []
    node = dominators[_END]
    while node != _START:
        order.append(node)
        node = dominators[node]
    points = [ChokePoint(node[0], node[1]) for node in reversed(order)]
    return tuple(dict.fromkeys([*points, *_joint_choke_points(graph, set(points))]))


def flow_graph(world: World, record_kind: str, service: str) -> nx.DiGraph:
    """The flow graph of a record of a kind and the listings that it brings: databases, links and rules as nodes."""
    graph = nx.DiGraph()
    plan = CompiledRules.of(world)
    goals = closing_rules(world, service)
    if not goals:
        rules = world.rules.values()
        goals = frozenset(rule.id for rule in rules if rule.service == service and rule.effect in HINDERING_EFFECTS)
    if record_kind not in world.record_kinds:
        return graph
    waiting: list[Node] = [("database", world.record_kinds[record_kind].home, record_kind)]
    graph.add_edge(_START, waiting[0])
    while waiting:
        node = waiting.pop()
        for path in _successors(plan, node, goals):
            new = path[-1] not in graph
            nx.add_path(graph, (node, *path))
            if new and path[-1] != _END:
                waiting.append(path[-1])
    return graph


def _successors(plan: CompiledRules, node: Node, goals: frozenset[str]) -> Iterator[tuple[Node, ...]]:
    """The paths out of a database: a link and its target; a rule, and the home of its listing or the end."""
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


def _joint_choke_points(graph: nx.DiGraph, points: set[ChokePoint]) -> Iterator[ChokePoint]:
    """Choke points that no single node shows: a database, link or rule passed with one record kind or another."""
    nodes: dict[ChokePoint, list[Node]] = {}
    for node in graph:
        if node[0]:
            nodes.setdefault(ChokePoint(node[0], node[1]), []).append(node)
    for point in sorted(nodes):
        if len(nodes[point]) > 1 and point not in points:
            remainder = nx.restricted_view(graph, nodes[point], [])
            if not nx.has_path(remainder, _START, _END):
                yield point
