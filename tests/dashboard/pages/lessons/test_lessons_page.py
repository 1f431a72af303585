"""The Lessons page and the presenter's window without a browser: what is sent, what is refused, what is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.app import create_app
from dashboard.pages.lessons import page as lessons
from dashboard.pages.lessons.lesson_view import LessonView
from dashboard.pages.stage.stage_view import stage_view
from dashboard.services.app_context import AppContext
from dashboard.state.view_state import State
from linkage.lessons import catalogue as bookcase
from linkage.lessons.lesson_answers import answer_question
from linkage.world.storage import folders


@pytest.fixture(scope="module")
def context() -> AppContext:
    return AppContext.serving("tiny")


@pytest.fixture(scope="module")
def taught(context: AppContext) -> LessonView:
    return LessonView(context)


def test_the_list_names_every_lesson_of_a_world_within_reach(context: AppContext, taught: LessonView) -> None:
    shown = lessons.lessons_answer(context, taught, "")
    assert [each["id"] for each in shown["lessons"]] == list(bookcase.paths())
    assert shown["lesson"] is None


def test_a_lesson_is_sent_with_the_engines_answers_and_without_a_puzzles_solutions(
    context: AppContext, taught: LessonView
) -> None:
    shown = lessons.lessons_answer(context, taught, "?lesson=protect-the-train")
    stops = bookcase.load("protect-the-train").stops
    sent = shown["lesson"]["stops"]
    assert stops[1].question
    found = answer_question(folders.load("beijing"), stops[1].question)
    assert [sent[1]["question"]["choices"][each] for each in sent[1]["question"]["right"]] == [found.answer]
    assert set(sent[2]["puzzle"]) == {"ask", "task", "most", "choices", "hints", "command"}
    assert shown["state"]["world"] == "beijing"
    assert shown["state"]["story"] == "court-fine"


def test_the_label_is_that_of_the_lessons_world(context: AppContext, taught: LessonView) -> None:
    assert "reading: As planned" in lessons.lessons_answer(context, taught, "?lesson=two-readings")["label"]


@pytest.mark.parametrize(
    "name", ["two-readngs", "../cases/tiny-court-fine", "/etc/passwd", "first_steps.py", "a" * 999]
)
def test_an_unknown_lesson_gives_the_list_and_a_remark(context: AppContext, taught: LessonView, name: str) -> None:
    shown = lessons.lessons_answer(context, taught, f"?lesson={name}")
    assert shown["lesson"] is None
    assert "There is no lesson" in shown["notes"][0]


def test_removals_are_run(taught: LessonView) -> None:
    asked = {"lesson": "protect-the-train", "part": 3, "answer": "cut:defaulters-to-rail,cut:orders-to-rail"}
    assert lessons.tried(taught, asked)["solved"]
    assert not lessons.tried(taught, {**asked, "answer": "cut:defaulters-to-rail"})["solved"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"answer": "cut:defaulters-to-rial"}, "Did you mean"),
        ({"part": 1}, "is no puzzle"),
        ({"part": "3"}, "is no puzzle"),
        ({"lesson": "protect"}, "There is no lesson"),
        ({"lesson": None}, "There is no lesson"),
    ],
)
def test_what_can_not_be_tried_is_said(taught: LessonView, changed: dict[str, Any], said: str) -> None:
    asked = {"lesson": "protect-the-train", "part": 3, "answer": "cut:orders-to-rail", **changed}
    assert said in lessons.tried(taught, asked)["sentence"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
)


@settings(max_examples=60)
@given(ANYTHING, ANYTHING, ANYTHING)
def test_whatever_is_tried_is_answered_with_a_sentence(taught: LessonView, lesson: Any, part: Any, answer: Any) -> None:
    for given_ in (lesson, {"lesson": lesson, "part": part, "answer": answer}):
        assert isinstance(lessons.tried(taught, given_)["sentence"], str)
    asked = {"lesson": "rewards-on-the-same-links", "part": 3, "answer": answer}
    assert isinstance(lessons.tried(taught, asked)["sentence"], str)


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
    shown = stage_view(context, State(story="court-fine"))
    assert shown["forSpeaker"] == folders.load("tiny").stories["court-fine"].notes
    assert json.dumps(shown)
