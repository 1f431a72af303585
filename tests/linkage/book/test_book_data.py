"""Each number in a book equals the engine's: the file is read, and the library is asked again for each of them."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest

from linkage.answers.compare import change_sentences
from linkage.answers.cuts.single_removals import single_removals
from linkage.answers.spread_question import Answer, Question, ask
from linkage.answers.trace.highlights import highlights
from linkage.answers.trace.residual_copies import change_days, day_sentences
from linkage.answers.trace.trace_report import trace_json
from linkage.answers.whole_city.city_report import CityCounter
from linkage.book.book_data import book_data
from linkage.book.book_page import book
from linkage.lessons import catalogue
from linkage.lessons.lesson_answers import answer_question
from linkage.world.model import World
from linkage.world.storage import folders

Json = dict[str, Any]
RESIDENTS = 20_000
"""The residents of the city in these books; their stories have their own."""

EFFECT = ("subject", "service", "effect", "rule")


@cache
def world(name: str) -> World:
    return folders.load(name)


@cache
def data_of(name: str) -> Json:
    """The data of a book, read from the text of its file."""
    text = book(world(name), Question(residents=RESIDENTS))
    found = re.search(r'<script type="application/json" id="book">(.*?)</script>', text, re.DOTALL)
    assert found
    assert len(text.encode()) <= 3_000_000
    data: Json = json.loads(found[1])
    return data


@cache
def answered(name: str, story: str, what_if: str = "") -> Answer:
    """The answer of a story, asked anew."""
    return ask(world(name), Question(story=story, what_if=what_if))


def rows(effects: Iterable[Any]) -> dict[tuple[str, ...], tuple[int, int | None]]:
    """The days of effects by subject, service, effect and rule."""
    return {(e.subject, e.service, e.effect, e.rule): (e.day, e.until) for e in effects}


def lights(story: Json, lit: list[list[Any]]) -> dict[str, set[str]]:
    """Lights of the book's data as data-ids with classes."""
    return {story["parts"][number]: {"on", *classes} for number, *classes in lit}


def assert_switch_is_the_engines(name: str, story: Json, number: int) -> None:
    """What a book says of a story under a switch is what the library answers for it."""
    text = data_of(name)["switches"][number]["text"]
    before, after = answered(name, story["id"]), answered(name, story["id"], text)
    outcome = story["changes"]["outcomes"][story["changes"]["switches"][number][0]]

    closed = {row["service"] for row in story["closed"]}
    assert (closed - set(outcome["opened"])) | set(outcome["shut"]) == set(after.spread.closed(after.subject)), text
    assert outcome["closed"] == len(set(after.spread.closed(after.subject)) & set(after.world.doors)), text
    assert (outcome["steps"], outcome["effects"]) == (len(after.spread.steps), len(after.spread.effects)), text

    told = {tuple(row[name] for name in EFFECT): (row["day"], row["until"]) for row in story["effects"]}
    for change, *key, _, now in outcome["rows"]:
        told.pop(tuple(key), None)
        if now is not None:
            told[tuple(key)] = tuple(now)
        assert (change == "gone") == (now is None)
    assert told == rows(after.spread.effects), text

    lit = lights(story, [light for step in story["steps"] for light in step["lights"]])
    for step in story["steps"]:
        for part, classes in lights(story, step["lights"]).items():
            lit[part] |= classes
    for part in outcome["gone"]:
        del lit[story["parts"][part]]
    lit |= lights(story, outcome["lit"])
    wanted = highlights(after.world, after.spread.steps)
    assert lit == {part: set(classes) for part, classes in wanted.items()}, text

    sentences = change_sentences(after.world, before.spread, after.spread, after.subject, after.name, 3)
    assert tuple(outcome["told"]) == sentences


