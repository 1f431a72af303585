"""The city against ready-made tools on the same rows: DuckDB, pandas, and networkx with a graph a resident.

Each starts from the agencies' rows (`peer_rows`) and must come to the city's residents and companies for every service
and effect; a difference stops the run. Building the join table (which account each link finds from which) is timed
apart, and used again: what is compared is the spread itself. A tool that isn't installed is named in the table.
"""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from linkage.citywide.workers import WorkerPool
from linkage.vocabulary import SERVICE_EFFECTS
from linkage.world.model import Rule
from linkage.world.storage.folders import load
from linkage.world.what_if.parser import under
from tests.bench.measure import Figure, forget_counts
from tests.bench.peer_rows import COMPANY, Rows, live_links, rows_of

WORLD = "beijing"
SIZES = (100_000, 1_000_000)
GRAPHS = 2_000
"""Residents with records for whom a networkx graph is made; with --all it is everybody of the smaller city."""
PLACE = 44
"""Above so many bits a row's number says which database it is in."""

Totals = dict[tuple[str, str], tuple[int, int]]


def join_table(rows: Rows) -> pd.DataFrame:
    """The join table: link, source row, target row."""
    parts = []
    for number, (link, hops, _) in enumerate(live_links(rows.world)):
        source = rows.accounts[link.source]
        joined_rows = source.loc[source[link.key] >= 0, ["row", link.key]].set_axis(["source", "value"], axis=1)
        for register, given, gives in hops:
            table = rows.accounts[register]
            table = table.loc[(table[given] >= 0) & (table[gives] >= 0), [given, gives]].set_axis(
                ["value", "next"], axis=1
            )
            joined_rows = joined_rows.merge(table, on="value")[["source", "next"]].set_axis(["source", "value"], axis=1)
        target = rows.accounts[link.target]
        if rows.world.is_list(link.target):
            joined_rows = joined_rows.merge(rows.owners[link.last], on="value")[["source", "owner"]]
            joined_rows = joined_rows.merge(target[["row", "owner"]], on="owner")[["source", "row"]]
        else:
            table = target.loc[target[link.last] >= 0, ["row", link.last]].set_axis(["row", "value"], axis=1)
            joined_rows = joined_rows.merge(table, on="value")[["source", "row"]]
        joined_rows = joined_rows.set_axis(["source", "target"], axis=1).drop_duplicates()
        joined_rows.insert(0, "link", number)
        parts.append(joined_rows)
    return pd.concat(parts, ignore_index=True)


