"""A plain world: its files and what-ifs, read independently of the package into dictionaries of text.

Part of the independent evaluator (`sql_evaluator`): imports nothing from the package under test, so that an error in
`linkage.world` can't hide itself. Trusts the folder: `linkage check` has passed it.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

Row = dict[str, str]

STATUSES = ("reported", "derived", "planned", "view", "alleged", "speculated", "assumed")
CLASSES = ("act", "financial", "reputation", "listing")
KEYED = ("agencies", "identifiers", "databases", "record_kinds", "links", "services", "rules", "readings")


@dataclass(frozen=True)
class Rows:
    """A world as rows of text, under some what-if; `folder` is what the files say."""

    tables: dict[str, dict[str, Row]]
    registers: list[Row]
    bases: dict[str, int]
    baseline: str
    columns: dict[tuple[str, str], Row] = field(default_factory=dict)
    blank: frozenset[tuple[str, str]] = frozenset()
    isolated: frozenset[str] = frozenset()
    corrected: dict[str, int] = field(default_factory=dict)
    repaired: dict[str, int] = field(default_factory=dict)
    enforced: dict[str, float] = field(default_factory=dict)
    disputed: dict[str, int] = field(default_factory=dict)
    false: dict[str, float] = field(default_factory=dict)

    def __getitem__(self, table: str) -> dict[str, Row]:
        return self.tables[table]

    def having(self, table: str, rows: dict[str, Row]) -> Rows:
        """The same world with another table."""
        return replace(self, tables={**self.tables, table: rows})

    def setting(self, table: str, key: str, column: str, cell: str) -> Rows:
        """The same world with one other cell (a row that has gone stays gone)."""
        if key not in self[table]:
            return self
        return self.having(table, {**self[table], key: {**self[table][key], column: cell}})


def read(folder: Path) -> Rows:
    """The world of a folder, without any reading."""
    settings = tomllib.loads((folder / "world.toml").read_text("utf-8"))
    return Rows(
        tables={table: {row["id"]: row for row in _lines(folder / f"{table}.csv")} for table in KEYED},
        registers=_lines(folder / "registers.csv"),
        columns={(row["database"], row["identifier"]): row for row in _lines(folder / "columns.csv")},
        bases={database: int(score["base"]) for database, score in settings.get("scores", {}).items()},
        baseline=settings.get("baseline", ""),
    )


def under(folder: Rows, what_if: str = "") -> Rows:
    """The world under the baseline's reading - or the one that the what-if begins with - and the what-if."""
    parts = [part.strip() for part in what_if.split(",") if part.strip()]
    first = folder.baseline or "everything"
    if parts and parts[0].startswith("reading:"):
        first = parts.pop(0).removeprefix("reading:")
    return _apply(_under_reading(folder, first), parts)


