"""The geometry of a finished picture: boxes, frames, routes of arrows, labels. Plain values; knows no colours."""

from __future__ import annotations

from dataclasses import dataclass, field

from linkage.drawing.layout.sizes import Row
from linkage.drawing.scene import Scene

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Canvas:
    """The room for a picture, and the letters that are tried, largest first."""

    width: float
    height: float
    fonts: tuple[float, ...]


WIDE = Canvas(1474, 854, (30, 27, 25, 23, 21, 19.5, 18.1))
"""The map's part of a 1920x1080 window, a little less than planned."""

COMPACT = Canvas(996, 596, (21, 19, 17, 15.5, 14.1))
"""The map's part of a 1024x768 window with its panels folded."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with lines of words: a node, or an agency's frame with its title."""

    id: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside an arrow's head: left end, baseline, width; the status sign stands before them."""

    text: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow: corner points from box to box, the words beside its head, its status sign, and the net it shares."""

    edge: str
    points: tuple[Point, ...]
    net: str = ""
    label: Label | None = None
    sign: Point | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything in its place."""

    scene: Scene
    width: float
    height: float
    em: float
    words: int
    boxes: dict[str, Box]
    frames: tuple[Box, ...]
    routes: tuple[Route, ...]
    rows: dict[str, tuple[tuple[Row, Box], ...]] = field(default_factory=dict)
    tight: bool = False
    foot: float = 0.0
    tall: bool = False  # higher than its stage: to be scrolled down, not shrunk