class Rules:
    """What rules do, in numbers: a database's place, a kind's code."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.places = {name: number for number, name in enumerate(rows.people.world.databases)}
        self.kinds = {kind: code for code, kind in enumerate(rows.people.world.record_kinds)}
        rules = list(rows.world.rules.values())
        if any(rule.at_least > 1 or rule.threshold for rule in rules) or any(
            link.share is not None and link.share < 1 for link in rows.world.links.values()
        ):
            raise ValueError("the peers know no rules of several kinds, no scores and no held-back records")
        self.rules = rules
        self.owner = pd.concat([table[["row", "owner"]] for table in rows.accounts.values()], ignore_index=True)

    def start(self) -> pd.DataFrame:
        """The records of kinds that exist: record, kind, confirmed, row."""
        records = self.rows.records
        records = records[records["kind"].isin(list(self.rows.world.record_kinds))]
        return pd.DataFrame(
            {
                "record": records.record.astype("int64"),
                "kind": records["kind"].map(self.kinds).astype("int64"),
                "confirmed": records.confirmed,
                "row": records.row,
            }
        )

    def fires(self, known: pd.DataFrame, rule: Rule) -> pd.Series:
        """On whom a rule falls."""
        kinds = [self.kinds[kind] for kind in rule.kinds]
        selected = (known.row.to_numpy() >> PLACE == self.places[rule.database]) & known["kind"].isin(kinds).to_numpy()
        if rule.needs == "confirmed":
            selected &= known.confirmed.to_numpy()
        owners = known.loc[selected, ["row"]].merge(self.rows.accounts[rule.database][["row", "owner"]], on="row")[
            "owner"
        ]
        if rule.falls_on != "self":
            owners = owners.to_frame().merge(self.rows.ties[rule.falls_on], on="owner")["other"]
        return owners.drop_duplicates()

    def listed(self, known: pd.DataFrame) -> pd.DataFrame:
        """The listings that come of what is known, at home."""
        parts = []
        for number, rule in enumerate(self.rules):
            if rule.effect == "list":
                home = self.rows.accounts[self.rows.people.world.record_kinds[rule.lists].home][["row", "owner"]]
                subjects = home.merge(self.fires(known, rule).rename("owner"), on="owner")
                record = (number + 1 << 50) + subjects.owner
                parts.append(subjects.assign(record=record, kind=self.kinds[rule.lists], confirmed=True))
        return pd.concat(parts, ignore_index=True)[["record", "kind", "confirmed", "row"]]

    def totals(self, known: pd.DataFrame) -> Totals:
        """Distinct residents and companies by service and effect."""
        subjects: dict[tuple[str, str], list[pd.Series]] = {}
        for rule in self.rules:
            if rule.effect in SERVICE_EFFECTS:
                subjects.setdefault((rule.service, rule.effect), []).append(self.fires(known, rule))
        totals = {}
        for door, parts in subjects.items():
            owners = np.unique(np.concatenate(parts))
            if len(owners):
                totals[door] = (int((owners < COMPANY).sum()), int((owners >= COMPANY).sum()))
        return totals


def carries(rows: Rows, kinds: dict[str, int]) -> pd.DataFrame:
    """Which link carries which kind, and whether only confirmed records pass."""
    return pd.DataFrame(
        [
            {"link": number, "kind": kinds[kind], "needs_confirmed": link.needs == "confirmed"}
            for number, (link, _, carried) in enumerate(live_links(rows.world))
            for kind in carried
        ]
    )


def in_pandas(rules: Rules, edges: pd.DataFrame) -> Totals:
    """Semi-naive: only what is new is joined again."""
    carried = carries(rules.rows, rules.kinds)
    known = new = rules.start()
    while len(new):
        reached = new.merge(edges, left_on="row", right_on="source").merge(carried, on=["link", "kind"])
        reached = reached[reached.confirmed | ~reached.needs_confirmed][["record", "kind", "confirmed", "target"]]
        reached = reached.set_axis(["record", "kind", "confirmed", "row"], axis=1)
        reached = pd.concat([reached, rules.listed(new)]).drop_duplicates(["record", "row"])
        reached = reached.merge(known[["record", "row"]], on=["record", "row"], how="left", indicator="seen")
        new = reached.loc[reached["seen"] == "left_only", list(known.columns)]
        known = pd.concat([known, new], ignore_index=True)
    return rules.totals(known)


class InDuckDB:
    """The rows in DuckDB: joined by SQL once, then spread by a recursive query, as often as is asked."""

    RECURSIVE = """
        WITH RECURSIVE spread(record, kind, confirmed, row) AS (
            SELECT record, kind, confirmed, row FROM start
            UNION
            SELECT s.record, s.kind, s.confirmed, e.target
            FROM spread s JOIN edges e ON e.source = s.row JOIN carried c ON c.link = e.link AND c.kind = s.kind
            WHERE s.confirmed OR NOT c.needs_confirmed)
        INSERT INTO known SELECT * FROM spread"""

    USING_KEY = """
        WITH RECURSIVE spread(record, kind, confirmed, row) USING KEY (record, row) AS (
            SELECT record, kind, confirmed, row FROM start
            UNION
            SELECT s.record, s.kind, s.confirmed, e.target
            FROM spread s JOIN edges e ON e.source = s.row JOIN carried c ON c.link = e.link AND c.kind = s.kind
            ANTI JOIN recurring.spread k ON k.record = s.record AND k.row = e.target
            WHERE s.confirmed OR NOT c.needs_confirmed)
        INSERT INTO known SELECT record, kind, confirmed, row FROM spread"""

    def __init__(self, duckdb: ModuleType, rules: Rules) -> None:
        self.rules, rows = rules, rules.rows
        self.base = duckdb.connect()
        self.base.execute("SET enable_progress_bar = false")
        for name, table in rows.accounts.items():
            self._put(f"a_{name}", table)
        for name, table in rows.owners.items():
            self._put(f"o_{name}", table)
        for name, table in rows.ties.items():
            self._put(f"t_{name}", table)
        self._put("carried", carries(rows, rules.kinds))
        self._put("records", rules.start())
        self._put("effects", pd.DataFrame(list(self._effects())))

    def _put(self, name: str, table: pd.DataFrame) -> None:
        self.base.register("given", table)
        self.base.execute(f'CREATE TABLE "{name}" AS SELECT * FROM given')
        self.base.unregister("given")

    def _effects(self) -> Iterable[dict[str, Any]]:
        for number, rule in enumerate(self.rules.rules):
            for kind in rule.kinds:
                yield {
                    "rule": number,
                    "place": self.rules.places[rule.database],
                    "kind": self.rules.kinds[kind],
                    "needs_confirmed": rule.needs == "confirmed",
                }

    def join(self) -> None:
        """Derive the join table."""
        self.base.execute("CREATE TABLE edges(link INTEGER, source BIGINT, target BIGINT)")
        for number, (link, hops, _) in enumerate(live_links(self.rules.rows.world)):
            tables, value = [f'"a_{link.source}" s'], f's."{link.key}"'
            where = [f"{value} >= 0"]
            for place, (register, given, gives) in enumerate(hops):
                tables.append(f'JOIN "a_{register}" r{place} ON r{place}."{given}" = {value}')
                value = f'r{place}."{gives}"'
                where.append(f"{value} >= 0")
            if self.rules.rows.world.is_list(link.target):
                tables.append(f'JOIN "o_{link.last}" o ON o.value = {value}')
                tables.append(f'JOIN "a_{link.target}" t ON t.owner = o.owner')
            else:
                tables.append(f'JOIN "a_{link.target}" t ON t."{link.last}" = {value}')
            query = f"SELECT DISTINCT {number}, s.row, t.row FROM {' '.join(tables)} WHERE {' AND '.join(where)}"
            self.base.execute(f"INSERT INTO edges {query}")

    def spread(self, recursion: str) -> Totals:
        """The recursion, and the listings that come of it, until there is nothing new."""
        do = self.base.execute
        do("CREATE OR REPLACE TABLE known(record BIGINT, kind BIGINT, confirmed BOOLEAN, row BIGINT)")
        do("CREATE OR REPLACE TABLE start AS SELECT * FROM records")
        while do("SELECT count(*) FROM start").fetchone()[0]:
            do(recursion)
            do(f"""CREATE OR REPLACE TABLE fired AS SELECT DISTINCT f.rule, k.row FROM known k JOIN effects f
                   ON f.place = k.row >> {PLACE} AND f.kind = k.kind WHERE k.confirmed OR NOT f.needs_confirmed""")
            do("CREATE OR REPLACE TABLE start(record BIGINT, kind BIGINT, confirmed BOOLEAN, row BIGINT)")
            for number, rule in enumerate(self.rules.rules):
                if rule.effect == "list":
                    home = self.rules.rows.people.world.record_kinds[rule.lists].home
                    do(f"""INSERT INTO start SELECT DISTINCT ({number + 1}::BIGINT << 50) + h.owner,
                           {self.rules.kinds[rule.lists]}, true, h.row FROM ({self._falls(number, rule)}) w
                           JOIN "a_{home}" h ON h.owner = w.owner""")
            do("DELETE FROM start WHERE (record, row) IN (SELECT (record, row) FROM known)")
        return self._totals()

    def _falls(self, number: int, rule: Rule) -> str:
        owners = f'SELECT a.owner FROM fired f JOIN "a_{rule.database}" a ON a.row = f.row WHERE f.rule = {number}'
        if rule.falls_on == "self":
            return owners
        return f'SELECT t.other AS owner FROM ({owners}) w JOIN "t_{rule.falls_on}" t ON t.owner = w.owner'

    def _totals(self) -> Totals:
        doors: dict[tuple[str, str], list[str]] = {}
        for number, rule in enumerate(self.rules.rules):
            if rule.effect in SERVICE_EFFECTS:
                doors.setdefault((rule.service, rule.effect), []).append(self._falls(number, rule))
        totals = {}
        for door, parts in doors.items():
            query = f"""SELECT count(*) FILTER (owner < {COMPANY}), count(*) FILTER (owner >= {COMPANY})
                        FROM (SELECT DISTINCT owner FROM ({" UNION ALL ".join(parts)}))"""
            counts = self.base.execute(query).fetchone()
            if any(counts):
                totals[door] = (int(counts[0]), int(counts[1]))
        return totals


def in_networkx(rules: Rules, edges: pd.DataFrame, max_graphs: int | None) -> tuple[float, int]:
    """A graph for each record's holder, of all links that start at an own account; reach only, no listings.

    Returns seconds, and how many graphs were made.
    """
    owner = rules.owner.set_index("row")["owner"]
    own_edges = edges.assign(owner=owner.reindex(edges.source).to_numpy()).sort_values("owner", kind="stable")
    start = rules.start()
    start = start.assign(owner=owner.reindex(start.row).to_numpy()).sort_values("owner", kind="stable")
    holders = start.owner.unique()[:max_graphs]
    low = np.searchsorted(own_edges.owner, holders, "left").tolist()
    high = np.searchsorted(own_edges.owner, holders, "right").tolist()
    links, sources, targets = (own_edges[column].to_numpy() for column in ("link", "source", "target"))
    allowed = {(row.link, row.kind) for row in carries(rules.rows, rules.kinds).itertuples()}
    records = {holder: list(zip(rows["kind"], rows["row"], strict=True)) for holder, rows in start.groupby("owner")}
    start_time = time.perf_counter()
    for number, holder in enumerate(holders.tolist()):
        span = slice(low[number], high[number])
        for kind, home in records[holder]:
            graph = nx.DiGraph()
            graph.add_node(home)
            graph.add_edges_from(
                (source, target)
                for link, source, target in zip(links[span], sources[span], targets[span], strict=True)
                if (link, kind) in allowed
            )
            nx.descendants(graph, home)
    return time.perf_counter() - start_time, len(holders)


def in_city(residents: int) -> tuple[Totals, float, float]:
    """The city's totals; seconds from nothing; seconds of another count on the same people (best of 5)."""
    world = under(load(WORLD))
    start = time.perf_counter()
    with WorkerPool(world, 1, residents, 1) as city:
        total = city.count(world)
        first = time.perf_counter() - start
        repeats = []
        for _ in range(5):
            forget_counts(city)
            start = time.perf_counter()
            city.count(world)
            repeats.append(time.perf_counter() - start)
    return {door: total.of(door) for door in total.doors}, first, min(repeats)


