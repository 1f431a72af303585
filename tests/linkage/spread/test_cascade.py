"""The cascade of some records: design 4.1-4.5, each sentence on the smallest world that shows it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from linkage.population.draws import Draws
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.steps import Spread
from linkage.world.model import Threshold, World
from linkage.world.what_if.parser import under

ROLLS = dict.fromkeys(("bank", "hotel", "police", "rail"), "roll residents national-id")
SAME = {f"{database}/1": "R1 national-id=S1" for database in ROLLS}
ONE = {"R1": "national-id=S1"}


@pytest.fixture
def make(hand: SimpleNamespace):
    """A world of four rolls with some links and rules, in which R1 has an account in each and a fine at the police."""

    def of(
        links=(), rules=(), what_if="", people=ONE, accounts=SAME, records=("fine R1 police/1",), **options
    ) -> Spread:
        world = hand.world(
            {**ROLLS, **options.pop("databases", {})},
            {"fine": "police", "debt": "bank", "listed": "hotel", **options.pop("kinds", {})},
            links,
            rules,
            options.pop("registers", ()),
            services=options.pop("services", ("train", "room", "loan")),
        )
        return hand.spread(under(world, what_if), hand.tables(world, people, accounts, records, **options))

    return of


def arrivals(spread: Spread) -> dict[str, int]:
    """Where records arrived, and on which day."""
    return {step.account: step.day for step in spread.steps if step.kind != "effect"}


def rows(spread: Spread) -> list[tuple[str, str, str, int]]:
    return [(effect.subject, effect.service, effect.effect, effect.day) for effect in spread.effects]


def proof_paths(spread: Spread) -> list[list[str]]:
    """The proof of each effect, as its links and rules from the starting record."""
    return [[step.by for step in spread.proof(spread.by_id[effect.step]) if step.by] for effect in spread.effects]


# where a spread starts, and links


def test_a_starting_record_is_known_at_home_on_day_0(make) -> None:
    (step,) = make().steps
    assert (step.kind, step.account, step.day, step.causes, step.by) == ("recorded", "police/1", 0, (), "")


def test_a_link_carries_a_record_and_adds_its_days(make, hand) -> None:
    spread = make(
        [hand.link("a", "police > rail: national-id", add_days=3), hand.link("b", "rail > hotel: national-id")]
    )
    assert arrivals(spread) == {"police/1": 0, "rail/1": 3, "hotel/1": 3}
    assert [step.causes for step in spread.steps] == [(), ("s1",), ("s2",)]


def test_a_link_carries_only_the_kinds_that_it_names(make, hand) -> None:
    spread = make([hand.link("a", "police > rail: national-id", carries="debt")])
    assert arrivals(spread) == {"police/1": 0}


@pytest.mark.parametrize(("standing", "arrives"), [("confirmed", True), ("suspected", False)])
def test_a_link_that_needs_confirmed_records_stops_suspected_ones(make, hand, standing: str, arrives: bool) -> None:
    link = hand.link("a", "police > rail: national-id", needs="confirmed")
    assert ("rail/1" in arrivals(make([link], records=[f"fine R1 police/1 {standing}"]))) is arrives


def test_a_circle_of_links_comes_to_an_end(make, hand) -> None:
    spread = make([hand.link("a", "police > rail: national-id"), hand.link("b", "rail > police: national-id")])
    assert arrivals(spread) == {"police/1": 0, "rail/1": 0}


@pytest.mark.parametrize(("share", "passes"), [(0.0, False), (0.48, False), (0.49, True), (1.0, True)])
def test_a_record_is_held_back_unless_its_draw_is_below_the_share(make, hand, share: float, passes: bool) -> None:
    assert Draws(1).of_link("a", "fine:R1") == pytest.approx(0.4821, abs=1e-4)
    assert ("rail/1" in arrivals(make([hand.link("a", "police > rail: national-id", share=share)]))) is passes


def test_a_spread_from_several_records_is_one_spread(make, hand) -> None:
    link = hand.link("a", "bank > police: national-id", add_days=2)
    spread = make([link], records=["debt R1 bank/1", "fine R1 police/1"])
    assert [(step.record, step.account, step.day) for step in spread.steps] == [
        ("debt:R1", "bank/1", 0),
        ("fine:R1", "police/1", 0),
        ("debt:R1", "police/1", 2),
    ]


# days, and which of several proofs is shown


def test_the_earliest_path_counts_even_when_it_is_longer(make, hand) -> None:
    links = [
        hand.link("direct", "police > rail: national-id", add_days=5),
        hand.link("one", "police > hotel: national-id", add_days=1),
        hand.link("two", "hotel > rail: national-id", add_days=1),
    ]
    spread = make(links, [hand.rule("r", "rail: fine > refuse train")])
    assert rows(spread) == [("R1", "train", "refuse", 2)]
    assert proof_paths(spread) == [["one", "two", "r"]]


def test_of_equally_early_paths_the_one_with_fewer_steps_is_shown(make, hand) -> None:
    links = [
        hand.link("z-direct", "police > rail: national-id", add_days=2),
        hand.link("a-one", "police > hotel: national-id", add_days=1),
        hand.link("a-two", "hotel > rail: national-id", add_days=1),
    ]
    spread = make(links, [hand.rule("r", "rail: fine > refuse train")])
    assert proof_paths(spread) == [["z-direct", "r"]]


def test_of_equally_short_paths_the_ids_from_the_effect_back_decide(make, hand) -> None:
    links = [
        hand.link("a-first", "police > hotel: national-id"),
        hand.link("y-second", "hotel > rail: national-id"),
        hand.link("b-first", "police > bank: national-id"),
        hand.link("x-second", "bank > rail: national-id"),
    ]
    spread = make(links, [hand.rule("r", "rail: fine > refuse train")])
    assert proof_paths(spread) == [["b-first", "x-second", "r"]]


def test_a_listings_rule_counts_among_those_ids(make, hand) -> None:
    links = [hand.link("x-link", "police > bank: national-id"), hand.link("a-link", "police > hotel: national-id")]
    rules = [
        hand.rule("a-puts", "bank: fine > list listed"),
        hand.rule("b-puts", "hotel: fine > list listed"),
        hand.rule("r", "rail: listed > refuse train"),
    ]
    assert proof_paths(make(links, rules, kinds={"listed": "rail"})) == [["x-link", "a-puts", "r"]]


def test_a_rule_adds_its_days(make, hand) -> None:
    spread = make(rules=[hand.rule("r", "police: fine > refuse train", after_days=7)])
    assert rows(spread) == [("R1", "train", "refuse", 7)]


# wrong matches

TWO = {"R1": "national-id=S1 phone=T1", "R2": "national-id=S2 phone=T2"}
TELECOM = {"telecom": "roll residents phone national-id"}
REGISTER = ("telecom: phone > national-id",)


def spread_through_telecom(make, hand, accounts, **options) -> Spread:
    """A bill at the telecom goes by its national ID to the railway and on to the hotel."""
    links = [
        hand.link("to-rail", "telecom > rail: phone, telecom.national-id"),
        hand.link("to-hotel", "rail > hotel: national-id"),
    ]
    return make(
        links,
        [hand.rule("r", "rail: bill > refuse train"), hand.rule("h", "hotel: bill > refuse room")],
        databases=TELECOM,
        kinds={"bill": "telecom"},
        registers=REGISTER,
        people=TWO,
        accounts=accounts,
        records=["bill R1 telecom/1"],
        **options,
    )


def test_a_wrong_row_in_a_register_brings_it_to_somebody_else(make, hand) -> None:
    accounts = {
        "telecom/1": "R1 phone=T1 national-id=S2",
        "rail/2": "R2 national-id=S2",
        "hotel/2": "R2 national-id=S2",
    }
    spread = spread_through_telecom(make, hand, accounts)
    assert [(effect.subject, effect.service, effect.wrong) for effect in spread.effects] == [
        ("R2", "room", True),
        ("R2", "train", True),
    ]
    assert [step.wrong for step in spread.steps if step.kind == "linked"] == [True, True]


def test_what_also_comes_by_a_right_path_is_not_wrong(make, hand) -> None:
    accounts = {
        "telecom/1": "R1 phone=T1 national-id=S2",
        "telecom/3": "R1 phone=T1 national-id=S1",
        "rail/1": "R1 national-id=S1",
        "rail/2": "R2 national-id=S2",
    }
    spread = spread_through_telecom(make, hand, accounts)
    assert [(effect.subject, effect.wrong) for effect in spread.effects] == [("R1", False), ("R2", True)]


def test_a_path_through_somebody_elses_row_and_back_is_wrong(make, hand) -> None:
    """R1's bill reaches R2's railway row, whose phone leads back to a hotel row of R1."""
    world = hand.world(
        {"telecom": "roll residents phone national-id", "rail": "roll residents national-id phone",
         "hotel": "roll residents phone"},
        {"bill": "telecom"},
        [hand.link("there", "telecom > rail: national-id"), hand.link("back", "rail > hotel: phone")],
        [hand.rule("h", "hotel: bill > refuse room")],
        services=["room"],
    )  # fmt: skip
    accounts = {
        "telecom/1": "R1 phone=T1 national-id=S2",
        "rail/2": "R2 national-id=S2 phone=T1",
        "hotel/1": "R1 phone=T1",
    }
    spread = hand.spread(world, hand.tables(world, TWO, accounts, ["bill R1 telecom/1"]))
    assert [(effect.subject, effect.service, effect.wrong) for effect in spread.effects] == [("R1", "room", True)]


def test_a_step_is_wrong_only_if_it_is_not_there_without_wrong_matches(make, hand) -> None:
    """A later right proof keeps a row from being wrong; its day stays the wrong path's, which is earlier."""
    accounts = {
        "telecom/1": "R1 phone=T1 national-id=S2",
        "rail/2": "R2 national-id=S2",
        "bank/2": "R2 national-id=S2",
    }
    world = hand.world(
        {**ROLLS, **TELECOM},
        {"bill": "telecom", "debt": "bank"},
        [
            hand.link("to-rail", "telecom > rail: phone, telecom.national-id"),
            hand.link("debts", "bank > rail: national-id", add_days=4),
        ],
        [hand.rule("r", "rail: bill debt > refuse train")],
        REGISTER,
        ["train"],
    )
    tables = hand.tables(world, TWO, accounts, ["bill R1 telecom/1", "debt R2 bank/2"])
    (effect,) = hand.spread(world, tables).effects
    assert (effect.subject, effect.day, effect.wrong) == ("R2", 0, False)


