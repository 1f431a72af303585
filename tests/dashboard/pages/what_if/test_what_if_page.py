"""The What-if page without a browser: what it is told, its switches and files; every number can be had again."""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest

from dashboard.pages.what_if import page as whatif
from dashboard.pages.what_if.saved_files import file_name, read_file, read_typed_text, write_file
from dashboard.services.app_context import AppContext
from dashboard.services.small_map import reach_scene
from dashboard.state.labels import labels_in
from dashboard.state.reproduce import question_in_python
from dashboard.state.view_state import State, read_address
from linkage.cli.command_line import main
from linkage.drawing.merged_scene import merged_scene, without_cuts
from linkage.world.storage.folders import worlds
from linkage.world.what_if.parser import parse, text_of

CUT = "cut:defaulter-list-to-rail-tickets"
FINE = "?story=court-fine"


@pytest.fixture(scope="module")
def context() -> AppContext:
    """The tiny world; the others by name."""
    return AppContext.serving("tiny")


def page_answer(context: AppContext, search: str) -> dict[str, Any]:
    """What the page is told for an address."""
    return whatif.what_if_answer(context, search)[0]


def switch_rows(context: AppContext, search: str) -> dict[str, dict[str, Any]]:
    """All switches of the page: text → row."""
    board = whatif.what_if_answer(context, search)[1]
    assert board is not None
    return {row["text"]: row for group in board["groups"] for row in group["rows"]}


# -- what changes


def test_without_a_what_if_nothing_is_said(context: AppContext) -> None:
    side = page_answer(context, FINE)["sides"][0]
    assert side["told"] == ("", "")
    assert {row["change"][0] for row in page_answer(context, FINE)["rows"]} == {"same"}


def test_a_cut_opens_doors_and_says_which(context: AppContext) -> None:
    answer = page_answer(context, f"{FINE}&what-if={CUT}")
    side = answer["sides"][0]
    assert (answer["before"]["shut"], side["shut"]) == (3, 1)
    assert [door["id"] for door in side["opened"]] == ["high-speed-rail", "package-tour"]
    assert side["told"] == ("High-speed rail and Package tour are open again.", "Bank loan stays closed to Li.")
    assert side["opened"][1]["whom"] == "closed together with High-speed rail"


def test_many_doors_are_counted_under_the_map_and_named_beside_it(context: AppContext) -> None:
    side = page_answer(context, "?world=beijing&story=court-fine&what-if=drop:national-id")["sides"][0]
    assert side["told"][0].startswith("All 16 services are open again")
    assert len(side["opened"]) == 16


def test_the_side_says_each_change_in_words(context: AppContext) -> None:
    side = page_answer(context, f"{FINE}&what-if=drop:phone,confirmed")["sides"][0]
    assert [text for text, _ in side["said"]] == ["drop:phone", "confirmed"]
    assert side["said"][1][1] == "Only confirmed records count."


def test_what_is_cut_is_off_after_and_not_before(context: AppContext) -> None:
    answer = page_answer(context, f"{FINE}&what-if={CUT}")
    assert f"link:{CUT[4:]}" in answer["sides"][0]["off"]
    assert answer["before"]["off"] == []


def test_what_is_added_is_off_before_and_not_after(context: AppContext) -> None:
    new = "defaulter-list>payment-accounts:national-id:subscribers.phone"
    answer = page_answer(context, f"{FINE}&what-if=add:{new}")
    assert f"link:{new}" in answer["before"]["off"]
    assert f"link:{new}" not in answer["sides"][0]["off"]


def test_a_later_end_says_only_the_end(context: AppContext) -> None:
    answer = page_answer(context, f"{FINE}&what-if=expire:*=9")
    moved = {row["moved"][0] for row in answer["rows"] if row["change"][0] == "shorter"}
    assert moved == {"no end → day 9"} or all(days.endswith(("day 9", "day 10")) for days in moved), moved


def test_two_what_ifs_differ_in_the_rows_that_differ(context: AppContext) -> None:
    answer = page_answer(context, f"{FINE}&what-if={CUT}&beside={CUT},off:defaulter-list-refuse-loan")
    assert [side["name"] for side in answer["sides"]] == ["A", "B"]
    assert [row["name"] for row in answer["rows"] if row["differs"]] == ["Bank loan"]
    assert answer["differ"] == 1


