"""The city against the readable engine: distinct subjects in the rows of `effects`, every number."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest

from linkage.answers.ask import Question, everybody
from linkage.answers.census import as_json
from linkage.city import bits
from linkage.city.joins import Joins, all_blocks
from linkage.city.workers import City
from linkage.people.residents import Town
from linkage.people.tables import Tables
from linkage.spread.steps import Effect, Spread
from linkage.world import files
from linkage.world.change import under
from linkage.world.model import World
from tests.oracles.worlds import read
from tests.random_worlds import random_what_if, write_world

PROVING = bool(os.environ.get("LINKAGE_PROVE"))
Numbers = dict[tuple[str, str], tuple[int, int, int, dict[int, int], dict[str, int], dict[str, tuple[int, int]]]]


def in_effects(world: World, tables: Tables, spread: Spread) -> Numbers:
    """What the rows of `effects` come to: counted with sets, one row after another."""
    rows: dict[tuple[str, str], list[Effect]] = defaultdict(list)
    for effect in spread.effects:
        rows[effect.service, effect.effect].append(effect)
    kinds = kinds_at_firing(world, tables, spread)
    found: Numbers = {}
    for door, effects in rows.items():
        first: dict[str, int] = {}
        rightly = {effect.subject for effect in effects if not effect.wrong}
        for effect in effects:
            first[effect.subject] = min(effect.day, first.get(effect.subject, effect.day))
        people = [tables.people[subject] for subject in first]
        residents = sum(person.kind == "resident" for person in people)
        found[door] = (
            residents,
            len(people) - residents,
            len(first) - len(rightly),
            dict(sorted(Counter(first.values()).items())),
            dict(sorted(Counter(person.group for person in people).items())),
            {
                kind: (sum(s[0] == "R" for s in subjects), sum(s[0] == "C" for s in subjects))
                for kind, subjects in sorted(kinds.get(door, {}).items())
            },
        )
    return found


def kinds_at_firing(world: World, tables: Tables, spread: Spread) -> dict[tuple[str, str], dict[str, set[str]]]:
    """For each door, by each kind known at a firing account, the subjects on whom it falls (no score rules)."""
    known: dict[str, set[str]] = defaultdict(set)
    owner: dict[str, tuple[str, str]] = {}
    standing = {record.id: record.standing for record in spread.records}
    doubted: dict[str, set[str]] = defaultdict(set)
    for step in spread.steps:
        if step.kind in ("recorded", "linked", "listed"):
            owner[step.account] = (step.database, step.subject)
            known[step.account].add(step.record_kind)
            if standing.get(step.record, "confirmed") == "confirmed":
                doubted[step.account].add(step.record_kind)
    relation = {"children": "parent", "officers": "officer of", "company": "officer"}
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for rule in world.rules.values():
        if not rule.at_a_service or rule.threshold is not None:
            continue
        for account, (database, subject) in owner.items():
            there = (doubted if rule.needs == "confirmed" else known)[account] & set(rule.kinds)
            if database == rule.database and len(there) >= rule.at_least:
                on = [subject] if rule.falls_on == "self" else tables.related(relation[rule.falls_on], subject)
                for kind in there:
                    found[rule.service, rule.effect][kind].update(on)
    return {door: {k: s for k, s in kinds.items() if s} for door, kinds in found.items()}


def in_city(world: World, city: City) -> Numbers:
    """The city's numbers, in the same shape."""
    answer = as_json(world, city.count(world), city.town.seed, "")
    kinds: dict[tuple[str, str], dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in answer["by_record_kind"]:
        kinds[row["service"], row["effect"]][row["record_kind"]] = (row["residents"], row["companies"])
    return {
        (row["service"], row["effect"]): (
            row["residents"],
            row["companies"],
            row["wrongly"],
            {day: new for day, new, _ in row["by_day"]},
            dict(sorted(row["by_group"].items())),
            dict(sorted(kinds[row["service"], row["effect"]].items())),
        )
        for row in answer["effects"]
    }


def agree(folder: World, what_if: str, seed: int, residents: int, city: City) -> int:
    """Hold both against each other; returns how many doors were compared."""
    changed = under(folder, what_if)
    _, tables, spread = everybody(folder, Question(what_if=what_if, seed=seed, residents=residents))
    theirs = in_effects(changed, tables, spread)
    ours = in_city(changed, city)
    if any(rule.threshold for rule in changed.rules.values()):  # kinds of score rules are told apart elsewhere
        ours, theirs = ({door: row[:5] for door, row in side.items()} for side in (ours, theirs))  # type: ignore[misc]
    assert ours == theirs, (folder.id, what_if, seed, residents)
    return len(ours)


@pytest.mark.parametrize("name", ["tiny", "beijing", "jiangsu", "hangzhou"])
def test_the_city_is_the_distinct_subjects_of_effects_in_bundled_worlds(
    name: str, record_count: Callable[..., None]
) -> None:
    world, rng = files.load(name), Random(7)
    rows = read(files.find(name))
    for seed in range(1, 6 if PROVING else 2):
        residents = 3_000 if PROVING else 1_000
        what_ifs = ["", "reading:everything", *(random_what_if(rng, rows) for _ in range(18 if PROVING else 2))]
        with City(world, seed, residents) as city:  # one city for all: it must remember nothing
            for what_if in what_ifs:
                record_count("city against effects, bundled worlds", doors=agree(world, what_if, seed, residents, city))


@pytest.mark.parametrize("seed", range(300 if PROVING else 30))
def test_the_city_is_the_distinct_subjects_of_effects_in_random_worlds(
    seed: int, tmp_path: Path, record_count: Callable[..., None]
) -> None:
    rng = Random(seed)
    folder = write_world(tmp_path / "world", rng, scores=seed % 3 == 0)
    world = files.load(folder)
    residents = rng.randint(60, 400)
    with City(world, seed, residents) as city:
        for what_if in ("", random_what_if(rng, read(folder))):
            record_count("city against effects, random worlds", doors=agree(world, what_if, seed, residents, city))


def test_two_processes_count_what_one_counts() -> None:
    world = files.load("tiny")
    with City(world, 1, 140_000) as one, City(world, 1, 140_000, workers=2) as two:
        assert in_city(under(world), two) == in_city(under(world), one)


def test_a_changed_cell_of_a_link_changes_the_numbers() -> None:
    world = files.load("tiny")
    with City(world, 1, 5_000) as city:
        before = in_city(under(world), city)
        slower = in_city(under(world, "delay:defaulter-list-to-rail-tickets=50"), city)
        again = in_city(under(world), city)
    assert again == before
    days = slower["high-speed-rail", "refuse"][3]
    assert days != before["high-speed-rail", "refuse"][3]
    assert slower["loan", "refuse"] == before["loan", "refuse"]


def test_a_city_is_the_sum_of_its_blocks() -> None:
    town = Town(files.load("tiny"), 1, 200_000)
    kinds = list(town.world.record_kinds)
    whole = Joins(town, all_blocks(town))
    parts = [Joins(town, range(block, block + 1)) for block in all_blocks(town)]
    for kind in kinds:
        assert len(whole.holders(kind)) == sum(len(part.holders(kind)) for part in parts)


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 1000])
def test_bits_come_back_as_they_were_packed(size: int) -> None:
    flags = np.random.default_rng(size).random(size) < 0.3
    packed = bits.pack(flags)
    assert bits.unpack(packed, size).tolist() == flags.tolist()
    assert bits.places(packed).tolist() == np.flatnonzero(flags).tolist()
    assert bits.count(packed) == int(flags.sum())
