"""Track assignment: parallel links lie on tracks of their own, and nets nest."""

from __future__ import annotations

from linkage.drawing.layout.edge_tracks import Net, assign_tracks
from linkage.drawing.layout.layout import layout
from tests.linkage.drawing.pictures import parallel_links_scene


def test_parallel_links_run_on_tracks_of_their_own() -> None:
    routes = layout(parallel_links_scene()).routes
    upper, lower = (route for route in routes if route.edge.startswith("link:"))
    heights = [{y for _, y in route.points} for route in (upper, lower)]
    assert not heights[0] & heights[1]


def test_down_going_nets_nest_without_crossing() -> None:
    assert assign_tracks([Net("a", (0,), (100,)), Net("b", (10,), (110,))], 5) == {"a": 1, "b": 0}
