"""The independent evaluator: SQL over the agencies' tables, as `linkage generate` writes them.

Shares no function with the package under test. It opens every row that a list could hold, finds every match
that any record could use, and lets SQL run the spread to its fixpoint in rounds.
The order of a fact is one integer, `day * STEPS + steps behind it`, so that earliest means earliest day, then
fewest steps. How long things last is in `sql_durations`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.oracles import sql_durations
from tests.oracles.plain_world import (
    Row,
    Rows,
    error_shares,
    hops,
    is_score,
    kinds_of,
    parts,
    read,
    translations_of,
    under,
)  # fmt: skip

STEPS = 1_000_000
NEVER = sql_durations.NEVER
AT_A_SERVICE = ("refuse", "slow", "fine", "wait", "publish", "reward")

TABLES = """
CREATE TABLE acct(account TEXT PRIMARY KEY, database TEXT, subject TEXT) WITHOUT ROWID;
CREATE TABLE cell(database TEXT, identifier TEXT, value TEXT, account TEXT, fix INTEGER);
CREATE TABLE match(link TEXT, a TEXT, b TEXT, wrong INTEGER, cap INTEGER);
CREATE TABLE carry(link TEXT, kind TEXT, confirmed INTEGER, share REAL, add_ord INTEGER, remove_days INTEGER,
    PRIMARY KEY(link, kind)) WITHOUT ROWID;
CREATE TABLE held(link TEXT, record TEXT, PRIMARY KEY(link, record)) WITHOUT ROWID;
CREATE TABLE rule(id TEXT PRIMARY KEY, database TEXT, effect TEXT, service TEXT, lists TEXT, home TEXT,
    at_least INTEGER, falls_on TEXT, after_ord INTEGER, term INTEGER, points INTEGER,
    sign TEXT, score INTEGER);
CREATE TABLE paper(rule TEXT, account TEXT, PRIMARY KEY(rule, account)) WITHOUT ROWID;
CREATE TABLE looks(rule TEXT, kind TEXT, confirmed INTEGER, PRIMARY KEY(rule, kind)) WITHOUT ROWID;
CREATE TABLE fall(falls_on TEXT, a TEXT, b TEXT, PRIMARY KEY(falls_on, a, b)) WITHOUT ROWID;
CREATE TABLE rec(id TEXT PRIMARY KEY, kind TEXT, confirmed INTEGER, rule TEXT, subject TEXT, disputed INTEGER)
    WITHOUT ROWID;
CREATE TABLE home(record TEXT, account TEXT, PRIMARY KEY(record, account)) WITHOUT ROWID;
CREATE TABLE known(record TEXT, account TEXT, ord INTEGER, PRIMARY KEY(account, record)) WITHOUT ROWID;
CREATE TABLE fresh(record TEXT, account TEXT, ord INTEGER, PRIMARY KEY(account, record)) WITHOUT ROWID;
CREATE TABLE found(record TEXT, account TEXT, ord INTEGER);
CREATE TABLE pushed(account TEXT, rule TEXT, kind TEXT, points INTEGER, ord INTEGER);
CREATE TABLE scored(rule TEXT, account TEXT, ord INTEGER);
CREATE TABLE ends(record TEXT, account TEXT, until INTEGER, PRIMARY KEY(account, record)) WITHOUT ROWID;
"""

FIRED = """
SELECT rule, account, ord FROM (
    SELECT rule, account, ord, at_least,
        ROW_NUMBER() OVER (PARTITION BY rule, account ORDER BY ord) AS nth FROM (
        SELECT r.id AS rule, r.at_least, k.account, l.kind, MIN(k.ord) AS ord
        FROM {accounts} JOIN rule r ON r.database = a.database AND {which}
        JOIN known k ON k.account = a.account
        JOIN rec ON rec.id = k.record
        JOIN looks l ON l.rule = r.id AND l.kind = rec.kind
            AND l.confirmed <= (rec.confirmed AND k.ord < rec.disputed)
        WHERE NOT EXISTS (SELECT 1 FROM paper x WHERE x.rule = r.id AND x.account = k.account)
        GROUP BY r.id, k.account, l.kind))
WHERE nth = at_least
"""
"""A rule fires at an account when its `at_least`-th kind is known there, and it isn't on paper only."""

