"""Proofs of an effect: which, in which order, and how many."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.proofs import DerivationGraph, Proofs, proofs
from linkage.spread.steps import Spread, Step

ROLLS = dict.fromkeys(("bank", "hotel", "police", "rail"), "roll residents national-id")
SAME = {f"{database}/1": "R1 national-id=S1" for database in ROLLS}
ONE = {"R1": "national-id=S1"}


@pytest.fixture
def prove(hand: SimpleNamespace):
    """The proofs of the first effect in a small world."""

    def of(links, rules, most=1_000, people=ONE, accounts=SAME, records=("fine R1 police/1",), **options) -> Proofs:
        world = hand.world(
            {**ROLLS, **options.pop("databases", {})},
            {"fine": "police", "debt": "bank", "listed": "hotel", **options.pop("kinds", {})},
            links,
            rules,
            options.pop("registers", ()),
            services=["train"],
        )
        tables = hand.tables(world, people, accounts, records, **options)
        spread = hand.spread(world, tables)
        return proofs(DerivationGraph(CompiledRules.of(world), tables, spread), spread.effects[0], most)

    return of


def links_and_rules(result: Proofs) -> list[list[str]]:
    """Each proof as the links and rules that it uses."""
    return [[step.by for step in proof if step.by] for proof in result.proofs]


def links(hand: SimpleNamespace, *ends: str, **days: int) -> list:
    """`a police rail`: links by national ID, each with its days."""
    listed = []
    for words in ends:
        id_, source, target = words.split()
        listed.append(hand.link(id_, f"{source} > {target}: national-id", add_days=days.get(id_, 0)))
    return listed


@pytest.fixture
def refuse(hand: SimpleNamespace):
    return hand.rule("r", "rail: fine > refuse train")


def test_a_proof_walks_from_the_starting_record_to_the_effect(prove, hand, refuse) -> None:
    (proof,) = prove(links(hand, "a police hotel", "b hotel rail"), [refuse]).proofs
    assert [(step.id, step.kind, step.account, step.causes) for step in proof] == [
        ("s1", "recorded", "police/1", ()),
        ("s2", "linked", "hotel/1", ("s1",)),
        ("s3", "linked", "rail/1", ("s2",)),
        ("s4", "effect", "rail/1", ("s3",)),
    ]


def test_the_earliest_proof_comes_first_then_the_others_shortest_first(prove, hand, refuse) -> None:
    three = links(
        hand, "slow police rail", "one police hotel", "two hotel rail", "x police bank", "y bank hotel", slow=9, x=5
    )
    result = prove(three, [refuse])
    assert links_and_rules(result) == [["one", "two", "r"], ["slow", "r"], ["x", "y", "two", "r"]]
    assert [proof[-1].day for proof in result.proofs] == [0, 9, 5]
    assert result.count == 3


def test_two_parallel_links_are_two_proofs(prove, hand, refuse) -> None:
    assert links_and_rules(prove(links(hand, "a police rail", "b police rail"), [refuse])) == [["a", "r"], ["b", "r"]]


def test_two_rules_have_a_proof_each_of_their_own_effect(prove, hand, refuse) -> None:
    result = prove(links(hand, "a police rail"), [refuse, hand.rule("q", "rail: fine > refuse train")])
    assert (result.effect.rule, links_and_rules(result)) == ("q", [["a", "q"]])


def test_a_proof_uses_no_fact_to_prove_itself(prove, hand, refuse) -> None:
    result = prove(
        links(hand, "a police hotel", "b hotel police", "c hotel bank", "d bank hotel", "e hotel rail"), [refuse]
    )
    assert links_and_rules(result) == [["a", "e", "r"]]


def test_only_as_many_are_made_as_asked_for_and_all_are_counted(prove, hand, refuse) -> None:
    result = prove(links(hand, "a police rail", "b police rail", "c police rail"), [refuse], most=1)
    assert (len(result.proofs), result.count) == (1, 3)


def test_a_circle_has_as_many_proofs_as_ways_through_it(prove, hand) -> None:
    """Straight, by either of the other two, by both in either order."""
    circle = [f"{a}-{b} {a} {b}" for a in ROLLS for b in ROLLS if a != b]
    result = prove(links(hand, *circle), [hand.rule("r", "rail: fine > refuse train")])
    assert result.count == len(result.proofs) == 1 + 2 + 2


@pytest.mark.parametrize("most", [0, 3])
def test_a_full_circle_of_nine_databases_has_more_proofs_than_a_thousand(prove, hand, most: int) -> None:
    more = {f"d{number}": "roll residents national-id" for number in range(5)}
    names = [*ROLLS, *more]
    accounts = {f"{name}/1": "R1 national-id=S1" for name in names}
    circle = [f"{a}-{b} {a} {b}" for a in names for b in names if a != b]
    rule = hand.rule("r", "rail: fine > refuse train")
    result = prove(links(hand, *circle), [rule], most=most, databases=more, accounts=accounts)
    assert (result.count, len(result.proofs)) == ("1,000+", most)
    assert [len(proof) for proof in result.proofs] == sorted(len(proof) for proof in result.proofs)


def test_past_a_thousand_they_are_counted_so(prove, hand) -> None:
    chain = [f"{place}{n} {ends}" for n in range(11) for place, ends in
             (("a", "police hotel"), ("b", "hotel bank"), ("c", "bank rail"))]  # fmt: skip
    result = prove(links(hand, *chain), [hand.rule("r", "rail: fine > refuse train")], most=2)
    assert (result.count, result.more, len(result.proofs)) == ("1,000+", True, 2)


def test_two_chains_of_register_rows_are_two_proofs(prove, hand) -> None:
    result = prove(
        [hand.link("a", "telecom > rail: phone, telecom.national-id")],
        [hand.rule("r", "rail: bill > refuse train")],
        databases={"telecom": "roll residents phone national-id", "rail": "roll residents national-id phone"},
        kinds={"bill": "telecom"},
        registers=["telecom: phone > national-id"],
        people={"R1": "phone=T1 national-id=S1 national-id=S2"},
        accounts={
            "telecom/1": "R1 phone=T1 national-id=S1",
            "telecom/2": "R1 phone=T1 national-id=S2",
            "rail/1": "R1 national-id=S1",
            "rail/2": "R1 national-id=S2",
        },
        records=["bill R1 telecom/1"],
    )
    assert [[joined.value for joined in proof[1].joined] for proof in result.proofs] == [["T1", "S1"], ["T1", "S2"]]


def test_a_joint_rule_is_proved_by_every_smallest_set_of_kinds(prove, hand) -> None:
    rule = hand.rule("r", "police: fine debt bill > refuse train", at_least=2)
    records = ["fine R1 police/1", "debt R1 bank/1", "bill R1 police/1"]
    result = prove(links(hand, "a bank police", a=3), [rule], kinds={"bill": "police"}, records=records)
    assert [sorted({step.record_kind for step in proof}) for proof in result.proofs] == [
        ["bill", "fine"],
        ["bill", "debt"],
        ["debt", "fine"],
    ]
    assert [proof[-1].day for proof in result.proofs] == [0, 3, 3]


def test_each_proof_of_a_joint_rule_has_all_its_causes(prove, hand) -> None:
    rule = hand.rule("r", "police: fine debt > refuse train", at_least=2)
    result = prove(links(hand, "a bank police"), [rule], records=["fine R1 police/1", "debt R1 bank/1"])
    (proof,) = result.proofs
    assert {step.record for step in proof if step.id in proof[-1].causes} == {"fine:R1", "debt:R1"}


def test_a_proof_can_lead_through_a_listing(prove, hand) -> None:
    rules = [hand.rule("puts", "police: fine > list listed"), hand.rule("r", "hotel: listed > refuse train")]
    (proof,) = prove([], rules).proofs
    assert [(step.kind, step.record) for step in proof] == [
        ("recorded", "fine:R1"),
        ("listed", "puts@R1"),
        ("effect", "puts@R1"),
    ]


def test_a_listing_with_two_causes_is_two_proofs(prove, hand) -> None:
    rules = [hand.rule("puts", "police: fine debt > list listed"), hand.rule("r", "hotel: listed > refuse train")]
    result = prove(links(hand, "a bank police"), rules, records=["fine R1 police/1", "debt R1 bank/1"])
    assert links_and_rules(result) == [["puts", "r"], ["a", "puts", "r"]]


def test_each_proof_makes_the_list_row_that_it_needs(prove, hand) -> None:
    """The row is opened by whichever step comes first in that very proof."""
    two = [
        hand.link("a", "police > register: national-id"),
        hand.link("b", "police > register: national-id", add_days=3),
    ]
    result = prove(
        two, [hand.rule("r", "register: fine > refuse train")], databases={"register": "list residents national-id"}
    )
    assert [[step.made_row for step in proof] for proof in result.proofs] == [[False, True, False]] * 2


def test_a_held_back_record_has_no_proof_along_that_link(prove, hand, refuse) -> None:
    held = hand.link("held", "police > rail: national-id", share=0.0)
    assert links_and_rules(prove([held, *links(hand, "a police rail")], [refuse])) == [["a", "r"]]


def test_a_link_for_confirmed_records_proves_nothing_of_a_suspected_one(prove, hand, refuse) -> None:
    sure = hand.link("sure", "police > rail: national-id", needs="confirmed")
    result = prove([sure, *links(hand, "a police rail")], [refuse], records=["fine R1 police/1 suspected"])
    assert links_and_rules(result) == [["a", "r"]]


def test_every_account_at_which_a_rule_fires_is_a_proof(prove, hand, refuse) -> None:
    accounts = {**SAME, "rail/2": "R1 national-id=S1"}
    result = prove(links(hand, "a police rail"), [refuse], accounts=accounts)
    assert [proof[-1].account for proof in result.proofs] == ["rail/1", "rail/2"]


def shape(step: Step) -> tuple:
    return step.kind, step.by, step.account, step.record, step.day, step.joined, step.status, step.depth


def test_the_first_proof_is_the_one_that_the_spread_shows(tiny) -> None:
    from linkage.answers.spread_question import Question, ask

    for story in tiny.stories:
        answer = ask(tiny, Question(story=story))
        graph = DerivationGraph(answer.plan, answer.tables, answer.spread)
        for effect in answer.spread.effects:
            (first,) = proofs(graph, effect, most=1).proofs
            assert [shape(step) for step in first] == [
                shape(step) for step in proof_in_spread(answer.spread, effect.step)
            ]


def proof_in_spread(spread: Spread, step: str) -> tuple[Step, ...]:
    return spread.proof(spread.by_id[step])
