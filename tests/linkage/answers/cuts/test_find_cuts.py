"""Cuts in small worlds built by hand, where the answer is known; and the verb `cut`."""

from __future__ import annotations

import json
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from linkage.answers.cuts.protection_goal import ProtectionGoal
from linkage.answers.cuts.removals import USUAL, removables
from linkage.answers.cuts.side_effects import SideEffectFinder, SideEffects
from linkage.answers.cuts.smallest_cuts import SmallestCuts, smallest_cuts
from linkage.answers.cuts.worst_case_resident import with_full_shares, worst_case_resident
from linkage.cli.command_line import main
from linkage.spread.compiled_rules import CompiledRules
from linkage.world.model import Threshold, World

PEOPLE = "roll residents national-id phone"


def least(world: World, service: str, *among: str, costs: dict[str, Any] | None = None) -> SmallestCuts:
    """The smallest cuts for a fine, on the resident with every account."""
    protection = ProtectionGoal(with_full_shares(CompiledRules.of(world)), worst_case_resident(world, "fine"), service)
    return smallest_cuts(protection, removables(world, among or USUAL, costs or {}))


def texts(cuts: SmallestCuts) -> list[str]:
    return [",".join(removal.text for removal in cut) for cut in cuts.cuts]


@pytest.fixture
def two_links(hand: SimpleNamespace) -> World:
    """Two parallel links on two identifiers, and three ways onward."""
    links = [hand.link(f"onward-{letter}", f"middle > rail-{letter}: national-id") for letter in "abc"]
    rules = [hand.rule(f"refuses-{letter}", f"rail-{letter}: fine > refuse train") for letter in "abc"]
    return hand.world(
        dict.fromkeys(("courts", "middle", "rail-a", "rail-b", "rail-c"), PEOPLE),
        {"fine": "courts"},
        [
            hand.link("by-id", "courts > middle: national-id"),
            hand.link("by-phone", "courts > middle: phone"),
            *links,
        ],
        rules,
        services=["train"],
    )


def test_two_parallel_links_are_two_removals(two_links: World) -> None:
    cuts = least(two_links, "train")
    assert texts(cuts) == ["cut:by-id,cut:by-phone"]
    assert (cuts.size, cuts.exact, cuts.more) == (2, True, False)


def test_one_identifier_that_carries_many_links_is_one_removal(two_links: World) -> None:
    assert texts(least(two_links, "train", "identifiers")) == ["drop:national-id"]


def test_the_certificate_is_the_proofs_that_no_smaller_cut_hits(two_links: World) -> None:
    proofs = [[step.by for step in proof] for proof in least(two_links, "train").certificate]
    assert {proof[1] for proof in proofs} == {"by-id", "by-phone"}
    assert all(proof[0] == "" and proof[-1].startswith("refuses-") for proof in proofs)


def test_costs_choose_another_cut(two_links: World) -> None:
    cuts = least(two_links, "train", costs={"by-id": 5})
    assert cuts.cost == 3
    assert texts(cuts) == ["cut:onward-a,cut:onward-b,cut:onward-c"]


def test_the_same_cost_in_another_number_of_removals_is_equally_small(two_links: World) -> None:
    cuts = least(two_links, "train", costs={"by-id": Fraction(3, 2), "cut:by-phone": Fraction(3, 2)})
    assert texts(cuts) == ["cut:by-id,cut:by-phone", "cut:onward-a,cut:onward-b,cut:onward-c"]


@pytest.fixture
def registered(hand: SimpleNamespace) -> World:
    """Two links that translate through one register's column."""
    return hand.world(
        {"courts": "roll residents phone", "subscribers": PEOPLE, **dict.fromkeys(("rail", "air"), PEOPLE)},
        {"fine": "courts"},
        [
            hand.link("to-rail", "courts > rail: phone, subscribers.national-id"),
            hand.link("to-air", "courts > air: phone, subscribers.national-id"),
        ],
        [
            hand.rule("rail-refuses", "rail: fine > refuse trip"),
            hand.rule("air-refuses", "air: fine > refuse trip"),
        ],
        registers=["subscribers: phone > national-id"],
        services=["trip", hand.service("package", "package", needs="trip")],
    )