SCORED = """
SELECT r.id AS rule, a.account, MAX(p.ord) AS ord
FROM pushed p JOIN acct a ON a.account = p.account JOIN base ON base.database = a.database
JOIN rule r ON r.database = a.database AND r.sign <> ''
WHERE NOT EXISTS (SELECT 1 FROM paper x WHERE x.rule = r.id AND x.account = a.account)
GROUP BY r.id, a.account
HAVING CASE r.sign WHEN '<' THEN base.score + SUM(p.points) < r.score
    ELSE base.score + SUM(p.points) >= r.score END
"""
"""A score rule looks once at each account where points have fallen; its day is that of the last points."""


class Line(NamedTuple):
    """A row of `effects`; `until` None is for ever."""

    subject: str
    service: str
    effect: str
    rule: str
    falls_on: str
    day: int
    until: int | None
    wrong: bool
    false: bool = False


def effects(
    tables: Path,
    folder: Path | Rows,
    what_if: str = "",
    records: Iterable[str] | None = None,
    *,
    ends: bool = True,
) -> list[Line]:
    """Every effect of everybody, as `linkage effects` says it, from an `agencies.sqlite` and a world's files.

    Args:
        records: the ids of the starting records; all of `records.csv` unless said.
        ends: whether to say until when (else all is for ever).
    """
    rows = under(folder if isinstance(folder, Rows) else read(folder), what_if)
    sql = sqlite3.connect(":memory:", isolation_level=None)
    try:
        sql.execute("ATTACH ? AS agencies", (str(tables),))
        sql.executescript(TABLES)
        write_world(sql, rows)
        open_accounts(sql, rows)
        find_matches(sql, rows)
        leave_on_paper(sql, rows)
        starting = None if records is None else list(records)
        spread(sql, rows, starting, wrong_too=False)
        rightly = {line[:4] for line in sql.execute(_days())}
        truly = None
        if rows.false:
            spread(sql, rows, starting, wrong_too=True, false_too=False)
            truly = {line[:4] for line in sql.execute(_days())}
        spread(sql, rows, starting, wrong_too=True)
        if ends:
            sql_durations.write_ends(sql, rows)
        no_ends = f"SELECT '' AS subject, '' AS rule, {NEVER} AS until"
        effect_ends = sql_durations.effect_ends(firings()) if ends else no_ends
        lines = sql.execute(
            f"SELECT d.*, COALESCE(u.until, {NEVER}) FROM ({_days()}) d"
            f" LEFT JOIN ({effect_ends}) u USING (subject, rule) ORDER BY 1, 2, 3, 4"
        )
        return [
            Line(
                *line[:6],
                None if line[6] >= NEVER else line[6],
                line[:4] not in rightly,
                truly is not None and line[:4] not in truly,
            )
            for line in lines
        ]
    finally:
        sql.close()


