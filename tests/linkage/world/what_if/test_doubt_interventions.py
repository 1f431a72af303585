"""Records in dispute, and records that state what isn't so: in worlds of a few words, day by day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.why_not import why_not
from linkage.world.what_if.doubt_interventions import Dispute, FalseRecords

ROLLS = dict.fromkeys(("courts", "rail", "hotel", "bank"), "roll residents national-id")
KINDS = {"fine": "courts", "debt": "bank"}
PEOPLE = {"R1": "national-id=S1", "R2": "national-id=S2"}
ACCOUNTS = {f"{name}/{n}": f"R{n} national-id=S{n}" for name in ROLLS for n in (1, 2)}


@pytest.fixture
def chain(hand):
    """Courts tell the railway after 4 days, the railway tells hotels after 6: both of confirmed records only."""

    def make(needs: str = "confirmed", records=("fine R1 courts/1",), rules=()):
        world = hand.world(
            ROLLS,
            KINDS,
            [
                hand.link("to-rail", "courts > rail: national-id", add_days=4, needs=needs),
                hand.link("to-hotel", "rail > hotel: national-id", add_days=6, needs=needs),
            ],
            [
                hand.rule("no-train", "rail: fine > refuse train"),
                hand.rule("no-room", "hotel: fine > refuse room"),
                *rules,
            ],
            services=["train", "room", "loan"],
        )
        return world, hand.tables(world, PEOPLE, ACCOUNTS, records)

    return make


def found(world, tables):
    """Service, day and until of every effect."""
    spread = spread_from(CompiledRules.of(world), tables, tables.records.values())
    return [(effect.service, effect.day, effect.until) for effect in spread.effects]


def test_a_link_that_needs_confirmed_carries_a_disputed_record_only_from_where_it_was_known_before(chain) -> None:
    """The day at the source counts: known at the railway on day 4, so a dispute on day 5 comes too late."""
    world, tables = chain()
    assert found(Dispute("fine", 5).apply(world), tables) == [("room", 10, None), ("train", 4, None)]
    assert found(Dispute("fine", 4).apply(world), tables) == [("train", 4, None)]
    assert found(Dispute("fine", 0).apply(world), tables) == []


def test_links_and_rules_that_need_any_do_not_mind_a_dispute(chain) -> None:
    world, tables = chain(needs="any")
    assert found(Dispute("*", 0).apply(world), tables) == [("room", 10, None), ("train", 4, None)]


def test_a_dispute_is_about_records_of_its_kind(chain) -> None:
    world, tables = chain()
    assert found(Dispute("debt", 0).apply(world), tables) == [("room", 10, None), ("train", 4, None)]


def test_of_two_disputes_of_a_kind_the_earlier_day_holds(chain) -> None:
    world, _ = chain()
    for days in ((3, 9), (9, 3)):
        disputed = world
        for day in days:
            disputed = Dispute("fine", day).apply(disputed)
        assert disputed.disputed == {"fine": 3}
    assert Dispute("*", 5).apply(Dispute("fine", 3).apply(world)).disputed == {"fine": 3, "debt": 5}


def test_a_joint_rule_that_took_a_record_before_its_dispute_may_fire_after_it(chain, hand) -> None:
    """The fine is at the railway on day 4, the debt on day 12: a dispute of fines on day 5 keeps neither away."""
    both = hand.rule("both", "rail: fine debt > refuse loan", at_least=2, needs="confirmed")
    world, tables = chain("any", ["fine R1 courts/1", "debt R1 bank/1"], [both])
    link = hand.link("debts", "bank > rail: national-id", add_days=12)
    world = hand.world(
        ROLLS, KINDS, [*world.links.values(), link], world.rules.values(), services=["train", "room", "loan"]
    )
    loan = ("loan", 12, None)
    assert loan in found(Dispute("fine", 5).apply(world), tables)
    assert loan not in found(Dispute("fine", 4).apply(world), tables)
    assert loan not in found(Dispute("debt", 12).apply(world), tables)
    assert loan in found(Dispute("debt", 13).apply(world), tables)


def test_a_listing_is_never_in_dispute(hand) -> None:
    """Even of a kind that starting records have, too."""
    world = hand.world(
        ROLLS,
        KINDS,
        [hand.link("to-rail", "courts > rail: national-id", needs="confirmed")],
        [hand.rule("lists", "bank: debt > list fine"), hand.rule("no-train", "rail: fine > refuse train")],
        services=["train"],
    )
    tables = hand.tables(world, PEOPLE, ACCOUNTS, ["debt R1 bank/1", "fine R2 courts/2"])
    spread = spread_from(CompiledRules.of(Dispute("*", 0).apply(world)), tables, tables.records.values())
    assert [effect.subject for effect in spread.effects] == ["R1"]


def test_why_not_names_the_dispute_and_the_day_on_which_the_record_came(chain) -> None:
    world, tables = chain()
    plan = CompiledRules.of(Dispute("fine", 4).apply(world))
    spread = spread_from(plan, tables, tables.records.values())
    said = why_not(plan, tables, spread, "room", "R1")
    assert (said.condition, said.by) == ("in-dispute", "to-hotel")
    assert said.sentence == (
        "rail passes on confirmed records only, and this one, in dispute since day 4, came to rail on day 4."
    )


def test_what_rests_on_a_false_record_alone_is_false(chain) -> None:
    """R1 and R2 both have a fine; only R1's is false by its draw. A rule that another record fires too isn't false."""
    world, tables = chain(records=["fine R1 courts/1", "fine R2 courts/2"])
    tables.draws.records.update({"fine:R1": 0.2, "fine:R2": 0.7})
    spread = spread_from(CompiledRules.of(FalseRecords("fine", 0.5).apply(world)), tables, tables.records.values())
    assert spread.false_records == {"fine:R1"}
    assert {(effect.subject, effect.false) for effect in spread.effects} == {("R1", True), ("R2", False)}
    assert found(FalseRecords("fine", 0.5).apply(world), tables) == found(world, tables)


def test_a_row_that_a_true_record_brings_too_is_not_false(chain, hand) -> None:
    """The false fine brings it on day 4, the true debt on day 12: its day stays that of the false one."""
    rule = hand.rule("no-loan", "rail: fine debt > refuse loan")
    world, tables = chain("any", ["fine R1 courts/1", "debt R1 bank/1"], [rule])
    link = hand.link("debts", "bank > rail: national-id", add_days=12)
    world = replace(world, links={**world.links, link.id: link})
    tables.draws.records.update({"fine:R1": 0.2, "debt:R1": 0.7})
    for share, is_false in ((0, False), (0.5, False), (0.8, True)):
        plan = CompiledRules.of(FalseRecords("*", share).apply(world))
        effects = spread_from(plan, tables, tables.records.values()).effects
        assert [(e.day, e.false) for e in effects if e.service == "loan"] == [(4, is_false)]


def test_the_last_share_said_of_a_kind_holds(chain) -> None:
    world, _ = chain()
    said = FalseRecords("fine", 0.1).apply(FalseRecords("*", 0.5).apply(world))
    assert said.false_shares == {"fine": 0.1, "debt": 0.5}
    assert FalseRecords("*", 0.5).apply(said).false_shares == {"fine": 0.5, "debt": 0.5}
