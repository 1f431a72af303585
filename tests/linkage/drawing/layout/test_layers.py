"""Layer assignment: the lane of every agency."""

from __future__ import annotations

from linkage.drawing.layout.layers import agency_lanes
from linkage.drawing.world_scene import world_scene
from linkage.world.model import World


def test_the_home_stands_left_of_what_it_feeds(tiny: World) -> None:
    assert agency_lanes(world_scene(tiny, "unpaid-court-judgment")) == {
        "courts": "left",
        "railway": "right",
        "education": "right",
    }