def write_world(sql: sqlite3.Connection, rows: Rows) -> None:
    """Links and rules as tables: what each carries or looks for, under the what-if."""
    kinds = rows["record_kinds"]
    for link in rows["links"].values():
        figures = (
            int(link.get("needs") == "confirmed"),
            float(link.get("share") or 1),
            int(link.get("add_days") or 0) * STEPS + 1,
            int(link.get("remove_days") or NEVER),
        )
        for kind in kinds_of(link["carries"], kinds):
            sql.execute("INSERT INTO carry VALUES (?,?,?,?,?,?)", (link["id"], kind, *figures))
    held = [link for (link,) in sql.execute("SELECT DISTINCT link FROM carry WHERE share < 1")]
    if held:
        sql.execute(
            "INSERT OR IGNORE INTO held SELECT d.link, d.record FROM agencies.draws d"
            " JOIN (SELECT DISTINCT link, share FROM carry WHERE share < 1) c ON c.link = d.link"
            " WHERE NOT CAST(d.draw AS REAL) < c.share"
        )
        drawn = {link for (link,) in sql.execute("SELECT DISTINCT link FROM agencies.draws")}
        assert drawn.issuperset(held), f"no draws for {set(held) - drawn}"
    for rule in rows["rules"].values():
        sign, score = _score(rule["when"]) if is_score(rule) else ("", None)
        lists = rule.get("lists") if rule["effect"] == "list" else ""
        sql.execute(
            "INSERT INTO rule VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                rule["id"], rule["database"], rule["effect"], rule.get("service") or "",
                lists, kinds[lists]["home"] if lists else "",
                int(rule.get("at_least") or 1), rule.get("falls_on") or "self",
                int(rule.get("after_days") or 0) * STEPS,
                int(rule["term_days"]) if rule.get("term_days") else None,
                int(rule["points"]) if rule["effect"] == "points" else None, sign, score,
            ),
        )  # fmt: skip
        if not sign:
            for kind in kinds_of(rule["when"], kinds):
                confirmed = int(rule.get("needs") == "confirmed")
                sql.execute("INSERT INTO looks VALUES (?,?,?)", (rule["id"], kind, confirmed))
    sql.execute("CREATE TABLE base(database TEXT PRIMARY KEY, score INTEGER)")
    sql.executemany("INSERT INTO base VALUES (?,?)", rows.bases.items())
    sql.executescript("""
        INSERT INTO fall SELECT 'self', subject, subject FROM agencies.people;
        INSERT OR IGNORE INTO fall
            SELECT 'children', "from", "to" FROM agencies.relations WHERE kind = 'parent';
        INSERT OR IGNORE INTO fall
            SELECT 'officers', "to", "from" FROM agencies.relations WHERE kind = 'officer';
        INSERT OR IGNORE INTO fall
            SELECT 'company', "from", "to" FROM agencies.relations WHERE kind = 'officer';
    """)


def open_accounts(sql: sqlite3.Connection, rows: Rows) -> None:
    """All accounts and their cells that aren't blank, with a row for every subject that a list could hold."""
    sql.executescript("""
        CREATE TABLE owns AS
            SELECT DISTINCT identifier, value, subject FROM agencies."values" WHERE value <> '';
        CREATE INDEX owned ON owns(identifier, value);
        CREATE INDEX owning ON owns(subject, identifier, value);
    """)
    for database, row in rows["databases"].items():
        columns = [identifier for identifier in row["identifiers"].split() if (database, identifier) not in rows.blank]
        sql.execute(f'INSERT INTO acct SELECT account, ?, subject FROM agencies."{database}"', (database,))
        for column in columns:
            sql.execute(
                "INSERT INTO cell SELECT ?1, ?2, value, account,"
                " CASE WHEN NOT EXISTS (SELECT 1 FROM owns o WHERE o.subject = t.subject"
                " AND o.identifier = ?2 AND o.value = t.value) THEN ?3 END"
                f" FROM ({_cells(sql, rows, database, column)}) t WHERE value <> '' AND value NOT LIKE '%~' || ?1",
                (database, column, rows.repaired.get(database)),
            )
        if row["kind"] == "list":
            can_hold = {"residents": "resident", "companies": "company"}.get(row["holds"], "%")
            sql.execute(
                "CREATE TEMP TABLE opened AS SELECT subject, ?1 || '/opened-for-' || subject AS account"
                " FROM agencies.people WHERE kind LIKE ?2"
                " AND subject NOT IN (SELECT subject FROM acct WHERE database = ?1)",
                (database, can_hold),
            )
            sql.execute("INSERT INTO acct SELECT account, ?, subject FROM opened", (database,))
            for column in columns:
                sql.execute(
                    "INSERT INTO cell SELECT ?1, ?2, MIN(o.value), p.account, NULL FROM opened p"
                    " JOIN owns o ON o.subject = p.subject AND o.identifier = ?2 GROUP BY p.account",
                    (database, column),
                )
            sql.execute("DROP TABLE opened")
    sql.executescript("""
        CREATE INDEX of_subject ON acct(subject, database);
        CREATE INDEX of_database ON acct(database);
        CREATE INDEX by_value ON cell(value, identifier, database);
        CREATE INDEX by_account ON cell(account, identifier);
        CREATE INDEX by_column ON cell(database, identifier);
        ANALYZE;
    """)


