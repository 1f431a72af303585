"""What a world's links and rules come to, ready for everybody: by database and record kind. Knows no people."""

from __future__ import annotations

from dataclasses import dataclass

from linkage.world.link_paths import first_blank, kinds_carried
from linkage.world.model import Link, Rule, World


@dataclass(frozen=True, eq=False)
class CityRules:
    """A world's live links and rules."""

    world: World
    links: dict[tuple[str, str], tuple[Link, ...]]  # database, kind
    rules: dict[tuple[str, str], tuple[Rule, ...]]
    score_rules: dict[str, tuple[Rule, ...]]
    lists: frozenset[str]

    @classmethod
    def of(cls, world: World) -> CityRules:
        """Make a world ready."""
        links: dict[tuple[str, str], list[Link]] = {}
        for link in world.links.values():
            if first_blank(world, link) is None:
                for kind in kinds_carried(world, link):
                    links.setdefault((link.source, kind), []).append(link)
        rules: dict[tuple[str, str], list[Rule]] = {}
        scores: dict[str, list[Rule]] = {}
        for rule in world.rules.values():
            for kind in rule.kinds:
                rules.setdefault((rule.database, kind), []).append(rule)
            if rule.threshold is not None:
                scores.setdefault(rule.database, []).append(rule)
        return cls(
            world,
            {key: tuple(found) for key, found in links.items()},
            {key: tuple(found) for key, found in rules.items()},
            {key: tuple(found) for key, found in scores.items()},
            frozenset(name for name, database in world.databases.items() if database.kind == "list"),
        )

    def matters(self, kind: str) -> bool:
        """Whether anything can come of a record kind where it is born."""
        at = (self.world.record_kinds[kind].home, kind)
        return at in self.links or at in self.rules
