"""Cuts that protect several services and databases at once, and that take databases out, against brute force.

The brute force applies every set of up to three removals as a what-if and spreads again; it knows nothing of how cuts
are found. `make prove` tries 300 random worlds.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from linkage.answers.cuts.cut_report import cut_json, cut_text
from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.cuts.worst_case_resident import worst_case_resident
from linkage.answers.spread_question import Question
from linkage.errors import LinkageError, UsageError
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.brute_force_cuts import BruteForceCuts, Texts
from tests.oracles.plain_world import Rows, read
from tests.oracles.random_worlds import write_world

WORLDS = [25, pytest.param(300, marks=pytest.mark.prove)]
NOTHING: Texts = frozenset()
SORTS = ("links", "columns", "databases", "agencies")


def protects(brute: BruteForceCuts, texts: Texts, targets: list[str]) -> bool:
    """Whether every target is protected: of a database, whether no record is known there."""
    known = {
        step.database
        for spread in brute.spreads(texts)
        for step in spread.steps
        if step.kind in ("recorded", "linked", "listed")
    }
    return all(
        target.removeprefix("database:") not in known
        if target.startswith("database:")
        else brute.protects(texts, target)
        for target in targets
    )


def removals_among(world: World, rows: Rows, brute: BruteForceCuts, sorts: list[str], targets: list[str]) -> list[str]:
    """The texts of what may be removed, worked out from the rows: home and closing databases are left out."""
    services = set()
    for target in targets:
        closing = needs_of(world, target)
        services |= {(service, "refuse") for service in closing}
        if target in world.services and not brute.closed(NOTHING, target):
            services |= {(target, effect) for effect in ("slow", "fine", "wait")}
    closing_rules = [rule for rule in world.rules.values() if (rule.service, rule.effect) in services]
    homes = {record.database for start in brute.starts for record in start.records}
    apart = homes | {rule.database for rule in closing_rules}
    by_agency: dict[str, list[str]] = {}
    for database in world.databases.values():
        by_agency.setdefault(database.agency, []).append(database.id)
    texts = {
        "links": {text for text in brute.removables if text.startswith("cut:")},
        "columns": {text for text in brute.removables if text.startswith("forget:")},
        "databases": {f"isolate:{database}" for database in world.databases if database not in apart},
        "agencies": {f"isolate:{'+'.join(kept)}" for kept in by_agency.values() if not apart & set(kept)},
    }
    return sorted(set().union(*(texts[sort] for sort in sorts)))


def needs_of(world: World, service: str) -> set[str]:
    needed: set[str] = set()
    while service in world.services and service not in needed:
        needed.add(service)
        service = world.services[service].needs
    return needed


@pytest.mark.thorough
@pytest.mark.parametrize("worlds", WORLDS)
def test_cuts_for_several_targets_and_with_databases_are_the_smallest(worlds: int, tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    for seed in range(worlds):
        rng = Random(seed)
        path = write_world(tmp_path / f"world-{seed}", Random(seed))
        world, rows = folders.load(path), read(path)
        changed = under(world)
        for kind in changed.record_kinds:
            brute = BruteForceCuts(changed, worst_case_resident(changed, kind), True, rows)
            everything = [*world.services, *(f"database:{database}" for database in changed.databases)]
            targets = rng.sample(everything, min(len(everything), rng.choice([1, 2, 2, 3])))
            sorts = rng.sample(SORTS, rng.randint(1, len(SORTS)))
            brute.removables = removals_among(changed, rows, brute, sorts, targets)
            found_cuts = find_cuts(world, Question(record_kind=kind), targets, sorts)
            found = {frozenset(removal.text for removal in cut) for cut in found_cuts.cuts.cuts}
            counts["several targets"] += len(targets) > 1
            sizes = range(min(4, len(brute.removables) + 1))
            if len(brute.removables) > 24:
                sizes = range(3)
            working: set[Texts] = set()
            for size in sizes:
                sets = (frozenset(chosen) for chosen in combinations(brute.removables, size))
                working = {texts for texts in sets if protects(brute, texts, targets)}
                if working:
                    break
            if working:
                assert found_cuts.cuts.exact
                assert found_cuts.cuts.size == len(next(iter(working))), (path, kind, targets, sorts)
                assert found <= working, (path, kind, targets, sorts)
                assert len(found) == min(100, len(working))
                counts[f"of size {found_cuts.cuts.size}"] += 1
                counts["with a database"] += any("isolate:" in text for texts in found for text in texts)
                counts["of several targets"] += len(targets) > 1 and found != {NOTHING}
            elif found_cuts.cuts.possible:
                assert found_cuts.cuts.size is not None
                assert found_cuts.cuts.size > sizes[-1]
                assert all(protects(brute, texts, targets) for texts in found)
            else:
                assert not protects(brute, frozenset(brute.removables), targets), (path, kind, targets, sorts)
                counts["nothing helps"] += 1
            assert found_cuts.why_not or found != {NOTHING}
            assert cut_text(found_cuts)
    print(dict(counts))
    assert counts["of size 1"] > worlds // 4
    assert counts["with a database"] > worlds // 8
    assert counts["of several targets"] > worlds // 8
    assert counts["nothing helps"] > worlds // 8


def cuts_of(world: str, protect: str | list[str], among: str = "links columns", **asked: str) -> list[list[str]]:
    found_cuts = find_cuts(folders.load(world), Question(**asked), protect, among.split())
    return [[removal.text for removal in cut] for cut in found_cuts.cuts.cuts]


def test_several_targets_are_protected_at_once() -> None:
    apart = [cuts_of("beijing", service, story="court-fine") for service in ("flight", "high-speed-rail")]
    together = cuts_of("beijing", ["flight", "high-speed-rail"], story="court-fine")
    assert all(len(cut) <= len(together[0]) for cuts in apart for cut in cuts)
    assert together


def test_the_databases_left_out_are_said() -> None:
    asked = Question(record_kind="unpaid-court-judgment")
    found_cuts = find_cuts(folders.load("tiny"), asked, "high-speed-rail", ["databases", "agencies"])
    assert cut_json(found_cuts)["left_out"] == ["defaulter-list", "rail-tickets"]
    assert cut_json(found_cuts)["protect"] == ["high-speed-rail"]
    assert "goes without saying" in cut_text(found_cuts)
    assert "Rail tickets" in cut_text(found_cuts)


def test_a_birth_is_known_too_so_nothing_protects_the_records_home() -> None:
    asked = Question(record_kind="unpaid-court-judgment")
    found_cuts = find_cuts(folders.load("tiny"), asked, "database:defaulter-list", ["links", "databases"])
    assert not found_cuts.cuts.possible
    assert found_cuts.why_not == (
        "Nothing helps: the record is born there, at Defaulter list; nothing has to carry it there."
    )


@pytest.mark.parametrize(
    ("protect", "told"),
    [
        (["high-speed-rail", "lone"], "There is no service 'lone'. Did you mean 'loan'?"),
        ("database:rail-tickts", "There is no database 'rail-tickts'. Did you mean 'rail-tickets'?"),
    ],
)
def test_a_target_that_is_not_there_is_named(protect: str | list[str], told: str) -> None:
    with pytest.raises(LinkageError) as error:
        cuts_of("tiny", protect, record_kind="unpaid-court-judgment")
    assert str(error.value) == told


def test_something_has_to_be_protected() -> None:
    with pytest.raises(UsageError, match="What is to be protected"):
        cuts_of("tiny", [], record_kind="unpaid-court-judgment")


def test_an_agencys_cost_is_given_by_its_own_name() -> None:
    world, asked = folders.load("tiny"), Question(record_kind="unpaid-phone-bill")
    (agency,) = (database.agency for database in world.databases.values() if database.id == "payment-accounts")
    free = find_cuts(world, asked, "database:rail-tickets", ["agencies"])
    dear = find_cuts(world, asked, "database:rail-tickets", ["agencies"], {agency: 7})
    prices = {removal.text: removal.cost for cut in dear.cuts.cuts for removal in cut}
    assert free.cuts.cost == free.cuts.size
    assert prices.get("isolate:payment-accounts", 7) == 7
    with pytest.raises(LinkageError, match=r"Nothing called 'court' can be removed.*'courts'"):
        find_cuts(world, asked, "database:rail-tickets", ["agencies"], {"court": 1})
