"""Worlds of a certain shape, written as folders: a chain, a hub, a mesh, and dense ones by chance from a seed."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from linkage.world.model import World
from linkage.world.storage.folders import load

SETTINGS = """
title = "{name}"
question = "Where does it go?"
about = "A shape."
population = 10000
baseline = ""
format = 1

[people]
household_sizes = [0.5, 0.3, 0.2]
under_18 = 0.8
age_groups = {{ "18-34" = 0.5, "35-plus" = 0.5 }}
namesakes = 0.05
company_sizes = {{ small = 1.0 }}
officers = {{ small = 1 }}
residents_per_company = 16
number_status = "assumed"

[people.values]
phone = [0.05, 0.95]
"""


def shaped_world(
    folder: Path,
    databases: int,
    links: Iterable[tuple[int, int]],
    rules: Sequence[tuple[int, int]],
    agencies: int = 0,
) -> World:
    """A world of numbered databases, read from the folder in which it is written.

    Args:
        links: from which database to which.
        rules: which database refuses which service.
        agencies: how many agencies keep the databases in turn; each its own if there are none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "world.toml").write_text(SETTINGS.format(name=folder.name), "utf-8")
    keepers = agencies or databases
    services = sorted({service for _, service in rules})
    tables = {
        "agencies": [
            {"id": f"a{number}", "name": f"Agency {number}", "sector": "justice", "status": "assumed"}
            for number in range(keepers)
        ],
        "identifiers": [
            _identifier("national-id", "national ID", "SYN"),
            _identifier("phone", "phone", "TEL"),
        ],
        "databases": [
            {
                "id": f"d{number}",
                "agency": f"a{number % keepers}",
                "name": f"Database {number}",
                "kind": "roll",
                "holds": "residents",
                "identifiers": "national-id",
                "coverage": "1",
                "number_status": "assumed",
                "status": "assumed",
            }
            for number in range(databases)
        ],
        "record_kinds": [
            {
                "id": "fine",
                "name": "unpaid fine",
                "home": "d0",
                "sign": "negative",
                "class": "act",
                "per_100k": "5000",
                "suspected": "0.1",
                "lasts_days": "365",
                "number_status": "assumed",
                "status": "assumed",
            }
        ],
        "links": [
            {
                "id": f"l{source}-{target}",
                "source": f"d{source}",
                "target": f"d{target}",
                "key": "national-id",
                "carries": "*",
                "needs": "any",
                "share": "1",
                "add_days": "1",
                "notice": "none",
                "about": "About it.",
                "number_status": "assumed",
                "status": "assumed",
            }
            for source, target in links
        ],
        "services": [
            {"id": f"s{number}", "name": f"Service {number}", "provider": "a0", "everyday": "yes"}
            for number in services
        ],
        "rules": [
            {
                "id": f"r{database}-{service}",
                "database": f"d{database}",
                "when": "fine",
                "at_least": "1",
                "needs": "any",
                "effect": "refuse",
                "service": f"s{service}",
                "falls_on": "self",
                "notice": "none",
                "about": "About it.",
                "number_status": "assumed",
                "status": "assumed",
            }
            for database, service in rules
        ],
        "stories": [
            {
                "id": "one",
                "title": "One story",
                "name": "Li",
                "subject": "adult",
                "record_kind": "fine",
                "sentence": "Li has not paid.",
            }
        ],
    }
    for name, rows in tables.items():
        _write(folder / f"{name}.csv", rows)
    return load(str(folder))


def dense_world(folder: Path, seed: int, databases: int = 24, links: int = 500, agencies: int = 0) -> World:
    """A world by chance: so many links between so many databases, and one to three services closed by each."""
    chance = random.Random(seed)
    pairs = [(source, target) for source in range(databases) for target in range(databases) if source != target]
    chosen = sorted(chance.sample(pairs, min(links, len(pairs))))
    services = range(databases)
    rules = sorted(
        {(database, chance.choice(services)) for database in range(databases) for _ in range(chance.randint(1, 3))}
    )
    return shaped_world(folder, databases, chosen, rules, agencies)


def chain_world(folder: Path, databases: int = 60) -> World:
    """A chain of databases, with doors at its middle and at its end."""
    links = [(number, number + 1) for number in range(databases - 1)]
    return shaped_world(folder, databases, links, [(databases // 2, 0), (databases - 1, 1)])


def hub_world(folder: Path, receivers: int = 30) -> World:
    """A home that sends to a pool, which sends to all others; each of those refuses a service."""
    links = [(0, 1), *((1, number) for number in range(2, receivers + 2))]
    return shaped_world(folder, receivers + 2, links, [(number, number) for number in range(2, receivers + 2)])


def mesh_world(folder: Path, databases: int = 14) -> World:
    """Databases that all send to each other; each refuses a service."""
    pairs = [(source, target) for source in range(databases) for target in range(databases) if source != target]
    return shaped_world(folder, databases, pairs, [(number, number) for number in range(databases)])


def _identifier(id_: str, name: str, token: str) -> dict[str, str]:
    return {"id": id_, "name": name, "token": token, "holds": "residents", "strength": "strong", "status": "assumed"}


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