def assert_story_is_the_engines(name: str, story: Json) -> None:
    """A story's steps, effects, days and counts are what `trace` says."""
    answer = answered(name, story["id"])
    wanted = trace_json(answer)
    steps = {step["id"]: step for step in wanted["steps"]}
    assert sorted(step["id"] for step in story["steps"]) == sorted(steps)
    ids = [step["id"] for step in story["steps"]]
    for step in story["steps"]:
        same = ("day", "until", "kind", "by", "database", "status", "wrong", "sentence")
        assert {key: step[key] for key in same} == {key: steps[step["id"]][key] for key in same}
        assert step["quotes"] == steps[step["id"]]["evidence"]
        assert {ids[cause] for cause in step["causes"]} == set(steps[step["id"]]["causes"])
    effects = {tuple(row[key] for key in EFFECT): row for row in wanted["effects"]}
    assert len(effects) == len(story["effects"])
    for row in story["effects"]:
        engine = effects[tuple(row[key] for key in EFFECT)]
        assert (row["day"], row["until"], row["wrong"]) == (engine["day"], engine["until"], engine["wrong"])
        assert (row["weakest"], row["figures"]) == (engine["weakest"], engine["weakest_number"])
        assert row["proofs"] == str(engine["proofs"])
        proof = answer.spread.proof(answer.spread.by_id[engine["step"]])
        assert [ids[place] for place in row["proof"]] == [step.id for step in proof]
    assert {row["service"]: row["day"] for row in story["closed"]} == answer.spread.closed(answer.subject)
    assert [row["day"] for row in story["days"]] == list(change_days(answer.spread))
    assert all(row["sentences"] == day_sentences(answer, row["day"]) for row in story["days"])
    assert [wave["end"] for wave in story["waves"]] == [
        sum(map(len, answer.spread.waves[: number + 1])) for number in range(len(answer.spread.waves))
    ]


def assert_city_is_the_engines(name: str, numbers: Iterable[int]) -> None:
    """The city's counts, as the world is and under some switches, are what `city` says."""
    data = data_of(name)
    city = data["city"]
    base = {(row[0], row[1]): row[2:] for row in city["rows"]}
    closed = {row[0]: row[1:] for row in city["closed"]}
    with CityCounter(world(name), residents=RESIDENTS) as counter:
        assert_counts(counter.answer(), city["records"], base, closed)
        for number in numbers:
            switched = city["switches"][number]
            now = {**base, **{(city["rows"][row[0]][0], city["rows"][row[0]][1]): row[1:] for row in switched["rows"]}}
            shut = {**closed, **{city["closed"][row[0]][0]: row[1:] for row in switched["closed"]}}
            assert_counts(counter.answer(data["switches"][number]["text"]), switched["records"], now, shut)


def assert_counts(answer: Json, records: int, counted: dict[Any, Any], closed: dict[str, Any]) -> None:
    wanted = {
        (row["service"], row["effect"]): [
            *(row[holder] for holder in ("residents", "companies", "wrongly")),
            *(row["without_links"][holder] for holder in ("residents", "companies")),
            row["assumed_share"],
        ]
        for row in answer["effects"]
    }
    assert {door: numbers for door, numbers in counted.items() if any(numbers)} == {
        door: numbers for door, numbers in wanted.items() if any(numbers)
    }
    shut = {row["service"]: [row["residents"], row["companies"], row["by_needs"]] for row in answer["closed"]}
    assert {service: numbers for service, numbers in closed.items() if any(numbers)} == shut
    assert records == answer["records"]


def random_pairs(name: str, number: int) -> list[tuple[int, int]]:
    """Some of a book's stories and switches by chance, the same each time."""
    data, chance = data_of(name), random.Random(19)
    pairs = [(story, switch) for story in range(len(data["stories"])) for switch in range(len(data["switches"]))]
    return chance.sample(pairs, number)


def test_every_story_of_tiny_is_told_as_trace_tells_it() -> None:
    for story in data_of("tiny")["stories"]:
        assert_story_is_the_engines("tiny", story)


