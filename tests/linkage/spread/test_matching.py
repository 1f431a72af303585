"""Matching: a link's join, one identifier after another."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from linkage.population.tables import Tables
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.matching import Match, matches, matches_by_chain, uses_wrong_cell
from linkage.world.link_paths import first_blank, hops_of, kinds_carried
from linkage.world.model import World
from linkage.world.what_if.parser import under

PEOPLE = {
    "R1": "national-id=S1 phone=T1 name=N",
    "R2": "national-id=S2 phone=T2 name=N",
    "R3": "national-id=S3 phone=T3",
    "C1": "company-number=C1",
}


@pytest.fixture
def world(hand: SimpleNamespace) -> World:
    return hand.world(
        {
            "shop": "roll residents phone name",
            "telecom": "roll residents phone national-id",
            "rail": "roll residents national-id",
            "court": "list both national-id name company-number",
            "pupils": "list residents name",
        },
        {"debt": "shop", "late": "telecom", "fine": "court"},
        [
            hand.link("by-phone", "shop > telecom: phone"),
            hand.link("to-rail", "shop > rail: phone, telecom.national-id"),
            hand.link("to-court", "shop > court: phone, telecom.national-id"),
            hand.link("by-name", "shop > court: name"),
            hand.link("to-pupils", "court > pupils: name"),
            hand.link("back", "rail > shop: national-id, telecom.phone"),
            hand.link("debts", "shop > telecom: phone", carries="debt"),
        ],
        registers=["telecom: phone > national-id", "telecom: national-id > phone"],
    )


def account_values(
    world: World, tables: Tables, link: str, account: str, by_chain: bool = False
) -> list[tuple[str, tuple[str, ...]]]:
    """The accounts that a link matches from an account, each with the values joined on."""
    routes = {route.id: route for group in CompiledRules.of(world).routes.values() for route in group}
    join = matches_by_chain if by_chain else matches
    rows = join(routes[link], tables.accounts[account], tables)
    return [(match.account.id, tuple(value.value for value in match.joined)) for match in rows]


def test_without_a_register_the_value_itself_joins(world: World, hand: SimpleNamespace) -> None:
    tables = hand.tables(
        world, PEOPLE, {"shop/1": "R1 phone=T1", "telecom/1": "R1 phone=T1", "telecom/2": "R2 phone=T2"}
    )
    assert account_values(world, tables, "by-phone", "shop/1") == [("telecom/1", ("T1",))]


def test_two_rows_with_one_value_are_two_matches(world: World, hand: SimpleNamespace) -> None:
    tables = hand.tables(
        world, PEOPLE, {"shop/1": "R1 phone=T1", "telecom/1": "R1 phone=T1", "telecom/2": "R2 phone=T1"}
    )
    assert [account for account, _ in account_values(world, tables, "by-phone", "shop/1")] == ["telecom/1", "telecom/2"]


@pytest.mark.parametrize("cells", ["", "name=N"])
def test_a_blank_joins_nothing_not_even_a_blank(world: World, hand: SimpleNamespace, cells: str) -> None:
    tables = hand.tables(world, PEOPLE, {"shop/1": f"R1 {cells}", "telecom/1": "R1", "telecom/2": "R2 phone=T2"})
    assert account_values(world, tables, "by-phone", "shop/1") == []


def test_a_register_gives_the_next_value(world: World, hand: SimpleNamespace) -> None:
    accounts = {"shop/1": "R1 phone=T1", "telecom/1": "R1 phone=T1 national-id=S1", "rail/1": "R1 national-id=S1"}
    assert account_values(world, hand.tables(world, PEOPLE, accounts), "to-rail", "shop/1") == [
        ("rail/1", ("T1", "S1"))
    ]


def test_a_wrong_cell_leads_to_the_wrong_person(world: World, hand: SimpleNamespace) -> None:
    accounts = {"shop/1": "R1 phone=T1", "telecom/1": "R1 phone=T1 national-id=S3", "rail/3": "R3 national-id=S3"}
    assert account_values(world, hand.tables(world, PEOPLE, accounts), "to-rail", "shop/1") == [
        ("rail/3", ("T1", "S3"))
    ]


def test_a_blank_cell_in_a_register_ends_the_join(world: World, hand: SimpleNamespace) -> None:
    accounts = {"shop/1": "R1 phone=T1", "telecom/1": "R1 phone=T1", "rail/1": "R1 national-id=S1"}
    assert account_values(world, hand.tables(world, PEOPLE, accounts), "to-rail", "shop/1") == []


def test_every_row_of_a_register_with_the_value_translates(world: World, hand: SimpleNamespace) -> None:
    accounts = {
        "shop/1": "R1 phone=T1",
        "telecom/1": "R1 phone=T1 national-id=S1",
        "telecom/2": "R2 phone=T1 national-id=S2",
        "rail/1": "R1 national-id=S1",
        "rail/2": "R2 national-id=S2",
    }
    assert account_values(world, hand.tables(world, PEOPLE, accounts), "to-rail", "shop/1") == [
        ("rail/1", ("T1", "S1")),
        ("rail/2", ("T1", "S2")),
    ]


def test_two_register_rows_that_say_the_same_are_one_match_and_two_chains(world: World, hand: SimpleNamespace) -> None:
    accounts = {
        "shop/1": "R1 phone=T1",
        "telecom/1": "R1 phone=T1 national-id=S1",
        "telecom/2": "R2 phone=T1 national-id=S1",
        "rail/1": "R1 national-id=S1",
    }
    tables = hand.tables(world, PEOPLE, accounts)
    assert len(account_values(world, tables, "to-rail", "shop/1")) == 1
    assert len(account_values(world, tables, "to-rail", "shop/1", by_chain=True)) == 2


def test_a_register_is_read_backwards_by_a_row_of_its_own(world: World, hand: SimpleNamespace) -> None:
    accounts = {"rail/1": "R1 national-id=S1", "telecom/1": "R1 phone=T1 national-id=S1", "shop/1": "R1 phone=T1"}
    assert account_values(world, hand.tables(world, PEOPLE, accounts), "back", "rail/1") == [("shop/1", ("S1", "T1"))]


def test_a_list_opens_a_row_for_whoever_truly_owns_the_value(world: World, hand: SimpleNamespace) -> None:
    accounts = {"shop/1": "R1 phone=T1", "telecom/1": "R1 phone=T1 national-id=S3"}
    tables = hand.tables(world, PEOPLE, accounts)
    ((account, values),) = account_values(world, tables, "to-court", "shop/1")
    assert values == ("T1", "S3")
    assert tables.open_row("court", "R3").id == account
    assert account not in tables.accounts


def test_a_value_that_nobody_owns_opens_no_row(world: World, hand: SimpleNamespace) -> None:
    accounts = {"shop/1": "R1 phone=T1", "telecom/1": "R1 phone=T1 national-id=S9"}
    assert account_values(world, hand.tables(world, PEOPLE, accounts), "to-court", "shop/1") == []


def test_namesakes_each_get_a_row_of_a_list(world: World, hand: SimpleNamespace) -> None:
    tables = hand.tables(world, PEOPLE, {"shop/1": "R1 name=N"})
    assert [tables.open_row("court", subject).id for subject in ("R1", "R2")] == [
        account for account, _ in account_values(world, tables, "by-name", "shop/1")
    ]


def test_a_list_uses_the_row_that_is_there(world: World, hand: SimpleNamespace) -> None:
    tables = hand.tables(world, PEOPLE, {"shop/3": "R3 phone=T3", "telecom/3": "R3 phone=T3 national-id=S3",
                                         "court/7": "R3 name=somebody"})  # fmt: skip
    assert account_values(world, tables, "to-court", "shop/3") == [("court/7", ("T3", "S3"))]


def test_a_list_opens_no_row_for_whom_it_cannot_hold(hand: SimpleNamespace) -> None:
    world = hand.world(
        {"trade": "roll both company-number", "pupils": "list residents company-number"},
        {"fake": "trade"},
        [hand.link("to-pupils", "trade > pupils: company-number")],
    )
    tables = hand.tables(world, PEOPLE, {"trade/1": "C1 company-number=C1"})
    assert account_values(world, tables, "to-pupils", "trade/1") == []


def test_a_roll_finds_rows_by_what_they_hold_and_not_by_the_truth(world: World, hand: SimpleNamespace) -> None:
    tables = hand.tables(
        world, PEOPLE, {"shop/1": "R1 phone=T2", "telecom/1": "R1 phone=T1", "telecom/2": "R2 phone=T2"}
    )
    assert account_values(world, tables, "by-phone", "shop/1") == [("telecom/2", ("T2",))]


def test_the_translations_of_a_link(world: World) -> None:
    assert hops_of(world.links["to-rail"]) == (("telecom", "phone", "national-id"),)
    assert hops_of(world.links["by-phone"]) == ()


@pytest.mark.parametrize(
    ("what_if", "blank"),
    [
        ("", None),
        ("drop:phone", ("shop", "phone")),
        ("forget:telecom.phone", ("telecom", "phone")),
        ("forget:telecom.national-id", ("telecom", "national-id")),
        ("drop:national-id", ("telecom", "national-id")),
    ],
)
def test_the_first_blank_column_of_a_join(world: World, what_if: str, blank: tuple[str, str] | None) -> None:
    changed = under(world, what_if)
    assert first_blank(changed, changed.links["to-rail"]) == blank


def test_a_star_carries_every_kind_that_there_is(world: World) -> None:
    assert kinds_carried(world, world.links["by-phone"]) == ("debt", "fine", "late")
    assert kinds_carried(world, world.links["debts"]) == ("debt",)


@pytest.mark.parametrize(
    ("telecom", "rail", "wrong"),
    [
        ("R1 phone=T1 national-id=S1", "R1 national-id=S1", False),
        ("R1 phone=T1 national-id=S3", "R3 national-id=S3", True),  # it gives somebody else's
        ("R2 phone=T1 national-id=S2", "R2 national-id=S2", True),  # it is found by somebody else's
        ("R1 phone=T1 national-id=S1", "R3 national-id=S1", False),  # wrong, but not in the telecom's rows
    ],
)
def test_whether_a_match_used_a_wrong_cell_of_a_register(
    world: World, hand: SimpleNamespace, telecom: str, rail: str, wrong: bool
) -> None:
    tables = hand.tables(world, PEOPLE, {"shop/1": "R1 phone=T1", "telecom/1": telecom, "rail/1": rail})
    route = next(route for route in CompiledRules.of(world).routes["shop", "debt"] if route.id == "to-rail")
    (match,) = matches(route, tables.accounts["shop/1"], tables)
    assert isinstance(match, Match)
    assert uses_wrong_cell(route, tables.accounts["shop/1"], match, tables, "telecom") is wrong


# keys of several identifiers, and cells in error


@pytest.fixture
def names(hand: SimpleNamespace) -> World:
    """Shops know name and phone; a telecom translates both at once into a national ID."""
    return hand.world(
        {
            "shop": "roll residents name phone",
            "telecom": "roll residents phone name national-id",
            "rail": "roll residents national-id phone name",
            "court": "list residents national-id name phone",
        },
        {"debt": "shop"},
        [
            hand.link("both", "shop > rail: name+phone"),
            hand.link("to-court", "shop > court: name+phone"),
            hand.link("by-both", "shop > rail: name+phone, telecom.national-id"),
            hand.link("into-both", "telecom > rail: national-id, telecom.name+phone"),
            hand.link("own-row", "telecom > rail: phone, telecom.national-id"),
        ],
        registers=[
            "telecom: name+phone > national-id",
            "telecom: national-id > name+phone",
            "telecom: phone > national-id",
        ],
    )


def test_of_several_identifiers_all_must_agree_in_one_row(names: World, hand: SimpleNamespace) -> None:
    accounts = {
        "shop/1": "R1 name=N phone=T1",
        "rail/1": "R1 name=N phone=T1",
        "rail/2": "R2 name=N phone=T2",
        "rail/3": "R3 phone=T1",
    }
    tables = hand.tables(names, PEOPLE, accounts)
    assert [account for account, _ in account_values(names, tables, "both", "shop/1")] == ["rail/1"]


@pytest.mark.parametrize("cells", ["name=N", "phone=T1", "name=N phone=T1~shop", "name=N~shop phone=T1"])
def test_a_blank_or_mistyped_part_joins_nothing(names: World, hand: SimpleNamespace, cells: str) -> None:
    tables = hand.tables(
        names, PEOPLE, {"shop/1": f"R1 {cells}", "rail/1": f"R1 {cells}", "rail/2": "R1 name=N phone=T1"}
    )
    assert account_values(names, tables, "both", "shop/1") == []


def test_a_register_translates_from_several_identifiers_and_to_several(names: World, hand: SimpleNamespace) -> None:
    accounts = {
        "shop/1": "R1 name=N phone=T1",
        "telecom/1": "R1 name=N phone=T1 national-id=S1",
        "telecom/2": "R2 name=N phone=T2 national-id=S2",
        "rail/1": "R1 national-id=S1 name=N phone=T1",
        "rail/2": "R2 national-id=S2 name=N phone=T2",
    }
    tables = hand.tables(names, PEOPLE, accounts)
    assert [account for account, _ in account_values(names, tables, "by-both", "shop/1")] == ["rail/1"]
    assert [account for account, _ in account_values(names, tables, "into-both", "telecom/2")] == ["rail/2"]


def test_a_list_has_the_row_of_each_who_owns_every_part(names: World, hand: SimpleNamespace) -> None:
    people = {"R1": "name=N phone=T1", "R2": "name=N phone=T2", "R3": "name=N phone=T1 phone=T2"}
    tables = hand.tables(names, people, {"shop/1": "R1 name=N phone=T1"})
    rows = account_values(names, tables, "to-court", "shop/1")
    assert [tables.accounts[row].subject if row in tables.accounts else row for row, _ in rows] == [
        tables.open_row("court", subject).id for subject in ("R1", "R3")
    ]


def test_a_mistyped_cell_does_not_even_find_the_row_in_which_it_stands(names: World, hand: SimpleNamespace) -> None:
    right = {"telecom/1": "R1 phone=T1 national-id=S1", "rail/1": "R1 national-id=S1"}
    mistyped = right | {"telecom/1": "R1 phone=T1~telecom national-id=S1"}
    assert len(account_values(names, hand.tables(names, PEOPLE, right), "own-row", "telecom/1")) == 1
    assert account_values(names, hand.tables(names, PEOPLE, mistyped), "own-row", "telecom/1") == []
