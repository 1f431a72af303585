"""What steps, waves and effects say."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from linkage.answers import sentences
from linkage.answers.spread_question import Question, ask
from linkage.spread.steps import JoinedOn, Spread, Step
from linkage.world.model import World

STEP = Step("s1", "linked", "rail-tickets", "rail-tickets/3", "R3", "unpaid-court-judgment:R3", "unpaid-court-judgment",
            "defaulter-list-to-rail-tickets", (JoinedOn("national-id", "S3"),), False, 3, None, ("s0",), "reported",
            "assumed", (), False, 1)  # fmt: skip
EFFECT = STEP._replace(
    kind="effect", by="rail-tickets-refuse-high-speed-rail", service="high-speed-rail", effect="refuse", joined=()
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "recorded"}, "Unpaid court judgment is recorded at Rail tickets, about Li."),
        ({}, "the national ID finds Li's row."),
        (
            {"joined": (JoinedOn("phone", "T"), JoinedOn("national-id", "S", "subscribers"))},
            "the phone gives the national ID, which finds Li's row.",
        ),
        ({"wrong": True}, "finds Li's row. It comes back over a wrong match."),
        ({"wrong": True, "subject": "R4"}, "finds R4's row. This is the wrong person."),
        ({"kind": "listed", "record_kind": "officer-listed"}, "Li is put on a list from day 3: officer put on the"),
    ],
)
def test_an_arrival_says_where_when_and_by_what(tiny: World, change: dict[str, object], said: str) -> None:
    assert said in sentences.sentence(tiny, STEP._replace(**change), {"R3": "Li"})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "Li is refused: High-speed rail, from day 3."),
        ({"day": 0}, "Li is refused: High-speed rail, at once."),
        ({"until": 30}, "Li is refused: High-speed rail, from day 3 to day 30."),
        ({"until": 3}, "Li is refused: High-speed rail, never in force: it ends on day 3, before day 3."),
        ({"falls_on": "children"}, "Li is refused: High-speed rail (a child), from day 3."),
        ({"effect": "wait"}, "Li has to wait for High-speed rail, from day 3."),
        ({"effect": "slow"}, "High-speed rail is slowed for Li, from day 3."),
        ({"effect": "reward"}, "Li is rewarded: High-speed rail, from day 3."),
        ({"effect": "publish", "service": ""}, "Li is named in public, from day 3."),
        ({"effect": "fine", "by": "payment-accounts-fine-fare", "service": ""}, "Li is fined 50 yuan, from day 3."),
    ],
)
def test_an_effect_says_what_happens_to_whom_and_when(tiny: World, change: dict[str, object], said: str) -> None:
    assert sentences.sentence(tiny, EFFECT._replace(**change), {"R3": "Li"}) == said


def test_nobody_but_the_storys_subject_has_a_name(tiny: World) -> None:
    assert "R3 is refused" in sentences.sentence(tiny, EFFECT, {"R4": "Li"})
    assert sentences.names("R3", "") == {}


@pytest.mark.parametrize("story", ["court-fine", "skipped-fare", "wrong-person", "officer", "paid-bills"])
def test_every_step_and_wave_of_a_story_has_a_sentence(tiny: World, story: str) -> None:
    answer = ask(tiny, Question(story=story))
    called = sentences.names(answer.subject, answer.name)
    said = [sentences.sentence(tiny, step, called) for step in answer.spread.steps]
    said += [sentences.wave(answer.spread, wave, called) for wave in answer.spread.waves]
    for sentence in said:
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert ";." not in sentence


@pytest.fixture
def wave(hand: SimpleNamespace):
    """The sentence of one wave in a small world."""

    def of(number: int, links=(), rules=()) -> str:
        rolls = dict.fromkeys(("bank", "hotel", "police", "rail"), "roll residents national-id")
        kinds = {"fine": "police", "listed": "bank"}
        world = hand.world(rolls, kinds, links, rules, services=["train", "room", "loan"])
        accounts = {f"{each}/1": "R1 national-id=S1" for each in rolls}
        spread: Spread = hand.spread(world, hand.tables(world, {"R1": ""}, accounts, ["fine R1 police/1"]))
        return sentences.wave(spread, spread.waves[number], {"R1": "Li"})

    return of


def test_a_long_wave_is_summed_up_in_one_sentence(wave, hand) -> None:
    links = [hand.link(f"to-{each}", f"police > {each}: national-id") for each in ("bank", "hotel", "rail")]
    assert wave(1, links).startswith("3 databases receive ")


def test_the_doors_that_close_are_counted_or_named(wave, hand) -> None:
    rules = [hand.rule(each, f"police: fine > refuse {each}") for each in ("train", "room", "loan")]
    assert wave(0, rules=rules).endswith("; 3 doors close.")
    assert wave(0, rules=rules[:2]).endswith("; room and train close.")
    assert wave(0, rules=rules[:1]).endswith("; train closes.")


def test_a_new_listing_is_said_so(wave, hand) -> None:
    rules = [hand.rule("puts", "police: fine > list listed"), hand.rule("r", "bank: listed > refuse loan")]
    assert "1 new listing is made" in wave(1, rules=rules)


def test_a_reading_without_the_record_says_that_nothing_happens(tiny: World) -> None:
    assert sentences.nothing_happens(tiny, "bills-paid") == (
        "Under this reading nobody has a record 'phone bills paid on time': nothing spreads."
    )
