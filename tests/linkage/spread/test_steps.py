"""The steps of a spread: their causes, waves and proofs, and the services they close."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from linkage.answers.spread_question import Question, ask
from linkage.spread.steps import Spread
from linkage.world.model import World


@pytest.fixture
def court(tiny: World) -> Spread:
    return ask(tiny, Question(story="court-fine")).spread


def test_a_step_is_found_by_its_id(court: Spread) -> None:
    assert [court.by_id[step.id] for step in court.steps] == list(court.steps)


def test_every_step_names_causes_that_come_before_it(court: Spread) -> None:
    earlier: set[str] = set()
    for step in court.steps:
        assert set(step.causes) <= earlier
        assert bool(step.causes) is (step.kind != "recorded")
        earlier.add(step.id)


def test_a_proof_stands_causes_first_and_ends_with_its_step(court: Spread) -> None:
    for step in court.steps:
        proof = court.proof(step)
        assert proof[0].kind == "recorded"
        assert proof[-1] == step
        assert all(cause in [step_.id for step_ in proof] for step_ in proof for cause in step_.causes)


def test_the_first_wave_is_the_record_with_what_happens_at_its_home(court: Spread) -> None:
    assert [(step.kind, step.by) for step in court.waves[0]] == [
        ("recorded", ""),
        ("effect", "defaulter-list-refuse-loan"),
    ]


def test_an_effect_comes_with_the_wave_that_brings_it(court: Spread) -> None:
    for wave in court.waves:
        arrived = {step.id for step in wave if step.kind != "effect"}
        assert all(set(step.causes) & arrived for step in wave if step.kind == "effect")


def test_waves_hold_every_step_once(court: Spread) -> None:
    assert sorted(step.id for wave in court.waves for step in wave) == sorted(court.by_id)


@pytest.fixture
def closed(hand: SimpleNamespace):
    """The services closed to R1 by a fine, with some rules."""

    def of(*rules, needs) -> dict[str, int]:
        services = [hand.service(name, name, needs=need) for name, need in needs.items()]
        world = hand.world({"police": "roll residents national-id"}, {"fine": "police"}, rules=rules, services=services)
        tables = hand.tables(world, {"R1": ""}, {"police/1": "R1"}, ["fine R1 police/1"])
        return hand.spread(world, tables).closed("R1")

    return of


CHAIN = {"train": "", "tour": "train", "souvenir": "tour"}


def test_a_service_closes_with_the_one_that_it_needs(closed, hand) -> None:
    rule = hand.rule("r", "police: fine > refuse train", after_days=4)
    assert closed(rule, needs=CHAIN) == {"souvenir": 4, "tour": 4, "train": 4}


def test_it_closes_on_the_earlier_of_both_days(closed, hand) -> None:
    own = hand.rule("own", "police: fine > refuse tour", after_days=2)
    other = hand.rule("r", "police: fine > refuse train", after_days=4)
    assert closed(own, other, needs=CHAIN) == {"souvenir": 2, "tour": 2, "train": 4}
    late = hand.rule("own", "police: fine > refuse tour", after_days=9)
    assert closed(late, other, needs=CHAIN) == {"souvenir": 4, "tour": 4, "train": 4}


@pytest.mark.parametrize("effect", ["slow", "wait", "reward", "fine", "publish"])
def test_only_a_refusal_closes(closed, hand, effect: str) -> None:
    assert closed(hand.rule("r", f"police: fine > {effect} train"), needs=CHAIN) == {}


def test_what_falls_on_a_child_closes_nothing_to_the_parent(court: Spread, tiny: World) -> None:
    subject = court.records[0].subject
    children = {effect.subject for effect in court.effects if effect.service == "private-school"}
    assert children
    assert "private-school" not in court.closed(subject)
    assert all("private-school" in court.closed(child) for child in children)


def test_a_spread_cannot_be_changed(court: Spread) -> None:
    with pytest.raises(AttributeError):
        court.steps = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        court.steps[0].day = 3  # type: ignore[misc]
