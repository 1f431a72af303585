"""A drafted graph as the files of a world that answers every verb at once, all of it assumed.

Nodes become databases, ways become links. What no graph says is added and listed: a record kind at the start, links
that carry it, at each other database a rule that refuses a service, and one story.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from linkage.errors import LinkageError, UsageError, nearest
from linkage.imports.drafted_graph import MOST_NODES, MOST_WAYS, DraftedGraph, DraftNode, DraftWay, LeftOut
from linkage.imports.safe_ids import SafeIds, SafeTokens, plain_name, slug_of
from linkage.vocabulary import count_of
from linkage.world.model import TABLES, columns
from linkage.world.reading.toml_text import pairs
from linkage.world.real_data_guard import safe_text

POPULATION = 10_000
SHARED = "shared ID"
"""The name of the identifier that a way goes by where the file says none."""

Row = dict[str, str]


@dataclass
class WorldDraft:
    """The files of a world to be, where its record begins, what is assumed in it, and what was left out."""

    files: dict[str, bytes]
    start: str = ""
    assumed: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def draft_world(graph: DraftedGraph, start: str = "") -> WorldDraft:
    """A world of a graph's nodes and ways.

    Args:
        start: the node where the record begins, by its id or name; blank: the one from which most can be reached.

    Raises:
        LinkageError: there is no node, or far too many.
        UsageError: no node is called `start`.
    """
    if not graph.nodes:
        raise LinkageError("Nothing in this file can hold data: no node, dataset, store or process was found.")
    if len(graph.nodes) > MOST_NODES or len(graph.ways) > MOST_WAYS:
        found = f"{count_of(len(graph.nodes), 'node')} and {count_of(len(graph.ways), 'way')}"
        raise LinkageError(f"{found}: at most {MOST_NODES:,} and {MOST_WAYS:,} can be imported. Take a part of it.")
    return _Drafter(graph, start).draft()


class _Drafter:
    """Makes the tables of one world."""

    def __init__(self, graph: DraftedGraph, start: str) -> None:
        self.graph = graph
        _make_plain(graph)
        self.ids = {name: SafeIds(name) for name in ("agency", "database", "identifier", "service")}
        self.claims = SafeIds("link")  # a link and a rule may not share an id
        self.tables: dict[str, list[Row]] = {table: [] for table in TABLES}
        ids = self.ids["database"]
        self.databases = {node.id: ids.of(node.name) for node in graph.nodes.values()}
        self.ways = self._usable_ways()
        self.start = _start(graph, [(way.source, way.target) for way in self.ways], start)

    def _usable_ways(self) -> list[DraftWay]:
        """The ways between two different nodes that are there, each once."""
        found: dict[tuple[str, str, str, str], DraftWay] = {}
        for way in self.graph.ways:
            label = f"{way.name or 'a way'} from '{safe_text(way.source)}' to '{safe_text(way.target)}'"
            missing = next((end for end in (way.source, way.target) if end not in self.graph.nodes), None)
            if missing is not None:
                near = nearest(missing, self.graph.nodes)
                hint = f"; the nearest is '{safe_text(near)}'" if near else ""
                self.graph.leave_out(label, f"there is no node '{safe_text(missing)}'{hint}")
            elif way.source == way.target:
                self.graph.leave_out(label, "a database has no link to itself")
            elif (key := (way.source, way.target, way.key, way.name)) in found:
                self.graph.leave_out(label, "the same way stands there already")
            else:
                found[key] = way
        return list(found.values())

    def draft(self) -> WorldDraft:
        """The whole world."""
        identifiers = self._identifiers()
        self._agencies_and_databases(identifiers)
        kind = "record"
        start = self.graph.nodes[self.start]
        others = [node for node in self.graph.nodes.values() if node.id != self.start] or [start]
        for way in self.ways:
            self._link(way, identifiers, kind)
        for node in others:
            self._service_and_rule(node.id, kind)
        self._record_and_story(kind, start.name)
        self._say_what_is_assumed(start.name, others)
        settings = {
            "title": self.graph.title,
            "question": "How far does one record go?",
            "about": f"Drafted from {self.graph.title}: what the file doesn't say is assumed.",
            "population": POPULATION,
            "baseline": "",
            "format": 1,
            "label": "a draft",
        }
        files = {"world.toml": pairs(settings).encode()}
        files |= {f"{table}.csv": table_bytes(table, rows) for table, rows in self.tables.items()}
        counts = {table: len(rows) for table, rows in self.tables.items() if rows}
        return WorldDraft(files, self.databases[self.start], self.graph.assumed, self.graph.left_out, counts)

    def _identifiers(self) -> dict[str, str]:
        """The id of each identifier that a way or a node names, and of the one for ways that name none."""
        names = [way.key or SHARED for way in self.ways]
        names += [name for node in self.graph.nodes.values() for name in node.identifiers]
        joined = {end for way in self.ways for end in (way.source, way.target)}
        if any(node.id not in joined and not node.identifiers for node in self.graph.nodes.values()):
            names.append(SHARED)
        ids, tokens, found = self.ids["identifier"], SafeTokens(), {}
        for name in dict.fromkeys(names):
            found[name] = id_ = ids.of(name)
            row = {"id": id_, "name": name, "token": tokens.of(id_), "holds": "residents", "strength": "strong"}
            self.tables["identifiers"].append({**row, "status": "assumed"})
        return found

    def _agencies_and_databases(self, identifiers: Mapping[str, str]) -> None:
        agencies: dict[str, str] = {}
        held: dict[str, dict[str, None]] = {id_: {} for id_ in self.graph.nodes}
        for way in self.ways:
            for end in (way.source, way.target):
                held[end][way.key or SHARED] = None
        for node in self.graph.nodes.values():
            keeper = node.keeper or self.graph.title
            if keeper not in agencies:
                agencies[keeper] = self.ids["agency"].of(keeper)
                self.tables["agencies"].append({"id": agencies[keeper], "name": keeper, "status": "assumed"})
            names = dict.fromkeys([*held[node.id], *node.identifiers]) or {SHARED: None}
            row = {"id": self.databases[node.id], "agency": agencies[keeper], "name": node.name}
            row |= {"kind": "roll", "holds": "residents", "status": "assumed", "number_status": "assumed"}
            self.tables["databases"].append({**row, "identifiers": " ".join(identifiers[name] for name in names)})

    def _link(self, way: DraftWay, identifiers: Mapping[str, str], kind: str) -> None:
        source, target = self.databases[way.source], self.databases[way.target]
        row = {"id": self.claims.of(way.name or f"{source}-to-{target}"), "source": source, "target": target}
        row |= {"key": identifiers[way.key or SHARED], "carries": kind, "about": way.about or way.name}
        self.tables["links"].append({**row, "number_status": "assumed", "status": "assumed"})

    def _service_and_rule(self, node: str, kind: str) -> None:
        database, name = self.databases[node], self.graph.nodes[node].name or node
        service = self.ids["service"].of(f"service of {name}")
        row = {"id": service, "name": f"Service of {name}", "provider": database, "everyday": "yes"}
        self.tables["services"].append(row)
        rule = {"id": self.claims.of(f"{database}-refuse"), "database": database, "when": kind, "effect": "refuse"}
        self.tables["rules"].append({**rule, "service": service, "number_status": "assumed", "status": "assumed"})

    def _record_and_story(self, kind: str, start: str) -> None:
        row = {"id": kind, "name": f"a record at {start}", "home": self.databases[self.start], "sign": "negative"}
        row |= {"class": "act", "per_100k": "1000", "number_status": "assumed", "status": "assumed"}
        self.tables["record_kinds"].append(row)
        story = {"id": "one-record", "title": f"One record at {start}", "name": "Li", "subject": "adult"}
        sentence = f"Li has a record at {start}."
        self.tables["stories"].append({**story, "record_kind": kind, "sentence": sentence})

    def _say_what_is_assumed(self, start: str, others: Iterable[DraftNode]) -> None:
        graph = self.graph
        unsaid = sum(not way.key for way in self.ways)
        if unsaid:
            graph.assumed.append(
                f"{unsaid} of {count_of(len(self.ways), 'link')}: the file names no identifier, so '{SHARED}' joins"
            )
        graph.assumed.append(f"one kind of record, born at '{start}' (--from chooses another)")
        graph.assumed.append("every link carries it, at once and in full")
        rules = count_of(len(self.tables["rules"]), "rule")
        graph.assumed.append(f"{rules}: each other database refuses a service of its own")
        graph.assumed.append("one story, invented people, and that everybody has an account everywhere")
        reached = _reached(self.start, [(way.source, way.target) for way in self.ways])
        far = [node.name for node in others if node.id not in reached]
        if far:
            names = ", ".join(f"'{safe_text(name)}'" for name in far[:5])
            more = f" and {len(far) - 5} more" if len(far) > 5 else ""
            graph.assumed.append(f"no link leads from '{start}' to {names}{more}: no record reaches the rules there")


def _make_plain(graph: DraftedGraph) -> None:
    """Make every name of a graph one that a cell can hold."""
    graph.title = plain_name(graph.title) or "An import"
    for id_, node in graph.nodes.items():
        identifiers = tuple(dict.fromkeys(filter(None, map(plain_name, node.identifiers))))
        name = plain_name(node.name) or plain_name(id_) or "a node"
        graph.nodes[id_] = DraftNode(id_, name, plain_name(node.keeper), identifiers)
    graph.ways = [
        way._replace(name=plain_name(way.name), key=plain_name(way.key), about=plain_name(way.about))
        for way in graph.ways
    ]


def _start(graph: DraftedGraph, ways: list[tuple[str, str]], asked: str) -> str:
    """The node where the record begins: the one that is asked for, else the first of those that reach most."""
    if asked:
        for spelling in range(3):
            for node in graph.nodes.values():
                if (node.id, node.name, slug_of(node.name))[spelling] == asked:
                    return node.id
        raise UsageError(f"--from: there is no node '{safe_text(asked)}'.{_hint(graph, asked)}")
    targets = {target for _, target in ways}
    candidates = [node for node in graph.nodes if node not in targets] or list(graph.nodes)
    after = _after(ways)
    return max(candidates[:500], key=lambda node: len(_reached_by(node, after)))


def _hint(graph: DraftedGraph, asked: str) -> str:
    names = {node.name for node in graph.nodes.values()}
    near = nearest(asked, names | set(graph.nodes))
    return f" Did you mean '{safe_text(near)}'?" if near else f" There are: {safe_text(', '.join(sorted(names)), 200)}."


def _after(ways: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    after: dict[str, list[str]] = {}
    for source, target in ways:
        after.setdefault(source, []).append(target)
    return after


def _reached(start: str, ways: Iterable[tuple[str, str]]) -> set[str]:
    return _reached_by(start, _after(ways))


def _reached_by(start: str, after: Mapping[str, list[str]]) -> set[str]:
    """All nodes that can be reached from one, itself among them."""
    found, queue = {start}, deque([start])
    while queue:
        for target in after.get(queue.popleft(), ()):
            if target not in found:
                found.add(target)
                queue.append(target)
    return found


def table_bytes(table: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    """A table as CSV, with the columns that the world's model declares; a sparse one only where a row uses it."""
    rows = list(rows)
    heads = [
        head
        for head, declared in columns(TABLES[table]).items()
        if not declared.metadata["sparse"] or any(row.get(head) for row in rows)
    ]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([row.get(head, "") for head in heads] for row in rows)
    return lines.getvalue().encode()
