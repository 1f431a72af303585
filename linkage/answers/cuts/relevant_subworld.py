"""The part of a world by which some rules can fire: walked back from them over links, listings and points.

What lies on no way to a rule can't change whom it falls on, so it needs neither running nor removing. Knows no people.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from linkage.vocabulary import SCORE_EFFECTS
from linkage.world.link_paths import first_blank, kinds_carried
from linkage.world.model import Rule, World


def towards(world: World, goals: Collection[str]) -> World:
    """A world with the links and rules that can bring some rules to fire, and no others.

    Links carry only the kinds that matter. A rule on a score rests on every points rule of its database.

    >>> from linkage.world.storage import folders
    >>> sorted(towards(folders.load("tiny"), ["school-enrolment-refuse-private-school"]).links)
    ['defaulter-list-to-school-enrolment']
    """
    rules: set[str] = set()
    carried: dict[str, set[str]] = {}
    waiting: list[tuple[str, str]] = []

    def want(rule: Rule) -> None:
        if rule.id not in rules:
            rules.add(rule.id)
            waiting.extend((rule.database, kind) for kind in rule.kinds)
            if rule.threshold is not None:
                for each in world.rules.values():
                    if each.effect in SCORE_EFFECTS and each.database == rule.database:
                        want(each)

    for goal in goals:
        want(world.rules[goal])
    seen: set[tuple[str, str]] = set()
    while waiting:
        place = waiting.pop()
        if place in seen or place[1] not in world.record_kinds:
            continue
        seen.add(place)
        database, kind = place
        if world.record_kinds[kind].home == database:
            for rule in world.rules.values():
                if rule.lists == kind:
                    want(rule)
        for link in world.links.values():
            if link.target == database and kind in kinds_carried(world, link) and first_blank(world, link) is None:
                carried.setdefault(link.id, set()).add(kind)
                waiting.append((link.source, kind))
    links = {id_: replace(world.links[id_], carries=tuple(sorted(carried[id_]))) for id_ in sorted(carried)}
    kept = {id_: world.rules[id_] for id_ in world.rules if id_ in rules}
    return replace(world, links=links, rules=kept)
