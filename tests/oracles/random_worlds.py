"""Random small worlds and what-ifs: valid by the design's section 3.1, and as tangled as that allows.

`random_world(rng)` gives the texts of a world's files, `write_world` puts them into a folder, `worlds()` is
a strategy of the same for hypothesis (it shrinks: every choice is drawn from the `rng` that it hands over).
Shares nothing with the package: what is valid is taken from the design's text.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.oracles.plain_world import CLASSES, STATUSES, Rows, hops, read
from tests.oracles.random_composites import put_composites, put_errors
from tests.oracles.random_interventions import one_intervention

RESIDENT_IDENTIFIERS = ("national-id", "phone", "payment-account", "plate", "face", "name-birth-date")
TOKENS = {
    "national-id": "SYN", "phone": "TEL", "payment-account": "PAY", "plate": "PLT", "face": "FAC",
    "name-birth-date": "NAM", "company-number": "COM",
}  # fmt: skip
HEADS = {
    "sources": "id title publisher date where via retrieved note",
    "quotes": "id source quote checked says caution",
    "agencies": "id name name_zh sector status evidence",
    "identifiers": "id name name_zh token holds strength status evidence",
    "databases": "id agency name name_zh kind holds identifiers coverage number_status status evidence",
    "registers": "database from to coverage wrong_household wrong_stranger number_status status evidence",
    "record_kinds": "id name name_zh home sign class per_100k suspected lasts_days number_status status evidence",
    "links": "id source target key via carries needs share add_days remove_days notice about number_status"
    " status evidence",
    "services": "id name name_zh provider everyday instead hours needs",
    "rules": "id database when at_least needs effect service lists points amount unit falls_on after_days"
    " term_days notice about number_status status evidence",
    "readings": "id title about voice keeps what_if evidence",
    "columns": "database identifier missing mistyped number_status status evidence",
}

Row = dict[str, Any]


def worlds(**options: Any) -> st.SearchStrategy[dict[str, str]]:
    """The files of random worlds."""
    return st.randoms(use_true_random=False).map(lambda rng: random_world(rng, **options))


def write_world(folder: Path, rng: Random, **options: Any) -> Path:
    """Put a random world into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in random_world(rng, **options).items():
        (folder / name).write_text(text, "utf-8", newline="")
    return folder


def random_world(
    rng: Random,
    *,
    scores: bool = False,
    joint: bool = True,
    ends: bool = True,
    crowd: float = 1.0,
    composites: bool = False,
    errors: bool = False,
) -> dict[str, str]:
    """The texts of a world's files.

    Args:
        scores: whether it has points and score rules.
        joint: whether rules may need several kinds at once.
        ends: whether removals may be passed on (else every `remove_days` is blank).
        crowd: how frequent records, namesakes and wrong rows are.
        composites: whether there are identifiers that many share, and keys of several of them.
        errors: whether some columns hold errors.
    """
    maker = _WorldMaker(rng, scores, joint, ends, crowd)
    tables = maker.tables()
    settings = maker.world_toml(tables)
    if composites:
        put_composites(tables, Random(rng.getrandbits(32)))
    if errors:
        put_errors(tables, Random(rng.getrandbits(32)))
    files = {f"{table}.csv": _csv(table, rows) for table, rows in tables.items()}
    files["world.toml"] = settings
    return files


