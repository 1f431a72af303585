"""Why not: the first condition that fails on the shortest path to closing a service."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.why_not import WhyNot, why_not
from linkage.world.what_if.parser import under

ROLLS = {
    "bank": "roll residents national-id",
    "hotel": "roll residents phone",
    "police": "roll residents national-id phone",
    "rail": "roll residents national-id",
    "telecom": "roll residents phone national-id",
}
PEOPLE = {"R1": "national-id=S1 phone=T1", "R2": "national-id=S2 phone=T2"}
POLICE = "R1 national-id=S1 phone=T1"


@pytest.fixture
def explain(hand: SimpleNamespace):
    """Why the train is not closed to R1, who has a fine at the police."""

    def of(
        links=(), rules=(), accounts=None, what_if="", records=("fine R1 police/1",), service="train", **options
    ) -> WhyNot:
        world = hand.world(
            ROLLS | options.pop("databases", {}),
            {"fine": "police", "debt": "bank", "listed": "bank"},
            links,
            rules,
            ["telecom: phone > national-id"],
            services=["train", "room", hand.service("tour", "tour", needs="train")],
        )
        world = under(world, what_if)
        tables = hand.tables(world, PEOPLE, {"police/1": POLICE, **(accounts or {})}, records, **options)
        return why_not(CompiledRules.of(world), tables, hand.spread(world, tables), service, "R1")

    return of


@pytest.fixture
def to_rail(hand: SimpleNamespace):
    return hand.link("to-rail", "police > rail: phone, telecom.national-id")


@pytest.fixture
def refuse(hand: SimpleNamespace):
    return hand.rule("r", "rail: fine > refuse train")


@pytest.mark.parametrize(
    ("accounts", "condition", "sentence"),
    [
        ({"police/1": "R1 national-id=S1"}, "no-value", "The row at police holds no phone."),
        ({}, "not-registered", "telecom has no row with that phone."),
        ({"telecom/1": "R1 phone=T1"}, "blank-cell", "telecom has the row, but it names no national-id."),
        (
            {"telecom/1": "R1 phone=T1 national-id=S1"},
            "no-account",
            "rail has no account with that national-id.",
        ),
    ],
)
def test_the_first_value_that_is_missing_is_named(explain, to_rail, refuse, accounts, condition, sentence) -> None:
    failure = explain([to_rail], [refuse], accounts)
    assert (failure.condition, failure.by, failure.sentence) == (condition, "to-rail", sentence)


def test_a_service_that_no_rule_refuses(explain) -> None:
    assert explain().sentence == "No rule of this world refuses train."


def test_a_rule_that_a_what_if_turned_off(explain, to_rail, refuse) -> None:
    failure = explain([to_rail], [refuse], what_if="off:r")
    assert failure.condition == "no-rule"
    assert failure.sentence == "This reading or what-if leaves no rule that refuses train (1 of the folder's are off)."


def test_no_link_leads_there(explain, refuse) -> None:
    assert explain([], [refuse]).sentence == "No link carries fine to rail."


def test_no_rule_looks_for_that_kind(explain, hand) -> None:
    assert explain([], [hand.rule("r", "rail: debt > refuse train")]).sentence == (
        "No rule that refuses train looks for fine."
    )


def test_a_column_that_a_what_if_blanked(explain, to_rail, refuse) -> None:
    failure = explain([to_rail], [refuse], what_if="forget:telecom.national-id")
    assert (failure.condition, failure.by) == ("blank-column", "to-rail")


def test_a_record_that_was_held_back(explain, hand, refuse) -> None:
    held = hand.link("held", "police > rail: national-id", share=0.0)
    failure = explain([held], [refuse], {"rail/1": "R1 national-id=S1"})
    assert (failure.condition, failure.sentence) == (
        "held-back",
        "police passes on 0.0% of records, and held this one back.",
    )


@pytest.mark.parametrize("holder", ["link", "rule"])
def test_a_suspected_record_where_confirmed_ones_are_needed(explain, hand, holder: str) -> None:
    needs = {item: "confirmed" if item == holder else "any" for item in ("link", "rule")}
    failure = explain(
        [hand.link("a", "police > rail: national-id", needs=needs["link"])],
        [hand.rule("r", "rail: fine > refuse train", needs=needs["rule"])],
        {"rail/1": "R1 national-id=S1"},
        records=["fine R1 police/1 suspected"],
    )
    assert (failure.condition, failure.by) == ("needs-confirmed", {"link": "a", "rule": "r"}[holder])


def test_a_rule_that_needs_more_kinds(explain, hand) -> None:
    failure = explain([], [hand.rule("r", "police: fine debt > refuse train", at_least=2)])
    assert failure.sentence == "police acts on 2 different kinds of record, and knows 1."


def test_a_rule_that_falls_on_somebody_else(explain, hand) -> None:
    rule = hand.rule("r", "police: fine > refuse train", falls_on="children")
    assert explain([], [rule]).condition == "falls-on-nobody"
    assert explain([], [rule], relations=["parent R1 R2"]).sentence == "The rule at police falls on children: R2."


def test_a_wrong_row_that_led_to_somebody_else(explain, to_rail, refuse) -> None:
    accounts = {"telecom/1": "R1 phone=T1 national-id=S2", "rail/2": "R2 national-id=S2", "rail/1": "R1 national-id=S1"}
    failure = explain([to_rail], [refuse], accounts)
    assert (failure.condition, failure.sentence) == ("falls-on-another", "The rule at rail falls on self: R2.")


def test_a_listing_for_which_there_is_no_account(explain, hand) -> None:
    rules = [hand.rule("puts", "police: fine > list listed"), hand.rule("r", "bank: listed > refuse train")]
    failure = explain([], rules)
    assert (failure.condition, failure.by) == ("no-account", "puts")


def test_the_shortest_path_is_the_one_that_is_explained(explain, hand, refuse) -> None:
    links = [
        hand.link("far-1", "police > bank: national-id"),
        hand.link("far-2", "bank > rail: national-id"),
        hand.link("near", "police > rail: national-id"),
    ]
    assert explain(links, [refuse]).by == "near"


def test_the_path_goes_on_from_where_the_record_already_is(explain, hand, refuse) -> None:
    links = [hand.link("one", "police > bank: national-id"), hand.link("two", "bank > rail: national-id")]
    failure = explain(links, [refuse], {"bank/1": "R1 national-id=S1"})
    assert (failure.by, failure.sentence) == ("two", "rail has no account with that national-id.")


def test_a_service_that_only_needs_another_is_explained_by_that_one(explain, to_rail, refuse) -> None:
    failure = explain([to_rail], [refuse], service="tour")
    assert (failure.service, failure.condition, failure.by) == ("train", "not-registered", "to-rail")


def test_services_that_need_each_other_in_a_circle_come_to_an_end(hand) -> None:
    services = [hand.service("one", "one", needs="two"), hand.service("two", "two", needs="one")]
    world = hand.world(ROLLS, {"fine": "police"}, services=services)
    tables = hand.tables(world, PEOPLE, {"police/1": POLICE}, ["fine R1 police/1"])
    spread = hand.spread(world, tables)
    assert (
        why_not(CompiledRules.of(world), tables, spread, "one", "R1").sentence == "No rule of this world refuses one."
    )
    assert spread.closed("R1") == {}
