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
        ({"kind": "recorded"}, "Li gets a record in Rail tickets: unpaid court judgment."),
        ({}, "“Unpaid court judgment” is copied to Rail tickets on day 3. Li is matched by national ID."),
        (
            {"joined": (JoinedOn("phone", "T"), JoinedOn("national-id", "S", "subscribers"))},
            "Li is matched by phone, looked up as national ID.",
        ),
        ({"wrong": True}, "Li is matched by national ID. It comes back over a wrong match."),
        ({"wrong": True, "subject": "R4"}, "R4 is matched by national ID. This is the wrong person."),
        ({"kind": "listed", "record_kind": "officer-listed"}, "Li is put on a list on day 3: officer put on the"),
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
        first = sentence.lstrip("“")[0]
        assert first.isupper() or first.isdigit()
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert ";." not in sentence
        assert ".." not in sentence


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
    assert wave(1, links) == "3 more databases get a copy."


def test_the_doors_that_close_are_counted_or_named(wave, hand) -> None:
    rules = [hand.rule(each, f"police: fine > refuse {each}") for each in ("train", "room", "loan")]
    assert wave(0, rules=rules) == "Police gets the record. 3 services close to Li."
    assert wave(0, rules=rules[:2]).endswith(" Room and train close to Li.")
    assert wave(0, rules=rules[:1]).endswith(" Train closes to Li.")


def test_a_new_listing_is_said_so(wave, hand) -> None:
    rules = [hand.rule("puts", "police: fine > list listed"), hand.rule("r", "bank: listed > refuse loan")]
    assert "Li is put on one list." in wave(1, rules=rules)


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("Court judgments", "Court judgments"),
        ("Hotel, tour bookings", "“Hotel, tour bookings”"),
        ("Licences and posts", "“Licences and posts”"),
        ("Landscape", "Landscape"),
    ],
)
def test_a_name_that_would_read_as_two_stands_in_quotes(title: str, quoted: str) -> None:
    assert sentences.quoted(title) == quoted


def test_a_wave_that_falls_on_the_wrong_person_says_whom(tiny: World) -> None:
    answer = ask(tiny, Question(story="wrong-person"))
    called = sentences.names(answer.subject, answer.name)
    wrong = [wave for wave in answer.spread.waves if any(step.wrong for step in wave)]
    assert wrong
    for wave in wrong:
        (whom,) = {step.subject for step in wave if step.wrong}
        said = sentences.wave(answer.spread, wave, called)
        assert "wrong" in said
        assert whom in said


def test_people_who_are_not_the_storys_are_counted(tiny: World) -> None:
    """What comes to several people names the one of the story and counts the others."""
    answer = ask(tiny, Question(story="court-fine"))
    steps = [step for step in answer.spread.steps if step.kind == "effect" and step.effect == "refuse"][:2]
    spread = [steps[0], steps[1]._replace(subject="R9", service=steps[0].service)]
    said = sentences.wave(answer.spread, spread, {answer.subject: "Li"})
    assert said.endswith("closes to Li and one other.")
    assert sentences.wave(answer.spread, spread, {}).endswith("closes to several people.")


def test_a_reading_without_the_record_says_that_nothing_happens(tiny: World) -> None:
    assert sentences.nothing_happens(tiny, "bills-paid") == (
        "Under this reading nobody has a record 'phone bills paid on time': nothing spreads."
    )
