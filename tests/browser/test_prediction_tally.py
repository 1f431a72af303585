"""A class predicts: two browsers, one of them at the presenter's machine, and the board."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from dashboard.app import create_app
from dashboard.classroom.access import BOARD, AccessGate
from tests.browser.conftest import SMALL, Watched, running, watched
from tests.browser.test_stage import press

LESSON = "lessons?lesson=one-record-many-doors&part=2"
BAR = "#lesson-task .class-bar"
LINE = "#class-line"


def from_elsewhere(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The app, with requests from another machine where a header says so."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ.get("HTTP_X_ELSEWHERE"):
            environ["REMOTE_ADDR"] = "192.0.2.55"
        return application(environ, start)

    return answer


@pytest.fixture(scope="module")
def class_base() -> Iterator[str]:
    """The address of an app that is served to a class."""
    app = create_app("tiny")
    AccessGate("KITES", ["http://127.0.0.1/"]).install(app.server)
    with running(from_elsewhere(app.server.wsgi_app)) as address:
        yield address


@pytest.fixture
def presenter(window: Any, class_base: str) -> Iterator[Watched]:
    """The browser at the machine that serves."""
    with watched(window, class_base) as watch:
        yield watch


@pytest.fixture
def student(browser: Any, class_base: str) -> Iterator[Watched]:
    """A browser elsewhere that came in with the class code."""
    context = browser.new_context(reduced_motion="reduce", extra_http_headers={"X-Elsewhere": "yes"})
    with watched(context, class_base, SMALL) as watch:
        watch.page.goto(f"{class_base.rstrip('/')}{BOARD}?code=KITES")
        yield watch
    context.close()


@pytest.mark.thorough
def test_a_class_predicts_the_presenter_sees_bars_and_students_only_once_revealed(
    presenter: Watched, student: Watched
) -> None:
    student_page, presenter_page = student.open(LESSON), presenter.open(LESSON)
    expect(presenter_page.locator(".class-count")).to_have_text("0 votes")
    student_page.bring_to_front()
    student_page.click("[data-do='tick:1']")
    student_page.click("[data-do='tick:2']")
    expect(student_page.locator("#lesson-task .guess[aria-pressed=true]")).to_have_count(1)
    presenter_page.bring_to_front()
    expect(presenter_page.locator(".class-count")).to_have_text("1 vote")
    expect(presenter_page.locator(BAR)).to_have_text(["0 of 1 (0 %)", "0 of 1 (0 %)", "1 of 1 (100 %)", "0 of 1 (0 %)"])
    expect(student_page.locator(BAR).locator("visible=true")).to_have_count(0)
    student_page.bring_to_front()
    press(student_page, "ArrowRight")
    expect(student_page.locator(LINE)).to_contain_text("once the presenter has shown the answer")
    expect(student_page.locator(BAR).locator("visible=true")).to_have_count(0)
    presenter_page.bring_to_front()
    press(presenter_page, "ArrowRight")
    expect(presenter_page.locator(LINE)).to_contain_text("voting closed")
    student_page.bring_to_front()
    expect(student_page.locator(BAR).nth(2)).to_have_text("1 of 1 (100 %)")
    expect(student_page.locator(f"{LINE} button")).to_have_count(0)


@pytest.mark.thorough
def test_the_presenter_hides_the_bars_and_begins_anew_by_keyboard_and_the_board_shows_them(
    presenter: Watched, student: Watched
) -> None:
    student_page = student.open("lessons?lesson=one-record-many-doors&part=4")
    student_page.click("[data-do='tick:0']")
    student_page.click("[data-do='tick:2']")
    presenter_page = presenter.open("lessons?lesson=one-record-many-doors&part=4")
    presenter_page.bring_to_front()
    expect(presenter_page.locator(BAR).locator("visible=true")).to_have_count(8)
    presenter_page.locator("[data-do='class-fold']").focus()
    press(presenter_page, "Enter")
    expect(presenter_page.locator(BAR).locator("visible=true")).to_have_count(0)
    expect(presenter_page.locator("[data-do='class-fold']")).to_be_focused()
    presenter_page.goto(f"{presenter.base.rstrip('/')}{BOARD}")
    expect(presenter_page.locator("#tally-ask")).to_have_text("Which of these close?")
    expect(presenter_page.locator("#tally-rows b").nth(2)).to_have_text("1 of 1 (100 %)")
    presenter_page.click("#tally-begin")
    expect(presenter_page.locator("#tally")).to_be_hidden()


def test_with_one_user_there_is_no_tally(stage: Any) -> None:
    page = stage.open(LESSON)
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.click("[data-do='tick:1']")
    press(page, "ArrowRight")
    expect(page.locator("#lesson-task .answer")).to_be_visible()
    expect(page.locator(f"{LINE}, {BAR}")).to_have_count(0)
    assert not [url for url in urls if "/_class" in url]


@pytest.mark.thorough
def test_the_presenters_page_asks_only_while_a_question_is_looked_at(presenter: Watched) -> None:
    page = presenter.open(LESSON)
    expect(page.locator(".class-count")).to_be_visible()
    page.evaluate("() => performance.clearResourceTimings()")
    press(page, "1")
    expect(page.locator("html")).to_have_attribute("data-page", "stage")
    page.wait_for_timeout(2_500)
    assert (
        page.evaluate("performance.getEntriesByType('resource').filter(e => e.name.includes('_class/tally')).length")
        == 0
    )
