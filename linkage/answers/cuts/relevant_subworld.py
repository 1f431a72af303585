"""The relevant subworld of some rules: the links and rules by which they can fire, found by searching backwards.

The search goes back from the rules over links, listings and points. What lies on no path to a rule can't change whom
it falls on, so it needs neither running nor removing. Knows no people.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from linkage.vocabulary import SCORE_EFFECTS
from linkage.world.link_paths import first_blank, kinds_carried
from linkage.world.model import Rule, World


def relevant_subworld(world: World, goals: Collection[str]) -> World:
    """A world with only the links and rules that can bring some goal rules to fire.

    Links carry only the kinds that matter. A rule on a score rests on every points rule of its database.

    >>> from linkage.world.storage import folders
    >>> sorted(relevant_subworld(folders.load("tiny"), ["school-enrolment-refuse-private-school"]).links)
    ['defaulter-list-to-school-enrolment']
    """
    rules: set[str] = set()
    carried: dict[str, set[str]] = {}
    queue: list[tuple[str, str]] = []

    def add_rule(rule: Rule) -> None:
        if rule.id not in rules:
            rules.add(rule.id)
            queue.extend((rule.database, kind) for kind in rule.kinds)
            if rule.threshold is not None:
                for points_rule in world.rules.values():
                    if points_rule.effect in SCORE_EFFECTS and points_rule.database == rule.database:
                        add_rule(points_rule)

    for goal in goals:
        add_rule(world.rules[goal])
    seen: set[tuple[str, str]] = set()
    while queue:
        database, kind = node = queue.pop()
        if node in seen or kind not in world.record_kinds:
            continue
        seen.add(node)
        if world.record_kinds[kind].home == database:
            for rule in world.rules.values():
                if rule.lists == kind:
                    add_rule(rule)
        for link in world.links.values():
            if link.target == database and kind in kinds_carried(world, link) and first_blank(world, link) is None:
                carried.setdefault(link.id, set()).add(kind)
                queue.append((link.source, kind))
    links = {id_: replace(world.links[id_], carries=tuple(sorted(carried[id_]))) for id_ in sorted(carried)}
    return replace(world, links=links, rules={id_: world.rules[id_] for id_ in world.rules if id_ in rules})
