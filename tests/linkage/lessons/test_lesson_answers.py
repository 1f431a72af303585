"""Lessons: every one runs, every answer is the engine's, and a faulty lesson says where its fault is."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.state import page_table, view_state
from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.spread_question import Question, ask
from linkage.answers.trace.residual_copies import closed_service_ids
from linkage.answers.trace.trace_report import counts_json
from linkage.cli.command_line import main
from linkage.drawing.qr_code import qr_code
from linkage.errors import BadWorldError, LinkageError
from linkage.lessons import catalogue, lint
from linkage.lessons.lesson_answers import NONE, answer_question
from linkage.lessons.lesson_file import parse_lesson
from linkage.lessons.lesson_model import (
    PAGES,
    PARTS,
    QUESTION_KINDS,
    Lesson,
    LessonQuestion,
    LessonStop,
    RecordSelection,
)
from linkage.lessons.puzzle_view import check_answer, puzzle_view
from linkage.lessons.viewpoints import has_two_sides, viewpoints
from linkage.lessons.worksheet import FORMS, worksheet
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under

LESSONS = list(catalogue.paths())
load = cache(folders.load)


@cache
def paper(id_: str, form: str = "worksheet") -> str:
    """A lesson's sheet: made once, looked at by many tests."""
    lesson = catalogue.load(id_)
    return worksheet(lesson, load(lesson.world), form)


SCRIPT = """
title = "A lesson"
about = "To try things."
world = "tiny"
story = "court-fine"

[[steps]]
say = "Li has not paid."
view = { wave = 1 }

[[steps]]
say = "Guess."
question = { ask = "How many?", kind = "how-many-closed" }
"""


def asked(kind: str, story: str = "court-fine", **fields: object) -> LessonQuestion:
    return LessonQuestion("?", kind, RecordSelection(story=story, what_if=str(fields.pop("what_if", ""))), **fields)  # type: ignore[arg-type]


def answered(kind: str, story: str = "court-fine", **fields: object) -> tuple[str, ...]:
    return answer_question(load("tiny"), asked(kind, story, **fields)).right


# -- the lessons that come with the tool


def test_there_are_nine_lessons_on_four_worlds_and_no_title_twice() -> None:
    wanted = {
        "one-record-many-doors", "why-phones-matter", "the-wrong-person", "paid-but-refused", "two-readings",
        "protect-the-train", "rewards-on-the-same-links", "one-number-elsewhere", "islands-or-joined",
    }  # fmt: skip
    assert wanted <= set(LESSONS)
    assert {catalogue.load(id_).world for id_ in wanted} == {"beijing", "hangzhou", "elsewhere", "thirty-cities"}
    assert len({catalogue.load(id_).title for id_ in LESSONS}) == len(LESSONS)


@pytest.mark.parametrize("id_", LESSONS)
def test_every_lesson_holds_against_its_world(id_: str) -> None:
    checked = lint.check(catalogue.find(id_), load)
    assert [fault.sentence() for fault in checked.faults] == []


@pytest.mark.parametrize("id_", LESSONS)
def test_every_view_is_an_address_that_the_app_understands(id_: str) -> None:
    for stop in catalogue.load(id_).stops:
        path, _, query = stop.view.address.partition("?")
        state, remarks = view_state.read_address(query)
        assert remarks == ()
        assert view_state.address(state) == f"?{query}".removesuffix("&wave=0")
        assert path.strip("/") in {"", *page_table.PAGES}


def test_views_name_the_pages_and_parts_of_the_app() -> None:
    assert set(PAGES) <= set(page_table.PAGES)
    assert set(PARTS) <= set(view_state.FIELDS)


