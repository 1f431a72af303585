"""Cuts against brute force: on random worlds, every set of removals up to size three is applied and spread again.

The brute force knows what-ifs and spreads, and nothing of how cuts are found. Random worlds have parallel links,
shared identifiers, listings, rules that need two records, and circles. `make prove` tries 300 of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import partial
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from linkage.answers.cuts.find_cuts import FoundCuts, find_cuts
from linkage.answers.cuts.worst_case_resident import worst_case_resident
from linkage.answers.spread_question import Question
from linkage.answers.trace.trace_report import step_json
from linkage.population import agency_files
from linkage.population.tables import Record, Tables, generate_tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.proofs_after_removal import StartingRecords
from linkage.spread.steps import Step
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles import replay
from tests.oracles.brute_force_cuts import BruteForceCuts, Texts
from tests.oracles.plain_world import Rows, read
from tests.oracles.random_worlds import features_of, write_world

ALL = 300
WORLDS = [ALL // 10, pytest.param(ALL, marks=pytest.mark.prove)]
SCORED = [12, pytest.param(60, marks=pytest.mark.prove)]


def texts_of(found_cuts: FoundCuts) -> list[Texts]:
    return [frozenset(removal.text for removal in cut) for cut in found_cuts.cuts.cuts]


def hold(found_cuts: FoundCuts, brute: BruteForceCuts, counts: Counter[str]) -> None:
    """Every promise about one answer, where removals can't bring a refusal."""
    service, cuts = found_cuts.cuts.service, found_cuts.cuts
    assert cuts.exact
    counts["questions"] += 1
    certificate_holds(found_cuts, brute)
    counts["proofs"] += len(cuts.certificate)
    if not cuts.possible:
        assert not brute.protects(frozenset(brute.removables), service)
        assert len(cuts.certificate) == 1
        assert found_cuts.why_not
        counts["nothing helps"] += 1
        return
    size = cuts.size
    assert size is not None
    for smaller in range(min(size, 4)):
        assert not brute.working(service, smaller), (brute.world.id, service, smaller)
    if size <= 3:
        expected = brute.working(service, size)
        assert len(texts_of(found_cuts)) == min(len(expected), 100)
        assert set(texts_of(found_cuts)) <= expected
        assert cuts.more is (len(expected) > 100)
    assert all(brute.protects(texts, service) for texts in texts_of(found_cuts))
    counts[f"of size {size}"] += 1
    counts["cuts"] += len(cuts.cuts)


def certificate_holds(found_cuts: FoundCuts, brute: BruteForceCuts) -> None:
    """Each proof is real, is hit by every cut, and survives what doesn't hit it; nothing less hits all of them."""
    uses = [proof_uses(brute.world, proof) for proof in found_cuts.cuts.certificate]
    for proof, used in zip(found_cuts.cuts.certificate, uses, strict=True):
        assert replayed(proof, found_cuts, brute) == []
        alone = frozenset(f"cut:{link}" for link in brute.world.links) - used
        last = proof[-1]
        effects = {(e.subject, e.rule) for spread in brute.spreads(alone) for e in spread.effects}
        assert (last.subject, last.by) in effects
        for cut in texts_of(found_cuts):
            assert cut & used
            effects = {(e.subject, e.rule) for spread in brute.spreads(cut - used) for e in spread.effects}
            assert (last.subject, last.by) in effects
    if found_cuts.cuts.possible and len(brute.removables) < 30:
        smaller = range(min(found_cuts.cuts.size or 0, 4))
        sets = (set(chosen) for size in smaller for chosen in combinations(brute.removables, size))
        assert not any(all(texts & used for used in uses) for texts in sets)


def proof_uses(world: World, proof: tuple[Step, ...]) -> Texts:
    """The removals that would hit a proof: its links, and every column that they join on or translate through."""
    uses = set()
    for link in (world.links[step.by] for step in proof if step.kind == "linked"):
        columns = [(link.source, link.key), (link.target, link.via[-1].identifier if link.via else link.key)]
        given = link.key
        for register, gives in link.via:
            columns += [(register, given), (register, gives)]
            given = gives
        uses |= {f"cut:{link.id}", *(f"forget:{database}.{column}" for database, column in columns)}
    return frozenset(uses)