# rules


@pytest.mark.parametrize(
    ("at_least", "records", "day"),
    [
        (1, ["fine R1 police/1"], 0),
        (2, ["fine R1 police/1"], None),
        (2, ["fine R1 police/1", "debt R1 bank/1"], 6),
        (3, ["fine R1 police/1", "debt R1 bank/1"], None),
    ],
)
def test_a_rule_fires_when_so_many_different_kinds_are_known(make, hand, at_least, records, day) -> None:
    link = hand.link("a", "bank > police: national-id", add_days=6)
    rule = hand.rule("r", "police: fine debt listed > refuse train", at_least=at_least)
    assert [effect.day for effect in make([link], [rule], records=records).effects] == ([] if day is None else [day])


def test_two_records_of_one_kind_are_one_kind(make, hand) -> None:
    """Two people's fines at one account do not make two kinds."""
    accounts = {**SAME, "hotel/2": "R2 national-id=S1"}
    spread = make(
        [hand.link("a", "hotel > police: national-id")],
        [hand.rule("r", "police: listed > refuse train", at_least=2)],
        people={"R1": "national-id=S1", "R2": "national-id=S2"},
        accounts=accounts,
        records=["listed R1 hotel/1", "listed R2 hotel/2"],
    )
    assert "police/1" in arrivals(spread)
    assert not spread.effects


