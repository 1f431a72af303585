"""Durations for the independent evaluator, in SQL: the end of every copy, and of every effect.

A copy lasts until the slowest removal notice has come, over the routes from home that visit no account twice.
In a strongly connected component the simple paths are walked one by one; elsewhere it is a longest path.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

import networkx as nx

from tests.oracles.plain_world import Rows

NEVER = 10**15

Arcs = dict[str, dict[str, set[tuple[int, int]]]]
"""Account → account → the edges of a notice: its days, and the day on which a repair ends the copy."""


class TooManyRoutesError(Exception):
    """A circle of accounts too large to be walked one route after the other."""


def write_ends(sql: sqlite3.Connection, rows: Rows) -> None:
    """Fill `ends`: when each record known at an account ends there. Listings in the order of their birth."""
    sql.execute("DELETE FROM ends")
    arcs: dict[str, Arcs] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for record, a, b, days, cap in sql.execute(
        """SELECT k.record, m.a, m.b, c.remove_days, m.cap FROM known k CROSS JOIN rec ON rec.id = k.record
        CROSS JOIN match m ON m.a = k.account CROSS JOIN carry c ON c.link = m.link AND c.kind = rec.kind
        WHERE c.confirmed <= (rec.confirmed AND k.ord < rec.disputed)
        AND NOT EXISTS (SELECT 1 FROM held h WHERE h.link = m.link AND h.record = k.record)"""
    ):
        arcs[record][a][b].add((days, cap))
    homes: dict[str, list[str]] = defaultdict(list)
    for record, account in sql.execute("SELECT record, account FROM home"):
        homes[record].append(account)
    born = sql.execute(
        """SELECT MIN(k.ord), rec.id, rec.kind, rec.rule, rec.subject FROM home h
        JOIN known k USING (record, account) JOIN rec ON rec.id = h.record GROUP BY rec.id ORDER BY 1"""
    ).fetchall()
    for order, record, kind, rule, subject in born:
        lasts = int(rows["record_kinds"][kind].get("lasts_days") or NEVER)
        if rule:
            end = _end_of_listing(sql, order, rule, subject, lasts)
        else:
            end = min(lasts, rows.corrected.get(kind, NEVER))
        ends = latest_arrivals(homes[record], end, arcs[record])
        sql.executemany("INSERT INTO ends VALUES (?,?,?)", [(record, *end_row) for end_row in ends.items()])


def _end_of_listing(sql: sqlite3.Connection, order: int, rule: str, subject: str, lasts: int) -> int:
    """After its kind's days, its rule's term, or when the causes known before it no longer fire its rule."""
    facts = sql.execute("SELECT at_least, term, sign FROM rule WHERE id = ?", (rule,))
    at_least, term, sign = facts.fetchone()
    day = order // 1_000_000
    if sign:
        causes = sql.execute(
            f"""SELECT MAX(until) FROM (
            SELECT COALESCE(MAX(CASE WHEN p.points <> 0 AND (p.points < 0) = (r.sign = '<') THEN (
                SELECT MAX(e.until) FROM looks l JOIN rec ON rec.kind = l.kind
                JOIN known k ON k.record = rec.id AND k.account = p.account AND k.ord < ?3
                    AND l.confirmed <= (rec.confirmed AND k.ord < rec.disputed)
                JOIN ends e ON e.record = rec.id AND e.account = p.account
                WHERE l.rule = p.rule AND l.kind = p.kind) END), {NEVER}) AS until
            FROM rule r JOIN scored s ON s.rule = r.id JOIN acct a ON a.account = s.account
            JOIN fall t ON t.falls_on = r.falls_on AND t.a = a.subject AND t.b = ?2
            JOIN base ON base.database = r.database
            JOIN pushed p ON p.account = a.account AND p.ord < ?3
            WHERE r.id = ?1
            AND NOT EXISTS (SELECT 1 FROM paper x WHERE x.rule = r.id AND x.account = p.account)
            GROUP BY p.account
            HAVING CASE r.sign WHEN '<' THEN base.score + SUM(p.points) < r.score
                ELSE base.score + SUM(p.points) >= r.score END)""",
            (rule, subject, order),
        ).fetchone()[0]
    else:
        causes = sql.execute(
            """SELECT MAX(until) FROM (
            SELECT until, ROW_NUMBER() OVER (PARTITION BY account ORDER BY until DESC) AS nth FROM (
                SELECT a.account, l.kind, MAX(e.until) AS until
                FROM rule r JOIN fall t ON t.falls_on = r.falls_on AND t.b = ?2
                JOIN acct a ON a.database = r.database AND a.subject = t.a
                JOIN known k ON k.account = a.account AND k.ord < ?3
                JOIN rec ON rec.id = k.record
                JOIN looks l ON l.rule = r.id AND l.kind = rec.kind
                    AND l.confirmed <= (rec.confirmed AND k.ord < rec.disputed)
                JOIN ends e ON e.account = a.account AND e.record = rec.id
                WHERE r.id = ?1
                AND NOT EXISTS (SELECT 1 FROM paper x WHERE x.rule = r.id AND x.account = a.account)
                GROUP BY a.account, l.kind)) WHERE nth = ?4""",
            (rule, subject, order, at_least),
        ).fetchone()[0]
    assert causes is not None, f"the listing {rule}@{subject} has no cause known before it"
    return min(causes, day + lasts, day + (NEVER if term is None else term))


def effect_ends(firings: str) -> str:
    """The SQL of each (subject, rule)'s latest `until`: the term, else until too few kinds are known."""
    return f"""
        SELECT t.b AS subject, f.rule, MAX(CASE WHEN r.term IS NOT NULL THEN f.day + r.term
            WHEN r.sign = '' THEN n.until ELSE COALESCE(s.until, {NEVER}) END) AS until
        FROM ({firings}) f JOIN rule r ON r.id = f.rule JOIN acct a ON a.account = f.account
        JOIN fall t ON t.falls_on = r.falls_on AND t.a = a.subject
        LEFT JOIN (
            SELECT rule, account, until, at_least,
                ROW_NUMBER() OVER (PARTITION BY rule, account ORDER BY until DESC) AS nth FROM (
            SELECT q.id AS rule, q.at_least, e.account, l.kind, MAX(e.until) AS until FROM ends e
            JOIN acct x ON x.account = e.account JOIN rec ON rec.id = e.record
            JOIN known k ON k.record = e.record AND k.account = e.account
            JOIN rule q ON q.database = x.database
            JOIN looks l ON l.rule = q.id AND l.kind = rec.kind
                AND l.confirmed <= (rec.confirmed AND k.ord < rec.disputed)
            GROUP BY q.id, e.account, l.kind)) n
            ON n.rule = f.rule AND n.account = f.account AND n.nth = n.at_least
        LEFT JOIN (
            SELECT q.id AS rule, p.account, MAX(e.until) AS until FROM pushed p
            JOIN looks l ON l.rule = p.rule AND l.kind = p.kind
            JOIN ends e ON e.account = p.account
            JOIN known k ON k.record = e.record AND k.account = e.account
            JOIN rec ON rec.id = e.record AND rec.kind = p.kind
                AND l.confirmed <= (rec.confirmed AND k.ord < rec.disputed)
            JOIN rule q ON q.sign <> '' AND (p.points < 0) = (q.sign = '<') AND p.points <> 0
            GROUP BY q.id, p.account) s
            ON s.rule = f.rule AND s.account = f.account
        GROUP BY t.b, f.rule"""