@pytest.mark.parametrize(
    "id_", [pytest.param(id_, marks=pytest.mark.thorough if number > 1 else ()) for number, id_ in enumerate(LESSONS)]
)
def test_the_key_ticks_what_the_engine_found_and_the_worksheet_ticks_nothing(id_: str) -> None:
    lesson = catalogue.load(id_)
    world = load(lesson.world)
    key = paper(id_, "key")
    ticked = [unescape(text) for text in re.findall(r'<li class="right">(.*?) <b>✔ right</b></li>', key)]
    answers = [answer_question(world, stop.question) for stop in lesson.stops if stop.question]
    assert ticked == [choice.label for answer in answers for choice in answer.choices if choice.id in answer.right]
    assert ticked
    blank = paper(id_)
    assert "✔" not in blank
    assert not [
        reason for answer in answers for reason in (answer.because, *answer.details) if reason in unescape(blank)
    ]


@pytest.mark.thorough
@pytest.mark.parametrize("id_", LESSONS)
def test_the_key_changes_when_a_rule_changes_in_a_copy_of_the_world(id_: str) -> None:
    """A rule that closes a door in the lesson is taken out of the world's folder: the answers are others."""
    lesson = catalogue.load(id_)
    world = load(lesson.world)
    questions = [stop.question for stop in lesson.stops if stop.question]
    rules = {
        effect.rule
        for question in questions
        for effect in ask(world, question.selection.question()).spread.effects
        if effect.effect == "refuse"
    }
    copy = replace(world, rules={name: rule for name, rule in world.rules.items() if name not in rules})

    def key(of: World) -> list[object]:
        right: list[object] = []
        for question in questions:
            try:
                right.append(answer_question(of, question))
            except LinkageError as error:
                right.append(str(error))
        return right

    assert rules
    assert key(copy) != key(world)


@pytest.mark.thorough
@pytest.mark.parametrize("id_", LESSONS)
@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_needs_no_server_and_no_script_and_bears_the_label(id_: str, form: str) -> None:
    text = paper(id_, form)
    assert text.count(load(catalogue.load(id_).world).label_line) == 2
    assert "default-src 'none'" in unescape(text)
    assert not re.search(r'<script|<link|<img|href="(?!#)|src=|url\(', text)  # "#": a sign in the file itself


@pytest.mark.thorough
@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_has_its_maps_a_qr_code_and_the_address_that_can_be_typed(form: str) -> None:
    lesson = catalogue.load("protect-the-train")
    text = worksheet(lesson, load("beijing"), form, "http://192.0.2.7:8050/")
    address = "http://192.0.2.7:8050/lessons?lesson=protect-the-train"
    assert f"<code>{address}</code>" in text
    assert qr_code(address) in text
    assert text.count("<figure") >= 1
    assert 'data-id="link:defaulters-to-rail"' in text


def test_a_worksheets_map_is_that_before_the_answer_and_a_keys_that_after_it() -> None:
    refused = 'class="node service on refuse"'
    before, after = paper("one-record-many-doors"), paper("one-record-many-doors", "key")
    part = before[before.index("<b>4</b>") : before.index("<b>5</b>")]
    assert "The map is that of step 2." in part
    assert refused not in before[: before.index("<b>5</b>")]
    assert refused in after[after.index("<b>4</b>") : after.index("<b>5</b>")]


def test_an_address_that_no_browser_opens_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "export", "protect-the-train", "--address", "my laptop"]) == 2
    assert "expected one such as http://127.0.0.1:8050" in capsys.readouterr().err


def test_a_handout_folds_its_answers_in() -> None:
    lesson = catalogue.load("protect-the-train")
    text = paper("protect-the-train", "handout")
    assert text.count("<details") >= len([stop for stop in lesson.stops if stop.question or stop.puzzle])
    assert "For the teacher" not in text


@pytest.mark.parametrize("id_", LESSONS)
def test_what_the_key_says_solves_a_puzzle_does_and_one_removal_less_does_not(id_: str) -> None:
    lesson = catalogue.load(id_)
    world = load(lesson.world)
    for task in [stop.puzzle for stop in lesson.stops if stop.puzzle]:
        posed = puzzle_view(world, task)
        for solution in posed.solutions:
            assert set(solution) <= {choice.id for choice in posed.choices}
            assert check_answer(world, task, ",".join(solution)).solved
            assert not check_answer(world, task, ",".join(solution[1:])).solved