def test_two_readings_are_compared_with_what_is_first_shown(context: AppContext) -> None:
    changes = whatif.compare_what_ifs(
        context, State(story="court-fine", what_if="reading:documented", beside=CUT), labels_in()
    )
    assert changes.before.question.what_if == ""


def test_under_a_reading_before_is_that_reading(context: AppContext) -> None:
    changes = whatif.compare_what_ifs(
        context, State(story="court-fine", what_if=f"reading:documented,{CUT}"), labels_in()
    )
    assert changes.before.question.what_if == "reading:documented"


@pytest.mark.thorough
@pytest.mark.parametrize("world", [world.id for world in worlds()])
def test_every_story_of_every_world_can_be_asked_what_if(context: AppContext, world: str) -> None:
    for story in context.worlds.world(world).everything.stories:
        answer, board = whatif.what_if_answer(context, f"?world={world}&story={story}&what-if=drop:national-id")
        assert answer["notes"] == []
        assert board is not None
        json.dumps([answer, board])


def test_a_score_that_is_not_reached_opens_what_it_closed(context: AppContext) -> None:
    side = page_answer(context, "?world=jiangsu&story=slander&what-if=cut:cases-to-score")["sides"][0]
    assert side["told"][0].startswith("All 6 services are open again;")


def test_copies_that_fall_are_told_though_no_effect_changes(context: AppContext) -> None:
    side = page_answer(context, "?world=jiangsu&story=volunteer&what-if=cut:lists-to-tickets")["sides"][0]
    assert side["told"][0] == "No effect changes, though copies fall from 5 to 4."


def test_what_happens_to_many_others_is_counted(context: AppContext) -> None:
    side = page_answer(context, "?world=beijing&story=namesake&what-if=drop:national-id")["sides"][0]
    assert side["told"][0].endswith("Zheng is no longer slowed: Fast internet; 24 effects on others are gone.")


# -- the one map


def test_the_board_is_sent_once_for_all_what_ifs_that_only_take_away(context: AppContext) -> None:
    first, board = whatif.what_if_answer(context, FINE)
    assert board is not None
    second, none = whatif.what_if_answer(context, f"{FINE}&what-if={CUT},drop:phone", first["key"])
    assert none is None
    assert second["key"] == first["key"]


def test_everything_that_is_lit_is_on_the_map(context: AppContext) -> None:
    search = f"{FINE}&what-if={CUT}&beside=add:defaulter-list>payment-accounts:national-id:subscribers.phone"
    answer, board = whatif.what_if_answer(context, search)
    assert board is not None
    for side in (answer["before"], *answer["sides"]):
        for part in (*side["lit"], *side["off"]):
            assert f'data-id="{part.replace(">", "&gt;")}"' in board["pictures"][0], part


def test_joined_scenes_have_each_part_once(context: AppContext) -> None:
    pair = context.answers.of(State(story="court-fine", what_if="drop:phone"))
    scenes = [without_cuts(reach_scene(pair.answer)), without_cuts(reach_scene(pair.before or pair.answer))]
    both = merged_scene(scenes)
    ids = [part.id for part in (*both.nodes, *both.edges)]
    assert len(ids) == len(set(ids))
    assert {part.id for scene in scenes for part in (*scene.nodes, *scene.edges)} == set(ids)
    assert merged_scene([scenes[1]]) == scenes[1]


# -- switches


@pytest.mark.parametrize("world", ["tiny", "beijing", "jiangsu", "hangzhou"])
def test_every_switch_and_every_figure_can_be_read(context: AppContext, world: str) -> None:
    everything = context.worlds.world(world).everything
    for text, row in switch_rows(context, f"?world={world}").items():
        parse(text, everything)
        for figure in row.get("numbers", []):
            value = figure["value"] if figure["value"] not in ("", "never") else "1"
            parse(f"{figure['text']}={value}", everything)


