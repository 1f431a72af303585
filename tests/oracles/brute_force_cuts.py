"""Cuts by brute force: the spread under every set of removals, one set after another.

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


class BruteForceCuts:
    """The spreads under removals: the world changed by their texts, spread again, each set once."""

    def __init__(self, world: World, starts: Iterable[StartingRecords], ideal: bool, rows: Rows) -> None:
        self.world, self.starts, self.ideal = world, tuple(starts), ideal
        figures = ("coverage", "wrong_household", "wrong_stranger")
        columns = {f"forget:{row['database']}.{row['to']}" for row in rows.registers if any(row[f] for f in figures)}
        self.removables = sorted({f"cut:{link}" for link in world.links} | columns)
        self.spreads_by_texts: dict[Texts, list[Spread]] = {}

    def spreads(self, texts: Texts) -> list[Spread]:
        """The spreads under a set of removals."""
        if texts not in self.spreads_by_texts:
            world = self.world
            for intervention in parse(",".join(sorted(texts)), world):
                world = intervention.apply(world)
            if self.ideal:
                whole = {id_: replace(link, share=None) for id_, link in world.links.items() if link.share != 0}
                world = replace(world, links=whole)
            plan = CompiledRules.of(world)
            self.spreads_by_texts[texts] = [spread_from(plan, start.tables, start.records) for start in self.starts]
        return self.spreads_by_texts[texts]

    def closed(self, texts: Texts, service: str) -> bool:
        """Whether somebody finds a service closed."""
        spreads = self.spreads(texts)
        return any(service in spread.closed(effect.subject) for spread in spreads for effect in spread.effects)

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
        return {texts for texts in sets if self.protects(texts, service)}