@pytest.mark.parametrize("id_", LESSONS)
def test_a_discussion_hears_both_sides(id_: str) -> None:
    lesson = catalogue.load(id_)
    talks = [stop.discuss for stop in lesson.stops if stop.discuss]
    assert talks
    assert all(has_two_sides(viewpoints(load(lesson.world), discussion)) for discussion in talks)


# -- what the engine answers


def test_doors_are_counted_as_the_trace_counts_them() -> None:
    answer = ask(load("tiny"), Question(story="court-fine"))
    assert answered("how-many-closed") == (str(counts_json(answer)["services_refused"]),)
    assert answered("how-many-on-day", day=0) == (str(len(closed_service_ids(answer.spread, answer.subject, 0))),)


def test_which_doors_close_and_which_open_again() -> None:
    services = ("high-speed-rail", "loan", "monthly-pass")
    assert answered("which-closed", services=services) == ("high-speed-rail", "loan")
    cut = "cut:defaulter-list-to-rail-tickets"
    assert answered("which-open", services=services, change=cut) == ("high-speed-rail",)
    assert answered("which-open", services=services, change="drop:phone") == (NONE,)


def test_what_a_change_does_to_doors_and_to_everything_else() -> None:
    assert answered("what-changes", change="drop:phone") == ("nothing",)
    assert answered("what-changes", change="off:defaulter-list-refuse-loan") == ("fewer",)
    assert answered("what-changes", change="off:school-enrolment-refuse-private-school") == ("same",)
    without = "off:defaulter-list-refuse-loan"
    assert answered("what-changes", what_if="reading:documented", change="reading:everything") == ("more",)
    assert answered("what-changes", what_if=without, change="drop:phone") == ("nothing",)


def test_which_removal_alone_and_which_reading() -> None:
    removals = ("drop:phone", "drop:national-id")
    assert answered("which-alone", service="high-speed-rail", removals=removals) == ("drop:national-id",)
    readings = ("documented", "planned")
    assert answered("which-reading", service="high-speed-rail", readings=readings) == readings
    assert answered("which-reading", service="loan", readings=readings) == (NONE,)


def test_whom_a_door_is_closed_to() -> None:
    assert answered("whom", "wrong-person", service="loan") == ("wrong",)
    assert answered("whom", service="high-speed-rail") == ("subject",)
    assert answered("whom", service="private-school") == ("other",)
    assert answered("whom", service="monthly-pass") == (NONE,)


def test_until_when_on_what_and_how_few() -> None:
    effect = next(
        e for e in ask(load("tiny"), Question(story="court-fine")).spread.effects if e.service == "high-speed-rail"
    )
    assert answered("until", service="high-speed-rail") == (str(effect.until),)
    assert answered("rests-on", service="high-speed-rail") == ("reported",)
    assert answered("rests-on", service="loan") == ("assumed",)
    size = find_cuts(load("tiny"), Question(story="court-fine"), "high-speed-rail").cuts.size
    assert answered("fewest", service="high-speed-rail") == (str(size),)


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("until", {"service": "monthly-pass"}, "never closed to Li"),
        ("rests-on", {"service": "monthly-pass"}, "closed to nobody"),
        ("which-alone", {"service": "monthly-pass", "removals": ("drop:phone",)}, "not closed to Li"),
        ("whom", {"service": "loann"}, "Did you mean 'loan'"),
        ("which-reading", {"service": "loan", "readings": ("plannd",)}, "Did you mean 'planned'"),
    ],
)
def test_a_question_without_an_answer_says_why(kind: str, fields: dict[str, object], message: str) -> None:
    with pytest.raises(LinkageError, match=message):
        answered(kind, **fields)


def test_every_kind_of_question_is_tried_here_and_has_its_choices() -> None:
    text = Path(__file__).read_text("utf-8")
    assert [kind for kind in QUESTION_KINDS if f'answered("{kind}"' not in text] == []


