"""The scripts as files: all of them are bundled, they know what Python declares, and expect what the server sends.

What a script does is tested by node (`dashboard/front/tests`) and in the browser; here no script is run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.pages.city import city_answers as city
from dashboard.pages.join import page as join
from dashboard.pages.lessons import page as lessons
from dashboard.pages.lessons.lesson_view import LessonView
from dashboard.pages.stage import page as stage
from dashboard.pages.what_if import page as what_if
from dashboard.pages.why import page as why
from dashboard.pages.world import page as world
from dashboard.services.app_context import AppContext
from dashboard.shell import page_frame
from dashboard.state.page_table import PAGES
from dashboard.state.view_state import ANSWER, DISPLAY, FIELDS, PLACE, QUESTION, WORLD, State, declarations
from dashboard.web.bundle import read_bundle
from linkage.vocabulary import EFFECT_KINDS

DASHBOARD = Path(__file__).parents[3] / "dashboard"
FRONT = DASHBOARD / "front"
IMPORTED = re.compile(r'^(?:import|export)\b[^"]*"(\..*?)";|^@import "(.*?)";', re.MULTILINE)
ENTRIES = (
    "front/main.js", "front/main.css", "classroom/board.js", "classroom/presenter.js", "classroom/presenter.css",
    "classroom/phone.js", "classroom/phone.css",
)  # fmt: skip


def sources(suffix: str) -> list[Path]:
    """All scripts or style sheets that pages load, as they are written."""
    return [
        path
        for path in sorted(DASHBOARD.rglob(f"*{suffix}"))
        if FRONT not in path.parents or (path.name == f"main{suffix}" and path.parent == FRONT)
    ]


def imported_files(paths: Iterator[Path] | list[Path], seen: set[Path]) -> set[Path]:
    """These files and all that they import."""
    for path in paths:
        if path not in seen:
            seen.add(path)
            imported = IMPORTED.findall(path.read_text("utf-8"))
            imported_files([(path.parent / (script or sheet)).resolve() for script, sheet in imported], seen)
    return seen


@pytest.mark.parametrize("suffix", [".js", ".css"])
def test_every_script_and_every_style_sheet_is_in_a_bundle(suffix: str) -> None:
    bundled = imported_files([DASHBOARD / entry for entry in ENTRIES], set())
    assert [path for path in sources(suffix) if path not in bundled] == []


def test_each_page_has_a_script_and_a_style_sheet_of_its_own() -> None:
    folders = [page.module.split(".")[-2] for page in PAGES.values()]
    assert len(set(folders)) == len(PAGES)
    for folder in folders:
        for name in ("page.py", "page.js", "page.css"):
            assert (DASHBOARD / "pages" / folder / name).is_file(), f"{folder}/{name}"


def test_scripts_import_what_they_need_and_hang_nothing_on_the_window() -> None:
    for path in sources(".js"):
        script = path.read_text("utf-8")
        assert "window.linkage" not in script, path


def test_comments_do_not_cross_the_wire() -> None:
    for name in ("linkage.css", "linkage.js", "presenter.css", "presenter.js", "board.js"):
        code, _, licences = read_bundle(name).partition(b"/*! Bundled license information:")
        assert b"/*" not in code, name
        assert bool(licences) == (name == "linkage.js"), name


# -- what is declared once


def test_a_page_declares_all_pages_and_all_fields() -> None:
    index = create_app("tiny").server.test_client().get("/").get_data(as_text=True)
    element = re.search(r'<script type="application/json" id="declarations">(.*?)</script>', index)
    assert element
    declared = json.loads(element.group(1))
    assert declared == json.loads(declarations())
    assert declared["paths"] == {page.id: page.path for page in PAGES.values()}
    assert set(declared["effects"]) == set(EFFECT_KINDS)
    assert [field["name"] for field in declared["fields"]] == list(page_frame.fields(State()))
    assert {field["role"] for field in declared["fields"]} <= {QUESTION, PLACE, DISPLAY, *PAGES}
    assert {field["about"] for field in declared["fields"]} == {ANSWER, WORLD, ""}


def test_a_field_without_a_default_is_blank_and_any_other_says_its_own() -> None:
    declared = {field["name"]: field for field in json.loads(declarations())["fields"]}
    assert {name: field["default"] for name, field in declared.items() if field["default"]} == {
        "seed": "1",
        "budget": "3",
        "wave": "0",
        "step": "0",
        "proof": "1",
        "part": "1",
        "stop": "1",
        "walked": "0",
        "lang": "en",
        "names": "en",
    }
    assert declared["names"]["choices"] == ["en", "both", "zh"]


def test_scripts_name_only_fields_that_there_are() -> None:
    """Where a script lists fields by name (what a new story clears, what a reset keeps), each is declared."""
    for path in sources(".js"):
        calls = re.findall(r"address\.(?:go|write)\(\{([^(){}]*)\}", path.read_text("utf-8"))
        names = re.findall(r'(?:^|,)\s*"?([a-z-]+)"?(?=\s*[:,]|\s*$)', "\n".join(calls))
        assert set(names) <= set(FIELDS), path


# -- what the server sends


ADDED = {"WorldAnswer.byTable", "WorldTable.byId", "WorldTable.byHead", "WorldRow.text"}
"""What the World page adds to its answer, to find rows by their names."""


@cache
def interfaces() -> dict[str, dict[str, str]]:
    """The types of the JSON in `types.d.ts`: for each its fields, and how each is typed."""
    text = re.sub(r"/\*\*[\s\S]*?\*/", "", (FRONT / "types.d.ts").read_text("utf-8"))
    types: dict[str, dict[str, str]] = {}
    for name, base, body in re.findall(r"^interface (\w+)(?: extends (\w+))? \{\n(.*?)^\}", text, re.M | re.S):
        rows = re.findall(r'^  "?([\w-]+\??)"?: ([^{}]*?);$', body, re.MULTILINE)
        types[name] = {**types.get(base, {}), **dict(rows)}
    return types


def type_faults(value: Any, kind: str, place: str) -> Iterator[str]:
    """Where a value isn't what the scripts expect."""
    plain = {"string": str, "number": (int, float), "boolean": bool}
    if kind.endswith(" | null"):
        yield from () if value is None else type_faults(value, kind.removesuffix(" | null"), place)
    elif kind.endswith("[]") and not kind.startswith("["):
        for number, element in enumerate(value):
            yield from type_faults(element, kind[:-2], f"{place}[{number}]")
    elif match := re.fullmatch(r"Record<string, (.*)>", kind):
        for name, element in value.items():
            yield from type_faults(element, match.group(1), f"{place}.{name}")
    elif kind in interfaces():
        for name, inner in interfaces()[kind].items():
            if name.rstrip("?") in value:
                yield from type_faults(value[name.rstrip("?")], inner, f"{place}.{name}")
            elif not name.endswith("?") and f"{kind}.{name}" not in ADDED:
                yield f"{place}.{name} is missing"
    elif kind in plain and not isinstance(value, plain[kind]):
        yield f"{place}: {kind} is {type(value).__name__}"


