"""What the product promises, over random worlds, towns and what-ifs.

Each test is one promise. `make test` tries a few worlds of each, `make prove` many; the run prints how many.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from dashboard.state import view_state
from linkage.answers.spread_question import Question, ask, spread_everybody
from linkage.answers.trace.trace_report import step_json
from linkage.cli.command_line import main
from linkage.population import agency_files
from linkage.population.tables import Tables, generate_tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.proofs import DerivationGraph, proofs
from linkage.spread.steps import Spread
from linkage.vocabulary import RESTRICTIONS
from linkage.world.model import AUTHORED_ORDER, World
from linkage.world.storage import folders
from linkage.world.what_if import saved_what_ifs
from linkage.world.what_if.parser import parse, text_of, under
from tests.oracles import replay
from tests.oracles.random_worlds import random_what_if, write_world

WORLDS = [10, pytest.param(200, marks=pytest.mark.prove)]
FEW = [3, pytest.param(60, marks=pytest.mark.prove)]
THOUSAND = [100, pytest.param(1_000, marks=pytest.mark.prove)]
many = pytest.mark.parametrize("worlds", WORLDS)
few = pytest.mark.parametrize("worlds", FEW)
REMOVING = ("cut", "drop", "forget", "off", "keep", "isolate")


class Town(NamedTuple):
    """A random world, its folder, and the people of a small town in it."""

    rng: Random
    folder: Path
    world: World
    tables: Tables


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Iterator[Town]]:
    """Random worlds, each with a town; made once for all promises, which change nothing in them."""
    folder = tmp_path_factory.mktemp("worlds")

    @lru_cache(maxsize=250)
    def town(seed: int, residents: int, kinds: str) -> Town:
        options = {"scores": kinds == "scores", "joint": kinds != "single rules"}
        place = write_world(folder / f"{kinds or 'world'} {seed}", Random(seed), **options)
        world = folders.load(place)
        tables = generate_tables(world, seed, residents)
        tables.visit_all()
        return Town(Random(seed), place, world, tables)

    def some(worlds: int, residents: int = 60, kinds: str = "") -> Iterator[Town]:
        return (town(seed, residents, kinds)._replace(rng=Random(seed)) for seed in range(worlds))

    return some


def spread_of(world: World, tables: Tables) -> Spread:
    return spread_from(CompiledRules.of(world), tables, tables.records.values())


def burdens(spread: Spread) -> set[tuple[str, str, str, str]]:
    """Who is restricted, where and by which rule."""
    return {each[:4] for each in spread.effects if each.effect in RESTRICTIONS}


def snapshot(tables: Tables) -> str:
    return repr(agency_files.as_rows(tables))


def on_disk(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


# what-ifs


@many
def test_no_what_if_changes_the_world_the_people_or_the_files(towns, worlds: int, record_count) -> None:
    for town in towns(worlds, kinds="scores"):
        before = repr(town.world), snapshot(town.tables), on_disk(town.folder)
        for _ in range(4):
            spread_of(under(town.world, random_what_if(town.rng, town.folder)), town.tables)
        assert (repr(town.world), snapshot(town.tables), on_disk(town.folder)) == before
    record_count("the baseline stays", worlds=worlds, what_ifs=4 * worlds)


@many
def test_read_of_written_what_ifs_is_the_what_if(towns, worlds: int, record_count) -> None:
    number = 0
    for town in towns(worlds, residents=1):
        for _ in range(20):
            text = random_what_if(town.rng, town.folder, most=6)
            listed = parse(text, town.world)
            number += len(listed)
            assert parse(text_of(listed), town.world) == listed
            assert all(each.sentence(town.world) for each in listed)
            named = saved_what_ifs.SavedWhatIf(f'"{text}" \\', town.world.id, text)
            assert saved_what_ifs.read_text(saved_what_ifs.toml_text(named), town.world) == named
            assert view_state.read_address(view_state.address(view_state.State(what_if=text)))[0].what_if == text
    record_count("what-ifs read back from text, TOML and address", what_ifs=20 * worlds, interventions=number)


@pytest.mark.thorough
@pytest.mark.parametrize("worlds", THOUSAND)
def test_taking_things_away_never_adds_a_restriction(towns, worlds: int, record_count) -> None:
    gone = 0
    for town in towns(worlds):
        before = spread_of(under(town.world, "reading:everything"), town.tables)
        for _ in range(4):
            what_if = random_what_if(town.rng, town.folder, verbs=REMOVING)
            after = spread_of(under(town.world, f"reading:everything,{what_if}"), town.tables)
            assert burdens(after) <= burdens(before), (town.folder, what_if)
            gone += len(burdens(before) - burdens(after))
    record_count("removals", worlds=worlds, what_ifs=4 * worlds, restrictions_that_go=gone)
    assert gone > 5 * worlds


@many
def test_taking_things_away_makes_nothing_earlier(towns, worlds: int) -> None:
    for town in towns(worlds):
        before = {each[:4]: each.day for each in spread_of(town.world, town.tables).effects}
        what_if = random_what_if(town.rng, town.folder, verbs=("cut", "drop", "forget", "off", "isolate"))
        for each in spread_of(under(town.world, what_if), town.tables).effects:
            assert each.day >= before[each[:4]], (town.folder, what_if)


@many
def test_a_larger_share_only_adds(towns, worlds: int, record_count) -> None:
    added = 0
    for town in towns(worlds):
        for link in town.rng.sample(sorted(town.world.links), min(2, len(town.world.links))):
            rows = [
                {each[:4] for each in spread_of(under(town.world, f"share:{link}={share}"), town.tables).effects}
                for share in ("0", "0.4", "1")
            ]
            assert rows[0] <= rows[1] <= rows[2], (town.folder, link)
            added += len(rows[2] - rows[0])
    record_count("larger shares", worlds=worlds, rows_added=added)


@many
def test_a_rule_enforced_at_more_accounts_only_adds(towns, worlds: int, record_count) -> None:
    """Every rule at once, and one alone; all of it enforced is the baseline."""
    added = 0
    for town in towns(worlds):
        for rule in ("*", town.rng.choice(sorted(town.world.rules))):
            rows = [
                {each[:4] for each in spread_of(under(town.world, f"enforced:{rule}={share}"), town.tables).effects}
                for share in ("0", "0.3", "0.7", "1")
            ]
            assert rows[0] <= rows[1] <= rows[2] <= rows[3], (town.folder, rule)
            assert rows[3] == {each[:4] for each in spread_of(under(town.world), town.tables).effects}
            if rule == "*":
                assert not any(each[2] in RESTRICTIONS for each in rows[0])
            added += len(rows[3] - rows[0])
    record_count("rules enforced at more accounts", worlds=worlds, rows_added=added)
    assert added > 5 * worlds


@many
def test_a_rule_fires_where_its_draw_is_below_the_share_and_nowhere_else(towns, worlds: int, record_count) -> None:
    fired = 0
    for town in towns(worlds):
        whole = spread_of(under(town.world), town.tables)
        reached = {(step.record, step.account) for step in whole.steps if step.kind in ("recorded", "linked")}
        for rule in (rule for rule in town.world.rules.values() if rule.at_a_service and rule.falls_on == "self"):
            if rule.id not in whole.world.rules or rule.at_least > 1 or rule.effect == "reward":
                continue
            part = spread_of(under(town.world, f"enforced:{rule.id}=0.4"), town.tables)
            accounts = {step.account for step in part.steps if step.by == rule.id}
            assert all(town.tables.draws.of_rule(rule.id, account) < 0.4 for account in accounts)
            at_home = {(step.record, step.account) for step in part.steps if step.kind in ("recorded", "linked")}
            assert at_home == reached
            gone = {each.subject for each in whole.effects if each.rule == rule.id} - {
                each.subject for each in part.effects if each.rule == rule.id
            }
            for subject in gone:
                rows = [*town.tables.of(rule.database, subject), town.tables.open_row(rule.database, subject)]
                assert any(town.tables.draws.of_rule(rule.id, row.id) >= 0.4 for row in rows)
            fired += len(accounts)
    record_count("rules on paper", worlds=worlds, accounts_where_they_fire=fired)
    assert fired > worlds


@many
def test_what_a_what_if_does_not_name_it_does_not_change(towns, worlds: int) -> None:
    """The empty what-if, a link that carries nothing, an unknown threshold: exactly zero, shown as zero."""
    for town in towns(worlds):
        before = spread_of(under(town.world), town.tables)
        for what_if in ("", ",", f"reading:{town.world.baseline or 'everything'}"):
            after = spread_of(under(town.world, what_if), town.tables)
            assert (after.steps, after.effects) == (before.steps, before.effects)


# proofs


@many
def test_every_effect_has_a_proof_whose_steps_exist_and_replay(towns, worlds: int, record_count) -> None:
    effects = proved = 0
    for town in towns(worlds):
        spread = spread_of(under(town.world), town.tables)
        agencies = replay.Agencies(as_dicts(town.tables))
        assert [f for f in replay.faults(agencies, [step_json(town.world, s, {}) for s in spread.steps]) if f] == []
        web = DerivationGraph(CompiledRules.of(spread.world), town.tables, spread)
        for effect in town.rng.sample(spread.effects, min(8, len(spread.effects))):
            effects += 1
            found = proofs(web, effect, most=5).proofs
            assert found
            for proof in found:
                proved += 1
                assert replay.faults(agencies, [step_json(town.world, s, {}) for s in proof]) == [], town.folder
                assert proof[-1].by == effect.rule
                assert proof[-1].day >= effect.day
    record_count("proofs replayed", worlds=worlds, effects=effects, proofs=proved)


def as_dicts(tables: Tables) -> dict[str, list[dict[str, str]]]:
    return {
        name: [dict(zip(heads, row, strict=True)) for row in rows]
        for name, (heads, rows) in agency_files.as_rows(tables).items()
    }


@many
def test_the_first_proof_is_as_early_as_its_effect(towns, worlds: int) -> None:
    for town in towns(worlds):
        spread = spread_of(under(town.world), town.tables)
        web = DerivationGraph(CompiledRules.of(spread.world), town.tables, spread)
        for effect in town.rng.sample(spread.effects, min(5, len(spread.effects))):
            first, *others = proofs(web, effect, most=6).proofs
            assert first[-1].day == effect.day
            assert [len(each) for each in others] == sorted(len(each) for each in others)


@many
def test_the_effects_of_all_are_the_union_of_single_traces(towns, worlds: int, record_count) -> None:
    """Without joint rules and scores: subject, service, effect, rule, day and wrong (design 4.1)."""
    rows = 0
    for town in towns(worlds, kinds="single rules"):
        world = under(town.world)
        plan = CompiledRules.of(world)
        single: dict[tuple[str, ...], tuple[int, bool]] = {}
        for record in town.tables.records.values():
            for each in spread_from(plan, town.tables, [record]).effects:
                day, wrong = single.get(each[:4], (each.day, each.wrong))
                single[each[:4]] = min(day, each.day), wrong and each.wrong
        together = {each[:4]: (each.day, each.wrong) for each in spread_of(world, town.tables).effects}
        assert single == together, town.folder
        rows += len(together)
    record_count("the union of single traces", worlds=worlds, rows=rows)


@many
def test_a_spread_from_more_records_has_every_step_of_one_from_fewer(towns, worlds: int) -> None:
    for town in towns(worlds):
        plan, records = CompiledRules.of(town.world), sorted(town.tables.records.values())
        fewer = spread_from(plan, town.tables, records[::2])
        more = spread_from(plan, town.tables, records)
        known = {(step.record, step.account) for step in more.steps}
        assert {(step.record, step.account) for step in fewer.steps if step.kind != "effect"} <= known
        assert {each[:4] for each in fewer.effects} <= {each[:4] for each in more.effects}


@many
def test_a_step_comes_after_its_causes_one_step_behind_the_last_of_them(towns, worlds: int) -> None:
    for town in towns(worlds, kinds="scores"):
        spread = spread_of(under(town.world), town.tables)
        places = {step.id: place for place, step in enumerate(spread.steps)}
        for step in spread.steps:
            causes = [spread.by_id[cause] for cause in step.causes]
            assert all(cause.day <= step.day and places[cause.id] < places[step.id] for cause in causes)
            assert step.depth == 1 + max(((cause.day, cause.depth) for cause in causes), default=(0, -1))[1]
            assert step.wrong is False or step.kind != "recorded"


def with_slow_points(world: World, rng: Random) -> World:
    """The same world, with points that look for every kind and fall some days later, and with slow links.

    Every kind that no rule lists: no consequence of a score may reach points (design 3.1).
    """
    kinds = tuple(kind for kind in world.record_kinds if all(rule.lists != kind for rule in world.rules.values()))
    rules = {
        name: replace(rule, when=kinds, at_least=rng.randint(1, 2), after_days=rng.randint(0, 9))
        for name, rule in world.rules.items()
        if rule.effect == "points"
    }
    links = {name: replace(link, add_days=rng.randint(0, 30)) for name, link in world.links.items()}
    return replace(world, rules={**world.rules, **rules}, links=links)


@many
def test_points_fall_their_days_after_the_rule_had_enough_kinds_or_after_a_kind_that_came_later(
    towns, worlds: int, record_count
) -> None:
    later = 0
    for town in towns(worlds, kinds="scores"):
        world = with_slow_points(under(town.world, "reading:everything"), town.rng)
        spread = spread_of(world, town.tables)
        standing = {record.id: record.standing for record in spread.records}
        for step in (step for step in spread.steps if step.kind == "scored"):
            rule = world.rules[step.by]
            arrivals: dict[str, int] = {}
            for arrival in spread.steps:
                if arrival.account == step.account and arrival.kind in ("recorded", "linked", "listed"):
                    is_fit = rule.needs == "any" or standing.get(arrival.record, "confirmed") == "confirmed"
                    if is_fit and arrival.record_kind in rule.kinds:
                        arrivals.setdefault(arrival.record_kind, arrival.day)
            enough, own = sorted(arrivals.values())[rule.at_least - 1], arrivals[step.record_kind]
            assert step.day == max(enough, own) + (rule.after_days or 0), (town.folder, step)
            later += own > enough and bool(rule.after_days)
    record_count("points", worlds=worlds, after_days_of_a_later_kind=later)
    assert later > worlds / 2


@many
def test_without_wrong_rows_and_namesakes_nothing_is_wrong(towns, worlds: int) -> None:
    for town in towns(worlds, residents=1):
        registers = {
            key: replace(row, wrong_household=0.0, wrong_stranger=0.0) if row.carries_figures else row
            for key, row in town.world.registers.items()
        }
        world = replace(town.world, registers=registers, people=replace(town.world.people, namesakes=0.0))
        tables = generate_tables(world, 1, 60)
        tables.visit_all()
        assert not any(step.wrong for step in spread_of(world, tables).steps)


# same arguments, same bytes


def printed(*arguments: object) -> bytes:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        main([str(each) for each in arguments])
    return out.getvalue().encode()


def answers(world: Path | str, out: Path, rng: Random) -> dict[str, str]:
    """What the command line says of a world, as hashes of the bytes."""
    loaded = folders.load(world)
    kind = rng.choice(sorted(loaded.record_kinds))
    service = rng.choice(sorted(loaded.services))
    people = ("--residents", 80, "--seed", rng.randrange(100))
    said = {
        "trace": printed("trace", world, "--record", kind, *people, "--format", "json"),
        "trace in words": printed("trace", world, "--record", kind, *people),
        "why": printed("why", world, service, "--record", kind, *people, "--all", "--format", "json"),
        "why not": printed("why", world, service, "--record", kind, *people, "--not"),
        "effects": printed("effects", world, *people, "--format", "csv"),
    }
    printed("generate", world, *people, "--draws", "--out", out)
    said |= {path.name: path.read_bytes() for path in sorted(out.iterdir())}
    return {name: hashlib.sha256(bytes_).hexdigest() for name, bytes_ in said.items()}


def shuffled(folder: Path, copy: Path, rng: Random) -> Path:
    """The same folder with the rows of every table shuffled, but for those whose order authors chose."""
    place = copy / folder.name
    place.mkdir(parents=True)
    for path in folder.iterdir():
        text = path.read_text("utf-8")
        if path.suffix == ".csv" and path.stem not in AUTHORED_ORDER:
            head, *rows = csv.reader(io.StringIO(text))
            rng.shuffle(rows)
            lines = io.StringIO()
            csv.writer(lines, lineterminator="\n").writerows([head, *rows])
            text = lines.getvalue()
        (place / path.name).write_text(text, "utf-8")
    return place


@pytest.mark.parametrize("name", ["tiny", pytest.param("beijing", marks=pytest.mark.prove)])
def test_the_order_of_rows_in_a_bundled_world_changes_no_byte(name: str, tmp_path: Path) -> None:
    folder = folders.find(name)
    mixed = shuffled(folder, tmp_path / "mixed", Random(1))
    assert (mixed / "links.csv").read_bytes() != (folder / "links.csv").read_bytes()
    for story in list(folders.load(name).stories)[:4]:
        arguments = ("--story", story, "--format", "json")
        assert printed("trace", mixed, *arguments) == printed("trace", folder, *arguments)
    assert answers(mixed, tmp_path / "one", Random(2)) == answers(folder, tmp_path / "other", Random(2))


@pytest.mark.thorough
@few
def test_the_order_of_rows_changes_no_byte(worlds: int, tmp_path: Path, record_count) -> None:
    for seed in range(worlds):
        folder = write_world(tmp_path / f"world-{seed}", Random(seed))
        mixed = shuffled(folder, tmp_path / "mixed", Random(seed))
        one, other = (answers(each, tmp_path / f"{place}-{seed}", Random(seed)) for place, each in
                      (("straight", folder), ("mixed", mixed)))  # fmt: skip
        assert one == other, folder
    record_count("shuffled worlds", worlds=worlds, answers=5 * worlds)


@pytest.mark.thorough
@few
def test_the_same_arguments_give_the_same_bytes(worlds: int, tmp_path: Path) -> None:
    for seed in range(worlds):
        folder = write_world(tmp_path / f"world-{seed}", Random(seed), scores=True)
        once, twice = (answers(folder, tmp_path / f"{place}-{seed}", Random(seed)) for place in ("once", "twice"))
        assert once == twice, folder


@few
def test_given_tables_give_the_bytes_of_the_people_they_came_from(worlds: int, tmp_path: Path) -> None:
    """Generated people, their CSVs and their SQLite file are the same people."""
    for seed in range(worlds):
        folder = write_world(tmp_path / f"world-{seed}", Random(seed))
        people = ("--seed", seed, "--residents", 60)
        printed("generate", folder, *people, "--out", tmp_path / f"out-{seed}")
        made = printed("effects", folder, *people, "--format", "csv")
        for place in (f"out-{seed}", f"out-{seed}/agencies.sqlite"):
            assert printed("effects", folder, "--seed", seed, "--tables", tmp_path / place, "--format", "csv") == made


@pytest.mark.parametrize("story", ["court-fine", "wrong-person", "officer"])
def test_a_trace_on_a_storys_own_tables_is_the_trace(story: str, tmp_path: Path) -> None:
    printed("generate", "tiny", "--story", story, "--out", tmp_path)
    made = json.loads(printed("trace", "tiny", "--story", story, "--format", "json"))
    read = json.loads(printed("trace", "tiny", "--story", story, "--tables", tmp_path, "--format", "json"))
    assert {**read, "stamp": None} == {**made, "stamp": None}


# people


@few
def test_a_town_is_the_beginning_of_any_larger_town(towns, worlds: int, record_count) -> None:
    """A record in the small town spreads in the large one as it did, but for ties beyond."""
    for town in towns(worlds, residents=1):
        small, large = generate_tables(town.world, 3, 256), generate_tables(town.world, 3, 600)
        small.visit_all()
        large.visit_all()
        assert small.people.items() <= large.people.items()
        assert small.records.items() <= large.records.items()
        assert {a.id: a.values for a in small.accounts.values()}.items() <= {
            a.id: a.values for a in large.accounts.values()
        }.items()
        record = next(iter(sorted(small.records.values())), None)
        if record is not None:
            plan = CompiledRules.of(town.world)
            assert spread_from(plan, small, [record]).steps == spread_from(plan, large, [record]).steps
    record_count("towns in larger towns", worlds=worlds)


@few
def test_the_order_of_neighbourhoods_changes_nothing(towns, worlds: int) -> None:
    for town in towns(worlds, residents=1):
        one, other = generate_tables(town.world, 1, 600), generate_tables(town.world, 1, 600)
        one.visit_all()
        for neighbourhood in town.rng.sample(range(3), 3):
            other.visit(neighbourhood)
        assert snapshot(one) == snapshot(other)


@few
def test_a_trace_needs_only_its_neighbourhood(towns, worlds: int) -> None:
    """The spread of one record is the same when nobody else was made."""
    for town in towns(worlds, residents=1):
        whole = generate_tables(town.world, 2, 600)
        whole.visit_all()
        for record in town.rng.sample(sorted(whole.records.values()), min(4, len(whole.records))):
            alone = ask(town.world, Question(record_kind=record.kind, resident=record.subject, residents=600, seed=2))
            everyone = spread_from(CompiledRules.of(under(town.world)), whole, [record])
            assert len(alone.tables.people) < len(whole.people)
            assert alone.spread.steps == everyone.steps


# the whole question


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["tiny", "beijing"])
def test_no_question_changes_the_bundled_worlds(name: str, tmp_path: Path) -> None:
    folder = folders.find(name)
    before = on_disk(folder)
    world = folders.load(name)
    said = repr(world)
    for verb in ask_everything(name, tmp_path):
        verb()
    spread_everybody(world, Question(residents=50, what_if="reading:everything,confirmed"))
    assert (on_disk(folder), repr(world)) == (before, said)


def ask_everything(name: str, out: Path) -> list[Callable[[], bytes]]:
    service = sorted(folders.load(name).services)[0]
    what_if = ("--what-if", "drop:phone")
    return [
        lambda: printed("trace", name, *what_if),
        lambda: printed("why", name, service, *what_if),
        lambda: printed("compare", name, *what_if),
        lambda: printed("effects", name, "--residents", 50, *what_if),
        lambda: printed("generate", name, "--residents", 20, "--out", out),
        lambda: printed("check", name),
    ]