def test_one_register_column_ends_every_link_that_translates_through_it(registered: World) -> None:
    assert texts(least(registered, "trip")) == ["forget:subscribers.national-id"]
    assert texts(least(registered, "trip", "links")) == ["cut:to-air,cut:to-rail"]


def test_what_needs_a_closed_service_is_protected_with_it(registered: World) -> None:
    assert texts(least(registered, "package")) == ["forget:subscribers.national-id"]


def test_a_rule_at_the_records_home_is_helped_by_nothing_but_the_rule(hand: SimpleNamespace) -> None:
    world = hand.world({"courts": PEOPLE}, {"fine": "courts"}, [], [hand.rule("here", "courts: fine > refuse train")],
                       services=["train"])  # fmt: skip
    cuts = least(world, "train")
    assert (cuts.possible, cuts.exact, cuts.cuts) == (False, True, ())
    assert [step.by for step in cuts.certificate[0]] == ["", "here"]
    assert texts(least(world, "train", "links", "rules")) == ["off:here"]


def test_a_joint_rule_falls_with_either_of_its_records(hand: SimpleNamespace) -> None:
    """The list makes a second record; the rule needs both."""
    world = hand.world(
        {"courts": PEOPLE, "list": "list residents national-id", "rail": PEOPLE},
        {"fine": "courts", "listed": "list"},
        [
            hand.link("fine-to-rail", "courts > rail: national-id", carries="fine"),
            hand.link("list-to-rail", "list > rail: national-id", carries="listed"),
        ],
        [
            hand.rule("lists", "courts: fine > list listed"),
            hand.rule("both", "rail: fine listed > refuse train", at_least=2),
        ],
        services=["train"],
    )
    assert texts(least(world, "train")) == ["cut:fine-to-rail", "cut:list-to-rail"]
    assert texts(least(world, "train", "rules")) == ["off:both", "off:lists"]


def test_a_listing_is_hit_wherever_it_can_come_about(hand: SimpleNamespace) -> None:
    """Two rules make listings of one kind, at two databases: one way left is enough."""
    world = hand.world(
        {"courts": PEOPLE, "bank": PEOPLE, "list": "list residents national-id", "rail": PEOPLE, "air": PEOPLE},
        {"fine": "courts", "listed": "list"},
        [
            hand.link("to-bank", "courts > bank: phone", carries="fine"),
            hand.link("to-air", "courts > air: phone", carries="fine"),
            *(hand.link(f"list-to-rail-{key}", f"list > rail: {key}") for key in ["national-id"]),
        ],
        [
            hand.rule("bank-lists", "bank: fine > list listed"),
            hand.rule("air-lists", "air: fine > list listed"),
            hand.rule("rail-refuses", "rail: listed > refuse train"),
        ],
        services=["train"],
    )
    assert texts(least(world, "train")) == ["cut:list-to-rail-national-id"]
    dear = least(world, "train", costs={"list-to-rail-national-id": 9})
    assert texts(dear) == ["cut:to-air,cut:to-bank"]


def test_where_nothing_closes_a_service_it_is_protected_from_being_slowed(hand: SimpleNamespace) -> None:
    world = hand.world(
        {"courts": PEOPLE, "rail": PEOPLE},
        {"fine": "courts"},
        [hand.link("to-rail", "courts > rail: phone")],
        [hand.rule("slows", "rail: fine > slow train")],
        services=["train", "bus"],
    )
    assert texts(least(world, "train")) == ["cut:to-rail"]
    assert least(world, "bus").cuts == ((),)


def test_links_that_pass_nothing_are_no_danger(hand: SimpleNamespace) -> None:
    world = hand.world(
        {"courts": PEOPLE, "rail": PEOPLE},
        {"fine": "courts"},
        [
            hand.link("some", "courts > rail: phone", share=0.01),
            hand.link("none", "courts > rail: national-id", share=0.0),
        ],
        [hand.rule("refuses", "rail: fine > refuse train")],
        services=["train"],
    )  # fmt: skip
    assert texts(least(world, "train")) == ["cut:some"]


