"""A world's live links and rules, indexed by database and record kind for the column fixpoint. Knows no people."""

from __future__ import annotations

from dataclasses import dataclass

from linkage.citywide.engine.city_link import CityLink
from linkage.world.column_errors import errors_of
from linkage.world.link_paths import first_blank, kinds_carried
from linkage.world.model import Link, Rule, World


@dataclass(frozen=True, eq=False)
class CityRules:
    """A world's live links and rules, by where a record of a kind meets them."""

    world: World
    links: dict[tuple[str, str], tuple[Link, ...]]  # database, record kind → links that carry it onward
    rules: dict[tuple[str, str], tuple[Rule, ...]]  # database, record kind → rules that look at it
    score_rules: dict[str, tuple[Rule, ...]]  # database → rules with a threshold
    lists: frozenset[str]  # databases of kind list
    enforced: dict[str, float]  # rule → the share of accounts at which it fires, where that isn't all

    @classmethod
    def of(cls, world: World) -> CityRules:
        """The index of a world; links on whose way a column is blank or missing are left out."""
        links: dict[tuple[str, str], list[Link]] = {}
        errors = errors_of(world)
        for link in world.links.values():
            if first_blank(world, link) is None:
                live = CityLink.of(link, errors) if errors else link
                for kind in kinds_carried(world, link):
                    links.setdefault((link.source, kind), []).append(live)
        rules: dict[tuple[str, str], list[Rule]] = {}
        scores: dict[str, list[Rule]] = {}
        for rule in world.rules.values():
            for kind in rule.kinds:
                rules.setdefault((rule.database, kind), []).append(rule)
            if rule.threshold is not None:
                scores.setdefault(rule.database, []).append(rule)
        return cls(
            world,
            {key: tuple(entries) for key, entries in links.items()},
            {key: tuple(entries) for key, entries in rules.items()},
            {key: tuple(entries) for key, entries in scores.items()},
            frozenset(name for name, database in world.databases.items() if database.kind == "list"),
            {rule: share for rule, share in world.enforced.items() if share < 1},
        )

    def matters(self, kind: str) -> bool:
        """Whether a record of this kind meets a link or a rule in its home database."""
        key = (self.world.record_kinds[kind].home, kind)
        return key in self.links or key in self.rules
