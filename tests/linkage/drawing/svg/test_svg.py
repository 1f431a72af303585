"""The picture as a value: what it holds, what it lights, and that no label can smuggle markup in."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from linkage.drawing.account_map.account_scene import Account, AccountScene, Person, Value, account_light
from linkage.drawing.account_map.account_svg import account_svg
from linkage.drawing.graph import reach, world_graph
from linkage.drawing.layout.edge_tracks import Net, assign_tracks
from linkage.drawing.layout.geometry import COMPACT, WIDE
from linkage.drawing.layout.isotonic import isotonic_positions
from linkage.drawing.layout.layers import agency_lanes
from linkage.drawing.layout.layout import layout
from linkage.drawing.markup import escape
from linkage.drawing.scene import Agency, Edge, Node, Scene, closing_lights, step_lights
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.svg.svg import svg
from linkage.drawing.visual_encoding import STATUS_SIGNS
from linkage.drawing.world_scene import world_scene
from linkage.vocabulary import STATUSES
from linkage.world.model import World
from linkage.world.storage.folders import load
from linkage.world.what_if.parser import under

HOSTILE = "<img src=x onerror=\"alert(1)\"> & 'quotes' \x00\u202e"


@pytest.fixture(scope="module")
def world() -> World:
    return load("tiny")


def ids(markup: str) -> set[str]:
    """The data-ids of a picture, read as XML."""
    return {found for each in ElementTree.fromstring(markup).iter() if (found := each.get("data-id"))}


def a_scene(label: str = "A list") -> Scene:
    nodes = (
        Node("record:r", "record", label),
        Node("database:a", "database", label, agency="one"),
        Node("database:b", "database", label, agency="two", depth=1),
        Node("service:s", "service", label),
    )
    edges = (
        Edge("recorded:r", "recorded", "record:r", "database:a", (label,), status="reported", about=label),
        Edge("link:by-phone", "link", "database:a", "database:b", (label, "phone"), ("phone",), status="planned"),
        Edge("link:by-id", "link", "database:a", "database:b", (label, "ID"), ("national-id",), status="assumed"),
        Edge("rule:no", "rule", "database:b", "service:s", (label,), effect="refuse", status="view", about=label),
    )
    return Scene(label, nodes, edges, (Agency("one", label, "left"), Agency("two", label, "right")))


# -- the graph ------------------------------------------------------------------------------------------------------


def test_two_parallel_links_stay_two_in_the_graph(world: World) -> None:
    """Links are nodes, so that links on different identifiers between the same databases are never merged."""
    first = world.links["subscribers-to-rail-tickets"]
    second = replace(first, id="subscribers-to-rail-tickets-again")
    drawn = world_graph(replace(world, links={**world.links, second.id: second}))
    paths = [f"link:{first.id}", f"link:{second.id}"]
    assert all(drawn.has_edge("database:subscribers", each) for each in paths)
    assert all(drawn.has_edge(each, "database:rail-tickets") for each in paths)


def test_a_court_fine_reaches_what_reads_the_list(world: World) -> None:
    found = reach(world, "unpaid-court-fine")
    assert found.databases == ("defaulter-list", "rail-tickets", "school-enrolment")
    assert found.links == ("defaulter-list-to-rail-tickets", "defaulter-list-to-school-enrolment")
    assert found.depths == {"defaulter-list": 0, "rail-tickets": 1, "school-enrolment": 1}


def test_a_service_that_needs_a_refused_one_is_reached(world: World) -> None:
    assert "package-tour" in reach(world, "unpaid-court-fine").services


def test_a_listing_carries_the_reach_on(world: World) -> None:
    """Fake goods list the officers, and the listing travels to the railway."""
    found = reach(world, "fake-goods")
    assert "officer-listed" in found.kinds
    assert "defaulter-list-to-rail-tickets" in found.links


def test_a_dropped_identifier_takes_its_links_out_of_reach(world: World) -> None:
    assert reach(under(world, "drop:national-id"), "unpaid-court-fine").links == ()


def test_an_unknown_kind_reaches_nothing(world: World) -> None:
    assert reach(world, "parking").databases == ()


# -- scenes ---------------------------------------------------------------------------------------------------------


def test_the_home_stands_left_of_what_it_feeds(world: World) -> None:
    assert agency_lanes(world_scene(world, "unpaid-court-fine")) == {
        "courts": "left",
        "railway": "right",
        "education": "right",
    }


def test_a_chain_of_registers_is_spelt_out_on_the_arrow(world: World) -> None:
    edges = {edge.id: edge for edge in world_scene(world, "skipped-fare").edges}
    link = edges["link:payment-accounts-to-rail-tickets"]
    assert link.keys == ("payment-account", "phone", "national-id")
    assert link.words == ("payment account → phone → national ID", "pay→phone→ID")


def test_names_follow_the_language(world: World) -> None:
    assert "失信名单" in svg(world_scene(world, "unpaid-court-fine", lang="zh"))


def test_the_order_of_rows_changes_no_picture(world: World) -> None:
    tables = ("links", "rules", "databases", "services", "agencies", "record_kinds")
    turned = replace(world, **{name: dict(reversed(list(getattr(world, name).items()))) for name in tables})
    assert svg(world_scene(turned, "unpaid-phone-bill")) == svg(world_scene(world, "unpaid-phone-bill"))


def test_a_cut_link_stays_in_its_place_and_is_drawn_as_cut(world: World) -> None:
    after = under(world, "cut:defaulter-list-to-rail-tickets")
    before, cut = world_scene(world, "unpaid-court-fine"), world_scene(after, "unpaid-court-fine", beside=world)
    assert layout(before).boxes == layout(cut).boxes
    assert {edge.id for edge in cut.edges if edge.off} >= {"link:defaulter-list-to-rail-tickets"}


def test_a_record_that_a_reading_takes_away_still_has_a_picture(world: World) -> None:
    gone = replace(world, record_kinds={})
    assert "record:" not in "".join(ids(svg(world_scene(gone, "unpaid-court-fine"))))


# -- lights ---------------------------------------------------------------------------------------------------------


def test_every_light_of_a_step_is_a_part_of_the_map(world: World) -> None:
    drawn = ids(svg(world_scene(world, "unpaid-court-fine")))
    lights = [
        *step_lights("recorded", "", "defaulter-list", "unpaid-court-fine"),
        *step_lights("linked", "defaulter-list-to-rail-tickets", "rail-tickets"),
        *step_lights(
            "effect",
            "school-enrolment-refuse-private-school",
            "school-enrolment",
            service="private-school",
            effect="refuse",
            falls_on="children",
        ),
        *closing_lights("package-tour"),
    ]
    assert {each.id for each in lights} <= drawn


def test_a_wrong_match_marks_the_link_and_the_database() -> None:
    assert {each.classes for each in step_lights("linked", "l", "d", wrong=True)} == {("on", "wrong")}


# -- markup ---------------------------------------------------------------------------------------------------------


def test_hostile_labels_stay_text() -> None:
    for markup in (svg(a_scene(HOSTILE), styled=True), svg(a_scene(HOSTILE * 50), compact=True)):
        tags = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(markup).iter()}
        assert tags <= {"svg", "g", "rect", "path", "circle", "text", "tspan", "title", "style"}
        assert "<img" not in markup
        assert "\u202e" not in markup


def test_escaping_is_safe_in_attributes() -> None:
    assert escape("\"'") == "&quot;&#39;"


def test_every_box_can_be_reached_and_has_a_name() -> None:
    for each in ElementTree.fromstring(svg(a_scene())).iter():
        if "node" in (each.get("class") or "").split():
            assert (each.get("tabindex"), each.get("role")) == ("0", "button")
            assert each.get("aria-label")


def test_an_empty_scene_is_an_empty_picture() -> None:
    assert ids(svg(Scene("nothing", (), ()))) == set()


def test_every_status_has_a_sign() -> None:
    assert set(STATUS_SIGNS) == set(STATUSES)


def test_the_styles_have_a_dark_and_a_light_cut() -> None:
    assert "[data-theme=light] .map" in styles()
    assert "--ground:#0d1520" in styles()
    assert "--ground:#ffffff" in styles()


# -- geometry -------------------------------------------------------------------------------------------------------


def test_parallel_links_run_on_tracks_of_their_own() -> None:
    laid = layout(a_scene())
    upper, lower = (route for route in laid.routes if route.edge.startswith("link:"))
    heights = [{y for _, y in route.points} for route in (upper, lower)]
    assert not heights[0] & heights[1]


def test_down_going_wires_nest_without_crossing() -> None:
    assert assign_tracks([Net("a", (0,), (100,)), Net("b", (10,), (110,))], 5) == {"a": 1, "b": 0}


def test_places_keep_their_distance_and_stay_near_their_wish() -> None:
    assert isotonic_positions([0, 1, 50], [1, 1, 1], [0, 10, 10], 0, 100) == [0, 10, 50]


def test_a_small_world_gets_large_letters(world: World) -> None:
    assert layout(world_scene(world, "bills-paid")).em >= 25


@pytest.mark.parametrize("stage", [WIDE, COMPACT])
def test_the_picture_is_as_wide_as_its_stage(world: World, stage: object) -> None:
    assert layout(world_scene(world, "unpaid-court-fine"), stage).width == stage.width  # type: ignore[attr-defined]


# -- accounts -------------------------------------------------------------------------------------------------------


def accounts_scene() -> AccountScene:
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
    joined = [("phone", "TEL-1", None), ("national-id", "SYN-2", "phones")]
    lights = dict(account_light(accounts_scene(), "rail/2", joined, source="app/1", wrong=True))
    assert lights["account:rail/2"] == ("on", "wrong")
    assert lights["account:phones/1"] == ("used",)
    assert {"tie:app/1/phone", "tie:phones/1/national-id", "tie:rail/2/national-id"} <= set(lights)


def test_every_account_light_is_a_part_of_the_picture() -> None:
    scene = accounts_scene()
    joined = [("phone", "TEL-1", None), ("national-id", "SYN-2", "phones")]
    assert {each.id for each in account_light(scene, "rail/2", joined, "app/1")} <= ids(account_svg(scene))


def test_an_account_with_two_persons_values_stands_between_them() -> None:
    markup = ElementTree.fromstring(account_svg(accounts_scene()))
    left = {
        each.get("data-id"): float(each[0].get("x") or 0)
        for each in markup.iter()
        if "node" in (each.get("class") or "").split()
    }
    assert left["value:phone:TEL-1"] < left["account:phones/1"] < left["value:national-id:SYN-2"]


def test_accounts_of_nobody_are_an_empty_picture() -> None:
    assert ids(account_svg(AccountScene("nobody", (), (), ()))) == set()