def _cells(sql: sqlite3.Connection, rows: Rows, database: str, column: str) -> str:
    """The SQL of a column's cells under the what-if: as written, and where errors were drawn, by the draws."""
    written = f'SELECT account, subject, "{column}" AS value FROM agencies."{database}"'
    if not sql.execute("SELECT 1 FROM agencies.sqlite_master WHERE name = 'errors'").fetchall():
        return written
    missing, mistyped = error_shares(rows, database, column)
    return (
        f"SELECT w.account, w.subject, CASE WHEN e.account IS NULL THEN w.value"
        f" WHEN CAST(e.missing AS REAL) < {missing} OR CAST(e.mistyped AS REAL) < {mistyped} THEN '' ELSE e.cell END"
        f" AS value FROM ({written}) w LEFT JOIN agencies.errors e"
        f" ON e.database = '{database}' AND e.identifier = '{column}' AND e.account = w.account"
    )


def find_matches(sql: sqlite3.Connection, rows: Rows) -> None:
    """Every match of every link, whichever record comes along; `cap` is the day on which a repair ends it.

    Of several ways to one account a way without a repaired cell, or with the latest repair, stays.
    """
    translations = translations_of(rows.registers)
    gives = sql.execute("SELECT DISTINCT link FROM carry").fetchall()
    paired: set[str] = set()
    if sql.execute("SELECT 1 FROM agencies.sqlite_master WHERE name = 'matches'").fetchall():
        paired = {link for (link,) in sql.execute("SELECT DISTINCT link FROM agencies.matches")}
    for (link,) in gives:
        row = rows["links"][link]
        chain = hops(row)
        target = rows["databases"].get(row["target"])
        if link in paired:
            _take_given_pairs(sql, rows, row)
            continue
        last = chain[-1][2] if chain else parts(row["key"])
        blank = any((row["target"], part) in rows.blank for part in last)
        if blank or target is None or not set(chain) <= translations:
            continue
        join = _Join(row["source"], parts(row["key"]))
        for register, given, found in chain:
            join.translate(register, given, found)
        join.arrive(row["target"], is_list=target["kind"] == "list")
        cap = ", ".join(f"COALESCE({fix}, {NEVER})" for fix in join.fixes)
        sql.execute(
            f"INSERT INTO match SELECT ?, a.account, b.account, a.subject <> b.subject, MAX(MIN({NEVER}, {cap}))"
            f" FROM {join.tables} GROUP BY a.account, b.account",
            (link, *join.names),
        )
    sql.executescript("CREATE INDEX leaving ON match(a); ANALYZE match;")


class _Join:
    """The FROM of a link's join, cell by cell: of several identifiers all must agree, in one row."""

    def __init__(self, source: str, key: tuple[str, ...]) -> None:
        self.tables, self.names, self.fixes = "acct a", [], []
        self.values: dict[str, str] = {}
        self.number = 0
        for identifier in key:
            self.values[identifier] = self._cell(source, identifier, "a.account")

    def translate(self, register: str, given: tuple[str, ...], found: tuple[str, ...]) -> None:
        """A register's row that holds what is given gives what it holds of the others."""
        row = self._row_with(register, given)
        self.values = {identifier: self._cell(register, identifier, row) for identifier in found}

    def arrive(self, target: str, *, is_list: bool) -> None:
        """The account in the target; in a list, that of each subject who owns every value."""
        if not is_list:
            row = self._row_with(target, tuple(self.values))
            self.tables += f" JOIN acct b ON b.account = {row}"
            return
        owner = ""
        for i, (identifier, value) in enumerate(self.values.items()):
            same = f" AND v{i}.subject = {owner}" if owner else ""
            self.tables += f" JOIN owns v{i} ON v{i}.identifier = ? AND v{i}.value = {value}{same}"
            self.names.append(identifier)
            owner = owner or f"v{i}.subject"
        self.tables += f" JOIN acct b ON b.subject = {owner} AND b.database = ?"
        self.names.append(target)

    def _row_with(self, database: str, identifiers: tuple[str, ...]) -> str:
        row = ""
        for identifier in identifiers:
            cell = self._cell(database, identifier, row, self.values[identifier])
            row = row or cell.replace(".value", ".account")
        return row

    def _cell(self, database: str, identifier: str, account: str = "", value: str = "") -> str:
        name = f"c{self.number}"
        self.number += 1
        conditions = [f"{name}.identifier = ?", f"{name}.database = ?"]
        conditions += [f"{name}.account = {account}"] if account else []
        conditions += [f"{name}.value = {value}"] if value else []
        self.tables += f" JOIN cell {name} ON {' AND '.join(conditions)}"
        self.names += [identifier, database]
        self.fixes.append(f"{name}.fix")
        return f"{name}.value"


