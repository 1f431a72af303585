"""The Lessons page and the presenter's window without a browser: what is sent, what is refused, what is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.app import create_app
from dashboard.pages.lessons import page as lessons
from dashboard.pages.lessons.lesson_map import LessonMaps
from dashboard.pages.lessons.lesson_view import LessonView
from dashboard.pages.stage.stage_view import stage_view
from dashboard.services.app_context import AppContext
from dashboard.state.view_state import State
from linkage.lessons import catalogue
from linkage.lessons.lesson_answers import answer_question
from linkage.world.storage import folders


@pytest.fixture(scope="module")
def context() -> AppContext:
    return AppContext.serving("tiny")


@pytest.fixture(scope="module")
def lesson_view(context: AppContext) -> LessonView:
    return LessonView(context)


def test_the_list_names_every_lesson_of_a_world_within_reach(context: AppContext, lesson_view: LessonView) -> None:
    answer = lessons.lessons_answer(context, lesson_view, "")
    assert [lesson["id"] for lesson in answer["lessons"]] == list(catalogue.paths())
    assert answer["lesson"] is None


def test_a_lesson_is_sent_with_the_engines_answers_and_without_a_puzzles_solutions(
    context: AppContext, lesson_view: LessonView
) -> None:
    answer = lessons.lessons_answer(context, lesson_view, "?lesson=protect-the-train")
    stops = catalogue.load("protect-the-train").stops
    sent = answer["lesson"]["stops"]
    assert stops[1].question
    shown_question = answer_question(folders.load("beijing"), stops[1].question)
    assert [sent[1]["question"]["choices"][place] for place in sent[1]["question"]["right"]] == [shown_question.answer]
    assert set(sent[2]["puzzle"]) == {"ask", "task", "most", "choices", "hints", "because", "command"}
    assert answer["state"]["world"] == "beijing"
    assert answer["state"]["story"] == "court-fine"


def test_the_label_is_that_of_the_lessons_world(context: AppContext, lesson_view: LessonView) -> None:
    assert "reading: As planned" in lessons.lessons_answer(context, lesson_view, "?lesson=two-readings")["label"]


@pytest.mark.parametrize(
    "name", ["two-readngs", "../cases/tiny-court-fine", "/etc/passwd", "first_steps.py", "a" * 999]
)
def test_an_unknown_lesson_gives_the_list_and_a_remark(context: AppContext, lesson_view: LessonView, name: str) -> None:
    answer = lessons.lessons_answer(context, lesson_view, f"?lesson={name}")
    assert answer["lesson"] is None
    assert "There is no lesson" in answer["notes"][0]


def test_removals_are_run(lesson_view: LessonView) -> None:
    attempt = {"lesson": "protect-the-train", "part": 3, "answer": "cut:defaulters-to-rail,cut:orders-to-rail"}
    assert lessons.verdict(lesson_view, attempt)["solved"]
    assert not lessons.verdict(lesson_view, {**attempt, "answer": "cut:defaulters-to-rail"})["solved"]


@pytest.mark.parametrize(
    ("changed", "remark"),
    [
        ({"answer": "cut:defaulters-to-rial"}, "Did you mean"),
        ({"part": 1}, "is no puzzle"),
        ({"part": "3"}, "is no puzzle"),
        ({"lesson": "protect"}, "There is no lesson"),
        ({"lesson": None}, "There is no lesson"),
    ],
)
def test_what_can_not_be_tried_is_said(lesson_view: LessonView, changed: dict[str, Any], remark: str) -> None:
    attempt = {"lesson": "protect-the-train", "part": 3, "answer": "cut:orders-to-rail", **changed}
    assert remark in lessons.verdict(lesson_view, attempt)["sentence"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
)


@pytest.mark.thorough
@settings(max_examples=60)
@given(ANYTHING, ANYTHING, ANYTHING)
def test_whatever_is_tried_is_answered_with_a_sentence(
    lesson_view: LessonView, lesson: Any, part: Any, answer: Any
) -> None:
    for attempt in (lesson, {"lesson": lesson, "part": part, "answer": answer}):
        assert isinstance(lessons.verdict(lesson_view, attempt)["sentence"], str)
    puzzle_attempt = {"lesson": "rewards-on-the-same-links", "part": 3, "answer": answer}
    assert isinstance(lessons.verdict(lesson_view, puzzle_attempt)["sentence"], str)


# -- the map beside a step


def test_a_steps_map_comes_in_two_sizes_with_its_choices_as_places(
    context: AppContext, lesson_view: LessonView
) -> None:
    shown = LessonMaps(lesson_view).json(catalogue.load("protect-the-train"), 3)
    sent = lesson_view.json(catalogue.load("protect-the-train"))["stops"][2]["puzzle"]["choices"]
    assert len(shown["before"]) == 2
    assert all('data-id="link:defaulters-to-rail"' in picture for picture in shown["before"])
    assert [sent[place][0] for place in shown["picks"]["link:defaulters-to-rail"]] == ["cut:defaulters-to-rail"]


@pytest.mark.parametrize("query", ["lesson=protect-the-trian&part=3", "lesson=protect-the-train&part=9", "part=x"])
def test_a_map_of_no_step_is_answered_with_a_line(query: str) -> None:
    client = create_app("tiny").server.test_client()
    answer = client.get(f"/_lesson-map?{query}", headers={"Host": "127.0.0.1"})
    assert answer.status_code == 409
    assert answer.text.startswith(("There is no", "'Protect the train' has 5 steps"))


def test_the_map_of_a_puzzle_shows_what_was_tried(lesson_view: LessonView) -> None:
    attempt = {"lesson": "protect-the-train", "part": 3, "answer": "cut:defaulters-to-rail"}
    assert "off" in lessons.verdict(lesson_view, attempt)["lights"]["link:defaulters-to-rail"]


# -- the presenter's window


def test_the_presenters_window_is_a_page_of_its_own_with_its_two_files() -> None:
    client = create_app("tiny").server.test_client()
    headers = {"Host": "127.0.0.1"}
    page = client.get("/presenter", headers=headers)
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert '<script src="/presenter.js?m=' in page.text
    assert "style=" not in page.text
    for name in ("presenter.js", "presenter.css"):
        assert client.get(f"/{name}", headers=headers).status_code == 200
    assert client.get("/presenter", headers={"Host": "evil.example"}).status_code == 421


def test_a_story_sends_its_notes_for_the_speaker(context: AppContext) -> None:
    answer = stage_view(context, State(story="court-fine"))
    assert answer["forSpeaker"] == folders.load("tiny").stories["court-fine"].notes
    assert json.dumps(answer)
