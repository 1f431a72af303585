"""The layout of every bundled world and record, tested as geometry: no browser, so that a new row is tested at once.

The browser's bounding boxes (`tests/browser/label_boxes.py`) test the same against real fonts.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, pairwise

import pytest

from linkage.drawing.layout.geometry import COMPACT, WIDE, Box, Canvas, Label, Layout, Point
from linkage.drawing.layout.layout import layout
from linkage.drawing.world_scene import world_scene
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under

LEAST_FONT_SIZE = {WIDE: 18.0, COMPACT: 14.0}


@pytest.fixture(scope="module", params=[entry.id for entry in folders.worlds()])
def world(request: pytest.FixtureRequest) -> World:
    """A bundled world in the reading that it shows first."""
    return under(folders.load(request.param))


@pytest.mark.parametrize("canvas", [WIDE, COMPACT], ids=["wide", "compact"])
def test_every_record_of_a_bundled_world_can_be_read(world: World, canvas: Canvas) -> None:
    for kind in world.record_kinds:
        drawing = layout(world_scene(world, kind), canvas)
        assert (kind, faults(drawing)) == (kind, [])
        assert (kind, drawing.em >= LEAST_FONT_SIZE[canvas], drawing.width) == (kind, True, canvas.width)
        if canvas is WIDE:
            assert (kind, drawing.height) == (kind, canvas.height)


@pytest.mark.thorough
def test_nothing_overlaps_in_any_reading(world: World) -> None:
    for reading in ("everything", *world.everything.readings):
        world_read = under(world.everything, f"reading:{reading}")
        for kind in world_read.record_kinds:
            drawing = layout(world_scene(world_read, kind))
            large_enough = drawing.em >= LEAST_FONT_SIZE[WIDE]
            assert (reading, kind, faults(drawing), large_enough) == (reading, kind, [], True)


def test_a_small_world_gets_large_letters(tiny: World) -> None:
    assert layout(world_scene(tiny, "bills-paid")).em >= 25


@pytest.mark.parametrize("canvas", [WIDE, COMPACT])
def test_the_picture_is_as_wide_as_its_canvas(tiny: World, canvas: Canvas) -> None:
    assert layout(world_scene(tiny, "unpaid-court-judgment"), canvas).width == canvas.width


def faults(drawing: Layout) -> list[str]:
    """Everything that lies on something else, a sentence each."""
    lines = {route.edge: list(pairwise(route.points)) for route in drawing.routes}
    labels = {
        route.edge: _label_rectangle(route.label, drawing.em)
        for route in drawing.routes
        if route.label and route.label.text
    }
    sentences = [
        f"labels {first} and {second}"
        for first, second in combinations(labels, 2)
        if _overlap(labels[first], labels[second])
    ]
    for edge, pieces in lines.items():
        sentences += [
            f"{edge} crosses the label of {label}"
            for label, rectangle in labels.items()
            if label != edge and _crosses(pieces, rectangle)
        ]
        sentences += [
            f"{edge} runs through {node}"
            for node, box in drawing.boxes.items()
            if _crosses(pieces, _box_rectangle(box, margin=2.0))
        ]
    for rectangles in (_rectangles(drawing.boxes.values()), _rectangles(drawing.frames)):
        sentences += [
            f"{first} on {second}"
            for first, second in combinations(rectangles, 2)
            if _overlap(rectangles[first], rectangles[second])
        ]
    return sentences


Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def _rectangles(boxes: Iterable[Box]) -> dict[str, Rectangle]:
    return {box.id: _box_rectangle(box) for box in boxes}


def _label_rectangle(label: Label, em: float) -> Rectangle:
    return (label.x - 0.9 * em, label.y - 0.9 * em, label.x + label.width, label.y + 0.2 * em)


def _box_rectangle(box: Box, margin: float = 0.0) -> Rectangle:
    """A box's rectangle without a margin at its edges."""
    return (box.x + margin, box.y + margin, box.x + box.width - margin, box.y + box.height - margin)


def _overlap(first: Rectangle, second: Rectangle) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def _crosses(pieces: list[tuple[Point, Point]], rectangle: Rectangle) -> bool:
    """Whether a route of level and upright pieces passes a rectangle."""
    return any(
        _overlap(
            (min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])), rectangle
        )
        for start, end in pieces
    )