def test_the_description_of_the_format_names_every_kind_of_question_and_every_part_of_a_view() -> None:
    description = (catalogue.folder() / "README.md").read_text("utf-8")
    assert [word for word in (*QUESTION_KINDS, *PAGES, *PARTS) if f"`{word}`" not in description] == []


# -- what is off, and where


def faults(old: str, new: str) -> list[tuple[str, int | None, str, str, str]]:
    """What the linter says of the script with one change: file, row, column, found, nearest."""
    try:
        lesson = parse_lesson(SCRIPT.replace(old, new), "try.toml")
    except BadWorldError as error:
        errors = error.faults()
    else:
        errors = list(lint.faults(lesson, load("tiny")))
    return [(fault.place.file, fault.place.row, fault.place.column, fault.found, fault.nearest) for fault in errors]


def test_the_script_itself_is_fine() -> None:
    assert faults("", "") == []


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "nearest"),
    [
        ("wave = 1", 'why = "loann"', 7, "view.why", "loan"),
        ("wave = 1", 'story = "court-fin"', 7, "view.story", "court-fine"),
        ("wave = 1", "wave = 99", 7, "view.wave", ""),
        ("wave = 1", "wawe = 1", 7, "view.wawe", "wave"),
        ("wave = 1", 'page = "stagee"', 7, "view.page", "stage"),
        ("wave = 1", 'what-if = "drop:phon"', 7, "view.what-if", "phone"),
        ("how-many-closed", "how-many-close", 11, "question.kind", "how-many-closed"),
        ('kind = "how-many-closed"', 'kind = "whom"', 11, "question.service", ""),
        ('kind = "how-many-closed"', 'kind = "whom", service = "lon"', 11, "question.service", "loan"),
        ('kind = "how-many-closed"', 'kind = "until", service = "monthly-pass"', 11, "question", ""),
        ("question = {", "puzzle = {}\nquestion = {", 11, "puzzle", ""),
        ('say = "Guess."', 'sya = "Guess."', 11, "sya", "say"),
        ('question = { ask = "How many?", kind = "how-many-closed" }', "", None, "steps", ""),
    ],
)
def test_a_fault_has_its_row_its_column_and_the_nearest_name(
    old: str, new: str, row: int | None, column: str, nearest: str
) -> None:
    places = [(fault[1], fault[2], fault[4]) for fault in faults(old, new)]
    if column == "puzzle":
        assert (row, "puzzle.ask", "") in places
    else:
        assert (row, column, nearest) in places


@pytest.mark.parametrize(
    ("task", "column"),
    [
        ('puzzle = { ask = "?", protect = "monthly-pass", most = 1 }', "puzzle"),
        ('puzzle = { ask = "?", protect = "high-speed-rail", most = 9 }', "puzzle"),
        ('puzzle = { ask = "?", protect = "rail", most = 1 }', "puzzle.protect"),
        ('discuss = { ask = "?", cards = ["believed"] }', "discuss"),
        ('discuss = { ask = "?", cards = ["beleived"] }', "discuss.cards"),
    ],
)
def test_what_can_not_be_done_in_a_lesson_is_found(task: str, column: str) -> None:
    assert column in [fault[2] for fault in faults("view = { wave = 1 }", task)]


def test_a_lesson_of_a_world_that_is_not_there_says_so(tmp_path: Path) -> None:
    path = tmp_path / "try.toml"
    path.write_text(SCRIPT.replace('"tiny"', '"tinny"'))
    assert "tiny" in lint.check(path, load).faults[0].sentence()
    path.write_bytes(b"\xff\xfe")
    assert "can't be read" in lint.check(path, load).faults[0].sentence()


def test_a_lesson_with_what_looks_like_a_real_person_is_refused() -> None:
    number = "11010519491231" + "002X"
    assert "real person" in faults("Li has not paid.", f"Li ({number}) has not paid.")[0][3]