def test_a_joint_firing_names_all_its_causes_and_counts_its_steps_from_the_last(make, hand) -> None:
    link = hand.link("a", "bank > police: national-id", add_days=6)
    rule = hand.rule("r", "police: fine debt > refuse train", at_least=2)
    spread = make([link], [rule], records=["fine R1 police/1", "debt R1 bank/1"])
    (effect,) = spread.effects
    step = spread.by_id[effect.step]
    assert {spread.by_id[cause].record for cause in step.causes} == {"fine:R1", "debt:R1"}
    assert step.depth == 2
    assert step.record == "debt:R1"


@pytest.mark.parametrize(("standing", "fires"), [("confirmed", True), ("suspected", False)])
def test_a_rule_that_needs_confirmed_records_passes_suspected_ones_over(make, hand, standing, fires) -> None:
    rule = hand.rule("r", "police: fine > refuse train", needs="confirmed")
    assert bool(make(rules=[rule], records=[f"fine R1 police/1 {standing}"]).effects) is fires


def test_each_kind_of_a_joint_rule_meets_its_needs(make, hand) -> None:
    rule = hand.rule("r", "police: fine debt > refuse train", at_least=2, needs="confirmed")
    records = ["fine R1 police/1", "debt R1 police/1 suspected"]
    assert not make(rules=[rule], records=records).effects


