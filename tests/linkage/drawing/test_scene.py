"""The lights of a step: each is a part of the map, and a wrong match is marked."""

from __future__ import annotations

from linkage.drawing.scene import closing_lights, step_lights
from linkage.drawing.svg.svg import svg
from linkage.drawing.world_scene import world_scene
from linkage.world.model import World
from tests.linkage.drawing.pictures import part_ids


def test_every_light_of_a_step_is_a_part_of_the_map(tiny: World) -> None:
    parts = part_ids(svg(world_scene(tiny, "unpaid-court-judgment")))
    lights = [
        *step_lights("recorded", "", "defaulter-list", "unpaid-court-judgment"),
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
    assert {light.id for light in lights} <= parts


def test_a_wrong_match_marks_the_link_and_the_database() -> None:
    assert {light.classes for light in step_lights("linked", "l", "d", wrong=True)} == {("on", "wrong")}
