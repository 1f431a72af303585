"""How good links' joins are, against pandas merges of the same tables (design 11.3).

The merges know nothing of how pairs are counted: each link's join is done row by row with `DataFrame.merge`, on the
tables as `generate` writes them, with wrong register rows and namesakes. `make prove` tries 200 random worlds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from linkage.answers.match_quality import MatchCounts, match_qualities
from linkage.answers.match_report import MATCH_COLUMNS, match_json, match_rows, match_text
from linkage.cli.command_line import main
from linkage.errors import LinkageError
from linkage.population import agency_files
from linkage.population.tables import Tables, generate_tables
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.plain_world import Rows, hops, parts, read
from tests.oracles.plain_world import under as rows_under
from tests.oracles.random_worlds import ERROR_VERBS, random_what_if, write_world

WORLDS = [12, pytest.param(200, marks=pytest.mark.prove)]


Key = tuple[str, ...]
"""The identifiers of a key."""


class Merges:
    """The joins of links as merges of data frames."""

    def __init__(self, rows: Rows, tables: Tables, world: World) -> None:
        self.rows = rows
        self.frames = {
            name: pd.DataFrame([list(row) for row in lines], columns=list(head), dtype=str)
            for name, (head, lines) in agency_files.as_rows(tables, changed=world).items()
        }
        for name in rows["databases"]:  # a mistyped cell joins nothing
            self.frames[name] = self.frames[name].map(lambda cell: "" if "~" in cell else cell)
        self.people = self.frames["people"].rename(columns={"kind": "holder"})

    def holders(self, database: str) -> pd.Series[str]:
        """The subjects who can have an account in a database."""
        holds = self.rows["databases"][database]["holds"]
        kinds = {"residents": ["resident"], "companies": ["company"], "both": ["resident", "company"]}[holds]
        return self.people[self.people.holder.isin(kinds)].subject

    def is_list(self, database: str) -> bool:
        return self.rows["databases"][database]["kind"] == "list"

    def has_column(self, database: str, identifier: str) -> bool:
        held = self.rows["databases"][database]["identifiers"].split()
        return identifier in held and (database, identifier) not in self.rows.blank

    def source(self, database: str, key: Key) -> pd.DataFrame:
        """The accounts at the source: `a`, `subject`, and the key's parts (of a list its first values)."""
        if not self.is_list(database):
            return self.frames[database].rename(columns={"account": "a"})[["a", "subject", *key]]
        values, held = self.frames["values"], self.holders(database)
        found = pd.DataFrame({"a": held, "subject": held})
        for part in key:
            first = values[values.identifier == part].groupby("subject").value.min()
            found[part] = held.map(first).fillna("")
        return found

    def target(self, database: str, key: Key) -> pd.DataFrame:
        """The accounts at the target: `b`, `owner`, and the key's parts."""
        if not self.is_list(database):
            return self.frames[database].rename(columns={"account": "b", "subject": "owner"})[["b", "owner", *key]]
        values, held = self.frames["values"], self.holders(database)
        found = pd.DataFrame({"b": held, "owner": held})
        for part in key:
            owned = values[values.identifier == part].rename(columns={"subject": "owner", "value": part})
            found = found.merge(owned[["owner", part]], on="owner")
        return found

    def pairs(self, link: dict[str, str]) -> pd.DataFrame:
        """The pairs of a link: `a`, `subject`, `b`, `owner`, each once."""
        needed = [(link["source"], parts(link["key"])), (link["target"], last_of(link))]
        for register, given, gives in hops(link):
            needed += [(register, given), (register, gives)]
        if not all(self.has_column(database, part) for database, key in needed for part in key):
            return pd.DataFrame(columns=["a", "subject", "b", "owner"])
        found = filled(self.source(link["source"], parts(link["key"])))
        for register, given, gives in hops(link):
            table = filled(self.frames[register][list(dict.fromkeys([*given, *gives]))]).drop_duplicates()
            found = found.merge(table, on=list(given))[["a", "subject", *gives]]
        target = filled(self.target(link["target"], last_of(link)))
        return found.merge(target, on=list(last_of(link)))[["a", "subject", "b", "owner"]].drop_duplicates()

    def counts(self, link: dict[str, str]) -> dict[str, MatchCounts]:
        """The counts of everybody (named blank) and of each group."""
        source = self.source(link["source"], parts(link["key"]))
        pairs = self.pairs(link)
        right = pairs.subject == pairs.owner
        target = link["target"]
        have = self.holders(target) if self.is_list(target) else self.frames[target].subject
        source = source.assign(
            group=source.subject.map(self.people.set_index("subject").group),
            has=source.subject.isin(have),
            found=source.a.isin(pairs[right].a),
            misled=source.a.isin(pairs[~right].a),
            pairs=source.a.map(pairs.a.value_counts()).fillna(0).astype(int),
            right=source.a.map(pairs[right].a.value_counts()).fillna(0).astype(int),
        )
        counted = {"": source, **dict(list(source.groupby("group")))}
        return {str(name): self._counted(frame) for name, frame in counted.items()}

    @staticmethod
    def _counted(frame: pd.DataFrame) -> MatchCounts:
        found, missed = frame.has & frame.found, frame.has & ~frame.found
        columns = (frame.pairs, frame.right, found, missed, frame.misled)
        return MatchCounts(*(int(column.sum()) for column in columns))


