"""Single removals: every one that is said to lift an effect does, and no other would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from linkage.answers.cuts.single_removals import SingleRemoval, single_removals
from linkage.answers.spread_question import Answer, Question, ask, under_what_if
from linkage.population.tables import generate_tables
from linkage.spread.steps import Effect
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.random_worlds import write_world

WORLDS = [16, pytest.param(150, marks=pytest.mark.prove)]


def effect_at(answer: Answer, service: str) -> Effect:
    return next(e for e in answer.spread.effects if e.service == service)


def tried(answer: Answer, service: str) -> dict[str, tuple[bool, int | str]]:
    """Each removal that was tried: whether it lifts, and how many proofs remain."""
    return {
        single.removal.text: (single.lifts, single.remain)
        for single in single_removals(answer, effect_at(answer, service)).removals
    }


# -- on tiny, by hand


def test_the_one_link_to_the_railway_lifts_the_train(tiny: World) -> None:
    answer = ask(tiny, Question(story="court-fine"))
    assert tried(answer, "high-speed-rail") == {"cut:defaulter-list-to-rail-tickets": (True, 0)}


def test_a_removal_says_what_else_it_opens(tiny: World) -> None:
    answer = ask(tiny, Question(story="court-fine"))
    (lift,) = single_removals(answer, effect_at(answer, "high-speed-rail")).removals
    assert (lift.opened, lift.lost, lift.newly_closed) == (("high-speed-rail", "package-tour"), (), ())


def test_no_removal_lifts_what_happens_where_the_record_is_at_home(tiny: World) -> None:
    answer = ask(tiny, Question(story="court-fine"))
    removals = single_removals(answer, effect_at(answer, "loan"))
    assert removals.removals == ()
    assert removals.why_none == (
        "none: the rule acts where the record is kept first, Defaulter list; no link is involved"
    )


def test_a_register_column_lifts_what_is_translated_by_it(tiny: World) -> None:
    answer = ask(tiny, Question(story="skipped-fare"))
    assert tried(answer, "high-speed-rail") == {
        "cut:payment-accounts-to-rail-tickets": (True, 0),
        "forget:payment-accounts.phone": (True, 0),
        "forget:subscribers.national-id": (True, 0),
    }


def test_where_two_proofs_stand_cutting_one_leaves_the_other(hand: SimpleNamespace) -> None:
    answer = by_hand(hand, ["court > rail: national-id", "court > app: national-id", "app > rail: national-id"])
    assert tried(answer, "train") == {
        "cut:link-0": (False, 1),
        "cut:link-1": (False, 1),
        "cut:link-2": (False, 1),
    }
    assert (
        single_removals(answer, effect_at(answer, "train")).why_none
        == "no single change is enough: there are 2 separate ways, and one always remains"
    )


def test_what_is_known_in_two_ways_is_lifted_by_the_link_that_both_use(hand: SimpleNamespace) -> None:
    ends = ("court > app", "court > bank", "app > hub", "bank > hub", "hub > rail")
    links = [f"{ends_of_link}: national-id" for ends_of_link in ends]
    lifts = {text: lifts for text, (lifts, _) in tried(by_hand(hand, links), "train").items()}
    assert lifts == {f"cut:link-{number}": number == 4 for number in range(5)}


def by_hand(hand: SimpleNamespace, links: list[str]) -> Answer:
    """A fine at a court, and a railway that refuses whoever has one."""
    databases = ("court", "app", "bank", "hub", "rail")
    world = hand.world(
        dict.fromkeys(databases, "roll residents national-id"),
        {"fine": "court"},
        [hand.link(f"link-{number}", words) for number, words in enumerate(links)],
        [hand.rule("r", "rail: fine > refuse train")],
        services=["train"],
    )
    accounts = {f"{database}/1": "R1 national-id=S1" for database in databases}
    tables = hand.tables(world, {"R1": "national-id=S1"}, accounts, ["fine R1 court/1"])
    return Answer(Question(), world, tables, None, "R1", "", tuple(tables.records.values()))


# -- promises


@pytest.mark.parametrize("worlds", WORLDS)
@pytest.mark.parametrize("scores", [False, True], ids=["plain", "scores"])
def test_every_removal_that_is_said_to_lift_does_and_every_other_does_not(
    tmp_path: Path, worlds: int, scores: bool, record_count: Any
) -> None:
    lifting_, keeping = 0, 0
    for answer in answers(tmp_path, worlds, scores):
        for effect in Random(1).sample(answer.spread.effects, min(4, len(answer.spread.effects))):
            singles = {single.removal.text: single for single in single_removals(answer, effect).removals}
            for text in removals(answer.world):
                remains = row(effect) in {
                    row(other_effect)
                    for other_effect in under_what_if(answer, f"{answer.what_if},{text}").spread.effects
                }
                does = text in singles and singles[text].lifts
                assert does == (not remains), f"{text} on {row(effect)}"
                lifting_ += does
                keeping += not does
            for lift in singles.values():
                _agrees(answer, lift)
    record_count("single removals", lift=lifting_, keep=keeping)


def _agrees(answer: Answer, lift: SingleRemoval) -> None:
    after = under_what_if(answer, f"{answer.what_if},{lift.removal.text}").spread
    before, now = set(answer.spread.closed(answer.subject)), set(after.closed(answer.subject))
    assert (set(lift.opened), set(lift.newly_closed)) == (before - now, now - before)
    assert lift.lifts == (lift.remain == 0)


def answers(folder: Path, worlds: int, scores: bool) -> Iterator[Answer]:
    """Some records of random small towns, each with its spread, under everything that the folder says."""
    for seed in range(worlds):
        world = folders.load(write_world(folder / f"{seed}", Random(seed), scores=scores))
        tables = generate_tables(world, seed, 30)
        tables.visit_all()
        changed = under(world, "reading:everything")
        records = sorted(tables.records.values())
        for record in Random(seed).sample(records, min(3, len(records))):
            whole = "reading:everything"
            answer = Answer(Question(), changed, tables, None, record.subject, whole, (record,))
            yield answer


def removals(world: World) -> list[str]:
    """Every link and register column of a world, each as what removes it."""
    columns = {f"forget:{row.database}.{row.to}" for row in world.registers.values() if row.carries_figures}
    return sorted({f"cut:{link}" for link in world.links} | columns)


def row(effect: Effect) -> tuple[str, str, str, str]:
    return effect.subject, effect.service, effect.effect, effect.rule


# -- databases and agencies


def test_a_register_on_the_way_lifts_what_is_translated_by_it_when_it_is_taken_out(tiny: World) -> None:
    answer = ask(tiny, Question(story="skipped-fare"))
    found = single_removals(answer, effect_at(answer, "high-speed-rail"), ("databases", "agencies"))
    assert [(single.removal.text, single.lifts) for single in found.removals] == [("isolate:subscribers", True)]


@pytest.mark.parametrize("story", ["court-fine", "skipped-fare", "officer"])
@pytest.mark.parametrize("name", ["tiny", "beijing"])
def test_a_records_home_and_the_place_of_the_rule_are_never_taken_out(name: str, story: str) -> None:
    world = folders.load(name)
    answer = ask(world, Question(story=story if story in world.stories else next(iter(world.stories))))
    for effect in answer.spread.effects[:6]:
        stays = {record.database for record in answer.records} | {answer.spread.by_id[effect.step].database}
        for single in single_removals(answer, effect, ("databases", "agencies")).removals:
            assert single.removal.isolates.isdisjoint(stays)
            after = under_what_if(answer, f"{answer.what_if},{single.removal.text}".strip(",")).spread
            assert single.lifts == (effect[:4] not in {row[:4] for row in after.effects})
