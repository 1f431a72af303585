"""The dashboard without a browser: the state and its address, the answers of the stage, the wiring of pages."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.app import create_app
from dashboard.pages.stage import page as stage
from dashboard.pages.stage.account_map_view import account_answer
from dashboard.pages.stage.stage_view import stage_view
from dashboard.services.app_context import AppContext
from dashboard.shell import ids
from dashboard.state.display_names import NAME_CHOICES
from dashboard.state.view_state import FIELDS, State, address, read_address, reading_of, without_reading
from linkage.errors import LinkageError

TEXT = some.text(some.characters(blacklist_categories=("Cs",)), max_size=40)
STATES = some.builds(
    State,
    world=TEXT,
    story=TEXT,
    record=TEXT,
    resident=TEXT,
    what_if=TEXT,
    seed=some.integers(0, 2**31),
    residents=some.none() | some.integers(1, 22_000_000),
    drawing=some.sampled_from(FIELDS["drawing"].metadata["choices"]),
    wave=some.integers(0, 99),
    step=some.integers(0, 99),
    theme=some.sampled_from(FIELDS["theme"].metadata["choices"]),
    names=some.sampled_from(NAME_CHOICES),
)


@pytest.fixture(scope="module")
def context() -> AppContext:
    """The tiny world."""
    return AppContext.serving("tiny")


def stage_answer(context: AppContext, search: str) -> dict[str, Any]:
    """The answer of the stage to an address."""
    return stage.stage_answer(context, search)[0]


# -- the address


@given(STATES)
def test_the_address_says_the_whole_state(state: State) -> None:
    assert read_address(address(state)) == (state, ())


def test_what_stands_at_its_default_is_left_out_of_the_address() -> None:
    assert address(State(story="court-fine", wave=3)) == "?story=court-fine&wave=3"


def test_a_what_if_stays_readable_in_the_address() -> None:
    state = State(what_if="reading:press,forget:subscribers.national-id,expire:*=365")
    assert address(state) == "?what-if=reading:press,forget:subscribers.national-id,expire:*=365"


def test_a_plus_in_a_what_if_stays_a_plus() -> None:
    assert read_address("?what-if=keep:reported+planned")[0].what_if == "keep:reported+planned"
    assert read_address(address(State(what_if="keep:reported+planned")))[0].what_if == "keep:reported+planned"


@pytest.mark.parametrize(
    ("search", "remark"),
    [
        ("?stroy=court-fine", "Did you mean 'story'?"),
        ("?drawing=pie", "There is no drawing 'pie'. There is: map, accounts, matrix."),
        ("?wave=two", "'two' is no number for 'wave': it has to be a whole number from 0 to 9,999."),
        ("?v=9", "another version"),
        ("?residents=0", "'0' is no number for 'residents': it has to be a whole number from 1 to 2,000,000,000."),
        ("?theme=Light", "There is no theme 'Light'. There is: dark, light. Did you mean 'light'?"),
        ("?tab=swep", "Did you mean 'sweep'?"),
        ("?lang=fr", "There is no lang 'fr'. There is: en."),
    ],
)
def test_a_part_that_means_nothing_gets_a_remark(search: str, remark: str) -> None:
    state, remarks = read_address(search)
    assert state == State()
    assert remark in remarks[0]


NO_NUMBERS = [
    "1e9",
    "60days",
    "2nd",
    "%205",
    "5%20",
    "+5",
    "0x10",
    "%D9%A3",
    "-1",
    "1.0",
    "1,000",
    "1_0",
    "99999999999",
]


@pytest.mark.parametrize("text", NO_NUMBERS)
@pytest.mark.parametrize("name", [name for name, row in FIELDS.items() if "least" in row.metadata])
def test_a_number_that_is_not_plainly_one_leaves_its_field_alone_and_is_said(name: str, text: str) -> None:
    state, remarks = read_address(f"?{name}={text}")
    assert state == State()
    assert f"no number for '{name}': it has to be a whole number from" in remarks[0]


@given(some.text(max_size=200) | some.none() | some.integers())
def test_any_address_is_read(search: object) -> None:
    assert isinstance(read_address(search)[0], State)


def test_a_reading_stands_first_in_a_what_if() -> None:
    assert reading_of("reading:press,drop:phone") == "press"
    assert without_reading("reading:press,drop:phone") == "drop:phone"
    assert without_reading("drop:phone") == "drop:phone"


# -- the answers of the stage


def test_the_first_story_is_told_where_the_address_names_none(context: AppContext) -> None:
    assert stage_answer(context, "")["state"]["story"] == "court-fine"
    assert stage_answer(context, "")["opening"] == "Li has not paid what a court ordered."


def test_an_unknown_story_is_answered_kindly_and_the_first_is_shown(context: AppContext) -> None:
    answer = stage_answer(context, "?story=court-fin&wave=1")
    assert answer["notes"] == ["There is no story 'court-fin'. Did you mean 'court-fine'?"]
    assert answer["state"]["story"] == "court-fine"
    assert answer["steps"]


def test_an_unknown_what_if_keeps_the_story_that_was_asked_for(context: AppContext) -> None:
    answer = stage_answer(context, "?story=skipped-fare&what-if=cut:nothing&wave=1")
    assert "nothing" in answer["notes"][0]
    assert (answer["state"]["story"], answer["state"]["what-if"]) == ("skipped-fare", "")


def test_an_unknown_world_is_answered_with_the_nearest_one(context: AppContext) -> None:
    assert "Did you mean 'tiny'?" in stage_answer(context, "?world=tini")["notes"][0]


def test_an_address_never_names_a_folder(context: AppContext) -> None:
    with pytest.raises(LinkageError, match="There is no world"):
        context.worlds.world("sample_data/worlds/tiny")


def test_a_record_without_a_story_is_told_of_a_resident_by_its_id(context: AppContext) -> None:
    answer = stage_answer(context, "?record=bills-paid")
    assert answer["state"]["story"] == ""
    assert answer["name"] == answer["subject"]


def test_steps_stand_in_the_order_of_their_waves(context: AppContext) -> None:
    answer = stage_answer(context, "?story=court-fine")
    assert [wave["end"] for wave in answer["waves"]] == [2, len(answer["steps"])]


def test_a_door_names_its_proof_by_the_places_of_its_steps(context: AppContext) -> None:
    answer = stage_answer(context, "?story=court-fine")
    rail = next(door for door in answer["doors"] if door["service"] == "high-speed-rail")
    kinds = [answer["steps"][place - 1]["kind"] for place in rail["proof"]]
    assert kinds == ["recorded", "linked", "effect"]
    assert rail["weakest"] == "reported"


def test_a_door_that_closes_with_another_is_lit_with_it(context: AppContext) -> None:
    answer = stage_answer(context, "?story=court-fine")
    tour = next(door for door in answer["doors"] if door["service"] == "package-tour")
    lit = {light[0] for light in answer["steps"][tour["at"] - 1]["light"]}
    assert tour["with"] == "High-speed rail"
    assert {"needs:package-tour", "service:package-tour"} <= lit


def test_every_light_is_a_part_of_the_picture(context: AppContext) -> None:
    for story in context.worlds.served.stories:
        answer = stage_answer(context, f"?story={story}")
        for step in answer["steps"]:
            for part, *_ in step["light"]:
                if not part.startswith("rule:"):
                    assert f'data-id="{part}"' in answer["pictures"]["map"][0], (story, part)


def test_what_is_pointed_at_explains_itself_with_quote_and_notice(context: AppContext) -> None:
    link = stage_answer(context, "")["about"]["link:defaulter-list-to-rail-tickets"]
    facts = dict(link["facts"])
    assert link["title"] == "Defaulter list → Rail tickets"
    assert facts["Joins on"] == "national ID"
    assert facts["Notice"] == "the person is not told, but it is on a public list"
    assert link["quotes"] == ["s002-air-and-rail", "s002-court-fines"]


def test_every_quote_that_is_named_is_there(context: AppContext) -> None:
    for story in context.worlds.served.stories:
        answer = stage_answer(context, f"?story={story}")
        quotes = {quote for part in (*answer["steps"], *answer["about"].values()) for quote in part["quotes"]}
        assert quotes == set(answer["quotes"])


def test_a_what_if_says_what_it_changes_for_the_same_record(context: AppContext) -> None:
    answer = stage_answer(context, "?story=court-fine&what-if=cut:defaulter-list-to-rail-tickets")
    assert answer["difference"].startswith("High-speed rail and Package tour are open again")


def test_a_what_if_that_changes_nothing_says_so(context: AppContext) -> None:
    answer = stage_answer(context, "?story=court-fine&what-if=forget:subscribers.national-id")
    assert answer["difference"].startswith("Nothing changes")


def test_without_a_what_if_there_is_no_difference(context: AppContext) -> None:
    assert stage_answer(context, "?story=court-fine")["difference"] == ""


def test_a_what_if_moves_nothing_that_stays(context: AppContext) -> None:
    before = stage_answer(context, "?story=court-fine")["pictures"]["map"][0]
    after = stage_answer(context, "?story=court-fine&what-if=cut:defaulter-list-to-rail-tickets")["pictures"]["map"][0]
    assert before.count("<rect") == after.count("<rect")
    assert "off" not in before.split("viewBox")[1] or after != before


def test_a_reading_without_the_record_says_that_nothing_spreads(context: AppContext) -> None:
    answer = stage_answer(context, "?story=skipped-fare&what-if=reading:documented")
    assert answer["steps"] == []
    assert "nothing spreads" in answer["opening"]


def test_the_label_stands_on_every_picture(context: AppContext) -> None:
    label = stage_answer(context, "?story=court-fine")["label"]
    assert "invented people - a teaching model - a picture of 2018, not a forecast" in label
    assert "reading: everything" in label
    assert "7 steps: 3 reported, 3 alleged, 1 assumed" in label


def test_the_same_question_is_worked_out_once(context: AppContext) -> None:
    state = State(story="court-fine")
    assert stage_view(context, state) is stage_view(context, replace(state, wave=2, theme="light", drawing="accounts"))


def test_the_accounts_of_a_subject_are_all_there(context: AppContext) -> None:
    answer: Any = account_answer(context, "?story=court-fine")
    parts = {part for part in answer["about"] if part.startswith("account:")}
    assert {part.partition(":")[2].partition("/")[0] for part in parts} >= {"rail-tickets", "defaulter-list"}


def test_a_dropped_identifier_is_gone_from_the_accounts(context: AppContext) -> None:
    answer = stage_answer(context, "?story=court-fine&what-if=drop:phone")
    assert not [part for part in answer["about"] if part.startswith("value:phone:")]


def test_every_word_is_said_somewhere() -> None:
    folder = Path(stage.__file__).parents[2]
    code = "".join(file.read_text() for file in folder.rglob("*.py"))
    tables = tomllib.loads((folder / "words" / "en.toml").read_text())
    # the tables whose labels are named in parts
    composed_tables = {
        "page",
        "checked",
        "kinds",
        "keys",
        "about",
        "tables",
        "world",
        "lessons",
        "folder",
        "class",
        "tour",
        "tour_end",
        "recording",
        "phone",
        "drop",
        "stale",
    }
    unused = [
        f"{table}.{label}"
        for table, labels in tables.items()
        for label in labels
        if f"{table}.{label}" not in code and not (table in composed_tables and f'"{label}"' in code)
    ]
    assert [name for name in unused if not name.startswith("checked.")] == []


# -- wiring


def components(node: Any) -> list[Any]:
    """A layout's components, all of them."""
    children = getattr(node, "children", None)
    child_components = children if isinstance(children, (list, tuple)) else [children]
    return [
        node,
        *(part for child in child_components if hasattr(child, "to_plotly_json") for part in components(child)),
    ]


