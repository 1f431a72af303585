"""Replay a spread on the agencies' tables: whether the premises of every step stand in them.

    python tests/oracles/replay.py FOLDER TRACE.json

FOLDER is what `linkage generate WORLD --story ID --out FOLDER` wrote, TRACE.json what `linkage trace WORLD --story ID
--format json` printed. Knows the CSVs and the printed steps, no world, no link and no rule; imports nothing of the
product. Prints each missing premise; exit code 1 if there is one.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from copy import copy
from pathlib import Path
from typing import Any

Row = dict[str, str]
Step = dict[str, Any]
Cells = dict[str, str]

TRUTH = {"people", "values", "relations", "records", "draws", "enforced", "false", "errors", "about"}
RELATIONS = {
    "children": ("parent", True),
    "company": ("officer", True),
    "officers": ("officer", False),
}
"""On whom an effect falls: the kind of relation, and whether it leads from the account's subject."""


class Agencies:
    """The tables of a folder, and the rows that one replay has opened in lists so far."""

    def __init__(self, tables: dict[str, list[Row]], lists: Iterable[str] | None = None) -> None:
        """Args: lists: the databases that are lists; unless said, those that hold records' home accounts only."""
        self.records = {row["id"]: row for row in tables["records"]}
        self.owned: dict[str, list[tuple[str, str]]] = {}
        for row in tables["values"]:
            self.owned.setdefault(row["subject"], []).append((row["identifier"], row["value"]))
        self.relations = {(row["kind"], row["from"], row["to"]) for row in tables["relations"]}
        self.databases = {name: rows for name, rows in tables.items() if name not in TRUTH}
        self.accounts = {row["account"]: (name, row) for name, rows in self.databases.items() for row in rows}
        self.cells = {
            (name, column, value)
            for name, rows in self.databases.items()
            for row in rows
            for column, value in row.items()
            if value
        }
        homes = {row["account"] for row in tables["records"]}
        only_homes = {name for name, rows in self.databases.items() if all(row["account"] in homes for row in rows)}
        self.lists = only_homes if lists is None else set(lists)

    def owns(self, subject: str, identifier: str, value: str) -> bool:
        """Whether a subject truly owns a value."""
        return bool(value) and (identifier, value) in self.owned.get(subject, ())

    def translates(self, register: str, from_cells: Cells, to_cells: Cells) -> bool:
        """Whether a register has a row with the first values that names the second."""
        return (
            all(from_cells.values())
            and all(to_cells.values())
            and any(
                all(row.get(identifier) == value for identifier, value in (from_cells | to_cells).items())
                for row in self.databases[register]
            )
        )

    def again(self) -> Agencies:
        """The same tables, with nothing opened."""
        copied = copy(self)
        copied.accounts = dict(self.accounts)
        return copied

    def open(self, database: str, account: str, subject: str) -> None:
        """A new row of a list: the subject's values, of several the one that sorts first."""
        cells: Row = {"account": account, "subject": subject}
        for identifier, value in sorted(self.owned.get(subject, ()), reverse=True):
            cells[identifier] = value
        self.accounts[account] = (database, cells)


def read(folder: Path) -> Agencies:
    """The tables of a folder."""
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            tables[path.stem] = list(csv.DictReader(lines))
    return Agencies(tables)


def faults(agencies: Agencies, steps: Iterable[Step], effects: Iterable[dict[str, Any]] = ()) -> list[str]:
    """Every missing premise of some steps and effects."""
    agencies = agencies.again()
    falls_on = {effect["step"]: effect["falls_on"] for effect in effects}
    known: dict[str, Step] = {}
    fault_texts = []
    for step in steps:
        for fault in _step(agencies, step, known, falls_on.get(step["id"], "")):
            fault_texts.append(
                f"{step['id']} ({step['kind']} by {step['by'] or 'nobody'} at {step['account']}): {fault}"
            )
        known[step["id"]] = step
    missing = set(falls_on) - {step["id"] for step in known.values() if step["kind"] == "effect"}
    return fault_texts + [f"effect without a step: {step_id}" for step_id in sorted(missing)]


def _step(agencies: Agencies, step: Step, known: dict[str, Step], falls_on: str) -> Iterable[str]:
    causes = [known[cause_id] for cause_id in step["causes"] if cause_id in known]
    if len(causes) < len(step["causes"]):
        yield "a cause that isn't known yet"
        return
    if step["kind"] != "recorded" and not causes:
        yield "no cause"
        return
    if any(cause["day"] > step["day"] for cause in causes):
        yield "it comes before its cause"
    if any(cause["kind"] == "effect" for cause in causes):
        yield "an effect causes nothing"
    check = {"recorded": _recorded, "linked": _linked, "listed": _listed, "scored": _scored, "effect": _effect}
    yield from check[step["kind"]](agencies, step, causes, falls_on)


