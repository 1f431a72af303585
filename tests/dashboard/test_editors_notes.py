"""Notes among editors: a world's folder and zip hold them, and nothing that an audience sees does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import linkage
from dashboard.pages.city.city_answers import city_answer
from dashboard.pages.join.page import join_answer
from dashboard.pages.lessons.lesson_view import LessonView
from dashboard.pages.lessons.page import lessons_answer
from dashboard.pages.stage.page import stage_answer
from dashboard.pages.what_if.page import what_if_answer
from dashboard.pages.why.page import why_answer
from dashboard.pages.world.page import world_answer
from dashboard.pages.world.row_details import row_answer
from dashboard.pages.world.zip_download import folder_files
from dashboard.services.app_context import AppContext
from dashboard.shell.page_frame import controls_answer
from linkage.answers.exports.export import export_book, export_spread, export_world
from linkage.answers.exports.export_formats import EXPORT_FORMATS
from linkage.answers.spread_question import Question, ask
from linkage.cli.command_line import main
from linkage.lessons import catalogue
from linkage.lessons.worksheet import FORMS, worksheet
from linkage.world.model import TABLES, World
from linkage.world.storage import folders
from linkage.world.validation.check import check

MARK = "for editors only, a mark of this test"


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of `beijing` in whose every row a note among editors stands."""
    world = folders.load("beijing")
    rows = {
        table: {key: replace(row, editors=f"{MARK} {key}") for key, row in getattr(world, table).items()}
        for table in TABLES
    }
    folder = tmp_path_factory.mktemp("marked") / "beijing"
    folders.save(replace(world, **rows), folder)
    return folder


@pytest.fixture(scope="module")
def world(marked: Path) -> World:
    """The marked world, read."""
    return folders.load(marked)


@pytest.fixture(scope="module")
def context(marked: Path) -> AppContext:
    """The marked world, opened."""
    return AppContext.serving(str(marked))


@pytest.mark.thorough
def test_the_folder_the_check_and_the_zip_hold_them(marked: Path, world: World) -> None:
    checked, faults = check(marked)
    assert (checked, faults) == (world, [])
    for table in TABLES:
        assert all(row.editors.startswith(MARK) for row in getattr(world, table).values())
        assert (MARK.encode() in folder_files(world)[f"{table}.csv"]) == bool(getattr(world, table))


ANSWERS: dict[str, tuple[Any, str]] = {
    "stage": (stage_answer, "?story=court-fine"),
    "controls": (controls_answer, "?story=court-fine"),
    "why": (why_answer, "?story=court-fine&why=flight"),
    "join": (join_answer, "?story=court-fine"),
    "what-if": (what_if_answer, "?story=court-fine&what-if=drop:phone"),
    "city": (city_answer, "?residents=2000"),
    "world": (world_answer, ""),
    "link": (row_answer, "?table=links&row=defaulters-to-rail"),
    "rule": (row_answer, "?table=rules&row=rail-refuses-court-list"),
    "database": (row_answer, "?table=databases&row=credit-hub"),
}


@pytest.mark.parametrize("page", ANSWERS)
def test_no_page_shows_them(context: AppContext, page: str) -> None:
    answer, search = ANSWERS[page]
    text = json.dumps(answer(context, search), ensure_ascii=False, default=str)
    assert len(text) > 100
    assert MARK not in text


@pytest.mark.thorough
@pytest.mark.parametrize("lesson", ["one-record-many-doors", "the-wrong-person"])
def test_no_lesson_and_no_worksheet_shows_them(context: AppContext, world: World, lesson: str) -> None:
    shown = [worksheet(catalogue.load(lesson), world, form) for form in FORMS]
    shown.append(json.dumps(lessons_answer(context, LessonView(context), f"?lesson={lesson}"), default=str))
    assert all(MARK not in text for text in shown)


@pytest.mark.thorough
def test_no_export_shows_them(world: World) -> None:
    answer = ask(world, Question(story="court-fine"))
    books = [row.name for row in EXPORT_FORMATS.values() if row.writes == "book"]
    assert all(MARK not in export_spread(answer, form).text for form in EXPORT_FORMATS if form not in books)
    assert all(MARK not in export_book(world, form, Question(residents=500)).text for form in books)
    graphs = [row.name for row in EXPORT_FORMATS.values() if row.writes == "graph"]
    assert all(MARK not in export_world(world, form).text for form in graphs)


@pytest.mark.parametrize("arguments", [
    ["trace", "--story", "court-fine"], ["trace", "--story", "court-fine", "--format", "json"],
    ["why", "flight", "--story", "court-fine"], ["why", "flight", "--story", "court-fine", "--format", "json"],
    ["figures"], ["figures", "--format", "json"], ["about", "defaulters-to-rail"],
    ["about", "defaulters-to-rail", "--format", "json"],
], ids=" ".join)  # fmt: skip
def test_no_command_prints_them(marked: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    verb, *others = arguments
    assert main([verb, str(marked), *others]) == 0
    output = capsys.readouterr().out
    assert output
    assert MARK not in output


def test_no_table_in_python_shows_them(world: World) -> None:
    assert all(MARK not in table.to_csv() for table in (linkage.figures(world), linkage.stories(world)))
