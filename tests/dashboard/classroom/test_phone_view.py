"""What a phone shows of a place: the step and its question; the story, but never an answer before it is shown."""

from __future__ import annotations

import json

import pytest

from dashboard.classroom.class_place import PresenterPlace
from dashboard.classroom.phone_view import phone_story, place_json, story_place
from dashboard.pages.lessons.lesson_view import LessonView
from dashboard.services.app_context import AppContext
from dashboard.state.labels import labels_in
from dashboard.state.view_state import State

LESSON = "one-record-many-doors"


@pytest.fixture(scope="module")
def context() -> AppContext:
    """The services of an app."""
    return AppContext.serving("tiny")


@pytest.fixture(scope="module")
def lessons(context: AppContext) -> LessonView:
    """Its lessons."""
    return LessonView(context)


def shown(context: AppContext, lessons: LessonView, page: str, state: State) -> dict[str, object]:
    """What a phone shows of a place."""
    return place_json(context, lessons, PresenterPlace(page, state))


def test_where_no_place_is_shared_there_is_nothing_else(context: AppContext, lessons: LessonView) -> None:
    assert place_json(context, lessons, None) == {"shared": False}


def test_a_question_goes_out_without_its_answer_and_without_the_story_that_would_tell_it(
    context: AppContext, lessons: LessonView
) -> None:
    place = shown(context, lessons, "lessons", State(lesson=LESSON, part=2))
    assert (place["part"], place["parts"], place["told"]) == (2, 7, False)
    assert place["question"] == {
        "ask": "How many services are closed to Li at some point?",
        "several": False,
        "choices": ["9", "12", "15", "16"],
    }
    assert "story" not in place


def test_once_it_is_shown_the_answer_comes_with_its_reasons_and_the_story(
    context: AppContext, lessons: LessonView
) -> None:
    place = shown(context, lessons, "lessons", State(lesson=LESSON, part=2, told="yes"))
    question = place["question"]
    assert isinstance(question, dict)
    assert question["right"] == [3]
    assert str(question["because"]).startswith("Because Court judgments passes the record to Defaulter list")
    assert "story=court-fine" in str(place["story"])


@pytest.mark.thorough
def test_every_step_of_every_lesson_can_be_shown_and_tells_no_answer_early(
    context: AppContext, lessons: LessonView
) -> None:
    for choice in lessons.lesson_choices(labels_in()):
        stops = lessons.json(lessons.lesson(choice["id"]))["stops"]
        for part in range(1, len(stops) + 1):
            place = shown(context, lessons, "lessons", State(lesson=choice["id"], part=part))
            assert place["say"] == stops[part - 1]["say"]
            assert not {"right", "because"} & set(place["question"] or {})  # type: ignore[call-overload]
            assert "solution" not in json.dumps(place)


def test_on_the_stage_the_place_in_the_story_is_the_presenters(context: AppContext, lessons: LessonView) -> None:
    place = shown(context, lessons, "stage", State(story="court-fine", wave=2, step=1))
    assert (place["wave"], place["step"], place["day"], place["whole"]) == (2, 1, None, False)
    assert "lesson" not in place


def test_on_why_the_whole_story_is_shown_with_its_door(context: AppContext, lessons: LessonView) -> None:
    place = shown(context, lessons, "why", State(story="court-fine", why="loan/refuse"))
    assert (place["whole"], place["why"]) == (True, "loan")


@pytest.mark.parametrize("page", ["city", "world"])
def test_other_pages_have_a_title_and_no_story(context: AppContext, lessons: LessonView, page: str) -> None:
    place = shown(context, lessons, page, State(story="court-fine"))
    assert place["title"] == page.title()
    assert "story" not in place


def test_a_step_behind_the_last_is_the_last_and_an_unknown_lesson_is_none(
    context: AppContext, lessons: LessonView
) -> None:
    assert shown(context, lessons, "lessons", State(lesson=LESSON, part=99))["part"] == 7
    assert "lesson" not in shown(context, lessons, "lessons", State(lesson="no-such"))


def test_the_whole_app_opens_at_the_same_place_without_the_presenters_ticks(
    context: AppContext, lessons: LessonView
) -> None:
    place = shown(context, lessons, "lessons", State(lesson=LESSON, part=2, guess="1", told="yes"))
    assert place["open"] == f"/lessons?lesson={LESSON}&part=2"


def test_what_an_address_cannot_mean_shows_the_nearest_story(context: AppContext, lessons: LessonView) -> None:
    place = shown(context, lessons, "stage", State(story="no-such-story", what_if="cut:nothing"))
    assert place["story"] == "0 ?story=court-fine"


def test_a_storys_proofs_name_steps_that_are_there_and_all_quotes_come_along(
    context: AppContext, lessons: LessonView
) -> None:
    place = story_place(context, lessons, PresenterPlace("stage", State(world="beijing", story="court-fine")))
    assert place is not None
    story = phone_story(context, place.state)
    assert {number for row in story["rows"] for number in row["proof"]} <= set(range(1, len(story["steps"]) + 1))
    assert {quote for step in story["steps"] for quote in step["quotes"]} == set(story["quotes"])
    assert len(story["days"][-1]["closed"]) <= story["days"][-1]["shut"] + 1
    assert "light" not in story["steps"][0]
    assert len(json.dumps(story)) < 60_000


def test_names_are_shown_as_the_presenter_has_them(context: AppContext, lessons: LessonView) -> None:
    place = story_place(context, lessons, PresenterPlace("stage", State(world="beijing", names="zh")))
    assert place is not None
    assert "失信被执行人名单" in json.dumps(phone_story(context, place.state), ensure_ascii=False)