class _WorldMaker:
    """Draws the tables of one world, one after another."""

    def __init__(self, rng: Random, scores: bool, joint: bool, ends: bool, crowd: float) -> None:
        self.rng, self.scores, self.joint, self.ends, self.crowd = rng, scores, joint, ends, crowd
        chosen = [identifier for identifier in RESIDENT_IDENTIFIERS[1:] if rng.random() < 0.5] or ["phone"]
        self.resident_identifiers = ["national-id", *chosen[:4]]
        self.companies = rng.random() < 0.6
        self.bases: dict[str, int] = {}

    def tables(self) -> dict[str, list[Row]]:
        """All tables, each drawn from those before it."""
        rng = self.rng
        self.identifiers = [
            self._claim({"id": identifier, "name": identifier, "token": TOKENS[identifier], "holds": "residents",
                         "strength": "weak" if identifier == "name-birth-date" else "strong"})
            for identifier in self.resident_identifiers
        ]  # fmt: skip
        if self.companies:
            company = {"id": "company-number", "name": "company-number", "token": "COM"}
            self.identifiers.append(self._claim({**company, "holds": "companies", "strength": "strong"}))
        agencies = [self._claim({"id": f"office-{i}", "name": f"Office {i}"}) for i in range(rng.randint(1, 4))]
        self.databases = [self._database(i, agencies) for i in range(rng.randint(3, 7))]
        self.registers = [row for database in self.databases for row in self._register_rows(database)]
        self.kinds = [self._kind(i) for i in range(rng.randint(3, 6))]
        self.links = self._some_links(rng.randint(3, 10))
        services = [self._service(i) for i in range(rng.randint(2, 5))]
        rules = [self._rule(i, services) for i in range(rng.randint(3, 8))]
        if self.scores:
            rules = self._with_scores(rules, services)
        return {
            "sources": [{"id": "s1", "title": "An article", "where": "not seen"}],
            "quotes": [{"id": "q1", "source": "s1", "checked": "told", "says": "Something was said."}],
            "agencies": agencies,
            "identifiers": self.identifiers,
            "databases": self.databases,
            "registers": self.registers,
            "record_kinds": self.kinds,
            "links": self.links,
            "services": services,
            "rules": rules,
            "readings": self._readings(rules),
        }

    def world_toml(self, tables: dict[str, list[Row]]) -> str:
        """The world's own file."""
        rng = self.rng
        lines = [
            'title = "A random world"',
            "population = 1000",
            f"baseline = {json.dumps(rng.choice(['', '', '', *(row['id'] for row in tables['readings'])]))}",
            *(f"[scores.{database}]\nbase = {base}" for database, base in self.bases.items()),
            "[people]",
            "household_sizes = [0.2, 0.2, 0.3, 0.3]",
            f"namesakes = {round(0.4 * rng.random() * self.crowd, 2)}",
            f"residents_per_company = {rng.choice([4, 8, 16])}",
        ]
        return "\n".join(lines) + "\n"

    def _claim(self, row: Row, solid: float = 0.95) -> Row:
        status = "reported" if self.rng.random() < solid else self.rng.choice(STATUSES)
        evidence = "q1" if status == "reported" else ""
        return {**row, "status": status, "evidence": evidence, "number_status": "assumed"}

    def _database(self, number: int, agencies: list[Row]) -> Row:
        rng = self.rng
        register = number < 2
        is_list = not register and rng.random() < 0.4
        holds = "residents"
        if self.companies and not register:
            holds = rng.choice(["residents", "residents", "both", "companies"])
        columns = rng.sample(self.resident_identifiers, rng.randint(1, min(3, len(self.resident_identifiers))))
        if register:
            columns = rng.sample(self.resident_identifiers, min(2 + number, len(self.resident_identifiers)))
        if holds == "companies":
            columns = ["company-number"]
        elif holds == "both":
            columns.insert(rng.randint(0, len(columns)), "company-number")
        has_account_per_value = columns[0] in ("phone", "payment-account", "plate", "company-number")
        coverage = "" if is_list or has_account_per_value or rng.random() < 0.4 else round(rng.uniform(0.5, 1), 2)
        row = {
            "id": f"{'list' if is_list else 'roll'}-{number}",
            "agency": rng.choice(agencies)["id"],
            "name": f"Database {number}",
            "kind": "list" if is_list else "roll",
            "holds": holds,
            "identifiers": " ".join(columns),
            "coverage": coverage,
        }
        return self._claim(row)

    def _register_rows(self, database: Row) -> list[Row]:
        rng = self.rng
        columns = [column for column in database["identifiers"].split() if column != "company-number"]
        first = int(database["id"][-1]) < 2
        if database["kind"] == "list" or len(columns) < 2 or not (first or rng.random() < 0.4):
            return []
        rows = []
        from_identifier, *to_identifiers = columns
        for to_identifier in to_identifiers:
            wrong = {
                column: round(0.25 * rng.random() * self.crowd, 2) if rng.random() < 0.6 else ""
                for column in ("wrong_household", "wrong_stranger")
            }
            coverage = round(rng.uniform(0.6, 1), 2)
            row = {
                "database": database["id"],
                "from": from_identifier,
                "to": to_identifier,
                "coverage": coverage,
                **wrong,
            }
            rows.append(self._claim(row, solid=0.8))
            if rng.random() < 0.5:
                rows.append(
                    self._claim({"database": database["id"], "from": to_identifier, "to": from_identifier}, solid=0.8)
                )
        return rows

    def _kind(self, number: int) -> Row:
        rng = self.rng
        row = {
            "id": f"kind-{number}",
            "name": f"Kind {number}",
            "home": rng.choice(self.databases)["id"],
            "sign": rng.choice(["negative", "positive"]),
            "class": rng.choice(CLASSES),
            "per_100k": round(rng.uniform(10_000, 60_000) * self.crowd) if rng.random() < 0.75 else "",
            "suspected": rng.choice(["", 0.3, 0.5]),
            "lasts_days": rng.choice(["", "", rng.randint(0, 60)]),
        }
        return self._claim(row)

    def _some_links(self, count: int) -> list[Row]:
        rng = self.rng
        links: dict[str, Row] = {}
        for _ in range(20 * count):
            if len(links) == count:
                break
            link = self._link()
            if link:
                links.setdefault(link["id"], link)
        return rng.sample(list(links.values()), len(links))

    def _link(self) -> Row | None:
        rng = self.rng
        source, target = rng.sample(self.databases, 2)
        if "both" not in (source["holds"], target["holds"]) and source["holds"] != target["holds"]:
            return None
        key = identifier = rng.choice(source["identifiers"].split())
        via = []
        for _ in range(rng.choice([0, 0, 1, 2])):
            rows = [row for row in self.registers if row["from"] == identifier]
            if rows:
                register_row = rng.choice(rows)
                identifier = register_row["to"]
                via.append(f"{register_row['database']}.{identifier}")
        if identifier not in target["identifiers"].split():
            return None
        row = {
            "id": "-".join([source["id"], target["id"], key, *(hop.replace(".", "-") for hop in via)]),
            "source": source["id"],
            "target": target["id"],
            "key": key,
            "via": " ".join(via),
            "carries": "*" if rng.random() < 0.5 else " ".join(self._some_kinds()),
            "needs": rng.choice(["any", "any", "any", "confirmed", ""]),
            "share": rng.choice(["", "", "1", round(rng.uniform(0.2, 0.95), 2)]),
            "add_days": rng.choice(["", 0, rng.randint(0, 9)]),
            "remove_days": rng.choice(["", 0, rng.randint(0, 9), rng.randint(0, 40)]) if self.ends else "",
        }
        return self._claim(row, solid=0.7)

    def _some_kinds(self, most: int = 4) -> list[str]:
        kinds = [kind["id"] for kind in self.kinds]
        return sorted(self.rng.sample(kinds, self.rng.randint(1, min(most, len(kinds)))))

    def _likely_arrival(self) -> tuple[str, list[str]]:
        """A database and some kinds: mostly where a link brings them or where they are at home."""
        rng = self.rng
        if self.links and rng.random() < 0.6:
            link = rng.choice(self.links)
            carried = [kind for kind in link["carries"].split() if kind != "*"] or self._some_kinds()
            return link["target"], sorted(rng.sample(carried, rng.randint(1, len(carried))))
        kind = rng.choice(self.kinds)
        if rng.random() < 0.6:
            return kind["home"], sorted({kind["id"], *self._some_kinds(2)})
        return rng.choice(self.databases)["id"], self._some_kinds()

    def _service(self, number: int) -> Row:
        rng = self.rng
        needs = f"service-{rng.randrange(number)}" if number and rng.random() < 0.4 else ""
        return {
            "id": f"service-{number}",
            "name": f"Service {number}",
            "provider": rng.choice(self.databases)["id"],
            "everyday": rng.choice(["yes", "no"]),
            "needs": needs,
        }

    def _rule(self, number: int, services: list[Row]) -> Row:
        rng = self.rng
        database, kinds = self._likely_arrival()
        effect = rng.choice(["list", "list", "refuse", "refuse", "slow", "fine", "wait", "publish", "reward"])
        blank_service = effect == "list" or (effect in ("fine", "publish") and rng.random() < 0.5)
        falls_on = ["self", "self", "self", "", "children"]
        if self.companies:
            falls_on += ["officers", "company"]
        row = {
            "id": f"rule-{number}",
            "database": database,
            "when": " ".join(kinds),
            "at_least": rng.randint(1, len(kinds)) if self.joint and rng.random() < 0.4 else rng.choice(["", 1]),
            "needs": rng.choice(["any", "any", "", "confirmed"]),
            "effect": effect,
            "service": "" if blank_service else rng.choice(services)["id"],
            "lists": self._kind_to_list() if effect == "list" else "",
            "falls_on": rng.choice(falls_on),
            "after_days": rng.choice(["", "", rng.randint(0, 20)]),
            "term_days": rng.choice(["", "", rng.randint(0, 60)]),
        }
        return self._claim(row, solid=0.7)

    def _kind_to_list(self) -> str:
        """Any kind, often one that is born at several accounts of its subject."""
        several = [kind for kind in self.kinds if self._first_column(kind["home"]) in ("phone", "payment-account")]
        return self.rng.choice(several if several and self.rng.random() < 0.4 else self.kinds)["id"]

    def _first_column(self, database: str) -> str:
        row = next(row for row in self.databases if row["id"] == database)
        return "" if row["kind"] == "list" else row["identifiers"].split()[0]

    def _with_scores(self, rules: list[Row], services: list[Row]) -> list[Row]:
        """Some points rules, and score rules none of whose consequences reaches a points rule."""
        rng = self.rng
        counting = rng.sample(self.databases, rng.randint(1, 2))
        points, looks = [], []
        for database in counting:
            self.bases[database["id"]] = rng.choice([0, 100, 600])
            for _ in range(rng.randint(1, 3)):
                rule = {
                    **self._rule(20 + len(points), services),
                    "effect": "points",
                    "lists": "",
                    "service": "",
                }
                rule |= {
                    "points": rng.choice([-50, -30, -10, 10, 20, 0]),
                    "falls_on": "self",
                    "term_days": "",
                    "after_days": rng.choice(["", rng.randint(1, 9)]),
                }
                points.append({**rule, "database": database["id"]})
            for _ in range(rng.randint(1, 3)):
                looks.append(self._score_rule(database["id"], 40 + len(looks), services))
        reached = {rule["lists"] for rule in looks if rule["lists"]}
        for _ in self.kinds:
            reached |= {rule["lists"] for rule in rules if rule["lists"] and reached & set(rule["when"].split())}
        for rule in points:
            kinds = [kind for kind in rule["when"].split() if kind not in reached]
            rule["when"] = " ".join(kinds)
            if rule["at_least"] and kinds:
                rule["at_least"] = min(rule["at_least"], len(kinds))
        return [*rules, *(rule for rule in points if rule["when"]), *looks]

    def _score_rule(self, database: str, place: int, services: list[Row]) -> Row:
        rng = self.rng
        sign = rng.choice(["<", ">="])
        effects = ["reward", "list"] if sign == ">=" else ["refuse", "slow", "list", "publish"]
        effect = rng.choice(effects)
        base = self.bases[database]
        row = {
            **self._rule(place, services),
            "database": database,
            "when": f"score{sign}{base + rng.choice([-60, -30, -10, 0, 10, 20])}",
            "at_least": "",
            "needs": "",
            "effect": effect,
            "service": "" if effect == "list" else rng.choice(services)["id"],
            "lists": self._kind_to_list() if effect == "list" else "",
        }
        return row

    def _readings(self, rules: list[Row]) -> list[Row]:
        rng = self.rng
        cut = f"cut:{rng.choice(self.links)['id']}" if self.links else ""
        return [
            {"id": "documented", "title": "Documented", "keeps": "reported derived"},
            {"id": "most", "title": "Most", "keeps": "reported derived planned view alleged speculated",
             "what_if": rng.choice(["", cut, f"off:{rng.choice(rules)['id']}"])},
            {"id": "less", "title": "Less", "keeps": "", "what_if": rng.choice([cut, "confirmed"])},
        ]  # fmt: skip