@pytest.mark.thorough
def test_every_switch_of_tiny_changes_what_the_engine_changes() -> None:
    data = data_of("tiny")
    for story in data["stories"]:
        for number in range(len(data["switches"])):
            assert_switch_is_the_engines("tiny", story, number)


def test_the_city_of_tiny_is_counted_as_city_counts_it_under_every_switch() -> None:
    assert_city_is_the_engines("tiny", range(len(data_of("tiny")["switches"])))


@pytest.mark.prove
def test_twenty_switches_of_beijing_change_what_the_engine_changes() -> None:
    data = data_of("beijing")
    pairs = random_pairs("beijing", 20)
    for story, switch in pairs:
        assert_switch_is_the_engines("beijing", data["stories"][story], switch)
    assert_story_is_the_engines("beijing", data["stories"][pairs[0][0]])
    assert_city_is_the_engines("beijing", [switch for _, switch in pairs])


@pytest.mark.prove
def test_two_hundred_switches_of_beijing_change_what_the_engine_changes() -> None:
    data = data_of("beijing")
    pairs = random_pairs("beijing", 200)
    for story, switch in pairs:
        assert_switch_is_the_engines("beijing", data["stories"][story], switch)
    for story in data["stories"]:
        assert_story_is_the_engines("beijing", story)
    assert_city_is_the_engines("beijing", {switch for _, switch in pairs})


@pytest.mark.prove
@pytest.mark.parametrize("name", [found.id for found in folders.worlds() if found.id not in ("tiny", "beijing")])
def test_the_book_of_every_bundled_world_says_what_the_engine_says(name: str) -> None:
    data = data_of(name)
    for story in data["stories"]:
        assert_story_is_the_engines(name, story)
    for story, switch in random_pairs(name, 60):
        assert_switch_is_the_engines(name, data["stories"][story], switch)
    assert_city_is_the_engines(name, range(len(data["switches"])))


def test_a_switch_that_opens_a_door_alone_is_what_lifts_its_refusal() -> None:
    """What Why lists under a closed door is read from the switches; of links and columns `why` finds the same."""
    for story in data_of("tiny")["stories"]:
        answer = answered("tiny", story["id"])
        for row in story["closed"]:
            effects = [effect for effect in story["effects"] if effect["service"] == row["service"]]
            if row["needs"] or len(effects) != 1:
                continue
            own = (effect for effect in answer.spread.effects if effect.subject == answer.subject)
            effect = next(effect for effect in own if effect.service == row["service"])
            lifted = {found.removal.text for found in single_removals(answer, effect).removals if found.lifts}
            assert {text for text in opening(story, row["service"]) if text.startswith(("cut:", "forget:"))} == lifted


def opening(story: Json, service: str) -> set[str]:
    """The switches under which a service is open."""
    changes = story["changes"]
    return {
        switch["text"]
        for switch, (outcome, *_) in zip(data_of("tiny")["switches"], changes["switches"], strict=True)
        if service in changes["outcomes"][outcome]["opened"]
    }


def test_the_answers_of_lessons_are_the_engines() -> None:
    for lesson in data_of("beijing")["lessons"]:
        for stop, told in zip(catalogue.load(lesson["id"]).stops, lesson["stops"], strict=True):
            if stop.question:
                answer = answer_question(world("beijing"), stop.question)
                assert told["question"]["answer"] == answer.answer
                assert told["question"]["right"] == list(answer.right)


def test_the_seed_of_a_book_is_that_of_its_stories_and_of_its_city() -> None:
    data = book_data(world("tiny"), Question(seed=3, residents=2_000))
    answer = ask(world("tiny"), Question(story="court-fine", seed=3))
    assert data["stories"][0]["subject"] == answer.subject
    assert data["city"]["seed"] == 3
    with CityCounter(world("tiny"), 3, 2_000) as counter:
        assert data["city"]["records"] == counter.answer()["records"]