def replayed(proof: tuple[Step, ...], found_cuts: FoundCuts, brute: BruteForceCuts) -> list[str]:
    """The premises of a proof that the agency tables lack."""
    start = next(start for start in brute.starts if proof[0].record in {record.id for record in start.records})
    everything = brute.world.everything
    rows = {name: [dict(zip(head, row, strict=True)) for row in lines] for name, head, lines in tables_of(start.tables)}
    lists = [id_ for id_, database in everything.databases.items() if database.kind == "list"]
    steps = [step_json(brute.world, step, {}) for step in proof]
    effect = {"step": steps[-1]["id"], "falls_on": proof[-1].falls_on}
    return replay.faults(replay.Agencies(rows, lists), steps, [effect])


def tables_of(tables: Tables) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    for name, (head, rows) in agency_files.as_rows(tables).items():
        yield name, list(head), [list(row) for row in rows]


def random_worlds(folder: Path, seeds: Iterable[int], **options: Any) -> Iterator[tuple[int, World, Rows]]:
    for seed in seeds:
        path = write_world(folder / f"world-{seed}", Random(seed), **options)
        yield seed, folders.load(path), read(path)


def questions(world: World, find: Callable[[str], FoundCuts], brute: BruteForceCuts) -> Iterator[FoundCuts]:
    """Each service that something closes or burdens; the others need no cut."""
    nothing: Texts = frozenset()
    for service in world.everything.services:
        answer = find(service)
        if brute.protects(nothing, service):
            assert answer.cuts.cuts == ((),)
            assert (answer.cuts.possible, answer.cuts.exact, answer.cuts.size) == (True, True, 0)
        else:
            yield answer


