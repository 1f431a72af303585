"""The independent evaluator on tables small enough to be worked out by hand."""

from __future__ import annotations

import sqlite3
from itertools import pairwise, product
from pathlib import Path
from random import Random

import networkx as nx
import pytest

from tests.oracles.plain_world import Rows, under
from tests.oracles.sql_durations import NEVER, Arcs, latest_arrivals
from tests.oracles.sql_evaluator import Line, effects

RELATIONS = """
R1 resident h1
R2 resident h2
R3 resident h1
C1 company -
"""
OWNED = [
    ("national-id", "SYN-1", "R1"), ("national-id", "SYN-2", "R2"), ("national-id", "SYN-3", "R3"),
    ("phone", "TEL-1", "R1"), ("phone", "TEL-2", "R2"),
    ("name", "NAM-1", "R1"), ("name", "NAM-1", "R2"),
    ("company-number", "COM-1", "C1"),
]  # fmt: skip
COLUMNS = {
    "shop": "phone", "subscribers": "phone national-id", "court": "national-id", "rail": "national-id",
    "school": "national-id", "blacklist": "national-id", "gossip": "name",
}  # fmt: skip
ACCOUNTS = {
    "shop": [("shop/1", "R1", "TEL-1"), ("shop/2", "R2", "TEL-2")],
    "subscribers": [("subscribers/1", "R1", "TEL-1", "SYN-2"), ("subscribers/2", "R2", "TEL-2", "SYN-2")],
    "court": [("court/1", "R1", "SYN-1"), ("court/2", "R2", "SYN-2")],
    "rail": [("rail/1", "R1", "SYN-1"), ("rail/2", "R2", "SYN-2")],
    "school": [("school/3", "R3", "SYN-3")],
    "blacklist": [],
    "gossip": [("gossip/1", "R1", "NAM-1"), ("gossip/2", "R2", "NAM-1")],
}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """Three residents and a company; R1's phone is registered to R2; R3 is R1's child."""
    path = tmp_path / "agencies.sqlite"
    with sqlite3.connect(path) as sql:
        sql.executescript("""
            CREATE TABLE people(subject, kind, "group", household);
            CREATE TABLE "values"(identifier, value, subject);
            CREATE TABLE relations(kind, "from", "to");
            CREATE TABLE records(id, kind, subject, database, account, standing);
            CREATE TABLE draws(link, record, draw);
            INSERT INTO relations VALUES ('parent', 'R1', 'R3'), ('officer', 'R2', 'C1');
            INSERT INTO records VALUES
                ('fine:R1', 'fine', 'R1', 'court', 'court/1', 'confirmed'),
                ('debt:R1', 'debt', 'R1', 'shop', 'shop/1', 'suspected'),
                ('debt:R2', 'debt', 'R2', 'shop', 'shop/2', 'confirmed');
            INSERT INTO draws VALUES ('shop-court', 'debt:R1', '0.25'), ('shop-court', 'debt:R2', '0.75');
        """)
        for line in RELATIONS.strip().splitlines():
            subject, kind, household = line.split()
            sql.execute("INSERT INTO people VALUES (?,?,'',?)", (subject, kind, household))
        sql.executemany('INSERT INTO "values" VALUES (?,?,?)', OWNED)
        for database, columns in COLUMNS.items():
            heads = ", ".join(f'"{column}"' for column in ["account", "subject", *columns.split()])
            sql.execute(f'CREATE TABLE "{database}"({heads})')
            marks = ",".join("?" * heads.count('"')).replace("?,?", "?")
            sql.executemany(f'INSERT INTO "{database}" VALUES ({marks})', ACCOUNTS[database])
    sql.close()
    return path


def world(links: list[dict[str, str]], rules: list[dict[str, str]]) -> Rows:
    """A world of those databases, with some links and rules."""
    reported = {"status": "reported", "agency": "office"}
    databases = {
        id_: {"id": id_, "identifiers": columns, "kind": "roll", "holds": "residents", **reported}
        for id_, columns in COLUMNS.items()
    }
    databases["blacklist"]["kind"] = "list"
    kinds = {"fine": ("court", "act"), "debt": ("shop", "financial"), "listed": ("blacklist", "listing")}
    translation = {"database": "subscribers", "from": "phone", "to": "national-id", "status": "assumed"}
    return Rows(
        tables={
            "agencies": {"office": {"id": "office", "status": "reported"}},
            "identifiers": {
                id_: {"id": id_, "status": "reported"} for id_ in ("national-id", "phone", "name", "company-number")
            },
            "databases": databases,
            "record_kinds": {
                id_: {"id": id_, "home": home, "class": of, "status": "reported"} for id_, (home, of) in kinds.items()
            },
            "links": {link["id"]: {"carries": "*", "status": "reported"} | link for link in links},
            "services": {},
            "rules": {rule["id"]: {"effect": "refuse", "status": "reported"} | rule for rule in rules},
            "readings": {},
        },
        registers=[translation],
        bases={"rail": 100},
        baseline="",
    )