def test_there_is_a_switch_for_everything_in_a_world(context: AppContext) -> None:
    world, switches = context.worlds.world("beijing").everything, switch_rows(context, "?world=beijing")
    wanted = {f"cut:{id}" for id in world.links} | {f"off:{id}" for id in world.rules}
    wanted |= {f"drop:{id}" for id in world.identifiers} | {f"reading:{id}" for id in world.readings}
    wanted |= {f"forget:{row.database}.{row.to}" for row in world.registers.values() if row.carries_figures}
    wanted |= {card.what_if for card in world.cards.values()}
    assert wanted <= set(switches)


def test_what_the_record_reaches_stands_first(context: AppContext) -> None:
    board = whatif.what_if_answer(context, "?world=beijing&story=court-fine")[1]
    assert board is not None
    for group in board["groups"]:
        drawn_first = [row["here"] for row in group["rows"]]
        assert drawn_first == sorted(drawn_first, reverse=True), group["id"]


def test_a_card_without_a_switch_says_why(context: AppContext) -> None:
    board = whatif.what_if_answer(context, "?world=beijing")[1]
    assert board is not None
    cards = next(group["rows"] for group in board["groups"] if group["id"] == "cards")
    assert all(card["about"] for card in cards if not card["text"])
    conflicts = [card for card in cards if card["card"] == "conflict"]
    assert len([card for card in conflicts if card["text"]]) >= 4


# -- by hand, to a file, from a file


def test_what_is_written_by_hand_comes_back_as_it_is_to_be_used(context: AppContext) -> None:
    typed = {"written": "share:skipped-fares-to-rail=0.50, drop:phone", "world": "tiny", "from": "text"}
    link = next(iter(context.worlds.served.links))
    typed["written"] = f"share:{link}=0.50, drop:phone"
    assert read_typed_text(context, typed)["text"] == f"share:{link}=0.5,drop:phone"


def test_what_can_not_be_read_is_answered_with_the_nearest_names(context: AppContext) -> None:
    reply = read_typed_text(context, {"written": "drop:fone", "world": "tiny", "from": "text", "stamp": 7})
    assert reply == {
        "from": "text",
        "stamp": 7,
        "faults": ["There is no identifier 'fone'. Did you mean 'phone'?"],
    }


@pytest.mark.parametrize("data", [None, 3, {}, {"written": None}, {"written": ["x"], "world": "../.."}])
def test_anything_that_a_browser_sends_is_answered(context: AppContext, data: object) -> None:
    assert {"text", "faults"} & set(read_typed_text(context, data))
    assert {"text", "faults"} & set(read_file(context, data))


@pytest.mark.parametrize(
    "what_if",
    ["", "drop:phone", f"reading:documented,{CUT},expire:*=30", "keep:reported+alleged,confirmed"],
)
def test_a_what_if_comes_back_from_its_file(context: AppContext, what_if: str) -> None:
    file = write_file({"title": 'A "name"', "world": "tiny", "text": what_if})
    reply = read_file(context, {"name": file["filename"], "text": file["content"], "world": "tiny"})
    assert (reply["title"], reply["world"], reply["text"]) == ('A "name"', "tiny", what_if)
    assert tomllib.loads(file["content"])["title"] == 'A "name"'


def test_a_file_names_its_own_world(context: AppContext) -> None:
    text = 'world = "beijing"\nwhat_if = ["forget:subscribers.national-id"]\n'
    assert read_file(context, {"name": "a.toml", "text": text, "world": "tiny"})["world"] == "beijing"


def test_each_fault_of_a_file_is_named(context: AppContext) -> None:
    text = 'titel = "x"\nwhat_if = ["drop:fone", "cut:x"]\n'
    faults = read_file(context, {"name": "a.toml", "text": text, "world": "tiny"})["faults"]
    assert len(faults) == 3
    assert any("title" in fault for fault in faults)


def test_a_files_name_is_only_letters() -> None:
    assert file_name("Phones, and the train!") == "phones-and-the-train"
    assert file_name("<script>") == "script"


# -- every number can be had again

SEARCHES = [
    f"{FINE}&what-if={CUT}",
    f"{FINE}&what-if=reading:documented,{CUT}",
    f"{FINE}&what-if={CUT}&beside=drop:national-id",
    "?world=jiangsu&story=slander&what-if=cut:cases-to-score",
    "?record=unpaid-court-judgment&what-if=expire:*=30&seed=2",
]


