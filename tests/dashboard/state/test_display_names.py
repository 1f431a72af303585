"""Names in Chinese without a browser: every page's answer says them, and nothing else of it changes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from dashboard.pages.city import city_answers as city
from dashboard.pages.city.city_query import city_query
from dashboard.pages.city.csv_download import PICTURE_TABLES, counts_csv
from dashboard.pages.city.renamed_city import rename_tab
from dashboard.pages.city.tab_question import TabQuestion
from dashboard.pages.city.tabs import TABS
from dashboard.pages.join import page as join
from dashboard.pages.lessons import page as lessons
from dashboard.pages.lessons.lesson_view import LessonView
from dashboard.pages.stage import page as stage
from dashboard.pages.what_if import page as whatif
from dashboard.pages.why import page as why
from dashboard.pages.world import page as world
from dashboard.services.app_context import AppContext
from dashboard.services.city_jobs import BeforeAndAfter, CityJobs
from dashboard.state.display_names import NAME_CHOICES, rename_world
from dashboard.state.labels import labels_in
from dashboard.state.view_state import State, address, read_address
from linkage.answers.whole_city.city_report import CityCounter
from linkage.drawing.text_metrics import line_limit, narrowest, width, wrap
from linkage.drawing.world_scene import world_scene
from linkage.world.storage import folders
from linkage.world.storage.fingerprint import fingerprint

Json = dict[str, Any]
STORY = "story=court-fine&what-if=drop:phone"
PEOPLE = 3_000
PAGES: dict[str, Callable[[AppContext, str], Any]] = {
    "stage": lambda context, search: stage.stage_answer(context, search)[0],
    "why": why.why_answer,
    "join": join.join_answer,
    "what-if": lambda context, search: whatif.what_if_answer(context, search),
    "city": lambda context, search: city.city_answer(context, f"{search}&residents={PEOPLE}", patience=60),
    "world": world.world_answer,
    "lessons": lambda context, search: lessons.lessons_answer(
        context, LessonView(context), f"{search}&lesson=one-record-many-doors"
    ),
}


@pytest.fixture(scope="module")
def context() -> Iterator[AppContext]:
    """Beijing, in which every name has a Chinese one beside it."""
    context = AppContext.serving("beijing")
    yield context
    context.cities.close()


@pytest.mark.thorough
@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_the_names_that_the_switch_asks_for(context: AppContext, page: str) -> None:
    english, both, chinese = (as_json(PAGES[page](context, f"?{STORY}&names={names}")) for names in NAME_CHOICES)
    english_name, chinese_name = (
        ("Flight", "飞机") if page in ("city", "lessons") else ("Defaulter list", "失信被执行人名单")
    )
    assert f"{english_name} {chinese_name}" in both
    assert f"{english_name} {chinese_name}" not in english
    assert f"{english_name} {chinese_name}" not in chinese
    assert chinese_name in chinese
    if page != "world":  # its tables show what stands in the files, too
        assert chinese_name not in english


def as_json(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False, default=str)


def test_on_the_stage_only_names_change_and_no_part_of_the_map() -> None:
    context = AppContext.serving("beijing")
    answers = {names: stage.stage_answer(context, f"?{STORY}&names={names}")[0] for names in NAME_CHOICES}
    parts = {names: ids_of(answer["pictures"]["map"][0]) for names, answer in answers.items()}
    assert parts["en"] == parts["both"] == parts["zh"]
    for part in ("light", "status", "when"):
        assert len({str([step[part] for step in answer["steps"]]) for answer in answers.values()}) == 1
    assert (
        len(
            {
                str([(door["service"], door["day"], door["at"]) for door in answer["doors"]])
                for answer in answers.values()
            }
        )
        == 1
    )


def ids_of(picture: str) -> set[str]:
    return set(re.findall(r'data-id="([^"]+)"', picture))


def test_a_world_whose_rows_have_no_chinese_names_keeps_its_english_ones() -> None:
    plain = folders.load("tiny")
    chinese = rename_world(plain, "zh")
    for table in ("agencies", "identifiers", "databases", "record_kinds", "services"):
        for id_, row in getattr(plain, table).items():
            assert getattr(chinese, table)[id_].name == (row.name_zh or row.name)


@pytest.mark.parametrize("names", NAME_CHOICES)
def test_the_world_itself_is_never_renamed(context: AppContext, names: str) -> None:
    before = fingerprint(context.worlds.served)
    page = world.world_answer(context, f"?names={names}")
    assert page["settings"]["facts"][2][1] == before
    assert page["zip"] == "/_world/zip?world=beijing"
    assert fingerprint(context.worlds.served) == before
    databases = next(table for table in page["tables"] if table["id"] == "databases")
    row = next(row for row in databases["rows"] if row["id"] == "defaulter-list")
    heads = [column["head"] for column in databases["columns"]]
    assert row["cells"][heads.index("name")] == "Defaulter list"


def test_one_city_is_made_whatever_the_names_and_its_files_keep_the_folders() -> None:
    cities = []

    def make(*arguments: Any) -> CityCounter:
        cities.append(arguments)
        return CityCounter(*arguments)

    context = AppContext.serving("beijing")
    context = replace(context, cities=CityJobs(make))
    pages = {names: PAGES["city"](context, f"?names={names}") for names in NAME_CHOICES}
    assert len(cities) == 1
    counts = {str([door["after"] for door in page["doors"]]) for page in pages.values()}
    assert len(counts) == 1
    query = city_query(context, f"?names=zh&residents={PEOPLE}")
    city_counts = context.cities.ask(query.world, 1, PEOPLE, "", patience=60)
    assert isinstance(city_counts, BeforeAndAfter)
    for picture in PICTURE_TABLES:
        assert not re.search(
            "[\u4e00-\u9fff]", counts_csv(city.counts_view(query, query.world, city_counts, labels_in()), picture)
        )
    context.cities.close()


@pytest.mark.parametrize("tab", ["link", "best", "sweep"])
def test_what_the_city_tells_on_the_side_is_said_in_the_same_names(context: AppContext, tab: str) -> None:
    query = city_query(context, f"?names=zh&residents={PEOPLE}")
    question = TabQuestion(door="flight/refuse", over="delay:defaulters-to-rail=0..10/10")
    answer = TABS[tab].answer(context, query, question, patience=60)
    assert answer["status"] == "counted"
    renamed_answer = rename_tab(query, tab, answer)
    assert re.search("[\u4e00-\u9fff]", as_json(renamed_answer))
    assert without_texts(renamed_answer) == without_texts(answer)


def without_texts(answer: Any) -> Any:
    """An aside without what is said in it."""
    text_keys = ("name", "says", "service", "how", "why_not", "sentences")
    if isinstance(answer, dict):
        return {key: without_texts(value) for key, value in answer.items() if key not in text_keys}
    return [without_texts(part) for part in answer] if isinstance(answer, list) else answer


def test_the_same_what_if_has_the_same_recipe(context: AppContext) -> None:
    commands = {
        why.why_answer(context, f"?{STORY}&names={names}")["recipes"]["proofs"]["command"] for names in NAME_CHOICES
    }
    assert len(commands) == 1


@pytest.mark.thorough
def test_a_lessons_choices_keep_their_places_and_its_puzzles_their_verdicts(context: AppContext) -> None:
    view = LessonView(context)
    for row in view.lesson_choices(labels_in()):
        lesson = view.lesson(row["id"])
        both, plain = (view.json(lesson, names)["stops"] for names in ("both", "en"))
        for part, (stop, plain_stop) in enumerate(zip(both, plain, strict=True), start=1):
            if "question" in stop:
                assert stop["question"]["right"] == plain_stop["question"]["right"]
                assert without_chinese(stop["question"]["choices"]) == plain_stop["question"]["choices"]
            if "puzzle" in stop:
                assert [choice[0] for choice in stop["puzzle"]["choices"]] == [
                    choice[0] for choice in plain_stop["puzzle"]["choices"]
                ]
                request = {"lesson": lesson.id, "part": part, "answer": stop["puzzle"]["choices"][0][0]}
                verdicts = [view.check_removals({**request, "names": names}) for names in ("zh", "en", ["no such"])]
                assert len({verdict["solved"] for verdict in verdicts}) == 1
                assert verdicts[0]["sentence"] != verdicts[1]["sentence"] == verdicts[2]["sentence"]


def without_chinese(choices: list[str]) -> list[str]:
    """Choices without the Chinese names behind the English ones."""
    return [re.sub(r" [\u4e00-\u9fff]+", "", choice) for choice in choices]


# -- the address


def test_the_address_says_the_names_and_leaves_english_out() -> None:
    assert address(State(names="both")) == "?names=both"
    assert address(State(names="en")) == ""
    assert read_address("?names=zh")[0].names == "zh"


def test_names_in_another_language_are_answered_with_the_three_there_are() -> None:
    assert read_address("?names=fr")[1] == ("There is no names 'fr'. There is: en, both, zh.",)


# -- lettering


def test_a_chinese_character_takes_one_em_in_any_weight() -> None:
    assert width("法院判决", 20) == pytest.approx(80, rel=0.02)
    assert width("法院判决", 20, bold=True) == width("法院判决", 20)


def test_a_name_in_both_breaks_where_its_languages_meet() -> None:
    assert wrap("Spending orders 限制消费令", 20, 180, 2, True) == ("Spending orders", "限制消费令")
    assert line_limit("Hotel, tour bookings 酒店与旅游预订", 2) == 3


@pytest.mark.parametrize("name", [world.id for world in folders.worlds()])
def test_no_chinese_name_is_torn_behind_an_english_word(name: str) -> None:
    both = rename_world(folders.load(name), "both")
    for table in ("agencies", "databases", "record_kinds", "services"):
        for row in getattr(both, table).values():
            rows = wrap(row.name, 20, narrowest(row.name, 20, 2, True), 2, True)
            assert "".join(rows).replace(" ", "") == row.name.replace(" ", "")
            for line, below in pairwise(rows):
                mixed = re.search(r"[A-Za-z].*[\u4e00-\u9fff]$", line)
                assert not (mixed and re.match(r"[\u4e00-\u9fff]", below)), rows


@pytest.mark.parametrize(
    ("names", "before", "after"),
    [("en", "open", "refused"), ("both", "open 开放", "refused 已拒绝"), ("zh", "开放", "已拒绝")],
)
def test_effects_are_named_in_the_language_of_the_names_beside_them(
    context: AppContext, names: str, before: str, after: str
) -> None:
    answer = PAGES["stage"](context, f"?world=beijing&story=court-fine&names={names}")
    row = re.search(r'data-id="effect:flight/refuse">.*?</g>', answer["pictures"]["map"][0])
    assert row
    shown = {way: " ".join(re.findall(f'class="{way}">([^<]*)<', row.group())) for way in ("will", "did")}
    assert shown == {"will": before, "did": after}
    changed = PAGES["what-if"](context, f"?world=beijing&story=court-fine&what-if=drop:phone&names={names}")
    words = re.findall(r'"effect": "refuse", "word": "([^"]*)"', json.dumps(changed, ensure_ascii=False))
    assert set(words) == {after}


def test_what_a_rule_does_is_said_in_the_language_of_the_names_on_every_map(context: AppContext) -> None:
    chinese = rename_world(folders.load("beijing"), "zh")
    scene = world_scene(chinese, "unpaid-court-judgment")
    words = {mark.label for node in scene.nodes for mark in node.marks}
    assert words == {"公布", "列入名单"}
    refusals = [edge for edge in scene.edges if edge.effect == "refuse" and edge.falls_on == "self"]
    assert {edge.labels for edge in refusals} == {("拒绝",)}