def _take_given_pairs(sql: sqlite3.Connection, rows: Rows, link: Row) -> None:
    """The matches of a link whose pairs are given: from its threshold on, and neither end isolated."""
    ends = [rows["databases"].get(link[end]) for end in ("source", "target")]
    if not all(ends) or {link["source"], link["target"]} & rows.isolated:
        return
    names = ["subject" if end["kind"] == "list" else "account" for end in ends]
    sql.execute(
        "INSERT INTO match SELECT DISTINCT m.link, a.account, b.account, a.subject <> b.subject,"
        f" {NEVER} FROM agencies.matches m"
        f" JOIN acct a ON a.{names[0]} = m.a AND a.database = ?2 JOIN acct b ON b.{names[1]} = m.b AND b.database = ?3"
        " WHERE m.link = ?1 AND CAST(m.probability AS REAL) >= ?4",
        (link["id"], link["source"], link["target"], float(link.get("threshold") or 0.5)),
    )


def leave_on_paper(sql: sqlite3.Connection, rows: Rows) -> None:
    """At which accounts a rule is never enforced; a row that a list could open is known by its subject."""
    for rule, share in rows.enforced.items():
        if rule in rows["rules"] and share < 1:
            sql.execute(
                "INSERT OR IGNORE INTO paper SELECT e.rule, a.account FROM agencies.enforced e JOIN acct a"
                " ON a.account = e.account OR (a.subject = e.subject AND a.account = ?1 || '/opened-for-' || e.subject)"
                " WHERE e.rule = ?2 AND a.database = ?1 AND NOT CAST(e.draw AS REAL) < ?3",
                (rows["rules"][rule]["database"], rule, share),
            )


def false_records(sql: sqlite3.Connection, rows: Rows) -> set[str]:
    """The starting records that state what isn't so: their draw is below the share of their kind."""
    found = sql.execute(
        'SELECT r.id, r.kind, CAST(f.draw AS REAL) FROM agencies.records r JOIN agencies."false" f ON f.record = r.id'
    ).fetchall()
    return {record for record, kind, draw in found if draw < rows.false.get(kind, 0)}


def spread(
    sql: sqlite3.Connection, rows: Rows, records: list[str] | None, *, wrong_too: bool, false_too: bool = True
) -> None:
    """From the starting records to the fixpoint: first without scores, then what scores cause."""
    left_out = set() if false_too else false_records(sql, rows)
    for table in ("rec", "home", "known", "fresh", "pushed"):
        sql.execute(f"DELETE FROM {table}")
    for record, kind, subject, account, standing in sql.execute(
        "SELECT id, kind, subject, account, standing FROM agencies.records"
    ).fetchall():
        if kind in rows["record_kinds"] and (records is None or record in records) and record not in left_out:
            confirmed = int(standing == "confirmed")
            disputed = rows.disputed[kind] * STEPS if kind in rows.disputed else NEVER
            sql.execute("INSERT INTO rec VALUES (?,?,?,'',?,?)", (record, kind, confirmed, subject, disputed))
            sql.execute("INSERT INTO home VALUES (?,?)", (record, account))
    sql.execute("INSERT INTO fresh SELECT record, account, 0 FROM home")
    sql.execute("INSERT INTO known SELECT * FROM fresh")
    _to_fixpoint(sql, wrong_too)
    sql.execute(f"""
        INSERT INTO pushed SELECT f.account, f.rule, l.kind, q.points,
            MAX(f.ord, MIN(k.ord)) + q.after_ord + 1
        FROM ({FIRED.format(accounts="acct a", which="r.effect = 'points'")}) f
        JOIN rule q ON q.id = f.rule JOIN looks l ON l.rule = f.rule
        JOIN known k ON k.account = f.account
        JOIN rec ON rec.id = k.record AND rec.kind = l.kind
            AND l.confirmed <= (rec.confirmed AND k.ord < rec.disputed)
        GROUP BY f.account, f.rule, l.kind""")
    sql.execute("DELETE FROM found")
    sql.execute("DELETE FROM scored")
    sql.execute("INSERT INTO scored " + SCORED)
    _list(sql, "SELECT s.* FROM scored s JOIN rule r ON r.id = s.rule AND r.effect = 'list'")
    _relax(sql)
    _to_fixpoint(sql, wrong_too)