def test_every_id_that_a_callback_names_is_in_the_layout() -> None:
    app = create_app("tiny")
    component_ids = {getattr(part, "id", None) for part in components(app.layout)}
    for callback in app.callback_map.values():
        assert {dependency["id"] for dependency in (*callback["inputs"], *callback["state"])} <= component_ids
    assert {ids.SHOW, ids.STORY, ids.SENTENCE, ids.OUTLINE, ids.MAP} <= component_ids


def test_ids_stand_once() -> None:
    component_ids = [part.id for part in components(create_app("tiny").layout) if getattr(part, "id", None)]
    assert len(component_ids) == len(set(component_ids))


@pytest.mark.thorough
def test_the_app_can_be_made_twice() -> None:
    first, second = create_app("tiny"), create_app("tiny")
    assert len(first.callback_map) == len(second.callback_map) > 0


def test_no_callback_takes_more_than_six_inputs() -> None:
    for callback in create_app("tiny").callback_map.values():
        assert len(callback["inputs"]) + len(callback["state"]) <= 6


def test_a_story_has_two_opposing_voices_each_with_its_quote_and_source() -> None:
    voices = stage_answer(AppContext.serving("beijing"), "?story=court-fine")["voices"]
    assert [(voice["card"], voice["source"]) for voice in voices] == [
        ("horsley", "How China’s personal ‘social credit’ scores will work"),
        ("hoffman", "How China’s personal ‘social credit’ scores will work"),
    ]
    assert voices[1]["quote"].startswith("ideally requires both coercive aspects and nicer aspects")


def test_a_story_without_voices_has_none(context: AppContext) -> None:
    assert stage_answer(context, "?story=court-fine")["voices"] == []