def link(source: str, target: str, key: str, **columns: str) -> dict[str, str]:
    return {"id": f"{source}-{target}", "source": source, "target": target, "key": key, **columns}


def rule(id_: str, database: str, condition: str, **columns: str) -> dict[str, str]:
    return {"id": id_, "database": database, "when": condition, **columns}


def test_a_record_is_copied_along_a_chain_and_days_add_up(tables: Path) -> None:
    links = [
        link("court", "blacklist", "national-id", add_days="3", remove_days="5"),
        link("blacklist", "rail", "national-id", add_days="2", remove_days="7"),
    ]
    rows = world(links, [rule("no-train", "rail", "fine", service="train", after_days="1")])
    assert effects(tables, rows) == [Line("R1", "train", "refuse", "no-train", "self", 6, None, False)]
    assert effects(tables, rows, "correct:fine=30")[0].until == 42
    assert effects(tables, rows, "removal:court-blacklist=never,correct:fine=30")[0].until is None
    assert effects(tables, rows, "cut:blacklist-rail") == []
    assert effects(tables, rows, "only:financial") == []


def test_a_wrong_register_row_hits_somebody_else(tables: Path) -> None:
    links = [link("shop", "court", "phone", via="subscribers.national-id", remove_days="5")]
    rows = world(links, [rule("no-visa", "court", "debt", service="visa")])
    assert effects(tables, rows, records=["debt:R1"]) == [
        Line("R2", "visa", "refuse", "no-visa", "self", 0, None, True)
    ]
    assert [(line.subject, line.wrong) for line in effects(tables, rows)] == [("R2", False)]
    assert effects(tables, rows, "repair:subscribers=20", records=["debt:R1"])[0].until == 20
    assert effects(tables, rows, "repair:subscribers=20,correct:debt=10", records=["debt:R1"])[0].until == 15
    assert effects(tables, rows, "confirmed", records=["debt:R1"]) == []
    assert effects(tables, rows, "forget:subscribers.national-id") == []
    assert effects(tables, rows, "keep:reported") == []


def test_a_record_that_is_held_back_goes_nowhere(tables: Path) -> None:
    links = [link("shop", "court", "phone", via="subscribers.national-id", share="0.5")]
    rows = world(links, [rule("no-visa", "court", "debt", service="visa")])
    assert [line.wrong for line in effects(tables, rows)] == [True]
    assert [line.wrong for line in effects(tables, rows, "share:shop-court=0.8")] == [False]
    assert effects(tables, rows, "share:shop-court=0.25") == []


def test_namesakes_each_get_a_row(tables: Path) -> None:
    rows = world(
        [link("gossip", "blacklist", "name")],
        [
            rule("gossiped", "court", "fine", effect="list", lists="rumour"),
            rule("no-loan", "blacklist", "rumour", service="loan"),
        ],
    )
    rumour = {"id": "rumour", "home": "gossip", "class": "reputation", "status": "reported"}
    rows = rows.having("record_kinds", {**rows["record_kinds"], "rumour": rumour})
    assert [(line.subject, line.wrong) for line in effects(tables, rows)] == [("R1", False), ("R2", True)]
    assert effects(tables, rows, "drop:name") == []


def test_two_kinds_together_put_the_subject_on_a_list(tables: Path) -> None:
    links = [
        link("shop", "court", "phone", via="subscribers.national-id", add_days="4"),
        link("blacklist", "rail", "national-id", add_days="1", remove_days="0"),
    ]
    rules = [
        rule("both", "court", "fine debt", at_least="2", effect="list", lists="listed", term_days="50"),
        rule("no-train", "rail", "listed", service="train"),
    ]
    rows = world(links, rules)
    fined = "INSERT INTO records VALUES ('fine:R2', 'fine', 'R2', 'court', 'court/2', 'confirmed')"
    with sqlite3.connect(tables) as sql:
        sql.execute(fined)
    sql.close()
    assert effects(tables, rows) == [Line("R2", "train", "refuse", "no-train", "self", 5, 54, False)]
    assert effects(tables, rows, "correct:fine=30")[0].until == 30
    assert effects(tables, rows, "threshold:both=1")[0].subject == "R1"
    assert effects(tables, rows, "threshold:both=3") == []


