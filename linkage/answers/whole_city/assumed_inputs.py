"""How many of the inputs of a count are assumed: the links and rules upstream of a service's effect."""

from __future__ import annotations

from typing import Any

from linkage.vocabulary import SCORE_EFFECTS, weakest
from linkage.world.link_paths import first_blank, hops_of, kinds_carried
from linkage.world.model import Link, World

Json = dict[str, Any]
Door = tuple[str, str]


def assumed_share(world: World, door: Door) -> float:
    """Of all rows that a count may rest on (kinds, links with their registers, rules), the share that is assumed.

    A row counts as assumed when its statement or its figures are.
    """
    rows = _upstream_statuses(world, door)
    assumed = sum(weakest(statuses) == "assumed" for statuses in rows)
    return round(assumed / len(rows), 4) if rows else 0.0


def _upstream_statuses(world: World, door: Door) -> list[list[str]]:
    """The statuses of every row on any route to an effect: walked back from its rules over links and listings."""
    waiting = [
        (rule.database, kind)
        for rule in world.rules.values()
        if (rule.service, rule.effect) == door
        for kind in _kinds_of(world, rule.id)
    ]
    statuses: dict[str, list[str]] = {
        f"rule {rule.id}": [rule.status, rule.number_status]
        for rule in world.rules.values()
        if (rule.service, rule.effect) == door
    }
    seen: set[tuple[str, str]] = set()
    while waiting:
        arrival = waiting.pop()
        if arrival in seen:
            continue
        seen.add(arrival)
        database, kind = arrival
        if world.record_kinds[kind].home == database:
            statuses[f"kind {kind}"] = [world.record_kinds[kind].status, world.record_kinds[kind].number_status]
            for rule in world.rules.values():
                if rule.lists == kind:
                    statuses[f"rule {rule.id}"] = [rule.status, rule.number_status]
                    waiting += [(rule.database, rule_kind) for rule_kind in _kinds_of(world, rule.id)]
        for link in world.links.values():
            if link.target == database and kind in kinds_carried(world, link) and first_blank(world, link) is None:
                statuses[f"link {link.id}"] = _statuses(world, link)
                waiting.append((link.source, kind))
    return list(statuses.values())


def _kinds_of(world: World, rule: str) -> list[str]:
    row = world.rules[rule]
    if row.threshold is None:
        return list(row.kinds)
    points = [r for r in world.rules.values() if r.effect in SCORE_EFFECTS and r.database == row.database]
    return sorted({kind for points_rule in points for kind in points_rule.kinds})


def _statuses(world: World, link: Link) -> list[str]:
    rows = [world.registers[hop] for hop in hops_of(link)]
    return [link.status, link.number_status, *(s for row in rows for s in (row.status, row.number_status))]