FAMILY = {
    "people": {"R1": "national-id=S1", "R2": "", "R3": "", "C1": "company-number=C1", "C2": "company-number=C2"},
    "relations": ["parent R1 R2", "parent R1 R3", "officer R1 C1", "officer R3 C1", "officer R1 C2"],
}


@pytest.mark.parametrize(
    ("falls_on", "whom"), [("self", ["R1"]), ("children", ["R2", "R3"]), ("company", ["C1", "C2"]), ("officers", [])]
)
def test_an_effect_falls_on_the_subject_or_its_ties(make, hand, falls_on: str, whom: list[str]) -> None:
    spread = make(rules=[hand.rule("r", "police: fine > refuse train", falls_on=falls_on)], **FAMILY)
    assert [effect.subject for effect in spread.effects] == whom


@pytest.mark.parametrize(
    ("falls_on", "whom"), [("self", ["C1"]), ("officers", ["R1", "R3"]), ("children", []), ("company", [])]
)
def test_a_companys_record_falls_on_its_officers_and_on_no_child(make, hand, falls_on: str, whom: list[str]) -> None:
    spread = make(
        rules=[hand.rule("r", "trade: fake > refuse train", falls_on=falls_on)],
        databases={"trade": "roll companies company-number"},
        kinds={"fake": "trade"},
        accounts={"trade/1": "C1 company-number=C1"},
        records=["fake C1 trade/1"],
        **FAMILY,
    )
    assert [effect.subject for effect in spread.effects] == whom


def test_an_effect_on_a_child_is_not_known_at_the_childs_accounts(make, hand) -> None:
    spread = make(rules=[hand.rule("r", "police: fine > refuse train", falls_on="children")], **FAMILY)
    assert arrivals(spread) == {"police/1": 0}


def test_the_same_rule_at_two_accounts_is_one_effect_from_the_earlier_day(make, hand) -> None:
    accounts = {**SAME, "rail/2": "R1 national-id=S1"}
    links = [hand.link("a", "police > rail: national-id", add_days=2)]
    spread = make(links, [hand.rule("r", "rail: fine > refuse train")], accounts=accounts)
    assert rows(spread) == [("R1", "train", "refuse", 2)]
    assert len(arrivals(spread)) == 3


def test_two_rules_at_one_service_are_two_effects(make, hand) -> None:
    rules = [hand.rule("a", "police: fine > refuse train"), hand.rule("b", "police: fine > slow train")]
    assert rows(make(rules=rules)) == [("R1", "train", "refuse", 0), ("R1", "train", "slow", 0)]


def test_a_fine_needs_no_service(make, hand) -> None:
    assert rows(make(rules=[hand.rule("a", "police: fine > fine")])) == [("R1", "", "fine", 0)]


# listings


def listing(make, hand, rule="police: fine > list listed", home="list residents national-id", **options) -> Spread:
    """A fine puts somebody on a list, and the list goes to the railway."""
    return make(
        [hand.link("on", "register > rail: national-id", add_days=1, **options.pop("link", {}))],
        [
            hand.rule("puts", rule, after_days=3, **options.pop("rule_", {})),
            hand.rule("r", "rail: listed > refuse train"),
        ],
        databases={"register": home},
        kinds={"listed": "register"},
        **options,
    )


def test_a_listing_is_a_new_record_that_opens_a_row_and_travels(make, hand) -> None:
    spread = listing(make, hand)
    born = spread.steps[1]
    assert (born.kind, born.record, born.record_kind, born.database, born.day, born.made_row, born.by) == (
        ("listed", "puts@R1", "listed", "register", 3, True, "puts")
    )
    assert born.causes == ("s1",)
    assert rows(spread) == [("R1", "train", "refuse", 4)]


def test_a_listing_is_confirmed_whatever_caused_it(make, hand) -> None:
    spread = listing(make, hand, records=["fine R1 police/1 suspected"], link={"needs": "confirmed"})
    assert rows(spread) == [("R1", "train", "refuse", 4)]


def test_a_listing_in_a_roll_needs_an_account_there(make, hand) -> None:
    assert not listing(make, hand, home="roll residents national-id").effects
    accounts = {**SAME, "register/1": "R1 national-id=S1", "register/2": "R1"}
    spread = listing(make, hand, home="roll residents national-id", accounts=accounts)
    assert arrivals(spread) == {"police/1": 0, "register/1": 3, "register/2": 3, "rail/1": 4}
    assert not any(step.made_row for step in spread.steps)