def measure(residents: int) -> list[Figure]:
    """One size."""
    rows = rows_of(WORLD, 1, residents)
    rules = Rules(rows)
    expected, first, repeat = in_city(residents)
    size, reach = f"{residents:,} residents", "≥ 500x" if residents == SIZES[-1] else "-"
    rows_measured = [Figure(f"{size}: this city", f"people {first:.2f} s, then {repeat * 1000:.1f} ms", "-")]
    start = time.perf_counter()
    edges = join_table(rows)
    joining = time.perf_counter() - start
    start = time.perf_counter()
    _check_equal("pandas", in_pandas(rules, edges), expected)
    duration = time.perf_counter() - start
    rows_measured.append(
        Figure(f"{size}: pandas", f"join {joining:.1f} s, then {duration:.2f} s: {duration / repeat:,.0f}x", "-")
    )
    try:
        duckdb = importlib.import_module("duckdb")
    except ImportError:
        rows_measured.append(Figure(f"{size}: DuckDB", "not installed (pip install 'linkage[bench]')", reach))
    else:
        database = InDuckDB(duckdb, rules)
        start = time.perf_counter()
        database.join()
        joining = time.perf_counter() - start
        ways = {"DuckDB, recursive SQL": database.RECURSIVE, "DuckDB with USING KEY": database.USING_KEY}
        for way, recursion in ways.items():
            times = []
            for _ in range(3):
                start = time.perf_counter()
                _check_equal(way, database.spread(recursion), expected)
                times.append(time.perf_counter() - start)
            duration = min(times)
            figure = f"join {joining:.1f} s, then {duration:.2f} s (best of 3): {duration / repeat:,.0f}x"
            rows_measured.append(Figure(f"{size}: {way}, its join table reused", figure, reach))
    everybody = bool(os.environ.get("LINKAGE_BENCH_ALL")) and residents == SIZES[0]
    duration, graphs = in_networkx(rules, edges, None if everybody else GRAPHS)
    figure = f"{duration / graphs * 1e6:,.0f} µs a holder ({graphs:,} holders), reach without listings"
    rows_measured.append(Figure(f"{size}: networkx, a graph a record", figure, "-"))
    return rows_measured


def _check_equal(name: str, totals: Totals, expected: Totals) -> None:
    if totals != expected:
        differing = {
            door: (totals.get(door), expected.get(door))
            for door in sorted({*totals, *expected})
            if totals.get(door) != expected.get(door)
        }
        raise AssertionError(f"{name} and the city differ: {differing}")


def figures() -> list[Figure]:
    """The lines for the table."""
    return [figure for residents in SIZES for figure in measure(residents)]