def _lines(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [{head: (cell or "").strip() for head, cell in row.items()} for row in csv.DictReader(lines)]


def _under_reading(folder: Rows, reading: str) -> Rows:
    if reading == "everything":
        return folder
    row = folder["readings"][reading]
    rows = _keep(folder, row.get("keeps", "").replace(" ", "+")) if row.get("keeps") else folder
    return _apply(rows, [part.strip() for part in row.get("what_if", "").split(",") if part.strip()])


def _apply(rows: Rows, parts: list[str]) -> Rows:
    for part in parts:
        verb, _, argument = part.partition(":")
        name, _, figure = argument.rpartition("=") if "=" in argument else (argument, "", "")
        rows = _VERBS[verb](rows, name, figure)
    return rows


def _without(rows: Rows, table: str, key: str) -> Rows:
    return rows.having(table, {id_: row for id_, row in rows[table].items() if id_ != key})


def _cut(rows: Rows, link: str, _: str = "") -> Rows:
    return rows.setting("links", link, "carries", "")


def _drop(rows: Rows, identifier: str, _: str = "") -> Rows:
    return replace(rows, blank=rows.blank | {(database, identifier) for database in rows["databases"]})


def _forget(rows: Rows, column: str, _: str = "") -> Rows:
    register, identifier = column.split(".")
    return replace(rows, blank=rows.blank | {(register, identifier)})


def _isolate(rows: Rows, databases: str, _: str = "") -> Rows:
    alone = set(databases.split("+"))
    blank = {(database, identifier) for database in alone for identifier in rows["identifiers"]}
    rules = {id_: row for id_, row in rows["rules"].items() if row["database"] not in alone}
    return replace(rows.having("rules", rules), blank=rows.blank | blank, isolated=rows.isolated | alone)


def _off(rows: Rows, rule: str, _: str = "") -> Rows:
    return _without(rows, "rules", rule)


def _keep(rows: Rows, statuses: str, _: str = "") -> Rows:
    kept_statuses = set(statuses.split("+"))

    def staying(table: str) -> dict[str, Row]:
        return {id_: row for id_, row in rows[table].items() if row["status"] in kept_statuses}

    agencies, identifiers = staying("agencies"), staying("identifiers")
    databases = {id_: row for id_, row in staying("databases").items() if row["agency"] in agencies}
    registers = [
        row
        for row in rows.registers
        if row["status"] in kept_statuses
        and row["database"] in databases
        and {*parts(row["from"]), *parts(row["to"])} <= set(identifiers)
    ]
    columns = {
        (database, identifier): row
        for (database, identifier), row in rows.columns.items()
        if row["status"] in kept_statuses and database in databases and identifier in identifiers
    }
    translations = translations_of(registers)
    kinds = {id_: row for id_, row in staying("record_kinds").items() if row["home"] in databases}
    links = {
        id_: {**row, "carries": _only_kinds(row["carries"], kinds)}
        for id_, row in staying("links").items()
        if row["source"] in databases
        and row["target"] in databases
        and set(parts(row["key"])) <= set(identifiers)
        and set(hops(row)) <= translations
    }
    rules = {
        id_: {**row, "when": row["when"] if is_score(row) else _only_kinds(row["when"], kinds)}
        for id_, row in staying("rules").items()
        if row["database"] in databases and (not row.get("lists") or row["lists"] in kinds)
    }
    lost = set(rows["identifiers"]) - set(identifiers)
    blank = {(database, id_) for database in databases for id_ in lost}
    tables = {
        "agencies": agencies,
        "identifiers": identifiers,
        "databases": databases,
        "record_kinds": kinds,
        "links": links,
        "rules": rules,
    }
    return replace(
        rows,
        tables={**rows.tables, **tables},
        registers=registers,
        columns=columns,
        blank=rows.blank | blank,
    )


def parts(cell: str) -> tuple[str, ...]:
    """The identifiers that a key joins with `+`; in whichever order they stand, they are the same key."""
    return tuple(sorted(cell.split("+")))


def hops(link: Row) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """The translations of a link, in order: register, from which identifiers, to which."""
    given, translations = parts(link["key"]), []
    for hop in link.get("via", "").split():
        register, found = hop.split(".")
        translations.append((register, given, parts(found)))
        given = parts(found)
    return translations


def translations_of(registers: list[Row]) -> set[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What registers translate, as `hops` names it."""
    return {(row["database"], parts(row["from"]), parts(row["to"])) for row in registers}


def error_shares(rows: Rows, database: str, identifier: str) -> tuple[float, float]:
    """The shares of a column's cells that are missing, and of the others that are mistyped."""
    row = rows.columns.get((database, identifier), {})
    return float(row.get("missing") or 0), float(row.get("mistyped") or 0)


def is_score(rule: Row) -> bool:
    """Whether a rule looks at a score (`score<600`, `score>=650`) and not at records."""
    return rule["when"].startswith(("score<", "score>="))


def _only_kinds(cell: str, kinds: dict[str, Row]) -> str:
    return cell if cell == "*" else " ".join(kind for kind in cell.split() if kind in kinds)


def kinds_of(cell: str, kinds: dict[str, Row]) -> list[str]:
    """The record kinds that a `carries` or `when` names and that still exist."""
    return [kind for kind in (list(kinds) if cell == "*" else cell.split()) if kind in kinds]


def _only(rows: Rows, chosen: str, _: str = "") -> Rows:
    kinds = {kind: row for kind, row in rows["record_kinds"].items() if row["class"] == chosen}
    for link, row in rows["links"].items():
        rows = rows.setting("links", link, "carries", " ".join(kinds_of(row["carries"], kinds)))
    for rule, row in rows["rules"].items():
        if not is_score(row):
            rows = rows.setting("rules", rule, "when", " ".join(kinds_of(row["when"], kinds)))
    return rows


def _confirmed(rows: Rows, *_: str) -> Rows:
    for table in ("links", "rules"):
        for id_ in rows[table]:
            rows = rows.setting(table, id_, "needs", "confirmed")
    return rows


def _expire(rows: Rows, kind: str, days: str) -> Rows:
    for id_, row in rows["record_kinds"].items():
        if kind in ("*", id_):
            ends = min(int(row.get("lasts_days") or days), int(days))
            rows = rows.setting("record_kinds", id_, "lasts_days", str(ends))
    return rows


def _correct(rows: Rows, kind: str, day: str) -> Rows:
    days = {**rows.corrected, kind: min(int(day), rows.corrected.get(kind, int(day)))}
    return replace(rows, corrected=days)


def _repair(rows: Rows, register: str, day: str) -> Rows:
    days = {**rows.repaired, register: min(int(day), rows.repaired.get(register, int(day)))}
    return replace(rows, repaired=days)


def _enforced(rows: Rows, rule: str, share: str) -> Rows:
    folded = {"refuse", "slow", "fine", "wait", "publish", "list"}
    rules = [id_ for id_, row in rows["rules"].items() if row["effect"] in folded] if rule == "*" else [rule]
    return replace(rows, enforced={**rows.enforced, **dict.fromkeys(rules, float(share))})


def _dispute(rows: Rows, kind: str, day: str) -> Rows:
    kinds = list(rows["record_kinds"]) if kind == "*" else [kind]
    return replace(
        rows, disputed={**rows.disputed, **{k: min(int(day), rows.disputed.get(k, int(day))) for k in kinds}}
    )


def _false(rows: Rows, kind: str, share: str) -> Rows:
    kinds = list(rows["record_kinds"]) if kind == "*" else [kind]
    return replace(rows, false={**rows.false, **dict.fromkeys(kinds, float(share))})


def _column_error(figure: str) -> Callable[[Rows, str, str], Rows]:
    def set_share(rows: Rows, column: str, share: str) -> Rows:
        database, identifier = column.split(".")
        row = rows.columns.get((database, identifier), {"status": "assumed"})
        return replace(rows, columns={**rows.columns, (database, identifier): {**row, figure: share}})

    return set_share


def _delay(rows: Rows, link: str, days: str) -> Rows:
    return rows.setting("links", link, "add_days", days)


def _share(rows: Rows, link: str, share: str) -> Rows:
    return rows.setting("links", link, "share", share)


def _removal(rows: Rows, link: str, days: str) -> Rows:
    return rows.setting("links", link, "remove_days", "" if days == "never" else days)


def _threshold(rows: Rows, rule: str, figure: str) -> Rows:
    if rule in rows["links"]:
        return rows.setting("links", rule, "threshold", figure)
    if rule not in rows["rules"]:
        return rows
    condition = rows["rules"][rule]["when"]
    if not is_score(rows["rules"][rule]):
        return rows.setting("rules", rule, "at_least", figure)
    return rows.setting("rules", rule, "when", ("score>=" if ">=" in condition else "score<") + figure)


def _add(rows: Rows, text: str, _: str = "") -> Rows:
    source, _, path = text.partition(">")
    target, key, *via = path.split(":")
    link = {"id": text, "source": source, "target": target, "key": key, "via": " ".join(via)}
    link |= {"carries": "*", "status": "assumed"}
    return rows.having("links", {**rows["links"], text: link})


_VERBS = {
    "cut": _cut, "drop": _drop, "forget": _forget, "isolate": _isolate, "off": _off, "keep": _keep, "only": _only,
    "confirmed": _confirmed, "expire": _expire, "correct": _correct, "repair": _repair, "delay": _delay,
    "share": _share, "removal": _removal, "threshold": _threshold, "add": _add, "enforced": _enforced,
    "dispute": _dispute, "false": _false,
    "missing": _column_error("missing"), "mistyped": _column_error("mistyped"),
}  # fmt: skip
