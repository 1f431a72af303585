"""The report of a spread as JSON, CSV and text."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.answers.exports.safe_csv import csv_text
from linkage.answers.spread_question import Answer, Question, ask, spread_everybody
from linkage.answers.trace import trace_report
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.proofs import DerivationGraph, proofs
from linkage.spread.steps import Step
from linkage.world.model import Quote, World
from linkage.world.storage import folders
from tests.oracles.random_worlds import write_world


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
    assert lines[0].startswith("An unpaid court judgment - Li (R")
    assert "world tiny, seed 1, 1,000 residents" in lines[0]
    assert any(line.startswith("3 of 5 services closed to Li, ") for line in lines)
    assert "7 steps: 3 reported, 3 alleged, 1 assumed; all their delays and shares assumed" in lines
    assert lines[-1].startswith("invented people")


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
        ["R1", "train", "refuse", "r", "self", "0", "", "no", "debt:R1 fine:R1", "0", "no"]
    ]


ROLLS = dict.fromkeys(("bank", "hotel", "police", "rail"), "roll residents national-id")
ONE = {"R1": "national-id=S1"}
SAME = {f"{database}/1": "R1 national-id=S1" for database in ROLLS}


def links_column(hand, links, rules, accounts=SAME, records=("fine R1 police/1",)) -> list[str]:
    """The column `links` of the rows of effects in a world of four rolls."""
    world = hand.world(
        ROLLS, {"fine": "police", "debt": "bank"}, [hand.link(*link) for link in links], rules, services=["train"]
    )
    return [row[-2] for row in trace_report.effect_rows(hand.spread(world, hand.tables(world, ONE, accounts, records)))]


CHAIN = [("a", "police > hotel: national-id"), ("b", "hotel > rail: national-id"), ("c", "hotel > bank: national-id")]


def test_a_row_says_how_many_matches_its_shown_proof_has(hand) -> None:
    rules = [hand.rule(f"{n}-at-{place}", f"{place}: fine > refuse train")
             for n, place in enumerate(("police", "hotel", "rail"))]  # fmt: skip
    assert links_column(hand, CHAIN, rules) == ["0", "1", "2"]


def test_a_match_that_two_causes_share_counts_once(hand) -> None:
    carried = [("d", "police > bank: national-id"), ("e", "bank > rail: national-id")]
    joint = hand.rule("r", "rail: fine debt > refuse train", at_least=2)
    assert links_column(hand, carried, [joint], records=("fine R1 police/1", "debt R1 bank/1")) == ["3"]
    listed = hand.rule("r", "rail: fine > refuse train", at_least=1)
    assert links_column(hand, [*CHAIN, *carried], [listed], records=("fine R1 police/1",)) == ["2"]


def test_of_joint_firings_that_tie_the_smaller_account_is_shown(hand) -> None:
    """The debt comes to both accounts at once; the fine by two matches to the first, by one to the second."""
    columns = "national-id phone name"
    world = hand.world(
        dict.fromkeys(ROLLS, f"roll residents {columns}"),
        {"fine": "police", "debt": "bank"},
        [hand.link("a", "police > rail: national-id"), hand.link("b", "police > hotel: national-id"),
         hand.link("c", "hotel > rail: phone"), hand.link("d", "bank > rail: name", add_days=5)],
        [hand.rule("r", "rail: fine debt > refuse train", at_least=2)],
        services=["train"],
    )  # fmt: skip
    accounts = {"police/1": "R1 national-id=S1", "hotel/1": "R1 national-id=S1 phone=T1", "bank/1": "R1 name=N1",
                "rail/1": "R1 phone=T1 name=N1", "rail/2": "R1 national-id=S1 name=N1"}  # fmt: skip
    people = {"R1": "national-id=S1 phone=T1 name=N1"}
    tables = hand.tables(world, people, accounts, ("fine R1 police/1", "debt R1 bank/1"))
    ((*_, records, links, _),) = trace_report.effect_rows(hand.spread(world, tables))
    assert (records, links) == ("debt:R1 fine:R1", "3")


def test_links_are_those_of_the_earliest_proof_among_all(tmp_path: Path) -> None:
    """Days, then steps, then link and rule ids from the effect back: chosen here from the list of all proofs."""
    compared = 0
    for seed in range(4):
        world = folders.load(write_world(tmp_path / f"world-{seed}", Random(seed), joint=False))
        _, tables, spread = spread_everybody(world, Question(seed=seed, residents=40))
        graph = DerivationGraph(CompiledRules.of(spread.world), tables, spread)
        columns = {tuple(row[:4]): int(row[-2]) for row in trace_report.effect_rows(spread)}
        for effect in spread.effects:
            best = min(proofs(graph, effect).proofs, key=_order)
            assert columns[tuple(effect[:4])] == sum(step.kind == "linked" for step in best), (seed, effect)
        compared += sum(map(bool, columns.values()))
    assert compared > 20


def _order(steps: tuple[Step, ...]) -> tuple[int, int, list[str]]:
    return steps[-1].day, len(steps), [step.by for step in reversed(steps) if step.by]


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-cmd", "@SUM(A1)", "\tx", "\rx", "＝1+1", "-"])
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(cell: str) -> None:
    assert csv_text(["a", "b"], [[cell, "x"]]) == f"a,b\n'{cell},x\n"


@pytest.mark.parametrize("cell", ["-3", "+4.5", "-1e3", "12", "", "court-fine", "R0000000042"])
def test_numbers_stay_numbers_and_words_stay_words(cell: str) -> None:
    ((_, __), (first, _)) = csv.reader(io.StringIO(csv_text(["a", "b"], [[cell, "x"]])))
    assert first == cell


@given(st.text())
def test_no_cell_begins_as_a_formula_but_a_number(cell: str) -> None:
    neutral = csv_text(["a", "b"], [[cell, "x"]]).split("\n", 1)[1].lstrip('"')
    assert not neutral.startswith(("=", "@", "\t", "＝", "＋", "－", "＠"))


def test_a_what_if_is_told_text_by_text(tiny: World) -> None:
    assert trace_report.what_if_texts(tiny, "drop:phone, share:subscribers-to-rail-tickets=.5") == [
        "drop:phone",
        "share:subscribers-to-rail-tickets=0.5",
    ]
