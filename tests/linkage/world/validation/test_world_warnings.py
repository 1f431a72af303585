"""Warnings tell what a world hardly means; no bundled world gives any, and none keeps a world from loading."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from linkage.world.storage.folders import find, worlds
from linkage.world.validation.check import check_files
from linkage.world.validation.world_warnings import warnings_of


@pytest.mark.parametrize("world", [world.id for world in worlds()])
def test_the_bundled_worlds_give_no_warning(world: str) -> None:
    assert [warning.sentence() for warning in warnings_of(find(world))] == []


def tiny(**changes: tuple[str, str]) -> dict[str, bytes]:
    """The files of `tiny`, with a text of some file replaced by another."""
    files = {path.name: path.read_bytes() for path in Path(find("tiny")).iterdir() if path.suffix in (".csv", ".toml")}
    files["world.toml"] = files["world.toml"].partition(b"[lanes]")[0]
    for stem, (old, new) in changes.items():
        name = "world.toml" if stem == "world" else f"{stem}.csv"
        text = files[name].decode()
        assert old in text, f"{name} has no {old}"
        files[name] = text.replace(old, new, 1).encode()
    return files


def told(files: dict[str, bytes]) -> list[str]:
    world, faults = check_files("tiny", files)
    assert world is not None, [fault.sentence() for fault in faults]
    with TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        return [warning.sentence() for warning in warnings_of(Path(folder))]


def added(stem: str, row: str) -> dict[str, bytes]:
    files = tiny()
    files[f"{stem}.csv"] += row.encode()
    return files


def heads(stem: str) -> list[str]:
    return tiny()[f"{stem}.csv"].decode().splitlines()[0].split(",")


def row_of(stem: str, **cells: str) -> str:
    """A row of a table, blank but for some cells."""
    return ",".join(cells.get(head, "") for head in heads(stem)) + "\n"


def test_a_service_without_a_rule_is_told_with_its_place() -> None:
    files = added("services", row_of("services", id="zoo", name="Zoo"))
    line = len(tiny()["services.csv"].decode().splitlines()) + 1
    assert told(files) == [
        f"services.csv, row {line}, column id: found zoo, at which no rule does anything, expected a rule that names it"
    ]


def test_a_service_that_needs_another_or_remains_for_another_is_none() -> None:
    files = added("services", row_of("services", id="zoo", name="Zoo", needs="loan"))
    assert told(files) == []
    files = added("services", row_of("services", id="zoo", name="Zoo", needs="loan", instead="park"))
    files["services.csv"] += row_of("services", id="park", name="Park").encode()
    assert told(files) == []


@pytest.mark.parametrize(
    ("stem", "cells", "says"),
    [
        ("agencies", {"id": "idle", "name": "Idle", "status": "assumed"}, "idle, which keeps and provides nothing"),
        (
            "identifiers",
            {
                "id": "iris", "name": "Iris", "token": "IRI", "holds": "residents", "strength": "strong",
                "status": "assumed",
            },
            "iris, which no database holds",
        ),
        (
            "record_kinds",
            {
                "id": "odd", "name": "Odd", "home": "rail-tickets", "sign": "negative", "class": "act",
                "status": "assumed",
            },
            "odd, which nothing carries or uses",
        ),
        (
            "rules",
            {
                "id": "never", "database": "school-enrolment", "when": "skipped-fare", "effect": "refuse",
                "service": "loan", "status": "assumed",
            },
            "skipped-fare, which never arrives at school-enrolment",
        ),
        (
            "rules",
            {
                "id": "late", "database": "rail-tickets", "when": "skipped-fare", "effect": "refuse",
                "service": "loan", "term_days": "30", "status": "assumed",
            },
            "a blank cell beside term_days",
        ),
    ],
)  # fmt: skip
def test_a_row_that_comes_to_nothing_is_told(stem: str, cells: dict[str, str], says: str) -> None:
    (warning,) = told(added(stem, row_of(stem, **cells)))
    assert says in warning


def test_a_link_that_passes_nothing_carries_no_record_to_a_rule() -> None:
    ends = {"source": "rail-tickets", "target": "school-enrolment", "key": "national-id"}
    link = row_of("links", id="blind", **ends, carries="*", share="0", number_status="assumed", status="assumed")
    rule = {"database": "school-enrolment", "when": "skipped-fare", "effect": "refuse", "service": "loan"}
    files = tiny()
    files["links.csv"] += link.encode()
    files["rules.csv"] += row_of("rules", id="never", **rule, status="assumed").encode()
    (warning,) = told(files)
    assert "never arrives at school-enrolment" in warning


def test_weights_are_told_with_their_sum() -> None:
    files = tiny(world=("household_sizes = [0.15, 0.20, 0.30, 0.20, 0.10, 0.05]", "household_sizes = [0.5, 0.7]"))
    (warning,) = told(files)
    assert "weights that sum to 1.2, expected a sum of 1" in warning


def test_a_coverage_below_the_wrong_shares_is_told() -> None:
    place = {head: number for number, head in enumerate(heads("registers"))}
    files = tiny()
    lines = files["registers.csv"].decode().splitlines()
    number, cells = next(
        (number, line.split(",")) for number, line in enumerate(lines) if number and line.split(",")[place["coverage"]]
    )
    cells[place["coverage"]], cells[place["wrong_stranger"]] = "0.05", "0.2"
    lines[number] = ",".join(cells)
    files["registers.csv"] = "\n".join(lines).encode()
    (warning,) = told(files)
    assert "found 0.05, below the wrong shares" in warning