def _row(agencies: Agencies, step: Step) -> Iterable[str]:
    """The account is the subject's, in that database."""
    database, row = agencies.accounts.get(step["account"], ("", {}))
    if (database, row.get("subject")) != (step["database"], step["subject"]):
        yield "no such row of that subject"


def _opened(agencies: Agencies, step: Step) -> Iterable[str]:
    """A step says that it made the row exactly when the row wasn't there; only lists are opened."""
    if step["made_row"] is (step["account"] in agencies.accounts):
        yield "it says wrongly whether it made the row"
    if step["made_row"]:
        if step["database"] not in agencies.lists:
            yield "a row was opened in a roll"
        agencies.open(step["database"], step["account"], step["subject"])


def _recorded(agencies: Agencies, step: Step, causes: list[Step], falls_on: str) -> Iterable[str]:
    record = agencies.records.get(step["record"], {})
    expected = (step["record_kind"], step["subject"], step["database"], step["account"])
    if tuple(record.get(column) for column in ("kind", "subject", "database", "account")) != expected:
        yield "no such record at that account"
    if step["day"] != 0 or causes or step["made_row"]:
        yield "a record is simply there on day 0"
    yield from _row(agencies, step)


def _linked(agencies: Agencies, step: Step, causes: list[Step], falls_on: str) -> Iterable[str]:
    (cause,) = causes
    if (cause["record"], cause["record_kind"]) != (step["record"], step["record_kind"]):
        yield "its cause is another record"
    first, *translations = [_cells_of(joined) for joined in step["joined"]]
    registers = [joined["register"] for joined in step["joined"]]
    for identifier, value in first.items():
        if not value or _cell(agencies, cause["account"], identifier) != value or registers[0]:
            yield f"the source's row holds no such {identifier}"
    from_cells = first
    for register, to_cells in zip(registers[1:], translations, strict=True):
        if not agencies.translates(register, from_cells, to_cells):
            yield f"{register} has no row from that {'+'.join(from_cells)} to that {'+'.join(to_cells)}"
        from_cells = to_cells
    yield from _opened(agencies, step)
    yield from _row(agencies, step)
    for identifier, value in from_cells.items():
        if step["database"] in agencies.lists:
            if not agencies.owns(step["subject"], identifier, value):
                yield f"the subject owns no such {identifier}"
        elif _cell(agencies, step["account"], identifier) != value:
            yield f"the row holds no such {identifier}"


def _cells_of(joined: dict[str, str]) -> Cells:
    """What was joined on: of several identifiers each with its value."""
    return dict(zip(joined["identifier"].split("+"), joined["value"].split("+"), strict=True))


def _listed(agencies: Agencies, step: Step, causes: list[Step], falls_on: str) -> Iterable[str]:
    if step["record"] != f"{step['by']}@{step['subject']}":
        yield "a listing is named after its rule and subject"
    if not any(
        _is_related(agencies, causes[-1]["account"], step["subject"], relation) for relation in ("self", *RELATIONS)
    ):
        yield "nothing ties its subject to the account at which the rule fired"
    yield from _joint_premises(causes)
    yield from _opened(agencies, step)
    yield from _row(agencies, step)


def _scored(agencies: Agencies, step: Step, causes: list[Step], falls_on: str) -> Iterable[str]:
    if {cause["account"] for cause in causes} != {step["account"]}:
        yield "points fall where their causes are"
    yield from _row(agencies, step)


def _effect(agencies: Agencies, step: Step, causes: list[Step], falls_on: str) -> Iterable[str]:
    if {cause["account"] for cause in causes} != {step["account"]}:
        yield "a rule fires where its causes are"
    if falls_on and not _is_related(agencies, step["account"], step["subject"], falls_on):
        yield f"it falls on {falls_on}, and no relation says so"
    yield from _joint_premises(causes)


def _joint_premises(causes: list[Step]) -> Iterable[str]:
    """The records of a joint firing are of different kinds, at one account."""
    kinds = [cause["record_kind"] for cause in causes if cause["kind"] != "scored"]
    if len(set(kinds)) < len(kinds) or len({cause["account"] for cause in causes}) > 1:
        yield "its causes are not different kinds at one account"


def _cell(agencies: Agencies, account: str, column: str) -> str:
    return agencies.accounts.get(account, ("", {}))[1].get(column, "")


def _is_related(agencies: Agencies, account: str, subject: str, falls_on: str) -> bool:
    owner = _cell(agencies, account, "subject")
    if falls_on == "self":
        return subject == owner
    kind, from_owner = RELATIONS[falls_on]
    return ((kind, owner, subject) if from_owner else (kind, subject, owner)) in agencies.relations


def main(folder: str, trace: str) -> int:
    """Replay a printed trace on a folder."""
    trace_answer = json.loads(Path(trace).read_text("utf-8"))
    fault_texts = faults(read(Path(folder)), trace_answer["steps"], trace_answer["effects"])
    print(
        "\n".join([*fault_texts, f"{len(trace_answer['steps'])} steps replayed, {len(fault_texts)} premises missing"])
    )
    return 1 if fault_texts else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