def last_of(link: dict[str, str]) -> Key:
    steps = hops(link)
    return steps[-1][2] if steps else parts(link["key"])


def filled(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows in which no cell is blank."""
    return frame[(frame != "").all(axis=1)]


def towns(folder: Path, worlds: int) -> Iterator[tuple[World, Rows, Tables, str]]:
    for seed in range(worlds):
        rng = Random(seed)
        path = write_world(folder / f"world-{seed}", rng, crowd=1.5, errors=seed % 2 == 0, composites=seed % 3 != 0)
        world = folders.load(path)
        verbs = ("drop", "forget", "cut", "isolate", "add", "keep", "reading", *(ERROR_VERBS if seed % 2 == 0 else ()))
        what_if = random_what_if(rng, path, verbs=verbs)
        tables = generate_tables(world, seed, 80)
        tables.visit_all()
        yield under(world, what_if), rows_under(read(path), what_if), tables, what_if


@pytest.mark.thorough
@pytest.mark.parametrize("worlds", WORLDS)
def test_matches_are_those_of_a_pandas_merge(worlds: int, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for world, rows, tables, what_if in towns(tmp_path, worlds):
        merges = Merges(rows, tables, world)
        for quality in match_qualities(world, tables):
            expected = merges.counts(rows["links"][quality.link])
            assert quality.counts == expected.pop(""), (world.id, quality.link, what_if)
            assert dict(quality.by_group) == expected, (world.id, quality.link, what_if)
            counts = quality.counts
            seen.update(links=1, pairs=counts.pairs, wrong=counts.wrong, missed=counts.missed, misled=counts.misled)
            seen["none"] += not counts.pairs
    print(dict(seen))
    assert min(seen[name] for name in ("links", "wrong", "missed", "misled", "none")) > worlds


@pytest.mark.thorough
def test_a_bundled_worlds_matches_are_those_of_a_pandas_merge() -> None:
    world, rows = under(folders.load("beijing")), rows_under(read(folders.bundled_folder() / "beijing"))
    tables = generate_tables(world.everything, 3, 400)
    tables.visit_all()
    merges = Merges(rows, tables, world)
    for quality in match_qualities(world, tables):
        assert quality.counts == merges.counts(rows["links"][quality.link])[""], quality.link


def tiny_matches(what_if: str = "", *links: str) -> list[Any]:
    world = folders.load("tiny")
    return match_json(match_qualities(under(world, what_if), generate_tables(world, 1, 300), links), True)


def test_groups_add_up_to_everybody() -> None:
    for row in tiny_matches():
        for column in ("pairs", "right", "wrong", "found", "missed", "misled"):
            assert sum(group[column] for group in row["by_group"].values()) == row[column]


def test_a_blank_column_finds_nothing_and_a_cut_link_is_left_out() -> None:
    without_phones = {row["link"]: row for row in tiny_matches("drop:phone")}
    assert without_phones["subscribers-to-rail-tickets"]["pairs"] == 0
    assert without_phones["subscribers-to-rail-tickets"]["precision"] is None
    assert without_phones["subscribers-to-rail-tickets"]["recall"] == 0
    assert "subscribers-to-rail-tickets" not in [row["link"] for row in tiny_matches("cut:subscribers-to-rail-tickets")]
    added = "add:rail-tickets>school-enrolment:national-id"
    assert added.removeprefix("add:") in [row["link"] for row in tiny_matches(added)] or added in [
        row["link"] for row in tiny_matches(added)
    ]


def test_a_link_that_is_not_there_is_named() -> None:
    with pytest.raises(LinkageError, match="Did you mean 'subscribers-to-rail-tickets'"):
        tiny_matches("", "subscribers-to-rail-ticket")


def test_the_command_prints_json_csv_and_text(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["matches", "tiny", "subscribers-to-defaulter-list", "--residents", "300"]
    assert main([*asked, "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert list(row) == [
        "link", "pairs", "right", "wrong", "precision", "found", "missed", "misled", "recall", "by_group",
    ]  # fmt: skip
    assert row["by_group"] is None
    assert main([*asked, "--format", "csv", "--by", "group"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == ",".join(MATCH_COLUMNS)
    assert len(lines) > 3
    assert main(asked) == 0
    assert f"{row['missed']:,}" in capsys.readouterr().out


def test_the_text_never_rounds_a_wrong_pair_away() -> None:
    world = folders.load("tiny")
    (quality, *_) = match_qualities(under(world), generate_tables(world, 1, 50))
    nearly = quality._replace(counts=MatchCounts(1_000_000, 999_999, 5, 0, 1))
    assert "0.999999" in match_text(world, "", [nearly], False)
    assert match_rows([nearly], False)[0][4] == 1
