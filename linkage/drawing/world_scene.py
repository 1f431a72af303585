"""The scene of a world for one kind of record: everything that such a record can reach.

What it can't reach is left out, so that the picture stays readable; a what-if's picture keeps the places of the
baseline, and what it removes is shown as cut. Knows no coordinates and no steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from linkage.drawing.effect_language import effect_language
from linkage.drawing.graph import Reach, reach
from linkage.drawing.scene import Agency, Edge, Key, Mark, Node, Scene
from linkage.drawing.visual_encoding import FALLS_ON_WORDS, WORDS, effect_words, short
from linkage.natural_order import natural_key
from linkage.vocabulary import EFFECTS, SCORE_EFFECTS
from linkage.world.composites import JOINED_BY, parts_of
from linkage.world.model import Link, Rule, World


def world_scene(world: World, record_kind: str, lang: str = "en", baseline: World | None = None) -> Scene:
    """The static map of what a record of that kind can reach.

    Args:
        world: the world under some reading and what-if.
        baseline: the world that it is compared with: what only that one has is drawn as cut, so that nothing moves
            between the two pictures.
    """
    return _WorldSceneBuilder(world, baseline or world, record_kind, lang).scene()


class _WorldSceneBuilder:
    """Builds one scene: from the reach in the world and in the baseline, with names in one language."""

    def __init__(self, world: World, baseline: World, kind: str, lang: str) -> None:
        self.world, self.baseline, self.kind, self.lang = world, baseline, kind, lang
        self.effect_lang = effect_language(world.everything, lang)
        self.reach, self.baseline_reach = reach(world, kind), reach(baseline, kind)
        self.words = WORDS.get(lang, WORDS["en"])

    def scene(self) -> Scene:
        """Boxes, edges, agencies and the identifiers of the legend."""
        links = [self._link(link) for link in self._rows("links")]
        rules = self._rows("rules")
        rule_edges = [edge for edge in (self._rule(rule) for rule in rules) if edge]
        marks = self._marks(rule for rule in rules if self._rule(rule) is None)
        databases = [self._database(row, marks.get(row.id, ())) for row in self._rows("databases")]
        services = [self._service(row) for row in self._rows("services")]
        nodes = (*self._record(), *databases, *services)
        edges = (*self._birth(), *links, *rule_edges, *self._needs())
        node_ids = {node.id for node in nodes}
        edges = tuple(edge for edge in edges if edge.source in node_ids and edge.target in node_ids)
        return Scene(
            title=self._kind_name(),
            nodes=nodes,
            edges=edges,
            agencies=self._agencies({node.agency for node in databases}),
            keys=self._keys({key for edge in edges for key in edge.keys}),
            lang=self.lang,
            effect_lang=self.effect_lang,
            positive=self._is_positive(),
        )

    def _is_positive(self) -> bool:
        kind = self.world.record_kinds.get(self.kind) or self.baseline.record_kinds.get(self.kind)
        return kind is not None and kind.sign == "positive"

    def _rows(self, table: str) -> list[Any]:
        """The rows of a table that the record can reach in either world, by id; this world's row where it has it."""
        ids = sorted({*getattr(self.reach, table), *getattr(self.baseline_reach, table)})
        rows: Mapping[str, Any] = getattr(self.world, table)
        baseline_rows: Mapping[str, Any] = getattr(self.baseline, table)
        return [rows.get(id) or baseline_rows[id] for id in ids]

    def _off(self, table: str, row: str) -> bool:
        """Whether a row is only reached in the baseline."""
        return row not in getattr(self.reach, table)

    def _depth(self, database: str) -> int:
        """How many arrivals from home, in the baseline where it has the database, so that places stay."""
        source: Reach = self.baseline_reach if database in self.baseline_reach.depths else self.reach
        return source.depths.get(database, 0)

    def name(self, row: Any) -> str:
        """A row's name in the scene's language."""
        return (row.name_zh if self.lang == "zh" else "") or row.name or row.id

    def _kind_name(self) -> str:
        kind = self.world.record_kinds.get(self.kind) or self.baseline.record_kinds.get(self.kind)
        return self.name(kind) if kind else self.kind

    def _record(self) -> list[Node]:
        """The box of what happened."""
        if self.kind not in self.world.record_kinds and self.kind not in self.baseline.record_kinds:
            return []
        label = self._kind_name()
        off = self.kind not in self.world.record_kinds
        return [Node(f"record:{self.kind}", "record", label, description=f"what happened: {label}", off=off)]

    def _birth(self) -> list[Edge]:
        """The edge from what happened to the record's home."""
        kind = self.world.record_kinds.get(self.kind) or self.baseline.record_kinds.get(self.kind)
        if not kind:
            return []
        return [
            Edge(
                id=f"recorded:{kind.id}",
                kind="recorded",
                source=f"record:{kind.id}",
                target=f"database:{kind.home}",
                labels=(self.words["recorded"],),
                status=kind.status,
                description=f"{self.name(kind)}: recorded ({kind.status})",
                off=kind.id not in self.world.record_kinds,
            )
        ]

    def _database(self, row: Any, marks: tuple[Mark, ...]) -> Node:
        label = self.name(row)
        agency = self.world.agencies.get(row.agency) or self.baseline.agencies.get(row.agency)
        keeper = self.name(agency) if agency else row.agency
        return Node(
            id=f"database:{row.id}",
            kind="database",
            label=label,
            agency=row.agency,
            description=f"{label}, {row.kind} kept by {keeper} ({row.status})",
            depth=self._depth(row.id),
            is_list=row.kind == "list",
            marks=marks,
            off=self._off("databases", row.id),
        )

    def _service(self, row: Any) -> Node:
        label = self.name(row)
        off = self._off("services", row.id)
        return Node(f"service:{row.id}", "service", label, description=f"service: {label}", off=off)

    def _link(self, link: Link) -> Edge:
        chain = [link.key]
        chain += [hop.identifier for hop in link.via if hop.identifier != chain[-1]]
        names = [self._identifier(identifier) for identifier in chain]
        shorts = [short(identifier, name, self.lang) for identifier, name in zip(chain, names, strict=True)]
        through = "".join(f", through {hop.register}" for hop in link.via)
        return Edge(
            id=f"link:{link.id}",
            kind="link",
            source=f"database:{link.source}",
            target=f"database:{link.target}",
            labels=tuple(dict.fromkeys((self.words["to"].join(names), "→".join(shorts)))),
            keys=tuple(chain),
            status=link.status,
            description=f"link joined on {' → '.join(names)}{through} ({link.status})",
            off=self._off("links", link.id),
            added=link.id not in self.baseline_reach.links,
        )

    def _identifier(self, identifier: str) -> str:
        if JOINED_BY in identifier:
            return " + ".join(self._identifier(part) for part in parts_of(identifier))
        row = self.world.identifiers.get(identifier) or self.baseline.identifiers.get(identifier)
        return self.name(row) if row else identifier

    def _rule(self, rule: Rule) -> Edge | None:
        """A rule's edge to a service or to a listing's home; none if it stays inside its database."""
        kinds = self.world.record_kinds if rule.lists in self.world.record_kinds else self.baseline.record_kinds
        if rule.service:
            target = f"service:{rule.service}"
        elif rule.lists in kinds and kinds[rule.lists].home != rule.database:
            target = f"database:{kinds[rule.lists].home}"
        else:
            return None
        labels = (self._effect(rule), self.words["listing"]) if rule.lists else (self._effect(rule),)
        return Edge(
            id=f"rule:{rule.id}",
            kind="rule",
            source=f"database:{rule.database}",
            target=target,
            labels=tuple(dict.fromkeys(labels)),
            effect=rule.effect,
            falls_on=rule.falls_on,
            status=rule.status,
            description=self._description(rule),
            off=self._off("rules", rule.id),
        )

    def _effect(self, rule: Rule) -> str:
        """The word for a rule's effect, with those on whom it falls."""
        word = effect_words(rule.effect, self.effect_lang).rule
        if rule.effect in SCORE_EFFECTS:
            return f"{rule.points or 0:+d} {word}".replace("-", "−")
        return " ".join((word, *self._falls_on(rule.falls_on)))

    def _falls_on(self, falls_on: str) -> tuple[str, ...]:
        word = FALLS_ON_WORDS.get(self.effect_lang, FALLS_ON_WORDS["en"]).get(falls_on)
        return (word,) if word else ()

    def _description(self, rule: Rule) -> str:
        """The description of a rule for a screen reader: the author's sentence, or its effect."""
        return f"{rule.about or EFFECTS[rule.effect]} ({rule.status})"

    def _marks(self, rules: Iterable[Rule]) -> dict[str, tuple[Mark, ...]]:
        """The rules that stay inside their database, by database."""
        marks: dict[str, tuple[Mark, ...]] = {}
        for rule in rules:
            mark = Mark(f"rule:{rule.id}", self._effect(rule), self._description(rule), self._off("rules", rule.id))
            marks[rule.database] = (*marks.get(rule.database, ()), mark)
        return marks

    def _needs(self) -> list[Edge]:
        """The edges from a service to those that close with it."""
        return [
            Edge(
                id=f"needs:{row.id}",
                kind="needs",
                source=f"service:{row.needs}",
                target=f"service:{row.id}",
                labels=(self.words["needs"],),
                description=f"{self.name(row)} closes with it",
            )
            for row in self._rows("services")
            if row.needs
        ]

    def _agencies(self, ids: set[str]) -> tuple[Agency, ...]:
        """The agencies whose databases are drawn, in their author's order."""
        lanes = self.baseline.lanes or self.world.lanes
        lane_of = {agency: lane for lane, agencies in lanes.items() for agency in agencies}
        ordered = [agency for lane in ("left", "hub", "right") for agency in lanes.get(lane, ())]
        ordered += sorted(ids - set(ordered), key=natural_key)
        rows = {**self.baseline.agencies, **self.world.agencies}
        return tuple(
            Agency(id=id, label=self.name(rows[id]) if id in rows else id, lane=lane_of.get(id, ""))
            for id in ordered
            if id in ids
        )

    def _keys(self, ids: set[str]) -> tuple[Key, ...]:
        """The identifiers of the legend."""
        names = {id: self._identifier(id) for id in sorted(ids)}
        return tuple(Key(id, name, short(id, name, self.lang)) for id, name in names.items())