def test_the_company_and_the_child_of_the_resident_are_protected_too(hand: SimpleNamespace) -> None:
    world = hand.world(
        {"courts": PEOPLE, "school": PEOPLE, "companies": "list companies company-number", "tax": PEOPLE},
        {"fine": "courts", "listed": "companies"},
        [hand.link("to-school", "courts > school: national-id")],
        [
            hand.rule("school-refuses", "school: fine > refuse place", falls_on="children"),
            hand.rule("lists-company", "courts: fine > list listed", falls_on="company"),
            hand.rule("closes-company", "companies: listed > refuse trade"),
        ],
        services=["place", "trade"],
    )
    assert texts(least(world, "place")) == ["cut:to-school"]
    assert least(world, "trade").possible is False


# scores


def scored(hand: SimpleNamespace, *more: Any) -> World:
    """A fine costs points, good deeds give some: both are brought by links of their own."""
    return hand.world(
        {"courts": PEOPLE, "score": PEOPLE, "deeds": "list residents national-id", "rail": PEOPLE},
        {"fine": "courts", "good": "deeds", "low": "rail"},
        [
            hand.link("fine-to-score", "courts > score: national-id", carries="fine"),
            hand.link("good-to-score", "deeds > score: national-id", carries="good"),
            *(row for row in more if not hasattr(row, "effect")),
        ],
        [
            hand.rule("makes-amends", "courts: fine > list good"),
            hand.rule("minus", "score: fine > points", points=-100),
            hand.rule("plus", "score: good > points", points=80),
            *(row for row in more if hasattr(row, "effect")),
        ],
        services=["train", "plane"],
    )


def below(hand: SimpleNamespace, id_: str, score: int, service: str) -> Any:
    rule = hand.rule(id_, f"score: fine > refuse {service}")
    return type(rule)(**{name: getattr(rule, name) for name in rule.__slots__} | {"when": Threshold("<", score)})


def test_a_link_that_carries_good_points_protects_nothing_by_being_cut(hand: SimpleNamespace) -> None:
    world = scored(hand, below(hand, "rail-looks", -10, "train"))
    cuts = least(world, "train")
    assert texts(cuts) == ["cut:fine-to-score"]
    assert cuts.exact


def test_a_service_that_only_good_points_keep_open_is_open_and_cutting_them_closes_it(hand: SimpleNamespace) -> None:
    world = scored(hand, below(hand, "rail-looks", -10, "train"), below(hand, "air-looks", -50, "plane"))
    assert least(world, "plane").cuts == ((),)
    protection = ProtectionGoal(with_full_shares(CompiledRules.of(world)), worst_case_resident(world, "fine"), "plane")
    assert protection.nonmonotone
    assert protection.surviving_proof(links={"good-to-score"}) is not None


def test_more_than_three_removals_where_points_count_are_the_best_found(hand: SimpleNamespace) -> None:
    """Five ways bring the fine to the railway; scores that could turn forbid to trust proofs alone."""
    links = [
        hand.link(f"way-{number}", f"courts > rail: {key}", carries="fine") for number, key in enumerate(["phone"] * 4)
    ]
    world = scored(
        hand, below(hand, "rail-looks", -200, "train"), *links, hand.rule("refuses", "rail: fine > refuse train")
    )
    cuts = least(world, "train", "links")
    assert (cuts.possible, cuts.exact, cuts.size) == (True, False, 4)


# what a cut also does


def side(world: World, service: str) -> SideEffects:
    """The other side of the first cut."""
    protection = ProtectionGoal(with_full_shares(CompiledRules.of(world)), worst_case_resident(world, "fine"), service)
    cut = smallest_cuts(protection, removables(world)).cuts[0]
    return SideEffectFinder(protection, named=False).find(cut)


def test_a_cut_that_causes_a_refusal_is_not_called_free(hand: SimpleNamespace) -> None:
    """The link of the good deeds closes the bus, and their points keep the plane open."""
    closes = hand.rule("bus-refuses", "score: good > refuse train")
    world = scored(hand, below(hand, "air-looks", -50, "plane"), closes)
    assert texts(least(world, "train")) == ["cut:good-to-score"]
    gained = side(world, "train").gained
    assert [(row.effect, row.service, row.record_kind) for row in gained] == [("refuse", "plane", "fine")]


