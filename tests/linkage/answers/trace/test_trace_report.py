"""The report of a spread as JSON, CSV and text."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.answers.spread_question import Answer, Question, ask
from linkage.answers.trace import trace_report
from linkage.world.model import Quote, World
from linkage.world.storage import folders


@pytest.fixture
def court(tiny: World) -> Answer:
    return ask(tiny, Question(story="court-fine"))


def test_a_trace_as_json_is_plain_data(court: Answer) -> None:
    trace = trace_report.trace_json(court)
    assert json.loads(json.dumps(trace)) == trace


def test_an_effect_is_as_weak_as_the_weakest_step_of_its_proof(court: Answer) -> None:
    effects = trace_report.trace_json(court)["effects"]
    weakest = {effect["service"]: (effect["weakest"], effect["weakest_number"]) for effect in effects}
    assert weakest == {
        "high-speed-rail": ("reported", "assumed"),
        "loan": ("assumed", "assumed"),
        "private-school": ("alleged", "assumed"),
    }


def test_an_effect_says_how_many_proofs_it_has(court: Answer) -> None:
    assert {effect["proofs"] for effect in trace_report.trace_json(court)["effects"]} == {1}


def test_a_subjects_doors_are_counted_and_nobody_elses(court: Answer) -> None:
    assert trace_report.counts_json(court) == {
        "databases": 3,
        "agencies": 3,
        "services_refused": 3,
        "services_open": 2,
        "steps_left": 2,
        "subjects": 1 + len({effect.subject for effect in court.spread.effects if effect.service == "private-school"}),
    }


@pytest.mark.parametrize(
    ("day", "services"), [(0, ["loan"]), (1, ["high-speed-rail", "loan"]), (366, ["loan"]), (730, [])]
)
def test_in_force_on_a_day_is_from_its_first_day_until_before_its_last(court: Answer, day: int, services: list) -> None:
    _, effects = trace_report.filter_to_day(court.spread, day)
    assert sorted({effect.service for effect in effects if effect.subject == court.subject}) == services


def test_the_steps_of_a_day_are_those_known_by_then(court: Answer) -> None:
    steps, _ = trace_report.filter_to_day(court.spread, 7)
    assert max(step.day for step in steps) == 7


def test_a_trace_in_words_ends_with_doors_assumptions_and_what_this_is(court: Answer) -> None:
    lines = trace_report.trace_text(court).splitlines()
    assert lines[0].startswith("An unpaid court fine - Li (R")
    assert "world tiny, seed 1, 1,000 residents" in lines[0]
    assert "3 of 5 services closed to Li, 4 effects." in lines
    assert "7 steps: 3 reported, 3 alleged, 1 assumed; all their delays and shares assumed" in lines
    assert lines[-1].startswith("invented people")


def test_one_effect_is_said_in_the_singular() -> None:
    lines = trace_report.trace_text(ask(folders.load("beijing"), Question(story="wrong-phone"))).splitlines()
    assert "0 of 24 services closed to Wu, 1 effect." in lines


def test_figures_that_are_only_partly_assumed_are_counted_of_all() -> None:
    lines = trace_report.trace_text(ask(folders.load("beijing"), Question(story="court-fine"))).splitlines()
    assert any(line.endswith("; 32 of their 33 delays and shares assumed") for line in lines)


def test_a_reading_that_lacks_the_record_says_so(tiny: World) -> None:
    answer = ask(tiny, Question(story="paid-bills", what_if="reading:documented"))
    assert answer.spread.steps == ()
    assert "nobody has a record 'phone bills paid on time': nothing spreads" in trace_report.trace_text(answer)
    assert trace_report.trace_json(answer)["steps"] == []


@pytest.mark.parametrize(
    ("checked", "badge"), [(["told"], "reported (second-hand)"), (["told", "file"], "reported"), ([], "reported")]
)
def test_a_badge_says_that_no_text_was_seen(tiny: World, court: Answer, checked: list[str], badge: str) -> None:
    quotes = {f"q{n}": Quote(f"q{n}", "s002", checked=status) for n, status in enumerate(checked)}
    world = replace(tiny, quotes=quotes)
    step = court.spread.steps[0]._replace(evidence=tuple(quotes), status="reported")
    assert trace_report.status_badge(world, step) == badge


def test_the_starting_records_of_a_row_are_those_of_its_shown_proof(hand) -> None:
    rule = hand.rule("r", "police: fine debt > refuse train", at_least=2)
    world = hand.world({"police": "roll residents national-id"}, {"fine": "police", "debt": "police", "late": "police"},
                       rules=[rule], services=["train"])  # fmt: skip
    records = [f"{kind} R1 police/1" for kind in ("fine", "debt", "late")]
    spread = hand.spread(world, hand.tables(world, {"R1": ""}, {"police/1": "R1"}, records))
    assert trace_report.effect_rows(spread) == [
        ["R1", "train", "refuse", "r", "self", "0", "", "no", "debt:R1 fine:R1"]
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-cmd", "@SUM(A1)", "\tx", "\rx", "＝1+1", "-"])
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(cell: str) -> None:
    assert trace_report.csv_text(["a", "b"], [[cell, "x"]]) == f"a,b\n'{cell},x\n"


@pytest.mark.parametrize("cell", ["-3", "+4.5", "-1e3", "12", "", "court-fine", "R0000000042"])
def test_numbers_stay_numbers_and_words_stay_words(cell: str) -> None:
    ((_, __), (first, _)) = csv.reader(io.StringIO(trace_report.csv_text(["a", "b"], [[cell, "x"]])))
    assert first == cell


@given(st.text())
def test_no_cell_begins_as_a_formula_but_a_number(cell: str) -> None:
    neutral = trace_report.csv_text(["a", "b"], [[cell, "x"]]).split("\n", 1)[1].lstrip('"')
    assert not neutral.startswith(("=", "@", "\t", "＝", "＋", "－", "＠"))


def test_a_what_if_is_told_text_by_text(tiny: World) -> None:
    assert trace_report.what_if_texts(tiny, "drop:phone, share:subscribers-to-rail-tickets=.5") == [
        "drop:phone",
        "share:subscribers-to-rail-tickets=0.5",
    ]