@pytest.mark.thorough
@pytest.mark.parametrize("worlds", WORLDS)
def test_cuts_for_the_resident_with_every_account_are_the_smallest(worlds: int, tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    knots: Counter[str] = Counter()
    for _, world, rows in random_worlds(tmp_path, range(worlds)):
        changed = under(world)
        knots.update(features_of(rows))
        for kind in changed.record_kinds:
            brute = BruteForceCuts(changed, worst_case_resident(changed, kind), True, rows)
            ask = partial(find_cuts, world, Question(record_kind=kind))
            for found_cuts in questions(world, ask, brute):
                hold(found_cuts, brute, counts)
        counts["worlds"] += 1
    print(dict(counts), dict(knots))
    assert counts["of size 1"] > worlds
    assert counts["of size 2"] + counts["of size 3"] >= worlds // 10
    for knot in ("parallel links", "a joint rule", "a circle", "list"):
        assert knots[knot] > worlds // 10


@pytest.mark.parametrize("worlds", WORLDS)
def test_cuts_for_a_real_resident_are_the_smallest(worlds: int, tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    for seed, world, rows in random_worlds(tmp_path, range(worlds), crowd=1.5):
        tables = generate_tables(world, seed, 60)
        tables.visit_all()
        for record in some_records(tables, under(world), Random(seed)):
            brute = BruteForceCuts(under(world), [StartingRecords(tables, (record,))], False, rows)
            question = Question(record_kind=record.kind, resident=record.subject)
            ask = partial(find_cuts, world, question, tables=tables)
            for found_cuts in questions(world, ask, brute):
                hold(found_cuts, brute, counts)
        counts["worlds"] += 1
    print(dict(counts))
    assert counts["of size 1"] > worlds // 2


BUNDLED = [
    name if name in ("tiny", "hangzhou") else pytest.param(name, marks=pytest.mark.prove)
    for name in sorted(path.parent.name for path in folders.bundled_folder().glob("*/world.toml"))
]


@pytest.mark.parametrize("what_if", ["", "reading:everything"])
@pytest.mark.parametrize("name", BUNDLED)
def test_the_cuts_of_a_bundled_world_are_the_smallest(name: str, what_if: str) -> None:
    counts: Counter[str] = Counter()
    world, rows = folders.load(name), read(folders.bundled_folder() / name)
    changed = under(world, what_if)
    for kind in changed.record_kinds:
        brute = BruteForceCuts(changed, worst_case_resident(changed, kind), True, rows)
        ask = partial(find_cuts, world, Question(record_kind=kind, what_if=what_if))
        for found_cuts in questions(world, ask, brute):
            if found_cuts.protection.nonmonotone:
                what_holds_with_scores(found_cuts, brute, counts)
            else:
                hold(found_cuts, brute, counts)
    print(name, what_if, dict(counts))
    assert counts["cuts"]


def some_records(tables: Tables, world: World, rng: Random, most: int = 4) -> list[Record]:
    """Records of which something becomes, where there are any: those that spread furthest."""
    plan = CompiledRules.of(world)
    records = [record for record in tables.records.values() if record.kind in world.record_kinds]
    picked = rng.sample(records, min(len(records), 40))
    return sorted(picked, key=lambda record: -len(spread_from(plan, tables, [record]).effects))[:most]


@pytest.mark.parametrize("worlds", WORLDS)
def test_what_protects_the_resident_with_every_account_protects_everybody_rightly_matched(
    worlds: int, tmp_path: Path
) -> None:
    counts: Counter[str] = Counter()
    for seed, world, _ in random_worlds(tmp_path, range(worlds), crowd=1.5):
        tables = generate_tables(world, seed, 60)
        tables.visit_all()
        for kind in under(world).record_kinds:
            for service in world.everything.services:
                found_cuts = find_cuts(world, Question(record_kind=kind), service)
                for cut in texts_of(found_cuts)[:2]:
                    records = [record for record in tables.records.values() if record.kind == kind][:20]
                    everybody_is_protected(found_cuts, cut, tables, records, counts)
    print(dict(counts))
    assert counts["spreads"] > 100 * worlds
    assert counts["only by wrong matches"] <= counts["spreads"] // 1_000


def everybody_is_protected(
    found_cuts: FoundCuts, cut: Texts, tables: Tables, records: list[Record], counts: Counter[str]
) -> None:
    """But for what wrong matches alone can bring: a child's listing, say, that is copied onto its parent."""
    plan = CompiledRules.of(under(found_cuts.world.everything, ",".join(sorted(cut))))
    for record in records:
        spread = spread_from(plan, tables, [record])
        brought = [effect for effect in spread.effects if effect.rule in found_cuts.protection.goal_rules]
        assert all(effect.wrong for effect in brought)
        counts["only by wrong matches"] += bool(brought)
        counts["spreads"] += 1
        if not brought:
            assert not any(found_cuts.cuts.service in spread.closed(effect.subject) for effect in spread.effects)


@pytest.mark.parametrize("worlds", WORLDS)
def test_cuts_at_random_costs_are_the_cheapest(worlds: int, tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    for seed, world, rows in random_worlds(tmp_path, range(worlds)):
        changed, rng = under(world), Random(seed)
        for kind in changed.record_kinds:
            brute = BruteForceCuts(changed, worst_case_resident(changed, kind), True, rows)
            costs = {text: Fraction(rng.randint(1, 8), 2) for text in brute.removables}
            ask = partial(find_cuts, world, Question(record_kind=kind), costs=costs)
            for found_cuts in questions(world, ask, brute):
                if found_cuts.cuts.possible:
                    cheapest(found_cuts, brute, costs)
                    counts["cheapest"] += 1
    print(dict(counts))
    assert counts["cheapest"] > worlds


def cheapest(found_cuts: FoundCuts, brute: BruteForceCuts, costs: dict[str, Fraction]) -> None:
    cost = found_cuts.cuts.cost
    assert cost is not None
    assert all(sum(costs[text] for text in cut) == cost for cut in texts_of(found_cuts))
    assert all(brute.protects(cut, found_cuts.cuts.service) for cut in texts_of(found_cuts))
    sets = (frozenset(texts) for size in range(4) for texts in combinations(brute.removables, size))
    cheap = {texts for texts in sets if sum(costs[text] for text in texts) <= cost}
    working = {texts for texts in cheap if brute.protects(texts, found_cuts.cuts.service)}
    assert not [texts for texts in working if sum(costs[text] for text in texts) < cost]
    assert found_cuts.cuts.more or working <= set(texts_of(found_cuts))


# scores: a removal may bring what it should prevent


@pytest.mark.parametrize("worlds", SCORED)
def test_where_points_count_every_cut_was_run_and_none_is_called_free_that_causes_a_refusal(
    worlds: int, tmp_path: Path
) -> None:
    counts: Counter[str] = Counter()
    for _, world, rows in random_worlds(tmp_path, range(worlds), scores=True):
        whatever_is_asked(world, rows, "", counts)
    print(dict(counts))
    assert counts["where removals can bring refusals"] >= worlds // 5


@pytest.mark.parametrize("what_if", ["", "reading:everything", "reading:everything,cut:cases-to-score"])
def test_the_cuts_of_jiangsu_were_run_and_tell_what_they_bring(what_if: str) -> None:
    counts: Counter[str] = Counter()
    folder = folders.bundled_folder() / "jiangsu"
    whatever_is_asked(folders.load(folder), read(folder), what_if, counts)
    print(dict(counts))
    assert counts["cuts"]


def whatever_is_asked(world: World, rows: Rows, what_if: str, counts: Counter[str]) -> None:
    changed = under(world, what_if)
    for kind in changed.record_kinds:
        brute = BruteForceCuts(changed, worst_case_resident(changed, kind), True, rows)
        ask = partial(find_cuts, world, Question(record_kind=kind, what_if=what_if))
        for found_cuts in questions(world, ask, brute):
            counts["where removals can bring refusals"] += found_cuts.protection.nonmonotone
            what_holds_with_scores(found_cuts, brute, counts)
            says_all_it_does(found_cuts, brute, kind)
            gained = [row.effect for side in found_cuts.side_effects for row in side.gained]
            counts["rows newly brought"] += len(gained)
            counts["restrictions newly brought"] += sum(effect != "reward" for effect in gained)
    counts["worlds"] += 1


def what_holds_with_scores(found_cuts: FoundCuts, brute: BruteForceCuts, counts: Counter[str]) -> None:
    """Every cut works; an exact answer is the smallest, and there are no others."""
    cuts, service = found_cuts.cuts, found_cuts.cuts.service
    assert all(brute.protects(texts, service) for texts in texts_of(found_cuts))
    for proof in cuts.certificate:
        assert replayed(proof, found_cuts, brute) == []
    sizes = range(cuts.size or 0) if cuts.possible else range(4)
    if cuts.exact:
        assert not any(brute.working(service, size) for size in sizes if size <= 3)
        if cuts.possible and (cuts.size or 0) <= 3:
            expected = brute.working(service, cuts.size or 0)
            assert set(texts_of(found_cuts)) == expected if not cuts.more else len(expected) > 100
    else:
        assert not any(brute.working(service, size) for size in range(4) if size <= min(cuts.size or 3, 3))
    counts["cuts"] += len(cuts.cuts)
    counts["exact" if cuts.exact else "best found"] += 1
    counts["nothing helps"] += not cuts.possible


def says_all_it_does(found_cuts: FoundCuts, brute: BruteForceCuts, kind: str) -> None:
    """What also goes and what comes is what two spreads differ by."""

    def rows(texts: Texts) -> set[tuple[str, str, str]]:
        return {(e.service, e.effect, e.rule) for spread in brute.spreads(texts) for e in spread.effects}

    before = rows(frozenset())
    for cut, side in list(zip(texts_of(found_cuts), found_cuts.side_effects, strict=True))[:10]:
        after = rows(cut)
        gained = {(row.service, row.effect, row.rule) for row in side.gained if row.record_kind == kind}
        lost = {(row.service, row.effect, row.rule) for row in side.lost if row.record_kind == kind}
        assert after - before <= gained
        assert {row for row in before - after if row[2] not in found_cuts.protection.goal_rules} <= lost
