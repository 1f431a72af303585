"""What the tests share: the bundled worlds, worlds made by hand in a few words, and the counts that a run prints.

`make test` runs under fixed seeds with few examples; with LINKAGE_PROVE set, hypothesis tries many more, and every
property of it is marked `prove`, so that `make prove` runs it. What is marked `thorough` is run by `make prove`, and by
`make test` with LINKAGE_THOROUGH set; the rest says enough, in less than five minutes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from linkage.population.account_table import Account
from linkage.population.tables import Person, Record, Tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.steps import Spread
from linkage.world.model import Agency, Database, Hop, Identifier, Link, RecordKind, RegisterRow, Rule, Service, World
from linkage.world.storage import folders

ROOT = Path(__file__).parent.parent
COUNT = "count"
CI = os.environ.get("CI") == "true"
THOROUGH = bool(os.environ.get("LINKAGE_THOROUGH"))
PROVING = bool(os.environ.get("LINKAGE_PROVE"))
CHECKS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]

for name, examples in (("test", 25), ("prove", 500)):
    settings.register_profile(
        name,
        derandomize=True,
        deadline=None,
        database=None,
        max_examples=examples,
        suppress_health_check=CHECKS,
        print_blob=False,
    )
settings.load_profile("prove" if PROVING else "test")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Under LINKAGE_PROVE each property is a proof; what is thorough is one, too, unless LINKAGE_THOROUGH is set."""
    for item in items:
        if not THOROUGH and item.get_closest_marker("thorough"):
            item.add_marker(pytest.mark.prove)
        if PROVING and getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.prove)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what was counted, by whichever worker."""
    reports = [report for category in terminalreporter.stats.values() for report in category]
    sums: dict[str, Counter[str]] = {}
    for report in reports:
        for name, counted in getattr(report, "user_properties", ()):
            if name == COUNT and report.when == "call":
                sums.setdefault(counted[0], Counter()).update(counted[1])
    if sums:
        terminalreporter.section("counts")
    for title, counts in sorted(sums.items()):
        numbers = ", ".join(f"{number:,} {name}" for name, number in sorted(counts.items()))
        terminalreporter.write_line(f"{title}: {numbers}")


@pytest.fixture
def record_count(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Say how many of something a test has tried; the run prints the sums."""

    def add(title: str, **numbers: int) -> None:
        counted = {name.replace("_", " "): number for name, number in numbers.items()}
        request.node.user_properties.append((COUNT, (title, counted)))

    return add


@pytest.fixture(scope="session")
def tiny() -> World:
    """The world that fits a slide."""
    return folders.load("tiny")


@pytest.fixture(scope="session")
def beijing() -> World:
    """The world of the articles."""
    return folders.load("beijing")


# worlds by hand


def _tuple(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _database(id_: str, words: str) -> Database:
    kind, holds, *identifiers = words.split()
    return Database(id_, "office", id_, kind=kind, holds=holds, identifiers=tuple(identifiers), status="reported")


def _link(id_: str, words: str, **options: Any) -> Link:
    """`courts > rail: phone, subscribers.national-id`: source, target, key, then each translation."""
    ends, _, join = words.partition(":")
    source, target = (item.strip() for item in ends.split(">"))
    key, *hops = (item.strip() for item in join.split(","))
    via = tuple(Hop(*hop.split(".")) for hop in hops)
    carries = _tuple(options.pop("carries", "*"))
    return Link(id_, source, target, key, via, carries, **{"status": "reported", **options})


def _rule(id_: str, words: str, **options: Any) -> Rule:
    """`rail: fine debt > refuse train`: the database, the kinds, the effect and the service (or what it lists)."""
    database, _, condition = words.partition(":")
    kinds, _, consequence = condition.partition(">")
    effect, *object_ = consequence.split()
    object_column = {"lists" if effect == "list" else "service": object_[0]} if object_ else {}
    return Rule(
        id_, database.strip(), _tuple(kinds), effect=effect, **{"status": "reported", **object_column, **options}
    )


def _register(words: str, status: str = "reported") -> RegisterRow:
    """`subscribers: phone > national-id`"""
    database, _, translation = words.partition(":")
    from_identifier, to_identifier = (item.strip() for item in translation.split(">"))
    return RegisterRow(database, from_identifier, to_identifier, 1.0, status=status)


def world_by_hand(
    databases: Mapping[str, str],
    kinds: Mapping[str, str],
    links: Iterable[Link] = (),
    rules: Iterable[Rule] = (),
    registers: Iterable[str] = (),
    services: Iterable[str | Service] = (),
) -> World:
    """A world in a few words: databases as `roll residents national-id phone`, kinds as the database of their home."""
    named = {identifier for words in databases.values() for identifier in words.split()[2:]}
    tokens = {"national-id": "SYN", "phone": "TEL", "company-number": "COM", "name": "NAM"}
    identifiers = [
        Identifier(
            id_,
            id_,
            token=tokens[id_],
            holds="companies" if id_ == "company-number" else "residents",
            strength="weak" if id_ == "name" else "strong",
            status="reported",
        )
        for id_ in sorted(named)
    ]
    doors = [
        service if isinstance(service, Service) else Service(service, service, everyday=True) for service in services
    ]
    rows = [_register(words) for words in registers]
    return World(
        "by-hand",
        agencies={"office": Agency("office", "Office", status="reported")},
        identifiers={identifier.id: identifier for identifier in identifiers},
        databases={id_: _database(id_, words) for id_, words in sorted(databases.items())},
        registers={(row.database, row.from_, row.to): row for row in rows},
        record_kinds={
            id_: RecordKind(id_, id_, home=home, sign="negative", class_="act", status="reported")
            for id_, home in sorted(kinds.items())
        },
        links={link.id: link for link in sorted(links, key=lambda link: link.id)},
        services={door.id: door for door in doors},
        rules={rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)},
    )


