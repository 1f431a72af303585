"""What can be chosen beside the right answer: numbers that a misreading gives, and of each wrong choice why it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.lessons import catalogue
from linkage.lessons.lesson_answers import answer_question
from linkage.lessons.lesson_model import LessonQuestion, RecordSelection
from linkage.lessons.wrong_choices import number_choices
from linkage.world.storage import folders

MISREADINGS = st.lists(st.tuples(st.integers(-5, 70), st.just("a misreading")), max_size=6)


@given(st.integers(0, 40), st.integers(3, 60), MISREADINGS)
def test_numbers_to_choose_from_hold_the_right_one_and_are_possible(
    right: int, more: int, misreadings: list[tuple[int, str]]
) -> None:
    most = max(right, more)
    choices = number_choices(right, misreadings, most)
    numbers = [int(choice.id) for choice in choices]
    assert len(set(numbers)) == 4
    assert right in numbers
    assert numbers == sorted(numbers)
    assert min(numbers) >= 0
    assert max(numbers) <= most
    assert not next(choice.misread for choice in choices if choice.id == str(right))


def test_a_misreading_comes_before_a_number_that_is_only_near() -> None:
    choices = number_choices(10, [(3, "that counts the databases"), (10, "right"), (99, "too many")], 24)
    assert next(choice.misread for choice in choices if choice.id == "3") == "that counts the databases"
    assert "99" not in {choice.id for choice in choices}


def test_who_takes_paid_for_forgotten_finds_that_choice_and_what_is_wrong_with_it() -> None:
    question = LessonQuestion("?", "until", RecordSelection(story="paid-late"), service="flight")
    misread = {choice.id: choice.misread for choice in answer_question(folders.load("beijing"), question).choices}
    assert misread["30"] == "on that day the record ends at home; the copies have not heard of it"
    assert misread["63"] == ""


@pytest.mark.parametrize("id_", list(catalogue.paths()))
def test_every_number_of_a_bundled_lesson_offers_two_misreadings_at_least(id_: str) -> None:
    lesson = catalogue.load(id_)
    world = folders.load(lesson.world)
    for question in [stop.question for stop in lesson.stops if stop.question]:
        if question.kind in ("how-many-closed", "how-many-on-day", "until"):
            assert sum(bool(choice.misread) for choice in answer_question(world, question).choices) >= 2


QUESTIONS = [(id_, stop.question) for id_ in catalogue.paths() for stop in catalogue.load(id_).stops if stop.question]


@pytest.mark.parametrize(("id_", "question"), QUESTIONS)
def test_each_wrong_choice_of_the_bundled_lessons_says_why_and_no_right_one_does(
    id_: str, question: LessonQuestion
) -> None:
    answer = answer_question(folders.load(catalogue.load(id_).world), question)
    reasons = {choice.id: choice.misread for choice in answer.choices}
    assert [id_ for id_ in answer.right if reasons[id_]] == []
    assert [id_ for id_, reason in reasons.items() if id_ not in answer.right and not reason] == []


def test_why_a_service_stays_open_is_what_the_spread_shows() -> None:
    court = RecordSelection(story="court-fine")
    services = ("flight", "ordinary-train", "plain-hotel")
    answer = answer_question(folders.load("beijing"), LessonQuestion("?", "which-closed", court, services=services))
    assert {choice.id: choice.misread for choice in answer.choices} == {
        "flight": "",
        "ordinary-train": "the record gets to Rail tickets, but no rule there closes it for that",
        "plain-hotel": "no rule here closes it",
        "none": "“Flight” is right",
    }


def test_a_removal_that_is_not_enough_names_the_way_that_is_left() -> None:
    court = RecordSelection(story="court-fine")
    question = LessonQuestion(
        "?", "which-alone", court, service="high-speed-rail", removals=("cut:orders-to-rail", "drop:national-id")
    )
    cut, dropped, none = answer_question(folders.load("beijing"), question).choices
    assert cut.misread == "a way to High-speed train is left: Court judgments → Defaulter list → Rail tickets"
    assert (dropped.misread, none.misread) == ("", "“No database stores the national ID.” is right")