@pytest.fixture(scope="module")
def context() -> Iterator[AppContext]:
    """The tiny world."""
    context = AppContext.serving("tiny")
    yield context
    context.cities.close()


QUESTIONS = ("?story=court-fine", "?story=court-fine&what-if=drop:phone&beside=off:no-flights&why=hotel")
ANSWERS = {
    "StageAnswer": lambda context, search: stage.stage_answer(context, search)[0],
    "WhyAnswer": why.why_answer,
    "JoinAnswer": join.join_answer,
    "WhatIfAnswer": lambda context, search: what_if.what_if_answer(context, search)[0],
    "SwitchBoard": lambda context, search: what_if.what_if_answer(context, search)[1],
    "CityAnswer": lambda context, search: city.city_answer(context, f"{search}&residents=2000", patience=60),
    "WorldAnswer": world.world_answer,
    "LessonsAnswer": lambda context, search: lessons.lessons_answer(context, LessonView(context), search),
}


@pytest.mark.parametrize("search", QUESTIONS)
@pytest.mark.parametrize("name", ANSWERS)
def test_the_server_sends_what_the_scripts_expect(context: AppContext, name: str, search: str) -> None:
    answer = json.loads(json.dumps(ANSWERS[name](context, search), default=list))
    assert list(type_faults(answer, name, name))[:12] == []