def python_value(recipe: dict[str, str]) -> object:
    """What the three lines give."""
    lines = recipe["python"].split("\n")
    assert len(lines) == 3
    known: dict[str, Any] = {}
    exec("\n".join(lines[:2]), known)
    return eval(lines[2], known)


def command_json(recipe: dict[str, str]) -> dict[str, Any]:
    """What the command prints, as JSON."""
    import shlex

    out = io.StringIO()
    with redirect_stdout(out):
        assert main([*shlex.split(recipe["command"])[1:], "--format", "json"]) == 0
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


@pytest.mark.parametrize("search", SEARCHES)
def test_every_number_is_the_same_in_python_and_on_the_command_line(context: AppContext, search: str) -> None:
    answer = page_answer(context, search)
    recipes = answer["recipes"]
    assert python_value(recipes["before"]) == answer["before"]["shut"]
    assert command_json(recipes["before"])["counts"]["services_refused"] == answer["before"]["shut"]
    for place, side in enumerate(answer["sides"]):
        assert python_value(recipes[f"shut {side['name']}"]) == side["shut"]
        assert command_json(recipes[f"shut {side['name']}"])["counts"]["services_refused"] == side["shut"]
        numbers = {how: sum(row["change"][place] == how for row in answer["rows"]) for how in side["counts"]}
        assert python_value(recipes[f"counts {side['name']}"]) == side["counts"] == numbers
        comparison = command_json(recipes[f"counts {side['name']}"])
        assert comparison["counts"] == side["counts"]
        opened_count, closed_count, _ = python_value(recipes[f"doors {side['name']}"])
        assert (opened_count, closed_count) == (len(side["opened"]), len(side["shut_now"]))
        assert comparison["doors"]["opened"] == [door["id"] for door in side["opened"]]
    if len(answer["sides"]) > 1:
        assert python_value(recipes["differ"]) == answer["differ"]
        counts = command_json(recipes["differ"])["counts"]
        assert sum(counts.values()) - counts["same"] == answer["differ"]


@pytest.mark.parametrize("search", SEARCHES)
def test_the_address_of_every_number_is_the_page_that_shows_it(context: AppContext, search: str) -> None:
    answer = page_answer(context, search)
    for recipe in answer["recipes"].values():
        path, _, query = recipe["address"].partition("?")
        assert path == "/what-if"
        assert page_answer(context, "?" + query)["sides"] == answer["sides"]
        assert unquote(query)


def test_a_question_is_written_in_python_as_it_was_asked() -> None:
    state = read_address("?story=court-fine&what-if=drop:phone&seed=3")[0]
    assert question_in_python(replace(state, what_if="").question) == "ask.Question(story='court-fine', seed=3)"


@pytest.fixture(scope="module", autouse=True)
def _untouched(context: AppContext) -> Iterator[None]:
    """No what-if of these tests has changed the world."""
    before = repr(context.worlds.served.links)
    yield
    assert repr(context.worlds.served.links) == before
    assert text_of(parse("", context.worlds.served)) == ""


FILE = 'title = "x"\nworld = "tiny"\nwhat_if = '


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 19_000,
        "a = " + "9" * 19_000,
        "[" + ".".join("a" * 9_000) + "]",
        FILE + '"' + ",".join(f"cut:x{number}" for number in range(2_000)) + '"',
        FILE + '"' + ",".join(["drop:phone"] * 20_000) + '"',
        FILE + '"expire:*=' + "9" * 5_000 + '"',
        FILE + '"expire:*=1e309"',
        FILE + '"drop:phone\0"',
        FILE + "2018-01-01",
        FILE + "{a = 1}",
        FILE + '"a"\n' + FILE + '"b"',
        FILE + '"=cmd|calc"',
        FILE + '"<script>alert(1)</script>"',
    ],
    ids=lambda text: text[:12] + text[40:60],
)
def test_a_hostile_what_if_is_refused_in_few_words(context: AppContext, text: str) -> None:
    for reply in (read_file(context, {"name": "x.toml", "text": text}), read_typed_text(context, {"written": text})):
        assert 1 <= len(reply["faults"]) <= 21
        assert max(map(len, reply["faults"])) <= 300