def test_a_list_that_cannot_hold_somebody_lists_nobody(make, hand) -> None:
    spread = listing(make, hand, home="list companies company-number")
    assert arrivals(spread) == {"police/1": 0}


def test_a_listing_is_born_where_its_kind_is_at_home_and_about_whom_the_rule_falls_on(make, hand) -> None:
    people = {"R1": "national-id=S1", "R2": "national-id=S2"}
    accounts = {**SAME, "rail/2": "R2 national-id=S2"}
    spread = listing(
        make, hand, rule_={"falls_on": "children"}, people=people, accounts=accounts, relations=["parent R1 R2"]
    )
    assert [step.record for step in spread.steps if step.kind == "listed"] == ["puts@R2"]
    assert rows(spread) == [("R2", "train", "refuse", 4)]


def test_two_parents_records_make_one_listing_on_the_earlier_day(make, hand) -> None:
    people = {"R1": "national-id=S1", "R2": "national-id=S2", "R3": "national-id=S3"}
    accounts = {"police/1": "R1", "bank/2": "R2 national-id=S2", "police/2": "R2 national-id=S2"}
    spread = make(
        [hand.link("late", "bank > police: national-id", add_days=5)],
        [hand.rule("puts", "police: fine debt > list listed", falls_on="children")],
        databases={"register": "list residents national-id"},
        kinds={"listed": "register"},
        people=people,
        accounts=accounts,
        records=["fine R1 police/1", "debt R2 bank/2"],
        relations=["parent R1 R3", "parent R2 R3"],
    )
    assert [(step.record, step.day) for step in spread.steps if step.kind == "listed"] == [("puts@R3", 0)]


def test_two_rules_make_two_listings(make, hand) -> None:
    rules = [hand.rule("one", "police: fine > list listed"), hand.rule("two", "police: fine > list listed")]
    spread = make(rules=rules, databases={"register": "list residents national-id"}, kinds={"listed": "register"})
    assert [(step.record, step.made_row) for step in spread.steps if step.kind == "listed"] == [
        ("one@R1", True),
        ("two@R1", False),
    ]


def test_a_listing_can_lead_to_another_and_back_and_still_ends(make, hand) -> None:
    rules = [
        hand.rule("one", "police: fine listed > list listed"),
        hand.rule("two", "hotel: listed > list fine"),
    ]
    spread = make([hand.link("a", "hotel > police: national-id")], rules)
    assert {step.record for step in spread.steps} == {"fine:R1", "one@R1", "two@R1"}


# what a step rests on


def test_a_links_step_is_as_weak_as_the_registers_that_it_used(hand) -> None:
    from linkage.world.model import RegisterRow

    world = hand.world(
        {"telecom": "roll residents phone national-id", "rail": "roll residents national-id"},
        {"bill": "telecom"},
        [hand.link("a", "telecom > rail: phone, telecom.national-id", evidence=("q1",), number_status="planned")],
        registers=REGISTER,
    )
    row = RegisterRow(
        "telecom", "phone", "national-id", 1.0, number_status="assumed", status="view", evidence=("q2", "q1")
    )
    world = replace(world, registers={("telecom", "phone", "national-id"): row})
    accounts = {"telecom/1": "R1 phone=T1 national-id=S1", "rail/1": "R1 national-id=S1"}
    tables = hand.tables(world, {"R1": "phone=T1 national-id=S1"}, accounts, ["bill R1 telecom/1"])
    step = hand.spread(world, tables).steps[1]
    assert (step.status, step.number_status, step.evidence) == ("view", "assumed", ("q1", "q2"))


def test_a_record_of_a_kind_that_a_reading_took_away_starts_nothing(make) -> None:
    spread = make(what_if="keep:planned")
    assert (spread.records, spread.steps, spread.effects) == ((), (), ())


def test_the_steps_stand_in_the_order_of_their_days(make, hand) -> None:
    links = [
        hand.link(f"to-{database}", f"police > {database}: national-id", add_days=9 - len(database))
        for database in ("bank", "hotel", "rail")
    ]
    spread = make(links, [hand.rule("r", "police: fine > refuse train", after_days=20)])
    assert [step.day for step in spread.steps] == sorted(step.day for step in spread.steps)
    assert [step.id for step in spread.steps] == [f"s{n}" for n in range(1, len(spread.steps) + 1)]


