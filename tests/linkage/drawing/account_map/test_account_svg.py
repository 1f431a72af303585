"""The picture of accounts: a wrong match leads to another person's values, and every light is a part of it."""

from __future__ import annotations

from xml.etree import ElementTree

from linkage.drawing.account_map.account_scene import Account, AccountScene, JoinedValues, Person, Value, account_light
from linkage.drawing.account_map.account_svg import account_svg
from tests.linkage.drawing.pictures import HOSTILE, part_ids

JOINED = [JoinedValues([("phone", "TEL-1")]), JoinedValues([("national-id", "SYN-2")], "phones")]
"""The values that a step from Li's app to the train account joins on."""


def wrong_match_scene() -> AccountScene:
    """Li's phone is registered to somebody else, whose train account it therefore finds."""
    return AccountScene(
        title="Li's accounts",
        people=(Person("R1", "Li"), Person("R2", HOSTILE)),
        values=(
            Value("phone", "TEL-1", "R1"),
            Value("national-id", "SYN-1", "R1"),
            Value("national-id", "SYN-2", "R2"),
        ),
        accounts=(
            Account("app/1", "App", "pay", "Payment app", "R1", (("phone", "TEL-1"),)),
            Account("phones/1", "Phones", "tel", "Telecoms", "R1", (("phone", "TEL-1"), ("national-id", "SYN-2"))),
            Account("rail/2", "Rail", "rail", HOSTILE, "R2", (("national-id", "SYN-2"),)),
        ),
    )


def test_a_wrong_match_crosses_to_the_other_person() -> None:
    lights = dict(account_light(wrong_match_scene(), "rail/2", JOINED, source="app/1", wrong=True))
    assert lights["account:rail/2"] == ("on", "wrong")
    assert lights["account:phones/1"] == ("used",)
    assert {"tie:app/1/phone", "tie:phones/1/national-id", "tie:rail/2/national-id"} <= set(lights)


def test_every_account_light_is_a_part_of_the_picture() -> None:
    scene = wrong_match_scene()
    assert {light.id for light in account_light(scene, "rail/2", JOINED, "app/1")} <= part_ids(account_svg(scene))


def test_an_account_with_two_persons_values_stands_between_them() -> None:
    picture = ElementTree.fromstring(account_svg(wrong_match_scene()))
    x = {
        element.get("data-id"): float(element[0].get("x") or 0)
        for element in picture.iter()
        if "node" in (element.get("class") or "").split()
    }
    assert x["value:phone:TEL-1"] < x["account:phones/1"] < x["value:national-id:SYN-2"]


def test_accounts_of_nobody_are_an_empty_picture() -> None:
    assert part_ids(account_svg(AccountScene("nobody", (), (), ()))) == set()
