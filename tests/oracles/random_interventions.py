"""One random intervention of a world, for each verb: valid, and as often as not one that changes something."""

from __future__ import annotations

from random import Random

from tests.oracles.plain_world import CLASSES, STATUSES, Rows
from tests.oracles.random_composites import columns_for_errors, composite_path, some_share, values_of


def one_intervention(rng: Random, rows: Rows, verb: str, figures: int) -> str:
    """The text of a random intervention with some verb; empty where a world has nothing for it."""
    links, rules = list(rows["links"]), list(rows["rules"])
    kinds, registers = list(rows["record_kinds"]), sorted({row["database"] for row in rows.registers})
    day = rng.randint(0, figures)
    match verb:
        case "confirmed":
            return verb
        case "drop":
            return f"drop:{rng.choice(list(rows['identifiers']))}"
        case "forget":
            register = rng.choice(registers) if registers else ""
            return f"forget:{register}.{_column(rng, rows, register)}" if register else ""
        case "isolate":
            databases = list(rows["databases"])
            return "isolate:" + "+".join(rng.sample(databases, rng.choice([1, 1, min(2, len(databases))])))
        case "off":
            return f"off:{rng.choice(rules)}" if rules else ""
        case "enforced":
            return f"enforced:{rng.choice([*rules, '*'])}={round(rng.random(), 2)}"
        case "threshold":
            return _threshold(rng, rows, rng.choice(rules)) if rules else ""
        case "keep":
            return "keep:" + "+".join(["reported", *rng.sample(STATUSES[1:], rng.randint(1, 5))])
        case "reading":
            return f"reading:{rng.choice([*rows['readings'], 'everything'])}"
        case "only":
            return f"only:{rng.choice(CLASSES)}"
        case "expire" | "correct" | "dispute":
            return f"{verb}:{rng.choice(kinds if verb == 'correct' else [*kinds, '*'])}={day}"
        case "false":
            return f"false:{rng.choice([*kinds, '*'])}={rng.choice([0, 1, round(rng.random(), 2)])}"
        case "repair":
            return f"repair:{rng.choice(registers)}={day}" if registers else ""
        case "add":
            return _add(rng, rows)
        case "missing" | "mistyped":
            return _column_error(rng, rows, verb)
    if not links:
        return ""
    link = rng.choice(links)
    figure = {
        "delay": f"={day}",
        "share": f"={round(rng.random(), 2)}",
        "removal": f"={rng.choice([day, 'never'])}",
    }
    return f"{verb}:{link}{figure.get(verb, '')}"


def _column(rng: Random, rows: Rows, database: str) -> str:
    return rng.choice(rows["databases"][database]["identifiers"].split())


def _threshold(rng: Random, rows: Rows, rule: str) -> str:
    condition = rows["rules"][rule]["when"]
    if condition.startswith("score"):
        return f"threshold:{rule}={int(condition.strip('score<>=')) + rng.randint(-30, 30)}"
    return f"threshold:{rule}={rng.randint(1, len(condition.split()) + 1)}"


def _column_error(rng: Random, rows: Rows, verb: str) -> str:
    """Other errors in a column, of columns.csv or not."""
    columns = columns_for_errors(list(rows["databases"].values()), rows.registers)
    if not columns:
        return ""
    database, identifier = rng.choice(columns)
    return f"{verb}:{database}.{identifier}={some_share(rng) or round(rng.random(), 2)}"


def _add_composite(rng: Random, rows: Rows) -> str:
    """A new link whose key or translations join several identifiers, if a few tries find one."""
    values = values_of(list(rows["identifiers"].values()))
    for _ in range(20):
        source, target = (rows["databases"][id_] for id_ in rng.sample(list(rows["databases"]), 2))
        key, via, joined = composite_path(source, rows.registers, values, rng)
        shared = "companies" not in (source["holds"], target["holds"])
        if shared and joined <= set(target["identifiers"].split()) and joined <= set(values):
            return f"add:{source['id']}>{target['id']}:{':'.join([key, *via])}"
    return ""


def _add(rng: Random, rows: Rows) -> str:
    """A new link that connects in the folder, if a few tries find one."""
    if any(row.get("values") or row.get("shared_by") for row in rows["identifiers"].values()):
        return _add_composite(rng, rows)
    databases = list(rows["databases"])
    for _ in range(20):
        source, target = (rows["databases"][id_] for id_ in rng.sample(databases, 2))
        key = identifier = _column(rng, rows, source["id"])
        via = []
        for _ in range(rng.choice([0, 0, 1])):
            register_rows = [row for row in rows.registers if row["from"] == identifier]
            if register_rows:
                register_row = rng.choice(register_rows)
                identifier = register_row["to"]
                via.append(f":{register_row['database']}.{identifier}")
        common = "both" in (source["holds"], target["holds"]) or source["holds"] == target["holds"]
        if common and identifier in target["identifiers"].split():
            return f"add:{source['id']}>{target['id']}:{key}{''.join(via)}"
    return ""