def test_the_order_of_links_and_rules_changes_nothing(tiny: World) -> None:
    from linkage.population.tables import generate_tables

    tables = generate_tables(tiny, 1, 400)
    tables.visit_all()
    turned = replace(
        tiny,
        links=dict(reversed(tiny.links.items())),
        rules=dict(reversed(tiny.rules.items())),
        databases=dict(reversed(tiny.databases.items())),
        record_kinds=dict(reversed(tiny.record_kinds.items())),
    )
    records = list(tables.records.values())
    straight = spread_from(CompiledRules.of(tiny), tables, records)
    backwards = spread_from(CompiledRules.of(turned), tables, reversed(records))
    assert straight.steps == backwards.steps
    assert straight.effects == backwards.effects


# scores


def spread_with_score(make, hand, points, threshold, base=600, **options) -> Spread:
    """Points at the bank, and a rule that looks at the score there."""
    rules = [
        hand.rule(f"p{number}", f"bank: {kinds} > points", points=change, **columns)
        for number, (kinds, change, columns) in enumerate(points)
    ]
    rules.append(replace(hand.rule("look", "bank: > refuse loan"), when=threshold))
    world = hand.world(
        ROLLS,
        {"fine": "police", "debt": "bank"},
        [hand.link("a", "police > bank: national-id", add_days=4)],
        rules,
        services=["loan"],
    )
    world = replace(world, bases={"bank": base})
    return hand.spread(
        world, hand.tables(world, ONE, SAME, options.get("records", ["fine R1 police/1", "debt R1 bank/1"]))
    )


@pytest.mark.parametrize(("below", "refused"), [(550, False), (551, True)])
def test_the_points_of_all_rules_are_summed_before_a_score_rule_looks(make, hand, below: int, refused: bool) -> None:
    spread = spread_with_score(make, hand, [("fine", -30, {}), ("debt", -20, {})], Threshold("<", below))
    assert bool(spread.effects) is refused


def test_a_score_effects_day_is_the_latest_of_the_points(make, hand) -> None:
    spread = spread_with_score(make, hand, [("fine", -30, {"after_days": 2}), ("debt", -20, {})], Threshold("<", 600))
    assert rows(spread) == [("R1", "loan", "refuse", 6)]
    effect = spread.by_id[spread.effects[0].step]
    assert [spread.by_id[cause].kind for cause in effect.causes] == ["scored", "scored"]


def test_each_kind_gives_a_rules_points_once(make, hand) -> None:
    spread = spread_with_score(make, hand, [("fine debt", -30, {})], Threshold("<", 541))
    assert [step.by for step in spread.steps if step.kind == "scored"] == ["p0", "p0"]
    assert rows(spread) == [("R1", "loan", "refuse", 4)]


@pytest.mark.parametrize(("at_least", "days"), [(1, [5, 9]), (2, [9, 9])])
def test_points_fall_some_days_after_their_kind_and_after_the_rule_had_enough(make, hand, at_least, days) -> None:
    columns = {"after_days": 5, "at_least": at_least}
    spread = spread_with_score(make, hand, [("fine debt", -30, columns)], Threshold("<", 541))
    assert [step.day for step in spread.steps if step.kind == "scored"] == days
    assert rows(spread) == [("R1", "loan", "refuse", 9)]


def test_without_points_a_score_rule_never_looks(make, hand) -> None:
    assert not spread_with_score(
        make, hand, [("fine", -30, {})], Threshold("<", 700), records=["debt R1 bank/1"]
    ).effects


def test_positive_points_lift_somebody_over_a_score(make, hand) -> None:
    spread = spread_with_score(make, hand, [("fine", -30, {}), ("debt", 40, {})], Threshold(">=", 610))
    assert rows(spread) == [("R1", "loan", "refuse", 4)]


def test_a_record_goes_down_a_chain_of_five_hundred_databases(make, hand) -> None:
    names = [f"copy-{number}" for number in range(500)]
    chain = zip(["police", *names], names, strict=False)
    spread = make(
        links=[hand.link(name, f"{before} > {name}: national-id") for before, name in chain],
        databases=dict.fromkeys(names, "roll residents national-id"),
        accounts={**SAME, **{f"{name}/1": "R1 national-id=S1" for name in names}},
    )
    assert {f"{name}/1" for name in names} <= arrivals(spread).keys()
