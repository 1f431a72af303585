"""The cases in `sample_data/cases`: a question, a what-if, and the effects that are expected; exercises, too."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import sample_data
from linkage.answers import sentences
from linkage.answers.compare import compare_closed_services, comparison_sentence
from linkage.answers.spread_question import Answer, Question, ask
from linkage.spread.proofs import DerivationGraph, proofs
from linkage.world.model import World
from linkage.world.storage import folders

FOLDER = Path(sample_data.__file__).parent / "cases"
CASES = sorted(FOLDER.glob("*.toml"))
WORDS = {"title", "world", "story", "record", "resident", "residents", "seed", "what_if", "ask", "proof_of",
         "proof_begins", "effects", "compared"}  # fmt: skip

Case = dict[str, Any]


@cache
def read(path: Path) -> Case:
    return tomllib.loads(path.read_text("utf-8"))


@cache
def load(world: str) -> World:
    return folders.load(folders.bundled_folder() / world)


@cache
def answer_of(path: Path, what_if: str) -> Answer:
    """The answer to a case's question under a what-if: its own, or the one that it is compared with."""
    case = read(path)
    return ask(
        load(case["world"]),
        Question(
            story=case.get("story", ""),
            record_kind=case.get("record", ""),
            resident=case.get("resident", ""),
            residents=case.get("residents"),
            seed=case.get("seed", 1),
            what_if=what_if,
        ),
    )


def role(answer: Answer, person: str) -> str:
    """What a person is to the subject of a story."""
    ties = {"parent": "a child", "officer of": "an officer", "officer": "a company"}
    if person == answer.subject:
        return "the subject"
    roles = (name for tie, name in ties.items() if person in answer.tables.related(tie, answer.subject))
    return next(roles, "somebody else")


def rows(answer: Answer) -> list[Case]:
    """The effects of an answer as a case writes them."""
    effect_rows = {
        (effect.day, effect.effect, effect.service, role(answer, effect.subject), effect.wrong)
        for effect in answer.spread.effects
    }
    heads = ("day", "effect", "service", "whom", "wrong")
    return [dict(zip(heads, row, strict=True)) for row in sorted(effect_rows)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_happens_as_it_is_written(path: Path, record_count) -> None:
    case = read(path)
    answer = answer_of(path, case["what_if"])
    assert rows(answer) == sorted(
        ({"wrong": False, **effect} for effect in case["effects"]),
        key=lambda row: (row["day"], row["effect"], row["service"], row["whom"], row["wrong"]),
    )
    record_count("cases", cases=1, effects=len(case["effects"]))


@pytest.mark.parametrize("path", [path for path in CASES if "proof_of" in read(path)], ids=lambda path: path.stem)
def test_the_proof_begins_as_it_is_written(path: Path) -> None:
    case = read(path)
    answer = answer_of(path, case["what_if"])
    closing = [effect for effect in answer.spread.effects if effect.service == case["proof_of"]]
    closing_effect = min(closing, key=lambda effect: (effect.subject != answer.subject, effect.day, effect.rule))
    (proof,) = proofs(DerivationGraph(answer.plan, answer.tables, answer.spread), closing_effect, most=1).proofs
    opening_sentence = sentences.sentence(answer.world, proof[0], sentences.names(answer.subject, answer.name))
    assert opening_sentence == case["proof_begins"]


@pytest.mark.parametrize("path", [path for path in CASES if "compared" in read(path)], ids=lambda path: path.stem)
def test_the_change_is_as_it_is_written(path: Path) -> None:
    case = read(path)
    compared = case["compared"]
    before, after = answer_of(path, compared["with"]), answer_of(path, case["what_if"])
    opened, closed, still_closed = compare_closed_services(before.spread, after.spread, before.subject)
    change = comparison_sentence(after.world, before.spread, after.spread, before.subject, before.name)
    assert before.records == after.records
    assert [opened, closed, still_closed, change] == [compared[key] for key in ("opened", "closed", "kept", "sentence")]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_can_be_read_by_anyone(path: Path) -> None:
    case = read(path)
    assert set(case) <= WORDS
    assert case["title"][0].isupper()
    assert case["title"].endswith(".")
    assert path.stem.startswith(f"{case['world']}-")
    assert ("story" in case) != ("record" in case)


def test_there_are_enough_cases_and_no_title_twice() -> None:
    titles = [read(path)["title"] for path in CASES]
    assert len(set(titles)) == len(titles)
    assert sum(path.stem.startswith("tiny-") for path in CASES) >= 12


def test_the_four_answers_to_phones_without_real_names_stand_here() -> None:
    """`forget:subscribers.national-id`, for the court fine and the phone bill, under both readings of card C3."""
    cases = {
        (case["story"], case["compared"]["with"].startswith("reading:plan"))
        for case in map(read, CASES)
        if case["world"] == "beijing" and case["what_if"].endswith(",forget:subscribers.national-id")
        and case["story"] in ("court-fine", "phone-bill")
    }  # fmt: skip
    assert cases == {(story, by_phone) for story in ("court-fine", "phone-bill") for by_phone in (True, False)}