def test_a_cut_tells_what_records_of_other_kinds_no_longer_bring(hand: SimpleNamespace) -> None:
    """Rewards, and restrictions that somebody wanted: the link that is cut carried fraud too."""
    world = hand.world(
        {"courts": PEOPLE, "rail": PEOPLE},
        {"fine": "courts", "fraud": "courts", "donation": "courts", "gossip": "rail"},
        [hand.link("to-rail", "courts > rail: national-id")],
        [
            hand.rule("refuses", "rail: fine fraud > refuse train"),
            hand.rule("publishes", "rail: fine > publish"),
            hand.rule("thanks", "rail: donation gossip > reward lounge"),
        ],
        services=["train", "lounge"],
    )
    lost = [(row.record_kind, row.effect, row.service) for row in side(world, "train").lost]
    assert lost == [("fine", "publish", ""), ("donation", "reward", "lounge"), ("fraud", "refuse", "train")]


# the command


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["cut", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_json_has_the_shape_of_the_design(capsys: pytest.CaptureFixture[str]) -> None:
    answer = printed(capsys, "beijing", "--record", "unpaid-court-judgment", "--protect", "flight")
    assert list(answer) == [
        "protect", "possible", "exact", "size", "cost", "cuts", "more", "certificate", "also_lost", "also_gained",
        "why_not", "left_out", "stamp",
    ]  # fmt: skip
    assert answer["possible"] is answer["exact"] is True
    assert len(answer["cuts"]) == len(answer["also_lost"]) == len(answer["also_gained"])
    assert {step["kind"] for proof in answer["certificate"] for step in proof} == {"recorded", "linked", "effect"}


def test_a_storys_cut_is_for_its_resident(capsys: pytest.CaptureFixture[str]) -> None:
    answer = printed(capsys, "tiny", "--story", "court-fine", "--protect", "high-speed-rail")
    assert answer["cuts"] == [["cut:defaulter-list-to-rail-tickets"]]
    both = printed(
        capsys, "tiny", "--story", "court-fine", "--record", "unpaid-court-judgment", "--protect", "high-speed-rail"
    )
    assert {**both, "stamp": None} == {**answer, "stamp": None}


def test_a_cut_is_found_on_top_of_a_what_if(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("tiny", "--record", "unpaid-court-judgment", "--protect", "high-speed-rail")
    cut = printed(capsys, *arguments)["cuts"][0]
    again = printed(capsys, *arguments, "--what-if", ",".join(cut))
    assert (again["size"], again["cuts"]) == (0, [[]])
    assert "Nothing has to be removed" in again["why_not"]


def test_costs_and_sorts_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (
        "tiny",
        "--record",
        "unpaid-court-judgment",
        "--protect",
        "high-speed-rail",
        "--among",
        "identifiers,rules",
    )
    answer = printed(capsys, *arguments, "--cost", "national-id=0.5")
    assert (answer["cost"], answer["size"]) == (0.5, 1)
    assert answer["cuts"] == [["drop:national-id"]]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--record", "unpaid-court-fin", "--protect", "loan"), 1, "Did you mean 'unpaid-court-judgment'?"),
        (("--record", "unpaid-court-judgment", "--protect", "lona"), 1, "Did you mean 'loan'?"),
        (("--story", "court-fin", "--protect", "loan"), 1, "Did you mean 'court-fine'?"),
        (("--record", "unpaid-court-judgment", "--protect", "loan", "--among", "link"), 2, "Did you mean 'links'?"),
        (("--record", "unpaid-court-judgment", "--protect", "loan", "--cost", "phon=2"), 1, "Did you mean 'phone'?"),
        (("--record", "unpaid-court-judgment", "--protect", "loan", "--cost", "phone=0"), 2, "above 0"),
        (("--record", "unpaid-court-judgment", "--protect", "loan", "--cost", "phone"), 2, "ID=N"),
        (("--protect", "loan"), 2, "--record"),
        (("--record", "unpaid-court-judgment"), 2, "--protect"),
        (("--record", "unpaid-court-judgment", "--resident", "R9", "--protect", "loan"), 1, "R9"),
    ],
)
def test_wrong_words_are_answered_with_the_right_ones(
    arguments: tuple[str, ...], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cut", "tiny", *arguments]) == code
    assert message in capsys.readouterr().err


def test_the_text_names_each_removal_and_the_proofs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cut", "tiny", "--record", "unpaid-court-judgment", "--protect", "high-speed-rail"]) == 0
    printed_text = capsys.readouterr().out
    for part in (
        "The least that helps: 1 removal",
        "cut:defaulter-list-to-rail-tickets",
        "proof 1 of 1",
        "invented people",
    ):
        assert part in printed_text