def _to_fixpoint(sql: sqlite3.Connection, wrong_too: bool) -> None:
    fired = FIRED.format(
        accounts="(SELECT DISTINCT account, database FROM fresh JOIN acct USING (account)) a",
        which="r.effect = 'list' AND r.sign = ''",
    )
    while sql.execute("SELECT 1 FROM fresh LIMIT 1").fetchone():
        sql.execute("DELETE FROM found")
        sql.execute(
            """INSERT INTO found SELECT f.record, m.b, MIN(f.ord + c.add_ord)
            FROM fresh f CROSS JOIN rec ON rec.id = f.record CROSS JOIN match m ON m.a = f.account
            CROSS JOIN carry c ON c.link = m.link AND c.kind = rec.kind
            WHERE m.wrong <= ? AND c.confirmed <= (rec.confirmed AND f.ord < rec.disputed)
            AND NOT EXISTS (SELECT 1 FROM held h WHERE h.link = m.link AND h.record = f.record)
            GROUP BY f.record, m.b""",
            (int(wrong_too),),
        )
        _list(sql, fired)
        _relax(sql)


def _list(sql: sqlite3.Connection, fired: str) -> None:
    """A listing is a record, known at every account of its subject in the home of its kind."""
    sql.execute("DROP TABLE IF EXISTS listed")
    sql.execute(f"""
        CREATE TEMP TABLE listed AS
        SELECT r.id || '@' || t.b AS record, r.lists AS kind, r.id AS rule, t.b AS subject, h.account,
            MIN(f.ord) + r.after_ord + 1 AS ord
        FROM ({fired}) f JOIN rule r ON r.id = f.rule JOIN acct a ON a.account = f.account
        JOIN fall t ON t.falls_on = r.falls_on AND t.a = a.subject
        JOIN acct h ON h.database = r.home AND h.subject = t.b
        GROUP BY r.id, t.b, h.account""")
    sql.execute(f"INSERT OR IGNORE INTO rec SELECT DISTINCT record, kind, 1, rule, subject, {NEVER} FROM listed")
    sql.execute("INSERT OR IGNORE INTO home SELECT record, account FROM listed")
    sql.execute("INSERT INTO found SELECT record, account, ord FROM listed")


def _relax(sql: sqlite3.Connection) -> None:
    """What was found, where it is earlier than what was known, is the next round."""
    sql.execute("DELETE FROM fresh")
    sql.execute(
        """INSERT INTO fresh SELECT n.record, n.account, MIN(n.ord) AS ord FROM found n
        LEFT JOIN known k ON k.record = n.record AND k.account = n.account
        WHERE k.ord IS NULL OR n.ord < k.ord GROUP BY n.record, n.account"""
    )
    sql.execute("INSERT OR REPLACE INTO known SELECT * FROM fresh")


def firings() -> str:
    """Every firing of a rule with an effect at a service, with its day there (`after_days` included)."""
    which = "r.effect IN ('" + "','".join(AT_A_SERVICE) + "')"
    return f"""
        SELECT f.rule, f.account, (f.ord + r.after_ord) / {STEPS} AS day
        FROM ({FIRED.format(accounts="acct a", which=which + " AND r.sign = ''")}
              UNION ALL SELECT s.* FROM scored s JOIN rule r ON r.id = s.rule AND {which}) f
        JOIN rule r ON r.id = f.rule"""


def _days() -> str:
    return f"""
        SELECT t.b AS subject, r.service, r.effect, r.id AS rule, r.falls_on, MIN(f.day) AS day
        FROM ({firings()}) f JOIN rule r ON r.id = f.rule JOIN acct a ON a.account = f.account
        JOIN fall t ON t.falls_on = r.falls_on AND t.a = a.subject
        GROUP BY t.b, r.id"""


def _score(when: str) -> tuple[str, int]:
    sign = ">=" if ">=" in when else "<"
    return sign, int(when.partition(sign)[2])
