"""The linter of leaks: no lesson says before a question what answers it, and a planted leak is found at its place."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from linkage.cli.command_line import main
from linkage.lessons import catalogue
from linkage.lessons.leaks import leaks
from linkage.lessons.lesson_model import Lesson, LessonPuzzle, RecordSelection, View
from linkage.world.storage import folders

load = cache(folders.load)


def found(lesson: Lesson) -> list[tuple[int | None, str, str]]:
    return [(fault.place.row, fault.place.column, fault.found) for fault in leaks(lesson, load(lesson.world))]


def planted(id_: str, step: int = 0, **changed: object) -> list[tuple[int | None, str, str]]:
    """What is found in a bundled lesson with one text or view changed, of the lesson (step 0) or of a step."""
    lesson = catalogue.load(id_)
    if not step:
        return found(replace(lesson, **changed))  # type: ignore[arg-type]
    stops = list(lesson.stops)
    stops[step - 1] = replace(stops[step - 1], **changed)  # type: ignore[arg-type]
    return found(replace(lesson, stops=tuple(stops)))


@pytest.mark.parametrize("id_", list(catalogue.paths()))
def test_no_bundled_lesson_gives_an_answer_away(id_: str) -> None:
    assert found(catalogue.load(id_)) == []


@pytest.mark.parametrize(
    ("id_", "step", "changed", "column", "what"),
    [
        ("protect-the-train", 0, {"title": "Protect the train with two cuts"}, "title", "“two cuts”"),
        ("protect-the-train", 1, {"say": "It takes 2 well chosen removals."}, "say", "“2 well chosen removals”"),
        ("protect-the-train", 2, {"say": "What if we drop the national ID?"}, "say", "“drop the national ID”"),
        ("paid-but-refused", 0, {"title": "Paid, and still refused"}, "title", "“still refused”"),
        ("paid-but-refused", 2, {"say": "On day 63 Qian flies again."}, "say", "“day 63”"),
        ("the-wrong-person", 0, {"title": "The wrong person"}, "title", "“wrong person”"),
        ("one-record-many-doors", 1, {"say": "Sixteen doors, or 16 doors?"}, "say", "“16 doors”"),
        ("two-readings", 1, {"say": "As the press told it, a dog."}, "say", "“As the press told it”"),
        ("why-phones-matter", 0, {"about": "For Li the register changes nothing."}, "about", "“changes nothing”"),
        ("why-phones-matter", 0, {"title": "Why phones matter, and when they don't"}, "title", "“when they don't”"),
    ],
)
def test_a_planted_leak_is_found_at_its_place(
    id_: str, step: int, changed: dict[str, object], column: str, what: str
) -> None:
    row = catalogue.load(id_).stops[step - 1].row if step else None
    assert (row, column, what) in planted(id_, step, **changed)


def test_a_map_that_shows_what_is_asked_later_is_found() -> None:
    world_and_story = (("world", "beijing"), ("story", "court-fine"))
    faults = planted("one-record-many-doors", 3, view=View("stage", (*world_and_story, ("wave", "4"))))
    assert any(column == "view" and "flight" in what for _, column, what in faults)


def test_a_view_under_the_right_removal_is_found() -> None:
    parts = (("world", "elsewhere"), ("story", "arrears"), ("what-if", "drop:national-id"))
    faults = planted("one-number-elsewhere", 1, view=View("what-if", parts))
    assert any(column == "view.what-if" for _, column, _ in faults)


def test_a_puzzle_that_says_how_many_before_the_question_is_found() -> None:
    puzzle = LessonPuzzle("Find them.", RecordSelection(story="court-fine"), "high-speed-rail", 2)
    assert any(column == "puzzle" for _, column, _ in planted("protect-the-train", 1, puzzle=puzzle))


def test_a_question_whose_every_choice_is_right_has_nothing_to_predict() -> None:
    lesson = catalogue.load("why-phones-matter")
    question = lesson.stops[1].question
    assert question
    faults = planted("why-phones-matter", 2, question=replace(question, services=("loan", "house-purchase")))
    assert any(what == "every choice is right" for _, _, what in faults)


def test_the_command_finds_a_leak_too(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "train.toml"  # type: ignore[operator]
    text = catalogue.find("protect-the-train").read_text("utf-8")
    path.write_text(text.replace('title = "Protect the train"', 'title = "Protect the train with two cuts"'), "utf-8")
    assert main(["lesson", "check", str(path)]) == 1
    assert "column title: found “two cuts”" in capsys.readouterr().out
