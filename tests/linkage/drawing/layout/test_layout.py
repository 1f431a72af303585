"""Every bundled world and record, looked at as geometry: no browser, so that a new row is tried at once.

The browser's bounding boxes (`tests/browser/label_boxes.py`) hold the same against real fonts.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from linkage.drawing.layout.geometry import COMPACT, WIDE, Box, Canvas, Label, Layout, Point
from linkage.drawing.layout.layout import layout
from linkage.drawing.world_scene import world_scene
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under

LEAST = {WIDE: 18.0, COMPACT: 14.0}


@pytest.fixture(scope="module", params=[each.id for each in folders.worlds()])
def world(request: pytest.FixtureRequest) -> World:
    """A bundled world in the reading that it shows first."""
    return under(folders.load(request.param))


@pytest.mark.parametrize("stage", [WIDE, COMPACT], ids=["wide", "compact"])
def test_every_record_of_a_bundled_world_can_be_read(world: World, stage: Canvas) -> None:
    for kind in world.record_kinds:
        laid = layout(world_scene(world, kind), stage)
        assert (kind, faults(laid)) == (kind, [])
        assert (kind, laid.em >= LEAST[stage], laid.width) == (kind, True, stage.width)
        if stage is WIDE:
            assert (kind, laid.height) == (kind, stage.height)


@pytest.mark.thorough
def test_nothing_overlaps_in_any_reading(world: World) -> None:
    for reading in ("everything", *world.everything.readings):
        read = under(world.everything, f"reading:{reading}")
        for kind in read.record_kinds:
            laid = layout(world_scene(read, kind))
            assert (reading, kind, faults(laid), laid.em >= LEAST[WIDE]) == (reading, kind, [], True)


def faults(laid: Layout) -> list[str]:
    """What lies on what."""
    parts = {route.edge: list(pairwise(route.points)) for route in laid.routes}
    labels = {route.edge: _rect(route.label, laid.em) for route in laid.routes if route.label and route.label.text}
    found = [f"labels {one} and {other}" for one, other in combinations(labels, 2) if _meet(labels[one], labels[other])]
    for edge, pieces in parts.items():
        found += [
            f"{edge} crosses the label of {other}"
            for other, box in labels.items()
            if other != edge and _cut(pieces, box)
        ]
        found += [f"{edge} runs through {node}" for node, box in laid.boxes.items() if _cut(pieces, _within(box))]
    found += [
        f"{one} on {other}" for one, other in combinations(laid.boxes, 2) if _meet(_of(laid, one), _of(laid, other))
    ]
    frames = {frame.id: _within(frame, 0.0) for frame in laid.frames}
    found += [f"{one} on {other}" for one, other in combinations(frames, 2) if _meet(frames[one], frames[other])]
    return found


Rect = tuple[float, float, float, float]


def _rect(label: Label, em: float) -> Rect:
    return (label.x - 0.9 * em, label.y - 0.9 * em, label.x + label.width, label.y + 0.2 * em)


def _within(box: Box, by: float = 2.0) -> Rect:
    return (box.x + by, box.y + by, box.x + box.width - by, box.y + box.height - by)


def _of(laid: Layout, node: str) -> Rect:
    return _within(laid.boxes[node], 0.0)


def _meet(one: Rect, other: Rect) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _cut(pieces: list[tuple[Point, Point]], box: Rect) -> bool:
    """Whether a route of level and upright pieces passes a rectangle."""
    return any(
        _meet((min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])), box)
        for one, other in pieces
    )
