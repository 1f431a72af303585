"""How many of the inputs of a count are assumed: the links and rules upstream of a service's effect."""

from __future__ import annotations

from linkage.vocabulary import SCORE_EFFECTS, weakest
from linkage.world.link_paths import first_blank, hops_of, kinds_carried
from linkage.world.model import Link, Rule, World

Door = tuple[str, str]
_Arrival = tuple[str, str]
"""A database, and a record kind that is known there."""
_Inputs = dict[str, bool]
"""Rows of the folder's tables, by table and name, and whether a row's statement or figures are assumed."""


class AssumedInputs:
    """The rows of a world on which its counts may rest, walked back over links and listings, for all its effects."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rules: dict[Door, list[Rule]] = {}
        self._listing: dict[str, list[Rule]] = {}
        for rule in world.rules.values():
            self._rules.setdefault((rule.service, rule.effect), []).append(rule)
            if rule.lists:
                self._listing.setdefault(rule.lists, []).append(rule)
        self._links: dict[_Arrival, list[tuple[Link, bool]]] = {}
        for link in world.links.values():
            if first_blank(world, link) is None:
                is_assumed = weakest(_statuses(world, link)) == "assumed"
                for kind in kinds_carried(world, link):
                    self._links.setdefault((link.target, kind), []).append((link, is_assumed))

    def share(self, door: Door) -> float:
        """Of all rows that a count may rest on (kinds, links with their registers, rules), the share that is assumed.

        A row counts as assumed when its statement or its figures are.
        """
        rows = self._upstream(door)
        return round(sum(rows.values()) / len(rows), 4) if rows else 0.0

    def _upstream(self, door: Door) -> _Inputs:
        """Every row on any route to an effect."""
        inputs: _Inputs = {}
        waiting: list[_Arrival] = []
        for rule in self._rules.get(door, ()):
            self._pass_rule(rule, inputs, waiting)
        seen: set[_Arrival] = set()
        while waiting:
            arrival = waiting.pop()
            if arrival in seen:
                continue
            seen.add(arrival)
            database, name = arrival
            kind = self._world.record_kinds[name]
            if kind.home == database:
                inputs[f"kind {name}"] = weakest([kind.status, kind.number_status]) == "assumed"
                for rule in self._listing.get(name, ()):
                    self._pass_rule(rule, inputs, waiting)
            for link, is_assumed in self._links.get(arrival, ()):
                inputs[f"link {link.id}"] = is_assumed
                waiting.append((link.source, name))
        return inputs

    def _pass_rule(self, rule: Rule, inputs: _Inputs, waiting: list[_Arrival]) -> None:
        inputs[f"rule {rule.id}"] = weakest([rule.status, rule.number_status]) == "assumed"
        waiting += [(rule.database, kind) for kind in self._kinds_of(rule)]

    def _kinds_of(self, rule: Rule) -> list[str]:
        """The record kinds that a rule reads: a threshold reads all that give points at its database."""
        if rule.threshold is None:
            return list(rule.kinds)
        rules = self._world.rules.values()
        points = [row for row in rules if row.effect in SCORE_EFFECTS and row.database == rule.database]
        return sorted({kind for row in points for kind in row.kinds})


def _statuses(world: World, link: Link) -> list[str]:
    rows = [world.registers[hop] for hop in hops_of(link)]
    return [link.status, link.number_status, *(s for row in rows for s in (row.status, row.number_status))]