def test_an_effect_can_fall_on_children_officers_and_companies(tables: Path) -> None:
    rules = [
        rule("no-school", "court", "fine", service="school", falls_on="children", term_days="9"),
        rule("no-tender", "shop", "debt", service="tender", falls_on="company"),
        rule("no-seat", "shop", "debt", service="seat", falls_on="officers"),
    ]
    assert effects(tables, world([], rules)) == [
        Line("C1", "tender", "refuse", "no-tender", "company", 0, None, False),
        Line("R3", "school", "refuse", "no-school", "children", 0, 9, False),
    ]


def test_scores_are_summed_once_where_points_have_fallen(tables: Path) -> None:
    links = [
        link("court", "rail", "national-id", add_days="2", remove_days="0"),
        link("shop", "rail", "phone", via="subscribers.national-id", add_days="4", remove_days="0"),
    ]
    rules = [
        rule("down", "rail", "fine debt", effect="points", points="-40"),
        rule("low", "rail", "score<70", service="train", after_days="1"),
        rule("high", "rail", "score>=60", effect="list", lists="listed"),
        rule("no-hotel", "blacklist", "listed", service="hotel"),
    ]
    rows = world(links, rules)
    assert effects(tables, rows, "correct:fine=30,cut:shop-rail") == [
        Line("R1", "hotel", "refuse", "no-hotel", "self", 2, None, False),
        Line("R1", "train", "refuse", "low", "self", 3, 30, False),
    ]
    assert [line[0:6:5] for line in effects(tables, rows, "threshold:low=61") if line.rule == "low"] == [
        ("R1", 3),
        ("R2", 5),
    ]
    assert [line.rule for line in effects(tables, rows, "threshold:low=60")] == ["no-hotel", "no-hotel"]


def test_routes_in_a_circle_are_walked_once() -> None:
    def days(figure: int) -> set[tuple[int, int]]:
        return {(figure, NEVER)}

    circle = {"a": {"b": days(1), "c": days(5)}, "b": {"c": days(7)}, "c": {"b": days(1)}}
    assert latest_arrivals(["a"], 10, circle) == {"a": 10, "b": 16, "c": 18}
    assert latest_arrivals(["a", "b"], 10, circle) == {"a": 10, "b": 10, "c": 17}
    assert latest_arrivals(["a"], 10, {**circle, "c": {"b": {(1, 12)}}})["b"] == 12
    assert latest_arrivals(["a"], 10, {**circle, "c": {"b": days(NEVER)}}) == {"a": 10, "b": NEVER, "c": 18}


@pytest.mark.parametrize("seed", range(40))
def test_the_slowest_notice_is_the_slowest_of_all_simple_routes(seed: int) -> None:
    rng = Random(seed)
    graph = nx.gnp_random_graph(7, 0.35, seed=seed, directed=True)
    arcs: Arcs = {}
    for a, b in graph.edges:
        if {0, 1} & {a, *nx.ancestors(graph, a)}:
            edges = arcs.setdefault(f"{a}", {}).setdefault(f"{b}", set())
            edges.add((rng.choice([0, 1, 5, NEVER]), rng.choice([NEVER, NEVER, 12])))
    slow = {"0": 10, "1": 10}
    graph.remove_edges_from([(a, b) for a, b in graph.edges if b in (0, 1)])
    for home, account in product((0, 1), range(2, 7)):
        for route in nx.all_simple_paths(graph, home, account):
            time = 10
            for a, b in pairwise(route):
                ((days, cap),) = arcs[f"{a}"][f"{b}"]
                time = min(time + days, cap, NEVER)
            slow[f"{account}"] = max(time, slow.get(f"{account}", 0))
    assert latest_arrivals("01", 10, arcs) == dict(sorted(slow.items()))


def test_a_reading_starts_from_everything() -> None:
    rows = world([link("court", "rail", "national-id")], [])
    documented = {"id": "documented", "keeps": "reported", "what_if": "cut:court-rail"}
    rows = rows.having("readings", {"documented": documented})
    assert under(rows, "reading:documented")["links"]["court-rail"]["carries"] == ""
    assert under(rows, "reading:documented").registers == []
    assert under(rows).registers == rows.registers
    assert under(rows, "add:court>rail:national-id, keep:reported")["links"].keys() == {"court-rail"}