def tables_by_hand(
    world: World,
    people: Mapping[str, str],
    accounts: Mapping[str, str] | None = None,
    records: Iterable[str] = (),
    relations: Iterable[str] = (),
) -> Tables:
    """Agency tables in a few words.

    Args:
        people: subject → the values it truly owns: `national-id=S1 phone=T1 phone=T2`.
        accounts: account → its subject and cells: `R1 national-id=S1`.
        records: `fine R1 rail/1`, with `suspected` behind it if it is.
        relations: `parent R1 R2`, `officer R1 C1`.
    """
    tables = Tables(world)
    for subject, values in people.items():
        kind = "company" if subject.startswith("C") else "resident"
        tables.add_person(Person(subject, kind, "", ""))
        for value in values.split():
            tables.add_value(*value.split("="), subject)
    for number, (id_, words) in enumerate((accounts or {}).items()):
        subject, *cells = words.split()
        values = dict(cell.split("=") for cell in cells)
        tables.add_account(Account(id_.partition("/")[0], number, subject, values, id_))
    for words in records:
        kind, subject, account, *standing = words.split()
        id_ = f"{kind}:{subject}"
        database = account.partition("/")[0]
        tables.records[id_] = Record(id_, kind, subject, database, account, (standing or ["confirmed"])[0])
    for words in relations:
        tables.add_relation(*words.split())
    return tables


def spread_of(world: World, tables: Tables) -> Spread:
    """The spread of all records of some tables."""
    return spread_from(CompiledRules.of(world), tables, tables.records.values())


@pytest.fixture(scope="session")
def hand() -> SimpleNamespace:
    """Worlds and tables in a few words: `hand.world(…)`, `hand.tables(…)`, `hand.link(…)`, `hand.rule(…)`."""
    return SimpleNamespace(
        world=world_by_hand, tables=tables_by_hand, link=_link, rule=_rule, spread=spread_of, service=Service
    )


# the documentation's site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation's site, built once for all workers of the run; a warning is an error."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder, done = shared / "site", shared / "site-built"
    try:
        (shared / "site-begun").mkdir()
    except FileExistsError:
        for _ in range(600):
            if done.exists():
                break
            time.sleep(0.2)
    else:
        done.with_suffix(".part").write_text(_build_site(folder), encoding="utf-8")
        done.with_suffix(".part").rename(done)
    assert done.read_text(encoding="utf-8") == ""
    return folder


def _build_site(folder: Path) -> str:
    """What mkdocs complains about as it builds the site into a folder. (With `--quiet` it would count no warning.)"""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    return done.stdout + done.stderr if done.returncode else ""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium, put into CHROMIUM by `run.py test`; without one a test skips, or fails if CI=true."""
    path = os.environ.get("CHROMIUM", "")
    if not path:
        message = "no browser: set CHROMIUM to the path of a Chromium (`python run.py test` finds one)"
        pytest.fail(message) if CI else pytest.skip(message)
    return path