def test_markup_in_a_lesson_stays_text() -> None:
    payload = '<img src=x onerror="alert(1)">'
    lesson = replace(parse_lesson(SCRIPT, "try.toml"), title=payload, about=payload)
    stops = tuple(replace(stop, say=payload, note=payload) for stop in lesson.stops)
    for form in FORMS:
        assert "<img" not in worksheet(replace(lesson, stops=stops), load("tiny"), form)


@given(st.text(max_size=400))
def test_any_text_is_a_lesson_or_is_refused_with_faults(text: str) -> None:
    try:
        result: object = parse_lesson(text, "try.toml")
    except BadWorldError as error:
        result = error.faults()
    assert isinstance(result, Lesson) or result


@given(st.sampled_from(sorted({line for line in SCRIPT.split("\n") if line})), st.text(max_size=40))
def test_any_line_spoilt_is_a_lesson_or_is_refused_with_faults(line: str, text: str) -> None:
    try:
        result: object = list(lint.faults(parse_lesson(SCRIPT.replace(line, text), "try.toml"), load("tiny")))
    except BadWorldError as error:
        result = error.faults()
    assert isinstance(result, list)


# -- the command


def test_lessons_are_listed_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "list"]) == 0
    listed = capsys.readouterr().out
    assert all(id_ in listed for id_ in LESSONS)
    assert main(["lesson", "check", "protect-the-train"]) == 0
    assert capsys.readouterr().out == "1 lesson: 0 faults\n"


def test_a_faulty_lesson_is_checked_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SCRIPT.replace("wave = 1", "wave = 99"))
    assert main(["lesson", "check", str(path)]) == 1
    assert "mine.toml, row 7, column view.wave: found 99" in capsys.readouterr().out
    assert main(["lesson", "check", str(path), "--format", "json"]) == 1
    assert '"row": 7' in capsys.readouterr().out


@pytest.mark.thorough
def test_a_lesson_is_written_as_worksheet_and_as_key(tmp_path: Path) -> None:
    path = tmp_path / "train.html"
    assert main(["lesson", "export", "protect-the-train", "--out", str(path)]) == 0
    blank = path.read_text("utf-8")
    assert main(["lesson", "export", "protect-the-train", "--key", "--out", str(path)]) == 0
    assert path.read_text("utf-8") == paper("protect-the-train", "key") != blank
    assert [path_.name for path_ in tmp_path.iterdir()] == ["train.html"]


def test_a_wrong_name_of_a_lesson_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "export", "protect-the-trian"]) == 1
    assert "Did you mean 'protect-the-train'?" in capsys.readouterr().err
    assert main(["lesson", "export"]) == 2
    assert main(["lesson", "export", "two-readings", "--key", "--handout"]) == 2


def test_a_stop_knows_its_row_and_a_lesson_its_baseline() -> None:
    lesson = parse_lesson(SCRIPT, "try.toml")
    assert [stop.row for stop in lesson.stops] == [7, 11]
    assert isinstance(lesson.stops[0], LessonStop)
    assert under(load("tiny")).id == "tiny"


@pytest.mark.parametrize("service", ["flight", "app-booking", "loan", "business-licence"])
def test_a_reported_step_whose_text_nobody_has_seen_is_the_weaker_one(service: str) -> None:
    """The key and the badges beside it say the same."""
    answer = answer_question(load("beijing"), asked("rests-on", service=service))
    badges = {line.rpartition("[")[2].rstrip("]") for line in answer.details}
    if badges <= {"reported", "reported (second-hand)"}:
        assert answer.right == ("second-hand" if "reported (second-hand)" in badges else "reported",)
    else:
        assert answer.right[0] in badges - {"reported", "reported (second-hand)"}
    assert answer.right[0] in {choice.id for choice in answer.choices}


def test_both_kinds_of_report_are_the_right_answer_somewhere() -> None:
    questions = [asked("rests-on", service=service) for service in ("flight", "app-booking")]
    answers = [answer_question(load("beijing"), question).right for question in questions]
    assert answers == [("reported",), ("second-hand",)]