VERBS = (
    "cut", "drop", "forget", "off", "keep", "reading", "only", "confirmed", "expire", "correct", "repair",
    "delay", "share", "removal", "threshold", "add", "enforced", "isolate",
    "dispute", "false",
)  # fmt: skip
ERROR_VERBS = ("missing", "mistyped")
"""Of worlds with columns in error; not among the others, so that a seed's what-ifs stay what they were."""


def random_what_if(
    rng: Random, world: Rows | Path, verbs: tuple[str, ...] = VERBS, most: int = 3, figures: int = 60
) -> str:
    """A random valid what-if of a world (given as its folder or as its rows)."""
    rows = read(world) if isinstance(world, Path) else world
    parts = [one_intervention(rng, rows, rng.choice(verbs), figures) for _ in range(rng.randint(0, most))]
    filled_parts = [part for part in parts if part]
    readings = [part for part in filled_parts if part.startswith("reading:")]
    return ",".join(readings[:1] + [part for part in filled_parts if not part.startswith("reading:")])


def features_of(rows: Rows) -> set[str]:
    """The features of a world that an evaluator could easily get wrong."""
    databases, links, rules = rows["databases"], rows["links"].values(), rows["rules"].values()
    lists = {database for database, row in databases.items() if row["kind"] == "list"}
    successors: dict[str, set[str]] = {database: set() for database in databases}
    for link in links:
        successors[link["source"]].add(link["target"])
    reached = {database: set(successors[database]) for database in successors}
    for _ in successors:
        reached = {
            database: reached_databases.union(*(reached[next_database] for next_database in reached_databases))
            for database, reached_databases in reached.items()
        }
    brings = {(kind, rule["lists"]) for rule in rules if rule["lists"] for kind in rule["when"].split()}
    names = {f"falls on {rule['falls_on'] or 'self'}" for rule in rules} | {rule["effect"] for rule in rules}
    names |= {f"{len(hops(link))} translations" for link in links}
    features = {
        "a circle": any(database in reached_databases for database, reached_databases in reached.items()),
        "parallel links": len({(link["source"], link["target"]) for link in links}) < len(links),
        "a list feeding a list": any({link["source"], link["target"]} <= lists for link in links),
        "listings in a circle": any((lists, kind) in brings for kind, lists in brings if kind != lists),
        "a joint rule": any(int(rule["at_least"] or 1) > 1 for rule in rules),
        "a share": any(0 < float(link["share"] or 1) < 1 for link in links),
        "a score rule": any(rule["when"].startswith("score") for rule in rules),
        "a reverse row": any(not row["coverage"] for row in rows.registers),
        "a list of companies": any(databases[database]["holds"] != "residents" for database in lists),
    }
    return names | {feature for feature, is_present in features.items() if is_present}


def _csv(table: str, rows: list[Row]) -> str:
    text = io.StringIO()
    shared = ["values", "shared_by"] if any("values" in row for row in rows) else []
    writer = csv.DictWriter(
        text, [*HEADS[table].split(), *shared], restval="", extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
