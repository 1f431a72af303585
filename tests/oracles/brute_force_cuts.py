"""Cuts by brute force: what really happens under removals, one set after another.

Knows what-ifs and spreads, and nothing of how cuts are found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.proofs_after_removal import StartingRecords
from linkage.spread.steps import Spread
from linkage.world.model import World
from linkage.world.what_if.parser import parse
from tests.oracles.plain_world import Rows

Texts = frozenset[str]


class Brute:
    """What really happens under removals: the world changed by their texts, spread again, each set once."""

    def __init__(self, world: World, starts: Iterable[StartingRecords], ideal: bool, rows: Rows) -> None:
        self.world, self.starts, self.ideal = world, tuple(starts), ideal
        figures = ("coverage", "wrong_household", "wrong_stranger")
        columns = {f"forget:{row['database']}.{row['to']}" for row in rows.registers if any(row[f] for f in figures)}
        self.removables = sorted({f"cut:{link}" for link in world.links} | columns)
        self.seen: dict[Texts, list[Spread]] = {}

    def spreads(self, texts: Texts) -> list[Spread]:
        """The spreads once some things are removed."""
        if texts not in self.seen:
            world = self.world
            for each in parse(",".join(sorted(texts)), world):
                world = each.apply(world)
            if self.ideal:
                whole = {id_: replace(each, share=None) for id_, each in world.links.items() if each.share != 0}
                world = replace(world, links=whole)
            plan = CompiledRules.of(world)
            self.seen[texts] = [spread_from(plan, start.tables, start.records) for start in self.starts]
        return self.seen[texts]

    def closed(self, texts: Texts, service: str) -> bool:
        """Whether somebody finds a service closed."""
        found = self.spreads(texts)
        return any(service in spread.closed(each.subject) for spread in found for each in spread.effects)

    def burdened(self, texts: Texts, service: str) -> bool:
        """Whether somebody is slowed, fined or made to wait at a service."""
        effects = (effect for spread in self.spreads(texts) for effect in spread.effects)
        return any(effect.service == service and effect.effect in ("slow", "fine", "wait") for effect in effects)

    def protects(self, texts: Texts, service: str) -> bool:
        """Design 5: nobody finds it closed; where nothing closes it, nobody is slowed, fined or made to wait."""
        nothing: Texts = frozenset()
        if self.closed(texts, service):
            return False
        return self.closed(nothing, service) or not self.burdened(texts, service)

    def working(self, service: str, size: int) -> set[Texts]:
        """Every set of a size that protects a service."""
        sets = (frozenset(chosen) for chosen in combinations(self.removables, size))
        return {each for each in sets if self.protects(each, service)}