def latest_arrivals(homes: Iterable[str], end: int, arcs: Arcs) -> dict[str, int]:
    """When the slowest notice has come to each account, over routes that visit no account twice.

    >>> step = lambda days: {(days, NEVER)}
    >>> latest_arrivals(["a"], 10, {"a": {"b": step(1), "c": step(5)}, "b": {"c": step(7)}, "c": {"b": step(1)}})
    {'a': 10, 'b': 16, 'c': 18}
    """
    homes = set(homes)
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted(homes))
    graph.add_edges_from((a, b) for a in sorted(arcs) for b in sorted(arcs[a]) if b not in homes)
    ends = dict.fromkeys(sorted(homes), end)
    if nx.is_directed_acyclic_graph(graph):
        for a in nx.topological_sort(graph):
            for b in graph[a]:
                ends[b] = max(ends.get(b, -1), _latest_arrival(ends[a], arcs[a][b]))
        return ends
    arrivals: dict[str, int] = dict(ends)
    condensation = nx.condensation(graph)
    for component in nx.topological_sort(condensation):
        members = condensation.nodes[component]["members"]
        ends |= _latest_in_component(
            members, {account: arrivals[account] for account in members if account in arrivals}, graph, arcs
        )
        for a in members:
            for b in set(graph[a]) - members:
                arrivals[b] = max(arrivals.get(b, -1), _latest_arrival(ends[a], arcs[a][b]))
    return {account: ends[account] for account in sorted(ends)}


def _latest_arrival(time: int, edges: set[tuple[int, int]]) -> int:
    return max(min(time + days, cap, NEVER) for days, cap in edges)


def _latest_in_component(members: set[str], arrivals: dict[str, int], graph: nx.DiGraph, arcs: Arcs) -> dict[str, int]:
    """The latest notice at each account of a component, entered anywhere once: every simple path is walked."""
    latest = dict(arrivals)
    walked: dict[tuple[frozenset[str], str], int] = {}
    stack = [(frozenset([account]), account, time) for account, time in arrivals.items()]
    while stack:
        visited, a, time = stack.pop()
        if walked.get((visited, a), -1) >= time:
            continue
        walked[visited, a] = time
        if len(walked) > 50_000:
            raise TooManyRoutesError(f"{len(members)} accounts in a circle")
        for b in graph[a]:
            if b in members and b not in visited:
                later = _latest_arrival(time, arcs[a][b])
                latest[b] = max(latest.get(b, -1), later)
                stack.append((visited | {b}, b, later))
        if len(latest) == len(members) and min(latest.values()) >= NEVER:
            break
    return latest
