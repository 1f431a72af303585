"""The scene of a world: names, chains of registers, and what a what-if cuts."""

from __future__ import annotations

from dataclasses import replace

from linkage.drawing.layout.layout import layout
from linkage.drawing.svg.svg import svg
from linkage.drawing.world_scene import world_scene
from linkage.world.model import World
from linkage.world.what_if.parser import under
from tests.linkage.drawing.pictures import part_ids


def test_a_chain_of_registers_is_spelt_out_on_the_arrow(tiny: World) -> None:
    edges = {edge.id: edge for edge in world_scene(tiny, "skipped-fare").edges}
    link = edges["link:payment-accounts-to-rail-tickets"]
    assert link.keys == ("payment-account", "phone", "national-id")
    assert link.labels == ("payment account → phone → national ID", "pay→phone→ID")


def test_names_follow_the_language(tiny: World) -> None:
    assert "失信被执行人名单" in svg(world_scene(tiny, "unpaid-court-judgment", lang="zh"))


def test_the_order_of_rows_changes_no_picture(tiny: World) -> None:
    tables = ("links", "rules", "databases", "services", "agencies", "record_kinds")
    reversed_world = replace(tiny, **{name: dict(reversed(list(getattr(tiny, name).items()))) for name in tables})
    assert svg(world_scene(reversed_world, "unpaid-phone-bill")) == svg(world_scene(tiny, "unpaid-phone-bill"))


def test_a_cut_link_stays_in_its_place_and_is_drawn_as_cut(tiny: World) -> None:
    what_if = under(tiny, "cut:defaulter-list-to-rail-tickets")
    before = world_scene(tiny, "unpaid-court-judgment")
    after = world_scene(what_if, "unpaid-court-judgment", baseline=tiny)
    assert layout(before).boxes == layout(after).boxes
    assert {edge.id for edge in after.edges if edge.off} >= {"link:defaulter-list-to-rail-tickets"}


def test_a_record_that_a_reading_takes_away_still_has_a_picture(tiny: World) -> None:
    without_kinds = replace(tiny, record_kinds={})
    assert "record:" not in "".join(part_ids(svg(world_scene(without_kinds, "unpaid-court-judgment"))))
