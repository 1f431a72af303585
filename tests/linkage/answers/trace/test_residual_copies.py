"""Residual copies: copies after the record has ended at home, and what holds each effect on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from linkage.answers.spread_question import Answer, Question, ask
from linkage.answers.trace import residual_copies
from linkage.population.tables import Tables, generate_tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.steps import Spread, Step
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.random_worlds import write_world

WORLDS = [12, pytest.param(300, marks=pytest.mark.prove)]


def kept(spread: Spread, tables: Tables, on: int) -> dict[str, list[str]]:
    """Service → the databases of the arrivals that keep its refusal on a day."""
    return {
        effect.effect.service: [step.database for step in effect.holders]
        for effect in residual_copies.effects_in_force(spread, tables, on)
    }


def corrected(tiny: World, day: int, more: str = "") -> Answer:
    return ask(tiny, Question(story="court-fine", what_if=f"correct:unpaid-court-judgment={day}{more}"))


# -- on tiny, by hand


def test_a_corrected_fine_leaves_the_loan_at_once_and_the_train_when_its_term_ends(tiny: World) -> None:
    answer = corrected(tiny, 30)
    closed = {
        door.service: door.until
        for door in residual_copies.closed_services(answer.spread, answer.tables, answer.subject, 31)
    }
    assert closed == {"high-speed-rail": 366, "package-tour": 366}


def test_a_days_sentences_name_each_door_and_what_keeps_it(tiny: World) -> None:
    answer = corrected(tiny, 30)
    assert residual_copies.day_sentences(answer, 10) == [
        "Day 10: 3 of 5 services are closed to Li.",
        "High-speed rail: refused until day 366, because the rule itself lasts 365 days.",
        "Bank loan: refused until day 30, because Defaulter list keeps the record until day 30.",
        "Package tour: closed together with High-speed rail, until day 366.",
    ]


def test_a_day_after_the_record_is_deleted_says_how_many_copies_remain(tiny: World) -> None:
    assert residual_copies.day_sentences(corrected(tiny, 30), 31)[1] == "2 copies remain."


def test_a_removal_that_is_never_passed_on_leaves_the_copy_for_ever(tiny: World) -> None:
    answer = corrected(tiny, 30)
    copies = {
        copy.step.database: (copy.step.until, copy.outlives) for copy in residual_copies.record_copies(answer.spread)
    }
    assert copies == {"rail-tickets": (33, True), "school-enrolment": (None, True)}


def test_before_it_ends_at_home_nothing_stays_behind(tiny: World) -> None:
    answer = ask(tiny, Question(story="court-fine"))
    assert residual_copies.day_headline(answer, 5) == "3 of 5 services are closed to Li"
    assert residual_copies.day_headline(answer, 731) == (
        "the original record was deleted on day 730, and 0 of 5 services are closed to Li"
    )


def test_what_happens_on_a_day_is_said_in_a_few_words(tiny: World) -> None:
    answer = corrected(tiny, 30)
    assert residual_copies.day_summary(answer, 1) == "one copy arrives, two services close"
    deleted = "the original of unpaid court judgment is deleted, one service reopens"
    assert residual_copies.day_summary(answer, 30) == deleted
    assert residual_copies.day_summary(answer, 33) == "one copy is deleted"
    assert residual_copies.day_summary(answer, 34) == ""


def test_what_is_never_in_force_changes_no_day(beijing: World) -> None:
    answer = ask(beijing, Question(story="court-fine", what_if="correct:unpaid-court-judgment=30"))
    never = {step.day for step in answer.spread.steps if step.until is not None and step.until <= step.day}
    assert never == {38, 45}
    assert 43 not in residual_copies.change_days(answer.spread)
    assert "business-licence" not in {
        service
        for day in range(100)
        for service in residual_copies.closed_service_ids(answer.spread, answer.subject, day)
    }


def test_a_door_that_closes_with_another_opens_when_both_have(beijing: World) -> None:
    answer = ask(beijing, Question(story="court-fine", what_if="correct:unpaid-court-judgment=30"))
    doors = {
        door.service: door for door in residual_copies.closed_services(answer.spread, answer.tables, answer.subject, 20)
    }
    house = doors["house-purchase"]
    assert (house.refusals[0].effect.until, house.needs, house.until) == (36, "loan", 63)


# -- on worlds by hand


def day_of(
    hand: SimpleNamespace, rule: Any, records: Iterable[str], links: Iterable[Any] = ()
) -> tuple[Spread, Tables]:
    """A court and a police that feed a railway, at which one rule stands."""
    world = hand.world(
        {"court": "roll residents national-id", "police": "roll residents national-id",
         "rail": "roll residents national-id"},
        {"fine": "court", "debt": "police"}, links=links, rules=[rule], services=["train"],
    )  # fmt: skip
    accounts = {f"{database}/1": "R1 national-id=S1" for database in ("court", "police", "rail")}
    tables = hand.tables(world, {"R1": "national-id=S1"}, accounts, records)
    return hand.spread(world, tables), tables


def test_two_kinds_that_a_rule_needs_keep_a_door_together(hand: SimpleNamespace) -> None:
    links = [hand.link("a", "court > rail: national-id"), hand.link("b", "police > rail: national-id", add_days=4)]
    rule = hand.rule("r", "rail: fine debt > refuse train", at_least=2)
    spread, tables = day_of(hand, rule, ["fine R1 court/1", "debt R1 police/1"], links)
    assert kept(spread, tables, 3) == {}
    assert kept(spread, tables, 4) == {"train": ["rail", "rail"]}


def test_a_suspected_record_keeps_no_door_that_needs_a_confirmed_one(hand: SimpleNamespace) -> None:
    links = [hand.link("a", "court > rail: national-id"), hand.link("b", "police > rail: national-id")]
    rule = hand.rule("r", "rail: fine debt > refuse train", needs="confirmed")
    spread, tables = day_of(hand, rule, ["fine R1 court/1", "debt R1 police/1 suspected"], links)
    effects = residual_copies.effects_in_force(spread, tables, 0)
    assert [[step.record for step in effect.holders] for effect in effects] == [["fine:R1"]]


def test_a_record_that_came_in_dispute_keeps_no_door_that_needs_a_confirmed_one(hand: SimpleNamespace) -> None:
    """Known at the railway on day 5: a dispute on day 3 is too early for its copy, one on day 9 too late."""
    rolls = {"courts": "roll residents national-id", "rail": "roll residents national-id"}
    world = hand.world(
        rolls,
        {"fine": "courts"},
        [hand.link("to-rail", "courts > rail: national-id", add_days=5)],
        [hand.rule("r", "rail: fine > refuse train", needs="confirmed")],
        services=["train"],
    )
    accounts = {f"{roll}/1": "R1 national-id=S1" for roll in rolls}
    tables = hand.tables(world, {"R1": "national-id=S1"}, accounts, ["fine R1 courts/1"])
    for day, keepers in ((3, []), (9, [["rail"]])):
        spread = hand.spread(replace(world, disputed={"fine": day}), tables)
        found = residual_copies.effects_in_force(spread, tables, 20)
        assert [[step.database for step in each.holders] for each in found] == keepers
        assert day in residual_copies.change_days(spread)


def test_a_day_says_since_when_a_record_is_in_dispute(tiny: World) -> None:
    answer = ask(tiny, Question(story="court-fine", what_if="dispute:unpaid-court-judgment=3"))
    said = "In dispute since day 3: unpaid court judgment."
    assert said not in residual_copies.day_sentences(answer, 2)
    assert said in residual_copies.day_sentences(answer, 3)
    assert said in residual_copies.day_sentences(answer, 60)
    assert residual_copies.day_summary(answer, 3) == "unpaid court judgment is in dispute"


def test_a_rules_own_term_keeps_a_door_and_no_copy_is_said_to(hand: SimpleNamespace) -> None:
    rule = hand.rule("r", "rail: fine > refuse train", term_days=9)
    spread, tables = day_of(hand, rule, ["fine R1 court/1"], [hand.link("a", "court > rail: national-id")])
    (effect,) = residual_copies.effects_in_force(spread, tables, 8)
    assert (effect.holders, effect.term) == ((), 9)
    assert residual_copies.effects_in_force(spread, tables, 9) == ()


def test_the_other_parents_record_keeps_a_childs_door(hand: SimpleNamespace) -> None:
    rule = hand.rule("r", "school: fine > refuse place", falls_on="children")
    world = hand.world({"school": "roll residents national-id"}, {"fine": "school"}, rules=[rule], services=["place"])
    tables = hand.tables(
        world, {"R1": "", "R2": "", "R3": ""}, {"school/1": "R1", "school/2": "R2"},
        ["fine R1 school/1", "fine R2 school/2"], ["parent R1 R3", "parent R2 R3"],
    )  # fmt: skip
    (effect,) = residual_copies.effects_in_force(hand.spread(world, tables), tables, 5)
    assert (effect.effect.subject, {step.subject for step in effect.holders}) == ("R3", {"R1", "R2"})


def test_two_databases_that_feed_each_other_keep_nothing_and_a_second_source_does(hand: SimpleNamespace) -> None:
    circle = [
        hand.link("a", "court > rail: national-id", remove_days=1),
        hand.link("b", "rail > police: national-id", remove_days=2),
        hand.link("c", "police > rail: national-id", remove_days=2),
    ]
    rule = hand.rule("r", "rail: fine > refuse train")

    def holders(links: list[Any], on: int) -> dict[str, list[str]]:
        world = hand.world(
            dict.fromkeys(("court", "police", "rail", "app"), "roll residents national-id"),
            {"fine": "court"}, links=links, rules=[rule], services=["train"],
        )  # fmt: skip
        changed = under(world, "correct:fine=30")
        accounts = {f"{database}/1": "R1 national-id=S1" for database in ("court", "police", "rail", "app")}
        tables = hand.tables(changed, {"R1": "national-id=S1"}, accounts, ["fine R1 court/1"])
        return kept(hand.spread(changed, tables), tables, on)

    assert holders(circle, 30) == {"train": ["rail"]}
    assert holders(circle, 31) == {}
    second = [hand.link("d", "court > app: national-id"), hand.link("e", "app > rail: national-id", remove_days=1)]
    assert holders([*circle, *second], 60) == {"train": ["rail"]}


# -- promises


@pytest.mark.parametrize("worlds", WORLDS)
@pytest.mark.parametrize("scores", [False, True], ids=["plain", "scores"])
def test_every_copy_that_is_said_to_keep_an_effect_is_there_and_the_last_of_them_ends_with_it(
    tmp_path: Path, worlds: int, scores: bool, record_count: Any
) -> None:
    holders = 0
    for seed in range(worlds):
        rng = Random(seed)
        world = folders.load(write_world(tmp_path / str(seed), rng, scores=scores))
        tables = generate_tables(world, seed, 40)
        tables.visit_all()
        spread = spread_from(CompiledRules.of(world), tables, tables.records.values())
        for day in rng.sample(range(80), 5):
            effects = residual_copies.effects_in_force(spread, tables, day)
            assert [effect.effect for effect in effects] == [
                e for e in spread.effects if residual_copies.in_force(e.day, e.until, day)
            ]
            for effect in effects:
                holders += len(effect.holders)
                _check(spread, effect, day)
    record_count("copies that keep", told=holders)


def _check(spread: Spread, effect: residual_copies.EffectInForce, day: int) -> None:
    rule = spread.world.rules[effect.effect.rule]
    assert all(residual_copies.in_force(step.day, step.until, day) for step in effect.holders)
    assert all(step.database == rule.database for step in effect.holders)
    if rule.term_days is not None:
        assert effect.holders == ()
    elif effect.holders and rule.at_least == 1:
        assert _last(effect.holders) <= _end(effect.effect.until), "no copy outlives what it alone would keep"


def _last(steps: Iterable[Step]) -> float:
    return max(_end(step.until) for step in steps)


def _end(day: int | None) -> float:
    return float("inf") if day is None else day


@pytest.mark.parametrize("worlds", WORLDS)
def test_an_effect_without_a_copy_that_keeps_it_ends_with_its_rule_or_waits_for_another(
    tmp_path: Path, worlds: int
) -> None:
    """Where a rule looks at one kind at a time and there is one account, some copy keeps the effect on its last day."""
    for seed in range(worlds):
        world = folders.load(write_world(tmp_path / str(seed), Random(seed), joint=False))
        tables = generate_tables(world, seed, 40)
        tables.visit_all()
        spread = spread_from(CompiledRules.of(world), tables, tables.records.values())
        for effect in spread.effects:
            if effect.until is None or effect.until <= effect.day:
                continue
            effect_in_force = next(
                h for h in residual_copies.effects_in_force(spread, tables, effect.until - 1) if h.effect == effect
            )
            assert effect_in_force.term is not None or any(
                step.until == effect.until for step in effect_in_force.holders
            )
